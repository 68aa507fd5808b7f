package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"natobot/facts/late"
)

// Plain is a text as it would be without a platform's marks of emphasis: pairs
// of the given signs around words ("*", "_", "**", "`") are taken away, and the
// codes of flags (":flag-es:", ":flag_es:") become the flags. A sign that has
// no partner on its line, or stands within a word or beside a blank, is no
// mark and stays. It is linear. References, links and entities are the
// platform's own to read before.
func Plain(s string, marks ...string) string {
	s = flagCode().ReplaceAllStringFunc(s, func(code string) string {
		at := len(":flag-")
		return string([]rune{'🇦' + rune(code[at]|0x20) - 'a', '🇦' + rune(code[at+1]|0x20) - 'a'})
	})
	type mark struct {
		at int
		by string
	}
	var drop []mark
	open := map[string]int{} // by sign: where one stands that waits for its partner
	for i := 0; i < len(s); {
		c := s[i]
		if c == '\n' {
			clear(open)
		}
		if !strings.ContainsRune("*_~`|", rune(c)) {
			i++
			continue
		}
		n := 1
		for i+n < len(s) && s[i+n] == c {
			n++
		}
		run := s[i : i+n]
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+n:])
		from, waits := open[run]
		switch {
		case !slices.Contains(marks, run):
		case waits && i > 0 && !unicode.IsSpace(before) && !inWord(after, i+n < len(s)):
			drop = append(drop, mark{from, run}, mark{i, run})
			delete(open, run)
		case i+n < len(s) && !unicode.IsSpace(after) && !inWord(before, i > 0):
			open[run] = i
		}
		i += n
	}
	slices.SortFunc(drop, func(a, b mark) int { return a.at - b.at })
	var b strings.Builder
	last := 0
	for _, m := range drop {
		b.WriteString(s[last:m.at])
		last = m.at + len(m.by)
	}
	b.WriteString(s[last:])
	return b.String()
}

var flagCode = late.Regexp(`:flag[-_][A-Za-z]{2}:`)

func inWord(r rune, is bool) bool { return is && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// Clean makes text inert where it is shown as it stands: control characters and
// characters that turn the direction of writing become nothing, line breaks a
// blank.
func Clean(s string) string {
	if !strings.ContainsFunc(s, hostile) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case hostile(r):
			return -1
		}
		return r
	}, s)
}

func hostile(r rune) bool {
	return unicode.IsControl(r) || r == utf8.RuneError || (r >= 0x200E && r <= 0x200F) || (r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069)
}
