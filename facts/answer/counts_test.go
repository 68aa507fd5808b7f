package answer

import (
	"strings"
	"testing"

	"natobot/facts"
)

// As of the first of each month from July 2016 on, the answer to how many
// Allies meet 2 % is the count that was known then, whether its table is held
// or not, and no figure of a later edition stands in it.
func TestHowManyByMonth(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	rows := rowsOf(t, "../testdata/counts_by_month.csv")
	for _, r := range rows[1:] {
		asOf, count := facts.Date(r[0]), r[3]
		a := d.Ask("how many allies meet 2%", asOf, Context{})
		if r[1] == "" {
			if a.Status != Unknown {
				t.Errorf("%s: %s", asOf, a.Headline)
			}
			continue
		}
		if !strings.HasPrefix(a.Headline, count+" of ") || !strings.Contains(a.Headline, " in "+r[2]) || a.Edition != r[1] {
			t.Errorf("%s: %s (%s), want %s in %s by %s", asOf, a.Headline, a.Edition, count, r[2], r[1])
		}
		if r[4] != "" {
			text := a.Text()
			if !strings.Contains(text, "Newer editions, up to that of "+facts.Date(r[4][:7]).Long()) && !strings.Contains(text, "NATO published newer figures in "+facts.Date(r[4][:7]).Long()) {
				t.Errorf("%s: nothing of the edition of %s: %s", asOf, r[4], text)
			}
		}
		for _, g := range a.Figures {
			if e, ok := d.Edition(g.Edition); !ok || !e.Published.KnownBy(asOf) {
				t.Errorf("%s: a figure of the %s", asOf, g.Edition)
			}
		}
	}
}

// What is known of an edition that is not held is told with its names, and
// what is not known is said.
func TestReported(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, c := range []struct {
		ask  string
		asOf facts.Date
		want []string
	}{
		{"which allies meet 2%", "2021-07-01", []string{"10 of 29", "Croatia 2.79 %", "not held: its count rests on a single report of grade C", "Germany 1.53 %"}},
		{"which allies meet 2%", "2020-11-15", []string{"10 of 29", "; 7 of them are named in what is held", "United States 3.87 %"}},
		{"how many allies are below 2%", "2022-04-15", []string{"21 of 29", "; 1 of them", "Spain 1.03 %"}},
		{"how many allies meet 2%", "2020-04-15", []string{"9 of 29", "Bulgaria", "the United States 3.42 %"}},
		{"how many allies meet 2%", "2026-04-15", []string{"31 of 31", "Italy 2.0 %", "NATO stated that all Allies reached 2 % in 2025"}},
	} {
		a := d.Ask(c.ask, c.asOf, Context{})
		for _, want := range c.want {
			if !strings.Contains(a.Text(), want) {
				t.Errorf("%s as of %s: no %q in\n%s", c.ask, c.asOf, want, a.Text())
			}
		}
	}
	if a := d.Ask("how many baltics meet 2%", "2021-07-01", Context{}); strings.Contains(a.Text(), "June 2021 edition).") {
		t.Errorf("a group by a count of all: %s", a.Text())
	}
}

// SIPRI's release is the one that was out on the day, and Russia is answered
// from it as what it is.
func TestSIPRIReleases(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, c := range []struct {
		ask       string
		asOf      facts.Date
		want, not string
	}{
		{"sipri poland 2024", "2026-11-27", "SIPRI's release of April 2026 has 3.75 %", ""},
		{"sipri poland 2024", "2026-04-01", "SIPRI's release of April 2025 has 4.15 %", "3.75"},
		{"sipri poland 2024", "2026-04-26", "SIPRI's release of April 2025 has 4.15 %", "3.75"},
		{"sipri poland 2024", "2026-04-27", "SIPRI's release of April 2026 has 3.75 %", ""},
		{"sipri poland 2024", "2025-04-01", "No series of SIPRI's", "4.15"},
		{"russia", "2026-11-27", "Russia is not an Ally, so NATO prints no figure for it. SIPRI's release of April 2026 has, as a share of GDP and in current US dollars: 2025 7.50 %, US$ 190 billion (SIPRI's own estimate).", ""},
		{"russia", "2026-04-01", "Russia is not an Ally", "SIPRI"},
		{"compare poland and china", "2026-11-27", "By the same yardstick Poland has 4.50 %", "1st"},
		{"rank russia", "2026-11-27", "is not an Ally", "th of"},
	} {
		a := d.Ask(c.ask, c.asOf, Context{})
		if !strings.Contains(a.Text(), c.want) || c.not != "" && strings.Contains(a.Text(), c.not) {
			t.Errorf("%s as of %s: want %q, not %q in\n%s", c.ask, c.asOf, c.want, c.not, a.Text())
		}
	}
	without := New(d.WithoutSIPRI())
	if a := without.Ask("sipri poland 2024", "2026-11-27", Context{}); !strings.Contains(a.Headline, "left out") || len(a.Figures) > 0 {
		t.Errorf("without SIPRI: %s", a.Text())
	}
	if a := without.Ask("russia", "2026-11-27", Context{}); strings.Contains(a.Text(), "7.50") || len(a.Figures) > 0 {
		t.Errorf("without SIPRI: %s", a.Text())
	}
}

