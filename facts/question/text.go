package question

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"natobot/facts"
)

// A token is a word, a number or a date in figures, or an operator such as "<".
type token struct {
	s     string  // folded
	raw   string  // as typed, after normalise
	upper bool    // written in capitals
	num   *figure // a number, a date or a range in figures
	flag  string  // lower-case two-letter code of a flag emoji
	off   int     // byte offset in the normalised text
	tight bool    // follows the token before it without a blank
}

// A figure is what a run of digits can mean.
type figure struct {
	value   float64
	high    float64    // end of a range "2-2.1", or 0
	pct     bool       // "%" stands after it
	money   string     // ISO code of a currency sign at it
	year    int        // plausible year, or 0
	year2   int        // end of a range of years
	date    facts.Date // a day or a month
	other   facts.Date // the second reading of 3/4/2025
	bad     bool       // has the form of a date, but no such day exists
	ordinal bool       // "13th"
	plain   bool       // digits alone
}

var (
	slackUser  = regexp.MustCompile(`<[@#!][^<>\n]{0,100}>`)
	slackLink  = regexp.MustCompile(`<(?:https?://|mailto:)[^<>|\n]*(?:\|([^<>\n]{0,300}))?>`)
	discordTag = regexp.MustCompile(`<(?:@[!&]?\d{1,20}|#\d{1,20}|a?:\w{1,40}:\d{1,20}|t:-?\d{1,16}(?::\w)?|/[^<>\n]{1,100}:\d{1,20})>`)
	bareLink   = regexp.MustCompile(`https?://\S*`)
	emojiFlag  = regexp.MustCompile(`:flag[-_]([a-z]{2}):`)
	entities   = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// normalise takes out of a text what a chat platform or a keyboard puts there
// and no reader means: mentions, links, escapes, control, zero-width and bidi
// characters, wide forms of digits, letters split into marks.
func normalise(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '<' || c == '&' || c == ':' || c == '`' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, " ")
	}
	if strings.ContainsAny(s, "<:") {
		s = discordTag.ReplaceAllString(s, " ")
		s = slackLink.ReplaceAllString(s, " $1 ")
		s = slackUser.ReplaceAllString(s, " ")
		s = bareLink.ReplaceAllString(s, " ")
		s = emojiFlag.ReplaceAllStringFunc(s, func(m string) string {
			return string([]rune{0x1F1E6 + rune(m[6]-'a'), 0x1F1E6 + rune(m[7]-'a')})
		})
	}
	if strings.Contains(s, "&") {
		s = entities.Replace(s)
	}
	s = norm.NFKC.String(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u200b' || r == '\u00ad' || r == '\ufeff' || r == '\u2060' || r >= '\u200c' && r <= '\u200f' ||
			r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u061c' || r == '\ufe0f':
			return -1
		case unicode.IsControl(r) || unicode.IsSpace(r):
			return ' '
		case r == '’' || r == '‘' || r == 'ʼ' || r == '`' || r == '´':
			return '\''
		case r == '“' || r == '”' || r == '„' || r == '«' || r == '»' || r == '‟':
			return '"'
		case r == '–' || r == '—' || r == '−' || r == '‐' || r == '‑' || r == '‒':
			return '-'
		case r == '٫':
			return '.'
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		}
		return r
	}, s)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// tokenise cuts a normalised text into words, numbers and operators.
