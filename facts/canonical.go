package facts

import (
	"fmt"
	"strings"
)

// canonicalName is the shortest text that names an Ally or an aggregate.
func canonicalName(c Code) string {
	switch c {
	case NATOTotal:
		return "nato"
	case EuropeCanada:
		return "europe and canada"
	}
	return string(c)
}

// measureTerse are the shortest words for each measure.
var measureTerse = map[Measure]string{
	SpendNCU: "national currency", SpendUSD: "usd", SpendUSDConstant: "usd constant", RealChange: "real change", RealChangeSince: "real change since 2014",
	GDP: "gdp in dollars", GDPConstant: "gdp constant", GDPPerCapita: "gdp per capita", DefencePerCapita: "per capita", Personnel: "troops",
	EquipmentShare: "equipment", PersonnelShare: "personnel share", InfrastructureShare: "infrastructure", OtherShare: "other expenditure",
}

// groupsNamed are the groups of Question.Group, in the order named.
func groupsNamed(names string) []*group {
	var out []*group
	for n := range strings.SplitSeq(strings.ReplaceAll(names, ", ", " and "), " and ") {
		for i := range groups {
			if groups[i].name == n {
				out = append(out, &groups[i])
			}
		}
	}
	return out
}

// besideGroup is the Ally that is named beside one group which holds it: "Spain
// against the EU average". It stands first then, out of the group's own order.
func (q Question) besideGroup(named []*group) Code {
	if len(named) != 1 || len(q.Allies) < 2 || len(q.Allies) != len(named[0].allies) || q.Allies[0] == named[0].allies[0] {
		return ""
	}
	return q.Allies[0]
}

// Canonical is the shortest terse text that asks the same question again,
// without its as-of date. It parses to the same question.
func (q Question) Canonical(d *Dataset) string {
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
			in := map[Code]bool{}
			named := groupsNamed(q.Group)
			for _, g := range named {
				for _, c := range g.allies {
					in[c] = true
				}
			}
			// What was named before the first group stands before it.
			i := 0
			if q.besideGroup(named) != "" {
				word(canonicalName(q.Allies[0]))
				i++
			}
			for ; i < len(q.Allies) && !in[q.Allies[i]]; i++ {
				word(canonicalName(q.Allies[i]))
			}
			for _, g := range named {
				word(g.key)
			}
			for ; i < len(q.Allies); i++ {
				if !in[q.Allies[i]] {
					word(canonicalName(q.Allies[i]))
				}
			}
			return
		}
		for _, c := range q.Allies {
			word(canonicalName(c))
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
		if q.Measure == SpendNCU && q.Currency != "" {
			word(strings.ToLower(q.Currency))
		} else {
			word(measureTerse[q.Measure])
		}
		if q.SIPRI {
			word("sipri")
		}
	}
	level := func(x float64) string {
		if q.Measure == SpendUSD || q.Measure == SpendUSDConstant || q.Measure == GDP || q.Measure == SpendNCU {
			return trimFloat(x) + " million"
		}
		return trimFloat(x) + "%"
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
				word(ordinal(q.Place))
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
		if len(q.Allies) == 1 && q.Allies[0] == NATOTotal {
			word("alliance")
		} else {
			names()
		}
		word(strings.ToLower(strings.TrimPrefix(q.Meeting.Place, "The ")))
		if q.Low > 0 {
			word(trimFloat(q.Low) + "%")
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
func (d *Dataset) canonicalTerm(q Question) string {
	if q.Low > 0 && strings.Contains(q.Term, "binding") {
		s := "is " + trimFloat(q.Low) + "% legally binding"
		for _, c := range q.Allies {
			s += " " + canonicalName(c)
		}
		return s
	}
	who := ""
	if strings.Contains(q.Term, "differ") && (len(q.Allies) > 0 || q.To > 0) {
		s := "why did"
		for _, c := range q.Allies {
			s += " " + canonicalName(c)
		}
		if q.To > 0 {
			s += fmt.Sprintf(" %d", q.To)
		}
		return s + " figures change"
	}
	for _, c := range q.Allies {
		if q.Term != "iceland" {
			who += " " + canonicalName(c)
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
