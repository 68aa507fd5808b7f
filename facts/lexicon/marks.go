package lexicon

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Words that fold alike may differ in their marks: Danish "for" and "før",
// Portuguese "e" and "é". What is typed with its marks is that word and no
// other; what is typed without may be either, the one with marks at costMark.

// costMark is added to a sense whose marks were not typed, where the language
// has a word that is written as it was typed.
const costMark = 6

// anyForm is the form of a sense that a file spells in several ways.
const anyForm = "*"

// form is how a file writes a word that has marks, in small letters; "" for
// one that has none, and for stems.
func form(word string) string {
	for i := 0; i < len(word); i++ {
		if word[i] >= 0x80 {
			return strings.ToLower(norm.NFC.String(word))
		}
	}
	return ""
}

// spell notes the form of the last sense of a node.
func (l *builder) spell(node int32, form string) {
	f := l.forms[node]
	if f == nil && form == "" {
		return
	}
	for len(f) < len(l.senses[node])-1 {
		f = append(f, "")
	}
	l.forms[node] = append(f, form)
}

// respell notes that sense i of a node is written in another way too.
func (l *builder) respell(node int32, i int, form string) {
	f := l.forms[node]
	if f == nil && form == "" {
		return
	}
	for len(f) < len(l.senses[node]) {
		f = append(f, "")
	}
	if f[i] != form {
		f[i] = anyForm
	}
	l.forms[node] = f
}

// unspell forgets the forms of words that no other word of their language
// shares its plain letters with.
func (l *builder) unspell() {
	for node, f := range l.forms {
		senses, differ := l.senses[node], false
		for i := range f {
			for k := range i {
				differ = differ || senses[i].Lang == senses[k].Lang && f[i] != f[k]
			}
		}
		if !differ {
			delete(l.forms, node)
		}
	}
}

// speltAs are the senses that only a statement needs which a token can be as it
// is written: where its language has the very word among its other senses, none
// that is written with other marks ("waren" is not "wären").
func speltAs(said, asked []Sense, t *Token) []Sense {
	w := strings.ToLower(norm.NFC.String(t.Raw))
	fits := func(s *Sense) bool { return s.form == anyForm || s.form == w || s.form == "" && w == t.Fold }
	out := make([]Sense, 0, len(said))
	for i := range said {
		written := false
		for _, all := range [...][]Sense{said, asked} {
			for k := range all {
				written = written || all[k].Lang == said[i].Lang && fits(&all[k])
			}
		}
		if fits(&said[i]) || !written {
			out = append(out, said[i])
		}
	}
	return out
}

// spelt are the senses of a word that a token can be as it is written.
func spelt(all []Sense, t *Token) []Sense {
	w := strings.ToLower(norm.NFC.String(t.Raw))
	fits := func(s *Sense) bool { return s.form == anyForm || s.form == w || s.form == "" && w == t.Fold }
	out := make([]Sense, 0, len(all))
	for _, s := range all {
		if !fits(&s) {
			written := false
			for k := range all {
				written = written || all[k].Lang == s.Lang && fits(&all[k])
			}
			if written && w != t.Fold {
				continue
			}
			if written {
				s.Cost += costMark
			}
		}
		out = append(out, s)
	}
	return out
}
