package answer

import (
	"fmt"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
)

// aid tells what a donor gave Ukraine, or the largest donors, by the newest
// release of the Kiel Institute's tracker that was out: beside NATO's figures,
// never in them. False where none is held.
func (w *draft) aid(who []query.Term) bool {
	r, ok := w.d.Aid(w.AsOf)
	if !ok {
		return false
	}
	of := fmt.Sprintf("from January 2022 to %s, by the Kiel Institute's count", r.Cutoff.Long())
	bn := func(x float64) string { return facts.FormatNumber(x, 1) }
	for _, t := range who {
		c := t.Code
		a, ok := r.Of(c)
		if !ok {
			continue
		}
		w.sayf("%s allocated %s billion euros to Ukraine %s: %s military, %s financial, %s humanitarian; that is %s %% of the GDP of 2021.", first(w.d.InSentence(c)), bn(a.Total), of, bn(a.Military), bn(a.Financial), bn(a.Humanitarian), facts.FormatNumber(a.OfGDP, 2))
		if a.InEU > 0 {
			w.sayf("With its part in the EU's own aid it is %s billion euros.", bn(a.WithEU))
		}
	}
	if len(w.Lines) == 0 {
		var most []string
		for i, a := range r.Donors {
			if i < 5 {
				most = append(most, a.Donor+" "+bn(a.Total))
			}
		}
		w.sayf("The largest donors to Ukraine %s, in billions of euros allocated: %s.", of, strings.Join(most, ", "))
	}
	w.Status = Answered
	w.Headline, w.Lines = w.Lines[0], w.Lines[1:]
	w.sayf("This stands beside NATO's figures and is not in them.")
	w.source(r.ID, "")
	w.next("NATO total", "nato")
	return true
}
