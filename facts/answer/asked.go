package answer

import (
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/claim"
	"natobot/facts/lexicon"
	"natobot/facts/query"
	"natobot/facts/reader"
)

// Asked is an answer with how the message was read.
type Asked struct {
	Answer
	Queries  []query.Query   // what it was read as; the last is what a next line may change
	Repaired []reader.Repair // words read as others that they were mistyped for
	Check    string          // the text to check, where that was asked
	SaidAsOf bool            // a day was asked for
	On       facts.Date      // the day of asking
}

// Ask reads a question and answers it by what was known on day asOf. ctx is
// what a thread or a button carries over.
func (d *Writer) Ask(text string, asOf facts.Date, ctx Context) Answer {
	return d.Asked(text, asOf, ctx).Answer
}

// Asked reads a message and answers it. Everything said has to be used: where
// a word was not, it is asked back, with what would be read without it.
func (d *Writer) Asked(text string, asOf facts.Date, ctx Context) (out Asked) {
	day := asOf
	if ctx.AsOf != "" && ctx.AsOf.Last() <= asOf {
		day = ctx.AsOf.Last()
	}
	rd := d.Read.Read(text, day, before(ctx))
	out = Asked{Queries: rd.Queries, Repaired: rd.Repaired, On: asOf}
	tag := d.tongue(ctx, &rd, text)
	d = d.In(tag)
	defer func() { spoken(&out.Answer, d.voice, tag) }()
	if rd.Fault != nil && rd.Fault.Reason == reader.Empty { // called by its name alone it says what it can do
		out.Queries = []query.Query{{Ask: query.Help}}
		out.Answer = d.Reply(text, day, out.Queries...)
		return out
	}
	if rd.Fault != nil || d.hedgedMultiple(text) {
		if st, ok := d.tagged(text, day); ok {
			q := query.Query{Ask: query.Check, Look: query.Look{Text: st}}
			out.Queries, out.Check, out.Lang = []query.Query{q}, st, rd.Lang
			out.Answer = d.Reply(text, day, q)
			return out
		}
	}
	if rd.Fault != nil {
		out.Answer = d.unread(text, day, rd)
		return out
	}
	if rd.Greeting {
		out.Answer = d.Reply(text, day, out.Queries...)
		out.Headline, out.Lines, out.Sources, out.Reading = greeting, nil, nil, ""
		return out
	}
	for i := range rd.Queries {
		q := &rd.Queries[i]
		if q.Ask == query.Check {
			out.Check = q.Look.Text
		}
		out.SaidAsOf = out.SaidAsOf || q.Know.AsOf != ""
		if ctx.Edition != "" && len(q.Know.Edition) == 0 && q.Know.AsOf == "" {
			if e, ok := d.Current(day); !ok || e.ID != ctx.Edition {
				if _, ok := d.Edition(ctx.Edition); ok {
					q.Know.Edition = []string{ctx.Edition}
				}
			}
		}
	}
	out.Answer = d.Reply(text, day, rd.Queries...)
	out.Lang = rd.Lang
	for i, r := range rd.Repaired {
		if i == 0 {
			out.Reading += " ("
		} else {
			out.Reading += ", "
		}
		out.Reading += fmt.Sprintf("“%s” read as %s", r.Typed, r.Read)
		if i == len(rd.Repaired)-1 {
			out.Reading += ")"
		}
	}
	return out
}

// tagged is the statement of which a message asks at its end whether it is true
// ("…, correct?"), where the claim check decides it: a sentence that no question
// was read in is judged as in a text.
func (d *Writer) tagged(text string, day facts.Date) (string, bool) {
	toks := d.Read.Lex.Tokens(lexicon.Clean(text))
	end := len(toks)
	for end > 0 && toks[end-1].Kind == lexicon.Sign {
		end--
	}
	for i := max(2, end-4); i < end; i++ {
		for _, sp := range d.Read.Lex.At(toks, i, nil) {
			if i+sp.N != end || !slices.ContainsFunc(sp.Senses, func(s lexicon.Sense) bool { return s.Sort == lexicon.True }) {
				continue
			}
			st := strings.TrimRight(text[:toks[i].Start], " ,;:.-–—") + "."
			for _, c := range claim.Check(d.Dataset, st, day) {
				if c.Verdict != facts.NotCheckable {
					return st, true
				}
			}
			return "", false
		}
	}
	return "", false
}

// hedgedMultiple reports whether a message has a multiple with a hedge, which
// only the check of statements weighs ("nearly double").
func (d *Writer) hedgedMultiple(text string) bool {
	toks := d.Read.Lex.Tokens(lexicon.Clean(text))
	hedge, multiple := false, false
	memo := lexicon.Memo{}
	for i := range toks {
		for _, sp := range d.Read.Lex.Said(toks, i, nil, memo) {
			for _, s := range sp.Senses {
				hedge = hedge || s.Sort == lexicon.Hedge
				multiple = multiple || s.Sort == lexicon.Multiple
			}
		}
	}
	return hedge && multiple
}

// before is the query that a thread carries over.
func before(ctx Context) *query.Query {
	switch {
	case ctx.Query != nil:
		return ctx.Query
	case len(ctx.Allies) > 0:
		q := &query.Query{Ask: query.Show}
		for _, c := range ctx.Allies {
			q.Subject.Terms = append(q.Subject.Terms, query.Term{Code: c})
		}
		return q
	}
	return nil
}

