package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/slack/slackfake"
	factanswer "natobot/facts/answer"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden holds each message as it is sent and as a phone shows it.
func TestGolden(t *testing.T) {
	t.Parallel()
	b := realBot(t)
	at := bot.Request{Platform: "slack", Workspace: "T1", Channel: "C1", User: "U1", At: noon}
	for name, text := range map[string]string{"profile": "spain", "comparison": "compare spain poland", "threshold": "below 2% as of 2025-03-13", "ranking": "rank 2026", "trend": "trend germany since 2014",
		"meeting": "meeting 2025-03-13", "definition": "what is core defence", "did-you-mean": "slov", "misspelt": "spian", "help": "help", "check": `check "Spain spends 1% of GDP"`, "error": "sweden 1901", "unknown": "frobnicate",
		"aggregate": "nato", "gap": "gap spain 3.5%", "commitment": "commitment hague"} {
		q := at
		q.Kind, q.Text = bot.Ask, text
		golden(t, name, b.Handle(t.Context(), q))
	}
	for name, ref := range map[string]bot.Ref{"share": {Verb: bot.VerbShare, Arg: "spain", ID: "x"}, "evidence": {Verb: bot.VerbEvidence, Arg: "compare spain poland", ID: "x"}} {
		q := at
		q.Kind, q.Ref = bot.Press, ref
		golden(t, name, b.Handle(t.Context(), q))
	}
	golden(t, "fault", bot.InternalError("7f3a0000"))
	next := bot.Moment{Text: "Mon 30 Nov 2026, 09:00 Europe/Madrid", At: time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)}
	golden(t, "digest", bot.Reply{Kind: bot.KindDigest, Public: true, SetUpBy: "U2", Footer: "Next: " + next.Text, Answer: factanswer.Answer{Headline: "News since 6 July 2026. The Ankara Summit.", Lines: []string{"Reached 3.5 %: Greece. (Table 3)", "A line about (Table 3|4) & others."}},
		Links: []bot.Link{{Text: "(Table 3)", URL: "https://www.nato.int/tables.pdf?a=1&b=2"}, {Text: "others", URL: "javascript:alert(1)"}}, Times: []bot.Moment{next},
		Actions: []bot.Action{{Label: "Unsubscribe", Verb: bot.VerbUnsubscribe, Arg: "3", Anyone: true}}})
	golden(t, "subscribed", bot.Reply{Kind: bot.KindNotice, Times: []bot.Moment{next}, Answer: factanswer.Answer{Status: factanswer.Answered, Headline: "Subscribed: a digest in this channel, weekly on Monday at 09:00 Europe/Madrid.",
		Lines: []string{"First: " + next.Text + ".", "About: Spain and Poland.", "The bot has to be in the channel: /invite it if it is not."}},
		Actions: []bot.Action{{Label: "Preview", Verb: bot.VerbPreview, Arg: "3"}, {Label: "Settings", Verb: bot.VerbSettings, Arg: "3"}, {Label: "Unsubscribe", Verb: bot.VerbUnsubscribe, Arg: "3"}}})

	p := place{signer: bot.NewSigner([]byte("preview")), workspace: "T1", user: "U1"}
	welcome := at
	welcome.Kind, welcome.Direct = bot.Welcome, true
	golden(t, "welcome", b.Handle(t.Context(), welcome))
	home := at
	home.Kind, home.Channel = bot.Home, ""
	goldenView(t, "home", homeView(b.Handle(t.Context(), home), p, picture))
	check := at
	check.Kind, check.Text = bot.Check, "Spain spends 1% of GDP on defence. Poland spends more than 4% of GDP on defence."
	goldenView(t, "check-modal", replyView("Check this claim", b.Handle(t.Context(), check), p, "", picture))
	goldenView(t, "lookup-form", formView(*bot.LookupForm().Form, meta{Verb: "lookup"}.String(), true))
	goldenView(t, "check-form", formView(*bot.CheckForm().Form, meta{Verb: string(bot.VerbFile)}.String(), true))
	goldenView(t, "check-form-text", formView(*bot.CheckForm().Form, meta{Verb: string(bot.VerbFile)}.String(), false))
}

func golden(t *testing.T, name string, reply bot.Reply) {
	t.Helper()
	got, err := RenderJSON(reply)
	if err != nil {
		t.Fatal(err)
	}
	(&rig{t: t}).message(got)
	same(t, name+".golden", got)
	same(t, name+".phone", phone(t, got))
}

func goldenView(t *testing.T, name string, v view) {
	t.Helper()
	b, err := encode(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := slackfake.ValidateView(b); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		t.Fatal(err)
	}
	out.WriteByte('\n')
	same(t, name+".golden", out.Bytes())
	same(t, name+".phone", phone(t, b))
}

func same(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("it is not as in %s:\n%s", path, got)
	}
}

// phone is a message about as a phone shows it: for reading, and for seeing in
// a change what its readers will see.
func phone(t *testing.T, b []byte) []byte {
	t.Helper()
	m, err := slackfake.Show(b)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(m.Text())
}
