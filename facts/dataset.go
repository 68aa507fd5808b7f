package facts

import (
	"slices"
	"strings"
)

// A Dataset is everything known at one moment. It is immutable after Load and
// safe for concurrent use; a reload makes a new one, so an answer in flight
// finishes on the data it began with.
type Dataset struct {
	Editions    []*Edition    // by publication date, oldest first
	History     []*Edition    // tables from before the editions, by other definitions: never chained to them, never current
	NotHeld     []Publication // NATO's publications of figures of which nothing is held, oldest first
	Allies      []Ally        // by English name
	Commitments []Commitment
	Meetings    []Meeting
	Statements  []Statement // curated claims: what was said, by whom, with assessments
	Definitions []Definition
	Groups      []Group
	Events      []Event // what a question may name a time by, oldest first
	Budgets     []Budget
	AidReleases []*AidRelease // oldest first
	Checks      []Check
	Terms       []Term // who held an office, oldest first
	Sources     map[string]Source
	Yardsticks  []*Yardstick // SIPRI's releases, oldest first; never mixed with NATO's
	Others      []Other      // countries with figures of SIPRI's that are no Allies

	counts    []countRow
	byCode    map[Code]*Ally
	byEdition map[string]*Edition
}

// Ally returns the Ally with the given code.
func (d *Dataset) Ally(c Code) (*Ally, bool) { a, ok := d.byCode[c]; return a, ok }

// Name is the name of an Ally or aggregate as NATO spells it; the code itself
// when it is neither.
func (d *Dataset) Name(c Code) string {
	switch c {
	case NATOTotal:
		return "NATO Total"
	case EuropeCanada:
		return "NATO Europe and Canada"
	}
	if a, ok := d.byCode[c]; ok {
		return a.Name
	}
	return string(c)
}

// Edition returns the edition with the given id.
func (d *Dataset) Edition(id string) (*Edition, bool) { e, ok := d.byEdition[id]; return e, ok }

// EditionLike is the edition whose id is nearest to what was written: by a slip
// or two of the hand, or the newest of what it begins with ("nato-2024"), or of
// the same year.
func (d *Dataset) EditionLike(id string) (*Edition, bool) {
	id = strings.ToLower(strings.TrimSpace(id))
	if len(id) > 40 {
		return nil, false
	}
	var rows [3][]int
	for i := range rows {
		rows[i] = make([]int, 64)
	}
	best, off := (*Edition)(nil), 3
	for _, e := range slices.Backward(d.Editions) {
		if len(e.ID) >= 60 {
			continue
		}
		if n := Distance([]rune(id), []rune(e.ID), 2, &rows); n < off {
			best, off = e, n
		}
	}
	if best != nil {
		return best, true
	}
	for _, part := range []string{id, "-" + id} { // "nato-2024", "2024-06"
		for _, e := range slices.Backward(d.Editions) {
			if len(id) >= 4 && strings.Contains(e.ID, part) {
				return e, true
			}
		}
	}
	return nil, false
}

// Newest is the edition published last.
func (d *Dataset) Newest() *Edition { return d.Editions[len(d.Editions)-1] }

// Current is the newest edition that was certainly out on day asOf and that
// holds shares of GDP for the whole Alliance; false before the first one.
// Editions of which only a few values are held never stand in for a whole one:
// ask for them by id.
func (d *Dataset) Current(asOf Date) (*Edition, bool) {
	for i := len(d.Editions) - 1; i >= 0; i-- {
		if e := d.Editions[i]; e.Complete && e.Published.KnownBy(asOf) {
			return e, true
		}
	}
	return nil, false
}

// An Ally is a member of NATO.
type Ally struct {
	Code         Code
	Alpha2       string // ISO 3166-1 alpha-2
	Name         string // NATO's English spelling
	Adjective    string // "Spanish", as in "the Spanish government"
	Joined       Date
	Forces       bool   // false for Iceland only: no armed forces, no spending row, never ranked
	Currency     string // ISO 4217 of the national currency in the newest edition
	CurrencyName string // "euros"
	Source       string // key into Sources
}

// Flag is the Ally's flag as two regional indicator runes.
func (a *Ally) Flag() string {
	if len(a.Alpha2) != 2 {
		return ""
	}
	const base = 0x1F1E6 - 'A'
	return string([]rune{base + rune(a.Alpha2[0]), base + rune(a.Alpha2[1])})
}

// An Edition is one publication of figures.
type Edition struct {
	ID         string // "nato-2026-07"
	Publisher  string // "NATO"
	Title      string
	Published  Date   // first day on which it was certainly public; may be a month
	Cutoff     Date   // date of the information in it, or ""
	Definition string // "total" or "core"
	PriceBase  int    // base year of constant prices; 0 unknown
	Years      []int  // years held, ascending
	Estimates  []int  // years that NATO marks with "e"
	Complete   bool   // holds shares of GDP for all Allies with forces, give or take what Remark names
	Confidence string // "very high" … "low", as curated
	URL        string // NATO's own address
	NoURL      string // why there is none
	Files      []File // those that were read, where any was
	NoFile     string // why there is none
	History    bool   // a table from before NATO's editions
	Obtained   string // where the copy came from
	Holds      string // what is held of it, in words
	Remark     string
	Exceptions []Exception // faults in NATO's own tables, known by name

	rows    map[rowKey]*figureRow
	grid    *grid     // finds the same rows; nil while they are read
	sources []string  // of the cells
	steps   []float64 // of cells that are printed coarser than NATO's tables

	shareYear int
}

