package schedule

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"natobot/bot"
	"natobot/facts"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a message with testdata/name.golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs.\ngot:\n%s\nwant:\n%s", name, got, want)
	}
}

// page is a message as its reader has it before him.
func page(r bot.Reply) string {
	var b strings.Builder
	if r.Quote != "" {
		b.WriteString("> " + strings.ReplaceAll(r.Quote, "\n", "\n> ") + "\n")
	}
	fmt.Fprintln(&b, r.Headline)
	for _, l := range r.Lines {
		fmt.Fprintln(&b, "  "+l)
	}
	if r.Chart != nil {
		fmt.Fprintln(&b, "[chart: "+r.Chart.Alt+"]")
	}
	for _, c := range r.Caveats {
		fmt.Fprintln(&b, "Note: "+c)
	}
	var src []string
	for _, s := range r.Sources {
		src = append(src, strings.TrimSpace(s.ID+" "+s.Locator))
	}
	if len(src) > 0 {
		fmt.Fprintln(&b, "Sources: "+strings.Join(src, "; "))
	}
	if r.SetUpBy != "" || r.Footer != "" {
		fmt.Fprintln(&b, strings.TrimSpace("Set up by "+r.SetUpBy+" · "+r.Footer))
	}
	var acts []string
	for _, a := range r.Actions {
		who := ""
		if a.Anyone {
			who = "*"
		}
		if a.URL != "" {
			acts = append(acts, "["+a.Label+" -> "+a.URL+"]")
			continue
		}
		acts = append(acts, fmt.Sprintf("[%s%s: %s %s]", a.Label, who, a.Verb, a.Arg))
	}
	if len(acts) > 0 {
		fmt.Fprintln(&b, strings.Join(acts, " "))
	}
	return b.String()
}

// embedded is read once: reading it costs more than most tests. It is immutable.
var embedded = sync.OnceValues(func() (*facts.Dataset, error) { return facts.Load(facts.Embedded()) })

// testData is the embedded figures, which no later curation changes, with
// commitments and meetings of the test's own.
func testData(t testing.TB) *facts.Dataset {
	t.Helper()
	held, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	copied := *held
	d := &copied
	d.Sources = maps.Clone(d.Sources)
	d.Sources["test-declaration"] = facts.Source{ID: "test-declaration", Publisher: "NATO", Title: "Declaration", Published: "2025-06-25", Grade: "A"}
	d.Sources["test-agenda"] = facts.Source{ID: "test-agenda", Publisher: "NATO", Title: "Calendar", Published: "2026-05-01", Grade: "A"}
	d.Commitments = []facts.Commitment{
		{ID: "wales-2014-2pct", Party: facts.NATOTotal, Name: "the 2 % floor", Value: 2, Of: "gdp", Agreed: "2014-09-05", Summary: "Move towards 2 % of GDP within a decade", Sources: []string{"test-declaration"}},
		{ID: "hague-2025-core", Party: facts.NATOTotal, Name: "the core commitment", Value: 3.5, Of: "gdp", Agreed: "2025-06-25", Summary: "At least 3.5 % of GDP on core defence by 2035", Sources: []string{"test-declaration"}},
		{ID: "pol-2026", Party: "POL", Name: "Poland's budget", Value: 4.8, Of: "gdp", Agreed: "2026-07-08", Summary: "4.8 % of GDP in 2026", Sources: []string{"test-agenda"}},
	}
	d.Meetings = []facts.Meeting{
		{ID: "2026-ankara-summit", Start: "2026-07-07", End: "2026-07-08", Kind: "summit", Title: "Ankara Summit", Place: "Ankara, Türkiye", Outcomes: []string{"Leaders restated the commitment of The Hague."}, Sources: []string{"test-agenda"}},
		{ID: "2026-07-01-call", Start: "2026-07-01", Kind: "bilateral", Title: "A call that nobody had announced", Outcomes: []string{"Nothing was decided."}, Sources: []string{"test-declaration"}},
		{ID: "2026-12-10-defmin", Start: "2026-12-10", Kind: "ministerial", Title: "Defence ministers", Place: "Brussels, Belgium"},
	}
	return d
}
