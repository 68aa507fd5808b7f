package workbook_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/xuri/excelize/v2"

	"natobot/facts"
	"natobot/facts/workbook"
)

// The figures of June 2024, written in each layout that NATO has used, are read
// again to the last digit.
func TestLayouts(t *testing.T) {
	t.Parallel()
	d := load(t)
	e, _ := d.Edition("nato-2024-06")
	for _, l := range layouts {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			w, err := workbook.Read(bytes.NewReader(encode(t, generate(t, d, e, l))), d, "2024-06-17")
			if err != nil {
				t.Fatal(err)
			}
			want := map[facts.Measure]int{}
			for _, f := range e.Figures() {
				if _, ok := l.as(f); ok {
					want[f.Measure]++
				}
			}
			got := map[facts.Measure]int{}
			for _, r := range w.Rows {
				for i, y := range w.Years {
					f, ok := e.Figure(r.Ally, r.Measure, y)
					if ok != !math.IsNaN(r.Values[i]) {
						t.Errorf("%s %s %d: read %v", r.Ally, r.Measure, y, r.Values[i])
						continue
					}
					if !ok {
						continue
					}
					if v, _ := l.as(f); math.Abs(r.Values[i]-v) > 1e-10*math.Max(1, math.Abs(v)) || r.Measure.Printed(r.Values[i]) != f.Value {
						t.Errorf("%s %s %d: read %v, written %v", r.Ally, r.Measure, y, r.Values[i], v)
					}
					got[r.Measure]++
				}
			}
			for m, n := range want {
				if got[m] != n {
					t.Errorf("%s: %d figures, written %d", m, got[m], n)
				}
			}
			if def := map[bool]string{true: "core", false: "total"}[l.core != ""]; w.Definition != def || w.PriceBase != l.base {
				t.Errorf("definition %s, base %d", w.Definition, w.PriceBase)
			}
		})
	}
}

// A mutation does one thing wrong in a sheet of a workbook.
type mutation struct {
	name string
	do   func(r *rand.Rand, f *excelize.File, sheet string, rows [][]string) bool // false: does not apply
}

func cell(col, row int) string {
	s, err := excelize.CoordinatesToCellName(col+1, row+1)
	if err != nil {
		panic(err)
	}
	return s
}

// figure picks a cell of a row that has a name and figures.
func figure(r *rand.Rand, rows [][]string) (row, col int, ok bool) {
	for range 500 {
		i := r.IntN(len(rows))
		if len(rows[i]) < 6 {
			continue
		}
		j := len(rows[i]) - 1 - r.IntN(5)
		if _, name := nameOf(rows[i]); name != "" && isNumber(rows[i][j]) {
			return i, j, true
		}
	}
	return 0, 0, false
}

func nameOf(row []string) (int, string) {
	for i, c := range row {
		if c != "" {
			if isNumber(c) || strings.HasPrefix(c, "#") || len(c) > 40 || strings.Contains(c, ":") || strings.HasPrefix(c, "20") {
				return 0, ""
			}
			return i, c
		}
	}
	return 0, ""
}

func isNumber(s string) bool {
	var v float64
	_, err := fmt.Sscanf(s, "%g", &v)
	return err == nil && !strings.HasSuffix(s, "e")
}

func must(err error) bool {
	if err != nil {
		panic(err)
	}
	return true
}

