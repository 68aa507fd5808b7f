package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"natobot/facts"
	"natobot/facts/answer"
)

var at = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestRefRoundTrip(t *testing.T) {
	t.Parallel()
	s := NewSigner([]byte("secret"))
	a := Action{Label: "Share", Verb: VerbShare, Arg: "compare ESP POL as of 2026-11-23"}
	ref, ok := s.Sign("discord", "G1", "U1", a)
	if !ok || len(ref) > MaxRef {
		t.Fatalf("reference of %d bytes", len(ref))
	}
	got, err := s.Open("discord", "G1", "U1", ref)
	if err != nil || got.Verb != a.Verb || got.Arg != a.Arg || got.ID != ref {
		t.Fatalf("opened as %+v, %v", got, err)
	}
	changed := []byte(ref)
	changed[10] ^= 1 // still base64, another byte
	for name, c := range map[string]struct {
		platform, workspace, user, ref string
		want                           error
	}{
		"another user":      {"discord", "G1", "U2", ref, ErrRefForeign},
		"another workspace": {"discord", "G2", "U1", ref, ErrRefForged},
		"another platform":  {"slack", "G1", "U1", ref, ErrRefForged},
		"one byte changed":  {"discord", "G1", "U1", string(changed), ErrRefForged},
		"cut":               {"discord", "G1", "U1", ref[:8], ErrRefForged},
		"old release":       {"discord", "G1", "U1", "old:42", ErrRefOld},
		"empty":             {"discord", "G1", "U1", "", ErrRefOld},
	} {
		if _, err := s.Open(c.platform, c.workspace, c.user, c.ref); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if say := Refused(c.want); say.Headline == "" || say.Public {
			t.Errorf("%s: refused with %+v", name, say)
		}
	}
	anyone, _ := s.Sign("slack", "T1", "U1", Action{Verb: VerbUnsubscribe, Arg: "3", Anyone: true})
	if _, err := s.Open("slack", "T1", "U9", anyone); err != nil {
		t.Errorf("a button for anyone: %v", err)
	}
	if _, ok := s.Sign("slack", "T1", "U1", Action{Verb: VerbAsk, Arg: strings.Repeat("x", 80)}); ok {
		t.Error("a reference over the limit was called good")
	}
}

func TestRefOpensAfterTheSecretWasReplaced(t *testing.T) {
	t.Parallel()
	ref, _ := NewSigner([]byte("old")).Sign("slack", "T1", "U1", Action{Verb: VerbAsk, Arg: "spain"})
	if _, err := NewSigner([]byte("new"), []byte("old")).Open("slack", "T1", "U1", ref); err != nil {
		t.Error(err)
	}
	if _, err := NewSigner([]byte("new")).Open("slack", "T1", "U1", ref); !errors.Is(err, ErrRefForged) {
		t.Errorf("without the old secret: %v", err)
	}
}

func TestMemoryIsOnceAndBounded(t *testing.T) {
	t.Parallel()
	m := NewMemory(3)
	first := func(key string, after time.Duration) bool {
		ok, err := m.First(context.Background(), key, time.Minute, at.Add(after))
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if !first("a", 0) || first("a", 30*time.Second) || !first("a", 61*time.Second) {
		t.Error("once within its time to live, and again after it")
	}
	for i := range 100 {
		first(fmt.Sprint(i), 0)
	}
	if len(m.until) > 3 {
		t.Errorf("%d keys kept, 3 allowed", len(m.until))
	}
	if first("99", 0) {
		t.Error("the newest key was forgotten")
	}
}

func TestLimitsAreFriendlyAndSeparate(t *testing.T) {
	t.Parallel()
	l := &Limits{UserRate: 1, UserBurst: 2, WorkspaceRate: 1, WorkspaceBurst: 3}
	ask := func(ws, user string, after time.Duration) bool {
		_, ok := l.Allow(Request{Platform: "slack", Workspace: ws, User: user, At: at.Add(after)})
		return ok
	}
	for i, c := range []struct {
		user string
		want bool
	}{{"U1", true}, {"U1", true}, {"U1", false}, {"U2", true}, {"U2", false}} {
		if got := ask("T1", c.user, 0); got != c.want {
			t.Errorf("question %d, of %s: %v; a user has two at once, a workspace three", i, c.user, got)
		}
	}
	if !ask("T2", "U2", 0) {
		t.Error("one workspace's questions cost another's")
	}
	if !ask("T1", "U1", time.Second) {
		t.Error("no question after a second")
	}
}

func dataset(t testing.TB) *facts.Dataset {
	t.Helper()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// panicking is a Desk whose fault must not reach a person as one.
type panicking struct{}

func (panicking) Handle(context.Context, Request) (Reply, bool) { panic("secret detail") }

func TestPanicBecomesASentenceWithAnID(t *testing.T) {
	t.Parallel()
	d := dataset(t)
	var log strings.Builder
	w := answer.New(d)
	b := New(Config{Data: func() *answer.Writer { return w }, Desk: panicking{}, Log: newTestLog(&log)})
	r := b.Handle(context.Background(), Request{Kind: Ask, Text: "spain", At: at})
	if r.Kind != KindError || r.Ref == "" || strings.Contains(r.Headline+strings.Join(r.Lines, ""), "secret detail") {
		t.Errorf("reply %+v", r)
	}
	if !strings.Contains(log.String(), r.Ref) || !strings.Contains(log.String(), "secret detail") {
		t.Errorf("the log does not hold the cause and its id: %s", log.String())
	}
}

func TestShareOnce(t *testing.T) {
	t.Parallel()
	d := dataset(t)
	w := answer.New(d)
	b := New(Config{Data: func() *answer.Writer { return w }})
	press := Request{Kind: Press, Platform: "slack", Workspace: "T1", Channel: "C1", User: "U1", At: at, Ref: Ref{Verb: VerbShare, Arg: "spain as of 2025-03-13", ID: "x"}}
	first, second := b.Handle(context.Background(), press), b.Handle(context.Background(), press)
	if !first.Public || first.SharedBy != "U1" || len(first.Actions) != 0 {
		t.Errorf("first: public %v by %q with %d buttons", first.Public, first.SharedBy, len(first.Actions))
	}
	if second.Public || !strings.Contains(second.Headline, "already shared") {
		t.Errorf("second: %+v", second)
	}
	press.Channel = "C2"
	if r := b.Handle(context.Background(), press); !r.Public {
		t.Error("a share in one channel stopped it in another")
	}
}

func TestUnknownButtonGetsASentence(t *testing.T) {
	t.Parallel()
	d := dataset(t)
	w := answer.New(d)
	b := New(Config{Data: func() *answer.Writer { return w }})
	r := b.Handle(context.Background(), Request{Kind: Press, At: at, Ref: Ref{Verb: "legacy_btn_v0"}})
	if r.Kind != KindNotice || !strings.Contains(r.Headline, "out of date") {
		t.Errorf("%+v", r)
	}
}

func TestCheckOfNothing(t *testing.T) {
	t.Parallel()
	d := dataset(t)
	w := answer.New(d)
	b := New(Config{Data: func() *answer.Writer { return w }})
	for _, text := range []string{"", " \n\t", strings.Repeat("x", maxCheck+1)} {
		r := b.Handle(context.Background(), Request{Kind: Check, Text: text, At: at})
		if r.Status == answer.Answered || r.Headline == "" || len(r.Lines) == 0 {
			t.Errorf("%.10q: %+v", text, r)
		}
	}
}

func newTestLog(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }
