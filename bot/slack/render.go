package slack

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"natobot/bot"
	"natobot/bot/adapter"
	factanswer "natobot/facts/answer"
	"natobot/facts/claim"
)

// Limits of messages and views: https://docs.slack.dev/reference/block-kit/blocks
// and https://docs.slack.dev/reference/methods/chat.postMessage
const (
	maxBlocks     = 50
	maxViewBlocks = 100
	maxText       = 40_000 // top-level text; Slack cuts beyond
	maxSection    = 3000
	maxContext    = 2000 // of one element; Slack documents none, so the smaller of its text limits
	maxElements   = 10   // of a context block
	maxButtons    = 25   // of an actions block
	maxButtonText = 75
	maxValue      = 2000 // of a button
	maxURL        = 3000
	maxAlt        = 2000
	maxViewTitle  = 24 // title, submit and close of a modal: https://docs.slack.dev/surfaces/modals
	maxMetadata   = 3000
	maxLabel      = 2000 // of an input
	maxHint       = 150  // placeholder
	maxInput      = 3000
	maxOptions    = 100
	maxOptionText = 75 // and value
)

// Limits of native data: https://docs.slack.dev/reference/block-kit/blocks/data-table-block
// (the smaller numbers of its first edition) and
// https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
const (
	maxTableRows   = 101 // with the header
	maxTableCols   = 20
	maxTableChars  = 10_000
	maxCaption     = 150
	maxCell        = 200 // ours: a header and a row of 20 such cells always fit
	tablePage      = 10
	maxChartTitle  = 50
	maxChartSeries = 6
	maxCategories  = 20
	maxChartName   = 20 // category labels and series names
	maxAxis        = 50
)

// maxChecks is the number of verdicts shown as blocks; the text holds all.
const maxChecks = 20

// maxTextTable is the number of sections that a table as text may fill.
const maxTextTable = 6

// A level is how much of Block Kit a message uses. What Slack refuses at one
// level is sent at the next.
type level int

const (
	native  level = iota // chart and table as Slack's own blocks
	picture              // the chart as an image, the table as text
	words                // top-level text alone
)

// less is the level to try when lv is refused. A reply without data looks the
// same at the next, which is left out.
func less(lv level, r bot.Reply) level {
	if lv == native && hasData(r) {
		return picture
	}
	return words
}

// hasData reports whether r has a chart or a table.
func hasData(r bot.Reply) bool { return r.Chart != nil || r.Table != nil && len(r.Table.Rows) > 0 }

// A message is a chat.postMessage, an answer to a command, or a post to a
// response_url; which fields are set depends on where it goes.
type message struct {
	Channel         string `json:"channel,omitempty"`
	ThreadTS        string `json:"thread_ts,omitempty"`
	ResponseType    string `json:"response_type,omitempty"`
	ReplaceOriginal *bool  `json:"replace_original,omitempty"`
	Text            string `json:"text"`
	Blocks          []any  `json:"blocks,omitempty"`
	UnfurlLinks     *bool  `json:"unfurl_links,omitempty"`
	UnfurlMedia     *bool  `json:"unfurl_media,omitempty"`
	Metadata        any    `json:"metadata,omitempty"`
	ClientMsgID     string `json:"client_msg_id,omitempty"`
}

type textObject struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Emoji    *bool  `json:"emoji,omitempty"`    // of plain_text
	Verbatim bool   `json:"verbatim,omitempty"` // of mrkdwn: bare addresses stay text
}

type section struct {
	Type    string     `json:"type"`
	BlockID string     `json:"block_id,omitempty"`
	Text    textObject `json:"text"`
	Expand  bool       `json:"expand,omitempty"`
}

type contextBlock struct {
	Type     string       `json:"type"`
	BlockID  string       `json:"block_id,omitempty"`
	Elements []textObject `json:"elements"`
}

type actions struct {
	Type     string   `json:"type"`
	BlockID  string   `json:"block_id,omitempty"`
	Elements []button `json:"elements"`
}

type button struct {
	Type     string     `json:"type"`
	Text     textObject `json:"text"`
	ActionID string     `json:"action_id"`
	Value    string     `json:"value,omitempty"`
	URL      string     `json:"url,omitempty"`
	Style    string     `json:"style,omitempty"`
}

