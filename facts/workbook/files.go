package workbook

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/late"
)

// A Name is what a workbook does not say of itself.
type Name struct {
	Edition   string // id, "nato-2026-07"
	Published facts.Date
	File      string // name of the file that was read
	Sum       string // its SHA-256 in hexadecimal digits
	Address   string // where the publisher has it; "" unknown
}

var idText = late.Regexp(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// Check reports what is wrong with a name, in a sentence; "" is nothing.
func (n Name) Check() string {
	switch {
	case len(n.Edition) > 40 || !idText().MatchString(n.Edition):
		return fmt.Sprintf("%q is no id of an edition; write it like nato-2026-07", clip(n.Edition))
	case len(n.Published) != len("2006-01-02"):
		return fmt.Sprintf("%q is no date of publication; write it like 2026-07-07", clip(string(n.Published)))
	}
	return ""
}

var fileNames = []func() *regexp.Regexp{
	late.Regexp(`^([a-z][a-z0-9-]*)@(\d{4}-\d{2}-\d{2})\.xlsx$`),
	late.Regexp(`^(\d{2})(\d{2})(\d{2})-def-exp-\d{4}-.*\.xlsx$`),
}

// NameOf takes edition and publication from a file's name: nato-2026-07@2026-07-07.xlsx,
// or NATO's own 240617-def-exp-2024-TABLES-en.xlsx, which is edition
// nato-2024-06 of 17 June 2024.
func NameOf(file string) (Name, error) {
	n := Name{File: file}
	if m := fileNames[0]().FindStringSubmatch(file); m != nil {
		n.Edition, n.Published = m[1], facts.Date(m[2])
	} else if m := fileNames[1]().FindStringSubmatch(file); m != nil {
		n.Edition, n.Published = fmt.Sprintf("nato-20%s-%s", m[1], m[2]), facts.Date(fmt.Sprintf("20%s-%s-%s", m[1], m[2], m[3]))
	}
	if d, ok := facts.ParseDate(string(n.Published)); n.Check() != "" || !ok || d != n.Published {
		return Name{}, fmt.Errorf("the name of the file does not tell edition and date of publication; call it like nato-2026-07@2026-07-07.xlsx")
	}
	return n, nil
}

// Files are the curated files of the edition, by name: edition.csv, figures.csv
// and exceptions.csv. excused are disagreements of NATO's own figures that the
// edition is to be taken up with.
func (w *Workbook) Files(n Name, excused []facts.Doubt) (map[string][]byte, error) {
	title := fmt.Sprintf("Defence Expenditure of NATO Countries (%d-%d)", w.Years[0], w.Years[len(w.Years)-1])
	if w.Definition == "core" { // as NATO calls it since July 2026
		title = strings.Replace(title, "Expenditure", "Investment", 1)
	}
	edition := [][]string{{"key", "value"}, {"id", n.Edition}, {"publisher", "NATO"}, {"title", title}, {"published", string(n.Published)}, {"definition", w.Definition},
		{"price_base", strconv.Itoa(w.PriceBase)}, {"complete", "yes"}, {"confidence", "very high"}, {"holds", "all tables of NATO's workbook"},
		{"obtained", fmt.Sprintf("%s, SHA-256 %s", clip(n.File), n.Sum)}}
	if n.Address != "" {
		edition = append(edition, []string{"url", n.Address})
	} else {
		edition = append(edition, []string{"no_url", "read from a file; where NATO has it was not said"})
	}
	edition = append(edition, []string{"file", n.File}, []string{"sha256", n.Sum})
	head := []string{"ally", "measure", "source", "currency"}
	for _, y := range w.Years {
		c := strconv.Itoa(y)
		if slices.Contains(w.Estimates, y) {
			c += "e"
		}
		head = append(head, c)
	}
	figures := [][]string{head}
	rows := slices.Clone(w.Rows)
	slices.SortStableFunc(rows, func(a, b Row) int {
		if c := strings.Compare(string(a.Ally), string(b.Ally)); c != 0 {
			return c
		}
		return strings.Compare(string(a.Measure), string(b.Measure))
	})
	for _, r := range rows {
		if !slices.ContainsFunc(r.Values, func(v float64) bool { return !math.IsNaN(v) }) {
			continue // Table 4 of an Ally without a figure for the last year
		}
		rec := []string{string(r.Ally), string(r.Measure), n.Edition, r.Currency}
		for _, v := range r.Values {
			if math.IsNaN(v) {
				rec = append(rec, "")
				continue
			}
			rec = append(rec, strconv.FormatFloat(v, 'f', -1, 64))
		}
		figures = append(figures, rec)
	}
	exceptions := [][]string{{"ally", "measure", "year", "kind", "reason", "source"}}
	for _, g := range w.Gaps {
		if !g.Ally.Aggregate() {
			exceptions = append(exceptions, []string{string(g.Ally), string(g.Measure), strconv.Itoa(g.Year), "gap", "NATO printed no number.", n.Edition})
		}
	}
	for _, x := range excused {
		exceptions = append(exceptions, []string{string(x.Ally), string(x.Measure), strconv.Itoa(x.Year), x.Kind, "As NATO's workbook has it: " + x.Reason + ".", n.Edition})
	}
	out := map[string][]byte{}
	for name, rows := range map[string][][]string{"edition.csv": edition, "figures.csv": figures, "exceptions.csv": exceptions} {
		if len(rows) == 1 {
			continue
		}
		var b bytes.Buffer
		c := csv.NewWriter(&b)
		if err := c.WriteAll(rows); err != nil {
			return nil, fmt.Errorf("writing %s: %w", name, err)
		}
		out[name] = b.Bytes()
	}
	return out, nil
}

// How far NATO's own figures may be from what the others say and still be
// taken up, as exceptions that a person must confirm. NATO has typed in shares
// of exactly 2.00 that were 1.99, and euro amounts of Croatia before it had the
// euro stand at another rate. What is further off is no rounding.
const (
	smallDoubt = 0.015
	rateDoubt  = 0.05
	typedDoubt = 0.05 // of a share of exactly 2
)

// sameRate is how far the rate of a year may be from that of an earlier edition
// without a word.
const sameRate = 0.002

// rounding is how far a rate can be off because both amounts are rounded.
func rounding(e *facts.Edition, c facts.Code, y int) float64 {
	sum := 0.0
	for _, m := range []facts.Measure{facts.SpendNCU, facts.SpendUSD} {
		if f, ok := e.Figure(c, m, y); ok && !f.HasHeld && f.Held > 0 {
			sum += 0.5 / f.Held
		}
	}
	return sum
}

// Rates are doubts about amounts in national currency, which nothing else in
// an edition depends on: their rate to the US dollar is not that of an earlier
// edition for the same year, or, for years that none has, jumps from one year
// to the next as no Ally's has but the lira's. The latter stay small: money
// can fall.
func Rates(d *facts.Dataset, e *facts.Edition) []facts.Doubt {
	const jump, liraJump = 1.3, 2.2
	rate := func(e *facts.Edition, c facts.Code, y int) (float64, bool) {
		a, ok := e.Figure(c, facts.SpendNCU, y)
		b, ok2 := e.Figure(c, facts.SpendUSD, y)
		return a.Held / b.Held, ok && ok2 && b.Held > 0 && a.Held > 0
	}
	var out []facts.Doubt
	for i := range d.Allies {
		a := &d.Allies[i]
	years:
		for j, y := range e.Years {
			r, ok := rate(e, a.Code, y)
			if !ok {
				continue
			}
			x := facts.Doubt{Kind: "rate", Ally: a.Code, Measure: facts.SpendNCU, Year: y}
			for k := len(d.Editions) - 1; k >= 0; k-- {
				old := d.Editions[k]
				if old.ID == e.ID || old.Published.Last() > e.Published.Last() || old.Currency(a.Code) != e.Currency(a.Code) || slices.Contains(old.Estimates, y) {
					continue
				}
				if before, ok := rate(old, a.Code, y); ok {
					if x.Off = math.Abs(r/before - 1); x.Off > sameRate+rounding(e, a.Code, y)+rounding(old, a.Code, y) {
						x.Reason = fmt.Sprintf("%s to the US dollar, but %s in %s", facts.FormatNumber(r, 4), facts.FormatNumber(before, 4), old.ID)
						out = append(out, x)
					}
					continue years
				}
			}
			if j == 0 {
				continue
			}
			before, ok := rate(e, a.Code, e.Years[j-1])
			most := jump
			if e.Currency(a.Code) == "TRY" {
				most = liraJump
			}
			if f := r / before; ok && (f > most || f < 1/most) {
				if x.Off = smallDoubt; f > 3 || f < 1.0/3 {
					x.Off = 1
				}
				x.Reason = fmt.Sprintf("%s to the US dollar, but %s in %d", facts.FormatNumber(r, 4), facts.FormatNumber(before, 4), e.Years[j-1])
				out = append(out, x)
			}
		}
	}
	return out
}
