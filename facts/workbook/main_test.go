package workbook_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// TestMain keeps fuzzing from spending its time on making each input that it
// finds shorter, for up to a minute: of inputs that take milliseconds it would
// try a handful in all.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("test.fuzzminimizetime"); f.Value.String() == f.DefValue {
		if err := f.Value.Set("1x"); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(m.Run())
}
