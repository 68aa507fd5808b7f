package reader

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
	"natobot/facts/query/querytest"
)

// A modifier is what a question can be given on top of what it says.
type modifier struct {
	in   map[string]string      // by language
	says func(query.Query) bool // whether the query says so already, so that it may stay as it was
}

var modifiers = []modifier{
	{map[string]string{"en": "in real terms", "es": "en términos reales", "de": "real", "fr": "en termes réels"}, func(q query.Query) bool {
		return someQty(q, func(e query.Expr) bool {
			return e.Unit == query.Real || e.Measure == facts.RealChange || e.Measure == facts.SpendUSDConstant || e.Measure == facts.SpendNCUConstant
		})
	}},
	{map[string]string{"en": "per head", "es": "por habitante", "de": "pro Kopf", "fr": "par habitant"}, func(q query.Query) bool {
		return someQty(q, func(e query.Expr) bool { return e.Measure == facts.DefencePerCapita || e.Measure == facts.GDPPerCapita })
	}},
	{map[string]string{"en": "in euros", "es": "en euros", "de": "in Euro", "fr": "en euros"}, func(q query.Query) bool {
		return someQty(q, func(e query.Expr) bool { return e.Cur == "EUR" })
	}},
	{map[string]string{"en": "for the first time", "es": "por primera vez", "de": "zum ersten Mal", "fr": "pour la première fois"}, func(q query.Query) bool {
		return q.Ask == query.First || scoped(q, query.Newly)
	}},
	{map[string]string{"en": "except Spain", "es": "excepto Noruega", "de": "außer Spanien", "fr": "sauf l'Espagne"}, func(q query.Query) bool { return len(q.Set.Less)+len(q.Subject.Less) > 0 }},
	{map[string]string{"en": "or more", "es": "o más", "de": "oder mehr", "fr": "ou plus"}, func(q query.Query) bool {
		return q.Ask == query.Gap || len(q.Conds) > 0 && (q.Conds[0].Cmp == query.AtLeast || q.Conds[0].Cmp == query.Below)
	}},
	{map[string]string{"en": "as of 1 March 2024", "es": "a fecha de 1 de marzo de 2024", "de": "Stand 1. März 2024", "fr": "au 1er mars 2024"}, func(q query.Query) bool { return q.Know.AsOf != "" }},
	{map[string]string{"en": "by 2030", "es": "para 2030", "de": "bis 2030", "fr": "d'ici 2030"}, nil},
	{map[string]string{"en": "ever", "es": "alguna vez", "de": "jemals", "fr": "jamais"}, func(q query.Query) bool {
		return sometime[q.Ask] || scoped(q, query.Ever) || scoped(q, query.Never)
	}},
	{map[string]string{"en": "only", "es": "solo", "de": "nur", "fr": "seulement"}, func(q query.Query) bool { return q.Quant == query.Only || q.Stated != nil }},
	{map[string]string{"en": "not", "es": "no", "de": "nicht", "fr": "ne pas"}, nil},
	{map[string]string{"en": "in 2019", "es": "en 2019", "de": "im Jahr 2019", "fr": "en 2019"}, func(q query.Query) bool { return q.Time.To == 2019 }},
}

// someQty reports whether f holds of one of a query's quantities.
func someQty(q query.Query, f func(query.Expr) bool) bool {
	for _, e := range q.Qty {
		if f(e) {
			return true
		}
	}
	for _, c := range q.Conds {
		if f(c.Qty) {
			return true
		}
	}
	return false
}

func scoped(q query.Query, s query.Scope) bool { return len(q.Conds) > 0 && q.Conds[0].Scope == s }

// answered are questions that are answered, with their languages.
func answered(t *testing.T, r *Reader) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	raw, err := os.ReadFile("testdata/understood.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(raw), "\n") {
		text, _, ok := strings.Cut(line, "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if rd := r.Read(text, asOf, nil); rd.Fault == nil && !lookUps[rd.Queries[0].Ask] {
			out[rd.Lang] = append(out[rd.Lang], text)
		}
	}
	rng := rand.New(rand.NewPCG(14, 2026))
	for _, list := range out {
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	return out
}

// lookUps are asks that no figure answers.
var lookUps = map[query.Ask]bool{query.Commitment: true, query.Meeting: true, query.Definition: true, query.Statement: true, query.Source: true, query.Post: true, query.Aid: true, query.Check: true, query.Help: true, query.Forecast: true, query.Beyond: true, query.Editions: true}

// alike reports whether two readings ask the same.
func alike(a, b Reading) bool {
	if len(a.Queries) != len(b.Queries) || a.Fault != nil || b.Fault != nil || len(b.Repaired) > 0 {
		return false
	}
	for i := range a.Queries {
		if !same(a.Queries[i], b.Queries[i]) {
			return false
		}
	}
	return true
}

