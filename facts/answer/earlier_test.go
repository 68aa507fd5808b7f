package answer

import (
	"strings"
	"testing"
)

// Years from before the editions are told from older tables as what they are,
// never judged by them, and nothing is told for another who was asked for.
func TestEarlier(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, c := range []told{
		{"spain 1993", "2026-11-27", Answered, "Spain 1.7 % (Hansard, House of Lords, 2 March 1995)", "2.00"},
		{"spain 1994", "2026-11-27", Answered, "1.6 % (estimate; Hansard", ""},
		{"spain 1993", "1994-06-01", Unknown, "", "1.7"},
		{"belgium 2005", "2026-11-27", Answered, "1.1 % (Defence Analytical Services Agency, 2008; House of Commons Defence Committee, 2007)", ""},
		{"belgium 2005", "2007-12-31", Answered, "1.1 % (House of Commons Defence Committee, 2007)", "Analytical"},
		{"nato 2005", "2026-11-27", Answered, "NATO Total 2.9 %", ""},
		{"nato 1993", "2026-11-27", Unknown, "No figure for NATO Total in 1993 is held", "1.7"},
		{"poland 1993", "2026-11-27", Unknown, "No figure for Poland in 1993 is held", "1.7"},
		{"defence spending in 1993", "2026-11-27", Answered, "Spain 1.7 %; Türkiye 4.1 %", "Poland"},
		{"gasto en defensa en 1993", "2026-11-27", Answered, "Spain 1.7 %", ""},
		{"defence spending in 2020", "2026-11-27", Ambiguous, "Of which Ally?", ""},
		{"baltics 2004", "2026-11-27", Answered, "Estonia 1.6 %", "Poland"},
		{"spain from 2003 to 2005", "2026-11-27", Answered, "in 2003, 1.2 %", ""},
		{"rank 1993", "2026-11-27", Unknown, "never ranked", "1st"},
		{"who met 2% in 1993", "2026-11-27", Unknown, "judged by a level", ""},
		{"spain equipment 1993", "2026-11-27", Unknown, "No edition", "1.7 %"},
		{"trend spain since 1990", "2026-11-27", Answered, "begins in 2014. Older tables, apart from it, have: 1992, 1993, 1994, 2000", "1.7 %"},
	} {
		a := d.Ask(c.ask, c.asOf, Context{Lang: English})
		if a.Status != c.status || !strings.Contains(a.Text(), c.want) || c.not != "" && strings.Contains(a.Text(), c.not) {
			t.Errorf("%s as of %s: %s; want %s, %q, not %q in\n%s", c.ask, c.asOf, a.Status, c.status, c.want, c.not, a.Text())
		}
		for _, f := range a.Figures {
			e, ok := d.Edition(f.Edition)
			if f.Year < 2009 && (!ok || !e.History || len(a.Derived) > 0 || a.Edition != "") {
				t.Errorf("%s: %+v stands with what is no history: %v %q", c.ask, f, a.Derived, a.Edition)
			}
		}
	}
	if a := d.Ask("spain 1985", "2026-11-27", Context{}); len(a.Figures) == 0 || a.Next[len(a.Next)-1].Ask != "sipri spain 1985" && a.Next[0].Ask != "sipri spain 1985" {
		t.Errorf("SIPRI's figure is not offered: %v", a.Next)
	}
}

// Budgets of years to come are what a government states, known from the day
// that it did, and answer no question of whether something will be so.
func TestBudgets(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	const german, polish = "Germany's draft for 2027 has 139.6 billion euros", "Poland's draft for 2027 sets 198.1 billion zloty"
	for _, c := range []told{
		{"germany budget 2027", "2026-11-27", Answered, german, polish},
		{"Verteidigungshaushalt Deutschland 2027", "2026-11-27", Answered, german, polish},
		{"how much will poland spend in 2027", "2026-11-27", Answered, polish, german},
		{"next year's budgets", "2026-11-27", Answered, polish, ""},
		{"germany budget 2027", "2026-08-31", Unsupported, "no forecasts", "139.6"},
		{"poland budget 2027", "2026-09-28", Unsupported, "no forecasts", "198.1"},
		{"norway budget 2027", "2026-11-27", Unsupported, "No budget for that year is held of those asked for; held, as governments state them, are: Germany 2027, Poland 2027", "139.6"},
		{"compare germany and norway budget 2027", "2026-11-27", Answered, "No budget of Norway for that year is held", polish},
		{"will germany meet 3.5% in 2027", "2026-11-27", Unsupported, "no forecasts", polish},
		{"germany budget 2028", "2026-11-27", Unsupported, "held, as governments state them, are: Germany 2027", "139.6"},
		{"germany in 2035", "2026-11-27", Unsupported, "", "139.6"},
	} {
		a := d.Ask(c.ask, c.asOf, Context{})
		if a.Status != c.status || !strings.Contains(a.Text(), c.want) || c.not != "" && strings.Contains(a.Text(), c.not) {
			t.Errorf("%s as of %s: %s; want %s, %q, not %q in\n%s", c.ask, c.asOf, a.Status, c.status, c.want, c.not, a.Text())
		}
		if strings.Contains(a.Text(), "billion euros for defence") && !strings.Contains(a.Text(), "no figure of NATO's") || len(a.Figures) > 0 {
			t.Errorf("%s: a budget is told as a figure of NATO's:\n%s", c.ask, a.Text())
		}
	}
}
