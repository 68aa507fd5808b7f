package claim

import (
	"fmt"
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/reader"
)

// pledges are what the Alliance or an Ally is said to have undertaken.
func (c *checker) pledges(s *sentence, used []bool) []*proposition {
	all := len(s.ps) - 1
	if out := c.bound(s, used); out != nil {
		return out
	}
	agreed := s.mark(0, all, lexicon.Turn, "vow") || s.mark(0, all, lexicon.Plain, "vow")
	for i := range s.ps {
		agreed = agreed || s.ps[i].Val(lexicon.Meeting) == "outcome"
	}
	if s.question || !agreed {
		return c.partsOf(s, used)
	}
	party := facts.NATOTotal
	for _, n := range s.names {
		if !n.code.Aggregate() && !n.capital {
			if party != facts.NATOTotal && party != n.code {
				return nil
			}
			party = n.code
		}
	}
	if party == facts.NATOTotal && (!s.has(0, all, lexicon.Allies, lexicon.Aggregate, lexicon.Meeting, lexicon.City) || s.mark(0, all, lexicon.Subject, "government")) {
		return nil // a government promises for itself
	}
	var out []*proposition
	for k := range s.values {
		v := &s.values[k]
		if used[k] || v.lv.Unit != reader.Percent || v.lv.Dec > 1 {
			continue
		}
		if p := c.pledge(s, k, party); p != nil {
			used[k] = true
			out = append(out, p)
		}
	}
	if out != nil && party == facts.NATOTotal {
		c.pledged = s
		out = append(out, c.partsOf(s, used)...)
	}
	return out
}

// partsOf are the parts of the commitment of The Hague, in the sentence that
// names it or the next one: "of it at least 3.5 % on core defence, up to 1.5 %
// on infrastructure".
func (c *checker) partsOf(s *sentence, used []bool) []*proposition {
	if !c.pledgeGoesOn(s) {
		return nil
	}
	var out []*proposition
	for k := range s.values {
		v := &s.values[k]
		if used[k] || v.lv.Unit != reader.Percent && v.lv.Unit != reader.Points || c.asserted(s, v.at) != "" {
			continue
		}
		rel, neg := s.hedge(k)
		for i := range c.d.Commitments {
			com := &c.d.Commitments[i]
			core := com.ID == "hague-2025-core" && (rel == exactly || rel == atLeast) && (rel == atLeast || s.near(v.at, lexicon.Defence)) && v.base != otherBase
			related := com.ID == "hague-2025-related" && (rel == exactly || rel == atMost) && s.secured(v.at)
			if com.Value != v.lv.Value || neg || !com.Agreed.KnownBy(c.asOf) || !core && !related {
				continue
			}
			used[k] = true
			out = append(out, c.undertook(com, v, true))
			break
		}
	}
	return out
}

// pledgeGoesOn reports whether a sentence may speak of the parts of what was
// undertaken in it or in the one before: it names no Ally and no government, no
// other year by when, and nobody's wish or source.
func (c *checker) pledgeGoesOn(s *sentence) bool {
	if c.pledged == nil || s.question || c.pledged != s && (c.pledged.paragraph != s.paragraph || len(c.before) == 0 || c.before[len(c.before)-1] != c.pledged) {
		return false
	}
	for _, n := range s.names {
		if !n.code.Aggregate() {
			return false
		}
	}
	if s.mark(0, len(s.ps)-1, lexicon.Turn, "wish", "source", "region") || s.mark(0, len(s.ps)-1, lexicon.Subject, "government") {
		return false
	}
	for _, w := range s.times {
		if w.To > c.newest && w.To != hagueDue {
			return false
		}
	}
	return true
}

// hagueDue is the year by when what was undertaken in The Hague is due.
const hagueDue = 2035

// secured reports whether infrastructure or resilience stands by a number.
func (s *sentence) secured(at int) bool {
	a, z := s.span(s.clause[at], s.clause[at])
	for i := a; i <= z; i++ {
		if s.ps[i].Val(lexicon.Measure) == "infra" {
			return true
		}
	}
	return false
}

