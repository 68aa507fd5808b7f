package schedule

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
)

// A teller writes sentences about one dataset and keeps a record of every
// figure, source and commitment that they name, so that a message knows later
// what it stated. It is used for one reply and then thrown away.
type teller struct {
	d       *facts.Dataset
	figures []facts.Figure
	derived []answer.Derived
	sources []facts.Cite
	commits []string
	meets   []string
	seen    map[facts.Figure]int
	cited   map[string]int
	led     map[string]string // by words that lead to an address: the address; shared with those who tell for it
}

func newTeller(d *facts.Dataset) *teller {
	return &teller{d: d, seen: map[facts.Figure]int{}, cited: map[string]int{}, led: map[string]string{}}
}

// take adds what another teller recorded.
func (t *teller) take(o *teller) {
	at := make([]int, len(o.figures))
	for i, f := range o.figures {
		at[i] = t.note(f)
	}
	for _, v := range o.derived {
		from := make([]int, len(v.From))
		for i, j := range v.From {
			from[i] = at[j]
		}
		t.derive(v.Name, v.Value, from...)
	}
	for _, c := range o.sources {
		if _, ok := t.cited[c.ID]; !ok {
			t.cited[c.ID] = len(t.sources)
			t.sources = append(t.sources, c)
		}
	}
	t.commits = append(t.commits, o.commits...)
	t.meets = append(t.meets, o.meets...)
}

// A line is a sentence with the record of what it states. It counts as told
// only when somebody takes it.
type line struct {
	say string
	by  *teller
}

// tell gives a sentence a record of its own.
func tell(t *teller, say func(t *teller) string) line {
	own := newTeller(t.d)
	own.led = t.led
	return line{say(own), own}
}

// join makes one line of two.
func (t *teller) join(a, b line) line {
	return tell(t, func(t *teller) string { return sentences(t.takeAll([]line{a, b}, 2)...) })
}

// takeAll adds the first most lines that are not empty and returns their words.
func (t *teller) takeAll(lines []line, most int) []string {
	var out []string
	for _, l := range lines {
		if l.say != "" && len(out) < most {
			t.take(l.by)
			out = append(out, l.say)
		}
	}
	return out
}

// note records a figure and its table, and returns its index.
func (t *teller) note(f facts.Figure) int {
	if i, ok := t.seen[f]; ok {
		return i
	}
	t.figures = append(t.figures, f)
	t.seen[f] = len(t.figures) - 1
	if e, ok := t.d.Edition(f.Edition); ok {
		t.citeEdition(e, f.Measure.Table())
	}
	return len(t.figures) - 1
}

// pct states a share or a change: "2.00 %".
func (t *teller) pct(f facts.Figure) string {
	t.note(f)
	return f.Number() + " %"
}

// amount states any figure with its unit in words.
func (t *teller) amount(f facts.Figure) string {
	t.note(f)
	switch f.Measure {
	case facts.SpendUSD, facts.SpendUSDConstant, facts.GDP, facts.GDPConstant:
		return "US$ " + f.Number() + " million"
	case facts.GDPPerCapita, facts.DefencePerCapita:
		return "US$ " + f.Number()
	case facts.Personnel:
		return f.Number() + " thousand"
	case facts.SpendNCU, facts.SpendNCUConstant:
		return strings.TrimSpace(f.Number() + " million " + t.d.CurrencyOf(f))
	}
	return f.Number() + " %"
}

// derive records a computed number.
func (t *teller) derive(name string, v float64, from ...int) {
	if from == nil {
		from = []int{}
	}
	t.derived = append(t.derived, answer.Derived{Name: name, Value: v, From: from})
}

// citeEdition names the edition as a source, with its tables collected.
func (t *teller) citeEdition(e *facts.Edition, table string) {
	if i, ok := t.cited[e.ID]; ok {
		c := &t.sources[i]
		if table != "" && !strings.Contains(c.Locator, table) {
			c.Locator = strings.TrimPrefix(c.Locator+", "+table, ", ")
		}
		return
	}
	s, ok := t.d.Sources[e.ID]
	if !ok {
		s = facts.Source{ID: e.ID, Publisher: e.Publisher, Title: e.Title, Published: e.Published, URL: e.URL}
	}
	t.cited[e.ID] = len(t.sources)
	t.sources = append(t.sources, facts.Cite{Source: s, Locator: table})
}

// cite names sources by id; one that is not held or carries no fact is left out.
func (t *teller) cite(ids []string, most int) {
	for _, id := range ids {
		s, ok := t.d.Sources[id]
		if _, dup := t.cited[id]; !ok || dup || s.Grade == "D" || s.Grade == "X" {
			continue
		}
		if most--; most < 0 {
			return
		}
		t.cited[id] = len(t.sources)
		t.sources = append(t.sources, facts.Cite{Source: s})
	}
}

