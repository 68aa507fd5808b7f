package answer

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"natobot/facts"
)

var updateMeetings = flag.Bool("update-meetings", false, "rewrite the golden answers for meetings, commitments, definitions and statements")

// answerOf answers what concerns this part of the package.
func answerOf(t *testing.T, d *Writer, ask string, asOf facts.Date) Answer {
	t.Helper()
	a := d.Ask(ask, asOf, Context{})
	switch a.Intent {
	case MeetingCard, CommitmentAsk, DefinitionAsk, ClaimCheck:
		return a
	}
	t.Errorf("%q is read as %s", ask, a.Intent)
	return Answer{}
}

// whole is all words of an answer.
func whole(a Answer) string {
	return a.Headline + "\n" + strings.Join(a.Lines, "\n") + "\n" + strings.Join(a.Caveats, "\n")
}

func golden(t *testing.T, name string, a Answer) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintln(&b, a.Headline)
	for _, l := range a.Lines {
		fmt.Fprintln(&b, "  "+l)
	}
	for _, c := range a.Caveats {
		fmt.Fprintln(&b, "! "+c)
	}
	fmt.Fprintln(&b, "status", a.Status, "| again:", a.Canonical)
	for _, f := range a.Figures {
		fmt.Fprintln(&b, "figure", f.Edition, f.Ally, f.Year, f.Measure, f.Number())
	}
	for _, s := range a.Sources {
		fmt.Fprintln(&b, "source", s.ID, s.Grade, s.Published, s.Locator)
	}
	for _, c := range append(slices.Clone(a.Next), a.Choices...) {
		fmt.Fprintln(&b, "next", c.Label, "=>", c.Ask)
	}
	file := filepath.Join("testdata", "meetings", name+".txt")
	if *updateMeetings {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s differs from %s (run with -update-meetings after looking at it):\n%s", name, file, b.String())
	}
}

func TestGoldenMeetings(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, c := range []struct{ name, ask, asOf string }{
		{"card-2025-03-13-that-day", "meeting 2025-03-13", "2025-03-13"},
		{"card-2025-03-13-today", "meeting 2025-03-13", "2026-11-23"},
		{"card-the-hague", "what happened at the hague summit", "2026-11-23"},
		{"card-ankara", "cuándo fue la cumbre de ankara", "2026-11-23"},
		{"hegseth-in-brussels", "what did hegseth say in brussels feb 2025", "2026-11-23"},
		{"next-summit", "next nato summit?", "2026-11-23"},
		{"next-summit-in-march-2025", "next nato summit?", "2025-03-13"},
		{"rutte-trump", "meeting rutte trump", "2026-11-23"},
		{"meetings", "meetings", "2026-11-23"},
		{"meeting-1999", "meeting 1999", "2026-11-23"},
		{"commitments", "commitments", "2026-11-23"},
		{"commitments-in-march-2025", "commitments", "2025-03-13"},
		{"commitment-hague", "commitment hague", "2026-11-23"},
		{"pledge-alliance", "pledge alliance", "2026-11-23"},
		{"pledge-lithuania", "what has lithuania promised", "2026-11-23"},
		{"pledge-spain", "compromiso de España en defensa", "2026-11-23"},
		{"pledge-spain-hague", "did spain get an exemption at the hague?", "2026-11-23"},
		{"pledge-iceland", "pledge iceland", "2026-11-23"},
		{"claims-rutte", "claims rutte", "2026-11-23"},
		{"claims-trump-5", "what did trump say about 5%", "2026-11-23"},
		{"claims-nobody", "claims merkel", "2026-11-23"},
	} {
		golden(t, c.name, answerOf(t, d, c.ask, facts.Date(c.asOf)))
	}
	for i := range d.Definitions {
		id := d.Definitions[i].ID
		golden(t, "definition-"+id, d.answerDefinition(form{Term: id, AsOf: "2026-11-23"}))
	}
}

