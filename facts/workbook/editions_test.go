package workbook_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"natobot/facts"
	"natobot/facts/workbook"
)

// Each edition of which the whole tables are held, written as NATO laid out
// its workbook, is read again to the last digit, and nothing stands against it.
func TestEditions(t *testing.T) {
	t.Parallel()
	d := load(t)
	for _, c := range []struct {
		id     string
		layout int
	}{{"nato-2023-03", 0}, {"nato-2024-06", 1}, {"nato-2026-07", 3}} {
		t.Run(c.id, func(t *testing.T) {
			t.Parallel()
			want, _ := d.Edition(c.id)
			w, err := workbook.Read(bytes.NewReader(encode(t, generate(t, d, want, layouts[c.layout]))), d, want.Published)
			if err != nil {
				t.Fatal(err)
			}
			got := edition(t, d, w, c.id, want.Published)
			n := 0
			for _, f := range want.Figures() {
				g, ok := got.Figure(f.Ally, f.Measure, f.Year)
				if !ok || g.Value != f.Value || math.Abs(g.Held-f.Held) > 1e-15*math.Abs(f.Held) || g.Estimate != f.Estimate {
					t.Errorf("%s %s %d: %v (%v), curated %v (%v)", f.Ally, f.Measure, f.Year, g.Value, g.Held, f.Value, f.Held)
				}
				n++
			}
			for _, f := range got.Figures() {
				if _, ok := want.Figure(f.Ally, f.Measure, f.Year); !ok && f.Measure != facts.RealChangeSince {
					t.Errorf("%s %s %d: %v, curated none", f.Ally, f.Measure, f.Year, f.Value)
				}
			}
			_, grave := doubtsOf(d, w, got)
			for _, x := range grave {
				t.Errorf("against it: %+v", x)
			}
			if n < 3800 || w.PriceBase != want.PriceBase || w.Definition != want.Definition {
				t.Errorf("%d figures, base %d, %s", n, w.PriceBase, w.Definition)
			}
			for i := range d.Allies {
				if a := d.Allies[i].Code; got.Currency(a) != want.Currency(a) {
					t.Errorf("%s in %q, curated %q", a, got.Currency(a), want.Currency(a))
				}
			}
		})
	}
}

func doubtsOf(d *facts.Dataset, w *workbook.Workbook, e *facts.Edition) (confirm, grave []facts.Doubt) {
	excused, odd, grave := w.Weigh(d, e)
	return append(excused, odd...), grave
}

// A place finds a figure in a generated workbook: the table, which of its two
// blocks, the name and the heading of the column.
func place(t testing.TB, f *excelize.File, id string, block int, name, head string) (sheet, at string) {
	t.Helper()
	for _, sheet := range f.GetSheetList() {
		if !strings.EqualFold(strings.ReplaceAll(sheet, " ", ""), "table"+id) {
			continue
		}
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		col, n := -1, 0
		for i, row := range rows {
			for j, c := range row {
				if col < 0 && c == head {
					col = j
				}
			}
			if _, c := first(row); col >= 0 && (c == name || strings.HasPrefix(c, name+"*") || strings.HasPrefix(c, name+" ")) {
				if n == block {
					return sheet, cell(col, i)
				}
				n++
			}
		}
	}
	t.Fatalf("Table %s has no %s %s", id, name, head)
	return "", ""
}

// Figures that NATO did not print, as those of Germany for 2025, become gaps to
// be confirmed; aggregates that count them, or leave them out, say so.
func TestGaps(t *testing.T) {
	t.Parallel()
	d := load(t)
	e, _ := d.Edition("nato-2024-06")
	for k, sign := range []string{"..", "-", ""} {
		l := layouts[2]
		l.base = e.PriceBase
		f := generate(t, d, e, l)
		blank := func(id string, block int, name, head string) {
			sheet, at := place(t, f, id, block, name, head)
			must(f.SetCellValue(sheet, at, sign))
		}
		for _, id := range []string{"1", "2", "3", "8a", "8b"} {
			blank(id, 0, "Germany", "2024e")
			blank(id, 1, "Germany", "2024e")
		}
		blank("4", 0, "Germany", "2024e")
		blank("4", 0, "Germany", "Real change 2014-2024e (%)")
		blank("4", 0, "Germany", "Share of real GDP 2024e (%)")
		blank("6", 1, "Germany", "2024e")
		for _, c := range []struct {
			ally facts.Code
			name string
		}{{"FRA", "France"}, {"GBR", "United Kingdom"}, {"USA", "United States"}} {
			blank("7", 0, c.name, "2024e")
		}
		rest := 0.0
		for i := range d.Allies {
			if x, ok := e.Figure(d.Allies[i].Code, facts.Personnel, 2024); ok && x.Ally != "FRA" && x.Ally != "GBR" && x.Ally != "USA" {
				rest += x.Held
			}
		}
		for _, name := range []string{"NATO Europe and Canada", "NATO Total"} {
			sheet, at := place(t, f, "7", 0, name, "2024e")
			must(f.SetCellValue(sheet, at, rest))
		}
		if k == 1 { // shares of the aggregates without Germany, amounts with it
			sheet, at := place(t, f, "3", 0, "NATO Total", "2024e")
			must(f.SetCellValue(sheet, at, 2.5))
		}
		w, err := workbook.Read(bytes.NewReader(encode(t, f)), d, "2024-06-17")
		if err != nil {
			t.Fatalf("%q: %v", sign, err)
		}
		if len(w.Gaps) != 15 {
			t.Errorf("%q: %d gaps: %v", sign, len(w.Gaps), w.Gaps)
		}
		got := edition(t, d, w, "nato-2024-06", "2024-06-17")
		confirm, grave := doubtsOf(d, w, got)
		for _, x := range grave {
			t.Errorf("%q: against it: %+v", sign, x)
		}
		said := map[string]bool{}
		for _, x := range confirm {
			said[x.Kind+" "+string(x.Ally)+" "+x.Reason] = true
		}
		for _, want := range []string{"aggregate NATO_TOTAL it counts Germany, of which no number is printed", "aggregate NATO_EUR_CAN it counts Germany, of which no number is printed",
			"note NATO_TOTAL leaves out France, United Kingdom, United States, of which no number is printed", "note NATO_EUR_CAN leaves out France, United Kingdom, of which no number is printed"} {
			if !said[want] {
				t.Errorf("%q: not said: %s", sign, want)
			}
		}
		if _, ok := got.Figure("DEU", facts.ShareOfGDP, 2024); ok {
			t.Errorf("%q: Germany has a share", sign)
		}
		if k == 0 {
			files, err := w.Files(workbook.Name{Edition: "nato-2024-06", Published: "2024-06-17", File: "x.xlsx"}, confirm)
			if err != nil || !bytes.Contains(files["exceptions.csv"], []byte("DEU,share_of_gdp_pct,2024,gap,")) {
				t.Errorf("%v: %s", err, files["exceptions.csv"])
			}
		}
	}
}

