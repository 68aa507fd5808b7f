package lexicon

import "testing"

func TestLoads(t *testing.T) {
	l, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(l.Langs, len(l.words), len(l.stems), len(l.edges))
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(files); err != nil {
			b.Fatal(err)
		}
	}
}

// Words that change what is asked may not hide in a phrase that only opens or
// fills a question: there they would be lost without a word.
func TestNothingHides(t *testing.T) {
	l := Embedded()
	opens := map[Sort]bool{HowMuch: true, What: true, How: true, Who: true, Aux: true, Filler: true, Please: true, Nation: true, Of: true, In: true, When: true}
	heavy := map[Sort]bool{Share: true, Percent: true, Points: true, Measure: true, Except: true, Only: true, Not: true, None: true, Real: true, PerHead: true, Top: true, Bottom: true, Less: true, Cmp: true, Never: true, Ever: true, Ratio: true, Mean: true, Median: true, Sum: true, Rise: true, Fall: true}
	l.phrases(func(words []string, senses []Sense) {
		if len(words) < 2 {
			return
		}
		for _, s := range senses {
			if !opens[s.Sort] {
				continue
			}
			for i := range words {
				for _, in := range l.wordSenses(words[i]) {
					verb := s.Sort == Aux && in.Sort == Cmp || s.Sort == HowMuch && in.Sort == Rise // "verfügt über", "s'élève"
					if in.Lang == s.Lang && heavy[in.Sort] && (in.Cost < 3 || in.Sort == Share) && !verb {
						t.Errorf("%s: %q is %s and hides %q, %s", l.Langs[s.Lang], words, s.Sort, words[i], in.Sort)
					}
				}
			}
		}
	})
}

// phrases calls f with every phrase and its senses.
func (l *Lexicon) phrases(f func(words []string, senses []Sense)) {
	word := map[int32]string{}
	for w, id := range l.words {
		word[id] = w
	}
	for w, id := range l.stems {
		word[id] = w + "*"
	}
	next := map[int32][]uint64{}
	for k := range l.edges {
		next[int32(k>>32)] = append(next[int32(k>>32)], k)
	}
	var walk func(node int32, words []string)
	walk = func(node int32, words []string) {
		if len(l.senses[node]) > 0 {
			f(words, l.senses[node])
		}
		for _, k := range next[node] {
			walk(l.edges[k], append(words[:len(words):len(words)], word[int32(uint32(k))]))
		}
	}
	walk(0, nil)
}

func (l *Lexicon) wordSenses(w string) []Sense {
	id, ok := l.words[w]
	if !ok {
		return nil
	}
	return l.senses[l.edges[uint64(id)]]
}
