// Package adaptertest holds every platform's adapter to the same conduct, as its
// users see it: in time or later, once, for whom it is meant, whole or said to be
// cut, and not lost by a limit, a stop or a crash. An adapter runs it on each of
// its transports against a stand-in that refuses what the platform refuses.
package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/facts"
	"natobot/facts/answer"
)

// A Chat is an adapter on one transport, with a stand-in for its platform.
type Chat interface {
	Type(user, text string) Request // in a channel; it waits for the first response
	Press(user, ref string) Request // a button in the same channel
	Public() []Message              // what everybody in the channel sees, the oldest first
	Poster() bot.Poster             // the adapter
	To() bot.Destination            // that channel, or another where nothing was posted yet
	Limit(wait time.Duration)       // the next message posted is refused for so long
	Cut()                           // the next message posted is not confirmed: the connection breaks
	Stop()                          // as serve does: the transport ends, then the adapter waits
}

// A Request is something that a user did.
type Request interface {
	First() Message                         // what came as the first response; none where it was only acknowledged
	Final(context.Context) (Message, error) // what the user reads in the end
	Again()                                 // the same is delivered once more, and acknowledged
}

// A Message is what somebody reads.
type Message struct {
	Text    string
	Private bool
	Buttons map[string]string // by label: what a press of it carries
}

// A Start makes a Chat whose adapter has a configuration. It is stopped with the
// test.
type Start func(t *testing.T, c adapter.Config) Chat

// slowly is longer than any machine takes: nothing in time is too late by it.
const slowly = 3 * time.Minute

// Run holds a platform to the conduct of all, in one transport.
func Run(t *testing.T, traits bot.Traits, start Start) {
	for name, f := range map[string]func(*testing.T, bot.Traits, Start){
		"answer": answered, "late answer": late, "too late": tooLate, "once": once, "share": share, "stranger": stranger, "over-long": overLong,
		"places": places, "limit": limit, "cut": cut, "stop": stop, "crash": crash,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, traits, start)
		})
	}
}

// An office is what stands behind the adapter: the real bot, its shares, and
// what was counted.
type office struct {
	Events
	asked  atomic.Int64
	shares atomic.Int64
	bot    *bot.Bot
}

var data = sync.OnceValues(func() (*facts.Dataset, error) { return facts.Load(facts.Embedded()) })

func newOffice(t *testing.T) *office {
	t.Helper()
	d, err := data()
	if err != nil {
		t.Fatal(err)
	}
	w := answer.New(d)
	return &office{bot: bot.New(bot.Config{Data: func() *answer.Writer { return w }})}
}

// RememberShare implements bot.Shares.
func (o *office) RememberShare(context.Context, bot.Destination, string, bot.Reply, time.Time) error {
	o.shares.Add(1)
	return nil
}

// config is that of an adapter; h nil: the bot answers.
func (o *office) config(h bot.Handler) adapter.Config {
	if h == nil {
		h = o.bot.Handle
	}
	return adapter.Config{Signer: bot.NewSigner([]byte("conduct")), Shares: o, Event: o.Add, First: slowly, Handler: func(ctx context.Context, r bot.Request) bot.Reply {
		o.asked.Add(1)
		return h(ctx, r)
	}}
}

// final is what a user reads in the end.
func final(t *testing.T, r Request) Message {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), slowly)
	defer cancel()
	m, err := r.Final(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func has(t *testing.T, m Message, private bool, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(m.Text, w) {
			t.Errorf("%q is not in: %s", w, adapter.Cut(m.Text, 300))
		}
	}
	if m.Private != private {
		t.Errorf("private is %t: %s", m.Private, adapter.Cut(m.Text, 300))
	}
}

// An answer is the first response, seen by who asked alone, with its source.
func answered(t *testing.T, _ bot.Traits, start Start) {
	o := newOffice(t)
	c := start(t, o.config(nil))
	m := c.Type("U1", "spain 2024").First()
	has(t, m, true, "Spain", "Source", "NATO")
	if m.Buttons["Share to channel"] == "" || len(c.Public()) != 0 {
		t.Errorf("buttons %v, %d public messages", m.Buttons, len(c.Public()))
	}
}

