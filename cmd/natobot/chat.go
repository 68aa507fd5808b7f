package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/console"
	"natobot/bot/discord"
	"natobot/bot/mcp"
	"natobot/bot/slack"
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
	switch *platform {
	case "text":
		err = p.show(r, "text")
	case "slack":
		err = p.printRaw(slack.RenderJSON(r))
	case "discord":
		err = p.printRaw(discord.Preview(r))
	default:
		err = p.badUsage("--platform %q is none of text, slack, discord", clip(*platform))
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

func (p *program) slack(_ context.Context, args []string) int {
	fs := flag.NewFlagSet("natobot slack manifest", flag.ContinueOnError)
	url := fs.String("url", "", "where Slack reaches this server; without it the manifest is for Socket Mode")
	settle := fs.Bool("settle", false, "also ask for channels:history, with which a message that was not confirmed is looked up")
	words, err := p.flags(fs, args)
	if err != nil {
		return exitUsage
	}
	if len(words) != 1 || words[0] != "manifest" {
		return p.fail(p.badUsage("write: natobot slack manifest [--url URL] [--settle]"))
	}
	o := slack.Options{Settle: *settle}
	if p.Env("NATOBOT_MCP") != "off" {
		o.Tools = mcp.Path
	}
	if err := p.printRaw(slack.Manifest(strings.TrimSuffix(*url, "/"), o)); err != nil {
		return p.fail(err)
	}
	return exitOK
}

func (p *program) discord(ctx context.Context, args []string) int {
	fs := flag.NewFlagSet("natobot discord register", flag.ContinueOnError)
	dry := fs.Bool("dry-run", false, "print what would be sent to Discord, and ask nobody; no token is needed")
	words, err := p.flags(fs, args)
	if err != nil {
		return exitUsage
	}
	if len(words) != 1 || words[0] != "register" {
		return p.fail(p.badUsage("write: natobot discord register [--dry-run]"))
	}
	if *dry {
		b, err := json.MarshalIndent(discord.Commands(), "", "  ")
		if err := p.printRaw(b, err); err != nil {
			return p.fail(err)
		}
		return exitOK
	}
	cfg, err := readConfig(p.Env)
	if err != nil {
		return p.fail(fmt.Errorf("the configuration has faults: %w", err))
	}
	if cfg.DiscordBotToken == "" {
		return p.fail(p.badUsage("DISCORD_BOT_TOKEN is needed to register commands; copy it from the application's Bot page"))
	}
	a, err := discord.New(discord.Config{Token: cfg.DiscordBotToken, ApplicationID: cfg.DiscordApplicationID, APIURL: cfg.DiscordAPIURL,
		Config: adapter.Config{Now: p.Now, Handler: nobody}})
	if err != nil {
		return p.fail(err)
	}
	changed, err := a.Register(ctx)
	if err != nil {
		return p.fail(err)
	}
	if len(changed) == 0 {
		fmt.Fprintln(p.Out, "The commands are registered as they are; nothing to change.")
	}
	for _, c := range changed {
		fmt.Fprintln(p.Out, "registered", c)
	}
	return exitOK
}