type image struct {
	Type     string `json:"type"`
	ImageURL string `json:"image_url"`
	AltText  string `json:"alt_text"`
}

type chartBlock struct {
	Type  string `json:"type"`
	Title string `json:"title"`
	Chart chart  `json:"chart"`
}

type chart struct {
	Type   string   `json:"type"`
	Series []series `json:"series"`
	Axis   axis     `json:"axis_config"`
}

type series struct {
	Name string  `json:"name"`
	Data []point `json:"data"`
}

type point struct {
	Label string  `json:"label"`
	Value float64 `json:"value"`
}

type axis struct {
	Categories []string `json:"categories"`
	YLabel     string   `json:"y_label,omitempty"`
}

type tableBlock struct {
	Type     string   `json:"type"`
	Caption  string   `json:"caption"`
	Rows     [][]cell `json:"rows"`
	PageSize int      `json:"page_size,omitempty"`
	Names    int      `json:"row_header_column_index,omitempty"` // the column that a screen reader names a row by
}

type cell struct {
	Type  string   `json:"type"`
	Value *float64 `json:"value,omitempty"`
	Text  string   `json:"text"`
}

type view struct {
	Type            string      `json:"type"`
	CallbackID      string      `json:"callback_id,omitempty"`
	Title           *textObject `json:"title,omitempty"`
	Submit          *textObject `json:"submit,omitempty"`
	Close           *textObject `json:"close,omitempty"`
	Blocks          []any       `json:"blocks"`
	PrivateMetadata string      `json:"private_metadata,omitempty"`
}

type input struct {
	Type     string      `json:"type"`
	BlockID  string      `json:"block_id"`
	Label    textObject  `json:"label"`
	Hint     *textObject `json:"hint,omitempty"`
	Optional bool        `json:"optional,omitempty"`
	Element  any         `json:"element"`
}

type textInput struct {
	Type        string      `json:"type"`
	ActionID    string      `json:"action_id"`
	Multiline   bool        `json:"multiline,omitempty"`
	Initial     string      `json:"initial_value,omitempty"`
	Placeholder *textObject `json:"placeholder,omitempty"`
	MaxLength   int         `json:"max_length,omitempty"`
}

// A fileInput is a field for a file: https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
type fileInput struct {
	Type     string   `json:"type"`
	ActionID string   `json:"action_id"`
	Types    []string `json:"filetypes,omitempty"`
	MaxFiles int      `json:"max_files"`
}

// fileTypes are the extensions that can be chosen there; what was chosen is
// looked at anyway.
var fileTypes = []string{"txt", "md", "html", "docx", "odt"}

type selectInput struct {
	Type     string   `json:"type"`
	ActionID string   `json:"action_id"`
	Options  []option `json:"options"`
	Initial  *option  `json:"initial_option,omitempty"`
}

type option struct {
	Text  textObject `json:"text"`
	Value string     `json:"value"`
}

// A place is where a message will stand: what its buttons are signed for.
type place struct {
	signer    bot.Signer
	workspace string
	user      string
	chartURL  func(*factanswer.Chart) string // nil: no pictures
}