// Offices and aid are told from their own files, with their sources, and
// nothing that was not known on the day.
func TestPostsAndAid(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, c := range []struct {
		ask       string
		asOf      facts.Date
		want, not string
	}{
		{"who is the chair of the military committee", "2026-11-27", "Carsten Breuer is to become Chair of the Military Committee in July 2027", ""},
		{"who is the chair of the military committee", "2026-09-01", "Giuseppe Cavo Dragone is Chair of the Military Committee, since 17 January 2025", "Breuer"},
		{"who is the chair of the military committee", "2021-07-01", "Rob Bauer is Chair", "Dragone"},
		{"who is the chair of the military committee", "2020-07-01", "not held", "Bauer"},
		{"who is saceur", "2026-11-27", "Alexus Grynkewich has been Supreme Allied Commander Europe (SACEUR) since 4 July 2025", "Cavoli"},
		{"who is saceur", "2024-11-27", "Christopher Cavoli is Supreme Allied Commander", "Grynkewich"},
		{"aid to ukraine by germany", "2026-11-27", "Germany allocated 30.6 billion euros to Ukraine", ""},
		{"is aid to ukraine core defence?", "2026-11-27", "Core defence is what counts", "donors"},
		{"zählt die ukrainehilfe zu den 3,5 %?", "2026-11-27", "Core defence is what counts", "donors"},
		{"who gave more than 1 % of GDP in aid to ukraine?", "2026-11-27", "could not fit", "donors"},
		{"aid to ukraine by germany", "2026-06-01", "not part of these figures", "30.6"},
	} {
		a := d.Ask(c.ask, c.asOf, Context{})
		if !strings.Contains(a.Text(), c.want) || c.not != "" && strings.Contains(a.Text(), c.not) {
			t.Errorf("%s as of %s: want %q, not %q in\n%s", c.ask, c.asOf, c.want, c.not, a.Text())
		}
	}
}

// A place that is judged is counted from the end that is meant, and who has it is
// named where it is somebody else's; what an Ally has never been at is told with
// what it set itself; two Allies of one currency are compared in it.
func TestPlaces(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, c := range []told{
		{"is Slovenia the lowest by share of GDP", "2026-11-27", Answered, "Yes: Slovenia is 1st of 31 by share of GDP in 2026, with 1.61 %, counted from the lowest", "No:"},
		{"is Poland the leader of NATO by share of GDP", "2026-11-27", Answered, "Highest: Lithuania with 5.33 %.", "Yes:"},
		{"is Spain the lowest by share of GDP", "2026-11-27", Answered, "Lowest: Slovenia with 1.61 %.", "Yes:"},
		{"is Belgium the second highest by share of GDP", "2026-11-27", Answered, "In that place: Estonia with 5.10 %.", "Yes:"},
		{"when did Germany first reach 3.5 %", "2026-11-27", Answered, "own aims", "first at"},
		{"does Slovenia spend more euros than Croatia", "2026-11-27", Answered, "1.18 billion euros against 2.03 billion euros", "US$"},
		{"has Portugal's share risen compared with last year?", "2026-11-27", Answered, "from 2.01 % in 2025 to 2.10 % in 2026", "2024"},
	} {
		c.hold(t, d)
	}
}
