// Package discordfake is a stand-in for Discord: its REST API and its gateway
// in the real wire format, with faults on demand. It keeps what it is sent and
// refuses what Discord would refuse. Tests use it, and whoever develops the bot
// without a server of their own.
//
// It does not know users, roles or channels: any snowflake is a channel that
// the bot may write to, until a fault says otherwise.
package discordfake

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Config of a Server; the zero value is fine.
type Config struct {
	Token         string        // the bot's token that is accepted; default "fake-bot-token"
	ApplicationID string        // default "700000000000000001"
	Heartbeat     time.Duration // interval that the gateway asks for; default 41.25 s, as Discord's
	PerChannel    int           // messages that a channel takes in five seconds; 0: any number, and no rate headers
	Now           func() time.Time
}

// A Server is the fake. It is safe for concurrent use.
type Server struct {
	cfg     Config
	private ed25519.PrivateKey

	mu           sync.Mutex
	changed      chan struct{} // closed and renewed at each change
	calls        []Call
	messages     []*Message
	nonces       map[string]*Message
	commands     json.RawMessage
	interactions map[string]*Interaction // by token
	sent         map[string][]byte       // files that people sent, by path
	faults       []*Fault
	windows      map[string]*rateWindow
	sockets      map[*socket]bool
	sessions     map[string]*session
	gateway      gatewayMode
	lastID       uint64
	identifies   int
	resumes      int

	wait     sync.WaitGroup
	closed   chan struct{}
	listener net.Listener
	http     *http.Server
	address  string
}

type rateWindow struct {
	used  int
	until time.Time
}

// A Call is a REST request as it came in.
type Call struct {
	Method, Path  string // path without the API's prefix
	Authorization string
	UserAgent     string
	Payload       json.RawMessage // the JSON body, of multipart the payload_json
	Files         map[string][]byte
	At            time.Time
	Status        int
}

// A Message is one that a channel holds, or the answer to an interaction.
type Message struct {
	ID, ChannelID string
	Nonce         string
	Flags         int
	ReplyTo       string
	Payload       json.RawMessage
	Files         map[string][]byte
	Posts         int // how often it was sent: repeats of a nonce included
}

// Text is all text that a person reads in the message, as it was sent.
func (m *Message) Text() string { return Text(m.Payload) }

// Buttons are the labels of the message's buttons with their custom ids.
func (m *Message) Buttons() map[string]string {
	out := map[string]string{}
	walk(m.Payload, func(c component) {
		if c.Type == button && c.CustomID != nil {
			out[c.Label] = *c.CustomID
		}
	})
	return out
}

// Text is all text that a person reads in a message's JSON.
func Text(payload []byte) string {
	var parts []string
	var m message
	if json.Unmarshal(payload, &m) == nil && m.Content != nil {
		parts = append(parts, *m.Content)
	}
	walk(payload, func(c component) {
		if c.Content != nil {
			parts = append(parts, *c.Content)
		}
	})
	return strings.Join(parts, "\n")
}

func walk(payload []byte, f func(component)) {
	var m message
	if json.Unmarshal(payload, &m) != nil {
		return
	}
	var visit func(cs []component)
	visit = func(cs []component) {
		for _, c := range cs {
			f(c)
			visit(c.Components)
		}
	}
	visit(m.Components)
}

// A Fault is what goes wrong. It applies to the next Times requests (0: one;
// negative: all) whose method and path match; "" matches any, a path matches
// when it contains Path.
type Fault struct {
	Method, Path string
	Times        int
	Status       int
	Header       map[string]string
	Body         string
	CutBefore    bool            // the connection is reset before anything is done
	CutAfter     bool            // it is done, then the connection is reset
	SlowBody     bool            // it is done, but the answer stops half-way until the client gives up
	Hold         <-chan struct{} // the answer waits until this is closed
}

// Errors in Discord's wire format.
func errorBody(code int, msg string) string {
	return fmt.Sprintf(`{"message":%q,"code":%d}`, msg, code)
}

