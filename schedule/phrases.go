package schedule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"natobot/bot"
	"natobot/facts"
)

// kindWords count the news of a digest, by kind.
var kindWords = map[newsKind]struct{ one, many string }{
	redefined:       {"a change of what is counted", "%d changes of what is counted"},
	summitHeld:      {"a summit", "%d summits"},
	ministerialHeld: {"a meeting of ministers", "%d meetings of ministers"},
	newEdition:      {"a new edition", "%d new editions"},
	crossedLevel:    {"1 crossing of a level", "%d crossings of a level"},
	revisedShares:   {"1 Ally revised", "%d Allies revised"},
	newPlan:         {"1 new plan", "%d new plans"},
	otherFigures:    {"1 other publication", "%d other publications"},
	statementMade:   {"1 statement", "%d statements"},
	claimMade:       {"1 claim checked", "%d claims checked"},
	bilateralHeld:   {"1 other meeting", "%d other meetings"},
	announcedEvent:  {"1 event announced", "%d events announced"},
	promiseNear:     {"1 promise near its date", "%d promises near their date"},
}

// tally counts items by kind, in their order: "a summit, 3 crossings of a level
// and 1 new plan".
func tally(items []newsItem) string {
	n := map[newsKind]int{}
	for _, it := range items {
		n[it.kind] += it.n
	}
	var parts []string
	for k := range newsKind(len(kindWords)) {
		switch w := kindWords[k]; {
		case n[k] == 1:
			parts = append(parts, w.one)
		case n[k] > 1:
			parts = append(parts, fmt.Sprintf(w.many, n[k]))
		}
	}
	return list(parts, 0)
}

// newsHeadline leads with the first item and counts the others by kind.
func newsHeadline(items []newsItem, since facts.Date) string {
	say := fmt.Sprintf("News since %s. %s", since.Long(), capital(items[0].head))
	rest := slices.Clone(items)
	rest[0].n = 0
	if others := tally(rest); others != "" {
		say += "; also " + others
	}
	return say + "."
}

func editionHead(e *facts.Edition, otherwise bool) string {
	if otherwise {
		return editionName(e) + " counts " + counts(e)
	}
	return editionName(e) + " is out"
}

func planHead(d *facts.Dataset, c *facts.Commitment) string {
	who := "the Alliance"
	if !c.Party.Aggregate() {
		who = inName(d, c.Party)
	}
	return who + ": " + c.Name
}

func claimHead(s *facts.Statement) string {
	return fmt.Sprintf("a claim by %s, checked: %s", s.Speaker, strings.ToLower(bot.VerdictWord(s.Then)))
}

func eventHead(m *facts.Meeting, when facts.Date) string { return m.Title + ", " + when.Long() }

func promiseHead(n int, day facts.Date) string {
	return plural(n, "promise", "promises") + " for " + day.Long()
}

// numbered puts the place of an item in its digest before it.
func numbered(n int, say string) string { return fmt.Sprintf("%d. %s", n, say) }

func othersLine(n int, items []newsItem) string {
	return fmt.Sprintf("And %s: %s. Type: commitments, or meetings.", plural(n, "other", "others"), tally(items))
}

func nothingHeadline(d *facts.Dataset, about []facts.Code, since facts.Date) string {
	if len(about) > 0 {
		return fmt.Sprintf("Nothing new about %s since %s.", names(d, about, 3), since.Long())
	}
	return "Nothing new in allied defence spending since " + since.Long() + "."
}

func freshLine(e *facts.Edition, year int) string {
	return fmt.Sprintf("New: %s (published %s), with %s.", editionName(e), e.Published.Long(), yearsHeld(e, year))
}

func crossedLine(l float64, up bool, when, who string) string {
	word := "Fell below"
	if up {
		word = "Reached"
	}
	return fmt.Sprintf("%s %s %%, %s: %s.", word, level(l), when, who)
}

