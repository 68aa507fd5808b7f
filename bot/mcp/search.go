package mcp

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/lexicon"
	"natobot/facts/query"
	"natobot/facts/reader"
)

// The form of search and fetch is that which assistants ask for when they do
// research: https://platform.openai.com/docs/mcp
type foundJSON struct {
	Results []hitJSON `json:"results"`
}

type hitJSON struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

type fetchedJSON struct {
	ID       string            `json:"id"`
	Title    string            `json:"title"`
	Text     string            `json:"text"`
	URL      string            `json:"url"`
	Metadata map[string]string `json:"metadata"`
}

// Kinds of ids beside the references of answers. An id is a kind and a name.
const (
	askID     = "ask:"
	editionID = "edition:"
	meetingID = "meeting:"
)

// A doc is something that can be found.
type doc struct {
	id, title, url string
}

// A posting says that a document holds a word, and how much that says of it.
type posting struct {
	doc    uint16
	weight uint8
}

// Weights of words: those of a title say what something is.
const (
	inTitle = 3
	inText  = 1
)

// An index holds what can be found in one dataset on one day.
type index struct {
	mu   sync.Mutex
	of   *answer.Writer
	day  facts.Date
	docs []doc
	in   map[string][]posting // by word
}

// at is the index of a dataset on a day, made anew when either changes.
func (x *index) at(d *answer.Writer, day facts.Date) ([]doc, map[string][]posting) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.of == d && x.day == day {
		return x.docs, x.in
	}
	x.of, x.day, x.docs, x.in = d, day, nil, map[string][]posting{}
	put := func(id, title, url, more string) {
		n := uint16(len(x.docs))
		x.docs = append(x.docs, doc{id, title, url})
		head := words(title)
		for w := range head {
			x.in[w] = append(x.in[w], posting{n, inTitle})
		}
		for w := range words(more) {
			if !head[w] {
				x.in[strings.Clone(w)] = append(x.in[w], posting{n, inText})
			}
		}
	}
	newest := d.Sources[d.Newest().ID].URL
	for i := range d.Allies {
		a := &d.Allies[i]
		put(askID+strings.ToLower(a.Name), a.Name+": defence expenditure", newest, a.Adjective+" "+string(a.Code))
	}
	for _, e := range d.Editions {
		put(editionID+e.ID, e.Publisher+", "+e.Title+", "+e.Published.Long(), e.URL, e.ID+" edition "+e.Holds)
	}
	for i := range d.Meetings {
		m := &d.Meetings[i]
		if !m.Start.KnownBy(day) && !slices.ContainsFunc(m.Announced, func(a facts.Announcement) bool { return a.On.KnownBy(day) }) {
			continue
		}
		said := []string{m.ID, m.Place, m.Purpose}
		said = append(said, m.People...)
		for _, f := range m.Facts {
			said = append(said, f.Text)
		}
		put(meetingID+m.ID, m.Title+", "+m.Start.Long(), urlOf(d, m.Sources), strings.Join(said, " "))
	}
	for i := range d.Commitments {
		k := &d.Commitments[i]
		if q := (query.Query{Ask: query.Commitment, Look: query.Look{Term: k.ID}}); k.Agreed.KnownBy(day) {
			if ask, ok := d.Read.Print(q, "en"); ok {
				put(askID+ask, d.Name(k.Party)+": "+k.Name, urlOf(d, k.Sources), k.Summary)
			}
		}
	}
	for i := range d.Definitions {
		k := &d.Definitions[i]
		q := query.Query{Ask: query.Definition, Look: query.Look{Term: k.ID}}
		if ask, ok := d.Read.Print(q, "en"); ok && !slices.ContainsFunc(x.docs, func(o doc) bool { return o.id == askID+ask }) {
			put(askID+ask, k.Term, urlOf(d, k.Sources), k.Text+" "+strings.Join(k.Aliases, " "))
		}
	}
	return x.docs, x.in
}

// urlOf is the address of the first of some sources that has one.
func urlOf(d *answer.Writer, keys []string) string {
	for _, k := range keys {
		if u := d.Sources[k].URL; u != "" {
			return u
		}
	}
	return ""
}

