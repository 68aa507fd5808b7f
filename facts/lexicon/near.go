package lexicon

import (
	"cmp"
	"iter"
	"slices"
	"sort"
	"sync"
	"unicode/utf8"
)

// Words of these sorts may be repaired towards: names and nouns that cannot be
// taken for another word of a question.
var nameable = [...]Sort{Ally, Group, Aggregate, Allies, Measure, Spend, Percent, Cmp, Who, HowMany, Compare, Trend, Rank, GDP, Share, Currency}

// minRepair is the shortest word that is repaired, in letters.
const minRepair = 4

// near is an index of the words that may be repaired towards, ordered by how
// many letters they have and by the first of them.
type near struct {
	once  sync.Once
	words []nearWord
}

// A nearWord is where a word lies in the packed text, and its node.
type nearWord struct {
	first   rune
	off     uint32
	node    uint32
	letters uint8
	bytes   uint8
}

// before reports whether a word is listed before those of a length and a first
// letter.
func (w *nearWord) before(letters int, first rune) bool {
	if int(w.letters) != letters {
		return int(w.letters) < letters
	}
	return w.first < first
}

// Near is the one word of the language, or name, that w is a slip of the hand
// away from: a letter too many, missing, wrong, or two that changed places. It
// returns nothing where none is, or where two are that mean different things.
func (l *Lexicon) Near(w string, lang Lang) (string, []Sense) {
	l.near.once.Do(l.index)
	r := []rune(w)
	if len(r) < minRepair {
		return "", nil
	}
	best, found := "", []Sense(nil)
	for n := len(r) - 1; n <= len(r)+1; n++ {
		for c := range l.begun(n, r[0], r[1]) {
			if !l.slip(r, c) {
				continue
			}
			senses := mendable(l.sensesOf(c.node, nil), lang)
			if len(senses) == 0 {
				continue
			}
			if found != nil && rank(senses[0].Sort) > rank(found[0].Sort) {
				continue // a name before a noun, a noun before a comparison
			}
			if found != nil && rank(senses[0].Sort) < rank(found[0].Sort) {
				found = nil
			}
			if found != nil && (found[0].Sort != senses[0].Sort || found[0].Val != senses[0].Val) {
				return "", nil
			}
			best, found = l.packed.string(c.off, int(c.bytes)), senses
		}
	}
	return best, found
}

// rank is which sort is meant first by a word that is a slip from several.
func rank(s Sort) int {
	switch s {
	case Ally, Group:
		return 0
	case Cmp, Who:
		return 2
	}
	return 1
}

func mendable(all []Sense, lang Lang) []Sense {
	var out []Sense
	for _, s := range all {
		if s.Lang != lang && s.Lang != Common || s.Caps {
			continue
		}
		for _, n := range nameable {
			if s.Sort == n {
				out = append(out, s)
			}
		}
	}
	return out
}

// begun gives the words of some letters that begin with one of two: no slip
// changes the first letter but with the second.
func (l *Lexicon) begun(letters int, a, b rune) iter.Seq[*nearWord] {
	return func(yield func(*nearWord) bool) {
		for k, first := range [2]rune{a, b} {
			if k == 1 && b == a {
				return
			}
			all := l.near.words
			for i := sort.Search(len(all), func(i int) bool { return !all[i].before(letters, first) }); i < len(all) && int(all[i].letters) == letters && all[i].first == first; i++ {
				if !yield(&all[i]) {
					return
				}
			}
		}
	}
}

// index lists the whole words that stand alone.
func (l *Lexicon) index() {
	n := 0
	l.alone(func(nearWord) { n++ })
	l.near.words = make([]nearWord, 0, n)
	l.alone(func(w nearWord) { l.near.words = append(l.near.words, w) })
	slices.SortStableFunc(l.near.words, func(a, b nearWord) int {
		return cmp.Or(cmp.Compare(a.letters, b.letters), cmp.Compare(a.first, b.first))
	})
}

// longest is the longest word that is repaired towards, in letters.
const longest = 31

// alone calls f with each word, and each stem, that stands alone.
func (l *Lexicon) alone(f func(nearWord)) {
	for _, in := range []struct {
		table
		shortest int
	}{{l.packed.words, minRepair - 1}, {l.packed.stems, minRepair + 1}} {
		for i := range in.size {
			off, size, id := in.word(i)
			if id == 0 {
				continue
			}
			node := l.packed.edge(0, id)
			if node == 0 || !l.packed.some(node) {
				continue
			}
			w := l.packed.text[off:][:size]
			if n := utf8.RuneCount(w); n >= in.shortest && n <= longest {
				first, _ := utf8.DecodeRune(w)
				f(nearWord{first, off, node, uint8(n), uint8(size)})
			}
		}
	}
}

// slip reports whether a and b are one letter apart: one more, one less, one
// other, or two neighbours that changed places. The first letter has to be the
// same unless the two first changed places.
func (l *Lexicon) slip(a []rune, w *nearWord) bool {
	var room [longest]rune
	b := room[:0]
	for text := l.packed.text[w.off:][:w.bytes]; len(text) > 0; {
		c, n := utf8.DecodeRune(text)
		b, text = append(b, c), text[n:]
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	if i == 0 && !(len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0]) {
		return false
	}
	j := 0
	for j < len(a)-i && j < len(b)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	x, y := len(a)-i-j, len(b)-i-j
	switch {
	case x == 0 && y == 0:
		return false
	case x <= 1 && y <= 1:
		return true
	case x == 2 && y == 2:
		return a[i] == b[i+1] && a[i+1] == b[i]
	}
	return false
}

// Knows reports whether a word stands in any list, alone or within a phrase, in
// any language.
func (l *Lexicon) Knows(w string) bool {
	_, ok := l.packed.find(l.packed.words, w)
	return ok
}

// Swapped are the words of all lists, alone or within a phrase, that w is when
// two neighbours change places, a doubled letter is written once, or a letter
// twice: the slips of a hand that knows the word.
func (l *Lexicon) Swapped(w string) []string {
	r := []rune(w)
	if len(r) < minRepair {
		return nil
	}
	var out []string
	try := func(c ...[]rune) {
		if word := string(slices.Concat(c...)); l.Knows(word) && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	for i := range r {
		if i+1 < len(r) && r[i] != r[i+1] {
			try(r[:i], []rune{r[i+1], r[i]}, r[i+2:])
		}
		if i+1 < len(r) && r[i] == r[i+1] {
			try(r[:i], r[i+1:])
		}
		try(r[:i+1], r[i:])
	}
	return out
}