// RenderJSON is the message that r becomes, as indented JSON. Its buttons are
// signed with a key that is good for nothing: it is for reading, not sending.
func RenderJSON(r bot.Reply) ([]byte, error) {
	m := render(r, place{signer: bot.NewSigner([]byte("preview"))}, native)
	b, err := encode(m)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		return nil, fmt.Errorf("slack: render: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// encode makes JSON without HTML escapes: Slack's own escapes are in place.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(8 << 10)
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("slack: encode: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// render makes a message of any reply. It is pure and total: the message is
// within Slack's limits, nothing quoted in it acts as mention, link or markup,
// the top-level text holds the whole answer, and what had to be cut says so.
func render(r bot.Reply, p place, lv level) message {
	m := message{Text: plain(r)}
	if lv == words {
		return m
	}
	m.Blocks = blocks(r, p, lv, maxBlocks)
	return m
}

// blocks are the blocks of a message or a view.
func blocks(r bot.Reply, p place, lv level, most int) []any {
	b := &builder{marks: marksOf(r), cut: false}
	var tail []any
	tail = append(tail, b.foot(r)...)
	rows, typed := b.buttons(r.Actions, p)
	if len(typed) > 0 {
		tail = append(tail, note("Also: "+b.inert("/nato "+strings.Join(typed, " · /nato "), maxContext-100)))
	}
	if len(rows) > 0 {
		tail = append(tail, rows...)
	}
	var out []any
	if q := b.inert(adapter.Flat(r.Quote), 1500); q != "" {
		out = append(out, mrkdwn("> “"+q+"”"))
	}
	if h := b.inert(adapter.Flat(r.Headline), maxSection-10); h != "" {
		out = append(out, mrkdwn("*"+h+"*"))
	}
	out = append(out, b.sections(adapter.Spoken(r, r.Table), 8)...)
	out = append(out, b.checks(r.Checks)...)
	if r.Chart != nil {
		if c, ok := nativeChart(r.Chart); ok && lv == native {
			out = append(out, c)
		} else if u := chartURL(r.Chart, p); u != "" {
			out = append(out, image{Type: "image", ImageURL: u, AltText: adapter.AltText(r.Chart, maxAlt)})
		}
	}
	if t := r.Table; t != nil && len(t.Rows) > 0 {
		if lv == native {
			out = append(out, b.nativeTable(t))
		} else {
			out = append(out, b.textTable(t)...)
		}
	}
	if over := len(out) + len(tail) + 1 - most; over > 0 {
		b.cut = true
		out = out[:max(0, len(out)-over)]
	}
	if len(out) == 0 {
		out = append(out, mrkdwn("There is nothing to show."))
	}
	if b.cut {
		say := "Shortened to fit into a Slack message; ask for fewer Allies or years to see all of it."
		out = append(out, note(say))
	}
	return append(out, tail...)
}

func mrkdwn(s string) section {
	return section{Type: "section", Text: textObject{Type: "mrkdwn", Text: s, Verbatim: true}, Expand: true}
}

func note(s string) contextBlock {
	return contextBlock{Type: "context", Elements: []textObject{{Type: "mrkdwn", Text: s, Verbatim: true}}}
}

var off = new(bool)

func plainText(s string, most int) textObject {
	return textObject{Type: "plain_text", Text: fit(s, most), Emoji: off}
}

// A builder makes blocks and remembers whether something was cut.
type builder struct {
	cut   bool
	marks []mark
}

// inert is s as mrkdwn that shows s and does nothing, within most characters
// of source; instants are shown in the reader's own time, and words that lead
// somewhere are links.
func (b *builder) inert(s string, most int) string {
	if s == "" {
		return ""
	}
	out := inert(s)
	if len(b.marks) > 0 {
		var text strings.Builder
		marked(&text, s, b.marks)
		out = text.String()
	}
	if utf8.RuneCountInString(out) <= most {
		return out
	}
	b.cut = true
	return fitWith(s, most, inert)
}

// A mark is words of a reply and what Slack makes of them.
type mark struct{ text, as string }

// marksOf are the instants of a reply as Slack's dates and its links.
func marksOf(r bot.Reply) []mark {
	var out []mark
	for _, t := range r.Times {
		if t.Text != "" && !t.At.IsZero() && t.At.Unix() >= 0 {
			out = append(out, mark{t.Text, fmt.Sprintf("<!date^%d^{date_short_pretty} {time}|%s>", t.At.Unix(), dateSafe.Replace(inert(t.Text)))})
		}
	}
	for _, l := range r.Links {
		if u := safeURL(l.URL); u != "" && len(u) <= 500 && l.Text != "" {
			out = append(out, mark{l.Text, "<" + u + "|" + strings.ReplaceAll(inert(l.Text), "|", "/") + ">"})
		}
	}
	return out
}

// marked writes s, made inert, with the marks in it.
func marked(out *strings.Builder, s string, ms []mark) {
	if len(ms) == 0 {
		out.WriteString(inert(s))
		return
	}
	m := ms[0]
	for {
		before, after, ok := strings.Cut(s, m.text)
		marked(out, before, ms[1:])
		if !ok {
			return
		}
		out.WriteString(m.as)
		s = after
	}
}

var dateSafe = strings.NewReplacer("|", "/", "^", " ")

// shownFirst is how much of a long answer is seen without asking for more.
const shownFirst = 1200

// sections puts lines into as few sections as hold them. Of a long answer the
// reader sees the first section, and of the others the beginning.
func (b *builder) sections(lines []string, most int) []any {
	var out []any
	var text strings.Builder
	total := 0
	for _, l := range lines {
		total += len(l)
	}
	room := maxSection
	if total > 2*shownFirst {
		room = shownFirst
	}
	flush := func() {
		if text.Len() > 0 {
			s := mrkdwn(text.String())
			s.Expand = len(out) == 0
			out = append(out, s)
			text.Reset()
			room = maxSection
		}
	}
	n := 0
	for _, l := range lines {
		s := b.inert(adapter.Flat(l), maxSection)
		if s == "" {
			continue
		}
		c := utf8.RuneCountInString(s)
		if n > 0 && n+1+c > room {
			flush()
			n = 0
		}
		if len(out) >= most {
			b.cut = true
			return out
		}
		if n > 0 {
			text.WriteByte('\n')
			n++
		}
		text.WriteString(s)
		n += c
	}
	flush()
	return out
}

func (b *builder) checks(cs []claim.Claim) []any {
	var out []any
	for i, c := range cs {
		if i == maxChecks {
			b.cut = true
			break
		}
		head := "*" + bot.VerdictWord(c.Verdict) + "*"
		if len(cs) > 1 {
			head = fmt.Sprintf("*%d. %s*", i+1, bot.VerdictWord(c.Verdict))
		}
		parts := []string{head}
		if s := b.inert(adapter.Flat(c.Sentence), 900); s != "" {
			parts = append(parts, "> “"+s+"”")
		}
		if s := b.inert(adapter.Flat(c.Because), 900); s != "" {
			parts = append(parts, s)
		}
		if c.Today != "" {
			parts = append(parts, "Today: "+b.inert(adapter.Flat(bot.VerdictWord(c.Today)+". "+c.TodayWhy), 900))
		}
		out = append(out, mrkdwn(strings.Join(parts, "\n")))
	}
	return out
}

// foot is what stands below an answer in small print: caveats, how the
// question was read, sources, who shared it or set it up.
func (b *builder) foot(r bot.Reply) []any {
	var lines []string
	for _, c := range r.Caveats {
		if s := b.inert(adapter.Flat(c), 500); s != "" {
			lines = append(lines, s)
		}
	}
	if s := b.inert(adapter.Flat(adapter.Understood(r)), 500); s != "" {
		lines = append(lines, "Understood as: "+s)
	}
	for _, c := range adapter.Cites(r.Sources) {
		s := "Source: " + linkedCite(c)
		if utf8.RuneCountInString(s) > maxContext {
			s = fitWith("Source: "+plainCite(c), maxContext, inert)
		}
		lines = append(lines, s)
	}
	if s := last(r, b.inert(adapter.Flat(r.Footer), 1000)); s != "" {
		lines = append(lines, s)
	}
	var out []any
	var text strings.Builder
	n := 0
	for _, l := range lines {
		c := utf8.RuneCountInString(l)
		if n > 0 && n+1+c > maxContext {
			out = append(out, note(text.String()))
			text.Reset()
			n = 0
			if len(out) == 4 {
				b.cut = true
				break
			}
		}
		if n > 0 {
			text.WriteByte('\n')
			n++
		}
		text.WriteString(l)
		n += c
	}
	if n > 0 {
		out = append(out, note(text.String()))
	}
	return out
}

// last is the last line of a message. A name in a channel would ping its owner
// each time.
func last(r bot.Reply, footer string) string {
	if r.Public {
		r.SetUpBy = ""
	}
	return adapter.Last(r, footer, person, inert)
}

// person names a user by id, which Slack shows as the name. Messages posted
// for somebody attribute it so; Slack notifies a person of their own mention,
// and nobody else is ever named.
func person(id string) string {
	if !userID(id) {
		return inert(adapter.Cut(adapter.Flat(id), 60))
	}
	return "<@" + id + ">"
}

func userID(s string) bool {
	return len(s) >= 2 && len(s) <= 24 && (s[0] == 'U' || s[0] == 'W') && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// buttons are the actions as blocks; what can't be a button is returned as
// text to type.
func (b *builder) buttons(as []bot.Action, p place) (rows []any, typed []string) {
	var row actions
	for i, a := range as {
		label := adapter.Flat(a.Label)
		if label == "" {
			label = cmp.Or(adapter.Flat(a.Arg), "Open")
		}
		if i >= maxButtons {
			b.cut = true
			break
		}
		e := button{Type: "button", Text: plainText(label, maxButtonText), ActionID: fmt.Sprintf("b%d", i)}
		if a.Style == "primary" || a.Style == "danger" {
			e.Style = a.Style
		}
		if a.URL != "" {
			u := safeURL(a.URL)
			if u == "" {
				continue
			}
			e.URL = u
		} else {
			// Sign reports whether a reference fits Discord; Slack takes 2,000.
			e.Value, _ = p.signer.Sign(platformName, p.workspace, p.user, a)
			if e.Value == "" || len(e.Value) > maxValue {
				if a.Verb == bot.VerbAsk {
					typed = append(typed, adapter.Cut(adapter.Flat(a.Arg), 200))
				}
				continue
			}
		}
		row.Elements = append(row.Elements, e)
	}
	if len(row.Elements) > 0 {
		row.Type = "actions"
		rows = append(rows, row)
	}
	return rows, typed
}

// nativeChart is c as Slack's own chart, if it fits without leaving out or
// inventing a value: each series has a value for each category.
func nativeChart(c *factanswer.Chart) (chartBlock, bool) {
	kind := c.Kind
	if kind != "line" && kind != "bar" || len(c.Series) == 0 || len(c.Series) > maxChartSeries {
		return chartBlock{}, false
	}
	out := chart{Type: kind, Axis: axis{YLabel: fit(adapter.Flat(c.Unit), maxAxis)}}
	names := map[string]bool{}
	for i, s := range c.Series {
		name := esc(adapter.Flat(s.Name))
		if name == "" && len(c.Series) == 1 {
			name = cmp.Or(fit(adapter.Flat(c.Unit), maxChartName), "Figures")
		}
		if name == "" || names[name] || utf8.RuneCountInString(name) > maxChartName || len(s.Points) == 0 || len(s.Points) > maxCategories {
			return chartBlock{}, false
		}
		names[name] = true
		seen := map[string]bool{}
		var ps []point
		for _, p := range s.Points {
			label := esc(adapter.Flat(p.Label))
			if kind == "line" || label == "" {
				label = strconv.Itoa(p.Year)
				if p.Estimate || slices.Contains(c.Estimates, p.Year) {
					label += "e"
				}
			}
			if math.IsNaN(p.Value) || math.IsInf(p.Value, 0) || seen[label] || utf8.RuneCountInString(label) > maxChartName {
				return chartBlock{}, false
			}
			seen[label] = true
			ps = append(ps, point{label, p.Value})
		}
		if i == 0 {
			for _, p := range ps {
				out.Axis.Categories = append(out.Axis.Categories, p.Label)
			}
		}
		if len(ps) != len(out.Axis.Categories) {
			return chartBlock{}, false
		}
		for j, p := range ps {
			if p.Label != out.Axis.Categories[j] {
				return chartBlock{}, false
			}
		}
		out.Series = append(out.Series, series{name, ps})
	}
	for _, l := range c.Levels { // a commitment is drawn as one more line, where it holds over all years
		name := briefly(l.Label)
		if l.From > c.Series[0].Points[0].Year {
			continue
		}
		if kind != "line" || len(out.Series) == maxChartSeries || name == "" || names[name] || utf8.RuneCountInString(name) > maxChartName || math.IsNaN(l.Value) || math.IsInf(l.Value, 0) {
			continue
		}
		names[name] = true
		var ps []point
		for _, label := range out.Axis.Categories {
			ps = append(ps, point{label, l.Value})
		}
		out.Series = append(out.Series, series{name, ps})
	}
	return chartBlock{Type: "data_visualization", Title: fit(cmp.Or(adapter.Flat(cmp.Or(c.Short, c.Title)), "Figures"), maxChartTitle), Chart: out}, true
}

// briefly is as many of the first words of a name as a chart of Slack's takes.
func briefly(s string) string {
	s = esc(adapter.Flat(s))
	for utf8.RuneCountInString(s) > maxChartName {
		i := strings.LastIndexByte(s, ' ')
		if i < 0 {
			return ""
		}
		s = s[:i]
	}
	return s
}

func chartURL(c *factanswer.Chart, p place) string {
	if p.chartURL == nil {
		return ""
	}
	return safeURL(p.chartURL(c))
}

// nativeTable is t as Slack's own table. Rows beyond the limits are left out
// and said to be.
func (b *builder) nativeTable(t *factanswer.Table) tableBlock {
	cols := len(t.Header)
	for _, r := range t.Rows {
		cols = max(cols, len(r))
	}
	if cols > maxTableCols {
		cols, b.cut = maxTableCols, true
	}
	cols = max(cols, 1)
	out := tableBlock{Type: "data_table", Caption: fit(cmp.Or(adapter.Flat(t.Caption), "Figures"), maxCaption)}
	for i, n := range t.Numeric[:min(len(t.Numeric), cols)] {
		if !n {
			out.Names = i
			break
		}
	}
	left := maxTableChars
	row := func(cells []string, header bool) bool {
		var rs []cell
		for i := range cols {
			s := ""
			if i < len(cells) {
				s = adapter.Flat(cells[i])
			}
			c := cell{Type: "raw_text", Text: fit(cmp.Or(s, "–"), maxCell)}
			if utf8.RuneCountInString(s) > maxCell {
				b.cut = true
			}
			if v, ok := number(s); ok && !header && i < len(t.Numeric) && t.Numeric[i] {
				c.Type, c.Value = "raw_number", &v
			}
			left -= utf8.RuneCountInString(c.Text)
			rs = append(rs, c)
		}
		if left < 0 {
			return false
		}
		out.Rows = append(out.Rows, rs)
		return true
	}
	row(t.Header, true)
	for _, r := range t.Rows {
		if len(out.Rows) == maxTableRows || !row(r, false) {
			b.cut = true
			break
		}
	}
	out.PageSize = min(tablePage, max(1, len(out.Rows)-1))
	return out
}

// number is the value of a printed figure: "2.00 %", "1,234", "−0.57 pts".
func number(s string) (float64, bool) {
	f, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	f = strings.TrimSuffix(strings.TrimSuffix(f, "%"), "e")
	f = digits.Replace(f)
	v, err := strconv.ParseFloat(f, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(f, "xXpPnN_") {
		return 0, false
	}
	return v, true
}

var digits = strings.NewReplacer(",", "", "\u2212", "-", "+", "", "\u00a0", "", "\u202f", "")

// phoneWidth is the widest table shown in columns; a wider one wraps on a
// phone and is shown a row a line.
const phoneWidth = 38

// textTable is t as text: columns where a phone shows them, else a row a line.
func (b *builder) textTable(t *factanswer.Table) []any {
	lines, mono := tableLines(t)
	var out []any
	var text strings.Builder
	n := 0
	flush := func() {
		if n == 0 {
			return
		}
		s := text.String()
		if mono {
			s = "```\n" + s + "\n```"
		}
		out = append(out, mrkdwn(s))
		text.Reset()
		n = 0
	}
	for _, l := range lines {
		l = b.inert(l, maxSection-10)
		c := utf8.RuneCountInString(l)
		if n > 0 && n+1+c > maxSection-10 {
			flush()
			if len(out) == maxTextTable {
				b.cut = true
				return out
			}
		}
		if n > 0 {
			text.WriteByte('\n')
			n++
		}
		text.WriteString(l)
		n += c
	}
	flush()
	return out
}

// tableLines is a table as lines of plain text; mono when they are columns.
func tableLines(t *factanswer.Table) (lines []string, mono bool) {
	var rows [][]string
	for i, r := range append([][]string{t.Header}, t.Rows...) {
		if i == 0 && len(r) == 0 {
			continue
		}
		var cells []string
		for _, c := range r {
			cells = append(cells, adapter.Flat(c))
		}
		rows = append(rows, cells)
	}
	lines, wide := adapter.Columns(rows, t.Numeric)
	if wide <= phoneWidth {
		return lines, true
	}
	for i, r := range rows {
		lines[i] = strings.Join(r, " · ")
	}
	return lines, false
}

// plain is the whole answer as text: notification, screen reader, fallback.
func plain(r bot.Reply) string {
	var out strings.Builder
	n, whole := 0, true
	const room = maxText - 200
	add := func(s string) {
		if s == "" {
			return
		}
		c := utf8.RuneCountInString(s)
		if !whole || n+c+1 > room {
			whole = false
			return
		}
		if n > 0 {
			out.WriteByte('\n')
			n++
		}
		out.WriteString(s)
		n += c
	}
	for _, l := range adapter.Whole(r, plainCite) {
		if whole {
			add(fitWith(l, 8000, inert))
		}
	}
	add(last(r, fitWith(adapter.Flat(r.Footer), 2000, inert)))
	if !whole {
		out.WriteString("\nShortened to fit into a Slack message; ask for fewer Allies or years to see all of it.")
	}
	if strings.TrimSpace(out.String()) == "" {
		return "There is nothing to show."
	}
	return out.String()
}

// maxPlaces are as many places of a source as are named.
const maxPlaces = 4

func plainCite(c adapter.Cite) string { return adapter.Cut(c.Name(), 300) + c.Rest(maxPlaces) }

func linkedCite(c adapter.Cite) string {
	u := safeURL(c.URL)
	if u == "" || len(u) > 500 {
		return inert(plainCite(c))
	}
	return "<" + u + "|" + strings.ReplaceAll(inert(adapter.Cut(c.Name(), 300)), "|", "/") + ">" + inert(c.Rest(maxPlaces))
}

// safeURLs remembers what safeURL made of an address: sources are few, and the
// same stand in every answer. Past maxSafeURLs nothing more is remembered.
var (
	safeURLs    sync.Map // string → string
	safeURLSize atomic.Int64
)

const maxSafeURLs = 4096

// safeURL is u, when it is a web address that can stand in a link, or "".
func safeURL(u string) string {
	if s, ok := safeURLs.Load(u); ok {
		return s.(string)
	}
	s := checkURL(u)
	if safeURLSize.Load() < maxSafeURLs && len(u) <= maxURL {
		if _, had := safeURLs.LoadOrStore(u, s); !had {
			safeURLSize.Add(1)
		}
	}
	return s
}

func checkURL(u string) string {
	s := linkSafe.Replace(adapter.Link(u, maxURL))
	if len(s) > maxURL {
		return ""
	}
	return s
}

var linkSafe = strings.NewReplacer("|", "%7C", "<", "%3C", ">", "%3E", "&", "&amp;")

// formView is a form as a modal. meta comes back when it is submitted.
func formView(f bot.Form, meta string, files bool) view {
	v := view{Type: "modal", CallbackID: "form", PrivateMetadata: meta, Blocks: []any{}}
	v.Title, v.Submit, v.Close = title(cmp.Or(f.Title, "NATO figures")), title(cmp.Or(f.Submit, "Send")), title("Cancel")
	b := &builder{}
	if s := b.inert(adapter.Flat(f.Intro), maxSection); s != "" {
		v.Blocks = append(v.Blocks, mrkdwn(s))
	}
	for i, fd := range f.Fields {
		if i == maxViewBlocks-2 {
			break
		}
		if fd.File && !files {
			v.Blocks = append(v.Blocks, mrkdwn("This installation may not read files (its scope is `files:read`): give the text."))
			continue
		}
		in := input{Type: "input", BlockID: adapter.Cut(cmp.Or(fd.ID, fmt.Sprintf("f%d", i)), 255), Label: plainText(cmp.Or(adapter.Flat(fd.Label), "Value"), maxLabel), Optional: fd.Optional}
		if fd.File {
			in.Element = fileInput{Type: "file_input", ActionID: "v", MaxFiles: 1, Types: fileTypes}
		} else if len(fd.Options) > 0 {
			s := selectInput{Type: "static_select", ActionID: "v"}
			for j, o := range fd.Options {
				if j == maxOptions {
					break
				}
				if o.Ask == "" || utf8.RuneCountInString(o.Ask) > maxOptionText {
					continue
				}
				opt := option{Text: plainText(cmp.Or(adapter.Flat(o.Label), o.Ask), maxOptionText), Value: o.Ask}
				s.Options = append(s.Options, opt)
				if o.Ask == fd.Value {
					s.Initial = &opt
				}
			}
			if len(s.Options) == 0 {
				continue
			}
			if fd.Hint != "" {
				h := plainText(adapter.Flat(fd.Hint), maxLabel)
				in.Hint = &h
			}
			in.Element = s
		} else {
			t := textInput{Type: "plain_text_input", ActionID: "v", Multiline: fd.Multiline, Initial: adapter.Cut(fd.Value, maxInput), MaxLength: maxInput}
			if fd.Hint != "" {
				h := plainText(adapter.Flat(fd.Hint), maxHint)
				t.Placeholder = &h
			}
			in.Element = t
		}
		v.Blocks = append(v.Blocks, in)
	}
	if len(v.Blocks) == 0 {
		v.Blocks = append(v.Blocks, mrkdwn("There is nothing to fill in."))
	}
	if utf8.RuneCountInString(v.PrivateMetadata) > maxMetadata {
		v.PrivateMetadata = ""
	}
	return v
}

// replyView is a reply as a modal: no native data, which only messages take.
func replyView(name string, r bot.Reply, p place, meta string, lv level) view {
	v := view{Type: "modal", Title: title(name), Close: title("Close"), Blocks: viewBlocks(r, p, lv), PrivateMetadata: meta}
	if utf8.RuneCountInString(meta) > maxMetadata {
		v.PrivateMetadata = ""
	}
	return v
}

// homeView is the app's own page.
func homeView(r bot.Reply, p place, lv level) view {
	return view{Type: "home", Blocks: viewBlocks(r, p, lv)}
}

// viewBlocks are the blocks of a view, which has no text of its own: at the
// last level they hold the text.
func viewBlocks(r bot.Reply, p place, lv level) []any {
	if lv != words {
		return blocks(r, p, max(lv, picture), maxViewBlocks)
	}
	var out []any
	rest := []rune(plain(r))
	for len(rest) > 0 && len(out) < maxPlainSections {
		n := min(len(rest), maxSection)
		t := textObject{Type: "plain_text", Text: string(rest[:n]), Emoji: off}
		if strings.TrimSpace(t.Text) != "" {
			out = append(out, section{Type: "section", Text: t})
		}
		rest = rest[n:]
	}
	return out
}

// maxPlainSections hold all of a top-level text.
const maxPlainSections = maxText/maxSection + 1

func title(s string) *textObject {
	t := plainText(cmp.Or(adapter.Flat(s), "NATO figures"), maxViewTitle)
	return &t
}

// esc escapes what Slack treats as markup of its own, and nothing else:
// https://docs.slack.dev/messaging/formatting-message-text#escaping
func esc(s string) string { return escaper.Replace(s) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// inert is esc, and the marks of emphasis and code become signs that look the
// same and do nothing. Figures contain none of them.
func inert(s string) string {
	if !strings.ContainsAny(s, "&<>*_~`") {
		return s
	}
	s = inerter.Replace(s)
	if !strings.Contains(s, "_") {
		return s
	}
	// Within a word an underscore is no markup, and zones are copied from here.
	var out strings.Builder
	before := ' '
	for i, c := range s {
		if c == '_' {
			after, _ := utf8.DecodeRuneInString(s[i+1:])
			if !word(before) || !word(after) {
				c = '\uff3f'
			}
		}
		out.WriteRune(c)
		before = c
	}
	return out.String()
}

func word(c rune) bool { return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c)) }

var inerter = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "*", "\u2217", "~", "\u223c", "`", "\u02cb")

// fit escapes s within most characters.
func fit(s string, most int) string { return fitWith(s, most, esc) }

// fitWith shortens s until safe(s) has at most most characters.
func fitWith(s string, most int, safe func(string) string) string {
	out := safe(s)
	for n := most; utf8.RuneCountInString(out) > most; {
		out = safe(adapter.Cut(s, n))
		if over := utf8.RuneCountInString(out) - most; over > 0 {
			n = max(1, n-max(1, over/5))
			if n == 1 {
				return "…"
			}
		}
	}
	return out
}
