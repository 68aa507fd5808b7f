package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"natobot/bot"
	"natobot/bot/draft"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/claim"
	"natobot/facts/query"
	"natobot/facts/reader"
)

// Limits of arguments.
const (
	maxCheck = 64 << 10 // bytes of a text to check
	maxList  = 60       // Allies or years of one call
	maxEach  = 12       // statements of a text that are told with the address of their figure
)

// An outcome is what a tool found: the reply is told and drawn.
type outcome struct {
	reply bot.Reply
	// structured is the structured content within room bytes; nil: the reply in
	// the form of `ask --format json`.
	structured func(t told, room int) (json.RawMessage, error)
	text       func(structured json.RawMessage) string // nil: the reply as plain text
	links      []*sdk.ResourceLink
	each       []string // addresses of the first checked statements; "" none
}

// A tool is a row of the table.
type tool struct {
	name, title, does string
	input             *jsonschema.Schema
	output            *jsonschema.Schema
	run               func(ctx context.Context, raw json.RawMessage) (outcome, error)
}

type askIn struct {
	Question string `json:"question" jsonschema:"The question as it was put, in any of the languages understood; one question, at most 4,000 bytes"`
	AsOf     string `json:"as_of,omitempty" jsonschema:"Answer by what was known on this day, YYYY-MM-DD; today when left out"`
	Lang     string `json:"lang,omitempty" jsonschema:"Language of the asker as a BCP 47 tag, for example en or es"`
}

type checkIn struct {
	Text string `json:"text" jsonschema:"The text whose statements are to be checked, at most 65,536 bytes"`
	AsOf string `json:"as_of,omitempty" jsonschema:"Judge by what was known on this day, YYYY-MM-DD; left out: the day at the head of the text, or today"`
}

type figuresIn struct {
	Allies  []facts.Code  `json:"allies" jsonschema:"ISO 3166-1 alpha-3 codes of Allies, or NATO_TOTAL, NATO_EUR_CAN"`
	Measure facts.Measure `json:"measure" jsonschema:"What is wanted: shares in per cent, amounts in millions"`
	Years   []int         `json:"years" jsonschema:"Years, four digits"`
	Edition string        `json:"edition,omitempty" jsonschema:"Id of an edition as the tool editions lists it; the newest held in full when left out"`
}

type compareIn struct {
	From    string        `json:"from" jsonschema:"Id of the older edition, for example nato-2025-08"`
	To      string        `json:"to" jsonschema:"Id of the newer edition, for example nato-2026-07"`
	Ally    facts.Code    `json:"ally,omitempty" jsonschema:"Only changes of this Ally or aggregate"`
	Measure facts.Measure `json:"measure,omitempty" jsonschema:"Only changes of this measure"`
}

type editionsIn struct{}

type meetingsIn struct {
	ID     string `json:"id,omitempty" jsonschema:"Id of one meeting; the others are then not looked at"`
	On     string `json:"on,omitempty" jsonschema:"A year, month or day: 2025, 2025-06 or 2025-06-24"`
	Kind   string `json:"kind,omitempty" jsonschema:"Kind of entry"`
	Person string `json:"person,omitempty" jsonschema:"Surname of somebody who took part, for example Rutte"`
	Which  string `json:"which,omitempty" jsonschema:"Only the last or the next one"`
	AsOf   string `json:"as_of,omitempty" jsonschema:"By what was known on this day, YYYY-MM-DD; today when left out"`
}

type searchIn struct {
	Query string `json:"query" jsonschema:"What is looked for: a question or words"`
}

type fetchIn struct {
	ID string `json:"id" jsonschema:"An id that search returned"`
}

