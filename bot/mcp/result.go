package mcp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/claim"
)

// Limits of a result, in bytes. An assistant pays for each with its attention.
const (
	maxText   = 4 << 10  // of the plain answer
	maxResult = 12 << 10 // of text, structured content and links
)

// wrong is the error result of a call: the assistant reads it and mends the
// call. It carries no structured content, which would have to fit the schema.
func wrong(format string, a ...any) *sdk.CallToolResult {
	return &sdk.CallToolResult{IsError: true, Content: []sdk.Content{&sdk.TextContent{Text: bot.Clean(fmt.Sprintf(format, a...))}}}
}

// A told is an answer as text, and what of it found room.
type told struct {
	text  string
	lines []string
	rows  [][]string
	whole bool
}

// tailOf is what always stands below what is said: caveats and sources within
// their room, the address, how it was understood.
func tailOf(r bot.Reply, address string, most int) (tail []string) {
	notes := 0
	for i, c := range r.Caveats {
		s := "Note: " + clipTo(bot.Clean(c), 400)
		if notes += len(s); i > 0 && notes > most/4 {
			tail = append(tail, "More notes stand in the structured content.")
			break
		}
		tail = append(tail, s)
	}
	keep := 0
	for i, s := range sourceLines(r.Sources) {
		if i == 0 || i < 6 && keep+len(s) < most/3 {
			keep += len(s)
			tail = append(tail, s)
			continue
		}
		tail = append(tail, "More sources stand in the structured content.")
		break
	}
	if address != "" {
		tail = append(tail, "Evidence: "+address)
	}
	if r.Reading != "" && r.Kind != bot.KindHelp {
		tail = append(tail, "Understood as: "+clipTo(bot.Clean(r.Reading), 300))
	}
	return tail
}

// tell writes a reply as plain text of at most most bytes: what is said, the
// rows of the table that the sentences do not hold already, caveats, sources
// with their addresses, how it was understood. Where something had to be left
// out it says so; headline, first source and address always stand.
// each are the addresses of checked statements.
func tell(r bot.Reply, address string, most int, each ...string) told {
	t := told{whole: true}
	tail := tailOf(r, address, most)
	const cut = "Shortened: ask for fewer Allies or years to see all of it."
	b := clipTo(bot.Clean(r.Headline), 1000)
	left := most - len(b) - len(cut) - 1
	for _, s := range tail {
		left -= len(s) + 1
	}
	add := func(s string) bool {
		s = bot.Clean(s)
		if len(s)+1 > left {
			t.whole = false
			return false
		}
		left -= len(s) + 1
		b += "\n" + s
		return true
	}
	for _, l := range r.Lines {
		if !add(l) {
			break
		}
		t.lines = append(t.lines, l)
	}
	for i, c := range r.Checks {
		s := verdict(i, len(r.Checks), c)
		if i < len(each) && each[i] != "" {
			s += " Evidence: " + each[i]
		}
		if !add(s) {
			break
		}
	}
	if r.Table != nil && t.whole {
		// A table of which the sentences hold a part stands whole, under its header.
		if said := b; slices.ContainsFunc(r.Table.Rows, func(row []string) bool { return !holds(said, row) }) {
			if len(r.Table.Header) > 0 {
				add(strings.Join(r.Table.Header, " · ") + ":")
			}
			for _, row := range r.Table.Rows {
				if !add(strings.Join(row, " · ")) {
					break
				}
				t.rows = append(t.rows, row)
			}
		} else {
			t.rows = r.Table.Rows
		}
	}
	if !t.whole {
		b += "\n" + cut
	}
	for _, s := range tail {
		b += "\n" + s
	}
	t.text = b
	return t
}

// holds reports that a text has all cells of a row.
func holds(text string, row []string) bool {
	return !slices.ContainsFunc(row, func(c string) bool { return !strings.Contains(text, c) })
}

// sourceLines names each source once, with its places and its address.
func sourceLines(cs []facts.Cite) []string {
	var out []string
	for _, c := range adapter.Cites(cs) {
		s := "Source: " + c.Name() + c.Rest(0)
		if c.URL != "" {
			s += ", " + c.URL
		}
		out = append(out, bot.Clean(s))
	}
	return out
}

