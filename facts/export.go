package facts

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"
)

// Figures are all figures that the edition holds, ordered by Ally, year and
// measure, each by its name.
func (e *Edition) Figures() []Figure {
	out := make([]Figure, 0, e.Held())
	for k, row := range e.rows {
		for i := range row.cells {
			if row.cells[i].line != 0 {
				f, _ := e.Figure(k.ally, k.measure, e.Years[i])
				out = append(out, f)
			}
		}
	}
	slices.SortFunc(out, func(a, b Figure) int {
		switch {
		case a.Ally != b.Ally:
			return compare(a.Ally, b.Ally)
		case a.Year != b.Year:
			return a.Year - b.Year
		}
		return compare(a.Measure, b.Measure)
	})
	return out
}

// Held is how many figures the edition holds.
func (e *Edition) Held() int {
	n := 0
	for _, row := range e.rows {
		for i := range row.cells {
			if row.cells[i].line != 0 {
				n++
			}
		}
	}
	return n
}

// HeldBoth is how many figures of the same Ally and year both editions hold, for
// each measure of which they hold any.
func (e *Edition) HeldBoth(o *Edition) map[Measure]int {
	both := map[Measure]int{}
	for k, row := range e.rows {
		for i := range row.cells {
			if row.cells[i].line == 0 {
				continue
			}
			if _, ok := o.Figure(k.ally, k.measure, e.Years[i]); ok {
				both[k.measure]++
			}
		}
	}
	return both
}

func compare[S ~string](a, b S) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Plain writes the value as NATO prints it, without separators between
// thousands: "2.00", "19723", "-1.32". It is for machines; Number is for
// readers.
func (f Figure) Plain() string { return digits(f.Value, f.Decimals()) }

func digits(v float64, decimals int) string {
	v = Round(v, decimals)
	if v == 0 {
		v = 0 // no minus before nothing
	}
	return strconv.FormatFloat(v, 'f', decimals, 64)
}

// held writes the unrounded value, or "" where the edition has none.
func (f Figure) held() string {
	if !f.HasHeld {
		return ""
	}
	return strconv.FormatFloat(f.Held, 'f', -1, 64)
}

// An Exportable is what the export prints rows of: an edition, a release of
// SIPRI's, or one of the aid tracker.
type Exportable interface {
	exportID() string
	exportRows() []exportRow
}

// Exports are all that can be exported: every edition, the history, SIPRI's
// releases and those of the aid tracker, each under an id of its own.
func (d *Dataset) Exports() []Exportable {
	var out []Exportable
	for _, e := range slices.Concat(d.Editions, d.History) {
		out = append(out, e)
	}
	for _, y := range d.Yardsticks {
		out = append(out, y)
	}
	for _, r := range d.AidReleases {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Exportable) int { return compare(a.exportID(), b.exportID()) })
	return out
}

// Export is what has the id.
func (d *Dataset) Export(id string) (Exportable, bool) {
	for _, x := range d.Exports() {
		if x.exportID() == id {
			return x, true
		}
	}
	return nil, false
}

// An exportRow is one figure as it is printed; held is "" where no unrounded
// value is held.
type exportRow struct {
	ally     Code
	year     int
	measure  string
	value    string
	held     string
	estimate bool
	source   string
	note     string
}

func (e *Edition) exportID() string { return e.ID }

func (e *Edition) exportRows() []exportRow {
	var out []exportRow
	for _, f := range e.Figures() {
		out = append(out, exportRow{f.Ally, f.Year, string(f.Measure), f.Plain(), f.held(), f.Estimate, f.Source, f.Note})
	}
	return out
}

func (y *Yardstick) exportID() string { return y.ID }

// usdFrom is the first year of which SIPRI's amounts in US dollars are held: a
// zero from then on is a zero, where the share is one too.
const usdFrom = 1990

