package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"natobot/bot"
	"natobot/bot/console"
	"natobot/bot/discord"
	"natobot/bot/slack"
	"natobot/facts"
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
	data := func() *facts.Dataset { return d }
	b := bot.New(bot.Config{Data: data, Desk: &schedule.Desk{Store: store, Data: data, Log: log}, Once: store, Log: log})
	user := p.Env("USER")
	if user == "" {
		user = "you"
	}
	c := &console.Console{Handler: b.Handle, Options: p.terminal(), Out: p.Out, Now: p.Now, User: user}
	e := schedule.NewEngine(schedule.EngineConfig{Store: store, Data: data, Posters: map[string]bot.Poster{console.Platform: c}, Now: p.Now, Log: log})
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
		if codes, notes, err = schedule.ParseAbout(d, *about); err != nil {
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
	words, err := p.flags(fs, args)
	if err != nil {
		return exitUsage
	}
	if len(words) != 1 || words[0] != "manifest" {
		return p.fail(p.badUsage("write: natobot slack manifest [--url URL]"))
	}
	if err := p.printRaw(slack.Manifest(strings.TrimSuffix(*url, "/"))); err != nil {
		return p.fail(err)
	}
	return exitOK
}

func (p *program) discord(ctx context.Context, args []string) int {
	fs := flag.NewFlagSet("natobot discord register", flag.ContinueOnError)
	dry := fs.Bool("dry-run", false, "say what would change and change nothing")
	words, err := p.flags(fs, args)
	if err != nil {
		return exitUsage
	}
	if len(words) != 1 || words[0] != "register" {
		return p.fail(p.badUsage("write: natobot discord register [--dry-run]"))
	}
	cfg, err := readConfig(p.Env)
	if err != nil {
		return p.fail(fmt.Errorf("the configuration has faults: %w", err))
	}
	if cfg.DiscordBotToken == "" {
		return p.fail(p.badUsage("DISCORD_BOT_TOKEN is needed to register commands; copy it from the application's Bot page"))
	}
	a, err := discord.New(discord.Config{Token: cfg.DiscordBotToken, ApplicationID: cfg.DiscordApplicationID, APIURL: cfg.DiscordAPIURL, Now: p.Now,
		Handler: func(context.Context, bot.Request) bot.Reply { return bot.Busy() }})
	if err != nil {
		return p.fail(err)
	}
	changed, err := a.Register(ctx, *dry)
	if err != nil {
		return p.fail(err)
	}
	if len(changed) == 0 {
		fmt.Fprintln(p.Out, "The commands are registered as they are; nothing to change.")
	}
	verb := "registered"
	if *dry {
		verb = "would register"
	}
	for _, c := range changed {
		fmt.Fprintln(p.Out, verb, c)
	}
	return exitOK
}

// subscriptions is the operator's view of subscriptions and deliveries.
func (p *program) subscriptions(ctx context.Context, args []string) int {
	const usage = "write: natobot subscriptions list|add|pause|resume|remove|send|history; see the README"
	if len(args) == 0 {
		return p.fail(p.badUsage(usage))
	}
	fs := flag.NewFlagSet("natobot subscriptions "+args[0], flag.ContinueOnError)
	platform := fs.String("platform", "", "`slack`, discord or console")
	workspace := fs.String("workspace", "", "`id` of the workspace or server")
	channel := fs.String("channel", "", "`id` of the channel")
	weekly := fs.String("weekly", "", "`schedule`, as in \"mon 09:00 Europe/Madrid\"")
	cron := fs.String("cron", "", "cron `text` of five fields, with --zone")
	zone := fs.String("zone", "", "IANA time `zone` of --cron")
	about := fs.String("about", "", "`Allies`, comma-separated; all by default")
	only := fs.Bool("only-changes", false, "send only when something changed")
	kind := fs.String("kind", "digest", "`digest` or alerts")
	words, err := p.flags(fs, args[1:])
	if err != nil {
		return exitUsage
	}
	cfg, err := readConfig(p.Env)
	if err != nil {
		return p.fail(fmt.Errorf("the configuration has faults: %w", err))
	}
	d, err := p.dataset()
	if err != nil {
		return p.fail(err)
	}
	var add schedule.Subscription
	id := int64(0)
	switch args[0] {
	case "list":
	case "add":
		if add, err = p.newSubscription(d, *platform, *workspace, *channel, *weekly, *cron, *zone, *about, *kind, *only); err != nil {
			return p.fail(err)
		}
	case "pause", "resume", "remove", "send", "history":
		if len(words) != 1 {
			return p.fail(p.badUsage("write: natobot subscriptions %s ID", args[0]))
		}
		if id, err = strconv.ParseInt(words[0], 10, 64); err != nil || id < 1 {
			return p.fail(p.badUsage("%q is not the number of a subscription; natobot subscriptions list shows them", clip(words[0])))
		}
	default:
		return p.fail(p.badUsage(usage))
	}
	store, err := openStore(ctx, cfg, p.newLog(cfg))
	if err != nil {
		return p.fail(fmt.Errorf("the database: %w", err))
	}
	defer store.Close()
	now := p.Now()
	change := func(f func(*schedule.Subscription) error) error {
		_, err := store.Change(ctx, id, "", now, f)
		return err
	}
	switch args[0] {
	case "list":
		err = p.listSubscriptions(ctx, store)
	case "add":
		var s schedule.Subscription
		if s, err = store.Subscribe(ctx, add); err == nil {
			fmt.Fprintln(p.Out, s.ID)
		}
	case "pause":
		err = change(func(s *schedule.Subscription) error {
			s.State, s.Reason = schedule.Paused, "Paused by the operator."
			return nil
		})
	case "resume":
		err = change(func(s *schedule.Subscription) error {
			s.State, s.Reason, s.Snoozed = schedule.Active, "", time.Time{}
			if s.Kind == schedule.Digests {
				spec, err := schedule.ParseSpec(s.Spec)
				if err != nil {
					return err
				}
				s.Next = spec.Next(now)
			}
			return nil
		})
	case "remove":
		err = change(func(s *schedule.Subscription) error {
			s.State, s.Reason = schedule.Removed, "Removed by the operator."
			return nil
		})
	case "send":
		var s schedule.Subscription
		if s, err = store.Subscription(ctx, id); err == nil {
			slot := "now:" + now.UTC().Format(time.RFC3339)
			if _, err = store.Plan(ctx, []schedule.Delivery{{Subscription: s.ID, To: s.To, Kind: "digest", Slot: slot, Due: now}}); err == nil {
				fmt.Fprintln(p.Out, "Planned; a running serve sends it.")
			}
		}
	case "history":
		err = p.history(ctx, store, id)
	}
	if errors.Is(err, schedule.ErrNoSubscription) {
		fmt.Fprintf(p.Err, "natobot: there is no subscription %d; natobot subscriptions list shows them\n", id)
		return exitUnanswered
	}
	if err != nil {
		return p.fail(err)
	}
	return exitOK
}

