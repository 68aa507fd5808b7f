package bot

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/voice"
)

// An Evidence is what a page tells beside an answer: where its figures stand in
// each edition, what counts, what was undertaken, and what was revised since.
// Nothing in it is later than the answer's day but Revised and Newer.
type Evidence struct {
	Ref         answer.Ref
	Principal   []facts.Figure      // the figures that the headline states, at most four
	Editions    []ByEdition         // of the first of them, the oldest edition first; of the nearest year before that two have, where one edition alone has its year
	Definition  *facts.Definition   // what counts as defence by the answer's edition
	Commitments []*facts.Commitment // named by the answer, in force on its day
	Sources     []Provenance        // each once, with its places
	Revised     []facts.Change      // principal figures that the newest edition gives otherwise
	Newer       string              // reference of the same question by the newest edition; "" where it is the same
	Newest      *facts.Edition
}

// A ByEdition is the value that one edition gives for a figure.
type ByEdition struct {
	facts.Figure
	Of *facts.Edition
}

// A Provenance is a source with all places in it, and what is known of the file.
type Provenance struct {
	facts.Source
	Places []string
	Of     *facts.Edition // nil where it is no edition
}

// open answers for an answer's address: with the answer, or with why not and
// what the same question gives today.
func (b *Bot) open(r Request) Reply {
	d := b.Data()
	today := facts.DateOf(r.At)
	a, ref, err := d.Open(r.Text)
	switch {
	case errors.Is(err, answer.ErrNoRef), ref.Day > facts.DateOf(r.At.AddDate(0, 0, 1)): // clocks differ by a day at most
		return Reply{Kind: KindNoRef, Answer: answer.Answer{Status: answer.Unknown, AsOf: today,
			Headline: "There is no answer at this address.",
			Lines:    []string{"An address of an answer ends with a check sign by sign: one that was cut or mistyped leads nowhere rather than to other figures. Ask again below."}}}
	case err != nil:
		return b.gone(d, ref, today)
	}
	a.Reference = r.Text
	reply := b.compose(a, today)
	reply.Evidence = evidenceOf(d, a.Answer, ref)
	return reply
}

// gone says that the data held here do not give what a reference was made from.
func (b *Bot) gone(d *answer.Writer, ref answer.Ref, today facts.Date) Reply {
	out := Reply{Kind: KindGone, Answer: answer.Answer{Status: answer.Unknown, AsOf: today, Question: ref.Text,
		Headline: "The figures behind this address are not held here any more.",
		Lines:    []string{fmt.Sprintf("It stood for “%s”, by what was known on %s. An address never leads to other figures than those it was made from; these were corrected since, or come from data of another instance.", ref.Text, ref.Day.Long())}}}
	now := b.memo.answer(d, ref.Text, today, answer.Context{Lang: answer.English})
	if now.Status == answer.Answered && now.Reference != "" {
		out.Lines = append(out.Lines, "The same question today: "+now.Headline)
		out.Successor = now.Reference
	}
	return out
}

// besides is the evidence of an answer that was asked for by its words.
func besides(d *answer.Writer, a answer.Answer) *Evidence {
	ref, err := answer.ParseRef(a.Reference)
	if err != nil {
		ref = answer.Ref{Text: a.Canonical, Day: a.AsOf.Last()}
	}
	return evidenceOf(d, a, ref)
}

