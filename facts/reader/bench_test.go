package reader

import (
	"testing"

	"natobot/facts"
)

func loaded(tb testing.TB) *Reader {
	tb.Helper()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		tb.Fatal(err)
	}
	return New(d)
}

// Different questions, since one alone says little.
var asked = []string{
	"spain", "what does poland spend in dollars?", "top 5", "trend germany since 2014", "how many Allies are below 2 %?",
	"gap italy 3.5%", "compare spain poland italy", "¿qué países superan el 4 %?", "Was gibt Ungarn fürs Militär aus?",
	"which Allies missed 2% in 2023 but met it in 2024, leaving out the Baltic states and those that joined after 2004?",
}

func BenchmarkRead(b *testing.B) {
	r := loaded(b)
	for _, q := range asked {
		b.Run(q[:min(12, len(q))], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Read(q, "2026-11-27", nil)
			}
		})
	}
}
