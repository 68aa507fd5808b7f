// Package query is the algebra of what can be asked: sets of Allies,
// quantities, times, conditions, and what is wanted of them. A Query is a value
// without a word of any language; reading makes it, evaluation answers it, and
// its canonical text reads back as the same value.
//
// Not promised: that every query that can be composed has an answer. What the
// figures do not hold is a Lack, said in words by whoever answers.
package query

import "natobot/facts"

// A Query is one question. Several questions in one message are several
// queries.
type Query struct {
	Ask     Ask
	Subject Set     // the Allies or aggregates asked about, where they stand against Set: "is Spain the only Ally …"
	Set     Set     // the Allies among whom; zero: all Allies with armed forces
	Pool    Pool    // how the members of Subject, or without one of Set, are taken together
	Qty     []Expr  // what is asked of each; empty: the share of GDP, in the form that suits the question
	Conds   []Cond  // conditions, all of which must hold, or with Either any one of them
	Either  bool    // conditions are alternatives
	Time    Time    // of every Expr and Cond that has none of its own
	Order   Order   // of a ranking
	N       int     // how many of a ranking; 0: all
	Place   int     // the Nth of a ranking, from 1; 0: not asked
	Quant   Quant   // of a proposition over a set
	Not     bool    // the proposition is denied: "is it not so that"
	Stated  *Stated // a value stated with the question: "eleven Allies are below 2 %, true?"
	Know    Knowledge
	Look    Look // of a look-up
}

// An Ask is what is wanted of the body of a query.
type Ask string

// The asks.
const (
	Show       Ask = "show"       // the value of Qty for each of Subject, or pooled; several Allies: side by side
	Trend      Ask = "trend"      // Qty over the years of Time
	Rank       Ask = "rank"       // Set ordered by Qty; with Subject: the Subject's place in it
	List       Ask = "list"       // the members of Set for which Conds hold
	Count      Ask = "count"      // how many they are
	CountEach  Ask = "count each" // how many in each year of Time
	First      Ask = "first"      // the first year in which Conds hold for Subject (without one: who was first)
	Last       Ask = "last"       // the last year in which they hold
	Since      Ask = "since"      // since which year they hold without a break
	Years      Ask = "years"      // all years in which they hold
	Peak       Ask = "peak"       // the year in which Qty is highest
	Low        Ask = "low"        // the year in which it is lowest
	IsSo       Ask = "is so"      // a proposition: Conds of Subject, or of Quant of Set
	Gap        Ask = "gap"        // what lies between Qty and a level, for Subject
	Commitment Ask = "commitment" // look-ups, see Look
	Meeting    Ask = "meeting"
	Definition Ask = "definition"
	Statement  Ask = "statement"
	Editions   Ask = "editions" // which editions there are, or the newest
	Revision   Ask = "revision" // what editions say about one figure, side by side
	Source     Ask = "source"
	Post       Ask = "post"       // who holds an office
	Membership Ask = "membership" // when the Subject joined, and whether it is an Ally
	Aid        Ask = "aid"        // aid to Ukraine, beside the figures
	Check      Ask = "check"
	Help       Ask = "help"
	Forecast   Ask = "forecast" // a year that nothing is known of: always declined
	Beyond     Ask = "beyond"   // understood, and outside what is held: Look.Topic says what
)

// A Set is a set of Allies: the union of Terms, of which only those in every
// one of Meet are taken and those of Less are left out. Without Terms it is all
// Allies with armed forces. An aggregate (NATO Total, NATO Europe and Canada)
// is a Term that stands alone for its own row in NATO's tables.
type Set struct {
	Terms []Term
	Meet  []Term
	Less  []Term
}

// All reports whether s names nothing: all Allies with armed forces.
func (s Set) All() bool { return len(s.Terms)+len(s.Meet)+len(s.Less) == 0 }

// A Term is an Ally or aggregate, a group, or those that joined in a span of
// years. Exactly one is given.
type Term struct {
	Code   facts.Code
	Group  string // id of a group of Allies, of facts' groups
	Joined Span   // years of accession
	Place  string // a country that is no Ally, by its English name: never a member of anything
}

// A Span is a span of years, both ends within; 0: open.
type Span struct{ From, To int }

// A Pool is how several Allies are taken together.
type Pool string

// The pools.
const (
	Each   Pool = ""       // one by one
	Sum    Pool = "sum"    // added up; only for amounts and heads
	Mean   Pool = "mean"   // the simple mean of the members' values
	Median Pool = "median" // the median of the members' values
)

// An Order is the direction of a ranking.
type Order string

// The orders. Nearest orders by distance to Conds' level, from below, from
// above or from either side.
const (
	Top     Order = "top"
	Bottom  Order = "bottom"
	Nearest Order = "nearest"
)

// A Quant says of how many members of a set a proposition speaks.
type Quant string

// The quants.
const (
	Some   Quant = ""        // of the Subject
	AllOf  Quant = "all"     // of each member of Set
	AnyOf  Quant = "any"     // of at least one
	NoneOf Quant = "none"    // of none
	Only   Quant = "only"    // of Subject and of no other member
	AllBut Quant = "all but" // of all but Subject, or of all but Stated.Value
	HowOf  Quant = "count"   // of Stated.Value members, by Stated.Cmp
	Most   Quant = "most"    // of more than half
)

