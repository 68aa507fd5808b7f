package claim

import (
	"strings"
	"unicode/utf8"

	"natobot/facts/lexicon"
)

// A cut is a sentence of the text: tokens from to to. Cuts of one paragraph
// share its number. A row is a line of a list or a table.
type cut struct {
	from, to  int
	paragraph int
	row       bool
}

// sentences cuts the tokens of the text. A full stop ends a sentence where a
// capital or the end follows and no abbreviation stands before; a line break
// where the line was not broken for want of room.
func (c *checker) sentences() []cut {
	toks := c.words.Toks
	var out []cut
	paragraph, from := 0, 0
	for from < len(toks) {
		end := from + 1
		for end < len(toks) && !toks[end].Blank {
			end++
		}
		out = c.paragraph(out, from, end, paragraph)
		paragraph++
		from = end
	}
	return out
}

// paragraph cuts what stands between two empty lines.
func (c *checker) paragraph(out []cut, from, to, number int) []cut {
	wrapped, list := c.layout(from, to)
	start := from
	put := func(end int, row bool) {
		if end > start {
			out = append(out, cut{from: start, to: end, paragraph: number, row: row})
		}
		start = end
	}
	for i := from; i < to; i++ {
		switch {
		case i > start && c.words.Toks[i].Break && c.lineEnds(i, wrapped, list):
			put(i, list)
		case c.stops(i, to):
			end := i + 1
			for end < to && c.closes(end) {
				end++
			}
			put(end, list)
			i = end - 1
		}
	}
	put(to, list)
	return out
}

// narrow is the width below which no text is broken into lines.
const narrow = 24

// layout sees whether the lines of a paragraph were broken for want of room,
// and whether they are a list of names with numbers.
func (c *checker) layout(from, to int) (wrapped, list bool) {
	toks := c.words.Toks
	var starts []int
	for i := from; i < to; i++ {
		if i == from || toks[i].Break {
			starts = append(starts, i)
		}
	}
	if len(starts) < 2 {
		return false, false
	}
	width, rows := 0, 0
	for k, i := range starts {
		end := to
		if k+1 < len(starts) {
			end = starts[k+1]
		}
		width = max(width, c.letters(i, end-1))
		if c.isRow(i, end) {
			rows++
		}
	}
	full := 0
	for k := 0; k+1 < len(starts); k++ {
		next := starts[k+1]
		word := next
		for word+1 < to && !toks[word+1].Break && (toks[word+1].Tight || c.glued(word)) {
			word++
		}
		if c.letters(starts[k], next-1)+1+c.letters(next, word) > width {
			full++
		}
	}
	wrapped = width >= narrow && full*10 >= (len(starts)-1)*8
	list = rows >= 2 && rows*10 >= len(starts)*6 && !(wrapped && rows < len(starts))
	return wrapped && !list, list
}

// glued reports whether only a no-break blank stands behind a token, so that no
// line is broken there.
func (c *checker) glued(i int) bool {
	between := c.text[c.words.Toks[i].End:c.words.Toks[i+1].Start]
	return between != "" && !strings.ContainsAny(between, " \t\n\r")
}

// letters is how wide tokens from a to b stand, both within.
func (c *checker) letters(a, b int) int {
	return utf8.RuneCountInString(c.text[c.words.Toks[a].Start:c.words.Toks[b].End])
}

// isRow reports whether a line is a name with numbers, or begins as an item of
// a list does.
func (c *checker) isRow(from, to int) bool {
	toks := c.words.Toks
	if toks[from].Kind == lexicon.Sign && (toks[from].Fold == "-" || toks[from].Fold == "*" || toks[from].Fold == "•" || toks[from].Fold == "|") {
		return true
	}
	digits, first := 0, -1
	for i := from; i < to; i++ {
		if toks[i].Kind == lexicon.Digits {
			digits++
			if first < 0 {
				first = i
			}
		}
	}
	named := c.words.Can(from, lexicon.Ally) || from+1 < to && (c.words.Can(from, lexicon.Filler) || c.words.Can(from, lexicon.Elision)) && c.words.Can(from+1, lexicon.Ally)
	return digits > 0 && to-from <= 5+3*digits && named && first-from < 6
}

