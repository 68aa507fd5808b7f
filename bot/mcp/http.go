package mcp

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"natobot/bot"
)

// Path is where the protocol is spoken over HTTP.
const Path = "/mcp"

// Limits of HTTP.
const (
	maxBody = 1 << 20
	// CallsAMinute is how many calls are answered to one address.
	CallsAMinute = 60
)

// DefaultLimits let an address make CallsAMinute calls at once and as many a
// minute.
func DefaultLimits() *bot.Limits {
	return &bot.Limits{UserRate: CallsAMinute / 60.0, UserBurst: CallsAMinute}
}

// Mount adds the endpoint to a mux.
func (s *Server) Mount(mux *http.ServeMux) {
	next := s.streamable()
	for _, method := range []string{http.MethodPost, http.MethodGet, http.MethodDelete} { // by name, for others serve GET everywhere
		mux.HandleFunc(method+" "+Path, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, next) })
	}
}

// streamable is the SDK's handler.
func (s *Server) streamable() http.Handler {
	return sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return s.sdk }, &sdk.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, Logger: slog.New(quiet{s.Log.Handler()}), MaxRequestBodyBytes: maxBody, PropagateRequestCancellation: true,
		DisableLocalhostProtection: true, // see admit, which knows the public address
	})
}

// serve admits a request, and bounds it before anything is made of it.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if why := s.admit(r); why != "" {
		refuse(w, http.StatusForbidden, jsonrpc.CodeInvalidRequest, why)
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, http.StatusMethodNotAllowed, jsonrpc.CodeInvalidRequest, "this server keeps no session and opens no stream of its own; send each message by POST")
		return
	}
	if s.Limits != nil {
		if wait, ok := s.Limits.Allow(bot.Request{Kind: bot.Ask, Platform: Platform, User: bot.Client(r.RemoteAddr, r.Header.Values("X-Forwarded-For")), At: s.Now()}); !ok {
			sec := int(math.Ceil(wait.Seconds()))
			w.Header().Set("Retry-After", fmt.Sprint(max(1, sec)))
			refuse(w, http.StatusTooManyRequests, codeBusy, fmt.Sprintf("%d calls a minute are answered to one address; try again in %d s", CallsAMinute, max(1, sec)))
			return
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if big := new(http.MaxBytesError); errors.As(err, &big) {
		refuse(w, http.StatusRequestEntityTooLarge, jsonrpc.CodeInvalidRequest, fmt.Sprintf("a message has at most %d bytes; check a text a part at a time", maxBody))
		return
	} else if err != nil {
		refuse(w, http.StatusBadRequest, jsonrpc.CodeInvalidRequest, "the message could not be read")
		return
	}
	if first := bytes.TrimLeft(body, " \t\r\n"); len(first) > 0 && first[0] == '[' {
		refuse(w, http.StatusBadRequest, jsonrpc.CodeInvalidRequest, "batches are not answered; send one message at a time")
		return
	}
	if c, ok := s.plain(r, body); ok && s.answerPlain(w, r, c) {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	told := &inProtocol{ResponseWriter: w}
	next.ServeHTTP(told, r.WithContext(context.WithValue(r.Context(), headerKey{}, w.Header())))
	told.end()
}

// inProtocol turns what the SDK says of a request in plain words into an error of
// JSON-RPC, which clients show.
type inProtocol struct {
	http.ResponseWriter
	status int // of such a refusal
	says   bytes.Buffer
}

// Unwrap lets the SDK flush.
func (p *inProtocol) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (p *inProtocol) WriteHeader(status int) {
	if status >= 400 && strings.HasPrefix(p.Header().Get("Content-Type"), "text/plain") {
		p.status = status
		return
	}
	p.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (p *inProtocol) Write(b []byte) (int, error) {
	if p.status != 0 {
		return p.says.Write(b)
	}
	return p.ResponseWriter.Write(b)
}

func (p *inProtocol) end() {
	if p.status == 0 {
		return
	}
	code, says := jsonrpc.CodeInvalidRequest, strings.TrimSpace(p.says.String())
	if strings.HasPrefix(says, "JSON RPC not handled") {
		code = jsonrpc.CodeMethodNotFound
	}
	refuse(p.ResponseWriter, p.status, code, says)
}

// codeBusy is the JSON-RPC code of a call past the limits, of the range that
// is left to servers.
const codeBusy = -32029

// refuse answers with an error of JSON-RPC that belongs to no request.
func refuse(w http.ResponseWriter, status, code int, say string) {
	raw, err := compact(map[string]any{"jsonrpc": "2.0", "id": nil, "error": map[string]any{"code": code, "message": say}})
	if err != nil {
		raw = json.RawMessage("{}") // cannot be: strings and numbers
	}
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	w.Write(raw) // a client that is gone needs no answer
}

// admit says why a request is not let in: a page of another site must not ask
// in its reader's name, not even by making its own name lead to this machine.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning
func (s *Server) admit(r *http.Request) string {
	public := ""
	if u, err := url.Parse(s.PublicURL); err == nil {
		public = u.Host
	}
	here := false // reached over this machine's own interface
	if a, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		here = loopback(a.String())
	}
	if here && !loopback(r.Host) && (public == "" || !strings.EqualFold(r.Host, public)) {
		return "this host name is not this server's; whoever runs it behind a proxy sets NATOBOT_PUBLIC_URL"
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return ""
	}
	u, err := url.Parse(origin)
	if err == nil && u.Host != "" && (public != "" && strings.EqualFold(u.Host, public) || here && loopback(u.Host)) {
		return ""
	}
	return "pages of other sites are not answered"
}

// loopback reports whether a host, with or without a port, is this machine.
func loopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// Before the protocol of 2026-07-28 a client says once, when it begins, what it
// draws, and this server remembers nothing: it gives such a client a session's
// name that says it, which comes back with each call.
const sessionHeader = "Mcp-Session-Id"

type headerKey struct{}

// begins gives a client that begins and draws a surface a session's name.
func (s *Server) begins(ctx context.Context, r sdk.Request) {
	h, ok := ctx.Value(headerKey{}).(http.Header)
	p, is := r.GetParams().(*sdk.InitializeParams)
	if !ok || !is || p == nil || p.Capabilities == nil {
		return
	}
	for _, x := range s.Surfaces {
		if _, ok := p.Capabilities.Extensions[x.Extension]; ok {
			h.Set(sessionHeader, x.Key+"-"+rand.Text())
			return
		}
	}
}

// sessionDraws reports whether a session's name says that a surface is drawn.
func sessionDraws(name string, x Surface) bool { return strings.HasPrefix(name, x.Key+"-") }
