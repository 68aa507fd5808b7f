package chart

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"natobot/facts"
	"natobot/facts/answer"
)

// legible reports what is wrong with a chart as it is laid out.
func legible(t *testing.T, question string, c *answer.Chart) {
	t.Helper()
	d, err := layout(c)
	if err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	for _, f := range clash(d) {
		t.Errorf("%s: %s", question, f)
	}
	if n := points(c); c.Kind == "bar" && n <= 31 && d.height > Height {
		t.Errorf("%s: %d bars are %v pixels high", question, n, d.height)
	}
	for i := range d.marks {
		if m := &d.marks[i]; m.shape == label && m.size*375/Width < 7.8 {
			t.Errorf("%s: %q is %v pixels high on a phone", question, m.text, m.size*375/Width)
		}
	}
}

// Comparisons of two to twelve Allies, of every measure that compares, drawn as
// lines and as bars; which Allies meet is drawn by lot, with a fixed seed.
func TestComparisonsAreLegible(t *testing.T) {
	t.Parallel()
	w := data()
	r := rand.New(rand.NewPCG(19, 2026))
	var codes []string
	for _, a := range w.Allies {
		codes = append(codes, strings.ToLower(a.Name))
	}
	drawn := 0
	for n := 2; n <= 12; n++ {
		for _, ask := range []string{"compare %s", "trend %s", "compare %s in dollars", "trend %s troops", "compare %s equipment", "trend %s per capita"} {
			for range 4 {
				r.Shuffle(len(codes), func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
				q := fmt.Sprintf(ask, strings.Join(codes[:n], " "))
				for _, asOf := range []facts.Date{day, "2024-07-01"} {
					if c := w.Ask(q, asOf, answer.Context{}).Chart; c != nil {
						legible(t, q, c)
						drawn++
					}
				}
			}
		}
	}
	if drawn < 300 {
		t.Errorf("%d charts were drawn", drawn)
	}
}

// Every pair of Allies, by share of GDP.
func TestPairsAreLegible(t *testing.T) {
	t.Parallel()
	w := data()
	drawn := 0
	for i, a := range w.Allies {
		for _, b := range w.Allies[i+1:] {
			q := "compare " + strings.ToLower(a.Name) + " " + strings.ToLower(b.Name)
			if c := w.Ask(q, day, answer.Context{}).Chart; c != nil {
				legible(t, q, c)
				drawn++
			}
		}
	}
	if drawn < 450 {
		t.Errorf("%d charts were drawn", drawn)
	}
}

// Rankings and lists of every year and edition.
func TestRankingsAndListsAreLegible(t *testing.T) {
	t.Parallel()
	w := data()
	drawn := 0
	for _, e := range w.Editions {
		if !e.Complete {
			continue
		}
		asOf := e.Published.Last()
		for _, q := range []string{"rank", "top 5", "bottom 3", "rank in dollars", "rank troops", "rank per capita", "rank equipment", "rank real change", "below 2%", "at least 2%", "above 3.5%", "below 1.5%", "between 1.5% and 2.5%",
			"who increased most since 2014", "rank spain", "share of each ally in nato total", "how many met 2% each year"} {
			for _, year := range []string{"", " 2014", " 2019", " 2024"} {
				if year != "" && strings.Contains(q, "20") {
					continue
				}
				if c := w.Ask(q+year, asOf, answer.Context{}).Chart; c != nil {
					legible(t, fmt.Sprintf("%s%s on %s", q, year, asOf), c)
					drawn++
				}
			}
		}
	}
	if drawn < 300 {
		t.Errorf("%d charts were drawn", drawn)
	}
}

// A text that stands on another, or on a mark, is found.
func TestClashesAreFound(t *testing.T) {
	t.Parallel()
	d := &drawing{width: Width, height: 400}
	d.text(ink, 30, false, start, 100, 100, "Spain")
	if f := clash(d); len(f) != 0 {
		t.Fatal(f)
	}
	for _, add := range []func(d *drawing){
		func(d *drawing) { d.text(ink, 30, false, end, 130, 105, "2.00") },
		func(d *drawing) { d.rect(series0, 90, 90, 40, 4, false) },
		func(d *drawing) { d.line(level, 3, false, point{0, 0}, point{200, 190}) },
		func(d *drawing) { d.marker(series0, 1, 105, 100, 8, true) },
		func(d *drawing) { d.text(ink, 30, false, middle, Width-10, 200, "Poland") },
	} {
		x := &drawing{width: d.width, height: d.height, marks: append([]mark(nil), d.marks...)}
		add(x)
		if len(clash(x)) == 0 {
			t.Errorf("nothing was found: %+v", x.marks[len(x.marks)-1])
		}
	}
}
