package reader

import "testing"

// Finnish is one file of words, and nothing else: its cases, its words that
// stand behind their noun and its endings that ask read as the same questions
// in English.
func TestFinnish(t *testing.T) {
	t.Parallel()
	r := loaded(t)
	for _, c := range []struct{ asked, english string }{
		{"Paljonko Suomi käyttää puolustukseen?", "FIN"},
		{"Kuinka suuren osuuden BKT:stä Saksa käytti puolustukseen vuonna 2023?", "DEU share of gdp 2023"},
		{"Viron puolustusmenot euroina viime vuonna", "EST spend euros 2025"},
		{"Kuinka monta sotilasta Puolalla on?", "POL troops"},
		{"Ruotsin puolustusmenot asukasta kohti", "SWE spend per head"},
		{"Paljonko Tšekin menot nousivat reaalisesti vuodesta 2020 vuoteen 2025?", "change CZE in real terms from 2020 to 2025"},
		{"Mitkä maat ovat alle 2 prosentin?", "who Allies below 2%"},
		{"Kuinka monta liittolaista on 2 prosentin alapuolella?", "how many Allies below 2%"},
		{"Mitkä maat käyttivät vähintään kolme prosenttia bruttokansantuotteesta?", "who Allies at least 3%"},
		{"Mitkä maat ovat 2 ja 3 prosentin välillä?", "who Allies between 2% and 3%"},
		{"Mitkä maat nousivat yli 2 prosentin vuonna 2024?", "who Allies move above 2% 2024"},
		{"Mikä maa käyttää eniten puolustukseen asukasta kohti?", "top 1 spend per head"},
		{"Viisi vähiten käyttävää maata", "bottom 5"},
		{"Monesko Suomi on puolustusmenoissa?", "rank FIN"},
		{"Vertaa Ruotsia ja Norjaa", "compare SWE, NOR"},
		{"Miten Latvian osuus on kehittynyt vuodesta 2014 lähtien?", "trend LVA share of gdp since 2014"},
		{"Turkin sotilaiden määrä vuosina 2014–2024", "trend TUR troops from 2014 to 2024"},
		{"Saksan osuus hyökkäyksestä lähtien", "trend DEU share of gdp since 2022"},
		{"Alankomaiden varusteosuus kolme vuotta sitten", "NLD equipment share 2023"},
		{"Ranskan osuus ennen vuotta 2020", "FRA share of gdp 2019"},
		{"Tilanne kesäkuussa 2024: Saksan osuus", "DEU share of gdp as of 2024-06"},
		{"Milloin Saksa saavutti ensimmäistä kertaa 2 prosenttia?", "first time DEU at least 2%"},
		{"Mistä lähtien Kreikka on ollut yli 2 prosentin?", "since when GRC above 2%"},
		{"Mitkä maat eivät ole koskaan saavuttaneet 2 prosenttia?", "who Allies never at least 2%"},
		{"Kuinka moni maa ei ylittänyt 3 prosenttia vuonna 2025?", "how many Allies at most 3% 2025"},
		{"Onko yksikään maa yli 5 prosentin?", "any Allies above 5%, true?"},
		{"Yksikään maa ei ole alle 1 prosentin, eikö niin?", "no Allies below 1%, true?"},
		{"Vain Puola ylitti 4 prosenttia vuonna 2024, eikö niin?", "only POL above 4% 2024, true?"},
		{"Kaikki maat paitsi Espanja ovat yli 2 prosentin, eikö niin?", "all but ESP above 2%, true?"},
		{"Käyttääkö Suomi enemmän kuin Ruotsi puolustukseen asukasta kohti?", "FIN above SWE spend per head, true?"},
		{"Ylittääkö Kreikka 3 %:n rajan?", "GRC above 3%, true?"},
		{"Mitkä maat ilman Yhdysvaltoja ovat yli 3 prosentin?", "who Allies except USA above 3%"},
		{"Mitkä EU:n ulkopuoliset maat ovat yli 3 prosentin?", "who Allies except eu allies above 3%"},
		{"Espanjaa lukuun ottamatta kaikki maat ovat yli 2 prosentin, eikö niin?", "all but ESP above 2%, true?"},
		{"Pohjoismaiden mediaani vuonna 2025", "median nordics 2025"},
		{"Kuinka monta kertaa enemmän Yhdysvallat käyttää kuin Saksa?", "USA how many times DEU"},
		{"Paljonko Belgialta puuttuu 3,5 prosentista?", "gap, BEL 3.5%"},
		{"Paljonko 3,5 % olisi Italialle euroina?", "would 3.5% ITA euros"},
		{"Milloin on seuraava huippukokous?", "summit next"},
		{"Haagin sitoumus", "hague commitment"},
	} {
		rd := r.Read(c.asked, asOf, nil)
		if len(rd.Queries) != 1 || rd.Fault != nil {
			t.Errorf("%q: %s, want %s", c.asked, told(rd), c.english)
			continue
		}
		if got, ok := r.Print(rd.Queries[0], "en"); !ok || got != c.english {
			t.Errorf("%q: %s, want %s", c.asked, got, c.english)
		}
	}
	for _, asked := range []string{ // what it leaves out stands before it: better unread than wrong
		"Tanskaa lukuun ottamatta pohjoismaat ovat yli 2 prosentin, eikö niin?",
		"Yhdysvaltoja lukuun ottamatta Naton keskiarvo",
	} {
		if rd := r.Read(asked, asOf, nil); rd.Fault == nil {
			t.Errorf("%q: %s, want it unread", asked, told(rd))
		}
	}
}
