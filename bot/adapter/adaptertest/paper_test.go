package adaptertest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
)

// A platform of paper: all that a further one has to bring beside the kit and a
// stand-in.

var traits = bot.Traits{Name: "paper", Repeats: time.Minute}

// A wire is what goes either way.
type wire struct {
	ID, User, Text, Ref, Key string
	Private                  bool
	Buttons                  map[string]string
}

const most = 2000 // characters of a message

// paper is the adapter.
type paper struct {
	kit    *adapter.Kit
	api    string
	limits adapter.Until
}

// receive is the first response to what somebody did; one without text is
// followed by another.
func (p *paper) receive(in wire) wire {
	now := p.kit.Now()
	req := bot.Request{ID: in.ID, Kind: bot.Ask, Platform: traits.Name, Workspace: "W", Channel: "C", User: in.User, Text: in.Text, At: now}
	if first, err := p.kit.Fresh(p.kit.Once, in.ID, time.Hour, now); err != nil || !first {
		return wire{}
	}
	if in.Ref != "" {
		ref, err := p.kit.Signer.Open(traits.Name, "W", in.User, in.Ref)
		if err != nil {
			return p.render(bot.Refused(err), req)
		}
		req.Kind, req.Ref = bot.Press, ref
	}
	type made struct {
		reply bot.Reply
		wire
	}
	making, ok := adapter.Make(p.kit, p.kit.Timing.Handler, func(ctx context.Context) made {
		r := p.kit.Handle(ctx, req)
		return made{r, p.render(r, req)}
	})
	if !ok {
		return p.render(bot.Busy(), req)
	}
	if m, ok := making.Soon(); ok {
		if adapter.Shared(m.reply) {
			p.kit.Work.Go(func() {
				p.kit.Remember(p.kit.Base, req.ID, bot.Destination{Workspace: "W", Channel: "C"}, in.ID, m.reply)
			})
		}
		return m.wire
	}
	p.kit.Work.Go(func() {
		m, ok := making.Late()
		if !ok {
			m.wire = p.render(bot.TooLate(), req)
		}
		m.ID = in.ID
		if _, err := p.send(p.kit.Base, "/late", m.wire); err != nil {
			p.kit.Log.Warn("paper: answer not delivered", "error", err)
		}
	})
	return wire{}
}

func (p *paper) render(r bot.Reply, req bot.Request) wire {
	w := wire{Private: !r.Public, Buttons: map[string]string{}}
	for _, a := range r.Actions {
		if ref, ok := p.kit.Signer.Sign(traits.Name, req.Workspace, req.User, a); ok {
			w.Buttons[adapter.Cut(adapter.Flat(a.Label), 80)] = ref
		}
	}
	r.Quote = adapter.Cut(adapter.Flat(r.Quote), 300)
	lines := adapter.Whole(r, func(c adapter.Cite) string { return c.Name() + c.Rest(4) })
	self := func(s string) string { return s }
	w.Text = strings.Join(append(lines, adapter.Last(r, adapter.Flat(r.Footer), self, self)), "\n")
	if short := adapter.Cut(w.Text, most-100); short != w.Text {
		w.Text = short + "\nShortened to fit on paper."
	}
	return w
}

func (p *paper) send(ctx context.Context, path string, w wire) (adapter.Answer, error) {
	b, err := json.Marshal(w)
	if err != nil {
		return adapter.Answer{}, err
	}
	return p.kit.Call(ctx, adapter.Call{Method: http.MethodPost, URL: p.api + path, Body: b, Most: 1 << 20})
}

// Post implements bot.Poster.
func (p *paper) Post(ctx context.Context, to bot.Destination, r bot.Reply, key string) (bot.Receipt, error) {
	fail := func(o bot.Outcome, after time.Duration, err error) (bot.Receipt, error) {
		return bot.Receipt{}, &bot.DeliveryError{Outcome: o, Code: "paper", Reason: "Paper did not take it.", After: after, Safe: o == bot.UnknownSent, Err: err}
	}
	if wait := p.limits.Left(to.Channel, p.kit.Now()); wait > 0 {
		return fail(bot.RetryAfter, wait, errors.New("held back"))
	}
	w := p.render(r, bot.Request{Workspace: to.Workspace, User: to.User})
	w.Key, w.Private = key, false
	a, err := p.send(ctx, "/post", w)
	if adapter.MayHaveArrived(a, err) {
		return fail(bot.UnknownSent, 0, err)
	}
	if err != nil || a.Status == http.StatusTooManyRequests {
		wait := adapter.Soon(adapter.RetryAfter(a.Header, p.kit.Now()))
		p.limits.Hold(to.Channel, p.kit.Now().Add(wait), p.kit.Now())
		return fail(bot.RetryAfter, wait, fmt.Errorf("http %d: %w", a.Status, err))
	}
	return bot.Receipt{MessageID: key, Channel: to.Channel}, nil
}
