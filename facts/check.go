package facts

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

// A Claim is a sentence of a text that states something decidable, with what
// the figures say of it.
type Claim struct {
	Sentence   string
	Start, End int    // byte offsets in the text
	Kind       string // ally_share, ally_amount, count_meeting, ranking, aggregate, change, commitment, meeting, statement
	Allies     []Code
	Year       int
	Value      float64
	HasValue   bool
	Unit       string
	Verdict    Verdict
	Because    string // one sentence, with the deciding figures
	Figures    []Figure
	Sources    []Cite
	Today      Verdict // verdict by the newest edition, when it differs from Verdict; else ""
	TodayWhy   string
}