func evidenceOf(d *answer.Writer, a answer.Answer, ref answer.Ref) *Evidence {
	day := a.AsOf.Last()
	e := &Evidence{Ref: ref, Principal: principal(d.In(a.AnsweredIn).Voice(), a), Newest: d.Newest()}
	if len(e.Principal) > 0 && a.Intent != answer.Ranking && a.Intent != answer.ThresholdList {
		f := e.Principal[0]
		for e.Editions = byEdition(d, f, day); len(e.Editions) == 1 && f.Year > 2014; f.Year-- {
			e.Editions = byEdition(d, facts.Figure{Ally: f.Ally, Measure: f.Measure, Year: f.Year - 1}, day)
		}
	}
	if of, ok := d.Edition(a.Edition); ok && len(a.Figures) > 0 {
		id := "defence-expenditure"
		if of.Core() {
			id = "core-defence"
		}
		e.Definition, _ = d.Definition(id, day)
	}
	for _, id := range a.Commitments {
		if c, ok := d.CommitmentInForce(id, day); ok && len(e.Commitments) < 4 {
			e.Commitments = append(e.Commitments, c)
		}
	}
	for _, c := range a.Sources {
		i := slices.IndexFunc(e.Sources, func(p Provenance) bool { return p.ID == c.ID })
		if i < 0 {
			i = len(e.Sources)
			of, _ := d.Edition(c.ID)
			e.Sources = append(e.Sources, Provenance{Source: c.Source, Of: of})
		}
		if c.Locator != "" && !slices.Contains(e.Sources[i].Places, c.Locator) {
			e.Sources[i].Places = append(e.Sources[i].Places, c.Locator)
		}
	}
	for _, f := range e.Principal {
		if f.Edition != e.Newest.ID {
			if c, ok := d.Revision(f, e.Newest); ok {
				e.Revised = append(e.Revised, c)
			}
		}
	}
	if from := e.Newest.Published.Last(); from > day {
		if now := d.Asked(ref.Text, from, answer.Context{Lang: cmp.Or(ref.Lang, answer.English)}); now.Status == answer.Answered {
			if newer, ok := d.Ref(now); ok && newer != a.Reference {
				e.Newer = newer
			}
		}
	}
	return e
}

// byEdition is what each edition out on a day gives for a figure.
func byEdition(d *answer.Writer, f facts.Figure, day facts.Date) []ByEdition {
	var out []ByEdition
	for _, o := range d.Editions {
		if g, ok := o.Figure(f.Ally, f.Measure, f.Year); ok && o.Published.KnownBy(day) {
			out = append(out, ByEdition{g, o})
		}
	}
	return out
}

// principal are the figures that an answer's headline states, or that it
// compares, of one year and measure, in its own order.
func principal(v *voice.Voice, a answer.Answer) []facts.Figure {
	var out []facts.Figure
	for _, f := range a.Figures {
		if len(out) > 0 && (f.Year != out[0].Year || f.Measure != out[0].Measure || f.Edition != out[0].Edition) {
			continue
		}
		if (strings.Contains(a.Headline, v.Number(f.Value, f.Decimals())) || a.Intent == answer.Compare) && len(out) < 4 {
			out = append(out, f)
		}
	}
	return out
}

// AddressOf is where what a scheduled message states can be opened: the Ally's
// answer by the day of the message where it is about one Ally, else the page of
// what it is about; "" where pages have no address.
func (b *Bot) AddressOf(r Reply) string {
	if b.Public == "" {
		return ""
	}
	d := b.Data()
	if len(r.Figures) > 0 {
		f := r.Figures[0]
		if one := !slices.ContainsFunc(r.Figures, func(g facts.Figure) bool { return g.Ally != f.Ally }); one && !f.Ally.Aggregate() {
			if ref, ok := d.Ref(d.Asked(fmt.Sprintf("%s %d", f.Ally, f.Year), r.AsOf.Last(), answer.Context{})); ok {
				return b.Public + EvidencePath + ref
			}
		}
		return b.Public + "/editions#" + f.Edition
	}
	for _, id := range r.Meetings {
		if m, ok := d.MeetingByID(id); ok {
			return b.Public + "/meetings/" + string(m.Start)
		}
	}
	if len(r.Commitments) > 0 {
		return b.Public + "/commitments"
	}
	return ""
}

// opens is the button that opens an address.
func opens(address string) Action { return Action{Label: "Evidence", URL: address, Anyone: true} }

// Addressed is a scheduled message with the address of what it states, where it
// has one.
func Addressed(r Reply, address string) Reply {
	if address != "" && r.Address == "" {
		r.Address = address
		r.Actions = append(slices.Clip(r.Actions), opens(address))
	}
	return r
}
