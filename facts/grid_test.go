package facts

import (
	"fmt"
	"testing"
)

// The grid gives what the rows hold, for all that is held and for what is not.
func TestGridHoldsTheRows(t *testing.T) {
	t.Parallel()
	d, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range [][]*Edition{d.Editions, d.History} {
		for _, e := range list {
			if e.grid == nil {
				t.Fatalf("%s has no grid", e.ID)
			}
			codes := []Code{NATOTotal, EuropeCanada, "XXX", "", "ESPX", "esp"}
			for _, a := range d.Allies {
				codes = append(codes, a.Code)
			}
			for _, c := range codes {
				for _, m := range append([]Measure{"", "none"}, Measures...) {
					if e.row(c, m) != e.rows[rowKey{c, m}] {
						t.Errorf("%s: %s %s", e.ID, c, m)
					}
				}
			}
		}
	}
}

func TestYearsWithGapsAreFound(t *testing.T) {
	t.Parallel()
	e := &Edition{Years: []int{1990, 2000, 2014, 2015}}
	for y := 1980; y < 2030; y++ {
		want := -1
		for i, have := range e.Years {
			if have == y {
				want = i
			}
		}
		if got := e.yearAt(y); got != want {
			t.Errorf("%d stands at %d, not %d", y, got, want)
		}
	}
}

// Codes that do not fit leave an edition without a grid, and its figures found.
func TestGridTooSmall(t *testing.T) {
	t.Parallel()
	e := &Edition{Years: []int{2020}, rows: map[rowKey]*figureRow{}}
	for i := range 60 {
		e.rows[rowKey{Code(fmt.Sprintf("A%02d", i)), GDP}] = &figureRow{cells: []cell{{held: float64(i), printed: float64(i), line: 1}}}
	}
	e.sources, e.grid = []string{"s"}, gridOf(e.rows)
	if f, ok := e.Figure("A07", GDP, 2020); !ok || f.Value != 7 || e.grid != nil {
		t.Errorf("%+v, %v", f, e.grid)
	}
}

func BenchmarkFigure(b *testing.B) {
	d, err := Load(Embedded())
	if err != nil {
		b.Fatal(err)
	}
	e := d.Newest()
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if _, ok := e.Figure("ESP", ShareOfGDP, 2014+n%13); !ok {
			b.Fatal("not held")
		}
		n++
	}
}

func TestLatestIsTheNewest(t *testing.T) {
	t.Parallel()
	d, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	e, err := Latest(Embedded())
	if want := d.Newest(); err != nil || e.ID != want.ID || e.Title != want.Title || e.Published != want.Published {
		t.Errorf("%+v, %v", e, err)
	}
}
