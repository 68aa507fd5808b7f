package console

import (
	"strings"
	"testing"

	"natobot/bot"
	"natobot/bot/draft"
	"natobot/facts"
	"natobot/facts/answer"
)

// A checked draft has its count first, then its whole text with each statement
// marked in words, then what decides each.
func TestAudit(t *testing.T) {
	t.Parallel()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	text := "Spain spends 1.28% of GDP on defence. The weather was fine.\n\nPoland spent 9 % of GDP in 2024. It \x1b[31mrained."
	doc := &draft.Draft{Kind: draft.Plain, Text: text}
	claims, ok := bot.CheckLong(d, text, "2025-03-13")
	if !ok || len(claims) != 2 {
		t.Fatalf("%d claims", len(claims))
	}
	a := bot.NewAudit(answer.New(d), doc, claims, "2025-03-13", bot.DayAsked, "2026-11-23", "https://bot.example")
	got := Audit(a, nil, a.Day(), Options{Width: 60})
	at := 0
	for _, w := range []string{"2 statements: 1 supported, 1 contradicted\n", "13 March 2025 (as asked)", "[1 ✓ SUPPORTED: Spain spends 1.28%", ".] The\n  weather was fine.\n\n", "[2 ✗ CONTRADICTED: Poland spent 9 %", "rained.\n",
		"\n1 ✓ SUPPORTED\n", "Today: outdated", "Evidence: https://bot.example/e/ESP", "\n2 ✗ CONTRADICTED\n", "Right would be: Poland spent", "Evidence: https://bot.example/e/POL"} {
		i := strings.Index(got[at:], w)
		if i < 0 {
			t.Fatalf("%q is not behind %q in\n%s", w, got[:at], got)
		}
		at += i + len(w)
	}
	if strings.Contains(got, "\x1b") {
		t.Error("what stands in a draft moves the terminal")
	}
	for l := range strings.Lines(got) {
		if len([]rune(strings.TrimSpace(l))) > 60 && !strings.Contains(l, "https://") {
			t.Errorf("%q is wider than the terminal", l)
		}
	}
}
