package answer

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSuggest(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for prefix, first := range map[string]string{
		"spa": "spain", "spain": "spain", "es": "spain", "hol": "netherlands", "españ": "spain", "hiszpan": "spain", "Ger": "germany", "ελλ": "greece", "compare sp": "compare spain poland", "tur": "türkiye",
		"below": "below 2%", "wh": "who spends least?", "bal": "baltics", "spain as of 2025": "spain as of 2025-08-28", "/nato sp": "spain", "estados unid": "united states", "vereinigtes": "united kingdom", "compare germany s": "compare germany slovak republic",
	} {
		got := d.Suggest(prefix, testDay, 25)
		if len(got) == 0 || got[0].Ask != first {
			t.Errorf("%q: %v, want %q first", prefix, got, first)
		}
	}
	if got := d.Suggest("spain as of", "2025-03-13", 25); len(got) == 0 || slices.ContainsFunc(got, func(c Choice) bool { return strings.Contains(c.Ask, "2026") }) {
		t.Errorf("as of 2025-03-13: %v", got)
	}
}

// Whatever was typed, what is offered fits a platform's list and is read.
func TestSuggestionsRead(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	prefixes := []string{"", "1", "x", "spain ", "compare ", "compare spain p", strings.Repeat("spain ", 50), "<@U1>", "/nato sp", "\xff", "ł", "top 5 in", "😀"}
	for c := 'a'; c <= 'z'; c++ {
		prefixes = append(prefixes, string(c))
	}
	for i := range d.Allies {
		name := strings.ToLower(d.Allies[i].Name)
		prefixes = append(prefixes, name, name[:3], name+" ", "trend "+name[:2])
	}
	for _, prefix := range prefixes {
		got := d.Suggest(prefix, testDay, 25)
		if len(got) > 25 || prefix == "" && len(got) < 10 || len(prefix) == 1 && strings.Contains("abcsmntw", prefix) && len(got) == 0 {
			t.Errorf("%q: %d suggestions", prefix, len(got))
		}
		for _, c := range got {
			if utf8.RuneCountInString(c.Label) > 100 || utf8.RuneCountInString(c.Ask) > 100 || c.Ask == "" || c.Label == "" {
				t.Errorf("%q: %+v", prefix, c)
			}
			if a := d.Ask(c.Ask, testDay, Context{}); a.Status != Answered {
				t.Errorf("%q: %q is not answered: %s", prefix, c.Ask, a.Headline)
			}
		}
	}
}

func BenchmarkSuggest(b *testing.B) {
	d := loaded(b)
	for _, s := range []string{"", "s", "spain", "compare spain p"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Suggest(s, testDay, 25)
			}
		})
	}
}
