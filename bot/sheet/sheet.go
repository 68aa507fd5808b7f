// Package sheet writes an answer as a spreadsheet: one figure a row, numbers as
// numbers, so that they are such in every locale.
package sheet

import (
	"fmt"
	"math"

	"github.com/xuri/excelize/v2"

	"natobot/facts"
	"natobot/facts/answer"
)

// XLSX is the spreadsheet of an answer: its figures with unit, edition, table
// and address of the source on the first sheet, what it says on the second. A
// value has the decimals that NATO prints and holds no more than it says;
// estimates are marked in a column and by italics.
func XLSX(d *facts.Dataset, a answer.Answer) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	const figures, text = "Figures", "Answer"
	if err := f.SetSheetName("Sheet1", figures); err != nil {
		return nil, err
	}
	if _, err := f.NewSheet(text); err != nil {
		return nil, err
	}
	w := &writer{f: f, styles: map[string]int{}}
	w.row(figures, 1, w.style("head", &excelize.Style{Font: &excelize.Font{Bold: true}}), "Ally", "Code", "Year", "Measure", "Value", "Unit", "Estimate", "Edition", "Table", "Source", "Address")
	for i, fig := range a.Figures {
		e, _ := d.Edition(fig.Edition)
		title, url := fig.Edition, ""
		if e != nil {
			title, url = e.Publisher+", "+e.Title+", "+e.Published.Long(), e.URL
		}
		mark := ""
		if fig.Estimate {
			mark = "e"
		}
		unit := fig.Measure.Unit()
		if fig.Measure == facts.SpendNCU || fig.Measure == facts.SpendNCUConstant {
			unit = "million " + d.CurrencyOf(fig)
		}
		w.row(figures, i+2, 0, d.Name(fig.Ally), string(fig.Ally), fig.Year, fig.Measure.Label(), fig.Value, unit, mark, fig.Edition, fig.Measure.Table(), title, url)
		w.number(figures, i+2, fig)
	}
	w.width(figures, map[string]float64{"A": 20, "D": 34, "E": 14, "F": 26, "H": 14, "J": 60, "K": 60})
	lines := append([]string{a.Headline}, a.Lines...)
	for _, c := range a.Caveats {
		lines = append(lines, "Note: "+c)
	}
	lines = append(lines, "Understood as: "+a.Reading, "By what was known on "+a.AsOf.Long())
	if a.Reference != "" {
		lines = append(lines, "Reference: "+a.Reference)
	}
	if a.Address != "" {
		lines = append(lines, a.Address)
	}
	for i, l := range lines {
		w.row(text, i+1, 0, l)
	}
	w.width(text, map[string]float64{"A": 110})
	if w.err == nil {
		w.err = f.SetDocProps(&excelize.DocProperties{Title: a.Headline, Creator: "natobot", Subject: a.Reading, Identifier: a.Reference})
	}
	if w.err != nil {
		return nil, fmt.Errorf("writing a spreadsheet: %w", w.err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("writing a spreadsheet: %w", err)
	}
	return b.Bytes(), nil
}

// A writer keeps the first error.
type writer struct {
	f      *excelize.File
	styles map[string]int
	err    error
}

func (w *writer) row(sheet string, n, style int, cells ...any) {
	for i, v := range cells {
		at, err := excelize.CoordinatesToCellName(i+1, n)
		if err == nil {
			if s, ok := v.(string); ok {
				err = w.f.SetCellStr(sheet, at, s) // never a formula
			} else {
				err = w.f.SetCellValue(sheet, at, v)
			}
		}
		if err == nil && style != 0 {
			err = w.f.SetCellStyle(sheet, at, at, style)
		}
		if err != nil && w.err == nil {
			w.err = err
		}
	}
}

// number gives a value the decimals it is printed with, and an estimate italics.
func (w *writer) number(sheet string, n int, f facts.Figure) {
	format := "#,##0"
	if d := f.Decimals(); d > 0 {
		format += "." + fmt.Sprintf("%0*d", d, 0)
	} else if math.Abs(f.Value) < 1000 {
		format = "0"
	}
	st := w.style(fmt.Sprint(format, f.Estimate), &excelize.Style{CustomNumFmt: &format, Font: &excelize.Font{Italic: f.Estimate}})
	at := fmt.Sprintf("E%d", n)
	if err := w.f.SetCellStyle(sheet, at, at, st); err != nil && w.err == nil {
		w.err = err
	}
}

func (w *writer) style(name string, s *excelize.Style) int {
	if id, ok := w.styles[name]; ok {
		return id
	}
	id, err := w.f.NewStyle(s)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.styles[name] = id
	return id
}

func (w *writer) width(sheet string, of map[string]float64) {
	for col, n := range of {
		if err := w.f.SetColWidth(sheet, col, col, n); err != nil && w.err == nil {
			w.err = err
		}
	}
}
