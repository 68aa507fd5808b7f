package bot

import (
	"testing"

	"natobot/facts/answer"
)

func TestAsTyped(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"To change it, type: settings 1, snooze 1 4w, or unsubscribe 1":                                "To change it, type: /nato settings 1, /nato snooze 1 4w, or /nato unsubscribe 1",
		"To see it now, type: preview 1 (seen by you only), or send 1. To change it, type: settings 1": "To see it now, type: /nato preview 1 (seen by you only), or /nato send 1. To change it, type: /nato settings 1",
		"Change it with, for example: settings 2 daily 08:00 Europe/Madrid about poland, spain":        "Change it with, for example: /nato settings 2 daily 08:00 Europe/Madrid about poland, spain",
		"And 2 others: 1 new plan. Type: commitments, or meetings.":                                    "And 2 others: 1 new plan. Type: /nato commitments, or /nato meetings.",
		"In a channel, type: /nato subscribe weekly mon 09:00 Europe/Madrid":                           "In a channel, type: /nato subscribe weekly mon 09:00 Europe/Madrid",
		"After “about” name Allies, for example: about spain, poland":                                  "After “about” name Allies, for example: about spain, poland",
		"“5x” is no share of GDP. Give, for example: 2%, 3.5%. Nothing was changed.":                   "“5x” is no share of GDP. Give, for example: 2%, 3.5%. Nothing was changed.",
		"Spain: 2.00 % of GDP": "Spain: 2.00 % of GDP",
		"":                     "",
	} {
		lines := []string{said}
		r := AsTyped(Reply{Footer: said, Answer: answer.Answer{Headline: said, Lines: lines}}, "/nato ")
		if r.Headline != want || r.Lines[0] != want || r.Footer != want {
			t.Errorf("%q:\n%q\nwant\n%q", said, r.Headline, want)
		}
		if lines[0] != said {
			t.Errorf("%q: the reply it is made from is changed", said)
		}
		if again := AsTyped(r, "/nato "); again.Headline != want {
			t.Errorf("%q: twice it is %q", said, again.Headline)
		}
		if r := AsTyped(Reply{Answer: answer.Answer{Headline: said}}, ""); r.Headline != said {
			t.Errorf("%q: without a command it is %q", said, r.Headline)
		}
	}
}

func TestBrief(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]string{
		"Settings":                                          "Settings",
		"123456789012345678901234567890":                    "123456789012345678901234567890",
		"1234567890123456789012345678901":                   "12345678901234567890123456789…",
		"Next: Chiefs of defence elect the next Chair":      "Next: Chiefs of defence elect…",
		"12–13 February 2025: NATO defence ministers":       "12–13 February 2025: NATO…",
		"Read at newsroom.defence-and-security.example.org": "Read at newsroom.defence-and…",
		"Özgürlük, eşitlik ve kardeşlik için buraya basın":  "Özgürlük, eşitlik ve…",
	} {
		if got := Brief(label); got != want {
			t.Errorf("%q: %q, want %q", label, got, want)
		}
	}
	r := Reply{Actions: []Action{{Label: "Next: Chiefs of defence elect the next Chair", Verb: "ask", Arg: "meeting 2026-09-19"}}}
	if got := (Traits{}).Worded(r); got.Actions[0].Label != "Next: Chiefs of defence elect…" || got.Actions[0].Arg != "meeting 2026-09-19" || len(r.Actions[0].Label) < 40 {
		t.Errorf("%+v of %+v", got.Actions, r.Actions)
	}
}