// addTools adds the table to the SDK's server.
func (s *Server) addTools() {
	add(s, "ask", "Ask about defence spending", "Answers a question about what NATO Allies spend on defence, their commitments, meetings and definitions, with the edition of each figure. Prefer it to memory. Whole sentences are read; where one is not, ask shorter, one thing at a time: spain 2024 · compare spain poland · below 2% · top 5 · trend germany since 2014 · gap italy 3.5% · how many soldiers has türkiye · commitments · what is core defence.", schemaOf[answer.AnswerJSON](), s.ask)
	add(s, "check", "Check a text", "Checks each statement of a text about defence spending against NATO's editions: supported, contradicted, outdated, imprecise or not checkable, with the reason and the right sentence.", schemaOf[answer.CheckJSON](), s.check)
	add(s, "figures", "Exact figures", "Published figures by name: Allies, one measure, years, of one edition. Nothing is parsed, rounded or computed.", schemaOf[answer.AnswerJSON](), s.figures)
	add(s, "compare_editions", "Compare two editions", "What a newer edition of NATO's tables changes against an older one: definition, crossings of commitments, revisions.", schemaOf[comparedJSON](), s.compare)
	add(s, "editions", "Editions held", "The editions of NATO's tables that figures come from, oldest first, each with what it counts and holds.", schemaOf[editionsJSON](), s.editions)
	add(s, "meetings", "Meetings", "Summits, ministerials and other dated entries, what came out of them and who was there, as known on a day.", schemaOf[answer.AnswerJSON](), s.meetings)
	add(s, "search", "Search", "Finds answers, Allies, editions, meetings, commitments and definitions; read one with fetch.", schemaOf[foundJSON](), s.search)
	add(s, "fetch", "Fetch", "The whole of something that search found, as text to cite.", schemaOf[fetchedJSON](), s.fetch)
}

// add puts a tool into the table and onto the SDK's server.
func add[In any](s *Server, name, title, does string, output *jsonschema.Schema, run func(context.Context, In) (outcome, error)) {
	t := tool{name: name, title: title, does: does, input: schemaOf[In](), output: output}
	s.constrain(t.input)
	t.input.AdditionalProperties = &jsonschema.Schema{Not: &jsonschema.Schema{}}
	t.run = func(ctx context.Context, raw json.RawMessage) (outcome, error) {
		in, err := decode[In](name, t.input, raw)
		if err != nil {
			return outcome{}, err
		}
		return run(ctx, in)
	}
	s.tools[name] = t
	no := false
	of := &sdk.Tool{Name: name, Title: title, Description: does, InputSchema: t.input, OutputSchema: t.output,
		Annotations: &sdk.ToolAnnotations{Title: title, ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &no, OpenWorldHint: &no}}
	for _, x := range s.Surfaces {
		if of.Meta == nil {
			of.Meta = sdk.Meta{}
		}
		of.Meta[x.Key] = x.Tool
	}
	s.sdk.AddTool(of, func(ctx context.Context, r *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
		return s.call(ctx, t, r.Params.Arguments, func(x Surface) bool { return draws(r, x) })
	})
}

// call calls a tool. Arguments that can't be used are an error result that says
// what to write; draws says which surfaces the client draws.
func (s *Server) call(ctx context.Context, t tool, arguments json.RawMessage, draws func(Surface) bool) (*sdk.CallToolResult, error) {
	o, err := t.run(ctx, arguments)
	if bad := new(wrongArg); errors.As(err, &bad) {
		return wrong("%s", bad.say), nil
	}
	if err != nil {
		return nil, err
	}
	if o.reply.Kind == bot.KindError {
		return wrong("%s", o.reply.Headline), nil
	}
	return s.result(draws, o)
}

// schemaOf describes a type. Lists are never null, nor is what may be left out;
// an output may gain fields.
func schemaOf[T any]() *jsonschema.Schema {
	s, err := jsonschema.For[T](nil)
	if err != nil {
		panic(err) // a type of this package that JSON can't hold
	}
	portable(s)
	return s
}

// portable writes a schema so that clients take it that know one type at a
// place.
func portable(s *jsonschema.Schema) {
	s.AdditionalProperties = nil
	if s.Items != nil {
		portable(s.Items)
	}
	for name, p := range s.Properties {
		portable(p)
		if len(p.Types) != 2 || p.Types[0] != "null" {
			continue
		}
		one := *p
		one.Type, one.Types = p.Types[1], nil
		if p.Items == nil && slices.Contains(s.Required, name) {
			one = jsonschema.Schema{Description: p.Description, AnyOf: []*jsonschema.Schema{{Type: p.Types[1]}, {Type: "null"}}}
		}
		s.Properties[name] = &one
	}
}

