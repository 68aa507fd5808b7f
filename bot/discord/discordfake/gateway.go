package discordfake

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// gatewayMode is how the next connections are treated.
type gatewayMode struct {
	mute       bool          // say nothing, not even hello
	hold       chan struct{} // closed when held connections go on; nil: none are held
	silent     bool          // after READY neither acknowledge nor dispatch
	deaf       bool          // heartbeats are not acknowledged
	op7First   int           // connections that get op 7 in place of READY
	badSession int           // resumes that are refused
}

type socket struct {
	conn    *websocket.Conn
	resumes bool   // came to the address for resuming
	base    string // scheme and host that the client came to
	write   sync.Mutex
	ready   bool
	session *session
}

type session struct {
	id    string
	seq   int
	sent  []frame
	alive bool
}

type frame struct {
	Op   int    `json:"op"`
	D    any    `json:"d"`
	Seq  int    `json:"s,omitempty"`
	Type string `json:"t,omitempty"`
}

func (k *socket) send(f frame) error {
	k.write.Lock()
	defer k.write.Unlock()
	_ = k.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	return k.conn.WriteJSON(f)
}

func (k *socket) close(code int, text string) {
	k.write.Lock()
	defer k.write.Unlock()
	_ = k.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, text), time.Now().Add(time.Second))
	k.conn.Close()
}

// serveSocket speaks the gateway: hello, identify or resume, READY, heartbeats.
// https://docs.discord.com/developers/events/gateway
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	k := &socket{conn: conn, resumes: strings.Trim(r.URL.Path, "/") == "resume", base: socketBase(r)}
	s.mu.Lock()
	select {
	case <-s.closed: // between Close's look at the list and now
		s.mu.Unlock()
		conn.Close()
		return
	default:
	}
	s.wait.Add(1)
	s.sockets[k] = true
	mode := s.gateway
	s.notify()
	s.mu.Unlock()
	defer s.wait.Done()
	defer func() {
		conn.Close()
		s.mu.Lock()
		delete(s.sockets, k)
		s.notify()
		s.mu.Unlock()
	}()
	if mode.mute {
		_, _, _ = conn.ReadMessage() // until somebody gives up
		return
	}
	if mode.hold != nil {
		select {
		case <-mode.hold:
		case <-s.closed:
			return
		}
	}
	if k.send(frame{Op: 10, D: map[string]any{"heartbeat_interval": s.cfg.Heartbeat.Milliseconds()}}) != nil {
		return
	}
	for {
		var f struct {
			Op int             `json:"op"`
			D  json.RawMessage `json:"d"`
		}
		if err := conn.ReadJSON(&f); err != nil {
			if c, ok := err.(*websocket.CloseError); ok && k.session != nil && (c.Code == 1000 || c.Code == 1001) {
				s.mu.Lock()
				k.session.alive = false // these two end a session on Discord's side
				s.mu.Unlock()
			}
			return
		}
		switch f.Op {
		case 1:
			s.mu.Lock()
			silent := s.gateway.silent || s.gateway.deaf
			s.mu.Unlock()
			if !silent && k.send(frame{Op: 11}) != nil {
				return
			}
		case 2:
			if !s.identify(k, f.D) {
				return
			}
		case 6:
			if !s.resume(k, f.D) {
				return
			}
		}
	}
}

