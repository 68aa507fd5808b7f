package answer

import (
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/claim"
)

// classicAnswer answers a query of a classic shape at length. Published numbers
// are figures of one edition, the newest that was out on the as-of date or the
// one asked for; what is computed stands in Derived. An answer is never empty:
// where something is missing it says what, and what there is.
func (d *Writer) classicAnswer(q form) Answer {
	switch q.Intent {
	case MeetingCard:
		return d.answerMeeting(q)
	case CommitmentAsk:
		return d.answerCommitment(q)
	case DefinitionAsk:
		return d.answerDefinition(q)
	case ClaimCheck:
		if q.Claim == "" {
			return d.answerStatement(q)
		}
		return d.answerClaim(q)
	case Help:
		return d.answerHelp(q)
	}
	w := d.draft(q)
	if w.q.Measure == "" {
		w.q.Measure = facts.ShareOfGDP
	}
	if q.SIPRI && len(q.Allies) > 0 {
		w.yardsticks()
		return w.done()
	}
	switch q.Intent {
	case Compare:
		w.compare()
	case Ranking:
		w.ranking()
	case ThresholdList:
		w.threshold()
	case Trend:
		w.trend()
	case Gap:
		w.gap()
	case Aggregate:
		w.aggregate()
	default:
		w.profile()
	}
	return w.done()
}

// greeting is what "hello" and "thanks" are answered.
const greeting = "Ask what an Ally spends on defence, for example: spain. To see all that can be asked, type: help"

// answerHelp says what can be asked.
func (d *Writer) answerHelp(q form) Answer {
	e := d.Newest()
	if c, ok := d.Current(q.AsOf); ok {
		e = c
	}
	return Answer{Status: Answered, Intent: Help, AsOf: q.AsOf, Edition: e.ID,
		Headline: "Ask what an Ally spends on defence, and get NATO's figure with its edition.",
		Lines: []string{
			"An Ally: spain · 🇪🇸 · spain 2019 · spain as of 2025-03-13",
			"Several: compare spain poland · top 5 · bottom 3 2020 · rank spain · below 2%",
			"Over the years: trend germany since 2014 · gap spain 3.5% · biggest jump from 2024 to 2025",
			"The Alliance: nato · europe and canada · baltics",
			"What was promised and said: commitments · what has lithuania promised · meetings · meeting 2025-03-13 · article 3",
			`A claim: check "Spain spends 1% of GDP"`,
			fmt.Sprintf("Whole sentences work too. Figures are from the %s unless another day is asked for.", labelOf(e)),
		},
		Sources: []facts.Cite{{Source: d.Sources[e.ID]}},
		Next:    []Choice{{Label: "Spain", Ask: "spain"}, {Label: "Who is below 2 %?", Ask: "below 2%"}, {Label: "NATO total", Ask: "nato"}}}
}

// answerClaim answers for a text to check in one answer. Claims keep their own
// verdicts; the answer tells them in sentences.
func (d *Writer) answerClaim(q form) Answer {
	a := Answer{Status: Answered, Intent: ClaimCheck, AsOf: q.AsOf}
	claims := claim.Check(d.Dataset, q.Claim, q.AsOf)
	if len(claims) == 0 {
		a.Status = Unknown
		a.Headline = "No statement was found that our figures can decide."
		a.Lines = []string{"Checked are shares and amounts of Allies, counts, rankings, changes, commitments and meetings; opinions and predictions are left alone."}
		return a
	}
	w := &draft{Answer: a, d: d, q: q}
	for i, c := range claims {
		s := verdictWords[c.Verdict] + ": " + c.Because
		if i == 0 {
			w.Headline = s
		} else {
			w.sayf("“%s” %s", c.Sentence, s)
		}
		if c.Today != "" {
			w.sayf("Today: %s. %s", strings.ToLower(verdictWords[c.Today]), c.TodayWhy)
		}
		for _, f := range c.Figures {
			w.cite(f)
		}
		for _, s := range c.Sources {
			w.source(s.ID, s.Locator)
		}
		for _, c := range c.Allies {
			if !slices.Contains(w.Allies, c) {
				w.Allies = append(w.Allies, c)
			}
		}
	}
	return w.Answer
}
