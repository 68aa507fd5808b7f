package workbook

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
)

// Weigh says what stands against taking up the edition e that was made of the
// workbook. excused are disagreements that NATO's own tables have had the like
// of: they go into exceptions.csv, and a person confirms them. odd is what no
// arithmetic of the workbook can settle: a person looks at it. grave stands
// against the import.
//
// by are what a person found to be NATO's own, see Excuses.
func (w *Workbook) Weigh(d *facts.Dataset, e *facts.Edition, by ...facts.Exception) (excused, odd, grave []facts.Doubt) {
	person := func(x *facts.Doubt) bool {
		for _, y := range by {
			if y.Kind == x.Kind && y.Ally == x.Ally && y.Measure == x.Measure && (y.Year == x.Year || y.Year == 0) {
				x.Reason += ": " + y.Reason
				return true
			}
		}
		return false
	}
	for _, x := range d.Doubts(e) {
		f, _ := e.Figure(x.Ally, x.Measure, x.Year)
		lacking, sum := w.lacking(d, x.Ally, x.Measure, x.Year)
		switch {
		case x.Off <= smallDoubt, x.Kind == "rate" && x.Off <= rateDoubt,
			x.Kind == "share" && f.Held == 2 && x.Off <= typedDoubt: // typed in
			excused = append(excused, x)
		case x.Kind == "aggregate" && lacking != "" && f.Held > sum && f.Held < 1.5*sum:
			x.Reason = fmt.Sprintf("it counts %s, of which no number is printed", lacking)
			excused = append(excused, x)
		case x.Ally.Aggregate() && slices.Contains([]string{"share", "real change", "per capita"}, x.Kind) && x.Off < 0.5 && w.unprinted(d, x.Year) != "":
			x.Reason += fmt.Sprintf("; of %s no number is printed for that year", w.unprinted(d, x.Year))
			excused = append(excused, x)
		case person(&x):
			excused = append(excused, x)
		default:
			grave = append(grave, x)
		}
	}
	for _, agg := range []facts.Code{facts.EuropeCanada, facts.NATOTotal} {
		for _, y := range e.Years {
			f, ok := e.Figure(agg, facts.Personnel, y)
			if lacking, sum := w.lacking(d, agg, facts.Personnel, y); ok && lacking != "" && math.Abs(f.Held-sum) < 0.001*sum+0.05*float64(len(d.Allies)) {
				excused = append(excused, facts.Doubt{Kind: "note", Ally: agg, Measure: facts.Personnel, Year: y, Reason: fmt.Sprintf("leaves out %s, of which no number is printed", lacking)})
			}
		}
	}
	for _, x := range slices.Concat(Rates(d, e), Revisions(d, e), population(d, e)) {
		if x.Off <= smallDoubt || x.Kind == "rate" && x.Off <= rateDoubt || x.Kind == "revision" && x.Off < 1 || person(&x) {
			odd = append(odd, x)
		} else {
			grave = append(grave, x)
		}
	}
	return excused, odd, grave
}

// Excuses reads what a person found to be NATO's own faults, in the form of an
// edition's exceptions.csv: ally, measure, year, kind and reason, all of them
// given but the year. The kind is that of the check that stopped the import.
func Excuses(r io.Reader) ([]facts.Exception, error) {
	c := csv.NewReader(r)
	head, err := c.Read()
	if err != nil || len(head) < 5 || strings.Join(head[:5], ",") != "ally,measure,year,kind,reason" {
		return nil, errors.New("line 1: the header must be ally,measure,year,kind,reason")
	}
	var out []facts.Exception
	for {
		rec, err := c.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := c.FieldPos(0)
		x := facts.Exception{Ally: facts.Code(rec[0]), Measure: facts.Measure(rec[1]), Kind: rec[3], Reason: rec[4]}
		if rec[2] != "" {
			if x.Year, err = strconv.Atoi(rec[2]); err != nil {
				return nil, fmt.Errorf("line %d: %q is no year", line, clip(rec[2]))
			}
		}
		if x.Ally == "" || !x.Measure.Valid() || x.Kind == "" || x.Reason == "" {
			return nil, fmt.Errorf("line %d: ally, measure, kind and reason are needed", line)
		}
		out = append(out, x)
	}
}

