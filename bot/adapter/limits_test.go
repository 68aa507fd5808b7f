package adapter

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"natobot/bot"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// What is remembered has bounds, and what still holds is not forgotten for what
// is over.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	var u Until
	turn := Turn{Every: time.Second, Burst: 2}
	r := Recent[int]{Most: 100}
	for i := range maxKept + 10 {
		u.Hold(fmt.Sprint(i), noon.Add(time.Duration(i%2)*time.Hour), noon.Add(time.Minute))
		turn.Take(fmt.Sprint(i), noon)
		r.Put(fmt.Sprint(i), i)
	}
	if n := len(u.at); n == 0 || n > maxKept {
		t.Errorf("%d times are kept", n)
	}
	if !u.Is("1", noon) || u.Is("0", noon) {
		t.Error("the wrong ones were forgotten")
	}
	if n := len(turn.free.at); n == 0 || n > maxKept {
		t.Errorf("%d turns are kept", n)
	}
	if n := len(r.kept); n == 0 || n > r.Most {
		t.Errorf("%d values are kept", n)
	}
}

func TestUntil(t *testing.T) {
	t.Parallel()
	var u Until
	u.Hold("a", noon.Add(time.Minute), noon)
	u.Hold("a", noon.Add(time.Second), noon) // shorter: no change
	u.Hold("b", noon.Add(time.Second), noon)
	if n, d := u.Longest(noon); n != 2 || d != time.Minute {
		t.Errorf("%d hold, the longest for %s", n, d)
	}
	if u.Left("a", noon) != time.Minute || u.Is("b", noon.Add(time.Second)) || u.Is("c", noon) {
		t.Error("wrong times")
	}
	if u.First("a", noon.Add(time.Hour), noon) || !u.First("c", noon.Add(time.Hour), noon) || u.First("c", noon.Add(time.Hour), noon) {
		t.Error("a first that is none")
	}
	u.Forget("a")
	if u.Is("a", noon) {
		t.Error("not forgotten")
	}
}

func TestTurnHasABurst(t *testing.T) {
	t.Parallel()
	l := Turn{Every: time.Second, Burst: 3}
	for range 3 {
		if d := l.Take("a", noon); d != 0 {
			t.Fatalf("waits %s", d)
		}
	}
	if d := l.Take("a", noon); d != time.Second {
		t.Errorf("waits %s", d)
	}
	if d := l.Take("b", noon); d != 0 {
		t.Errorf("another waits %s", d)
	}
	l.GiveBack("a")
	if d := l.Take("a", noon); d != 0 {
		t.Errorf("what was given back waits %s", d)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{"": 0, "x": 0, "-5": 0, "NaN": 0, "2.5": 2500 * time.Millisecond, "90000": MaxHold, "1e9": MaxHold,
		"Mon, 23 Nov 2026 12:00:30 GMT": 30 * time.Second, "Mon, 23 Nov 2026 11:00:00 GMT": 0} {
		if got := RetryAfter(http.Header{"Retry-After": {header}}, noon); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
	if d := Soon(0); d < time.Second || d > 2*time.Second {
		t.Errorf("%s where nothing is said", d)
	}
}

// kit is one for tests, with a handler that says what it was asked.
func kit(t *testing.T, c Config) *Kit {
	t.Helper()
	if c.Handler == nil {
		c.Handler = func(_ context.Context, r bot.Request) bot.Reply { return bot.Notice(r.Text) }
	}
	k, err := New(bot.Traits{Name: "test"}, c)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// A redirect is not followed: it would carry the token to another host. An error
// quotes neither the token nor an address.
func TestCallKeepsItsSecret(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	defer other.Close()
	srv := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	k := kit(t, Config{})
	call := Call{Method: http.MethodPost, URL: srv.URL + "/secret-path", Header: map[string]string{"Authorization": "Bearer hush"}, Secret: "hush", Most: 100, Body: []byte("hush")}
	a, err := k.Call(t.Context(), call)
	if err != nil || a.Status != http.StatusTemporaryRedirect || a.OK() {
		t.Errorf("%d %v", a.Status, err)
	}
	srv.Close()
	call.URL = "http://127.0.0.1:1/secret-path" // where nobody listens
	_, err = k.Call(t.Context(), call)
	if err == nil || strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "secret-path") || MayHaveArrived(Answer{}, err) {
		t.Errorf("%v", err)
	}
}

// What is being made when the first response is due comes later; what takes too
// long is given up; what panics ends nothing.
func TestFirstResponseIsInTime(t *testing.T) {
	t.Parallel()
	k := kit(t, Config{})
	k.Timing.First = time.Minute
	p, ok := Make(k, time.Minute, func(context.Context) int { return 1 })
	if v, soon := p.Soon(); !ok || !soon || v != 1 {
		t.Errorf("%d %v", v, soon)
	}
	k.Timing.First = time.Millisecond
	release := make(chan struct{})
	p, ok = Make(k, time.Minute, func(context.Context) int { <-release; return 2 })
	if v, soon := p.Soon(); !ok || soon {
		t.Errorf("%d came soon", v)
	}
	close(release)
	if v, ok := p.Late(); !ok || v != 2 {
		t.Errorf("%d %v", v, ok)
	}
	p, _ = Make(k, time.Millisecond, func(ctx context.Context) int { <-ctx.Done(); <-k.Base.Done(); return 3 })
	if v, ok := p.Late(); ok {
		t.Errorf("%d came", v)
	}
	p, _ = Make(k, time.Minute, func(context.Context) int { panic("boom") })
	if v, ok := p.Late(); ok {
		t.Errorf("%d came", v)
	}
	k.Timing.Drain = time.Millisecond
	k.Wait()
	if n := k.Taken(); n != 0 {
		t.Errorf("%d places are taken", n)
	}
}
