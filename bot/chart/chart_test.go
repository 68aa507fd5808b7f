package chart

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

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

var levels = []answer.Level{{Value: 2, Label: "2 % floor"}, {Value: 3.5, Label: "3.5 % core commitment, 2035"}}

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
		"line-usd":   {Kind: "line", Title: "NATO Europe and Canada", Unit: "US$ m", Series: []answer.Series{{Name: "NATO Europe and Canada", Points: []answer.Point{{Year: 2014, Value: 254123}, {Year: 2015, Value: 258000}, {Year: 2017, Value: 300000}, {Year: 2026, Value: 634000, Estimate: true}}}}, Estimates: []int{2026}, Source: source},
		"bar-rank":   rank,
		"bar-short":  &short,
		"bar-minus":  {Kind: "bar", Title: "Change", Unit: "points", Series: []answer.Series{{Points: []answer.Point{{Label: "Poland", Value: 0.43, Meets: true}, {Label: "Greece", Value: -0.21}}}}, Source: source},
	}
}

func TestPNG(t *testing.T) {
	t.Parallel()
	for name, c := range samples() {
		for theme, isDark := range map[string]bool{"light": false, "dark": true} {
			b, err := PNG(c, isDark)
			if err != nil {
				t.Fatalf("%s %s: %v", name, theme, err)
			}
			img, err := png.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatalf("%s %s: %v", name, theme, err)
			}
			if img.Bounds().Dx() != Width || img.Bounds().Dy() != Height {
				t.Errorf("%s %s: size %v", name, theme, img.Bounds())
			}
			if _, ok := img.(*image.Paletted); !ok {
				t.Errorf("%s %s: not paletted, so several times larger than it need be", name, theme)
			}
			again, err := PNG(c, isDark)
			if err != nil || !bytes.Equal(b, again) {
				t.Errorf("%s %s: the same chart gave other bytes (%v)", name, theme, err)
			}
			if *out != "" {
				if err := os.WriteFile(filepath.Join(*out, name+"-"+theme+".png"), b, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// A level's label stands beside the bars: on none of them and on no value, for
// any number of bars that end at, above or below the level.
func TestLevelLabelsHideNoBar(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 32; n++ {
		for _, last := range []float64{0.4, 1.9, 2, 3.3, 3.5, 3.65, 5.3} {
			c := &answer.Chart{Kind: "bar", Unit: "% of GDP", Levels: levels, Series: []answer.Series{{}}}
			for i := range n {
				v := last + 0.02*float64(n-1-i)
				c.Series[0].Points = append(c.Series[0].Points, answer.Point{Label: "Greece", Value: v, Meets: v >= 2})
			}
			var rec recorder.Canvas
			paint(draw.NewCanvas(&rec, px(Width), px(Height)), c, light)
			boxes, bars := marks(rec.Actions)
			if bars != n || len(boxes["2 % floor"]) != 1 || len(boxes["3.5 % core commitment, 2035"]) != 1 {
				t.Fatalf("%d bars down to %v: %d bars were drawn, texts %v", n, last, bars, boxes)
			}
			for _, l := range levels {
				label := boxes[l.Label][0]
				if label.Min.X < 0 || label.Max.X > px(Width) {
					t.Errorf("%d bars down to %v: %q is cut: %v", n, last, l.Label, label)
				}
				for what, rs := range boxes {
					for _, r := range rs {
						if what != l.Label && r.Min.X < label.Max.X && label.Min.X < r.Max.X && r.Min.Y < label.Max.Y && label.Min.Y < r.Max.Y {
							t.Errorf("%d bars down to %v: %q stands on %q", n, last, l.Label, what)
						}
					}
				}
			}
		}
	}
}

// marks are the bars, which it counts, and the upright texts of what was drawn.
func marks(actions []recorder.Action) (boxes map[string][]vg.Rectangle, bars int) {
	boxes = map[string][]vg.Rectangle{}
	turned := 0
	for _, a := range actions {
		switch a := a.(type) {
		case *recorder.Push:
			turned++
		case *recorder.Pop:
			turned--
		case *recorder.Fill:
			r := vg.Rectangle{Min: a.Path[0].Pos, Max: a.Path[2].Pos}
			if r.Max.X-r.Min.X < px(100) { // wider is the ground
				boxes["a bar"] = append(boxes["a bar"], r)
				bars++
			}
		case *recorder.FillString:
			if turned == 0 {
				f := sans
				f.Size = a.Size
				w, h, _ := plot.DefaultTextHandler.Box(a.String, f)
				boxes[a.String] = append(boxes[a.String], vg.Rectangle{Min: a.Point, Max: vg.Point{X: a.Point.X + w, Y: a.Point.Y + h}})
			}
		}
	}
	return boxes, bars
}

func TestPNGRefusesAnEmptyChart(t *testing.T) {
	t.Parallel()
	for _, c := range []*answer.Chart{nil, {Kind: "line"}, {Kind: "bar", Series: []answer.Series{{Name: "Iceland"}}}} {
		if _, err := PNG(c, false); err == nil {
			t.Errorf("%+v was drawn", c)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	for _, name := range []string{"line-four", "bar-rank"} {
		c := samples()[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := PNG(c, false); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