// APIError is a Fault that answers with one of Discord's error codes.
func APIError(method, path string, status, code int, msg string) Fault {
	return Fault{Method: method, Path: path, Status: status, Body: errorBody(code, msg)}
}

// New makes a Server with a fresh key pair. It listens nowhere yet: use it as
// an http.Handler, or call Start.
func New(c Config) *Server {
	if c.Token == "" {
		c.Token = "fake-bot-token"
	}
	if c.ApplicationID == "" {
		c.ApplicationID = "700000000000000001"
	}
	if c.Heartbeat == 0 {
		c.Heartbeat = 41250 * time.Millisecond
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return &Server{cfg: c, private: private, changed: make(chan struct{}), nonces: map[string]*Message{}, commands: json.RawMessage("[]"),
		interactions: map[string]*Interaction{}, windows: map[string]*rateWindow{}, sockets: map[*socket]bool{}, sessions: map[string]*session{},
		lastID: 900000000000000000, closed: make(chan struct{})}
}

// Start listens on addr, "127.0.0.1:0" for any free port. After Close it can
// be started again, with everything it had kept.
func (s *Server) Start(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listener, s.address, s.closed = l, l.Addr().String(), make(chan struct{})
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	srv := s.http
	s.wait.Go(func() { _ = srv.Serve(l) }) // always ErrServerClosed, of Close
	return nil
}

// Close ends the listener and every connection, as a crash would, and waits
// for the goroutines.
func (s *Server) Close() {
	s.mu.Lock()
	srv := s.http
	s.http = nil
	select {
	case <-s.closed:
	default:
		close(s.closed)
	}
	socks := s.socketList()
	s.mu.Unlock()
	if srv != nil {
		srv.Close()
	}
	for _, k := range socks {
		k.conn.Close()
	}
	s.wait.Wait()
}

// Addr is the address that Start listens on.
func (s *Server) Addr() string { s.mu.Lock(); defer s.mu.Unlock(); return s.address }

// URL is the API's base for DISCORD_API_URL.
func (s *Server) URL() string { return "http://" + s.Addr() + "/api/v10" }

// PublicKey is the application's public key in hex, for DISCORD_PUBLIC_KEY.
func (s *Server) PublicKey() string {
	return hex.EncodeToString(s.private.Public().(ed25519.PublicKey))
}

// Token is the bot's token, for DISCORD_BOT_TOKEN.
func (s *Server) Token() string { s.mu.Lock(); defer s.mu.Unlock(); return s.cfg.Token }

// ApplicationID is the application's id.
func (s *Server) ApplicationID() string { return s.cfg.ApplicationID }

// Sign makes the headers of a request that Discord sends to an endpoint.
func (s *Server) Sign(body []byte, at time.Time) (signature, timestamp string) {
	timestamp = strconv.FormatInt(at.Unix(), 10)
	return hex.EncodeToString(ed25519.Sign(s.private, append([]byte(timestamp), body...))), timestamp
}

// Fail adds a fault; the oldest that matches a request comes first.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &f)
}

// Mend forgets all faults.
func (s *Server) Mend() { s.mu.Lock(); defer s.mu.Unlock(); s.faults = nil }

// Calls are the REST requests so far; with a path only those whose path
// contains it.
func (s *Server) Calls(path string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.calls {
		if strings.Contains(c.Path, path) {
			out = append(out, c)
		}
	}
	return out
}

// Messages are those that a channel holds; of all channels with "".
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.messages {
		if channel == "" || m.ChannelID == channel {
			out = append(out, *m)
		}
	}
	return out
}

// Commands is the JSON of the registered commands.
func (s *Server) Commands() json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

