package lexicon

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Text is a cleaned text: what a keyboard, a mail, a PDF or a page puts
// between the letters and no reader means is gone, and every byte knows where
// it stood.
type Text struct {
	S   string
	off []int32 // S[i] stood at off[i]; nil: at i; one longer than S
}

// Offset is where the byte at i of S stood in the original. i may be len(S).
func (t Text) Offset(i int) int {
	if t.off == nil {
		return i
	}
	return int(t.off[i])
}

// Clean takes out of s what is no word, number or sign: compatibility forms,
// soft hyphens, words cut at line ends, zero-width and bidi characters,
// entities, tags, marks of footnotes. Curly quotes, dashes, blanks and digits
// of every kind become the plain ones; a vulgar fraction becomes decimals. Line
// breaks stay as such. It is linear.
//
// Not promised: a platform's own markup; adapters take that away.
func Clean(s string) Text {
	if plain(s) {
		return Text{S: s}
	}
	c := cleaner{in: s, out: make([]byte, 0, len(s)+8), off: make([]int32, 0, len(s)+9)}
	for c.i < len(s) {
		c.step()
	}
	c.off = append(c.off, int32(len(s)))
	return Text{S: string(c.out), off: c.off}
}

func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\n' || c >= 0x7f || c == '<' || c == '&' || c == '`' || c == '-' && i+1 < len(s) && (s[i+1] == '\n' || s[i+1] == '\r') {
			return false
		}
	}
	return true
}

type cleaner struct {
	in  string
	i   int
	out []byte
	off []int32
}

func (c *cleaner) put(s string, at int) {
	for j := 0; j < len(s); j++ {
		c.out = append(c.out, s[j])
		c.off = append(c.off, int32(at))
	}
}

func (c *cleaner) last() byte {
	if n := len(c.out); n > 0 {
		return c.out[n-1]
	}
	return 0
}

// maxEntity is the longest entity that is decoded, maxTag the longest tag that
// is taken for one.
const maxEntity, maxTag = 12, 2000

func (c *cleaner) step() {
	at := c.i
	switch b := c.in[at]; {
	case b == '&':
		if n := strings.IndexByte(c.in[at:min(len(c.in), at+maxEntity)], ';'); n > 1 {
			if d := html.UnescapeString(c.in[at : at+n+1]); d != c.in[at:at+n+1] {
				for _, r := range d {
					c.rune(r, at)
				}
				c.i = at + n + 1
				return
			}
		}
	case b == '<':
		if n := tag(c.in[at:]); n > 0 {
			if block(c.in[at : at+n]) {
				c.put("\n", at)
			} else if c.last() != ' ' {
				c.put(" ", at)
			}
			c.i = at + n
			return
		}
	case b == '\r':
		c.i++
		if c.i >= len(c.in) || c.in[c.i] != '\n' {
			c.put("\n", at)
		}
		return
	case b == '-':
		if n := cut(c.in, at); n > 0 {
			c.i += n
			return
		}
	}
	r, n := utf8.DecodeRuneInString(c.in[at:])
	c.i += n
	if r == utf8.RuneError && n == 1 {
		c.put(" ", at)
		return
	}
	if r == '\u00ad' || r == '\u2010' { // a soft hyphen, also where the line was cut at it
		if n := cut(c.in, at); n > 0 {
			c.i = at + n
			return
		}
	}
	c.rune(r, at)
}

// cut is how many bytes a hyphen at i and the line end behind it take, if they
// cut a word in two: a letter before, a small letter after. 0: they do not.
func cut(s string, i int) int {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	if !unicode.IsLetter(before) {
		return 0
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	j := i + n
	for j < len(s) && (s[j] == ' ' || s[j] == '\t' || s[j] == '\r') {
		j++
	}
	if j >= len(s) || s[j] != '\n' {
		return 0
	}
	j++
	for j < len(s) && (s[j] == ' ' || s[j] == '\t') {
		j++
	}
	if after, _ := utf8.DecodeRuneInString(s[j:]); !unicode.IsLower(after) {
		return 0
	}
	return j - i
}

// tag is the length of an HTML tag or comment at the head of s, or 0.
func tag(s string) int {
	if len(s) < 3 {
		return 0
	}
	j := 1
	if s[j] == '/' || s[j] == '!' {
		j++
	}
	if c := s[j] | 0x20; c < 'a' || c > 'z' {
		if s[1] != '!' {
			return 0
		}
	}
	end := strings.IndexByte(s[:min(len(s), maxTag)], '>')
	if end < 0 || strings.ContainsAny(s[j:end], "<\n") && s[1] != '!' {
		return 0
	}
	return end + 1
}

// blocks are the tags that end a paragraph, a row or a cell.
var blocks = map[string]bool{"p": true, "div": true, "br": true, "li": true, "ul": true, "ol": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
	"tr": true, "table": true, "blockquote": true, "section": true, "article": true, "figcaption": true, "td": true, "th": true}

func block(t string) bool {
	name := strings.ToLower(strings.Trim(t, "</>"))
	if i := strings.IndexAny(name, " \t\n/"); i >= 0 {
		name = name[:i]
	}
	return blocks[name]
}

// fractions are the vulgar fractions that stand in a text as one character.
var fractions = map[rune]string{'½': ".5", '¼': ".25", '¾': ".75", '⅓': ".333", '⅔': ".667", '⅕': ".2", '⅖': ".4", '⅗': ".6", '⅘': ".8", '⅛': ".125", '⅜': ".375", '⅝': ".625", '⅞': ".875"}

func (c *cleaner) rune(r rune, at int) {
	switch {
	case r == '\n':
		c.put("\n", at)
	case r < utf8.RuneSelf && r >= ' ' && r != 0x7f && r != '`':
		c.put(string(r), at)
	case fractions[r] != "":
		f := fractions[r]
		if b := c.last(); b < '0' || b > '9' {
			f = "0" + f
		}
		c.put(f, at)
	case invisible(r), superscript(r):
	case unicode.IsControl(r) || unicode.IsSpace(r):
		c.put(" ", at)
	case strings.ContainsRune("’‘ʼ`´′", r):
		c.put("'", at)
	case strings.ContainsRune("“”„«»‟″", r):
		c.put("\"", at)
	case strings.ContainsRune("–—−‐‑‒―", r):
		c.put("-", at)
	case r == '٪':
		c.put("%", at)
	case r == '٫':
		c.put(".", at)
	case r >= '٠' && r <= '٩':
		c.put(string('0'+r-'٠'), at)
	case r >= '۰' && r <= '۹':
		c.put(string('0'+r-'۰'), at)
	case r >= 0xff01 && r <= 0xff5e:
		c.put(string(r-0xff01+'!'), at)
	case unicode.Is(unicode.Mn, r):
		c.put(string(r), at)
	default:
		s := string(r)
		if !norm.NFKC.IsNormalString(s) {
			s = norm.NFKC.String(s)
		}
		c.put(s, at)
	}
}

func invisible(r rune) bool {
	return r == '\u00ad' || r == '\ufeff' || r == '\u061c' || r == '\ufe0f' || r == '\u2060' || r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// superscript reports whether r is a raised digit or sign: the mark of a
// footnote, never part of the number before it.
func superscript(r rune) bool {
	return r == '¹' || r == '²' || r == '³' || r >= '⁰' && r <= '⁾' && r != 'ⁱ'
}
