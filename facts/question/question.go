package question

import (
	"natobot/facts"
	"natobot/facts/query"
)

// An Intent is what a question wants; its name is part of the interface.
type Intent string

// The intents.
const (
	Profile       Intent = "country_profile"
	Compare       Intent = "compare"
	Ranking       Intent = "ranking"
	ThresholdList Intent = "threshold_list"
	Trend         Intent = "trend"
	Gap           Intent = "gap_to_target"
	Aggregate     Intent = "aggregate"
	MeetingCard   Intent = "meeting"
	CommitmentAsk Intent = "commitment"
	DefinitionAsk Intent = "definition"
	ClaimCheck    Intent = "claim_check"
	Help          Intent = "help"
)

// A Status says whether a question was answered; part of the interface.
type Status string

// The statuses.
const (
	Answered    Status = "answered"
	Ambiguous   Status = "ambiguous"
	Unknown     Status = "unknown"     // no such Ally, year, meeting …
	Unsupported Status = "unsupported" // outside what we cover
)

// MaxQuestion is the longest question that is read, in bytes. A longer one is
// refused with a sentence, never cut in silence.
const MaxQuestion = 4000

// A Question is what was asked, whatever the words. Terse commands and whole
// sentences end here. The zero value of a field means: not said.
type Question struct {
	Text   string // as typed, for the record; never echoed whole
	Intent Intent
	AsOf   facts.Date // always set
	Said   struct {   // what the asker said, as against what was filled in
		AsOf, Measure, Year bool
	}
	Edition string // an edition asked for by id or name; "" the one current as of AsOf

	Allies   []facts.Code // in the order named; groups are expanded
	Group    string       // "the Baltics", when a group was named; its mean is simple and labelled so
	Measure  facts.Measure
	From     int    // first year of a series or change
	To       int    // the year asked for, or the last of a series or change
	Currency string // ISO 4217 of a currency asked for by name ("in euros"); ""

	Low, High float64 // threshold: Below uses Low; Between both, inclusive
	Cmp       Comparison
	Count     bool // "how many"
	Ever      bool // "did X ever", "since when"

	Order  Order
	N      int  // top 5
	Place  int  // "the second highest"; 0 when none is asked for
	Change bool // rank or compare changes from From to To
	SIPRI  bool // SIPRI's series asked for, beside NATO's

	Meeting MeetingQuery
	Term    string // id of a definition, or a commitment's id or party word
	Speaker string // of statements: "what did trump say about 5%"
	Claim   string // text to check

	Corrected []Correction // misspellings resolved because one Ally is clearly meant
	Unread    []string     // words of a question about figures that had no part in the answer; at most three
	NonAlly   string       // a country that is no Ally, as NATO-style English name
	Fault     *Fault       // why this can't be answered as asked
}

// A Comparison is how a threshold is meant.
type Comparison string

// The comparisons. AtLeast and Above differ at the threshold itself.
const (
	Below   Comparison = "below"
	Above   Comparison = "above"
	AtLeast Comparison = "at least"
	AtMost  Comparison = "at most"
	Between Comparison = "between"
)

// An Order is the direction of a ranking.
type Order string

// The orders.
const (
	Top    Order = "top"
	Bottom Order = "bottom"
)

// A MeetingQuery selects meetings.
type MeetingQuery struct {
	ID     string
	On     facts.Date // a day, a month or a year
	Place  string
	People []string
	Kind   string
	Which  string // "", "last", "next"
	Topic  string
}

// A Correction is a word that was read as a name though it is spelt otherwise.
type Correction struct{ Typed, Read string }

// A Choice is one of several readings, or a next question: a label for a
// button and the text that asks it.
type Choice struct{ Label, Ask string }

// A Fault says why a question can't be answered as asked: a sentence for the
// asker and what to ask instead.
type Fault struct {
	Status  Status
	Say     string // one sentence, safe to show; holds at most 100 characters of what was typed
	Choices []Choice
}

// A Context is what a thread or a button carries over to the next question.
type Context struct {
	Allies  []facts.Code
	Edition string
	AsOf    facts.Date
	Query   *query.Query // the query before, of which a fragment is a change
}
