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
	TS     string // of the message, when it was posted
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
	Text       string // this text instead of JSON
	Cut        bool   // the connection is cut without an answer
	Always     bool   // for every further call, not only for the next
}

// A Server is a fake Slack. Its zero value works.
type Server struct {
	Log      chan Call // when set, every call is sent here too
	Readable bool      // the bot may read public channels

	mu     sync.Mutex
	calls  []Call
	faults map[string][]Fault
	files  map[string][]byte // that people put into forms, by path
	n      int
	conn   *websocket.Conn
	write  sync.Mutex
	silent bool
	mute   bool
	used   map[string]int // response_urls and trigger_ids
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

// Forget forgets the calls so far.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = nil
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
	s.n++
	n := s.n
	at := len(s.calls)
	s.calls = append(s.calls, c)
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
	if b, ok := s.file(r.URL.Path); ok && fault == nil { // of Slack's own file server; who may not is asked to sign in
		if c.Token == "" {
			b = []byte("<!DOCTYPE html><title>Sign in</title>")
		}
		w.Write(b)
		return
	}
	if fault != nil {
		s.fail(w, *fault)
		return
	}
	out, status := s.do(r.Host, c, n, at)
	answer(w, status, out)
}

// Sent keeps a file that somebody put into a form, and gives the object that
// stands for it there.
func (s *Server) Sent(base, name string, body []byte) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	path := fmt.Sprintf("/files-pri/T1-F%d/download/%s", s.n, name)
	if s.files == nil {
		s.files = map[string][]byte{}
	}
	s.files[path] = body
	return map[string]any{"id": fmt.Sprintf("F%d", s.n), "name": name, "size": len(body), "url_private_download": base + path}
}

func (s *Server) file(path string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.files[path]
	return b, ok
}

// do is what Slack does on a call, the n-th, which is kept at a place of calls.
func (s *Server) do(host string, c Call, n, at int) (out map[string]any, status int) {
	out, status = map[string]any{"ok": true}, http.StatusOK
	refuse := func(code string) { out = map[string]any{"ok": false, "error": code} }
	in := c.JSON()
	if c.Token == "" && c.Method != "response_url" && c.Method != "oauth.v2.access" {
		refuse("not_authed")
		return out, status
	}
	switch c.Method {
	case "auth.test":
		out["user"], out["team"], out["team_id"] = "natobot", "Newsroom", "T1"
	case "chat.postMessage", "chat.update", "chat.postEphemeral":
		if err := ValidateMessage(c.Body); err != nil {
			refuse("invalid_blocks")
			out["response_metadata"] = map[string]any{"messages": []string{err.Error()}}
			break
		}
		ts := fmt.Sprintf("1700000000.%06d", n)
		out["ts"], out["channel"] = ts, in["channel"]
		s.mu.Lock()
		if at < len(s.calls) { // else it was reset meanwhile
			s.calls[at].TS = ts
		}
		s.mu.Unlock()
	case "response_url":
		if err := ValidateMessage(c.Body); err != nil {
			refuse("invalid_blocks")
		} else if s.use(c.Path) > hookUses {
			refuse("used_url")
			status = http.StatusNotFound
		}
	case "views.open", "views.update", "views.publish", "views.push":
		if id, _ := in["trigger_id"].(string); c.Method == "views.open" || c.Method == "views.push" {
			if id == "" {
				refuse("invalid_trigger_id")
				break
			}
			defer s.use("trigger " + id)
			if s.uses("trigger "+id) > 0 {
				refuse("trigger_exchanged")
				break
			}
		}
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
	case "conversations.history", "conversations.replies":
		if !s.Readable {
			refuse("missing_scope")
			break
		}
		out["messages"], out["has_more"] = s.history(in), false
	case "conversations.open":
		out["channel"] = map[string]any{"id": fmt.Sprintf("D%d", n)}
	case "oauth.v2.access":
		f, err := url.ParseQuery(string(c.Body))
		if err != nil || f.Get("client_secret") == "" {
			refuse("invalid_client_id")
			break
		}
		out["access_token"], out["refresh_token"], out["expires_in"] = fmt.Sprintf("xoxe.xoxb-%d", n), fmt.Sprintf("xoxe-%d", n), 43200
		out["scope"], out["bot_user_id"], out["is_enterprise_install"] = "commands,chat:write,app_mentions:read", "UBOT", false
		out["team"], out["authed_user"] = map[string]any{"id": "T1", "name": "Newsroom"}, map[string]any{"id": "U1"}
	case "apps.connections.open":
		out["url"] = "ws://" + host + "/socket"
	default:
		refuse("unknown_method")
	}
	return out, status
}

// history are the messages posted to a channel, with their metadata.
func (s *Server) history(in map[string]any) []any {
	out := []any{}
	for _, c := range s.Calls("chat.postMessage") {
		if m := c.JSON(); c.TS != "" && m["channel"] == in["channel"] && (in["ts"] == nil || m["thread_ts"] == in["ts"]) {
			x := map[string]any{"type": "message", "ts": c.TS, "text": m["text"]}
			if in["include_all_metadata"] == true && m["metadata"] != nil {
				x["metadata"] = m["metadata"]
			}
			out = append(out, x)
		}
	}
	return out
}

// hookUses is how often a response_url works.
const hookUses = 5

// use counts a use of something that does not last, and uses tells how many
// there were. They are forgotten before they fill the memory of a long run.
func (s *Server) use(what string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used == nil || len(s.used) > 100_000 {
		s.used = map[string]int{}
	}
	s.used[what]++
	return s.used[what]
}

func (s *Server) uses(what string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.used[what]
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
	if f.Text != "" {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(status)
		io.WriteString(w, f.Text) // a client that left is no matter
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
	ended := make(chan struct{})
	defer close(ended)
	go s.ping(conn, ended)
	s.mu.Lock()
	mute := s.mute
	s.mu.Unlock()
	if !mute && s.Send(map[string]any{"type": "hello", "num_connections": 1}) != nil {
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

// pingEvery is often enough for a client that counts the seconds.
const pingEvery = 5 * time.Second

// ping keeps a socket alive, as Slack does, unless it is to be silent.
func (s *Server) ping(conn *websocket.Conn, ended <-chan struct{}) {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return
		case <-tick.C:
		}
		s.mu.Lock()
		silent := s.silent
		s.mu.Unlock()
		if !silent && conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) != nil {
			return // the reader ends too
		}
	}
}

// Silence stops the pings on all sockets while keeping them open.
func (s *Server) Silence(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silent = on
}

// Mute leaves out the hello on sockets to come.
func (s *Server) Mute(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mute = on
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
