package claim

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"natobot/facts"
)

// This file turns a text into sentences and sentences into tokens that carry
// meaning: Allies, aggregates, numbers with units, years. What it does not
// know stays a word.

type tokenKind uint8

const (
	wordKind tokenKind = iota
	allyKind
	aggregateKind
	foreignKind // a country or bloc that is no Ally
	percentKind
	pointsKind  // percentage points
	moneyKind   // value in millions; text holds the currency's code
	countedKind // a number of Allies
	numberKind  // a bare number
	yearKind
	markKind // punctuation that separates clauses
)

type claimToken struct {
	kind  tokenKind
	text  string // lower case
	code  facts.Code
	value float64
	prec  int // decimals as written, in the unit written
	unit  float64
	start int
	end   int
}

type claimSentence struct {
	text       string
	start, end int
	tokens     []claimToken
	question   bool
}

// sentences splits text at full stops, question and exclamation marks that end
// a sentence, and at line breaks. Offsets are bytes into text.
func splitSentences(text string) []claimSentence {
	var out []claimSentence
	add := func(from, to int) {
		s := text[from:to]
		from += len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
		to -= len(s) - len(strings.TrimRightFunc(s, unicode.IsSpace))
		if to > from {
			out = append(out, claimSentence{text: text[from:to], start: from, end: to, question: strings.ContainsRune(text[from:to], '?')})
		}
	}
	from := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\n', '\r':
			add(from, i)
			from = i + 1
		case '.', '!', '?':
			if text[i] == '.' && !fullStop(text, i) {
				continue
			}
			j := i + 1
			for j < len(text) {
				r, n := utf8.DecodeRuneInString(text[j:])
				if strings.ContainsRune(`"'”’»)]`, r) {
					j += n
					continue
				}
				break
			}
			if j == len(text) || unicode.IsSpace(rune(text[j])) {
				add(from, j)
				from = j
				i = j - 1
			}
		}
	}
	add(from, len(text))
	return out
}

// abbreviations end with a full stop that ends no sentence.
var abbreviations = map[string]bool{"mr": true, "mrs": true, "ms": true, "dr": true, "st": true, "no": true, "approx": true, "gen": true, "sen": true, "gov": true, "prof": true,
	"jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true, "sep": true, "sept": true, "oct": true, "nov": true, "dec": true,
	"bn": true, "mrd": true, "mio": true, "bzw": true, "ca": true, "etc": true, "vs": true, "p": true, "e.g": true, "i.e": true, "u.s": true, "u.k": true, "z.b": true, "ee.uu": true, "uu": true, "pp": true}

func fullStop(text string, i int) bool {
	j := i
	for j > 0 && !unicode.IsSpace(rune(text[j-1])) && text[j-1] != '(' && text[j-1] < utf8.RuneSelf {
		j--
	}
	before := strings.ToLower(text[j:i])
	if i+1 < len(text) && !unicode.IsSpace(rune(text[i+1])) && !strings.ContainsRune(`"')]`, rune(text[i+1])) && text[i+1] < utf8.RuneSelf {
		return false // within a number, an address, an abbreviation
	}
	if abbreviations[before] || len(before) == 1 && before[0] >= 'a' && before[0] <= 'z' {
		// "the U.S. The next…" is one sentence too many rather than one cut short.
		return false
	}
	if len(before) <= 2 && before != "" && strings.Trim(before, "0123456789") == "" {
		rest := strings.TrimLeftFunc(text[i+1:], unicode.IsSpace)
		w, _, _ := strings.Cut(rest, " ")
		if claimMonth(strings.ToLower(strings.Trim(w, ".,"))) != 0 {
			return false // "13. März"
		}
	}
	return true
}

// tokenize reads the words of a sentence. Names are matched longest first.
func (l *lexicon) tokenize(s *claimSentence) {
	raw := rawTokens(s.text)
	lower := uncapitalised(s.text, raw)
	out := make([]claimToken, 0, len(raw))
	for i := 0; i < len(raw); {
		if t, n := l.name(s.text, raw[i:], lower); n > 0 {
			out = append(out, t)
			i += n
			continue
		}
		if t, n := numeral(raw[i:]); n > 0 {
			out = append(out, t)
			i += n
			continue
		}
		out = append(out, raw[i])
		i++
	}
	s.tokens = out
}