func tokenise(s string) []token {
	toks := make([]token, 0, len(s)/5+4)
	end := -1 // where the last token ended
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case isDigit(c):
			t, n := number(s[i:])
			if i > 0 && s[i-1] == '$' && t.num.money == "" {
				t.num.money = "USD"
			} else if strings.HasSuffix(s[:i], "€") {
				t.num.money = "EUR"
			} else if strings.HasSuffix(s[:i], "£") {
				t.num.money = "GBP"
			} else if i > 0 && s[i-1] == '%' && t.num.plain {
				t.num.pct = true // Turkish writes %2
			}
			t.off, t.tight = i, i == end
			toks = append(toks, t)
			i += n
			end = i
		case c == '<' || c == '>':
			t := token{s: s[i : i+1], off: i}
			i++
			if i < len(s) && s[i] == '=' {
				t.s = s[i-1 : i+1]
				i++
			}
			t.raw = t.s
			toks = append(toks, t)
		case c < utf8.RuneSelf && !letter(c):
			if c == '$' || c == '%' || c == '+' {
				toks = append(toks, token{s: s[i : i+1], raw: s[i : i+1], off: i, tight: i == end})
				end = i + 1
			}
			i++
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if r >= 0x1F1E6 && r <= 0x1F1FF {
				r2, size2 := utf8.DecodeRuneInString(s[i+size:])
				if r2 >= 0x1F1E6 && r2 <= 0x1F1FF {
					toks = append(toks, token{s: "🏳", raw: s[i : i+size+size2], flag: string([]byte{byte(r - 0x1F1E6 + 'a'), byte(r2 - 0x1F1E6 + 'a')}), off: i})
					i += size + size2
					end = i
					continue
				}
				i += size
				continue
			}
			if r == '≤' || r == '≥' {
				t := token{s: "<=", raw: string(r), off: i}
				if r == '≥' {
					t.s = ">="
				}
				toks = append(toks, t)
				i += size
				continue
			}
			if r == '€' || r == '£' {
				toks = append(toks, token{s: string(r), raw: string(r), off: i})
				i += size
				continue
			}
			if !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) {
				i += size
				continue
			}
			n := word(s[i:])
			raw := s[i : i+n]
			t := token{raw: raw, off: i, tight: i == end}
			if strings.Contains(raw, ".") {
				raw = strings.ReplaceAll(raw, ".", "")
			}
			t.s = Fold(raw)
			t.upper = len(raw) > 1 && strings.ToUpper(raw) == raw && Fold(raw) != raw
			toks = append(toks, t)
			i += n
			end = i
		}
	}
	return toks
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// word is the length of the word that s begins with: letters, the digits after
// them (G7), and the dots of "U.S." or "EE.UU.".
func word(s string) int {
	i, run := 0, 0
	dotted := false
	for i < len(s) {
		c := s[i]
		if letter(c) || isDigit(c) && i > 0 {
			i++
			run++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if unicode.IsLetter(r) && !(r >= 0x1F1E6 && r <= 0x1F1FF) || unicode.Is(unicode.M, r) {
				i += size
				run++
				continue
			}
			break
		}
		if c == '.' && run > 0 && run <= 2 && i+1 < len(s) && s[i+1] != ' ' && (letter(s[i+1]) && short(s[i+1:])) {
			i++
			run = 0
			dotted = true
			continue
		}
		break
	}
	if dotted && i < len(s) && s[i] == '.' {
		i++
	}
	return i
}

// short reports whether the word at the beginning of s has at most two letters.
func short(s string) bool {
	n := 0
	for n < len(s) && letter(s[n]) {
		n++
	}
	return n <= 2
}

// number reads the run of digits that s begins with, with the signs between.
func number(s string) (token, int) {
	n := 1
	for n < len(s) {
		c := s[n]
		if isDigit(c) {
			n++
			continue
		}
		if (c == '.' || c == ',' || c == '-' || c == '/' || c == '\'') && n+1 < len(s) && isDigit(s[n+1]) {
			n += 2
			continue
		}
		break
	}
	if n > 40 {
		f := &figure{value: -1}
		return token{s: "0", raw: s[:n], num: f}, n
	}
	raw := s[:n]
	f := readFigure(raw)
	t := token{s: raw, raw: raw, num: f}
	// What clings to it: %, an ordinal ending, the "e" of an estimate.
	rest := s[n:]
	j := 0
	for j < len(rest) && rest[j] == ' ' {
		j++
	}
	switch {
	case j < len(rest) && rest[j] == '%':
		f.pct = true
		n += j + 1
	case strings.HasPrefix(rest[j:], "$"):
		f.money = "USD"
		n += j + 1
	case strings.HasPrefix(rest[j:], "€"):
		f.money = "EUR"
		n += j + len("€")
	case j == 0:
		e := 0
		for e < len(rest) && letter(rest[e]) {
			e++
		}
		switch strings.ToLower(rest[:e]) {
		case "st", "nd", "rd", "th", "er", "re", "o", "a":
			f.ordinal = true
			n += e
		case "e":
			if f.year > 0 {
				n += e
			}
		case "pc", "pct":
			f.pct = true
			n += e
		}
		if e == 0 && (strings.HasPrefix(rest, "º") || strings.HasPrefix(rest, "ª")) {
			f.ordinal = true
			n += 2
		}
	}
	return t, n
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

func plausibleYear(n int) bool { return n >= 1900 && n <= 2150 }

// dateOf is the civil day, and whether it exists.
func dateOf(y, m, d int) (facts.Date, bool) {
	if y < 0 || y > 9999 || m < 0 || d < 0 {
		return "", false
	}
	var b [10]byte
	b[0], b[1], b[2], b[3] = byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10)
	b[4], b[5], b[6], b[7], b[8], b[9] = '-', byte('0'+m/10%10), byte('0'+m%10), '-', byte('0'+d/10%10), byte('0'+d%10)
	if m > 12 || d > 31 {
		return facts.Date(b[:]), false
	}
	_, ok := facts.ParseDate(string(b[:]))
	return facts.Date(b[:]), ok
}

