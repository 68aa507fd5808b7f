package claim

import (
	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/reader"
)

// beside weighs what else the clause of a number says: that it rose or fell,
// that it is the highest or lowest, that it is more than another's. A number
// that is right beside a word that is wrong does not make the clause true.
func (c *checker) beside(e *facts.Edition, st *stated, f finding) finding {
	if f.truth != yes || len(st.who) != 1 {
		return f
	}
	s := st.s
	at := s.values[st.k].at
	a, z := s.span(s.clause[at], s.clause[at])
	if st.from >= 0 && st.from < at {
		a, _ = s.span(s.clause[st.from], s.clause[st.from])
	} else if st.from > at {
		_, z = s.span(s.clause[st.from], s.clause[st.from])
	}
	for k := range s.values { // "with 1.90 it has crept over 2 %"
		if w := &s.values[k]; k != st.k && w.at >= a && w.at <= z && w.lv.Unit == reader.Percent && w.lv.Dec <= 1 && st.dec >= 2 && s.values[st.k].lv.Unit == reader.Percent {
			if rel, _ := s.hedge(k); (rel == above || rel == below || rel == atLeast || rel == atMost) && !rel.fits(st.want, st.want, w.lv.Value, 2) {
				f.truth = unknown
				return f
			}
		}
	}
	if f = c.direction(e, st, f, a, at); f.truth != yes {
		return f
	}
	if st.m == facts.ShareOfGDP && st.rel == exactly && !c.ordered(e, st, a, z) {
		f.truth = unknown
	}
	return f
}

// direction checks a word of rising or falling before the number against the
// year before, or the year since when.
func (c *checker) direction(e *facts.Edition, st *stated, f finding, a, at int) finding {
	s := st.s
	dir := 0
	for i := a; i < at; i++ {
		switch first := s.first(i); first {
		case lexicon.Rise:
			dir = 1
		case lexicon.Fall:
			dir = -1
		}
	}
	if dir == 0 || st.m == facts.RealChange || st.m == facts.RealChangeSince {
		return f
	}
	from := st.year - 1
	for _, w := range s.times {
		if (w.Role == reader.SinceYear || w.Role == reader.Span) && w.From != 0 && w.From < st.year {
			from = w.From
		} else if w.Role == reader.InYear && w.To != 0 && w.To < st.year {
			from = w.To
		}
	}
	was, ok := e.Figure(st.who[0], st.m, from)
	if !ok || (f.figures[0].Held-was.Held)*float64(dir) > 0 {
		return f
	}
	if after := st.year + 1; dir != 0 { // "up from 1.45 in 2014": the number is where it came from
		if now, ok := e.Figure(st.who[0], st.m, c.newest); ok && c.newest >= after && (now.Held-f.figures[0].Held)*float64(dir) > 0 {
			return f
		}
	}
	f.truth = unknown
	f.says += "; " + c.tell(was)
	return f
}

// ordered checks a superlative or a comparison in the clause of a number.
func (c *checker) ordered(e *facts.Edition, st *stated, a, z int) bool {
	s := st.s
	who := st.who[0]
	for i := a; i <= z; i++ {
		first := s.first(i)
		switch {
		case s.has(a, z, lexicon.Group):
			return true
		case (first == lexicon.Top || first == lexicon.Bottom) && !s.has(i+1, min(z, i+6), lexicon.Than):
			if !s.has(a, z, lexicon.Rank, lexicon.Allies, lexicon.Aggregate) && who.Aggregate() {
				continue
			}
			if p, ok := c.standing(e, st.m, st.year, who); ok && !p.at(first == lexicon.Top, 1) && !s.has(a, z, lexicon.Ordinal) && !s.several(a, z) {
				return false
			}
		case s.ps[i].Is(lexicon.More, lexicon.Less):
			up := s.ps[i].Is(lexicon.More)
			for _, n := range s.names {
				subject := who
				if n.code == who { // the number is of the one compared with
					if subject = s.firstName(i); subject == "" {
						continue
					}
				}
				if n.at <= i || subject == n.code || n.code.Aggregate() || s.clause[n.at] != s.clause[i] {
					continue
				}
				mine, ok1 := e.Figure(subject, st.m, st.year)
				other, ok2 := e.Figure(n.code, st.m, st.year)
				if ok1 && ok2 && (mine.Held > other.Held) != up && n.at > i && s.has(i+1, n.at, lexicon.Than) {
					return false
				}
			}
		}
	}
	return true
}

// values_ reports whether more than one value stands among phrases.
func (s *sentence) several(a, z int) bool {
	n := 0
	for _, v := range s.values {
		if v.at >= a && v.at <= z {
			n++
		}
	}
	return n > 1
}

// firstName is the Ally named first, before a phrase.
func (s *sentence) firstName(before int) facts.Code {
	if len(s.names) > 0 && s.names[0].at < before && !s.names[0].code.Aggregate() {
		return s.names[0].code
	}
	return ""
}
