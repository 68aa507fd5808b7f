package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// DefaultAPIURL is Slack's own Web API: https://docs.slack.dev/apis/web-api/
const DefaultAPIURL = "https://slack.com/api/"

const (
	callTimeout = 15 * time.Second // of one call, the body included
	maxAnswer   = 4 << 20          // bytes of an answer that are read
)

// A result is what a call brought back.
type result struct {
	status int
	header http.Header
	body   []byte
	ok     bool   // HTTP 200 and ok:true
	code   string // Slack's error code, or ""
	json   bool   // the body was JSON with an ok field
}

// err describes a refusal for the log. It quotes nothing but Slack's code.
func (r result) err() error {
	if r.code != "" {
		return fmt.Errorf("http %d, %s", r.status, r.code)
	}
	if !r.json {
		return fmt.Errorf("http %d without a readable answer", r.status)
	}
	return fmt.Errorf("http %d", r.status)
}

// A netError is a call without a usable answer.
type netError struct {
	sent bool // the request may have reached Slack
	err  error
}

func (e *netError) Error() string { return e.err.Error() }
func (e *netError) Unwrap() error { return e.err }

// call calls a method of the Web API once. Its errors are *netError and hold
// neither address nor token.
func (a *Adapter) call(ctx context.Context, method, token string, args any) (result, error) {
	body, err := encode(args)
	if err != nil {
		return result{}, &netError{err: err}
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
// the body is written, which alone makes Slack do anything; an error of it keeps
// the body back.
func (a *Adapter) send(ctx context.Context, to, token, kind string, body []byte, leaving func(context.Context) error) (result, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { connected.Store(false) }, // again only where nothing was written
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return result{}, &netError{err: errors.New("the address can't be used")}
	}
	g := &gate{leaving: leaving}
	if leaving != nil {
		req.GetBody = func() (io.ReadCloser, error) { return &gatedBody{g, ctx, bytes.NewReader(body)}, nil }
		req.Body = &gatedBody{g, ctx, bytes.NewReader(body)}
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("User-Agent", "natobot")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := a.client.Do(req)
	if err != nil {
		sent := connected.Load()
		if leaving != nil {
			sent = g.close()
		}
		return result{}, &netError{sent: sent, err: clean(err, token)}
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	r := result{status: resp.StatusCode, header: resp.Header, body: b}
	if err != nil && r.status == http.StatusOK {
		return r, &netError{sent: true, err: clean(err, token)}
	}
	var head struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(b, &head) == nil && head.OK != nil {
		r.json = true
		r.ok = *head.OK && r.status == http.StatusOK
		if !*head.OK {
			r.code = codeWord(head.Error)
		}
	} else if w := strings.TrimSpace(string(b[:min(len(b), 80)])); r.status >= 400 && w != "" && codeWord(w) == w {
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

// clean takes addresses and the token out of an error of the HTTP client.
func clean(err error, token string) error {
	var ue *url.Error
	for errors.As(err, &ue) {
		err = ue.Err
	}
	if s := err.Error(); token != "" && strings.Contains(s, token) {
		return errors.New(strings.ReplaceAll(s, token, "…"))
	}
	return err
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
	mu    sync.Mutex
	until map[string]time.Time // by workspace and method
	pace  map[string]time.Time // by workspace and channel: when its burst is made up for
	dead  map[string]time.Time // by token: will never be good again
	ill   map[string]time.Time // by token: refused, until when only a probe tries it
}

// maxLimits bounds what a limiter remembers.
const maxLimits = 50_000

// deadFor is how long a token is left alone that will never be good again, and
// illFor one that may be, should nobody probe it.
const (
	deadFor = time.Hour
	illFor  = 5 * time.Minute
)

func newLimiter() *limiter {
	return &limiter{until: map[string]time.Time{}, dead: map[string]time.Time{}, ill: map[string]time.Time{}, pace: map[string]time.Time{}}
}

// Slack takes about one message a second in a channel, and more for a moment:
// https://docs.slack.dev/reference/methods/chat.postMessage#rate_limiting
const (
	paceEvery = time.Second
	paceBurst = 5
)

// turn takes a channel's turn, or says how long until the next.
func (l *limiter) turn(channel string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	drop(l.pace, now)
	free := l.pace[channel]
	if free.Before(now) {
		free = now
	}
	if wait := free.Sub(now) - (paceBurst-1)*paceEvery; wait > 0 {
		return wait
	}
	l.pace[channel] = free.Add(paceEvery)
	return 0
}

// giveBack returns a turn that was not used.
func (l *limiter) giveBack(channel string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if free, ok := l.pace[channel]; ok {
		l.pace[channel] = free.Add(-paceEvery)
	}
}

func (l *limiter) wait(workspace, method string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, l.until[workspace+" "+method].Sub(now))
}

func (l *limiter) hold(workspace, method string, until, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	drop(l.until, now)
	k := workspace + " " + method
	if until.After(l.until[k]) {
		l.until[k] = until
	}
}

func (l *limiter) bury(token string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	drop(l.dead, now)
	l.dead[token] = now.Add(deadFor)
}

// rest leaves a refused token to probes for a while.
func (l *limiter) rest(token string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	drop(l.ill, now)
	l.ill[token] = now.Add(illFor)
}

// revive trusts a token again: it was just issued, or accepted.
func (l *limiter) revive(token string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.dead, token)
	delete(l.ill, token)
}

func (l *limiter) isDead(token string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return now.Before(l.dead[token])
}

func (l *limiter) isIll(token string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return now.Before(l.ill[token])
}

// drop forgets what is over once there is much of it.
func drop(m map[string]time.Time, now time.Time) {
	if len(m) < maxLimits {
		return
	}
	for k, t := range m {
		if now.After(t) {
			delete(m, k)
		}
	}
	if len(m) >= maxLimits {
		clear(m)
	}
}

// retryAfter is how long a refusal asks to wait: seconds or a date in the
// header; where nothing is said it is a second or two.
func retryAfter(r result, now time.Time) time.Duration {
	var wait time.Duration
	if h := strings.TrimSpace(r.header.Get("Retry-After")); h != "" {
		if s, err := strconv.ParseFloat(h, 64); err == nil && s > 0 {
			wait = time.Duration(min(s, maxHold.Seconds()) * float64(time.Second))
		} else if t, err := http.ParseTime(h); err == nil {
			wait = t.Sub(now)
		}
	}
	if wait <= 0 {
		wait = time.Second + rand.N(time.Second)
	}
	return min(wait, maxHold)
}

// maxHold is the longest wait that is believed.
const maxHold = 24 * time.Hour

// limited reports whether Slack asked to come back later.
func (r result) limited() bool {
	return r.status == http.StatusTooManyRequests || r.code == "ratelimited" || r.code == "rate_limited"
}
