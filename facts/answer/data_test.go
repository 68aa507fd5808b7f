package answer

import (
	"flag"
	"os"
	"path/filepath"
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

// goldenText compares a text with a file of testdata.
func goldenText(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (run with -update after looking at it):\n%s", file, got)
	}
}
