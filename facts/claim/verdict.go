package claim

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
)

// A proposition is what a sentence states, ready to be judged by any edition.
type proposition struct {
	kind     string
	who      []facts.Code
	measure  facts.Measure
	year     int
	value    float64 // as written, in the unit of the words
	valued   bool
	unit     string
	from, to int // phrases of its own words, both within
	number   int // phrase of the number that would be put right; -1: none

	turned  string        // why nothing is asserted, or ""; row 1
	lacking string        // why it cannot be judged whatever the figures say, or ""
	stated  *stated       // of one number
	tally   *tally        // of a count
	strict  bool          // every part is explicit, and nothing unread stands in its clause
	precise bool          // a number of two decimals that its clause gives to one Ally
	curated bool          // judged by curated entries: test(nil)
	given   facts.Verdict // the curated verdict, or ""
	settled bool          // the sentence leaves no choice of the year
	again   bool          // an older edition may have said it of its own newest year

	// test says what an edition has; near, where it fails, names the detail
	// that alone is wrong; others are the readings under which the sentence
	// would be innocent.
	test   func(e *facts.Edition) finding
	retest func(e *facts.Edition, year int) finding // for another year; nil: the year is said
	near   func(e *facts.Edition, f finding) string
	others func() []reading
}

// A reading is another way to understand a proposition.
type reading struct {
	rounded    bool // only the number is taken less strictly
	everywhere bool // of any edition, and not of E alone
	test       func(e *facts.Edition) finding
}

// A truth is what an edition has of a proposition.
type truth uint8

const (
	unknown truth = iota // nothing
	yes
	no
)

// A finding is an edition's answer.
type finding struct {
	truth   truth
	figures []facts.Figure
	says    string         // "Spain 1.28 % of GDP for 2024, an estimate"
	tell    func(*finding) // fills says and figures, where they cost more than the answer
	right   string         // the number that would have been right, as it would be written
	cites   []facts.Cite
	closed  bool // no estimate was needed
}

// told is the finding with its words.
func (f finding) told() finding {
	if f.tell != nil {
		f.tell(&f)
		f.tell = nil
	}
	return f
}

// A ruling is a verdict with its reason.
type ruling struct {
	verdict facts.Verdict
	why     string
	correct string
	figures []facts.Figure
	cites   []facts.Cite
}

// A judge holds what the rows of the table of verdicts look at: a proposition,
// the newest edition E of the day that has an answer, and that answer.
type judge struct {
	c     *checker
	s     *sentence
	p     *proposition
	day   facts.Date
	e     *facts.Edition // nil: none has one
	found finding
	newer facts.Date // an edition out by the day and after e that has no answer; ""
}

// rows is the table of verdicts: the first row that fits decides.
var rows = [...]func(*judge) (ruling, bool){
	(*judge).unasserted, (*judge).superseded, (*judge).holds, (*judge).heldBefore, (*judge).offByOneDetail, (*judge).differs, (*judge).undecided,
}

// rule judges a proposition by what was known on the day of the check and,
// where the newest edition says otherwise, by that too.
func (c *checker) rule(s *sentence, p *proposition) Claim {
	r := c.decide(s, p, c.asOf)
	out := Claim{Sentence: s.text(), Start: s.start, End: s.end, Kind: p.kind, Allies: p.who, Year: p.year, Value: p.value, HasValue: p.valued, Unit: p.unit,
		Verdict: r.verdict, Because: r.why, Correct: r.correct, Figures: r.figures, Sources: r.cites}
	out.SpanStart, out.SpanEnd = s.bytes(p.from, p.to)
	if c.home != nil && c.newer != nil && c.newer != c.home && r.verdict != facts.NotCheckable {
		t := c.decide(s, p, c.newer.Published.Last())
		if t.verdict != r.verdict && t.verdict != facts.NotCheckable {
			out.Today, out.TodayWhy = t.verdict, t.why
		}
		if p.settled && t.correct != r.correct { // else the year is that of the text, and today it would be another
			out.TodayCorrect = t.correct
		}
	}
	return out
}

func (c *checker) decide(s *sentence, p *proposition, day facts.Date) ruling {
	j := &judge{c: c, s: s, p: p, day: day}
	j.look()
	for _, row := range rows {
		if r, ok := row(j); ok {
			return r
		}
	}
	return ruling{verdict: facts.NotCheckable}
}

// look finds E: the newest edition out on the day that holds what is stated.
func (j *judge) look() {
	if j.p.turned != "" || j.p.lacking != "" || j.p.test == nil {
		return
	}
	if j.p.curated {
		j.found = j.p.test(nil)
		return
	}
	for _, e := range slices.Backward(j.c.editions) {
		if !e.Published.KnownBy(j.day) {
			continue
		}
		if f := j.p.test(e); f.truth != unknown {
			j.e, j.found = e, f.told()
			break
		}
		if j.newer == "" {
			j.newer = e.Published
		}
	}
	if j.e == nil {
		return
	}
	if u, ok := j.c.d.Unread(j.e, j.day); ok && j.newer == "" {
		j.newer = u
	}
}

