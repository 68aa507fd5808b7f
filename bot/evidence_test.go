package bot

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"natobot/facts"
	"natobot/facts/answer"
)

func addressed(t *testing.T, public string) *Bot {
	t.Helper()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	w := answer.New(d)
	return New(Config{Data: func() *answer.Writer { return w }, Public: public})
}

// With an address of pages an answer, what is shared of it, its evidence and
// its rows name where it stands; without one nothing does.
func TestAnswersNameTheirAddress(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, public := range []string{"", "https://bot.example"} {
		b := addressed(t, public)
		r := b.Handle(ctx, Request{Kind: Ask, Platform: "slack", Text: "spain", At: at})
		want := ""
		if public != "" {
			want = public + "/e/" + r.Reference
		}
		if r.Reference == "" || r.Address != want {
			t.Errorf("%q: %q %q", public, r.Reference, r.Address)
		}
		for _, verb := range []VerbName{VerbShare, VerbEvidence} {
			i := slices.IndexFunc(r.Actions, func(a Action) bool { return a.Verb == verb })
			got := b.Handle(ctx, Request{Kind: Press, Platform: "slack", At: at, Ref: Ref{Verb: verb, Arg: r.Actions[i].Arg, ID: string(verb) + public}})
			links := slices.ContainsFunc(got.Actions, func(a Action) bool { return a.URL == want && a.Anyone })
			if got.Address != want || links != (public != "") {
				t.Errorf("%q: %s has %q, %+v", public, verb, got.Address, got.Actions)
			}
			if named := strings.Contains(strings.Join(got.Lines, "\n"), "/e/"+r.Reference); verb == "evidence" && named != (public != "") {
				t.Errorf("%q: the evidence says %v", public, got.Lines)
			}
		}
		csv, err := r.CSV()
		if err != nil || strings.Contains(string(csv), "/e/") != (public != "") {
			t.Errorf("%q: %s %v", public, csv, err)
		}
	}
}

func TestScheduledMessagesNameAnAddress(t *testing.T) {
	t.Parallel()
	b := addressed(t, "https://bot.example")
	spain := b.Handle(context.Background(), Request{Kind: Ask, Text: "spain 2024", At: at})
	for want, a := range map[string]answer.Answer{
		"https://bot.example/e/" + spain.Reference:  {AsOf: "2026-11-23", Figures: spain.Figures[:1]},
		"https://bot.example/editions#nato-2026-07": {AsOf: "2026-11-23", Figures: []facts.Figure{{Ally: "ESP", Year: 2024, Edition: "nato-2026-07"}, {Ally: "POL", Year: 2024, Edition: "nato-2026-07"}}},
		"https://bot.example/meetings/2025-06-24":   {AsOf: "2026-11-23", Meetings: []string{"2025-hague-summit"}},
		"https://bot.example/commitments":           {AsOf: "2026-11-23", Commitments: []string{"hague-2025-core"}},
		"":                                          {AsOf: "2026-11-23", Headline: "Nothing new."},
	} {
		r := Reply{Kind: KindDigest, Answer: a, Actions: []Action{{Label: "Settings", Verb: VerbSettings, Arg: "1"}}}
		if got := b.AddressOf(r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		again := Addressed(Addressed(r, b.AddressOf(r)), want)
		if n := len(again.Actions); want != "" && n != 2 || want == "" && n != 1 || len(r.Actions) != 1 {
			t.Errorf("%q: %+v", want, again.Actions)
		}
	}
	if got := addressed(t, "").AddressOf(spain); got != "" {
		t.Errorf("%q without an address", got)
	}
}

// "evidence spain" shows what the button of Spain's answer shows; what is not
// understood is asked back as ever.
func TestEvidenceIsTyped(t *testing.T) {
	t.Parallel()
	w := answer.New(dataset(t))
	b := New(Config{Data: func() *answer.Writer { return w }})
	ask := func(text string) Reply {
		return b.Handle(t.Context(), Request{Kind: Ask, Platform: "console", Text: text, At: at})
	}
	want := b.Handle(t.Context(), Request{Kind: Press, Platform: "console", Ref: Ref{Verb: VerbEvidence, Arg: "spain"}, At: at})
	for _, text := range []string{"evidence spain", "Evidence: spain", "evidence for spain", " evidence of  spain"} {
		got := ask(text)
		if got.Headline != want.Headline || !reflect.DeepEqual(got.Table, want.Table) || len(got.Table.Rows) == 0 {
			t.Errorf("%q: %q", text, got.Headline)
		}
	}
	if got := ask("evidence of the blorb"); got.Status == answer.Answered || len(got.Figures) > 0 {
		t.Errorf("not understood: %s %q", got.Kind, got.Headline)
	}
}
