package workbook_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"natobot/facts"
)

// A layout is how NATO's tables stood in the sheets of one year.
type layout struct {
	name        string
	sheet       func(id string) string
	title       func(id, text string) string
	heads, rows int // columns of headings and of names
	firstRow    func(id string) (title, unit, years, data int)
	yearsAgain  bool // each block has a heading and years of its own
	core        string
	base        int
	rounded     bool // cells hold what NATO prints
	realOnly    bool // Table 5 has real GDP in billions and nothing else
	textYears   bool
	stars       []string
	leftovers   bool
}

var layouts = []layout{
	{name: "2023-03", sheet: func(id string) string {
		return strings.TrimSuffix("TABLE"+id+map[bool]string{true: " "}[id == "7"], "")
	}, title: colonApart,
		heads: 2, rows: 3, firstRow: lowTables, base: 2015, realOnly: true, textYears: true, stars: []string{"LVA", "LTU", "POL", "ROU"}, leftovers: true},
	{name: "2024-06", sheet: func(id string) string { return "TABLE" + id }, title: colonApart,
		heads: 2, rows: 3, firstRow: lowTables, base: 2015, textYears: true, stars: []string{"CZE", "EST", "LVA", "LTU", "POL", "ROU"}, leftovers: true},
	{name: "2025-08", sheet: func(id string) string { return "Table " + id }, title: colonClose,
		heads: 1, rows: 1, firstRow: topTables, yearsAgain: true, base: 2021, stars: []string{"CZE", "DNK", "EST", "LVA", "LTU", "POL", "ROU", "SWE", "NLD", "NOR", "SVN"}},
	{name: "2026-07", sheet: func(id string) string { return "Table " + id }, title: colonClose,
		heads: 1, rows: 1, firstRow: topTables, yearsAgain: true, core: "Core ", base: 2021, rounded: true, stars: []string{"SVN"}},
}

func colonApart(id, text string) string { return "Table " + id + " : " + text }
func colonClose(id, text string) string { return "Table " + id + ": " + text }

func lowTables(id string) (title, unit, years, data int) {
	if id == "4" || id == "7" {
		return 16, 18, 20, 23
	}
	return 4, 6, 8, 10
}
func topTables(string) (title, unit, years, data int) { return 1, 2, 4, 3 }

// A written is a workbook under way.
type written struct {
	t testing.TB
	f *excelize.File
	l *layout
	e *facts.Edition
	d *facts.Dataset
}

