package lexicon

import "testing"

// Words that differ in their marks alone are told apart where the marks are
// typed; without them the plain word comes first.
func TestMarks(t *testing.T) {
	l := Embedded()
	for _, c := range []struct {
		lang, word  string
		first, none Sort
	}{
		{"da", "før", Before, Filler},
		{"da", "for", Filler, NoSort},
		{"da", "FØR", Before, Filler},
		{"pt", "é", Aux, And},
		{"pt", "e", And, NoSort},
		{"sv", "är", Aux, Years},
		{"sv", "år", In, Aux},
	} {
		lang, _ := l.Lang(c.lang)
		toks := l.Tokens(Clean(c.word))
		var first *Sense
		for _, sp := range l.At(toks, 0, nil) {
			for i, s := range sp.Senses {
				if s.Lang != lang {
					continue
				}
				if s.Sort == c.none {
					t.Errorf("%s: %q can be %s", c.lang, c.word, s.Sort)
				}
				if first == nil || s.Cost < first.Cost {
					first = &sp.Senses[i]
				}
			}
		}
		if first == nil || first.Sort != c.first {
			t.Errorf("%s: %q is %v, want %s", c.lang, c.word, first, c.first)
		}
	}
}