// uncapitalised reports that a sentence is typed without capitals, but for
// abbreviations: then names are too.
func uncapitalised(text string, raw []claimToken) bool {
	for _, t := range raw {
		w := text[t.start:t.end]
		if t.kind == wordKind && w != strings.ToLower(w) && w != strings.ToUpper(w) {
			return false
		}
	}
	return true
}

// rawTokens splits into words, numbers and marks.
func rawTokens(s string) []claimToken {
	var out []claimToken
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsDigit(r):
			j := i
			for j < len(s) && (s[j] >= '0' && s[j] <= '9' || (s[j] == '.' || s[j] == ',') && j+1 < len(s) && s[j+1] >= '0' && s[j+1] <= '9') {
				j++
			}
			if j == i {
				j = i + n
			}
			out = append(out, claimToken{kind: numberKind, text: s[i:j], start: i, end: j})
			i = j
		case unicode.IsLetter(r):
			j := i
			for j < len(s) {
				r, n := utf8.DecodeRuneInString(s[j:])
				next, _ := utf8.DecodeRuneInString(s[min(j+n, len(s)):])
				if unicode.IsLetter(r) || unicode.IsMark(r) || (r == '.' || r == '-' || r == '\'' || r == '’' || r == '‑') && unicode.IsLetter(next) {
					j += n
					continue
				}
				break
			}
			w := strings.ToLower(s[i:j])
			w = strings.ReplaceAll(w, "’", "'")
			w = strings.ReplaceAll(w, "‑", "-")
			if t, ok := strings.CutPrefix(w, "l'"); ok {
				w = t
			} else if t, ok := strings.CutPrefix(w, "d'"); ok {
				w = t
			}
			if t, ok := strings.CutSuffix(w, "'s"); ok {
				w = t
			}
			out = append(out, claimToken{kind: wordKind, text: w, start: i, end: j})
			i = j
		case unicode.IsSpace(r):
			i += n
		case strings.ContainsRune("%€$£", r):
			out = append(out, claimToken{kind: wordKind, text: string(r), start: i, end: i + n})
			i += n
		default:
			out = append(out, claimToken{kind: markKind, text: string(r), start: i, end: i + n})
			i += n
		}
	}
	return out
}

// numberWords in English, Spanish, French, German and Norwegian.
var claimNumbers = map[string]float64{
	"zero": 0, "none": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "dozen": 12,
	"twenty-one": 21, "twenty-two": 22, "twenty-three": 23, "twenty-four": 24, "twenty-five": 25, "twenty-six": 26, "twenty-seven": 27, "twenty-eight": 28, "twenty-nine": 29, "thirty-one": 31, "thirty-two": 32,
	"dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "veintidós": 22, "veintitrés": 23,
	"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "vingt-trois": 23, "vingt-deux": 22,
	"zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreiundzwanzig": 23, "zweiundzwanzig": 22,
	"veinte": 20, "treinta": 30, "vingt": 20, "trente": 30, "zwanzig": 20, "dreißig": 30, "tjue": 20, "tretti": 30,
	"tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "sju": 7, "åtte": 8, "ni": 9, "ti": 10, "elleve": 11, "tolv": 12,
}

var percentWords = map[string]int{"procent": 1, "proc": 1, "%": 1, "percent": 1, "pct": 1, "prozent": 1, "prosent": 1}

var pointWords = map[string]bool{"points": true, "point": true, "puntos": true, "punkte": true, "prozentpunkte": true, "prosentpoeng": true, "pp": true}

var countedWords = map[string]bool{"allies": true, "ally": true, "members": true, "member": true, "countries": true, "country": true, "nations": true, "nation": true, "states": true, "state": true, "members-states": true,
	"países": true, "aliados": true, "miembros": true, "pays": true, "alliés": true, "membres": true, "länder": true, "verbündete": true, "mitglieder": true, "mitgliedstaaten": true, "staaten": true,
	"land": true, "paesi": true, "alleati": true, "membri": true, "państw": true, "kraje": true, "krajów": true, "sojuszników": true, "członków": true, "ülke": true, "müttefik": true, "üye": true, "allierte": true, "medlemsland": true, "medlemmer": true}

var scaleWords = map[string]float64{"million": 1, "millions": 1, "m": 1, "mn": 1, "millones": 1, "millionen": 1, "mio": 1, "millioner": 1,
	"billion": 1e3, "billions": 1e3, "bn": 1e3, "milliards": 1e3, "milliard": 1e3, "milliarden": 1e3, "mrd": 1e3, "milliarder": 1e3, "b": 1e3,
	"trillion": 1e6, "tn": 1e6}

