package answer

import (
	"fmt"
	"strings"
	"testing"

	"natobot/facts"
	"natobot/facts/query"
	"natobot/facts/query/querytest"
)

// promises are the words of commitments, whose numbers are no figures.
func promises(d *Writer) string {
	var b strings.Builder
	for i := range d.Commitments {
		c := &d.Commitments[i]
		b.WriteString(c.Name + " " + c.Summary + " ")
		for _, r := range c.Readings {
			b.WriteString(r.Text + " ")
		}
	}
	return b.String()
}

// further are queries of forms that the reference does not ask for.
var further = querytest.Further

func TestRepliesHoldTheirNumbers(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	said := promises(d)
	for _, c := range append(querytest.Gold, further...) {
		a := d.Reply(query.Reading(d.Dataset, c.Query), testDay, c.Query)
		if a.Status != Answered {
			t.Errorf("%s: %s: %s", c.IDs, a.Status, a.Headline)
		}
		day := testDay
		if c.Query.Know.AsOf != "" {
			day = c.Query.Know.AsOf
		}
		asked := a.Reading
		for _, k := range c.Query.Conds {
			asked += " " + billions(k.Level) + " " + facts.ShortNumber(k.Level) + " thousand"
		}
		checkNumbers(t, d, said, asked, day, a)
		for _, x := range a.Derived {
			if len(x.From) == 0 {
				t.Errorf("%s: %s follows from no figure", c.IDs, x.Name)
			}
		}
	}
}

// Queries made by chance are answered under the same check, whatever they are.
func TestMadeQueriesHoldTheirNumbers(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	said := promises(d)
	answered := 0
	for _, q := range querytest.Made(d.Dataset, 99, 400) {
		a := d.Reply("", testDay, q)
		asked := a.Reading
		for _, k := range q.Conds {
			asked += " " + billions(k.Level) + " " + facts.ShortNumber(k.Level) + " thousand"
		}
		checkNumbers(t, d, said, asked, testDay, a)
		if a.Status == Answered {
			answered++
		}
	}
	if answered < 150 {
		t.Errorf("only %d answered", answered)
	}
}

// classicOf reports that the longer answers answer a query.
func classicOf(d *Writer, q query.Query) bool {
	_, ok := d.classic(testDay, q)
	return ok
}

// Golden files: one for all headlines with what was understood, so that a
// change of wording is seen as a whole.
func TestGoldenReplies(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	var b strings.Builder
	for _, c := range append(querytest.Gold, further...) {
		a := d.Reply("", testDay, c.Query)
		fmt.Fprintf(&b, "%s %s %s\n= %s\n", a.Status, a.Intent, a.Headline, a.Reading)
	}
	goldenText(t, "replies.txt", b.String())
}

func TestRepliesToLacks(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	var b strings.Builder
	for _, q := range querytest.Lacking {
		a := d.Reply("", testDay, q)
		if a.Status == Answered || a.Status == "" {
			t.Errorf("%s: %q answered: %s", a.Reading, a.Status, a.Headline)
		}
		fmt.Fprintf(&b, "%s %s %s\n= %s\n", a.Status, a.Intent, strings.Join(append([]string{a.Headline}, a.Lines...), " | "), a.Reading)
		checkNumbers(t, d, promises(d), a.Reading, testDay, a)
	}
	goldenText(t, "lacks.txt", b.String())
}

// A verdict at the head of an answer is that of the evaluation, and is there
// for propositions only.
func TestVerdictsLead(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, c := range append(querytest.Gold, further...) {
		a := d.Reply("", testDay, c.Query)
		r, err := query.Evaluate(d.Dataset, testDay, c.Query)
		if err != nil {
			t.Fatal(err)
		}
		yes, no := strings.HasPrefix(a.Headline, "Yes: "), strings.HasPrefix(a.Headline, "No: ")
		switch {
		case c.Query.Ask != query.IsSo:
			if yes || no {
				t.Errorf("%s: %s", c.IDs, a.Headline)
			}
		case c.Query.Either && !yes && !no: // above or below
		case len(r.Sides) > 0:
		case yes != r.True || no == r.True:
			t.Errorf("%s: %v: %s", c.IDs, r.True, a.Headline)
		}
	}
}

