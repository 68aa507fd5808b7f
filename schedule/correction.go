package schedule

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
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
	Kind      string // of the delivery, or "share"
	To        bot.Destination
	MessageID string
	At        time.Time
	Figures   []facts.Figure
}

// standing leaves of a message's figures those that it told as today's: of an
// edition that may have answered when it was told, the newest that it quotes,
// for beside that older figures stand for comparison. What was answered as of an
// earlier day said so, and stays true. What was stated from an edition that is
// held no longer, for it was withdrawn, stands as well; of a correction only
// that, for beside it the message that it corrects is corrected again.
func (m Stated) standing(d *facts.Dataset, taken map[string]time.Time, now time.Time) Stated {
	in := currentAt(d, taken, m.At)
	if e, ok := d.Current(facts.DateOf(now)); ok && !slices.Contains(in, e.ID) {
		in = append([]string{e.ID}, in...)
	}
	for i, id := range in {
		if slices.ContainsFunc(m.Figures, func(f facts.Figure) bool { return f.Edition == id }) {
			in = in[i : i+1]
			break
		}
	}
	late := facts.DateOf(m.At.AddDate(0, 0, correctionDays)) < facts.DateOf(now)
	m.Figures = slices.DeleteFunc(slices.Clone(m.Figures), func(f facts.Figure) bool {
		_, known := d.Edition(f.Edition)
		return late || known && (m.Kind == "correction" || !slices.Contains(in, f.Edition))
	})
	return m
}

// everywhere is how long after an edition was announced another process may
// still have answered without it.
const everywhere = 5 * time.Minute

// currentAt are the editions that may have answered here at a time, the newest
// first; taken says since when, and an edition that is not in it always has.
// The newest is not always the newest that had been published by then: data are
// taken up some hours or days later.
func currentAt(d *facts.Dataset, taken map[string]time.Time, at time.Time) (ids []string) {
	day := facts.DateOf(at)
	for _, e := range slices.Backward(d.Editions) {
		if !e.Complete || !e.Published.KnownBy(day) || taken[e.ID].After(at) {
			continue
		}
		ids = append(ids, e.ID)
		if !taken[e.ID].Add(everywhere).After(at) {
			break
		}
	}
	return ids
}

// Correction writes what the edition of today corrects in the figures of a
// message of ours, for its thread: what it said, what holds now, by which
// edition, when it was told. It reports false when the message needs none. A
// figure that the edition lacks, or has at other prices or in another currency,
// is not corrected: nothing comparable is known of it.
//
// The slot names the delivery: one for each message, edition and set of
// figures, so that a copy of ours that is put right later is told once more,
// and nothing is told twice.
func Correction(d *facts.Dataset, m Stated, now time.Time) (r bot.Reply, slot string, ok bool) {
	e, ok := d.Current(facts.DateOf(now))
	if !ok {
		return r, "", false
	}
	t := newTeller(d)
	h := sha256.New()
	n, ours, withdrawn := 0, true, true
	var restated *facts.Edition // what it stated counted something else
	var lines []string
	for _, f := range m.Figures {
		x, ok := d.Revision(f, e)
		if !ok {
			continue
		}
		fmt.Fprintf(h, "%s %s %d %v\n", x.Ally, x.Measure, x.Year, x.After.Value)
		by := "an edition that has been withdrawn"
		o, known := d.Edition(f.Edition)
		if known {
			by = editionName(o)
		}
		if x.Kind == facts.Restated {
			restated = o
		}
		ours = ours && f.Edition == e.ID
		withdrawn = withdrawn && !known
		if n++; n > maxCorrected {
			continue
		}
		t.note(f)
		lines = append(lines, fmt.Sprintf("%s, %s, %d: this message said %s%s, by %s. Now: %s%s.",
			d.Name(x.Ally), x.Measure.Label(), x.Year, t.amount(f), estimated(f), by, t.amount(*x.After), estimated(*x.After)))
	}
	if n == 0 {
		return r, "", false
	}
	if n > maxCorrected {
		lines = append(lines, fmt.Sprintf("And %s of this message; ask again for the rest.", plural(n-maxCorrected, "other figure", "other figures")))
	}
	r.Kind, r.Public = "correction", true
	what, verb := plural(n, "figure", "figures")+" stated here on "+facts.DateOf(m.At).Long(), "has"
	if n > 1 {
		verb = "have"
	}
	r.Answer = answer.Answer{Status: answer.Answered, AsOf: facts.DateOf(now), Edition: e.ID}
	switch {
	case ours:
		r.Headline = fmt.Sprintf("Correction: %s %s been corrected in our copy of %s.", what, verb, editionName(e))
	case withdrawn:
		r.Headline = fmt.Sprintf("Correction: %s came from an edition that has been withdrawn; what holds is %s.", what, editionName(e))
	case restated == nil:
		r.Headline = fmt.Sprintf("Correction: %s %s been revised by %s, published %s.", what, verb, editionName(e), e.Published.Long())
	default: // what is counted comes before any figure
		r.Headline = fmt.Sprintf("Correction: %s counts %s, and gives other values for %s.", editionName(e), counts(e), what)
		r.Lines = append(r.Lines, fmt.Sprintf("What was stated here counted %s. The difference is no change of spending.", counts(restated)))
	}
	r.Lines = append(r.Lines, lines...)
	t.into(&r)
	return r, "correction:" + m.ID + ":" + e.ID + ":" + hex.EncodeToString(h.Sum(nil)[:4]), true
}

// counts says what an edition counts as spending.
func counts(e *facts.Edition) string {
	if e.Core() {
		return "core defence only"
	}
	return "total defence expenditure"
}

// estimated marks a figure that its edition gives as an estimate.
func estimated(f facts.Figure) string {
	if f.Estimate {
		return " (estimate)"
	}
	return ""
}
