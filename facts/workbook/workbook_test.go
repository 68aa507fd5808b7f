package workbook_test

import (
	"bytes"
	"math"
	"os"
	"sync"
	"testing"

	"natobot/facts"
	"natobot/facts/workbook"
)

const june = "testdata/240617-def-exp-2024-TABLES-en.xlsx"

func load(t testing.TB) *facts.Dataset {
	t.Helper()
	d, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// embedded is read once; it is immutable.
var embedded = sync.OnceValues(func() (*facts.Dataset, error) { return facts.Load(facts.Embedded()) })

func juneFile(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile(june)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// same compares a workbook with an edition, figure by figure.
func same(t testing.TB, w *workbook.Workbook, e *facts.Edition, measures map[facts.Measure]bool) (n int) {
	t.Helper()
	seen := map[[2]string]bool{}
	for _, r := range w.Rows {
		seen[[2]string{string(r.Ally), string(r.Measure)}] = true
		if r.Measure == facts.SpendNCU && r.Currency != e.Currency(r.Ally) {
			t.Errorf("%s: currency %q, curated %q", r.Ally, r.Currency, e.Currency(r.Ally))
		}
		for i, y := range w.Years {
			f, ok := e.Figure(r.Ally, r.Measure, y)
			switch v := r.Values[i]; {
			case ok != !math.IsNaN(v):
				t.Errorf("%s %s %d: read %v, curated %v %v", r.Ally, r.Measure, y, v, f.Held, ok)
			case !ok:
			case r.Measure.Printed(v) != f.Value || math.Abs(v-f.Held) > 1e-9*math.Max(1, math.Abs(v)):
				t.Errorf("%s %s %d: read %v, curated %v (%v)", r.Ally, r.Measure, y, v, f.Held, f.Value)
			default:
				n++
			}
		}
	}
	for _, f := range e.Figures() {
		if measures[f.Measure] && !seen[[2]string{string(f.Ally), string(f.Measure)}] {
			t.Errorf("%s %s was not read", f.Ally, f.Measure)
		}
	}
	return n
}

// NATO's own workbook of June 2024, re-saved by a third party, holds what was
// curated from it.
func TestJune2024(t *testing.T) {
	t.Parallel()
	d := load(t)
	w, err := workbook.Read(bytes.NewReader(juneFile(t)), d, "2024-06-17")
	if err != nil {
		t.Fatal(err)
	}
	e, _ := d.Edition("nato-2024-06")
	all := map[facts.Measure]bool{}
	for _, m := range facts.Measures {
		all[m] = true
	}
	if n := same(t, w, e, all); n != e.Held() {
		t.Errorf("%d figures equal, the edition has %d", n, e.Held())
	}
	if w.Definition != "total" || w.PriceBase != 2015 || len(w.Gaps) != 0 || len(w.Confirm) != 0 {
		t.Errorf("%s, base %d, gaps %v, to confirm %q", w.Definition, w.PriceBase, w.Gaps, w.Confirm)
	}
}

func BenchmarkRead(b *testing.B) {
	d, file := load(b), juneFile(b)
	for b.Loop() {
		if _, err := workbook.Read(bytes.NewReader(file), d, "2024-06-17"); err != nil {
			b.Fatal(err)
		}
	}
}