// by names one of the sources that was out by asOf, in brackets, and its address
// with it: " (ANP)"; the first, or the first by whose name alone it is known from
// those named before. It is empty where none of them carries a fact.
func (t *teller) by(ids []string, asOf facts.Date) string {
	if out := t.d.OutBy(ids, asOf); len(out) > 0 {
		ids = out
	}
	var fit []facts.Source
	for _, id := range ids {
		s, ok := t.d.Sources[id]
		if e, is := t.d.Edition(id); is && !ok {
			s, ok = facts.Source{ID: id, Publisher: e.Publisher, Title: e.Title, Published: e.Published, URL: e.URL}, true
		}
		if ok && s.Grade != "D" && s.Grade != "X" {
			s.Publisher, _, _ = strings.Cut(s.Publisher, " (") // what is in brackets stands under the sources
			fit = append(fit, s)
		}
	}
	if len(fit) == 0 {
		return ""
	}
	if slices.ContainsFunc(fit, titled) {
		fit = slices.DeleteFunc(fit, func(s facts.Source) bool { return !titled(s) })
	}
	s := fit[max(0, slices.IndexFunc(fit, func(s facts.Source) bool {
		at, taken := t.led["("+s.Publisher+")"]
		return !taken || at == s.URL
	}))]
	t.cite([]string{s.ID}, 1)
	return t.lead(s.Publisher, s)
}

// titled reports whether a source's publisher has a name, and is not described.
func titled(s facts.Source) bool {
	r, _ := utf8.DecodeRuneInString(s.Publisher)
	return !unicode.IsLower(r) || !strings.Contains(s.Publisher, " ")
}

// table names the table of shares of an edition, and its address with it.
func (t *teller) table(e *facts.Edition) string {
	s := t.d.Sources[e.ID]
	s.URL, s.Published, s.Title = cmp.Or(s.URL, e.URL), e.Published, e.Title
	return t.lead(facts.ShareOfGDP.Table(), s)
}

// lead writes words in brackets that lead to the address of a source. The same
// words never lead to two addresses: they then say more.
func (t *teller) lead(words string, s facts.Source) string {
	for _, w := range []string{words, words + ", " + s.Published.Long(), words + ", " + s.Title + ", " + s.Published.Long()} {
		w = "(" + w + ")"
		if at, taken := t.led[w]; !taken || at == s.URL {
			t.led[w] = s.URL
			return w
		}
	}
	return "(" + words + ")"
}

// fill writes the figures into a curated sentence.
func (t *teller) fill(text string) string {
	s, _ := t.d.Fill(text, func(f facts.Figure) { t.note(f) })
	return s
}

// into puts the record on a reply, with the addresses that its lines lead to.
func (t *teller) into(r *bot.Reply) {
	a := &r.Answer
	a.Figures, a.Derived, a.Sources = t.figures, t.derived, t.sources
	a.Commitments, a.Meetings = t.commits, t.meets
	text := strings.Join(append([]string{a.Headline}, a.Lines...), "\n")
	for _, w := range slices.Sorted(maps.Keys(t.led)) {
		if t.led[w] != "" && strings.Contains(text, w) {
			r.Links = append(r.Links, bot.Link{Text: w, URL: t.led[w]})
		}
	}
}

// sentences sets sentences side by side; empty ones are left out.
func sentences(parts ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" }), " ")
}

// editionName is how a sentence calls an edition: "NATO's edition of July 2026".
func editionName(e *facts.Edition) string {
	month := e.Published
	if len(month) > 7 {
		month = month[:7]
	}
	return "NATO's edition of " + month.Long()
}

// yearOf writes a year and says when it is an estimate: "2026, estimate".
func yearOf(f facts.Figure) string {
	if f.Estimate {
		return fmt.Sprintf("%d, estimate", f.Year)
	}
	return fmt.Sprint(f.Year)
}

// plural writes "1 Ally", "3 Allies".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// list joins names: "A", "A and B", "A, B and C"; beyond most it counts the rest.
func list(names []string, most int) string {
	if most > 0 && len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// capital makes the first letter of a sentence large.
func capital(s string) string {
	if s == "" {
		return s
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// inYear says a year and that it is an estimate: "2026 (estimate)".
func inYear(f facts.Figure) string {
	if f.Estimate {
		return fmt.Sprintf("%d (estimate)", f.Year)
	}
	return fmt.Sprint(f.Year)
}

// inName is an Ally's name inside a sentence, with its article.
func inName(d *facts.Dataset, c facts.Code) string {
	switch c {
	case "USA", "GBR", "NLD", "SVK":
		if c == "SVK" && d.Name(c) == "Slovakia" {
			break
		}
		return "the " + d.Name(c)
	}
	return d.Name(c)
}

// newest is the newest figure that the edition holds.
func newest(e *facts.Edition, c facts.Code, m facts.Measure) (facts.Figure, bool) {
	for _, y := range slices.Backward(e.Years) {
		if f, ok := e.Figure(c, m, y); ok {
			return f, true
		}
	}
	return facts.Figure{}, false
}

// points is the distance between two printed values, in percentage points.
func points(a, b float64) float64 { return facts.Round(math.Abs(a-b), 2) }