func (s *Server) identify(k *socket, d json.RawMessage) bool {
	var id struct {
		Token   string `json:"token"`
		Intents int    `json:"intents"`
	}
	if json.Unmarshal(d, &id) != nil {
		k.close(4002, "Error while decoding payload.")
		return false
	}
	if id.Token != "Bot "+s.Token() && id.Token != s.Token() {
		k.close(4004, "Authentication failed.")
		return false
	}
	const privileged = 1<<1 | 1<<8 | 1<<15 // members, presences, message content
	if id.Intents&privileged != 0 {
		k.close(4014, "Disallowed intent(s).")
		return false
	}
	s.mu.Lock()
	s.identifies++
	if s.gateway.op7First > 0 {
		s.gateway.op7First--
		s.mu.Unlock()
		return k.send(frame{Op: 7}) == nil
	}
	ses := &session{id: "session-" + s.id(), alive: true}
	s.sessions[ses.id] = ses
	k.session = ses
	ready := ses.next("READY", map[string]any{
		"v": 10, "session_id": ses.id, "resume_gateway_url": k.base + "/resume",
		"user":        map[string]any{"id": s.cfg.ApplicationID, "username": "natobot", "bot": true},
		"application": map[string]any{"id": s.cfg.ApplicationID, "flags": 0}, "guilds": []any{},
	})
	s.mu.Unlock()
	if k.send(ready) != nil {
		return false
	}
	s.setReady(k)
	return true
}

func (s *Server) setReady(k *socket) {
	s.mu.Lock()
	k.ready = true
	s.notify()
	s.mu.Unlock()
}

func (x *session) next(kind string, d any) frame {
	x.seq++
	f := frame{Op: 0, D: d, Seq: x.seq, Type: kind}
	x.sent = append(x.sent, f)
	return f
}

func (s *Server) resume(k *socket, d json.RawMessage) bool {
	var r struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int    `json:"seq"`
	}
	if json.Unmarshal(d, &r) != nil {
		k.close(4002, "Error while decoding payload.")
		return false
	}
	if t := s.Token(); r.Token != "Bot "+t && r.Token != t {
		k.close(4004, "Authentication failed.")
		return false
	}
	s.mu.Lock()
	ses := s.sessions[r.SessionID]
	if ses == nil || !ses.alive || !k.resumes || s.gateway.badSession > 0 {
		s.gateway.badSession = max(0, s.gateway.badSession-1)
		s.mu.Unlock()
		return k.send(frame{Op: 9, D: false}) == nil
	}
	s.resumes++
	k.session = ses
	var missed []frame
	for _, f := range ses.sent {
		if f.Seq > r.Seq {
			missed = append(missed, f)
		}
	}
	missed = append(missed, ses.next("RESUMED", map[string]any{}))
	s.mu.Unlock()
	for _, f := range missed {
		if k.send(f) != nil {
			return false
		}
	}
	s.setReady(k)
	return true
}

func (s *Server) socketList() []*socket { // the caller holds mu
	var out []*socket
	for k := range s.sockets {
		out = append(out, k)
	}
	return out
}

// Ready waits until the gateway has at least one client past READY.
func (s *Server) Ready(ctx context.Context) error {
	return s.Until(ctx, func() bool { return s.Connected() > 0 })
}

// Connected is the number of gateway clients past READY or RESUMED.
func (s *Server) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for k := range s.sockets {
		if k.ready {
			n++
		}
	}
	return n
}

// Open is the number of gateway connections, ready or not.
func (s *Server) Open() int { s.mu.Lock(); defer s.mu.Unlock(); return len(s.sockets) }

// Logins counts identifies and resumes that were accepted.
func (s *Server) Logins() (identifies, resumes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.identifies, s.resumes
}

// Dispatch sends an event to every ready client; sessions without one get it
// when they resume. It reports how many got it at once.
func (s *Server) Dispatch(kind string, d any) int {
	s.mu.Lock()
	type out struct {
		k *socket
		f frame
	}
	var outs []out
	if !s.gateway.silent {
		for _, ses := range s.sessions {
			if !ses.alive {
				continue
			}
			f := ses.next(kind, d)
			for k := range s.sockets {
				if k.ready && k.session == ses {
					outs = append(outs, out{k, f})
				}
			}
		}
	}
	s.mu.Unlock()
	n := 0
	for _, o := range outs {
		if o.k.send(o.f) == nil {
			n++
		}
	}
	return n
}

// Send dispatches the interaction over the gateway.
func (in *Interaction) Send() int { return in.server.Dispatch("INTERACTION_CREATE", in.Body) }

// Reconnect asks every client to come back (op 7).
func (s *Server) Reconnect() {
	for _, k := range s.list() {
		_ = k.send(frame{Op: 7}) // a client that is gone needs no asking
	}
}

