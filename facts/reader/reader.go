// Package reader turns what people type into queries. It knows sorts of words
// and no word: those stand in the lexicon. Everything said has to be used: a
// word that no phrase of the query took stops the reading, and is named.
package reader

import (
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// MaxQuestion is the longest question that is read, in bytes. A longer one is
// refused, never cut in silence.
const MaxQuestion = 4000

// A Reader reads questions against one dataset and one lexicon. It is safe for
// many goroutines.
type Reader struct {
	Data *facts.Dataset
	Lex  *lexicon.Lexicon

	asOf   facts.Date
	newest int // the newest year of figures on asOf
	latest int // the newest year of which any edition out by asOf has some
	names  *nameIndex
}

// New is a reader of a dataset with the words of all languages.
func New(d *facts.Dataset) *Reader {
	return &Reader{Data: d, Lex: lexicon.Embedded(), names: &nameIndex{}}
}

// A Reading is what a message was read as: one query or several, or a Fault.
type Reading struct {
	Queries  []query.Query
	Lang     string   // the language it is in, as a BCP 47 tag
	Alike    []string // others that know as many of its words, names left out
	Bare     bool     // it is of names and numbers only
	Repaired []Repair
	Greeting bool // nothing was asked, in words of courtesy alone
	Fault    *Fault
}

// A Repair is a word read as another that it was mistyped for.
type Repair struct{ Typed, Read string }

// A Reason says why a message was not read.
type Reason string

// The reasons.
const (
	Empty     Reason = "empty"
	TooLong   Reason = "too long"
	Unread    Reason = "unread"     // Words are in no list
	Unused    Reason = "unused"     // Words are known, and had no place beside the rest
	Unfit     Reason = "unfit"      // a unit and a measure that do not go together
	EitherDay Reason = "either day" // a day that can be read in two ways: Days
	NotAsked  Reason = "no question"
)

// A Fault says why there is no query. Words are as they were typed, cut to 40
// characters each.
type Fault struct {
	Reason  Reason
	Words   []string
	Partial *query.Query // what would have been read without them, if anything
	Days    []facts.Date // of EitherDay
}

// monthFirst is the language of which some write the month of a date before its
// day, and some behind it.
const monthFirst = "en"

// eitherDay is a day written so that it can be two: "3/4/2025".
func (l *line) eitherDay() *Fault {
	if l.r.Lex.Langs[l.lang] != monthFirst {
		return nil
	}
	for i := range l.toks {
		if t := &l.toks[i]; t.Swap != "" {
			return &Fault{Reason: EitherDay, Words: []string{t.Raw}, Days: []facts.Date{t.Date, t.Swap}}
		}
	}
	return nil
}

// Read reads a message on day asOf. prev is the query before it in the same
// thread, of which a fragment is a change; nil if there is none.
func (r *Reader) Read(text string, asOf facts.Date, prev *query.Query) Reading {
	if len(text) > MaxQuestion {
		return Reading{Fault: &Fault{Reason: TooLong}}
	}
	c := *r
	c.asOf = asOf
	if e, ok := r.Data.Current(asOf); ok {
		c.newest = e.ShareYear()
	} else {
		c.newest = asOf.Year()
	}
	c.latest = c.newest
	for _, e := range r.Data.Editions {
		if e.Published.KnownBy(asOf) {
			c.latest = max(c.latest, e.ShareYear())
		}
	}
	rd := c.read(text, prev)
	if rest, ok := strings.CutPrefix(strings.TrimSpace(text), "/"+Command+" "); ok && rd.Fault != nil && rd.Fault.Reason == NotAsked { // "/nato total"
		if again := c.read(Command+" "+rest, prev); again.Fault == nil {
			return again
		}
	}
	return rd
}

func (r *Reader) read(text string, prev *query.Query) Reading {
	toks := addressed(numbered(r.Lex.Tokens(lexicon.Clean(text))))
	if len(toks) == 0 {
		return Reading{Fault: &Fault{Reason: Empty}}
	}
	if prev == nil {
		r.codes(toks)
	}
	l := r.cut(toks, lexicon.Common)
	l.src = text
	out := Reading{Lang: r.Lex.Langs[l.lang], Repaired: l.repair()}
	out.Alike, out.Bare = l.alike()
	if q, ok := l.check(); ok {
		out.Queries = []query.Query{q}
		return out
	}
	if out.Fault = l.eitherDay(); out.Fault != nil {
		return out
	}
	ps := l.phrases()
	var before []query.Query
	if prev != nil {
		before = []query.Query{*prev}
	}
	if q, ok := r.fragment(l, ps, before, false); ok {
		out.Queries = q
		return out
	}
	if !slices.ContainsFunc(ps, func(p phrase) bool { return !p.stop() }) && len(ps) < len(toks) && len(toks) < 4 { // "hello", "thanks!"
		out.Queries, out.Greeting = []query.Query{{Ask: query.Help}}, true
		return out
	}
	if (&bag{l: l, r: r, ps: ps}).opensLead() { // "and France? who of both has more?"
		if out.Queries = r.apart(l, ps, before); out.Queries != nil {
			return out
		}
	}
	out.Queries, out.Fault = r.series(l, ps)
	if f := out.Fault; f != nil && f.Reason != Unread {
		if qs := r.apart(l, l.phrases(), nil); qs != nil { // those that were tried are used up
			out.Queries, out.Fault = qs, nil
		}
	}
	return out
}

// series reads phrases as one question, or as several that end in signs or have
// each its own subject.
func (r *Reader) series(l *line, ps []phrase) ([]query.Query, *Fault) {
	var out []query.Query
	var before *query.Query
	var last []phrase
	for _, part := range coordinate(sentences(ps)) {
		b := &bag{l: l, r: r, ps: part, before: before}
		if before != nil && !asks(part) { // "In euros?", "constant prices", "and Latvia?"
			if qs, ok := r.fragment(l, part, out, true); ok {
				if !names(part) && (!b.opensLead() || qs[0].Ask == query.Commitment) {
					out = out[:len(out)-1]
				}
				out = append(out, qs...)
				before = &out[len(out)-1]
				continue
			}
		}
		alone := before != nil && !names(part) && !looks(part)
		if alone && len(before.Qty) == 1 && related(before.Qty[0].Op) { // "… and what is the change in points?", of a share of a total
			return nil, &Fault{Reason: Unused, Words: b.words()}
		}
		if alone {
			b.ps = carry(last, part)
		}
		last = b.ps
		qs, fault := b.read()
		if fault != nil {
			return nil, fault
		}
		if alone && len(qs) > 0 {
			qs = inherit(qs, *before)
			if replaces(qs[0], *before) {
				out = out[:len(out)-1]
			}
		}
		out = append(out, qs...)
		if len(qs) > 0 {
			before = &qs[len(qs)-1]
		}
	}
	if len(out) == 0 {
		return nil, &Fault{Reason: NotAsked}
	}
	return out, nil
}

// Command is how the bot is called by name, before a question.
const Command = "nato"

// addressed takes from the beginning what only calls the bot: "/nato", "natobot",
// "nato bot".
func addressed(toks []lexicon.Token) []lexicon.Token {
	is := func(i int, s string) bool { return i < len(toks) && toks[i].Fold == s }
	switch {
	case is(0, "/") && is(1, Command):
		toks = toks[2:]
	case is(0, Command+"bot"):
		toks = toks[1:]
	case is(0, "@") && is(1, Command+"bot"), is(0, Command) && is(1, "bot"):
		toks = toks[2:]
	default:
		return toks
	}
	for len(toks) > 0 && (is(0, ":") || is(0, ",")) {
		toks = toks[1:]
	}
	return toks
}

// codes makes capitals of Allies' codes where a message holds nothing but them
// and words that compare: "ee", "es vs pt".
func (r *Reader) codes(toks []lexicon.Token) {
	var at []int
	for i := range toks {
		t := &toks[i]
		if t.Kind != lexicon.Word {
			if t.Kind == lexicon.Sign {
				continue
			}
			return
		}
		code := false
		for k := range r.Data.Allies {
			a := &r.Data.Allies[k]
			code = code || t.Fold == lexicon.Fold(a.Alpha2) || t.Fold == lexicon.Fold(string(a.Code))
		}
		switch {
		case code:
			at = append(at, i)
		case !r.compares(toks, i):
			return
		}
	}
	for _, i := range at {
		toks[i].Caps = true
	}
}

// compares reports whether a token alone is a word that compares.
func (r *Reader) compares(toks []lexicon.Token, i int) bool {
	for _, sp := range r.Lex.At(toks, i, nil) {
		for _, s := range sp.Senses {
			if s.Sort == lexicon.Compare && sp.N == 1 {
				return true
			}
		}
	}
	return false
}

// check reads a wish to check the text that follows.
func (l *line) check() (query.Query, bool) {
	i := l.skip(0)
	if l.is(i, lexicon.Aggregate) && l.is(i+1, lexicon.Check) { // "nato check …"
		i++
	}
	for i < len(l.items) && l.senseFirst(i, lexicon.Please) {
		i = l.skip(i + 1)
	}
	if last := len(l.items) - 1; i < last && l.senseFirst(last, lexicon.Check) && !l.is(i, lexicon.Check) { // "… fact check"
		text := strings.Trim(strings.TrimSpace(l.src[l.toks[l.items[i].tok].Start:l.toks[l.items[last].tok].Start]), ",:-– ")
		return query.Query{Ask: query.Check, Look: query.Look{Text: text}}, text != ""
	}
	if !l.is(i, lexicon.Check) {
		return query.Query{}, false
	}
	j := i + 1
	for l.isSign(j, ":-") {
		j++
	}
	if j >= len(l.items) {
		return query.Query{}, false
	}
	text := strings.TrimSpace(l.src[l.toks[l.items[j].tok].Start:])
	know, text := l.checkDay(j, text)
	for _, p := range [...][2]string{{"\"", "\""}, {"“", "”"}, {"«", "»"}, {"„", "“"}, {"'", "'"}} {
		if strings.HasPrefix(text, p[0]) && strings.HasSuffix(text, p[1]) && len(text) > len(p[0])+len(p[1]) {
			text = text[len(p[0]) : len(text)-len(p[1])]
			break
		}
	}
	return query.Query{Ask: query.Check, Look: query.Look{Text: text}, Know: know}, text != ""
}

// checkDay takes off the day or edition that stands behind a text in quotes,
// and nothing else behind it.
func (l *line) checkDay(from int, text string) (query.Knowledge, string) {
	var know query.Knowledge
	if !l.isSign(from, "\"") {
		return know, text
	}
	end := from
	for i := from + 1; i < len(l.items); i++ {
		if l.isSign(i, "\"") {
			end = i
		}
	}
	if end == from {
		return know, text
	}
	for i := l.skip(end + 1); i < len(l.items); {
		p, ok := l.knowledgeAt(i)
		if !ok || !merge(&know, p.know) {
			return query.Knowledge{}, text
		}
		i = l.skip(p.to)
	}
	last := l.toks[l.items[end].tok+l.items[end].n-1]
	return know, strings.TrimSpace(l.src[l.toks[l.items[from].tok].Start:last.End])
}

// numbered drops the point behind a year that is written as an ordinal, which
// ends no sentence: Croatian "od 2014. do 2025. godine".
func numbered(toks []lexicon.Token) []lexicon.Token {
	for i := 1; i+1 < len(toks); i++ {
		year, point, next := &toks[i-1], &toks[i], &toks[i+1]
		if point.Kind == lexicon.Sign && point.Fold == "." && point.Tight && year.Kind == lexicon.Digits && year.Num.Plain && year.Num.Value >= 1900 && year.Num.Value < 2100 &&
			next.Kind == lexicon.Word && !next.Upper && !next.Break {
			toks = slices.Delete(toks, i, i+1)
		}
	}
	return toks
}

// stop reports whether a phrase is a mark that ends a sentence.
func (p *phrase) stop() bool {
	return p.kind == pWord && p.sort == lexicon.NoSort && (p.val == "?" || p.val == "." || p.val == ";" || p.val == "!")
}

// sentences cuts the phrases where a sentence ends and another begins. What
// only asks for the truth of what stands before belongs to it.
func sentences(ps []phrase) [][]phrase {
	var out [][]phrase
	start := 0
	for i := range ps {
		p := &ps[i]
		if clause(ps, start, i) {
			out = append(out, ps[start:i])
			start = i
			continue
		}
		if !p.stop() {
			continue
		}
		if says(ps[start:i]) && says(ps[i+1:]) && !tag(ps[i+1:]) && !(p.val == "." && !says(ps[start:i])) {
			out = append(out, ps[start:i+1])
			start = i + 1
		}
	}
	return append(out, ps[start:])
}

// coordinate parts what is said of several subjects in one breath: "has Italy
// doubled and Spain tripled its spending since 2014", "did Spain meet 2 % in 2024
// and Italy in 2025". What opens the first and what closes the last belongs to
// all, and so does what the first says and another leaves out.
func coordinate(parts [][]phrase) [][]phrase {
	var out [][]phrase
	for _, ps := range parts {
		segs := subjects(ps)
		if len(segs) < 2 {
			out = append(out, ps)
			continue
		}
		for i := range segs[1:] {
			if i++; gapped(segs[i]) {
				segs[i] = filled(segs[0], segs[i])
				continue
			}
			segs[i] = append(slices.Clone(segs[0][:opening(segs[0])]), segs[i]...)
		}
		first, last := segs[0], segs[len(segs)-1]
		for i := range segs {
			for _, kind := range [...]phraseKind{pQty, pTime} {
				if holds(segs[i], kind) {
					continue
				}
				from := last
				if i == len(segs)-1 {
					from = first
				}
				for k := range from {
					if from[k].kind == kind && (kind == pTime || i < len(segs)-1) {
						segs[i] = append(slices.Clone(segs[i]), from[k])
					}
				}
			}
		}
		out = append(out, segs...)
	}
	return out
}

// subjects cuts phrases before each subject behind a word that joins, if each
// has a predicate of its own or leaves out that of the first.
func subjects(ps []phrase) [][]phrase {
	k := opening(ps)
	if k == len(ps) || !subject(&ps[k]) || wordAmong(ps, lexicon.Compare, lexicon.Difference, lexicon.Ratio, lexicon.Whole, lexicon.Fraction, lexicon.Minus, lexicon.Change, lexicon.Than, lexicon.Between, lexicon.Gap, lexicon.Sum, lexicon.Mean, lexicon.Rank, lexicon.Top, lexicon.Bottom) {
		return nil
	}
	var segs [][]phrase
	start := 0
	for i := k + 2; i < len(ps); i++ {
		if joint := &ps[i-1]; subject(&ps[i]) && joint.kind == pWord && (joint.sort == lexicon.And || joint.sort == lexicon.But || joint.val == ",") {
			segs = append(segs, slices.Clone(ps[start:i-1]))
			start = i
		}
	}
	segs = append(segs, slices.Clone(ps[start:]))
	said := predicate(segs[0])
	for i, s := range segs {
		if i == 0 && (said || holds(s, pTime)) || i > 0 && (said && predicate(s) || gapped(s)) {
			continue
		}
		return nil
	}
	return segs
}

// opening is how many words stand before the first name, measure or number.
func opening(ps []phrase) int {
	i := 0
	for i < len(ps) && (ps[i].kind == pWord || ps[i].kind == pQty) {
		i++
	}
	return i
}

// gapped reports whether phrases name a subject with another time, or deny it
// what was said of the one before, and say nothing else.
func gapped(ps []phrase) bool {
	more := false
	for i := range ps {
		switch p := &ps[i]; {
		case p.kind == pTime && p.time.role == tIn, p.kind == pWord && p.sort == lexicon.Not:
			more = true
		case p.kind == pSet && i == 0, p.kind == pWord && (p.sort == lexicon.NoSort || free[p.sort] || p.sort == lexicon.Aux):
		default:
			return false
		}
	}
	return more
}

// filled is what was said of the first subject, of another: its name and time,
// and what denies it, in their places.
func filled(first, gap []phrase) []phrase {
	var out []phrase
	timed := holds(gap, pTime)
	for i := range first {
		switch p := first[i]; {
		case subject(&p):
			out = append(out, gap[0])
			for k := range gap {
				if gap[k].kind == pWord && gap[k].sort == lexicon.Not {
					out = append(out, gap[k])
				}
			}
		case p.kind == pTime && timed:
		default:
			out = append(out, p)
		}
	}
	for k := range gap {
		if gap[k].kind == pTime || gap[k].kind == pWord && gap[k].sort == lexicon.NoSort {
			out = append(out, gap[k])
		}
	}
	return out
}

// subject reports whether a phrase names those of whom something can be said.
func subject(p *phrase) bool { return p.kind == pSet && !p.set.less && !p.set.groups() }

func holds(ps []phrase, kind phraseKind) bool {
	return slices.ContainsFunc(ps, func(p phrase) bool { return p.kind == kind })
}

func wordAmong(ps []phrase, sorts ...lexicon.Sort) bool {
	return slices.ContainsFunc(ps, func(p phrase) bool { return p.kind == pWord && slices.Contains(sorts, p.sort) })
}

// predicate reports whether phrases hold a verb that can be judged.
func predicate(ps []phrase) bool {
	return wordAmong(ps, lexicon.Rise, lexicon.Fall, lexicon.Multiple, lexicon.Meet, lexicon.Miss) || wordAmong(ps, lexicon.Cmp, lexicon.At) && holds(ps, pLevel)
}

// asking sorts open a question of their own behind a comma or "and".
var asking = sortSet(lexicon.Who, lexicon.HowMany, lexicon.HowMuch, lexicon.When, lexicon.Where, lexicon.HowFar, lexicon.SinceWhen, lexicon.UntilWhen, lexicon.How)

// clause reports whether a second question begins at i, joined to the first by
// "and" or a comma: "who has most troops, and who spends least a head".
func clause(ps []phrase, start, i int) bool {
	p := &ps[i]
	if p.kind != pWord || !asking[p.sort] || i == start {
		return false
	}
	j := i - 1
	joined := false
	for ; j > start && ps[j].kind == pWord && (free[ps[j].sort] || ps[j].sort == lexicon.NoSort); j-- {
		joined = joined || ps[j].sort == lexicon.And || ps[j].sort == lexicon.But || ps[j].val == ","
	}
	if !joined {
		return false
	}
	for k := start; k <= j; k++ {
		if ps[k].kind == pWord && asking[ps[k].sort] {
			if elliptic(ps[start:i], ps[i:]) {
				return true
			}
			return full(ps[start:i]) && full(ps[i:]) && (names(ps[start:i]) || !names(ps[i:]) || complete(ps[start:i], ps[i:]))
		}
	}
	return false
}

// elliptic reports whether phrases ask how many, or who, at another time, and
// leave out the condition of those before them: "how many met 2 % in 2014, and
// how many do today".
func elliptic(ps, behind []phrase) bool {
	if !wordAmong(ps, lexicon.HowMany, lexicon.Who) || !predicate(ps) && !wordAmong(ps, lexicon.Cmp, lexicon.At, lexicon.OrMore, lexicon.OrLess) || !holds(ps, pLevel) && !wordAmong(ps, lexicon.Named, lexicon.Commit) {
		return false
	}
	for i := range behind {
		p := &behind[i]
		if p.kind != pTime && !(p.kind == pWord && (p.sort == lexicon.NoSort || free[p.sort] || p.sort == lexicon.HowMany || p.sort == lexicon.Who)) {
			return false
		}
	}
	return holds(behind, pTime)
}

// severalAsked is the second word that opens a question behind a comma or
// "and", or -1.
func severalAsked(ps []phrase) int {
	first, joined := -1, false
	for i := range ps {
		p := &ps[i]
		if p.kind != pWord {
			continue
		}
		switch {
		case p.sort == lexicon.And || p.sort == lexicon.But || p.sort == lexicon.NoSort && p.val == ",":
			joined = first >= 0
		case p.sort == lexicon.Rank && first < 0:
			first = i
		case p.sort == lexicon.Where && joined && ps[first].sort == lexicon.Rank: // "what place …, and where was it in 2014"
			return i
		case asking[p.sort] && p.sort != lexicon.How && p.sort != lexicon.Where:
			if first >= 0 && joined {
				return i
			}
			first = i
		}
	}
	return -1
}

// full reports whether phrases hold a quantity, a condition or an order, and
// not just a name.
func full(ps []phrase) bool {
	for i := range ps {
		switch p := &ps[i]; {
		case p.kind == pQty, p.kind == pLevel:
			return true
		case p.kind == pWord && fullSorts[p.sort]:
			return true
		}
	}
	return false
}

// fullSorts are the words that make more than a name of a question, lookSorts
// those of questions that ask for no figure.
var (
	fullSorts = sortSet(lexicon.Top, lexicon.Bottom, lexicon.More, lexicon.Less, lexicon.Cmp, lexicon.Meet, lexicon.Miss, lexicon.Rise, lexicon.Fall, lexicon.Rank,
		lexicon.Meeting, lexicon.City, lexicon.Joined, lexicon.Accession, lexicon.Post)
	lookSorts = sortSet(lexicon.Meeting, lexicon.City, lexicon.Post)
)

// complete reports whether phrases ask who of all, or for a meeting or an
// office, and those behind them name an Ally: it belongs to the second question
// alone. A group behind two questions is of both.
func complete(ps, behind []phrase) bool {
	for i := range behind {
		if p := &behind[i]; p.kind == pSet && p.set.groups() {
			return false
		}
	}
	for i := range ps {
		if p := &ps[i]; p.kind == pWord && (p.sort == lexicon.Who || lookSorts[p.sort]) {
			return true
		}
	}
	return false
}

// looks reports whether phrases ask for a meeting or an office, and so for
// nobody's figures.
func looks(ps []phrase) bool {
	for i := range ps {
		if p := &ps[i]; p.kind == pWord && lookSorts[p.sort] {
			return true
		}
	}
	return false
}

// asks reports whether phrases open a question of their own.
func asks(ps []phrase) bool {
	for i := range ps {
		if p := &ps[i]; p.kind == pWord && (asking[p.sort] || p.sort == lexicon.YesNo || p.sort == lexicon.Aux || p.sort == lexicon.Top || p.sort == lexicon.Bottom || p.sort == lexicon.Commit && p.val != "due") || p.kind == pLevel {
			return true
		}
	}
	return false
}

// names reports whether phrases say of whom they speak.
func names(ps []phrase) bool {
	for i := range ps {
		if ps[i].kind == pSet {
			return true
		}
	}
	return false
}

// related reports whether a quantity is of two sides.
func related(op query.Op) bool { return op == query.Part || op == query.Ratio || op == query.Diff }

// carry puts whom a sentence was about before the one that follows and names
// nobody, and its time where the next has none of its own.
func carry(last, part []phrase) []phrase {
	timed := false
	for i := range part {
		timed = timed || part[i].kind == pTime || part[i].kind == pKnow
	}
	var out []phrase
	for i := range last {
		p := last[i]
		if p.kind == pSet || p.kind == pTime && !timed || p.kind == pKnow && !timed {
			p.used = false
			out = append(out, p, phrase{kind: pWord, sort: lexicon.And, from: p.to - 1, to: p.to})
		}
	}
	return append(out, part...)
}

// inherit gives questions that name nobody what the one before them was about:
// "in which year was it lowest? and highest?". None where that makes no sense.
func inherit(qs []query.Query, before query.Query) []query.Query {
	for i := range qs {
		q := &qs[i]
		switch q.Ask {
		case query.Rank:
			if before.Ask == query.Peak || before.Ask == query.Low {
				q.Ask, q.N = query.Peak, 0
				if q.Order == query.Bottom {
					q.Ask = query.Low
				}
				q.Order = ""
			}
		case query.Show, query.Trend, query.IsSo, query.Gap, query.First, query.Last, query.Since, query.Years, query.Peak, query.Low, query.List, query.Count, query.CountEach:
		default:
			continue
		}
		if len(q.Qty) == 0 && len(q.Conds) == 0 && (len(before.Qty) == 0 || before.Qty[0].Op == query.Value) {
			q.Qty = before.Qty
		}
	}
	return qs
}

// replaces reports whether a question only says more of the ranking before it:
// "who has most troops? top 5".
func replaces(q, before query.Query) bool {
	return q.Ask == query.Rank && before.Ask == query.Rank && q.N > 1 && before.N <= 1 && q.Order == before.Order
}

// tagged makes a short word behind the last comma a wish for the truth: "¿no?".
func (b *bag) tagged() {
	last := len(b.ps) - 1
	for last >= 0 && b.ps[last].kind == pWord && b.ps[last].sort == lexicon.NoSort {
		last--
	}
	if last < 2 || !b.isWord(last, lexicon.None, lexicon.Not, lexicon.Or) {
		return
	}
	if or := b.prev(last); b.isWord(or, lexicon.Or) && b.isWord(last, lexicon.Not, lexicon.None) && or > 1 { // "… or not?"
		b.ps[or].used, b.ps[last].used = true, true
		b.asked = true
		return
	}
	if p := &b.ps[last-1]; p.kind == pWord && p.val == "," {
		b.ps[last].sort = lexicon.True
	}
}

// says reports whether phrases say enough to be a question by themselves.
func says(ps []phrase) bool {
	n := 0
	for i := range ps {
		switch ps[i].kind {
		case pSet, pQty, pLevel, pTime, pKnow:
			return true
		case pWord:
			if ps[i].sort != lexicon.NoSort && !free[ps[i].sort] && !asking[ps[i].sort] {
				n++
			}
		case pUnread:
			n++
		}
	}
	return n > 0
}

// tag reports whether phrases only ask whether what stood before is so.
func tag(ps []phrase) bool {
	for i := range ps {
		if ps[i].kind != pWord || ps[i].sort != lexicon.NoSort && ps[i].sort != lexicon.True && !free[ps[i].sort] {
			return false
		}
	}
	return true
}

// A try is one way to make a query of a bag. It reports false where the bag
// holds nothing of its kind, or its phrases do not fit together.
type try func(*bag) ([]query.Query, bool)

// read tries each kind of question on the phrases; the first that uses all of
// them is it.
func (b *bag) read() ([]query.Query, *Fault) {
	for i := range b.ps {
		if b.ps[i].kind == pUnread {
			return nil, b.unread()
		}
	}
	for i := range b.ps { // "president Macron"
		if b.isWord(i, lexicon.Beyond) && b.ps[i].val == "other" && b.isWord(i+1, lexicon.Person) {
			b.ps[i].used = true
		}
	}
	b.tagged()
	b.asked = b.asked || b.mark('?') || b.isWord(0, lexicon.Aux) && !b.wh() // "did all Allies reach 2 % in 2025"
	b.joinedBy()
	b.knowledge()
	b.published()
	b.metOn()
	b.groupCounts()
	b.perAnnum()
	b.concord()
	if b.coreUnknown() {
		return []query.Query{{Ask: query.Beyond, Look: query.Look{Topic: "core"}, Know: b.know}}, nil
	}
	b.joinedBehind()
	b.aheadOf()
	b.sinceCompared()
	b.findConds()
	b.notIn()
	var fault *Fault
	fewest := 1 << 30
	ps, conds := b.ps, b.conds
	room, condRoom, c := make([]phrase, len(ps)), make([]cond, len(conds)), new(bag)
	for _, t := range tries {
		copy(room, ps)
		copy(condRoom, conds)
		*c = bag{l: b.l, r: b.r, ps: room, conds: condRoom[:len(conds):len(conds)], know: b.know, asked: b.asked, before: b.before}
		qs, ok := t(c)
		if !ok {
			continue
		}
		if n := c.count(); n == 0 {
			if k := severalAsked(ps); k >= 0 && len(qs) == 1 && !(qs[0].Ask == query.Commitment && qs[0].Look.When) && qs[0].Ask != query.Beyond && qs[0].Ask != query.Forecast && qs[0].Ask != query.Editions { // two questions, of which one would be lost
				return nil, &Fault{Reason: Unused, Words: []string{short(b.l.text(ps[k].from, ps[k].to))}}
			}
			for i := range qs {
				c.close(&qs[i])
			}
			return qs, nil
		} else if n < fewest {
			fewest = n
			fault = &Fault{Reason: Unused, Words: c.words()}
			if len(qs) > 0 {
				c.close(&qs[0])
				fault.Partial = &qs[0]
			}
		}
	}
	if fault == nil {
		fault = &Fault{Reason: NotAsked, Words: b.words()}
	}
	return nil, fault
}

// published takes the force from a future tense where a year is named of which
// figures are held: "how much will Poland spend this year" is no forecast.
func (b *bag) published() {
	held := false
	for _, i := range b.times() {
		t := b.ps[i].time
		if t.role != tIn || t.To == 0 || t.To > b.r.newest {
			return
		}
		held = true
	}
	if held && !b.has(lexicon.Commit, lexicon.Gap) && len(b.conds) == 0 && !b.level() {
		b.take(lexicon.Forecast)
	}
}

// coreUnknown reports whether core defence is asked for by what was known before
// any edition counted it.
func (b *bag) coreUnknown() bool {
	e, ok := b.r.Data.Current(b.day())
	if ok && e.Core() || len(b.know.Edition) > 0 {
		return false
	}
	for i := range b.ps {
		if b.ps[i].kind == pQty && b.ps[i].sort == lexicon.Defence && b.ps[i].val == "core" {
			return !b.has(lexicon.Define, lexicon.What)
		}
	}
	return false
}

// mark reports whether the sign stands among the phrases.
func (b *bag) mark(sign byte) bool {
	for i := range b.ps {
		if b.ps[i].kind == pWord && b.ps[i].sort == lexicon.NoSort && b.ps[i].val == string(sign) {
			return true
		}
	}
	return false
}

// count is how many phrases nothing has used.
func (b *bag) count() int {
	n := 0
	for i := range b.ps {
		p := &b.ps[i]
		if !p.used && !(p.kind == pWord && (free[p.sort] || p.sort == lexicon.NoSort)) {
			n++
		}
	}
	return n
}

// words are the phrases that nothing has used, as they were typed.
func (b *bag) words() []string {
	var out []string
	for i := range b.ps {
		p := &b.ps[i]
		if !p.used && !(p.kind == pWord && (free[p.sort] || p.sort == lexicon.NoSort)) && len(out) < 3 {
			out = append(out, short(b.l.text(p.from, p.to)))
		}
	}
	return out
}

func (b *bag) unread() *Fault {
	f := &Fault{Reason: Unread}
	for i := range b.ps {
		if b.ps[i].kind == pUnread && len(f.Words) < 3 {
			f.Words = append(f.Words, short(b.l.text(b.ps[i].from, b.ps[i].to)))
		}
	}
	return f
}

// short cuts a word to 40 characters.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}

// close gives a query what belongs to every kind: by what was known, and the
// national currency where a name for several was used.
func (b *bag) close(q *query.Query) {
	q.Know = b.know
	if e, ok := b.r.Data.Current(b.day()); ok && q.Ask != query.Editions {
		for i, id := range q.Know.Edition {
			if id == "newest" {
				q.Know.Edition = append([]string(nil), q.Know.Edition...)
				q.Know.Edition[i] = e.ID
			}
		}
	}
	if len(q.Qty) == 1 && q.Qty[0].Op == query.Value && q.Qty[0].Measure == "" && q.Qty[0].Cur == "" {
		q.Qty = nil
	}
	if q.Ask == query.Show && len(q.Qty) == 1 && q.Qty[0].Op == query.Change {
		q.Time.Open = false
	}
	for i := range q.Qty {
		b.currency(&q.Qty[i])
	}
	for i := range q.Conds {
		b.currency(&q.Conds[i].Qty)
		b.reached(q, i)
	}
}

// reached makes "at 2 %" at least 2 %, but for one Ally's stated value:
// "Norway is at 3.2 %, right?" is judged at the precision written.
func (b *bag) reached(q *query.Query, i int) {
	c := &q.Conds[i]
	if c.Cmp == query.Not && q.Ask != query.IsSo && i < len(b.conds) && b.isWord(b.conds[i].at, lexicon.At) { // "who is not at 2 %"
		c.Cmp = query.Below
	}
	if c.Cmp != query.At || c.Qty.Op != query.Value {
		return
	}
	if i < len(b.conds) && b.isWord(b.conds[i].at, lexicon.Cmp) {
		if b.conds[i].lv != nil && q.Order != query.Nearest { // "exactly 2 %"
			c.Cmp = query.Exactly
		}
		return
	}
	stated := q.Ask == query.IsSo && (q.Quant == query.Some || q.Quant == query.Only) && c.Scope == query.InYear
	if stated && !(i < len(b.conds) && b.isWord(b.conds[i].at, lexicon.At) && b.r.isGoal(c)) {
		return
	}
	c.Cmp = query.AtLeast
}

// isGoal reports whether a condition's level is one that the Alliance has
// agreed: one is at it from it on.
func (r *Reader) isGoal(c *query.Cond) bool {
	if c.Qty.Measure != facts.ShareOfGDP {
		return false
	}
	for _, com := range r.Data.InForce(r.asOf) {
		if com.Value == c.Level && com.Value > 0 {
			return true
		}
	}
	return false
}

// currency makes a name that several currencies share the Ally's own.
func (b *bag) currency(e *query.Expr) {
	if e.Cur == "crown" {
		e.Cur = "NCU"
	}
}
