package facts

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
)

// A Count is how many Allies stood at a level or above it in a year, by one
// edition.
type Count struct {
	Edition  string // id
	Year     int
	Estimate bool
	Level    float64 // per cent of GDP
	N        int
	Of       int      // Allies with a figure; where the table is not held, Allies with armed forces on the day of publication
	At       []Code   // those at or above, as far as they are named, by code
	Below    []Code   // those below, as far as they are named, by code
	Held     bool     // the table is held: At and Below are whole
	Newer    Date     // a later publication out by the day that was asked for, of which the count is not known; "" where there is none
	Sources  []string // keys into Sources
	Weak     bool     // the sources do not carry a fact by themselves: a single one of grade C
	Note     string
}

// Named reports whether all of those at the level are known by name.
func (c *Count) Named() bool { return len(c.At) == c.N }

// A countRow is a count that was curated, because a table is not held, or to
// be compared with it.
type countRow struct {
	Count
	line int
	file string
}

// loadCounts reads counts.csv into d: how many Allies stood at a level by
// editions of which the table is not held, with sources. Rows of editions that
// are held whole are there to be compared; Lint does.
func loadCounts(fsys fs.FS, d *Dataset) error {
	const file = "counts.csv"
	return eachRow(fsys, file, "edition year level count at below sources note", func(r row) error {
		c := countRow{Count{Edition: r.must("edition"), Level: r.number("level"), Sources: r.list("sources"), Note: r.get("note")}, r.line, file}
		year, err := strconv.Atoi(r.must("year"))
		n, err2 := strconv.Atoi(r.must("count"))
		if err != nil || err2 != nil {
			r.fail("year and count: want whole numbers")
		}
		c.Year, c.N = year, n
		e, ok := d.byEdition[c.Edition]
		switch {
		case !ok:
			r.fail("no edition %q", c.Edition)
			return r.err
		case !slices.Contains(e.Years, c.Year):
			r.fail("the edition has no year %d", c.Year)
		case c.Level <= 0:
			r.fail("level is %q", r.get("level"))
		}
		c.Estimate = slices.Contains(e.Estimates, c.Year)
		for _, col := range []struct {
			name string
			to   *[]Code
		}{{"at", &c.At}, {"below", &c.Below}} {
			for _, s := range r.list(col.name) {
				r.ally(d, Code(s))
				if slices.Contains(c.At, Code(s)) || slices.Contains(c.Below, Code(s)) {
					r.fail("%s stands twice", s)
				}
				*col.to = append(*col.to, Code(s))
			}
			slices.Sort(*col.to)
		}
		if len(c.At) > c.N {
			r.fail("%d Allies are named, but the count is %d", len(c.At), c.N)
		}
		if len(c.Sources) == 0 {
			r.fail("sources is empty")
		}
		r.known(d, c.Sources)
		c.Weak = !d.Carries(c.Sources)
		d.counts = put(d.counts, c, func(o countRow) bool {
			return o.Edition == c.Edition && o.Year == c.Year && o.Level == c.Level
		})
		return r.err
	})
}

// CountAt is how many Allies stood at or above a level, in per cent of GDP, as
// it was known on a day: by the newest edition out by then of which the count
// of that year is known, from its table or from what was reported of it. Year 0
// is the newest of that edition. Where NATO had published something newer by
// then of which the count is not known, Newer says when; nothing may be decided
// by the count without saying so. False where no count is known.
//
// Printed figures are counted, as NATO does: a 2.00 is at 2 %.
func (d *Dataset) CountAt(asOf Date, year int, level float64) (Count, bool) {
	var newer Date
	for i := len(d.Editions) - 1; i >= 0; i-- {
		e := d.Editions[i]
		if !e.Published.KnownBy(asOf) {
			continue
		}
		c, ok := d.CountIn(e, year, level)
		if !ok {
			if newer == "" && (year == 0 || year <= e.LastYear()) {
				newer = e.Published
			}
			continue
		}
		c.Newer = newer
		if u, missing := d.Unheld(e, asOf); missing && u.Last() > newer.Last() {
			c.Newer = u
		}
		return c, true
	}
	return Count{}, false
}

// CountIn is the count by one edition; see CountAt.
func (d *Dataset) CountIn(e *Edition, year int, level float64) (Count, bool) {
	if year == 0 {
		year = e.LastYear()
	}
	if e.Complete {
		if c, ok := d.counted(e, year, level); ok {
			return c, true
		}
	}
	for _, r := range d.counts {
		if r.Edition == e.ID && r.Year == year && r.Level == level {
			c := r.Count
			for i := range d.Allies {
				if a := &d.Allies[i]; a.Forces && a.Joined.KnownBy(e.Published) {
					c.Of++
				}
			}
			return c, true
		}
	}
	return Count{}, false
}

// counted counts in an edition's table. It has to hold most of the Allies of
// its day: a year of which a few figures are held says nothing of the others.
func (d *Dataset) counted(e *Edition, year int, level float64) (Count, bool) {
	c := Count{Edition: e.ID, Year: year, Estimate: slices.Contains(e.Estimates, year), Level: level, Held: true, Sources: []string{e.ID}}
	lacking := 0
	for i := range d.Allies {
		a := &d.Allies[i]
		f, ok := e.Figure(a.Code, ShareOfGDP, year)
		switch {
		case !ok && a.Forces && a.Joined.KnownBy(e.Published):
			lacking++
		case !ok:
		case f.Value >= level:
			c.At = append(c.At, a.Code)
		default:
			c.Below = append(c.Below, a.Code)
		}
	}
	slices.Sort(c.At)
	slices.Sort(c.Below)
	c.N, c.Of = len(c.At), len(c.At)+len(c.Below)
	return c, c.Of > 4*lacking
}

// lintCounts compares the curated counts with what the editions hold.
func (d *Dataset) lintCounts() DataErrors {
	var faults DataErrors
	for _, r := range d.counts {
		fault := func(format string, a ...any) {
			faults = append(faults, &DataError{r.file, r.line, fmt.Sprintf("%s %d: ", r.Edition, r.Year) + fmt.Sprintf(format, a...)})
		}
		e := d.byEdition[r.Edition]
		if c, ok := d.counted(e, r.Year, r.Level); ok && e.Complete {
			if c.N != r.N || !slices.Equal(c.At, r.At) && len(r.At) > 0 || !slices.Equal(c.Below, r.Below) && len(r.Below) > 0 {
				fault("%d at %s %%, but the table has %d: %v", r.N, digits(r.Level, 2), c.N, c.At)
			}
			continue
		}
		for i := range d.Allies {
			a := d.Allies[i].Code
			f, ok := e.Figure(a, ShareOfGDP, r.Year)
			if !ok {
				continue
			}
			at := f.Value >= r.Level
			if at && !slices.Contains(r.At, a) || !at && slices.Contains(r.At, a) {
				fault("%s has %s %%, which its list does not say", a, f.Plain())
			}
		}
	}
	return faults
}
