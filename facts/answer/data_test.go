package answer

import (
	"flag"
	"testing"

	"natobot/facts"
)

var update = flag.Bool("update", false, "write the golden files anew")

// testDay is the day on which the tests ask.
const testDay = facts.Date("2026-11-23")

// loaded is a Writer of the embedded data, loaded afresh.
func loaded(t testing.TB) *Writer {
	t.Helper()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return New(d)
}
