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
	for row := 0; row < len(p.words.rows); row += wordRow {
		if id := u32(p.words.rows, row+8); id != 0 {
			text[id] = p.string(u32(p.words.rows, row), int(u32(p.words.rows, row+4)))
		}
	}
	type edge struct{ id, next uint32 }
	from := map[uint32][]edge{}
	for row := 0; row < len(p.edges.rows); row += edgeRow {
		if next := u32(p.edges.rows, row+8); next != 0 {
			node := u32(p.edges.rows, row)
			from[node] = append(from[node], edge{u32(p.edges.rows, row+4), next})
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
