package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/socketmode"

	"natobot/bot/adapter"
)

const (
	maxFrame  = 4 << 20
	maxAck    = 20_000 // Slack drops a larger one without a word
	maxQueued = 256    // acknowledgements waiting to be written
	writeTime = 10 * time.Second
)

// fatalCodes say that no further try will open a socket.
var fatalCodes = map[string]bool{"not_authed": true, "invalid_auth": true, "account_inactive": true, "token_revoked": true, "token_expired": true,
	"no_permission": true, "missing_scope": true, "not_allowed_token_type": true, "org_login_required": true, "forbidden_team": true}

// Run serves Socket Mode until ctx ends: https://docs.slack.dev/apis/events-api/using-socket-mode
// It reconnects by itself, returns nil after a stop that was asked for, and an
// error when Slack refuses the app for good. Without an app token it only
// waits for ctx. What it acknowledged goes on; see [Adapter.Wait].
func (a *Adapter) Run(ctx context.Context) error {
	if a.cfg.AppToken == "" {
		<-ctx.Done()
		return nil
	}
	wait := a.timing.backoff
	for ctx.Err() == nil {
		began := time.Now()
		again, err := a.session(ctx)
		var fatal *fatalError
		if errors.As(err, &fatal) {
			a.log.Error("slack: Socket Mode refused", "error", err)
			return err
		}
		if ctx.Err() != nil {
			break
		}
		a.kit.Event("reconnect")
		if again && time.Since(began) > time.Second { // Slack asked for it
			wait = a.timing.backoff
			continue
		}
		if time.Since(began) > a.timing.maxBackoff {
			wait = a.timing.backoff
		}
		a.log.Warn("slack: socket lost", "error", err)
		adapter.Pause(ctx, wait/2+rand.N(wait/2+1))
		wait = min(2*wait, a.timing.maxBackoff)
	}
	return nil
}

type fatalError struct{ err error }

func (e *fatalError) Error() string { return "slack: Socket Mode: " + e.err.Error() }
func (e *fatalError) Unwrap() error { return e.err }

// session opens one socket and reads it to its end. again says that Slack
// asked for a new one.
func (a *Adapter) session(ctx context.Context) (again bool, err error) {
	res, err := a.call(ctx, "apps.connections.open", a.cfg.AppToken, struct{}{})
	if err != nil {
		return false, fmt.Errorf("open: %w", err)
	}
	if fatalCodes[res.code] {
		return false, &fatalError{fmt.Errorf("the token SLACK_APP_TOKEN is refused (%s); make one with connections:write on the app's Basic Information page", res.code)}
	}
	var at struct {
		URL string `json:"url"`
	}
	if !res.ok || json.Unmarshal(res.Body, &at) != nil {
		if res.limited() {
			adapter.Pause(ctx, adapter.Soon(adapter.RetryAfter(res.Header, a.now())))
		}
		return false, fmt.Errorf("open: %w", res.err())
	}
	if u, err := url.Parse(at.URL); err != nil || u.Scheme != "wss" && u.Scheme != "ws" {
		return false, errors.New("open: no socket's address in the answer")
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: callTimeout}
	conn, resp, err := dialer.DialContext(ctx, at.URL, nil)
	if err != nil {
		if resp != nil {
			return false, fmt.Errorf("dial: http %d", resp.StatusCode)
		}
		return false, fmt.Errorf("dial: %w", adapter.Bare(err, ""))
	}
	s := &socket{a: a, conn: conn, out: make(chan frame, maxQueued), gone: make(chan struct{}), dead: make(chan struct{}), work: adapter.Tracker{Caught: a.links.Caught}}
	return s.serve(ctx)
}

// A socket is one connection. One goroutine reads and never waits for
// anything else; one writes; each envelope is answered on its own.
type socket struct {
	a    *Adapter
	conn *websocket.Conn
	out  chan frame
	gone chan struct{}   // closed when nothing is written any more
	dead chan struct{}   // closed when nothing can be read any more
	work adapter.Tracker // envelopes whose acknowledgement is to come
}

// A frame is to be written; lost is called when it could not be. An empty one
// ends the connection.
type frame struct {
	data []byte
	lost func()
}

