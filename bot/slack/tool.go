package slack

import (
	"unicode/utf8"

	"natobot/bot"
	"natobot/bot/adapter"
)

// Slackbot draws what a tool of an MCP server returns, when it says so by
// ToolExtension: the metadata of the result holds ToolBlocks under ToolKey, that
// of the tool ToolMeta.
// https://docs.slack.dev/ai/slackbot-mcp-client/returning-rich-responses
const (
	ToolExtension = "io.slack/block-kit"
	ToolKey       = "slack"
)

// ToolMeta is what a tool that returns blocks says of itself.
func ToolMeta() any { return map[string]any{"supportsBlockKit": true} }

// Limits of a tool's blocks, of the page above: at most 50, with 2 charts and
// 20,000 characters of tables, of which a reply has one each. One bad block
// drops all.
const (
	maxToolButtons = 4
	toolAction     = "tool:" // an action without it is taken away
)

// A ToolCall says which tool a button calls, with what arguments; false where
// none does what the button does.
type ToolCall func(bot.Action) (tool string, arguments any, ok bool)

// ToolBlocks are the blocks of a reply in a tool's result; nil where there is
// nothing to draw. Each button calls a tool. Several of one tool would have one
// action's name, which must be single in a block, so each stands in its own.
func ToolBlocks(r bot.Reply, call ToolCall) any {
	as, address := r.Actions, safeURL(r.Address)
	r.Actions = nil
	var tail []any
	if address != "" {
		tail = append(tail, note("Evidence: <"+address+"|this answer, whenever it is read>"))
	}
	for _, a := range as {
		if len(tail) > maxToolButtons {
			break
		}
		tool, args, ok := call(a)
		if !ok {
			continue
		}
		value, err := encode(args)
		label := adapter.Flat(a.Label)
		if err != nil || label == "" || utf8.RuneCount(value) > maxValue {
			continue
		}
		tail = append(tail, actions{Type: "actions", Elements: []button{{Type: "button", Text: plainText(label, maxButtonText), ActionID: toolAction + tool, Value: string(value)}}})
	}
	if r.Headline == "" && len(r.Lines) == 0 && len(r.Checks) == 0 && r.Table == nil {
		return nil
	}
	return map[string]any{"blocks": append(blocks(r, place{}, native, maxBlocks-len(tail)), tail...)}
}
