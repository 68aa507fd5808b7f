package answer

import (
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/claim"
)

// maxDeciding is how many figures of a claim a question for all of them names.
const maxDeciding = 8

// Deciding is the reference of an answer that states the figure which decides
// a claim, the first where there are several, by what was known on day asOf; "" where none does.
func (d *Writer) Deciding(c *claim.Claim, asOf facts.Date) string {
	if len(c.Figures) == 0 {
		return ""
	}
	f := c.Figures[0]
	words := measureTerse[f.Measure]
	var who []string
	for _, g := range c.Figures {
		if g.Measure != f.Measure || g.Year != f.Year || g.Edition != f.Edition {
			continue
		}
		if name := terseName(g.Ally); !slices.Contains(who, name) && len(who) < maxDeciding {
			who = append(who, name)
		}
	}
	head := who[0]
	if len(who) > 1 {
		head = "compare " + strings.Join(who, " ")
	}
	a := d.Asked(strings.Join(strings.Fields(fmt.Sprintf("%s %s %d as of %s", head, words, f.Year, asOf)), " "), asOf, Context{})
	if a.Status != Answered || !slices.ContainsFunc(a.Figures, func(x facts.Figure) bool {
		return x.Ally == f.Ally && x.Year == f.Year && x.Measure == f.Measure && x.Edition == f.Edition && x.Value == f.Value
	}) {
		return ""
	}
	if a.Reference != "" {
		return a.Reference
	}
	ref, _ := d.Ref(a)
	return ref
}
