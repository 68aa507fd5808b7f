package facts

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// fuzzed are the curated files that FuzzCurated replaces, in the directory of the
// smallest edition or beside it.
var fuzzed = []string{"allies.csv", "sources.csv", "nato-2009-02/edition.csv", "nato-2009-02/figures.csv", "nato-2009-02/exceptions.csv", "commitments.csv", "definitions.csv",
	"meetings.csv", "meeting_facts.csv", "statements.csv", "events.csv", "groups.csv", "counts.csv", "sipri-2026-04.csv"}

// Whatever stands in a file of a data directory, it is loaded or refused as a
// fault with the file's name, on one line each.
func FuzzCurated(f *testing.F) {
	base := fstest.MapFS{}
	for _, name := range []string{"allies.csv", "sources.csv", "nato-2009-02/edition.csv", "nato-2009-02/figures.csv"} {
		b, err := fs.ReadFile(Embedded(), name)
		if err != nil {
			f.Fatal(err)
		}
		base[name] = &fstest.MapFile{Data: b}
	}
	for i, name := range fuzzed {
		b, err := fs.ReadFile(Embedded(), name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			f.Fatal(err)
		}
		lines := strings.SplitAfterN(string(b), "\n", 5)
		f.Add(byte(i), strings.Join(lines[:min(len(lines), 4)], ""))
	}
	f.Add(byte(3), "ally,year,measure,value,held,estimate\nESP,2024,share_of_gdp_pct,\"1.28")
	f.Add(byte(0), "\xef\xbb\xbfcode\n\x00")
	f.Fuzz(func(t *testing.T, which byte, text string) {
		name := fuzzed[int(which)%len(fuzzed)]
		d, err := Load(base, fstest.MapFS{name: {Data: []byte(text)}})
		if (d == nil) == (err == nil) {
			t.Fatal(d, err)
		}
		var one *DataError
		var many DataErrors
		if err != nil && !errors.As(err, &one) && !errors.As(err, &many) {
			t.Errorf("%s: %T %v", name, err, err)
		}
	})
}
