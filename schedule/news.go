package schedule

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"natobot/facts"
)

// A newsKind is what an item of a digest is about. Their order is that in which
// an editor would lead: what is counted, who met, who crossed a line, what was
// revised, who plans what, then the rest. A further kind is a line here, one in
// kindWords and a function in newsOf.
type newsKind int

const (
	redefined       newsKind = iota // a new edition that counts other things than the one before
	summitHeld                      //
	ministerialHeld                 //
	newEdition                      // one that counts the same
	crossedLevel                    // an Ally on another side of a level
	revisedShares                   // another figure for the same year
	newPlan                         // what an Ally or the Alliance undertook, or took back
	otherFigures                    // figures beside the current edition
	claimMade                       // said in public, and checked against figures, or found faulty
	statementMade                   // said in public, with a figure
	bilateralHeld                   // between leaders, where it was about spending
	announcedEvent                  // a summit or meeting that was not known of before
	promiseNear                     // a deadline comes up
)

// A newsItem is one line of a digest.
type newsItem struct {
	kind newsKind
	day  facts.Date
	n    int // how many things it tells of; 0: it only says more of the item before
	line line
	head string     // in a few words, for the headline where it leads
	ally facts.Code // whose plan it is, or ""
}

// newsOf collects what came to be known after in.Since, up to and including
// in.AsOf, the most wanted first, each matter once.
func newsOf(t *teller, was, now *facts.Edition, in DigestInput) []newsItem {
	w := window{in}
	items := slices.Concat(w.edition(t, was, now), w.otherEditions(t, was, now), w.meetings(t), w.plans(t), w.claims(t), w.announced(t), w.promises(t))
	slices.SortStableFunc(items, func(a, b newsItem) int {
		if c := cmp.Compare(a.kind, b.kind); c != 0 {
			return c
		}
		return cmp.Compare(a.day.Last(), b.day.Last())
	})
	return items
}

// A window is the time and the Allies of one digest.
type window struct{ DigestInput }

// holds reports whether something dated came to be known in the window. What is
// dated by its year alone is news on no day.
func (w window) holds(day facts.Date) bool {
	return len(day) > 4 && day.KnownBy(w.AsOf) && !day.KnownBy(w.Since)
}

// nears reports whether the window holds the day that is so many days before.
func (w window) nears(day facts.Date, before int) bool {
	return w.holds(facts.DateOf(day.Time().AddDate(0, 0, -before)))
}

// edition is the new current edition: what it counts, who crossed, what was
// revised.
func (w window) edition(t *teller, was, now *facts.Edition) []newsItem {
	if now == nil || was != nil && was.ID == now.ID {
		return nil
	}
	b := editionNews(t, was, now, w.About, w.AsOf)
	lead := newsItem{kind: newEdition, day: now.Published, n: 1, line: t.join(b.fresh, b.caveat), head: editionHead(now, false)}
	if was != nil && was.Definition != now.Definition {
		lead.kind, lead.head = redefined, editionHead(now, true)
	}
	out := []newsItem{lead}
	for _, c := range b.crossed {
		out = append(out, newsItem{kind: crossedLevel, day: now.Published, n: c.n, line: c.line})
	}
	if b.moved.say != "" {
		out = append(out, newsItem{kind: crossedLevel, day: now.Published, n: 0, line: b.moved})
	}
	if b.revised.say != "" {
		out = append(out, newsItem{kind: revisedShares, day: now.Published, n: b.revised.n, line: b.revised.line})
	}
	return out
}

// otherEditions are editions that came out beside the current one.
func (w window) otherEditions(t *teller, was, now *facts.Edition) []newsItem {
	var out []newsItem
	for _, e := range t.d.Editions {
		if !w.holds(e.Published) || now != nil && e.ID == now.ID || was != nil && e.ID == was.ID {
			continue
		}
		out = append(out, newsItem{kind: otherFigures, day: e.Published, n: 1, head: e.Title, line: tell(t, func(t *teller) string {
			t.citeEdition(e, "")
			say := publishedLine(e)
			for i := range t.d.Meetings {
				if m := &t.d.Meetings[i]; m.Kind == "publication" && m.Start == e.Published {
					return sentences(say, w.outcome(t, m))
				}
			}
			return sentences(say, t.by([]string{e.ID}, w.AsOf))
		})})
	}
	return out
}

