package schedule

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"natobot/bot"
	"natobot/facts"
)

// Every week of two years as a new subscription gets it: for all Allies, for
// one, for the four that a newsroom follows. Whoever changes what a digest says
// reads here what that does to each of them; weeks in which nothing is sent are
// listed in one line.
func TestEveryWeekOfTwoYears(t *testing.T) {
	t.Parallel()
	d, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	for name, about := range map[string][]facts.Code{"all": nil, "spain": {"ESP"}, "group": {"POL", "EST", "LVA", "LTU"}} {
		var b strings.Builder
		var quiet []string
		last := ""
		hush := func() {
			if len(quiet) > 0 {
				fmt.Fprintf(&b, "%s: nothing\n\n", strings.Join(quiet, ", "))
			}
			quiet = nil
		}
		for day := facts.Date("2025-01-06"); day <= "2026-12-28"; day = facts.DateOf(day.Time().AddDate(0, 0, 7)) {
			since := facts.DateOf(day.Time().AddDate(0, 0, -7))
			in := DigestInput{AsOf: day, Since: since, About: about, OnlyChanges: true, Days: 7}
			r, skip := Digest(d, in)
			if skip != "" {
				quiet = append(quiet, string(day))
				continue
			}
			hush()
			checkFigures(t, d, string(day), r)
			checkDigest(t, d, in, name+" "+string(day), r)
			if text := r.Headline + strings.Join(r.Lines, ""); text == last {
				t.Errorf("%s %s: the message of the time before once more", name, day)
			} else {
				last = text
			}
			fmt.Fprintf(&b, "%s: %s\n", day, r.Headline)
			for _, l := range r.Lines {
				fmt.Fprintln(&b, "  "+l)
			}
			if r.Chart != nil {
				fmt.Fprintf(&b, "  [%s chart]\n", r.Chart.Kind)
			}
			b.WriteByte('\n')
		}
		hush()
		golden(t, "weeks-"+name, b.String())
	}
}

var (
	itemMark = regexp.MustCompile(`^(\d+)\. `)
	alsoSo   = regexp.MustCompile(`(?:also|,|and) (a|\d+) [a-zA-Z]`)
	bracket  = regexp.MustCompile(`\([^()]+\)`)
)

// checkDigest holds a digest to what a reader may rely on: it fits a phone's
// screen, its items are numbered without a gap and name where they come from, its
// lead stands in the headline and in the first line, and what the headline counts
// is what the lines tell.
func checkDigest(t *testing.T, d *facts.Dataset, in DigestInput, name string, r bot.Reply) {
	t.Helper()
	if n := 1 + len(r.Lines) + len(r.Caveats) + min(len(r.Sources), 1) + 1; n > 10 {
		t.Errorf("%s: %d lines", name, n)
	}
	if !strings.HasPrefix(r.Headline, "News since ") {
		if !strings.HasPrefix(r.Headline, "Coming: ") {
			t.Errorf("%s: neither news nor something to come: %s", name, r.Headline)
		}
		return
	}
	items := 0
	for i, l := range r.Lines {
		m := itemMark.FindStringSubmatch(l)
		if m == nil {
			continue
		}
		if items++; m[1] != strconv.Itoa(items) {
			t.Errorf("%s: line %d is numbered %s", name, i+1, m[1])
		}
		if !bracket.MatchString(l) {
			t.Errorf("%s: no source in: %s", name, l)
		}
	}
	_, also, more := strings.Cut(r.Headline, "; also ")
	if more == (items == 0) {
		t.Errorf("%s: %d numbered items under: %s", name, items, r.Headline)
	}
	total, said := 0, 0
	now, _ := d.Current(in.AsOf)
	all := newsOf(newTeller(d), toldEdition(d, in), now, in)
	for _, it := range all[1:] {
		total += it.n
	}
	for _, m := range alsoSo.FindAllStringSubmatch("also "+also, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			said += n
		} else {
			said++
		}
	}
	if said != total {
		t.Errorf("%s: the headline counts %d others, there are %d:\n%s", name, said, total, r.Headline)
	}
	if !strings.HasSuffix(r.Lines[0], all[0].line.say) {
		t.Errorf("%s: the first line is not the lead but %s", name, r.Lines[0])
	}
	for _, l := range r.Links {
		if !strings.Contains(r.Headline+strings.Join(r.Lines, ""), l.Text) || l.URL == "" {
			t.Errorf("%s: a link of nothing: %+v", name, l)
		}
	}
}

// The order of a digest is an editor's, whatever the order in the data; what
// there is no room for is of the last kinds, and is counted.
func TestDigestNeverHidesItsLead(t *testing.T) {
	t.Parallel()
	d := testData(t)
	var items []newsItem
	for k := range newsKind(len(kindWords)) {
		for range 3 {
			items = append(items, newsItem{kind: k, n: 2, head: "lead", line: line{fmt.Sprintf("kind %d", k), newTeller(d)}})
		}
	}
	got := shown(newTeller(d), items, 7)
	if len(got) != 7 || got[0] != "1. kind 0" || got[5] != "6. kind 1" {
		t.Errorf("shown: %q", got)
	}
	if want := 2 * (len(items) - 6); !strings.HasPrefix(got[6], fmt.Sprintf("And %d others: ", want)) || strings.Contains(got[6], "summit") {
		t.Errorf("the rest is told as %q, want %d others", got[6], want)
	}
	for k := range newsKind(len(kindWords)) {
		if kindWords[k].one == "" || !strings.Contains(kindWords[k].many, "%d") {
			t.Errorf("kind %d has no words", k)
		}
	}
}
