package answer

import (
	"natobot/facts"
)

// An Answer is a value: what is said, never how it is shown. Its sentences are
// plain text without markup, complete without the table and the chart.
type Answer struct {
	Question    string // as typed
	Reading     string // how it was understood
	Status      Status
	Intent      Intent
	AsOf        facts.Date
	Edition     string         // id of the edition the answer rests on, or ""
	Headline    string         // one sentence that answers the question
	Lines       []string       // the rest, one thought each, most wanted first
	Table       *Table         // the figures in rows, where there are several
	Chart       *Chart         // the series to draw, or nil
	Figures     []facts.Figure // every published number stated, and no other
	Derived     []Derived
	Allies      []facts.Code
	Meetings    []string // ids
	Commitments []string // ids
	Sources     []facts.Cite
	Caveats     []string    // "2026 is an estimate."
	Next        []Choice    // the two or three next questions that make sense
	Choices     []Choice    // when ambiguous or misspelt: readings to choose from
	Unread      []string    // words of the message that were not read
	Lang        string      // the language of the message, as a BCP 47 tag
	AnsweredIn  string      // the language of the answer, as a BCP 47 tag
	Said        []Statement // what headline, lines and caveats say, as values
	Canonical   string      // terse text that asks the same again ("compare ESP POL"), as-of not included
	Reference   string      // see Ref; "" where there is none, or nobody made it
	Address     string      // where the answer stands by its reference; "" where pages have no address
}

// A Derived is a number computed from printed figures.
type Derived struct {
	Name  string  `json:"name"` // "gap_to_2pct_usd_m"
	Value float64 `json:"value"`
	From  []int   `json:"from"` // indexes into Figures
}

// A Table is rows of text with a header. Numeric columns are right-aligned.
type Table struct {
	Caption string
	Header  []string
	Rows    [][]string
	Numeric []bool
	Ranked  bool `json:"-"` // the first column holds places, the second names
}

// A Chart is what to draw: lines over years for trends and comparisons, bars
// for rankings. Values that do not exist are absent, never zero. All values are
// in Unit, amounts of money in billions where one reaches a billion, and carry
// no more digits than Text shows.
type Chart struct {
	Kind      string  `json:",omitempty"` // "line" or "bar"
	Title     string  `json:",omitempty"` // the finding, one sentence without a full stop
	Short     string  `json:",omitempty"` // what is drawn, in at most 50 characters, for a platform's own charts
	Subtitle  string  `json:",omitempty"` // measure, definition and unit
	Unit      string  `json:",omitempty"` // "% of GDP", "billion US$"
	Whole     float64 `json:",omitempty"` // of shares of a total that are drawn as parts of it: 100; else 0
	Signed    bool    `json:",omitempty"` // changes, written with their signs
	Series    []Series
	Levels    []Level `json:",omitempty"` // commitment lines
	Estimates []int   `json:",omitempty"` // years drawn as estimates
	Source    string  `json:",omitempty"` // "NATO, … (July 2026 edition)": stands in the picture
	Address   string  `json:",omitempty"` // where the answer, or else its source, is found: stands in the picture
	Alt       string  `json:",omitempty"` // trend, end points and commitments, for those who can't see it
}

// A Series is one line, or with Kind "bar" one bar for each point.
type Series struct {
	Name   string `json:",omitempty"`
	Points []Point
}

// A Point is a value of a year (line) or of a label (bar).
type Point struct {
	Year     int     `json:",omitempty"`
	Label    string  `json:",omitempty"`
	Value    float64 `json:",omitempty"`
	Text     string  `json:",omitempty"` // the value as it is printed: "2.00", "+3.10"
	Meets    bool    `json:",omitempty"` // for bars: at or above the level they are judged by
	Estimate bool    `json:",omitempty"`
}

// A Level is a commitment drawn as a line, or a threshold that was asked for.
type Level struct {
	Value float64
	Label string // "2 % floor"
	From  int    `json:",omitempty"` // the year in which it was agreed: nothing is drawn before; 0 where it was only asked for
}
