package answer

import (
	"strings"

	"natobot/facts/voice"
)

// Text is the whole answer as plain text: what is said, the rows of the table
// that the sentences do not hold already, caveats, sources, and how the
// question was understood.
func (a Answer) Text() string {
	var b strings.Builder
	b.WriteString(a.Headline)
	for _, l := range a.Lines {
		b.WriteString("\n" + l)
	}
	if t := a.Table; t != nil {
		said := b.String()
		for _, r := range t.Rows {
			if !holds(said, r) {
				b.WriteString("\n" + strings.Join(r, " · "))
			}
		}
	}
	for _, c := range a.Caveats {
		b.WriteString("\n" + a.Words("Note: {1}", voice.Verbatim(c)))
	}
	for i, c := range a.Sources {
		if places := a.places(i); places != nil {
			parts := []any{voice.Verbatim(c.Publisher)}
			if c.Title != "" {
				parts = append(parts, voice.Verbatim(c.Title))
			}
			if c.Published != "" {
				parts = append(parts, c.Published)
			}
			for _, s := range places {
				parts = append(parts, voice.Verbatim(s))
			}
			b.WriteString("\n" + a.Words("Source: {1}", voice.List{Items: parts, Join: voice.Commas}))
		}
	}
	if a.Reading != "" {
		b.WriteString("\n" + a.Words("Understood as: {1}", voice.Verbatim(a.Reading)))
	}
	return b.String()
}

// places are all locators of the source at i; nil when it stood before.
func (a *Answer) places(i int) []string {
	out := []string{}
	for j, c := range a.Sources {
		if c.ID != a.Sources[i].ID {
			continue
		}
		if j < i {
			return nil
		}
		if c.Locator != "" {
			out = append(out, c.Locator)
		}
	}
	return out
}

// holds reports that a text has all cells of a row.
func holds(text string, row []string) bool {
	for _, c := range row {
		if !strings.Contains(text, c) {
			return false
		}
	}
	return true
}
