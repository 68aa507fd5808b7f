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