// bound are the levels to which Allies are said to be bound by law: what they
// undertook is political.
func (c *checker) bound(s *sentence, used []bool) []*proposition {
	if s.question || !s.mark(0, len(s.ps)-1, lexicon.Plain, "force") {
		return nil
	}
	for _, n := range s.names {
		if !n.code.Aggregate() {
			return nil
		}
	}
	var out []*proposition
	for k := range s.values {
		v := &s.values[k]
		if a, z := s.span(s.clause[v.at], s.clause[v.at]); used[k] || v.lv.Unit != reader.Percent || !s.mark(a, z, lexicon.Plain, "force") || c.asserted(s, v.at) != "" {
			continue
		}
		_, due, _ := s.undertaken(v.at, c.day.Year())
		for _, w := range s.times {
			if due == 0 && w.Role == reader.InYear {
				due = w.To
			}
		}
		for i := range c.d.Commitments {
			com := &c.d.Commitments[i]
			if com.Party != facts.NATOTotal || com.Value != v.lv.Value || com.Of == "" || due != 0 && com.Due() != due || due == 0 && com.Of != "defence" || !com.Agreed.KnownBy(c.asOf) || (com.Of == "defence") != (v.base == equipment) {
				continue
			}
			used[k] = true
			out = append(out, c.undertook(com, v, false))
			break
		}
	}
	return out
}

// undertook is the proposition that a level is what a commitment says; where it
// is not held, only the force of it is wrong.
func (c *checker) undertook(com *facts.Commitment, v *value, held bool) *proposition {
	p := &proposition{kind: "commitment", who: []facts.Code{com.Party}, value: v.lv.Value, valued: true, unit: "% of GDP", year: com.Due(), from: v.at, to: v.at, number: -1, curated: true, measure: facts.ShareOfGDP}
	p.test = func(*facts.Edition) finding {
		f := finding{truth: no, says: c.undertaking(com), cites: c.cites(com.Sources)}
		if held {
			f.truth = yes
		}
		return f
	}
	p.near = func(*facts.Edition, finding) string {
		return "it was a decision of heads of state and government, no duty of law"
	}
	return p
}

// pledge is the proposition that a number is what was undertaken: it needs,
// beside number and party, the place, the day or the year by when.
func (c *checker) pledge(s *sentence, k int, party facts.Code) *proposition {
	v := &s.values[k]
	if v.base != equipment && v.base != infra && (s.baseNear(k) == equipment || s.baseNear(k) == infra) || v.base == infra {
		return nil // the level of another commitment than its words say
	}
	city, due, agreed := s.undertaken(v.at, c.day.Year())
	if city == "" && due == 0 && agreed == 0 {
		return nil
	}
	held, wrongYear := c.committed(v, party, city, due, agreed)
	com := held
	if com == nil {
		com = wrongYear
	}
	if com == nil || c.asserted(s, v.at) != "" {
		return nil
	}
	p := &proposition{kind: "commitment", who: []facts.Code{party}, value: v.lv.Value, valued: true, unit: "% of GDP", year: com.Due(), from: v.at, to: v.at, number: -1, curated: true, measure: facts.ShareOfGDP}
	if held == nil {
		p.number = s.yearPhrase(due)
		p.to = max(p.to, p.number)
	}
	p.strict = held == nil && s.sameMatter(v.at, p.number) && s.yearPhrase(com.Due()) < 0 && s.agreedHere(v.at)
	rel, _ := s.hedge(k)
	p.test = func(*facts.Edition) finding {
		f := finding{truth: no, says: c.undertaking(com), right: fmt.Sprint(com.Due())}
		if held != nil && !(aim(com) && (rel == atLeast || rel == above)) {
			f.truth = yes
		}
		f.cites = c.cites(com.Sources)
		return f
	}
	p.near = func(*facts.Edition, finding) string {
		if held != nil {
			return "it was an aim to move towards the level, no duty to spend it"
		}
		return ""
	}
	return p
}

// committed is the commitment of a party to a level that fits place and years,
// and one that fits all but the year by when.
func (c *checker) committed(v *value, party facts.Code, city string, due, agreed int) (held, wrongYear *facts.Commitment) {
	for i := range c.d.Commitments {
		com := &c.d.Commitments[i]
		if com.Party != party || !com.Agreed.KnownBy(c.asOf) || com.Of == "" || com.Value != v.lv.Value && !(com.Upper != 0 && com.Upper == v.lv.High && com.Value == v.lv.Value) {
			continue
		}
		if com.Of == "defence" != (v.base == equipment) {
			continue
		}
		placed := city != "" && strings.Contains(com.Place, city)
		switch {
		case city != "" && !placed, agreed != 0 && com.Agreed.Year() != agreed:
			continue
		case due != 0 && com.Due() != due:
			if placed && com.Due() != 0 {
				wrongYear = com
			}
			continue
		case !placed && due == 0 && party == facts.NATOTotal && agreed == 0:
			continue
		}
		return com, wrongYear
	}
	return nil, wrongYear
}

