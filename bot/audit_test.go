package bot

import (
	"fmt"
	"strings"
	"testing"

	"natobot/facts"
	"natobot/facts/claim"
)

// A long text has the claims of its parts, where they stand in it.
func TestCheckLong(t *testing.T) {
	t.Parallel()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	short := "Poland spent 4.12 % of GDP on defence in 2024. In 2024 Spain spent 1.95% of GDP on defence, according to NATO.\n\n"
	one, ok := CheckLong(d, short, "2025-03-13")
	if a, b := fmt.Sprint(one), fmt.Sprint(claim.Check(d, short, "2025-03-13")); a != b || !ok {
		t.Errorf("%s\n%s", a, b)
	}
	n := MaxStatements / 2
	text := strings.Repeat(short, n)
	got, ok := CheckLong(d, text, "2025-03-13")
	if len(got) != 2*n || !ok || len(text) <= atOnce {
		t.Fatalf("%d claims of %d, %v, in %d bytes", len(got), 2*n, ok, len(text))
	}
	if got, ok := CheckLong(d, text+short, "2025-03-13"); ok || got != nil {
		t.Errorf("%d of more than are judged", len(got))
	}
	for _, c := range got {
		if text[c.Start:c.End] != c.Sentence || c.SpanStart < c.Start || c.SpanEnd > c.End {
			t.Fatalf("%+v", c)
		}
	}
	for _, s := range []string{strings.Repeat("a", 2*atOnce), strings.Repeat("é", atOnce), strings.Repeat("\x80", 2*atOnce)} {
		if got, ok := CheckLong(d, s, "2025-03-13"); len(got) != 0 || !ok {
			t.Errorf("%d, %v", len(got), ok)
		}
	}
}
