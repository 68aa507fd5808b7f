package claim

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"natobot/facts"
	"natobot/facts/lexicon"
)

// encounters are meetings that are said to have taken place, and statements
// that are curated.
func (c *checker) encounters(s *sentence) []*proposition {
	if s.question {
		return nil
	}
	if p := c.statement(s); p != nil {
		return []*proposition{p}
	}
	if p := c.meeting(s); p != nil {
		return []*proposition{p}
	}
	return nil
}

// meeting is the proposition that a summit was in a year, or that somebody met
// on a day.
func (c *checker) meeting(s *sentence) *proposition {
	city, kind := "", ""
	at, people := -1, []string{}
	from, to := len(s.ps), -1
	see := func(i int) { from, to = min(from, i), max(to, i) }
	for i := range s.ps {
		switch p := &s.ps[i]; {
		case p.Is(lexicon.City):
			city = p.Val(lexicon.City)
			see(i)
		case p.Is(lexicon.Meeting):
			if p.Val(lexicon.Meeting) != "outcome" {
				at = i
				if kind == "" || kind == "meeting" {
					kind = p.Val(lexicon.Meeting)
				}
				see(i)
			}
		case p.Is(lexicon.Person):
			people = append(people, p.Val(lexicon.Person))
			see(i)
		}
	}
	if at < 0 || city == "" && len(people) < 2 {
		return nil
	}
	day, year := s.dayOrYear(see)
	if day == "" && year == 0 || c.asserted(s, at) != "" || s.mark(0, len(s.ps)-1, lexicon.Turn, "plan", "may", "wish") {
		return nil
	}
	held, other := c.metOn(city, people, kind, day, year)
	if held == nil && (other == nil || kind != "summit" || city == "" || len(s.values) > 0 || len(s.times) != 1) || s.has(0, len(s.ps)-1, lexicon.YearOf) {
		return nil
	}
	m := held
	if m == nil {
		m = other
	}
	p := &proposition{kind: "meeting", from: from, to: to, number: -1, curated: true, strict: held == nil, year: m.Start.Year()}
	p.test = func(*facts.Edition) finding {
		f := finding{truth: yes, says: fmt.Sprintf("The %s was held on %s in %s", m.Title, m.Start.Long(), m.Place), cites: c.cites(m.Sources)}
		if held == nil {
			f.truth = no
		}
		return f
	}
	return p
}

// dayOrYear is the day or the year that a sentence names, shown to see.
func (s *sentence) dayOrYear(see func(int)) (day facts.Date, year int) {
	for _, w := range s.times {
		switch {
		case w.Day != "":
			day = w.Day
			see(w.at)
		case w.To != 0 && w.Said:
			year = w.To
			see(w.at)
		}
	}
	return day, year
}

// metOn finds the meeting that was in the city, or of the people, on the day or
// in the year; and where none was, the one summit of the city.
func (c *checker) metOn(city string, people []string, kind string, day facts.Date, year int) (held, other *facts.Meeting) {
	for i := range c.d.Meetings {
		m := &c.d.Meetings[i]
		if !m.Start.KnownBy(c.asOf) {
			continue
		}
		fits := city == "" || strings.Contains(m.Title+" "+m.Place, city)
		if city == "" || len(people) > 1 {
			for _, p := range people {
				fits = fits && strings.Contains(strings.ToLower(strings.Join(m.People, " ")), p)
			}
		}
		if !fits || kind == "summit" && m.Kind != "summit" {
			continue
		}
		end := m.End
		if end == "" {
			end = m.Start
		}
		switch {
		case day != "" && day.First() <= end.Last() && day.Last() >= m.Start.First(),
			day == "" && m.Start.Year() == year && (kind == "summit" || len(people) > 1):
			return m, nil
		case m.Kind == "summit":
			if other != nil {
				return nil, nil // the city has had two
			}
			other = m
		}
	}
	return nil, other
}

// fresh is how long what was said on a day is judged by that day.
const fresh = 31 * 24 * time.Hour

// statement is the curated statement that a sentence repeats: the same names
// and numbers, and four fifths of its words.
func (c *checker) statement(s *sentence) *proposition {
	all := len(s.ps) - 1
	if len(s.names) == 0 && !s.has(0, all, lexicon.Person, lexicon.Meeting, lexicon.Allies) {
		return nil
	}
	said := c.said()
	if !c.mayRepeat(s, said) {
		return nil
	}
	mine := stems(c.words.Toks[s.from:s.to])
	var best *facts.Statement
	score := 0.0
	for i := range c.d.Statements {
		st := &c.d.Statements[i]
		if st.Then == "" || !st.Date.KnownBy(c.asOf) {
			continue
		}
		theirs := said[i]
		if 20*min(len(mine), len(theirs)) < 7*(len(mine)+len(theirs)) {
			continue // one is too short to be the other
		}
		n := 0
		for w := range theirs {
			if mine[w] {
				n++
			} else if w[0] >= '0' && w[0] <= '9' {
				n = -len(theirs)
			}
		}
		if f := float64(2*n) / float64(len(mine)+len(theirs)); n*5 >= len(theirs)*4 && f > score && f >= 0.7 {
			best, score = st, f
		}
	}
	if best == nil {
		return nil
	}
	verdict, why, sources := best.Then, best.ThenWhy, best.Sources
	if c.asOf.Last().Time().Sub(best.Date.Last().Time()) > fresh {
		if best.Now == "" || best.Curated > c.asOf {
			return nil
		}
		verdict, why, sources = best.Now, best.NowWhy, best.NowFrom
	}
	if filled, missing := c.d.Fill(why, func(facts.Figure) {}); missing == "" {
		why = filled
	}
	p := &proposition{kind: "statement", who: best.Allies, from: 0, to: all, number: -1, curated: true, given: verdict}
	p.test = func(*facts.Edition) finding {
		return finding{truth: yes, says: strings.TrimSuffix(why, "."), cites: c.cites(sources)}
	}
	return p
}

// mayRepeat reports whether a sentence is neither too long nor too short to be one
// of the curated statements.
func (c *checker) mayRepeat(s *sentence, said []map[string]bool) bool {
	n := 0
	for i := s.from; i < s.to; i++ {
		if t := &c.words.Toks[i]; t.Kind == lexicon.Digits || t.Kind == lexicon.Word && len(t.Fold) > 3 {
			n++
		}
	}
	for _, theirs := range said {
		if n*5 >= len(theirs)*4 {
			return true
		}
	}
	return false
}

// curatedWords are the words of the curated statements of one dataset.
type curatedWords struct {
	of    *facts.Dataset
	stems []map[string]bool
}

// lastSaid keeps them: they are the same for every text.
var lastSaid atomic.Pointer[curatedWords]

// said are the words of each curated statement.
func (c *checker) said() []map[string]bool {
	if w := lastSaid.Load(); w != nil && w.of == c.d {
		return w.stems
	}
	w := &curatedWords{of: c.d}
	for i := range c.d.Statements {
		w.stems = append(w.stems, stems(c.r.Lex.Tokens(lexicon.Clean(c.d.Statements[i].Claim))))
	}
	lastSaid.Store(w)
	return w.stems
}

// stems are the words of a text that say something, cut to five letters, and
// its numbers.
func stems(toks []lexicon.Token) map[string]bool {
	out := map[string]bool{}
	for i := range toks {
		switch r := []rune(toks[i].Fold); {
		case toks[i].Kind == lexicon.Digits:
			out[toks[i].Fold] = true
		case toks[i].Kind == lexicon.Word && len(r) > 3:
			out[string(r[:min(len(r), 5)])] = true
		}
	}
	return out
}