var heldKinds = map[string]newsKind{"summit": summitHeld, "ministerial": ministerialHeld, "bilateral": bilateralHeld, "publication": otherFigures, "statement": statementMade}

// meetings are those that were held and came to something that bears on
// spending; a summit is told of in any case. Of those that are not the whole
// Alliance's only where an Ally asked for is named.
func (w window) meetings(t *teller) []newsItem {
	var out []newsItem
	for i := range t.d.Meetings {
		m := &t.d.Meetings[i]
		if !w.holds(heldBy(m)) || toldOtherwise(t.d, m) || m.Kind == "statement" && w.claimOf(t.d, m) != nil {
			continue
		}
		l := tell(t, func(t *teller) string { return meetingLine(t, m, w.outcome(t, m)) })
		if l.say == "" || m.Kind != "summit" && !onSpending(l.say) || !allied(m) && !w.names(t.d, l.say) {
			continue
		}
		out = append(out, newsItem{kind: heldKinds[m.Kind], day: heldBy(m), n: 1, line: l, head: m.Title})
	}
	return out
}

// allied reports whether a meeting is one of the whole Alliance.
func allied(m *facts.Meeting) bool { return m.Kind == "summit" || m.Kind == "ministerial" }

// names reports whether a text names an Ally asked for, if any is.
func (w window) names(d *facts.Dataset, text string) bool {
	return len(w.About) == 0 || slices.ContainsFunc(named(d, text, words(text)), func(c facts.Code) bool { return slices.Contains(w.About, c) })
}

// outcome is what came of a meeting, as far as it was known: what was decided,
// and where that does not speak of spending, what was decided or said that does;
// and what was decided or said of an Ally asked for.
// It is empty where there is nothing that a reader of spending should know.
func (w window) outcome(t *teller, m *facts.Meeting) string {
	var told []facts.MeetingFact
	first := func(fits func(facts.MeetingFact) bool) bool {
		i := slices.IndexFunc(m.Facts, func(f facts.MeetingFact) bool {
			return fits(f) && len(t.d.OutBy(f.Sources, w.AsOf)) > 0
		})
		if i >= 0 && !slices.ContainsFunc(told, func(f facts.MeetingFact) bool { return f.Text == m.Facts[i].Text }) {
			told = append(told, m.Facts[i])
		}
		return i >= 0
	}
	ofMoney := func(kind string) bool {
		return first(func(f facts.MeetingFact) bool { return f.Kind == kind && onSpending(f.Text) })
	}
	if allied(m) {
		first(func(f facts.MeetingFact) bool { return f.Kind == "outcome" })
	}
	if len(told) == 0 || !onSpending(told[0].Text) {
		_ = ofMoney("outcome") || (allied(m) || figured(t.d, m)) && ofMoney("said") || allied(m) && len(told) == 0 && ofMoney("context")
	}
	if allied(m) && len(w.About) > 0 {
		first(func(f facts.MeetingFact) bool { return f.Kind != "context" && w.names(t.d, f.Text) })
	}
	if len(told) == 0 && len(m.Facts) == 0 && len(m.Outcomes) > 0 { // without sources of its own
		return sentences(t.fill(m.Outcomes[0]), t.by(m.Sources, w.AsOf))
	}
	var say []string
	for _, f := range told {
		say = append(say, t.fill(f.Text), t.by(f.Sources, w.AsOf))
	}
	return sentences(say...)
}

// heard is whatever is known first of a meeting.
func (w window) heard(t *teller, m *facts.Meeting) string {
	if len(m.Facts) == 0 {
		return ""
	}
	return sentences(t.fill(m.Facts[0].Text), t.by(m.Facts[0].Sources, w.AsOf))
}