// The classic answers take a query over only whole: whatever is added to it
// makes them refuse, or is in what they were asked.
func TestClassicRefusesWhatItCannotHold(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	add := map[string]func(*query.Query){
		"pool":     func(q *query.Query) { q.Pool = query.Median },
		"not":      func(q *query.Query) { q.Not = true },
		"quant":    func(q *query.Query) { q.Quant = query.Only },
		"stated":   func(q *query.Query) { q.Stated = &query.Stated{Value: 2} },
		"either":   func(q *query.Query) { q.Either = true },
		"all":      func(q *query.Query) { q.Know.All = true },
		"source":   func(q *query.Query) { q.Know.Source = "the IMF" },
		"except":   func(q *query.Query) { q.Set.Less = []query.Term{{Code: "ESP"}} },
		"meet":     func(q *query.Query) { q.Subject.Meet = []query.Term{{Group: "eu"}} },
		"each":     func(q *query.Query) { q.Time.Each = true; q.Time.From, q.Time.To = 2020, 2024 },
		"two qty":  func(q *query.Query) { q.Qty = append(q.Qty, query.Expr{Measure: facts.Personnel}, query.Expr{}) },
		"two cond": func(q *query.Query) { q.Conds = append(q.Conds, query.Cond{Level: 3}, query.Cond{}) },
		"scope":    func(q *query.Query) { q.Conds = []query.Cond{{Level: 2, Scope: query.Newly}} },
		"per head": func(q *query.Query) { q.Qty = []query.Expr{{Slice: facts.EquipmentShare}} },
		"real":     func(q *query.Query) { q.Qty = []query.Expr{{Op: query.Change, Unit: query.Real}} },
		"yen":      func(q *query.Query) { q.Qty = []query.Expr{{Cur: "JPY"}} },
		"office":   func(q *query.Query) { q.Look.Office = "Chancellor" },
	}
	n := 0
	for _, c := range querytest.Gold {
		if !classicOf(d, c.Query) {
			continue
		}
		for name, change := range add {
			q := c.Query
			q.Qty, q.Conds = append([]query.Expr{}, q.Qty...), append([]query.Cond{}, q.Conds...)
			change(&q)
			n++
			if classicOf(d, q) && !(name == "each" && q.Ask == query.Trend) {
				t.Errorf("%s with %s is still answered as %+v", c.IDs, name, q)
			}
		}
	}
	if n < 500 {
		t.Errorf("only %d tried", n)
	}
}

func TestTwoQueriesInOneAnswer(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	hi := query.Query{Ask: query.Rank, Order: query.Top, N: 1, Set: query.Set{Terms: []query.Term{{Group: "nordics"}}}}
	lo := hi
	lo.Order = query.Bottom
	a := d.Reply("who spends most and who least in the north?", testDay, hi, lo)
	for _, want := range []string{"Denmark", "3.49 %", "Finland", "2.65 %"} {
		if !strings.Contains(a.Headline, want) {
			t.Errorf("headline lacks %s: %s", want, a.Headline)
		}
	}
	for _, x := range a.Derived {
		for _, i := range x.From {
			if i < 0 || i >= len(a.Figures) {
				t.Errorf("%s from %d of %d", x.Name, i, len(a.Figures))
			}
		}
	}
	checkNumbers(t, d, promises(d), a.Reading, testDay, a)
	none := d.Reply("", testDay, hi, query.Query{Ask: query.Show, Subject: query.Set{Terms: []query.Term{{Place: "Ireland"}}}})
	if none.Status != Answered || !strings.Contains(none.Headline, "Ireland is not an Ally") {
		t.Errorf("%s: %s", none.Status, none.Headline)
	}
}

// Every part of a query stands in its reading: queries that differ read
// differently.
func TestReadingsTellQueriesApart(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	seen := map[string]string{}
	for _, c := range append(querytest.Gold, further...) {
		r := query.Reading(d.Dataset, c.Query)
		if o, ok := seen[r]; ok && !alike(o, c.IDs) {
			t.Errorf("%s and %s read the same: %s", o, c.IDs, r)
		}
		seen[r] = c.IDs
		if strings.Contains(r, "  ") || strings.Contains(r, "%!") {
			t.Errorf("%s: %q", c.IDs, r)
		}
	}
}

// alike are questions that mean the same and differ as values only by what is
// the default in any case.
func alike(a, b string) bool {
	for _, s := range []string{"B030 B004", "B121 B152"} {
		if strings.Contains(s, strings.Fields(a)[0]) && strings.Contains(s, strings.Fields(b)[0]) {
			return true
		}
	}
	return false
}

func BenchmarkReply(b *testing.B) {
	d := loaded(b)
	for _, name := range []string{"B001", "B003", "B038", "B051", "B058", "B066", "B083", "B102"} {
		for _, c := range querytest.Gold {
			if !strings.Contains(c.IDs, name) {
				continue
			}
			b.Run(name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if a := d.Reply("", testDay, c.Query); a.Headline == "" {
						b.Fatal("no answer")
					}
				}
			})
		}
	}
}