var currencyWords = map[string]string{"$": "USD", "dollars": "USD", "dollar": "USD", "dólares": "USD", "usd": "USD", "€": "EUR", "euros": "EUR", "euro": "EUR", "eur": "EUR",
	"£": "GBP", "pounds": "GBP", "gbp": "GBP", "zloty": "PLN", "zlotys": "PLN", "zlotych": "PLN", "pln": "PLN", "kroner": "KRONE", "kronor": "SEK", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "lira": "TRY", "forint": "HUF", "koruny": "CZK", "crowns": "CZK"}

// numeral reads a number with what follows it: per cent, points, money, a
// count of Allies, or a year.
func numeral(ts []claimToken) (claimToken, int) {
	t := ts[0]
	if t.kind == wordKind && (strings.HasPrefix(t.text, "zwei-prozent") || strings.HasPrefix(t.text, "to-prosent") || t.text == "two-percent") {
		t.kind, t.value, t.unit = percentKind, 2, 1
		return t, 1
	}
	cur, i := "", 0
	if c, ok := currencyWords[t.text]; ok && t.kind == wordKind && len(ts) > 1 && ts[1].kind == numberKind && len(t.text) <= 3 {
		cur, i = c, 1
	}
	// Turkish puts per cent first: "yüzde 2,85", "%2,85".
	if (t.text == "yüzde" || t.text == "%") && len(ts) > 1 && ts[1].kind == numberKind && (len(ts) < 3 || percentWords[ts[2].text] != 1) && (t.text != "%" || ts[1].start == t.end) {
		if v, prec, ok := parseNumber(ts[1]); ok {
			return claimToken{kind: percentKind, text: ts[1].text, value: v, prec: prec, unit: 1, start: t.start, end: ts[1].end}, 2
		}
	}
	v, prec, ok := parseNumber(ts[i])
	if !ok {
		return claimToken{}, 0
	}
	out := claimToken{kind: numberKind, text: ts[i].text, value: v, prec: prec, unit: 1, start: t.start, end: ts[i].end}
	i++
	at := func(k int) string {
		if i+k < len(ts) && ts[i+k].kind == wordKind {
			return ts[i+k].text
		}
		return ""
	}
	take := func(kind tokenKind, n int) (claimToken, int) {
		out.kind = kind
		i += n
		out.end = ts[i-1].end
		return out, i
	}
	if cur == "" {
		switch {
		case pointWords[at(0)] && ts[0].kind == numberKind:
			return take(pointsKind, 1)
		case at(0) == "percentage" && pointWords[at(1)]:
			return take(pointsKind, 2)
		case at(0) == "puntos" && at(1) == "porcentuales":
			return take(pointsKind, 2)
		case percentWords[at(0)] == 1:
			if pointWords[at(1)] {
				return take(pointsKind, 2)
			}
			return take(percentKind, 1)
		case at(0) == "per" && at(1) == "cent", at(0) == "por" && at(1) == "ciento", at(0) == "pour" && at(1) == "cent", at(0) == "per" && at(1) == "cento":
			return take(percentKind, 2)
		}
	}
	if sc, ok := scaleWords[at(0)]; ok {
		n := 1
		if cur == "" {
			for k := 1; k <= 3 && cur == ""; k++ {
				if c, ok := currencyWords[at(k)]; ok {
					cur, n = c, k+1
				} else if w := at(k); w != "of" && w != "de" && w != "us" && w != "u.s" && w != "norwegian" && w != "danish" && w != "swedish" && w != "polish" {
					break
				}
			}
		}
		if cur != "" {
			out.text, out.unit, out.value = cur, sc, v*sc
			return take(moneyKind, n)
		}
		return take(numberKind, n)
	}
	if cur != "" {
		out.text = cur
		out.unit, out.value = 1e-6, v/1e6
		return take(moneyKind, 0)
	}
	if ts[0].kind == numberKind && prec == 0 && len(ts[0].text) == 4 && v >= 1949 && v <= 2060 {
		return take(yearKind, 0)
	}
	// "eight NATO countries", "23 of the 32 Allies", "22 allies"
	if prec == 0 && v >= 0 && v <= 40 {
		for k := 0; k < 7; k++ {
			w := at(k)
			if countedWords[w] || strings.HasPrefix(w, "nato-") && countedWords[strings.TrimPrefix(w, "nato-")] || w == "natoland" || w == "nato-staaten" || w == "nato-länder" {
				return take(countedKind, k+1)
			}
			switch w {
			case "nato", "of", "the", "its", "alliance", "allied", "member", "european", "other", "de", "los", "des", "der", "dei", "la", "otan", "les", "av", "nato's", "out", "die", "den":
				continue
			}
			if i+k < len(ts) && ts[i+k].kind == numberKind && (at(k-1) == "of" || at(k-1) == "the" || at(k-1) == "its" || at(k-1) == "los" || at(k-1) == "des" || at(k-1) == "der" || at(k-1) == "av" || at(k-1) == "de" || at(k-1) == "nato" || at(k-1) == "otan" || at(k-1) == "alliance") {
				continue
			}
			break
		}
	}
	if ts[0].kind == wordKind {
		return claimToken{}, 0 // "one of them", "to": no number of anything
	}
	return out, i
}