// Until waits until done, which is asked again after each change, says so.
func (s *Server) Until(ctx context.Context, done func() bool) error {
	for {
		s.mu.Lock()
		ch := s.changed
		s.mu.Unlock()
		if done() {
			return nil
		}
		select {
		case <-ch:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// notify wakes Until; the caller holds mu.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) id() string { // the caller holds mu
	s.lastID++
	return strconv.FormatUint(s.lastID, 10)
}

// ServeHTTP is Discord's API and gateway.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	for _, v := range []string{"/api/v9", "/api/v10", "/api"} {
		if p, ok := strings.CutPrefix(path, v); ok && (p == "" || p[0] == '/') {
			path = p
			break
		}
	}
	switch path {
	case "/ws", "/ws/", "/resume", "/resume/": // only the second resumes
		s.serveSocket(w, r)
		return
	}
	if b, ok := s.kept(path); ok { // of Discord's own file server, which asks for no token
		w.Write(b)
		return
	}
	if strings.HasPrefix(path, "/fake/") {
		s.serveControl(w, r, strings.TrimPrefix(path, "/fake/"))
		return
	}
	call, err := readCall(r, path, s.cfg.Now())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	f := s.fault(call)
	if f != nil && f.CutBefore {
		s.record(call)
		cutOff(w)
		return
	}
	rec := httptest.NewRecorder()
	if f != nil && f.Status != 0 {
		for k, v := range f.Header {
			rec.Header().Set(k, v)
		}
		rec.Header().Set("Content-Type", "application/json")
		if strings.HasPrefix(f.Body, "<") {
			rec.Header().Set("Content-Type", "text/html")
		}
		rec.WriteHeader(f.Status)
		rec.WriteString(f.Body)
	} else {
		s.route(rec, r, call)
	}
	call.Status = rec.Code
	s.record(call)
	if f != nil && f.Hold != nil {
		select {
		case <-f.Hold:
		case <-r.Context().Done():
		}
	}
	switch {
	case f != nil && f.CutAfter:
		cutOff(w)
	case f != nil && f.SlowBody:
		body := rec.Body.Bytes()
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(rec.Code)
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
		case <-s.ended():
		}
	default:
		for k, v := range rec.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes()) // the client may be gone
	}
}

func (s *Server) ended() <-chan struct{} { s.mu.Lock(); defer s.mu.Unlock(); return s.closed }

// cutOff resets the connection.
func cutOff(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if t, ok := conn.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	conn.Close()
}

func (s *Server) fault(c *Call) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.Method != "" && f.Method != c.Method || !strings.Contains(c.Path, f.Path) {
			continue
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				s.faults = slices.Delete(s.faults, i, i+1)
			}
		}
		return f
	}
	return nil
}

func (s *Server) record(c *Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, *c)
	s.notify()
}

// readCall reads JSON or multipart with payload_json and files[n].
func readCall(r *http.Request, path string, now time.Time) (*Call, error) {
	c := &Call{Method: r.Method, Path: path, Authorization: r.Header.Get("Authorization"), UserAgent: r.Header.Get("User-Agent"), At: now}
	body, err := io.ReadAll(io.LimitReader(r.Body, 26<<20))
	if err != nil {
		return nil, err
	}
	c.Payload, c.Files, err = decodeBody(r.Header.Get("Content-Type"), body)
	return c, err
}

func decodeBody(contentType string, body []byte) (json.RawMessage, map[string][]byte, error) {
	kind, params, _ := mime.ParseMediaType(contentType)
	if kind != "multipart/form-data" {
		return body, nil, nil
	}
	var payload json.RawMessage
	files := map[string][]byte{}
	mr := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for n := 0; ; {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return payload, files, nil
		}
		if err != nil {
			return nil, nil, err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, err
		}
		switch name := part.FormName(); {
		case name == "payload_json":
			payload = data
		case name == fmt.Sprintf("files[%d]", n) && part.FileName() != "":
			files[part.FileName()] = data
			n++
		default:
			return nil, nil, fmt.Errorf("unexpected part %q", name)
		}
	}
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if raw, ok := v.(string); ok {
		_, _ = io.WriteString(w, raw)
		return
	}
	_ = json.NewEncoder(w).Encode(v) // into a recorder
}

