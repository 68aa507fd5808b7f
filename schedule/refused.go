package schedule

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"natobot/bot"
)

// A platform that refuses a token may mean it for a moment only: an allow-list
// of addresses, a fault of its own, an operator who is just changing it. So one
// refusal is confirmed by one probe, and then what is due waits, for as long as
// an outage is waited out, while a probe asks every few minutes.
const (
	probeEvery  = 3 * time.Minute
	probesAtOne = 8               // workspaces asked about in one sweep
	probeFor    = 8 * time.Second // that one probe may take
	wellFor     = time.Minute     // in which a refusal is not believed to be mended by one good answer more
)

// tokenOf is the workspace whose token sends to a destination, "" where one
// token serves all.
func (e *Engine) tokenOf(to bot.Destination) string {
	if e.Platforms[to.Platform].OneToken {
		return ""
	}
	return to.Workspace
}

// refuse gives a row back whose token was refused. Whoever meets the refusal
// first asks the platform about it.
func (e *Engine) refuse(ctx context.Context, row *openRow, de *bot.DeliveryError) error {
	now, workspace := e.Now(), e.tokenOf(row.To)
	e.mu.Lock()
	again := now.Sub(e.well[row.To.Platform+" "+workspace]) < wellFor
	e.mu.Unlock()
	first := int64(0)
	err := e.Store.db.inTx(ctx, func(c conn) (err error) {
		// Without the row the workspace's data were deleted meanwhile.
		first, err = c.exec(ctx, "INSERT INTO refused (platform, workspace, reason, since, probe) SELECT platform, CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS BIGINT) FROM deliveries WHERE id = $5 ON CONFLICT (platform, workspace) DO NOTHING",
			workspace, de.Reason, micros(now), micros(now.Add(probeEvery)), row.ID)
		return err
	})
	if err = errors.Join(err, e.release(ctx, row, now.Add(time.Second), false)); err != nil || first == 0 || again {
		return err
	}
	return e.probe(ctx, row.To.Platform, workspace)
}

// hold reports whether a row's token is refused for now, and until when; then
// it postpones everything of the token that is due, and ends what has waited
// for longer than a limit or an outage is waited out.
func (e *Engine) hold(ctx context.Context, c conn, row *openRow, now time.Time) (refused bool, next time.Time, err error) {
	var reason string
	var probe int64
	refused, err = one(ctx, c, "SELECT reason, probe FROM refused WHERE platform = $1 AND workspace = $2", []any{row.To.Platform, e.tokenOf(row.To)}, &reason, &probe)
	if err != nil || !refused {
		return false, next, err
	}
	next = fromMicros(probe)
	if soon := now.Add(sweepSlow); next.Before(soon) {
		next = soon
	}
	if row.Status == "sending" {
		return true, next, nil
	}
	// The row itself is ours; others that are locked are just being looked at.
	rows := " WHERE id IN (SELECT id FROM deliveries WHERE status = 'planned' AND platform = $1 AND (CAST($2 AS TEXT) = '' OR workspace = $2) AND "
	if _, err = c.exec(ctx, "UPDATE deliveries SET status = 'failed', reason = $3, body = $4"+rows+"due < $5"+e.Store.db.locking()+")",
		row.To.Platform, e.tokenOf(row.To), "given up after waiting for a day: "+reason, []byte{}, micros(now.Add(-e.Grace))); err != nil {
		return true, next, err
	}
	_, err = c.exec(ctx, "UPDATE deliveries SET later = $3"+rows+"later < $3"+e.Store.db.locking()+")", row.To.Platform, e.tokenOf(row.To), micros(next))
	return true, next, err
}

