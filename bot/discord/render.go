package discord

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/facts"
	factanswer "natobot/facts/answer"
	"natobot/facts/claim"
)

// Limits of Components V2:
// https://docs.discord.com/developers/components/reference
const (
	maxComponents  = 40  // nested ones included
	maxRowButtons  = 5   // buttons of an action row
	maxLabel       = 80  // of a button
	shownLabel     = 38  // of a button, by clients
	maxCustomID    = 100 // of a button or select, and a select's value
	maxURL         = 512 // of a link button
	maxOptions     = 25  // of a select
	maxOptionText  = 100 // label of a select's option
	maxPlaceholder = 150 // of a select
	maxAlt         = 1024
	maxModalTitle  = 45
	maxModalFields = 5
	maxFieldLabel  = 45  // of a label in a modal
	maxFieldHint   = 100 // placeholder of a text input
	maxFieldValue  = 4000
)

// Limits of a message's text, less a margin for the note of what was cut. The
// first is stated in https://github.com/discord/discord-api-docs/pull/8562, the
// second in https://github.com/discord/discord-api-docs/issues/8554: beyond
// 10,170 bytes, each text display counting 12 more, Discord answers 500.
const (
	maxText        = 4000
	maxTextBytes   = 10170
	displayBytes   = 12
	noteRoom       = 200
	maxContent     = 2000 // https://docs.discord.com/developers/resources/message
	maxChoices     = 25   // https://docs.discord.com/developers/interactions/application-commands
	maxChoiceText  = 100
	defaultMaxFile = 10 << 20 // https://docs.discord.com/developers/reference#uploading-files
)

// monoWidth is the widest table shown in columns: about what a phone shows
// without wrapping. A wider one is shown a row a line.
const monoWidth = 36

// pickVerb is what a select carries; what was chosen in it is the reference.
const pickVerb bot.VerbName = "pick"

// manyChoices is the number of questions from which a select replaces buttons.
const manyChoices = 10

// Component types.
const (
	typeRow         = 1
	typeButton      = 2
	typeSelect      = 3
	typeInput       = 4
	typeText        = 10
	typeGallery     = 12
	typeFile        = 13
	typeContainer   = 17
	typeLabel       = 18
	styleDefault    = 2
	inputShort      = 1
	inputLong       = 2
	chartName       = "chart.png"
	maxMediaURL     = 2048 // of a picture: https://docs.discord.com/developers/components/reference#unfurled-media-item
	wholeAnswerName = "answer.txt"
	wholeTableName  = "table.csv"
)

// A component is any component that we send; the fields in use depend on Type.
type component struct {
	Type        int            `json:"type"`
	CustomID    string         `json:"custom_id,omitempty"`
	Style       int            `json:"style,omitempty"`
	Label       string         `json:"label,omitempty"`
	Description string         `json:"description,omitempty"`
	URL         string         `json:"url,omitempty"`
	Content     string         `json:"content,omitempty"`
	Components  []component    `json:"components,omitempty"`
	Component   *component     `json:"component,omitempty"`
	Items       []galleryItem  `json:"items,omitempty"`
	File        *media         `json:"file,omitempty"`
	Accent      int            `json:"accent_color,omitempty"`
	Placeholder string         `json:"placeholder,omitempty"`
	Options     []selectOption `json:"options,omitempty"`
	Value       string         `json:"value,omitempty"`
	MaxLength   int            `json:"max_length,omitempty"`
	Required    *bool          `json:"required,omitempty"`
}

type media struct {
	URL string `json:"url"`
}

type galleryItem struct {
	Media       media  `json:"media"`
	Description string `json:"description,omitempty"`
}

type selectOption struct {
	Label   string `json:"label"`
	Value   string `json:"value"`
	Default bool   `json:"default,omitempty"`
}

