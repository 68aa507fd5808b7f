package slackfake

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// ValidateMessage checks a message's JSON against Slack's limits:
// https://docs.slack.dev/reference/block-kit/blocks
func ValidateMessage(b []byte) error {
	var m struct {
		Text   string           `json:"text"`
		Blocks []map[string]any `json:"blocks"`
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	if m.Text == "" || utf8.RuneCountInString(m.Text) > 40_000 {
		return fmt.Errorf("/text has %d characters", utf8.RuneCountInString(m.Text))
	}
	if len(m.Blocks) > 50 {
		return fmt.Errorf("%d blocks", len(m.Blocks))
	}
	return blocks(m.Blocks, true)
}

// ValidateView checks a modal's or home's JSON: https://docs.slack.dev/surfaces/modals
func ValidateView(b []byte) error {
	var v struct {
		Type         string
		CallbackID   string `json:"callback_id"`
		Title, Close *struct{ Text string }
		Submit       *struct{ Text string }
		Metadata     string `json:"private_metadata"`
		Blocks       []map[string]any
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	if v.Type != "modal" && v.Type != "home" {
		return fmt.Errorf("view of type %q", v.Type)
	}
	if v.Type == "modal" && v.Title == nil {
		return errors.New("modal without a title")
	}
	for _, t := range []*struct{ Text string }{v.Title, v.Submit, v.Close} {
		if t != nil && (t.Text == "" || utf8.RuneCountInString(t.Text) > 24) {
			return fmt.Errorf("title, submit or close %q", t.Text)
		}
	}
	if len(v.CallbackID) > 255 {
		return errors.New("callback_id too long")
	}
	for _, b := range v.Blocks {
		if b["type"] == "input" && v.Type == "modal" && v.Submit == nil {
			return errors.New("inputs without a submit")
		}
	}
	if len(v.Metadata) > 3000 || len(v.Blocks) == 0 || len(v.Blocks) > 100 {
		return fmt.Errorf("%d blocks, metadata of %d", len(v.Blocks), len(v.Metadata))
	}
	return blocks(v.Blocks, false)
}

var entity = regexp.MustCompile(`^(?:> )?(?:[^&<>]|\n> |&amp;|&lt;|&gt;|<https?://[^<>|\s]+\|[^<>|]*>|<@[UW][A-Z0-9]+>|<!date\^\d+\^[^<>|^]+\|[^<>|]*>)*$`)

// Inert reports whether mrkdwn holds nothing but text, quotes, web links, dates
// and users named by id.
func Inert(s string) bool { return entity.MatchString(s) }

func blocks(bs []map[string]any, message bool) error {
	charts, tableChars := 0, 0
	blockIDs := map[string]bool{}
	for i, b := range bs {
		fail := func(format string, args ...any) error {
			return fmt.Errorf("/blocks/%d (%v): %s", i, b["type"], fmt.Sprintf(format, args...))
		}
		str := func(m map[string]any, k string) string { s, _ := m[k].(string); return s }
		text := func(v any, most int) error {
			m, ok := v.(map[string]any)
			if !ok {
				return fail("no text")
			}
			s := str(m, "text")
			if n := utf8.RuneCountInString(s); n == 0 || n > most {
				return fail("text of %d characters, at most %d", n, most)
			}
			if t := str(m, "type"); t != "plain_text" && t != "mrkdwn" {
				return fail("text of type %q", t)
			}
			if !Inert(s) {
				return fail("markup in %.80q", s)
			}
			return nil
		}
		list := func(m map[string]any, k string) []any { l, _ := m[k].([]any); return l }
		if id := str(b, "block_id"); id != "" {
			if utf8.RuneCountInString(id) > 255 || blockIDs[id] {
				return fail("block_id %q", id)
			}
			blockIDs[id] = true
		}
		switch b["type"] {
		case "section":
			if err := text(b["text"], 3000); err != nil {
				return err
			}
		case "context":
			es := list(b, "elements")
			if len(es) == 0 || len(es) > 10 {
				return fail("%d elements", len(es))
			}
			for _, e := range es {
				if err := text(e, 3000); err != nil {
					return err
				}
			}
		case "actions":
			es := list(b, "elements")
			if len(es) == 0 || len(es) > 25 {
				return fail("%d elements", len(es))
			}
			ids := map[string]bool{}
			for _, e := range es {
				m, _ := e.(map[string]any)
				if err := text(m["text"], 75); err != nil {
					return err
				}
				id := str(m, "action_id")
				if id == "" || len(id) > 255 || ids[id] {
					return fail("action_id %q", id)
				}
				ids[id] = true
				if len(str(m, "value")) > 2000 || len(str(m, "url")) > 3000 {
					return fail("value or url too long")
				}
				if s, ok := m["style"]; ok && s != "primary" && s != "danger" {
					return fail("style %v", s)
				}
			}
		case "image":
			if u := str(b, "image_url"); u == "" || len(u) > 3000 {
				return fail("image_url")
			}
			if n := utf8.RuneCountInString(str(b, "alt_text")); n == 0 || n > 2000 {
				return fail("alt_text of %d", n)
			}
		case "data_visualization":
			if charts++; !message || charts > 2 {
				return fail("not here, or too many")
			}
			if n := utf8.RuneCountInString(str(b, "title")); n == 0 || n > 50 {
				return fail("title of %d", n)
			}
			c, _ := b["chart"].(map[string]any)
			ax, _ := c["axis_config"].(map[string]any)
			if t := str(c, "type"); t != "line" && t != "bar" && t != "area" {
				return fail("chart of type %q", t)
			}
			if utf8.RuneCountInString(str(ax, "x_label")) > 50 || utf8.RuneCountInString(str(ax, "y_label")) > 50 {
				return fail("label of an axis")
			}
			cats := list(ax, "categories")
			ss := list(c, "series")
			if len(cats) == 0 || len(cats) > 20 || len(ss) == 0 || len(ss) > 6 {
				return fail("%d categories, %d series", len(cats), len(ss))
			}
			names := map[string]bool{}
			for _, s := range ss {
				m, _ := s.(map[string]any)
				n := str(m, "name")
				if n == "" || names[n] || utf8.RuneCountInString(n) > 20 {
					return fail("series %q", n)
				}
				names[n] = true
				ps := list(m, "data")
				if len(ps) != len(cats) {
					return fail("%d points for %d categories", len(ps), len(cats))
				}
				for j, p := range ps {
					pm, _ := p.(map[string]any)
					if _, ok := pm["value"].(float64); !ok || pm["label"] != cats[j] || utf8.RuneCountInString(str(pm, "label")) > 20 {
						return fail("point %v", p)
					}
				}
			}
		case "data_table":
			if !message {
				return fail("messages only")
			}
			rows := list(b, "rows")
			if str(b, "caption") == "" || len(rows) < 2 || len(rows) > 101 {
				return fail("%d rows", len(rows))
			}
			if p, ok := b["page_size"].(float64); ok && (p < 1 || p > 100) {
				return fail("page_size %v", p)
			}
			width := -1
			for r, row := range rows {
				cells, _ := row.([]any)
				if h, ok := b["row_header_column_index"].(float64); ok && (h < 0 || int(h) >= len(cells)) {
					return fail("row_header_column_index %v", h)
				}
				if width >= 0 && len(cells) != width || len(cells) == 0 || len(cells) > 20 {
					return fail("row %d has %d cells", r, len(cells))
				}
				width = len(cells)
				for _, c := range cells {
					m, _ := c.(map[string]any)
					t := str(m, "text")
					if t == "" || str(m, "type") == "raw_number" && (r == 0 || m["value"] == nil) {
						return fail("cell %v", c)
					}
					tableChars += utf8.RuneCountInString(t)
				}
			}
			if tableChars > 10_000 {
				return fail("%d characters", tableChars)
			}
		case "input":
			if message {
				return fail("modals only")
			}
			if err := text(b["label"], 2000); err != nil {
				return err
			}
			e, _ := b["element"].(map[string]any)
			switch e["type"] {
			case "plain_text_input":
			case "static_select":
				if n := len(list(e, "options")); n == 0 || n > 100 {
					return fail("%d options", n)
				}
				for _, o := range list(e, "options") {
					m, _ := o.(map[string]any)
					if err := text(m["text"], 75); err != nil {
						return err
					}
					if n := utf8.RuneCountInString(str(m, "value")); n == 0 || n > 75 {
						return fail("value of %d characters", n)
					}
				}
			default:
				return fail("element %v", e["type"])
			}
		default:
			return fail("unknown type")
		}
	}
	return nil
}

// toolBlocks are the types of blocks that are drawn of a tool's result and that
// a reply is made of: https://docs.slack.dev/ai/slackbot-mcp-client/returning-rich-responses
var toolBlocks = map[string]bool{"section": true, "context": true, "actions": true, "data_table": true, "data_visualization": true}

// ValidateTool checks what a tool's result holds for Slackbot: its blocks, and
// that each button calls one of tools with arguments that it takes. It counts
// the buttons.
func ValidateTool(meta []byte, tools map[string]func(arguments []byte) error) (buttons int, err error) {
	var m struct {
		Blocks []map[string]any `json:"blocks"`
	}
	if err := json.Unmarshal(meta, &m); err != nil {
		return 0, err
	}
	if len(m.Blocks) == 0 || len(m.Blocks) > 50 {
		return 0, fmt.Errorf("%d blocks", len(m.Blocks))
	}
	charts, chars := 0, 0
	for i, b := range m.Blocks {
		kind, _ := b["type"].(string)
		if !toolBlocks[kind] {
			return buttons, fmt.Errorf("/blocks/%d is a %q", i, kind)
		}
		switch kind {
		case "data_visualization":
			charts++
		case "data_table":
			rows, _ := b["rows"].([]any)
			for _, r := range rows {
				cells, _ := r.([]any)
				for _, c := range cells {
					cell, _ := c.(map[string]any)
					s, _ := cell["text"].(string)
					chars += utf8.RuneCountInString(s)
				}
			}
		case "actions":
			elements, _ := b["elements"].([]any)
			seen := map[string]bool{}
			for _, e := range elements {
				button, _ := e.(map[string]any)
				id, _ := button["action_id"].(string)
				value, _ := button["value"].(string)
				tool, is := strings.CutPrefix(id, "tool:")
				takes, known := tools[tool]
				if !is || !known || seen[id] || button["type"] != "button" {
					return buttons, fmt.Errorf("/blocks/%d: action %q", i, id)
				}
				if err := takes([]byte(value)); err != nil {
					return buttons, fmt.Errorf("/blocks/%d: %s takes no %s: %w", i, tool, value, err)
				}
				seen[id] = true
				buttons++
			}
		}
	}
	if charts > 2 || chars > 20_000 {
		return buttons, fmt.Errorf("%d charts, %d characters of tables", charts, chars)
	}
	return buttons, blocks(m.Blocks, true)
}
