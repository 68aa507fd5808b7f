package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"natobot/bot/adapter"
)

// DefaultAPIURL is Slack's own Web API: https://docs.slack.dev/apis/web-api/
const DefaultAPIURL = "https://slack.com/api/"

const (
	callTimeout = 15 * time.Second // of one call, the body included
	maxAnswer   = 4 << 20          // bytes of an answer that are read
)

// A result is what a call brought back.
type result struct {
	adapter.Answer
	ok   bool   // HTTP 200 and ok:true
	code string // Slack's error code, or ""
	json bool   // the body was JSON with an ok field
}

// err describes a refusal for the log. It quotes nothing but Slack's code.
func (r result) err() error {
	if r.code != "" {
		return fmt.Errorf("http %d, %s", r.Status, r.code)
	}
	if !r.json {
		return fmt.Errorf("http %d without a readable answer", r.Status)
	}
	return fmt.Errorf("http %d", r.Status)
}

// call calls a method of the Web API once. Its errors are *adapter.NetError and hold
// neither address nor token.
func (a *Adapter) call(ctx context.Context, method, token string, args any) (result, error) {
	body, err := encode(args)
	if err != nil {
		return result{}, &adapter.NetError{Err: err}
	}
	var leaving func(context.Context) error
	if method == "chat.postMessage" {
		leaving, _ = ctx.Value(leavingKey{}).(func(context.Context) error)
	}
	return a.send(ctx, a.api+method, token, "application/json; charset=utf-8", body, leaving)
}

// form calls a method that takes no JSON.
func (a *Adapter) form(ctx context.Context, method string, args url.Values) (result, error) {
	return a.send(ctx, a.api+method, "", "application/x-www-form-urlencoded", []byte(args.Encode()), nil)
}

// send makes one request. leaving, if any, is called before the first byte of
// the body is written; an error of it keeps the body back.
func (a *Adapter) send(ctx context.Context, to, token, kind string, body []byte, leaving func(context.Context) error) (result, error) {
	header := map[string]string{"Content-Type": kind, "User-Agent": "natobot"}
	if token != "" {
		header["Authorization"] = "Bearer " + token
	}
	got, err := a.kit.Call(ctx, adapter.Call{Method: http.MethodPost, URL: to, Header: header, Body: body, Secret: token, Most: maxAnswer, Leaving: leaving})
	r := result{Answer: got}
	if err != nil {
		return r, err
	}
	var head struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(r.Body, &head) == nil && head.OK != nil {
		r.json = true
		r.ok = *head.OK && r.Status == http.StatusOK
		if !*head.OK {
			r.code = codeWord(head.Error)
		}
	} else if w := strings.TrimSpace(string(r.Body[:min(len(r.Body), 80)])); r.Status >= 400 && w != "" && codeWord(w) == w {
		r.code = w // response_urls answer in plain text
	}
	return r, nil
}

// codeWord is an error code if it looks like one; anything else might quote
// what must not be in a log.
func codeWord(s string) string {
	if s == "" || len(s) > 60 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" {
		return "unknown_error"
	}
	return s
}

// deadCodes say that a token is not accepted. Those that are true will never
// be good again; the others can: Slack answers invalid_auth also to a server
// outside a workspace's allow-list of addresses.
var deadCodes = map[string]bool{"account_inactive": true, "token_revoked": true, "invalid_auth": false, "not_authed": false}

func isDeadCode(code string) bool { _, ok := deadCodes[code]; return ok }

// A limiter knows what Slack said about rates and tokens, so that a call that
// would be refused is not made. It never sleeps: it says how long to wait.
// Slack's limits hold for each method and workspace:
// https://docs.slack.dev/apis/web-api/rate-limits
type limiter struct {
	methods  adapter.Until // by workspace and method
	channels adapter.Turn  // by workspace and channel
	dead     adapter.Until // by token: will never be good again
	ill      adapter.Until // by token: refused, until when only a probe tries it
}

// deadFor is how long a token is left alone that will never be good again, and
// illFor one that may be, should nobody probe it.
const (
	deadFor = time.Hour
	illFor  = 5 * time.Minute
)

// Slack takes about one message a second in a channel, and more for a moment:
// https://docs.slack.dev/reference/methods/chat.postMessage#rate_limiting
func newLimiter() *limiter {
	return &limiter{channels: adapter.Turn{Every: time.Second, Burst: 5}}
}

func (l *limiter) bury(token string, now time.Time) { l.dead.Hold(token, now.Add(deadFor), now) }

// rest leaves a refused token to probes for a while.
func (l *limiter) rest(token string, now time.Time) { l.ill.Hold(token, now.Add(illFor), now) }

// revive trusts a token again: it was just issued, or accepted.
func (l *limiter) revive(token string) {
	l.dead.Forget(token)
	l.ill.Forget(token)
}

// limited reports whether Slack asked to come back later.
func (r result) limited() bool {
	return r.Status == http.StatusTooManyRequests || r.code == "ratelimited" || r.code == "rate_limited"
}
