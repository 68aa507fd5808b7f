package web

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A where is the place in which a verb of a format stands.
type where struct {
	verb  byte
	tag   string // the name of the element whose tag it stands in; "" between tags
	attr  string // of the attribute in whose quotes it stands
	first bool   // at the beginning of that attribute's value
}

// places are the verbs of a format; a fault where the format is not whole.
func places(format string) (out []where, fault string) {
	var p where
	for i := 0; i < len(format); i++ {
		c := format[i]
		switch {
		case c == '%' && i+1 < len(format):
			i++
			p.verb = format[i]
			out = append(out, p)
			p.first = false
		case p.attr != "":
			p.first = false
			if c == '"' {
				p.attr = ""
			}
		case p.tag == "" && c == '<':
			p.tag = strings.ToLower(regexp.MustCompile(`^[/!a-zA-Z0-9]+`).FindString(format[i+1:]))
			if p.tag == "" {
				return out, "a tag without a name"
			}
		case p.tag != "" && c == '>':
			if p.tag == "script" || p.tag == "style" {
				return out, "a verb could stand within " + p.tag
			}
			p.tag = ""
		case p.tag != "" && c == '"':
			name := regexp.MustCompile(`([a-z_:-]+)=$`).FindStringSubmatch(format[:i])
			if name == nil {
				return out, "quotes of no attribute"
			}
			p.attr, p.first = name[1], true
		case p.tag != "" && c == '\'':
			return out, "an attribute in single quotes"
		}
	}
	if p.tag != "" {
		return out, "a tag that is not closed"
	}
	return out, ""
}

// misplaced says what is wrong with the verbs of a format; "" nothing.
func misplaced(format string) string {
	list, fault := places(format)
	for _, p := range list {
		address := p.attr == "href" || p.attr == "src" || p.attr == "action"
		switch {
		case !strings.ContainsRune("swdupqh", rune(p.verb)):
			return "no such verb: %" + string(p.verb)
		case p.verb == 'h':
		case p.tag != "" && p.attr == "":
			return "%" + string(p.verb) + " in a tag without quotes"
		case strings.HasPrefix(p.attr, "on") || p.attr == "style" || p.attr == "srcdoc":
			return "%" + string(p.verb) + " in " + p.attr
		case p.verb == 'u' && (!address || !p.first):
			return "%u but at the beginning of an address"
		case (p.verb == 'p' || p.verb == 'q') && (!address || p.first):
			return "%" + string(p.verb) + " but within an address"
		case address && (p.verb == 's' || p.verb == 'w'):
			return "%" + string(p.verb) + " in an address"
		}
	}
	return fault
}

// TestFormats reads this package's source: each format is a constant that is
// whole, each verb stands where its escaping is meant for, nothing but a
// constant becomes HTML as it is, and each key has words.
func TestFormats(t *testing.T) {
	t.Parallel()
	en, err := readWords(Languages[0])
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	seen := 0
	for _, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					used[strings.TrimPrefix(s, "#")] = true
				}
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "fixed" {
				t.Errorf("something is converted to HTML: fixed(…)")
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if id, ok := sel.X.(*ast.Ident); !ok || id.Name != "w" {
				return true
			}
			switch sel.Sel.Name {
			case "drawn", "sheet":
				seen++
			case "f":
				format, ok := constant(call.Args[0])
				if !ok {
					t.Errorf("a format that is no constant")
					return true
				}
				if wrong := misplaced(format); wrong != "" {
					t.Errorf("%q: %s", format, wrong)
				}
				list, _ := places(format)
				if len(list) != len(call.Args)-1 {
					t.Errorf("%q: %d verbs, %d values", format, len(list), len(call.Args)-1)
				}
				for i, p := range list {
					if key, ok := constant(call.Args[i+1]); ok && p.verb == 'w' && en.said[key] == "" {
						t.Errorf("%q has no words", key)
					}
				}
			}
			return true
		})
	}
	if seen != 3 {
		t.Errorf("%d places write a drawing or a style sheet as it is, want 3", seen)
	}
	for key := range en.said {
		if !used[key] {
			t.Errorf("the words of %q are said nowhere", key)
		}
	}
	for _, bad := range []string{`<a href=%s>`, `<a href="%s">`, `<p %s>`, `<a href="/%u">`, `<p class='%s'>`, `<p title="%s>`, `<p onclick="%s">`, `<script>%s</script>`, `<style>%s</style>`, `<p style="%s">`, `<a title="%q">`, `<a href="%p">`, `%x`, `<b`} {
		if misplaced(bad) == "" {
			t.Errorf("%q passes", bad)
		}
	}
}

