package sheet

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"natobot/facts"
	"natobot/facts/answer"
)

// Every figure stands as a number with what it is; nothing is a formula.
func TestXLSX(t *testing.T) {
	t.Parallel()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	w := answer.New(d)
	for _, q := range []string{"spain", "rank", "gdp of poland", "spain in euros", "commitments", "meeting 2025-03-13", "troops of germany since 2014"} {
		a := w.Ask(q, "2026-11-23", answer.Context{})
		a.Lines = append(a.Lines, `=HYPERLINK("http://x.example")`, "+1", "@x")
		raw, err := XLSX(d, a)
		if err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows("Figures", excelize.Options{RawCellValue: true})
		if err != nil || len(rows) != len(a.Figures)+1 {
			t.Fatalf("%q: %d rows of %d figures, %v", q, len(rows), len(a.Figures), err)
		}
		for i, fig := range a.Figures {
			row := rows[i+1]
			v, err := strconv.ParseFloat(row[4], 64)
			if err != nil || v != fig.Value || row[1] != string(fig.Ally) || row[2] != strconv.Itoa(fig.Year) || (row[6] == "e") != fig.Estimate || row[7] != fig.Edition || row[5] == "" {
				t.Errorf("%q: %v is not %+v", q, row, fig)
			}
			cell := "E" + strconv.Itoa(i+2)
			if kind, err := f.GetCellType("Figures", cell); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
				t.Errorf("%q: %s is of type %v, %v", q, cell, kind, err)
			}
			if shown, err := f.GetCellValue("Figures", cell); err != nil || shown != strings.ReplaceAll(fig.Number(), "−", "-") {
				t.Errorf("%q: shown as %s, want %s", q, shown, fig.Number())
			}
		}
		for _, name := range f.GetSheetList() {
			text, err := f.GetRows(name)
			if err != nil {
				t.Fatal(err)
			}
			for r := range text {
				for c := range text[r] {
					at, _ := excelize.CoordinatesToCellName(c+1, r+1)
					if x, _ := f.GetCellFormula(name, at); x != "" {
						t.Errorf("%q: %s holds the formula %s", q, at, x)
					}
				}
			}
		}
		f.Close()
	}
}
