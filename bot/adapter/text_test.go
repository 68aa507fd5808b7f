package adapter

import (
	"strings"
	"testing"
	"unicode/utf8"

	"natobot/facts"
)

func TestFlat(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                           "",
		"spain 2.00 % of GDP":        "spain 2.00 % of GDP",
		"  two\n\nlines\t here ":     "two lines here",
		"a\u202egnp.exe\u202c b":     "agnp.exe b",
		"zero\u200bwidth\ufeff":      "zerowidth",
		"👩\u200d✈\ufe0f stays whole": "👩\u200d✈\ufe0f stays whole",
		"bad \xff byte":              "bad byte",
		"thin\u202fspace":            "thin\u202fspace", "thin\u202f space": "thin space",
		"two\u2028three\u0000four": "two threefour",
	} {
		if got := Flat(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in          string
		n           int
		want, utf16 string
	}{
		{"Spain", 5, "Spain", "Spain"},
		{"Spain spends", 7, "Spain…", "Spain…"},
		{"🇪🇸🇵🇱🇳🇴", 6, "🇪🇸🇵🇱🇳🇴", "🇪🇸…"},
		{"éééé", 3, "éé…", "éé…"},
	} {
		if got := Cut(c.in, c.n); got != c.want {
			t.Errorf("%q within %d: %q", c.in, c.n, got)
		}
		if got := CutUTF16(c.in, c.n); got != c.utf16 || UTF16(got) > c.n {
			t.Errorf("%q within %d units: %q", c.in, c.n, got)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("Spain: 2.00 % of GDP", 7)
	f.Add("👩\u200d✈\ufe0f \u202e", 2)
	f.Fuzz(func(t *testing.T, s string, n int) {
		flat := Flat(s)
		if Flat(flat) != flat || strings.TrimSpace(flat) != flat || strings.Contains(flat, "  ") || !utf8.ValidString(flat) {
			t.Errorf("%q becomes %q", s, flat)
		}
		n = 1 + max(n, -n)%200
		if n < 1 {
			return
		}
		if got := Cut(flat, n); utf8.RuneCountInString(got) > n {
			t.Errorf("%q within %d: %q", flat, n, got)
		}
		if got := CutUTF16(flat, n); UTF16(got) > n {
			t.Errorf("%q within %d units: %q", flat, n, got)
		}
	})
}

func TestCitesNamesEachOnce(t *testing.T) {
	t.Parallel()
	a := facts.Source{ID: "nato-2026-07", Publisher: "NATO", Title: "Defence Expenditure", Published: "2026-07-09", URL: "https://x.example/a"}
	var cs []facts.Cite
	for _, at := range []string{"Table 1", "Table 3", "Table 1", "Table 5", "Table 6", "Table 7"} {
		cs = append(cs, facts.Cite{Source: a, Locator: at})
	}
	cs = append(cs, facts.Cite{Source: facts.Source{ID: "bare"}})
	got := Cites(cs)
	if len(got) != 2 || got[0].Name() != "NATO, Defence Expenditure" || got[1].Name() != "bare" {
		t.Fatalf("%+v", got)
	}
	if s := got[0].Rest(4); s != ", 9 July 2026, Table 1, Table 3, Table 5, Table 6 and more" {
		t.Errorf("%q", s)
	}
	if s := got[0].Rest(0); !strings.HasSuffix(s, "Table 6, Table 7") {
		t.Errorf("%q", s)
	}
}

func TestLink(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"https://nato.int/a b": "https://nato.int/a%20b", "javascript:alert(1)": "", "https://u:p@nato.int/": "", "//nato.int": "", "ftp://nato.int": "", "https://" + strings.Repeat("a", 100): ""} {
		if got := Link(in, 60); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