// unasserted is row 1: a question, wish, duty, plan, condition or opinion,
// another source, a number or reference that was not read.
func (j *judge) unasserted() (ruling, bool) {
	if why := j.p.turned + j.p.lacking; why != "" {
		return ruling{verdict: facts.NotCheckable, why: upperHead(why) + "."}, true
	}
	if j.p.given != "" {
		return j.ruling(j.p.given), true
	}
	if j.e == nil && !j.p.curated {
		return ruling{verdict: facts.NotCheckable, why: "No edition held here that was out by " + j.day.Long() + " has the figures for it."}, true
	}
	return ruling{}, false
}

// superseded is row 2: a newer edition than E was known, and is not held or
// lacks the figure.
func (j *judge) superseded() (ruling, bool) {
	if j.newer == "" {
		return ruling{}, false
	}
	r := j.ruling(facts.NotCheckable)
	if j.found.truth == yes && j.found.closed {
		r.verdict = facts.Supported
		return r, true
	}
	r.why = "NATO had published newer figures by then (" + month(j.newer) + "), of which this one is not held; before them: " + lowerHead(r.why)
	return r, true
}

// holds is row 3: the relation holds for E.
func (j *judge) holds() (ruling, bool) {
	return j.ruling(facts.Supported), j.found.truth == yes
}

// lastDigit is the detail before which an earlier edition that fits counts.
const lastDigit = "the last digit is off"

// recent is how far back an edition may lie that made a statement true, in
// years.
const recent = 2

// yearsBefore is a day so many years before another.
func yearsBefore(d facts.Date, n int) facts.Date {
	last := string(d.Last())
	return facts.Date(strconv.Itoa(d.Year()-n) + last[4:])
}

// heldBefore is row 4: E fails, and an earlier edition in force within 24
// months before the day holds for the same year.
func (j *judge) heldBefore() (ruling, bool) {
	if j.p.curated || !j.p.strict && !j.p.precise {
		return ruling{}, false
	}
	before, asked := false, false
	for _, f := range slices.Backward(j.c.d.Editions) {
		if f == j.e {
			before = true
			continue
		}
		if !before || !f.Complete || !f.Published.KnownBy(j.day) {
			continue
		}
		if !j.inForce(f) {
			break // nor is any before it
		}
		if j.p.near != nil && !asked {
			asked = true
			if d := j.p.near(j.e, j.found); d != "" && !strings.HasPrefix(d, lastDigit) && !strings.HasPrefix(d, exactLevel) {
				return ruling{}, false
			}
		}
		old := j.p.test(f)
		if old.truth != yes && j.p.retest != nil && j.p.again {
			old = j.p.retest(f, f.ShareYear())
		}
		if old.truth != yes {
			continue
		}
		if j.innocent(f) {
			break
		}
		old = old.told()
		r := j.ruling(facts.Outdated)
		r.why = "By " + editionName(f) + " it was " + old.says + "; " + lowerHead(r.why)
		r.figures = append(r.figures, old.figures...)
		return r, true
	}
	return ruling{}, false
}

// inForce reports that an edition was the newest one at some time within 24
// months before the day.
func (j *judge) inForce(f *facts.Edition) bool {
	for _, e := range j.c.d.Editions {
		if e.Published.Last() > f.Published.Last() {
			return e.Published.Last() >= yearsBefore(j.day, recent)
		}
	}
	return true
}

// offByOneDetail is row 5: E fails by one detail alone.
func (j *judge) offByOneDetail() (ruling, bool) {
	if j.p.near == nil {
		return ruling{}, false
	}
	detail := j.p.near(j.e, j.found)
	if detail == "" || strings.HasPrefix(detail, lastDigit) && !j.p.strict {
		return ruling{}, false
	}
	r := j.ruling(facts.Imprecise)
	r.why = strings.TrimSuffix(r.why, ".") + "; " + detail + "."
	return r, true
}

// differs is row 6: E has the value, it differs, every part is explicit, and no
// innocent reading is left.
func (j *judge) differs() (ruling, bool) {
	if !j.p.strict || j.innocent(nil) {
		return ruling{}, false
	}
	return j.ruling(facts.Contradicted), true
}

// undecided is row 7.
func (j *judge) undecided() (ruling, bool) {
	r := j.ruling(facts.NotCheckable)
	r.why = "It may be meant in another way than read here. " + r.why
	return r, true
}