var mutations = []mutation{
	{"a text where a number belongs", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, j, ok := figure(r, rows)
		return ok && must(f.SetCellValue(s, cell(j, i), []string{"about 2", "1,234", "2.00*", "2 %", "see note", "1.5e", "=1+1"}[r.IntN(7)]))
	}},
	{"a number as text", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, j, ok := figure(r, rows)
		return ok && must(f.SetCellStr(s, cell(j, i), rows[i][j]))
	}},
	{"a figure is gone", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, j, ok := figure(r, rows)
		return ok && must(f.SetCellValue(s, cell(j, i), nil))
	}},
	{"an unknown country", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, _, ok := figure(r, rows)
		if !ok {
			return false
		}
		j, _ := nameOf(rows[i])
		return must(f.SetCellValue(s, cell(j, i), []string{"Ireland", "Ukraine", "Atlantis", "Spa1n", "Germany and France"}[r.IntN(5)]))
	}},
	{"another Ally's name", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, _, ok := figure(r, rows)
		if !ok {
			return false
		}
		j, old := nameOf(rows[i])
		other := []string{"Albania", "Spain", "Poland", "United States"}[r.IntN(4)]
		return !strings.HasPrefix(old, other) && must(f.SetCellValue(s, cell(j, i), other))
	}},
	{"a row is gone", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, _, ok := figure(r, rows)
		return ok && must(f.RemoveRow(s, i+1))
	}},
	{"a row stands twice", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, _, ok := figure(r, rows)
		return ok && must(f.DuplicateRow(s, i+1))
	}},
	{"figures shifted to the right", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, _, ok := figure(r, rows)
		if !ok {
			return false
		}
		j, _ := nameOf(rows[i])
		for c := len(rows[i]); c > j+1; c-- {
			v := ""
			if c-1 > j {
				v = rows[i][c-1]
			}
			put(f, s, cell(c, i), v)
		}
		return must(f.SetCellValue(s, cell(j+1, i), nil))
	}},
	{"figures shifted to the left", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, _, ok := figure(r, rows)
		if !ok {
			return false
		}
		j, _ := nameOf(rows[i])
		for c := j + 1; c < len(rows[i])-1; c++ {
			put(f, s, cell(c, i), rows[i][c+1])
		}
		return must(f.SetCellValue(s, cell(len(rows[i])-1, i), nil))
	}},
	{"names shifted down by one", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, _, ok := figure(r, rows)
		if !ok || i+1 >= len(rows) {
			return false
		}
		j, a := nameOf(rows[i])
		k, b := nameOf(rows[i+1])
		return b != "" && j == k && must(f.SetCellValue(s, cell(j, i), b)) && must(f.SetCellValue(s, cell(j, i+1), a))
	}},
	{"a column inserted", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		_, j, ok := figure(r, rows)
		if !ok {
			return false
		}
		name, err := excelize.ColumnNumberToName(j + 1)
		return err == nil && must(f.InsertCols(s, name, 1))
	}},
	{"a column removed", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		_, j, ok := figure(r, rows)
		if !ok {
			return false
		}
		name, err := excelize.ColumnNumberToName(j + 1)
		return err == nil && must(f.RemoveCol(s, name))
	}},
	{"a year changed", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		for i, row := range rows {
			for j, c := range row {
				if c == "2018" {
					return must(f.SetCellValue(s, cell(j, i), []any{2017, 2108, "2018e", "20I8", "2018*"}[r.IntN(5)]))
				}
			}
		}
		return false
	}},
	{"an estimate's mark is gone", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		for i, row := range rows {
			for j, c := range row {
				if c == "2024e" {
					return must(f.SetCellValue(s, cell(j, i), "2024"))
				}
			}
		}
		return false
	}},
	{"the sheet is gone", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool { return must(f.DeleteSheet(s)) }},
	{"the title changed", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		for i, row := range rows {
			for j, c := range row {
				if strings.HasPrefix(c, "Table ") {
					return must(f.SetCellValue(s, cell(j, i), []string{"Table 9 : Arms", "Population", "Table 2 : Arms exports", "Table"}[r.IntN(4)]))
				}
			}
		}
		return false
	}},
	{"the unit changed", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		n := 0
		for i, row := range rows {
			if j, c := first(row); c != "" {
				if n++; n == 2 {
					return must(f.SetCellValue(s, cell(j, i), []string{"Thousand US dollars", "Million euros", "Based on prices", ""}[r.IntN(4)]))
				}
			}
		}
		return false
	}},
	{"a heading changed", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		for i, row := range rows {
			j, c := first(row)
			for _, h := range []string{"Current prices", "Share of real GDP (%)", "Equipment (a)", "Infrastructure (c)", "GDP per capita (thousand US dollars)"} {
				if c == h || c == h+" and exchange rates" {
					return must(f.SetCellValue(s, cell(j, i), []string{"Prices", "Share of GNI (%)", "", "Annual change (%)"}[r.IntN(4)]))
				}
			}
		}
		return false
	}},
	{"a base year changed", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		for i, row := range rows {
			j, c := first(row)
			for _, y := range []string{"2015 prices", "2021 prices"} {
				if strings.Contains(c, y) {
					return must(f.SetCellValue(s, cell(j, i), strings.Replace(c, y[:4], "2010", 1)))
				}
			}
		}
		return false
	}},
	{"a currency changed", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, _, ok := figure(r, rows)
		if !ok {
			return false
		}
		j, c := nameOf(rows[i])
		name, cur, ok := strings.Cut(c, "(")
		return ok && !strings.HasPrefix(cur, "Kro") && must(f.SetCellValue(s, cell(j, i), name+"("+[]string{"Roubles", "Kronor"}[r.IntN(2)]+")")) && cur != "Kronor)"
	}},
	{"a negative amount", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, j, ok := figure(r, rows)
		return ok && rows[i][j] != "0" && must(f.SetCellValue(s, cell(j, i), -5000.0))
	}},
	{"a number where nothing belongs", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, _, ok := figure(r, rows)
		return ok && must(f.SetCellValue(s, cell(len(rows[i])+1, i), 12.5))
	}},
	{"a value ten times too large", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, j, ok := figure(r, rows)
		if !ok {
			return false
		}
		var v float64
		_, err := fmt.Sscanf(rows[i][j], "%g", &v)
		return err == nil && v != 0 && must(f.SetCellValue(s, cell(j, i), v*10))
	}},
	{"two figures of a row changed places", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, j, ok := figure(r, rows)
		if !ok || !isNumber(rows[i][j-1]) {
			return false
		}
		var a, b float64
		_, err1 := fmt.Sscanf(rows[i][j], "%g", &a)
		_, err2 := fmt.Sscanf(rows[i][j-1], "%g", &b)
		if err1 != nil || err2 != nil || math.Abs(a/b) < 1.7 && math.Abs(b/a) < 1.7 || strings.HasPrefix(rows[i][j-1], "-") {
			return false
		}
		return must(f.SetCellValue(s, cell(j, i), b)) && must(f.SetCellValue(s, cell(j-1, i), a))
	}},
	{"a value three per cent off", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, j, ok := figure(r, rows)
		v, err := strconv.ParseFloat(rows[i][j], 64)
		// Personnel of a small Ally drowns in the roundings of the sum.
		return ok && err == nil && math.Abs(v) > 10 && !strings.Contains(s, "7") && must(f.SetCellValue(s, cell(j, i), v*1.03))
	}},
	{"a decimal comma", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, j, ok := figure(r, rows)
		return ok && strings.Contains(rows[i][j], ".") && must(f.SetCellStr(s, cell(j, i), strings.Replace(rows[i][j], ".", ",", 1)))
	}},
	{"an error, a truth or a date among the figures", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, j, ok := figure(r, rows)
		return ok && must(f.SetCellValue(s, cell(j, i), []any{"#REF!", true, time.Date(2019, 4, 4, 0, 0, 0, 0, time.UTC), "#DIV/0!"}[r.IntN(3)]))
	}},
	{"the figures of two rows changed places", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, _, ok := figure(r, rows)
		k, _, ok2 := figure(r, rows)
		if !ok || !ok2 || i == k || len(rows[i]) != len(rows[k]) {
			return false
		}
		j, _ := nameOf(rows[i])
		for c := j + 1; c < len(rows[i]); c++ {
			put(f, s, cell(c, i), rows[k][c])
			put(f, s, cell(c, k), rows[i][c])
		}
		return true
	}},
	{"the figures of two years changed places", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, j, ok := figure(r, rows)
		if n, _ := nameOf(rows[i]); !ok || j-1 <= n {
			return false
		}
		for i, row := range rows {
			if _, name := nameOf(row); name != "" && len(row) > j {
				put(f, s, cell(j, i), row[j-1])
				put(f, s, cell(j-1, i), row[j])
			}
		}
		return true
	}},
	{"a note calls other years estimates", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		return replace(f, s, rows, "2023 and 2024 are", []string{"2022 and 2023 are", "2024 are", "2024 and 2025 are"}[r.IntN(3)])
	}},
	{"a note is new", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		return replace(f, s, rows, "are estimates. ", "are estimates. Germany is without its special fund.")
	}},
	{"the titles of two tables changed places", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		for _, other := range f.GetSheetList() {
			theirs, err := f.GetRows(other, excelize.Options{RawCellValue: true})
			must(err)
			a, b := titleOf(rows), titleOf(theirs)
			if other == s || a == "" || b == "" || strings.Contains(s, "8") && strings.Contains(other, "8") {
				continue
			}
			return replace(f, s, rows, a, b) && replace(f, other, theirs, b, a)
		}
		return false
	}},
	{"two headings changed places", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		for _, p := range [][2]string{{"Equipment (a)", "Personnel (b)"}, {"Infrastructure (c)", "Other (d)"}, {"Share of real GDP (%)", "Annual real change (%)"}} {
			if replace(f, s, rows, p[0], p[1]) {
				return replace(f, s, rows, p[1], p[0])
			}
		}
		return false
	}},
	{"a hidden row", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		i, _, ok := figure(r, rows)
		return ok && must(f.SetRowVisible(s, i+1, false))
	}},
	{"a hidden column", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		_, j, ok := figure(r, rows)
		name, err := excelize.ColumnNumberToName(j + 1)
		return ok && must(err) && must(f.SetColVisible(s, name, false))
	}},
	{"a hidden sheet", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		for i, other := range f.GetSheetList() {
			if other != s {
				f.SetActiveSheet(i)
				break
			}
		}
		return must(f.SetSheetVisible(s, false))
	}},
	{"an aggregate is gone", func(r *rand.Rand, f *excelize.File, s string, rows [][]string) bool {
		for i, row := range rows {
			if _, c := first(row); c == "NATO Total" {
				return must(f.RemoveRow(s, i+1))
			}
		}
		return false
	}},
}