// unread asks back: it names the words that had no part, and offers what can
// be read without them.
func (d *Writer) unread(text string, asOf facts.Date, rd reader.Reading) Answer {
	f := rd.Fault
	a := Answer{Question: text, AsOf: asOf, Status: Unknown, Intent: Help, Reading: "Not understood", Lang: rd.Lang, Unread: f.Words}
	words := "“" + strings.Join(f.Words, "”, “") + "”"
	if d.didYouMean(&a, f) || d.ofWhom(&a, text, asOf, f) {
		return a
	}
	switch f.Reason {
	case reader.TooLong:
		a.Headline = fmt.Sprintf("That is longer than the %d bytes that one question may have. Ask in fewer words, or use check for a text.", reader.MaxQuestion)
	case reader.EitherDay:
		a.Status = Ambiguous
		a.Headline = fmt.Sprintf("%s can be %s or %s. Which of them is meant?", words, f.Days[0].Long(), f.Days[1].Long())
		for _, day := range f.Days {
			a.Choices = append(a.Choices, Choice{Label: day.Long(), Ask: strings.Replace(text, f.Words[0], string(day), 1)})
		}
	case reader.Unread:
		a.Headline = "I do not know " + words + " here, and it may change what is asked, so I answer nothing yet. Say it in other words?"
	case reader.Unused, reader.Unfit:
		a.Status = Ambiguous
		a.Headline = "I could not fit " + words + " into one question with the rest, and it may change what is asked."
	default:
		a.Headline = "I could not read that as a question about Allies' defence spending."
	}
	if f.Partial != nil {
		reading := query.Reading(d.Dataset, *f.Partial)
		a.Lines = append(a.Lines, "Without it I would read: "+reading+".")
		if ask, ok := d.Read.Print(*f.Partial, "en"); ok {
			a.Choices = append(a.Choices, Choice{Label: "Ask it without", Ask: ask})
		}
	}
	if len(a.Choices) == 0 {
		a.Choices = []Choice{{Label: "Spain", Ask: "spain"}, {Label: "Who is below 2 %?", Ask: "below 2%"}, {Label: "What can be asked", Ask: "help"}}
	}
	a.offer()
	return a
}

// offer writes the choices as what can be typed.
func (a *Answer) offer() {
	asks := make([]string, len(a.Choices))
	for i, c := range a.Choices {
		asks[i] = c.Ask
	}
	a.Lines = append(a.Lines, "Type one of these: "+strings.Join(asks, " · "))
}

// didYouMean asks which Ally a misspelt name was meant for.
func (d *Writer) didYouMean(a *Answer, f *reader.Fault) bool {
	if f.Reason != reader.Unread || len(f.Words) != 1 {
		return false
	}
	m := d.Read.MatchAlly(f.Words[0])
	near := m.Near
	if m.Ally != "" && m.Corrected {
		near = []facts.Code{m.Ally}
	}
	if len(near) == 0 || len(near) > 4 {
		return false
	}
	a.Status, a.Intent = Ambiguous, Profile
	names := make([]string, len(near))
	for i, c := range near {
		names[i] = d.Name(c)
		a.Choices = append(a.Choices, Choice{Label: names[i], Ask: strings.ToLower(d.Name(c))})
	}
	a.Headline = "“" + f.Words[0] + "” is no name I know. Did you mean " + either(names) + "?"
	a.offer()
	return true
}

// either lists names with "or" before the last.
func either(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// ofWhom asks of which Ally, where a question would be one with a name in it.
func (d *Writer) ofWhom(a *Answer, text string, asOf facts.Date, f *reader.Fault) bool {
	if f.Reason != reader.NotAsked || f.Partial != nil || len(f.Words) == 0 {
		return false
	}
	ask := strings.TrimRight(strings.TrimSpace(text), "?!. ")
	if ask[0] >= '0' && ask[0] <= '9' {
		for _, c := range []Choice{{Label: "Who is below it?", Ask: "below " + ask}, {Label: "Who meets it?", Ask: "at least " + ask}} {
			if rd := d.Read.Read(c.Ask, asOf, nil); rd.Fault == nil && len(rd.Queries) == 1 && rd.Queries[0].Ask == query.List {
				a.Choices = append(a.Choices, c)
			}
		}
		if len(a.Choices) == 2 {
			a.Status, a.Intent = Ambiguous, ThresholdList
			a.Headline = ask + ": of whom, or which side of it?"
			a.offer()
			return true
		}
	}
	for _, c := range []facts.Code{facts.NATOTotal, facts.EuropeCanada, "ESP"} {
		name := strings.ToLower(d.Name(c))
		if c == facts.NATOTotal && d.ofAllOnce(a, text, asOf, ask+" "+name) {
			return true
		}
		if rd := d.Read.Read(ask+" "+name, asOf, nil); rd.Fault == nil && len(rd.Repaired) == 0 && len(rd.Queries) == 1 && (rd.Queries[0].Ask == query.Show || rd.Queries[0].Ask == query.Trend || rd.Queries[0].Ask == query.Gap) {
			if say, ok := d.Read.Print(rd.Queries[0], "en"); ok {
				a.Choices = append(a.Choices, Choice{Label: d.Name(c), Ask: say})
			}
		}
	}
	if len(a.Choices) == 0 {
		return false
	}
	a.Status, a.Intent = Ambiguous, Aggregate
	a.Headline = "Of which Ally? Name one, or take the Alliance as a whole."
	a.offer()
	return true
}
