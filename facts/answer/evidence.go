package answer

import (
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/claim"
)

// maxCompared is how many figures a question for all of them names one by one.
// maxBeside is how many more an answer for a level may tell for a caveat's sake.
const maxCompared, maxBeside = 6, 2

// Deciding is the reference of an answer that states the figures which decide a
// claim, by what was known on day asOf; "" where none states all of them.
func (d *Writer) Deciding(c *claim.Claim, asOf facts.Date) string {
	if len(c.Figures) == 0 {
		return ""
	}
	f := c.Figures[0]
	var who []string
	for _, g := range c.Figures {
		if g.Measure != f.Measure || g.Year != f.Year || g.Edition != f.Edition {
			return ""
		}
		if name := terseName(g.Ally); !slices.Contains(who, name) {
			who = append(who, name)
		}
	}
	words := measureTerse[f.Measure]
	switch {
	case len(who) == 1:
		return d.stating(c.Figures, asOf, who[0], words)
	case c.Kind != "count_meeting" && len(who) <= maxCompared:
		return d.stating(c.Figures, asOf, "compare "+strings.Join(who, " "), words)
	case f.Measure != facts.ShareOfGDP:
		return ""
	}
	for _, level := range []string{"2%", "3.5%", "3%", "2.5%", "4%", "5%", "1.5%"} {
		for _, side := range []string{"below", "at least", "above"} {
			if ref := d.stating(c.Figures, asOf, side, level); ref != "" {
				return ref
			}
		}
	}
	return ""
}

// stating is the reference of the answer to words for the year of figures, if
// it states all of them; of many, hardly any others.
func (d *Writer) stating(figures []facts.Figure, asOf facts.Date, words ...string) string {
	text := fmt.Sprintf("%s %d as of %s", strings.Join(words, " "), figures[0].Year, asOf)
	a := d.Asked(strings.Join(strings.Fields(text), " "), asOf, Context{})
	if a.Status != Answered {
		return ""
	}
	has := map[facts.Figure]bool{}
	for _, f := range a.Figures {
		has[f] = true
	}
	for _, f := range figures {
		if !has[f] {
			return ""
		}
	}
	if len(figures) > maxCompared && len(a.Figures) > len(figures)+maxBeside {
		return ""
	}
	ref, _ := d.Ref(a)
	return ref
}