// A File is one that an edition was read from.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"` // in lower-case hexadecimal
}

type rowKey struct {
	ally    Code
	measure Measure
}

// A figureRow is an Ally's row of a table: a cell for each of the edition's
// years.
type figureRow struct {
	currency string
	notes    []note
	cells    []cell
}

// A cell is a figure as the edition holds it. line is its row in figures.csv,
// 0 where the edition has no value; source is an index into Edition.sources;
// step one into Edition.steps, from 1, or 0 for NATO's own way of printing.
type cell struct {
	held     float64
	printed  float64 // as the edition prints it
	line     uint32
	source   uint16
	step     uint8
	estimate bool
}

// A note is an exception that concerns a row, or one year of it.
type note struct {
	year int // 0: each year
	text string
}

// Figure is the published value, if the edition holds it.
func (e *Edition) Figure(c Code, m Measure, year int) (Figure, bool) {
	row, i := e.row(c, m), e.yearAt(year)
	if row == nil || i < 0 || row.cells[i].line == 0 {
		return Figure{}, false
	}
	x := &row.cells[i]
	f := Figure{Ally: c, Year: year, Measure: m, Value: x.printed, Held: x.held, HasHeld: x.printed != x.held, Estimate: x.estimate, Edition: e.ID, Source: e.sources[x.source]}
	if x.step > 0 {
		f.Coarse = e.steps[x.step-1]
	}
	for _, n := range row.notes {
		if n.year == year || n.year == 0 {
			f.Note = n.text
		}
	}
	return f, true
}

// Measures are the measures of which the edition holds any value, in the order
// of NATO's tables.
func (e *Edition) Measures() []Measure {
	var out []Measure
	for _, m := range Measures {
		for k := range e.rows {
			if k.measure == m {
				out = append(out, m)
				break
			}
		}
	}
	return out
}

// Currency is the ISO 4217 code of an Ally's amounts in national currency in
// this edition, or "". It can differ between editions: Bulgaria's were in leva
// before that of July 2026.
func (e *Edition) Currency(c Code) string {
	if row := e.row(c, SpendNCU); row != nil {
		return row.currency
	}
	return ""
}

// LastYear is the newest year held.
func (e *Edition) LastYear() int { return e.Years[len(e.Years)-1] }

// Core reports whether the edition counts core defence only.
func (e *Edition) Core() bool { return e.Definition == "core" }

// An Exception is a fault in NATO's own table that lint knows and lets pass.
type Exception struct {
	Ally    Code // "" for all
	Measure Measure
	Year    int    // 0 for all
	Kind    string // the check of Lint that it excuses, or "note" or "gap"
	Reason  string
	Source  string

	line int // in exceptions.csv
}

// A Source is where a row comes from.
type Source struct {
	ID        string
	Publisher string
	Title     string
	Published Date
	URL       string
	Grade     string // A official, B agency or established newsroom, C regional, trade or copy, D weak, X state-linked propaganda
	Access    string // "read", or "cited" when only seen cited
	Undated   bool   // the page names no date; Published is the year that its state is of
	CopyOf    string // key of the article that this is a copy or translation of, or ""
	Note      string
}

// A Commitment is what the Alliance or an Ally undertook.
type Commitment struct {
	ID         string  // "wales-2014-2pct", "hague-2025-core"
	Party      Code    // NATOTotal for the Alliance
	Name       string  // "the 2 % floor"
	Value      float64 // per cent; 0 where it is no share
	Upper      float64 // end of a range, or 0
	Of         string  // "gdp", "defence" (share of defence expenditure) or "" (no share)
	Definition string  // what counts
	Agreed     Date
	Superseded Date   // "" while it holds
	Deadline   string // "2035", "every year", …
	Place      string
	Status     string // "in force", "superseded", "disputed", …
	Summary    string
	Readings   []Reading // where parties read it differently, both, attributed
	Sources    []string
}

// InForce reports whether the commitment had been agreed and not been
// superseded on day asOf.
func (c *Commitment) InForce(asOf Date) bool {
	return c.Agreed.KnownBy(asOf) && !(c.Superseded != "" && c.Superseded.KnownBy(asOf))
}

// A Reading is how one party understands a commitment.
type Reading struct {
	Party, Text, Source string   // Source is the first of Sources
	Since               Date     // when it was stated
	Sources             []string // keys into Sources
}

// A Meeting is an entry of the timeline.
type Meeting struct {
	ID         string
	Start, End Date
	Kind       string // summit, ministerial, bilateral, statement, publication
	Title      string
	Place      string
	People     []string // as "Mark Rutte (Secretary General)"
	Purpose    string
	Outcomes   []string
	Confidence string
	Facts      []MeetingFact
	Announced  []Announcement // what had been said of it in advance, oldest first
	Sources    []string
	Note       string
}

