package question

import (
	"fmt"
	"strings"

	"natobot/facts"
)

// Reading says in one sentence how a question was understood, whatever words
// it was asked in; misspellings that were resolved are named in it.
func (d *Reader) Reading(q Question) string {
	s := d.reading(q)
	if s == "" {
		return ""
	}
	for _, c := range q.Corrected {
		s += fmt.Sprintf(" (“%s” read as %s)", c.Typed, c.Read)
	}
	if len(q.Unread) > 0 {
		s += fmt.Sprintf(" (“%s” not read)", strings.Join(q.Unread, "”, “"))
	}
	return s
}

func (d *Reader) reading(q Question) string {
	label := q.Measure.Label()
	if q.Measure == "" {
		label = facts.ShareOfGDP.Label()
	}
	if q.Measure == facts.SpendNCU && q.Currency != "" {
		label = "defence expenditure in " + q.Currency + ", current prices"
		if len(q.Allies) == 1 {
			if a, ok := d.Ally(q.Allies[0]); ok && a.Currency != "" && a.Currency != q.Currency {
				label = "defence expenditure in the national currency, for want of " + q.Currency + ", current prices"
			}
		}
	}
	when := ""
	switch {
	case q.From > 0 && q.To > 0:
		when = fmt.Sprintf(" from %d to %d", q.From, q.To)
	case q.From > 0:
		when = fmt.Sprintf(" since %d", q.From)
	case q.To > 0:
		when = fmt.Sprintf(" in %d", q.To)
	}
	known := " in the latest edition"
	switch {
	case q.Edition != "":
		known = " in the edition " + q.Edition
		if e, ok := d.Edition(q.Edition); ok {
			known = " in the edition of " + e.Published.Long()
		}
	case q.Said.AsOf:
		known = ", as known on " + q.AsOf.Long()
		if len(q.AsOf) < 10 {
			known = ", as known at the end of " + q.AsOf.Long()
		}
	}
	names := d.namesOf(q)
	level := d.levelOf(q)
	switch q.Intent {
	case Profile:
		if q.NonAlly != "" && len(q.Allies) == 0 {
			return q.NonAlly + ", which is not an Ally"
		}
		if names == "" {
			return "One Ally's " + label + when + known
		}
		s := names + ": " + label + when + known
		if q.SIPRI {
			s += ", with SIPRI's series beside it"
		}
		return s
	case Aggregate:
		switch {
		case q.Group == "":
		case q.Measure == facts.SpendUSD || q.Measure == facts.SpendUSDConstant || q.Measure == facts.GDP || q.Measure == facts.GDPConstant || q.Measure == facts.Personnel:
			names += ", added up"
		default:
			names += ", simple mean"
		}
		if names == "" {
			return label + when + known + ", of whom was not said"
		}
		s := names + ": " + label + when + known
		if level != "" {
			s += ", " + level
		}
		return s
	case Compare:
		s := "Comparison"
		if names != "" {
			s += " of " + names
		}
		if q.NonAlly != "" {
			s += " with " + q.NonAlly + ", which is not an Ally"
		}
		s += ": "
		if q.Change {
			s += "change in "
		}
		s += label + when + known
		if level != "" {
			s += ", " + level
		}
		return s
	case Ranking:
		s := "Allies ranked by "
		switch {
		case q.Group != "":
			s = "Ranking among " + names + " by "
		case len(q.Allies) > 0:
			s = names + " in the ranking of Allies by "
		}
		if q.Change {
			s += "change in "
		}
		s += label
		switch q.Order {
		case Bottom:
			s += ", lowest first"
		case Top:
			s += ", highest first"
		}
		if q.N > 0 {
			s += fmt.Sprintf(", the first %d", q.N)
		}
		if q.Place > 0 {
			s += ", the " + Ordinal(q.Place)
		}
		if q.Change && when == "" {
			when = " on the year before"
		}
		return s + "," + strings.TrimPrefix(when+known, ",")
	case ThresholdList:
		s := "Allies"
		if q.Group != "" {
			s = "Which of " + names
		}
		if q.Count {
			s = "Number of " + strings.Replace(s, "Which of", "Allies among", 1)
		}
		verb := " with " + label + " "
		if q.Ever {
			verb = " that ever had " + label + " "
		}
		if q.Low == 0 && q.Cmp != "" {
			return s + verb + string(q.Cmp) + " a target, which one was not said," + when + known
		}
		return s + verb + strings.TrimPrefix(level, "against ") + when + known
	case Trend:
		if names == "" {
			names = "An Ally that was not named"
		}
		if q.Change {
			return names + ": change in " + label + when + known
		}
		return names + ": " + label + " over the years" + when + known
	case Gap:
		if names == "" {
			names = "An Ally that was not named"
		}
		if q.Ever {
			if q.Low == 0 {
				return names + ": years in which a commitment was met, by " + label + known
			}
			return names + ": years with " + label + " " + level + known
		}
		if level == "" {
			level = "against the commitments in force"
		} else {
			level = "against " + d.bare(q)
		}
		return names + ": " + label + when + known + ", " + level
	case MeetingCard:
		return d.readingOfMeeting(q, known)
	case CommitmentAsk:
		s := "Commitments"
		switch {
		case names == "NATO Total":
			s += " of the Alliance"
		case names != "":
			s += " of " + names
		}
		if q.Meeting.Place != "" {
			s += ", agreed at " + q.Meeting.Place
		}
		if q.Low > 0 {
			s += ", at " + facts.ShortNumber(q.Low) + " %"
		}
		if q.Meeting.On != "" {
			s += ", agreed " + q.Meeting.On.Long()
		} else if q.To > 0 {
			s += fmt.Sprintf(", for %d", q.To)
		}
		if q.Said.AsOf {
			s += known
		}
		return s
	case DefinitionAsk:
		for i := range d.Definitions {
			if d.Definitions[i].ID == q.Term {
				return "Definition: " + strings.TrimSuffix(d.Definitions[i].Term, "?")
			}
		}
		return "Definition: " + strings.ReplaceAll(q.Term, "-", " ")
	case ClaimCheck:
		if q.Claim != "" {
			return "Claim check: “" + echo(q.Claim, 100) + "”, by what was known on " + q.AsOf.Long()
		}
		s := "Statements"
		if q.Speaker != "" {
			s += " by " + title(q.Speaker)
		}
		if names != "" {
			s += " on " + names
		}
		if q.Meeting.Topic != "" {
			s += " about " + q.Meeting.Topic
		}
		if q.Said.AsOf {
			s += known
		}
		return s
	}
	if q.Fault != nil {
		return "Not understood"
	}
	return "Help"
}