func revisedLine(was *facts.Edition, least float64, parts []string, shares, allies int) string {
	if shares == len(parts) {
		return fmt.Sprintf("Revised against %s: %s.", editionName(was), list(parts, 0))
	}
	return fmt.Sprintf("Revised against %s, by %.2f points or more: %s of %s. Most: %s.", editionName(was), least,
		plural(shares, "share", "shares"), plural(allies, "Ally", "Allies"), strings.Join(parts, ", "))
}

func publishedLine(e *facts.Edition) string {
	return fmt.Sprintf("Published %s: %s, %s.", e.Published.Long(), e.Publisher, e.Title)
}

// commitmentLine says who undertook what, when, and who reports it.
func commitmentLine(t *teller, c *facts.Commitment, asOf facts.Date) string {
	t.commits = append(t.commits, c.ID)
	who := "The Alliance"
	if !c.Party.Aggregate() {
		who = capital(inName(t.d, c.Party))
	}
	return sentences(fmt.Sprintf("%s, %s: %s", who, c.Agreed.Long(), ended(c.Summary)), t.by(c.Sources, asOf))
}

func supersededLine(t *teller, c *facts.Commitment, asOf facts.Date) string {
	t.commits = append(t.commits, c.ID)
	return sentences(fmt.Sprintf("Superseded on %s: %s.", c.Superseded.Long(), strings.TrimSuffix(c.Name, ".")), t.by(c.Sources, asOf))
}

// meetingLine says what a meeting that was held came to. Of one that came to
// nothing only a summit is told.
func meetingLine(t *teller, m *facts.Meeting, outcome string) string {
	if outcome == "" && m.Kind != "summit" {
		return ""
	}
	t.meets = append(t.meets, m.ID)
	if outcome == "" {
		return sentences(fmt.Sprintf("%s, %s, was held.", m.Title, m.Start.Long()), t.by(m.Sources, m.Start))
	}
	return fmt.Sprintf("%s, %s: %s", m.Title, m.Start.Long(), outcome)
}

// claimLine says what was claimed, by whom, and how it stood that day.
func claimLine(t *teller, s *facts.Statement, asOf facts.Date) string {
	who := s.Speaker
	if s.Role != "" {
		who += " (" + s.Role + ")"
	}
	if s.Meeting != "" {
		t.meets = append(t.meets, s.Meeting)
	}
	return sentences(fmt.Sprintf("Claimed on %s by %s: %s", s.Date.Long(), who, ended(s.Claim)),
		fmt.Sprintf("%s: %s", bot.VerdictWord(s.Then), ended(t.fill(s.ThenWhy))), t.by(s.Sources, asOf))
}

func announcedLine(m *facts.Meeting, when facts.Date, place string) string {
	return fmt.Sprintf("Announced: %s, %s%s.", m.Title, when.Long(), at(place))
}

func comingLine(m *facts.Meeting, when facts.Date, place string) string {
	return fmt.Sprintf("Coming: %s, %s%s.", m.Title, when.Long(), at(place))
}

// promiseLine names what is to be kept by a day. What an Ally counts in its own
// way is said to be so and is set beside no figure of NATO's.
func promiseLine(t *teller, day facts.Date, cs []*facts.Commitment, asOf facts.Date) string {
	when := "for " + day.Long()
	if len(day) > len("2006") {
		when = "from " + day.Long() + " on"
	}
	e, current := t.d.Current(asOf)
	var parts []string
	var stand []facts.Code
	for _, c := range cs {
		t.commits = append(t.commits, c.ID)
		say := "the Alliance"
		if !c.Party.Aggregate() {
			say = inName(t.d, c.Party)
		}
		say += " " + exact(c.Value)
		if c.Upper > 0 {
			say += " to " + exact(c.Upper)
		}
		say += " %"
		switch {
		case !strings.Contains(c.Definition, "NATO's definition"):
			say += ", " + c.Definition
		case current && !e.Core() && !c.Party.Aggregate():
			stand = append(stand, c.Party)
		}
		parts = append(parts, sentences(say, t.by(c.Sources, asOf)))
	}
	return sentences(fmt.Sprintf("Promised %s, as shares of GDP: %s.", when, strings.Join(parts, "; ")), standing(t, stand, asOf))
}

// exact writes a promised share with the decimals that it was promised with.
func exact(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
