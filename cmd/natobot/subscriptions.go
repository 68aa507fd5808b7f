package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"time"

	"natobot/bot"
	"natobot/bot/console"
	"natobot/facts"
	"natobot/facts/late"
	"natobot/facts/reader"
	"natobot/schedule"
	"natobot/schedule/zones"
)

// subscriptions is the operator's view of subscriptions and deliveries.
func (p *program) subscriptions(ctx context.Context, args []string) int {
	const usage = "write: natobot subscriptions list|add|pause|resume|remove|send|history; see the README"
	if len(args) == 0 {
		return p.fail(p.badUsage(usage))
	}
	fs := flag.NewFlagSet("natobot subscriptions "+args[0], flag.ContinueOnError)
	platform := fs.String("platform", "", "`name`: "+chatNames()+" or "+console.Platform)
	workspace := fs.String("workspace", "", "`id` of the workspace or server")
	channel := fs.String("channel", "", "`id` of the channel")
	weekly := fs.String("weekly", "", "`schedule`, as in \"mon 09:00 Europe/Madrid\"")
	cron := fs.String("cron", "", "cron `text` of five fields, with --zone")
	zone := fs.String("zone", "", "IANA time `zone` of --cron")
	about := fs.String("about", "", "`Allies`, comma-separated; all by default")
	only := fs.Bool("only-changes", true, "send only when there is news; --only-changes=false sends a line when there is none")
	kind := fs.String("kind", "digest", "`digest` or alerts")
	unknown := fs.Bool("unknown", false, "of history: what became of it is not known, over all subscriptions")
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
	case "list", "add":
		if len(words) > 0 {
			return p.fail(p.badUsage("%q is not understood: natobot subscriptions %s takes flags only", clip(words[0]), args[0]))
		}
		if args[0] == "list" {
			break
		}
		if add, err = p.newSubscription(d, *platform, *workspace, *channel, *weekly, *cron, *zone, *about, *kind, *only); err != nil {
			return p.fail(err)
		}
	case "pause", "resume", "remove", "send", "history":
		if args[0] == "history" && *unknown && len(words) == 0 {
			break
		}
		if len(words) != 1 || *unknown {
			return p.fail(p.badUsage("write: natobot subscriptions %s ID; history --unknown is over all subscriptions", args[0]))
		}
		if id, err = strconv.ParseInt(words[0], 10, 64); err != nil || id < 1 {
			return p.fail(p.badUsage("%q is not the number of a subscription; natobot subscriptions list shows them", clip(words[0])))
		}
	default:
		return p.fail(p.badUsage(usage))
	}
	if args[0] == "list" || args[0] == "history" {
		return p.readSubscriptions(ctx, cfg, args[0], id)
	}
	store, err := openStore(ctx, cfg, p.newLog(cfg))
	if err != nil {
		return p.fail(fmt.Errorf("the database: %w", err))
	}
	defer store.Close()
	return p.subscriptionsCode(id, p.changeSubscriptions(ctx, store, args[0], id, add))
}

