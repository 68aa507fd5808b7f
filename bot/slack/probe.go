package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
)

// ProbeSocket asks Slack for a socket with the app-level token, and opens
// none: it says why Socket Mode would not work.
func (a *Adapter) ProbeSocket(ctx context.Context) error {
	res, err := a.call(ctx, "apps.connections.open", a.cfg.AppToken, struct{}{})
	switch {
	case err != nil:
		return fmt.Errorf("slack: %w: %w", adapter.ErrUnreachable, err)
	case fatalCodes[res.code]:
		return fmt.Errorf("slack: Slack refuses SLACK_APP_TOKEN (%s)", res.code)
	case !res.ok:
		return fmt.Errorf("slack: the app-level token could not be checked: %w", res.err())
	}
	return nil
}

// ProbeToken implements bot.Prober with one auth.test:
// https://docs.slack.dev/reference/methods/auth.test
func (a *Adapter) ProbeToken(ctx context.Context, workspace string) error {
	token, err := a.token(ctx, workspace)
	for renewed := false; err == nil; renewed = true {
		var res result
		if res, err = a.call(ctx, "auth.test", token, struct{}{}); err != nil {
			break
		}
		switch {
		case res.ok:
			a.limits.revive(token)
			return nil
		case isDeadCode(res.code):
			return a.deadToken(res, workspace, token)
		case res.code == "token_expired" && renewed:
			return refusedToken(res.code, res.err())
		case res.code == "token_expired":
			token, err = a.renew(ctx, workspace, token)
		default:
			err = res.err()
		}
	}
	var de *bot.DeliveryError
	if errors.As(err, &de) {
		return err
	}
	return &bot.DeliveryError{Outcome: bot.RetryAfter, After: time.Minute, Code: "probe", Reason: "Slack could not be asked whether it accepts the bot's token.", Err: err}
}
