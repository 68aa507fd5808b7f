package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"natobot/bot"
	"natobot/bot/adapter"
)

// Post sends r once. Slack documents no way to swallow a repeat, so the key
// only travels as the message's metadata, where an operator finds it. Where a
// limit is known to be reached nothing is sent and the error says when to come
// back; Post itself never waits for it.
func (a *Adapter) Post(ctx context.Context, to bot.Destination, r bot.Reply, key string) (bot.Receipt, error) {
	return a.post(ctx, to, r, key, true)
}

// PostLate implements bot.LatePoster.
func (a *Adapter) PostLate(ctx context.Context, to bot.Destination, r bot.Reply, key string, leaving func(context.Context) error) (bot.Receipt, error) {
	return a.post(context.WithValue(ctx, leavingKey{}, leaving), to, r, key, true)
}

// leavingKey is of what a message's post calls before it writes it.
type leavingKey struct{}

// post is Post; paced says that it is nobody's answer, and can wait for the
// channel's turn.
func (a *Adapter) post(ctx context.Context, to bot.Destination, r bot.Reply, key string, paced bool) (_ bot.Receipt, err error) {
	token, err := a.token(ctx, to.Workspace)
	if err != nil {
		return bot.Receipt{}, err
	}
	rec := bot.Receipt{Channel: to.Channel}
	if rec.Channel == "" {
		if rec.Channel, token, err = a.openDM(ctx, to, token); err != nil {
			return bot.Receipt{}, err
		}
	}
	if !slackID(rec.Channel) || to.Thread != "" && !timestamp(to.Thread) {
		return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.Permanent, Code: "channel", Gone: true, Reason: "The channel's id is no id of Slack's. Subscribe again from inside the channel.", Err: errors.New("malformed id")}
	}
	pace := to.Workspace + " " + rec.Channel
	wait := a.limits.channels.Take(pace, a.now())
	if wait > 0 && paced {
		return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.RetryAfter, After: wait, Code: "pace", Reason: "Slack takes one message a second in a channel; the message will be sent a moment later.", Err: errors.New("held back to keep the channel's pace")}
	}
	defer func() {
		var de *bot.DeliveryError
		if wait == 0 && errors.As(err, &de) && de.Outcome != bot.UnknownSent {
			a.limits.channels.GiveBack(pace)
		}
	}()
	p := place{signer: a.cfg.Signer, workspace: to.Workspace, user: to.User, chartURL: a.cfg.ChartURL}
	for lv := native; ; lv = less(lv, r) {
		m, ok := a.message(r, p, lv)
		if !ok && paced {
			return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.Permanent, Code: "render", Reason: "The message could not be put together because of a fault on our side, which is in the log.", Err: errors.New("panic in rendering")}
		}
		m.Channel, m.ThreadTS = rec.Channel, to.Thread
		m.UnfurlLinks, m.UnfurlMedia = off, off
		if key != "" {
			m.Metadata = map[string]any{"event_type": deliveryEvent, "event_payload": map[string]string{"key": key}}
			// The same for each try. Slack promises nothing about it.
			m.ClientMsgID = uuid.NewSHA1(uuid.NameSpaceOID, []byte("natobot "+key)).String()
		}
		res, next, err := a.limited(ctx, "chat.postMessage", to.Workspace, token, m)
		if err != nil {
			return bot.Receipt{}, err
		}
		token = next
		if blockCodes[res.code] && lv < words { // certainly not sent
			a.kit.Event("blocks_refused")
			a.log.Error("slack: message refused, sent with less", "workspace", to.Workspace, "channel", rec.Channel, "level", int(lv), "error", res.err())
			continue
		}
		if !res.ok {
			if absentCodes[res.code] {
				a.absent(to, rec.Channel)
			}
			return bot.Receipt{}, a.refused(res, "chat.postMessage", to.Workspace, token)
		}
		if lv > native {
			a.refusedNative(to.Workspace, r)
		}
		a.isPresent(to.Workspace, rec.Channel)
		var sent struct {
			TS      string `json:"ts"`
			Channel string `json:"channel"`
		}
		if err := json.Unmarshal(res.Body, &sent); err != nil || sent.TS == "" {
			return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.UnknownSent, Code: "answer", Reason: "Slack's confirmation could not be read.", Err: errors.New("no timestamp in a successful answer")}
		}
		a.kit.Event("posted")
		return bot.Receipt{MessageID: sent.TS, Channel: cmp.Or(sent.Channel, rec.Channel)}, nil
	}
}

// blockCodes refuse the form of a message or a view, before anything is posted
// or shown.
var blockCodes = map[string]bool{"invalid_blocks": true, "invalid_blocks_format": true, "invalid_block": true, "msg_blocks_too_long": true, "invalid_attachments": true, "invalid_arguments": true, "view_too_large": true}

// absentCodes say that the bot can't be in the channel.
var absentCodes = map[string]bool{"not_in_channel": true, "channel_not_found": true, "is_archived": true}

