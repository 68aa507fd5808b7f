package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

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
	golden(t, "digest", bot.Reply{Kind: bot.KindDigest, Public: true, SetUpBy: "U2", Footer: "Next: " + next.Text, Answer: factanswer.Answer{Headline: "Nothing new for Spain."}, Times: []bot.Moment{next},
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
	goldenView(t, "lookup-form", formView(*bot.LookupForm().Form, meta{Verb: "lookup"}.String()))
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

const phoneColumns = 44

// phone is a message about as a phone shows it: for reading, and for seeing in
// a change what its readers will see.
func phone(t *testing.T, b []byte) []byte {
	t.Helper()
	type words struct{ Text string }
	var m struct {
		Text                 string
		Title, Submit, Close *words
		Blocks               []struct {
			Type, Title, Caption string
			Text                 words
			Label                words
			AltText              string `json:"alt_text"`
			PageSize             int    `json:"page_size"`
			Element              struct{ Placeholder words }
			Elements             []json.RawMessage
			Chart                struct {
				Type   string
				Series []struct{ Name string }
				Axis   struct{ Categories []string } `json:"axis_config"`
			}
			Rows [][]words
		}
	}
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if m.Title != nil {
		fmt.Fprintf(&out, "┌ %s ┐\n", m.Title.Text)
	}
	for _, bl := range m.Blocks {
		switch bl.Type {
		case "section":
			out.WriteString(wrapped(bl.Text.Text, ""))
		case "context":
			for _, e := range bl.Elements {
				var w words
				if json.Unmarshal(e, &w) == nil {
					out.WriteString(wrapped(w.Text, "  "))
				}
			}
		case "data_visualization":
			var names []string
			for _, s := range bl.Chart.Series {
				names = append(names, s.Name)
			}
			c := bl.Chart.Axis.Categories
			out.WriteString(wrapped(fmt.Sprintf("%s [%s chart: %s; %s … %s]", bl.Title, bl.Chart.Type, strings.Join(names, ", "), c[0], c[len(c)-1]), "│ "))
		case "data_table":
			out.WriteString(wrapped(bl.Caption, "│ "))
			for i, r := range bl.Rows {
				if i > bl.PageSize {
					fmt.Fprintf(&out, "│ (%d rows, by pages)\n", len(bl.Rows)-1)
					break
				}
				var cells []string
				for _, c := range r {
					cells = append(cells, c.Text)
				}
				out.WriteString(wrapped(strings.Join(cells, " | "), "│ "))
			}
		case "image":
			out.WriteString(wrapped("[image: "+bl.AltText+"]", "│ "))
		case "input":
			out.WriteString(wrapped(bl.Label.Text+": ["+bl.Element.Placeholder.Text+"]", ""))
		case "actions":
			var labels []string
			for _, e := range bl.Elements {
				var w struct{ Text words }
				if json.Unmarshal(e, &w) == nil {
					labels = append(labels, "["+w.Text.Text+"]")
				}
			}
			out.WriteString(wrapped(strings.Join(labels, " "), ""))
		default:
			t.Fatalf("a phone does not know %s", bl.Type)
		}
		out.WriteByte('\n')
	}
	if m.Submit != nil {
		fmt.Fprintf(&out, "(%s) (%s)\n", m.Close.Text, m.Submit.Text)
	}
	if len(m.Blocks) == 0 {
		out.WriteString(wrapped(m.Text, ""))
	}
	return []byte(strings.TrimRight(out.String(), "\n") + "\n")
}

var linkWords = regexp.MustCompile(`<(?:https?|!date)[^|>]*\|([^>]*)>`)

func wrapped(s, indent string) string {
	s = linkWords.ReplaceAllString(s, "$1")
	s = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
	var out strings.Builder
	for _, l := range strings.Split(s, "\n") {
		n := 0
		out.WriteString(indent)
		for i, w := range strings.Fields(l) {
			c := utf8.RuneCountInString(w)
			if i > 0 && n+1+c > phoneColumns {
				out.WriteString("\n" + indent)
				n = 0
			} else if i > 0 {
				out.WriteByte(' ')
				n++
			}
			out.WriteString(w)
			n += c
		}
		out.WriteByte('\n')
	}
	return out.String()
}