// replace changes a part of the first text of a row that has it.
func replace(f *excelize.File, s string, rows [][]string, old, by string) bool {
	for i, row := range rows {
		if j, c := first(row); strings.Contains(c, old) {
			return must(f.SetCellValue(s, cell(j, i), strings.Replace(c, old, by, 1)))
		}
	}
	return false
}

func titleOf(rows [][]string) string {
	for _, row := range rows {
		if _, c := first(row); strings.HasPrefix(c, "Table ") {
			return c
		}
	}
	return ""
}

func first(row []string) (int, string) {
	for i, c := range row {
		if c != "" {
			return i, c
		}
	}
	return 0, ""
}

func put(f *excelize.File, s, c, v string) {
	var n float64
	if _, err := fmt.Sscanf(v, "%g", &n); err == nil {
		must(f.SetCellValue(s, c, n))
		return
	}
	must(f.SetCellValue(s, c, v))
}

// No corruption of a workbook is taken for what NATO published: it is refused
// with a reason, or the figures contradict each other, or they are what they
// were.
func TestMutations(t *testing.T) {
	t.Parallel()
	d := load(t)
	e, _ := d.Edition("nato-2024-06")
	for k, l := range layouts {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			l.base = e.PriceBase // as the figures are
			clean := encode(t, generate(t, d, e, l))
			base, err := workbook.Read(bytes.NewReader(clean), d, "2024-06-17")
			if err != nil {
				t.Fatal(err)
			}
			known, against := said(t, d, base)
			if len(against) > 0 {
				t.Fatalf("the workbook itself contradicts itself: %v", against)
			}
			r := rand.New(rand.NewPCG(2026, uint64(k)))
			refused, stopped, shown, harmless, n := 0, 0, 0, 0, 0
			for i := 0; i < len(mutations); {
				m := mutations[i]
				if i%len(layouts) == k { // each in three of the four: 111 in all
					i++
					continue
				}
				f, err := excelize.OpenReader(bytes.NewReader(clean))
				if err != nil {
					t.Fatal(err)
				}
				names := f.GetSheetList()
				sheet := names[r.IntN(len(names))]
				rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
				if err != nil {
					t.Fatal(err)
				}
				if !m.do(r, f, sheet, rows) {
					continue // on to another sheet
				}
				n++
				i++
				w, err := workbook.Read(bytes.NewReader(encode(t, f)), d, "2024-06-17")
				var ce *workbook.CellError
				switch {
				case errors.As(err, &ce):
					if ce.Reason == "" || ce.Sheet == "" && !strings.Contains(ce.Reason, "Table") && !strings.Contains(ce.Reason, "base year") {
						t.Errorf("%s in %s: refused without a place: %v", m.name, sheet, err)
					}
					refused++
				case err != nil:
					t.Errorf("%s in %s: %v", m.name, sheet, err)
				case equalRows(w, base):
					harmless++
				default:
					confirm, grave := said(t, d, w)
					switch {
					case len(grave) > 0:
						stopped++
					case confirm == known:
						t.Errorf("%s in %s was taken up without a word", m.name, sheet)
					default:
						shown++
					}
				}
			}
			t.Logf("%d corruptions: %d refused with a cell, %d stopped by other figures, %d taken up with a sentence to confirm, %d without effect", n, refused, stopped, shown, harmless)
		})
	}
}

