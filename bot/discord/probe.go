package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
)

// ProbeApplication asks Discord about the token's application and compares
// what was configured: the application's id and its public key.
func (a *Adapter) ProbeApplication(ctx context.Context) error {
	res, err := a.call(ctx, http.MethodGet, "/applications/@me", true, "", nil)
	if err != nil {
		return fmt.Errorf("discord: %w: %w", adapter.ErrUnreachable, err)
	}
	var app struct {
		ID  string `json:"id"`
		Key string `json:"verify_key"`
	}
	if !res.OK() || json.Unmarshal(res.Body, &app) != nil {
		return fmt.Errorf("discord: the application could not be checked: %w", res.err())
	}
	var errs []error
	if id := a.cfg.ApplicationID; id != "" && id != app.ID {
		errs = append(errs, fmt.Errorf("discord: DISCORD_APPLICATION_ID is %s, but the token belongs to application %s", id, app.ID))
	}
	if key := strings.TrimSpace(a.cfg.PublicKey); key != "" && app.Key != "" && !strings.EqualFold(key, app.Key) {
		errs = append(errs, errors.New("discord: DISCORD_PUBLIC_KEY is not the key of the token's application"))
	}
	return errors.Join(errs...)
}

// ProbeToken implements bot.Prober with one GET /users/@me. One token serves
// all servers.
func (a *Adapter) ProbeToken(ctx context.Context, _ string) error {
	_, err := a.Probe(ctx)
	switch {
	case err == nil:
		a.limits.revive()
		return nil
	case errors.Is(err, ErrToken):
		return refusedToken()
	}
	return &bot.DeliveryError{Outcome: bot.RetryAfter, After: time.Minute, Code: "probe", Reason: "Discord could not be asked whether it accepts the bot's token.", Err: err}
}