// present reports whether the bot is known to be in a channel: it posted or was
// mentioned there. Not known is not absent.
func (a *Adapter) present(workspace, channel string) bool {
	return a.in.Get(workspace + " " + channel)
}

func (a *Adapter) isPresent(workspace, channel string) {
	a.in.Put(workspace+" "+channel, true)
}

// absent forgets a channel, and the direct message that it was.
func (a *Adapter) absent(to bot.Destination, channel string) {
	a.in.Forget(to.Workspace + " " + channel)
	if to.Channel == "" {
		a.dms.Forget(to.Workspace + " " + to.User)
	}
}

// openDM opens a direct message with a user; doing so again gives the same
// channel.
func (a *Adapter) openDM(ctx context.Context, to bot.Destination, token string) (channel, tokenNow string, err error) {
	if !userID(to.User) {
		return "", token, &bot.DeliveryError{Outcome: bot.Permanent, Code: "user", Gone: true, Reason: "There is neither a channel nor a user to send to.", Err: errors.New("malformed id")}
	}
	k := to.Workspace + " " + to.User
	if ch := a.dms.Get(k); ch != "" {
		return ch, token, nil
	}
	res, token, err := a.limited(ctx, "conversations.open", to.Workspace, token, map[string]string{"users": to.User})
	if err == nil && !res.ok {
		err = a.refused(res, "conversations.open", to.Workspace, token)
	}
	var opened struct {
		Channel struct {
			ID string `json:"id"`
		} `json:"channel"`
	}
	if err == nil && (json.Unmarshal(res.Body, &opened) != nil || !slackID(opened.Channel.ID)) {
		err = &bot.DeliveryError{Outcome: bot.RetryAfter, After: 5 * time.Second, Code: "answer", Reason: "Slack's answer could not be read.", Err: errors.New("no channel id in a successful answer")}
	}
	if err != nil {
		return "", token, adapter.Unposted(err)
	}
	a.dms.Put(k, opened.Channel.ID)
	return opened.Channel.ID, token, nil
}

// limited makes a call for a workspace, if its limits and its token let it. An
// expired token is renewed once; the token in use is returned.
func (a *Adapter) limited(ctx context.Context, method, workspace, token string, args any) (result, string, error) {
	for renewed := false; ; renewed = true {
		if a.limits.dead.Is(token, a.now()) {
			return result{}, token, unauthorised("token_revoked", errors.New("the token was refused before"))
		}
		if a.limits.ill.Is(token, a.now()) {
			return result{}, token, refusedToken("invalid_auth", errors.New("the token was refused a moment ago"))
		}
		if wait := a.limits.methods.Left(workspace+" "+method, a.now()); wait > 0 {
			return result{}, token, &bot.DeliveryError{Outcome: bot.RetryAfter, After: wait, Code: "limit", Reason: "Slack's rate limit is reached; the message will be sent a little later.", Err: errors.New("held back by a known rate limit")}
		}
		res, err := a.call(ctx, method, token, args)
		var ne *adapter.NetError
		if errors.As(err, &ne) {
			if !ne.Sent {
				return result{}, token, &bot.DeliveryError{Outcome: bot.RetryAfter, After: 5 * time.Second, Code: "unreachable", Reason: "Slack could not be reached.", Err: ne}
			}
			a.kit.Event("unknown_sent")
			return result{}, token, &bot.DeliveryError{Outcome: bot.UnknownSent, Code: "cut", Reason: "The connection to Slack broke before it confirmed the message.", Err: ne}
		}
		if res.limited() {
			a.kit.Event("rate_limited")
			now := a.now()
			wait := adapter.Soon(adapter.RetryAfter(res.Header, now))
			a.limits.methods.Hold(workspace+" "+method, now.Add(wait), now)
			return res, token, &bot.DeliveryError{Outcome: bot.RetryAfter, After: wait, Code: "ratelimited", Reason: "Slack's rate limit is reached; the message will be sent a little later.", Err: res.err()}
		}
		if isDeadCode(res.code) {
			return res, token, a.deadToken(res, workspace, token)
		}
		if res.code == "token_expired" && !renewed {
			if token, err = a.renew(ctx, workspace, token); err != nil {
				return result{}, token, err
			}
			continue
		}
		return res, token, nil
	}
}

// deadToken remembers that a token is refused, for good or for now.
func (a *Adapter) deadToken(res result, workspace, token string) error {
	a.kit.Event("token_dead")
	if deadCodes[res.code] {
		a.limits.bury(token, a.now())
		a.log.Error("slack: token refused for good; nothing more is sent to the workspace", "workspace", workspace, "error", res.err())
		return unauthorised(res.code, res.err())
	}
	a.limits.rest(token, a.now())
	a.log.Error("slack: token refused; what is due waits until it is accepted", "workspace", workspace, "error", res.err())
	return refusedToken(res.code, res.err())
}

func refusedToken(code string, err error) error {
	return &bot.DeliveryError{Outcome: bot.TokenRefused, Code: code, Reason: cmp.Or(reasons[code], "Slack refuses the bot's token for this workspace. Check the token and the workspace's allow-list of addresses, or install the bot again."), Err: err}
}