func (w *written) set(sheet string, col, row int, v any) {
	w.t.Helper()
	cell, err := excelize.CoordinatesToCellName(col, row)
	if x, ok := v.(float64); ok && err == nil { // left alone the library keeps 15 digits; Excel has 17
		_, part, _ := strings.Cut(strconv.FormatFloat(x, 'f', -1, 64), ".")
		err = w.f.SetCellFloat(sheet, cell, x, len(part), 64)
	} else if err == nil {
		err = w.f.SetCellValue(sheet, cell, v)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

var words = map[string]string{"ALL": "Leks", "EUR": "Euros", "BGN": "Leva", "CAD": "Canadian dollars", "CZK": "Koruny", "DKK": "Kroner", "HUF": "Forint", "MKD": "Denars", "NOK": "Kroner",
	"PLN": "Zlotys", "RON": "New Lei", "SEK": "Kronor", "TRY": "Liras", "GBP": "Pounds", "USD": "US dollars"}

// generate writes an edition's figures as a workbook in a layout.
func generate(t testing.TB, d *facts.Dataset, e *facts.Edition, l layout) *excelize.File {
	t.Helper()
	w := &written{t: t, f: excelize.NewFile(), l: &l, e: e, d: d}
	first, last := e.Years[0], e.LastYear()
	spent := "Defence expenditure"
	if l.core != "" {
		spent = "Core defence expenditure"
	}
	prices := fmt.Sprintf("Constant %d prices", l.base)
	if !l.yearsAgain {
		prices += " " // as NATO's has it
	}
	abroad := fmt.Sprintf("Constant %d prices and exchange rates", l.base)
	type part struct {
		heading string
		measure facts.Measure
	}
	total := "Percentage of total " + strings.ToLower(spent)
	gdp, gdpUnit := []part{{"Current prices and exchange rates", facts.GDP}, {abroad, facts.GDPConstant}}, "Million US dollars"
	gdpTitle := "GDP"
	if l.realOnly {
		gdp, gdpUnit, gdpTitle = []part{{"", facts.GDPConstant}}, fmt.Sprintf("Billion US dollars (%d prices and exchange rates)", l.base), "Real GDP"
	}
	for _, x := range []struct {
		id, title, unit string
		parts           []part
	}{
		{"1", spent, "Million national currency units", []part{{"Current prices", facts.SpendNCU}, {prices, facts.SpendNCUConstant}}},
		{"2", spent, "Million US dollars", []part{{"Current prices and exchange rates", facts.SpendUSD}, {abroad, facts.SpendUSDConstant}}},
		{"3", spent + " as a share of GDP and annual real change", fmt.Sprintf("Based on %d prices", l.base), []part{{"Share of real GDP (%)", facts.ShareOfGDP}, {"Annual real change (%)", facts.RealChange}}},
		{"4", fmt.Sprintf("%s real change %d-%de", spent, first, last), fmt.Sprintf("Million US dollars (%d prices and exchange rates)", l.base), nil},
		{"5", gdpTitle, gdpUnit, gdp},
		{"6", "GDP per capita and defence expenditure per capita", fmt.Sprintf("%d prices and exchange rates", l.base), []part{{"GDP per capita (thousand US dollars)", facts.GDPPerCapita}, {spent + " per capita (US dollars)", facts.DefencePerCapita}}},
		{"7", "Military personnel", "Thousands", []part{{"", facts.Personnel}}},
		{"8a", "Distribution of " + strings.ToLower(spent) + " by main category", total, []part{{"Equipment (a)", facts.EquipmentShare}, {"Personnel (b)", facts.PersonnelShare}}},
		{"8b", "Distribution of " + strings.ToLower(spent) + " by main category", total, []part{{"Infrastructure (c)", facts.InfrastructureShare}, {"Other (d)", facts.OtherShare}}},
	} {
		sheet := l.sheet(x.id)
		if _, err := w.f.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		titleRow, unitRow, yearsRow, row := l.firstRow(x.id)
		heads, names := l.heads, l.rows
		if x.id == "7" && !l.yearsAgain && !l.realOnly { // June 2024: one column to the right
			heads, names = heads+1, names+1
		}
		w.set(sheet, heads, titleRow, l.title(x.id, x.title))
		w.set(sheet, heads, unitRow, x.unit)
		years := func(row int) {
			for i, y := range e.Years {
				var v any = y
				if i >= len(e.Years)-len(e.Estimates) {
					v = fmt.Sprintf("%de", y)
				} else if l.textYears {
					v = fmt.Sprint(y)
				}
				w.set(sheet, names+1+i, row, v)
			}
		}
		switch {
		case x.id == "4":
			row = w.four(sheet, names, yearsRow, first, last)
		case !l.yearsAgain:
			years(yearsRow)
		}
		for i, p := range x.parts {
			if l.yearsAgain {
				if i > 0 {
					row++
				}
				if p.heading != "" {
					w.set(sheet, heads, row, p.heading)
				}
				years(row + 1)
				row += 2
			} else if p.heading != "" {
				w.set(sheet, heads, row, p.heading)
				row++
			}
			row = w.block(sheet, names, row, x.id, p.measure)
		}
		row += 2
		var est []string
		for _, y := range e.Estimates {
			est = append(est, fmt.Sprint(y))
		}
		w.set(sheet, names, row, "Notes: Figures for "+strings.Join(est, " and ")+" are estimates. ")
		w.set(sheet, names, row+1, "*  These Allies have national laws or political agreements.")
		w.set(sheet, heads, row+4, "-7-")
		if l.realOnly { // hidden columns with sums of NATO's own
			for c := names + len(e.Years) + 2; c < names+len(e.Years)+5; c++ {
				w.set(sheet, c, yearsRow, 2011+c-names-len(e.Years)-2)
				w.set(sheet, c, yearsRow+5, 4711)
				col, err := excelize.ColumnNumberToName(c)
				if err == nil {
					err = w.f.SetColVisible(sheet, col, false)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := w.f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	return w.f
}

func (w *written) label(a *facts.Ally, id string) string {
	s := a.Name
	for _, c := range w.l.stars {
		if c == string(a.Code) && id != "4" {
			s += "*"
		}
	}
	if id == "1" {
		s += "   (" + words[w.e.Currency(a.Code)] + ")"
	}
	return s
}

// value is what the cell holds.
func (w *written) value(f facts.Figure) float64 {
	v := f.Held
	if w.l.rounded {
		v = f.Value
	}
	if f.Measure == facts.GDPPerCapita || w.l.realOnly && f.Measure == facts.GDPConstant {
		var err error
		if v, err = strconv.ParseFloat(strconv.FormatFloat(v, 'f', -1, 64)+"e-3", 64); err != nil {
			w.t.Fatal(err)
		}
	}
	return v
}

func (w *written) block(sheet string, names, row int, id string, m facts.Measure) int {
	for i := range w.d.Allies {
		a := &w.d.Allies[i]
		if !a.Forces && !(id == "5" || id == "6" && m == facts.GDPPerCapita) {
			continue
		}
		if _, ok := w.e.Figure(a.Code, m, w.e.Years[0]); !ok || a.Joined.First() > w.e.Published.Last() {
			continue
		}
		w.set(sheet, names, row, w.label(a, id))
		w.figures(sheet, names, row, a.Code, m)
		row++
	}
	if id == "2" || id == "3" || id == "5" || id == "6" || id == "7" {
		for _, x := range []struct {
			name string
			code facts.Code
		}{{"NATO Europe and Canada", facts.EuropeCanada}, {"NATO Total", facts.NATOTotal}} {
			w.set(sheet, min(w.l.heads, names), row, x.name)
			w.figures(sheet, names, row, x.code, m)
			row++
		}
	} else if w.l.leftovers && id != "4" {
		w.set(sheet, names+1, row, "#REF!")
		row++
	}
	return row
}

func (w *written) figures(sheet string, names, row int, c facts.Code, m facts.Measure) {
	for i, y := range w.e.Years {
		if f, ok := w.e.Figure(c, m, y); ok {
			w.set(sheet, names+1+i, row, w.value(f))
		} else {
			w.set(sheet, names+1+i, row, "..")
		}
	}
}

func (w *written) four(sheet string, names, row, first, last int) int {
	for i, h := range []string{fmt.Sprint(first), fmt.Sprintf("%de", last), fmt.Sprintf("Real change %d-%de (%%)", first, last), fmt.Sprintf("Share of real GDP %d (%%)", first), fmt.Sprintf("Share of real GDP %de (%%)", last)} {
		w.set(sheet, names+1+i, row, h)
	}
	row += 3
	for i := range w.d.Allies {
		a := &w.d.Allies[i]
		if !a.Forces || a.Joined.First() > w.e.Published.Last() {
			continue
		}
		w.set(sheet, names, row, w.label(a, "4"))
		for j, x := range []struct {
			m facts.Measure
			y int
		}{{facts.SpendUSDConstant, first}, {facts.SpendUSDConstant, last}, {facts.RealChangeSince, last}, {facts.ShareOfGDP, first}, {facts.ShareOfGDP, last}} {
			if f, ok := w.e.Figure(a.Code, x.m, x.y); ok {
				w.set(sheet, names+1+j, row, w.value(f))
			} else if x.m == facts.RealChangeSince { // not held of July 2026
				sum := 0.0
				for _, m := range []facts.Measure{facts.SpendUSDConstant, facts.SpendNCUConstant} { // both rounded
					from, _ := w.e.Figure(a.Code, m, first)
					to, _ := w.e.Figure(a.Code, m, last)
					sum += 50 * (to.Held/from.Held - 1)
				}
				w.set(sheet, names+1+j, row, facts.Round(sum, 2))
			}
		}
		row++
	}
	return row
}

func encode(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	f.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return unpressed{zip.NewWriter(w)} })
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// as is an edition's figure as a layout lets it be read again.
func (l layout) as(f facts.Figure) (float64, bool) {
	switch {
	case l.realOnly && f.Measure == facts.GDP:
		return math.NaN(), false
	case l.rounded:
		return f.Value, true
	}
	return f.Held, true
}
