package reader

import (
	"os"
	"strings"
	"testing"

	"natobot/facts"
)

// frames are sentences with a place for a word of one sort, by language.
var frames = map[string]map[string]string{
	"en": {"Measure": "DEU %s 2019", "Cmp": "who is %s 2%% in 2019?", "Group": "top 3 %s 2019", "Median": "%s 2019 Allies"},
	"es": {"Measure": "DEU %s 2019", "Cmp": "quién %s 2%% en 2019?", "Group": "%s 2019"},
	"de": {"Measure": "DEU %s 2019", "Cmp": "wer %s 2%% 2019?", "Group": "%s 2019"},
	"fr": {"Measure": "DEU %s 2019", "Cmp": "qui %s 2%% en 2019?", "Group": "%s 2019"},
	"pl": {"Measure": "DEU %s w 2019 roku", "Cmp": "kto %s 2%% 2019?", "Group": "%s 2019"},
	"it": {"Measure": "DEU %s nel 2019", "Cmp": "chi %s 2%% 2019?", "Group": "%s 2019"},
	"tr": {"Measure": "DEU %s 2019", "Group": "%s 2019"},
}

// Each word of a line of a language's file asks the same as the first of it.
func TestSynonyms(t *testing.T) {
	r := loaded(t)
	for lang, byLine := range frames {
		raw, err := os.ReadFile("../lexicon/data/" + lang + ".tsv")
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(raw), "\n") {
			f := strings.Split(line, "\t")
			if len(f) < 2 || byLine[f[1]] == "" || len(f) > 3 {
				continue
			}
			words := strings.Split(f[0], "|")
			say := func(w string) Reading {
				rd := r.Read(strings.ReplaceAll(strings.Replace(byLine[f[1]], "%s", w, 1), "%%", "%"), asOf, nil)
				for _, q := range rd.Queries {
					for i := range q.Conds {
						if c := &q.Conds[i]; c.Named != "" { // "below the threshold of 2 %" says the level too
							c.Named, c.Qty.Measure = "", facts.ShareOfGDP
						}
					}
				}
				return rd
			}
			first := say(words[0])
			if first.Fault != nil {
				continue // a word that this frame has no place for
			}
			for _, w := range words[1:] {
				if rd := say(w); rd.Fault == nil && !alike(first, rd) && !strings.Contains(w, "*") {
					t.Errorf("%s: %q is not %q\n  %s\n  %s", lang, w, words[0], told(first), told(rd))
				}
			}
		}
	}
}