// A place is where a message will stand: what its buttons are signed for, and
// what may be attached.
type place struct {
	signer    bot.Signer
	workspace string
	user      string
	chart     []byte // the drawn chart, or nil
	chartURL  string // where it is to be had instead, or ""
	maxFile   int64  // bytes a file may have; 0 for Discord's default
}

// accents colour the edge of a message; words carry the meaning.
var accents = map[bot.ReplyKind]int{bot.KindError: 0xB3261E, bot.KindDigest: 0x004990, bot.KindAlert: 0xD55E00, bot.KindCorrection: 0xD55E00}

// render makes a message of any reply. It is pure and total: the message is
// within Discord's limits, nothing quoted in it acts as markup, mention or
// link, and what did not fit is in an attached file that the message names.
func render(r bot.Reply, p place) message {
	if p.maxFile == 0 {
		p.maxFile = defaultMaxFile
	}
	m, cut := layout(r, p, maxText/2)
	if cut { // the answer goes before its fourth source
		m, _ = layout(r, p, maxText/6)
	}
	return m
}

// layout renders with so much room for the names of sources, and reports
// whether something did not fit.
func layout(r bot.Reply, p place, sourceRoom int) (message, bool) {
	m := message{Flags: flagComponentsV2}
	if !r.Public {
		m.Flags |= flagEphemeral
	}
	b := &builder{chars: maxText - noteRoom, bytes: maxTextBytes - noteRoom - 5*displayBytes, times: r.Times, links: r.Links, sourceRoom: sourceRoom}

	rows, typed, whole := buttons(r.Actions, p)
	again := b.again(whole)
	foot := b.foot(r, typed)
	if again != "" {
		foot = strings.TrimPrefix(foot+"\n"+again, "\n")
	}
	lines, table := b.restated(r)
	r.Lines = lines
	head := b.head(r)
	checks := b.checks(r.Checks)
	tableCut := false
	if table == "" {
		before := b.cut
		b.cut = false
		table = b.table(r.Table)
		tableCut, b.cut = b.cut, b.cut || before
	}

	box := component{Type: typeContainer, Accent: accents[r.Kind]}
	text := func(s string) {
		if s != "" {
			box.Components = append(box.Components, component{Type: typeText, Content: s})
		}
	}
	text(head)
	attach := func(f file, alt string) {
		m.Attachments = append(m.Attachments, attachment{ID: len(m.files), Filename: f.name, Description: alt})
		m.files = append(m.files, f)
	}
	if p.chartURL != "" && r.Chart != nil {
		box.Components = append(box.Components, component{Type: typeGallery, Items: []galleryItem{{Media: media{p.chartURL}, Description: adapter.AltText(r.Chart, maxAlt)}}})
	} else if len(p.chart) > 0 && r.Chart != nil {
		if int64(len(p.chart)) <= p.maxFile {
			alt := adapter.AltText(r.Chart, maxAlt)
			box.Components = append(box.Components, component{Type: typeGallery, Items: []galleryItem{{Media: media{"attachment://" + chartName}, Description: alt}}})
			attach(file{chartName, "image/png", p.chart}, alt)
		} else {
			foot += "\n-# The chart is larger than this place allows, so it was left out."
		}
	}
	text(checks)
	text(table)
	if b.cut {
		whole := []byte(plain(r))
		if int64(len(whole)) <= p.maxFile {
			foot += "\n-# Shortened to fit into a Discord message; the whole answer is in the attached file."
			attach(file{wholeAnswerName, "text/plain; charset=utf-8", whole}, "The whole answer as text")
			if tableCut {
				attach(file{wholeTableName, "text/csv; charset=utf-8", csvOf(r.Table)}, "The whole table, for a spreadsheet")
			}
		} else {
			foot += "\n-# Shortened to fit into a Discord message: ask for less at a time to see all of it."
		}
	}
	text(strings.TrimPrefix(foot, "\n"))
	if len(box.Components) == 0 {
		text("There is nothing to show.")
	}
	m.Components = append([]component{box}, rows...)
	for _, f := range m.files {
		if f.name != chartName {
			box := &m.Components[0]
			box.Components = append(box.Components, component{Type: typeFile, File: &media{"attachment://" + f.name}})
		}
	}
	return m, b.cut
}

