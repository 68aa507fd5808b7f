package lexicon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"natobot/facts"
)

// A Kind is what a token is made of.
type Kind uint8

// The kinds of token.
const (
	Word Kind = iota
	Digits
	Sign
	Flag // an Ally's or another country's flag: Fold is its two letters
)

// A Token is a word, a number in digits, or a sign. Every sign is one: what is
// dropped here would be unread without a trace.
type Token struct {
	Kind       Kind
	Fold       string     // small letters without marks
	Raw        string     // as it stands in the cleaned text
	Num        Number     // of Digits
	Date       facts.Date // of Digits that are a day or a month
	Swap       facts.Date // the other day that it can be, where some write the month first
	Start, End int        // bytes of the original text
	Tight      bool       // nothing stands between it and the token before
	Upper      bool       // begins with a capital
	Caps       bool       // all capitals, two letters or more
	Break      bool       // a line break stands before it
	Blank      bool       // an empty line stands before it
}

// Tokens cuts a cleaned text. It is linear.
func (l *Lexicon) Tokens(t Text) []Token {
	s := t.S
	toks := make([]Token, 0, len(s)/5+4)
	end, breaks := -1, 0
	for i := 0; i < len(s); {
		c := s[i]
		if c == ' ' || c == '\n' || c == '\t' {
			if c == '\n' {
				breaks++
			}
			i++
			continue
		}
		tok := Token{Tight: i == end, Break: breaks > 0, Blank: breaks > 1}
		breaks = 0
		n := 0
		switch r, w := rune(c), 1; {
		case c >= '0' && c <= '9':
			tok.Kind = Digits
			if tok.Date, tok.Swap, n = date(s[i:]); n == 0 {
				tok.Num, n = number(s[i:])
			}
			tok.Raw = s[i : i+n]
			tok.Fold = tok.Raw
		default:
			if c >= utf8.RuneSelf {
				r, w = utf8.DecodeRuneInString(s[i:])
			}
			switch {
			case unicode.IsLetter(r):
				n = tok.word(s, i, l.elisions)
			case c == '\'' && i+1 < len(s) && tok.Tight && letterAt(s, i+1):
				n = 1 + wordEnd(s[i+1:], false)
				tok.Raw = s[i : i+n]
				tok.Fold = "'" + Fold(s[i+1:i+n])
			case r >= 0x1F1E6 && r <= 0x1F1FF:
				n = tok.flag(s, i)
			default:
				n = w
				for i+n < len(s) && unicode.Is(unicode.Mn, runeAt(s, i+n)) {
					n += utf8.RuneLen(runeAt(s, i+n))
				}
				tok.Kind, tok.Raw, tok.Fold = Sign, s[i:i+n], s[i:i+n]
			}
		}
		tok.Start, tok.End = t.Offset(i), t.Offset(i+n)
		toks = append(toks, tok)
		i += n
		end = i
		if i < len(s) && s[i] == '-' && tok.Kind == Word && i+1 < len(s) && letterAt(s, i+1) {
			i++ // a hyphen inside a word joins as a blank does
			end = i
		}
	}
	return toks
}

func letterAt(s string, i int) bool { return unicode.IsLetter(runeAt(s, i)) }

func runeAt(s string, i int) rune {
	if s[i] < utf8.RuneSelf {
		return rune(s[i])
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r
}

// wordEnd is the length of the word at the head of s. Digits belong to a word
// that begins with letters ("G7"), if digits are to be taken.
func wordEnd(s string, digits bool) int {
	n := 0
	for n < len(s) {
		c := s[n]
		if c < utf8.RuneSelf {
			if c|0x20 >= 'a' && c|0x20 <= 'z' || digits && n > 0 && c >= '0' && c <= '9' {
				n++
				continue
			}
			break
		}
		r, w := utf8.DecodeRuneInString(s[n:])
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
			break
		}
		n += w
	}
	return n
}

// word reads a word at i: letters, points within an abbreviation of single
// letters ("U.S."), and an elision with its apostrophe ("l'").
func (t *Token) word(s string, i int, elisions map[string]bool) int {
	n := wordEnd(s[i:], true)
	if n == 1 || t.Tight {
		if m := initials(s, i, n); m > 0 {
			t.Kind, t.Raw = Word, s[i:i+m]
			t.Fold = strings.ReplaceAll(Fold(t.Raw), ".", "")
			t.Upper, t.Caps = true, true
			if i+m < len(s) && s[i+m] == '.' {
				m++
			}
			return m
		}
	}
	t.Raw = s[i : i+n]
	t.Fold = Fold(t.Raw)
	if i+n+1 < len(s) && s[i+n] == '\'' && elisions[t.Fold] && (letterAt(s, i+n+1) || digits(s[i+n+1:]) > 0) { // l'Italia, l'1,9 %
		n++
		t.Raw, t.Fold = s[i:i+n], t.Fold+"'"
	}
	if i+n < len(s) && s[i+n] == '\'' && (i+n+1 == len(s) || s[i+n+1] == ' ') && n > 1 && s[i+n-1] == 's' { // "the troops' pay"
		n++
	}
	first := runeAt(s, i)
	t.Upper = unicode.IsUpper(first)
	t.Caps = t.Upper && n > 1 && strings.ToUpper(t.Raw) == t.Raw
	return n
}

// initials is the length of an abbreviation of single letters with points
// between them, of which the first takes n bytes: U.S., U.K., z.B.; 0 if there is
// none.
func initials(s string, i, n int) int {
	j := i + n
	for j+1 < len(s) && s[j] == '.' && letterAt(s, j+1) {
		w := wordEnd(s[j+1:], false)
		if w > 2 || w > 1 && s[j+1] < utf8.RuneSelf {
			break
		}
		j += 1 + w
	}
	if j == i+n {
		return 0
	}
	return j - i
}

func (t *Token) flag(s string, i int) int {
	r, w := utf8.DecodeRuneInString(s[i:])
	if i+w < len(s) {
		if q, v := utf8.DecodeRuneInString(s[i+w:]); q >= 0x1F1E6 && q <= 0x1F1FF {
			t.Kind, t.Raw = Flag, s[i:i+w+v]
			t.Fold = string([]byte{byte('a' + r - 0x1F1E6), byte('a' + q - 0x1F1E6)})
			return w + v
		}
	}
	t.Kind, t.Raw, t.Fold = Sign, s[i:i+w], s[i:i+w]
	return w
}

// letters are those whose plain form Unicode's decomposition does not give.
var letters = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ı", "i", "ß", "ss", "æ", "ae", "œ", "oe", "þ", "th", "ð", "d", "ς", "σ", "ħ", "h", "ŀ", "l", "ĸ", "k", "ґ", "г")

// Fold lowers s and takes the marks off its letters, so that what is typed
// without accents is found: "Türkiye" and "turkiye" fold alike.
func Fold(s string) string {
	ascii, lower := true, true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf {
			ascii = false
			break
		} else if c >= 'A' && c <= 'Z' {
			lower = false
		}
	}
	switch {
	case ascii && lower:
		return s
	case ascii:
		return strings.ToLower(s)
	}
	s = norm.NFD.String(letters.Replace(strings.ToLower(s)))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, s)
}
