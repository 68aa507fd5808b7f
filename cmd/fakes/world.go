package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/adapter/screen"
	"natobot/bot/chart"
	"natobot/bot/discord"
	"natobot/bot/discord/discordfake"
	"natobot/bot/slack"
	"natobot/bot/slack/slackfake"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/reader"
	"natobot/schedule"
)

// A room is a channel of one platform, as those in it see it. The bot behind it
// is the real one, with the platform's adapter over HTTP.
type room interface {
	typed(ctx context.Context, user, text string) error
	checked(ctx context.Context, user, text string) error // a message is checked, by its shortcut
	pressed(ctx context.Context, user string, on *entry, value string) error
	submitted(ctx context.Context, user, form string, fields map[string]string) error
	look(ctx context.Context) error // takes up what came by itself
	log() *talk
}

// A talk is what was said in a room, and what went over the wire.
type talk struct {
	Entries []*entry
	Window  *entry // a form or window that is open
	Wire    []letter
}

// An entry is what a user did, or a message of the bot's.
type entry struct {
	Who     string // "" the bot
	Said    string
	Screen  screen.Message
	Private bool // who it is for alone sees it
	raw     json.RawMessage
	id      string // the platform's own
	files   map[string][]byte
}

// A letter is one way over the wire.
type letter struct{ What, Body string }

func (t *talk) say(who, text string) { t.Entries = append(t.Entries, &entry{Who: who, Said: text}) }

// wire keeps what went over the wire, JSON indented.
func (t *talk) wire(what string, body []byte) {
	var b bytes.Buffer
	if json.Indent(&b, body, "", "  ") != nil {
		b.Write(body)
	}
	t.Wire = append(t.Wire, letter{what, b.String()})
}

// A world is both stand-ins, and the bot between them.
type world struct {
	mu    sync.Mutex
	rooms map[string]room
	calls chan slackfake.Call // of the stand-in of Slack

	slack, discord string // addresses of the stand-ins' APIs
	token          string // of Discord's
	close          []func()
}

// newWorld starts the stand-ins and the bot. Logs go to log.
func newWorld(ctx context.Context, log *slog.Logger) (w *world, err error) {
	w = &world{rooms: map[string]room{}, calls: make(chan slackfake.Call, 1024)}
	defer func() {
		if err != nil {
			w.stop()
		}
	}()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		return w, err
	}
	dir, err := os.MkdirTemp("", "fakes")
	if err != nil {
		return w, err
	}
	w.close = append(w.close, func() { os.RemoveAll(dir) })
	store, err := schedule.Open(ctx, "sqlite:"+filepath.Join(dir, "fakes.db"), schedule.Options{Log: log})
	if err != nil {
		return w, err
	}
	w.close = append(w.close, func() { store.Close() })
	platforms := bot.PlatformsOf(slack.Traits, discord.Traits)
	data := answer.New(d)
	desk := &schedule.Desk{Store: store, Platforms: platforms, Data: func() *reader.Reader { return data.Read }, Log: log}
	b := bot.New(bot.Config{Data: func() *answer.Writer { return data }, Desk: desk, Once: store, Log: log})
	common := adapter.Config{Handler: b.Handle, Signer: bot.NewSigner([]byte("fakes")), Shares: store, Log: log, First: 2 * time.Second}

	mux := http.NewServeMux()
	base, err := w.serve(mux)
	if err != nil {
		return w, err
	}
	sf := &slackfake.Server{Log: w.calls}
	if w.slack, err = w.serve(sf); err != nil {
		return w, err
	}
	sa, err := slack.New(slack.Config{Config: common, SigningSecret: secret, BotToken: "xoxb-fake", APIURL: w.slack + "/api/", Faults: desk.Faults})
	if err != nil {
		return w, err
	}
	sa.Mount(mux)
	w.close = append(w.close, sa.Wait)
	w.rooms["slack"] = &slackRoom{fake: sf, api: w.slack, bot: base, idle: sa.Idle}
	df := discordfake.New(discordfake.Config{})
	if err := df.Start("127.0.0.1:0"); err != nil {
		return w, err
	}
	w.close = append(w.close, df.Close)
	w.discord, w.token = df.URL(), df.Token()
	da, err := discord.New(discord.Config{Config: common, PublicKey: df.PublicKey(), Token: df.Token(), ApplicationID: df.ApplicationID(), APIURL: df.URL(), Chart: chart.NewHost("", []byte("fakes")).PNG})
	if err != nil {
		return w, err
	}
	da.Mount(mux)
	w.close = append(w.close, da.Wait)
	w.rooms["discord"] = &discordRoom{fake: df, bot: base, idle: da.Idle}

	e := schedule.NewEngine(schedule.EngineConfig{Store: store, Data: func() *facts.Dataset { return d }, Posters: map[string]bot.Poster{"slack": sa, "discord": da}, Platforms: platforms, Now: time.Now, Log: log})
	if err := e.Start(ctx); err != nil {
		return w, err
	}
	w.close = append(w.close, func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err := e.Stop(stop); err != nil {
			log.Error("the scheduler did not stop", "error", err)
		}
	})
	return w, nil
}

// serve answers on a free port of this machine and says where.
func (w *world) serve(h http.Handler) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = srv.Serve(l) }() // always ErrServerClosed, of stop
	w.close = append(w.close, func() { srv.Close() })
	return "http://" + l.Addr().String(), nil
}

func (w *world) stop() {
	for _, f := range slices.Backward(w.close) {
		f()
	}
	w.close = nil
}

// do is one thing that a user does in a room, with all that comes of it.
func (w *world) do(ctx context.Context, platform string, f func(ctx context.Context, r room) error) (talk, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r, ok := w.rooms[platform]
	if !ok {
		return talk{}, fmt.Errorf("%q is neither slack nor discord", platform)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	err := errors.Join(f(ctx, r), r.look(ctx))
	return *r.log(), err
}

// quiet waits until an adapter answers nothing more.
func quiet(ctx context.Context, idle func() <-chan struct{}) error {
	select {
	case <-idle():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
