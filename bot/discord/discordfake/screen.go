package discordfake

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"natobot/bot/adapter/screen"
)

// Show is what a phone shows of a message or a modal.
func Show(b []byte) (screen.Message, error) {
	var m struct {
		Title      string
		CustomID   string `json:"custom_id"`
		Content    string
		Components []component
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return screen.Message{}, err
	}
	out := screen.Message{Title: m.Title, ID: m.CustomID}
	if m.Title != "" {
		out.Submit = "Submit" // Discord's own
	}
	if m.Content != "" {
		out.Parts = append(out.Parts, screen.Part{Lines: lines(m.Content)})
	}
	var show func(cs []component)
	show = func(cs []component) {
		for _, c := range cs {
			switch c.Type {
			case container, label:
				show(c.Components)
				if c.Component != nil {
					f := c.Component.field()
					f.Label = c.Label
					out.Parts = append(out.Parts, screen.Part{Field: f})
				}
			case text:
				out.Parts = append(out.Parts, screen.Part{Lines: lines(*c.Content)})
			case gallery:
				for _, it := range c.Items {
					out.Parts = append(out.Parts, screen.Part{Picture: it.Description, Source: strings.TrimPrefix(it.Media.URL, "attachment://")})
				}
			case fileItem:
				name := strings.TrimPrefix(c.File.URL, "attachment://")
				out.Parts = append(out.Parts, screen.Part{File: name, Source: name})
			case row:
				out.Parts = append(out.Parts, c.row())
			}
		}
	}
	show(m.Components)
	return out, nil
}

// row is an action row: buttons, or a select.
func (c component) row() screen.Part {
	var p screen.Part
	for _, x := range c.Components {
		if x.Type == stringSelect {
			p.Choice = x.field()
			continue
		}
		b := screen.Button{Label: x.Label, URL: x.URL, Style: map[int]string{1: "primary", 4: "danger"}[x.Style]}
		if x.CustomID != nil {
			b.Value = *x.CustomID
		}
		p.Buttons = append(p.Buttons, b)
	}
	return p
}

func (c component) field() *screen.Field {
	f := &screen.Field{Hint: c.Placeholder, Value: c.Value, Long: c.Style == 2}
	if c.CustomID != nil {
		f.ID = *c.CustomID
	}
	for _, o := range c.Options {
		f.Options = append(f.Options, screen.Button{Label: o.Label, Value: o.Value})
		if o.Default {
			f.Value = o.Value
		}
	}
	return f
}

// lines are Discord's markdown as it is shown:
// https://docs.discord.com/developers/reference#message-formatting
func lines(s string) []screen.Line {
	var out []screen.Line
	mono := false
	for l := range strings.SplitSeq(s, "\n") {
		if strings.HasPrefix(l, "```") {
			mono = !mono
			continue
		}
		line := screen.Line{Mono: mono}
		if mono {
			line.Spans = []screen.Span{{Text: strings.ReplaceAll(l, "\u200b", "")}}
		} else {
			l, line.Small = strings.CutPrefix(l, "-# ")
			l, line.Quote = strings.CutPrefix(l, "> ")
			line.Spans = spans(l)
		}
		out = append(out, line)
	}
	return out
}

// marked is a link, an instant, bold or not, and a sign that is none.
var marked = regexp.MustCompile(`\[((?:\\.|[^\]\\])*)\]\(<([^>]*)>\)|<t:(\d+):\w>|\*\*|\\(.)|\x{200b}`)

func spans(s string) (out []screen.Span) {
	bold := false
	text := func(t string) {
		if t != "" {
			out = append(out, screen.Span{Text: t, Bold: bold})
		}
	}
	at := 0
	for _, m := range marked.FindAllStringSubmatchIndex(s, -1) {
		text(s[at:m[0]])
		at = m[1]
		switch {
		case m[2] >= 0:
			var name strings.Builder
			for _, x := range spans(s[m[2]:m[3]]) {
				name.WriteString(x.Text)
			}
			out = append(out, screen.Span{Text: name.String(), Bold: bold, Link: s[m[4]:m[5]]})
		case m[6] >= 0:
			n, _ := strconv.ParseInt(s[m[6]:m[7]], 10, 64) // digits
			text(time.Unix(n, 0).UTC().Format("2 January 2006 15:04"))
		case m[8] >= 0:
			text(s[m[8]:m[9]])
		case s[m[0]:m[1]] == "**":
			bold = !bold
		}
	}
	text(s[at:])
	return out
}
