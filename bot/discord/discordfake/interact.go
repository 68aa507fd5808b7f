package discordfake

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// An Interaction is one that the fake sent, and what came back.
type Interaction struct {
	ID, Token string
	Body      json.RawMessage

	server    *Server
	response  json.RawMessage
	kind      int
	files     map[string][]byte
	original  *Message
	followups []*Message
	responses int
	channel   string
}

// ID is the next snowflake.
func (s *Server) ID() string { s.mu.Lock(); defer s.mu.Unlock(); return s.id() }

// Interaction prepares an interaction: what is missing in fields of id,
// application_id, token, version, locale, guild_id, channel_id, context and
// member is filled in, for a member who may do nothing special.
func (s *Server) Interaction(kind int, data any, fields map[string]any) *Interaction {
	s.mu.Lock()
	id := s.id()
	s.mu.Unlock()
	m := map[string]any{
		"id": id, "application_id": s.cfg.ApplicationID, "type": kind, "token": "fake-interaction-token-" + id, "version": 1, "locale": "en-GB",
		"guild_id": "200000000000000001", "channel_id": "300000000000000001", "context": 0, "attachment_size_limit": 10 << 20,
		"member":                         map[string]any{"user": map[string]any{"id": "400000000000000001", "username": "maria"}, "permissions": "2048"},
		"authorizing_integration_owners": map[string]any{"0": "200000000000000001"},
		"app_permissions":                "52224", "entitlements": []any{},
	}
	if data != nil {
		m["data"] = data
	}
	for k, v := range fields {
		if v == nil {
			delete(m, k)
			continue
		}
		m[k] = v
	}
	body, err := json.Marshal(m)
	if err != nil {
		panic(err) // the test gave something that is no JSON
	}
	in := &Interaction{ID: fmt.Sprint(m["id"]), Token: fmt.Sprint(m["token"]), Body: body, server: s, channel: fmt.Sprint(m["channel_id"])}
	s.mu.Lock()
	s.interactions[in.Token] = in
	s.mu.Unlock()
	return in
}

// Command prepares /nato question:text.
func (s *Server) Command(text string, fields map[string]any) *Interaction {
	return s.Interaction(2, map[string]any{"id": "1", "name": "nato", "type": 1, "options": []any{map[string]any{"name": "question", "type": 3, "value": text}}}, fields)
}

// Sent keeps a file that somebody sent, and gives what a command says of it.
func (s *Server) Sent(name string, body []byte) (id string, about map[string]any) {
	id = s.ID()
	path := "/attachments/" + id + "/" + name
	s.mu.Lock()
	if s.sent == nil {
		s.sent = map[string][]byte{}
	}
	s.sent[path] = body
	s.mu.Unlock()
	return id, map[string]any{"id": id, "filename": name, "size": len(body), "url": "http://" + s.Addr() + path, "content_type": "application/octet-stream"}
}

// kept is a file that somebody sent.
func (s *Server) kept(path string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.sent[path]
	return b, ok
}

// Press prepares the press of a button on a message.
func (s *Server) Press(customID string, fields map[string]any) *Interaction {
	f := map[string]any{"message": map[string]any{"id": s.ID(), "flags": 64 | flagComponentsV2}}
	for k, v := range fields {
		f[k] = v
	}
	return s.Interaction(3, map[string]any{"custom_id": customID, "component_type": 2}, f)
}

// Request is the signed HTTP request that carries the interaction.
func (in *Interaction) Request(ctx context.Context, endpoint string, at time.Time) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, bytes.NewReader(in.Body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	sig, ts := in.server.Sign(in.Body, at)
	r.Header.Set("X-Signature-Ed25519", sig)
	r.Header.Set("X-Signature-Timestamp", ts)
	return r, nil
}

// Post sends the interaction to an HTTP endpoint and takes its answer. An
// answer that Discord would refuse is an error.
func (in *Interaction) Post(ctx context.Context, client *http.Client, endpoint string) (status int, err error) {
	r, err := in.Request(ctx, endpoint, in.server.cfg.Now())
	if err != nil {
		return 0, err
	}
	resp, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp.StatusCode, err
	}
	return resp.StatusCode, in.Answer(resp.StatusCode, resp.Header.Get("Content-Type"), body)
}

// Answer takes the body of the HTTP response to the interaction.
func (in *Interaction) Answer(status int, contentType string, body []byte) error {
	if status != http.StatusOK {
		return nil
	}
	payload, files, err := decodeBody(contentType, body)
	if err != nil {
		return err
	}
	in.server.mu.Lock()
	defer in.server.mu.Unlock()
	if faults := in.accept(payload, files); len(faults) > 0 {
		return fmt.Errorf("the response would be refused: %s", strings.Join(faults, "; "))
	}
	return nil
}