// constrain adds to a tool's input what its types do not say.
func (s *Server) constrain(in *jsonschema.Schema) {
	enum := func(p *jsonschema.Schema, values ...any) {
		if p != nil {
			p.Enum = values
		}
	}
	measures := make([]any, len(facts.Measures))
	for i, m := range facts.Measures {
		measures[i] = string(m)
	}
	enum(in.Properties["measure"], measures...)
	enum(in.Properties["which"], "last", "next")
	enum(in.Properties["kind"], kinds...)
	one, many := 1, maxList
	for _, k := range []string{"allies", "years"} {
		if p := in.Properties[k]; p != nil {
			p.MinItems, p.MaxItems = &one, &many
		}
	}
	for _, k := range []string{"question", "text", "query", "id"} {
		if p := in.Properties[k]; p != nil && slices.Contains(in.Required, k) {
			p.MinLength = &one
		}
	}
	for _, k := range []string{"as_of"} {
		if p := in.Properties[k]; p != nil {
			p.Pattern = `^\d{4}-\d{2}-\d{2}$`
		}
	}
}

// kinds are the kinds of entries of the timeline.
var kinds = []any{"summit", "ministerial", "bilateral", "statement", "publication"}

// ask answers a question as chat does.
func (s *Server) ask(ctx context.Context, in askIn) (outcome, error) {
	day, err := s.day("as_of", in.AsOf)
	if err != nil {
		return outcome{}, err
	}
	if strings.TrimSpace(in.Question) == "" {
		return outcome{}, badArg("The question is empty. Write for example: %s", example("ask"))
	}
	if len(in.Question) > reader.MaxQuestion {
		return outcome{}, badArg("The question has %d bytes, more than the %d that are read. Ask in fewer words, or give a text to the tool check.", len(in.Question), reader.MaxQuestion)
	}
	r := bot.Request{Kind: bot.Ask, Platform: Platform, Text: in.Question, Locale: in.Lang, At: s.Now()}
	if in.AsOf != "" {
		r.At = day.Time()
	}
	reply := s.Handler(ctx, r)
	if in.AsOf != "" {
		reply = askedOf(reply, day)
	}
	return outcome{reply: reply}, nil
}

// check judges the statements of a text.
func (s *Server) check(_ context.Context, in checkIn) (outcome, error) {
	day, err := s.day("as_of", in.AsOf)
	if err != nil {
		return outcome{}, err
	}
	if strings.TrimSpace(in.Text) == "" {
		return outcome{}, badArg("There is no text to check. Write for example: %s", example("check"))
	}
	if len(in.Text) > maxCheck {
		return outcome{}, badArg("The text has %d bytes, more than the %d that one call checks. Check it a part at a time.", len(in.Text), maxCheck)
	}
	if why := claim.Unfit(in.Text); why != "" {
		return outcome{}, badArg("%s", why)
	}
	w := s.Data()
	d := w.Dataset
	asked := day
	if in.AsOf == "" {
		asked = ""
	}
	day, from := bot.Proposed(d, &draft.Draft{Kind: draft.Plain, Text: in.Text}, asked, day)
	claims, ok := bot.CheckLong(d, in.Text, day)
	if !ok {
		return outcome{}, badArg("%s", bot.TooMany)
	}
	o := outcome{reply: bot.Reply{Kind: bot.KindCheck, Answer: answer.Answer{Status: answer.Answered, Intent: answer.ClaimCheck, AsOf: day}, Checks: claims}}
	bot.ComposeCheck(d, &o.reply)
	if o.reply.Reading = bot.Judged(day, from); from != bot.DayAsked {
		o.reply.Reading += "; as_of changes the day"
	}
	if s.PublicURL != "" {
		for i := range claims[:min(len(claims), maxEach)] {
			address := ""
			if ref := w.Deciding(&claims[i], day); ref != "" {
				address = s.PublicURL + bot.EvidencePath + ref
			}
			o.each = append(o.each, address)
		}
	}
	o.structured = func(_ told, room int) (json.RawMessage, error) {
		whole := answer.Checked(day, o.reply.Checks)
		raw, _, err := most(len(whole.Claims), room, func(k int) (json.RawMessage, error) {
			return compact(answer.CheckJSON{AsOf: whole.AsOf, Claims: whole.Claims[:k]})
		})
		return raw, err
	}
	return o, nil
}

// edition is the edition with an id, or an error that names the one meant.
func (s *Server) edition(d *answer.Writer, name, id string) (*facts.Edition, error) {
	if e, ok := d.Edition(id); ok {
		return e, nil
	}
	if e, ok := d.EditionLike(id); ok {
		return nil, badArg("%s “%s” is no edition held here. Did you mean %s? The tool editions lists all.", name, clip(id), e.ID)
	}
	return nil, badArg("%s “%s” is no edition held here. The newest is %s; the tool editions lists all.", name, clip(id), d.Newest().ID)
}

