package slack

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"natobot/bot"
	"natobot/facts/late"
)

// A said is a message that a button stands on or a shortcut was used on.
type said struct {
	TS          string            `json:"ts"`
	ThreadTS    string            `json:"thread_ts"`
	Text        string            `json:"text"`
	Blocks      []json.RawMessage `json:"blocks"`
	Attachments []attached        `json:"attachments"`
}

// An attached is what stands below a message: an app's own, a link's preview, a
// message that is shared.
type attached struct {
	Fallback string `json:"fallback"`
	Pretext  string `json:"pretext"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	Fields   []struct {
		Title string `json:"title"`
		Value string `json:"value"`
	} `json:"fields"`
	Blocks   []json.RawMessage `json:"blocks"`
	Shared   bool              `json:"is_share"`
	Unfurled bool              `json:"is_msg_unfurl"`
	Messages []struct {
		Message struct {
			Blocks []json.RawMessage `json:"blocks"`
		} `json:"message"`
	} `json:"message_blocks"`
}

// words is what an attachment says.
func (at *attached) words() string {
	t := at.Pretext + "\n" + at.Title + "\n" + at.Text
	for _, f := range at.Fields {
		t += "\n" + f.Title + "\n" + f.Value
	}
	if t = strings.TrimSpace(emphasised(unescape(t))); t != "" {
		return t
	}
	if t = blockWords(at.Blocks); t != "" {
		return t
	}
	for _, m := range at.Messages {
		t += blockWords(m.Message.Blocks) + "\n"
	}
	return cmp.Or(strings.TrimSpace(t), unescape(at.Fallback))
}

// standIn is what Slack writes in the text of a message that is blocks only.
const standIn = "This content can't be displayed."

// linksOnly are addresses and nothing else, as unescape gives them.
var linksOnly = late.Regexp(`^(?:\s*https?://\S+)+\s*$`)

// words is what a message says. Messages of feeds and of other apps often have
// only attachments or blocks; a link alone says what its preview says, and who
// shares a message with a word of their own shares the message too.
func (s said) words() string {
	var lines []string
	add := func(t string) {
		if t = strings.TrimSpace(t); t != "" {
			lines = append(lines, t)
		}
	}
	text := strings.TrimSpace(emphasised(unescape(s.Text)))
	own := text != "" && text != standIn && !linksOnly().MatchString(text)
	if own {
		add(text)
	} else if blocks := blockWords(s.Blocks); !linksOnly().MatchString(blocks) {
		add(blocks)
	}
	for i := range s.Attachments {
		if at := &s.Attachments[i]; !own || at.Shared || at.Unfurled {
			add(at.words())
		}
	}
	if len(lines) == 0 && text != standIn {
		return text
	}
	return strings.Join(lines, "\n")
}

// stateBlock begins the block_ids of what a press added to a message.
const stateBlock = "state-"

// with is the message with m below it, in place of what an earlier press added:
// the figures of a digest stay when somebody snoozes it. unique makes the ids
// of the new blocks, which Slack wants to be new with each change.
func (s *said) with(m message, unique string) message {
	out := m
	out.Blocks = nil
	for _, b := range s.Blocks {
		var head struct {
			ID string `json:"block_id"`
		}
		if json.Unmarshal(b, &head) != nil || !strings.HasPrefix(head.ID, stateBlock) {
			out.Blocks = append(out.Blocks, b)
		}
	}
	for i, b := range m.Blocks {
		id := stateBlock + unique + "-" + strconv.Itoa(i)
		switch b := b.(type) {
		case section:
			b.BlockID = id
			m.Blocks[i] = b
		case contextBlock:
			b.BlockID = id
			m.Blocks[i] = b
		case actions:
			b.BlockID = id
			m.Blocks[i] = b
		}
	}
	out.Blocks = append(out.Blocks, m.Blocks...)
	text, _, _ := strings.Cut(s.Text, stateLine)
	if text != "" {
		out.Text = text + stateLine + m.Text
	}
	return out
}

// stateLine stands between a message's text and what a press added.
const stateLine = "\n\n—\n"

// blockWords are the texts in blocks, in their order.
func blockWords(bs []json.RawMessage) string {
	var out strings.Builder
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			switch v["type"] {
			case "mrkdwn":
				if s, ok := v["text"].(string); ok {
					out.WriteString(unescape(s))
				}
				return
			case "text", "link", "plain_text", "raw_text":
				s, _ := v["text"].(string)
				out.WriteString(s)
				return
			case "actions", "input":
				return // controls
			case "markdown":
				s, _ := v["text"].(string)
				out.WriteString(bot.Plain(s, "**", "__", "*", "_", "~~", "`", "```") + "\n")
				return
			}
			for _, k := range []string{"title", "text", "fields", "elements", "rows"} {
				walk(v[k])
			}
			if v["type"] == "rich_text_section" || v["type"] == "rich_text_quote" || v["type"] == "rich_text_preformatted" || v["type"] == "section" || v["type"] == "header" || v["type"] == "context" {
				out.WriteByte('\n')
			}
		}
	}
	for _, b := range bs {
		var v any
		if json.Unmarshal(b, &v) == nil {
			walk(v)
		}
	}
	return strings.TrimSpace(out.String())
}

