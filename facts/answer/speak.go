package answer

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
	"natobot/facts/reader"
	"natobot/facts/voice"
)

// A Statement is one thing that an answer says: the value, and its text in the
// answer's language. The text stands in the headline, a line or a caveat.
type Statement struct {
	Text     string
	Phrase   voice.Phrase // empty where only the text is known
	Restates bool         // it lists what stands in the table anyway
}

// P makes a part of a statement; see voice.P.
func P(form string, args ...any) voice.Phrase { return voice.Phrase{Form: form, Args: args} }

// In is the Writer of the voice of a language; of one that is not written, the
// English one.
func (d *Writer) In(tag string) *Writer {
	v, _ := voice.For(tag)
	if v == d.voice {
		return d
	}
	c := *d
	c.voice = v
	return &c
}

// Voice writes the language of the Writer's answers.
func (d *Writer) Voice() *voice.Voice { return d.voice }

// tongue is the language to answer in: the one asked for; that of the question;
// where that is of no language, or of several, the asker's, else that which alone
// spells the names so, else English.
func (d *Writer) tongue(ctx Context, rd *reader.Reading, text string) string {
	switch {
	case ctx.Lang != "":
		return ctx.Lang
	case written(ctx.Locale) && (rd.Bare || slices.Contains(rd.Alike, base(ctx.Locale))):
		return ctx.Locale
	case rd.Bare:
		return d.spelling(voice.Languages[1:], rd.Lang, English, text)
	case len(rd.Alike) > 0:
		none := rd.Lang
		if voice.Unwritten(rd.Lang) != "" { // "Rangliste 2026" is German as much as Danish
			switch in := slices.DeleteFunc(slices.Clone(rd.Alike), func(tag string) bool { return !written(tag) }); {
			case len(in) == 1:
				none = in[0]
			case len(in) > 1:
				none = English
			}
		}
		return d.spelling(append([]string{rd.Lang}, rd.Alike...), rd.Lang, none, text)
	}
	return rd.Lang
}

// spelling is the language among some which spells the most names of Allies in a
// text as they stand there, and English does not; of equals first, and none where
// that is not among them or no name is spelt so.
func (d *Writer) spelling(langs []string, first, none, text string) string {
	best, most := none, 0
	for _, tag := range langs {
		v, ok := voice.For(tag)
		if !ok || v == voice.English {
			continue
		}
		low, n := v.Lower(text), 0
		for i := range d.Allies {
			if s := v.Name(d.Allies[i].Code); s != d.Allies[i].Name && strings.Contains(low, v.Lower(s)) {
				n++
			}
		}
		switch {
		case n > most:
			best, most = tag, n
		case n == most && n > 0 && tag == first:
			best = first
		case n == most && n > 0 && best != first:
			best = none
		}
	}
	return best
}

// written reports that answers are written in a language.
func written(tag string) bool {
	_, ok := voice.For(tag)
	return ok
}

// base is a language tag without script and region.
func base(tag string) string {
	tag, _, _ = strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	return strings.ToLower(tag)
}

// spoken records the language of an answer, and says where it is not the one
// that was asked in.
func spoken(a *Answer, v *voice.Voice, tag string) {
	a.AnsweredIn = v.Tag
	if s := voice.Unwritten(tag); s != "" && v == voice.English && !slices.Contains(a.Caveats, s) {
		a.Caveats = append(a.Caveats, s)
	}
}

// text is a phrase in the answer's language.
func (w *draft) text(p voice.Phrase) string { return w.d.voice.Text(p) }

// english is a part of a sentence that is not translated yet.
func (d *Writer) english(p voice.Phrase) string { return voice.English.Text(p) }

// state records a statement and returns its text.
func (w *draft) state(p voice.Phrase, restates bool) string {
	s := w.d.voice.Text(p)
	w.Said = append(w.Said, Statement{s, p, restates})
	return s
}

// say adds a line.
func (w *draft) say(form string, args ...any) {
	w.Lines = append(w.Lines, w.state(voice.Phrase{Form: form, Args: args}, false))
}

// restate adds a line that lists what stands in the table anyway.
func (w *draft) restate(form string, args ...any) {
	w.Lines = append(w.Lines, w.state(voice.Phrase{Form: form, Args: args}, true))
}

// head sets the headline.
func (w *draft) head(form string, args ...any) {
	w.Headline = w.state(voice.Phrase{Form: form, Args: args}, false)
}

// sayf adds a line in English.
func (w *draft) sayf(format string, args ...any) {
	w.Lines = append(w.Lines, fmt.Sprintf(format, args...))
}

