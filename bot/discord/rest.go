package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"natobot/bot/adapter"
)

// DefaultAPIURL is Discord's own API:
// https://docs.discord.com/developers/reference#api-versioning
const DefaultAPIURL = "https://discord.com/api/v10"

// userAgent has the form that Discord asks for; others risk a block:
// https://docs.discord.com/developers/reference#user-agent
const userAgent = "DiscordBot (https://natobot.invalid, 1)"

const maxAnswer = 8 << 20 // bytes of a REST answer that are read

// A result is what a REST call brought back.
type result struct {
	adapter.Answer
	held time.Duration // of a 429: how long the limiter keeps the route closed
}

// code is Discord's error code, 0 when there is none:
// https://docs.discord.com/developers/topics/opcodes-and-status-codes
func (r result) code() int {
	var e struct {
		Code int `json:"code"`
	}
	if json.Unmarshal(r.Body, &e) != nil {
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
	if json.Unmarshal(r.Body, &e) != nil || e.Message == "" {
		return fmt.Errorf("http %d", r.Status)
	}
	if len(e.Errors) > 0 && len(e.Errors) < 1000 {
		return fmt.Errorf("http %d, %d %s: %s", r.Status, e.Code, e.Message, e.Errors)
	}
	return fmt.Errorf("http %d, %d %s", r.Status, e.Code, e.Message)
}

// call makes one request and tries once. With auth it carries the bot's token.
// Its errors are *adapter.NetError and hold neither the address, which may
// contain an interaction's token, nor the bot's.
func (a *Adapter) call(ctx context.Context, method, path string, auth bool, contentType string, body []byte) (result, error) {
	header := map[string]string{"User-Agent": userAgent}
	if contentType != "" {
		header["Content-Type"] = contentType
	}
	if auth {
		header["Authorization"] = "Bot " + a.cfg.Token
	}
	got, err := a.kit.Call(ctx, adapter.Call{Method: method, URL: a.api + path, Header: header, Body: body, Secret: a.cfg.Token, Most: maxAnswer})
	res := result{Answer: got}
	if a.limits.saw(res, a.now()) {
		a.kit.Event("refusal")
	}
	return res, err
}

// bare takes addresses and the bot's token out of an error.
func (a *Adapter) bare(err error) error { return adapter.Bare(err, a.cfg.Token) }
