package reader

import (
	"natobot/facts"
	"natobot/facts/lexicon"
)

// repair reads words that are in no list of any language as the names and nouns
// of this one that they are one slip away from, where only one meaning is. What
// was repaired is said in the first line.
func (l *line) repair() []Repair {
	out := l.swaps()
	for i := range l.items {
		it := &l.items[i]
		if it.kind != unread || it.n != 1 {
			continue
		}
		w := l.toks[it.tok].Fold
		read, senses := l.r.Lex.Near(w, l.lang)
		if len(senses) == 0 {
			continue
		}
		if a, ok := l.r.Data.Ally(facts.Code(senses[0].Val)); ok && senses[0].Sort == lexicon.Ally {
			read = a.Name
		}
		it.kind, it.senses, it.repaired = known, senses, read
		out = append(out, Repair{Typed: short(l.toks[it.tok].Raw), Read: read})
	}
	return out
}

// maxSwaps is how many unread words of a message are looked up as slips of
// ordinary words: a message of which nothing is known is no slip.
const maxSwaps = 3

// slips are the sorts of ordinary words that a slip may be read as: words that
// ask, name or order, and none that turns a meaning round.
var slips = sortSet(lexicon.Defence, lexicon.HowMuch, lexicon.HowMany, lexicon.Who, lexicon.Spend, lexicon.Measure, lexicon.Share, lexicon.GDP, lexicon.Allies, lexicon.Group, lexicon.PerHead, lexicon.Percent, lexicon.Currency, lexicon.Rank, lexicon.Trend, lexicon.Compare, lexicon.Top, lexicon.When)

// swaps reads words that stand in no list, alone or in a phrase, as the ordinary
// words of the language that they are with two letters in each other's place, or
// one doubled: "how mcuh", "millitary". Where they could be two things they stay
// unread.
func (l *line) swaps() []Repair {
	var at []int
	for i := range l.items {
		if it := &l.items[i]; it.kind == unread && it.n == 1 && l.toks[it.tok].Kind == lexicon.Word {
			at = append(at, it.tok)
		}
	}
	if len(at) == 0 || len(at) > maxSwaps {
		return nil
	}
	var out []Repair
	for _, t := range at {
		w := l.toks[t].Fold
		if l.r.Lex.Knows(w) {
			continue
		}
		read := ""
		var means lexicon.Sense
		for _, c := range l.r.Lex.Swapped(w) {
			l.toks[t].Fold = c
			s, ok := l.slipOf(t)
			if ok && read != "" && (s.Sort != means.Sort || s.Val != means.Val) {
				read = ""
				break
			}
			if ok {
				read, means = c, s
			}
		}
		l.toks[t].Fold = w
		if read != "" {
			l.toks[t].Fold = read
			out = append(out, Repair{Typed: short(l.toks[t].Raw), Read: read})
		}
	}
	if len(out) > 0 {
		at, spans := l.r.look(l.toks)
		l.items = l.r.cheapest(l.toks, at, spans, l.lang)
		l.homonyms()
	}
	return out
}

// slipOf is what a phrase of the language that holds token t is, if it is of
// those that a slip may be read as.
func (l *line) slipOf(t int) (lexicon.Sense, bool) {
	for i := max(0, t-2); i <= t; i++ {
		for _, sp := range l.r.Lex.At(l.toks, i, nil) {
			if i+sp.N <= t {
				continue
			}
			for _, s := range sp.Senses {
				if s.Lang == l.lang && !s.Caps && slips[s.Sort] {
					return s, true
				}
			}
		}
	}
	return lexicon.Sense{}, false
}
