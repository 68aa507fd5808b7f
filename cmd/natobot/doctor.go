package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"natobot/bot"
	"natobot/bot/discord"
	"natobot/bot/slack"
	"natobot/facts"
)

// doctor checks configuration, data, database and tokens, a line each, and
// says how to mend what fails. It prints no secret.
func (p *program) doctor(ctx context.Context, args []string) int {
	if len(args) > 0 {
		return p.fail(p.badUsage("doctor takes no arguments"))
	}
	code, out := exitOK, p.Out
	say := func(ok bool, part, format string, a ...any) {
		mark := "ok  "
		if !ok {
			mark = "FAIL"
			if code == exitOK {
				code = exitInternal
			}
		}
		fmt.Fprintf(out, "%s  %-14s %s\n", mark, part, fmt.Sprintf(format, a...))
	}
	cfg, err := readConfig(p.Env)
	out = cfg.redacted(p.Out)
	if err != nil {
		for _, line := range strings.Split(err.Error(), "\n") {
			say(false, "configuration", "%s", line)
		}
	} else {
		say(true, "configuration", "%s", cfg)
	}
	if d, err := p.loadChecked(cfg.DataDir); err != nil {
		say(false, "data", "%v", err)
		code = exitData
	} else {
		say(true, "data", "%d editions, newest %s published %s", len(d.Editions), d.Newest().ID, d.Newest().Published)
	}
	if strings.Contains(cfg.DatabaseURL, ":") {
		if store, err := openStore(ctx, cfg, slog.New(slog.DiscardHandler)); err != nil {
			say(false, "database", "%v. Is the directory writable, or the server up? NATOBOT_DATABASE_URL names it.", err)
		} else {
			kind, _, _ := strings.Cut(cfg.DatabaseURL, ":")
			say(true, "database", "%s opens and its schema is up to date", kind)
			switch sealed, lost, err := store.Reseal(ctx, false); {
			case err != nil:
				say(false, "secret key", "the tokens in the database can't be read: %v", err)
			case lost > 0:
				say(false, "secret key", "%d %s.", lost, lostKeys)
			case sealed > 0:
				say(true, "secret key", "the next start of serve seals %d workspaces' tokens with the first key; then the older ones can be dropped", sealed)
			case len(cfg.SecretKeys) > 0:
				say(true, "secret key", "opens every token in the database")
			}
			if err := store.Close(); err != nil {
				say(false, "database", "%v", err)
			}
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	nobody := func(context.Context, bot.Request) bot.Reply { return bot.Busy() }
	// mend says what to do about what a platform says.
	mend := func(err error, otherwise string) string {
		if errors.Is(err, slack.ErrUnreachable) || errors.Is(err, discord.ErrUnreachable) {
			return "Does this machine reach it, by name and through any proxy? SLACK_API_URL and DISCORD_API_URL name another address."
		}
		return otherwise
	}
	if !cfg.slackOn() {
		say(true, "slack", "off: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET (HTTP)")
	} else if a, err := slack.New(slack.Config{SigningSecret: cfg.SlackSigningSecret, BotToken: cfg.SlackBotToken, AppToken: cfg.SlackAppToken, APIURL: cfg.SlackAPIURL, Handler: nobody, Signer: bot.NewSigner(cfg.signingSecrets()[0]), Now: p.Now}); err != nil {
		say(false, "slack", "%v", err)
	} else {
		if cfg.SlackBotToken == "" {
			say(true, "slack", "on over HTTP; tokens come with each install")
		} else if who, err := a.Probe(ctx); err != nil {
			say(false, "slack", "%v. %s", err, mend(err, "Copy the Bot User OAuth Token anew from the app's OAuth page."))
		} else {
			say(true, "slack", "the token is good: %s", who)
		}
		if cfg.SlackAppToken != "" {
			if err := a.ProbeSocket(ctx); err != nil {
				say(false, "slack socket", "%v. %s", err, mend(err, "Make an app-level token with connections:write on the app's Basic Information page, and switch Socket Mode on."))
			} else {
				say(true, "slack socket", "Socket Mode is on and its token is good")
			}
		}
	}
	switch {
	case !cfg.discordOn():
		say(true, "discord", "off: set DISCORD_BOT_TOKEN (gateway), or DISCORD_PUBLIC_KEY (HTTP)")
	case cfg.DiscordBotToken == "":
		say(true, "discord", "on over HTTP without DISCORD_BOT_TOKEN: questions are answered, digests can't be sent")
	default:
		a, err := discord.New(discord.Config{PublicKey: cfg.DiscordPublicKey, Token: cfg.DiscordBotToken, ApplicationID: cfg.DiscordApplicationID, APIURL: cfg.DiscordAPIURL, Handler: nobody, Signer: bot.NewSigner(cfg.signingSecrets()[0]), Now: p.Now})
		if err != nil {
			say(false, "discord", "%v", err)
		} else if who, err := a.Probe(ctx); err != nil {
			say(false, "discord", "%v. %s", err, mend(err, "Copy the token anew from the application's Bot page."))
		} else if err := a.ProbeApplication(ctx); err != nil {
			for _, line := range strings.Split(err.Error(), "\n") {
				say(false, "discord", "%s. %s", line, mend(err, "Copy it from the application's General Information page."))
			}
		} else {
			say(true, "discord", "the token is good: %s", who)
		}
	}
	if cfg.PublicURL == "" {
		say(true, "public address", "none: Slack gets charts only as its own, and the Slack install is off")
	}
	if len(cfg.SecretKeys) == 0 {
		say(true, "secret key", "none: the multi-workspace install is off")
	}
	if _, err := time.LoadLocation("Europe/Madrid"); err != nil {
		say(false, "time zones", "%v", err)
	}
	say(true, "clock", "%s", p.Now().UTC().Format(time.RFC3339)+", "+string(facts.DateOf(p.Now())))
	return code
}
