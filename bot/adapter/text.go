package adapter

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"natobot/facts"
)

// Flat makes one line of s: a blank for each run of blanks and breaks, and no
// characters that are invisible or turn the direction of writing. A single blank
// at which no line ends stays one.
func Flat(s string) string {
	if plainASCII(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	blank := rune(0)
	for _, r := range s {
		switch {
		case (r == 0xa0 || r == 0x202f) && blank == 0 && b.Len() > 0:
			blank = r
			continue
		case r == '\n', r == '\t', r == '\r', r == 0x2028, r == 0x2029, unicode.IsSpace(r):
			if b.Len() > 0 {
				blank = ' '
			}
			continue
		case hidden(r):
			continue
		}
		if blank != 0 {
			b.WriteRune(blank)
			blank = 0
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plainASCII reports whether Flat would not change s.
func plainASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && (i == 0 || i == len(s)-1 || s[i+1] == ' ') {
			return false
		}
	}
	return true
}

// hidden reports what is not shown, or turns what is; but the joiner of an emoji.
func hidden(r rune) bool {
	return unicode.IsControl(r) || r == utf8.RuneError || r == 0x061C || r >= 0x200B && r <= 0x200F && r != 0x200D || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x2069 || r == 0xFEFF || r >= 0xE0000 && r <= 0xE007F
}

// Cut is s within n characters, the last of them an ellipsis where something is
// missing.
func Cut(s string, n int) string { return cutBy(s, n, func(rune) int { return 1 }) }

// CutUTF16 is Cut where characters are counted as UTF-16 does.
func CutUTF16(s string, n int) string { return cutBy(s, n, utf16Size) }

func cutBy(s string, n int, size func(rune) int) string {
	if len(s) <= n {
		return s
	}
	used, end, short := 0, 0, false // end: where what leaves room for the mark ends
	for i, r := range s {
		if used += size(r); !short && used > n-1 {
			end, short = i, true
		}
		if used > n {
			return strings.TrimRight(s[:end], " ") + "…"
		}
	}
	return s
}

// UTF16 is the length of s in UTF-16 units.
func UTF16(s string) int {
	n := 0
	for _, r := range s {
		n += utf16Size(r)
	}
	return n
}

func utf16Size(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// Width is the number of columns of s in a monospace face: marks and joiners
// take none, pictures two.
func Width(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me) || r == 0x200B || r == 0x200D || (r >= 0xFE00 && r <= 0xFE0F):
		case r >= 0x1F300 && r <= 0x1FAFF:
			n += 2
		default:
			n++ // two regional indicators make one flag of two columns
		}
	}
	return n
}

// Columns are rows of cells as lines with two blanks between columns, numeric
// ones to the right, and how wide the widest line is. The cells are shown as
// they are.
func Columns(rows [][]string, numeric []bool) (lines []string, wide int) {
	var w []int
	for _, r := range rows {
		for j, c := range r {
			if j == len(w) {
				w = append(w, 0)
			}
			w[j] = max(w[j], Width(c))
		}
	}
	wide = -2
	for _, n := range w {
		wide += n + 2
	}
	for _, r := range rows {
		var l strings.Builder
		for j, c := range r {
			pad := strings.Repeat(" ", w[j]-Width(c))
			if j < len(numeric) && numeric[j] {
				l.WriteString(pad + c + "  ")
			} else {
				l.WriteString(c + pad + "  ")
			}
		}
		lines = append(lines, strings.TrimRight(l.String(), " "))
	}
	return lines, max(wide, 0)
}

// Link is u, when it is a web address that can stand in a link, within most
// bytes; else "".
func Link(u string, most int) string {
	if u == "" || len(u) > most {
		return ""
	}
	p, err := url.Parse(u)
	if err != nil || p.Scheme != "https" && p.Scheme != "http" || p.Host == "" || p.User != nil {
		return ""
	}
	s := p.String()
	if len(s) > most || strings.ContainsFunc(s, unicode.IsSpace) {
		return ""
	}
	return s
}

// A Cite is a source with all its places that are cited.
type Cite struct {
	facts.Source
	Places []string
}

// Cites names each source once, in the order in which they are first cited.
func Cites(cs []facts.Cite) []Cite {
	var out []Cite
	at := map[string]int{}
	for _, c := range cs {
		key := c.ID + "\x00" + c.URL
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, Cite{Source: c.Source})
		}
		if c.Locator != "" && !slices.Contains(out[i].Places, c.Locator) {
			out[i].Places = append(out[i].Places, c.Locator)
		}
	}
	return out
}

// Name is who published what.
func (c Cite) Name() string {
	if s := Flat(strings.Trim(c.Publisher+", "+c.Title, ", ")); s != "" {
		return s
	}
	return Flat(c.ID)
}

// Rest is what follows the name: when it was published, and where in it; of its
// places no more than most are named, with 0 all.
func (c Cite) Rest(most int) string {
	s := ""
	if c.Published != "" {
		s += ", " + c.Published.Long()
	}
	for i, p := range c.Places {
		if most > 0 && i == most {
			return s + " and more"
		}
		s += ", " + Cut(Flat(p), 80)
	}
	return s
}
