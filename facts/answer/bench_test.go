package answer

import (
	"testing"
)

// The limits are of the specification: spain at most 100 µs and 300
// allocations, rank 2026 at most 300 µs, a sentence at most 1 ms. They are
// shown here, never asserted by a timed test.
func benchAsk(b *testing.B, text string) {
	d := loaded(b)
	b.ReportAllocs()
	for b.Loop() {
		if a := d.Ask(text, testDay, Context{}); a.Headline == "" {
			b.Fatal("no answer")
		}
	}
}

func BenchmarkAskSpain(b *testing.B)      { benchAsk(b, "spain") }
func BenchmarkAskSpainAsOf(b *testing.B)  { benchAsk(b, "spain as of 2025-03-13") }
func BenchmarkAskRank(b *testing.B)       { benchAsk(b, "rank 2026") }
func BenchmarkAskBelow(b *testing.B)      { benchAsk(b, "below 2%") }
func BenchmarkAskCompare(b *testing.B)    { benchAsk(b, "compare spain poland italy") }
func BenchmarkAskTrendGroup(b *testing.B) { benchAsk(b, "trend eu allies since 2014") }
func BenchmarkAskSentence(b *testing.B) {
	benchAsk(b, "how many of the European allies did not spend 2 % of their GDP on defence in 2023?")
}
func BenchmarkAskSpanish(b *testing.B) { benchAsk(b, "¿Qué país de la OTAN gasta más en defensa?") }
func BenchmarkAnswerJSON(b *testing.B) {
	a := loaded(b).Ask("spain", testDay, Context{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.JSON(); err != nil {
			b.Fatal(err)
		}
	}
}
