package answer

import (
	"strings"
	"testing"
)

// Each edition can be told against each later one, and against itself.
func TestBriefingOfEachPair(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for i, was := range d.Editions {
		for _, now := range d.Editions[i:] {
			if a := d.Briefing(was, now); a.Headline == "" || strings.Contains(a.Headline+strings.Join(a.Lines, ""), "%!") || len(a.Sources) == 0 && was != now {
				t.Errorf("%s to %s: %+v", was.ID, now.ID, a)
			}
		}
	}
}
