package lexicon

import (
	"bytes"
	"os"
	"testing"
)

// The block in the binary is made of the files as they are.
func TestBlockIsOfTheFiles(t *testing.T) {
	fresh, err := Pack(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(fresh, packedBlock) {
		t.Error("lexicon.bin is older than data: go generate ./facts/lexicon")
	}
	for _, n := range []int{0, 3, 40, len(packedBlock) / 2, len(packedBlock) - 1} {
		if _, err := open(packedBlock[:n]); err == nil {
			t.Errorf("a block cut at %d opens", n)
		}
	}
}

func TestLoads(t *testing.T) {
	l, err := Load(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(l.Langs, len(l.packed.text), len(l.packed.edges.rows), len(l.packed.senses))
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(os.DirFS(".")); err != nil {
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
					verb := s.Sort == Aux && in.Sort == Cmp || s.Sort == HowMuch && (in.Sort == Rise || in.Sort == Fall) // "verfügt über", "s'élève", "wie hoch fällt … aus"
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
	word := map[uint32]string{}
	for _, t := range []struct {
		table
		star string
	}{{l.packed.words, ""}, {l.packed.stems, "*"}} {
		for i := range t.size {
			if off, n, id := t.word(i); id > 0 {
				word[id] = l.packed.string(off, n) + t.star
			}
		}
	}
	type edge struct{ id, next uint32 }
	next := map[uint32][]edge{}
	for i := range l.packed.edges.size {
		if from, id, n := l.packed.edges.edge(i); n > 0 {
			next[from] = append(next[from], edge{id, n})
		}
	}
	var walk func(node uint32, words []string)
	walk = func(node uint32, words []string) {
		if l.packed.some(node) {
			f(words, l.sensesOf(node, nil))
		}
		for _, e := range next[node] {
			walk(e.next, append(words[:len(words):len(words)], word[e.id]))
		}
	}
	walk(0, nil)
}

func (l *Lexicon) wordSenses(w string) []Sense {
	id, ok := l.packed.find(l.packed.words, w)
	if !ok {
		return nil
	}
	return l.sensesOf(l.packed.edge(0, id), nil)
}