// note adds a caveat, once.
func (w *draft) note(form string, args ...any) {
	if form == "" {
		return
	}
	if s := w.state(voice.Phrase{Form: form, Args: args}, false); !slices.Contains(w.Caveats, s) {
		w.Caveats = append(w.Caveats, s)
	}
}

// next offers a further question; label is a Phrase, or one without slots. What
// was asked of a day or of an edition is asked of the same again.
func (w *draft) next(label any, ask string) {
	if w.q.Edition != "" {
		if e, ok := w.d.Edition(w.q.Edition); ok {
			ask += " edition " + string(e.Published.First()[:7])
		}
	}
	if w.q.Said.AsOf {
		ask += " as of " + string(w.q.AsOf)
	}
	if ask != w.Canonical && len(w.Next) < 3 {
		w.Next = append(w.Next, Choice{Label: w.text(labelled(label)), Ask: w.d.own(ask, w.AsOf)})
	}
}

// own is a question of ours in the language of the answer; as it is where that
// has no words for it that are read back as the same.
func (d *Writer) own(ask string, day facts.Date) string {
	if d.voice == voice.English {
		return ask
	}
	rd := d.Read.Read(ask, day, nil)
	if rd.Fault != nil || len(rd.Queries) != 1 {
		return ask
	}
	q := rd.Queries[0]
	s, ok := d.Read.Print(q, d.voice.Tag)
	if c := facts.Code(s); ok && d.oneAlly(q) && len(s) == 3 {
		s = d.voice.Lower(d.voice.Name(c))
	}
	again := d.Read.Read(s, day, nil)
	if !ok || again.Fault != nil || len(again.Queries) != 1 || !reflect.DeepEqual(query.Normal(again.Queries[0]), query.Normal(q)) {
		return ask
	}
	return s
}

// labelled is a label as a Phrase.
func labelled(label any) voice.Phrase {
	switch x := label.(type) {
	case voice.Phrase:
		return x
	case string:
		return voice.Phrase{Form: x}
	}
	return P("{1}", label)
}

// Words are a phrase in the language of the answer.
func (a *Answer) Words(form string, args ...any) string {
	v, _ := voice.For(a.AnsweredIn)
	return v.Text(voice.Phrase{Form: form, Args: args})
}

// Restates reports a line that lists what stands in the table anyway, row by
// row: where the table is shown whole, a list is shown once.
func (a *Answer) Restates(line string) bool {
	for i := range a.Said {
		if a.Said[i].Text == line && !a.Said[i].Phrase.Empty() {
			return a.Said[i].Restates && a.Table != nil && len(a.Table.Rows) >= 3
		}
	}
	return a.Table.Restates(line)
}

// number is the value of a figure with its unit.
func (d *Writer) number(f facts.Figure) voice.Quantity { return d.amount(f, f.Value) }

// amount is a value of a figure's measure, precision and currency.
func (d *Writer) amount(f facts.Figure, v float64) voice.Quantity {
	q := voice.Quantity{Value: v, Decimals: f.Decimals(), Kind: voice.PerCent}
	switch f.Measure {
	case facts.RealChange, facts.RealChangeSince:
		q.Signed = true
	case facts.SpendUSD, facts.SpendUSDConstant, facts.GDP, facts.GDPConstant:
		q.Kind, q.Currency = voice.Money, "USD"
	case facts.SpendNCU, facts.SpendNCUConstant:
		q.Kind, q.Currency = voice.Money, d.currency(f)
	case facts.GDPPerCapita, facts.DefencePerCapita:
		q.Kind, q.Currency, q.Decimals = voice.Whole, "USD", 0
	case facts.Personnel:
		q.Kind = voice.Thousands
	}
	return q
}

// currency is that in which an amount in national currency is printed.
func (d *Writer) currency(f facts.Figure) voice.Currency {
	if e, ok := d.Edition(f.Edition); ok {
		if c := e.Currency(f.Ally); c != "" {
			return voice.Currency(c)
		}
	}
	if a, ok := d.Ally(f.Ally); ok {
		return voice.Currency(a.Currency)
	}
	return ""
}

// q cites a figure and is its value.
func (w *draft) n(f facts.Figure) voice.Quantity {
	w.cite(f)
	return w.d.number(f)
}

// points is a difference of shares in points.
func pointsOf(v float64, decimals int) voice.Phrase {
	return P("{1} points", voice.Num(v, decimals))
}

// published is an edition by its month, for forms that name it: "the {1} edition".
func published(e *facts.Edition) facts.Date { return e.Published.First()[:7] }

// mayBe is a phrase, or nothing.
func mayBe(ok bool, p voice.Phrase) voice.Phrase {
	if ok {
		return p
	}
	return voice.Phrase{}
}