// said is what a person is told to confirm of the edition that a workbook
// becomes, and grave what stands against it.
func said(t testing.TB, d *facts.Dataset, w *workbook.Workbook) (confirm string, grave []facts.Doubt) {
	t.Helper()
	e := edition(t, d, w, "nato-2024-06", "2024-06-17")
	excused, odd, grave := w.Weigh(d, e)
	return fmt.Sprint(w.Confirm, excused, odd, w.Gaps, workbook.NewRates(d, e)), grave
}

// edition is what a workbook becomes.
func edition(t testing.TB, d *facts.Dataset, w *workbook.Workbook, id string, published facts.Date) *facts.Edition {
	t.Helper()
	files, err := w.Files(workbook.Name{Edition: id, Published: published, File: "x.xlsx", Sum: strings.Repeat("0", 64)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for name, b := range files {
		fsys[id+"/"+name] = &fstest.MapFile{Data: b}
	}
	e, err := d.ReadEdition(fsys, id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func equalRows(a, b *workbook.Workbook) bool {
	if len(a.Rows) != len(b.Rows) || a.PriceBase != b.PriceBase || a.Definition != b.Definition {
		return false
	}
	for i := range a.Rows {
		x, y := a.Rows[i], b.Rows[i]
		if x.Ally != y.Ally || x.Measure != y.Measure || x.Currency != y.Currency {
			return false
		}
		for j := range x.Values {
			if x.Values[j] != y.Values[j] && !(math.IsNaN(x.Values[j]) && math.IsNaN(y.Values[j])) {
				return false
			}
		}
	}
	return true
}

func FuzzRead(f *testing.F) {
	d := load(f)
	names, bodies := short(f)
	f.Add(packed(f, names, bodies, nil))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := workbook.Read(bytes.NewReader(b), d, "2024-06-17")
		if (w == nil) == (err == nil) {
			t.Fatal(w, err)
		}
	})
}
