// Package screen is what a phone shows of a platform's message: for stand-ins
// that people look at, and for tests that read what is seen. The stand-ins make
// it of what they were sent.
package screen

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Message is what is shown, from top to bottom.
type Message struct {
	Title  string // of a window; "" of a message
	Submit string // of a form
	ID     string // what a form carries
	Parts  []Part
}

// A Part is one of text, a table, a chart, a picture, a file, buttons, a choice
// or a field; what it is not is empty.
type Part struct {
	Lines   []Line
	Caption string     // of a table
	Rows    [][]string // with a header
	Page    int        // rows of a table that are seen at a time; 0: all
	Chart   *Chart
	Picture string // its description
	Source  string // of the picture or the file: an address, or an attachment's name
	File    string
	Buttons []Button
	Choice  *Field // one of many, sent at once
	Field   *Field // of a form
}

// A Line is text in one style.
type Line struct {
	Spans []Span
	Quote bool
	Small bool
	Mono  bool
}

// A Span is text with a mark.
type Span struct {
	Text string
	Bold bool
	Link string
}

// A Chart is one that the platform draws itself.
type Chart struct {
	Kind, Title, Unit string
	Categories        []string
	Series            []Series
}

// A Series is a line, or bars, of a chart.
type Series struct {
	Name   string
	Values []float64
}

// A Button carries Value, or opens URL.
type Button struct{ Label, Value, URL, Style string }

// A Field is filled in, or one of Options is chosen.
type Field struct {
	ID, Label, Hint, Value string
	Options                []Button
	Long                   bool
}

// Seen are the rows of a table that are seen before its page is turned.
func (p Part) Seen() [][]string {
	if p.Page > 0 && len(p.Rows) > p.Page+1 {
		return p.Rows[:p.Page+1]
	}
	return p.Rows
}

// Columns of a phone.
const columns = 46

// Text is a message as a phone of 46 columns shows it, with a bar at its left.
func (m Message) Text() string {
	var b strings.Builder
	put := func(s, indent string) {
		for _, l := range wrap(s, columns-utf8.RuneCountInString(indent)) {
			b.WriteString(strings.TrimRight("┃ "+indent+l, " ") + "\n")
		}
	}
	if m.Title != "" {
		put("── "+m.Title+" ──", "")
	}
	for _, p := range m.Parts {
		for _, l := range p.Lines {
			indent := ""
			switch {
			case l.Mono:
				b.WriteString("┃ │" + l.String() + "\n")
				continue
			case l.Quote:
				indent = "▏"
			case l.Small:
				indent = "· "
			}
			put(l.String(), indent)
		}
		put(p.Caption, "│ ")
		for _, r := range p.Seen() {
			put(strings.Join(r, " | "), "│ ")
		}
		if len(p.Seen()) < len(p.Rows) {
			put(fmt.Sprintf("(%d rows, by pages)", len(p.Rows)-1), "│ ")
		}
		if c := p.Chart; c != nil {
			var names []string
			for _, s := range c.Series {
				names = append(names, s.Name)
			}
			put(c.Title+" ["+c.Kind+" chart: "+strings.Join(names, ", ")+"]", "│ ")
		}
		if p.Picture != "" {
			put("[picture: "+p.Picture+"]", " ")
		}
		if p.File != "" {
			put("[file: "+p.File+"]", "")
		}
		var labels []string
		for _, x := range p.Buttons {
			labels = append(labels, "["+x.Label+"]")
		}
		if f := p.Choice; f != nil {
			for _, o := range f.Options {
				labels = append(labels, "("+o.Label+")")
			}
		}
		put(strings.Join(labels, " "), "")
		if f := p.Field; f != nil {
			put(f.Label+": ["+f.Value+"] "+f.Hint, "")
		}
	}
	if m.Submit != "" {
		put("("+m.Submit+")", "")
	}
	return b.String()
}

// String is a line without its marks.
func (l Line) String() string {
	var b strings.Builder
	for _, s := range l.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

func wrap(s string, wide int) []string {
	var out []string
	line := ""
	for _, w := range strings.Fields(s) {
		switch {
		case line == "":
			line = w
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(w) > wide:
			out = append(out, line)
			line = w
		default:
			line += " " + w
		}
	}
	if line != "" {
		out = append(out, line)
	}
	return out
}
