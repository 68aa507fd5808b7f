package reader

import (
	"testing"

	"natobot/facts"
)

// "And over" joins a second condition, "or below" offers another; a number
// below zero is asked back.
func TestJoinedConditions(t *testing.T) {
	t.Parallel()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	r := New(d)
	for text, either := range map[string]bool{
		"who spent under 2% and over 30% on equipment in 2024":    false,
		"below 2% or above 4%":                                    true,
		"wer gab 2024 unter 2 % und über 30 % für Ausrüstung aus": false,
	} {
		rd := r.Read(text, "2026-11-27", nil)
		if len(rd.Queries) != 1 || len(rd.Queries[0].Conds) != 2 || rd.Queries[0].Either != either {
			t.Errorf("%q: %+v %+v", text, rd.Queries, rd.Fault)
		}
	}
	if rd := r.Read("below -2%", "2026-11-27", nil); rd.Fault == nil || rd.Fault.Reason != Unread {
		t.Errorf("a level below zero is read as %+v", rd.Queries)
	}
}
