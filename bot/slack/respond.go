package slack

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
)

// Limits of a response_url: https://docs.slack.dev/interactivity/handling-user-interaction
const (
	hookUses = 5
	hookLife = 30 * time.Minute
	maxPause = time.Minute // that an answer waits for a rate limit
)

type use struct {
	n     int
	first time.Time
}

// spend takes one use of a response_url.
func (a *Adapter) spend(hook string, received time.Time) bool {
	now := a.now()
	a.mu.Lock()
	defer a.mu.Unlock()
	u, ok := a.uses[hook]
	if !ok {
		u.first = received
		if len(a.uses) >= maxThreads {
			for k, o := range a.uses {
				if now.Sub(o.first) > hookLife {
					delete(a.uses, k)
				}
			}
			if len(a.uses) >= maxThreads {
				clear(a.uses)
			}
		}
	}
	if u.n >= hookUses || now.Sub(u.first) >= hookLife {
		return false
	}
	u.n++
	a.uses[hook] = u
	return true
}

// An outcome is what became of a post through a response_url.
type outcome int

const (
	failed outcome = iota // certainly not posted
	unsure                // it may stand there
	arrived
)

// respond posts a reply through a response_url and reports whether it arrived.
// A post that may have arrived is not repeated. over is the message of the
// button that was pressed, which a reply may change; nil: there is none.
func (a *Adapter) respond(hook string, req bot.Request, reply bot.Reply, over *said) outcome {
	if hook == "" || reply.Kind == bot.KindSilent {
		return failed
	}
	if !a.trusted(hook) {
		a.log.Warn("slack: response address is not Slack's and is not called", "request", req.ID)
		return failed
	}
	replace := over != nil && reply.Replace
	if !replace || len(over.Blocks) == 0 {
		over = nil
	}
	for lv, tries := native, 0; ; {
		m, _ := a.message(reply, a.place(req), lv)
		m.ResponseType, m.ThreadTS = visibility(reply), req.Thread
		if over != nil {
			m = over.with(m, bot.NewRef())
		}
		m.ReplaceOriginal, m.UnfurlLinks, m.UnfurlMedia = &replace, off, off
		body, err := encode(m)
		if err != nil {
			a.log.Error("slack: answer not encoded", "request", req.ID, "error", err)
			return failed
		}
		if !a.spend(hook, req.At) {
			a.log.Warn("slack: response address is used up or too old", "request", req.ID)
			return failed
		}
		res, err := a.send(a.kit.Base, hook, "", "application/json; charset=utf-8", body, nil)
		if err == nil && (res.ok || res.Status == 200 && !res.json) {
			if lv > native {
				a.refusedNative(req.Workspace, reply)
			}
			if adapter.Shared(reply) {
				a.remember(a.kit.Base, req, reply, stamped(res))
			}
			return arrived
		}
		var ne *adapter.NetError
		switch {
		case err == nil && blockCodes[res.code] && (lv < words || over != nil):
			a.kit.Event("blocks_refused")
			a.log.Error("slack: answer refused, sent with less", "request", req.ID, "level", int(lv), "error", res.err())
			if over != nil { // what stands there stays as it is
				over, replace, reply.Public = nil, false, false
			} else {
				lv = less(lv, reply)
			}
			continue
		case err != nil && errors.As(err, &ne) && !ne.Sent && tries < 2, err == nil && res.limited() && tries < 2:
			tries++
			wait := a.timing.retry << tries
			if err == nil {
				wait = adapter.Soon(adapter.RetryAfter(res.Header, a.now()))
			}
			if wait <= maxPause && adapter.Pause(a.kit.Base, wait) {
				continue
			}
		}
		became := failed
		if adapter.MayHaveArrived(res.Answer, err) || unknownCodes[res.code] {
			became = unsure
		}
		if err == nil {
			err = res.err()
		}
		a.kit.Event("response_failed")
		a.log.Warn("slack: answer not delivered", "request", req.ID, "error", err)
		return became
	}
}

// trusted reports whether a response address is Slack's own: over https, at a
// host of Slack's. Beside another Web API (a proxy, a stand-in) any http or
// https address is called.
func (a *Adapter) trusted(hook string) bool {
	u, err := url.Parse(hook)
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil:
		return false
	case a.api != DefaultAPIURL:
		return u.Scheme == "https" || u.Scheme == "http"
	}
	host := strings.ToLower(u.Hostname())
	return u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") && (host == "slack.com" || strings.HasSuffix(host, ".slack.com"))
}

// stamped is the timestamp of a message just posted, or "".
func stamped(res result) string {
	var sent struct {
		TS string `json:"ts"`
	}
	if json.Unmarshal(res.Body, &sent) != nil {
		return ""
	}
	return sent.TS
}

// over is the message that a pressed button stands on. One that only its
// reader sees Slack does not send along.
func (in *interaction) over() *said {
	if in.Container.Ephemeral {
		return &said{}
	}
	return &in.Message
}

// share posts a shared answer, once. Where the bot is known to be in the
// channel it posts itself: Slack then tells the message's timestamp, and a
// correction can follow in its thread. Everywhere else a response_url posts for
// it, in the thread hookThread. It returns what is to be told to whoever
// shared.
func (a *Adapter) share(ctx context.Context, hook string, req bot.Request, hookThread string, reply bot.Reply) bot.Reply {
	if slackID(req.Channel) && (hook == "" || a.present(req.Workspace, req.Channel)) {
		to := bot.Destination{Platform: platformName, Workspace: req.Workspace, Channel: req.Channel, Thread: req.Thread, User: req.User}
		rec, err := a.post(ctx, to, reply, "", false)
		var de *bot.DeliveryError
		switch {
		case err == nil:
			a.remember(ctx, req, reply, rec.MessageID)
			return bot.Notice(shared)
		case errors.As(err, &de) && de.Outcome == bot.UnknownSent:
			return bot.Notice(notConfirmed)
		}
		a.log.Info("slack: the bot can't post a share itself", "request", req.ID, "workspace", req.Workspace, "error", err)
	}
	req.Thread = hookThread
	switch a.respond(hook, req, reply, nil) {
	case arrived:
		return bot.Notice(shared)
	case unsure:
		return bot.Notice(notConfirmed)
	}
	a.kit.Unshare(req)
	return bot.Notice("This could not be posted in the channel. Invite the bot there with /invite, then try again.")
}

const (
	shared       = "Shared in the channel."
	notConfirmed = "Slack did not confirm that this was posted. If it does not appear in the channel, ask again and share it then."
)

// remember notes a share, so that a correction can follow.
func (a *Adapter) remember(ctx context.Context, req bot.Request, reply bot.Reply, ts string) {
	a.kit.Remember(ctx, req.ID, bot.Destination{Workspace: req.Workspace, Channel: req.Channel, Thread: req.Thread}, ts, reply)
}
