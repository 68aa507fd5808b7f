package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
)

// maxNonce: https://docs.discord.com/developers/resources/message#create-message
const maxNonce = 25

// blockedPause is how long to wait when a page in HTML refuses a message: a
// firewall's word is none of Discord's on the channel.
const blockedPause = 5 * time.Minute

// maxDMs bounds the remembered channels of direct messages.
const maxDMs = 10_000

// Post sends r once. The key is the message's nonce with enforce_nonce: a
// repeat within a few minutes brings back the first message. Discord promises
// no longer than that. Where a limit is known to be reached nothing is sent
// and the error says when to come back; Post itself never waits for it.
func (a *Adapter) Post(ctx context.Context, to bot.Destination, r bot.Reply, key string) (bot.Receipt, error) {
	if len(key) > maxNonce || key == "" {
		return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.Permanent, Code: "key", Reason: "The message could not be prepared; this is a fault of the bot, and it has been logged.", Err: fmt.Errorf("key of %d bytes", len(key))}
	}
	rec := bot.Receipt{Channel: to.Channel}
	workspace := to.Workspace
	if to.Channel == "" {
		ch, err := a.openDM(ctx, to)
		if err != nil {
			return bot.Receipt{}, err
		}
		rec.Channel, workspace = ch, "" // presses in a direct message name no server
	}
	if !snowflake(rec.Channel) || to.Thread != "" && !snowflake(to.Thread) {
		return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.Permanent, Code: "channel", Gone: true, Reason: "The channel's id is no id of Discord's. Subscribe again from inside the channel.", Err: errors.New("malformed id")}
	}
	r.Public = true
	p := place{signer: a.cfg.Signer, workspace: workspace, user: to.User}
	p.chart, p.chartURL = a.draw(r.Chart)
	path := "/channels/" + rec.Channel + "/messages"
	id, err := a.create(ctx, to, path, a.prepare(render(r, p), r, to, key))
	var de *bot.DeliveryError
	if errors.As(err, &de) { // certainly not sent: the same key is still free
		switch de.Code {
		case "40005", "413":
			a.log.Warn("discord: message too large, sent without its picture", "channel", rec.Channel)
			p.chart, p.chartURL = nil, ""
			id, err = a.create(ctx, to, path, a.prepare(render(r, p), r, to, key))
		case "50035", "50109", "50006":
			a.kit.Event("response_failed")
			a.log.Error("discord: message refused, sent as plain text", "channel", rec.Channel, "error", err)
			id, err = a.create(ctx, to, path, a.prepare(plainMessage(r), r, to, key))
		}
	}
	rec.MessageID = id
	if err != nil {
		return bot.Receipt{}, err
	}
	return rec, nil
}

func (a *Adapter) prepare(m message, r bot.Reply, to bot.Destination, key string) message {
	m.Nonce, m.EnforceNonce = key, true
	if r.Kind == bot.KindDigest {
		m.Flags |= flagSuppressPing // a digest wakes nobody's phone
	}
	if to.Thread != "" {
		m.Reference = &reference{MessageID: to.Thread} // deleted meanwhile: post without
	}
	return m
}

// create posts a prepared message and returns its id.
func (a *Adapter) create(ctx context.Context, to bot.Destination, path string, m message) (string, error) {
	kind, body, err := encode(m, m.files)
	if err != nil {
		return "", &bot.DeliveryError{Outcome: bot.Permanent, Code: "encode", Reason: "The message could not be prepared; this is a fault of the bot, and it has been logged.", Err: err}
	}
	res, err := a.limited(ctx, http.MethodPost, path, kind, body)
	if err != nil {
		return "", err
	}
	if !res.OK() {
		return "", a.refused(ctx, to, res)
	}
	var sent struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(res.Body, &sent); err != nil || sent.ID == "" {
		return "", &bot.DeliveryError{Outcome: bot.UnknownSent, Safe: true, Code: "answer", Reason: "Discord's confirmation could not be read.", Err: errors.New("no message id in a successful answer")}
	}
	return sent.ID, nil
}

