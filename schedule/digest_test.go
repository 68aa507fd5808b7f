package schedule

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"natobot/bot"
	"natobot/facts"
)

func TestDigestGolden(t *testing.T) {
	t.Parallel()
	d := testData(t)
	for name, in := range map[string]DigestInput{
		"digest-edition":       {AsOf: "2026-07-13", Since: "2026-07-06", ID: "3", SetUpBy: "U1", Schedule: "Mondays 09:00 Europe/Madrid"},
		"digest-edition-spain": {AsOf: "2026-07-13", Since: "2026-07-06", About: []facts.Code{"ESP", "SVN"}, ID: "3"},
		"digest-edition-many":  {AsOf: "2026-07-13", Since: "2026-07-06", About: []facts.Code{"ESP", "ISL", "POL", "USA"}, ID: "3"},
		"digest-same-kind":     {AsOf: "2025-09-01", Since: "2025-08-25", Told: "nato-2024-06", ID: "3"},
		"digest-quiet":         {AsOf: "2026-11-23", Since: "2026-11-16", ID: "3", SetUpBy: "U1", Schedule: "Mondays 09:00 Europe/Madrid"},
		"digest-quiet-spain":   {AsOf: "2026-08-24", Since: "2026-08-17", About: []facts.Code{"ESP"}},
		"digest-before-summit": {AsOf: "2026-06-29", Since: "2026-06-22", ID: "3"},
		"digest-before-any":    {AsOf: "2010-01-01", Since: "2009-12-25"},
	} {
		r, skip := Digest(d, in)
		if skip != "" {
			t.Errorf("%s: skipped: %s", name, skip)
		}
		golden(t, name, page(r))
	}
}

func TestDigestOnlyChanges(t *testing.T) {
	t.Parallel()
	d := testData(t)
	if _, skip := Digest(d, DigestInput{AsOf: "2026-11-23", Since: "2026-11-16", OnlyChanges: true}); !strings.Contains(skip, "nothing changed") {
		t.Errorf("a quiet week is not skipped: %q", skip)
	}
	if r, skip := Digest(d, DigestInput{AsOf: "2026-07-13", Since: "2026-07-06", OnlyChanges: true}); skip != "" || len(r.Lines) == 0 {
		t.Errorf("a week with a new edition is skipped: %q", skip)
	}
	// What the channel was told by other ways is not told again.
	if _, skip := Digest(d, DigestInput{AsOf: "2026-07-13", Since: "2026-07-09", Told: "nato-2026-07", OnlyChanges: true}); skip == "" {
		t.Error("an edition that the channel knows is told again")
	}
	// Nor is it forgotten because a run was missed.
	if _, skip := Digest(d, DigestInput{AsOf: "2026-08-10", Since: "2026-08-03", Told: "nato-2025-08", OnlyChanges: true}); skip != "" {
		t.Error("an edition that the channel does not know is left out")
	}
}

var statedShare = regexp.MustCompile(`(\d+\.\d\d)(?: to (\d+\.\d\d))? %`)

// Every share in the text is in Figures, and the other way round; the whole is
// one phone screen.
func TestDigestStatesItsFigures(t *testing.T) {
	t.Parallel()
	d := testData(t)
	for day := facts.Date("2024-06-10"); day < "2026-12-01"; day = facts.DateOf(day.Time().AddDate(0, 0, 7)) {
		for _, about := range [][]facts.Code{nil, {"ESP"}, {"POL", "ISL", "DEU"}} {
			in := DigestInput{AsOf: day, Since: facts.DateOf(day.Time().AddDate(0, 0, -7)), About: about, ID: "1", Schedule: "Mondays"}
			r, _ := Digest(d, in)
			checkFigures(t, d, string(day), r)
			if n := 1 + len(r.Lines) + len(r.Caveats) + min(len(r.Sources), 1) + 1; n > 10 {
				t.Errorf("%s about %v: %d lines", day, about, n)
			}
			for _, f := range r.Figures {
				if e, ok := d.Edition(f.Edition); !ok || !e.Published.KnownBy(day) {
					t.Errorf("%s: a figure of %s was not out", day, f.Edition)
				}
			}
			for _, a := range r.Actions {
				if !a.Anyone {
					t.Errorf("%s: button %q is bound to one user", day, a.Label)
				}
			}
		}
	}
}

