// Package console renders replies for a terminal and runs the conversation of
// `natobot chat`. It needs no network, no token and no database.
package console

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/claim"
	"natobot/facts/voice"
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
	p.links(r.Headline, r.Links)
	for _, l := range r.Lines {
		if !r.Restates(l) {
			p.para(l, "  ")
			p.links(l, r.Links)
		}
	}
	p.checks(r.Checks)
	switch bars := r.Chart != nil && r.Chart.Kind == "bar"; {
	case bars && drawn(r.Chart, r.Table): // the bars carry the table's cells
		p.chart(r.Chart, r.Table)
	case bars && r.Table != nil && len(r.Table.Rows) > 0: // the table says it all
		p.table(r.Table)
	default:
		p.chart(r.Chart, nil)
		p.table(r.Table)
	}
	if r.Form != nil {
		p.form(*r.Form)
	}
	for _, c := range r.Caveats {
		p.para(r.Words("Note: {1}", voice.Verbatim(c)), "")
	}
	p.sources(r.Sources, r.Kind == bot.KindDigest || r.Kind == bot.KindAlert)
	if r.Reading != "" {
		p.styled(r.Words("Understood as: {1}", voice.Verbatim(r.Reading)), "2")
	}
	if r.SharedBy != "" {
		p.styled("Shared by "+r.SharedBy, "2")
	}
	if r.SetUpBy != "" && r.Public {
		p.styled("Set up by "+r.SetUpBy, "2")
	}
	if r.Address != "" {
		p.styled("Evidence: "+r.Address, "2")
	}
	p.styled(r.Footer, "2")
	p.actions(r.Actions)
	if p.b.Len() == 0 {
		return "Nothing to show.\n"
	}
	return p.b.String()
}

// drawn reports that a table is no more than the bars of a chart: names, their
// places perhaps, and one value each.
func drawn(c *answer.Chart, t *answer.Table) bool {
	if t == nil || len(c.Series) == 0 || len(t.Rows) != len(c.Series[0].Points) || len(t.Rows) > maxBars || len(t.Header) > 3 {
		return false
	}
	at := 0
	if len(t.Header) == 3 {
		if !t.Ranked {
			return false
		}
		at = 1
	}
	for i, row := range t.Rows {
		if len(row) != len(t.Header) || row[at] != c.Series[0].Points[i].Label {
			return false
		}
	}
	return true
}

type page struct {
	o   Options
	b   strings.Builder
	led []string // addresses that were printed
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
	for _, l := range wrap(bot.Clean(s), p.o.Width, "") {
		p.line(p.paint(l, code))
	}
}

func (p *page) para(s, indent string) {
	for _, l := range wrap(bot.Clean(s), p.o.Width, indent) {
		p.line(l)
	}
}

