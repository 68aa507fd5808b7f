package question

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"natobot/facts"
)

// A Match is what a piece of text names. The zero value: nothing known.
type Match struct {
	Ally      facts.Code   // the Ally, or an aggregate; "" when none is clearly meant
	Group     string       // a group of Allies ("the Baltics"); Allies then holds its members
	Allies    []facts.Code // the members of Group
	NonAlly   string       // a country that is no Ally, by its English name
	Corrected bool         // the text is spelt otherwise than any known name: say so
	Near      []facts.Code // two or more Allies equally near, or one that is not near enough: ask
}

// Found reports whether an Ally, an aggregate or a group is clearly meant.
func (m Match) Found() bool { return m.Ally != "" || m.Group != "" }

// MatchAlly says which Ally the whole of text names: by name or alias in the
// languages of the Alliance, by ISO 3166-1 code of two or three letters in any
// case, by flag or by demonym. Misspellings are resolved, and marked Corrected,
// when they are one edit from one Ally and farther from every other country;
// else they end in Near.
func (d *Reader) MatchAlly(text string) Match {
	toks := tokenise(normalise(text))
	if len(toks) == 0 {
		return Match{}
	}
	if n := len(toks); n > 1 && (toks[0].s == "the" || toks[0].s == "la" || toks[0].s == "die") {
		toks = toks[1:]
	}
	v := d.words
	var key []byte
	if e, n := v.longest(toks, 0, &key); n == len(toks) {
		if m, ok := v.matchOf(e); ok {
			return m
		}
	}
	if len(toks) == 1 {
		if c, ok := v.codes[toks[0].s]; ok {
			m, _ := v.matchOf(c)
			return m
		}
		if n := toks[0].flag; n != "" {
			if c, ok := v.codes[n]; ok {
				m, _ := v.matchOf(c)
				return m
			}
			return Match{}
		}
	}
	if e, n := v.longest(toks, 0, &key); n == len(toks) && (e.kind == kWord || e.kind == kStop) {
		return Match{}
	}
	words := make([]string, len(toks))
	for i, t := range toks {
		words[i] = t.s
	}
	return v.fuzzy(strings.Join(words, " "), true)
}

// ParseAllies reads a list of Allies, aggregates and groups as people type it
// ("spain, poland and the baltics"). What it can't read comes back in unknown,
// cut to 40 characters each; misspellings are never resolved here.
func (d *Reader) ParseAllies(text string) (allies []facts.Code, unknown []string) {
	toks := tokenise(normalise(text))
	v := d.words
	var key []byte
	for i := 0; i < len(toks); {
		e, n := v.longest(toks, i, &key)
		if n == 0 || e.kind == kWord || e.kind == kStop {
			if c, ok := v.codes[toks[i].s]; ok && n <= 1 && c.kind == kAlly {
				e, n = c, 1
			}
		}
		switch {
		case n > 0 && (e.kind == kAlly || e.kind == kAggregate):
			allies = addCode(allies, e.code)
			i += n
		case n > 0 && e.kind == kGroup:
			for _, c := range groups[e.id].Allies {
				allies = addCode(allies, c)
			}
			i += n
		case n > 0 && (e.kind == kStop || e.kind == kWord && e.id == int(cAnd)):
			i += n
		default:
			unknown = append(unknown, cut(toks[i].raw, 40))
			i++
		}
	}
	return allies, unknown
}

func addCode(list []facts.Code, c facts.Code) []facts.Code {
	if slices.Contains(list, c) {
		return list
	}
	return append(list, c)
}

// cut shortens s to at most n runes, with an ellipsis where it cut.
func cut(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	return string(r[:n-1]) + "…"
}

