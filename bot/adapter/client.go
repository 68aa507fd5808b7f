package adapter

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"natobot/bot"
)

// Client is c, or one of its own, that follows no redirect: it would carry a
// token to another host. c itself is not changed.
func Client(c *http.Client) *http.Client {
	out := http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second}}
	if c != nil {
		out = *c
	}
	out.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &out
}

// ErrUnreachable says that a platform could not be asked at all.
var ErrUnreachable = errors.New("can't be reached")

// APIBase is the address of a platform's API without a slash at its end: what
// was configured under a name or, where nothing was, its own.
func APIBase(configured, own, name string) (string, error) {
	if configured == "" {
		configured = own
	}
	base := strings.TrimRight(configured, "/")
	if u, err := url.Parse(base); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", errors.New(name + " must be an http or https address")
	}
	return base, nil
}

// A Call is one request to a platform's API.
type Call struct {
	Method, URL string
	Header      map[string]string
	Body        []byte
	Secret      string // a token that errors must not quote
	Most        int64  // bytes of the answer that are read

	// Leaving, if any, is called before the first byte of the body is written,
	// which alone makes the platform do anything; its error keeps the body back.
	Leaving func(context.Context) error
}

// An Answer is what a call brought back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// OK reports a status of success.
func (a Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// HTML reports whether the answer is a page, which no API sends: something in
// front of it answered.
func (a Answer) HTML() bool {
	return strings.Contains(a.Header.Get("Content-Type"), "html") || bytes.HasPrefix(bytes.TrimSpace(a.Body), []byte("<"))
}

// A NetError is a call without a usable answer. It holds neither the address of
// the call nor its secret.
type NetError struct {
	Sent bool // the request may have reached the platform
	Err  error
}

func (e *NetError) Error() string { return e.Err.Error() }
func (e *NetError) Unwrap() error { return e.Err }

// MayHaveArrived reports whether a call that brought err, or else an answer of
// no success, may have had its effect.
func MayHaveArrived(a Answer, err error) bool {
	var ne *NetError
	if errors.As(err, &ne) {
		return ne.Sent
	}
	return a.Status >= 500
}

// Call makes one request and tries once. Its errors are *NetError. With an
// answer cut short, which counts only where it is a refusal, both are returned.
func (k *Kit) Call(ctx context.Context, c Call) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, k.Timing.Call)
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { connected.Store(false) }, // again only where nothing was written
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, c.Method, c.URL, bytes.NewReader(c.Body))
	if err != nil {
		return Answer{}, &NetError{Err: errors.New("the address can't be used")}
	}
	g := &gate{leaving: c.Leaving}
	if c.Leaving != nil {
		req.GetBody = func() (io.ReadCloser, error) { return &gatedBody{g, ctx, bytes.NewReader(c.Body)}, nil }
		req.Body = &gatedBody{g, ctx, bytes.NewReader(c.Body)}
	}
	for name, v := range c.Header {
		req.Header.Set(name, v)
	}
	resp, err := k.Client.Do(req)
	if err != nil {
		sent := connected.Load()
		if c.Leaving != nil {
			sent = g.close()
		}
		return Answer{}, &NetError{Sent: sent, Err: Bare(err, c.Secret)}
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, c.Most))
	a := Answer{Status: resp.StatusCode, Header: resp.Header, Body: b}
	if err != nil && a.OK() {
		return a, &NetError{Sent: true, Err: Bare(err, c.Secret)}
	}
	return a, nil // a refusal counts even when its words were cut short
}

// Bare takes addresses and a secret out of an error of an HTTP client.
func Bare(err error, secret string) error {
	var ue *url.Error
	for errors.As(err, &ue) {
		err = ue.Err
	}
	if s := err.Error(); secret != "" && strings.Contains(s, secret) {
		return errors.New(strings.ReplaceAll(s, secret, "…"))
	}
	return err
}

// A gate stands before the body of a request: leaving is called once before the
// first byte passes, and nothing passes once the gate is closed.
type gate struct {
	leaving func(context.Context) error

	mu     sync.Mutex
	left   bool
	closed bool
}

func (g *gate) pass(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.left:
		return nil
	case g.closed:
		return errors.New("the call was given up before its message was written")
	}
	err := g.leaving(ctx)
	g.left = err == nil
	return err
}

// close reports whether anything may have passed; from now on nothing will.
func (g *gate) close() (left bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	return g.left
}

// A gatedBody is a request's body behind a gate.
type gatedBody struct {
	gate *gate
	ctx  context.Context // the request's
	rest *bytes.Reader   // not embedded: its WriteTo would lead around the gate
}

// Read implements io.Reader.
func (b *gatedBody) Read(p []byte) (int, error) {
	if err := b.gate.pass(b.ctx); err != nil {
		return 0, err
	}
	return b.rest.Read(p)
}

// Close implements io.Closer.
func (b *gatedBody) Close() error { return nil }

// Unposted is the failure of a call that posts no message, as a delivery of the
// message that was to follow it: certainly not sent.
func Unposted(err error) error {
	var de *bot.DeliveryError
	if errors.As(err, &de) && de.Outcome == bot.UnknownSent {
		de.Outcome, de.After, de.Safe = bot.RetryAfter, 5*time.Second, false
	}
	return err
}
