package reader

import (
	"testing"
)

// Whatever is typed is read or refused: nothing panics, and a reading has
// queries or says why it has none.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"spain", "top 5 except the baltics, in euros", "¿qué países superan el 4 %?", "Wer gab 2019 weniger als 2,5 % aus?", "Ποια χώρα δαπανά τα περισσότερα;",
		"Kto wydaje więcej niż Niemcy?", "İspanya'dan fazla harcayan", "北約 2%", "الناتو ٢٪", "НАТО 2 %", "between 2 and", "or below or more than not 2%", "2-2.1% 1.265 1 265,5 €½", "\u200b\u00ad<br>&amp;&nbsp;", "as of 31 February 2024", "\xff\xfe", "🇪🇸 vs 🇵🇱",
	} {
		f.Add(s)
	}
	r := loaded(f)
	f.Fuzz(func(t *testing.T, s string) {
		rd := r.Read(s, asOf, nil)
		if (rd.Fault == nil) == (len(rd.Queries) == 0) {
			t.Fatalf("%q: %d queries, fault %v", s, len(rd.Queries), rd.Fault)
		}
		for _, q := range rd.Queries {
			for _, lang := range []string{"en", "de", "el"} {
				r.Print(q, lang)
			}
			r.Read("and in 2019?", asOf, &q)
		}
	})
}
