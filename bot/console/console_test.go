package console

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
)

var update = flag.Bool("update", false, "rewrite the golden files; read them before committing")

var today = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func newBot(t testing.TB) *bot.Bot {
	t.Helper()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	w := answer.New(d)
	return bot.New(bot.Config{Data: func() *answer.Writer { return w }})
}

func TestGoldenMessages(t *testing.T) {
	t.Parallel()
	b := newBot(t)
	for name, c := range map[string]struct {
		text string
		at   time.Time
	}{
		"profile":       {"spain", today},
		"profile-then":  {"spain", time.Date(2025, 3, 13, 12, 0, 0, 0, time.UTC)},
		"comparison":    {"compare spain poland", today},
		"below-then":    {"below 2%", time.Date(2025, 3, 13, 12, 0, 0, 0, time.UTC)},
		"ranking":       {"rank 2026", today},
		"trend":         {"trend germany since 2014", today},
		"iceland":       {"iceland", today},
		"definition":    {"what is core defence", today},
		"did-you-mean":  {"slov", today},
		"not-an-ally":   {"ukraine", today},
		"help":          {"", today},
		"nonsense":      {"frobnicate", today},
		"check":         {`check "Spain spends 1.28% of GDP on defence."`, today},
		"meeting":       {"meeting hague", today},
		"subscriptions": {"subscriptions", today},
	} {
		got := Render(b.Handle(context.Background(), Request(c.text, "u", c.at)), Options{})
		path := filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s reads now:\n%s", name, got)
		}
	}
}

// A list stands once on a terminal, in rows or in bars; the plain text keeps the
// sentence.
func TestListStandsOnce(t *testing.T) {
	t.Parallel()
	b := newBot(t)
	for ask, name := range map[string]string{"rank 2026": "Croatia", "top 5 2026": "Greece", "at least 2%": "Croatia", "baltics 2026": "Latvia 4.92", "trend germany since 2014": "2019", "top 5 in dollars": "France", "compare spain poland italy": "4.25"} {
		r := b.Handle(context.Background(), Request(ask, "u", today))
		if got := Render(r, Options{}); strings.Count(got, name) > 1 {
			t.Errorf("%s: %s stands %d times in\n%s", ask, name, strings.Count(got, name), got)
		}
		if text := r.Headline + strings.Join(r.Lines, "\n"); ask != "compare spain poland italy" && ask != "top 5 2026" && !strings.Contains(text, name) {
			t.Errorf("%s: %s has left the answer itself", ask, name)
		}
	}
	got := Render(b.Handle(context.Background(), Request("top 5 in dollars", "u", today)), Options{})
	if !strings.Contains(got, " 4  France          ███ 79,753") || !strings.Contains(got, "US$ m") {
		t.Errorf("bars without places, cells or unit:\n%s", got)
	}
	for _, l := range strings.Split(got, "\n") {
		if strings.HasPrefix(strings.TrimSpace(l), "%") || strings.HasSuffix(l, "US$") {
			t.Errorf("a number stands apart from its unit: %q", l)
		}
	}
}

// A hostile reply must neither move the cursor nor colour the terminal nor
// turn the direction of writing.
func FuzzRender(f *testing.F) {
	f.Add("spain", "\x1b[31mred\x1b[0m", "\u202e desrever", 40)
	f.Add("", "\x00\x07\r\n", strings.Repeat("x", 300), 0)
	f.Fuzz(func(t *testing.T, headline, line, cell string, width int) {
		r := bot.Reply{Answer: answer.Answer{Headline: headline, Lines: []string{line, cell}, Caveats: []string{line}, Reading: cell,
			Table:   &answer.Table{Header: []string{line, "b"}, Rows: [][]string{{cell}, {line, cell, headline}}},
			Chart:   &answer.Chart{Kind: "line", Series: []answer.Series{{Name: cell, Points: []answer.Point{{Year: 2014, Value: 1}, {Year: 2016, Value: 2}}}}},
			Sources: []facts.Cite{{Source: facts.Source{ID: line, URL: cell}}}}, Quote: cell, Footer: line}
		out := Render(r, Options{Width: width % 500})
		if out == "" {
			t.Error("nothing was rendered")
		}
		for _, c := range out {
			if c != '\n' && bot.Clean(string(c)) != string(c) {
				t.Fatalf("%q reached the terminal", c)
			}
		}
	})
}

func TestConversation(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	b := newBot(t)
	c := &Console{Handler: b.Handle, Out: &out, Now: func() time.Time { return today }, User: "u"}
	if err := c.Chat(context.Background(), strings.NewReader("spain\n1\nslov\n1\nexit\n")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Spain: 2.00 %", "Type a number:", "Slov"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, out.String())
		}
	}
}

func TestConversationEndsWithItsInput(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "spain", strings.Repeat("x", 2<<20)} {
		var out strings.Builder
		b := newBot(t)
		c := &Console{Handler: b.Handle, Out: &out, Now: func() time.Time { return today }}
		if err := c.Chat(context.Background(), strings.NewReader(in)); err != nil && len(in) < 1<<20 {
			t.Errorf("%.10q: %v", in, err)
		}
	}
}

func TestPostReceipt(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	c := &Console{Out: &out}
	got, err := c.Post(context.Background(), bot.Destination{Channel: Channel}, bot.Notice("The digest."), "k1")
	if err != nil || got.MessageID != "k1" || !strings.Contains(out.String(), "The digest.") {
		t.Errorf("%+v, %v: %s", got, err, out.String())
	}
}
