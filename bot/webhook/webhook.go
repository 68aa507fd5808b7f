// Package webhook sends what a channel with alerts gets as signed POSTs, by the
// Standard Webhooks convention (https://www.standardwebhooks.com). A receiver
// verifies Webhook-Signature over Webhook-Id, Webhook-Timestamp and the body,
// and knows a repeat by its Webhook-Id.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/facts"
	"natobot/facts/answer"
)

// Platform and Workspace are where what is sent here is subscribed; a channel
// is an address, see Channel.
const (
	Platform  = "webhook"
	Workspace = "operator"
)

// Channel names an address in the database, without a secret that may stand in
// it.
func Channel(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:8])
}

// secretPrefix begins a secret as the convention writes it.
const secretPrefix = "whsec_"

// ParseSecret reads a secret: whsec_ and 24 to 64 bytes in base64.
func ParseSecret(s string) ([]byte, error) {
	enc, ok := strings.CutPrefix(s, secretPrefix)
	raw, err := base64.StdEncoding.DecodeString(enc)
	if !ok || err != nil || len(raw) < 24 || len(raw) > 64 {
		return nil, errors.New("is not whsec_ and 24 to 64 bytes in base64; make one with: echo whsec_$(openssl rand -base64 32)")
	}
	return raw, nil
}

// ParseAddress checks an address: https, or http on this machine, without a
// user name.
func ParseAddress(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("is no http or https address")
	}
	if u.User != nil {
		return errors.New("must not hold a user name or password; the signature says who sends")
	}
	return nil
}

// Config of Hooks.
type Config struct {
	Addresses []string
	Secrets   [][]byte     // the first signs, and the others beside it while a receiver changes over
	Client    *http.Client // follows no redirect; nil: one that does not
	Now       func() time.Time
}

// Hooks post to addresses. It is safe for concurrent use.
type Hooks struct {
	Config
	at map[string]string // address by channel
}

// New makes Hooks.
func New(c Config) *Hooks {
	h := &Hooks{Config: c, at: map[string]string{}}
	if h.Client == nil {
		h.Client = &http.Client{Timeout: 10 * time.Second}
	}
	h.Client = adapter.Client(h.Client)
	if h.Now == nil {
		h.Now = time.Now
	}
	for _, a := range c.Addresses {
		h.at[Channel(a)] = a
	}
	return h
}

// Traits of webhooks: a receiver knows a repeat by its id however late it comes.
var Traits = bot.Traits{Name: Platform, Repeats: 30 * 24 * time.Hour}

// A payload is the body of a POST.
type payload struct {
	Type      string    `json:"type"`      // "natobot.alert", "natobot.correction", …
	Timestamp time.Time `json:"timestamp"` // midnight UTC of the day it speaks of: the same for each try
	Data      data      `json:"data"`
}

type data struct {
	Headline    string              `json:"headline"`
	Lines       []string            `json:"lines"`
	Text        string              `json:"text"`
	AsOf        facts.Date          `json:"as_of"`
	Edition     string              `json:"edition,omitempty"`
	Address     string              `json:"address,omitempty"`
	Corrects    string              `json:"corrects,omitempty"` // Webhook-Id of the message that is corrected
	Figures     []answer.FigureJSON `json:"figures"`
	Allies      []facts.Code        `json:"allies"`
	Meetings    []string            `json:"meetings"`
	Commitments []string            `json:"commitments"`
	Sources     []answer.SourceJSON `json:"sources"`
	Caveats     []string            `json:"caveats"`
}

// body is a reply as it is sent.
func body(r bot.Reply, corrects string) ([]byte, error) {
	return json.Marshal(payload{Type: "natobot." + string(r.Kind), Timestamp: r.AsOf.Last().Time(), Data: data{
		Headline: r.Headline, Lines: append([]string{}, r.Lines...), Text: r.Text(), AsOf: r.AsOf, Edition: r.Edition, Address: r.Address, Corrects: corrects,
		Figures: answer.FiguresJSON(r.Figures), Allies: append([]facts.Code{}, r.Allies...), Meetings: append([]string{}, r.Meetings...),
		Commitments: append([]string{}, r.Commitments...), Sources: answer.SourcesJSON(r.Sources), Caveats: append([]string{}, r.Caveats...)}})
}

// Sign is the signature of a message by a secret, in the convention's form.
func Sign(secret []byte, id string, at time.Time, body []byte) string {
	m := hmac.New(sha256.New, secret)
	fmt.Fprintf(m, "%s.%d.", id, at.Unix())
	m.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil))
}

// Post implements bot.Poster. Every failure but a refusal is to be tried again:
// what arrived all the same is known by its id.
func (h *Hooks) Post(ctx context.Context, to bot.Destination, r bot.Reply, key string) (bot.Receipt, error) {
	address, ok := h.at[to.Channel]
	if !ok {
		return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.Permanent, Code: "unset", Reason: "NATOBOT_WEBHOOKS does not name this address any more.", Gone: true, Err: errors.New("no such address")}
	}
	b, err := body(r, to.Thread)
	if err != nil {
		return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.Permanent, Code: "body", Reason: "The message could not be written.", Err: err}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(b))
	if err != nil {
		return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.Permanent, Code: "address", Reason: "The address of NATOBOT_WEBHOOKS can't be called.", Err: bare(err)}
	}
	now := h.Now()
	signed := make([]string, len(h.Secrets))
	for i, s := range h.Secrets {
		signed[i] = Sign(s, key, now, b)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "natobot")
	req.Header.Set("Webhook-Id", key)
	req.Header.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	req.Header.Set("Webhook-Signature", strings.Join(signed, " "))
	res, err := h.Client.Do(req)
	if err != nil {
		return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.RetryAfter, Code: "network", Reason: "The receiver of the webhook does not answer.", Err: bare(err)}
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection is used again
	return outcome(res, key, to.Channel)
}

// outcome is what a receiver's answer means.
func outcome(res *http.Response, key, channel string) (bot.Receipt, error) {
	code := strconv.Itoa(res.StatusCode)
	failed := func(o bot.Outcome, reason string) error {
		return &bot.DeliveryError{Outcome: o, Code: code, Reason: reason, After: after(res), Gone: res.StatusCode == http.StatusGone, Err: errors.New("the receiver answered " + code)}
	}
	switch {
	case res.StatusCode >= 200 && res.StatusCode < 300:
		return bot.Receipt{MessageID: key, Channel: channel}, nil
	case res.StatusCode == http.StatusGone:
		return bot.Receipt{}, failed(bot.Permanent, "The receiver of the webhook says that it is gone for good.")
	case res.StatusCode == http.StatusRequestTimeout, res.StatusCode == http.StatusConflict, res.StatusCode == http.StatusTooEarly, res.StatusCode == http.StatusTooManyRequests, res.StatusCode >= 500:
		return bot.Receipt{}, failed(bot.RetryAfter, "The receiver of the webhook answers "+code+".")
	}
	return bot.Receipt{}, failed(bot.Permanent, "The receiver of the webhook refuses with "+code+": check its address and the secret, then start natobot again.")
}

// after is how long a receiver asks to wait, at most an hour.
func after(res *http.Response) time.Duration {
	if n, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && n > 0 {
		return min(time.Duration(n)*time.Second, time.Hour)
	}
	return 0
}

// bare is an error of a call without the address, which may hold a secret.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