// clipTo is s within most bytes, the last sign an ellipsis where it was cut.
func clipTo(s string, most int) string {
	if len(s) <= most {
		return s
	}
	i := most - len("…")
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	return strings.TrimRight(s[:i], " ") + "…"
}

// compact is v as JSON on one line, without escapes that only HTML needs.
func compact(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// most is the largest k up to n for which build fits into room, and what it
// built; 0 is built even where it does not fit.
func most(n, room int, build func(k int) (json.RawMessage, error)) (json.RawMessage, int, error) {
	raw, err := build(n)
	if err != nil || len(raw) <= room {
		return raw, n, err
	}
	all := len(raw)
	if raw, err = build(0); err != nil || n == 0 {
		return raw, 0, err
	}
	// What is listed is of much the same length, so that a guess is near.
	low, high := 0, n // low fits, or is 0; high does not
	for k := n * max(0, room-len(raw)) / max(1, all-len(raw)); high-low > 1; k = (low + high) / 2 {
		k = min(max(k, low+1), high-1)
		x, err := build(k)
		if err != nil {
			return nil, 0, err
		}
		if len(x) > room {
			high = k
			continue
		}
		low, raw = k, x
		if room-len(x) < all/n {
			break
		}
	}
	return raw, low, nil
}

// shorter is a reply in the form of `ask --format json` within room bytes, cut to
// what t says of it and to as many figures as fit, those that t states before
// others; a caveat says so.
func shorter(r bot.Reply, t told, room int) (json.RawMessage, error) {
	order := make([]int, len(r.Figures))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := strings.Contains(t.text, r.Figures[i].Number()), strings.Contains(t.text, r.Figures[j].Number())
		switch {
		case a == b:
			return 0
		case a:
			return -1
		}
		return 1
	})
	sources := r.Sources[:min(len(r.Sources), 8)]
	raw, _, err := most(len(order), room, func(k int) (json.RawMessage, error) {
		a := shortened(r.Answer, t, order[:k])
		a.Sources = sources
		return compact(a.Document())
	})
	return raw, err
}

// shortened is an answer with the figures at some indexes alone, with what is
// derived from them, and with what t says of it.
func shortened(a answer.Answer, t told, at []int) answer.Answer {
	at = slices.Sorted(slices.Values(at))
	out := a
	out.Lines = t.lines
	out.Chart = nil
	if a.Table != nil {
		x := *a.Table
		x.Rows = t.rows
		out.Table = &x
	}
	out.Figures = make([]facts.Figure, len(at))
	moved := map[int]int{}
	for i, k := range at {
		out.Figures[i], moved[k] = a.Figures[k], i
	}
	out.Derived = nil
	for _, d := range a.Derived {
		from := make([]int, 0, len(d.From))
		for _, k := range d.From {
			if i, ok := moved[k]; ok {
				from = append(from, i)
			}
		}
		if len(from) == len(d.From) {
			d.From = from
			out.Derived = append(out.Derived, d)
		}
	}
	if n := len(out.Meetings); n > 30 {
		out.Meetings = out.Meetings[:30]
	}
	out.Caveats = append(slices.Clip(a.Caveats), fmt.Sprintf("Shortened for an assistant: %d of %d figures and %d of %d sources stand here.", len(at), len(a.Figures), min(len(a.Sources), 8), len(a.Sources)))
	return out
}

// verdict is a checked statement on one line: the verdict, the sentence, the
// reason, and what would be right.
func verdict(i, n int, c claim.Claim) string {
	s := bot.VerdictWord(c.Verdict) + ": “" + clipTo(c.Sentence, 400) + "” " + c.Because
	if n > 1 {
		s = fmt.Sprintf("%d. %s", i+1, s)
	}
	if c.Correct != "" && !strings.Contains(c.Because, c.Correct) {
		s += " Right would be: " + c.Correct
	}
	if c.Today != "" {
		s += " Today: " + strings.ToLower(bot.VerdictWord(c.Today)) + ". " + c.TodayWhy
	}
	return s
}
