package chart

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"natobot/facts"
	"natobot/facts/answer"
)

var out = flag.String("out", "", "directory to write the pictures of the tests to, to be looked at")

// Figures of the July 2026 edition, Table 3.
var spain = []answer.Point{
	{Year: 2014, Value: 0.92}, {Year: 2015, Value: 0.93}, {Year: 2016, Value: 0.81}, {Year: 2017, Value: 0.91}, {Year: 2018, Value: 0.93},
	{Year: 2019, Value: 0.91}, {Year: 2020, Value: 1.0}, {Year: 2021, Value: 1.03}, {Year: 2022, Value: 1.15}, {Year: 2023, Value: 1.19},
	{Year: 2024, Value: 1.42}, {Year: 2025, Value: 2.0, Estimate: true}, {Year: 2026, Value: 2.0, Estimate: true},
}

func shifted(by float64) []answer.Point {
	pts := append([]answer.Point(nil), spain...)
	for i := range pts {
		pts[i].Value += by * float64(i)
	}
	return pts
}

var levels = []answer.Level{{Value: 2, Label: "2 % floor", From: 2014}, {Value: 3.5, Label: "3.5 % core commitment for 2035", From: 2025}}

func samples() map[string]*answer.Chart {
	source := "Source: NATO, Defence Investment of NATO Countries (2014-2026), July 2026 edition, Table 3"
	rank := &answer.Chart{Kind: "bar", Title: "Ελλάδα, Україна and Türkiye: share of GDP, 2026", Unit: "% of GDP", Levels: levels, Estimates: []int{2026}, Source: source, Series: []answer.Series{{}}}
	names := []string{"Lithuania", "Estonia", "Latvia", "Poland", "Greece", "Denmark", "United States", "Norway", "Sweden", "Finland", "Germany", "Türkiye", "United Kingdom", "North Macedonia", "Romania", "Bulgaria", "Netherlands", "Hungary", "Croatia", "Montenegro", "Albania", "France", "Canada", "Italy", "Portugal", "Slovak Republic", "Luxembourg", "Czechia", "Spain", "Belgium", "Slovenia"}
	for i, n := range names {
		v := 5.33 - 3.72*float64(i)/30
		rank.Series[0].Points = append(rank.Series[0].Points, answer.Point{Label: n, Value: v, Meets: v >= 2})
	}
	short := *rank
	short.Series = []answer.Series{{Points: []answer.Point{rank.Series[0].Points[0], rank.Series[0].Points[30]}}}
	short.Title = "Łódź, España, Česko: ü ł é ş"
	return map[string]*answer.Chart{
		"line-one":   {Kind: "line", Title: "Spain: defence expenditure as a share of GDP", Unit: "% of GDP", Series: []answer.Series{{Name: "Spain", Points: spain}}, Levels: levels, Estimates: []int{2025, 2026}, Source: source},
		"line-four":  {Kind: "line", Title: "Türkiye, Ελλάδα, Україна, Łódź", Unit: "% of GDP", Series: []answer.Series{{Name: "Türkiye", Points: spain}, {Name: "Ελλάδα", Points: shifted(0.01)}, {Name: "Україна", Points: shifted(0.1)}, {Name: "North Macedonia ş é ł", Points: shifted(0.11)}}, Levels: levels, Estimates: []int{2025, 2026}, Source: source},
		"line-short": {Kind: "line", Title: "Spain, one year", Unit: "% of GDP", Series: []answer.Series{{Name: "Spain", Points: spain[12:]}}, Levels: levels, Estimates: []int{2026}, Source: source},
		"line-usd":   {Kind: "line", Title: "NATO Europe and Canada", Unit: "billion US$", Series: []answer.Series{{Name: "NATO Europe and Canada", Points: []answer.Point{{Year: 2014, Value: 254.1}, {Year: 2015, Value: 258}, {Year: 2017, Value: 300}, {Year: 2026, Value: 634, Estimate: true}}}}, Estimates: []int{2026}, Source: source},
		"bar-rank":   rank,
		"bar-short":  &short,
		"bar-minus":  {Kind: "bar", Title: "Change", Unit: "points", Signed: true, Series: []answer.Series{{Points: []answer.Point{{Label: "Poland", Value: 0.43, Meets: true}, {Label: "Greece", Value: -0.21}}}}, Source: source},
		"bar-whole":  {Kind: "bar", Title: "Parts", Unit: "%", Whole: 100, Series: []answer.Series{{Points: []answer.Point{{Label: "United States", Value: 62.1, Meets: true}, {Label: "Canada", Value: 2.5, Meets: true}}}}, Source: source},
	}
}