// onSpending reports whether a sentence speaks of money or of shares of it.
func onSpending(s string) bool { return touches(words(s), moneyWords) }

// toldOtherwise reports whether a digest tells of a meeting's matter in another
// line: the publication of an edition, or the statement of a commitment.
func toldOtherwise(d *facts.Dataset, m *facts.Meeting) bool {
	switch m.Kind {
	case "publication":
		return slices.ContainsFunc(d.Editions, func(e *facts.Edition) bool { return e.Published == m.Start })
	case "statement":
		return slices.ContainsFunc(d.Commitments, func(c facts.Commitment) bool {
			return c.Agreed == m.Start && !c.Party.Aggregate() && strings.Contains(m.Title, d.Name(c.Party))
		})
	}
	return false
}

// plans are undertakings that were made or taken back. What was agreed at a
// summit is the summit's news.
func (w window) plans(t *teller) []newsItem {
	var out []newsItem
	beside := map[facts.Code]bool{} // whose figure stands beside its plan
	for i := range t.d.Commitments {
		c := &t.d.Commitments[i]
		switch {
		case !concerns(w.About, c.Party):
		case w.holds(c.Agreed) && !ofSummit(t.d, c):
			figure := !beside[c.Party] && !c.Party.Aggregate() && c.Of == "gdp"
			beside[c.Party] = beside[c.Party] || figure
			out = append(out, newsItem{kind: newPlan, day: c.Agreed, n: 1, ally: partyAlone(c), head: planHead(t.d, c), line: tell(t, func(t *teller) string {
				say := commitmentLine(t, c, w.AsOf)
				if figure {
					say = sentences(say, standing(t, []facts.Code{c.Party}, w.AsOf))
				}
				return say
			})})
		case c.Superseded != "" && w.holds(c.Superseded) && !ofSummit(t.d, c):
			out = append(out, newsItem{kind: newPlan, day: c.Superseded, n: 1, head: planHead(t.d, c), line: tell(t, func(t *teller) string { return supersededLine(t, c, w.AsOf) })})
		}
	}
	return out
}

// partyAlone is the Ally that undertook a share of its GDP, or "".
func partyAlone(c *facts.Commitment) facts.Code {
	if c.Party.Aggregate() || c.Of != "gdp" {
		return ""
	}
	return c.Party
}

// ofSummit reports whether an undertaking was made at a summit that is held.
func ofSummit(d *facts.Dataset, c *facts.Commitment) bool {
	return slices.ContainsFunc(d.Meetings, func(m facts.Meeting) bool {
		at := m.Start <= c.Agreed && c.Agreed <= heldBy(&m)
		return m.Kind == "summit" && at && (c.Party.Aggregate() || c.Place != "" && strings.Contains(m.Title, c.Place))
	})
}

// claims are what was said in public and checked against the evidence of its
// day: one of each meeting, the most faulty. Of what is right, only figures.
func (w window) claims(t *teller) []newsItem {
	var out []newsItem
	for i := range t.d.Statements {
		s := &t.d.Statements[i]
		m := meetingOf(t.d, s.Meeting)
		if !w.holds(s.Date) || m != nil && w.claimOf(t.d, m) != s || m == nil && w.worth(t.d, nil, s) == 0 {
			continue
		}
		out = append(out, newsItem{kind: claimMade, day: s.Date, n: 1, head: claimHead(s), line: tell(t, func(t *teller) string { return claimLine(t, s, w.AsOf) })})
	}
	return out
}

// claimOf is the claim by which a meeting is told of, if one is.
func (w window) claimOf(d *facts.Dataset, m *facts.Meeting) *facts.Statement {
	var best *facts.Statement
	most := 0
	for i := range d.Statements {
		if s := &d.Statements[i]; s.Meeting == m.ID && w.holds(s.Date) {
			if v := w.worth(d, m, s); v > most {
				best, most = s, v
			}
		}
	}
	return best
}

