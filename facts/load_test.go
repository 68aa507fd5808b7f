package facts

import (
	"testing"
)

func TestEmbeddedDataLoads(t *testing.T) {
	t.Parallel()
	d, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	e, ok := d.Current("2025-03-13")
	if !ok || e.ID != "nato-2024-06" {
		t.Fatalf("current on 13 March 2025: %v", e)
	}
	f, ok := e.Figure("ESP", ShareOfGDP, 2024)
	if !ok || f.Number() != "1.28" || !f.Estimate || !f.HasHeld {
		t.Errorf("Spain 2024: %+v", f)
	}
	if e := d.Newest(); e.ID != "nato-2026-07" || e.LastYear() != 2026 || !e.Core() {
		t.Errorf("newest: %+v", e)
	}
	if len(d.Allies) != 32 {
		t.Errorf("%d Allies", len(d.Allies))
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(Embedded()); err != nil {
			b.Fatal(err)
		}
	}
}
