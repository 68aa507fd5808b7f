package slack

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"natobot/bot"
	factanswer "natobot/facts/answer"
)

// A response from a template is, byte for byte, the one that is made anew.
func TestTemplates(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	b := realBot(t)
	used := 0
	for _, text := range []string{"spain", "compare spain poland", "top 5", "below 2%", "trend germany since 2014", "gap spain 3.5%", "commitments", "poland 2020", "help", "frobnicate", "slov", "spian", "nato", "what is core defence", "meetings", `check "Spain spends 1% of GDP"`} {
		for i, who := range []bot.Request{{Workspace: "T1", User: "U1"}, {Workspace: "T1", User: "U2"}, {Workspace: "T2", User: "U1"}, {Workspace: "T1", User: "U1"}} {
			who.Kind, who.Platform, who.Text, who.At, who.Channel = bot.Ask, "slack", text, noon, "C1"
			reply := b.Handle(t.Context(), who)
			got := r.a.body(reply, who)
			m := render(reply, r.a.place(who), native)
			m.ResponseType = visibility(reply)
			want, err := encode(m)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != string(want) {
				t.Fatalf("%s for %s in %s:\n%s\nnot\n%s", text, who.User, who.Workspace, got, want)
			}
			if k, ok := keyOf(reply); ok && i > 0 && r.a.templates.fill(k, reply, r.a.place(who)) != nil {
				used++
			}
		}
	}
	if used < 20 {
		t.Errorf("only %d responses came from a template", used)
	}
	for i := range 2 * maxTemplates {
		q := bot.Request{Platform: "slack", Workspace: "T1", User: "U1", At: noon}
		r.a.body(bot.Reply{Kind: bot.KindAnswer, Answer: factanswer.Answer{Headline: fmt.Sprint(i), Lines: []string{"x"}}}, q)
	}
	if n := len(r.a.templates.kept); n > maxTemplates {
		t.Errorf("%d templates", n)
	}
}

// Whoever adds a field to a reply decides here whether templates depend on it.
func TestTemplateKeyKnowsEveryField(t *testing.T) {
	t.Parallel()
	decided := []string{
		"Answer", "Kind", "Public", "SharedBy", "SetUpBy", "Actions", "Form", "Complete", "Checks", "Quote", "Footer", "Times", "Links", "Ref", "Replace",
		"Headline", "Reading", "Lines", "Table", "Chart", "Sources", "Caveats", "Choices", "Said", "AnsweredIn",
		// not rendered
		"Question", "Status", "Intent", "AsOf", "Edition", "Figures", "Derived", "Allies", "Meetings", "Commitments", "Next", "Canonical", "Lang", "Unread", "Queries", "Wait", "Evidence", "Successor", "Reference", "Address",
	}
	for _, v := range []any{bot.Reply{}, factanswer.Answer{}} {
		for i := range reflect.TypeOf(v).NumField() {
			if f := reflect.TypeOf(v).Field(i).Name; !slices.Contains(decided, f) {
				t.Errorf("%T.%s", v, f)
			}
		}
	}
	if n := reflect.TypeOf(bot.Action{}).NumField(); n != 6 {
		t.Errorf("an Action has %d fields", n)
	}
}
