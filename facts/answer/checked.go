package answer

import (
	"natobot/facts"
	"natobot/facts/claim"
)

// CheckJSON is the form of `check --format json`; part of the interface.
type CheckJSON struct {
	AsOf   facts.Date  `json:"as_of"`
	Claims []ClaimJSON `json:"claims"`
}

// ClaimJSON is a claim as `check` prints it. Start, End, From and To are bytes
// of the text; Year and Value are null where none was stated.
type ClaimJSON struct {
	Sentence string        `json:"sentence"`
	Start    int           `json:"start"`
	End      int           `json:"end"`
	From     int           `json:"span_start"`
	To       int           `json:"span_end"`
	Kind     string        `json:"kind"`
	Allies   []facts.Code  `json:"allies"`
	Year     *int          `json:"year"`
	Value    *float64      `json:"value"`
	Unit     string        `json:"unit"`
	Verdict  facts.Verdict `json:"verdict"`
	Because  string        `json:"because"`
	Correct  string        `json:"correct,omitempty"`
	Today    facts.Verdict `json:"today,omitempty"`
	TodayWhy string        `json:"today_because,omitempty"`
	Righted  string        `json:"today_correct,omitempty"`
	Figures  []FigureJSON  `json:"figures"`
	Sources  []SourceJSON  `json:"sources"`
}

// Checked are claims as `check` prints them, judged by what was known on day.
// Lists are never nil.
func Checked(day facts.Date, claims []claim.Claim) CheckJSON {
	out := CheckJSON{AsOf: day, Claims: []ClaimJSON{}}
	for _, c := range claims {
		j := ClaimJSON{Sentence: c.Sentence, Start: c.Start, End: c.End, From: c.SpanStart, To: c.SpanEnd, Kind: c.Kind, Allies: append([]facts.Code{}, c.Allies...), Unit: c.Unit,
			Verdict: c.Verdict, Because: c.Because, Correct: c.Correct, Today: c.Today, TodayWhy: c.TodayWhy, Righted: c.TodayCorrect,
			Figures: FiguresJSON(c.Figures), Sources: SourcesJSON(c.Sources)}
		if c.Year != 0 {
			j.Year = &c.Year
		}
		if c.HasValue {
			j.Value = &c.Value
		}
		out.Claims = append(out.Claims, j)
	}
	return out
}