// openDM opens a direct message with a user; doing so again gives the same
// channel.
func (a *Adapter) openDM(ctx context.Context, to bot.Destination) (string, error) {
	if !snowflake(to.User) {
		return "", &bot.DeliveryError{Outcome: bot.Permanent, Code: "user", Gone: true, Reason: "There is neither a channel nor a user to send to.", Err: errors.New("malformed id")}
	}
	if ch := a.dms.Get(to.User); ch != "" {
		return ch, nil
	}
	body, err := json.Marshal(map[string]string{"recipient_id": to.User})
	if err != nil {
		return "", &bot.DeliveryError{Outcome: bot.Permanent, Code: "encode", Reason: "The message could not be prepared.", Err: err}
	}
	res, err := a.limited(ctx, http.MethodPost, "/users/@me/channels", "application/json", body)
	if err == nil && !res.OK() {
		err = a.refused(ctx, to, res)
	}
	if err != nil {
		return "", adapter.Unposted(err)
	}
	var opened struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(res.Body, &opened); err != nil || !snowflake(opened.ID) {
		return "", &bot.DeliveryError{Outcome: bot.RetryAfter, After: 5 * time.Second, Code: "answer", Reason: "Discord's answer could not be read.", Err: errors.New("no channel id in a successful answer")}
	}
	a.dms.Put(to.User, opened.ID)
	return opened.ID, nil
}

// limited makes a call with the bot's token, if the limiter lets it.
func (a *Adapter) limited(ctx context.Context, method, path, kind string, body []byte) (result, error) {
	if a.cfg.Token == "" {
		return result{}, &bot.DeliveryError{Outcome: bot.Unauthorised, Code: "no token", Reason: "The bot has no token to post with; its operator must set DISCORD_BOT_TOKEN.", Err: errors.New("no bot token")}
	}
	route := method + " " + path // the channel in it is Discord's major parameter
	wait, dead := a.limits.take(route, a.now())
	if dead {
		return result{}, refusedToken()
	}
	if wait > 0 {
		return result{}, &bot.DeliveryError{Outcome: bot.RetryAfter, After: wait, Code: "limit", Reason: "Discord's rate limit is reached; the message will be sent a little later.", Err: errors.New("held back by a known rate limit")}
	}
	res, err := a.call(ctx, method, path, true, kind, body)
	var ne *adapter.NetError
	if errors.As(err, &ne) {
		if !ne.Sent {
			return result{}, &bot.DeliveryError{Outcome: bot.RetryAfter, After: 5 * time.Second, Code: "unreachable", Reason: "Discord could not be reached.", Err: ne}
		}
		return result{}, &bot.DeliveryError{Outcome: bot.UnknownSent, Safe: true, Code: "cut", Reason: "The connection to Discord broke before it confirmed the message.", Err: ne}
	}
	res.held = a.limits.note(route, res, a.now())
	if res.Status == http.StatusTooManyRequests {
		a.kit.Event("rate_limited")
	}
	return res, nil
}

func refusedToken() error {
	return &bot.DeliveryError{Outcome: bot.TokenRefused, Code: "401", Reason: "Discord refuses the bot's token. Its operator must mend it; until then nothing is sent.", Err: ErrToken}
}