func (s *socket) serve(ctx context.Context) (again bool, err error) {
	a := s.a
	alive := func() error {
		a.kit.Seen()
		return s.conn.SetReadDeadline(time.Now().Add(a.timing.silent))
	}
	s.conn.SetReadLimit(maxFrame)
	if err := alive(); err != nil {
		return false, err
	}
	s.conn.SetPingHandler(func(data string) error {
		if err := alive(); err != nil {
			return err
		}
		err := s.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
		var timeout interface{ Timeout() bool }
		if errors.Is(err, websocket.ErrCloseSent) || errors.As(err, &timeout) && timeout.Timeout() {
			return nil
		}
		return err
	})
	ended := make(chan struct{})
	a.links.Go(s.write)
	a.links.Go(func() { // ends the read when asked to stop
		select {
		case <-ctx.Done():
			s.drain()
		case <-ended:
		}
	})
	defer close(ended)
	for {
		kind, data, err := s.conn.ReadMessage()
		if err != nil {
			s.end()
			return false, adapter.Bare(err, "")
		}
		if err := alive(); err != nil {
			s.end()
			return false, err
		}
		if kind != websocket.TextMessage {
			continue
		}
		var e socketmode.Request
		if err := decode(data, &e); err != nil {
			a.log.Warn("slack: frame not understood", "error", errKind(err))
			continue
		}
		switch e.Type {
		case socketmode.RequestTypeHello:
			a.log.Info("slack: socket open", "connections", e.NumConnections)
			a.kit.Event("hello")
		case socketmode.RequestTypeDisconnect:
			a.log.Info("slack: asked to reconnect", "reason", codeWord(e.Reason))
			// What is under way is still acknowledged here, while the next
			// socket opens.
			a.links.Go(s.drain)
			return e.Reason != "link_disabled", errors.New("the app's Socket Mode was switched off in its settings")
		default:
			if e.EnvelopeID != "" {
				leave := a.kit.Work.Enter()
				s.work.Go(func() {
					defer leave()
					s.answer(e)
				})
			}
		}
	}
}

// end ends the connection and waits for its writer.
func (s *socket) end() {
	s.conn.Close()
	close(s.dead)
	<-s.gone
}

// drain closes the connection once its envelopes are acknowledged.
func (s *socket) drain() {
	stop := time.NewTimer(s.a.kit.Timing.Drain)
	defer stop.Stop()
	select {
	case <-s.work.Idle():
	case <-stop.C:
	}
	s.put(frame{}) // the writer closes after what came before
}

// write sends acknowledgements, one at a time.
func (s *socket) write() {
	defer func() {
		close(s.gone)
		for { // what came too late
			select {
			case f := <-s.out:
				f.give()
			default:
				return
			}
		}
	}()
	defer s.conn.Close()
	ping := time.NewTicker(max(s.a.timing.silent/3, time.Millisecond))
	defer ping.Stop()
	for {
		select {
		case f := <-s.out:
			if f.data == nil {
				s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(time.Second)) // the connection ends either way
				return
			}
			err := s.conn.SetWriteDeadline(time.Now().Add(writeTime))
			if err == nil {
				err = s.conn.WriteMessage(websocket.TextMessage, f.data)
			}
			if err != nil {
				f.give()
				return
			}
		case <-s.dead:
			return
		case <-ping.C:
			if err := s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeTime)); err != nil {
				return
			}
		}
	}
}

func (f frame) give() {
	if f.lost != nil {
		f.lost()
	}
}

// put queues a frame. It may wait for the writer, never for the reader.
func (s *socket) put(f frame) {
	select {
	case s.out <- f:
	case <-s.gone:
		f.give()
		return
	}
	select {
	case <-s.gone: // the writer may have left before it came
		select {
		case f := <-s.out:
			f.give()
		default:
		}
	default:
	}
}

// answer answers an envelope. An envelope that comes again is acknowledged and
// not answered again.
func (s *socket) answer(e socketmode.Request) {
	a := s.a
	var ans answer
	if a.firstEnvelope(e.EnvelopeID) {
		if ans = a.envelope(e); ans.retry {
			a.acked.Forget(e.EnvelopeID)
			return // not acknowledged: it comes again
		}
	}
	ack := struct {
		ID      string          `json:"envelope_id"`
		Payload json.RawMessage `json:"payload,omitempty"`
	}{ID: e.EnvelopeID}
	if e.AcceptsResponsePayload && len(ans.body)+100 < maxAck {
		ack.Payload = ans.body
	}
	b, err := encode(ack)
	if err != nil {
		a.log.Error("slack: acknowledgement not encoded", "error", err)
		return
	}
	f := frame{data: b}
	if ans.body != nil && ans.post != nil {
		if ack.Payload == nil {
			a.after(ans.post)
		} else { // the answer must not be lost with the connection
			f.lost = func() { a.after(ans.post) }
		}
	}
	s.put(f)
	if ans.later != nil {
		a.after(ans.later)
	}
}

// firstEnvelope reports whether an envelope is new to this process. What is in
// it is remembered by its own id, by all processes.
func (a *Adapter) firstEnvelope(id string) bool {
	return a.acked.First(id, a.now().Add(replayMemory), a.now())
}

// envelope answers what is in an envelope; a panic becomes an acknowledgement.
func (a *Adapter) envelope(e socketmode.Request) (ans answer) {
	defer func() {
		if p := recover(); p != nil {
			a.kit.Caught("envelope", p)
		}
	}()
	switch e.Type {
	case socketmode.RequestTypeSlashCommands:
		var fields map[string]any
		if err := json.Unmarshal(e.Payload, &fields); err != nil {
			a.log.Warn("slack: command not understood", "error", errKind(err))
			return answer{}
		}
		v := url.Values{}
		for k, f := range fields {
			switch f := f.(type) {
			case string:
				v.Set(k, f)
			case bool:
				v.Set(k, fmt.Sprint(f))
			}
		}
		return a.command(v)
	case socketmode.RequestTypeInteractive:
		return a.interact(e.Payload)
	case socketmode.RequestTypeEventsAPI:
		return a.event(e.Payload)
	}
	return answer{}
}
