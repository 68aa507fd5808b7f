package query

import "natobot/facts"

// A newestYear remembers the newest year of a measure for some.
type newestYear struct {
	s    measured
	who  facts.Code // the first of them, and how many they are
	n    int
	year int
}

// newest is the newest year that has figures of what is asked: for one, its
// own; for a few named side by side, the newest that most of them have; for a
// set, the newest that more than half have.
func (ev *evaluator) newest(s measured, codes []facts.Code) int {
	if len(codes) == 0 {
		return 0
	}
	if len(codes) == 1 {
		return ev.findNewest(s, codes)
	}
	s.cur = ""
	for i := range ev.newestOf {
		if o := &ev.newestOf[i]; o.s == s && o.who == codes[0] && o.n == len(codes) {
			return o.year
		}
	}
	y := ev.findNewest(s, codes)
	ev.newestOf = append(ev.newestOf, newestYear{s, codes[0], len(codes), y})
	return y
}

func (ev *evaluator) findNewest(s measured, codes []facts.Code) int {
	best, most := 0, 0
	for i := len(ev.e.Years) - 1; i >= 0; i-- {
		y, n := ev.e.Years[i], 0
		for _, c := range codes {
			if ev.has(c, s.m, y) && (s.slice == "" || ev.has(c, s.slice, y)) {
				n++
			}
		}
		if len(codes) > 6 && n*2 > len(codes) || n == len(codes) {
			return y
		}
		if n > most {
			best, most = y, n
		}
	}
	return best
}

// yearOf is the one year that a time means: the last of a span, the newest
// where none is named.
func (ev *evaluator) yearOf(t Time, s measured, codes []facts.Code) int {
	switch {
	case t.To != 0:
		return t.To
	case len(t.List) > 0:
		return t.List[len(t.List)-1]
	case t.From != 0 && !t.Open:
		return t.From
	}
	return ev.newest(s, codes)
}

// time is the time of an Expr: its own, or the query's.
func (ev *evaluator) time(own Time) Time {
	if own.IsZero() {
		return ev.q.Time
	}
	return own
}

// spans are the years, or for a change and the like the spans of years, for
// which an Expr is asked.
func (ev *evaluator) spans(x Expr, p party) ([]Span, error) {
	t := ev.time(x.Time)
	s, err := ev.measure(x, p)
	if err != nil {
		return nil, err
	}
	if x.Op == Change && x.Unit == Real && !IsMoney(s.m) {
		s = measured{m: facts.SpendUSDConstant}
	}
	if over(x.Op) {
		return ev.overSpans(x, t, s, p)
	}
	switch {
	case len(t.List) > 0:
		out := make([]Span, len(t.List))
		for i, y := range t.List {
			out[i].To = y
		}
		return out, nil
	case t.Each || t.From != 0 && (t.To != 0 || t.Open):
		years := ev.within(Span{t.From, t.To}, s, p.codes)
		if len(years) == 0 {
			return nil, ev.none(p.codes, s, max(t.From, t.To))
		}
		out := make([]Span, len(years))
		for i, y := range years {
			out[i].To = y
		}
		return out, nil
	}
	y := ev.yearOf(t, s, p.codes)
	if y == 0 {
		return nil, ev.none(p.codes, s, 0)
	}
	return []Span{{To: y}}, nil
}

// over reports that an op takes a span of years as a whole.
func over(o Op) bool { return o == Change || o == OverYears || o == MeanYears }

// overSpans are the spans of an op that takes them whole. Of a list of years
// consecutive ones are joined; with Each a change is told year by year.
func (ev *evaluator) overSpans(x Expr, t Time, s measured, p party) ([]Span, error) {
	span := Span{t.From, t.To}
	if len(t.List) > 1 && x.Op == Change {
		var out []Span
		for i := 1; i < len(t.List); i++ {
			out = append(out, Span{t.List[i-1], t.List[i]})
		}
		return out, nil
	}
	if t.Each && x.Op == Change {
		var out []Span
		years := ev.within(span, s, p.codes)
		for i, y := range years {
			if i > 0 || ev.anyHas(p.codes, s, y-1) {
				out = append(out, Span{y - 1, y})
			}
		}
		if len(out) == 0 {
			return nil, ev.none(p.codes, s, max(t.From, t.To))
		}
		return out, nil
	}
	if span.To == 0 {
		span.To = ev.newest(s, p.codes)
	}
	if span.To == 0 {
		return nil, ev.none(p.codes, s, 0)
	}
	return []Span{span}, nil
}

func (ev *evaluator) anyHas(codes []facts.Code, s measured, y int) bool {
	for _, c := range codes {
		if ev.has(c, s.m, y) {
			return true
		}
	}
	return false
}

// within are the years of a span for which any of codes has a figure.
func (ev *evaluator) within(span Span, s measured, codes []facts.Code) []int {
	out := make([]int, 0, len(ev.e.Years))
	for _, y := range ev.e.Years {
		if y < span.From || span.To != 0 && y > span.To {
			continue
		}
		if ev.anyHas(codes, s, y) {
			out = append(out, y)
		}
	}
	return out
}

// beyond is a lack where a span asks for a year after every edition, or one
// before the edition begins; nil where it does not.
func (ev *evaluator) beyond(t Time, s measured, codes []facts.Code) error {
	if t.To > ev.e.LastYear() || t.To != 0 && t.To < ev.e.Years[0] {
		return ev.none(codes, s, t.To)
	}
	if t.From != 0 && (t.From < ev.e.Years[0] || t.From > ev.e.LastYear()) {
		return ev.none(codes, s, t.From)
	}
	return nil
}