func unauthorised(code string, err error) error {
	return &bot.DeliveryError{Outcome: bot.Unauthorised, Code: code, Reason: "Slack refuses the bot's token for this workspace. Install the bot again; until then nothing is sent.", Err: err}
}

// reasons are what a channel's owner reads, by Slack's error code:
// https://docs.slack.dev/reference/methods/chat.postMessage#errors
var reasons = map[string]string{
	"is_archived":              "The channel is archived. Unarchive it, then resume the subscription.",
	"channel_not_found":        "The bot can't find the channel; it may be deleted, or private. If it still exists, type /invite and the bot's name there, then resume the subscription.",
	"not_in_channel":           "The bot is not in the channel. Type /invite and the bot's name there, then resume the subscription.",
	"no_permission":            "The bot may not post in this channel. Ask a workspace administrator, then resume the subscription.",
	"ekm_access_denied":        "The organisation's administrators have suspended posting. Resume the subscription once they allow it.",
	"missing_scope":            "The bot lacks a permission that it needs. Install it again to grant it, then resume the subscription.",
	"message_limit_exceeded":   "The workspace has reached the message limit of its Slack plan. Resume the subscription later.",
	"messages_tab_disabled":    "This person can't receive direct messages from the bot.",
	"team_access_not_granted":  "The organisation has not allowed the bot in this workspace. Ask an administrator, then resume the subscription.",
	"enterprise_is_restricted": "The organisation restricts this bot. Ask an administrator, then resume the subscription.",
	"user_not_found":           "The person to be told no longer exists.",
	"user_disabled":            "The person to be told has left the workspace.",
	"cannot_dm_bot":            "A bot can't be told by direct message.",
	"thread_not_found":         "The message to be answered no longer exists.",
	"org_login_required":       "The workspace is being moved to another organisation. Resume the subscription when that is done.",
	"team_added_to_org":        "The workspace is being moved to another organisation. Resume the subscription when that is done.",
	"token_expired":            "The bot's token for this workspace has expired and could not be renewed. Install the bot again.",
}

var goneCodes = map[string]bool{"user_not_found": true}

// unknownCodes are faults of Slack's after which a message may stand all the
// same; after laterCodes it does not.
var (
	unknownCodes = map[string]bool{"fatal_error": true, "internal_error": true}
	laterCodes   = map[string]bool{"service_unavailable": true, "request_timeout": true}
)

// refused classifies an answer that is no success and no rate limit.
func (a *Adapter) refused(r result, method, workspace, token string) error {
	e := &bot.DeliveryError{Code: r.code, Err: r.err()}
	switch {
	case r.Status >= 500, unknownCodes[r.code], r.Status == http.StatusOK && !r.json:
		e.Outcome, e.Code = bot.UnknownSent, cmp.Or(r.code, "fault")
		e.Reason = "Slack had a fault and did not confirm the message."
		a.kit.Event("unknown_sent")
	case laterCodes[r.code]:
		e.Outcome, e.After = bot.RetryAfter, 30*time.Second
		e.Reason = "Slack had a fault and did not take the message; it will be sent a little later."
	case r.Status >= 400 && !r.json && r.code == "":
		e.Outcome, e.After, e.Code = bot.RetryAfter, time.Minute, "http "+strconv.Itoa(r.Status)
		e.Reason = "Something between here and Slack refused the message; it will be tried again."
	case r.Status >= 300 && r.Status < 400:
		e.Outcome, e.After, e.Code = bot.RetryAfter, time.Minute, "redirect"
		e.Reason = "Slack's address answered with a redirect, which is not followed; the operator should check SLACK_API_URL."
	case r.code == "token_expired":
		e.Outcome, e.Reason = bot.TokenRefused, reasons[r.code]
		a.limits.rest(token, a.now())
	default:
		e.Outcome, e.Code = bot.Permanent, cmp.Or(r.code, http.StatusText(r.Status))
		e.Reason, e.Gone = reasons[r.code], goneCodes[r.code]
		if e.Reason == "" && strings.HasPrefix(r.code, "restricted_action") {
			e.Reason = "The workspace restricts who may post in this channel. Ask an administrator to allow the bot, then resume the subscription."
		}
		if e.Reason == "" {
			e.Reason = "Slack refused the message (" + e.Code + "). Check the bot's place in the channel, then resume the subscription."
		}
	}
	a.log.Warn("slack: call refused", "method", method, "workspace", workspace, "outcome", e.Outcome, "code", e.Code)
	return e
}

// slackID reports whether s can be an id of Slack's.
func slackID(s string) bool {
	return len(s) >= 2 && len(s) <= 24 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// timestamp reports whether s can be a message's ts: "1700000000.000100".
func timestamp(s string) bool {
	a, b, ok := strings.Cut(s, ".")
	return ok && a != "" && b != "" && len(s) <= 30 && strings.Trim(a+b, "0123456789") == ""
}