// Fold lowers s and takes the marks off its letters, so that what is typed
// without accents is found: "Türkiye" and "turkiye" fold alike.
func Fold(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(s) {
		switch r {
		case 'ł', 'Ł':
			b.WriteByte('l')
		case 'ø', 'Ø':
			b.WriteByte('o')
		case 'ß', 'ẞ':
			b.WriteString("ss")
		case 'ı', 'I', 'İ':
			b.WriteByte('i')
		case 'æ', 'Æ':
			b.WriteString("ae")
		case 'œ', 'Œ':
			b.WriteString("oe")
		case 'đ', 'Đ', 'ð', 'Ð':
			b.WriteByte('d')
		case 'þ', 'Þ':
			b.WriteString("th")
		case 'ς':
			b.WriteRune('σ')
		default:
			if !unicode.Is(unicode.Mn, r) {
				b.WriteRune(unicode.ToLower(r))
			}
		}
	}
	return b.String()
}

// editLimit is how many edits a word of n runes may be away from a name.
func editLimit(n int) int {
	switch {
	case n <= 3:
		return 0
	case n <= 5:
		return 1
	case n <= 9:
		return 2
	}
	return 3
}

// letters is the set of a word's letters as bits, to pass over names that
// can't be near before measuring.
func letters(w []rune) uint64 {
	var m uint64
	for _, r := range w {
		m |= 1 << (uint(r) % 64)
	}
	return m
}

// A fuzzyName is a name in the pool that misspellings are measured against.
type fuzzyName struct {
	runes   []rune
	set     uint64
	code    facts.Code // an Ally, or ""
	nonAlly string     // English name of another country
	strong  bool       // its name in one of the seven languages, no demonym and no name in others
}

// fuzzy finds the Ally whose name is nearest to a folded text. The pool holds
// all other countries too: Ireland is one edit from Iceland. alone says that
// the text is all that was typed, so that asking back is sensible; a word of a
// sentence is only measured against the names that people write in it, for
// "policy" is one edit from a Polish word for Poles.
func (v *vocabulary) fuzzy(s string, alone bool) Match {
	w := []rune(s)
	limit := editLimit(len(w))
	if limit == 0 || len(w) > maxName+3 {
		if alone {
			return v.prefixed(s, Match{})
		}
		return Match{}
	}
	set := letters(w)
	var rows [3][]int
	for i := range rows {
		rows[i] = make([]int, maxName+8)
	}
	best := limit + 1
	var codes []facts.Code
	var others []string
	strong := false
	for n := max(1, len(w)-limit); n <= min(maxName, len(w)+limit); n++ {
		for i := range v.pool[n] {
			f := &v.pool[n][i]
			within := min(best, limit)
			if !alone && !f.strong {
				continue
			}
			if bits.OnesCount64(set&^f.set) > within || bits.OnesCount64(f.set&^set) > within {
				continue
			}
			d := facts.Distance(w, f.runes, within, &rows)
			if d > within {
				continue
			}
			if d < best {
				best, codes, others, strong = d, codes[:0], others[:0], false
			}
			strong = strong || f.strong
			if f.code != "" {
				codes = addCode(codes, f.code)
			} else if !slices.Contains(others, f.nonAlly) {
				others = append(others, f.nonAlly)
			}
		}
	}
	var m Match
	switch {
	case len(codes) == 1 && len(others) == 0:
		if strong && (best == 1 && len(w) >= 5 || best == 2 && len(w) >= 9) {
			m.Ally, m.Corrected = codes[0], true
		} else {
			m.Near = codes
		}
	case len(codes) == 0 && len(others) == 1 && strong && (best == 1 && len(w) >= 5 || best == 0):
		m.NonAlly, m.Corrected = others[0], true
	case len(codes) > 0:
		m.Near = codes
	}
	if alone && m.Ally == "" && m.NonAlly == "" {
		m = v.prefixed(s, m)
	}
	return m
}

// prefixed adds the Allies whose English name begins with s: "slov" is the
// beginning of two.
func (v *vocabulary) prefixed(s string, m Match) Match {
	if len(s) < 3 {
		return m
	}
	for _, n := range v.english {
		if strings.HasPrefix(n.name, s) {
			m.Near = addCode(m.Near, n.code)
		}
	}
	return m
}
