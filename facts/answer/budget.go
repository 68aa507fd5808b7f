package answer

import (
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
)

// budgets are what governments state for a year to come, a sentence each, for
// those asked or for all: statements with their sources, never figures of
// NATO's. Year 0 is any. Where it has none for them it says which are held.
func (w *draft) budgets(who []facts.Code, year int) []string {
	var told []facts.Budget
	var out, others []string
	for _, b := range w.d.BudgetsOf("", w.AsOf) {
		switch {
		case slices.ContainsFunc(told, func(o facts.Budget) bool { return o.Ally == b.Ally && o.Year == b.Year }):
			continue // a newer statement replaced it
		case year != 0 && b.Year != year, len(who) > 0 && !slices.Contains(who, b.Ally):
			if year == b.Year || slices.Contains(who, b.Ally) {
				others = append(others, fmt.Sprintf("%s %d", w.d.Name(b.Ally), b.Year))
			}
			continue
		}
		told = append(told, b)
		out = append(out, statedBudget(b))
		w.sources(b.Sources)
		w.Allies = append(w.Allies, b.Ally)
	}
	if len(told) == 0 {
		if len(others) > 0 {
			w.sayf("No budget for that year is held of those asked for; held, as governments state them, are: %s.", strings.Join(others, ", "))
		}
		return nil
	}
	for _, c := range who {
		if !slices.ContainsFunc(told, func(b facts.Budget) bool { return b.Ally == c }) {
			out = append(out, fmt.Sprintf("No budget of %s for that year is held.", w.d.InSentence(c)))
		}
	}
	return append(out, ownCount)
}

const ownCount = "That is what a government states by its own count: no figure of NATO's, and not to be set beside one."

// statedBudget is a budget in a sentence, with its day and standing.
func statedBudget(b facts.Budget) string {
	s := b.Text + " Stated " + b.Stated.Long() + ", " + b.Status + "."
	if b.Weak {
		s += " The sources do not carry it by themselves."
	}
	return s
}
