package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"natobot/facts/voice"
)

// spoken are questions whose answers are written in every language.
var spokenQuestions = []string{
	"spain", "poland", "usa", "denmark", "iceland", "czechia as of 2025-03-13", "france 2019", "finland as of 2023-03-25",
	"germany in dollars", "norway equipment", "turkey per capita", "uk troops", "hungary 1999", "montenegro gdp in dollars", "canada in national currency", "estonia real change",
	"top 5", "bottom 3 equipment", "rank", "rank in dollars 2019", "4th highest", "rank spain", "rank usa in dollars", "rank belgium 2025", "who spends less than spain", "top 5 as of 2025-05-01",
	"below 2%", "above 3.5%", "at most 2.1%", "between 2% and 2.2%", "at least 20% equipment 2019", "below 1% 2018", "below 2% as of 2025-03-13", "at least 6%", "above 2% 2025", "who is at exactly 2%",
	"at least 2% 2018 as of 2018-07-20", "at least 2% as of 2022-07-01", "below 2% 2017 as of 2018-04-01",
	"compare spain italy", "compare poland germany usa", "compare norway denmark", "compare belgium portugal 2025", "compare iceland spain", "compare spain nato in dollars", "compare spain italy in dollars", "compare norway sweden troops", "compare finland spain as of 2023-03-25",
	"trend germany", "trend spain nato", "trend usa in dollars", "trend iceland", "trend estonia real change", "trend spain as of 2025-05-01", "trend spain since 2012",
	"gap spain", "gap spain 3.5%", "gap norway 3.5%", "gap norway equipment", "does spain meet 2%", "did spain meet 2% in 2024", "is poland below 4.68%", "is poland above 5%", "is estonia at most 5.1%", "is usa between 3% and 3.5%", "was the netherlands between 3% and 3.5% in 2025", "does italy meet 5%",
	"sipri spain", "sipri poland 2023", "china", "russia", "spain 1993", "germany 1985 to 1990", "rank 1993", "kosovo 1993", "ukraine",
	"nato", "nato in dollars", "europe and canada in dollars", "nato constant prices", "nato 2019",
}

// scales are the words for large numbers, in millions.
var scales = map[string][]struct {
	word string
	of   float64
}{
	"en": {{"billion", 1000}, {"million", 1}},
	"fr": {{"milliard", 1000}, {"million", 1}},
	"es": {{"billon", 1e6}, {"billón", 1e6}, {"millon", 1}, {"millón", 1}},
	"de": {{"Milliarde", 1000}, {"Million", 1}},
	"it": {{"miliard", 1000}, {"milion", 1}},
	"pl": {{"mld", 1000}, {"mln", 1}},
	"tr": {{"milyar", 1000}, {"milyon", 1}},
}

// numbersIn are the numbers of a text with its language's signs undone, amounts
// in millions, sorted.
func numbersIn(v *voice.Voice, text string) []string {
	decimal := strings.Trim(v.Number(0.5, 1), "05")
	group := strings.Trim(v.Number(10000, 0), "10")
	re := regexp.MustCompile(`\d+(?:` + regexp.QuoteMeta(group) + `\d{3})*(?:` + regexp.QuoteMeta(decimal) + `\d+)?`)
	var out []string
	for _, at := range re.FindAllStringIndex(text, -1) {
		s := strings.Replace(strings.ReplaceAll(text[at[0]:at[1]], group, ""), decimal, ".", 1)
		for _, x := range scales[v.Tag] {
			if strings.HasPrefix(strings.TrimLeft(text[at[1]:], " \u00a0"), x.word) {
				f, err := strconv.ParseFloat(s, 64)
				if err != nil {
					continue
				}
				s = fmt.Sprintf("%.3f millions", f*x.of)
				break
			}
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

func TestEveryLanguageStatesTheSameNumbers(t *testing.T) {
	d := loaded(t)
	for _, q := range spokenQuestions {
		english := d.Ask(q, testDay, Context{})
		for _, tag := range voice.Languages[1:] {
			v, _ := voice.For(tag)
			a := d.Ask(q, testDay, Context{Lang: tag})
			if len(a.Said) != len(english.Said) {
				t.Errorf("%s, %s: %d statements, not %d", tag, q, len(a.Said), len(english.Said))
			}
			for _, s := range a.Said {
				text, ok := v.Render(s.Phrase)
				if !ok {
					t.Errorf("%s, %s: not translated: %s", tag, q, text)
					continue
				}
				if got, want := numbersIn(v, text), numbersIn(voice.English, voice.English.Text(s.Phrase)); !slices.Equal(got, want) {
					t.Errorf("%s, %s: %q states %v, English %v", tag, q, text, got, want)
				}
			}
		}
	}
}

func TestLanguageOfAnAnswer(t *testing.T) {
	d := loaded(t)
	for _, c := range []struct{ text, lang, locale, want string }{
		{"cuánto gasta españa", "", "", "es"},
		{"cuánto gasta españa", "", "pl-PL", "es"},
		{"cuánto gasta españa", "de", "", "de"},
		{"combien dépense la France pour sa défense ?", "", "", "fr"},
		{"spain", "", "", "en"},
		{"ESP", "", "es-ES", "es"},
		{"Spagna al 13 marzo 2025", "", "", "it"},
		{"Rangliste 2026", "", "", "de"}, // Danish too, which is not written
		{"spagna marzo 2025", "", "", "it"},
		{"España marzo 2025", "", "", "es"},
		{"Spagna", "", "", "it"},
		{"Polska", "", "", "pl"},
		{"italia e spagna", "", "", "it"},
		{"estonia", "", "", "en"},
		{"Spagna", "", "fr", "fr"},
		{"trend ESP", "", "tr", "tr"},
		{"spain", "", "pt-BR", "en"},
		{"how much does spain spend on defence?", "", "es-ES", "en"},
		{"hoeveel geeft nederland uit aan defensie?", "", "", "en"},
	} {
		a := d.Ask(c.text, testDay, Context{Lang: c.lang, Locale: c.locale})
		if a.AnsweredIn != c.want {
			t.Errorf("%q asked for %q by one of %q is answered in %q, want %q", c.text, c.lang, c.locale, a.AnsweredIn, c.want)
		}
		if note := voice.Unwritten(a.Lang); (note != "" && slices.Contains(a.Caveats, note)) != strings.HasPrefix(c.text, "hoeveel") {
			t.Errorf("%q: caveats %v", c.text, a.Caveats)
		}
	}
}
