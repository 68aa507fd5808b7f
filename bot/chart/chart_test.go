package chart

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

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
