package facts_test

import (
	"fmt"
	"os"
	"strings"
	"testing/fstest"

	"natobot/facts"
)

// What was known on a day, and a figure with the edition that prints it.
func ExampleLoad() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _ := d.Current("2025-03-13")
	f, ok := e.Figure("ESP", facts.ShareOfGDP, 2024)
	fmt.Println(e.ID, f.Number(), f.Estimate, ok)
	// Output:
	// nato-2024-06 1.28 true true
}

// The newest edition alone, without reading the others.
func ExampleLatest() {
	e, err := facts.Latest(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.ID, e.Published.Long())
	// Output:
	// nato-2026-07 7 July 2026
}

// Faults of a data directory, each with its place.
func ExampleLint() {
	faulty := fstest.MapFS{"nato-2027-06/edition.csv": {Data: []byte("key,value\nid,nato-2027-06\n")}}
	for _, fault := range facts.Lint(facts.Embedded(), faulty)[:1] {
		fmt.Println(fault)
	}
	// Output:
	// nato-2027-06/edition.csv: publisher is missing
}

// What changed from one edition to the next, in the order in which a reader has
// to learn it.
func ExampleDataset_Diff() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	was, _ := d.Edition("nato-2025-08")
	now, _ := d.Edition("nato-2026-07")
	c := d.Diff(was, now)[0]
	fmt.Println(c.Kind, c.From, c.To)
	// Output:
	// definition total core
}

func ExampleExportCSV() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _ := d.Edition("nato-2026-07")
	var b strings.Builder
	if err := facts.ExportCSV(&b, []facts.Exportable{e}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Fprintln(os.Stdout, strings.Join(strings.SplitN(b.String(), "\n", 3)[:2], "\n"))
	// Output:
	// edition,ally,year,measure,value,held,estimate,source
	// nato-2026-07,ALB,2014,annual_real_change_pct,-2.63,,false,pedrom-2026-07
}

// A date of the precision that a source gives.
func ExampleParseDate() {
	d, ok := facts.ParseDate("2025-06")
	fmt.Println(d.Long(), d.Last(), d.KnownBy("2025-06-25"), ok)
	// Output:
	// June 2025 2025-06-30 false true
}

func ExampleFormatNumber() {
	fmt.Println(facts.FormatNumber(41767, 0), facts.FormatNumber(-0.5, 2))
	// Output:
	// 41,767 −0.50
}