// What takes longer than people wait is acknowledged in time and comes later, to
// who asked alone.
func late(t *testing.T, _ bot.Traits, start Start) {
	o, release := newOffice(t), make(chan struct{})
	cfg := o.config(func(context.Context, bot.Request) bot.Reply { <-release; return bot.Notice("At last.") })
	cfg.First = time.Millisecond
	c := start(t, cfg)
	r := c.Type("U1", "spain")
	if m := r.First(); m.Text != "" {
		t.Errorf("the first response says %q", m.Text)
	}
	close(release)
	has(t, final(t, r), true, "At last.")
	if n := len(c.Public()); n != 0 || o.N("deferred") != 1 {
		t.Errorf("%d public messages, %d deferred", n, o.N("deferred"))
	}
}

// What is cancelled says so, rather than nothing.
func tooLate(t *testing.T, _ bot.Traits, start Start) {
	o, begun := newOffice(t), make(chan struct{})
	cfg := o.config(func(ctx context.Context, _ bot.Request) bot.Reply { close(begun); <-ctx.Done(); return bot.TooLate() })
	cfg.First, cfg.Drain = time.Millisecond, time.Millisecond
	c := start(t, cfg)
	c.Type("U1", "spain")
	<-begun
	c.Stop() // which would hang if the handler's time had no end
}