// reference is how Slack writes a channel or a user group that somebody named.
var reference = late.Regexp(`<(#|!subteam\^)([A-Z0-9]+)(?:\|([^>|]*))?>`)

// ordered begins a text that changes what a channel gets, after a mention of us.
var ordered = late.Regexp(`(?i)^\s*(?:<@[^>]*>\s*)*(?:subscribe|alerts?|digests?|settings?|unsubscribe|snooze|every|weekly|daily|weekdays|monthly)\b`)

// handed is an order that hands something over to a person, after a mention of
// us, and userRef how Slack writes one.
var (
	handed  = late.Regexp(`(?is)^\s*(?:<@[^>]*>\s*)*(transfer\b.*)$`)
	userRef = late.Regexp(`<@([UW][A-Z0-9]{1,23})(?:\|[^>]*)?>`)
)

// typed is what somebody typed to us, as unescape gives it, but in an order
// channels and groups keep their names: one that names them is not the order
// without them. A person is kept, by id, where an order is about one.
func typed(s string) string {
	if m := handed().FindStringSubmatch(s); m != nil {
		var b strings.Builder
		at := 0
		for _, ref := range userRef().FindAllStringSubmatchIndex(m[1], -1) {
			b.WriteString(unescape(m[1][at:ref[0]]) + " <@" + m[1][ref[2]:ref[3]] + "> ")
			at = ref[1]
		}
		b.WriteString(unescape(m[1][at:]))
		return strings.Join(strings.Fields(emphasised(b.String())), " ")
	}
	if !ordered().MatchString(s) {
		return emphasised(unescape(s))
	}
	return emphasised(unescape(reference().ReplaceAllStringFunc(s, func(ref string) string {
		m := reference().FindStringSubmatch(ref)
		mark := "#"
		if m[1] != "#" {
			mark = "@"
		}
		return mark + strings.TrimLeft(cmp.Or(strings.TrimSpace(m[3]), m[2]), "@#")
	})))
}

// emphasised takes Slack's marks of emphasis and codes of flags from a text.
func emphasised(s string) string { return bot.Plain(s, "*", "_", "~", "`", "```") }

// unescape is text as it was typed, without what only Slack understands:
// https://docs.slack.dev/messaging/formatting-message-text
// A link becomes its words; a mention of a person, channel or group nothing.
func unescape(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "<")
		b.WriteString(before)
		if !ok {
			break
		}
		inner, after, closed := strings.Cut(rest, ">")
		if !closed {
			b.WriteString("<" + rest)
			break
		}
		target, label, labelled := strings.Cut(inner, "|")
		switch {
		case strings.HasPrefix(target, "@"), strings.HasPrefix(target, "#"):
			b.WriteByte(' ')
		case strings.HasPrefix(target, "!"):
			if strings.HasPrefix(target, "!date^") {
				b.WriteString(label)
			}
		case labelled:
			b.WriteString(label)
		default:
			b.WriteString(target)
		}
		s = after
	}
	return strings.TrimSpace(unescaper.Replace(b.String()))
}

var unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
