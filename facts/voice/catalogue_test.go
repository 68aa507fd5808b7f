package voice

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"natobot/facts"
)

var missing = flag.Bool("missing", false, "print the forms without a translation, a language and file at a time")

// converted are the source files whose statements are all values: each form in
// them has to have a translation in every language.
var converted = []string{
	"facts/answer/cite.go",
	"facts/answer/chart.go",
	"facts/answer/compare.go",
	"facts/answer/counts.go",
	"facts/answer/earlier.go",
	"facts/answer/lists.go",
	"facts/answer/profile.go",
	"facts/answer/speak.go",
	"facts/answer/text.go",
	"facts/answer/trend.go",
	"facts/answer/understood.go",
	"facts/answer/words.go",
	"facts/answer/yardstick.go",
}

// speaking are the functions whose first argument is a form.
var speaking = []string{"P", "say", "restate", "head", "note", "next", "Words"}

// formsOf are the forms of a source file, in their order.
func formsOf(t *testing.T, file string) []string {
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../..", file), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		name := ""
		switch x := call.Fun.(type) {
		case *ast.Ident:
			name = x.Name
		case *ast.SelectorExpr:
			name = x.Sel.Name
		}
		if lit, ok := call.Args[0].(*ast.BasicLit); ok && lit.Kind == token.STRING && slices.Contains(speaking, name) {
			s, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			if !wordless(s) && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
		return true
	})
	return out
}

var slots = regexp.MustCompile(`\{(\d+)[^{}|]*`)

// dataForms are the words of the data that stand inside statements.
func dataForms(t *testing.T) []string {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	add := func(s string) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, m := range facts.Measures {
		add(m.Label())
		add(m.Unit())
	}
	for i := range d.Others {
		add(d.Others[i].Name)
	}
	for i := range d.Commitments {
		add(d.Commitments[i].Name)
		add(d.Commitments[i].Status)
		for _, r := range d.Commitments[i].Readings {
			add(r.Text)
		}
	}
	for _, e := range d.Editions {
		for _, y := range e.Years {
			c, _ := d.CountIn(e, y, 2)
			add(strings.TrimSuffix(c.Note, "."))
		}
		for i := range d.Allies {
			for _, m := range e.Measures() {
				for _, y := range e.Years {
					if f, ok := e.Figure(d.Allies[i].Code, m, y); ok {
						add(strings.TrimSuffix(f.Note, "."))
					}
				}
			}
		}
	}
	return out
}

// required are the forms that need a translation, by the file that holds them.
func required(t *testing.T) (files []string, forms map[string][]string) {
	forms = map[string][]string{"data.tsv": dataForms(t)}
	files = []string{"data.tsv"}
	for _, f := range converted {
		name := strings.TrimSuffix(strings.ReplaceAll(strings.TrimPrefix(f, "facts/"), "/", "."), ".go") + ".tsv"
		files = append(files, name)
		forms[name] = formsOf(t, f)
	}
	return files, forms
}

func TestEveryFormHasItsTranslations(t *testing.T) {
	files, forms := required(t)
	for _, tag := range Languages[1:] {
		v, _ := For(tag)
		for _, file := range files {
			var lack []string
			for _, form := range forms[file] {
				if _, ok := v.forms[form]; !ok {
					lack = append(lack, form)
				}
			}
			if *missing && len(lack) > 0 {
				fmt.Printf("data/%s/%s\n%s\t\n", tag, file, strings.Join(lack, "\t\n"))
			}
			if len(lack) > 0 {
				t.Errorf("data/%s/%s lacks %d forms, the first of them %q; print them with -missing", tag, file, len(lack), lack[0])
			}
		}
	}
}

