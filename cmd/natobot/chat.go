package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"natobot/bot"
	"natobot/bot/console"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/reader"
	"natobot/schedule"
)

// chat is a conversation in the terminal with every verb of a chat channel.
// Its subscriptions live in a database of their own, so that no serve sends
// what was set up here.
func (p *program) chat(ctx context.Context, args []string) int {
	if len(args) > 0 {
		return p.fail(p.badUsage("chat takes no arguments; for one question: natobot ask spain"))
	}
	d, err := p.dataset()
	if err != nil {
		return p.fail(err)
	}
	public, err := publicURL(p.Env)
	if err != nil {
		return p.fail(p.badUsage("%v", err))
	}
	path := filepath.Join(stateDir(p.Env), "chat.db")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return p.fail(fmt.Errorf("the directory of the terminal's subscriptions can't be made: %w", err))
	}
	log := slog.New(slog.DiscardHandler)
	store, err := schedule.Open(ctx, "sqlite:"+path, schedule.Options{Log: log})
	if err != nil {
		return p.fail(fmt.Errorf("the terminal's subscriptions: %w", err))
	}
	defer store.Close()
	w := answer.New(d)
	desk := &schedule.Desk{Store: store, Platforms: platforms, Data: func() *reader.Reader { return w.Read }, Log: log}
	b := bot.New(bot.Config{Data: func() *answer.Writer { return w }, Desk: desk, Once: store, Public: public, Log: log})
	user := p.Env("USER")
	if user == "" {
		user = "you"
	}
	c := &console.Console{Handler: b.Handle, Options: p.terminal(), Out: p.Out, Now: p.Now, User: user}
	e := schedule.NewEngine(schedule.EngineConfig{Store: store, Platforms: platforms, Data: func() *facts.Dataset { return d }, Posters: map[string]bot.Poster{console.Platform: c}, Now: p.Now, Log: log})
	if err := e.Start(ctx); err != nil {
		return p.fail(fmt.Errorf("the scheduler did not start: %w", err))
	}
	err = c.Chat(ctx, p.In)
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if err := errors.Join(err, e.Stop(stop)); err != nil {
		return p.fail(err)
	}
	return exitOK
}

func (p *program) digest(_ context.Context, args []string) int {
	fs := flag.NewFlagSet("natobot digest", flag.ContinueOnError)
	asOf := fs.String("as-of", "", "the digest of this `date` (YYYY-MM-DD)")
	since := fs.String("since", "", "what changed after this `date`; a week before by default")
	about := fs.String("about", "", "`Allies`, comma-separated; all by default")
	platform := fs.String("platform", "text", "`text`, slack or discord")
	words, err := p.flags(fs, args)
	if err != nil {
		return exitUsage
	}
	if len(words) > 0 {
		return p.fail(p.badUsage("digest takes no words; name Allies with --about"))
	}
	day, err := p.dateFlag("as-of", *asOf)
	if err != nil {
		return exitUsage
	}
	from := facts.DateOf(day.Time().AddDate(0, 0, -7))
	if *since != "" {
		if from, err = p.dateFlag("since", *since); err != nil {
			return exitUsage
		}
	}
	if from > day {
		return p.fail(p.badUsage("--since %s is after %s", from, day))
	}
	d, err := p.dataset()
	if err != nil {
		return p.fail(err)
	}
	var codes []facts.Code
	if *about != "" {
		var notes []string
		if codes, notes, err = schedule.ParseAbout(reader.New(d), *about); err != nil {
			return p.fail(p.badUsage("--about: %v", err))
		}
		for _, n := range notes {
			fmt.Fprintln(p.Err, n)
		}
	}
	r, skip := schedule.Digest(d, schedule.DigestInput{AsOf: day, Since: from, About: codes})
	if skip != "" {
		fmt.Fprintln(p.Out, skip)
		return exitOK
	}
	if x, ok := chatNamed(*platform); ok {
		err = p.printRaw(x.preview(r))
	} else if *platform == "text" {
		err = p.show(r, "text")
	} else {
		err = p.badUsage("--platform %q is none of text, %s", clip(*platform), chatNames())
	}
	if err != nil {
		return p.fail(err)
	}
	return exitOK
}

func (p *program) printRaw(raw []byte, err error) error {
	if err != nil {
		return err
	}
	_, err = p.Out.Write(append(raw, '\n'))
	return err
}