// The questions on meetings, commitments and definitions that people ask, with
// what a good answer must hold.
func TestAskedMeetings(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, c := range []struct {
		ask    string
		asOf   facts.Date
		intent Intent
		must   []string
	}{
		{"/nato meeting 2025-03-13", "2025-03-13", MeetingCard, []string{"Rutte", "Trump", "White House", "target", "2 %", "5 %", "Article 3", "pay their bills", "future of NATO", "Indo-Pacific", "Spain 1.28 %", "Belgium 1.30 %"}},
		{"what happened at the hague summit", "", MeetingCard, []string{"24 to 25 June 2025", "5 %", "3.5 %", "1.5 %", "2035", "annual plans", "2029"}},
		{"cuándo fue la cumbre de ankara", "", MeetingCard, []string{"7 to 8 July 2026"}},
		{"what did hegseth say in brussels feb 2025", "", MeetingCard, []string{"12 to 13 February 2025", "12 February 2025", "more like 5%", "Rev (transcript)"}},
		{"/nato meeting 2026", "", MeetingCard, []string{"Ankara Summit", "21 January 2026", "18 June 2026", "12 February 2026"}},
		{"next nato summit?", "", MeetingCard, []string{"Albania", "2027", "no date"}},
		{"/nato meeting june 2025 defence ministers", "", MeetingCard, []string{"5 June 2025", "capability targets", "3.5 %", "1.5 %"}},
		{"what counts as core defence spending", "", DefinitionAsk, []string{"armed forces", "ensions", "Ukraine", "3.5 %"}},
		{"difference between NATO and SIPRI numbers?", "", DefinitionAsk, []string{"definition", "never mixed"}},
		{"is the 2% legally binding?", "", DefinitionAsk, []string{"No", "political", "2014", "2023"}},
		{"/nato pledge germany", "", CommitmentAsk, []string{"3.5 % in 2029", "2.69 %", "0.81 points"}},
		{"what did canada promise", "", CommitmentAsk, []string{"2025/26", "5 %", "2035"}},
		{"compromiso de España en defensa", "", CommitmentAsk, []string{"2 % in 2025", "2.1 %", "5 % of GDP by 2035", "NATO says"}},
		{"/nato pledge alliance", "", CommitmentAsk, []string{"2006", "2014", "2023", "5 %", "3.5 %", "1.5 %", "2035", "superseded"}},
		{"did spain get an exemption at the hague?", "", CommitmentAsk, []string{"two ways", "Spain says", "NATO says", "no opt-out"}},
		{"meeting 2025-06", "2025-06-10", MeetingCard, []string{"5 June 2025"}},
		{"last summit", "2025-03-13", MeetingCard, []string{"Washington Summit"}},
	} {
		asOf := c.asOf
		if asOf == "" {
			asOf = "2026-11-23"
		}
		a := answerOf(t, d, c.ask, asOf)
		if a.Intent != c.intent || a.Status != Answered {
			t.Errorf("%q: intent %s, status %s", c.ask, a.Intent, a.Status)
		}
		for _, m := range c.must {
			if !strings.Contains(whole(a), m) {
				t.Errorf("%q lacks %q:\n%s", c.ask, m, whole(a))
			}
		}
		if a.Headline == "" || a.Reading == "" || a.Canonical == "" || len(a.Sources) == 0 || a.AsOf != asOf {
			t.Errorf("%q: incomplete answer: %+v", c.ask, a)
		}
	}
}

