package facts

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Use is what rests on a source: how many rows of a kind.
type Use struct {
	What string // "figures of nato-2024-06", "meetings", "counts"
	N    int
}

// Uses are, by key, what rests on each source; a source on which nothing rests
// is not in it. The kinds come in the order of their names.
func (d *Dataset) Uses() map[string][]Use {
	n := map[string]map[string]int{}
	add := func(what string, keys ...string) {
		for i, k := range keys {
			if slices.Contains(keys[:i], k) {
				continue
			}
			if n[k] == nil {
				n[k] = map[string]int{}
			}
			n[k][what]++
		}
	}
	d.usedByFigures(add)
	d.usedByRows(add)
	out := make(map[string][]Use, len(n))
	for k, uses := range n {
		for _, what := range slices.Sorted(maps.Keys(uses)) {
			out[k] = append(out[k], Use{what, uses[what]})
		}
	}
	return out
}

// usedByFigures adds what figures rest on: those of editions, of SIPRI and of
// the aid tracker.
func (d *Dataset) usedByFigures(add func(what string, keys ...string)) {
	for _, e := range slices.Concat(d.Editions, d.History) {
		for _, r := range e.rows {
			for _, x := range r.cells {
				if x.line != 0 {
					add("figures of "+e.ID, e.sources[x.source])
				}
			}
		}
		for _, x := range e.Exceptions {
			if x.Source != "" {
				add("notes on "+e.ID, x.Source)
			}
		}
	}
	for _, y := range d.Yardsticks {
		for _, s := range y.years {
			for range s {
				add("years of SIPRI's series", y.ID)
			}
		}
	}
	for _, r := range d.AidReleases {
		for range r.Donors {
			add("donors of aid", r.ID)
		}
	}
}

// usedByRows adds what the rows of the curated files rest on.
func (d *Dataset) usedByRows(add func(what string, keys ...string)) {
	for _, a := range d.Allies {
		add("Allies", a.Source)
	}
	for i := range d.Meetings {
		m := &d.Meetings[i]
		add("meetings", m.Sources...)
		for _, f := range m.Facts {
			add("facts of meetings", f.Sources...)
		}
		for _, a := range m.Announced {
			add("announcements", a.Sources...)
		}
	}
	for _, c := range d.Commitments {
		add("commitments", c.Sources...)
		for _, r := range c.Readings {
			add("readings of commitments", r.Sources...)
		}
	}
	for _, s := range d.Statements {
		add("statements", slices.Concat(s.Sources, s.NowFrom)...)
	}
	for _, x := range d.Definitions {
		add("definitions", x.Sources...)
	}
	for _, g := range d.Groups {
		add("groups", g.Sources...)
	}
	for _, e := range d.Events {
		add("events", e.Sources...)
	}
	for _, t := range d.Terms {
		add("terms of office", t.Sources...)
	}
	for _, c := range d.counts {
		add("counts", c.Sources...)
	}
	for _, p := range d.NotHeld {
		add("publications that are not held", p.Sources...)
	}
	for _, b := range d.Budgets {
		add("budgets", b.Sources...)
	}
	for _, c := range d.Checks {
		if c.Source != "" {
			add("checks of "+c.Edition, c.Source)
		}
	}
}

