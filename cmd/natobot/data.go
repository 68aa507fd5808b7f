package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"natobot/facts"
)

// Exit codes of the interface.
const (
	dataDone   = 0
	dataBroken = 1 // internal error
	dataUsage  = 2
	dataFaulty = 4
)

const dataHelp = `usage:
  natobot data editions [--format text|json]
  natobot data export [--edition ID] [--format csv|json]
  natobot data lint [DIR]
  natobot data import FILE.xlsx --edition ID --published DATE [--into DIR] [--dry-run]
  natobot data diff OLD NEW [--format text|json]
  natobot data sources [--format text|json]
  natobot data audit FIGURE [--format text|json]
  natobot data watch --once [--publish] [--into DIR]
`

// runData runs natobot data. The data are those of the binary and, where
// NATOBOT_DATA_DIR names a directory, what that directory adds and replaces.
func runData(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, dataHelp)
		return dataUsage
	}
	out := bufio.NewWriter(stdout)
	code := dataUsage
	switch args[0] {
	case "editions":
		code = dataEditions(args[1:], out, stderr)
	case "export":
		code = dataExport(args[1:], out, stderr)
	case "lint":
		code = dataLint(args[1:], out, stderr)
	case "sources":
		code = dataSources(args[1:], out, stderr)
	case "audit":
		code = dataAudit(args[1:], out, stderr)
	case "diff":
		code = dataDiff(args[1:], out, stderr)
	case "watch":
		code = dataWatch(args[1:], out, stderr)
	case "import":
		code = dataImport(args[1:], out, stderr)
	case "help", "-h", "--help":
		fmt.Fprint(out, dataHelp)
		code = dataDone
	default:
		fmt.Fprintf(stderr, "natobot data: there is no %q.\n%s", args[0], dataHelp)
	}
	if err := out.Flush(); err != nil && code == dataDone {
		fmt.Fprintln(stderr, "natobot data:", err)
		return dataBroken
	}
	return code
}

// dataFlags parses args, with flags before, between and after the others.
func dataFlags(fs *flag.FlagSet, args []string, stderr io.Writer) ([]string, bool) {
	fs.SetOutput(stderr)
	fs.Usage = func() { fmt.Fprint(stderr, dataHelp) }
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, false
		}
		if fs.NArg() == 0 {
			return rest, true
		}
		rest = append(rest, fs.Arg(0))
		args = fs.Args()[1:]
	}
}

// loadData loads what is in use; on a fault it says so and gives the code.
func loadData(stderr io.Writer) (*facts.Dataset, int) {
	load := shown(os.Getenv("NATOBOT_SIPRI"))
	d, err := load(facts.Load(facts.Embedded()))
	if dir := os.Getenv("NATOBOT_DATA_DIR"); dir != "" {
		d, err = load(facts.Load(facts.Embedded(), os.DirFS(dir)))
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return nil, dataFaulty
	}
	return d, dataDone
}