// csvOf is a table for spreadsheets. A cell that one would take for a formula
// is made text.
func csvOf(t *factanswer.Table) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = adapter.Flat(c)
			if _, err := strconv.ParseFloat(cells[i], 64); err != nil && cells[i] != "" && strings.IndexByte("=+-@", cells[i][0]) >= 0 {
				cells[i] = "'" + cells[i]
			}
		}
		w.Write(cells) // into memory: it can't fail
	}
	w.Flush()
	return b.Bytes()
}

// A builder spends a message's room for text: first the foot, which holds
// sources, then headline and lines, then checks and rows.
type builder struct {
	chars, bytes int
	cut          bool
	times        []bot.Moment
	links        []bot.Link
	sourceRoom   int
}

// take spends room for s and reports whether there was enough.
func (b *builder) take(s string) bool {
	c := adapter.UTF16(s) + 1
	if c > b.chars || len(s)+1 > b.bytes {
		b.cut = true
		return false
	}
	b.chars -= c
	b.bytes -= len(s) + 1
	return true
}

// line makes s inert, puts it between before and after, and spends room for it;
// a line longer than the room, or than most, is shortened.
func (b *builder) line(before, s, after string, most int) string {
	s = adapter.Flat(s)
	if s == "" {
		return ""
	}
	for {
		short := adapter.CutUTF16(s, most)
		out := before + b.inert(short) + after
		if adapter.UTF16(out)+1 <= b.chars && len(out)+1 <= b.bytes {
			if short != s {
				b.cut = true
			}
			b.take(out)
			return out
		}
		if most = min(most, utf8.RuneCountInString(s)) / 2; most < 20 {
			b.cut = true
			return ""
		}
	}
}

// inert is inert of this message, with instants shown in the reader's time and
// words that lead somewhere as links.
func (b *builder) inert(s string) string {
	for _, t := range b.times {
		if t.Text == "" || t.At.IsZero() {
			continue
		}
		if before, after, ok := strings.Cut(s, t.Text); ok {
			return b.inert(before) + fmt.Sprintf("<t:%d:f>", t.At.Unix()) + b.inert(after)
		}
	}
	for _, l := range b.links {
		u := safeURL(l.URL, 400)
		if u == "" || l.Text == "" {
			continue
		}
		if before, after, ok := strings.Cut(s, l.Text); ok {
			return b.inert(before) + "[" + inert(l.Text) + "](<" + u + ">)" + b.inert(after)
		}
	}
	return inert(s)
}

func (b *builder) head(r bot.Reply) string {
	var out []string
	if s := b.line("> “", r.Quote, "”", 600); s != "" {
		out = append(out, s)
	}
	if s := b.line("**", r.Headline, "**", 800); s != "" {
		out = append(out, s)
	}
	for _, l := range r.Lines {
		if l = adapter.Flat(l); l == "" {
			continue
		}
		// A line is shown whole or not at all: half of one may say another thing.
		if s := b.inert(l); adapter.UTF16(l) > 1200 {
			if s = b.line("", l, "", 1200); s != "" {
				out = append(out, s)
			}
		} else if b.take(s) {
			out = append(out, s)
		} else {
			break
		}
	}
	return strings.Join(out, "\n")
}

// restated leaves out the line that says what the table shows in full below
// it, and then returns the table as well.
func (b *builder) restated(r bot.Reply) (lines []string, table string) {
	if r.Table == nil || len(r.Table.Rows) < 5 {
		return r.Lines, ""
	}
	i := slices.IndexFunc(r.Lines, func(l string) bool { return adapter.Tells(l, r.Table) })
	if i < 0 {
		return r.Lines, ""
	}
	trial := *b
	trial.cut = false
	if table = trial.table(r.Table); trial.cut {
		return r.Lines, ""
	}
	b.chars, b.bytes = trial.chars, trial.bytes
	return slices.Delete(slices.Clone(r.Lines), i, i+1), table
}