// links prints the addresses that the words of a line lead to, each once a page.
func (p *page) links(line string, ls []bot.Link) {
	for _, l := range ls {
		if u := bot.Clean(l.URL); strings.Contains(line, l.Text) && !slices.Contains(p.led, u) {
			p.line("    " + p.paint(u, "2"))
			p.led = append(p.led, u)
		}
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
func (p *page) checks(cs []claim.Claim) {
	for i := range cs {
		p.check("", &cs[i])
	}
}

func (p *page) check(number string, c *claim.Claim) {
	m := verdictMarks[c.Verdict]
	p.line("")
	p.line(p.paint(number+m.mark+" "+strings.ToUpper(bot.VerdictWord(c.Verdict)), m.colour))
	p.para("“"+c.Sentence+"”", "  ")
	p.para(c.Because, "  ")
	if c.Correct != "" {
		p.para("Right would be: "+c.Correct, "  ")
	}
	if c.Today != "" {
		p.para("Today: "+strings.ToLower(bot.VerdictWord(c.Today))+". "+c.TodayWhy, "  ")
	}
	if c.TodayCorrect != "" {
		p.para("Right today would be: "+c.TodayCorrect, "  ")
	}
}

// Audit writes a checked draft as plain text: the count of its verdicts, the
// whole text with each sentence that states something in brackets, with number
// and verdict, then what decides each. reading says by which day it was judged.
func Audit(a *bot.Audit, sources []facts.Cite, reading string, o Options) string {
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, minWidth)
	p := &page{o: o}
	p.styled(a.Summary(), "1")
	p.styled(reading, "2")
	var b strings.Builder
	for _, x := range a.Pieces() {
		if len(x.Statements) == 0 {
			b.WriteString(x.Text)
			continue
		}
		b.WriteByte('[')
		for _, s := range x.Statements {
			fmt.Fprintf(&b, "%d %s %s: ", s.N, verdictMarks[s.Verdict].mark, strings.ToUpper(bot.VerdictWord(s.Verdict)))
		}
		b.WriteString(x.Text + "]")
	}
	p.line("")
	for l := range strings.Lines(b.String()) {
		if strings.TrimSpace(l) == "" {
			p.line("")
			continue
		}
		p.para(l, "  ")
	}
	for i := range a.Statements {
		s := &a.Statements[i]
		p.check(fmt.Sprintf("%d ", s.N), &s.Claim)
		if s.Address != "" {
			p.line("  Evidence: " + s.Address)
		}
	}
	p.line("")
	p.sources(sources, false)
	return p.b.String()
}

// table aligns columns; one too wide for the terminal is shown a row a block.
func (p *page) table(t *answer.Table) {
	if t == nil || len(t.Rows) == 0 {
		return
	}
	var rows [][]string
	for _, r := range append([][]string{t.Header}, t.Rows...) {
		cells := make([]string, len(r))
		for i, c := range r {
			cells[i] = bot.Clean(c)
		}
		rows = append(rows, cells)
	}
	lines, wide := adapter.Columns(rows, t.Numeric)
	p.line("")
	if wide > p.o.Width {
		p.blocks(t)
		return
	}
	for i, l := range lines {
		if i == 0 && len(t.Header) == 0 {
			continue
		}
		if i == 0 {
			l = p.paint(l, "4")
		}
		p.line(l)
	}
}

func (p *page) blocks(t *answer.Table) {
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
func (p *page) chart(c *answer.Chart, t *answer.Table) {
	if c == nil || len(c.Series) == 0 {
		return
	}
	if c.Kind == "bar" {
		p.bars(c, t)
		return
	}
	lo, hi, name := math.Inf(1), math.Inf(-1), 0
	for _, s := range c.Series {
		name = max(name, adapter.Width(bot.Clean(s.Name)))
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
		n, e := bot.Clean(s.Name), ""
		if last.Estimate {
			e = "e"
		}
		p.line(fmt.Sprintf("%s%s  %d %s %s %s %d%s", n, strings.Repeat(" ", name-adapter.Width(n)),
			first.Year, number(first.Value), spark(s.Points, lo, hi), number(last.Value), last.Year, e))
	}
}

// spark draws one column a year; a year without a value stays blank.
func spark(pts []answer.Point, lo, hi float64) string {
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

// bars draws a bar for each point. The cells of the table that they stand for
// give places, values and unit.
func (p *page) bars(c *answer.Chart, t *answer.Table) {
	pts := c.Series[0].Points
	if len(pts) == 0 || len(pts) > maxBars {
		return
	}
	hi, label := 0.0, 0
	names, values := make([]string, len(pts)), make([]string, len(pts))
	for i, pt := range pts {
		names[i], values[i] = bot.Clean(pt.Label), number(pt.Value)
		if t != nil {
			row := t.Rows[i]
			values[i] = bot.Clean(row[len(row)-1])
			if t.Ranked {
				names[i] = fmt.Sprintf("%2s  %s", bot.Clean(row[0]), names[i])
			}
		}
		hi = max(hi, pt.Value)
		label = max(label, adapter.Width(names[i]))
	}
	room := min(40, p.o.Width-label-12)
	if hi <= 0 || room < 5 {
		if t != nil {
			p.table(t)
		}
		return
	}
	p.line("")
	if t != nil && len(t.Header) > 1 {
		p.line(p.paint(bot.Clean(t.Header[len(t.Header)-1]), "4"))
	}
	for i, pt := range pts {
		n, colour := names[i], "31"
		if pt.Meets {
			colour = "32"
		}
		bar := strings.Repeat("█", max(0, int(math.Round(pt.Value/hi*float64(room)))))
		p.line(fmt.Sprintf("%s%s  %s %s", n, strings.Repeat(" ", label-adapter.Width(n)), p.paint(bar, colour), values[i]))
	}
}

func number(v float64) string {
	if math.Abs(v) >= 1000 {
		return facts.FormatNumber(v, 0)
	}
	return facts.FormatNumber(v, 2)
}

// sources names each source with its address on a line of its own; inOne names
// them all on one, for messages that must fit a screen.
func (p *page) sources(cs []facts.Cite, inOne bool) {
	var names []string
	for _, c := range adapter.Cites(cs) {
		name := c.Name() + c.Rest(0)
		if names = append(names, name); inOne {
			continue
		}
		p.styled("Source: "+name, "2")
		if c.URL != "" {
			p.styled("  "+c.URL, "2")
		}
	}
	if inOne && len(names) > 0 {
		p.styled("Sources: "+strings.Join(names, "; "), "2")
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
	lead := "Ask next: "
	for i, a := range as {
		switch {
		case p.o.Prompt && a.URL == "" && a.Verb != bot.VerbShare:
			shown = append(shown, fmt.Sprintf("[%d] %s", i+1, a.Label))
		case !p.o.Prompt && a.Verb == bot.VerbAsk:
			shown = append(shown, a.Arg)
		case !p.o.Prompt && typed(a.Verb):
			shown, lead = append(shown, string(a.Verb)+" "+a.Arg), "Type: "
		}
	}
	if len(shown) == 0 {
		return
	}
	if p.o.Prompt {
		lead = "Type a number: "
	}
	p.styled(lead+strings.Join(shown, " · "), "2")
}

// glued joins words that no line break may part: a number and its unit, a
// currency and its amount, a place and its name.
func glued(words []string) []string {
	out := words[:0:0]
	open := false
	for _, w := range words {
		joins := open || w == "%" || len(w) <= 3 && strings.HasPrefix(w, "%") || strings.HasPrefix(w, "billion") || strings.HasPrefix(w, "million")
		if joins && len(out) > 0 && len(out[len(out)-1]) < 40 {
			out[len(out)-1] += " " + w
		} else {
			out = append(out, w)
		}
		open = strings.HasSuffix(w, "US$") || len(w) <= 3 && strings.HasSuffix(w, ".") && strings.Trim(w, "0123456789.") == "" && len(w) > 1
	}
	return out
}

// breaks reports a blank at which a line may end: none inside a number, none
// before the per cent sign.
func breaks(r rune) bool { return unicode.IsSpace(r) && r != 0xa0 && r != 0x202f }

// wrap breaks s at blanks into lines of at most w columns, each beginning with
// indent. A word longer than a line stands alone, whole: it may be an address.
func wrap(s string, w int, indent string) []string {
	var out []string
	line := ""
	for _, word := range glued(strings.FieldsFunc(s, breaks)) {
		switch {
		case line == "":
			line = indent + word
		case adapter.Width(line)+1+adapter.Width(word) > w:
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

// typed reports whether a button's verb can be typed as it stands.
func typed(name bot.VerbName) bool {
	v, ok := bot.VerbNamed(name)
	return ok && v.Number && len(v.Words) > 0
}
