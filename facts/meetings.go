package facts

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// loadCurated reads what stands beside the editions: sources, commitments,
// meetings, definitions and statements of one data directory.
func loadCurated(fsys fs.FS, d *Dataset) error {
	for _, load := range []func(fs.FS, *Dataset) error{loadMeetingSources, loadCopies, loadCommitments, loadMeetings, loadDefinitions, loadStatements, loadWorld, loadUnheld, loadCounts, loadBeside, loadChecks} {
		if err := load(fsys, d); err != nil {
			return err
		}
	}
	return nil
}

// loadMeetingSources reads every sources*.csv into d.Sources: sources.csv with
// those of figures and Allies, sources_meetings.csv with those of meetings,
// commitments, definitions and statements. A directory given to natobot may
// add files of its own. A note that begins with "undated" says that the page
// names no date.
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
			s.Undated = strings.HasPrefix(s.Note, "undated")
			if s.Published == "" {
				r.fail("published is empty: want a date as precise as known")
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
			People: r.list("people"), Purpose: r.must("purpose"), Confidence: r.must("confidence"), Sources: r.sources(d), Note: r.get("note")}
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
	if err := loadMeetingFacts(fsys, d, at); err != nil {
		return err
	}
	if err := loadAnnouncements(fsys, d, at); err != nil {
		return err
	}
	sort.SliceStable(d.Meetings, func(i, j int) bool { return d.Meetings[i].Start.First() < d.Meetings[j].Start.First() })
	return nil
}