// reasons are what a channel's owner reads, by Discord's error code:
// https://docs.discord.com/developers/topics/opcodes-and-status-codes
var reasons = map[int]struct {
	say  string
	gone bool
}{
	10003:  {"The channel no longer exists. Subscribe again in another one.", true},
	10004:  {"The bot is no longer in this server. Invite it again and subscribe anew.", true},
	10008:  {"The message to be answered no longer exists.", false},
	10013:  {"The person to be told no longer exists.", true},
	40001:  {"The bot may not do this. Invite it again to the server.", false},
	40004:  {"Discord has switched sending messages off in this server for a while. Resume the subscription later.", false},
	50001:  {"The bot can't see this channel. Give it the permission View Channel, then resume the subscription.", false},
	50013:  {"The bot may not write here. Give it the permissions Send Messages, Embed Links and Attach Files (in threads also Send Messages in Threads), then resume the subscription.", false},
	50007:  {"This person accepts no direct messages from the bot. They can allow them in the server's privacy settings.", false},
	50278:  {"The bot shares no server with this person any more, so it can't write to them.", false},
	50008:  {"Messages can't be posted in this kind of channel. Subscribe in a text channel.", false},
	50024:  {"Messages can't be posted in this kind of channel. Subscribe in a text channel.", false},
	50083:  {"This thread is archived. Reopen it, or subscribe in its channel.", false},
	160005: {"This thread is locked. Unlock it, or subscribe in its channel.", false},
	200000: {"The server's AutoMod blocked the message. Allow the bot's messages there, then resume the subscription.", false},
	200001: {"The server's AutoMod blocked the message. Allow the bot's messages there, then resume the subscription.", false},
	240000: {"Discord's link filter blocked the message. Nothing more is sent until somebody resumes the subscription.", false},
	40005:  {"The message is larger than Discord takes.", false},
	50035:  {"Discord refused the message's form; this is a fault of the bot, and it has been logged.", false},
	50109:  {"Discord refused the message's form; this is a fault of the bot, and it has been logged.", false},
	50006:  {"Discord refused the message as empty; this is a fault of the bot, and it has been logged.", false},
}

// waits are the codes of write limits that pass by themselves.
var waits = map[int]bool{20016: true, 20022: true, 20028: true, 20029: true, 40062: true}

// removed asks whether the bot is no longer in a server: Discord says the same
// of a channel that the bot may not see.
func (a *Adapter) removed(ctx context.Context, guild string) bool {
	if a.cfg.Gone == nil || !snowflake(guild) {
		return false
	}
	res, err := a.limited(ctx, http.MethodGet, "/guilds/"+guild, "", nil)
	return err == nil && res.code() == 10004
}

// refused classifies a response that is no success.
func (a *Adapter) refused(ctx context.Context, to bot.Destination, r result) error {
	code := r.code()
	e := &bot.DeliveryError{Code: strconv.Itoa(code), Err: r.err()}
	if code == 0 {
		e.Code = strconv.Itoa(r.Status)
	}
	switch {
	case r.Status == http.StatusUnauthorized:
		a.log.Error("discord: token refused, nothing more is sent", "error", r.err())
		return refusedToken()
	case r.Status == http.StatusTooManyRequests || waits[code]:
		e.Outcome = bot.RetryAfter
		if e.After = r.held; e.After == 0 {
			e.After, _ = retryAfter(r, a.now())
		}
		e.Reason = "Discord's rate limit is reached; the message will be sent a little later."
	case r.Status >= 500:
		e.Outcome, e.Safe = bot.UnknownSent, true
		e.Reason = "Discord had a fault and did not confirm the message."
	case r.Status < 400:
		e.Outcome, e.After = bot.RetryAfter, time.Minute
		e.Reason = "Discord's address answered with a redirect, which is not followed; the operator should check DISCORD_API_URL."
	case code == 0 && r.HTML():
		e.Outcome, e.After = bot.RetryAfter, blockedPause
		e.Reason = "Something between the bot and Discord refused the message; it will be tried again later."
	default:
		e.Outcome = bot.Permanent
		if code == 50001 && a.removed(ctx, to.Workspace) {
			code = 10004
			e.Code = "10004"
		}
		known, ok := reasons[code]
		e.Reason, e.Gone = known.say, known.gone
		if !ok {
			switch r.Status {
			case http.StatusForbidden:
				e.Reason = "Discord does not let the bot write here. Check its permissions in this channel, then resume the subscription."
			case http.StatusNotFound:
				e.Reason = "Discord knows no such channel for the bot. Check that it is still in the server, then resume the subscription."
			case http.StatusRequestEntityTooLarge:
				e.Reason = reasons[40005].say
			default:
				e.Reason = "Discord refused the message; this is a fault of the bot, and it has been logged."
			}
		}
		if code == 10004 && a.cfg.Gone != nil && to.Workspace != "" {
			a.cfg.Gone(ctx, to.Workspace)
		}
	}
	return e
}
