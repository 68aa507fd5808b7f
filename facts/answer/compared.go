package answer

import "natobot/facts"

// DiffJSON is what `data diff --format json` prints; part of the interface.
type DiffJSON struct {
	Old     EditionJSON  `json:"old"`
	New     EditionJSON  `json:"new"`
	Changes []ChangeJSON `json:"changes"`
}

// EditionJSON is an edition that is compared.
type EditionJSON struct {
	ID         string     `json:"id"`
	Title      string     `json:"title"`
	Published  facts.Date `json:"published"`
	Definition string     `json:"definition"` // "total" or "core"
	PriceBase  int        `json:"price_base_year,omitempty"`
}

// ChangeJSON is a change between two editions. Which fields it has depends on
// its kind.
type ChangeJSON struct {
	Kind      facts.ChangeKind `json:"kind"`
	Ally      facts.Code       `json:"ally,omitempty"`
	Measure   facts.Measure    `json:"measure,omitempty"`
	Year      int              `json:"year,omitempty"`
	Level     float64          `json:"level,omitempty"`
	Direction string           `json:"direction,omitempty"` // crossed: up or down; membership and table: added or removed
	From      string           `json:"from,omitempty"`
	To        string           `json:"to,omitempty"`
	Before    *SideJSON        `json:"before,omitempty"`
	After     *SideJSON        `json:"after,omitempty"`
	Overtaken []facts.Code     `json:"overtaken,omitempty"`
}

// SideJSON is a figure before or after a change.
type SideJSON struct {
	Year     int     `json:"year"`
	Value    float64 `json:"value"`
	Estimate bool    `json:"estimate"`
	Edition  string  `json:"edition"`
	Source   string  `json:"source"`
}

// Compared is what now changes against was, in the order of facts.Diff.
func Compared(d *facts.Dataset, was, now *facts.Edition) DiffJSON {
	describe := func(e *facts.Edition) EditionJSON {
		return EditionJSON{e.ID, e.Title, e.Published, e.Definition, e.PriceBase}
	}
	side := func(f *facts.Figure) *SideJSON {
		if f == nil {
			return nil
		}
		return &SideJSON{f.Year, f.Value, f.Estimate, f.Edition, f.Source}
	}
	out := DiffJSON{Old: describe(was), New: describe(now), Changes: []ChangeJSON{}}
	for _, c := range d.Diff(was, now) {
		x := ChangeJSON{Kind: c.Kind, Ally: c.Ally, Measure: c.Measure, Year: c.Year, Level: c.Level, From: c.From, To: c.To, Before: side(c.Before), After: side(c.After), Overtaken: c.Over}
		switch {
		case c.Kind == facts.Crossed && c.Up:
			x.Direction = "up"
		case c.Kind == facts.Crossed:
			x.Direction = "down"
		case (c.Kind == facts.MemberChanged || c.Kind == facts.TableChanged) && c.Up:
			x.Direction = "added"
		case c.Kind == facts.MemberChanged || c.Kind == facts.TableChanged:
			x.Direction = "removed"
		}
		out.Changes = append(out.Changes, x)
	}
	return out
}