// firstURL is the address of the first source of an answer that has one.
func firstURL(a answer.Answer) string {
	for _, s := range a.Sources {
		if s.URL != "" {
			return s.URL
		}
	}
	return ""
}

// words are the words of a text, folded.
func words(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(lexicon.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		out[w] = true
	}
	return out
}

// maxHits is how many results a search returns.
const maxHits = 10

// search finds an answer to the query itself, where it is a question that can
// be read, and documents that hold its words, the rarer the better.
func (s *Server) search(ctx context.Context, args searchIn) (outcome, error) {
	if strings.TrimSpace(args.Query) == "" {
		return outcome{}, badArg("The query is empty. Write for example: %s", example("search"))
	}
	if len(args.Query) > reader.MaxQuestion {
		return outcome{}, badArg("The query has %d bytes, more than the %d that are read. Search in fewer words.", len(args.Query), reader.MaxQuestion)
	}
	d := s.Data()
	now := s.Now()
	out := foundJSON{Results: []hitJSON{}}
	if r := s.Handler(ctx, bot.Request{Kind: bot.Ask, Platform: Platform, Text: args.Query, At: now}); r.Status == answer.Answered && r.Kind == bot.KindAnswer && r.Canonical != "" {
		id := r.Reference
		if id == "" {
			id = askID + r.Canonical
		}
		out.Results = append(out.Results, hitJSON{id, bot.Clean(clipTo(r.Headline, 300)), cmp.Or(r.Address, firstURL(r.Answer))})
	}
	docs, in := s.index.at(d, facts.DateOf(now))
	scores := make([]float64, len(docs))
	for w := range words(args.Query) {
		for _, p := range in[w] {
			scores[p.doc] += float64(p.weight) * math.Log(1+float64(len(docs))/float64(len(in[w])))
		}
	}
	order := make([]int, 0, len(docs))
	for i, n := range scores {
		if n > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(docs[a].id, docs[b].id))
	})
	best := 0.0
	for _, i := range order {
		if len(out.Results) == maxHits || scores[i] < best/3 {
			break
		}
		// What is printed may not be read back; only now, for reading what is not
		// known walks the whole lexicon.
		if ask, ok := strings.CutPrefix(docs[i].id, askID); ok && d.Read.Read(ask, facts.DateOf(now), nil).Fault != nil {
			continue
		}
		best = max(best, scores[i])
		out.Results = append(out.Results, hitJSON{docs[i].id, docs[i].title, docs[i].url})
	}
	titles := make([]string, len(out.Results))
	for i, h := range out.Results {
		titles[i] = h.Title
	}
	reply := bot.Reply{Kind: bot.KindAnswer, Answer: answer.Answer{Status: answer.Answered, Headline: fmt.Sprintf("%d found.", len(titles)), Lines: titles}}
	return outcome{reply: reply, text: asJSON, structured: func(told, int) (json.RawMessage, error) { return compact(out) }}, nil
}

// asJSON is the text of search and fetch: their structured content again,
// which is where research assistants look for it.
func asJSON(structured json.RawMessage) string { return string(structured) }

// fetch gives the whole of something found.
func (s *Server) fetch(ctx context.Context, in fetchIn) (outcome, error) {
	d := s.Data()
	day := facts.DateOf(s.Now())
	var a answer.Answer
	id := in.ID
	switch name, kind := cutKind(in.ID); kind {
	case editionID:
		e, err := s.edition(d, "id", name)
		if err != nil {
			return outcome{}, err
		}
		a = describe(d, e)
	case meetingID:
		o, err := s.meetings(ctx, meetingsIn{ID: name})
		if err != nil {
			return outcome{}, err
		}
		a = o.reply.Answer
	case askID:
		o, err := s.ask(ctx, askIn{Question: name})
		if err != nil {
			return outcome{}, err
		}
		a = o.reply.Answer
	default:
		r, err := s.open(ctx, in.ID)
		if err != nil {
			return outcome{}, err
		}
		a = r.Answer
		a.Lines = append(slices.Clip(a.Lines), since(d, r.Evidence)...)
	}
	o := outcome{reply: bot.Reply{Kind: bot.KindAnswer, Answer: a}, text: asJSON}
	o.structured = func(t told, room int) (json.RawMessage, error) {
		f := fetchedJSON{ID: id, Title: bot.Clean(clipTo(a.Headline, 300)), URL: cmp.Or(a.Address, firstURL(a)), Text: t.text,
			Metadata: map[string]string{"status": string(a.Status), "as_of": string(cmp.Or(a.AsOf, day)), "edition": a.Edition, "ref": a.Reference}}
		for k, v := range f.Metadata {
			if v == "" {
				delete(f.Metadata, k)
			}
		}
		return compact(f)
	}
	return o, nil
}