func monthOf(y, m int) facts.Date {
	d, _ := dateOf(y, m, 1)
	if len(d) < 7 {
		return ""
	}
	return d[:7]
}

// readFigure says what a run of digits and signs can mean.
func readFigure(raw string) *figure {
	f := &figure{value: -1}
	seps := ""
	parts := make([]string, 0, 4)
	from := 0
	for i := 0; i < len(raw); i++ {
		if !isDigit(raw[i]) {
			seps += raw[i : i+1]
			parts = append(parts, raw[from:i])
			from = i + 1
		}
	}
	parts = append(parts, raw[from:])
	switch len(parts) {
	case 1:
		f.plain = true
		f.value = float64(atoi(raw))
		if n := atoi(raw); len(raw) == 4 && plausibleYear(n) {
			f.year = n
		} else if len(raw) == 8 && plausibleYear(n/10000) {
			if d, ok := dateOf(n/10000, n/100%100, n%100); ok {
				f.date = d
				f.value = -1
			}
		}
		return f
	case 2:
		a, b := atoi(parts[0]), atoi(parts[1])
		switch seps {
		case "-":
			switch {
			case len(parts[0]) == 4 && plausibleYear(a) && len(parts[1]) == 4 && plausibleYear(b):
				f.year, f.year2 = a, b
			case len(parts[0]) == 4 && plausibleYear(a) && len(parts[1]) <= 2:
				switch {
				case b >= 1 && b <= 12:
					f.date = monthOf(a, b)
				case b > a%100: // 2014-20
					f.year, f.year2 = a, a/100*100+b
				default:
					f.bad = true
				}
			default:
				f.value, f.high = float64(a), float64(b)
			}
		case "/":
			switch {
			case len(parts[0]) == 4 && plausibleYear(a) && len(parts[1]) <= 2 && b == (a+1)%100: // fiscal 2025/26
				f.year = a
			case len(parts[0]) == 4 && plausibleYear(a) && b >= 1 && b <= 12:
				f.date = monthOf(a, b)
			case len(parts[1]) == 4 && plausibleYear(b) && a >= 1 && a <= 12:
				f.date = monthOf(b, a)
			case len(parts[0]) == 4 && plausibleYear(a) && len(parts[1]) == 4 && plausibleYear(b):
				f.year, f.year2 = a, b
			}
		case ".", ",":
			if len(parts[1]) == 4 && plausibleYear(b) && a >= 1 && a <= 12 && seps == "." {
				f.date = monthOf(b, a)
				return f
			}
			if len(parts[1]) == 3 && len(parts[0]) <= 3 && seps == "," { // 1,234
				f.value = float64(a*1000 + b)
				return f
			}
			f.value, _ = strconv.ParseFloat(parts[0]+"."+parts[1], 64)
		}
		return f
	case 3:
		a, b, c := atoi(parts[0]), atoi(parts[1]), atoi(parts[2])
		switch {
		case len(parts[0]) == 4 && plausibleYear(a) && len(parts[1]) <= 2 && len(parts[2]) <= 2 && seps[0] == seps[1]:
			d, ok := dateOf(a, b, c)
			f.date, f.bad = d, !ok
		case len(parts[0]) <= 2 && len(parts[1]) <= 2 && seps[0] == seps[1] && seps != ",," && (len(parts[2]) == 4 && plausibleYear(c) || len(parts[2]) == 2):
			if len(parts[2]) == 2 {
				c += 2000
			}
			dmy, okDMY := dateOf(c, b, a)
			mdy, okMDY := dateOf(c, a, b)
			switch {
			case seps != "//":
				f.date, f.bad = dmy, !okDMY
			case okDMY && okMDY && dmy != mdy:
				f.date, f.other = dmy, mdy
			case okDMY:
				f.date = dmy
			case okMDY:
				f.date = mdy
			default:
				f.date, f.bad = dmy, true
			}
		case seps[0] == '-' || seps[1] == '-': // 2-2.1 and 2.1-3
			lo, hi, _ := strings.Cut(raw, "-")
			f.value, f.high = decimal(lo), decimal(hi)
		case len(parts[1]) == 3 && len(parts[2]) == 3:
			f.value = float64(a*1_000_000 + b*1000 + c)
		case len(parts[1]) == 3 && seps[0] != seps[1]: // 1,234.5
			f.value = float64(a*1000+b) + decimal("0."+parts[2])
		}
		return f
	case 4:
		if lo, hi, ok := strings.Cut(raw, "-"); ok && strings.Count(raw, "-") == 1 { // 2.0-2.1
			f.value, f.high = decimal(lo), decimal(hi)
		}
	}
	return f
}

func decimal(s string) float64 {
	x, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
	if err != nil {
		return -1
	}
	return x
}