// An Announcement is what was known of a meeting before it was held.
type Announcement struct {
	On      Date // when it was announced
	When    Date // the date announced, or "" when none was
	Place   string
	Sources []string
}

// A MeetingFact is one fact of a meeting with the sources that carry it.
type MeetingFact struct {
	Kind    string // outcome, said or context
	Text    string // may hold figures in braces, see Fill
	Sources []string
}

// A Statement is a curated claim: what was said or written, by whom, when, and
// how it stands against the evidence of its day and of the day of curation.
type Statement struct {
	ID       string
	Origin   string // "seed" for the founding article
	Speaker  string
	Role     string
	Date     Date
	Claim    string
	Quote    string // short verbatim quotation, or ""
	Allies   []Code
	Quantity string
	Unit     string
	Target   string // target year
	Meeting  string // id of the meeting where it was said or to which it refers, or ""
	Then     Verdict
	ThenWhy  string
	Now      Verdict // as of Curated
	NowWhy   string
	Curated  Date
	Wording  string   // suggested wording
	Sources  []string // for the claim and Then
	NowFrom  []string // sources for Now
}

// A Definition explains a term.
type Definition struct {
	ID      string
	Term    string
	Aliases []string
	Text    string
	Since   Date // from when the text holds; "" always. A term may have several texts
	Sources []string
}

// Last is an Ally's figure of a year, or with year 0 the newest one that is no
// sum with Allies left out.
func (e *Edition) Last(c Code, m Measure, year int) (Figure, bool) {
	if year != 0 {
		return e.Figure(c, m, year)
	}
	for i := len(e.Years) - 1; i >= 0; i-- {
		if f, ok := e.Figure(c, m, e.Years[i]); ok && e.LeftOut(c, m, e.Years[i]) == nil {
			return f, true
		}
	}
	return Figure{}, false
}

// LeftOut are the Allies, by code, that NATO's sum of a year leaves out, as they have a
// figure for the year before and none for this one: in the edition of August
// 2025 the personnel of 2025 is summed without three Allies, and is no
// strength of the Alliance. Shares are no sums.
func (e *Edition) LeftOut(c Code, m Measure, year int) []Code {
	if !c.Aggregate() || m.Share() || m == GDPPerCapita || m == DefencePerCapita {
		return nil
	}
	var out []Code
	for k := range e.rows {
		if k.measure != m || k.ally.Aggregate() || c == EuropeCanada && k.ally == "USA" {
			continue
		}
		if _, ok := e.Figure(k.ally, m, year); ok {
			continue
		}
		if _, ok := e.Figure(k.ally, m, year-1); ok {
			out = append(out, k.ally)
		}
	}
	slices.Sort(out)
	return out
}

// SeriesOf are an Ally's figures of the years from to to, ascending; to 0 is the
// last year held. A year that is missing, or summed without some Ally, is left
// out, never filled in.
func (e *Edition) SeriesOf(c Code, m Measure, from, to int) []Figure {
	out := make([]Figure, 0, len(e.Years))
	for _, y := range e.Years {
		if y < from || to > 0 && y > to {
			continue
		}
		if f, ok := e.Figure(c, m, y); ok && e.LeftOut(c, m, y) == nil {
			out = append(out, f)
		}
	}
	return out
}

// EstimatesIn are those of the years that the edition marks as estimates.
func (e *Edition) EstimatesIn(years ...int) []int {
	var out []int
	for _, y := range years {
		if slices.Contains(e.Estimates, y) {
			out = append(out, y)
		}
	}
	return out
}

// InSentence is the name of an Ally or aggregate as it stands inside an English
// sentence: "the United States".
func (d *Dataset) InSentence(c Code) string {
	switch c {
	case "USA", "GBR", "NLD", "SVK":
		return "the " + d.Name(c)
	}
	return d.Name(c)
}

// A Verdict on a claim; its name is part of the interface.
type Verdict string

// The verdicts. When in doubt, NotCheckable: a wrong verdict is the worst bug.
const (
	Supported    Verdict = "supported"
	Contradicted Verdict = "contradicted"
	Outdated     Verdict = "outdated"  // right by an edition published before the as-of date, no longer
	Imprecise    Verdict = "imprecise" // right in substance, wrong in a detail that Because names
	NotCheckable Verdict = "not_checkable"
)

// A Cite is a source with the place in it.
type Cite struct {
	Source
	Locator string // "Table 3"
}

// CurrencyOf names the currency of a figure in national currency: that of its
// edition, which can differ from today's.
func (d *Dataset) CurrencyOf(f Figure) string {
	code := ""
	if e, ok := d.Edition(f.Edition); ok {
		code = e.Currency(f.Ally)
	}
	if a, ok := d.Ally(f.Ally); ok && (code == "" || a.Currency == code) && a.CurrencyName != "" {
		return a.CurrencyName
	}
	if code == "BGN" {
		return "leva" // Bulgaria's currency before the edition of July 2026
	}
	return code
}
