// Package chart draws an answer.Chart: lines over years with the commitments
// in force, bars for rankings, on a light or a dark ground. One display list
// has two outputs, SVG and PNG. The same chart always gives the same pixels, so
// pictures are addressed by their content.
package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/answer"
)

// Width is how wide a picture is, in pixels; its height follows from what it
// holds and is at most Height (4 to 5, as chats show it uncropped) unless there
// are more than forty bars. The sizes of letters are chosen for a phone of 375
// pixels, where they are a third.
const (
	Width  = 1200
	Height = 1500
)

const (
	margin    = 40.0
	headSize  = 44.0
	headLine  = 53.0
	subSize   = 30.0
	subLine   = 38.0
	noteSize  = 25.0
	noteLine  = 32.0
	axisSize  = 29.0
	labelSize = 32.0
	labelLine = 38.0
)

// beyond is larger than any figure, in any unit.
const beyond = 1e15

// layout lays c out.
func layout(c *answer.Chart) (*drawing, error) {
	if c == nil || points(c) == 0 {
		return nil, fmt.Errorf("chart %q: %w", title(c), errNoPoints)
	}
	for _, s := range c.Series {
		for _, p := range s.Points {
			if !(math.Abs(p.Value) < beyond) {
				return nil, fmt.Errorf("chart %q: %v is no value", c.Title, p.Value)
			}
		}
	}
	d := &drawing{width: Width, title: c.Title, desc: c.Alt, source: c.Source, address: c.Address, marks: make([]mark, 0, 128)}
	y := d.head(c)
	if c.Kind == "bar" {
		y = d.bars(c, y)
	} else {
		y = d.lines(c, y)
	}
	d.foot(c, y)
	return d, nil
}

// head writes finding and subtitle, and returns where they end.
func (d *drawing) head(c *answer.Chart) float64 {
	y := 20.0
	for _, l := range wrap(c.Title, headSize, true, Width-2*margin, 3) {
		y += headLine
		d.text(ink, headSize, true, start, margin, y-6, l)
	}
	sub := c.Subtitle
	if sub == "" {
		sub = c.Unit
	}
	if note := estimates(c); note != "" {
		sub += "; " + note
	}
	for _, l := range wrap(sub, subSize, false, Width-2*margin, 3) {
		y += subLine
		d.text(faint, subSize, false, start, margin, y, l)
	}
	return y + 18
}

// foot writes what marks mean, the source and the address.
func (d *drawing) foot(c *answer.Chart, y float64) {
	y += 8
	lines := footLines(c)
	if d.note != "" {
		lines = append([]string{d.note}, lines...)
	}
	for _, l := range lines {
		y += noteLine
		d.text(faint, noteSize, false, start, margin, y, l)
	}
	d.height = math.Ceil(y + 22)
}

func footLines(c *answer.Chart) []string {
	out := wrap(c.Source, noteSize, false, Width-2*margin, 3)
	if a := strings.TrimPrefix(strings.TrimPrefix(c.Address, "https://"), "http://"); a != "" {
		out = append(out, fit(drawable(a), noteSize, false, Width-2*margin))
	}
	return out
}

// footHeight is the room that foot takes.
func footHeight(c *answer.Chart) float64 { return 30 + float64(len(footLines(c)))*noteLine }

func title(c *answer.Chart) string {
	if c == nil {
		return ""
	}
	return c.Title
}

func points(c *answer.Chart) int {
	n := 0
	for _, s := range c.Series {
		n += len(s.Points)
	}
	return n
}

// estimates says how estimates are drawn.
func estimates(c *answer.Chart) string {
	if len(c.Estimates) == 0 {
		return ""
	}
	if c.Kind == "bar" {
		for _, s := range c.Series {
			for _, p := range s.Points {
				if !p.Estimate {
					return "hollow: estimate"
				}
			}
		}
		return "hollow: estimates"
	}
	years := make([]string, len(c.Estimates))
	for i, y := range c.Estimates {
		years[i] = strconv.Itoa(y)
	}
	return "hollow: estimate (" + strings.Join(years, ", ") + ")"
}

// printed is a point's value in words.
func printed(c *answer.Chart, p answer.Point) string {
	if p.Text != "" {
		return p.Text
	}
	n := 2
	if math.Abs(p.Value) >= 1000 || p.Value == math.Trunc(p.Value) && math.Abs(p.Value) >= 10 {
		n = 0
	}
	s := facts.FormatNumber(p.Value, n)
	if c.Signed && p.Value > 0 {
		s = "+" + s
	}
	return s
}

// A scale maps values to pixels.
type scale struct {
	lo, hi float64 // values
	at, to float64 // pixels
}

func (s scale) px(v float64) float64 {
	return round1(s.at + (v-s.lo)/(s.hi-s.lo)*(s.to-s.at))
}

// ticks are round values within lo and hi, at most n, and the decimals that
// they need.
func ticks(lo, hi float64, n int) (vs []float64, decimals int) {
	raw := (hi - lo) / float64(n)
	if raw <= 0 || math.IsInf(raw, 0) {
		return []float64{lo}, 0
	}
	mag := math.Pow(10, math.Floor(math.Log10(raw)))
	step := mag * 10
	for _, m := range [...]float64{1, 2, 2.5, 5} {
		if mag*m >= raw*(1-1e-9) {
			step = mag * m
			break
		}
	}
	decimals = max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	if math.Abs(step/mag-2.5) < 1e-9 && step < 10 {
		decimals = max(0, int(-math.Floor(math.Log10(mag)))) + 1
	}
	for i := math.Ceil(lo/step - 1e-9); i*step <= hi+step*1e-6; i++ {
		vs = append(vs, i*step)
	}
	return vs, decimals
}