// parseNumber reads digits or a number word. A comma before one or two digits
// is a decimal comma; before three it separates thousands.
func parseNumber(t claimToken) (v float64, decimals int, ok bool) {
	if t.kind == wordKind {
		v, ok := claimNumbers[t.text]
		return v, 0, ok && v >= 0
	}
	if t.kind != numberKind {
		return 0, 0, false
	}
	s := t.text
	if i := strings.LastIndexByte(s, ','); i >= 0 {
		if len(s)-i-1 == 3 || strings.Contains(s[i:], ".") {
			s = strings.ReplaceAll(s, ",", "")
		} else if strings.Count(s, ",") == 1 {
			s = strings.ReplaceAll(s[:i], ".", "") + "." + s[i+1:]
		} else {
			return 0, 0, false
		}
	}
	if strings.Count(s, ".") > 1 {
		return 0, 0, false
	}
	if i := strings.IndexByte(s, '.'); i >= 0 {
		decimals = len(s) - i - 1
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, decimals, err == nil
}

var claimMonths = map[string]int{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
	"enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
	"janvier": 1, "février": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "août": 8, "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12,
	"gennaio": 1, "febbraio": 2, "aprile": 4, "maggio": 5, "giugno": 6, "luglio": 7, "settembre": 9, "ottobre": 10, "dicembre": 12,
	"januar": 1, "februar": 2, "märz": 3, "juni": 6, "juli": 7, "oktober": 10, "dezember": 12, "desember": 12,
}

func claimMonth(w string) int { return claimMonths[w] }

// dates finds civil dates in a sentence: "13 March 2025", "March 13, 2025",
// "2025-03-13", "13. März 2025", and months with a year.
func (s *claimSentence) dates() []facts.Date {
	var out []facts.Date
	ts := s.tokens
	num := func(i int) int {
		if i >= 0 && i < len(ts) && (ts[i].kind == numberKind || ts[i].kind == countedKind) && ts[i].prec == 0 && ts[i].value >= 1 && ts[i].value <= 31 && len(ts[i].text) <= 2 {
			return int(ts[i].value)
		}
		return 0
	}
	skip := func(i, step int) int { // over "de", "of", ".", ","
		for k := 0; k < 2 && i >= 0 && i < len(ts) && (ts[i].text == "de" || ts[i].text == "of" || ts[i].text == "." || ts[i].text == ","); k++ {
			i += step
		}
		return i
	}
	for i, t := range ts {
		m := 0
		if t.kind == wordKind {
			m = claimMonth(t.text)
		}
		if m == 0 {
			continue
		}
		y, day := 0, num(skip(i-1, -1))
		j := skip(i+1, 1)
		if day == 0 {
			if d := num(j); d != 0 {
				day = d
				j = skip(j+1, 1)
			}
		}
		if j < len(ts) && ts[j].kind == yearKind {
			y = int(ts[j].value)
		}
		if y == 0 {
			continue
		}
		text := strconv.Itoa(y) + "-" + twoDigits(m)
		if day != 0 {
			text += "-" + twoDigits(day)
		}
		if d, ok := facts.ParseDate(text); ok {
			out = append(out, d)
		}
	}
	for i := 0; i+10 <= len(s.text); i++ {
		if s.text[i] == '2' && (i == 0 || s.text[i-1] == ' ' || s.text[i-1] == '(') {
			if d, ok := facts.ParseDate(s.text[i : i+10]); ok {
				out = append(out, d)
			}
		}
	}
	return out
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
