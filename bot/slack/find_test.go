package slack

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"natobot/bot"
	"natobot/bot/slack/slackfake"
)

// What is posted is found by its key where the workspace lets the bot read, and
// nowhere else.
func TestFind(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	to := bot.Destination{Workspace: "T1", Channel: "C1"}
	if _, err := r.a.Post(t.Context(), to, bot.Notice("x"), "key1"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.a.Find(t.Context(), to, "key1", noon); !errors.Is(err, bot.ErrNoLookup) {
		t.Errorf("without the scope: %v", err)
	}
	if _, _, err := r.a.Find(t.Context(), to, "key1", noon); !errors.Is(err, bot.ErrNoLookup) || len(r.fake.Calls("conversations.history")) != 1 {
		t.Errorf("asked again: %v", err)
	}
	r = newRig(t, nil)
	r.fake.Readable = true
	sent, err := r.a.Post(t.Context(), to, bot.Notice("x"), "key1")
	if err != nil {
		t.Fatal(err)
	}
	if got, found, err := r.a.Find(t.Context(), to, "key1", noon); err != nil || !found || got != sent {
		t.Errorf("%+v %v %v", got, found, err)
	}
	if _, found, err := r.a.Find(t.Context(), to, "key2", noon); err != nil || found {
		t.Errorf("found what was not sent: %v", err)
	}
	for _, ch := range []string{"", "D1", "G1"} {
		if _, _, err := r.a.Find(t.Context(), bot.Destination{Workspace: "T1", Channel: ch, User: "U1"}, "key1", noon); !errors.Is(err, bot.ErrNoLookup) {
			t.Errorf("%q: %v", ch, err)
		}
	}
	for _, f := range []slackfake.Fault{{Status: 503, HTML: true}, {Cut: true}, {RetryAfter: "30", Status: 429}} {
		r.fake.Fail("conversations.history", f)
		if _, _, err := r.a.Find(t.Context(), to, "key1", noon); err == nil || errors.Is(err, bot.ErrNoLookup) || delivery(t, err).Outcome == bot.RetryAfter && delivery(t, err).After <= 0 {
			t.Errorf("%+v: %v", f, err)
		}
	}
}

// Before the first byte of a message leaves, its sender is told, once; when it
// says no, none leaves and the message was certainly not sent.
func TestPostLate(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	to := bot.Destination{Workspace: "T1", Channel: "C1"}
	told, no := 0, errors.New("no")
	if _, err := r.a.PostLate(t.Context(), to, bot.Notice("x"), "k1", func(context.Context) error {
		told++
		if len(r.fake.Calls("chat.postMessage")) != 0 {
			t.Error("the message has left")
		}
		return nil
	}); err != nil || told != 1 {
		t.Errorf("%v, told %d times", err, told)
	}
	_, err := r.a.PostLate(t.Context(), to, bot.Notice("x"), "k2", func(context.Context) error { return no })
	if de := delivery(t, err); de.Outcome != bot.RetryAfter || len(r.fake.Calls("chat.postMessage")) != 1 {
		t.Errorf("%v, %d posts", de, len(r.fake.Calls("chat.postMessage")))
	}
	r.fake.Fail("chat.postMessage", slackfake.Fault{Cut: true})
	_, err = r.a.PostLate(t.Context(), to, bot.Notice("x"), "k3", func(context.Context) error { told++; return nil })
	if de := delivery(t, err); de.Outcome != bot.UnknownSent || told != 2 {
		t.Errorf("%v, told %d times", de, told)
	}
	ids := map[any]bool{}
	for _, c := range r.fake.Calls("chat.postMessage") {
		ids[c.JSON()["client_msg_id"]] = true
	}
	if len(ids) != 2 || ids[nil] {
		t.Errorf("client_msg_ids %v", ids)
	}
}

// An install asks for the scope of look-ups only where the operator wants them.
func TestInstallAsksForWhatIsUsed(t *testing.T) {
	t.Parallel()
	for settle, want := range map[bool]string{false: "commands,chat:write,app_mentions:read,files:read", true: "commands,chat:write,app_mentions:read,files:read,channels:history"} {
		r := newRig(t, func(c *Config) { c.Settle = settle })
		w := httptest.NewRecorder()
		r.mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/slack/install", nil))
		u, err := url.Parse(w.Header().Get("Location"))
		if err != nil || u.Query().Get("scope") != want {
			t.Errorf("settle %v: %v asks for %q", settle, err, u.Query().Get("scope"))
		}
	}
}
