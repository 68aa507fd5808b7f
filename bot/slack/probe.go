package slack

import (
	"context"
	"errors"
	"fmt"
)

// ErrUnreachable says that a platform could not be asked at all.
var ErrUnreachable = errors.New("slack: can't be reached")

// ProbeSocket asks Slack for a socket with the app-level token, and opens
// none: it says why Socket Mode would not work.
func (a *Adapter) ProbeSocket(ctx context.Context) error {
	res, err := a.call(ctx, "apps.connections.open", a.cfg.AppToken, struct{}{})
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	case fatalCodes[res.code]:
		return fmt.Errorf("slack: Slack refuses SLACK_APP_TOKEN (%s)", res.code)
	case !res.ok:
		return fmt.Errorf("slack: the app-level token could not be checked: %w", res.err())
	}
	return nil
}
