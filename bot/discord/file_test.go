package discord

import (
	"strings"
	"testing"

	"natobot/bot"
)

// A file or a text that is given with a command is checked by its own day, and
// only who gave it sees the result.
func TestAFileIsChecked(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, newBot(t).Handle)
		command := func(about map[string]any, options ...any) string {
			data := map[string]any{"name": "nato-check", "type": 1, "options": options}
			if about != nil {
				data["resolved"] = map[string]any{"attachments": map[string]any{about["id"].(string): about}}
			}
			return r.private(r.do(r.fake.Interaction(2, data, nil)))
		}
		option := func(kind int, name string, v any) any {
			return map[string]any{"type": kind, "name": name, "value": v}
		}
		article := "MADRID, 13 March 2025 — Spain spends 1.28% of GDP on defence.\n\nPoland spent 9 % of GDP in 2024."
		id, about := r.fake.Sent("draft.md", []byte(article))
		for name, c := range map[string]struct {
			about   map[string]any
			options []any
			want    []string
		}{
			"a file":         {about, []any{option(11, "file", id)}, []string{"2 statements: 1 supported, 1 contradicted", "13 March 2025 (from the dateline)"}},
			"by a day":       {about, []any{option(11, "file", id), option(3, "as-of", "2026-11-23")}, []string{"23 November 2026 (as asked)", "1 contradicted"}},
			"a text":         {nil, []any{option(3, "text", "Spain spent 1.28 % of GDP in 2024."), option(3, "as-of", "2025-03-13")}, []string{"supported"}},
			"nothing":        {nil, nil, []string{"nothing to check"}},
			"both":           {about, []any{option(11, "file", id), option(3, "text", "x")}, []string{"one at a time"}},
			"no date":        {about, []any{option(11, "file", id), option(3, "as-of", "soon")}, []string{"2025-03-13"}},
			"kept elsewhere": {map[string]any{"id": "7", "filename": "a.txt", "size": 3, "url": "https://evil.example/cdn.discordapp.com"}, []any{option(11, "file", "7")}, []string{"does not know"}},
			"not resolved":   {nil, []any{option(11, "file", "8")}, []string{"does not know"}},
			"too large":      {map[string]any{"id": "9", "filename": "a.txt", "size": bot.MaxFile + 1, "url": about["url"]}, []any{option(11, "file", "9")}, []string{"more than 8 MB"}},
			"gone":           {map[string]any{"id": "10", "filename": "a.txt", "size": 3, "url": about["url"].(string) + "x"}, []any{option(11, "file", "10")}, []string{"send it again"}},
		} {
			got := command(c.about, c.options...)
			for _, w := range c.want {
				if !strings.Contains(got, w) {
					t.Errorf("%s: %q is not in %s", name, w, got)
				}
			}
		}
		id, about = r.fake.Sent("scan.docx", []byte("PK\x03\x04 broken"))
		if got := command(about, option(11, "file", id)); !strings.Contains(got, "broken") {
			t.Errorf("a broken file: %s", got)
		}
	})
}
