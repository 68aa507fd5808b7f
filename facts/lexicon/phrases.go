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
	into, ends := l.leading(sorts)
	text := make(map[uint32]string, len(into))
	for _, e := range into {
		text[e.id] = ""
	}
	for i := range p.words.size {
		off, n, id := p.words.word(i)
		if _, ok := text[id]; ok && id != 0 {
			text[id] = p.string(off, n)
		}
	}
	var out []Phrase
	for _, end := range ends {
		said := ""
		for node := end; node != 0; node = into[node].node {
			w := text[into[node].id]
			if w == "" { // a stem
				said = ""
				break
			}
			if said != "" {
				w += " " + said
			}
			said = w
		}
		if said == "" {
			continue
		}
		for _, s := range l.sensesOf(end, nil) {
			if !s.Caps && oneOf(s.Sort, sorts) {
				out = append(out, Phrase{said, s.Sort, s.Val})
			}
		}
	}
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

// A step is the edge that leads to a node: from where, and on which word.
type step struct{ node, id uint32 }

// leading are the nodes at which phrases of some sorts end, and the one edge
// that leads to each and to every node before them.
func (l *Lexicon) leading(sorts []Sort) (into map[uint32]step, ends []uint32) {
	p := &l.packed
	into = map[uint32]step{}
	open := map[uint32]bool{} // nodes whose edge is looked for
	for i := range p.edges.size {
		node, id, next := p.edges.edge(i)
		if next == 0 || !p.means(next, sorts) {
			continue
		}
		into[next] = step{node, id}
		ends = append(ends, next)
		if node != 0 {
			open[node] = true
		}
	}
	for more := true; more; {
		more = false
		for i := range p.edges.size {
			node, id, next := p.edges.edge(i)
			if next == 0 || !open[next] {
				continue
			}
			delete(open, next)
			into[next] = step{node, id}
			if _, ok := into[node]; !ok && node != 0 {
				open[node], more = true, true
			}
		}
	}
	return into, ends
}

func oneOf(s Sort, sorts []Sort) bool {
	for _, x := range sorts {
		if x == s {
			return true
		}
	}
	return false
}