// lineEnds reports whether a sentence ends at the line break before token i.
func (c *checker) lineEnds(i int, wrapped, list bool) bool {
	if list {
		return true
	}
	last, next := c.words.Toks[i-1], c.words.Toks[i]
	switch {
	case next.Kind == lexicon.Sign && (next.Fold == "•" || next.Fold == "*" || next.Fold == "|"):
		return true
	case wrapped, last.Fold == ",", next.Kind == lexicon.Word && !next.Upper:
		return false
	case next.Kind == lexicon.Sign && (next.Fold == "%" || next.Fold == "(" || next.Fold == ")" || next.Fold == ","):
		return false
	}
	return true
}

// closes reports whether token i closes what the sentence before it opened.
func (c *checker) closes(i int) bool {
	t := c.words.Toks[i]
	return t.Kind == lexicon.Sign && t.Tight && (t.Fold == "\"" || t.Fold == ")" || t.Fold == "]" || t.Fold == "'" || t.Fold == "!" || t.Fold == "?" || t.Fold == ".")
}

// stops reports whether token i ends a sentence.
func (c *checker) stops(i, to int) bool {
	t := c.words.Toks[i]
	if t.Kind != lexicon.Sign {
		return false
	}
	switch t.Fold {
	case "!", "?", "…":
		return true
	case ".":
		return c.fullStop(i, to)
	}
	return c.words.Says(i, lexicon.Filler, "?", c.lang) // the Greek question mark
}

// behindStop is the first token behind a point and what closes or opens there.
func (c *checker) behindStop(i, to int) int {
	toks := c.words.Toks
	next := i + 1
	for next < to && c.closes(next) {
		next++
	}
	for next < to && toks[next].Kind == lexicon.Sign && (toks[next].Fold == "\"" || toks[next].Fold == "(" || toks[next].Fold == "-" || toks[next].Fold == "'") {
		next++
	}
	return next
}

// endsYear reports whether the point behind one letter ends a sentence: behind
// a number written with it, or a year's letter before a word that begins one
// ("do 2035 r. Co dalej?").
func (c *checker) endsYear(i, next int) bool {
	toks := c.words.Toks
	if i < 2 || toks[i-2].Kind != lexicon.Digits {
		return false
	}
	return toks[i-1].Tight || toks[i-2].Num.Year && c.wordOnly(next)
}

// wordOnly reports whether a token is a word that is known, and no name that may
// stand within a sentence.
func (c *checker) wordOnly(i int) bool {
	known := false
	for _, s := range [...]lexicon.Sort{lexicon.Ally, lexicon.Aggregate, lexicon.City, lexicon.Month, lexicon.Person, lexicon.Place, lexicon.Capital, lexicon.Group, lexicon.Named, lexicon.Allies, lexicon.Meeting} {
		if c.words.Can(i, s) {
			return false
		}
	}
	for _, s := range [...]lexicon.Sort{lexicon.Filler, lexicon.What, lexicon.Who, lexicon.In, lexicon.From, lexicon.Of, lexicon.Top, lexicon.Bottom, lexicon.More, lexicon.Less, lexicon.But, lexicon.Only, lexicon.Not, lexicon.YesNo, lexicon.Cmp} {
		known = known || c.words.Can(i, s)
	}
	return known
}

// fullStop reports whether the point at i ends a sentence and not a word, an
// ordinal or an initial.
func (c *checker) fullStop(i, to int) bool {
	toks := c.words.Toks
	next := c.behindStop(i, to)
	if next >= to {
		return true
	}
	n := toks[next]
	if n.Kind == lexicon.Word && !n.Upper || n.Kind == lexicon.Sign || n.Tight && next == i+1 && n.Kind != lexicon.Word {
		return false
	}
	if i == 0 || !toks[i].Tight {
		return true
	}
	before := toks[i-1]
	switch {
	case before.Kind == lexicon.Digits && before.Num.Plain && before.Num.Value <= 31:
		return !c.words.Can(next, lexicon.Month) && !(n.Kind == lexicon.Digits && !n.Break)
	case before.Kind == lexicon.Word && len([]rune(before.Raw)) == 1:
		return c.endsYear(i, next)
	case before.Kind == lexicon.Word && c.words.Can(i-1, lexicon.Abbreviation):
		switch { // "2,10 proc. 2024 metais …": what goes on with a unit is its noun
		case c.words.Can(i-1, lexicon.Percent):
			return !c.words.Can(next, lexicon.GDP)
		case c.words.Can(i-1, lexicon.Scale):
			return !c.words.Can(next, lexicon.Currency) && n.Kind != lexicon.Digits
		}
		return false
	}
	return true
}
