package schedule

import (
	"fmt"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// correctionDays is how long after a message a revision of what it stated is
// told under it.
const correctionDays = 60

// maxCorrected bounds the figures that one correction tells.
const maxCorrected = 5

// Stated is a message of ours with the figures that it stated: a delivery that
// was sent, or an answer that somebody shared.
type Stated struct {
	ID        string // "d17" for a delivery, "s4" for a share
	To        bot.Destination
	MessageID string
	At        time.Time
	Figures   []facts.Figure
}

// CorrectionSlot names the delivery of the one correction of a message for an
// edition.
func CorrectionSlot(m Stated, edition string) string { return "correction:" + m.ID + ":" + edition }

// Correction writes what an edition corrects in a message of ours, for its
// thread: what it said, what holds now, by which edition, when it was told. It
// reports false when the message needs none.
//
// A message is corrected only where it stated what was current when it was
// told: an answer as of an earlier day said so, and stays true. A figure that
// the new edition lacks is not corrected, for nothing is known of it.
func Correction(d *facts.Dataset, m Stated, now time.Time) (r bot.Reply, edition string, ok bool) {
	e, held := d.Current(facts.DateOf(now))
	told := facts.DateOf(m.At)
	then, had := d.Current(told)
	if !held || !had || facts.DateOf(m.At.AddDate(0, 0, correctionDays)) < facts.DateOf(now) {
		return r, "", false
	}
	t := newTeller(d)
	var lines []string
	n := 0
	for _, f := range m.Figures {
		if f.Edition != then.ID && f.Edition != e.ID {
			continue
		}
		g, ok := e.Figure(f.Ally, f.Measure, f.Year)
		if !ok || g.Value == f.Value {
			continue
		}
		if n++; n > maxCorrected {
			continue
		}
		by := f.Edition
		if o, ok := d.Edition(f.Edition); ok {
			by = editionName(o)
		}
		t.note(f)
		lines = append(lines, fmt.Sprintf("%s, %s, %s: this message said %s, by %s. Now: %s.",
			t.d.Name(f.Ally), f.Measure.Label(), inYear(g), t.amount(f), by, t.amount(g)))
	}
	if n == 0 {
		return r, "", false
	}
	if n > maxCorrected {
		lines = append(lines, fmt.Sprintf("And %s of this message; ask again for the rest.", plural(n-maxCorrected, "other figure", "other figures")))
	}
	r.Kind, r.Public = "correction", true
	what, verb := plural(n, "figure", "figures")+" stated here on "+told.Long(), "has"
	if n > 1 {
		verb = "have"
	}
	r.Answer = facts.Answer{Status: facts.Answered, AsOf: facts.DateOf(now), Edition: e.ID}
	switch {
	case e.ID == then.ID:
		r.Headline = fmt.Sprintf("Correction: %s %s been corrected in our copy of %s.", what, verb, editionName(e))
	case e.Definition == then.Definition:
		r.Headline = fmt.Sprintf("Correction: %s %s been revised by %s, published %s.", what, verb, editionName(e), e.Published.Long())
	default: // what is counted comes before any figure
		counts := map[bool]string{true: "core defence only", false: "total defence expenditure"}
		r.Headline = fmt.Sprintf("Correction: %s counts %s, and gives other values for %s.", editionName(e), counts[e.Core()], what)
		r.Lines = append(r.Lines, fmt.Sprintf("What was stated here counted %s. The difference is no change of spending.", counts[then.Core()]))
	}
	r.Lines = append(r.Lines, lines...)
	t.into(&r.Answer)
	return r, e.ID, true
}
