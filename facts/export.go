package facts

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strconv"
)

// Figures are all figures that the edition holds, ordered by Ally, year and
// measure, each by its name.
func (e *Edition) Figures() []Figure {
	var out []Figure
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

// ExportCSV writes the figures of the editions, ordered by the editions' ids,
// then by Ally, year and measure, under the header
// edition,ally,year,measure,value,held,estimate,source.
func ExportCSV(w io.Writer, editions []*Edition) error {
	cw := csv.NewWriter(w)
	if err := cw.Write([]string{"edition", "ally", "year", "measure", "value", "held", "estimate", "source"}); err != nil {
		return err
	}
	for _, e := range byID(editions) {
		for _, f := range e.Figures() {
			if err := cw.Write([]string{f.Edition, string(f.Ally), strconv.Itoa(f.Year), string(f.Measure), f.Plain(), f.held(), strconv.FormatBool(f.Estimate), f.Source}); err != nil {
				return err
			}
		}
	}
	cw.Flush()
	return cw.Error()
}

// ExportJSON writes the same as an array, one figure a line. Numbers stand as
// they are printed; held is null where the edition has no unrounded value.
func ExportJSON(w io.Writer, editions []*Edition) error {
	type row struct {
		Edition  string       `json:"edition"`
		Ally     Code         `json:"ally"`
		Year     int          `json:"year"`
		Measure  Measure      `json:"measure"`
		Value    json.Number  `json:"value"`
		Held     *json.Number `json:"held"`
		Estimate bool         `json:"estimate"`
		Source   string       `json:"source"`
		Note     string       `json:"note,omitempty"`
	}
	sep := "[\n"
	for _, e := range byID(editions) {
		for _, f := range e.Figures() {
			r := row{f.Edition, f.Ally, f.Year, f.Measure, json.Number(f.Plain()), nil, f.Estimate, f.Source, f.Note}
			if h := f.held(); h != "" {
				n := json.Number(h)
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

func byID(editions []*Edition) []*Edition {
	editions = slices.Clone(editions)
	slices.SortFunc(editions, func(a, b *Edition) int { return compare(a.ID, b.ID) })
	return editions
}