func (p *program) newSubscription(d *facts.Dataset, platform, workspace, channel, weekly, cron, zone, about, kind string, only bool) (schedule.Subscription, error) {
	s := schedule.Subscription{State: schedule.Active, Created: p.Now(), OnlyChanges: only, ToldAt: p.Now()}
	switch platform {
	case "slack", "discord", "console":
	default:
		return s, p.badUsage("--platform is slack, discord or console")
	}
	if channel == "" || workspace == "" {
		return s, p.badUsage("--workspace and --channel are needed; their ids stand in the platform's own addresses")
	}
	s.To = bot.Destination{Platform: platform, Workspace: workspace, Channel: channel}
	if about != "" {
		codes, _, err := schedule.ParseAbout(d, about)
		if err != nil {
			return s, p.badUsage("--about: %v", err)
		}
		s.About = codes
	}
	if e, ok := d.Current(facts.DateOf(p.Now())); ok {
		s.Told = e.ID
	}
	text := ""
	switch {
	case weekly != "" && cron != "":
		return s, p.badUsage("--weekly and --cron exclude each other")
	case weekly != "":
		text = "weekly " + weekly
	case cron != "":
		if zone == "" {
			return s, p.badUsage("--cron needs --zone, for example Europe/Madrid")
		}
		text = "cron " + cron + " " + zone
	}
	switch kind {
	case "alerts":
		if zone == "" {
			zone = "UTC"
		}
		loc, err := schedule.ParseZone(zone)
		if err != nil {
			return s, p.badUsage("--zone: %v", err)
		}
		s.Kind, s.Zone = schedule.Alerts, loc.String()
		return s, nil
	case "digest":
	default:
		return s, p.badUsage("--kind is digest or alerts")
	}
	if text == "" {
		return s, p.badUsage("--weekly \"mon 09:00 Europe/Madrid\" or --cron \"…\" --zone ZONE is needed")
	}
	spec, err := schedule.ParseSpec(text)
	if err != nil {
		return s, p.badUsage("%v", err)
	}
	s.Kind, s.Spec, s.Zone, s.Next = schedule.Digests, spec.String(), spec.Location().String(), spec.Next(p.Now())
	return s, nil
}

func (p *program) listSubscriptions(ctx context.Context, store *schedule.Store) error {
	all, err := store.AllSubscriptions(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		fmt.Fprintln(p.Err, "There are no subscriptions.")
	}
	for _, s := range all {
		what := s.Spec
		if s.Kind == schedule.Alerts {
			what = "alerts"
		}
		next := "-"
		if !s.Next.IsZero() {
			next = s.Next.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(p.Out, "%d\t%s\t%s\t%s\t%s\t%s\tnext %s\t%s\n", s.ID, s.To.Platform, s.To.Workspace, s.To.Channel, s.State, what, next, s.Reason)
	}
	return nil
}

// historyRows is how many deliveries `subscriptions history` shows.
const historyRows = 50

func (p *program) history(ctx context.Context, store *schedule.Store, id int64) error {
	if _, err := store.Subscription(ctx, id); err != nil {
		return err
	}
	ds, err := store.Deliveries(ctx, id, historyRows)
	if err != nil {
		return err
	}
	if len(ds) == 0 {
		fmt.Fprintln(p.Err, "Nothing was due yet.")
	}
	for _, x := range ds {
		fmt.Fprintf(p.Out, "%s\t%s\t%s\t%s\t%s\n", x.Due.UTC().Format(time.RFC3339), x.Kind, x.Status, x.MessageID, x.Reason)
	}
	return nil
}