// party checks the code of an Ally or aggregate.
func party(d *answer.Writer, c facts.Code) error {
	if _, ok := d.Ally(c); ok || c.Aggregate() {
		return nil
	}
	if m := d.Read.MatchAlly(string(c)); m.Ally != "" {
		return badArg("“%s” is not a code. Write %s for %s.", clip(string(c)), m.Ally, d.Name(m.Ally))
	}
	codes := make([]string, len(d.Allies))
	for i := range d.Allies {
		codes[i] = string(d.Allies[i].Code)
	}
	slices.Sort(codes)
	return badArg("“%s” is no Ally. Codes are %s, NATO_TOTAL and NATO_EUR_CAN.", clip(string(c)), strings.Join(codes, ", "))
}

// figures gives published figures by name.
func (s *Server) figures(_ context.Context, in figuresIn) (outcome, error) {
	d := s.Data()
	day := facts.DateOf(s.Now())
	switch {
	case len(in.Allies) == 0 || len(in.Years) == 0:
		return outcome{}, badArg("Name at least one Ally and one year: %s", example("figures"))
	case len(in.Allies) > maxList || len(in.Years) > maxList:
		return outcome{}, badArg("At most %d Allies and %d years stand in one call; ask in parts.", maxList, maxList)
	case !in.Measure.Valid():
		names := make([]string, len(facts.Measures))
		for i, m := range facts.Measures {
			names[i] = string(m)
		}
		return outcome{}, badArg("“%s” is no measure. Measures are %s.", clip(string(in.Measure)), strings.Join(names, ", "))
	}
	for _, c := range in.Allies {
		if err := party(d, c); err != nil {
			return outcome{}, err
		}
	}
	e, ok := d.Current(day)
	if in.Edition != "" {
		var err error
		if e, err = s.edition(d, "edition", in.Edition); err != nil {
			return outcome{}, err
		}
	} else if !ok {
		return outcome{}, badArg("No edition that is held in full was out by today. The tool editions lists all; name one as edition.")
	}
	a := d.Exact(e, in.Measure, unique(in.Allies), unique(in.Years), day)
	return outcome{reply: bot.Reply{Kind: bot.KindAnswer, Answer: a}, links: []*sdk.ResourceLink{csvLink(e)}}, nil
}

