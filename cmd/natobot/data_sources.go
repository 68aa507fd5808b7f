package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strings"

	"natobot/facts"
)

// dataSources lists every source with grade, address and what rests on it.
func dataSources(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("sources", flag.ContinueOnError)
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
	type use struct {
		What string `json:"what"`
		N    int    `json:"n"`
	}
	type source struct {
		ID        string     `json:"id"`
		Publisher string     `json:"publisher"`
		Title     string     `json:"title,omitempty"`
		Published facts.Date `json:"published"`
		Grade     string     `json:"grade"`
		Access    string     `json:"access"`
		URL       string     `json:"url,omitempty"`
		CopyOf    string     `json:"copy_of,omitempty"`
		Note      string     `json:"note,omitempty"`
		Carries   []use      `json:"carries"`
	}
	uses := d.Uses()
	list := []source{}
	for _, s := range d.SourceList() {
		x := source{s.ID, s.Publisher, s.Title, s.Published, s.Grade, s.Access, s.URL, s.CopyOf, s.Note, []use{}}
		for _, u := range uses[s.ID] {
			x.Carries = append(x.Carries, use{u.What, u.N})
		}
		if e, ok := d.Edition(s.ID); ok {
			x.Note = strings.TrimPrefix(x.Note+"; "+e.NoURL, "; ")
			x.Carries = append(x.Carries, use{"figures of the edition itself, through the copies that were read", e.Held()})
		}
		list = append(list, x)
	}
	if *format == "json" {
		return printJSON(stdout, stderr, list)
	}
	for _, s := range list {
		fmt.Fprintf(stdout, "%s  grade %s, %s  %s, %s\n", s.ID, s.Grade, s.Access, strings.TrimSuffix(s.Publisher+": "+s.Title, ": "), s.Published)
		switch {
		case s.URL != "":
			fmt.Fprintf(stdout, "    %s\n", s.URL)
		default:
			fmt.Fprintln(stdout, "    no address")
		}
		if s.CopyOf != "" {
			fmt.Fprintf(stdout, "    the same article as %s\n", s.CopyOf)
		}
		if s.Note != "" {
			fmt.Fprintf(stdout, "    %s\n", s.Note)
		}
		var parts []string
		for _, u := range s.Carries {
			parts = append(parts, fmt.Sprintf("%d %s", u.N, u.What))
		}
		if len(parts) > 0 {
			fmt.Fprintf(stdout, "    carries %s\n", strings.Join(parts, ", "))
		}
	}
	return dataDone
}

func printJSON(stdout, stderr io.Writer, v any) int {
	enc := json.NewEncoder(stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		fmt.Fprintln(stderr, "natobot data:", err)
		return dataBroken
	}
	return dataDone
}

// dataAudit prints where a figure comes from: edition, address, file, row, copy
// and its publisher, how it is printed and held, what it was checked against,
// and the same figure by other editions.
func dataAudit(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("audit", flag.ContinueOnError)
	format := fs.String("format", "text", "text or json")
	rest, ok := dataFlags(fs, args, stderr)
	if !ok || len(rest) == 0 || *format != "text" && *format != "json" {
		fmt.Fprint(stderr, dataHelp)
		return dataUsage
	}
	d, code := loadData(stderr)
	if d == nil {
		return code
	}
	text := strings.Join(rest, " ")
	if s, figures, ok := d.BesideNamed(text); ok {
		return auditBeside(d, s, figures, *format, stdout, stderr)
	}
	e, c, m, year, fault := d.FigureNamed(text)
	if fault != "" {
		fmt.Fprintf(stderr, "natobot data audit: %s.\n", clip(fault))
		return dataUsage
	}
	p, ok := d.Audit(e, c, m, year)
	if !ok {
		fmt.Fprintf(stderr, "The edition %s holds no %s of %s for %d.\n", e.ID, m, c, year)
		if other := d.Holding(c, m, year); len(other) > 0 {
			fmt.Fprintf(stderr, "It is held of: %s.\n", strings.Join(other, ", "))
		}
		return exitUnanswered
	}
	if *format == "json" {
		return printJSON(stdout, stderr, auditJSON(&p))
	}
	auditText(stdout, d, &p)
	return dataDone
}

// auditBeside prints where figures come from that stand beside NATO's.
func auditBeside(d *facts.Dataset, s facts.Source, figures []facts.Beside, format string, stdout, stderr io.Writer) int {
	if len(figures) == 0 {
		fmt.Fprintf(stderr, "%s holds no such figure.\n", s.ID)
		return exitUnanswered
	}
	if format == "json" {
		return printJSON(stdout, stderr, struct {
			Figures  []facts.Beside `json:"figures"`
			Source   string         `json:"source"`
			Grade    string         `json:"grade"`
			SourceAt string         `json:"source_url,omitempty"`
			Note     string         `json:"note,omitempty"`
		}{figures, s.ID, s.Grade, s.URL, s.Note})
	}
	for _, f := range figures {
		name := d.Name(f.Ally)
		if o, ok := d.Other(f.Ally); ok {
			name = o.Name
		}
		fmt.Fprintf(stdout, "%s, %s, %d: %s", name, f.Measure, f.Year, f.Value)
		if f.Held != "" {
			fmt.Fprintf(stdout, ", held as %s", f.Held)
		}
		if f.Estimate {
			fmt.Fprint(stdout, ", an estimate")
		}
		fmt.Fprintln(stdout)
		if f.Note != "" {
			fmt.Fprintf(stdout, "    %s\n", f.Note)
		}
	}
	fmt.Fprintln(stdout, "stands beside NATO's figures and is never mixed with them")
	readIn(stdout, s)
	return dataDone
}