// unprinted names the Allies of which the workbook has no constant amount for a
// year or the one before.
func (w *Workbook) unprinted(d *facts.Dataset, year int) string {
	var names []string
	for _, g := range w.Gaps {
		if name := d.Name(g.Ally); g.Measure == facts.SpendUSDConstant && (g.Year == year || g.Year == year-1) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// lacking names the Allies that an aggregate has and the workbook has no number
// of, and sums up the others.
func (w *Workbook) lacking(d *facts.Dataset, agg facts.Code, m facts.Measure, year int) (names string, sum float64) {
	if !agg.Aggregate() {
		return "", 0
	}
	i := slices.Index(w.Years, year)
	var lack []string
	for j := range d.Allies {
		a := &d.Allies[j]
		r, ok := w.row(a.Code, m)
		if !ok && !a.Forces && (m == facts.GDP || m == facts.GDPConstant) {
			lack = append(lack, a.Name)
		}
		if !ok || i < 0 || a.Code == "USA" && agg == facts.EuropeCanada || a.Joined.Year() > year {
			continue
		}
		if v := r.Values[i]; math.IsNaN(v) {
			lack = append(lack, a.Name)
		} else {
			sum += v
		}
	}
	return strings.Join(lack, ", "), sum
}

// earlier is the newest whole edition before e with a series of m that is
// comparable with that of e.
func earlier(d *facts.Dataset, e *facts.Edition, m facts.Measure) *facts.Edition {
	for _, old := range slices.Backward(d.Editions) {
		n := 0
		for _, y := range old.Years {
			if _, ok := old.Figure("USA", m, y); ok {
				n++
			}
		}
		if old.ID == e.ID || !old.Complete || n < 3 || old.Published.Last() > e.Published.Last() {
			continue
		}
		switch m {
		case facts.GDP, facts.Personnel:
			return old
		case facts.ShareOfGDP, facts.SpendUSD, facts.EquipmentShare, facts.PersonnelShare, facts.InfrastructureShare, facts.OtherShare:
			if old.Core() == e.Core() {
				return old
			}
		}
	}
	return nil
}

// A revision of this many per cent, or points, is for a person to look at; five
// times the amount is none.
const (
	revisedAmount = 0.15
	revisedPoints = 10
	mistaken      = 5
)

// Revisions looks for figures that are far from those of the edition before,
// for rows and columns that changed places against it, and, in years that no
// edition has, for jumps from one year to the next. The checks of Lint can't
// find them: what is summed has the same sum. Off is 1 where NATO can't have
// meant it.
func Revisions(d *facts.Dataset, e *facts.Edition) []facts.Doubt {
	var out []facts.Doubt
	add := func(c facts.Code, m facts.Measure, y int, off float64, format string, a ...any) {
		out = append(out, facts.Doubt{Kind: "revision", Ally: c, Measure: m, Year: y, Off: off, Reason: fmt.Sprintf(format, a...)})
	}
	for _, m := range []facts.Measure{facts.GDP, facts.Personnel, facts.SpendUSD, facts.EquipmentShare, facts.PersonnelShare, facts.InfrastructureShare, facts.OtherShare} {
		old := earlier(d, e, m)
		points := m.Unit() == "%" || strings.HasPrefix(m.Unit(), "% ")
		num := func(f facts.Figure) string { return facts.FormatNumber(f.Held, m.Decimals()) }
		far := func(a, b float64) float64 {
			if points {
				return math.Abs(a-b) / revisedPoints
			}
			return math.Max(a/b, b/a) - 1
		}
		for i := range d.Allies {
			c := d.Allies[i].Code
			for j, y := range e.Years {
				f, ok := e.Figure(c, m, y)
				if !ok {
					continue
				}
				var g facts.Figure
				known := false
				if old != nil {
					g, known = old.Figure(c, m, y)
				}
				if known {
					switch x := far(f.Held, g.Held); {
					case !points && x >= mistaken-1:
						add(c, m, y, 1, "%s, but %s in %s", num(f), num(g), old.ID)
					case points && x > 1, !points && x > revisedAmount && !g.Estimate:
						add(c, m, y, 0.5, "%s, but %s in %s", num(f), num(g), old.ID)
					}
					continue
				}
				if j == 0 || m == facts.SpendUSD {
					continue
				}
				if g, ok = e.Figure(c, m, e.Years[j-1]); ok {
					switch x := far(f.Held, g.Held); {
					case !points && x >= mistaken-1:
						add(c, m, y, 1, "%s, but %s in %d", num(f), num(g), e.Years[j-1])
					case points && x > 2.5, !points && x > 0.5:
						add(c, m, y, 0.5, "%s, but %s in %d", num(f), num(g), e.Years[j-1])
					}
				}
			}
		}
		if old != nil {
			out = append(out, places(d, e, old, m)...)
		}
	}
	return out
}

// population looks at the people that GDP and GDP per head tell: no Ally grows
// or shrinks by this much in a year.
func population(d *facts.Dataset, e *facts.Edition) []facts.Doubt {
	const most = 0.025
	people := func(c facts.Code, y int) (n, rounded float64, ok bool) {
		g, ok0 := e.Figure(c, facts.GDPConstant, y)
		h, ok1 := e.Figure(c, facts.GDPPerCapita, y)
		if !ok0 || !ok1 || h.Held <= 0 {
			return 0, 0, false
		}
		if !h.HasHeld {
			rounded = 50 / h.Held
		}
		return g.Held / h.Held, rounded, true
	}
	var out []facts.Doubt
	for i := range d.Allies {
		for j, y := range e.Years {
			c := d.Allies[i].Code
			if j == 0 {
				continue
			}
			n, r, ok := people(c, y)
			m, q, ok2 := people(c, e.Years[j-1])
			if x := math.Abs(n/m - 1); ok && ok2 && m > 0 && x > most+r+q {
				out = append(out, facts.Doubt{Kind: "revision", Ally: c, Measure: facts.GDPPerCapita, Year: y, Off: min(x, 0.9),
					Reason: fmt.Sprintf("GDP over GDP per head is %s million people, but %s in %d", facts.FormatNumber(n, 3), facts.FormatNumber(m, 3), e.Years[j-1])})
			}
		}
	}
	return out
}

// NewRates lists the rates to the US dollar that Table 1 makes, for those of
// the last four years that no earlier edition has; "" if there are none. Nothing
// else in a workbook depends on them.
func NewRates(d *facts.Dataset, e *facts.Edition) string {
	var list []string
	for i := range d.Allies {
		a := &d.Allies[i]
		if c := e.Currency(a.Code); c == "" || c == "EUR" || c == "USD" {
			continue
		}
		var rates []string
		for _, y := range e.Years[max(0, len(e.Years)-4):] {
			n, ok := e.Figure(a.Code, facts.SpendNCU, y)
			u, ok2 := e.Figure(a.Code, facts.SpendUSD, y)
			if !ok || !ok2 || u.Held <= 0 || slices.ContainsFunc(d.Editions, func(old *facts.Edition) bool {
				_, has := old.Figure(a.Code, facts.SpendNCU, y)
				return has && old.ID != e.ID && old.Published.Last() <= e.Published.Last() && !slices.Contains(old.Estimates, y) && old.Currency(a.Code) == e.Currency(a.Code)
			}) {
				continue
			}
			rates = append(rates, fmt.Sprintf("%s (%d)", facts.FormatNumber(n.Held/u.Held, 4), y))
		}
		if len(rates) > 0 {
			list = append(list, e.Currency(a.Code)+" of "+a.Name+" "+strings.Join(rates, ", "))
		}
	}
	return strings.Join(list, "; ")
}

// places finds rows and columns that hold what the edition before has of
// another Ally or year.
func places(d *facts.Dataset, e, old *facts.Edition, m facts.Measure) []facts.Doubt {
	// off is the middle distance of pairs of figures.
	off := func(pairs [][2]float64) float64 {
		if len(pairs) < 4 {
			return math.Inf(1)
		}
		var ds []float64
		for _, p := range pairs {
			ds = append(ds, math.Abs(math.Log((p[0]+0.1)/(p[1]+0.1))))
		}
		slices.Sort(ds)
		return ds[len(ds)/2]
	}
	row := func(a, b facts.Code) float64 {
		var ps [][2]float64
		for _, y := range e.Years {
			f, ok := e.Figure(a, m, y)
			g, ok2 := old.Figure(b, m, y)
			if ok && ok2 {
				ps = append(ps, [2]float64{f.Held, g.Held})
			}
		}
		return off(ps)
	}
	column := func(x, y int) float64 {
		var ps [][2]float64
		for i := range d.Allies {
			f, ok := e.Figure(d.Allies[i].Code, m, x)
			g, ok2 := old.Figure(d.Allies[i].Code, m, y)
			if ok && ok2 {
				ps = append(ps, [2]float64{f.Held, g.Held})
			}
		}
		return off(ps)
	}
	var out []facts.Doubt
	for i := range d.Allies {
		a := &d.Allies[i]
		own := row(a.Code, a.Code)
		if math.IsInf(own, 0) || own < 0.05 {
			continue
		}
		for j := range d.Allies {
			if b := &d.Allies[j]; row(a.Code, b.Code) < math.Min(own/5, 0.02) {
				out = append(out, facts.Doubt{Kind: "revision", Ally: a.Code, Measure: m, Year: e.Years[0], Off: 1, Reason: fmt.Sprintf("the row holds what %s has of %s", old.ID, b.Name)})
			}
		}
	}
	for _, x := range e.Years {
		own := column(x, x)
		if math.IsInf(own, 0) || own < 0.004 {
			continue
		}
		for _, y := range old.Years {
			if column(x, y) < own/4 {
				out = append(out, facts.Doubt{Kind: "revision", Ally: facts.NATOTotal, Measure: m, Year: x, Off: 1, Reason: fmt.Sprintf("the column holds what %s has of %d", old.ID, y)})
			}
		}
	}
	return out
}
