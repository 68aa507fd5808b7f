package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts/answer"
)

func readme(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// desk begins what a channel is told, and what the bot is, and no question.
var desk = regexp.MustCompile(`^(subscribe|preview|send|subscriptions|settings|snooze|pause|unsubscribe|undo|history|why|alerts|check|evidence)\b`)

// Each question of the README's table is answered.
func TestReadmeQuestions(t *testing.T) {
	t.Parallel()
	d, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	w := answer.New(d)
	text := readme(t)
	table := text[strings.Index(text, "| ask | get |"):]
	table = table[:strings.Index(table, "\n\n")]
	n := 0
	for _, row := range strings.Split(table, "\n")[2:] {
		cell := strings.SplitN(row, " | ", 2)[0]
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cell, -1) {
			if desk.MatchString(m[1]) {
				continue
			}
			n++
			if a := w.Ask(m[1], "2026-11-27", answer.Context{}); a.Status != answer.Answered {
				t.Errorf("%q: %s: %s", m[1], a.Status, a.Headline)
			}
		}
	}
	if n < 30 {
		t.Errorf("only %d questions in the table", n)
	}
}

// The README's transcripts are what the binary prints.
func TestReadmeTranscripts(t *testing.T) {
	t.Parallel()
	text := readme(t)
	for _, c := range []struct {
		head, in string
		args     []string
	}{
		{"In the terminal, `natobot ask spain`:", "", []string{"ask", "spain"}},
		{"A claim, `natobot check --as-of 2025-03-13`:", "Eight NATO countries are below 2% of GDP on defence.", []string{"check", "--as-of", "2025-03-13"}},
	} {
		at := strings.Index(text, c.head)
		if at < 0 {
			t.Fatalf("%q is not in the README", c.head)
		}
		var want []string
		for _, l := range strings.Split(text[at:], "\n")[2:] {
			if l != "" && !strings.HasPrefix(l, "    ") {
				break
			}
			want = append(want, strings.TrimPrefix(l, "    "))
		}
		code, got, _ := runWith(c.in, c.args...)
		if code != exitOK {
			t.Errorf("natobot %s ends with %d", strings.Join(c.args, " "), code)
		}
		if strings.TrimSpace(got) != strings.TrimSpace(strings.Join(want, "\n")) {
			t.Errorf("natobot %s prints another text than the README shows:\n%s", strings.Join(c.args, " "), got)
		}
	}
}

// The buttons that the README shows under an answer are those that it has.
func TestReadmeButtons(t *testing.T) {
	t.Parallel()
	d, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	w := answer.New(d)
	b := bot.New(bot.Config{Data: func() *answer.Writer { return w }})
	r := b.Handle(t.Context(), bot.Request{ID: "1", Kind: bot.Ask, Platform: "slack", Workspace: "T1", Channel: "C1", User: "U1", Text: "spain", At: time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)})
	want := "   "
	for _, a := range r.Actions {
		want += " [" + a.Label + "]"
	}
	if !strings.Contains(readme(t), "\n"+want+"\n") {
		t.Errorf("the README does not show %q", want)
	}
}