// unique is a list with each value once, in its order.
func unique[T comparable](list []T) []T {
	var out []T
	for _, x := range list {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// comparedJSON is what compare_editions returns: the changes in the order of
// `data diff --format json`, and how many there are.
type comparedJSON struct {
	answer.DiffJSON
	Total int `json:"total" jsonschema:"How many changes there are; where fewer stand here, ask for one ally or measure"`
}

// compare tells what an edition changes against an older one.
func (s *Server) compare(_ context.Context, in compareIn) (outcome, error) {
	d := s.Data()
	was, err := s.edition(d, "from", in.From)
	if err != nil {
		return outcome{}, err
	}
	now, err := s.edition(d, "to", in.To)
	if err != nil {
		return outcome{}, err
	}
	if slices.Index(d.Editions, was) > slices.Index(d.Editions, now) {
		return outcome{}, badArg("%s is the newer of the two: compare_editions {\"from\": %q, \"to\": %q}", was.ID, now.ID, was.ID)
	}
	if in.Measure != "" && !in.Measure.Valid() {
		return outcome{}, badArg("“%s” is no measure, for example share_of_gdp_pct.", clip(string(in.Measure)))
	}
	if in.Ally != "" {
		if err := party(d, in.Ally); err != nil {
			return outcome{}, err
		}
	}
	whole := comparedJSON{DiffJSON: answer.Compared(d.Dataset, was, now)}
	whole.Changes = slices.DeleteFunc(whole.Changes, func(c answer.ChangeJSON) bool {
		return in.Ally != "" && c.Ally != in.Ally && c.Ally != "" || in.Measure != "" && c.Measure != in.Measure && c.Measure != ""
	})
	whole.Total = len(whole.Changes)
	a := d.Briefing(was, now)
	if in.Ally != "" || in.Measure != "" {
		a = d.BriefingOf(was, now, in.Ally, in.Measure)
	}
	return outcome{reply: bot.Reply{Kind: bot.KindAnswer, Answer: a}, links: []*sdk.ResourceLink{csvLink(was), csvLink(now)},
		structured: func(_ told, room int) (json.RawMessage, error) {
			raw, _, err := most(len(whole.Changes), room, func(k int) (json.RawMessage, error) {
				x := whole
				x.Changes = x.Changes[:k]
				return compact(x)
			})
			return raw, err
		}}, nil
}

// meetings looks up the timeline.
func (s *Server) meetings(_ context.Context, in meetingsIn) (outcome, error) {
	day, err := s.day("as_of", in.AsOf)
	if err != nil {
		return outcome{}, err
	}
	q := query.Query{Ask: query.Meeting, Look: query.Look{Term: in.ID, Kind: in.Kind, Which: in.Which}}
	if in.AsOf != "" {
		q.Know.AsOf = day
	}
	d := s.Data()
	if in.ID != "" {
		if _, ok := d.MeetingByID(in.ID); !ok {
			return outcome{}, badArg("“%s” is no meeting held here. Leave id out and give on, for example 2025-06, to see which there are.", clip(in.ID))
		}
		q.Look = query.Look{Term: in.ID}
	}
	if in.On != "" {
		on, ok := facts.ParseDate(in.On)
		if !ok {
			return outcome{}, badArg("on “%s” is no date; write 2025, 2025-06 or 2025-06-24.", clip(in.On))
		}
		q.Look.On = on
	}
	if in.Kind != "" && !slices.Contains(kinds, any(in.Kind)) {
		return outcome{}, badArg("“%s” is no kind of entry. Kinds are summit, ministerial, bilateral, statement, publication.", clip(in.Kind))
	}
	if in.Which != "" && in.Which != "last" && in.Which != "next" {
		return outcome{}, badArg("which is last or next, not “%s”.", clip(in.Which))
	}
	if in.Person != "" {
		if len(in.Person) > 60 {
			return outcome{}, badArg("person is a surname, for example Rutte.")
		}
		q.Look.People = []string{in.Person}
	}
	a := answer.Asked{Answer: d.Reply("", day, q), Queries: []query.Query{q}}
	if in.ID != "" {
		a.Reading = "The entry " + in.ID
	}
	if ref, ok := d.Ref(a); ok {
		a.Reference = ref
		if s.PublicURL != "" {
			a.Address = s.PublicURL + bot.EvidencePath + ref
		}
	}
	return outcome{reply: bot.Reply{Kind: bot.KindAnswer, Answer: a.Answer, Queries: a.Queries}}, nil
}

// result makes the result of an outcome, within its limits.
func (s *Server) result(draws func(Surface) bool, o outcome) (*sdk.CallToolResult, error) {
	links := o.links
	if l := evidenceLink(o.reply.Answer); l != nil {
		links = append([]*sdk.ResourceLink{l}, links...)
	}
	room := maxResult - slack
	content := make([]sdk.Content, 1, 1+len(links))
	for _, l := range links {
		room -= len(l.URI) + len(l.Name) + len(l.Title) + len(l.MIMEType) + slack/2
		content = append(content, l)
	}
	t := tell(o.reply, evidenceOf(o.reply.Answer), maxText, o.each...)
	taken := escaped(t.text)
	var raw json.RawMessage
	var err error
	if o.structured == nil {
		if raw, err = compact(o.reply.Document()); err != nil {
			return nil, err
		}
		// Structured content that is whole comes before a text that is: it has all of
		// it.
		if over := len(raw) + taken - room; over > 0 && len(raw)+leastText < room {
			t = tell(o.reply, evidenceOf(o.reply.Answer), len(t.text)-over, o.each...)
			taken = escaped(t.text)
		}
		o.structured = func(t told, room int) (json.RawMessage, error) { return shorter(o.reply, t, room) }
	}
	if raw == nil || len(raw) > room-taken {
		if raw, err = o.structured(t, room-taken); err != nil {
			return nil, err
		}
	}
	content[0] = &sdk.TextContent{Text: t.text}
	if o.text != nil {
		content = []sdk.Content{&sdk.TextContent{Text: o.text(raw)}}
	}
	out := &sdk.CallToolResult{Content: content, StructuredContent: raw}
	s.draw(draws, o.reply, out)
	return out, nil
}

const (
	slack     = 200  // bytes that names and brackets take of a result
	leastText = 2000 // bytes that a text is left, for headline, sources and address
)

// escaped is how many bytes a text takes as JSON, at most.
func escaped(s string) int {
	n := len(s) + 2
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"', c == '\\', c == '\n':
			n++
		case c < ' ', c == '<', c == '>', c == '&', c == 0xe2: // may be U+2028
			n += 5
		}
	}
	return n
}
