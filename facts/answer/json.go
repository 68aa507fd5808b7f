package answer

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"

	"natobot/facts"
)

// FigureJSON is a figure as `ask` and `check` print it. Source is the edition.
type FigureJSON struct {
	Ally     facts.Code    `json:"ally"`
	Year     int           `json:"year"`
	Measure  facts.Measure `json:"measure"`
	Value    float64       `json:"value"`
	Estimate bool          `json:"estimate"`
	Edition  string        `json:"edition"`
	Source   string        `json:"source"`
}

// SourceJSON is a source as `ask` and `check` print it.
type SourceJSON struct {
	ID        string     `json:"id"`
	Publisher string     `json:"publisher"`
	Title     string     `json:"title"`
	Published facts.Date `json:"published"`
	URL       string     `json:"url"`
	Locator   string     `json:"locator"`
}

// FiguresJSON are figures as they are printed; never nil.
func FiguresJSON(figures []facts.Figure) []FigureJSON {
	out := make([]FigureJSON, len(figures))
	for i, f := range figures {
		out[i] = FigureJSON{f.Ally, f.Year, f.Measure, f.Value, f.Estimate, f.Edition, f.Edition}
	}
	return out
}

// SourcesJSON are sources as they are printed; never nil.
func SourcesJSON(sources []facts.Cite) []SourceJSON {
	out := make([]SourceJSON, len(sources))
	for i, s := range sources {
		out[i] = SourceJSON{s.ID, s.Publisher, s.Title, s.Published, s.URL, s.Locator}
	}
	return out
}

// AnswerJSON is the form of `ask --format json`; part of the interface.
type AnswerJSON struct {
	Question    string       `json:"question"`
	Understood  string       `json:"interpreted_as"`
	Status      Status       `json:"status"`
	Intent      Intent       `json:"intent"`
	AsOf        facts.Date   `json:"as_of"`
	Headline    string       `json:"headline"`
	Text        string       `json:"text"`
	Figures     []FigureJSON `json:"figures"`
	Derived     []Derived    `json:"derived"`
	Allies      []facts.Code `json:"allies"`
	Meetings    []string     `json:"meetings"`
	Commitments []string     `json:"commitments"`
	Sources     []SourceJSON `json:"sources"`
	Caveats     []string     `json:"caveats"`
	Suggestions []string     `json:"suggestions"`
	Lang        string       `json:"lang"`
	AnsweredIn  string       `json:"answered_in"`
	Unread      []string     `json:"unread"`
	Ref         string       `json:"ref,omitempty"`
	Address     string       `json:"address,omitempty"`
}

// Document is the answer in the form of `ask --format json`. Lists are never
// nil.
func (a Answer) Document() AnswerJSON {
	v := AnswerJSON{
		Question: a.Question, Understood: a.Reading, Status: a.Status, Intent: a.Intent, AsOf: a.AsOf, Headline: a.Headline, Text: a.Text(),
		Figures: FiguresJSON(a.Figures), Derived: append([]Derived{}, a.Derived...), Allies: append([]facts.Code{}, a.Allies...),
		Meetings: append([]string{}, a.Meetings...), Commitments: append([]string{}, a.Commitments...),
		Sources: SourcesJSON(a.Sources), Caveats: append([]string{}, a.Caveats...), Suggestions: []string{},
		Lang: a.Lang, AnsweredIn: a.AnsweredIn, Unread: append([]string{}, a.Unread...), Ref: a.Reference, Address: a.Address,
	}
	for i := range v.Derived {
		v.Derived[i].From = append([]int{}, v.Derived[i].From...)
	}
	for _, c := range append(append([]Choice{}, a.Choices...), a.Next...) {
		v.Suggestions = append(v.Suggestions, "nato "+c.Ask)
	}
	return v
}

// JSON is the Document, indented.
func (a Answer) JSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(a.Document())
	return b.Bytes(), err
}

// CSV is the figures of the answer in the form of `ask --format csv`, with its
// header; where the answer has an address, each row ends with it.
func (a Answer) CSV() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"ally", "year", "measure", "value", "estimate", "edition", "source"}}
	for _, f := range a.Figures {
		rows = append(rows, []string{string(f.Ally), strconv.Itoa(f.Year), string(f.Measure), strconv.FormatFloat(f.Value, 'f', f.Decimals(), 64), strconv.FormatBool(f.Estimate), f.Edition, f.Edition})
	}
	if a.Address != "" {
		rows[0] = append(rows[0], "address")
		for i := range rows[1:] {
			rows[i+1] = append(rows[i+1], a.Address)
		}
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}
