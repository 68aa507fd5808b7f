package chart

import (
	"math"
	"sort"
	"strconv"

	"natobot/facts"
	"natobot/facts/answer"
)

const (
	plotHeight = 560.0
	gutter     = 30.0 // between the last year and the names
	widest     = 400.0
)

// A name stands at the end of a line, in one row or two.
type name struct {
	at, y float64 // where its line ends
	role  role
	bold  bool
	rows  []string
}

func (n *name) height() float64 { return float64(len(n.rows)) * labelLine }

// lines draws the series over years, from y down. Parts that lead to an
// estimate are dashed, estimates hollow; a missing year breaks the line.
func (d *drawing) lines(c *answer.Chart, y float64) float64 {
	from, to := math.MaxInt, math.MinInt
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, s := range c.Series {
		for _, p := range s.Points {
			from, to = min(from, p.Year), max(to, p.Year)
			lo, hi = min(lo, p.Value), max(hi, p.Value)
		}
	}
	var all []answer.Point
	for _, s := range c.Series {
		all = append(all, s.Points...)
	}
	levels := levelsFor(c, all)
	for _, l := range levels {
		lo, hi = min(lo, l.Value), max(hi, l.Value)
	}
	names := lineNames(c, levels)
	tall := 0.0
	for i := range names {
		tall += names[i].height() + 4
	}
	height := max(plotHeight, tall+20)
	top := math.Round(y + 34)
	v := valueScale(lo, hi, top, top+height)
	marks, decimals := ticks(v.lo, v.hi, 6)
	if v.lo > 0 && len(marks) > 0 {
		d.note = "The axis does not begin at zero."
	}
	left := 0.0
	for _, m := range marks {
		left = max(left, textWidth(tickText(c, m, decimals), axisSize, false))
	}
	room := 0.0
	for _, n := range names {
		for _, r := range n.rows {
			room = max(room, textWidth(r, labelSize, n.bold))
		}
	}
	x := scale{lo: float64(from), hi: float64(to), at: math.Round(margin + left + 34), to: math.Round(Width - margin - room - gutter - 14)}
	if from == to {
		x.lo, x.hi = x.lo-1, x.hi+1
	}
	last := x.px(float64(to))
	for _, m := range marks {
		d.rect(grid, x.at-16, math.Round(v.px(m)), last+16-(x.at-16), 2, false)
	}
	for _, m := range marks {
		d.text(faint, axisSize, false, end, margin+left, math.Round(v.px(m))+10, tickText(c, m, decimals))
	}
	d.years(c, x, from, to, top+height+46)
	for _, l := range levels {
		a := x.px(float64(max(from, l.From)))
		if l.From == to && from != to { // a year has room for half of it
			a = x.px(float64(to) - 0.5)
		}
		d.line(level, 3, false, point{a, math.Round(v.px(l.Value))}, point{last + 12, math.Round(v.px(l.Value))})
	}
	for i, s := range c.Series {
		d.seriesLine(s, i, x, v, len(c.Series) > 6)
	}
	d.lineEnds(names, c, levels, x, v, top, top+height)
	return top + height + 50
}

// valueScale is the axis of values: from zero, unless more than a quarter of
// the picture would be empty.
func valueScale(lo, hi, top, bottom float64) scale {
	if lo >= 0 && lo < hi/4 || lo == hi && lo >= 0 {
		lo = 0
	}
	if hi <= lo {
		hi = lo + 1
	}
	span := hi - lo
	floor := lo
	if lo != 0 {
		vs, _ := ticks(lo-span*0.25, hi, 6)
		floor = lo - span*0.08
		for _, v := range vs {
			if v <= lo-span*0.03 {
				floor = v
			}
		}
		if lo > 0 {
			floor = max(0, floor)
		}
	}
	return scale{lo: floor, hi: hi + span*0.05, at: bottom, to: top}
}

func tickText(c *answer.Chart, v float64, decimals int) string {
	s := facts.FormatNumber(v, decimals)
	if c.Signed && v > 0 {
		s = "+" + s
	}
	return s
}