// cutKind parts an id into its name and kind.
func cutKind(id string) (name, kind string) {
	for _, k := range []string{askID, editionID, meetingID} {
		if n, ok := strings.CutPrefix(id, k); ok {
			return n, k
		}
	}
	return id, ""
}

// editionsJSON is what the tool editions returns.
type editionsJSON struct {
	Editions []heldJSON `json:"editions"`
}

type heldJSON struct {
	answer.EditionJSON
	Years     []int  `json:"years"`     // first and last
	Estimates []int  `json:"estimates"` // years that NATO marks as estimates
	Figures   int    `json:"figures"`
	Whole     bool   `json:"whole"` // answers rest on it while it is the newest
	URL       string `json:"url"`
	CSV       string `json:"csv"`
}

// editions lists the editions.
func (s *Server) editions(context.Context, editionsIn) (outcome, error) {
	d := s.Data()
	out := editionsJSON{Editions: []heldJSON{}}
	r := bot.Reply{Kind: bot.KindAnswer, Answer: answer.Answer{Status: answer.Answered, AsOf: facts.DateOf(s.Now())}}
	for _, e := range d.Editions {
		out.Editions = append(out.Editions, heldJSON{EditionJSON: answer.EditionJSON{ID: e.ID, Title: e.Title, Published: e.Published, Definition: e.Definition, PriceBase: e.PriceBase},
			Years: []int{e.Years[0], e.LastYear()}, Estimates: append([]int{}, e.Estimates...), Figures: e.Held(), Whole: e.Complete, URL: e.URL, CSV: editionURI + e.ID + ".csv"})
		r.Lines = append(r.Lines, e.ID+": "+describe(d, e).Headline)
	}
	n := d.Newest()
	r.Headline = fmt.Sprintf("%d editions of NATO's tables are held; the newest is %s.", len(d.Editions), n.ID)
	r.Sources = []facts.Cite{{Source: d.Sources[n.ID]}}
	return outcome{reply: r, links: []*sdk.ResourceLink{csvLink(n)}, structured: func(_ told, room int) (json.RawMessage, error) { return compact(out) }}, nil
}

// describe tells what an edition is.
func describe(d *answer.Writer, e *facts.Edition) answer.Answer {
	counts := "total defence expenditure"
	if e.Core() {
		counts = "core defence only"
	}
	whole := ""
	if !e.Complete {
		whole = ", held in part"
	}
	years := fmt.Sprint(e.Years[0])
	if last := e.LastYear(); last != e.Years[0] {
		years += fmt.Sprintf(" to %d", last)
	}
	a := answer.Answer{Status: answer.Answered, AsOf: e.Published.Last(), Edition: e.ID, Reading: "Edition " + e.ID,
		Headline: fmt.Sprintf("%s, %s, published %s; years held: %s; counts %s%s.", e.Publisher, e.Title, e.Published.Long(), years, counts, whole),
		Lines:    []string{"Holds " + e.Holds + "."},
		Sources:  []facts.Cite{{Source: d.Sources[e.ID]}}}
	if len(e.Estimates) > 0 {
		years := make([]string, len(e.Estimates))
		for i, y := range e.Estimates {
			years[i] = fmt.Sprint(y)
		}
		a.Caveats = append(a.Caveats, "Estimates: "+strings.Join(years, ", ")+".")
	}
	if e.Remark != "" {
		a.Caveats = append(a.Caveats, e.Remark)
	}
	return a
}
