package reader

import (
	"natobot/facts"
	"natobot/facts/lexicon"
)

// repair reads words that are in no list of any language as the names and nouns
// of this one that they are one slip away from, where only one meaning is. What
// was repaired is said in the first line.
func (l *line) repair() []Repair {
	var out []Repair
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