// sources are the files of this package that are not tests.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, file)
	}
	if len(out) < 5 {
		t.Fatalf("%d files", len(out))
	}
	return out
}

// constant is the value of a literal.
func constant(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// TestWords holds the languages to the keys and the places of the first.
func TestWords(t *testing.T) {
	t.Parallel()
	en, err := readWords(Languages[0])
	if err != nil {
		t.Fatal(err)
	}
	hole := regexp.MustCompile(`\{[1-9]\}`)
	for _, lang := range Languages {
		w, err := readWords(lang)
		if err != nil {
			t.Error(err)
			continue
		}
		for key, text := range en.said {
			want, got := hole.FindAllString(text, -1), hole.FindAllString(w.said[key], -1)
			slices.Sort(want)
			slices.Sort(got)
			if w.said[key] == "" || !slices.Equal(want, got) {
				t.Errorf("%s: %q is %q, in %s %q", lang, key, w.said[key], Languages[0], text)
			}
		}
		for key := range w.said {
			if en.said[key] == "" {
				t.Errorf("%s: %q is no key of %s", lang, key, Languages[0])
			}
		}
	}
}

// FuzzMarkup puts a text wherever a verb may stand: a browser's reader finds the
// text again in its place, and no element or attribute that was not written.
func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"", "Spain", `<script>alert(1)</script>`, `"'><img src=x onerror=alert(1)>`, "a&amp;b &lt; &#x3c;", "javascript:alert(1)", "//evil.example", `/\evil.example`, "https://a.example/?q=1&b=2", "</script><!--", "]]>", "\x00\x0b\r\n\u2028\u2029\xff", "`", "/e/x y", "data:text/html,x", "Türkiye’s 2,00 %"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w := writer{words: wordsOf("en")}
		w.f(`<body><p title="%s" class="%s">%s</p><a href="%u">1</a><a href="/e/%p">2</a><a href="/?q=%q">3</a>`, s, s, s, s, s, s)
		w.raw(`<script type="application/json">{"a":1`)
		w.pair("s", s)
		w.raw(`}</script></body>`)
		n, err := html.Parse(strings.NewReader(string(w.b)))
		if err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for c := range n.Descendants() {
			if c.Type == html.ElementNode {
				count[c.Data] += 1 + 100*len(c.Attr)
			}
		}
		if len(count) != 6 || count["p"] != 201 || count["a"] != 303 || count["script"] != 101 {
			t.Fatalf("%q became %v\n%s", s, count, w.b)
		}
		shown := regexp.MustCompile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]").ReplaceAllString(s, "\uFFFD")
		shown = strings.ToValidUTF8(strings.ReplaceAll(shown, "\r", " "), "\uFFFD")
		p := all(n, "p")[0]
		if got := strings.ToValidUTF8(attr(p, "title"), "\uFFFD"); got != shown {
			t.Errorf("title %q, want %q", got, shown)
		}
		if got := strings.ToValidUTF8(text(p), "\uFFFD"); got != shown {
			t.Errorf("text %q, want %q", got, shown)
		}
		links := all(n, "a")
		if u, err := url.Parse(attr(links[0], "href")); err != nil && !strings.Contains(s, "%") && !strings.HasPrefix(s, "http") || err == nil && (u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || u.Scheme == "" && u.Host != "") {
			t.Errorf("an address %q: %v", attr(links[0], "href"), err)
		}
		if got, err := url.PathUnescape(strings.TrimPrefix(attr(links[1], "href"), "/e/")); err != nil || got != s {
			t.Errorf("path %q, want %q: %v", got, s, err)
		}
		if got, err := url.QueryUnescape(strings.TrimPrefix(attr(links[2], "href"), "/?q=")); err != nil || got != s {
			t.Errorf("query %q, want %q: %v", got, s, err)
		}
		var held struct{ S string }
		if err := json.Unmarshal([]byte(text(all(n, "script")[0])), &held); err != nil || held.S != strings.ToValidUTF8(held.S, "\uFFFD") || !sameText(held.S, s) {
			t.Errorf("JSON %q, want %q: %v", held.S, s, err)
		}
	})
}

// sameText reports whether a JSON reader's text is s, but for bytes that are no
// UTF-8.
func sameText(got, s string) bool {
	return got == string([]rune(s))
}
