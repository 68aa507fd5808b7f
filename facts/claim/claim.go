// Package claim finds in a text what published figures, commitments, meetings
// or curated statements can decide, and decides it by what was known on a day.
// A claim is a question with its answer attached: words are those of the
// lexicon, phrases those of the reader, and what holds is what a query finds.
// When in doubt a claim is left alone or not checkable: a wrong verdict is the
// worst bug.
package claim

import (
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/reader"
)

// A Claim is a statement of a text, with what is known of it.
type Claim struct {
	Sentence           string
	Start, End         int    // byte offsets of the sentence in the text
	SpanStart, SpanEnd int    // byte offsets of the claim's own words
	Kind               string // ally_share, ally_amount, count_meeting, ranking, aggregate, change, commitment, meeting, statement
	Allies             []facts.Code
	Year               int
	Value              float64
	HasValue           bool
	Unit               string
	Verdict            facts.Verdict
	Because            string // one sentence, with the deciding figures
	Correct            string // of what is contradicted or outdated: the sentence that would have been right, or ""
	Figures            []facts.Figure
	Sources            []facts.Cite
	Today              facts.Verdict // verdict by the newest edition, when it differs from Verdict; else ""
	TodayWhy           string
	TodayCorrect       string // the sentence that would be right by the newest edition, where it is another than Correct
}

// maxSentence is the longest sentence that is judged, in tokens. What is
// longer is no sentence.
const maxSentence = 400

// Check finds the statements of text that published figures, commitments,
// meetings or curated claims can decide, and decides them by what was known on
// day asOf: against the edition current then, at the precision that the
// statement itself uses. It is deterministic and linear in the length of text.
//
// Not promised: that every statement is found. Opinions, predictions and
// motives are left alone, and what is unclear is not_checkable.
func Check(d *facts.Dataset, text string, asOf facts.Date) []Claim {
	if Unfit(text) != "" {
		return nil
	}
	r := reader.New(d)
	toks := r.Lex.Tokens(lexicon.Clean(text))
	if len(toks) == 0 {
		return nil
	}
	c := newChecker(d, r, text, asOf)
	c.words = r.Words(text, toks)
	cuts := c.sentences()
	c.lang = c.words.Language(0, min(len(toks), 4000), lexicon.Common)
	c.survey()
	if len(cuts) <= alone {
		c.topic = true
		if c.spent && !c.gdp { // "Germany spends 2.7 percent": of what is asked here
			c.of, c.asked = ofGDP, true
		}
	}
	var out []Claim
	for _, cut := range cuts {
		s := c.read(cut)
		if s == nil {
			continue
		}
		for _, p := range c.propositions(s) {
			out = append(out, c.rule(s, p))
		}
		c.remember(s)
	}
	return out
}

// A checker checks one text.
type checker struct {
	d     *facts.Dataset
	r     *reader.Reader
	text  string
	words *reader.Words
	lang  lexicon.Lang
	asOf  facts.Date
	day   facts.Date // the text's own day: what "last year" refers to
	home  *facts.Edition
	newer *facts.Edition // the newest edition of all

	editions []*facts.Edition // those that may decide, oldest first

	newest int        // the newest year of home
	topic  bool       // the text is about defence or the Alliance
	gdp    bool       // it speaks of GDP
	spent  bool       // and of spending, or of paying
	spends bool       // of spending for sure
	asked  bool       // it is a sentence or two, of spending and of nothing else that has a name
	main   facts.Code // the Ally that it names far more often than any other, or ""

	before    []*sentence // the last sentences read, the newest last
	rows      list        // the list that is being read
	otherYear bool        // a sentence read names another year than the newest
	level     *threshold  // the level of which the text spoke last
	pledged   *sentence   // the last that said what the Allies undertook
	of        base        // of what the last per cent was that said so
	ranks     map[standKey][]place
	sided     map[sideKey]*sided
}

