package adaptertest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/adapter/adaptertest"
)

// A platform of fewer than 200 lines behaves as all do, with the kit.
func TestPaper(t *testing.T) {
	t.Parallel()
	adaptertest.Run(t, traits, func(t *testing.T, c adapter.Config) adaptertest.Chat {
		d := &desk{t: t, late: map[string]wire{}}
		srv := httptest.NewServer(d)
		k, err := adapter.New(traits, c)
		if err != nil {
			t.Fatal(err)
		}
		d.p = &paper{kit: k, api: srv.URL}
		t.Cleanup(func() { d.Stop(); srv.Close() })
		return d
	})
}

// A desk is where paper is read: the stand-in, and its readers.
type desk struct {
	t *testing.T
	p *paper

	mu     sync.Mutex
	n      int
	late   map[string]wire
	public []wire
	limit  string
	cut    bool
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in wire
	if json.NewDecoder(r.Body).Decode(&in) != nil || len([]rune(in.Text)) > most {
		d.t.Error("refused by the platform")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.URL.Path == "/late" {
		d.late[in.ID] = in
		return
	}
	if d.limit != "" {
		w.Header().Set("Retry-After", d.limit)
		w.WriteHeader(http.StatusTooManyRequests)
		d.limit = ""
		return
	}
	if len(d.public) == 0 || d.public[len(d.public)-1].Key != in.Key {
		d.public = append(d.public, in)
	}
	if d.cut {
		d.cut = false
		panic(http.ErrAbortHandler)
	}
}

type did struct {
	d     *desk
	in    wire
	first wire
}

func (d *desk) do(in wire) adaptertest.Request {
	d.n++
	in.ID = fmt.Sprint(d.n)
	out := d.p.receive(in)
	if out.Text != "" && !out.Private {
		d.public = append(d.public, out)
	}
	return &did{d, in, out}
}

func read(w wire) adaptertest.Message {
	return adaptertest.Message{Text: w.Text, Private: w.Private, Buttons: w.Buttons}
}

func (d *desk) Type(user, text string) adaptertest.Request { return d.do(wire{User: user, Text: text}) }
func (d *desk) Press(user, ref string) adaptertest.Request { return d.do(wire{User: user, Ref: ref}) }
func (d *desk) Poster() bot.Poster                         { return d.p }
func (d *desk) To() bot.Destination                        { return bot.Destination{Workspace: "W", Channel: "C"} }
func (d *desk) Limit(wait time.Duration)                   { d.limit = fmt.Sprint(wait.Seconds()) }
func (d *desk) Cut()                                       { d.cut = true }
func (d *desk) Stop()                                      { d.p.kit.Wait() }

func (d *desk) Public() (out []adaptertest.Message) {
	for _, w := range d.public {
		out = append(out, read(w))
	}
	return out
}

func (r *did) First() adaptertest.Message { return read(r.first) }
func (r *did) Again()                     { r.d.p.receive(r.in) }
func (r *did) Final(context.Context) (adaptertest.Message, error) {
	if r.first.Text != "" {
		return read(r.first), nil
	}
	<-r.d.p.kit.Work.Idle()
	r.d.mu.Lock()
	defer r.d.mu.Unlock()
	return read(r.d.late[r.in.ID]), nil
}
