package chart

import (
	"math"

	"natobot/facts/answer"
)

// A bar's row is at most tall, at least low pixels high.
const (
	tall = 66.0
	low  = 34.0
)

// bars draws a bar for each point, from y down: names to the left, values
// outside at the end, the commitments named above.
func (d *drawing) bars(c *answer.Chart, y float64) float64 {
	var pts []answer.Point
	for _, s := range c.Series {
		pts = append(pts, s.Points...)
	}
	levels := levelsFor(c, pts)
	y += 8
	above := float64(len(levels))*labelLine + 8
	row := min(tall, max(low, math.Floor((Height-y-above-footHeight(c))/float64(len(pts)))))
	size := math.Round(min(labelSize, row*0.8))
	names, room := 0.0, 0.0
	for _, p := range pts {
		names = max(names, textWidth(drawable(p.Label), size, false))
		room = max(room, textWidth(drawable(printed(c, p)), size, true))
	}
	names = math.Ceil(min(names, Width*0.38))
	const gap = 12.0 // between a bar and its value
	x := scale{at: math.Round(margin + names + 16), to: Width - margin}
	x.span(c, pts, levels, math.Ceil(room+gap))
	y = d.levelNames(levels, x, y)
	top := y
	var ends []float64 // of the lines of the levels
	for _, l := range levels {
		ends = append(ends, x.px(l.Value))
	}
	type written struct {
		x, y   float64
		anchor uint8
		s      string
	}
	var values []written
	zero := math.Round(x.px(0))
	for i, p := range pts {
		at := y + float64(i)*row
		h := math.Round(row * 0.7)
		by := math.Round(at + (row-h)/2)
		bx := math.Round(x.px(p.Value))
		r := series0
		if !p.Meets {
			r = series1
		}
		if c.Whole > 0 {
			d.rect(grid, zero, by, math.Round(x.px(c.Whole))-zero, h, false)
		}
		d.rect(r, min(zero, bx), by, max(1, math.Abs(bx-zero)), h, p.Estimate)
		v := written{bx + gap, by + h/2 + size*0.36, start, printed(c, p)}
		if p.Value < 0 {
			v.x, v.anchor = bx-gap, end
		}
		if c.Whole > 0 {
			v.x = math.Round(x.px(c.Whole)) + gap
		}
		values = append(values, v)
	}
	bottom := math.Round(y + float64(len(pts))*row)
	if x.lo < 0 {
		d.rect(faint, zero-1, top, 2, bottom-top, false)
	}
	for _, e := range ends { // interrupted where a value stands
		from := top - 8
		for i, v := range values {
			w := textWidth(drawable(v.s), size, true)
			if v.anchor == start && v.x-8 < e && e < v.x+w+8 || v.anchor == end && v.x-w-8 < e && e < v.x+8 {
				d.vertical(e, from, y+float64(i)*row)
				from = y + float64(i+1)*row
			}
		}
		d.vertical(e, from, bottom)
	}
	for i, p := range pts {
		d.text(ink, size, false, end, margin+names, values[i].y, fit(drawable(p.Label), size, false, names))
	}
	for _, v := range values {
		d.text(ink, size, true, v.anchor, v.x, v.y, v.s)
	}
	return bottom
}

// span fits a scale to bars and levels. Values stand outside the bars: beyond the
// longest there is room for one, and so there is below zero.
func (x *scale) span(c *answer.Chart, pts []answer.Point, levels []answer.Level, room float64) {
	for _, p := range pts {
		x.lo, x.hi = min(x.lo, p.Value), max(x.hi, p.Value)
	}
	for _, l := range levels {
		x.hi = max(x.hi, l.Value)
	}
	if c.Whole > 0 {
		x.hi = max(x.hi, c.Whole)
	}
	if x.hi == x.lo {
		x.hi = x.lo + 1
	}
	if x.hi > 0 {
		x.to -= room
	}
	if x.lo < 0 {
		x.at += room
	}
}

// levelsFor are the levels that had been agreed in the years of the points, by
// value.
func levelsFor(c *answer.Chart, pts []answer.Point) []answer.Level {
	last := 0
	for _, p := range pts {
		last = max(last, p.Year)
	}
	var out []answer.Level
	for _, l := range c.Levels {
		if l.From != 0 && last != 0 && l.From > last || !(math.Abs(l.Value) < beyond) {
			continue
		}
		i := len(out)
		for i > 0 && out[i-1].Value > l.Value {
			i--
		}
		if i > 0 && out[i-1].Value == l.Value {
			continue // one line, one name
		}
		out = append(out, answer.Level{})
		copy(out[i+1:], out[i:])
		out[i] = l
	}
	return out
}

// vertical is a part of a level's line.
func (d *drawing) vertical(x, from, to float64) {
	if to > from {
		d.rect(level, math.Round(x)-1, math.Round(from), 3, math.Round(to)-math.Round(from), false)
	}
}

// levelNames writes the names of levels above their lines. No name crosses
// another's line: those that run to the left rise to the right.
func (d *drawing) levelNames(levels []answer.Level, x scale, y float64) float64 {
	n := len(levels)
	if n == 0 {
		return y + 6
	}
	size := axisSize
	last := n - 1
	lx := x.px(levels[last].Value)
	right := lx-1+textWidth(drawable(levels[last].Label), size, false) <= Width-margin
	rows := n
	if right && n > 1 {
		rows = n - 1
	}
	for i, l := range levels {
		at := x.px(l.Value)
		k := i
		if i == last && right {
			k = 0
		}
		base := y + float64(rows-k)*labelLine - 8
		if i == last && right {
			d.text(level, size, false, start, at-1, base, l.Label)
			continue
		}
		if k > 0 { // up to its name
			d.rect(level, math.Round(at)-1, base-20, 3, y+float64(rows)*labelLine-base+20, false)
		}
		d.text(level, size, false, end, at-10, base, fit(drawable(l.Label), size, false, at-10-margin))
	}
	return y + float64(rows)*labelLine + 8
}
