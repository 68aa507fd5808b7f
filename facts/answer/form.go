package answer

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

// A Choice is one of several readings, or a next question: a label for a
// button and the text that asks it.
type Choice struct{ Label, Ask string }

// A Context is what a thread or a button carries over to the next question.
type Context struct {
	Allies  []facts.Code
	Edition string
	AsOf    facts.Date
	Query   *query.Query // the query before, of which a fragment is a change
	Lang    string       // the language to answer in, whatever is asked; "" that of the question
	Locale  string       // the asker's or the channel's language, for what is of no language
}

// A form is a query of a classic shape, filled in for the writers of longer
// answers; see Writer.classic. The zero value of a field means: not said.
type form struct {
	Intent Intent
	AsOf   facts.Date // always set
	Said   struct {   // what the asker said, as against what was filled in
		AsOf, Measure, Year bool
	}
	Edition string // an edition asked for, by id; "" the one current as of AsOf

	Allies   []facts.Code // in the order named
	Measure  facts.Measure
	From     int    // first year of a series
	To       int    // the year asked for, or the last of a series
	Currency string // ISO 4217 of a currency asked for by name ("in euros"); ""

	Low, High float64 // threshold: cmpBelow uses Low; cmpBetween both, inclusive
	Cmp       comparison
	Count     bool // "how many"

	Order query.Order
	N     int  // top 5
	Place int  // "the second highest"; 0 when none is asked for
	SIPRI bool // SIPRI's series asked for, beside NATO's

	Meeting meetingForm
	Term    string // id of a definition, or a commitment's id or party word
	Speaker string // of statements: "what did trump say about 5%"
	Claim   string // text to check

	NonAlly string // a country that is no Ally, as NATO-style English name

	query query.Query // what it was filled from
}

// A comparison is how a threshold is meant, in the words that ask for it again.
type comparison string

// The comparisons. cmpAtLeast and cmpAbove differ at the threshold itself.
const (
	cmpBelow   comparison = "below"
	cmpAbove   comparison = "above"
	cmpAtLeast comparison = "at least"
	cmpAtMost  comparison = "at most"
	cmpBetween comparison = "between"
)

// A meetingForm selects meetings.
type meetingForm struct {
	ID     string
	On     facts.Date // a day, a month or a year
	Place  string
	People []string
	Kind   string
	Which  string // "", "last", "next"
	Topic  string
}

// terseName is the shortest text that names an Ally or an aggregate.
func terseName(c facts.Code) string {
	switch c {
	case facts.NATOTotal:
		return "nato"
	case facts.EuropeCanada:
		return "europe and canada"
	}
	return string(c)
}

// measureTerse are the shortest words that ask for each measure.
var measureTerse = map[facts.Measure]string{
	facts.SpendNCU: "national currency", facts.SpendUSD: "in dollars", facts.SpendUSDConstant: "at constant prices", facts.RealChange: "real change", facts.RealChangeSince: "real change since 2014",
	facts.GDP: "gdp in dollars", facts.GDPConstant: "gdp at constant prices", facts.GDPPerCapita: "gdp per capita", facts.DefencePerCapita: "per capita", facts.Personnel: "troops",
	facts.EquipmentShare: "equipment", facts.PersonnelShare: "personnel share", facts.InfrastructureShare: "infrastructure", facts.OtherShare: "other expenditure",
}