// A modifier at the end of a question changes what is asked, or is asked back.
func TestModifiers(t *testing.T) {
	r := loaded(t)
	for lang, list := range answered(t, r) {
		for i, text := range list {
			if i >= many(40) {
				break
			}
			was := r.Read(text, asOf, nil)
			for _, m := range modifiers {
				if m.in[lang] == "" || m.says != nil && m.says(was.Queries[0]) {
					continue
				}
				with := strings.TrimRight(text, "?.! ") + " " + m.in[lang] + "?"
				if rd := r.Read(with, asOf, nil); alike(was, rd) {
					t.Errorf("%s: %q\n  still %s", lang, with, told(rd))
				}
			}
		}
	}
}

// mods are the modifiers by their sorts, so that each language has them.
var mods = []struct {
	words []word
	says  func(query.Query) bool
}{
	{[]word{{lexicon.Real, ""}}, func(q query.Query) bool { // spending per head is printed at constant prices alone
		return modifiers[0].says(q) || someQty(q, func(e query.Expr) bool { return e.Measure == facts.DefencePerCapita })
	}},
	{[]word{{lexicon.PerHead, ""}}, modifiers[1].says},
	{[]word{{lexicon.In, ""}, {lexicon.Currency, "EUR"}}, modifiers[2].says},
	{[]word{{lexicon.FirstTime, ""}}, modifiers[3].says},
	{[]word{{lexicon.Except, ""}, {lexicon.NoSort, "ESP"}}, modifiers[4].says},
	{[]word{{lexicon.OrMore, ""}}, func(q query.Query) bool { return q.Ask == query.Gap || compares(q, query.AtLeast, query.Below) }},
	{[]word{{lexicon.OrLess, ""}}, func(q query.Query) bool { return q.Ask == query.Gap || compares(q, query.AtMost, query.Above) }},
	{[]word{{lexicon.AsOf, ""}, {lexicon.NoSort, "2024-03-01"}}, modifiers[6].says},
	{[]word{{lexicon.Until, ""}, {lexicon.NoSort, "2030"}}, nil},
	{[]word{{lexicon.Ever, ""}}, modifiers[8].says},
	{[]word{{lexicon.Never, ""}}, func(q query.Query) bool { return scoped(q, query.Never) }},
	{[]word{{lexicon.Always, ""}}, func(q query.Query) bool { return scoped(q, query.Always) || q.Ask == query.Since }},
	{[]word{{lexicon.Only, ""}}, modifiers[9].says},
	{[]word{{lexicon.Not, ""}}, func(q query.Query) bool { return scoped(q, query.Never) }}, // a second "not" only repeats the first
	{[]word{{lexicon.Median, ""}}, func(q query.Query) bool { return q.Pool == query.Median }},
	{[]word{{lexicon.SIPRI, ""}}, func(q query.Query) bool { return q.Know.SIPRI }},
	{[]word{{lexicon.NoSort, ","}, {lexicon.NoSort, "2019"}}, func(q query.Query) bool { return q.Time.To == 2019 || q.Time.From == 2019 }},
}

// compares reports whether one of a query's conditions compares so, or is its
// opposite.
func compares(q query.Query, cmps ...query.Cmp) bool {
	return slices.ContainsFunc(q.Conds, func(c query.Cond) bool { return slices.Contains(cmps, c.Cmp) })
}

// A word is one by its sort and value, or of no sort as it is written.
type word struct {
	sort lexicon.Sort
	val  string
}

// write puts words into a language; false where it has none for one of them.
func (w word) write(r *Reader, lang lexicon.Lang) (string, bool) {
	if w.sort == lexicon.NoSort {
		return w.val, true
	}
	s, ok := r.Lex.Print(lang, w.sort, w.val)
	if !ok {
		s, ok = r.Lex.Print(lexicon.Common, w.sort, w.val)
	}
	return s, ok
}

// canonical are queries made by chance, in the words of a language.
func canonical(r *Reader, lang string, n int) []string {
	var out []string
	for _, q := range querytest.Made(r.Data, 27, n) {
		if s, ok := r.Print(sayable(q), lang); ok {
			out = append(out, s)
		}
	}
	return out
}

// A modifier behind the canonical text of a query changes what is asked, or is
// asked back, in every language.
func TestModifiersInEachLanguage(t *testing.T) {
	r := loaded(t)
	for _, lang := range questionLangs(r) {
		l, _ := r.Lex.Lang(lang)
		for _, text := range canonical(r, lang, many(12)) {
			was := r.Read(text, asOf, nil)
			if was.Fault != nil || len(was.Queries) == 0 {
				continue
			}
			for _, m := range mods {
				if m.says != nil && m.says(was.Queries[0]) {
					continue
				}
				with, all := strings.TrimRight(text, "?.! ,"), true
				for _, w := range m.words {
					s, ok := w.write(r, l)
					with, all = with+" "+s, all && ok
				}
				if rd := r.Read(with, asOf, nil); all && alike(was, rd) {
					t.Errorf("%s: %q\n  still %s", lang, with, told(rd))
				}
			}
		}
	}
}

