package lexicon

// A Sort is what a word is to the reader. Words of a language are known to the
// reader by their sorts alone.
type Sort uint8

// sorts names each sort as the files of the languages write it, in the order
// of the constants below.
var sorts = [...]string{"", "Filler", "And", "Or", "But", "Elision",
	"Ally", "Group", "Aggregate", "Place", "Allies", "Joined", "Accession", "Except", "Outside", "All", "Any", "None", "Only", "AllBut", "Both", "Most", "Same",
	"Measure", "Defence", "Spend", "Share", "GDP", "Of", "Whole", "Percent", "Points", "Scale", "Currency", "PerHead", "Real", "Nominal", "Head",
	"Cmp", "OrMore", "OrLess", "Meet", "Miss", "At", "Between", "Nearest", "Not", "Neither", "About", "Times", "Fraction",
	"Who", "HowMany", "HowMuch", "When", "Where", "HowFar", "How", "What", "Why", "YesNo", "Aux", "True", "Untrue", "Please",
	"Top", "Bottom", "More", "Less", "Than", "Ordinal", "Rank", "Compare", "Trend", "Change", "Rise", "Fall", "Multiple", "Ratio", "Sum", "Plus", "Minus", "Mean", "Median", "Gap", "Difference", "Would",
	"Since", "Until", "From", "To", "In", "After", "Before", "Ago", "Years", "LastYear", "ThisYear", "NextYear", "Now", "Decade", "EachYear", "Event", "YearOf", "Month", "Ever", "Never", "Always", "FirstTime", "LastTime", "SinceWhen", "UntilWhen", "Became", "Peak", "Low",
	"AsOf", "Edition", "Newest", "Estimate", "Revised", "SIPRI", "Publisher",
	"Commit", "Named", "Meeting", "City", "Person", "Term", "Define", "Say", "Source", "Post", "Aid", "Help", "Forecast", "Should", "Beyond", "Chart", "Check",
	"Numeral", "Dozen", "Nation", "Yesterday", "Tenure",
	"Turn", "Mark", "Yet", "Hedge", "Further", "Respectively", "Capital", "Base", "Subject", "Back", "Abbreviation", "Plain"}

// The sorts.
const (
	NoSort Sort = iota
	Filler      // says nothing by itself
	And
	Or
	But
	Elision // "l'", "dell'"

	Ally      // a name, by code
	Group     // a group of Allies, by id
	Aggregate // NATO as a whole, Europe and Canada
	Place     // a country that is no Ally, by its English name
	Allies    // "Allies", "members", "countries"
	Joined    // "joined", "newest members"
	Accession // "its accession", "before it joined": the event, of the Ally named
	Except
	Outside // "outside", "non": except, of all
	All
	Any
	None
	Only
	AllBut
	Both
	Most // "most of the"
	Same

	Measure // a measure, by the value that measures.go knows
	Defence // "defence", "military": makes a word of spending sure
	Spend   // "spend", "pay", "put into", "expenditure", "budget"
	Share   // "share", "part", "fraction"
	GDP
	Of
	Whole // "of the total", "of the whole": the denominator of a part
	Percent
	Points
	Scale    // thousand, million …
	Currency // by ISO 4217, "NCU" for the national one
	PerHead
	Real    // "in real terms"
	Nominal // "at current prices"
	Head    // "soldiers" behind a number

	Cmp // below, above …: value is the comparison
	OrMore
	OrLess
	Meet // reach, meet, hit: at least a level
	Miss // miss, fall short of: below a level
	At   // is at, stands at
	Between
	Nearest
	Not
	Neither
	About
	Times    // "times" behind a number
	Fraction // "a fifth": per cent

	Who // who, which
	HowMany
	HowMuch
	When // when, what year
	Where
	HowFar
	How
	What
	Why
	YesNo // a word that makes a yes-or-no question
	Aux   // is, does, has: at the head of a sentence a yes-or-no question
	True  // "true?", "right?": what stands with it is to be judged
	Untrue
	Please

	Top
	Bottom
	More // more, bigger: a comparison that waits for "than"
	Less
	Than
	Ordinal
	Rank
	Compare
	Trend
	Change
	Rise
	Fall
	Multiple // doubled: value is the factor
	Ratio    // how many times, multiple of
	Sum
	Plus
	Minus
	Mean
	Median
	Gap
	Difference
	Would

	Since
	Until
	From
	To
	In
	After
	Before
	Ago
	Years
	LastYear
	ThisYear
	NextYear
	Now
	Decade
	EachYear
	Event
	YearOf
	Month
	Ever
	Never
	Always
	FirstTime
	LastTime
	SinceWhen
	UntilWhen
	Became
	Peak
	Low

	AsOf
	Edition
	Newest
	Estimate
	Revised
	SIPRI
	Publisher // somebody whose figures are not held

	Commit
	Named // a commitment, by id
	Meeting
	City
	Person
	Term // a definition, by id
	Define
	Say
	Source
	Post
	Aid
	Help
	Forecast
	Should
	Beyond // understood, and not held: the navy, an aircraft
	Chart
	Check

	Numeral // a number in words
	Dozen
	Nation // an adjective that names no country: "national"
	Yesterday
	Tenure // a year of somebody's time in an office: first, last, first full, last full, start, end; or office, which only says that it is one

	// What only a statement in a text needs. A question is read without these.

	Turn         // turns a statement round, or makes it none: plan, wish, if, source, sample, budget, other, untrue, past, region, aid
	Mark         // a level by its name: "the guideline", "the bar": value is the level, or ""
	Yet          // "has yet to", "nowhere near": not reached
	Hedge        // about, nearly, over, barely
	Further      // "another", "a further": a number behind it is no count of all
	Respectively // values in the order of the names
	Capital      // a seat of government or an epithet that stands for an Ally, by code
	Base         // of what a per cent is: gdp, equip, perss, infra, total, growth, points
	Subject      // stands for who was named before: "it", "the country"
	Back         // stands for a time named before: "that year"
	Abbreviation // ends in a point that ends no sentence
	Plain        // colours a statement, and changes nothing in it
)

// firstSaid is the first of the sorts that only a statement needs.
const firstSaid = Turn

// String is the sort as the files write it.
func (s Sort) String() string { return sorts[s] }

var sortByName = func() map[string]Sort {
	m := make(map[string]Sort, len(sorts))
	for i, n := range sorts {
		m[n] = Sort(i)
	}
	return m
}()

// Each constant has its name: a missing one does not compile.
var _ = [1]struct{}{}[len(sorts)-int(Plain)-1]