// SourceList are all sources by key.
func (d *Dataset) SourceList() []Source {
	out := slices.Collect(maps.Values(d.Sources))
	slices.SortFunc(out, func(a, b Source) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// A Provenance is all that is known of where a figure comes from.
type Provenance struct {
	Figure  Figure
	Edition *Edition
	Row     int    // of the edition's figures.csv; 1 is the header
	Copy    Source // from which the value was read
	Notes   []Exception
	Checks  []Check
	Others  []Figure // the same Ally, measure and year by other editions, the oldest first
}

// Audit is the provenance of a figure, if the edition holds it.
func (d *Dataset) Audit(e *Edition, c Code, m Measure, year int) (Provenance, bool) {
	f, ok := e.Figure(c, m, year)
	if !ok {
		return Provenance{}, false
	}
	i, _ := slices.BinarySearch(e.Years, year)
	p := Provenance{Figure: f, Edition: e, Row: int(e.rows[rowKey{c, m}].cells[i].line), Copy: d.Sources[f.Source]}
	for _, x := range e.Exceptions {
		if (x.Ally == "" || x.Ally == c) && (x.Measure == "" || x.Measure == m) && (x.Year == 0 || x.Year == year) {
			p.Notes = append(p.Notes, x)
		}
	}
	for _, k := range d.Checks {
		if k.Edition == e.ID && k.About(c, m) {
			p.Checks = append(p.Checks, k)
		}
	}
	for _, o := range d.Editions {
		if g, ok := o.Figure(c, m, year); ok && o != e {
			p.Others = append(p.Others, g)
		}
	}
	return p, true
}

// FigureNamed reads the name of a figure: an Ally or aggregate by code or
// name, a year, and in any order an edition and a measure, as in "ESP 2024
// nato-2024-06" or a row of the export, "nato-2024-06,ESP,2024,spend_ncu_m".
// Without a measure the share of GDP is meant, without an edition the newest.
// What is wrong is a sentence.
func (d *Dataset) FigureNamed(text string) (e *Edition, c Code, m Measure, year int, fault string) {
	e, m = d.Newest(), ShareOfGDP
	var name []string
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		if x, ok := d.Edition(s); ok {
			e = x
		} else if Measure(s).Valid() {
			m = Measure(s)
		} else if y, ok := ParseDate(s); ok && len(s) == 4 {
			year = y.Year()
		} else {
			name = append(name, s)
		}
	}
	who := strings.Join(name, " ")
	c = d.codeNamed(who)
	switch {
	case c == "":
		fault = fmt.Sprintf("%q is no Ally, aggregate, edition, measure or year; name a figure like ESP 2024 nato-2024-06", who)
	case year == 0:
		fault = "no year; name a figure like ESP 2024 nato-2024-06"
	}
	return e, c, m, year, fault
}

// codeNamed is the Ally, the aggregate or the country beside the Allies that a
// code or a name means; "" where it is none.
func (d *Dataset) codeNamed(who string) Code {
	is := func(c Code, name string) bool {
		return strings.EqualFold(who, string(c)) || strings.EqualFold(who, name)
	}
	for _, a := range d.Allies {
		if is(a.Code, a.Name) {
			return a.Code
		}
	}
	for _, agg := range []Code{NATOTotal, EuropeCanada} {
		if is(agg, d.Name(agg)) {
			return agg
		}
	}
	for _, o := range d.Others {
		if is(o.Code, o.Name) {
			return o.Code
		}
	}
	if strings.EqualFold(who, "NATO") {
		return NATOTotal
	}
	return ""
}

// A Beside is a figure that stands beside NATO's and is never mixed with them:
// of SIPRI's, or of the tracker of aid.
type Beside struct {
	Ally     Code   `json:"ally"`
	Year     int    `json:"year"`
	Measure  string `json:"measure"` // as the export names it
	Value    string `json:"value"`
	Held     string `json:"held,omitempty"` // unrounded
	Estimate bool   `json:"estimate"`
	Note     string `json:"note,omitempty"`
}

// BesideNamed reads the name of such figures and returns them with the release
// that they are of: the release's id and an Ally, a country or a donor, and
// where they are named a year and a measure of the export, as in
// "POL 2024 sipri-2026-04". False where no release is named; no figure where it
// holds none.
func (d *Dataset) BesideNamed(text string) (Source, []Beside, bool) {
	var of Exportable
	var year int
	var name, measures []string
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		x, ok := d.Export(s)
		_, edition := x.(*Edition)
		y, isDate := ParseDate(s)
		switch {
		case ok && !edition:
			of = x
		case isDate && len(s) == 4:
			year = y.Year()
		case Measure(s).Valid() || strings.HasPrefix(s, "aid_"):
			measures = append(measures, s)
		default:
			name = append(name, s)
		}
	}
	if of == nil {
		return Source{}, nil, false
	}
	c := d.codeNamed(strings.Join(name, " "))
	var out []Beside
	for _, r := range of.exportRows() {
		if c != "" && r.ally == c && (year == 0 || r.year == year) && (len(measures) == 0 || slices.Contains(measures, r.measure)) {
			out = append(out, Beside{r.ally, r.year, r.measure, r.value, r.held, r.estimate, r.note})
		}
	}
	return d.Sources[of.exportID()], out, true
}

// Holding are the ids of the editions, the history among them, that hold a
// figure.
func (d *Dataset) Holding(c Code, m Measure, year int) []string {
	var out []string
	for _, e := range slices.Concat(d.History, d.Editions) {
		if _, ok := e.Figure(c, m, year); ok {
			out = append(out, e.ID)
		}
	}
	return out
}
