package lexicon

import "sort"

// A Phrase is a word or several, folded and joined by blanks, and what it is.
type Phrase struct {
	Text string
	Sort Sort
	Val  string
}

// Phrases are all whole phrases of some sorts, in all languages, sorted. Stems
// and what counts only in capitals are not among them. It walks every table:
// call it once and keep what it gives.
func (l *Lexicon) Phrases(sorts ...Sort) []Phrase {
	p := &l.packed
	text := map[uint32]string{}
	for i := range p.words.size {
		if off, n, id := p.words.word(i); id != 0 {
			text[id] = p.string(off, n)
		}
	}
	type edge struct{ id, next uint32 }
	from := map[uint32][]edge{}
	for i := range p.edges.size {
		if node, id, next := p.edges.edge(i); next != 0 {
			from[node] = append(from[node], edge{id, next})
		}
	}
	var out []Phrase
	var walk func(node uint32, said string)
	walk = func(node uint32, said string) {
		for _, e := range from[node] {
			w, ok := text[e.id]
			if !ok {
				continue // a stem
			}
			if said != "" {
				w = said + " " + w
			}
			for _, s := range l.sensesOf(e.next, nil) {
				if !s.Caps && oneOf(s.Sort, sorts) {
					out = append(out, Phrase{w, s.Sort, s.Val})
				}
			}
			walk(e.next, w)
		}
	}
	walk(0, "")
	sort.Slice(out, func(i, j int) bool {
		a, b := &out[i], &out[j]
		if a.Text != b.Text {
			return a.Text < b.Text
		}
		return a.Sort < b.Sort || a.Sort == b.Sort && a.Val < b.Val
	})
	n := 0
	for i := range out {
		if i == 0 || out[i] != out[n-1] {
			out[n] = out[i]
			n++
		}
	}
	return out[:n]
}

func oneOf(s Sort, sorts []Sort) bool {
	for _, x := range sorts {
		if x == s {
			return true
		}
	}
	return false
}
