package facts

// unheldEditions are NATO's publications of figures of which nothing is held:
// the tables of November 2019 and October 2020, by the month in their names,
// and the annual report of 26 March 2026 on 2025, by its news page. What an
// older edition says may have been revised by them.
var unheldEditions = []Date{"2019-11", "2020-10", "2026-03-26"}

// Unheld is the newest edition out by asOf and after e that is not held.
func (d *Dataset) Unheld(e *Edition, asOf Date) (Date, bool) {
	for i := len(unheldEditions) - 1; i >= 0; i-- {
		if u := unheldEditions[i]; u.KnownBy(asOf) && u.First() > e.Published.Last() {
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
