package discord

import (
	"bytes"
	"encoding/json"
	cmdflag "flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"natobot/bot"
	"natobot/bot/chart"
	"natobot/bot/discord/discordfake"
	"natobot/facts"
	factanswer "natobot/facts/answer"
)

var update = cmdflag.Bool("update", false, "write the golden messages anew")

var dataset = sync.OnceValues(func() (*facts.Dataset, error) { return facts.Load(facts.Embedded()) })

func known(t testing.TB) *facts.Dataset {
	t.Helper()
	d, err := dataset()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func newBot(t testing.TB) *bot.Bot {
	d := known(t)
	w := factanswer.New(d)
	return bot.New(bot.Config{Data: func() *factanswer.Writer { return w }})
}

// goldens are the messages that people read most, as the bot answers them on a
// fixed day.
var goldens = map[string]string{
	"profile": "spain", "profile_year": "spain 2019", "as_of": "spain as of 2025-03-13", "comparison": "compare spain poland italy", "threshold": "below 5%", "threshold_none": "below 1%",
	"ranking": "top 31", "top": "top 5", "trend": "trend germany since 2014", "gap": "gap spain 3.5%", "aggregate": "europe and canada", "meeting": "meeting 2025-03-13", "meetings": "meetings",
	"commitment": "commitment hague", "definition": "what is core defence", "unknown": "frobnicate", "did_you_mean": "spian", "ambiguous": "korea", "help": "help", "hostile": "@everyone <@123> <@&456> [x](https://evil.example) spain",
	"claim": `check "Spain spends 1% of GDP"`,
}

func TestGolden(t *testing.T) {
	t.Parallel()
	b := newBot(t)
	host := chart.NewHost("", []byte("test key"))
	for name, text := range goldens {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, name, b.Handle(t.Context(), bot.Request{Kind: bot.Ask, Platform: "discord", Workspace: "2", Channel: "3", User: "4", Text: text, At: now}), host)
		})
	}
	press := func(text, label string) bot.Reply {
		r := b.Handle(t.Context(), bot.Request{Kind: bot.Ask, Platform: "discord", Workspace: "2", Channel: "3", User: "4", Text: text, At: now})
		for _, a := range r.Actions {
			if a.Label == label {
				return b.Handle(t.Context(), bot.Request{Kind: bot.Press, Platform: "discord", Workspace: "2", Channel: "3", User: "4", Ref: bot.Ref{Verb: a.Verb, Arg: a.Arg, ID: "x"}, At: now})
			}
		}
		t.Fatalf("no button %q under %q", label, text)
		return bot.Reply{}
	}
	golden(t, "share", press("spain", "Share to channel"), host)
	golden(t, "evidence", press("spain", "Evidence"), host)
	golden(t, "evidence_ranking", press("top 31", "Evidence"), host)
	golden(t, "check", b.Handle(t.Context(), bot.Request{Kind: bot.Check, Platform: "discord", Workspace: "2", Channel: "3", User: "4", At: now,
		Text: "Spain spends 1% of GDP on defence. Poland spends more than 4% of GDP. Everybody should spend more, says @here."}), host)
	golden(t, "check_empty", b.Handle(t.Context(), bot.Request{Kind: bot.Check, Platform: "discord", User: "4", At: now}), host)
	golden(t, "error", bot.InternalError("7f3a91c2"), host)
	at := bot.Moment{Text: "Monday 30 November 2026, 09:00 Europe/Madrid", At: now.AddDate(0, 0, 7)}
	golden(t, "subscribed", bot.Reply{Kind: bot.KindNotice, SetUpBy: "400000000000000001", Times: []bot.Moment{at}, Answer: factanswer.Answer{Headline: "Subscribed: a digest about Spain and Poland, weekly, Monday 09:00 Europe/Madrid.",
		Lines: []string{"Next: " + at.Text + ".", "Number 3, set up by you for this channel. To see it now, type: preview 3 (seen by you only), or send 3. To change it, type: settings 3, snooze 3 4w, or unsubscribe 3"}},
		Actions: []bot.Action{{Label: "Preview", Verb: bot.VerbPreview, Arg: "3", Style: "primary"}, {Label: "Settings", Verb: bot.VerbSettings, Arg: "3"}, {Label: "Unsubscribe", Verb: bot.VerbUnsubscribe, Arg: "3"}}}, host)
	golden(t, "digest", bot.Reply{Kind: bot.KindDigest, Public: true, SetUpBy: "400000000000000001", Footer: "Weekly, Monday 09:00 Europe/Madrid", Links: []bot.Link{{Text: "(Table 3)", URL: "https://www.nato.int/tables.pdf?a=1&b=2"}, {Text: "New", URL: "javascript:alert(1)"}},
		Answer: factanswer.Answer{Headline: "Allied defence spending: 7 changes since 1 June 2026.",
			Lines: []string{"(Table 3) New: NATO's edition of July 2026 (published 7 July 2026), with figures up to 2026 (estimate).",
				"It counts core defence only; NATO's edition of August 2025 counted total defence expenditure. Differences between the two are no change of spending.",
				"From 2025 to 2026 the largest rise: Poland, 4.25 to 4.68 %. No share fell.", "And 5 others; type: meetings, or commitments.",
				"Spain: 2.00 % (2026, estimate), exactly at 2 %, 1.50 points below 3.5 %.", "Poland: 4.68 % (2026, estimate), 2.68 points above 2 %, 1.18 points above 3.5 %."},
			Sources: []facts.Cite{{Source: facts.Source{ID: "nato-2026-07", Publisher: "NATO", Title: "Defence Investment of NATO Countries (2014-2026)", Published: "2026-07-07", URL: "https://www.nato.int/x"}, Locator: "Table 3"},
				{Source: facts.Source{ID: "nato-2025-08", Publisher: "NATO", Title: "Defence Expenditure of NATO Countries (2014-2025)", Published: "2025-08-28"}}}},
		Actions: []bot.Action{{Label: "Snooze 4 weeks", Verb: bot.VerbSnooze, Arg: "9 4w", Anyone: true}, {Label: "Settings", Verb: bot.VerbSettings, Arg: "9", Anyone: true}, {Label: "Unsubscribe", Verb: bot.VerbUnsubscribe, Arg: "9", Anyone: true}}}, host)
}

// golden compares a reply's message with the file, as JSON and as a phone
// shows it, and has Discord's rules checked.
func golden(t *testing.T, name string, r bot.Reply, host *chart.Host) {
	t.Helper()
	p := place{signer: bot.NewSigner([]byte("golden")), workspace: "2", user: "4"}
	if r.Chart != nil {
		png, err := host.PNG(r.Chart)
		if err != nil {
			t.Fatal(err)
		}
		p.chart = png
	}
	m := render(r, p)
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range m.files {
		names = append(names, f.name)
	}
	if faults := discordfake.Validate(raw, names...); len(faults) > 0 {
		t.Errorf("%s: Discord would refuse it: %s", name, strings.Join(faults, "; "))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		t.Fatal(err)
	}
	sameFile(t, name+".json", b.Bytes())
	seen, err := discordfake.Show(raw)
	if err != nil {
		t.Fatal(err)
	}
	sameFile(t, name+".txt", []byte(seen.Text()))
}

func sameFile(t *testing.T, file string, got []byte) {
	t.Helper()
	file = filepath.Join("testdata", "golden", file)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what is rendered now; read it, then go test -run Golden -update\n%s", file, got)
	}
}
