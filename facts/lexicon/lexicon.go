// Package lexicon knows the words: one file a language, one table of names for
// all uses. It cleans a text, cuts it into tokens that know where they stood,
// and says what each word can be. It knows no grammar; a reader takes it from
// there.
//
// Adding a language is one file in data, and a table test.
package lexicon

import (
	"bufio"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// A Lang is a language that is held; its value is an index into Lexicon.Langs.
// Common is no language: names and signs that belong to all.
type Lang uint8

// Common is the language of names and signs.
const Common Lang = 0

// A Sense is one thing that a word or phrase can be.
type Sense struct {
	Sort Sort
	Lang Lang
	Cost uint8  // tenths, added to a reading that takes it
	Caps bool   // only where it is written in capitals
	Val  string // what the sort's constant says it is
	Num  float64

	form   string // how the file writes it, where marks tell it from another word; see marks.go
	formed bool   // its word has senses that marks tell apart
}

// A Lexicon holds the words of all languages. It is immutable and safe for many
// goroutines.
type Lexicon struct {
	Langs []string // BCP 47 tags; Langs[0] is ""

	packed   packed
	vals     []string  // what senses mean, sorted
	nums     []float64 // the number that each is, or 0
	elisions map[string]bool
	longest  int // bytes of the longest stem
	near     near
}

// A builder reads the files of the languages.
type builder struct {
	langs    []string
	elisions map[string]bool
	words    map[string]int32 // folded word to id
	stems    map[string]int32 // folded stem to id
	longest  int
	edges    map[uint64]int32 // node<<32 | word id, to node
	senses   [][]Sense        // by node
	print    map[printKey]string
	forms    map[int32][]string // by node: how each sense is written; see marks.go
}

type printKey struct {
	lang Lang
	sort Sort
	val  string
}

// maxEnding is how many bytes a word may add to a stem.
const maxEnding = 12

// A Span is a run of tokens and what it can be.
type Span struct {
	N      int // tokens
	Senses []Sense
	Said   bool // senses that only a statement needs
}

// Load reads every file of fsys's data directory. A fault is an error that
// names file and line. It takes a while: a running program opens what was
// packed before.
func Load(fsys fs.FS) (*Lexicon, error) {
	block, err := Pack(fsys)
	if err != nil {
		return nil, err
	}
	return open(block)
}

// Pack makes one block of the files of fsys's data directory.
func Pack(fsys fs.FS) ([]byte, error) {
	b := &builder{
		langs:    []string{""},
		elisions: map[string]bool{},
		words:    map[string]int32{},
		stems:    map[string]int32{},
		edges:    map[uint64]int32{},
		senses:   make([][]Sense, 1),
		print:    map[printKey]string{},
		forms:    map[int32][]string{},
	}
	list, err := fs.Glob(fsys, "data/*.tsv")
	if err != nil {
		return nil, err
	}
	for _, name := range list {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		lang := Common
		if tag := strings.TrimSuffix(path.Base(name), ".tsv"); tag != "names" && tag != "common" && tag != "terms" {
			b.langs = append(b.langs, tag)
			lang = Lang(len(b.langs) - 1)
		}
		if err := b.file(string(raw), name, lang); err != nil {
			return nil, err
		}
	}
	b.unspell()
	return b.pack(), nil
}

// file reads one language: a line is words, sort, value and cost, parted by
// tabs; words by "|". A word that ends in "*" is a stem, one that begins with "^" counts only
// where it is written in capitals. "#" begins a remark.
func (l *builder) file(raw, name string, lang Lang) error {
	in := bufio.NewScanner(strings.NewReader(raw))
	in.Buffer(nil, 1<<20)
	for n := 1; in.Scan(); n++ {
		line := in.Text()
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) < 2 {
			return fmt.Errorf("%s:%d: no sort: %q", name, n, line)
		}
		s, ok := sortByName[f[1]]
		if !ok || s == NoSort {
			return fmt.Errorf("%s:%d: no such sort: %q", name, n, f[1])
		}
		sense := Sense{Sort: s, Lang: lang}
		if len(f) > 2 {
			sense.Val = f[2]
			sense.Num = numOf(f[2])
		}
		if len(f) > 3 {
			c, err := strconv.Atoi(f[3])
			if err != nil || c < 0 || c > 99 {
				return fmt.Errorf("%s:%d: cost %q", name, n, f[3])
			}
			sense.Cost = uint8(c)
		}
		words := strings.Split(f[0], "|")
		for _, w := range words {
			if err := l.add(w, sense); err != nil {
				return fmt.Errorf("%s:%d: %w", name, n, err)
			}
		}
		k := printKey{lang, s, sense.Val}
		if _, ok := l.print[k]; !ok {
			l.print[k] = strings.TrimSuffix(words[0], "*")
		}
	}
	return in.Err()
}

