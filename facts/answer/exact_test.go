package answer

import (
	"testing"

	"natobot/facts"
)

// Exact figures, of every edition and measure, are those of the edition and
// stated, and nothing else is.
func TestExactHoldsItsNumbers(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, e := range d.Editions {
		for _, m := range facts.Measures {
			a := d.Exact(e, m, []facts.Code{"ESP", "USA", "ISL", facts.NATOTotal, facts.EuropeCanada}, []int{e.Years[0], e.LastYear(), 1949}, testDay)
			if (a.Status == Answered) != (len(a.Figures) > 0) || len(a.Lines) == 0 {
				t.Errorf("%s %s: %s, %d figures, %v", e.ID, m, a.Status, len(a.Figures), a.Lines)
			}
			checkNumbers(t, d, "", "", testDay, a)
		}
	}
}

// What an edition changes for one Ally is told as both editions print it.
func TestBriefingOfHoldsItsNumbers(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for i, now := range d.Editions[1:] {
		was := d.Editions[i]
		for _, c := range []facts.Code{"ESP", "HRV", facts.NATOTotal, ""} {
			for _, m := range []facts.Measure{facts.ShareOfGDP, facts.SpendUSD, facts.Personnel, ""} {
				if c == "" && m == "" {
					continue // Briefing
				}
				checkNumbers(t, d, "2 % 3.5 %", "", testDay, d.BriefingOf(was, now, c, m))
			}
		}
	}
}
