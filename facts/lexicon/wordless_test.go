package lexicon_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"natobot/facts/lexicon"
)

// spoken are words of our own English messages that another language has too,
// and that no question in English needs.
var spoken = map[string]bool{"core": true, "real": true, "stand": true, "same": true, "cent": true, "come": true, "take": true}

// TestCodeHoldsNoWords holds the rooms of facts to their rule: words of a
// language stand in the lexicon, and no code outside it holds one of a language
// other than the English of our own messages, to compare with or to print.
// facts/workbook is left out: what it holds are the fixed labels and names of
// currencies that NATO's own tables print, a file's form and no language.
func TestCodeHoldsNoWords(t *testing.T) {
	t.Parallel()
	lex := lexicon.Embedded()
	en, ok := lex.Lang("en")
	if !ok {
		t.Fatal("no English")
	}
	whole := map[string]bool{}
	var all []lexicon.Sort
	for sort := lexicon.NoSort + 1; sort <= lexicon.Plain; sort++ {
		all = append(all, sort)
	}
	for _, p := range lex.Phrases(all...) {
		whole[p.Text] = true
	}
	sets := token.NewFileSet()
	files := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "querytest") {
			return err
		}
		if rel := filepath.ToSlash(path); strings.HasPrefix(rel, "../lexicon/") || strings.HasPrefix(rel, "../workbook/") {
			return nil
		}
		f, err := parser.ParseFile(sets, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files++
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.Field: // its tag names a form's field
				n.Tag = nil
			}
			l, ok := n.(*ast.BasicLit)
			if !ok || l.Kind != token.STRING {
				return true
			}
			s, err := strconv.Unquote(l.Value)
			if err != nil {
				return true
			}
			for _, w := range foreign(lex, whole, en, s) {
				if spoken[w] {
					continue
				}
				t.Errorf("%s: %q holds %q, a word of another language", sets.Position(l.Pos()), s, w)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 40 {
		t.Fatalf("only %d files were read", files)
	}
}

// foreign are the words in s that other languages have whole, and English has
// not: of four letters or more, or with marks.
func foreign(lex *lexicon.Lexicon, whole map[string]bool, en lexicon.Lang, s string) []string {
	var out []string
	toks := lex.Tokens(lexicon.Clean(s))
	for i := range toks {
		w := &toks[i]
		if w.Kind != lexicon.Word || w.Upper || !whole[w.Fold] || len([]rune(w.Fold)) < 4 && w.Fold == w.Raw {
			continue
		}
		own, other := false, false
		for _, sp := range lex.At(toks[i:i+1], 0, nil) {
			for _, x := range sp.Senses {
				own = own || x.Lang == en || x.Lang == lexicon.Common
				other = other || x.Lang != en && x.Lang != lexicon.Common
			}
		}
		if other && !own {
			out = append(out, w.Raw)
		}
	}
	return out
}