// numbersIn are the slots of a form, each once.
func numbersIn(form string) string {
	var out []string
	for _, m := range slots.FindAllStringSubmatch(form, -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestTranslationsHaveTheSlotsOfTheirForms(t *testing.T) {
	for _, tag := range Languages[1:] {
		v, _ := For(tag)
		seen := map[string]string{}
		err := fs.WalkDir(data, "data/"+tag, func(file string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || slices.Contains([]string{"names.tsv", "locale.tsv", "words.tsv"}, path.Base(file)) {
				return err
			}
			rows, err := table(file)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if old, ok := seen[r[0]]; ok {
					t.Errorf("%s has %q, which %s has", file, r[0], old)
				}
				seen[r[0]] = file
				form, _, _ := strings.Cut(r[0], "#")
				if numbersIn(form) != numbersIn(r[1]) {
					t.Errorf("%s: %q has the slots %s, its translation %s", file, r[0], numbersIn(form), numbersIn(r[1]))
				}
				if edge(form) != edge(r[1]) {
					t.Errorf("%s: %q and its translation %q begin and end with other blanks", file, r[0], r[1])
				}
				if err := v.sound(r[1]); err != nil {
					t.Errorf("%s: %q: %v", file, r[1], err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// edge are the blanks around a text.
func edge(s string) [2]bool { return [2]bool{strings.HasPrefix(s, " "), strings.HasSuffix(s, " ")} }

// sound says what is wrong with how a translation is written.
func (v *Voice) sound(form string) error {
	for {
		i := strings.IndexByte(form, '{')
		if i < 0 {
			return nil
		}
		end := closing(form[i:])
		if end < 0 {
			return fmt.Errorf("a brace is not closed")
		}
		s, ok := parseSlot(form[i+1 : i+end])
		if !ok {
			return fmt.Errorf("%s is no slot", form[i:i+end+1])
		}
		if s.choose != "" && !strings.Contains(s.choose, "other=") && !strings.Contains(s.choose, "below=") && !strings.Contains(s.choose, "was=") {
			return fmt.Errorf("%s has no text for other", form[i:i+end+1])
		}
		if _, ok := v.names["ESP"].forms[s.kase]; !ok && v.words["percent."+s.kase] == "" && v.words["currency.USD."+s.kase] == "" && s.kase != "gen" && s.kase != "loc" && s.kase != "of" {
			return fmt.Errorf("%s is no case of %s", s.kase, v.Tag)
		}
		if err := v.sound(s.choose); err != nil {
			return err
		}
		form = form[i+end+1:]
	}
}

func TestNamesAreThoseOfCLDR(t *testing.T) {
	// What newsrooms write where CLDR has another name, and NATO's own names in English.
	ours := map[string]string{"en SVK": "Slovak Republic", "en TUR": "Türkiye", "pl GBR": "Wielka Brytania", "tr USA": "ABD"}
	for _, tag := range Languages {
		v, _ := For(tag)
		d, err := facts.Load(facts.Embedded())
		if err != nil {
			t.Fatal(err)
		}
		for i := range d.Allies {
			c := d.Allies[i].Code
			want := v.words["territory."+string(c)]
			if s := ours[tag+" "+string(c)]; s != "" {
				want = s
			}
			if got := v.Name(c); got != want {
				t.Errorf("%s: %s is %q, CLDR has %q", tag, c, got, want)
			}
			if tag == "en" && v.Name(c) != d.Name(c) {
				t.Errorf("%s is %q, NATO has %q", c, v.Name(c), d.Name(c))
			}
		}
	}
}

// A form has slots, not the verbs of fmt: these would be printed as they stand.
func TestNoFormIsAFormat(t *testing.T) {
	verb := regexp.MustCompile(`%[-+# 0-9.]*[sdvqfgt]\b`)
	n := 0
	for _, dir := range []string{"facts/answer", "facts/claim", "bot", "bot/console", "bot/slack", "bot/discord", "bot/web", "schedule"} {
		files, err := filepath.Glob(filepath.Join("../..", dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, form := range formsOf(t, filepath.Join(dir, filepath.Base(file))) {
				if n++; verb.MatchString(form) && !strings.Contains(form, "% of") {
					t.Errorf("%s/%s: %q", dir, filepath.Base(file), form)
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d forms found", n)
	}
}