func dataEditions(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("editions", flag.ContinueOnError)
	format := fs.String("format", "text", "text or json")
	rest, ok := dataFlags(fs, args, stderr)
	if !ok || len(rest) > 0 || *format != "text" && *format != "json" {
		fmt.Fprint(stderr, dataHelp)
		return dataUsage
	}
	d, code := loadData(stderr)
	if d == nil {
		return code
	}
	if *format == "json" {
		type edition struct {
			ID         string          `json:"id"`
			Publisher  string          `json:"publisher"`
			Title      string          `json:"title"`
			Published  facts.Date      `json:"published"`
			Cutoff     facts.Date      `json:"cutoff,omitempty"`
			Definition string          `json:"definition"`
			PriceBase  int             `json:"price_base_year,omitempty"`
			Years      []int           `json:"years"`
			Estimates  []int           `json:"estimate_years"`
			Complete   bool            `json:"complete"`
			Confidence string          `json:"confidence"`
			Measures   []facts.Measure `json:"measures"`
			Figures    int             `json:"figures"`
			Holds      string          `json:"holds"`
			Remark     string          `json:"remark,omitempty"`
			URL        string          `json:"url,omitempty"`
		}
		list := []edition{}
		for _, e := range d.Editions {
			list = append(list, edition{e.ID, e.Publisher, e.Title, e.Published, e.Cutoff, e.Definition, e.PriceBase, e.Years, e.Estimates,
				e.Complete, e.Confidence, e.Measures(), e.Held(), e.Holds, e.Remark, e.URL})
		}
		enc := json.NewEncoder(stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(list); err != nil {
			fmt.Fprintln(stderr, "natobot data:", err)
			return dataBroken
		}
		return dataDone
	}
	for _, e := range d.Editions {
		kind := "total defence expenditure"
		if e.Core() {
			kind = "core defence"
		}
		if e.PriceBase != 0 {
			kind += fmt.Sprintf(", constant prices of %d", e.PriceBase)
		}
		fmt.Fprintf(stdout, "%s  %-10s  %s\n", e.ID, e.Published, e.Title)
		fmt.Fprintf(stdout, "    counts %s; %s\n", kind, editionYears(e))
		fmt.Fprintf(stdout, "    holds %d figures: %s\n", e.Held(), e.Holds)
		fmt.Fprintf(stdout, "    %s; confidence %s\n", map[bool]string{true: "whole: answers rest on it while it is the newest", false: "partial: answers rest on it only when it is asked for"}[e.Complete], e.Confidence)
		fmt.Fprintf(stdout, "    %s\n", cmp.Or(e.URL, "no address: "+e.NoURL))
	}
	for _, p := range d.NotHeld {
		fmt.Fprintf(stdout, "%s  %-10s  %s: not held\n", p.ID, p.Published, p.Title)
	}
	for _, e := range d.History {
		fmt.Fprintf(stdout, "%s  %-10s  %s\n    history, never chained to NATO's editions: %s\n", e.ID, e.Published, e.Title, e.Holds)
	}
	for _, y := range d.Yardsticks {
		fmt.Fprintf(stdout, "%s  %-10s  %s\n    %s\n", y.ID, y.Published, d.Sources[y.ID].Title, sipriTerms)
	}
	return dataDone
}

// sipriTerms are the terms under which SIPRI's figures stand here, as they are
// quoted by others who use them.
const sipriTerms = "SIPRI's own count, credited to SIPRI; not for commercial use; less than a tenth of the data set. NATOBOT_SIPRI=off leaves it out."

// editionYears writes the years held, those that are estimates with an "e".
func editionYears(e *facts.Edition) string {
	years := fmt.Sprint(e.Years[0])
	if len(e.Years) > 1 {
		years = fmt.Sprintf("%d–%d", e.Years[0], e.LastYear())
	}
	var est []string
	for _, y := range e.Estimates {
		est = append(est, fmt.Sprint(y))
	}
	if len(est) == 0 {
		return years
	}
	return years + ", estimates: " + strings.Join(est, ", ")
}

func dataExport(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("export", flag.ContinueOnError)
	id := fs.String("edition", "", "only this edition")
	format := fs.String("format", "csv", "csv or json")
	rest, ok := dataFlags(fs, args, stderr)
	if !ok || len(rest) > 0 || *format != "csv" && *format != "json" {
		fmt.Fprint(stderr, dataHelp)
		return dataUsage
	}
	d, code := loadData(stderr)
	if d == nil {
		return code
	}
	of := d.Exports()
	if *id != "" {
		x, ok := d.Export(*id)
		if !ok {
			return noEdition(d, *id, stderr)
		}
		of = []facts.Exportable{x}
	}
	write := facts.ExportCSV
	if *format == "json" {
		write = facts.ExportJSON
	}
	if err := write(stdout, of); err != nil {
		fmt.Fprintln(stderr, "natobot data:", err)
		return dataBroken
	}
	return dataDone
}

// noEdition says that there is no such edition, and which one may be meant.
func noEdition(d *facts.Dataset, id string, stderr io.Writer) int {
	if strings.Contains(strings.ToLower(id), "sipri") {
		fmt.Fprintf(stderr, "%q is no edition of NATO's: SIPRI counts other spending, and its series is never set against NATO's tables.\n", clip(id))
		return dataUsage
	}
	if e, ok := d.EditionLike(id); ok {
		fmt.Fprintf(stderr, "There is no edition %q. Did you mean %s? natobot data editions lists all %d.\n", clip(id), e.ID, len(d.Editions))
		return dataUsage
	}
	fmt.Fprintf(stderr, "There is no edition %q. natobot data editions lists all %d; the newest is %s.\n", clip(id), len(d.Editions), d.Newest().ID)
	return dataUsage
}

func dataLint(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("lint", flag.ContinueOnError)
	rest, ok := dataFlags(fs, args, stderr)
	if !ok || len(rest) > 1 {
		fmt.Fprint(stderr, dataHelp)
		return dataUsage
	}
	dir := os.Getenv("NATOBOT_DATA_DIR")
	if len(rest) == 1 {
		dir = rest[0]
	}
	var faults []*facts.DataError
	what := "the data of this binary"
	switch {
	case dir == "":
		faults = facts.Lint(facts.Embedded())
	default:
		info, err := os.Stat(dir)
		if err != nil || !info.IsDir() {
			fmt.Fprintf(stderr, "%s is no directory that can be read.\n", dir)
			return dataUsage
		}
		what = dir
		if _, err := os.Stat(dir + "/allies.csv"); err == nil {
			faults = facts.Lint(os.DirFS(dir))
		} else {
			faults = facts.Lint(facts.Embedded(), os.DirFS(dir))
		}
	}
	for _, f := range faults {
		fmt.Fprintln(stdout, f)
	}
	if len(faults) > 0 {
		fmt.Fprintf(stderr, "%d faults in %s.\n", len(faults), what)
		return dataFaulty
	}
	fmt.Fprintf(stderr, "No faults in %s.\n", what)
	return dataDone
}