// years writes the years below the plot, as many as there is room for, the
// last one always.
func (d *drawing) years(c *answer.Chart, x scale, from, to int, y float64) {
	estimate := map[int]bool{}
	for _, e := range c.Estimates {
		estimate[e] = true
	}
	w := textWidth("2026e", axisSize, false) + 18
	step := 1
	for from != to && (x.px(float64(from+step))-x.px(float64(from))) < w {
		step++
	}
	for n := to; n >= from; n -= step {
		s := strconv.Itoa(n)
		if estimate[n] {
			s += "e"
		}
		d.text(faint, axisSize, false, middle, x.px(float64(n)), y, s)
	}
}

func (d *drawing) seriesLine(s answer.Series, i int, x, v scale, crowded bool) {
	width, size := 5.0, 8.0
	if crowded {
		width, size = 3.5, 6.5
	}
	at := func(p answer.Point) point { return point{x.px(float64(p.Year)), v.px(p.Value)} }
	var run []point
	flush := func() {
		if len(run) > 1 {
			d.line(series(i), width, false, run...)
		}
		run = nil
	}
	for k, p := range s.Points {
		switch {
		case k == 0 || p.Year != s.Points[k-1].Year+1:
			flush()
			run = []point{at(p)}
		case p.Estimate:
			flush()
			d.line(series(i), width, true, at(s.Points[k-1]), at(p))
			run = []point{at(p)}
		default:
			run = append(run, at(p))
		}
	}
	flush()
	form := (i + i/6) % len(forms)
	for _, p := range s.Points {
		a := at(p)
		d.marker(series(i), form, a.x, a.y, size, p.Estimate)
	}
}

// lineNames are the names at the ends of lines: each series with its last
// value, each commitment.
func lineNames(c *answer.Chart, levels []answer.Level) []name {
	var out []name
	for i, s := range c.Series {
		if len(s.Points) == 0 {
			continue
		}
		p := s.Points[len(s.Points)-1]
		out = append(out, name{y: p.Value, role: series(i), bold: true, rows: named(s.Name, printed(c, p))})
	}
	for _, l := range levels {
		out = append(out, name{y: l.Value, role: level, rows: wrap(l.Label, labelSize, false, widest-120, 3)})
	}
	return out
}

// named is a name with its value, in two rows where one is too wide.
func named(s, value string) []string {
	one := drawable(s + " " + value)
	if s == "" {
		one = drawable(value)
	}
	if textWidth(one, labelSize, true) <= widest-120 {
		return []string{one}
	}
	return wrap(one, labelSize, true, widest-120, 3)
}

// lineEnds writes the names beside the ends of their lines, moved apart where
// they would overlap, and joined to them by a thin line.
func (d *drawing) lineEnds(names []name, c *answer.Chart, levels []answer.Level, x, v scale, top, bottom float64) {
	i := 0
	for _, s := range c.Series {
		if n := len(s.Points); n > 0 {
			names[i].at, names[i].y = x.px(float64(s.Points[n-1].Year))+12, v.px(s.Points[n-1].Value)
			i++
		}
	}
	for ; i < len(names); i++ {
		names[i].at, names[i].y = x.to+12, math.Round(v.px(names[i].y))
	}
	order := make([]int, len(names))
	for k := range order {
		order[k] = k
	}
	sort.SliceStable(order, func(a, b int) bool { return names[order[a]].y < names[order[b]].y })
	mid := make([]float64, len(order)) // the middle of each name
	for k, o := range order {
		h := names[o].height()
		mid[k] = max(names[o].y, top-30+h/2)
		if k > 0 {
			mid[k] = max(mid[k], mid[k-1]+names[order[k-1]].height()/2+h/2+4)
		}
	}
	for k := len(order) - 1; k >= 0; k-- { // a pile that went below the plot rises
		h := names[order[k]].height()
		limit := bottom + 20 - h/2
		if k < len(order)-1 {
			limit = mid[k+1] - names[order[k+1]].height()/2 - h/2 - 4
		}
		mid[k] = min(mid[k], limit)
	}
	tx := x.to + gutter + 14
	for k, o := range order {
		n := names[o]
		d.line(n.role, 2, false, point{n.at, n.y}, point{x.to + 14, n.y}, point{tx - 6, round1(mid[k])})
	}
	for k, o := range order {
		n := names[o]
		y := mid[k] - n.height()/2 + labelLine*0.5 + labelSize*0.36
		for _, r := range n.rows {
			d.text(n.role, labelSize, n.bold, start, tx, y, r)
			y += labelLine
		}
	}
}
