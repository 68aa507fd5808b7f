package query

import "testing"

// Inputs differ from run to run of the loop, so that nothing is remembered.
func bench(b *testing.B, qs ...Query) {
	d := curated(b)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, err := Evaluate(d, today, qs[i%len(qs)]); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkOne(b *testing.B) {
	bench(b, show(one("ESP"), nil, newest), show(one("POL"), nil, newest), show(one("ITA"), nil, year(2020)))
}

func BenchmarkList(b *testing.B) {
	bench(b, list(all, newest, share(Below, 2)), list(all, year(2020), share(Above, 1.5)), list(group("eu"), newest, share(AtLeast, 2.5)))
}

func BenchmarkRank(b *testing.B) {
	bench(b, rank(Top, 5, all, of(usd), newest), rank(Bottom, 3, all, of(sh), year(2019)), rank(Top, 5, all, change(sh, Own), span(2020, 2024)))
}

func BenchmarkEachYear(b *testing.B) {
	bench(b, each(Time{Each: true}, share(AtLeast, 2)), each(since(2018), share(Below, 1.5)))
}

func BenchmarkFirst(b *testing.B) {
	bench(b, when(First, "LVA", share(AtLeast, 2)), when(Last, "SWE", share(Below, 1.5)))
}

func BenchmarkPartOfTotal(b *testing.B) {
	bench(b, show(one("POL"), part(usd, all), newest), show(one("DEU"), part(usd, all), years(2014, 2026)))
}
