package question

import (
	"fmt"
	"strconv"
	"strings"

	"natobot/facts"
)

// CanonicalName is the shortest text that names an Ally or an aggregate.
func CanonicalName(c facts.Code) string {
	switch c {
	case facts.NATOTotal:
		return "nato"
	case facts.EuropeCanada:
		return "europe and canada"
	}
	return string(c)
}

// MeasureTerse are the shortest words for each measure.
var MeasureTerse = map[facts.Measure]string{
	facts.SpendNCU: "national currency", facts.SpendUSD: "usd", facts.SpendUSDConstant: "usd constant", facts.RealChange: "real change", facts.RealChangeSince: "real change since 2014",
	facts.GDP: "gdp in dollars", facts.GDPConstant: "gdp constant", facts.GDPPerCapita: "gdp per capita", facts.DefencePerCapita: "per capita", facts.Personnel: "troops",
	facts.EquipmentShare: "equipment", facts.PersonnelShare: "personnel share", facts.InfrastructureShare: "infrastructure", facts.OtherShare: "other expenditure",
}

// GroupsNamed are the groups of Question.Group, in the order named.
func GroupsNamed(names string) []*Group {
	var out []*Group
	for n := range strings.SplitSeq(strings.ReplaceAll(names, ", ", " and "), " and ") {
		for i := range groups {
			if groups[i].Name == n {
				out = append(out, &groups[i])
			}
		}
	}
	return out
}

// BesideGroup is the Ally that is named beside one group which holds it: "Spain
// against the EU average". It stands first then, out of the group's own order.
func (q Question) BesideGroup(named []*Group) facts.Code {
	if len(named) != 1 || len(q.Allies) < 2 || len(q.Allies) != len(named[0].Allies) || q.Allies[0] == named[0].Allies[0] {
		return ""
	}
	return q.Allies[0]
}

