package adapter

import (
	"fmt"
	"strings"

	"natobot/bot"
	"natobot/facts/answer"
)

// Command is how people begin what they type to the bot, where a platform has
// commands.
const Command = "/nato "

// Whole is all that a reply says as text, a line each and none of them made
// inert: what a notification, a screen reader or a file has in place of a
// message. cited writes a source. What stands in the last line is not in it; see
// Last.
func Whole(r bot.Reply, cited func(Cite) string) []string {
	var out []string
	line := func(s string) {
		if s = Flat(s); s != "" {
			out = append(out, s)
		}
	}
	if r.Quote != "" {
		line("“" + r.Quote + "”")
	}
	line(r.Headline)
	lines := Spoken(r, nil)
	for _, l := range lines {
		line(l)
	}
	for _, l := range Judged(r) {
		line(l)
	}
	if r.Chart != nil {
		line(r.Chart.Alt)
		if !valued(r) {
			line("In figures, " + r.Chart.Values() + ".")
		}
	}
	if t := r.Table; t != nil && len(t.Rows) > 0 && !told(lines, t) {
		line(t.Caption)
		for _, row := range append([][]string{t.Header}, t.Rows...) {
			line(strings.Join(row, " · "))
		}
	}
	for _, c := range r.Caveats {
		line(c)
	}
	if s := Understood(r); s != "" {
		line("Understood as: " + s)
	}
	for _, c := range Cites(r.Sources) {
		line("Source: " + cited(c))
	}
	var ask []string
	for _, a := range r.Actions {
		if a.Verb == bot.VerbAsk && a.Arg != "" && len(ask) < 5 {
			ask = append(ask, Command+a.Arg)
		}
	}
	if len(ask) > 0 && r.Kind != bot.KindDigest && r.Kind != bot.KindAlert && (r.Kind != bot.KindHelp || len(r.Choices) == 0) {
		line("Ask next: " + strings.Join(ask, " · "))
	}
	return out
}

// Spoken are the lines that are worth saying: not what the buttons say, nor
// what the table t holds; and in a help the first of each kind can be copied as
// it stands.
func Spoken(r bot.Reply, t *answer.Table) []string {
	var asks string
	for i, c := range r.Choices {
		if i > 0 {
			asks += " · "
		}
		asks += c.Ask
	}
	out := make([]string, 0, len(r.Lines))
	for _, l := range r.Lines {
		if asks != "" && strings.Contains(l, asks) {
			if r.Kind == bot.KindHelp {
				out = append(out, "Type: "+Command+strings.ReplaceAll(asks, " · ", " · "+Command))
			}
			continue
		}
		if t != nil && Tells(l, t) {
			continue
		}
		if kind, examples, ok := strings.Cut(l, ": "); ok && r.Kind == bot.KindHelp && strings.ContainsAny(examples, "·\"") && !strings.Contains(l, Command) {
			l = kind + ": " + Command + examples
		}
		out = append(out, l)
	}
	return out
}

// Tells reports whether a line says all that is in a table, row by row.
func Tells(line string, t *answer.Table) bool {
	for _, row := range t.Rows {
		for _, c := range row {
			i := strings.Index(line, c)
			if i < 0 {
				return false
			}
			line = line[i+len(c):]
		}
	}
	return len(t.Rows) > 1
}

func told(lines []string, t *answer.Table) bool {
	for _, l := range lines {
		if Tells(l, t) {
			return true
		}
	}
	return false
}

// Judged are the verdicts of a reply, each with its sentence and reason.
func Judged(r bot.Reply) (out []string) {
	for i, c := range r.Checks {
		s := bot.VerdictWord(c.Verdict) + ": “" + Flat(c.Sentence) + "” " + Flat(c.Because)
		if len(r.Checks) > 1 {
			s = fmt.Sprintf("%d. %s", i+1, s)
		}
		out = append(out, s)
		if c.Today != "" {
			out = append(out, "Today: "+bot.VerdictWord(c.Today)+". "+c.TodayWhy)
		}
	}
	return out
}

// valued reports that the sentences or the table of a reply hold every value of
// its chart.
func valued(r bot.Reply) bool {
	var b strings.Builder
	b.Grow(4096)
	b.WriteString(r.Headline)
	for _, l := range r.Lines {
		b.WriteString(" " + l)
	}
	if r.Table != nil {
		for _, row := range r.Table.Rows {
			for _, c := range row {
				b.WriteString(" " + c)
			}
		}
	}
	said := b.String()
	for _, s := range r.Chart.Series {
		for _, p := range s.Points {
			if p.Text == "" || !strings.Contains(said, p.Text) {
				return false
			}
		}
	}
	return true
}

// Understood is how the question was read, where that says something.
func Understood(r bot.Reply) string {
	if r.Kind == bot.KindHelp || r.Reading == "Not understood" { // the headline says it
		return ""
	}
	return r.Reading
}

// Last is the last line: who shared it, who set it up, the footer, and the id of
// a fault. person names a user by id, and safe makes text inert.
func Last(r bot.Reply, footer string, person, safe func(string) string) string {
	var parts []string
	if r.SharedBy != "" {
		parts = append(parts, "Shared by "+person(r.SharedBy))
	}
	if r.SetUpBy != "" {
		parts = append(parts, "Set up by "+person(r.SetUpBy))
	}
	if footer != "" {
		parts = append(parts, footer)
	}
	if r.Ref != "" && !strings.Contains(r.Headline, r.Ref) {
		parts = append(parts, "Reference "+safe(Cut(Flat(r.Ref), 40)))
	}
	return strings.Join(parts, " · ")
}

// AltText says what a chart shows, for those who do not see it.
func AltText(c *answer.Chart, most int) string {
	for _, s := range []string{c.Alt, c.Title} {
		if s = CutUTF16(Flat(s), most); s != "" {
			return s
		}
	}
	return "Chart of the figures in this answer"
}