// readIn says in which source a figure was read.
func readIn(w io.Writer, s facts.Source) {
	fmt.Fprintf(w, "read in %s: %s, grade %s, %s\n", s.ID, strings.TrimSuffix(s.Publisher+": "+s.Title, ": "), s.Grade, s.Published)
	for _, x := range []string{s.URL, s.Note} {
		if x != "" {
			fmt.Fprintf(w, "    %s\n", x)
		}
	}
}

func auditText(w io.Writer, d *facts.Dataset, p *facts.Provenance) {
	f, e := p.Figure, p.Edition
	estimate := ""
	if f.Estimate {
		estimate = ", an estimate"
	}
	fmt.Fprintf(w, "%s, %s, %d: %s %s%s\n", d.Name(f.Ally), f.Measure.Label(), f.Year, f.Plain(), f.Measure.Unit(), estimate)
	if f.HasHeld {
		fmt.Fprintf(w, "held as %v, printed in steps of %v\n", f.Held, f.Step())
	} else {
		fmt.Fprintf(w, "printed in steps of %v; no unrounded value is held\n", f.Step())
	}
	fmt.Fprintf(w, "edition %s: %s, %s, published %s\n", e.ID, e.Publisher, e.Title, e.Published)
	if e.Cutoff != "" {
		fmt.Fprintf(w, "    information as of %s\n", e.Cutoff)
	}
	counts := "total defence expenditure"
	switch {
	case e.History:
		counts = "by the definition of its time"
	case e.Core():
		counts = "core defence expenditure"
	}
	fmt.Fprintf(w, "    counts %s; confidence %s\n", counts, e.Confidence)
	switch {
	case e.URL != "" && e.History: // its tables are not numbered as NATO's of today are
		fmt.Fprintf(w, "    %s\n", e.URL)
	case e.URL != "":
		fmt.Fprintf(w, "    %s, %s\n", e.URL, f.Measure.Table())
	default:
		fmt.Fprintf(w, "    no address: %s\n", e.NoURL)
	}
	for _, x := range e.Files {
		fmt.Fprintf(w, "    read from %s, SHA-256 %s\n", x.Name, x.SHA256)
	}
	if e.NoFile != "" {
		fmt.Fprintf(w, "    no file: %s\n", e.NoFile)
	}
	if e.Remark != "" {
		fmt.Fprintf(w, "    %s\n", e.Remark)
	}
	readIn(w, p.Copy)
	fmt.Fprintf(w, "row %d of %s/figures.csv\n", p.Row, e.ID)
	for _, x := range p.Notes {
		fmt.Fprintf(w, "%s: %s\n", x.Kind, x.Reason)
	}
	for i := range p.Checks {
		k := &p.Checks[i]
		fmt.Fprintf(w, "checked: %s %d compared, %d differed.\n", k, k.Compared, k.Differed)
	}
	for _, g := range p.Others {
		fmt.Fprintf(w, "by %s: %s\n", g.Edition, g.Plain())
	}
}

// auditJSON is a provenance for machines.
func auditJSON(p *facts.Provenance) any {
	type check struct {
		What     string `json:"what"`
		Source   string `json:"source,omitempty"`
		Compared int    `json:"compared"`
		Differed int    `json:"differed"`
	}
	type other struct {
		Edition string `json:"edition"`
		Value   string `json:"value"`
	}
	f, e, s := p.Figure, p.Edition, p.Copy
	out := struct {
		Ally     facts.Code    `json:"ally"`
		Year     int           `json:"year"`
		Measure  facts.Measure `json:"measure"`
		Value    string        `json:"value"`
		Held     *float64      `json:"held"`
		Step     float64       `json:"printed_in_steps_of"`
		Estimate bool          `json:"estimate"`
		Edition  string        `json:"edition"`
		URL      string        `json:"url,omitempty"`
		NoURL    string        `json:"no_url,omitempty"`
		Table    string        `json:"table"`
		File     string        `json:"file,omitempty"`   // the first of Files
		SHA256   string        `json:"sha256,omitempty"` // its hash
		Files    []facts.File  `json:"files,omitempty"`
		NoFile   string        `json:"no_file,omitempty"`
		Row      int           `json:"row"`
		Source   string        `json:"source"`
		Grade    string        `json:"grade"`
		SourceAt string        `json:"source_url,omitempty"`
		Notes    []string      `json:"notes"`
		Checks   []check       `json:"checks"`
		Others   []other       `json:"others"`
	}{f.Ally, f.Year, f.Measure, f.Plain(), nil, f.Step(), f.Estimate, e.ID, e.URL, e.NoURL, f.Measure.Table(), "", "", e.Files, e.NoFile, p.Row, s.ID, s.Grade, s.URL, []string{}, []check{}, []other{}}
	if len(e.Files) > 0 {
		out.File, out.SHA256 = e.Files[0].Name, e.Files[0].SHA256
	}
	if f.HasHeld {
		out.Held = &f.Held
	}
	for _, x := range p.Notes {
		out.Notes = append(out.Notes, x.Reason)
	}
	for _, k := range p.Checks {
		out.Checks = append(out.Checks, check{k.What, k.Source, k.Compared, k.Differed})
	}
	for _, g := range p.Others {
		out.Others = append(out.Others, other{g.Edition, g.Plain()})
	}
	return out
}