// What is delivered twice is answered once.
func once(t *testing.T, _ bot.Traits, start Start) {
	o := newOffice(t)
	c := start(t, o.config(nil))
	r := c.Type("U1", "spain 2024")
	r.Again()
	if n := o.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// A share stands in the channel once, says who shared it, and is remembered.
func share(t *testing.T, _ bot.Traits, start Start) {
	o := newOffice(t)
	c := start(t, o.config(nil))
	ref := c.Type("U1", "spain 2024").First().Buttons["Share to channel"]
	final(t, c.Press("U1", ref))
	again := final(t, c.Press("U1", ref))
	c.Stop()
	public := c.Public()
	if len(public) != 1 || o.shares.Load() != 1 {
		t.Fatalf("%d public messages, %d remembered", len(public), o.shares.Load())
	}
	has(t, public[0], false, "Spain", "Source", "Shared by")
	has(t, again, true, "already shared")
}

// Somebody else's button does nothing for a stranger, and says so.
func stranger(t *testing.T, _ bot.Traits, start Start) {
	o := newOffice(t)
	c := start(t, o.config(nil))
	ref := c.Type("U1", "spain 2024").First().Buttons["Share to channel"]
	has(t, final(t, c.Press("U2", ref)), true, "belongs to whoever asked")
	has(t, final(t, c.Press("U1", ref+"A")), true, "can't be trusted")
	if n := o.asked.Load(); n != 1 || len(c.Public()) != 0 {
		t.Errorf("asked %d times, %d public messages", n, len(c.Public()))
	}
}

// What is too long is said in words when it is typed, and cut with a word about
// it when it is answered: the stand-in refuses what the platform would.
func overLong(t *testing.T, _ bot.Traits, start Start) {
	o := newOffice(t)
	reply := bot.Reply{Kind: bot.KindAnswer, Quote: strings.Repeat("@here <!channel> *quote* ", 500), Answer: answer.Answer{Headline: strings.Repeat("A long headline. ", 300), Caveats: []string{strings.Repeat("note ", 900)},
		Table: &answer.Table{Caption: strings.Repeat("caption ", 90), Header: []string{"Ally", strings.Repeat("What ", 60)}, Numeric: []bool{false, true}}}}
	for i := range 300 {
		reply.Lines = append(reply.Lines, strings.Repeat(fmt.Sprint("line ", i, " "), 30))
		reply.Table.Rows = append(reply.Table.Rows, []string{fmt.Sprint("Ally ", i), "2.00 %"})
		reply.Sources = append(reply.Sources, facts.Cite{Source: facts.Source{ID: fmt.Sprint("s", i), Title: strings.Repeat("title ", 40), URL: "https://x.example/" + strings.Repeat("a", 300)}})
		reply.Actions = append(reply.Actions, bot.Action{Label: strings.Repeat("label ", 30), Verb: bot.VerbAsk, Arg: fmt.Sprint("spain ", i)})
	}
	c := start(t, o.config(func(_ context.Context, r bot.Request) bot.Reply {
		if len(r.Text) > 1000 {
			return o.bot.Handle(t.Context(), r)
		}
		return reply
	}))
	has(t, final(t, c.Type("U1", "all")), true, "A long headline.", "hortened to fit")
	if m := final(t, c.Type("U1", strings.Repeat("spain and ", 2000))); m.Text == "" {
		t.Error("a long question has no answer")
	}
	if _, err := c.Poster().Post(t.Context(), c.To(), reply, "key"); err != nil {
		t.Error(err)
	}
}

// When all places are taken the next one is told at once, and nobody who waits
// is forgotten.
func places(t *testing.T, _ bot.Traits, start Start) {
	o, release := newOffice(t), make(chan struct{})
	cfg := o.config(func(context.Context, bot.Request) bot.Reply { <-release; return bot.Notice("At last.") })
	cfg.First = time.Millisecond
	c := start(t, cfg)
	var waiting []Request
	for range adapter.MaxPlaces {
		waiting = append(waiting, c.Type("U1", "spain"))
	}
	has(t, c.Type("U1", "spain").First(), true, "Too many people")
	if n := o.asked.Load(); n != adapter.MaxPlaces || o.N("busy") != 1 {
		t.Errorf("asked %d times, %d times busy", n, o.N("busy"))
	}
	close(release)
	for _, r := range waiting {
		has(t, final(t, r), true, "At last.")
	}
}

// A limit that the platform told is heeded, and said to whoever sends.
func limit(t *testing.T, _ bot.Traits, start Start) {
	o := newOffice(t)
	c := start(t, o.config(nil))
	c.Limit(30 * time.Second)
	for range 2 { // the second is not even tried: the stand-in would take it
		_, err := c.Poster().Post(t.Context(), c.To(), bot.Notice("x"), "key")
		var de *bot.DeliveryError
		if !errors.As(err, &de) || de.Outcome != bot.RetryAfter || de.After <= 20*time.Second || de.After > 30*time.Second || de.Reason == "" {
			t.Fatalf("%v", err)
		}
	}
	if n := len(c.Public()); n != 0 {
		t.Errorf("%d messages were posted", n)
	}
}

// A message that was not confirmed may have arrived, and a repeat is swallowed
// exactly where the platform is said to do so.
func cut(t *testing.T, traits bot.Traits, start Start) {
	o := newOffice(t)
	c := start(t, o.config(nil))
	c.Cut()
	_, err := c.Poster().Post(t.Context(), c.To(), bot.Notice("x"), "key")
	var de *bot.DeliveryError
	if !errors.As(err, &de) || de.Outcome != bot.UnknownSent || de.Safe != (traits.Repeats > 0) {
		t.Fatalf("%v", err)
	}
	if !de.Safe {
		return
	}
	if _, err := c.Poster().Post(t.Context(), c.To(), bot.Notice("x"), "key"); err != nil {
		t.Fatal(err)
	}
	if n := len(c.Public()); n != 1 {
		t.Errorf("it stands there %d times", n)
	}
}

// What was acknowledged is answered although the bot stops.
func stop(t *testing.T, _ bot.Traits, start Start) {
	o, release, ended := newOffice(t), make(chan struct{}), make(chan struct{})
	cfg := o.config(func(ctx context.Context, _ bot.Request) bot.Reply {
		<-release
		if ctx.Err() != nil {
			return bot.Notice("cancelled")
		}
		return bot.Notice("At last.")
	})
	cfg.First, cfg.Drain = time.Millisecond, slowly
	c := start(t, cfg)
	r := c.Type("U1", "spain")
	go func() {
		defer close(ended)
		c.Stop()
	}()
	close(release)
	<-ended
	has(t, final(t, r), true, "At last.")
}

// A panic becomes a sentence with an id, is counted, and ends nothing else.
func crash(t *testing.T, _ bot.Traits, start Start) {
	o := newOffice(t)
	c := start(t, o.config(func(ctx context.Context, r bot.Request) bot.Reply {
		if r.Text == "boom" {
			panic("boom: a secret")
		}
		return o.bot.Handle(ctx, r)
	}))
	m := final(t, c.Type("U1", "boom"))
	has(t, m, true, "logged as")
	if strings.Contains(m.Text, "secret") || o.N("panic") != 1 {
		t.Errorf("%d panics counted: %s", o.N("panic"), m.Text)
	}
	has(t, c.Type("U1", "spain 2024").First(), true, "Spain")
}