// Every statement of the founding article is found by asking for its meeting,
// with its assessment and, where it has one, with how to put it right.
func TestFoundingArticle(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	then, now := answerOf(t, d, "meeting 2025-03-13", "2025-03-13"), answerOf(t, d, "meeting 2025-03-13", "2026-11-23")
	seeds := 0
	for _, s := range d.Statements {
		if s.Origin != "seed" {
			continue
		}
		seeds++
		line := slices.IndexFunc(then.Lines, func(l string) bool {
			return strings.HasPrefix(l, verdictWords[s.Then]+": ") && strings.Contains(l, strings.TrimSuffix(s.Claim, ".")) && strings.Contains(l, s.Wording)
		})
		if line < 0 {
			t.Errorf("%s is not on the card of that day: %s", s.ID, s.Claim)
		}
		if s.NowWhy != "" && !slices.ContainsFunc(now.Lines, func(l string) bool {
			return strings.Contains(l, strings.TrimSuffix(s.Claim, ".")) && strings.Contains(l, "As of 23 November 2026")
		}) {
			t.Errorf("%s has no later assessment on today's card", s.ID)
		}
	}
	if seeds != 23 {
		t.Errorf("%d statements of the article, want 23", seeds)
	}
	if strings.Contains(whole(then), "As of 23 November 2026") {
		t.Error("a later assessment leaks into that day's card")
	}
	var eight []facts.Code
	for _, f := range then.Figures {
		if f.Edition != "nato-2024-06" || f.Year != 2024 || !f.Estimate {
			t.Errorf("a figure of another edition or year: %+v", f)
		}
		eight = append(eight, f.Ally)
	}
	want := []facts.Code{"HRV", "PRT", "ITA", "CAN", "BEL", "LUX", "SVN", "ESP"}
	if !slices.Equal(eight, want) {
		t.Errorf("the eight are %v, want %v", eight, want)
	}
	if len(then.Derived) != 1 || then.Derived[0].Value != 8 || len(then.Derived[0].From) != 8 {
		t.Errorf("derived: %+v", then.Derived)
	}
}

// days are dates on which something changes, and the days around them.
func days(d *Writer) []facts.Date {
	set := map[facts.Date]bool{"2000-01-01": true, "2010-06-01": true, "2026-11-23": true}
	add := func(x facts.Date) {
		if x == "" {
			return
		}
		for _, y := range []facts.Date{x.First(), x.Last()} {
			set[y] = true
			set[facts.DateOf(y.Time().AddDate(0, 0, -1))] = true
		}
	}
	for _, m := range d.Meetings {
		add(m.Start)
		add(m.End)
		for _, a := range m.Announced {
			add(a.On)
		}
	}
	for _, e := range d.Editions {
		add(e.Published)
	}
	var out []facts.Date
	for x := range set {
		out = append(out, x)
	}
	slices.Sort(out)
	return out
}

// Nothing later than the as-of date stands in an answer: no source, figure,
// edition or meeting; a coming meeting only with what had been announced.
func TestNothingLater(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	check := func(what string, a Answer, strict bool) {
		for _, f := range a.Figures {
			e, _ := d.Edition(f.Edition)
			if e.Published.First() > a.AsOf {
				t.Errorf("%s as of %s states a figure of %s", what, a.AsOf, f.Edition)
			}
		}
		for _, s := range a.Sources {
			if strict && s.Published.First() > a.AsOf {
				t.Errorf("%s as of %s cites %s of %s", what, a.AsOf, s.ID, s.Published)
			}
		}
		for _, id := range a.Meetings {
			m, _ := d.MeetingByID(id)
			if m.Start.First() <= a.AsOf {
				continue
			}
			if !slices.ContainsFunc(m.Announced, func(x facts.Announcement) bool { return x.On.KnownBy(a.AsOf) }) {
				t.Errorf("%s as of %s shows %s", what, a.AsOf, id)
			}
			if len(a.Meetings) == 1 && a.Status == Answered && (strings.Contains(whole(a), m.Purpose) || len(m.Outcomes) > 0 && strings.Contains(whole(a), m.Outcomes[0])) {
				t.Errorf("%s as of %s tells the outcome of %s", what, a.AsOf, id)
			}
		}
		if a.Headline == "" {
			t.Errorf("%s as of %s has no headline", what, a.AsOf)
		}
	}
	for _, day := range days(d) {
		check("the list", d.answerMeeting(form{AsOf: day}), true)
		check("next", d.answerMeeting(form{AsOf: day, Meeting: meetingForm{Which: "next"}}), true)
		check("last", d.answerMeeting(form{AsOf: day, Meeting: meetingForm{Which: "last"}}), true)
		for i := range d.Meetings {
			check(d.Meetings[i].ID, d.answerMeeting(form{AsOf: day, Meeting: meetingForm{ID: d.Meetings[i].ID}}), true)
		}
		check("statements", d.answerStatement(form{AsOf: day}), true)
		check("commitments", d.answerCommitment(form{AsOf: day}), false)
		a := d.answerCommitment(form{AsOf: day, Allies: []facts.Code{"ESP"}})
		check("spain", a, false)
		for _, id := range a.Commitments {
			if c, _ := d.CommitmentByID(id); !c.Agreed.KnownBy(day) {
				t.Errorf("%s is shown as of %s", id, day)
			}
		}
		for i := range d.Definitions {
			check(d.Definitions[i].ID, d.answerDefinition(form{AsOf: day, Term: d.Definitions[i].ID}), false)
		}
	}
}

