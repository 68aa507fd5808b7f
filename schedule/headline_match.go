package schedule

import (
	"slices"
	"strings"

	"natobot/facts"
)

// otherNames are what newspapers call Allies beyond the name and adjective
// that the data hold. Single words are compared with folded words of a title.
var otherNames = map[string]facts.Code{
	"britain": "GBR", "british": "GBR", "uk": "GBR", "us": "USA", "american": "USA", "america": "USA", "washington": "USA",
	"turkey": "TUR", "turkish": "TUR", "turkiye": "TUR", "holland": "NLD", "dutch": "NLD", "czech": "CZE", "czechia": "CZE",
	"macedonia": "MKD", "macedonian": "MKD", "slovak": "SVK", "slovakia": "SVK", "danish": "DNK", "swedish": "SWE",
	"finnish": "FIN", "belgian": "BEL", "spanish": "ESP", "german": "DEU", "french": "FRA", "polish": "POL", "italian": "ITA",
	"berlin": "DEU", "paris": "FRA", "madrid": "ESP", "warsaw": "POL", "rome": "ITA", "london": "GBR", "ottawa": "CAN",
	"espana": "ESP", "deutschland": "DEU", "polska": "POL", "polski": "POL", "italia": "ITA", "belgique": "BEL", "belgie": "BEL",
}

// defence and money are the two halves of the subject: an item concerns us
// when its words hold one of each, or one of phrases. Prefixes of folded words.
var (
	defenceWords = []string{"defence", "defense", "military", "nato", "otan", "army", "armies", "armed", "rearm", "verteidigung", "bundeswehr", "defensa", "difesa", "obronn", "wojsk", "militar"}
	moneyWords   = []string{"spend", "budget", "gdp", "gnp", "expenditure", "outlay", "billion", "ausgaben", "haushalt", "gasto", "presupuesto", "depense", "spesa", "wydatk", "budzet", "pib", "pkb", "bip", "%"}
	phrases      = []string{"verteidigungsausgaben", "verteidigungshaushalt", "verteidigungsetat", "verteidigungsbudget"}
)

// spendingNews decides whether a title, helped by its summary, is about what
// Allies spend on defence, and which Allies the title names (the summary only
// when the title names none). Words are matched whole, never guessed at: a
// misspelt name is no name.
func spendingNews(d *facts.Dataset, title, summary string) ([]facts.Code, bool) {
	head, all := words(title), words(title+" "+summary)
	if !about(head) && !(touches(head, defenceWords) && about(all)) {
		return nil, false
	}
	allies := named(d, title, head)
	if len(allies) == 0 {
		allies = named(d, summary, words(summary))
	}
	if len(allies) == 0 && !slices.Contains(head, "nato") && !slices.Contains(head, "otan") {
		return nil, false
	}
	return allies, true
}

func about(ws []string) bool {
	return touches(ws, phrases) || touches(ws, defenceWords) && touches(ws, moneyWords)
}

func touches(ws, prefixes []string) bool {
	return slices.ContainsFunc(ws, func(w string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool {
			return strings.HasPrefix(w, p) || p == "%" && strings.HasSuffix(w, "%")
		})
	})
}

// named finds the Allies that a text names, in order of first mention.
func named(d *facts.Dataset, text string, ws []string) []facts.Code {
	line := " " + strings.Join(ws, " ") + " "
	type hit struct {
		at   int
		code facts.Code
	}
	var hits []hit
	note := func(name string, c facts.Code) {
		if n := strings.Join(words(name), " "); n != "" {
			if i := strings.Index(line, " "+n+" "); i >= 0 {
				hits = append(hits, hit{i, c})
			}
		}
	}
	for _, a := range d.Allies {
		note(a.Name, a.Code)
		note(a.Adjective, a.Code)
	}
	for n, c := range otherNames {
		if n == "us" && !strings.Contains(text, "US") || n == "uk" && !strings.Contains(text, "UK") {
			continue // the pronoun, not the country
		}
		note(n, c)
	}
	if strings.Contains(text, "U.S.") {
		note("u s", "USA")
	}
	slices.SortFunc(hits, func(a, b hit) int { return a.at - b.at })
	var out []facts.Code
	for _, h := range hits {
		if _, ok := d.Ally(h.code); ok && !slices.Contains(out, h.code) {
			out = append(out, h.code)
		}
	}
	return out
}