func newChecker(d *facts.Dataset, r *reader.Reader, text string, asOf facts.Date) *checker {
	c := &checker{d: d, r: r, text: text, asOf: asOf, day: asOf, ranks: map[standKey][]place{}, sided: map[sideKey]*sided{}}
	for i := len(d.Editions) - 1; i >= 0 && c.newer == nil; i-- {
		if d.Editions[i].Complete {
			c.newer = d.Editions[i]
		}
	}
	c.newest = asOf.Year()
	if e, ok := d.Current(asOf); ok {
		c.home, c.newest = e, e.ShareYear()
	}
	for _, e := range d.Editions { // one held in part may know a newer year
		if !c.trusted(e) {
			continue
		}
		c.editions = append(c.editions, e)
		if c.home != nil && e.Published.KnownBy(asOf) && e.Published.Last() > c.home.Published.Last() {
			c.newest = max(c.newest, e.ShareYear())
		}
	}
	return c
}

// trusted reports whether an edition may decide: all but those of which only
// scraps of low confidence or in one decimal are held.
func (c *checker) trusted(e *facts.Edition) bool {
	if e.Complete {
		return true
	}
	if strings.Contains(e.Confidence, "low") {
		return false
	}
	for i := range c.d.Allies {
		for _, y := range e.Years {
			if f, ok := e.Figure(c.d.Allies[i].Code, facts.ShareOfGDP, y); ok && f.Value != facts.Round(f.Value, 1) {
				return true
			}
		}
	}
	return false
}

// survey sees whether the text as a whole is about what the figures hold.
func (c *checker) survey() {
	named, last := map[facts.Code]int{}, -1
	c.words.Each(func(tok int, s lexicon.Sense) {
		if s.Sort == lexicon.Ally && tok > last && (s.Lang == c.lang || s.Lang == lexicon.Common) && len(c.words.Toks[tok].Fold) > shortName {
			named[facts.Code(s.Val)]++
			last = tok
		}
		if s.Lang != c.lang && s.Lang != lexicon.Common {
			return
		}
		switch s.Sort {
		case lexicon.Spend:
			c.spent = true
			c.spends = c.spends || s.Cost == 0 // and not "pay", which may be interest
		case lexicon.Defence, lexicon.Aggregate, lexicon.Named:
			c.topic = true
		case lexicon.GDP:
			c.gdp = true
		case lexicon.Measure:
			c.gdp = c.gdp || s.Val == "share"
			c.topic = c.topic || s.Val == "spend" || s.Val == "troops"
		}
	})
	for code, n := range named {
		if n < mainly {
			continue
		}
		c.main = code
		for other, m := range named {
			if other != code && 2*m > n {
				c.main = ""
			}
		}
		if c.main != "" {
			return
		}
	}
}

// shortName is how long a word is that may be another of its language: codes.
const shortName = 3

// mainly is how often a text has to name the Ally that it is about.
const mainly = 3

// alone is how many sentences are so few that they are taken to be about what
// is asked here.
const alone = 2

// memory is how many sentences back a subject is carried over.
const memory = 2

func (c *checker) remember(s *sentence) {
	for _, w := range s.times {
		if y := c.yearOf(w); y != 0 && y != c.newest {
			c.otherYear = true
		}
	}
	c.of = s.lastBase(c.of)
	if s.row {
		c.rows.take(s)
	}
	c.before = append(c.before, s)
	if len(c.before) > memory {
		c.before = c.before[1:]
	}
}

// packed is how a zip file begins: documents of word processors are such.
const packed = "PK\x03\x04"

// Unfit says in a sentence why a text cannot be checked, "" where it can: it
// takes words, and no files of other kinds.
func Unfit(text string) string {
	head := text[:min(len(text), 1<<16)]
	switch {
	case strings.HasPrefix(text, packed), strings.HasPrefix(text, "%PDF-"):
		return "This is a document file, not a text. Save or copy its text, and check that."
	case strings.ContainsRune(head, 0), strings.Count(strings.ToValidUTF8(head, "\uFFFD"), "\uFFFD")*20 > len(head):
		return "This is no text: it holds bytes that are no words. Check a file of plain text."
	}
	return ""
}