// loadMeetingFacts reads what happened at the meetings, which stand in the
// dataset at the places given. Those of a meeting in an overlay take the place
// of all that it had.
func loadMeetingFacts(fsys fs.FS, d *Dataset, at map[string]int) error {
	fresh := map[string]bool{}
	return eachRow(fsys, "meeting_facts.csv", "meeting kind text sources", func(r row) error {
		f := MeetingFact{Kind: r.must("kind"), Text: r.must("text"), Sources: r.sources(d)}
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
}

// loadAnnouncements reads when meetings were announced, and for which day.
func loadAnnouncements(fsys fs.FS, d *Dataset, at map[string]int) error {
	fresh := map[string]bool{}
	return eachRow(fsys, "announcements.csv", "meeting announced when place sources", func(r row) error {
		a := Announcement{On: r.date("announced"), When: r.date("when"), Place: r.get("place"), Sources: r.sources(d)}
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

// Carries reports whether sources carry a fact: one of grade A or B, or two of
// grade C. D and X carry none, and copies of one article are one source.
func (d *Dataset) Carries(keys []string) bool {
	var c []string
	for _, k := range keys {
		switch s := d.Sources[k]; s.Grade {
		case "A", "B":
			return true
		case "C":
			if a := d.article(s); !slices.Contains(c, a) {
				c = append(c, a)
			}
		}
	}
	return len(c) >= 2
}

// article is what a source and its copies have in common: the address, else
// the id.
func (d *Dataset) article(s Source) string {
	if of, ok := d.Sources[s.CopyOf]; ok {
		s = of
	}
	return cmp.Or(s.URL, s.ID)
}

// loadCopies reads copies.csv: sources that are copies or translations of an
// article which is a source too.
func loadCopies(fsys fs.FS, d *Dataset) error {
	return eachRow(fsys, "copies.csv", "copy of", func(r row) error {
		keys := []string{r.must("copy"), r.must("of")}
		r.known(d, keys)
		if r.err == nil {
			s := d.Sources[keys[0]]
			s.CopyOf = keys[1]
			d.Sources[keys[0]] = s
		}
		return r.err
	})
}

// OutBy are those of the sources that were out on day asOf. A source dated by
// month or year counts from its first day: it was dated by what it reports.
func (d *Dataset) OutBy(keys []string, asOf Date) []string {
	var kept []string
	for _, k := range keys {
		if s := d.Sources[k]; s.Undated || s.Published.First() <= asOf.Last() {
			kept = append(kept, k)
		}
	}
	return kept
}

// A row is one line of a curated file while it is read. The first fault is
// kept; the reader adds file and row to it.
type row struct {
	record
	err error
}

func (r *row) fail(format string, a ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, a...)
	}
}

func (r *row) get(col string) string { return strings.TrimSpace(r.at(col)) }

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

// sources are the keys in the column of that name, official documents before
// what stands for them.
func (r *row) sources(d *Dataset) []string {
	keys := r.list("sources")
	slices.SortStableFunc(keys, func(a, b string) int {
		return cmp.Compare(official(d.Sources[a]), official(d.Sources[b]))
	})
	return keys
}

// official is 0 for an official document, 1 for anything else.
func official(s Source) int {
	if s.Grade == "A" {
		return 0
	}
	return 1
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
	if !d.Carries(keys) {
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
	if _, missing := d.Fill(text, nil); missing != "" {
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
		for _, c := range slices.Sorted(slices.Values(rows[0].names)) {
			if !slices.Contains(strings.Fields(columns), c) {
				return &DataError{file, 1, fmt.Sprintf("unknown column %q", c)}
			}
		}
	}
	for _, m := range rows {
		if err := f(row{record: m}); err != nil {
			faults = append(faults, &DataError{file, m.line, err.Error()})
		}
	}
	return faults.orNil()
}

// Fill writes figures into a curated sentence, so that no number is copied by
// hand, and tells cite each of them. In braces stands
//
//	{ESP 2024 nato-2024-06}              a share of GDP: "1.28 %"
//	{USA 2026 nato-2026-07 spend_ncu_m}  a figure of another measure
//	{below 2024 nato-2024-06}            the Allies under 2 %, with their shares
//	{n-below 2024 nato-2024-06}          how many they are
//	{n-atleast 2024 nato-2024-06}        how many have 2 % or more
//
// It returns what no edition holds, or "". With a nil cite it only checks.
func (d *Dataset) Fill(text string, cite func(Figure)) (filled, missing string) {
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
		s := d.filling(strings.Fields(key), cite)
		if s == "" {
			s, missing = "no figure", key
		}
		b.WriteString(s)
	}
}

func (d *Dataset) filling(w []string, cite func(Figure)) string {
	if len(w) < 3 {
		return ""
	}
	year, err := strconv.Atoi(w[1])
	e, ok := d.Edition(w[2])
	if err != nil || !ok {
		return ""
	}
	if w[0] == "below" || w[0] == "n-below" || w[0] == "n-atleast" {
		at, below := d.Parted(e, ShareOfGDP, year, 2)
		if len(at)+len(below) == 0 {
			return ""
		}
		switch w[0] {
		case "n-below":
			return strconv.Itoa(len(below))
		case "n-atleast":
			return strconv.Itoa(len(at))
		}
		if cite == nil {
			return "-"
		}
		return d.Shares(below, cite)
	}
	m := ShareOfGDP
	if len(w) > 3 {
		m = Measure(w[3])
	}
	f, ok := e.Figure(Code(w[0]), m, year)
	if !ok {
		return ""
	}
	if cite != nil {
		cite(f)
	}
	if m.Share() {
		return f.Number() + " %"
	}
	return f.Number()
}

// Shares lists Allies with their shares, "Croatia 1.81 %, Portugal 1.55 %",
// and tells cite each of them.
func (d *Dataset) Shares(list []Figure, cite func(Figure)) string {
	out := make([]string, len(list))
	for i, f := range list {
		cite(f)
		out[i] = d.Name(f.Ally) + " " + f.Number() + " %"
	}
	return strings.Join(out, ", ")
}

// Parted parts the Allies with armed forces by a level of a measure, as
// printed, highest first.
func (d *Dataset) Parted(e *Edition, m Measure, year int, level float64) (at, below []Figure) {
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
