package answer

import (
	"strings"
	"testing"

	"natobot/facts"
	"natobot/facts/claim"
)

// A statement that is asked after at its end gets the verdict that the check of
// a text gives it, or one that is of the same mind, or none; never another.
func TestTaggedStatementsAreJudgedAsClaims(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	rows := rowsOf(t, "../claim/testdata/sentences.csv")
	tags := map[string]string{"en": "correct?", "de": "stimmt das?", "fr": "c'est vrai ?", "es": "¿verdad?", "it": "vero?", "nl": "klopt dat?"}
	judged, all := 0, 0
	for _, r := range rows[1:] {
		day, want := facts.Date(r[0]), facts.Verdict(r[2])
		if tags[r[1]] == "" || r[3] != "" || want != facts.Supported && want != facts.Contradicted {
			continue
		}
		cs := claim.Check(d.Dataset, r[4], day)
		if len(cs) != 1 || cs[0].Verdict != want {
			continue
		}
		all++
		a := d.Ask(strings.TrimRight(r[4], ".")+", "+tags[r[1]], day, Context{})
		low := strings.ToLower(a.Headline)
		yes := strings.HasPrefix(low, "yes") || strings.HasPrefix(low, "supported")
		no := strings.HasPrefix(low, "no:") || strings.HasPrefix(low, "no,") || strings.HasPrefix(low, "contradicted")
		if yes || no {
			judged++
		}
		if yes && want == facts.Contradicted || no && want == facts.Supported {
			t.Errorf("%s is %s as a claim; asked after: %s", r[4], want, a.Headline)
		}
	}
	if judged*2 < all || all < 20 {
		t.Errorf("%d of %d judged", judged, all)
	}
	t.Logf("%d of %d judged", judged, all)
}