// Canonical is the shortest terse text that asks the same question again,
// without its as-of date. It parses to the same question.
func (d *Reader) Canonical(q Question) string {
	var b strings.Builder
	word := func(s string) {
		if s == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	names := func() {
		if q.Group != "" {
			in := map[facts.Code]bool{}
			named := GroupsNamed(q.Group)
			for _, g := range named {
				for _, c := range g.Allies {
					in[c] = true
				}
			}
			// What was named before the first group stands before it.
			i := 0
			if q.BesideGroup(named) != "" {
				word(CanonicalName(q.Allies[0]))
				i++
			}
			for ; i < len(q.Allies) && !in[q.Allies[i]]; i++ {
				word(CanonicalName(q.Allies[i]))
			}
			for _, g := range named {
				word(g.Key)
			}
			for ; i < len(q.Allies); i++ {
				if !in[q.Allies[i]] {
					word(CanonicalName(q.Allies[i]))
				}
			}
			return
		}
		for _, c := range q.Allies {
			word(CanonicalName(c))
		}
	}
	years := func() {
		switch {
		case q.From > 0 && q.To > 0:
			word(fmt.Sprintf("%d-%d", q.From, q.To))
		case q.From > 0:
			word(fmt.Sprintf("from %d", q.From))
		case q.To > 0:
			word(fmt.Sprint(q.To))
		}
	}
	measure := func() {
		if q.Measure == facts.SpendNCU && q.Currency != "" {
			word(strings.ToLower(q.Currency))
		} else {
			word(MeasureTerse[q.Measure])
		}
		if q.SIPRI {
			word("sipri")
		}
	}
	level := func(x float64) string {
		if q.Measure == facts.SpendUSD || q.Measure == facts.SpendUSDConstant || q.Measure == facts.GDP || q.Measure == facts.SpendNCU {
			return facts.ShortNumber(x) + " million"
		}
		return facts.ShortNumber(x) + "%"
	}
	switch q.Intent {
	case Profile, Aggregate:
		names()
		if q.Low > 0 && q.Cmp != "" {
			word(string(q.Cmp))
			word(level(q.Low))
			if q.Cmp == Between {
				word(level(q.High))
			}
		}
		years()
		measure()
	case Compare:
		word("compare")
		names()
		if q.Low > 0 && q.Cmp != "" {
			word(string(q.Cmp))
			word(level(q.Low))
		}
		if q.Change {
			word("change")
		}
		years()
		measure()
	case Ranking:
		switch {
		case q.Order != "":
			if q.Place > 0 {
				word(Ordinal(q.Place))
			}
			word(string(q.Order))
			if q.N > 0 {
				word(fmt.Sprint(q.N))
			}
		default:
			word("rank")
		}
		if q.Change {
			word("change")
		}
		names()
		years()
		measure()
	case ThresholdList:
		if q.Count {
			word("how many")
		}
		if q.Ever {
			word("ever")
		}
		word(string(q.Cmp))
		word(level(q.Low))
		if q.Cmp == Between {
			word(level(q.High))
		}
		names()
		years()
		measure()
	case Trend:
		word("trend")
		names()
		if q.Change {
			word("change")
		}
		years()
		measure()
	case Gap:
		switch {
		case q.Ever:
			word("ever")
		default:
			word("gap")
		}
		names()
		if q.Low > 0 {
			if q.Cmp != "" && q.Cmp != Below && !q.Ever || q.Ever && q.Cmp != AtLeast {
				word(string(q.Cmp))
			}
			word(level(q.Low))
			if q.Cmp == Between {
				word(level(q.High))
			}
		}
		years()
		measure()
	case MeetingCard:
		m := q.Meeting
		bare := m.Kind == "" && len(m.People) == 0 && m.On == "" && m.Place == "" && m.Topic == "" && m.Which == "" && len(q.Allies) == 0
		switch {
		case q.Speaker != "":
			word(strings.TrimSpace("what did " + q.Speaker + " say"))
			if m.Place != "" {
				word("in " + strings.ToLower(m.Place))
			}
			word(string(m.On))
			return b.String()
		case bare && m.ID == "":
			return "meetings"
		}
		word(m.Which)
		switch {
		case m.Topic == "defence ministers" || m.Topic == "foreign ministers":
			word(m.Topic)
			if m.Which != "" {
				word("meeting")
			}
		case m.Kind == "summit":
			word("summit")
		case m.Kind == "ministerial":
			word("ministerial")
		case m.Kind == "bilateral":
			word("bilateral meeting")
		case m.Kind == "publication":
			word("annual report")
		default:
			word("meeting")
		}
		word(string(m.On))
		if e, n := d.words.phrases[phraseKey(m.Place)]; n && e.kind == kAlly {
			word("in")
		}
		word(strings.ToLower(strings.TrimPrefix(m.Place, "The ")))
		for _, w := range m.People {
			word(w)
		}
		names()
		if m.Topic != "" && m.Kind == "" {
			word(strings.ToLower(m.Topic))
		}
	case CommitmentAsk:
		if len(q.Allies) == 0 && q.Meeting.Place == "" && q.Low == 0 && len(q.Meeting.On) == 0 {
			return "commitments"
		}
		word("commitment")
		if len(q.Allies) == 1 && q.Allies[0] == facts.NATOTotal {
			word("alliance")
		} else {
			names()
		}
		word(strings.ToLower(strings.TrimPrefix(q.Meeting.Place, "The ")))
		if q.Low > 0 {
			word(facts.ShortNumber(q.Low) + "%")
		}
		switch {
		case q.Meeting.On != "":
			word(string(q.Meeting.On))
		case q.To > 0:
			word(fmt.Sprint(q.To))
		}
	case DefinitionAsk:
		return d.canonicalTerm(q)
	case ClaimCheck:
		if q.Claim == "" {
			word("claims")
			word(q.Speaker)
			if q.Meeting.Topic != "" {
				word("about " + strings.ToLower(q.Meeting.Topic))
			}
			names()
			return b.String()
		}
		return `check "` + strings.ReplaceAll(q.Claim, `"`, "'") + `"`
	default:
		return "help"
	}
	if q.Edition != "" {
		if e, ok := d.Edition(q.Edition); ok {
			word("edition " + string(e.Published.First()[:7]))
		}
	}
	return b.String()
}

// canonicalTerm asks for a definition again, by the first of its names that
// leads back to it.
func (d *Reader) canonicalTerm(q Question) string {
	if q.Low > 0 && strings.Contains(q.Term, "binding") {
		s := "is " + facts.ShortNumber(q.Low) + "% legally binding"
		for _, c := range q.Allies {
			s += " " + CanonicalName(c)
		}
		return s
	}
	who := ""
	if strings.Contains(q.Term, "differ") && (len(q.Allies) > 0 || q.To > 0) {
		s := "why did"
		for _, c := range q.Allies {
			s += " " + CanonicalName(c)
		}
		if q.To > 0 {
			s += fmt.Sprintf(" %d", q.To)
		}
		return s + " figures change"
	}
	for _, c := range q.Allies {
		if q.Term != "iceland" {
			who += " " + CanonicalName(c)
		}
	}
	var tries []string
	for i := range d.Definitions {
		if def := &d.Definitions[i]; def.ID == q.Term {
			for _, n := range append([]string{def.Term}, def.Aliases...) {
				n = strings.ToLower(strings.TrimSuffix(n, "?"))
				switch first, _, _ := strings.Cut(n, " "); first {
				case "why", "what", "is", "how", "difference":
					tries = append(tries, n+who)
				default:
					tries = append(tries, "what is "+n+who)
				}
			}
		}
	}
	for _, s := range tries {
		if len(s) <= 50 {
			if r := d.Parse(s, d.Newest().Published.Last(), Context{}); r.Fault == nil && r.Intent == DefinitionAsk && r.Term == q.Term {
				return s
			}
		}
	}
	return "what is " + strings.ReplaceAll(q.Term, "-", " ") + who
}

// Ordinal writes a place in English: "1st", "22nd".
func Ordinal(n int) string {
	s := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			s = "st"
		case 2:
			s = "nd"
		case 3:
			s = "rd"
		}
	}
	return strconv.Itoa(n) + s
}