// accept records a first response; the caller holds the server's mu.
func (in *Interaction) accept(payload json.RawMessage, files map[string][]byte) []string {
	var r struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(payload, &r); err != nil {
		return []string{"not a response: " + err.Error()}
	}
	if faults := ValidateResponse(payload, fileNames(r.Data, files)...); len(faults) > 0 {
		return faults
	}
	var m message
	_ = json.Unmarshal(r.Data, &m) // validated
	in.responses++
	in.kind, in.response, in.files = r.Type, r.Data, files
	switch r.Type {
	case 4, 5:
		in.original = &Message{ID: in.server.id(), ChannelID: in.channel, Flags: m.Flags, Payload: r.Data, Files: files, Posts: 1}
	case 6: // the original is the message pressed
		var body struct {
			Message struct {
				ID    string
				Flags int
			}
		}
		_ = json.Unmarshal(in.Body, &body) // made here
		in.original = &Message{ID: body.Message.ID, ChannelID: in.channel, Flags: body.Message.Flags, Posts: 1}
	}
	in.server.notify()
	return nil
}

// Response is the first response: its type (0: none yet) and data.
func (in *Interaction) Response() (kind int, data json.RawMessage) {
	in.server.mu.Lock()
	defer in.server.mu.Unlock()
	return in.kind, in.response
}

// Files are those of the first response.
func (in *Interaction) Files() map[string][]byte {
	in.server.mu.Lock()
	defer in.server.mu.Unlock()
	return in.files
}

// Message is what the asker sees, after edits; false before anything came and
// while it is only deferred.
func (in *Interaction) Message() (Message, bool) {
	in.server.mu.Lock()
	defer in.server.mu.Unlock()
	if in.kind == 7 {
		return Message{Payload: in.response, Files: in.files}, true
	}
	if in.kind == 6 && in.original.Posts < 2 && len(in.followups) > 0 {
		return *in.followups[0], true
	}
	if in.original == nil || in.kind >= 5 && in.original.Posts < 2 {
		return Message{}, false
	}
	return *in.original, true
}

// Followups are the messages that followed the first.
func (in *Interaction) Followups() []Message {
	in.server.mu.Lock()
	defer in.server.mu.Unlock()
	var out []Message
	for _, m := range in.followups {
		out = append(out, *m)
	}
	return out
}

// Answered waits for the first response.
func (in *Interaction) Answered(ctx context.Context) error {
	return in.server.Until(ctx, func() bool { k, _ := in.Response(); return k != 0 })
}

// Finished waits for the message that the asker reads in the end.
func (in *Interaction) Finished(ctx context.Context) error {
	return in.server.Until(ctx, func() bool { _, ok := in.Message(); return ok })
}

// Drop forgets an interaction, for those who send very many.
func (s *Server) Drop(in *Interaction) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.interactions, in.Token)
}

func (s *Server) find(token string) *Interaction { return s.interactions[token] }

// callback takes the first response over REST.
func (s *Server) callback(w http.ResponseWriter, r *http.Request, c *Call, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.find(token)
	switch {
	case in == nil:
		reply(w, http.StatusNotFound, errorBody(10062, "Unknown interaction"))
		return
	case in.responses > 0:
		reply(w, http.StatusBadRequest, errorBody(40060, "Interaction has already been acknowledged."))
		return
	}
	if faults := in.accept(c.Payload, c.Files); len(faults) > 0 {
		refuse(w, faults)
		return
	}
	if r.URL.Query().Get("with_response") == "true" && in.original != nil {
		reply(w, http.StatusOK, map[string]any{"resource": map[string]any{"type": in.kind, "message": in.original.wire()}})
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// webhook edits, shows or adds to the answer to an interaction.
func (s *Server) webhook(w http.ResponseWriter, c *Call, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.find(token)
	if in == nil || in.responses == 0 {
		reply(w, http.StatusNotFound, errorBody(10015, "Unknown Webhook"))
		return
	}
	if c.Method == http.MethodGet {
		if in.original == nil {
			reply(w, http.StatusNotFound, errorBody(10008, "Unknown Message"))
			return
		}
		reply(w, http.StatusOK, in.original.wire())
		return
	}
	if faults := Validate(c.Payload, fileNames(c.Payload, c.Files)...); len(faults) > 0 {
		refuse(w, faults)
		return
	}
	var m message
	_ = json.Unmarshal(c.Payload, &m) // validated
	if c.Method == http.MethodPost {
		f := &Message{ID: s.id(), ChannelID: in.channel, Flags: m.Flags, Payload: c.Payload, Files: c.Files, Posts: 1}
		in.followups = append(in.followups, f)
		s.notify()
		reply(w, http.StatusOK, f.wire())
		return
	}
	if in.original == nil {
		reply(w, http.StatusNotFound, errorBody(10008, "Unknown Message"))
		return
	}
	in.original.Payload, in.original.Files = c.Payload, c.Files
	in.original.Flags = in.original.Flags&flagEphemeral | m.Flags // visibility is fixed by the first response
	in.original.Posts++
	s.notify()
	reply(w, http.StatusOK, in.original.wire())
}