// What is known from memory only is not shipped.
func TestNothingUnverified(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"meetings.csv", "meeting_facts.csv", "announcements.csv", "commitments.csv", "readings.csv", "definitions.csv", "statements.csv"} {
		data, err := fs.ReadFile(facts.Embedded(), file)
		if err != nil {
			t.Fatal(err)
		}
		for _, no := range []string{"Riga summit", "Riga Summit", "Rasmussen", "Conway", "Palm Beach", "22 November 2024", "Carnegie", "2032 draft", "18 August 2025", "2025-08-18", "15 October 2025", "2025-10-15",
			"Secretary of War", "5.4 %", "2.5 % by 2034", "3 % by 2029", "4.1 %", "referendum", "4.51", "198.1", "2.7 %"} {
			if strings.Contains(string(data), no) {
				t.Errorf("%s holds %q", file, no)
			}
		}
	}
}

// An overlay replaces a meeting and its facts by id, and adds others.
func TestMeetingOverlay(t *testing.T) {
	t.Parallel()
	over := fstest.MapFS{
		"meetings.csv":      {Data: []byte("id,start,end,kind,title,place,people,purpose,confidence,sources,note\n2027-albania-summit,2027-06-01,2027-06-02,summit,Tirana Summit,\"Tirana, Albania\",leaders,why,high,epr0819,\n2030-x,2030,2030,summit,X Summit,X,leaders,why,high,epr0819,\n")},
		"meeting_facts.csv": {Data: []byte("meeting,kind,text,sources\n2025-03-13-rutte-trump,outcome,Only this.,unn0313\n")},
	}
	d, err := facts.Load(facts.Embedded(), over)
	if err != nil {
		t.Fatal(err)
	}
	if m, _ := d.MeetingByID("2027-albania-summit"); m.Title != "Tirana Summit" || len(m.Announced) == 0 {
		t.Errorf("%+v", m)
	}
	if m, _ := d.MeetingByID("2025-03-13-rutte-trump"); len(m.Facts) != 1 || len(m.Outcomes) != 1 {
		t.Errorf("%+v", m.Facts)
	}
	if _, ok := d.MeetingByID("2030-x"); !ok {
		t.Error("an added meeting is missing")
	}
	a := New(d).answerMeeting(form{AsOf: "2027-07-01", Meeting: meetingForm{Kind: "summit", Which: "last"}})
	if !strings.Contains(a.Headline, "Tirana Summit, 1 to 2 June 2027") {
		t.Error(a.Headline)
	}
}

func BenchmarkMeetingCard(b *testing.B) {
	d := loaded(b)
	q := form{AsOf: "2026-11-23", Meeting: meetingForm{On: "2025-03-13"}}
	b.ReportAllocs()
	for b.Loop() {
		d.answerMeeting(q)
	}
}