func checkFigures(t *testing.T, d *facts.Dataset, name string, r bot.Reply) {
	t.Helper()
	text := r.Headline + " " + strings.Join(r.Lines, " ")
	stated := text // without what was promised, which no edition holds
	for _, c := range d.Commitments {
		if slices.Contains(r.Commitments, c.ID) {
			stated = strings.NewReplacer(c.Summary, "", c.Name, "", exact(c.Value)+" %, ", "").Replace(stated)
		}
	}
	for _, m := range statedShare.FindAllStringSubmatch(stated, -1) {
		for _, n := range m[1:] {
			if n != "" && !slices.ContainsFunc(r.Figures, func(f facts.Figure) bool { return strings.TrimPrefix(f.Number(), "−") == n }) {
				t.Errorf("%s: %s is stated but not among the figures:\n%s", name, n, text)
			}
		}
	}
	for _, f := range r.Figures {
		if !strings.Contains(text, strings.TrimPrefix(f.Number(), "−")) {
			t.Errorf("%s: %v is among the figures but not stated:\n%s", name, f, text)
		}
		if e, ok := d.Edition(f.Edition); ok {
			if g, ok := e.Figure(f.Ally, f.Measure, f.Year); !ok || g != f {
				t.Errorf("%s: %v is no figure of its edition", name, f)
			}
		}
	}
}

// What was not announced by a day is not said to be coming on it.
func TestComingLeaksNothing(t *testing.T) {
	t.Parallel()
	d := testData(t)
	for day, want := range map[facts.Date]string{
		"2026-06-29": "Ankara Summit",     // on a calendar of May
		"2026-04-30": "",                  // before that calendar
		"2026-11-23": "Defence ministers", // nothing is held of what came out of it
		"2026-12-10": "",                  // the day itself
	} {
		l, _ := coming(newTeller(d), DigestInput{AsOf: day, Days: 7})
		got := l.say
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: coming is %q, want %q", day, got, want)
		}
		if strings.Contains(got, "restated") || strings.Contains(got, "call") {
			t.Errorf("%s: %q knows the future", day, got)
		}
	}
}

func BenchmarkDigestQuiet(b *testing.B) {
	d := testData(b)
	for b.Loop() {
		Digest(d, DigestInput{AsOf: "2026-11-23", Since: "2026-11-16", Days: 7})
	}
}

func BenchmarkDigestEdition(b *testing.B) {
	d := testData(b)
	for b.Loop() {
		Digest(d, DigestInput{AsOf: "2026-07-13", Since: "2026-07-06", Days: 7})
	}
}

// What is dated by its year alone is no news in January, and one matter is told
// in one line: an edition is not told again as its publication, nor a commitment
// as its statement. What is coming is said as it was announced by the day.
func TestDigestTellsThingsOnce(t *testing.T) {
	t.Parallel()
	d, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	text := func(asOf, since facts.Date) string {
		r, _ := Digest(d, DigestInput{AsOf: asOf, Since: since})
		return r.Headline + "\n" + strings.Join(r.Lines, "\n")
	}
	if got := text("2026-01-05", "2025-12-29"); strings.Contains(got, ", 2025:") {
		t.Errorf("a year's commitment is news in January:\n%s", got)
	}
	if got := text("2025-04-23", "2025-04-16"); strings.Count(got, "Spain, 22 April 2025") != 1 || strings.Contains(got, "also") {
		t.Errorf("Spain's plan is told twice:\n%s", got)
	}
	if got := text("2026-07-08", "2026-07-06"); strings.Contains(got, "NATO's figures, July 2026 edition") {
		t.Errorf("the edition is told twice:\n%s", got)
	}
	if got := text("2026-06-29", "2026-06-22"); !strings.Contains(got, "Coming: Ankara Summit, 7 July 2026, Beştepe complex, Ankara, Türkiye.") {
		t.Errorf("before the summit:\n%s", got)
	}
	if got := text("2025-05-05", "2025-04-28"); !strings.Contains(got, "June 2025, The Hague, Netherlands.") {
		t.Errorf("before a summit whose month is known:\n%s", got)
	}
	for day := facts.Date("2025-08-01"); day < "2025-08-19"; day = facts.DateOf(day.Time().AddDate(0, 0, 1)) {
		if got := text(day, facts.DateOf(day.Time().AddDate(0, 0, -7))); strings.Contains(got, "Beştepe") {
			t.Errorf("%s knows the summit's place:\n%s", day, got)
		}
	}
}