// changeSubscriptions does one of the verbs that change something.
func (p *program) changeSubscriptions(ctx context.Context, store *schedule.Store, verb string, id int64, add schedule.Subscription) (err error) {
	now := p.Now()
	change := func(done string, f func(*schedule.Subscription) error) error {
		_, err := store.Change(ctx, id, "", now, f)
		if err == nil {
			fmt.Fprintf(p.Err, "Subscription %d is %s.\n", id, done)
		}
		return err
	}
	switch verb {
	case "add":
		var s schedule.Subscription
		var others []schedule.Subscription
		if others, err = store.Subscriptions(ctx, add.To.Platform, add.To.Workspace, add.To.Channel); err != nil {
			break
		}
		if s, err = store.Subscribe(ctx, add); err != nil {
			break
		}
		fmt.Fprintln(p.Out, s.ID)
		for _, o := range others {
			if o.Kind == s.Kind && o.Spec == s.Spec && slices.Equal(o.About, s.About) {
				fmt.Fprintf(p.Err, "natobot: the channel has this as number %d already, so it gets it twice; natobot subscriptions remove %d takes one away\n", o.ID, s.ID)
				break
			}
		}
	case "pause":
		err = change("paused", func(s *schedule.Subscription) error {
			switch s.State {
			case schedule.Removed:
				return errRemoved
			case schedule.Active:
				s.State, s.Reason = schedule.Paused, "Paused by the operator."
			}
			return nil
		})
	case "resume":
		err = change("active", func(s *schedule.Subscription) error {
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
		err = change("removed", func(s *schedule.Subscription) error {
			s.State, s.Reason = schedule.Removed, "Removed by the operator."
			return nil
		})
	case "send":
		err = p.sendNow(ctx, store, id)
	}
	return err
}

// readSubscriptions lists subscriptions or one's deliveries. It changes nothing,
// an older schema included, and says what a start of serve would change.
func (p *program) readSubscriptions(ctx context.Context, cfg config, verb string, id int64) int {
	store, err := schedule.OpenReading(ctx, cfg.DatabaseURL, schedule.Options{Keys: cfg.SecretKeys, Log: p.newLog(cfg)})
	if errors.Is(err, schedule.ErrNoDatabase) {
		if verb == "history" && id != 0 {
			return p.subscriptionsCode(id, schedule.ErrNoSubscription)
		}
		fmt.Fprintln(p.Err, "There are no subscriptions: there is no database yet, serve makes it.")
		return exitOK
	}
	if err != nil {
		return p.fail(fmt.Errorf("the database: %w", err))
	}
	defer store.Close() // it was only read
	ahead, err := store.Ahead(ctx, zones.InUse())
	if err != nil {
		return p.fail(fmt.Errorf("the database: %w", err))
	}
	for _, line := range ahead {
		fmt.Fprintf(p.Err, "natobot: %s\n", line)
	}
	if verb == "history" && id == 0 {
		return p.subscriptionsCode(id, p.unknownDeliveries(ctx, store))
	}
	if verb == "history" {
		return p.subscriptionsCode(id, p.history(ctx, store, id))
	}
	return p.subscriptionsCode(id, p.listSubscriptions(ctx, store))
}

// subscriptionsCode says what went wrong with a subscription, and the exit code.
func (p *program) subscriptionsCode(id int64, err error) int {
	if errors.Is(err, schedule.ErrNoSubscription) {
		fmt.Fprintf(p.Err, "natobot: there is no subscription %d; natobot subscriptions list shows them\n", id)
		return exitUnanswered
	}
	if errors.Is(err, errRemoved) || errors.Is(err, errAlertsWait) {
		fmt.Fprintf(p.Err, "natobot: subscription %d: %v\n", id, err)
		return exitUnanswered
	}
	if err != nil {
		return p.fail(err)
	}
	return exitOK
}

var (
	errRemoved    = errors.New("it was removed; natobot subscriptions resume brings it back")
	errAlertsWait = errors.New("alerts come when there is news, and can't be sent before")
)

// sendNow plans a digest beside its schedule.
func (p *program) sendNow(ctx context.Context, store *schedule.Store, id int64) error {
	s, err := store.Subscription(ctx, id)
	switch {
	case err != nil:
		return err
	case s.State == schedule.Removed:
		return errRemoved
	case s.Kind == schedule.Alerts:
		return errAlertsWait
	}
	now := p.Now()
	n, err := store.Plan(ctx, []schedule.Delivery{{Subscription: s.ID, To: s.To, Kind: "digest", Slot: "now:" + now.UTC().Format(time.RFC3339), Due: now}})
	if err != nil {
		return err
	}
	if n == 0 {
		fmt.Fprintln(p.Err, "It was planned in this second already; it is not sent twice.")
		return nil
	}
	fmt.Fprintln(p.Out, "Planned; a running serve sends it.")
	return nil
}

// idText are the ids of platforms, and of a terminal.
var idText = late.Regexp(`^[A-Za-z0-9_.-]{1,64}$`)

func (p *program) newSubscription(d *facts.Dataset, platform, workspace, channel, weekly, cron, zone, about, kind string, only bool) (schedule.Subscription, error) {
	s := schedule.Subscription{State: schedule.Active, Created: p.Now(), OnlyChanges: only && kind != "alerts", ToldAt: p.Now()}
	if _, ok := chatNamed(platform); !ok && platform != console.Platform {
		return s, p.badUsage("--platform is %s or %s", chatNames(), console.Platform)
	}
	if channel == "" || workspace == "" {
		return s, p.badUsage("--workspace and --channel are needed; their ids stand in the platform's own addresses")
	}
	for flag, id := range map[string]string{"workspace": workspace, "channel": channel} {
		if !idText().MatchString(id) {
			return s, p.badUsage("--%s %q is no id; ids look like C0123ABCD or 80351110224678912, and names do not do", flag, clip(id))
		}
	}
	s.To = bot.Destination{Platform: platform, Workspace: workspace, Channel: channel}
	if about != "" {
		codes, notes, err := schedule.ParseAbout(reader.New(d), about)
		if err != nil {
			return s, p.badUsage("--about: %v", err)
		}
		for _, n := range notes {
			fmt.Fprintln(p.Err, n)
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
	case kind == "alerts" && (weekly != "" || cron != ""):
		return s, p.badUsage("--kind alerts comes when there is news and takes neither --weekly nor --cron")
	case weekly != "" && zone != "":
		text = "weekly " + weekly + " " + zone
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
		about := "about all"
		if len(s.About) > 0 {
			about = "about"
			for _, c := range s.About {
				about += " " + string(c)
			}
		}
		if s.OnlyChanges {
			about += ", only changes"
		}
		if s.Snoozed.After(p.Now()) {
			about += ", snoozed until " + s.Snoozed.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(p.Out, "%d\t%s\t%s\t%s\t%s\t%s\tnext %s\t%s\t%s\n", s.ID, s.To.Platform, s.To.Workspace, s.To.Channel, s.State, what, next, s.Reason, about)
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

// unknownDeliveries lists what may or may not have arrived, newest first.
func (p *program) unknownDeliveries(ctx context.Context, store *schedule.Store) error {
	ds, err := store.UnknownDeliveries(ctx, 1000)
	if err != nil {
		return err
	}
	if len(ds) == 0 {
		fmt.Fprintln(p.Err, "There are no deliveries whose outcome is not known.")
	}
	for _, d := range ds {
		fmt.Fprintf(p.Out, "%d\t%d\t%s\t%s %s %s\t%s\t%s\n", d.ID, d.Subscription, d.Kind, d.To.Platform, d.To.Workspace, d.To.Channel+d.To.User, d.Due.UTC().Format(time.RFC3339), d.Reason)
	}
	return nil
}