// InvalidSession tells every client that its session is gone (op 9).
func (s *Server) InvalidSession() {
	s.mu.Lock()
	for _, ses := range s.sessions {
		ses.alive = false
	}
	s.mu.Unlock()
	for _, k := range s.list() {
		_ = k.send(frame{Op: 9, D: false})
	}
}

// PauseSession tells every client to come back and resume (op 9 with true).
func (s *Server) PauseSession() { s.SendRaw(`{"op":9,"d":true,"s":null,"t":null}`) }

// SendRaw sends a text message to every client as it is.
func (s *Server) SendRaw(text string) {
	for _, k := range s.list() {
		k.write.Lock()
		_ = k.conn.WriteMessage(websocket.TextMessage, []byte(text)) // a client that is gone hears nothing
		k.write.Unlock()
	}
}

// CloseSockets closes every connection with a gateway close code.
func (s *Server) CloseSockets(code int) {
	for _, k := range s.list() {
		k.close(code, "")
	}
}

func (s *Server) list() []*socket { s.mu.Lock(); defer s.mu.Unlock(); return s.socketList() }

// Mute makes new connections hear nothing, not even hello.
func (s *Server) Mute(on bool) { s.mu.Lock(); defer s.mu.Unlock(); s.gateway.mute = on }

// Hold makes new connections wait for their hello until release is called.
func (s *Server) Hold() (release func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := make(chan struct{})
	s.gateway.hold = ch
	return func() {
		s.mu.Lock()
		s.gateway.hold = nil
		s.mu.Unlock()
		close(ch)
	}
}

// Deaf stops heartbeat acknowledgements; events still go out.
func (s *Server) Deaf(on bool) { s.mu.Lock(); defer s.mu.Unlock(); s.gateway.deaf = on }

// Silence stops heartbeat acknowledgements and events on all connections while
// keeping them open.
func (s *Server) Silence(on bool) { s.mu.Lock(); defer s.mu.Unlock(); s.gateway.silent = on }

// ReconnectAtOnce answers the next n identifies with op 7 in place of READY.
func (s *Server) ReconnectAtOnce(n int) { s.mu.Lock(); defer s.mu.Unlock(); s.gateway.op7First = n }

// RefuseResumes answers the next n resumes with op 9.
func (s *Server) RefuseResumes(n int) { s.mu.Lock(); defer s.mu.Unlock(); s.gateway.badSession = n }

// RevokeToken makes the given token the only one that is accepted.
func (s *Server) RevokeToken(next string) { s.mu.Lock(); defer s.mu.Unlock(); s.cfg.Token = next }

// serveControl is for people who try the bot without Discord:
// POST /fake/command with a text as body sends /nato over the gateway and
// shows the answer as text; GET /fake/messages lists what was posted.
func (s *Server) serveControl(w http.ResponseWriter, r *http.Request, what string) {
	switch {
	case r.Method == http.MethodPost && what == "command":
		text, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
		defer cancel()
		in := s.Command(string(text), nil)
		if endpoint := r.URL.Query().Get("endpoint"); endpoint != "" {
			if _, err := in.Post(ctx, http.DefaultClient, endpoint); err != nil {
				http.Error(w, err.Error(), http.StatusBadGateway)
				return
			}
		} else if in.Send() == 0 {
			http.Error(w, "no bot is connected to the gateway", http.StatusServiceUnavailable)
			return
		}
		if in.Finished(ctx) != nil {
			http.Error(w, "the application did not respond", http.StatusGatewayTimeout)
			return
		}
		m, _ := in.Message()
		fmt.Fprintln(w, m.Text())
	case r.Method == http.MethodGet && what == "messages":
		for _, m := range s.Messages(r.URL.Query().Get("channel")) {
			fmt.Fprintf(w, "#%s %s\n%s\n\n", m.ChannelID, m.ID, m.Text())
		}
	default:
		http.NotFound(w, r)
	}
}
