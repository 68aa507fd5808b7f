package slackfake

import (
	"encoding/json"
	"strings"

	"natobot/bot/adapter/screen"
)

// words is a text object, and chosen an option of a select.
type (
	words  struct{ Text string }
	chosen struct {
		Text  words
		Value string
	}
)

// block holds what is shown of any block.
type block struct {
	Type     string
	Text     words
	Label    words
	BlockID  string          `json:"block_id"`
	Title    json.RawMessage // a text object in some, text in others
	Caption  string
	PageSize int    `json:"page_size"`
	AltText  string `json:"alt_text"`
	ImageURL string `json:"image_url"`
	Elements []struct {
		Type, Value, URL, Style string
		Text                    json.RawMessage
	}
	Element struct {
		Placeholder words
		Initial     string `json:"initial_value"`
		Chosen      chosen `json:"initial_option"`
		Multiline   bool
		Options     []chosen
	}
	Hint  words
	Chart struct {
		Type   string
		Series []struct {
			Name string
			Data []struct{ Value float64 }
		}
		Axis struct {
			Categories []string
			Unit       string `json:"y_label"`
		} `json:"axis_config"`
	}
	Rows [][]words
}

// Show is what a phone shows of a message or a view.
func Show(b []byte) (screen.Message, error) {
	var m struct {
		Text          string
		Title, Submit words
		Metadata      string `json:"private_metadata"`
		Blocks        []block
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return screen.Message{}, err
	}
	out := screen.Message{ID: m.Metadata, Title: m.Title.Text, Submit: m.Submit.Text}
	for _, b := range m.Blocks {
		out.Parts = append(out.Parts, b.show())
	}
	if len(m.Blocks) == 0 {
		out.Parts = []screen.Part{{Lines: lines(m.Text, false)}}
	}
	return out, nil
}

func (b block) show() (p screen.Part) {
	switch b.Type {
	case "section":
		p.Lines = lines(b.Text.Text, false)
	case "context":
		for _, e := range b.Elements {
			var s string
			if json.Unmarshal(e.Text, &s) == nil {
				p.Lines = append(p.Lines, lines(s, true)...)
			}
		}
	case "data_visualization":
		c := &screen.Chart{Kind: b.Chart.Type, Categories: b.Chart.Axis.Categories, Unit: b.Chart.Axis.Unit}
		_ = json.Unmarshal(b.Title, &c.Title) // validated before
		for _, s := range b.Chart.Series {
			x := screen.Series{Name: s.Name}
			for _, d := range s.Data {
				x.Values = append(x.Values, d.Value)
			}
			c.Series = append(c.Series, x)
		}
		p.Chart = c
	case "data_table":
		p.Caption, p.Page = b.Caption, b.PageSize
		for _, r := range b.Rows {
			var cells []string
			for _, c := range r {
				cells = append(cells, c.Text)
			}
			p.Rows = append(p.Rows, cells)
		}
	case "image":
		p.Picture, p.Source = b.AltText, b.ImageURL
	case "input":
		e := b.Element
		f := &screen.Field{ID: b.BlockID, Label: b.Label.Text, Hint: e.Placeholder.Text + b.Hint.Text, Value: e.Initial + e.Chosen.Value, Long: e.Multiline}
		for _, o := range e.Options {
			f.Options = append(f.Options, screen.Button{Label: o.Text.Text, Value: o.Value})
		}
		p.Field = f
	case "actions":
		for _, e := range b.Elements {
			var w words
			_ = json.Unmarshal(e.Text, &w) // validated before
			p.Buttons = append(p.Buttons, screen.Button{Label: w.Text, Value: e.Value, URL: e.URL, Style: e.Style})
		}
	}
	return p
}

// lines are mrkdwn as it is shown:
// https://docs.slack.dev/messaging/formatting-message-text
func lines(s string, small bool) []screen.Line {
	var out []screen.Line
	mono := false
	for l := range strings.SplitSeq(s, "\n") {
		if strings.HasPrefix(l, "```") {
			mono = !mono
			continue
		}
		line := screen.Line{Small: small, Mono: mono}
		if mono {
			line.Spans = []screen.Span{{Text: entities.Replace(l)}}
		} else {
			l, line.Quote = strings.CutPrefix(l, "> ")
			line.Spans = spans(l)
		}
		out = append(out, line)
	}
	return out
}

func spans(s string) (out []screen.Span) {
	bold := false
	text := func(s string) {
		for i, part := range strings.Split(s, "*") {
			if i > 0 {
				bold = !bold
			}
			if part != "" {
				out = append(out, screen.Span{Text: entities.Replace(part), Bold: bold})
			}
		}
	}
	for {
		before, rest, ok := strings.Cut(s, "<")
		text(before)
		inner, after, closed := strings.Cut(rest, ">")
		if !ok || !closed {
			return out
		}
		target, label, labelled := strings.Cut(inner, "|")
		switch {
		case strings.HasPrefix(target, "http"):
			out = append(out, screen.Span{Text: entities.Replace(label), Bold: bold, Link: entities.Replace(target)})
		case labelled:
			text(label)
		default:
			out = append(out, screen.Span{Text: target, Bold: bold})
		}
		s = after
	}
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