// A Cmp compares a quantity with a level. Printed values are compared.
type Cmp string

// The comparisons. At is "is at": the level as printed, to the decimals
// written, for one Ally's stated value; at least the level for sets.
const (
	Below   Cmp = "<"
	AtMost  Cmp = "<="
	At      Cmp = "="
	AtLeast Cmp = ">="
	Above   Cmp = ">"
	Between Cmp = "between" // Level to High, both within
	Not     Cmp = "!="
	Exactly Cmp = "==" // the level as printed, of one Ally and of sets alike: "exactly 2 %" is never 2.03 %
)

// An Op is how an Expr is made from figures.
type Op string

// The ops.
const (
	Value     Op = ""           // the measure itself
	Change    Op = "change"     // its difference between two years, in Unit
	Part      Op = "part"       // its part of the same of Of, per cent
	Ratio     Op = "ratio"      // it over the same of Of, or of its own earlier year
	Diff      Op = "difference" // it less the same of Of
	OverYears Op = "sum"        // added up over the years of its time
	MeanYears Op = "mean"       // the mean over the years of its time
	LevelOf   Op = "level"      // Level per cent of GDP, as an amount
	GapTo     Op = "gap"        // what is missing to Level: in points, and as an amount in Cur
	RankOf    Op = "rank"       // the place within the query's Set
)

// A Unit is in what a change is told.
type Unit string

// The units. Own is points for shares and amounts for amounts.
const (
	Own     Unit = ""
	Points  Unit = "points"
	Percent Unit = "percent" // of the earlier value
	Real    Unit = "real"    // per cent, in constant prices
	Times   Unit = "times"
	Money   Unit = "money"
)

// An Expr is a quantity of one Ally or aggregate in one year.
type Expr struct {
	Op      Op
	Measure facts.Measure // "" is defence spending without a unit: the share of GDP where nothing else asks for money
	Slice   facts.Measure // a category's share, taken of Measure: equipment in euros
	Cur     string        // the currency asked for, ISO 4217; "NCU": the Ally's own; "" by Measure
	Level   float64       // of LevelOf and GapTo, per cent of GDP
	Unit    Unit
	Of      *Operand
	Time    Time // its own; zero: the query's
}

// An Operand is what a quantity is set against: a set, pooled, of the same
// measure unless it has its own.
type Operand struct {
	Set  Set
	Pool Pool
	Time Time
}

// A Cond is a condition on an Ally in a year.
type Cond struct {
	Qty   Expr
	Cmp   Cmp
	Level float64 // in the unit of the measure's figures: per cent, millions, thousands of persons, dollars a head
	High  float64 // the upper end of Between
	Dec   int     // decimals with which Level was written; -1: none were
	Of    *Operand
	Named string // id of a commitment whose level is meant; "" a bare level
	Time  Time
	Scope Scope
	Not   bool
}

// A Scope says in which of the years of its time a condition has to hold.
type Scope string

// The scopes.
const (
	InYear Scope = ""       // in the year of its time
	Ever   Scope = "ever"   // in at least one
	Always Scope = "always" // in each
	Never  Scope = "never"  // in none
	Newly  Scope = "newly"  // in the year, and in none before it
	Cross  Scope = "cross"  // in the year, and not in the one before
)

// A Time is a year, or a span of years. Years are those of the figures.
type Time struct {
	From, To int  // To alone: one year. Both: a span. 0: the newest
	Each     bool // each year of the span on its own
	List     []int
	Open     bool   // From without an end: since
	Event    string // id of the event that stood for it, for reading back
}

// IsZero reports whether nothing was said of time.
func (t Time) IsZero() bool {
	return t.From == 0 && t.To == 0 && !t.Each && len(t.List) == 0 && t.Event == ""
}

// Stated is a value that came with the question.
type Stated struct {
	Value float64
	Cmp   Cmp
	Dec   int
}

// Knowledge is by what was known, and by whose figures.
type Knowledge struct {
	AsOf    facts.Date // the day asked for; "" the day of asking
	Edition []string   // ids of editions asked for; several: side by side
	All     bool       // by every edition
	SIPRI   bool       // by SIPRI's series
	Source  string     // a publisher whose figures are not held
}

// A Look is what a look-up looks for.
type Look struct {
	Term   string // id of a definition or commitment
	Kind   string // kind of meeting
	Which  string // "last", "next", ""
	On     facts.Date
	Place  string
	People []string
	Topic  string
	Office string
	Text   string // text to check
	Level  float64
	When   bool // the date is asked for
	Where  bool
	Who    bool
	Why    bool
}

// IsMoney reports whether m is an amount of money of a whole Ally.
func IsMoney(m facts.Measure) bool {
	switch m {
	case facts.SpendNCU, facts.SpendNCUConstant, facts.SpendUSD, facts.SpendUSDConstant, facts.GDP, facts.GDPConstant:
		return true
	}
	return false
}

// Adds reports whether values of m can be added over Allies.
func Adds(m facts.Measure) bool { return IsMoney(m) || m == facts.Personnel }
