// Package slackfake is a Slack to develop and test against: the methods of the
// Web API that natobot calls, response_urls, the OAuth exchange and a Socket
// Mode socket, in Slack's wire format and with faults on demand. Messages and
// views that Slack would refuse are refused.
//
// It is an http.Handler; give its address plus /api as SLACK_API_URL.
package slackfake

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// A Call is a request that the fake received.
type Call struct {
	Method string // "chat.postMessage", or "response_url"
	Path   string
	Token  string
	Body   []byte // JSON, or a form
}

// JSON is the body's fields; nil when it is no JSON.
func (c Call) JSON() map[string]any {
	var m map[string]any
	if json.Unmarshal(c.Body, &m) != nil {
		return nil
	}
	return m
}

// A Fault is what a call gets instead of its answer.
type Fault struct {
	Status     int    // HTTP status; 0 is 200
	Code       string // Slack's error code
	RetryAfter string // header
	HTML       bool   // a page instead of JSON
	Cut        bool   // the connection is cut without an answer
	Always     bool   // for every further call, not only for the next
}

// A Server is a fake Slack. Its zero value works.
type Server struct {
	Log chan Call // when set, every call is sent here too

	mu     sync.Mutex
	calls  []Call
	faults map[string][]Fault
	n      int
	conn   *websocket.Conn
	write  sync.Mutex
	opened chan struct{}
	acks   chan json.RawMessage
}

// Fail makes the next call of a method fail.
func (s *Server) Fail(method string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults == nil {
		s.faults = map[string][]Fault{}
	}
	s.faults[method] = append(s.faults[method], f)
}

// Heal takes all faults of a method away.
func (s *Server) Heal(method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.faults, method)
}

// Calls are the calls of a method so far; "" for all.
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.calls {
		if method == "" || c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/socket" {
		s.socket(w, r)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 8<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c := Call{Path: r.URL.Path, Token: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), Body: body}
	if m, ok := strings.CutPrefix(r.URL.Path, "/api/"); ok {
		c.Method = m
	} else if strings.HasPrefix(r.URL.Path, "/hook/") {
		c.Method = "response_url"
	}
	s.mu.Lock()
	s.calls = append(s.calls, c)
	s.n++
	n := s.n
	var fault *Fault
	if q := s.faults[c.Method]; len(q) > 0 {
		f := q[0]
		fault = &f
		if !f.Always {
			s.faults[c.Method] = q[1:]
		}
	}
	s.mu.Unlock()
	if s.Log != nil {
		defer func() { s.Log <- c }()
	}
	if fault != nil {
		s.fail(w, *fault)
		return
	}
	out := map[string]any{"ok": true}
	refuse := func(code string) { out = map[string]any{"ok": false, "error": code} }
	in := c.JSON()
	switch c.Method {
	case "auth.test":
		out["user"], out["team"], out["team_id"] = "natobot", "Newsroom", "T1"
	case "chat.postMessage", "chat.update", "chat.postEphemeral":
		if err := ValidateMessage(body); err != nil {
			refuse("invalid_blocks")
			out["response_metadata"] = map[string]any{"messages": []string{err.Error()}}
			break
		}
		out["ts"], out["channel"] = fmt.Sprintf("1700000000.%06d", n), in["channel"]
	case "response_url":
		if err := ValidateMessage(body); err != nil {
			refuse("invalid_blocks")
		}
	case "views.open", "views.update", "views.publish", "views.push":
		v, err := json.Marshal(in["view"])
		if err == nil {
			err = ValidateView(v)
		}
		if err != nil {
			refuse("invalid_arguments")
			out["response_metadata"] = map[string]any{"messages": []string{err.Error()}}
			break
		}
		out["view"] = map[string]any{"id": fmt.Sprintf("V%d", n)}
	case "conversations.open":
		out["channel"] = map[string]any{"id": fmt.Sprintf("D%d", n)}
	case "oauth.v2.access":
		f, err := url.ParseQuery(string(body))
		if err != nil || f.Get("client_secret") == "" {
			refuse("invalid_client_id")
			break
		}
		out["access_token"], out["refresh_token"], out["expires_in"] = fmt.Sprintf("xoxe.xoxb-%d", n), fmt.Sprintf("xoxe-%d", n), 43200
		out["scope"], out["bot_user_id"], out["is_enterprise_install"] = "commands,chat:write,app_mentions:read", "UBOT", false
		out["team"], out["authed_user"] = map[string]any{"id": "T1", "name": "Newsroom"}, map[string]any{"id": "U1"}
	case "apps.connections.open":
		out["url"] = "ws://" + r.Host + "/socket"
	default:
		refuse("unknown_method")
	}
	answer(w, http.StatusOK, out)
}

func (s *Server) fail(w http.ResponseWriter, f Fault) {
	if f.Cut {
		if h, ok := w.(http.Hijacker); ok {
			if c, _, err := h.Hijack(); err == nil {
				c.Close()
				return
			}
		}
		panic(http.ErrAbortHandler)
	}
	if f.RetryAfter != "" {
		w.Header().Set("Retry-After", f.RetryAfter)
	}
	status := f.Status
	if status == 0 {
		status = http.StatusOK
	}
	if f.HTML {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		io.WriteString(w, "<html>busy</html>") // a client that left is no matter
		return
	}
	answer(w, status, map[string]any{"ok": false, "error": f.Code})
}

func answer(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b)
}

// Sign signs a request as Slack does:
// https://docs.slack.dev/authentication/verifying-requests-from-slack
func Sign(r *http.Request, secret string, body []byte, at time.Time) {
	ts := strconv.FormatInt(at.Unix(), 10)
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte("v0:" + ts + ":"))
	m.Write(body)
	r.Header.Set("X-Slack-Request-Timestamp", ts)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(m.Sum(nil)))
}

func (s *Server) channels() (opened chan struct{}, acks chan json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened == nil {
		s.opened, s.acks = make(chan struct{}, 100), make(chan json.RawMessage, 10_000)
	}
	return s.opened, s.acks
}

// socket speaks Socket Mode until the connection ends.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	defer conn.Close()
	opened, acks := s.channels()
	s.mu.Lock()
	s.conn = conn
	s.mu.Unlock()
	if s.Send(map[string]any{"type": "hello", "num_connections": 1}) != nil {
		return
	}
	opened <- struct{}{}
	for {
		_, b, err := conn.ReadMessage()
		if err != nil {
			return
		}
		acks <- b
	}
}

// Opened waits for the next socket.
func (s *Server) Opened(ctx context.Context) error {
	opened, _ := s.channels()
	select {
	case <-opened:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Ack waits for the next acknowledgement on the socket.
func (s *Server) Ack(ctx context.Context) (json.RawMessage, error) {
	_, acks := s.channels()
	select {
	case b := <-acks:
		return b, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Send sends a frame, for example an envelope or a disconnect.
func (s *Server) Send(frame any) error {
	s.mu.Lock()
	c := s.conn
	s.mu.Unlock()
	if c == nil {
		return fmt.Errorf("slackfake: no socket is open")
	}
	s.write.Lock()
	defer s.write.Unlock()
	return c.WriteJSON(frame)
}

// Drop cuts the socket without a word.
func (s *Server) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		s.conn.Close()
	}
}
