package reader

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"natobot/facts"
)

func TestMatchAlly(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for text, want := range map[string]facts.Code{
		"spain": "ESP", "es": "ESP", "Es": "ESP", "ee": "EST", "🇪🇸": "ESP", "ESP": "ESP", "españa": "ESP", "Spanish": "ESP", "Hiszpanii": "ESP", "İspanya": "ESP", "Іспанія": "ESP", "Ισπανία": "ESP",
		"Turkey": "TUR", "Türkiye": "TUR", "TÜRKİYE": "TUR", "turkiye": "TUR", "Tuerkei": "TUR", "Türkei": "TUR", "Turquía": "TUR",
		"Holland": "NLD", "the Netherlands": "NLD", "Nederland": "NLD", "Dutch": "NLD", "Pays-Bas": "NLD", "Paesi Bassi": "NLD",
		"UK": "GBR", "U.K.": "GBR", "gb": "GBR", "Great Britain": "GBR", "Vereinigtes Königreich": "GBR", "Wielkiej Brytanii": "GBR",
		"USA": "USA", "us": "USA", "U.S.": "USA", "America": "USA", "EE. UU.": "USA", "EEUU": "USA", "États-Unis": "USA", "ABD": "USA", "Сполучені Штати": "USA",
		"Czech Republic": "CZE", "Czechia": "CZE", "Tschechien": "CZE", "Slovak Republic": "SVK", "Slovakia": "SVK", "Slowakei": "SVK", "Slovenia": "SVN",
		"Macedonia": "MKD", "North Macedonia": "MKD", "Северна Македонија": "MKD", "Macedonii Północnej": "MKD", "Ελλάδα": "GRC", "Ελλάδας": "GRC", "Германия": "DEU", "Deutschland": "DEU", "Niemiec": "DEU", "Almanya": "DEU",
		"al": "ALB", "is": "ISL", "Island": "ISL", "Ísland": "ISL", "Magyarország": "HUN", "Węgry": "HUN", "România": "ROU", "Rumaenien": "ROU", "Łotwa": "LVA", "Crna Gora": "MNE",
		"Europe and Canada": facts.EuropeCanada, "nato total": facts.NATOTotal,
	} {
		if m := d.MatchAlly(text); m.Ally != want || m.Corrected {
			t.Errorf("%q: %+v, want %s", text, m, want)
		}
	}
	for text, want := range map[string]string{
		"Ireland": "Ireland", "irland": "Ireland", "Irlanda": "Ireland", "Ukraine": "Ukraine", "Ukraina": "Ukraine", "Georgia": "Georgia", "Austria": "Austria", "Österreich": "Austria",
		"Russia": "Russia", "Rosja": "Russia", "Switzerland": "Switzerland", "Bosnia": "Bosnia & Herzegovina", "Serbia": "Serbia", "Armenia": "Armenia", "Kosovo": "Kosovo",
	} {
		if m := d.MatchAlly(text); m.NonAlly != want || m.Ally != "" {
			t.Errorf("%q: %+v, want non-Ally %s", text, m, want)
		}
	}
}

// Every Ally is found by each of its codes, its flag, its NATO name and its
// adjective.
func TestMatchAllyEveryAlly(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, a := range d.Data.Allies {
		for _, s := range []string{string(a.Code), strings.ToLower(string(a.Code)), a.Alpha2, strings.ToLower(a.Alpha2), a.Flag(), a.Name, strings.ToUpper(a.Name), a.Adjective} {
			if m := d.MatchAlly(s); s != "" && m.Ally != a.Code {
				t.Errorf("%q: %+v, want %s", s, m, a.Code)
			}
		}
	}
}

func TestMisspelt(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	tests := []struct {
		text string
		want string // "POL said"; "PRT unsaid" for a stem with another ending; "ask NLD POL", "not Ukraine", "nothing"
	}{
		{"polnd", "POL said"}, {"slovakai", "SVK said"}, {"portugl", "PRT unsaid"}, {"estonai", "EST unsaid"}, {"germny", "DEU said"}, {"itlay", "ITA said"}, {"frnace", "FRA said"},
		{"belguim", "BEL unsaid"}, {"denmrak", "DNK said"}, {"lithunia", "LTU said"}, {"luxemburgg", "LUX unsaid"}, {"norwey", "NOR said"}, {"united kindom", "GBR said"}, {"canda", "CAN said"}, {"hungery", "HUN said"},
		{"slov", "ask SVN SVK"}, {"holand", "ask NLD POL"}, {"germ", "ask DEU"},
		{"ukrane", "not Ukraine"}, {"irelnd", "not Ireland"}, {"austira", "not Austria"},
		{"xyzzy", "nothing"}, {"zz", "nothing"}, {"kangaroo", "nothing"},
	}
	for _, tt := range tests {
		if got := spelling(d.MatchAlly(tt.text)); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.text, got, tt.want)
		}
	}
	// Ordinary words that are near a name are never taken for it in silence.
	for _, s := range []string{"test", "average", "normal", "span", "grease", "poll", "rank", "gap", "help", "trend", "total", "media", "check", "top", "latest", "island hopping", "polite", "turn", "sweet", "grade"} {
		if m := d.MatchAlly(s); m.Ally != "" && !m.Ally.Aggregate() {
			t.Errorf("%q was taken for %s: %+v", s, m.Ally, m)
		}
	}
}

func spelling(m Match) string {
	switch {
	case m.Ally != "" && m.Corrected:
		return string(m.Ally) + " said"
	case m.Ally != "":
		return string(m.Ally) + " unsaid"
	case m.NonAlly != "":
		return "not " + m.NonAlly
	case len(m.Near) > 0:
		s := make([]string, len(m.Near))
		for i, c := range m.Near {
			s[i] = string(c)
		}
		slices.Sort(s)
		if len(s) == 2 && s[0] == "SVK" {
			s[0], s[1] = s[1], s[0]
		}
		return "ask " + strings.Join(s, " ")
	}
	return "nothing"
}

func TestParseAllies(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, flags := range []string{"🇪🇸 🇵🇱", "🇪🇸🇵🇱", "🇪🇸, 🇵🇱", "es pl", "es poland"} { // "es" is a small word too
		if m := d.MatchAlly(flags); m.Found() || len(m.Near) > 0 {
			t.Errorf("%s is one name: %+v", flags, m)
		}
		if got, unknown := d.ParseAllies(flags); fmt.Sprint(got) != "[ESP POL]" || len(unknown) > 0 {
			t.Errorf("%s: %v, unknown %v", flags, got, unknown)
		}
	}
	got, unknown := d.ParseAllies("spain, Poland and the baltics, xyz; europe and canada & pol")
	if want := "[ESP POL EST LTU LVA NATO_EUR_CAN]"; fmt.Sprint(got) != want || fmt.Sprint(unknown) != "[xyz]" {
		t.Errorf("%v, unknown %v; want %s", got, unknown, want)
	}
}

func BenchmarkMatchAlly(b *testing.B) {
	d := loaded(b)
	for _, s := range []string{"spain", "Türkiye", "polnd", "united kindom"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.MatchAlly(s)
			}
		})
	}
}
