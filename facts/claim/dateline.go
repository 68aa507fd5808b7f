package claim

import (
	"strings"
	"unicode/utf8"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/reader"
)

// Where a dateline stands: among the first lines of a text, alone in a short
// one, or at the head of the first that is long.
const (
	datedLines = 6
	datedAlone = 90 // bytes of a line that is not the text yet
	datedHead  = 60 // bytes of a line within which its date ends
)

// Dateline is the day that a text bears at its head, with its year; "" where it
// bears none. It proposes the day by which the text is to be judged.
func Dateline(d *facts.Dataset, text string) facts.Date {
	head := text[:min(len(text), 1500)]
	for !utf8.ValidString(head) && len(head) > 0 && len(head) > len(text)-4 {
		head = head[:len(head)-1]
	}
	r := reader.New(d)
	for n, line := range strings.FieldsFunc(head, func(c rune) bool { return c == '\n' || c == '\r' }) {
		if n == datedLines {
			break
		}
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if day, end := dayIn(r, line); day != "" && (len(line) <= datedAlone || end <= datedHead) {
			return day
		}
		if len(line) > datedAlone {
			break // here the text begins
		}
	}
	return ""
}

// dayIn is the first day with its year in a line, and where it ends.
func dayIn(r *reader.Reader, line string) (facts.Date, int) {
	toks := r.Lex.Tokens(lexicon.Clean(line))
	if len(toks) == 0 {
		return "", 0
	}
	w := r.Words(line, toks)
	ps, _ := w.Phrases(0, len(toks), w.Language(0, len(toks), lexicon.Common), "2100-12-31", 2100)
	for i := range ps {
		p := &ps[i]
		if p.Kind != reader.IsTime || len(p.Time.Day) != len("2006-01-02") {
			continue
		}
		last := toks[p.Tok+p.N-1]
		for j := p.Tok; j < p.Tok+p.N; j++ {
			if strings.Contains(toks[j].Raw, string(p.Time.Day[:4])) {
				return p.Time.Day, last.End
			}
		}
	}
	return "", 0
}