func refuse(w http.ResponseWriter, faults []string) {
	raw, _ := json.Marshal(faults) // strings only
	reply(w, http.StatusBadRequest, fmt.Sprintf(`{"message":"Invalid Form Body","code":50035,"errors":{"_errors":%s}}`, raw))
}

func (s *Server) route(w http.ResponseWriter, r *http.Request, c *Call) {
	seg := strings.Split(strings.Trim(c.Path, "/"), "/")
	is := func(method string, pattern ...string) bool {
		if c.Method != method || len(seg) != len(pattern) {
			return false
		}
		for i, p := range pattern {
			if p != "*" && p != seg[i] {
				return false
			}
		}
		return true
	}
	switch { // interactions need no token
	case is("POST", "interactions", "*", "*", "callback"):
		s.callback(w, r, c, seg[2])
		return
	case is("GET", "webhooks", "*", "*", "messages", "@original"), is("PATCH", "webhooks", "*", "*", "messages", "@original"), is("POST", "webhooks", "*", "*"):
		s.webhook(w, c, seg[2])
		return
	case is("GET", "gateway"):
		reply(w, http.StatusOK, map[string]any{"url": s.socketURL(r)})
		return
	}
	if c.Authorization != "Bot "+s.Token() {
		reply(w, http.StatusUnauthorized, errorBody(0, "401: Unauthorized"))
		return
	}
	switch {
	case is("GET", "users", "@me"):
		reply(w, http.StatusOK, map[string]any{"id": s.cfg.ApplicationID, "username": "natobot", "bot": true})
	case is("GET", "applications", "@me"):
		reply(w, http.StatusOK, map[string]any{"id": s.cfg.ApplicationID, "name": "natobot", "verify_key": s.PublicKey()})
	case is("GET", "gateway", "bot"):
		reply(w, http.StatusOK, map[string]any{"url": s.socketURL(r), "shards": 1, "session_start_limit": map[string]int{"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}})
	case is("GET", "applications", "*", "commands"):
		reply(w, http.StatusOK, string(s.Commands()))
	case is("PUT", "applications", "*", "commands"):
		s.putCommands(w, c)
	case is("POST", "users", "@me", "channels"):
		var to struct {
			RecipientID string `json:"recipient_id"`
		}
		if json.Unmarshal(c.Payload, &to) != nil || !isID(to.RecipientID) {
			refuse(w, []string{"recipient_id"})
			return
		}
		reply(w, http.StatusOK, map[string]any{"id": "8" + to.RecipientID, "type": 1})
	case is("POST", "channels", "*", "messages"):
		s.create(w, c, seg[1])
	default:
		reply(w, http.StatusNotFound, errorBody(0, "404: Not Found"))
	}
}

func isID(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

func (s *Server) socketURL(r *http.Request) string { return socketBase(r) + "/ws" }

func socketBase(r *http.Request) string {
	if r.TLS != nil {
		return "wss://" + r.Host
	}
	return "ws://" + r.Host
}

func (s *Server) putCommands(w http.ResponseWriter, c *Call) {
	if faults := ValidateCommands(c.Payload); len(faults) > 0 {
		refuse(w, faults)
		return
	}
	var cs []map[string]any
	if err := json.Unmarshal(c.Payload, &cs); err != nil {
		refuse(w, []string{err.Error()})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cmd := range cs { // Discord adds fields of its own
		cmd["id"], cmd["application_id"], cmd["version"], cmd["nsfw"] = s.id(), s.cfg.ApplicationID, s.id(), false
		if _, ok := cmd["default_member_permissions"]; !ok {
			cmd["default_member_permissions"] = nil
		}
	}
	raw, err := json.Marshal(cs)
	if err != nil {
		refuse(w, []string{err.Error()})
		return
	}
	s.commands = raw
	reply(w, http.StatusOK, string(raw))
}

func fileNames(m json.RawMessage, files map[string][]byte) []string {
	var names []string
	var msg message
	if json.Unmarshal(m, &msg) == nil {
		for _, a := range msg.Attachments {
			if _, ok := files[a.Filename]; ok {
				names = append(names, a.Filename)
			}
		}
	}
	return names
}

// create posts a message. A nonce that the channel has seen brings back the
// first message when enforce_nonce is set.
func (s *Server) create(w http.ResponseWriter, c *Call, channel string) {
	if !isID(channel) {
		reply(w, http.StatusBadRequest, errorBody(50035, "Invalid Form Body"))
		return
	}
	if !s.rate(w, channel) {
		return
	}
	if faults := Validate(c.Payload, fileNames(c.Payload, c.Files)...); len(faults) > 0 {
		refuse(w, faults)
		return
	}
	var p struct {
		Flags     int  `json:"flags"`
		Nonce     any  `json:"nonce"`
		Enforce   bool `json:"enforce_nonce"`
		Reference *struct {
			MessageID string `json:"message_id"`
			FailIfNot *bool  `json:"fail_if_not_exists"`
		} `json:"message_reference"`
	}
	if err := json.Unmarshal(c.Payload, &p); err != nil {
		refuse(w, []string{err.Error()})
		return
	}
	if p.Flags&^(flagSuppressPing|flagComponentsV2|1<<2) != 0 {
		refuse(w, []string{"flags: not allowed on a message"})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &Message{ChannelID: channel, Flags: p.Flags, Payload: c.Payload, Files: c.Files, Posts: 1}
	if p.Nonce != nil {
		m.Nonce = fmt.Sprint(p.Nonce)
		if old, ok := s.nonces[channel+"/"+m.Nonce]; ok && p.Enforce {
			old.Posts++
			s.notify()
			reply(w, http.StatusOK, old.wire())
			return
		}
	}
	if p.Reference != nil {
		m.ReplyTo = p.Reference.MessageID
		exists := slices.ContainsFunc(s.messages, func(o *Message) bool { return o.ID == m.ReplyTo && o.ChannelID == channel })
		if !exists && (p.Reference.FailIfNot == nil || *p.Reference.FailIfNot) {
			reply(w, http.StatusBadRequest, errorBody(50035, "message_reference: Unknown message"))
			return
		}
	}
	m.ID = s.id()
	s.messages = append(s.messages, m)
	if m.Nonce != "" {
		s.nonces[channel+"/"+m.Nonce] = m
	}
	s.notify()
	reply(w, http.StatusOK, m.wire())
}

func (m *Message) wire() map[string]any {
	out := map[string]any{}
	_ = json.Unmarshal(m.Payload, &out) // was decoded before
	delete(out, "allowed_mentions")
	delete(out, "enforce_nonce")
	out["id"], out["channel_id"], out["flags"], out["type"] = m.ID, m.ChannelID, m.Flags, 0
	if _, ok := out["content"]; !ok {
		out["content"] = ""
	}
	return out
}

// rate sends rate headers, and refuses what exceeds them.
func (s *Server) rate(w http.ResponseWriter, channel string) bool {
	if s.cfg.PerChannel == 0 {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Now()
	win := s.windows[channel]
	if win == nil || !now.Before(win.until) {
		win = &rateWindow{until: now.Add(5 * time.Second)}
		s.windows[channel] = win
	}
	win.used++
	after := win.until.Sub(now).Seconds()
	h := w.Header()
	h.Set("X-RateLimit-Limit", strconv.Itoa(s.cfg.PerChannel))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, s.cfg.PerChannel-win.used)))
	h.Set("X-RateLimit-Reset-After", strconv.FormatFloat(after, 'f', 3, 64))
	h.Set("X-RateLimit-Bucket", "fakebucket")
	if win.used <= s.cfg.PerChannel {
		return true
	}
	h.Set("X-RateLimit-Scope", "user")
	h.Set("Retry-After", strconv.Itoa(int(after)+1))
	reply(w, http.StatusTooManyRequests, fmt.Sprintf(`{"message":"You are being rate limited.","retry_after":%.3f,"global":false}`, after))
	return false
}