func show(t *testing.T, name string, b []byte) {
	t.Helper()
	if *out == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*out, name), b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestPNG(t *testing.T) {
	t.Parallel()
	for name, c := range samples() {
		for n, theme := range map[string]Theme{"light": Light, "dark": Dark} {
			b, err := PNG(c, theme)
			if err != nil {
				t.Fatalf("%s %s: %v", name, n, err)
			}
			img, err := png.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatalf("%s %s: %v", name, n, err)
			}
			if img.Bounds().Dx() != Width || img.Bounds().Dy() > Height {
				t.Errorf("%s %s: size %v", name, n, img.Bounds())
			}
			if _, ok := img.(*image.Paletted); !ok {
				t.Errorf("%s %s: not paletted, so several times larger than it need be", name, n)
			}
			again, err := PNG(c, theme)
			if err != nil || !bytes.Equal(b, again) {
				t.Errorf("%s %s: the same chart gave other bytes (%v)", name, n, err)
			}
			show(t, name+"-"+n+".png", b)
		}
	}
}

func TestNothingToDraw(t *testing.T) {
	t.Parallel()
	for _, c := range []*answer.Chart{nil, {Kind: "line"}, {Kind: "bar", Series: []answer.Series{{Name: "Iceland"}}}, {Kind: "line", Series: []answer.Series{{Points: []answer.Point{{Year: 2014, Value: math.NaN()}}}}}} {
		if _, err := PNG(c, Light); err == nil {
			t.Errorf("%+v was drawn", c)
		}
		if _, err := SVG(c, Light); err == nil {
			t.Errorf("%+v was drawn", c)
		}
	}
}

// clash reports a text that stands on another or on a mark, or out of the
// picture.
func clash(d *drawing) (faults []string) {
	var texts []box
	var said []string
	for i := range d.marks {
		m := &d.marks[i]
		if m.shape != label {
			continue
		}
		b := m.room()
		if b.x0 < 4 || b.x1 > d.width-4 || b.y0 < 0 || b.y1 > d.height {
			faults = append(faults, fmt.Sprintf("%q leaves the picture: %v", m.text, b))
		}
		for k, o := range texts {
			if b.over(o) {
				faults = append(faults, fmt.Sprintf("%q stands on %q", m.text, said[k]))
			}
		}
		texts, said = append(texts, b), append(said, m.text)
	}
	for i := range d.marks {
		m := &d.marks[i]
		for k, b := range texts {
			if touches(m, b) {
				faults = append(faults, fmt.Sprintf("%q stands on a mark: %v", said[k], *m))
			}
		}
	}
	return faults
}

func touches(m *mark, b box) bool {
	switch m.shape {
	case rectangle:
		return b.over(box{m.at[0].x, m.at[0].y, m.at[0].x + m.at[1].x, m.at[0].y + m.at[1].y})
	case marker:
		return b.over(box{m.at[0].x - m.size, m.at[0].y - m.size, m.at[0].x + m.size, m.at[0].y + m.size})
	case stroke:
		for i := 1; i < len(m.at); i++ {
			p, q := m.at[i-1], m.at[i]
			for f := 0.0; f <= 1; f += 1 / (1 + math.Hypot(q.x-p.x, q.y-p.y)) {
				a := along(p, q, f)
				if b.over(box{a.x - m.width/2, a.y - m.width/2, a.x + m.width/2, a.y + m.width/2}) {
					return true
				}
			}
		}
	}
	return false
}

var (
	day  = facts.Date("2026-11-27")
	data = sync.OnceValue(func() *answer.Writer {
		d, err := facts.Load(facts.Embedded())
		if err != nil {
			panic(err)
		}
		return answer.New(d)
	})
)

func ask(t testing.TB, question string, asOf facts.Date) *answer.Chart {
	t.Helper()
	return data().Ask(question, asOf, answer.Context{}).Chart
}

// questions are asked of the newest edition and of old ones.
var questions = []string{"spain", "rank", "top 5", "bottom 3 2020", "above 3.5%", "below 2%", "trend germany since 2014", "compare spain poland italy", "poland in dollars", "rank in dollars", "rank spain", "nato", "spain equipment",
	"compare usa nato in dollars", "share of the united states in nato total", "who increased most since 2014", "real change 2025", "rank personnel", "trend estonia latvia lithuania poland finland sweden", "how many met 2% each year", "poland in zloty", "turkey gdp per capita"}

func TestNoTextStandsOnAnything(t *testing.T) {
	t.Parallel()
	for _, asOf := range []facts.Date{day, "2025-03-13", "2019-08-01"} {
		for i, q := range questions {
			c := ask(t, q, asOf)
			if c == nil {
				t.Logf("%s: no chart", q)
				continue
			}
			d, err := layout(c)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range clash(d) {
				t.Errorf("%s, %s: %s", q, asOf, f)
			}
			if *out != "" {
				b, err := d.png(Light)
				if err != nil {
					t.Fatal(err)
				}
				show(t, fmt.Sprintf("q%02d-%s.png", i, asOf), b)
				show(t, fmt.Sprintf("q%02d-%s.svg", i, asOf), d.svg(nil, Light))
			}
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	for _, name := range []string{"line-four", "bar-rank"} {
		c := samples()[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := PNG(c, Light); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSVG(b *testing.B) {
	for _, name := range []string{"line-four", "bar-rank"} {
		c := samples()[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := SVG(c, Light); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
