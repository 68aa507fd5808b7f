package facts

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func editions(t testing.TB, d *Dataset, a, b string) (was, now *Edition) {
	t.Helper()
	was, ok := d.Edition(a)
	now, ok2 := d.Edition(b)
	if !ok || !ok2 {
		t.Fatal("an edition is missing")
	}
	return was, now
}

// What June 2024 and July 2026 are known for, looked up in their tables by hand.
func TestDiffJune2024July2026(t *testing.T) {
	t.Parallel()
	d := curated(t)
	was, now := editions(t, d, "nato-2024-06", "nato-2026-07")
	cs := d.Diff(was, now)
	if cs[0].Kind != DefinitionChanged || cs[0].From != "total" || cs[0].To != "core" || cs[1].Kind != PricesChanged || cs[1].From != "2015" || cs[1].To != "2021" {
		t.Fatalf("the first are %+v, %+v", cs[0], cs[1])
	}
	order := []ChangeKind{DefinitionChanged, PricesChanged, CurrencyChanged, MemberChanged, TableChanged, YearAdded, Crossed, Overtook, Restated}
	at := 0
	for _, c := range cs {
		i := slices.Index(order, c.Kind)
		if c.Kind == Revised { // GDP and personnel stand between restated tables
			i = at
		}
		if i < at {
			t.Fatalf("%s comes after %s", c.Kind, order[at])
		}
		at = i
	}
	find := func(kind ChangeKind, ally Code, ok func(Change) bool) *Change {
		for i := range cs {
			if cs[i].Kind == kind && cs[i].Ally == ally && (ok == nil || ok(cs[i])) {
				return &cs[i]
			}
		}
		return nil
	}
	if c := find(CurrencyChanged, "BGR", nil); c == nil || c.From != "BGN" || c.To != "EUR" {
		t.Errorf("Bulgaria's currency: %+v", c)
	}
	// Spain: 1.42 in 2024 and 2.00 in 2026, both by July 2026.
	if c := find(Crossed, "ESP", nil); c == nil || !c.Up || c.Level != 2 || c.Across() || c.Before.Value != 1.42 || c.After.Value != 2 || c.Before.Year != 2024 || c.Year != 2026 || !c.After.Estimate {
		t.Errorf("Spain: %+v", c)
	}
	// Albania in 2024: 2.03 of total, 1.35 of core defence; that is no fall.
	if c := find(Crossed, "ALB", func(c Change) bool { return c.Across() }); c == nil || c.Up || c.Before.Value != 2.03 || c.After.Value != 1.35 || c.Year != 2024 {
		t.Errorf("Albania across: %+v", c)
	}
	if c := find(Restated, "ALB", func(c Change) bool { return c.Measure == ShareOfGDP && c.Year == 2024 }); c == nil || c.Size() != 0.68 {
		t.Errorf("Albania restated: %+v", c)
	}
	for _, c := range cs {
		switch {
		case c.Kind == Revised && !slices.Contains([]Measure{GDP, GDPConstant, GDPPerCapita, Personnel}, c.Measure):
			t.Errorf("%s of %s passes as a revision across two definitions", c.Measure, c.Ally)
		case c.Measure == SpendUSDConstant || c.Measure == GDPConstant || c.Measure == DefencePerCapita:
			if c.Kind != TableChanged {
				t.Errorf("%s of two base years is compared", c.Measure)
			}
		case c.Measure == SpendNCU && c.Ally == "BGR":
			t.Error("leva and euros are compared")
		}
	}
}

// The same count as an independent walk over the figures gives.
func TestDiffIsComplete(t *testing.T) {
	t.Parallel()
	d := curated(t)
	for i, was := range d.Editions {
		for _, now := range d.Editions[i:] {
			want := map[Measure]int{}
			for _, f := range was.Figures() {
				g, ok := now.Figure(f.Ally, f.Measure, f.Year)
				step := max(f.Step(), g.Step())
				if !ok || math.Floor(f.Value/step+0.5+1e-9) == math.Floor(g.Value/step+0.5+1e-9) {
					continue
				}
				if was.PriceBase != 0 && now.PriceBase != 0 && was.PriceBase != now.PriceBase &&
					(strings.Contains(string(f.Measure), "constant") || strings.Contains(string(f.Measure), "per_capita")) {
					continue
				}
				if strings.Contains(string(f.Measure), "ncu") && was.Currency(f.Ally) != now.Currency(f.Ally) {
					continue
				}
				want[f.Measure]++
			}
			got := map[Measure]int{}
			for _, c := range d.Diff(was, now) {
				if c.Kind == Revised || c.Kind == Restated {
					got[c.Measure]++
					if (c.Kind == Restated) != (was.Definition != now.Definition && c.Measure != GDP && c.Measure != Personnel && c.Measure != GDPConstant && c.Measure != GDPPerCapita) {
						t.Errorf("%s to %s: %s is %s", was.ID, now.ID, c.Measure, c.Kind)
					}
				}
			}
			for _, m := range Measures {
				if got[m] != want[m] {
					t.Errorf("%s to %s: %d of %s, counted %d", was.ID, now.ID, got[m], m, want[m])
				}
			}
			if was == now && len(d.Diff(was, now)) != 0 {
				t.Errorf("%s differs from itself", was.ID)
			}
		}
	}
}

func BenchmarkDiff(b *testing.B) {
	d := curated(b)
	was, now := editions(b, d, "nato-2024-06", "nato-2026-07")
	for b.Loop() {
		d.Diff(was, now)
	}
}
