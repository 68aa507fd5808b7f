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
	if a, b := fmt.Sprint(CheckLong(d, short, "2025-03-13")), fmt.Sprint(claim.Check(d, short, "2025-03-13")); a != b {
		t.Errorf("%s\n%s", a, b)
	}
	n := 3 * atOnce / len(short)
	text := strings.Repeat(short, n)
	got := CheckLong(d, text, "2025-03-13")
	if len(got) != 2*n {
		t.Fatalf("%d claims of %d", len(got), 2*n)
	}
	for _, c := range got {
		if text[c.Start:c.End] != c.Sentence || c.SpanStart < c.Start || c.SpanEnd > c.End {
			t.Fatalf("%+v", c)
		}
	}
	for _, s := range []string{strings.Repeat("a", 2*atOnce), strings.Repeat("é", atOnce), strings.Repeat("\x80", 2*atOnce)} {
		if got := CheckLong(d, s, "2025-03-13"); len(got) != 0 {
			t.Errorf("%d", len(got))
		}
	}
}
