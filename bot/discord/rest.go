package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// DefaultAPIURL is Discord's own API:
// https://docs.discord.com/developers/reference#api-versioning
const DefaultAPIURL = "https://discord.com/api/v10"

// userAgent has the form that Discord asks for; others risk a block:
// https://docs.discord.com/developers/reference#user-agent
const userAgent = "DiscordBot (https://natobot.invalid, 1)"

const (
	callTimeout = 15 * time.Second // of one REST call, the body included
	maxAnswer   = 8 << 20          // bytes of a REST answer that are read
)

// A result is what a REST call brought back.
type result struct {
	status int
	header http.Header
	body   []byte
	held   time.Duration // of a 429: how long the limiter keeps the route closed
}

func (r result) ok() bool { return r.status >= 200 && r.status < 300 }

// html reports whether the body is a page, which Discord's API never sends:
// something in front of it answered.
func (r result) html() bool {
	return strings.Contains(r.header.Get("Content-Type"), "html") || bytes.HasPrefix(bytes.TrimSpace(r.body), []byte("<"))
}

// code is Discord's error code, 0 when there is none:
// https://docs.discord.com/developers/topics/opcodes-and-status-codes
func (r result) code() int {
	var e struct {
		Code int `json:"code"`
	}
	if json.Unmarshal(r.body, &e) != nil {
		return 0
	}
	return e.Code
}

// err describes a refusal for the log: status and Discord's own words.
func (r result) err() error {
	var e struct {
		Code    int             `json:"code"`
		Message string          `json:"message"`
		Errors  json.RawMessage `json:"errors"`
	}
	if json.Unmarshal(r.body, &e) != nil || e.Message == "" {
		return fmt.Errorf("http %d", r.status)
	}
	if len(e.Errors) > 0 && len(e.Errors) < 1000 {
		return fmt.Errorf("http %d, %d %s: %s", r.status, e.Code, e.Message, e.Errors)
	}
	return fmt.Errorf("http %d, %d %s", r.status, e.Code, e.Message)
}

// A netError is a call without a usable answer.
type netError struct {
	sent bool // the request may have reached Discord
	err  error
}

func (e *netError) Error() string { return e.err.Error() }
func (e *netError) Unwrap() error { return e.err }

// call makes one request and tries once. With auth it carries the bot's token.
// Its errors are *netError and hold neither the address, which may contain an
// interaction's token, nor the bot's.
func (a *Adapter) call(ctx context.Context, method, path string, auth bool, contentType string, body []byte) (result, error) {
	ctx, cancel := context.WithTimeout(ctx, a.timing.call)
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, method, a.api+path, bytes.NewReader(body))
	if err != nil {
		return result{}, &netError{err: errors.New("the address of the Discord API can't be used")}
	}
	req.Header.Set("User-Agent", userAgent)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if auth {
		req.Header.Set("Authorization", "Bot "+a.cfg.Token)
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return result{}, &netError{sent: connected.Load(), err: a.clean(err)}
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	res := result{status: resp.StatusCode, header: resp.Header, body: b}
	if a.limits.saw(res, a.now()) {
		a.count.invalid.Add(1)
	}
	if err != nil && res.ok() {
		return res, &netError{sent: true, err: a.clean(err)}
	}
	return res, nil // a refusal counts even when its words were cut short
}

// clean takes addresses and tokens out of an error of the HTTP client.
func (a *Adapter) clean(err error) error {
	var ue *url.Error
	for errors.As(err, &ue) {
		err = ue.Err
	}
	if s := err.Error(); a.cfg.Token != "" && strings.Contains(s, a.cfg.Token) {
		return errors.New(strings.ReplaceAll(s, a.cfg.Token, "…"))
	}
	return err
}