// worth weighs a claim for this digest; 0 is not worth a line. One that is right
// is worth it where figures bear it out: that somebody said it is not enough.
func (w window) worth(d *facts.Dataset, m *facts.Meeting, s *facts.Statement) int {
	ours := len(w.About) == 0 || slices.ContainsFunc(s.Allies, func(c facts.Code) bool { return slices.Contains(w.About, c) }) || w.names(d, s.Claim)
	switch {
	case !ours:
		return 0
	case m != nil && m.Kind == "publication", slices.ContainsFunc(d.Editions, func(e *facts.Edition) bool { return e.Published == s.Date && e.Publisher == s.Speaker }):
		return 0 // the edition speaks for itself
	case s.Then == facts.Contradicted:
		return 3
	case s.Then == facts.Imprecise || s.Then == facts.Outdated:
		return 2
	case s.Then == facts.Supported && strings.Contains(s.ThenWhy, "{") && (m == nil || m.Kind == "statement"):
		return 1
	}
	return 0
}

// figured reports whether something with a figure was said at a meeting of which
// a record is kept.
func figured(d *facts.Dataset, m *facts.Meeting) bool {
	return m.Kind == "statement" && slices.ContainsFunc(d.Statements, func(s facts.Statement) bool { return s.Meeting == m.ID && s.Quantity != "" })
}

func meetingOf(d *facts.Dataset, id string) *facts.Meeting {
	for i := range d.Meetings {
		if d.Meetings[i].ID == id {
			return &d.Meetings[i]
		}
	}
	return nil
}

// announced are events of which day or place were told for the first time.
func (w window) announced(t *teller) []newsItem {
	var out []newsItem
	for i := range t.d.Meetings {
		m := &t.d.Meetings[i]
		for _, a := range m.Announced {
			if !w.holds(a.On) || a.When == "" || a.When.KnownBy(w.AsOf) {
				continue
			}
			out = append(out, newsItem{kind: announcedEvent, day: a.On, n: 1, head: eventHead(m, a.When), line: tell(t, func(t *teller) string {
				t.meets = append(t.meets, m.ID)
				return sentences(announcedLine(m, a.When, a.Place), t.by(a.Sources, w.AsOf))
			})})
		}
	}
	return out
}

// Days before a promise's date on which it is told of, and before an event's.
const (
	promiseDays = 28
	eventDays   = 14
)

// promises are those whose date nears, a line for each date.
func (w window) promises(t *teller) []newsItem {
	by := map[facts.Date][]*facts.Commitment{}
	var days []facts.Date
	for i := range t.d.Commitments {
		c := &t.d.Commitments[i]
		day, ok := dueOn(c)
		if !ok || c.Of != "gdp" || !c.InForce(w.AsOf) || !concerns(w.About, c.Party) || !w.nears(lastCall(day), promiseDays) {
			continue
		}
		if by[day] == nil {
			days = append(days, day)
		}
		by[day] = append(by[day], c)
	}
	slices.Sort(days)
	var out []newsItem
	for _, day := range days {
		out = append(out, newsItem{kind: promiseNear, day: day, n: len(by[day]), head: promiseHead(len(by[day]), day), line: tell(t, func(t *teller) string { return promiseLine(t, day, by[day], w.AsOf) })})
	}
	return out
}

// dueOn is the year or month by which an undertaking is to be kept, where it has
// one. Fiscal years and open dates are none.
func dueOn(c *facts.Commitment) (facts.Date, bool) {
	if t, err := time.Parse("January 2006", c.Deadline); err == nil {
		return facts.Date(t.Format("2006-01")), true
	}
	day, ok := facts.ParseDate(c.Deadline)
	return day, ok
}

// lastCall is the day by which a promise with such a date is to be kept: the end
// of its year, the beginning of its month.
func lastCall(day facts.Date) facts.Date {
	if len(day) == len("2006") {
		return day.Last()
	}
	return day.First()
}
