package facts

import (
	"io/fs"
	"sort"
)

// A Publication is one of NATO's publications of figures of which nothing is
// held. What an older edition says may have been revised by it.
type Publication struct {
	ID        string // as an edition's would be
	Title     string
	Published Date
	Note      string
	Sources   []string // keys into Sources
}

// loadUnheld reads unheld.csv into d. An edition that is held takes its row
// out.
func loadUnheld(fsys fs.FS, d *Dataset) error {
	err := eachRow(fsys, "unheld.csv", "id title published sources note", func(r row) error {
		p := Publication{ID: r.must("id"), Title: r.must("title"), Published: r.date("published"), Note: r.get("note"), Sources: r.list("sources")}
		if p.Published == "" {
			r.fail("published is empty")
		}
		r.carried(d, p.Sources)
		if _, held := d.byEdition[p.ID]; !held {
			d.NotHeld = put(d.NotHeld, p, func(o Publication) bool { return o.ID == p.ID })
		}
		return r.err
	})
	sort.SliceStable(d.NotHeld, func(i, j int) bool { return d.NotHeld[i].Published.First() < d.NotHeld[j].Published.First() })
	return err
}

// Unheld is the newest publication out by asOf and after e that is not held.
func (d *Dataset) Unheld(e *Edition, asOf Date) (Date, bool) {
	for i := len(d.NotHeld) - 1; i >= 0; i-- {
		if u := d.NotHeld[i].Published; u.KnownBy(asOf) && u.First() > e.Published.Last() {
			return u, true
		}
	}
	return "", false
}

// Unread is the newest edition out by asOf and after e of which nothing, or
// only a part, is held.
func (d *Dataset) Unread(e *Edition, asOf Date) (Date, bool) {
	best, ok := d.Unheld(e, asOf)
	for _, p := range d.Editions {
		if !p.Complete && p.Published.KnownBy(asOf) && p.Published.Last() > e.Published.Last() && (!ok || p.Published.Last() > best.Last()) {
			best, ok = p.Published, true
		}
	}
	return best, ok
}

// Earlier are the figures of the tables from before NATO's editions, the newest
// table first. They have one decimal and other definitions, so they are told
// by themselves and never set beside an edition's in one series.
func (d *Dataset) Earlier(c Code, m Measure, year int, asOf Date) []Figure {
	var out []Figure
	for i := len(d.History) - 1; i >= 0; i-- {
		if e := d.History[i]; e.Published.KnownBy(asOf) {
			if f, ok := e.Figure(c, m, year); ok {
				out = append(out, f)
			}
		}
	}
	return out
}