// exportRows are SIPRI's shares, rounded to two decimals, and its amounts in
// millions, rounded to whole ones.
func (y *Yardstick) exportRows() []exportRow {
	var out []exportRow
	for _, c := range slices.Sorted(maps.Keys(y.years)) {
		for _, s := range y.years[c] {
			for _, x := range []struct {
				m   Measure
				v   float64
				has bool
			}{{ShareOfGDP, s.Share, s.HasShare}, {SpendUSDConstant, s.USDConstant, s.USDConstant > 0}, {SpendUSD, s.USDCurrent, s.USDCurrent > 0 || s.HasShare && s.Share == 0 && s.Year >= usdFrom}} {
				if x.has {
					f := Figure{Measure: x.m, Value: x.m.Printed(x.v), Held: x.v, HasHeld: true}
					out = append(out, exportRow{c, s.Year, string(x.m), f.Plain(), f.held(), s.Estimate || s.Uncertain, y.ID, s.Note})
				}
			}
		}
	}
	return out
}

func (r *AidRelease) exportID() string { return r.ID }

// exportRows are a donor's amounts in billions of euros up to the cut-off, and
// their shares of GDP, under names of their own: none is a measure of NATO's.
func (r *AidRelease) exportRows() []exportRow {
	var out []exportRow
	for i := range r.Donors {
		a := &r.Donors[i]
		for _, x := range []struct {
			m string
			v float64
		}{{"aid_commitments_eur_bn", a.Commitments}, {"aid_financial_eur_bn", a.Financial}, {"aid_humanitarian_eur_bn", a.Humanitarian}, {"aid_in_eu_eur_bn", a.InEU},
			{"aid_military_eur_bn", a.Military}, {"aid_total_eur_bn", a.Total}, {"aid_total_pct_gdp2021", a.OfGDP},
			{"aid_with_eu_eur_bn", a.WithEU}, {"aid_with_eu_pct_gdp2021", a.WithEUOfGDP}} {
			out = append(out, exportRow{a.Code, r.Cutoff.Year(), x.m, digits(x.v, 3), "", false, r.ID, ""})
		}
	}
	slices.SortStableFunc(out, func(a, b exportRow) int { return compare(a.ally, b.ally) })
	return out
}

// ExportCSV writes the figures of each, in the order of their ids, then by
// Ally, year and measure, under the header
// edition,ally,year,measure,value,held,estimate,source.
func ExportCSV(w io.Writer, of []Exportable) error {
	cw := csv.NewWriter(w)
	if err := cw.Write([]string{"edition", "ally", "year", "measure", "value", "held", "estimate", "source"}); err != nil {
		return err
	}
	for _, x := range of {
		for _, f := range x.exportRows() {
			if err := cw.Write([]string{x.exportID(), string(f.ally), strconv.Itoa(f.year), f.measure, f.value, f.held, strconv.FormatBool(f.estimate), f.source}); err != nil {
				return err
			}
		}
	}
	cw.Flush()
	return cw.Error()
}

// ExportJSON writes the same as an array, one figure a line. Numbers stand as
// they are printed; held is null where no unrounded value is held.
func ExportJSON(w io.Writer, of []Exportable) error {
	type row struct {
		Edition  string       `json:"edition"`
		Ally     Code         `json:"ally"`
		Year     int          `json:"year"`
		Measure  string       `json:"measure"`
		Value    json.Number  `json:"value"`
		Held     *json.Number `json:"held"`
		Estimate bool         `json:"estimate"`
		Source   string       `json:"source"`
		Note     string       `json:"note,omitempty"`
	}
	sep := "[\n"
	for _, x := range of {
		for _, f := range x.exportRows() {
			r := row{x.exportID(), f.ally, f.year, f.measure, json.Number(f.value), nil, f.estimate, f.source, f.note}
			if f.held != "" {
				n := json.Number(f.held)
				r.Held = &n
			}
			b, err := json.Marshal(r)
			if err != nil {
				return err
			}
			if _, err := io.WriteString(w, sep+string(b)); err != nil {
				return err
			}
			sep = ",\n"
		}
	}
	if sep == "[\n" {
		_, err := io.WriteString(w, "[]\n")
		return err
	}
	_, err := io.WriteString(w, "\n]\n")
	return err
}