// aim reports whether a commitment was one to move towards a level.
func aim(com *facts.Commitment) bool {
	return com.ID == "wales-2014-2pct" || com.ID == "guideline-2006"
}

// undertaking is a commitment in words.
func (c *checker) undertaking(com *facts.Commitment) string {
	who := c.d.Name(com.Party)
	if com.Party == facts.NATOTotal {
		who = "the Allies"
	}
	s := fmt.Sprintf("What %s undertook on %s (%s) is the %s", who, com.Agreed.Long(), com.Place, com.Name)
	if com.Deadline != "" {
		s += ", by " + com.Deadline
	}
	return s
}

// cites are sources by their keys, as far as they were out.
func (c *checker) cites(keys []string) []facts.Cite {
	var out []facts.Cite
	for _, k := range c.d.OutBy(keys, c.asOf) {
		out = append(out, facts.Cite{Source: c.d.Sources[k]})
	}
	return out
}

// undertaken are the place where, the year by when and the year in which
// something was undertaken, as far as the sentence says.
func (s *sentence) undertaken(at, now int) (city string, due, agreed int) {
	far := 0
	for i := range s.ps {
		if v := s.ps[i].Val(lexicon.City); v != "" {
			city = v
		}
		if p := &s.ps[i]; p.Is(lexicon.Named) && strings.HasPrefix(p.Val(lexicon.Named), "hague") {
			city = "The Hague"
		}
	}
	for _, w := range s.times {
		y := w.To
		if w.Day != "" {
			y = w.Day.Year()
		}
		switch {
		case y == 0 || w.Ago:
		case y > now, w.at > at && w.Day == "" && y >= now:
			if d := max(at-w.at, w.at-at); due == 0 || d < far { // another year is of another matter: "and a review in 2029"
				due, far = y, d
			}
		case w.Day == "" && w.Role == reader.UntilYear:
			due = y
		default:
			agreed = y
		}
	}
	return city, due, agreed
}

// agreedHere reports whether the words for what was agreed stand before a level or
// in its clause, and nobody wants or plans it: "the chancellor wants 3.5 % in 2029,
// before the date agreed in The Hague" is no false date.
func (s *sentence) agreedHere(at int) bool {
	if s.mark(0, len(s.ps)-1, lexicon.Turn, "wish", "plan", "aim", "may", "if", "untrue") {
		return false
	}
	_, z := s.span(s.clause[at], s.clause[at])
	if s.mark(0, z, lexicon.Turn, "vow") || s.mark(0, z, lexicon.Plain, "vow") {
		return true
	}
	for i := 0; i <= z; i++ {
		if s.ps[i].Val(lexicon.Meeting) == "outcome" {
			return true
		}
	}
	return false
}

// sameMatter reports whether nothing between a level and the year by when makes
// the year another's: a name, another level, a new clause with a verb.
func (s *sentence) sameMatter(at, year int) bool {
	if year < 0 || s.parted(at, year) {
		return false
	}
	a, z := min(at, year), max(at, year)
	for i := a + 1; i < z; i++ {
		if s.ps[i].Kind == reader.IsLevel || s.isName(i) >= 0 && !s.names[s.isName(i)].code.Aggregate() || s.ps[i].Is(lexicon.But) {
			return false
		}
	}
	return true
}

// yearPhrase is the phrase that names a year, -1 for none.
func (s *sentence) yearPhrase(year int) int {
	for _, w := range s.times {
		if w.To == year {
			return w.at
		}
	}
	return -1
}

// asserted says why what is said to have been undertaken is not asserted, ""
// where it is: other sources and denials count, plans do not.
func (c *checker) asserted(s *sentence, at int) string {
	for _, m := range s.marks {
		if m.Sort == lexicon.Turn && (m.Val == "if" || m.Val == "untrue" || m.Val == "may" || m.Val == "sample") {
			return reasons[m.Val]
		}
	}
	a, z := s.span(s.clause[at], s.clause[at])
	for i := a; i <= z; i++ {
		if s.denies(i) {
			return "it denies something"
		}
	}
	return ""
}