// probeRefused asks about tokens whose time has come, each by one process only.
func (e *Engine) probeRefused(ctx context.Context, now time.Time) error {
	if e.queue == nil { // not started
		return nil
	}
	type token struct {
		platform, workspace string
		probe               int64
	}
	var due []token
	err := each(ctx, e.Store.db, func(r rows) error {
		var t token
		err := r.Scan(&t.platform, &t.workspace, &t.probe)
		if e.Posters[t.platform] != nil {
			due = append(due, t)
		}
		return err
	}, "SELECT platform, workspace, probe FROM refused WHERE probe <= $1 ORDER BY probe LIMIT $2", micros(now), probesAtOne)
	if err != nil {
		return fmt.Errorf("look for refused tokens: %w", err)
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, t := range due {
		g.Go(func() error {
			mine := int64(0)
			if err := e.Store.db.inTx(ctx, func(c conn) (err error) {
				mine, err = c.exec(ctx, "UPDATE refused SET probe = $1 WHERE platform = $2 AND workspace = $3 AND probe = $4", micros(now.Add(probeEvery)), t.platform, t.workspace, t.probe)
				return err
			}); err != nil || mine == 0 {
				return err
			}
			return e.probe(ctx, t.platform, t.workspace)
		})
	}
	return g.Wait()
}

// probe asks a platform once whether it accepts a token, and lets everything go
// that waits for it, or ends it where the token will never be good again.
func (e *Engine) probe(ctx context.Context, platform, workspace string) error {
	if p, ok := e.Posters[platform].(bot.Prober); ok {
		probe, cancel := context.WithTimeout(ctx, probeFor)
		defer cancel()
		var de *bot.DeliveryError
		switch err := p.ProbeToken(probe, workspace); {
		case errors.As(err, &de) && de.Outcome == bot.Unauthorised:
			return e.Store.db.inTx(ctx, func(c conn) error { return e.bury(ctx, c, platform, workspace, de) })
		case err != nil:
			e.Log.WarnContext(ctx, "a token is refused; what is due waits, and the platform is asked again", "platform", platform, "workspace", workspace, "error", err)
			return nil
		}
	}
	now := e.Now()
	e.mu.Lock()
	for k, at := range e.well {
		if now.Sub(at) > wellFor {
			delete(e.well, k)
		}
	}
	e.well[platform+" "+workspace] = now
	e.mu.Unlock()
	if err := e.Store.db.inTx(ctx, func(c conn) error {
		if _, err := c.exec(ctx, "DELETE FROM refused WHERE platform = $1 AND workspace = $2", platform, workspace); err != nil {
			return err
		}
		_, err := c.exec(ctx, "UPDATE deliveries SET later = $3 WHERE status = 'planned' AND platform = $1 AND (CAST($2 AS TEXT) = '' OR workspace = $2) AND due <= $3 AND later > $3", platform, workspace, micros(now))
		return err
	}); err != nil {
		return err
	}
	e.Log.InfoContext(ctx, "a token is accepted again; what waited for it goes out", "platform", platform, "workspace", workspace)
	return e.reconcile(ctx, now)
}

// bury records that a token will never be good again.
func (e *Engine) bury(ctx context.Context, c conn, platform, workspace string, de *bot.DeliveryError) error {
	e.Log.ErrorContext(ctx, "a token is dead; nothing more is sent with it", "platform", platform, "workspace", workspace, "code", de.Code)
	if _, err := c.exec(ctx, "DELETE FROM refused WHERE platform = $1 AND workspace = $2", platform, workspace); err != nil {
		return err
	}
	// Without a row the workspace's data were deleted meanwhile.
	if _, err := c.exec(ctx, "INSERT INTO dead (platform, workspace, reason, at) SELECT platform, CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT) FROM deliveries WHERE platform = $4 AND ($1 = '' OR workspace = $1) LIMIT 1 ON CONFLICT (platform, workspace) DO NOTHING", workspace, de.Reason, micros(e.Now()), platform); err != nil {
		return err
	}
	// They are ended one by one, as they are claimed.
	_, err := c.exec(ctx, "UPDATE deliveries SET later = due WHERE status = 'planned' AND platform = $1 AND (CAST($2 AS TEXT) = '' OR workspace = $2) AND later > due", platform, workspace)
	return err
}

// Tokens are how many tokens of a platform are refused, for now or for good,
// and how many are installed.
type Tokens struct{ Refused, Installed int }

// Tokens counts the tokens of a platform that are in the database: a token of
// the environment only while it is refused.
func (e *Engine) Tokens(ctx context.Context, platform string) (t Tokens, err error) {
	_, err = one(ctx, e.Store.db, "SELECT (SELECT COUNT(*) FROM refused WHERE platform = $1) + (SELECT COUNT(*) FROM dead WHERE platform = $1), (SELECT COUNT(*) FROM installations WHERE platform = $1)", []any{platform}, &t.Refused, &t.Installed)
	return t, err
}
