package answer

import (
	"strings"
	"testing"

	"natobot/facts"
)

// TestAsked holds questions as reporters put them to the headline's contents,
// which were written from the tables.
func TestAsked(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	rows := rowsOf(t, "testdata/asked.csv")
	for _, r := range rows[1:] {
		asOf, status, intent, text := facts.Date(r[0]), Status(r[1]), Intent(r[2]), r[3]
		a := d.Ask(text, asOf, Context{Lang: English})
		if a.Status != status || a.Intent != intent {
			t.Errorf("%s, as of %s: %s %s, want %s %s", text, asOf, a.Status, a.Intent, status, intent)
		}
		for s := range strings.SplitSeq(r[4], "|") {
			if !strings.Contains(a.Headline, s) {
				t.Errorf("%s, as of %s: %q lacks %q", text, asOf, a.Headline, s)
			}
		}
		for _, g := range a.Figures {
			e, ok := d.Edition(g.Edition)
			if !ok {
				continue // another publisher's
			}
			if !e.Published.KnownBy(asOf) {
				t.Errorf("%s, as of %s: a figure of the %s", text, asOf, labelOf(e))
			}
			if p, ok := e.Figure(g.Ally, g.Measure, g.Year); !ok || p.Value != g.Value || p.Estimate != g.Estimate {
				t.Errorf("%s: %+v is not what the %s prints", text, g, labelOf(e))
			}
		}
		for _, x := range a.Derived {
			if len(x.From) == 0 {
				t.Errorf("%s: %s = %v follows from no figure", text, x.Name, x.Value)
			}
			for _, i := range x.From {
				if i < 0 || i >= len(a.Figures) {
					t.Errorf("%s: %s from figure %d of %d", text, x.Name, i, len(a.Figures))
				}
			}
		}
	}
}

// What NATO published and is not held is said, where it came between the
// edition that answers and the day asked for.
// A greeting is answered in a line; who asks for help gets all of it.
func TestGreetingInALine(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, text := range []string{"hello", "thanks", "Thank you!", "hola", "danke", "bonjour"} {
		if a := d.Ask(text, "2026-11-23", Context{}); a.Status != Answered || a.Headline != greeting || len(a.Lines)+len(a.Sources) > 0 || len(a.Next) == 0 {
			t.Errorf("%q: %s, %d lines, %q", text, a.Status, len(a.Lines), a.Headline)
		}
	}
	for _, text := range []string{"help", ""} {
		if a := d.Ask(text, "2026-11-23", Context{}); len(a.Lines) < 5 {
			t.Errorf("%q: %d lines", text, len(a.Lines))
		}
	}
	if a := d.Ask("hello, spain?", "2026-11-23", Context{}); a.Intent == Help {
		t.Error("a question with a greeting is not answered")
	}
}

func TestUnheldEditionsAreNamed(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for day, said := range map[facts.Date]string{
		"2017-05-01": "NATO published newer figures in March 2017, which are not held.",
		"2019-12-15": "Newer editions, up to that of November 2019, are held in part only.",
		"2020-12-01": "Newer editions, up to that of October 2020, are held in part only.",
		"2026-05-01": "Newer editions, up to that of March 2026, are held in part only.",
	} {
		if text := d.Ask("bulgaria", day, Context{}).Text(); !strings.Contains(text, said) {
			t.Errorf("as of %s: %s", day, text)
		}
	}
	for _, day := range []facts.Date{"2019-07-01", "2025-03-13", "2026-11-23"} {
		if text := d.Ask("bulgaria", day, Context{}).Text(); strings.Contains(text, "not held.") {
			t.Errorf("as of %s: %s", day, text)
		}
	}
}