func title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (d *Reader) readingOfMeeting(q Question, known string) string {
	m := q.Meeting
	s := "Meetings"
	if m.Kind != "" {
		s = map[string]string{"summit": "Summits", "ministerial": "Ministerial meetings", "bilateral": "Bilateral meetings", "statement": "Statements", "publication": "Publications"}[m.Kind]
	}
	switch m.Which {
	case "next", "last":
		s = "The " + m.Which + " " + strings.ToLower(strings.TrimSuffix(s, "s"))
	}
	if m.Topic != "" {
		s += ", " + m.Topic
	}
	if m.Place != "" {
		s += ", at " + m.Place
	}
	if len(m.People) > 0 {
		p := make([]string, len(m.People))
		for i := range p {
			p[i] = title(m.People[i])
		}
		s += ", with " + strings.Join(p, " and ")
	}
	if names := d.namesOf(q); names != "" {
		s += ", about " + names
	}
	switch len(m.On) {
	case 10:
		s += ", on " + m.On.Long()
	case 4, 7:
		s += ", in " + m.On.Long()
	}
	if q.Said.AsOf {
		s += known
	}
	return s
}

// namesOf joins the names of whom a question is about.
func (d *Reader) namesOf(q Question) string {
	var list []string
	if q.Group != "" {
		in := map[facts.Code]bool{}
		for _, g := range GroupsNamed(q.Group) {
			list = append(list, g.Name)
			for _, c := range g.Allies {
				in[c] = true
			}
		}
		for _, c := range q.Allies {
			if !in[c] {
				list = append(list, d.Name(c))
			}
		}
	} else {
		for _, c := range q.Allies {
			list = append(list, d.Name(c))
		}
	}
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0]
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// levelOf writes a threshold with its comparison.
func (d *Reader) levelOf(q Question) string {
	if q.Low == 0 && q.High == 0 || q.Cmp == "" {
		return ""
	}
	if q.Cmp == Between {
		return "between " + d.amount(q, q.Low) + " and " + d.amount(q, q.High)
	}
	return string(q.Cmp) + " " + d.amount(q, q.Low)
}

func (d *Reader) bare(q Question) string {
	if q.Cmp == Between {
		return d.amount(q, q.Low) + " to " + d.amount(q, q.High)
	}
	return d.amount(q, q.Low)
}

func (d *Reader) amount(q Question, x float64) string {
	switch q.Measure {
	case facts.SpendUSD, facts.SpendUSDConstant, facts.GDP, facts.GDPConstant:
		return "US$ " + facts.FormatNumber(x, 0) + " million"
	case facts.SpendNCU, facts.SpendNCUConstant:
		return facts.FormatNumber(x, 0) + " million " + q.Currency
	case facts.Personnel:
		return facts.ShortNumber(x) + " thousand"
	case facts.GDPPerCapita, facts.DefencePerCapita:
		return "US$ " + facts.FormatNumber(x, 0)
	}
	return facts.ShortNumber(x) + " %"
}