// again shows what long buttons ask, whole: a press finds it here, because it
// does not fit into the button.
func (b *builder) again(texts []string) string {
	var out []string
	for _, s := range texts {
		s = againMark + inert(s)
		b.take(s) // they are few and short enough
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func (b *builder) foot(r bot.Reply, typed []string) string {
	var out []string
	add := func(before, s string, most int) {
		if s := b.line("-# "+before, s, "", most); s != "" {
			out = append(out, s)
		}
	}
	for _, c := range r.Caveats {
		if b.chars < maxText*2/3 { // caveats never crowd out the answer
			b.cut = true
			break
		}
		add("Note: ", c, 400)
	}
	if s := b.sources(r.Sources); s != "" {
		out = append(out, s)
	}
	add("Understood as: ", adapter.Understood(r), 300)
	if len(typed) > 0 {
		add("Also: ", "/nato "+strings.Join(typed, " · /nato "), 300)
	}
	if s := "-# " + adapter.Last(r, b.inert(adapter.CutUTF16(adapter.Flat(r.Footer), 400)), person, inert); s != "-# " && b.take(s) {
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

// person mentions a user by id, which shows the name; the message's allowed
// mentions see to it that it pings nobody.
func person(id string) string {
	if !snowflake(id) {
		return inert(adapter.CutUTF16(adapter.Flat(id), 60))
	}
	return "<@" + id + ">"
}

func snowflake(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

// fewSources stand on a line each, with links; more share one, and only the
// first few are links, because an address takes the room of an answer's line.
const fewSources = 3

func (b *builder) sources(cs []facts.Cite) string {
	all := adapter.Cites(cs)
	var out []string
	for i, c := range all {
		before, s := "-# Source: ", linkedCite(c)
		if len(all) > fewSources {
			if before = "; "; i == 0 {
				before = "-# Sources: "
			}
			if i >= fewSources {
				s = plainCite(c)
			}
		}
		if b.sourceRoom -= adapter.UTF16(before + s); i > 0 && b.sourceRoom < 0 || !b.take(before+s) {
			b.cut = true
			if more := fmt.Sprintf("; and %d more", len(all)-i); len(all) > fewSources && b.take(more) {
				out = append(out, more)
			}
			break
		}
		out = append(out, before+s)
	}
	if len(all) > fewSources {
		return strings.Join(out, "")
	}
	return strings.Join(out, "\n")
}

// maxPlaces are as many places of a source as are named.
const maxPlaces = 4

func plainCite(c adapter.Cite) string {
	return inert(adapter.CutUTF16(c.Name(), 200) + c.Rest(maxPlaces))
}

func linkedCite(c adapter.Cite) string {
	u := safeURL(c.URL, 400)
	if u == "" {
		return plainCite(c)
	}
	return "[" + inert(adapter.CutUTF16(c.Name(), 200)) + "](<" + u + ">)" + inert(c.Rest(maxPlaces))
}

// safeURL is u when it is a web address that can stand in a link, or "".
func safeURL(u string, most int) string {
	s := strings.ReplaceAll(adapter.Link(u, most), "@", "%40") // no mention
	if len(s) > most || strings.ContainsAny(s, "<>`\\") {
		return ""
	}
	return s
}

func (b *builder) checks(cs []claim.Claim) string {
	var out []string
	for i, c := range cs {
		var parts []string
		part := func(before, s string, most int) {
			if s := adapter.CutUTF16(adapter.Flat(s), most); s != "" {
				parts = append(parts, before+b.inert(s))
			}
		}
		verdict := "**" + bot.VerdictWord(c.Verdict) + "**"
		if len(cs) > 1 {
			verdict = fmt.Sprintf("**%d. %s**", i+1, bot.VerdictWord(c.Verdict))
		}
		parts = append(parts, verdict)
		part("> ", c.Sentence, 300)
		part("", c.Because, 500)
		if c.Today != "" {
			part("Today: ", bot.VerdictWord(c.Today)+". "+c.TodayWhy, 500)
		}
		s := strings.Join(parts, "\n")
		if !b.take(s) {
			return strings.Join(out, "\n")
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func (b *builder) table(t *factanswer.Table) string {
	if t == nil || len(t.Rows) == 0 {
		return ""
	}
	rows := make([][]string, 0, 1+len(t.Rows))
	for i, row := range append([][]string{t.Header}, t.Rows...) {
		if i == 0 && len(row) == 0 {
			continue
		}
		cells := make([]string, len(row))
		for j, c := range row {
			cells[j] = mono(c)
		}
		rows = append(rows, cells)
	}
	lines, wide := adapter.Columns(rows, t.Numeric)
	if wide > monoWidth {
		return b.list(t)
	}
	if !b.take("```\n```") {
		return ""
	}
	var out []string
	for _, s := range lines {
		if !b.take(s) {
			break
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return ""
	}
	return "```\n" + strings.Join(out, "\n") + "\n```"
}

// list shows a row a line, the first word column bold, under a line that names
// the columns.
func (b *builder) list(t *factanswer.Table) string {
	var out []string
	if s := b.line("-# ", strings.Join(t.Header, " · "), "", 300); s != "" {
		out = append(out, s)
	}
	for _, row := range t.Rows {
		var cells []string
		bold := false
		for i, c := range row {
			c = adapter.CutUTF16(adapter.Flat(c), 200)
			switch numeric := i < len(t.Numeric) && t.Numeric[i]; {
			case c == "":
				c = "–"
			case !bold && !numeric:
				bold = true
				c = "**" + b.inert(c) + "**"
			default:
				c = b.inert(c)
			}
			cells = append(cells, c)
		}
		s := strings.Join(cells, " · ")
		if !b.take(s) {
			break
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

// longRefs bounds the buttons whose text stands in the message, and longRef
// the length of one.
const (
	longRefs = 4
	longRef  = 400
)

// A long text's button carries againVerb, the verb and a hash of the text,
// which follows againMark in the message.
const (
	againMark              = "-# Again: /nato "
	againVerb bot.VerbName = "again"
)

func textHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// buttons makes the action rows. What can't be a button is returned as text to
// type, and what must stand whole in the message for its button to work.
func buttons(as []bot.Action, p place) (rows []component, typed, whole []string) {
	var made []component
	var options []selectOption
	asks, wide := 0, 0
	for _, a := range as {
		if a.Verb == bot.VerbAsk {
			if asks++; adapter.UTF16(a.Label) > shownLabel {
				wide++
			}
		}
	}
	choose := asks > manyChoices || wide > 2
	seen := map[string]bool{}
	for _, a := range as {
		label := adapter.CutUTF16(adapter.Flat(a.Label), maxLabel)
		if label == "" {
			if label = adapter.CutUTF16(adapter.Flat(a.Arg), maxLabel); label == "" {
				continue
			}
		}
		if a.URL != "" {
			if u := safeURL(a.URL, maxURL); u != "" {
				made = append(made, component{Type: typeButton, Style: 5, Label: label, URL: u})
			}
			continue
		}
		ref, ok := p.signer.Sign("discord", p.workspace, p.user, a)
		if arg := adapter.Flat(a.Arg); (!ok || len(ref) > maxCustomID) && (a.Verb == bot.VerbAsk || a.Verb == bot.VerbShare) && len(whole) < longRefs && adapter.UTF16(arg) <= longRef {
			long := bot.Action{Verb: againVerb, Arg: string(a.Verb) + " " + textHash(arg), Anyone: a.Anyone}
			if ref, ok = p.signer.Sign("discord", p.workspace, p.user, long); ok && !slices.Contains(whole, arg) {
				whole = append(whole, arg)
			}
		}
		if !ok || len(ref) > maxCustomID {
			if a.Verb == bot.VerbAsk {
				typed = append(typed, a.Arg)
			}
			continue
		}
		if seen[ref] { // Discord refuses a message with the same custom_id twice
			continue
		}
		seen[ref] = true
		if a.Verb == bot.VerbAsk && choose {
			if len(options) < maxOptions {
				options = append(options, selectOption{Label: adapter.CutUTF16(label, maxOptionText), Value: ref})
			} else {
				typed = append(typed, a.Arg)
			}
			continue
		}
		style := styleDefault
		switch a.Style {
		case "primary":
			style = 1
		case "danger":
			style = 4
		}
		made = append(made, component{Type: typeButton, Style: style, Label: label, CustomID: ref})
	}
	const mostButtons = 20 // four rows; with select, texts and gallery within maxComponents
	made = made[:min(len(made), mostButtons)]
	for row := range slices.Chunk(made, maxRowButtons) {
		rows = append(rows, component{Type: typeRow, Components: row})
	}
	if len(options) > 0 {
		if id, ok := p.signer.Sign("discord", p.workspace, p.user, bot.Action{Verb: pickVerb}); ok {
			rows = append(rows, component{Type: typeRow, Components: []component{{Type: typeSelect, CustomID: id, Placeholder: "Choose one", Options: options}}})
		}
	}
	return rows, typed, whole
}

// modal makes a form; false when it can't be shown as one.
func modal(f bot.Form, p place) (modalData, bool) {
	id, ok := p.signer.Sign("discord", p.workspace, p.user, bot.Action{Verb: f.ID, Arg: f.Arg})
	if !ok || len(f.Fields) == 0 {
		return modalData{}, false
	}
	m := modalData{CustomID: id, Title: adapter.CutUTF16(adapter.Flat(f.Title), maxModalTitle)}
	if m.Title == "" {
		m.Title = "natobot"
	}
	fields := slices.DeleteFunc(slices.Clone(f.Fields), func(x bot.Field) bool { return x.File }) // a command has those
	fields = fields[:min(len(fields), maxModalFields)]
	if f.Intro != "" && len(fields) < maxModalFields {
		m.Components = append(m.Components, component{Type: typeText, Content: adapter.CutUTF16(inert(adapter.Flat(f.Intro)), 1000)})
	}
	for i, fl := range fields {
		label := adapter.CutUTF16(adapter.Flat(fl.Label), maxFieldLabel)
		if label == "" {
			label = fmt.Sprintf("Field %d", i+1)
		}
		required := !fl.Optional
		in := component{Type: typeInput, CustomID: adapter.CutUTF16(fl.ID, maxCustomID), Style: inputShort, Placeholder: adapter.CutUTF16(adapter.Flat(fl.Hint), maxFieldHint), Value: adapter.CutUTF16(fl.Value, maxFieldValue), MaxLength: maxFieldValue, Required: &required}
		if fl.Multiline {
			in.Style = inputLong
		}
		if len(fl.Options) > 0 {
			in = component{Type: typeSelect, CustomID: in.CustomID, Placeholder: adapter.CutUTF16(adapter.Flat(fl.Hint), maxPlaceholder), Required: &required}
			for _, o := range fl.Options {
				if len(in.Options) == maxOptions {
					break
				}
				if o.Ask != "" && utf8.RuneCountInString(o.Ask) <= maxOptionText && !slices.ContainsFunc(in.Options, func(have selectOption) bool { return have.Value == o.Ask }) {
					in.Options = append(in.Options, selectOption{Label: adapter.CutUTF16(cmp.Or(adapter.Flat(o.Label), o.Ask), maxOptionText), Value: o.Ask, Default: o.Ask == fl.Value})
				}
			}
		}
		if in.CustomID == "" || in.Type == typeSelect && len(in.Options) == 0 {
			return modalData{}, false
		}
		m.Components = append(m.Components, component{Type: typeLabel, Label: label, Component: &in})
	}
	return m, true
}

// suggestions makes autocomplete choices. A choice whose text does not fit is
// left out: shortened it would ask something else.
func suggestions(cs []factanswer.Choice) choiceData {
	out := choiceData{Choices: []choice{}}
	seen := map[string]bool{}
	for _, c := range cs {
		name := adapter.CutUTF16(cmp.Or(adapter.Flat(c.Label), adapter.Flat(c.Ask)), maxChoiceText)
		if len(out.Choices) == maxChoices {
			break
		}
		if c.Ask == "" || adapter.UTF16(c.Ask) > maxChoiceText || seen[name] || seen["="+c.Ask] {
			continue
		}
		seen[name], seen["="+c.Ask] = true, true
		out.Choices = append(out.Choices, choice{name, c.Ask})
	}
	return out
}

// plain is the whole reply as text without markup or limits: the attached file
// of an answer that did not fit.
func plain(r bot.Reply) string {
	lines := adapter.Whole(r, func(c adapter.Cite) string {
		if c.URL == "" {
			return c.Name() + c.Rest(0)
		}
		return c.Name() + c.Rest(0) + ", " + c.URL
	})
	if f := adapter.Flat(r.Footer); f != "" {
		lines = append(lines, f)
	}
	return strings.Join(lines, "\n") + "\n"
}

// plainMessage is a message of nothing but text, for when Discord refuses the
// components.
func plainMessage(r bot.Reply) message {
	m := message{}
	if !r.Public {
		m.Flags = flagEphemeral
	}
	whole := plain(r)
	const note = "\n… shortened; ask for less at a time to see all of it."
	m.Content = inertLines(whole)
	for n := maxContent; adapter.UTF16(m.Content) > maxContent; n = n * 9 / 10 {
		m.Content = inertLines(adapter.CutUTF16(whole, n)) + note
	}
	if strings.TrimSpace(m.Content) == "" {
		m.Content = "There is nothing to show."
	}
	return m
}

func inertLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = inert(lines[i])
	}
	return strings.Join(lines, "\n")
}

// Preview is the message that a channel would get, as JSON. The picture of a
// chart is left out, and buttons are not signed for anyone.
func Preview(r bot.Reply) ([]byte, error) {
	r.Public = true
	m := render(r, place{signer: bot.NewSigner([]byte("preview"))})
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(m)
	return b.Bytes(), err
}

// unescape takes back what inert did.
func unescape(s string) string {
	var b strings.Builder
	escaped := false
	for _, r := range s {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
			continue
		case r == '\u200b':
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// zwsp is the zero-width space that breaks what would act.
const zwsp = "\u200b"

// inert escapes one line of text so that it shows as it stands: no markup, no
// mention, no link, no timestamp, no emoji code.
func inert(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i, r := range s {
		switch r {
		case '\\', '*', '_', '`', '~', '|', '[', ']', '>', '#':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '@', '<':
			b.WriteRune(r)
			if i+1 < len(s) && s[i+1] != ' ' {
				b.WriteString(zwsp)
			}
		case ':':
			b.WriteByte(':')
			if i+1 < len(s) && s[i+1] == '/' {
				b.WriteString(zwsp)
			}
		case '-', '+':
			if i == 0 { // a list
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// mono makes a cell inert within a code block.
func mono(s string) string {
	s = strings.ReplaceAll(adapter.CutUTF16(adapter.Flat(s), 200), "`", "´")
	s = strings.ReplaceAll(s, "@", "@"+zwsp)
	return strings.ReplaceAll(s, "<", "<"+zwsp)
}
