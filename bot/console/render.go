// Package console renders replies for a terminal and runs the conversation of
// `natobot chat`. It needs no network, no token and no database.
package console

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"natobot/bot"
	"natobot/facts"
)

// Options of a terminal.
type Options struct {
	Width  int  // columns; 0 means 80
	Colour bool // ANSI colours; off for pipes and with NO_COLOR
	Prompt bool // in a conversation: number the buttons so that they can be pressed
}

const (
	defaultWidth = 80
	minWidth     = 30
)

// Render writes a reply as plain text of o.Width columns. It is total: every
// reply renders, and nothing in it can move the cursor or colour the terminal.
func Render(r bot.Reply, o Options) string {
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, minWidth)
	p := &page{o: o}
	if r.Quote != "" {
		p.para("“"+r.Quote+"”", "  ")
	}
	p.styled(r.Headline, "1")
	for _, l := range r.Lines {
		p.para(l, "  ")
	}
	p.checks(r.Checks)
	p.chart(r.Chart)
	p.table(r.Table)
	if r.Form != nil {
		p.form(*r.Form)
	}
	for _, c := range r.Caveats {
		p.para("Note: "+c, "")
	}
	p.sources(r.Sources)
	if r.Reading != "" {
		p.styled("Understood as: "+r.Reading, "2")
	}
	if r.SharedBy != "" {
		p.styled("Shared by "+r.SharedBy, "2")
	}
	p.styled(r.Footer, "2")
	p.actions(r.Actions)
	if p.b.Len() == 0 {
		return "Nothing to show.\n"
	}
	return p.b.String()
}

type page struct {
	o Options
	b strings.Builder
}

func (p *page) line(s string) { p.b.WriteString(strings.TrimRight(s, " ") + "\n") }

// paint colours s with an ANSI code, where the terminal has colours.
func (p *page) paint(s, code string) string {
	if !p.o.Colour || code == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p *page) styled(s, code string) {
	for _, l := range wrap(clean(s), p.o.Width, "") {
		p.line(p.paint(l, code))
	}
}

func (p *page) para(s, indent string) {
	for _, l := range wrap(clean(s), p.o.Width, indent) {
		p.line(l)
	}
}

// verdictMarks stand in the margin; the word beside them carries the meaning.
var verdictMarks = map[facts.Verdict]struct{ mark, colour string }{
	facts.Supported:    {"✓", "32"},
	facts.Contradicted: {"✗", "31"},
	facts.Outdated:     {"◷", "33"},
	facts.Imprecise:    {"≈", "33"},
	facts.NotCheckable: {"?", ""},
}

// checks shows the verdict in the margin, then the sentence and the reason.
func (p *page) checks(cs []facts.Claim) {
	for _, c := range cs {
		m := verdictMarks[c.Verdict]
		p.line("")
		p.line(p.paint(m.mark+" "+strings.ToUpper(bot.VerdictWord(c.Verdict)), m.colour))
		p.para("“"+c.Sentence+"”", "  ")
		p.para(c.Because, "  ")
		if c.Today != "" {
			p.para("Today: "+strings.ToLower(bot.VerdictWord(c.Today))+". "+c.TodayWhy, "  ")
		}
	}
}

// table aligns columns; one too wide for the terminal is shown a row a block.
func (p *page) table(t *facts.Table) {
	if t == nil || len(t.Rows) == 0 {
		return
	}
	cols := len(t.Header)
	for _, row := range t.Rows {
		cols = max(cols, len(row))
	}
	w := make([]int, cols)
	total := 0
	for i := range w {
		if i < len(t.Header) {
			w[i] = width(clean(t.Header[i]))
		}
		for _, row := range t.Rows {
			if i < len(row) {
				w[i] = max(w[i], width(clean(row[i])))
			}
		}
		total += w[i] + 2
	}
	p.line("")
	if total-2 > p.o.Width {
		p.blocks(t)
		return
	}
	if len(t.Header) > 0 {
		p.line(p.paint(aligned(t.Header, w, t.Numeric), "4"))
	}
	for _, r := range t.Rows {
		p.line(aligned(r, w, t.Numeric))
	}
}

func aligned(cells []string, w []int, numeric []bool) string {
	var b strings.Builder
	for i := range w {
		c := ""
		if i < len(cells) {
			c = clean(cells[i])
		}
		pad := strings.Repeat(" ", w[i]-width(c))
		if i < len(numeric) && numeric[i] {
			b.WriteString(pad + c + "  ")
		} else {
			b.WriteString(c + pad + "  ")
		}
	}
	return strings.TrimRight(b.String(), " ")
}

func (p *page) blocks(t *facts.Table) {
	for _, row := range t.Rows {
		var parts []string
		for i, c := range row {
			if c == "" {
				continue
			}
			if i > 0 && i < len(t.Header) && t.Header[i] != "" {
				c = t.Header[i] + " " + c
			}
			parts = append(parts, c)
		}
		p.para(strings.Join(parts, " · "), "  ")
	}
}

// maxBars bounds a text chart; rankings of the whole Alliance stay a table.
const maxBars = 16

