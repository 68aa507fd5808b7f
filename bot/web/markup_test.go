package web

import (
	"encoding/json"
	"flag"
	"fmt"
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

	"natobot/facts"
	"natobot/facts/voice"
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
// whole, each verb stands where its escaping is meant for, and nothing but a
// constant becomes HTML as it is.
func TestFormats(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			switch on, name := called(call); {
			case name == "fixed":
				t.Errorf("something is converted to HTML: fixed(…)")
			case on == "w" && (name == "drawn" || name == "sheet"):
				seen++
			case on == "w" && name == "f":
				format, ok := constant(call.Args[0])
				if !ok {
					t.Errorf("a format that is no constant")
					return true
				}
				if wrong := misplaced(format); wrong != "" {
					t.Errorf("%q: %s", format, wrong)
				}
				if list, _ := places(format); len(list) != len(call.Args)-1 {
					t.Errorf("%q: %d verbs, %d values", format, len(list), len(call.Args)-1)
				}
			}
			return true
		})
	}
	if seen != 3 {
		t.Errorf("%d places write a drawing or a style sheet as it is, want 3", seen)
	}
	for _, bad := range []string{`<a href=%s>`, `<a href="%s">`, `<p %s>`, `<a href="/%u">`, `<p class='%s'>`, `<p title="%s>`, `<p onclick="%s">`, `<script>%s</script>`, `<style>%s</style>`, `<p style="%s">`, `<a title="%q">`, `<a href="%p">`, `%x`, `<b`} {
		if misplaced(bad) == "" {
			t.Errorf("%q passes", bad)
		}
	}
}

// called is what a call names: "w" and "f" of w.f(…).
func called(call *ast.CallExpr) (on, name string) {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return "", f.Name
	case *ast.SelectorExpr:
		if id, ok := f.X.(*ast.Ident); ok {
			on = id.Name
		}
		return on, f.Sel.Name
	}
	return "", ""
}

// missing prints what lacks a translation: go test ./bot/web -run TestEveryWord -missing
var missing = flag.Bool("missing", false, "print the words of pages that lack a translation")

// TestEveryWord holds every language to all that pages say themselves, but for
// what is told of a text that was checked.
func TestEveryWord(t *testing.T) {
	t.Parallel()
	var forms []string
	add := func(e ast.Expr) {
		if s, ok := constant(e); ok && !slices.Contains(forms, strings.TrimPrefix(s, "#")) {
			forms = append(forms, strings.TrimPrefix(s, "#"))
		}
	}
	for name, file := range sources(t) {
		if name == "audit.go" {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			switch _, name := called(call); name {
			case "say", "of", "P":
				add(call.Args[0])
			case "columns":
				for _, x := range call.Args {
					add(x)
				}
			case "pick", "section":
				for _, x := range call.Args[1:] {
					add(x)
				}
			case "f":
				format, _ := constant(call.Args[0])
				list, _ := places(format)
				for i, p := range list {
					if p.verb == 'w' {
						add(call.Args[i+1])
					}
				}
			}
			return true
		})
	}
	for _, m := range facts.Measures {
		if u := m.Unit(); !slices.Contains(forms, u) {
			forms = append(forms, u)
		}
	}
	if len(forms) < 80 {
		t.Fatalf("%d forms were found", len(forms))
	}
	for _, lang := range voice.Languages[1:] {
		v, _ := voice.For(lang)
		var lack []string
		for _, f := range forms {
			if _, ok := v.Render(voice.P(f, voice.Verbatim("1"), voice.Verbatim("2"), voice.Verbatim("3"), voice.Verbatim("4"), voice.Verbatim("5"), voice.Verbatim("6"))); !ok {
				lack = append(lack, f)
			}
		}
		if *missing {
			fmt.Printf("%s\n%s\n", lang, strings.Join(lack, "\n"))
		}
		if len(lack) > 0 {
			t.Errorf("%s lacks %d forms, the first of them %q; print them with -missing", lang, len(lack), lack[0])
		}
	}
}

// sources are the files of this package that are not tests.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = file
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

// FuzzMarkup puts a text wherever a verb may stand: a browser's reader finds the
// text again in its place, and no element or attribute that was not written.
func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"", "Spain", `<script>alert(1)</script>`, `"'><img src=x onerror=alert(1)>`, "a&amp;b &lt; &#x3c;", "javascript:alert(1)", "//evil.example", `/\evil.example`, "https://a.example/?q=1&b=2", "</script><!--", "]]>", "\x00\x0b\r\n\u2028\u2029\xff", "`", "/e/x y", "data:text/html,x", "Türkiye’s 2,00 %"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w := writer{v: voice.English}
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
