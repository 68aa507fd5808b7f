package facts

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// loadCurated reads what stands beside the editions: sources, commitments,
// meetings, definitions and statements of one data directory.
func loadCurated(fsys fs.FS, d *Dataset) error {
	for _, load := range []func(fs.FS, *Dataset) error{loadMeetingSources, loadCommitments, loadMeetings, loadDefinitions, loadStatements, loadWorld} {
		if err := load(fsys, d); err != nil {
			return err
		}
	}
	return nil
}

// loadMeetingSources reads every sources*.csv into d.Sources: sources.csv with
// those of figures and Allies, sources_meetings.csv with those of meetings,
// commitments, definitions and statements. A directory given to natobot may
// add files of its own.
func loadMeetingSources(fsys fs.FS, d *Dataset) error {
	if d.Sources == nil {
		d.Sources = map[string]Source{}
	}
	files, err := fs.Glob(fsys, "sources*.csv")
	if err != nil {
		return &DataError{File: "sources*.csv", Reason: err.Error()}
	}
	for _, file := range files {
		err := eachRow(fsys, file, "id publisher title published url grade access note", func(r row) error {
			s := Source{ID: r.must("id"), Publisher: r.must("publisher"), Title: r.get("title"), Published: r.date("published"),
				URL: r.get("url"), Grade: r.must("grade"), Access: r.must("access"), Note: r.get("note")}
			if !strings.Contains("ABCDX", s.Grade) || len(s.Grade) != 1 {
				r.fail("grade is %q: want A, B, C, D or X", s.Grade)
			}
			if s.Access != "read" && s.Access != "cited" {
				r.fail("access is %q: want read or cited", s.Access)
			}
			if s.URL == "" && s.Note == "" {
				r.fail("neither url nor a note that says why there is none")
			}
			d.Sources[s.ID] = s
			return r.err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// meetingKinds are the kinds of meetings.
var meetingKinds = []string{"summit", "ministerial", "bilateral", "statement", "publication"}

// loadMeetings reads meetings.csv, meeting_facts.csv and announcements.csv
// into d. A meeting whose id is already known is replaced; facts given for a
// meeting replace those that an earlier directory gave.
func loadMeetings(fsys fs.FS, d *Dataset) error {
	at := map[string]int{}
	for i := range d.Meetings {
		at[d.Meetings[i].ID] = i
	}
	err := eachRow(fsys, "meetings.csv", "id start end kind title place people purpose confidence sources note", func(r row) error {
		m := Meeting{ID: r.must("id"), Start: r.date("start"), End: r.date("end"), Kind: r.must("kind"), Title: r.must("title"), Place: r.get("place"),
			People: r.list("people"), Purpose: r.must("purpose"), Confidence: r.must("confidence"), Sources: r.list("sources"), Note: r.get("note")}
		if m.Start == "" || m.End == "" || m.End.Last() < m.Start.First() {
			r.fail("start and end are no period")
		}
		if !slices.Contains(meetingKinds, m.Kind) {
			r.fail("kind is %q: want one of %s", m.Kind, strings.Join(meetingKinds, ", "))
		}
		r.carried(d, m.Sources)
		if i, ok := at[m.ID]; ok {
			m.Facts, m.Outcomes, m.Announced = d.Meetings[i].Facts, d.Meetings[i].Outcomes, d.Meetings[i].Announced
			d.Meetings[i] = m
		} else {
			at[m.ID] = len(d.Meetings)
			d.Meetings = append(d.Meetings, m)
		}
		return r.err
	})
	if err != nil {
		return err
	}
	fresh := map[string]bool{}
	err = eachRow(fsys, "meeting_facts.csv", "meeting kind text sources", func(r row) error {
		f := MeetingFact{Kind: r.must("kind"), Text: r.must("text"), Sources: r.list("sources")}
		i, ok := at[r.must("meeting")]
		switch {
		case !ok:
			r.fail("no meeting %q", r.get("meeting"))
		case f.Kind != "outcome" && f.Kind != "said" && f.Kind != "context":
			r.fail("kind is %q: want outcome, said or context", f.Kind)
		}
		r.carried(d, f.Sources)
		r.braces(d, f.Text)
		if r.err != nil {
			return r.err
		}
		m := &d.Meetings[i]
		if !fresh[m.ID] {
			fresh[m.ID] = true
			m.Facts, m.Outcomes = nil, nil
		}
		m.Facts = append(m.Facts, f)
		if f.Kind == "outcome" {
			m.Outcomes = append(m.Outcomes, f.Text)
		}
		return nil
	})
	if err != nil {
		return err
	}
	clear(fresh)
	err = eachRow(fsys, "announcements.csv", "meeting announced when place sources", func(r row) error {
		a := Announcement{On: r.date("announced"), When: r.date("when"), Place: r.get("place"), Sources: r.list("sources")}
		i, ok := at[r.must("meeting")]
		switch {
		case !ok:
			r.fail("no meeting %q", r.get("meeting"))
		case a.On == "":
			r.fail("announced is empty")
		}
		r.carried(d, a.Sources)
		if r.err != nil {
			return r.err
		}
		m := &d.Meetings[i]
		if !fresh[m.ID] {
			fresh[m.ID] = true
			m.Announced = nil
		}
		m.Announced = append(m.Announced, a)
		return nil
	})
	if err != nil {
		return err
	}
	sort.SliceStable(d.Meetings, func(i, j int) bool { return d.Meetings[i].Start.First() < d.Meetings[j].Start.First() })
	return nil
}

// MeetingByID returns the meeting with the given id.
func (d *Dataset) MeetingByID(id string) (*Meeting, bool) {
	for i := range d.Meetings {
		if d.Meetings[i].ID == id {
			return &d.Meetings[i], true
		}
	}
	return nil, false
}

// carries reports whether sources carry a fact: one of grade A or B, or two of
// grade C. D and X carry none.
func (d *Dataset) carries(keys []string) bool {
	c := 0
	for _, k := range keys {
		switch d.Sources[k].Grade {
		case "A", "B":
			return true
		case "C":
			c++
		}
	}
	return c >= 2
}

// out are those of the sources that were out on day asOf. A source dated by
// month or year counts from its first day: it was dated by what it reports.
func (d *Dataset) out(keys []string, asOf Date) []string {
	var kept []string
	for _, k := range keys {
		if d.Sources[k].Published.First() <= asOf.Last() {
			kept = append(kept, k)
		}
	}
	return kept
}

// A row is one line of a curated file while it is read. The first fault is
// kept; the reader adds file and row to it.
type row struct {
	cells map[string]string
	err   error
}

func (r *row) fail(format string, a ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, a...)
	}
}

func (r *row) get(col string) string { return strings.TrimSpace(r.cells[col]) }

func (r *row) must(col string) string {
	v := r.get(col)
	if v == "" {
		r.fail("%s is empty", col)
	}
	return v
}

func (r *row) date(col string) Date {
	v := r.get(col)
	if v == "" {
		return ""
	}
	d, ok := ParseDate(v)
	if !ok {
		r.fail("%s: %q is no date", col, v)
	}
	return d
}

func (r *row) number(col string) float64 {
	v := r.get(col)
	if v == "" {
		return 0
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || !(n >= 0) {
		r.fail("%s: %q is no number", col, v)
	}
	return n
}

// list splits a cell at semicolons.
func (r *row) list(col string) []string {
	v := r.get(col)
	if v == "" {
		return nil
	}
	parts := strings.Split(v, ";")
	// "Jane Doe (Prime Minister, Land; host)" is one entry.
	var out []string
	open := false
	for _, p := range parts {
		if open {
			out[len(out)-1] += ";" + p
		} else {
			out = append(out, strings.TrimSpace(p))
		}
		last := out[len(out)-1]
		open = strings.Count(last, "(") > strings.Count(last, ")")
		if last == "" {
			r.fail("%s has an empty entry", col)
		}
	}
	return out
}

// known fails on a key that names no source.
func (r *row) known(d *Dataset, keys []string) {
	for _, k := range keys {
		if _, ok := d.Sources[k]; !ok {
			r.fail("no source %q", k)
		}
	}
}

// carried fails unless the sources exist and carry a fact.
func (r *row) carried(d *Dataset, keys []string) {
	r.known(d, keys)
	if !d.carries(keys) {
		r.fail("sources %s do not carry a fact: want one of grade A or B, or two of grade C", strings.Join(keys, ", "))
	}
}

// ally fails on a code that is neither an Ally nor an aggregate.
func (r *row) ally(d *Dataset, c Code) {
	if _, ok := d.byCode[c]; !ok && !c.Aggregate() {
		r.fail("%q is no Ally", c)
	}
}

// braces fails on figures in braces that no edition holds.
func (r *row) braces(d *Dataset, text string) {
	if _, missing := d.fill(text, nil); missing != "" {
		r.fail("no figure for %s", missing)
	}
}

// eachRow reads a curated CSV file with the given columns and calls f for each
// row. A file that is not there has no rows. Rows go on after a faulty one, so
// that the error, DataErrors, names all of them.
func eachRow(fsys fs.FS, file, columns string, f func(row) error) error {
	rows, err := records(fsys, file, strings.Fields(columns)...)
	if err != nil {
		return err
	}
	var faults DataErrors
	if len(rows) > 0 {
		for _, c := range slices.Sorted(maps.Keys(rows[0])) {
			if c != "#" && !slices.Contains(strings.Fields(columns), c) {
				return &DataError{file, 1, fmt.Sprintf("unknown column %q", c)}
			}
		}
	}
	for _, m := range rows {
		if err := f(row{cells: m}); err != nil {
			faults = append(faults, &DataError{file, rowOf(m), err.Error()})
		}
	}
	return faults.orNil()
}

// A telling composes an answer: it fills figures into curated sentences and
// remembers figures, sources and caveats, each once.
type telling struct {
	d *Dataset
	Answer
	seen map[string]bool
}

func (d *Dataset) tell(q Question, intent Intent) *telling {
	t := &telling{d: d, seen: map[string]bool{}}
	t.Question, t.AsOf, t.Status, t.Intent = q.Text, q.AsOf, Answered, intent
	if q.Intent != "" {
		t.Intent = q.Intent
	}
	t.Reading = d.Reading(q)
	return t
}

// once reports whether key is told for the first time.
func (t *telling) once(key string) bool {
	if t.seen[key] {
		return false
	}
	t.seen[key] = true
	return true
}

// figure states a published number: it joins the answer's figures, its edition
// the sources, and an estimate the caveats.
func (t *telling) figure(f Figure) int {
	key := fmt.Sprint("figure ", f.Edition, f.Ally, f.Measure, f.Year)
	if !t.once(key) {
		return slices.IndexFunc(t.Figures, func(g Figure) bool {
			return g.Edition == f.Edition && g.Ally == f.Ally && g.Measure == f.Measure && g.Year == f.Year
		})
	}
	t.Figures = append(t.Figures, f)
	if t.once("source " + f.Edition + f.Measure.Table()) {
		t.once("source " + f.Edition)
		i := slices.IndexFunc(t.Sources, func(c Cite) bool { return c.ID == f.Edition && c.Locator == "" })
		if i < 0 {
			i = len(t.Sources)
			t.Sources = append(t.Sources, Cite{Source: t.d.Sources[f.Edition]})
		}
		t.Sources[i].Locator = f.Measure.Table()
	}
	if f.Estimate && t.once(fmt.Sprint("estimate ", f.Year, f.Edition)) {
		if e, ok := t.d.Edition(f.Edition); ok {
			t.Caveats = append(t.Caveats, fmt.Sprintf("%d is an estimate in the %s.", f.Year, e.label()))
		}
	}
	return len(t.Figures) - 1
}

// by names sources in brackets and adds them to the answer: " (ANP; UNN)".
// Sources that were not out by the as-of date are left away, unless there are
// no others.
func (t *telling) by(keys []string) string {
	if kept := t.d.out(keys, t.AsOf); len(kept) > 0 {
		keys = kept
	}
	var names []string
	for _, k := range keys {
		s, ok := t.d.Sources[k]
		if !ok {
			continue
		}
		if t.once("source " + k) {
			t.Sources = append(t.Sources, Cite{Source: s})
		}
		name := s.Publisher
		if e, ok := t.d.Edition(k); ok {
			name = e.Publisher + ", " + e.label()
		}
		if len(names) < 2 && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " (" + strings.Join(names, "; ") + ")"
}

// line adds a sentence with its figures filled in and its sources named.
func (t *telling) line(head, text string, keys []string) {
	s, _ := t.d.fill(text, t)
	t.Lines = append(t.Lines, head+s+t.by(keys))
}

// label is what an edition is called in a sentence: "June 2024 edition".
func (e *Edition) label() string {
	return e.month() + " edition"
}

// year writes a year of an edition, marked where it is an estimate.
func (e *Edition) year(y int) string {
	if slices.Contains(e.Estimates, y) {
		return fmt.Sprintf("%d (estimate)", y)
	}
	return strconv.Itoa(y)
}

// fill writes figures into a curated sentence, so that no number is copied by
// hand. In braces stands
//
//	{ESP 2024 nato-2024-06}              a share of GDP: "1.28 %"
//	{USA 2026 nato-2026-07 spend_ncu_m}  a figure of another measure
//	{below 2024 nato-2024-06}            the Allies under 2 %, with their shares
//	{n-below 2024 nato-2024-06}          how many they are
//	{n-atleast 2024 nato-2024-06}        how many have 2 % or more
//
// It returns what no edition holds, or "". A nil telling only checks.
func (d *Dataset) fill(text string, t *telling) (filled, missing string) {
	if !strings.Contains(text, "{") {
		return text, ""
	}
	var b strings.Builder
	for {
		head, rest, ok := strings.Cut(text, "{")
		b.WriteString(head)
		if !ok {
			return b.String(), missing
		}
		key, tail, ok := strings.Cut(rest, "}")
		if !ok {
			return b.String(), "{" + rest
		}
		text = tail
		s := d.filling(strings.Fields(key), t)
		if s == "" {
			s, missing = "no figure", key
		}
		b.WriteString(s)
	}
}

func (d *Dataset) filling(w []string, t *telling) string {
	if len(w) < 3 {
		return ""
	}
	year, err := strconv.Atoi(w[1])
	e, ok := d.Edition(w[2])
	if err != nil || !ok {
		return ""
	}
	if w[0] == "below" || w[0] == "n-below" || w[0] == "n-atleast" {
		at, below := d.parted(e, ShareOfGDP, year, 2)
		if len(at)+len(below) == 0 {
			return ""
		}
		switch w[0] {
		case "n-below":
			return strconv.Itoa(len(below))
		case "n-atleast":
			return strconv.Itoa(len(at))
		}
		return t.names(below)
	}
	m := ShareOfGDP
	if len(w) > 3 {
		m = Measure(w[3])
	}
	f, ok := e.Figure(Code(w[0]), m, year)
	if !ok {
		return ""
	}
	if t != nil {
		t.figure(f)
	}
	if strings.HasSuffix(string(m), "_pct") {
		return f.Number() + " %"
	}
	return f.Number()
}

// names lists Allies with their shares: "Croatia 1.81 %, Portugal 1.55 %".
func (t *telling) names(list []Figure) string {
	var out []string
	for _, f := range list {
		if t == nil {
			continue
		}
		t.figure(f)
		out = append(out, t.d.Name(f.Ally)+" "+f.Number()+" %")
	}
	if t == nil {
		return "-"
	}
	return strings.Join(out, ", ")
}

// parted parts the Allies with armed forces by a level of a share, as
// printed, highest first.
func (d *Dataset) parted(e *Edition, m Measure, year int, level float64) (at, below []Figure) {
	for i := range d.Allies {
		a := &d.Allies[i]
		f, ok := e.Figure(a.Code, m, year)
		switch {
		case !a.Forces || !ok:
		case f.Value >= level:
			at = append(at, f)
		default:
			below = append(below, f)
		}
	}
	for _, l := range [][]Figure{at, below} {
		sort.SliceStable(l, func(i, j int) bool { return l[i].Value > l[j].Value })
	}
	return at, below
}
