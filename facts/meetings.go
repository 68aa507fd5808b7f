package facts

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
)

// loadMeetingSources reads sources_meetings.csv into d.Sources: the sources of
// meetings, commitments, definitions and statements.
func loadMeetingSources(fsys fs.FS, d *Dataset) error {
	if d.Sources == nil {
		d.Sources = map[string]Source{}
	}
	return eachRow(fsys, "sources_meetings.csv", "id publisher title published url grade access note", func(r row) error {
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

// A row is one line of a curated file while it is read. The first fault is
// kept; the reader adds file and line to it.
type row struct {
	cells map[string]string
	err   error
}

func (r *row) fail(format string, a ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, a...)
	}
}

func (r *row) get(col string) string { return r.cells[col] }

func (r *row) must(col string) string {
	v := r.cells[col]
	if v == "" {
		r.fail("%s is empty", col)
	}
	return v
}

func (r *row) date(col string) Date {
	v := r.cells[col]
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
	v := r.cells[col]
	if v == "" {
		return 0
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || n < 0 {
		r.fail("%s: %q is no number", col, v)
	}
	return n
}

// list splits a cell at semicolons.
func (r *row) list(col string) []string {
	if r.cells[col] == "" {
		return nil
	}
	parts := strings.Split(r.cells[col], ";")
	for i := range parts {
		if parts[i] = strings.TrimSpace(parts[i]); parts[i] == "" {
			r.fail("%s has an empty entry", col)
		}
	}
	return parts
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

// ally fails on a code that is neither an Ally nor an aggregate. Before the
// Allies are loaded nothing can be said.
func (r *row) ally(d *Dataset, c Code) {
	if len(d.byCode) == 0 || c.Aggregate() {
		return
	}
	if _, ok := d.byCode[c]; !ok {
		r.fail("%q is no Ally", c)
	}
}

// eachRow reads a curated CSV file, which must have exactly the given columns,
// and calls f for each row. A file that is not there has no rows. Errors name
// file and line.
func eachRow(fsys fs.FS, file, columns string, f func(row) error) error {
	in, err := fsys.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	defer in.Close()
	rd := csv.NewReader(in)
	rd.ReuseRecord = false
	head, err := rd.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if got := strings.Join(head, " "); got != columns {
		return fmt.Errorf("%s: line 1: columns are %q, want %q", file, got, columns)
	}
	for {
		rec, err := rd.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		line, _ := rd.FieldPos(0)
		r := row{cells: make(map[string]string, len(head))}
		for i, h := range head {
			r.cells[h] = strings.TrimSpace(rec[i])
		}
		if err := f(r); err != nil {
			return fmt.Errorf("%s: line %d: %w", file, line, err)
		}
	}
}
