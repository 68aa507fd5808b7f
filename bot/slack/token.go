package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"natobot/bot"
)

// renewBefore is how long before its end a rotating token is renewed:
// https://docs.slack.dev/authentication/using-token-rotation
const renewBefore = 10 * time.Minute

// token is the token to call Slack with for a workspace. Its errors are
// *bot.DeliveryError.
func (a *Adapter) token(ctx context.Context, workspace string) (string, error) {
	in, err := a.installation(ctx, workspace)
	switch {
	case err == nil && in.RefreshToken != "" && !in.Expires.IsZero() && !a.now().Before(in.Expires.Add(-renewBefore)):
		return a.renew(ctx, workspace, in.Token)
	case err == nil:
		return in.Token, nil
	case !errors.Is(err, bot.ErrNoInstallation):
		return "", &bot.DeliveryError{Outcome: bot.RetryAfter, After: 10 * time.Second, Code: "store", Reason: "The bot's own database could not be read.", Err: err}
	case a.cfg.BotToken != "":
		return a.cfg.BotToken, nil
	}
	return "", &bot.DeliveryError{Outcome: bot.Unauthorised, Code: "not_installed", Reason: "The bot is no longer installed in this workspace. Install it again.", Err: err}
}

func (a *Adapter) installation(ctx context.Context, workspace string) (bot.Installation, error) {
	if a.cfg.Installations == nil || workspace == "" {
		return bot.Installation{}, bot.ErrNoInstallation
	}
	in, err := a.cfg.Installations.Installation(ctx, platformName, workspace)
	if err == nil && in.Token == "" {
		return in, bot.ErrNoInstallation
	}
	return in, err
}

// A renewal is one renewing of a workspace's token, which all who need it
// share: a refresh token is good for one use.
type renewal struct {
	done  chan struct{}
	token string
	err   error
}

// renew replaces the token old of a workspace. The new pair is stored before
// anybody uses it.
func (a *Adapter) renew(ctx context.Context, workspace, old string) (string, error) {
	a.mu.Lock()
	r := a.renewal[workspace]
	if r == nil {
		r = &renewal{done: make(chan struct{})}
		a.renewal[workspace] = r
		a.kit.Work.Go(func() {
			// Whoever asked first may give up; the renewal goes on for the others.
			ctx, cancel := context.WithTimeout(a.kit.Base, 2*callTimeout)
			defer cancel()
			defer func() {
				a.mu.Lock()
				delete(a.renewal, workspace)
				a.mu.Unlock()
				close(r.done)
			}()
			r.err = refusedToken("token_expired", errors.New("the renewal broke off"))
			r.token, r.err = a.exchange(ctx, workspace, old)
		})
	}
	a.mu.Unlock()
	select {
	case <-r.done:
		return r.token, r.err
	case <-ctx.Done():
		return "", &bot.DeliveryError{Outcome: bot.RetryAfter, After: 5 * time.Second, Code: "renewal", Reason: "The bot's token is being renewed.", Err: ctx.Err()}
	}
}

// renewLease is how long one process may take to renew a token before another
// tries: longer than the call lasts.
const renewLease = callTimeout + time.Second

// exchange renews a token with Slack. A refresh token is good for one use, so
// of several processes one does it and the others come back.
func (a *Adapter) exchange(ctx context.Context, workspace, old string) (string, error) {
	later := func(code string, err error) error {
		return &bot.DeliveryError{Outcome: bot.RetryAfter, After: 5 * time.Second, Code: code, Reason: "The bot's token could not be renewed just now.", Err: err}
	}
	in, err := a.installation(ctx, workspace)
	if err != nil && !errors.Is(err, bot.ErrNoInstallation) {
		return "", later("store", err)
	}
	if err != nil || in.RefreshToken == "" {
		return "", refusedToken("token_expired", errors.New("no refresh token"))
	}
	if in.Token != old && a.now().Before(in.Expires.Add(-renewBefore)) {
		return in.Token, nil // another process was faster
	}
	a.mu.Lock()
	kept, ok := a.unkept[workspace]
	a.mu.Unlock()
	if ok && kept.At.Equal(in.At) && in.Token == old {
		return a.keep(ctx, kept)
	}
	sum := sha256.Sum256([]byte(in.RefreshToken))
	mine, err := a.kit.Fresh(a.cfg.Shared, "renewal:"+hex.EncodeToString(sum[:12]), renewLease, a.now())
	if err != nil {
		return "", later("store", err)
	}
	if !mine {
		return "", later("renewal", errors.New("another process is renewing the token"))
	}
	res, err := a.form(ctx, "oauth.v2.access", url.Values{"client_id": {a.cfg.ClientID}, "client_secret": {a.cfg.ClientSecret}, "grant_type": {"refresh_token"}, "refresh_token": {in.RefreshToken}})
	if err != nil {
		return "", later("renewal", err)
	}
	if res.limited() || res.Status >= 500 || !res.json {
		return "", later("renewal", res.err())
	}
	var pair struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
		ExpiresIn    int    `json:"expires_in"`
	}
	if !res.ok || json.Unmarshal(res.Body, &pair) != nil || pair.AccessToken == "" {
		now, err := a.installation(ctx, workspace)
		switch {
		case err == nil && now.Token != in.Token:
			return now.Token, nil // another process used the refresh token first
		case err != nil && !errors.Is(err, bot.ErrNoInstallation):
			return "", later("store", err)
		}
		return "", refusedToken("token_expired", res.err())
	}
	in.Token = pair.AccessToken
	if pair.RefreshToken != "" {
		in.RefreshToken = pair.RefreshToken
	}
	in.Expires = time.Time{}
	if pair.ExpiresIn > 0 {
		in.Expires = a.now().Add(time.Duration(pair.ExpiresIn) * time.Second)
	}
	a.kit.Event("token_renewed")
	return a.keep(ctx, in)
}

// keep stores a renewed pair before anybody uses it. Until that succeeds the
// pair is held, for the old one may be good for nothing any more.
func (a *Adapter) keep(ctx context.Context, in bot.Installation) (string, error) {
	err := a.cfg.Installations.RenewInstallation(ctx, in)
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case err == nil:
		delete(a.unkept, in.Workspace)
		return in.Token, nil
	case errors.Is(err, bot.ErrNoInstallation): // uninstalled, or installed anew, meanwhile
		delete(a.unkept, in.Workspace)
		return "", &bot.DeliveryError{Outcome: bot.RetryAfter, After: time.Second, Code: "renewal", Reason: "The bot was installed anew meanwhile.", Err: err}
	}
	a.unkept[in.Workspace] = in
	a.log.Error("slack: renewed token not stored; it is held and tried again", "workspace", in.Workspace, "error", err)
	return "", &bot.DeliveryError{Outcome: bot.RetryAfter, After: 5 * time.Second, Code: "store", Reason: "The bot's own database could not be written.", Err: err}
}