// A word taken out of the canonical text of a query, which is terse, changes what
// is asked, or it is asked back, in every language.
func TestDeletionInEachLanguage(t *testing.T) {
	r := loaded(t)
	for _, lang := range questionLangs(r) {
		for _, text := range canonical(r, lang, many(12)) {
			was := r.Read(text, asOf, nil)
			if was.Fault != nil || len(was.Queries[0].Conds) > 1 { // what is said of one condition may be of both
				continue
			}
			l := r.cut(r.Lex.Tokens(lexicon.Clean(text)), lexicon.Common)
			l.src = text
			for i := range l.items {
				it := &l.items[i]
				if len(l.items) == 1 || it.kind != digits && !(len(it.senses) > 0 && heavy[it.senses[0].Sort]) {
					continue
				}
				last := &l.toks[it.tok+it.n-1]
				less := text[:l.toks[it.tok].Start] + text[last.End:]
				if rd := r.Read(less, asOf, nil); alike(was, rd) && !implied(l, i, was.Queries[0]) {
					t.Errorf("%s: %q without %q\n  still %s", lang, text, l.text(i, i+1), told(rd))
				}
			}
		}
	}
}

// implied reports whether a query says without item i of its text what it says
// with it: a set is at a level from it on, what is said a head is in dollars, a
// span has its "from" in its end, and what is true twice is so once.
func implied(l *line, i int, q query.Query) bool {
	switch {
	case l.is(i, lexicon.True), strings.Count(l.src, l.text(i, i+1)) > 1 && q.Ask == query.IsSo:
		return true
	case l.is(i, lexicon.Since, lexicon.From):
		return q.Time.From > 0 && q.Time.To > 0
	case l.is(i, lexicon.Cmp):
		return len(q.Conds) > 0 && q.Conds[0].Cmp == query.AtLeast && (q.Ask != query.IsSo || q.Quant != query.Some)
	case l.is(i, lexicon.Currency):
		return len(q.Conds) > 0 && q.Conds[0].Qty.Measure == facts.DefencePerCapita
	}
	return false
}

// A word that changes what is asked, a name or a number, taken out of a
// question never leaves the reading as it was.
func TestDeletion(t *testing.T) {
	r := loaded(t)
	for lang, list := range answered(t, r) {
		for i, text := range list {
			if i >= many(40) {
				break
			}
			was := r.Read(text, asOf, nil)
			words := strings.Fields(text)
			for k, w := range words {
				if len(words) == 1 || !weighs(r, w) {
					continue
				}
				less := strings.Join(append(append([]string(nil), words[:k]...), words[k+1:]...), " ")
				if rd := r.Read(less, asOf, nil); alike(was, rd) && !saidTwice[text+" less "+w] {
					t.Errorf("%s: %q without %q\n  still %s", lang, text, w, told(rd))
				}
			}
		}
	}
}

// heavy are the sorts of words that change what is asked wherever they stand.
var heavy = sortSet(lexicon.Not, lexicon.Neither, lexicon.Except, lexicon.Outside, lexicon.Only, lexicon.None, lexicon.AllBut, lexicon.Never, lexicon.Always, lexicon.Most,
	lexicon.Real, lexicon.Nominal, lexicon.PerHead, lexicon.Currency, lexicon.Cmp, lexicon.Miss, lexicon.OrLess, lexicon.Bottom, lexicon.Less, lexicon.Median, lexicon.Scale, lexicon.Points,
	lexicon.Ally, lexicon.Group, lexicon.Place, lexicon.Since, lexicon.Until, lexicon.Before, lexicon.Ago, lexicon.LastYear, lexicon.NextYear, lexicon.Event, lexicon.SIPRI, lexicon.Publisher, lexicon.Multiple, lexicon.Fraction)

// weighs reports whether a word alone has only senses of such sorts, or is a
// number.
func weighs(r *Reader, w string) bool {
	toks := r.Lex.Tokens(lexicon.Clean(w))
	if len(toks) > 0 && toks[0].Kind == lexicon.Digits {
		return true
	}
	some := false
	for _, sp := range r.Lex.At(toks, 0, nil) {
		for _, s := range sp.Senses {
			if !heavy[s.Sort] {
				return false
			}
			some = true
		}
	}
	return some
}

// sometime are asks for one of all years: "ever" is said with them already.
var sometime = map[query.Ask]bool{query.First: true, query.Last: true, query.Since: true, query.Years: true, query.Peak: true, query.Low: true}

// saidTwice are words that a question says again in another way.
var saidTwice = map[string]bool{
	"¿cuántos de los 32 aliados cumplen el 2%? less 32": true, "wie viele der 32 Verbündeten erreichen 2 Prozent less 32": true,
	"how many of the 32 allies meet 2% less 32": true, "how many of the 32 NATO countries spend more than 2% less 32": true,
	"by how much did spending in germany grow from 2024 to 2025? less 2024": true, // in 2025 is from 2024
	"Is Spain meeting the 2% target? less 2%":                               true, "when did germany first meet the 2% target less 2%": true, "which allies meet the 2% target? less 2%": true,
	"who meets the 20% equipment guideline? less 20%": true, "bottom 1 less 1": true, "spain spain less spain": true, "compare spain spain less spain": true,
}
