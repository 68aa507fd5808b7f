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
			rest := map[Code]bool{}
			for _, c := range q.Allies {
				rest[c] = true
			}
			var keys []string
			for _, g := range groups {
				if strings.Contains(" and "+strings.ReplaceAll(q.Group, ", ", " and ")+" and ", " and "+g.name+" and ") {
					keys = append(keys, g.key)
					for _, c := range g.allies {
						delete(rest, c)
					}
				}
			}
			word(strings.Join(keys, " "))
			for _, c := range q.Allies {
				if rest[c] {
					word(canonicalName(c))
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

// canonicalTerm asks for a definition again.
func (d *Dataset) canonicalTerm(q Question) string {
	for i := range d.Definitions {
		if d.Definitions[i].ID != q.Term {
			continue
		}
		for _, n := range append([]string{d.Definitions[i].Term}, d.Definitions[i].Aliases...) {
			s := "what is " + strings.ToLower(n)
			if len(s) <= 50 {
				if r := d.Parse(s, d.Newest().Published, Context{}); r.Intent == DefinitionAsk && r.Term == q.Term {
					return s
				}
			}
		}
	}
	switch q.Term {
	case "binding":
		return "is 2% binding"
	case "iceland":
		return "why is iceland missing"
	case "sipri":
		return "nato vs sipri"
	}
	return "what is " + strings.ReplaceAll(q.Term, "-", " ")
}

func (d *Dataset) Reading(q Question) string                        { return "" }
func (d *Dataset) Suggest(prefix string, asOf Date, n int) []Choice { return nil }
