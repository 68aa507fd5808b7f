package slack

import (
	"encoding/json"
	"strings"
	"testing"

	"natobot/bot/slack/slackfake"
)

// From the shortcut to the form, from the form to the verdicts of a file.
func TestAFileIsChecked(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		base := map[string]any{"team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}}
		base["type"], base["callback_id"], base["trigger_id"] = "shortcut", "checkfile", "s1"
		r.interact(base)
		c := r.fake.Calls("views.open")
		if len(c) != 1 || !strings.Contains(string(c[0].Body), "file_input") {
			t.Fatalf("%d views", len(c))
		}
		var opened struct {
			Metadata string `json:"private_metadata"`
		}
		if err := json.Unmarshal(mustView(t, c[0].Body), &opened); err != nil {
			t.Fatal(err)
		}
		n := 0
		submit := func(file map[string]any, text, day string) string {
			n++
			files := []any{}
			if file != nil {
				files = append(files, file)
			}
			base["type"], base["trigger_id"] = "view_submission", "v"+strings.Repeat("x", n)
			base["view"] = map[string]any{"id": "V1", "type": "modal", "private_metadata": opened.Metadata, "state": map[string]any{"values": map[string]any{
				"file": map[string]any{"v": map[string]any{"type": "file_input", "files": files}},
				"text": map[string]any{"v": map[string]any{"type": "plain_text_input", "value": text}}, "as_of": map[string]any{"v": map[string]any{"type": "plain_text_input", "value": day}}}}}
			body := r.interact(base).Body.Bytes()
			if err := slackfake.ValidateView(mustView(t, body)); err != nil {
				t.Error(err)
			}
			return string(body)
		}
		article := "MADRID, 13 March 2025 — Spain spends 1.28% of GDP on defence.\n\nPoland spent 9 % of GDP in 2024."
		sent := r.fake.Sent(r.api, "draft.md", []byte(article))
		for _, c := range []struct {
			name, text, day string
			file            map[string]any
			want            []string
		}{
			{"a file", "", "", sent, []string{"2 statements: 1 supported, 1 contradicted", "13 March 2025 (from the dateline)"}},
			{"by a day", "", "2026-11-23", sent, []string{"23 November 2026 (as asked)"}},
			{"a text", article, "", nil, []string{"2 statements: 1 supported, 1 contradicted", "from the dateline"}},
			{"nothing", " ", "", nil, []string{"nothing to check"}},
			{"both", article, "", sent, []string{"one at a time"}},
			{"no day", article, "soon", nil, []string{"2025-03-13"}},
			{"kept elsewhere", "", "", map[string]any{"name": "a.txt", "url_private_download": "https://evil.example/slack.com"}, []string{"send it again"}},
			{"asked to sign in", "", "", map[string]any{"name": "draft.md", "size": 7, "url_private_download": sent["url_private_download"]}, []string{"send it again"}},
			{"too large", "", "", map[string]any{"name": "a.txt", "size": 9 << 20, "url_private_download": sent["url_private_download"]}, []string{"more than 8 MB"}},
		} {
			got := submit(c.file, c.text, c.day)
			for _, w := range c.want {
				if !strings.Contains(got, w) {
					t.Errorf("%s: %q is not in %s", c.name, w, got)
				}
			}
		}
	})
}

// Where an installation may not read files, the form asks for the text.
func TestAFormWithoutTheScopeForFiles(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.fake.Fail("views.open", slackfake.Fault{Code: "missing_scope"})
	r.interact(map[string]any{"team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}, "type": "shortcut", "callback_id": "checkfile", "trigger_id": "s1"})
	c := r.fake.Calls("views.open")
	if len(c) != 2 || strings.Contains(string(c[1].Body), "file_input") || !strings.Contains(string(c[1].Body), "files:read") {
		t.Errorf("%d views: %s", len(c), c[len(c)-1].Body)
	}
}