// innocent reports whether the statement would be true under one other reading:
// by E of another Ally of the sentence, another year, direction, level or
// aggregate, another rounding; or as it is by another edition out by the day.
// Of one that held before, only what E itself says is asked.
func (j *judge) innocent(before *facts.Edition) bool {
	if j.e == nil {
		return false
	}
	if j.p.retest != nil && (j.p.again || !j.p.settled) && before == nil {
		for _, e := range j.c.editions {
			if e.Published.KnownBy(j.day) && j.p.retest(e, e.ShareYear()).truth == yes {
				return true
			}
		}
	}
	if j.p.others == nil {
		return false
	}
	for _, other := range j.p.others() {
		if before != nil && other.rounded {
			continue
		}
		if other.test(j.e).truth == yes {
			return true
		}
		for _, e := range j.c.editions {
			if other.everywhere && before == nil && e.Published.KnownBy(j.day) && other.test(e).truth == yes {
				return true
			}
		}
	}
	if before != nil {
		return false
	}
	for _, e := range j.c.editions {
		if e.Published.KnownBy(j.day) && j.p.test(e).truth == yes {
			return true
		}
	}
	return false
}

// ruling is a verdict with what E says.
func (j *judge) ruling(v facts.Verdict) ruling {
	r := ruling{verdict: v, figures: slices.Clone(j.found.figures)}
	switch {
	case j.e == nil:
		r.why = j.found.says + "."
		r.cites = j.found.cites
	default:
		r.why = upperHead(editionName(j.e)) + " has " + j.found.says + "."
		r.cites = []facts.Cite{{Source: j.c.d.Sources[j.e.ID], Locator: j.p.measure.Table()}}
	}
	bound := j.p.stated != nil && j.p.stated.rel != exactly && j.p.stated.rel != about // "exceeded 1.55 %" would be wrong too
	if (v == facts.Contradicted || v == facts.Outdated) && j.found.right != "" && !bound {
		r.correct = j.s.put(j.p.number, j.found.right)
	}
	return r
}

// put is the sentence with another number in the place of the one it states.
func (s *sentence) put(at int, right string) string {
	if at < 0 {
		return ""
	}
	t := s.number(at)
	end := t.End
	if t.Kind == lexicon.Word {
		_, end = s.bytes(at, at)
	}
	return plainText(s.c.text[s.start:t.Start] + right + s.c.text[end:s.end])
}

// number is the token that holds the digits of a phrase, its first where it is
// said in words.
func (s *sentence) number(at int) *lexicon.Token {
	p := &s.ps[at]
	for i := p.Tok; i < p.Tok+p.N; i++ {
		if t := &s.c.words.Toks[i]; t.Kind == lexicon.Digits {
			return t
		}
	}
	return s.tok(at)
}

// A relation is how a figure has to stand to the number stated.
type relation uint8

const (
	exactly  relation = iota
	about             // within 5 % or half a unit of the last digit
	nearly            // from 95 % up to below
	justOver          // above, by no more than a tenth
	atLeast
	above
	atMost
	below
	truncated // without what follows the last digit
)

// fits reports whether a figure stands so to a number written with dec
// decimals, in the unit of the words.
func (r relation) fits(printed, held, want float64, dec int) bool {
	if dec < 0 {
		dec = 0
	}
	half := 0.5 * math.Pow10(-dec)
	switch r {
	case exactly:
		return facts.Round(printed, dec) == facts.Round(want, dec) || facts.Round(held, dec) == facts.Round(want, dec)
	case about:
		return math.Abs(printed-want) <= max(0.05*math.Abs(want), half)+1e-9
	case truncated:
		return held >= want && held < want+2*half
	case nearly:
		return printed < want && printed >= 0.95*want
	case justOver:
		return printed > want && printed <= 1.1*want
	case atLeast:
		return printed >= want
	case above:
		return printed > want
	case atMost:
		return printed <= want
	default:
		return printed < want
	}
}

// mirrored is the relation between the negatives of what it compares.
func (r relation) mirrored() relation {
	switch r {
	case atLeast:
		return atMost
	case above:
		return below
	case atMost:
		return atLeast
	case below:
		return above
	}
	return r
}

// flipped is the relation with its direction turned.
func (r relation) flipped() relation {
	switch r {
	case atLeast:
		return below
	case above:
		return atMost
	case atMost:
		return above
	case below:
		return atLeast
	}
	return r
}

func editionName(e *facts.Edition) string { return "NATO's edition of " + month(e.Published) }

func month(d facts.Date) string {
	if len(d) == 10 {
		d = d[:7]
	}
	return d.Long()
}

func upperHead(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func lowerHead(s string) string {
	if s == "" || strings.HasPrefix(s, "NATO") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
