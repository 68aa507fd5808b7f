package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"natobot/bot"
)

// deliveryEvent is the type of the metadata that carry a message's key.
const deliveryEvent = "natobot_delivery"

// settleScope lets the bot read what stands in public channels it is in. It is
// asked for only where the operator wants unknown outcomes settled.
const settleScope = "channels:history"

const (
	findPage  = 200             // messages of one call: https://docs.slack.dev/reference/methods/conversations.history
	findPages = 5               // more stand in no channel within the hour that is looked at
	findSlack = 2 * time.Minute // by which Slack's clock and ours may differ
	noLookups = time.Hour       // for which a refusal to read is remembered
)

// Find implements bot.Finder: it looks for the message's metadata in a public
// channel, where the workspace granted channels:history.
func (a *Adapter) Find(ctx context.Context, to bot.Destination, key string, since time.Time) (bot.Receipt, bool, error) {
	if !strings.HasPrefix(to.Channel, "C") || a.mayNotRead(ctx, to.Workspace) {
		return bot.Receipt{}, false, bot.ErrNoLookup
	}
	token, err := a.token(ctx, to.Workspace)
	if err != nil {
		return bot.Receipt{}, false, err
	}
	args := map[string]any{"channel": to.Channel, "oldest": fmt.Sprintf("%d.000000", since.Add(-findSlack).Unix()), "limit": findPage, "include_all_metadata": true}
	method := "conversations.history"
	if to.Thread != "" {
		method, args["ts"] = "conversations.replies", to.Thread
	}
	for range findPages {
		res, next, err := a.limited(ctx, method, to.Workspace, token, args)
		if err != nil {
			return bot.Receipt{}, false, err
		}
		token = next
		if !res.ok && res.json && res.Status < 500 {
			a.log.Info("slack: messages can't be looked up", "workspace", to.Workspace, "error", res.err())
			if res.code == "missing_scope" {
				a.unread.Hold(to.Workspace, a.now().Add(noLookups), a.now())
			}
			return bot.Receipt{}, false, bot.ErrNoLookup
		}
		var page struct {
			Messages []struct {
				TS       string
				Metadata struct {
					Type    string         `json:"event_type"`
					Payload map[string]any `json:"event_payload"`
				}
			}
			More bool `json:"has_more"`
			Next struct {
				Cursor string `json:"next_cursor"`
			} `json:"response_metadata"`
		}
		if !res.ok || json.Unmarshal(res.Body, &page) != nil {
			return bot.Receipt{}, false, &bot.DeliveryError{Outcome: bot.RetryAfter, After: time.Minute, Code: "lookup", Reason: "Slack did not say whether the message arrived.", Err: res.err()}
		}
		for _, m := range page.Messages {
			if m.Metadata.Type == deliveryEvent && m.Metadata.Payload["key"] == key {
				return bot.Receipt{MessageID: m.TS, Channel: to.Channel}, true, nil
			}
		}
		if !page.More || page.Next.Cursor == "" {
			return bot.Receipt{}, false, nil
		}
		args["cursor"] = page.Next.Cursor
	}
	return bot.Receipt{}, false, &bot.DeliveryError{Outcome: bot.RetryAfter, After: settleAgain, Code: "lookup", Reason: "The channel is too busy to look the message up.", Err: errors.New("too many messages")}
}

// settleAgain is when a channel with very many messages is looked at again.
const settleAgain = 10 * time.Minute

// mayNotRead reports whether a workspace is known not to have granted the scope.
func (a *Adapter) mayNotRead(ctx context.Context, workspace string) bool {
	if a.unread.Is(workspace, a.now()) {
		return true
	}
	in, err := a.installation(ctx, workspace)
	return err == nil && in.Scopes != "" && !strings.Contains(","+in.Scopes+",", ","+settleScope+",")
}
