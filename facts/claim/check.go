package claim

import (
	"natobot/facts"
)

// A Claim is a sentence of a text that states something decidable, with what
// the figures say of it.
type Claim struct {
	Sentence   string
	Start, End int    // byte offsets in the text
	Kind       string // ally_share, ally_amount, count_meeting, ranking, aggregate, change, commitment, meeting, statement
	Allies     []facts.Code
	Year       int
	Value      float64
	HasValue   bool
	Unit       string
	Verdict    facts.Verdict
	Because    string // one sentence, with the deciding figures
	Figures    []facts.Figure
	Sources    []facts.Cite
	Today      facts.Verdict // verdict by the newest edition, when it differs from Verdict; else ""
	TodayWhy   string
}