// add files a phrase under its words.
func (l *builder) add(phrase string, s Sense) error {
	stem := false
	node := int32(0)
	phrase, s.Caps = strings.CutPrefix(phrase, "^")
	parts := l.split(phrase)
	if len(parts) == 0 {
		return fmt.Errorf("nothing to read in %q", phrase)
	}
	if s.Sort == Elision {
		l.elisions[parts[0]] = true
		parts[0] += "'"
	}
	for _, p := range parts {
		p, stem = strings.CutSuffix(p, "*")
		ids := l.words
		if stem {
			ids = l.stems
			l.longest = max(l.longest, len(p))
		}
		id, ok := ids[p]
		if !ok {
			id = int32(len(l.words) + len(l.stems) + 1)
			ids[p] = id
		}
		key := uint64(node)<<32 | uint64(id)
		next, ok := l.edges[key]
		if !ok {
			l.senses = append(l.senses, nil)
			next = int32(len(l.senses) - 1)
			l.edges[key] = next
		}
		node = next
	}
	for i, old := range l.senses[node] {
		if old.Lang == s.Lang && old.Sort == s.Sort && old.Caps == s.Caps {
			if old.Val == s.Val {
				if len(parts) == 1 && !stem {
					l.respell(node, i, form(phrase))
				}
				return nil
			}
			if s.Sort == Filler || s.Sort == Ally {
				return fmt.Errorf("%q is %s already, as %q", phrase, s.Sort, old.Val)
			}
		}
	}
	l.senses[node] = append(l.senses[node], s)
	if len(parts) == 1 && !stem {
		l.spell(node, form(phrase))
	}
	return nil
}

// split cuts a phrase of a file as Tokens would, keeping the stems' marks.
func (l *builder) split(phrase string) []string {
	if isWord(phrase) {
		return []string{phrase}
	}
	var out []string
	marked := strings.ReplaceAll(phrase, "*", "\ue000")
	for _, w := range strings.Fields(marked) {
		if e, ok := strings.CutSuffix(w, "'"); ok && l.elisions[Fold(e)] { // "plus d'", as it stands before a word
			out = append(out, Fold(w))
			continue
		}
		w, star := strings.CutSuffix(w, "\ue000")
		w, tail := strings.CutPrefix(w, "'") // an ending behind an apostrophe
		toks := (&Lexicon{elisions: l.elisions}).Tokens(Clean(w))
		if tail && len(toks) > 0 {
			toks[0].Fold = "'" + toks[0].Fold
		}
		for i, t := range toks {
			p := t.Fold
			if star && i == len(toks)-1 {
				p += "*"
			}
			out = append(out, p)
		}
	}
	return out
}

// isWord reports whether s is one word in small plain letters, a stem or not.
func isWord(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 'a' || c > 'z') && (c != '*' || i < len(s)-1) {
			return false
		}
	}
	return s != ""
}

// At appends to spans every phrase that begins at token i, the shortest first.
// Senses that only a statement needs are left out.
func (l *Lexicon) At(toks []Token, i int, spans []Span) []Span {
	return l.walk(toks, i, i, 0, spans, nil)
}

// A Memo keeps the senses of phrases for a text in which they come again.
type Memo map[uint32][2][]Sense

// Said is At with the senses that only a statement needs, each in a Span of its
// own.
func (l *Lexicon) Said(toks []Token, i int, spans []Span, memo Memo) []Span {
	return l.walk(toks, i, i, 0, spans, memo)
}

func (l *Lexicon) walk(toks []Token, start, i int, node uint32, spans []Span, memo Memo) []Span {
	if i >= len(toks) || i > start && (toks[i].Blank || toks[i].Kind == Sign && !toks[i].Tight && toks[i].Fold != "%") {
		return spans
	}
	w := toks[i].Fold
	if id, ok := l.packed.find(l.packed.words, w); ok {
		spans = l.follow(toks, start, i, node, id, spans, memo)
	}
	if toks[i].Kind == Word {
		for n := min(len(w), l.longest); n > 1 && len(w)-n <= maxEnding; n-- {
			if id, ok := l.packed.find(l.packed.stems, w[:n]); ok {
				spans = l.follow(toks, start, i, node, id, spans, memo)
			}
		}
	}
	return spans
}

func (l *Lexicon) follow(toks []Token, start, i int, node, id uint32, spans []Span, memo Memo) []Span {
	next := l.packed.edge(node, id)
	if next == 0 {
		return spans
	}
	if l.packed.some(next) {
		asked, said := l.parted(next, memo)
		if i == start && len(said) > 0 && said[0].formed {
			said = speltAs(said, asked, &toks[i])
		}
		if i == start && len(asked) > 0 && asked[0].formed {
			asked = spelt(asked, &toks[i])
		}
		if len(asked) > 0 {
			spans = append(spans, Span{N: i + 1 - start, Senses: asked})
		}
		if memo != nil && len(said) > 0 {
			spans = append(spans, Span{N: i + 1 - start, Senses: said, Said: true})
		}
	}
	return l.walk(toks, start, i+1, next, spans, memo)
}

// parted are the senses of a node that questions have, and those that only a
// statement needs.
func (l *Lexicon) parted(node uint32, memo Memo) (asked, said []Sense) {
	if p, ok := memo[node]; ok {
		return p[0], p[1]
	}
	all := l.sensesOf(node, nil)
	n := 0
	for i := range all {
		if all[i].Sort >= firstSaid {
			said = append(said, all[i])
		} else {
			all[n] = all[i]
			n++
		}
	}
	asked = all[:n:n]
	if memo != nil {
		memo[node] = [2][]Sense{asked, said}
	}
	return asked, said
}

// Lang is the index of a language by its tag.
func (l *Lexicon) Lang(tag string) (Lang, bool) {
	for i, t := range l.Langs {
		if t == tag && i > 0 {
			return Lang(i), true
		}
	}
	return 0, false
}
