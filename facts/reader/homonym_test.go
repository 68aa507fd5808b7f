package reader

import (
	"testing"

	"natobot/facts"
	"natobot/facts/query"
)

// What a word is depends on where it stands.
func TestHomonyms(t *testing.T) {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	r := New(d)
	for q, want := range map[string]query.Ask{
		"når nådde Tyskland 2 prosent?":                  query.First,
		"hvilke land når 2 prosent?":                     query.List,
		"hvilket land bruker minst på forsvar?":          query.Rank,
		"hvilke land bruker minst 2 prosent på forsvar?": query.List,
		"vilka länder lägger högst 2 procent?":           query.List,
		"vilket land lägger högst andel av BNP?":         query.Rank,
	} {
		got := r.Read(q, "2026-11-27", nil)
		if got.Fault != nil || len(got.Queries) != 1 || got.Queries[0].Ask != want {
			t.Errorf("%q: %+v %v, want %s", q, got.Queries, got.Fault, want)
		}
	}
	before := r.Read("Danmarks andel før 2014", "2026-11-27", nil)
	if before.Fault != nil || before.Queries[0].Time.To != 2013 {
		t.Errorf("before 2014: %+v %v", before.Queries, before.Fault)
	}
}