// chart draws a sparkline for each line series and a bar for each point.
func (p *page) chart(c *facts.Chart) {
	if c == nil || len(c.Series) == 0 {
		return
	}
	if c.Kind == "bar" {
		p.bars(c.Series[0].Points)
		return
	}
	lo, hi, name := math.Inf(1), math.Inf(-1), 0
	for _, s := range c.Series {
		name = max(name, width(clean(s.Name)))
		for _, pt := range s.Points {
			lo, hi = min(lo, pt.Value), max(hi, pt.Value)
		}
	}
	if math.IsInf(lo, 0) {
		return
	}
	p.line("")
	for _, s := range c.Series {
		if len(s.Points) == 0 {
			continue
		}
		first, last := s.Points[0], s.Points[len(s.Points)-1]
		n, e := clean(s.Name), ""
		if last.Estimate {
			e = "e"
		}
		p.line(fmt.Sprintf("%s%s  %d %s %s %s %d%s", n, strings.Repeat(" ", name-width(n)),
			first.Year, number(first.Value), spark(s.Points, lo, hi), number(last.Value), last.Year, e))
	}
}

// spark draws one column a year; a year without a value stays blank.
func spark(pts []facts.Point, lo, hi float64) string {
	steps := []rune("▁▂▃▄▅▆▇█")
	var b strings.Builder
	year := pts[0].Year
	for _, pt := range pts {
		for ; year < pt.Year; year++ {
			b.WriteByte(' ')
		}
		i := 0
		if hi > lo {
			i = int((pt.Value - lo) / (hi - lo) * float64(len(steps)-1))
		}
		b.WriteRune(steps[min(max(i, 0), len(steps)-1)])
		year++
	}
	return b.String()
}

func (p *page) bars(pts []facts.Point) {
	if len(pts) == 0 || len(pts) > maxBars {
		return
	}
	hi, label := 0.0, 0
	for _, pt := range pts {
		hi = max(hi, pt.Value)
		label = max(label, width(clean(pt.Label)))
	}
	room := min(40, p.o.Width-label-12)
	if hi <= 0 || room < 5 {
		return
	}
	p.line("")
	for _, pt := range pts {
		n, colour := clean(pt.Label), "31"
		if pt.Meets {
			colour = "32"
		}
		bar := strings.Repeat("█", max(0, int(math.Round(pt.Value/hi*float64(room)))))
		p.line(fmt.Sprintf("%s%s  %s %s", n, strings.Repeat(" ", label-width(n)), p.paint(bar, colour), number(pt.Value)))
	}
}

func number(v float64) string {
	if math.Abs(v) >= 1000 {
		return facts.FormatNumber(v, 0)
	}
	return facts.FormatNumber(v, 2)
}

// sources prints each source once with all its places.
func (p *page) sources(cs []facts.Cite) {
	var order []facts.Cite
	places := map[string][]string{}
	for _, c := range cs {
		if !slices.ContainsFunc(order, func(o facts.Cite) bool { return o.ID == c.ID }) {
			order = append(order, c)
		}
		if c.Locator != "" && !slices.Contains(places[c.ID], c.Locator) {
			places[c.ID] = append(places[c.ID], c.Locator)
		}
	}
	for _, c := range order {
		parts := []string{c.Publisher}
		if c.Title != "" {
			parts = append(parts, c.Title)
		}
		if c.Published != "" {
			parts = append(parts, c.Published.Long())
		}
		p.styled("Source: "+strings.Join(append(parts, places[c.ID]...), ", "), "2")
		if c.URL != "" {
			p.styled("  "+c.URL, "2")
		}
	}
}

func (p *page) form(f bot.Form) {
	p.para(f.Intro, "  ")
	for _, fl := range f.Fields {
		p.para(fl.Label+": "+fl.Hint, "  ")
	}
}

// actions shows what can be asked next, as it would be typed.
func (p *page) actions(as []bot.Action) {
	var shown []string
	for i, a := range as {
		switch {
		case p.o.Prompt && a.URL == "" && a.Verb != "share":
			shown = append(shown, fmt.Sprintf("[%d] %s", i+1, a.Label))
		case !p.o.Prompt && a.Verb == "ask":
			shown = append(shown, a.Arg)
		}
	}
	if len(shown) == 0 {
		return
	}
	lead := "Ask next: "
	if p.o.Prompt {
		lead = "Type a number: "
	}
	p.styled(lead+strings.Join(shown, " · "), "2")
}

// clean makes text inert on a terminal: control characters and characters that
// turn the direction of writing become nothing, line breaks a blank.
func clean(s string) string {
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

// width is the number of columns of s: combining marks take none, flags and
// other pictographs two.
func width(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me) || r == 0x200D || (r >= 0xFE00 && r <= 0xFE0F):
		case r >= 0x1F300 && r <= 0x1FAFF:
			n += 2
		default:
			n++ // two regional indicators make one flag of two columns
		}
	}
	return n
}

// wrap breaks s at blanks into lines of at most w columns, each beginning with
// indent. A word longer than a line stands alone, whole: it may be an address.
func wrap(s string, w int, indent string) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = indent + word
		case width(line)+1+width(word) > w:
			out = append(out, line)
			line = indent + word
		default:
			line += " " + word
		}
	}
	if line != "" {
		out = append(out, line)
	}
	return out
}