// Only estimates have been left out so far; a figure of an earlier year that is
// gone stops the import.
func TestGapOfAPastYear(t *testing.T) {
	t.Parallel()
	d := load(t)
	e, _ := d.Edition("nato-2024-06")
	f := generate(t, d, e, layouts[2])
	sheet, at := place(t, f, "2", 0, "Spain", "2016")
	must(f.SetCellValue(sheet, at, ".."))
	_, err := workbook.Read(bytes.NewReader(encode(t, f)), d, "2024-06-17")
	var ce *workbook.CellError
	if !errors.As(err, &ce) || ce.Sheet != sheet || ce.Cell != at {
		t.Errorf("%v, want %s %s", err, sheet, at)
	}
}

// NATO's own workbook of March 2023, with its hidden columns and leftovers.
func TestMarch2023(t *testing.T) {
	t.Parallel()
	body, err := os.ReadFile("testdata/NATO_Defence-expenditures-2014-22-en.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	d := load(t)
	w, err := workbook.Read(bytes.NewReader(body), d, "2023-03-21")
	if err != nil {
		t.Fatal(err)
	}
	e, _ := d.Edition("nato-2023-03")
	all := map[facts.Measure]bool{}
	for _, m := range e.Measures() {
		all[m] = true
	}
	if n := same(t, w, e, all); n != e.Held() || n != 3845 {
		t.Errorf("%d figures equal, the edition has %d", n, e.Held())
	}
	if _, grave := doubtsOf(d, w, edition(t, d, w, "nato-2023-03", "2023-03-21")); len(grave) > 0 {
		t.Errorf("against it: %v", grave)
	}
}

// Spellings and signs that a table may have, and still be the same table.
func TestSpellings(t *testing.T) {
	t.Parallel()
	d := load(t)
	e, _ := d.Edition("nato-2024-06")
	l := layouts[2]
	l.base = e.PriceBase
	f := generate(t, d, e, l)
	for _, c := range []struct {
		id          string
		block       int
		name, other string
	}{{"2", 1, "Türkiye", "Turkey"}, {"2", 0, "Türkiye", "Tu\u0308rkiye**"}, {"3", 0, "Czechia", "Czech\u00a0Republic *"}, {"3", 1, "Slovak Republic", "Slovakia (1)"},
		{"5", 0, "North Macedonia", "North  Macedonia\u00b9"}, {"1", 0, "Norway", "Norway*\u00a0\u00a0 (Kroner) "}} {
		sheet, at := place(t, f, c.id, c.block, c.name, "2016")
		col, row, err := excelize.CellNameToCoordinates(at)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		j, _ := first(rows[row-1])
		if col <= j {
			t.Fatal(c)
		}
		must(f.SetCellStr(sheet, cell(j, row-1), c.other))
	}
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: ptr(`0"e"`)})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"1", "4"} { // the e is the format's
		sheet, at := place(t, f, id, 0, "Albania", "2024e")
		col, _, err := excelize.CellNameToCoordinates(at)
		if err != nil {
			t.Fatal(err)
		}
		head := cell(col-1, 3)
		must(f.SetCellValue(sheet, head, 2024))
		must(f.SetCellStyle(sheet, head, head, style))
	}
	if _, err := f.NewSheet("About these tables"); err != nil {
		t.Fatal(err)
	}
	must(f.SetCellStr("About these tables", "A1", "Published by NATO"))
	w, err := workbook.Read(bytes.NewReader(encode(t, f)), d, "2024-06-17")
	if err != nil {
		t.Fatal(err)
	}
	all := map[facts.Measure]bool{}
	for _, m := range facts.Measures {
		all[m] = true
	}
	same(t, w, e, all)
	told := strings.Join(w.Confirm, "\n")
	for _, want := range []string{`"turkey" was read as Türkiye`, `"czech republic" was read as Czechia`, `"slovakia" was read as Slovak Republic`, `"About these tables" is none of the nine`} {
		if !strings.Contains(told, want) {
			t.Errorf("not said: %s\n%s", want, told)
		}
	}
}

func ptr(s string) *string { return &s }
