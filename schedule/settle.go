package schedule

import (
	"context"
	"errors"
	"time"

	"natobot/bot"
)

const (
	settleAfter = 30 * time.Second // after which a message that arrived can be found
	settleFor   = time.Hour        // for which a look-up that fails is tried again
)

// settle looks up whether a message arrived whose outcome is not known, where
// the platform lets the bot do so: it is sent, or is sent again. Elsewhere the
// row ends as unknown for the reason.
func (e *Engine) settle(ctx context.Context, row *openRow, reason string) (wait time.Duration, err error) {
	now := e.Now()
	finder, ok := e.Posters[row.To.Platform].(bot.Finder)
	if !ok {
		return 0, e.endUnknown(ctx, row, reason)
	}
	look, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	receipt, found, err := finder.Find(look, row.To, e.key(row.ID), row.tried)
	var de *bot.DeliveryError
	switch {
	case found:
		r, _, err := e.compose(row)
		if err != nil {
			r = bot.Reply{}
		}
		e.Observe(row.To.Platform, "sent")
		e.Log.InfoContext(ctx, "a message whose outcome was not known was found", "delivery", row.ID, "platform", row.To.Platform)
		return 0, e.sent(ctx, row, r, receipt)
	case err == nil && now.Sub(row.tried) >= settleAfter:
		e.Log.InfoContext(ctx, "a message whose outcome was not known did not arrive; it is sent again", "delivery", row.ID, "platform", row.To.Platform)
		row.resend = false
		return time.Millisecond, e.release(ctx, row, now, true)
	case errors.Is(err, bot.ErrNoLookup), err != nil && now.Sub(row.tried) > settleFor:
		return 0, e.endUnknown(ctx, row, reason)
	case errors.As(err, &de):
		wait = de.After
	}
	row.resend, row.Reason = true, reason
	wait = max(wait, settleAfter)
	return wait, e.release(ctx, row, now.Add(wait), true)
}

// endUnknown ends a row as unknown, and tells so.
func (e *Engine) endUnknown(ctx context.Context, row *openRow, reason string) error {
	err := e.record(ctx, row.ID, func(c conn) error { return e.unknown(ctx, c, row, reason) })
	e.tellUnknown(ctx, row, reason)
	return err
}

func (e *Engine) tellUnknown(ctx context.Context, row *openRow, reason string) {
	e.Observe(row.To.Platform, "unknown")
	e.Log.WarnContext(ctx, "it is not known whether a message arrived", "delivery", row.ID, "subscription", row.Subscription, "platform", row.To.Platform, "reason", reason)
}
