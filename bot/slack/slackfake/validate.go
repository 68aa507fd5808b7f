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

// blocks checks the blocks of a message, or of a view.
func blocks(bs []map[string]any, message bool) error {
	c := &checker{message: message, ids: map[string]bool{}}
	for i, b := range bs {
		c.i, c.b = i, b
		if err := c.block(); err != nil {
			return err
		}
	}
	if c.cells > 10_000 {
		return c.fail("tables of %d characters", c.cells)
	}
	return nil
}

// A checker checks a message's blocks one after another.
type checker struct {
	message bool
	charts  int
	cells   int // characters in tables
	ids     map[string]bool
	i       int
	b       map[string]any // the i-th
}

func (c *checker) fail(format string, args ...any) error {
	return fmt.Errorf("/blocks/%d (%v): %s", c.i, c.b["type"], fmt.Sprintf(format, args...))
}

func str(m map[string]any, k string) string { s, _ := m[k].(string); return s }

func list(m map[string]any, k string) []any { l, _ := m[k].([]any); return l }

func object(v any) map[string]any { m, _ := v.(map[string]any); return m }

func length(s string) int { return utf8.RuneCountInString(s) }

// text checks a text object of at most so many characters.
func (c *checker) text(v any, most int) error {
	m, ok := v.(map[string]any)
	if !ok {
		return c.fail("no text")
	}
	s := str(m, "text")
	if n := length(s); n == 0 || n > most {
		return c.fail("text of %d characters, at most %d", n, most)
	}
	if t := str(m, "type"); t != "plain_text" && t != "mrkdwn" {
		return c.fail("text of type %q", t)
	}
	if !Inert(s) {
		return c.fail("markup in %.80q", s)
	}
	return nil
}

func (c *checker) block() error {
	b := c.b
	if id := str(b, "block_id"); id != "" {
		if length(id) > 255 || c.ids[id] {
			return c.fail("block_id %q", id)
		}
		c.ids[id] = true
	}
	switch b["type"] {
	case "section":
		return c.text(b["text"], 3000)
	case "context":
		es := list(b, "elements")
		if len(es) == 0 || len(es) > 10 {
			return c.fail("%d elements", len(es))
		}
		for _, e := range es {
			if err := c.text(e, 3000); err != nil {
				return err
			}
		}
	case "actions":
		return c.actions(list(b, "elements"))
	case "image":
		if u := str(b, "image_url"); u == "" || len(u) > 3000 {
			return c.fail("image_url")
		}
		if n := length(str(b, "alt_text")); n == 0 || n > 2000 {
			return c.fail("alt_text of %d", n)
		}
	case "data_visualization":
		return c.chart(object(b["chart"]))
	case "data_table":
		return c.table(list(b, "rows"))
	case "input":
		return c.input(object(b["element"]))
	default:
		return c.fail("unknown type")
	}
	return nil
}

func (c *checker) actions(es []any) error {
	if len(es) == 0 || len(es) > 25 {
		return c.fail("%d elements", len(es))
	}
	ids := map[string]bool{}
	for _, e := range es {
		m := object(e)
		if err := c.text(m["text"], 75); err != nil {
			return err
		}
		id := str(m, "action_id")
		if id == "" || len(id) > 255 || ids[id] {
			return c.fail("action_id %q", id)
		}
		ids[id] = true
		if len(str(m, "value")) > 2000 || len(str(m, "url")) > 3000 {
			return c.fail("value or url too long")
		}
		if s, ok := m["style"]; ok && s != "primary" && s != "danger" {
			return c.fail("style %v", s)
		}
	}
	return nil
}

func (c *checker) chart(m map[string]any) error {
	if c.charts++; !c.message || c.charts > 2 {
		return c.fail("not here, or too many")
	}
	if n := length(str(c.b, "title")); n == 0 || n > 50 {
		return c.fail("title of %d", n)
	}
	if t := str(m, "type"); t != "line" && t != "bar" && t != "area" {
		return c.fail("chart of type %q", t)
	}
	ax := object(m["axis_config"])
	if length(str(ax, "x_label")) > 50 || length(str(ax, "y_label")) > 50 {
		return c.fail("label of an axis")
	}
	cats, ss := list(ax, "categories"), list(m, "series")
	if len(cats) == 0 || len(cats) > 20 || len(ss) == 0 || len(ss) > 6 {
		return c.fail("%d categories, %d series", len(cats), len(ss))
	}
	names := map[string]bool{}
	for _, s := range ss {
		m := object(s)
		n := str(m, "name")
		if n == "" || names[n] || length(n) > 20 {
			return c.fail("series %q", n)
		}
		names[n] = true
		ps := list(m, "data")
		if len(ps) != len(cats) {
			return c.fail("%d points for %d categories", len(ps), len(cats))
		}
		for j, p := range ps {
			pm := object(p)
			if _, ok := pm["value"].(float64); !ok || pm["label"] != cats[j] || length(str(pm, "label")) > 20 {
				return c.fail("point %v", p)
			}
		}
	}
	return nil
}

func (c *checker) table(rows []any) error {
	if !c.message {
		return c.fail("messages only")
	}
	if str(c.b, "caption") == "" || len(rows) < 2 || len(rows) > 101 {
		return c.fail("%d rows", len(rows))
	}
	if p, ok := c.b["page_size"].(float64); ok && (p < 1 || p > 100) {
		return c.fail("page_size %v", p)
	}
	width := -1
	for r, row := range rows {
		cells, _ := row.([]any)
		if h, ok := c.b["row_header_column_index"].(float64); ok && (h < 0 || int(h) >= len(cells)) {
			return c.fail("row_header_column_index %v", h)
		}
		if width >= 0 && len(cells) != width || len(cells) == 0 || len(cells) > 20 {
			return c.fail("row %d has %d cells", r, len(cells))
		}
		width = len(cells)
		for _, x := range cells {
			m := object(x)
			t := str(m, "text")
			if t == "" || str(m, "type") == "raw_number" && (r == 0 || m["value"] == nil) {
				return c.fail("cell %v", x)
			}
			c.cells += length(t)
		}
	}
	return nil
}

func (c *checker) input(e map[string]any) error {
	if c.message {
		return c.fail("modals only")
	}
	if err := c.text(c.b["label"], 2000); err != nil {
		return err
	}
	switch e["type"] {
	case "plain_text_input":
	case "file_input":
		if n, ok := e["max_files"].(float64); ok && (n < 1 || n > 10) {
			return c.fail("%v files", n)
		}
		for _, x := range list(e, "filetypes") {
			if s, ok := x.(string); !ok || s == "" || strings.HasPrefix(s, ".") {
				return c.fail("file type %v", x)
			}
		}
	case "static_select":
		if n := len(list(e, "options")); n == 0 || n > 100 {
			return c.fail("%d options", n)
		}
		for _, o := range list(e, "options") {
			m := object(o)
			if err := c.text(m["text"], 75); err != nil {
				return err
			}
			if n := length(str(m, "value")); n == 0 || n > 75 {
				return c.fail("value of %d characters", n)
			}
		}
	default:
		return c.fail("element %v", e["type"])
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
