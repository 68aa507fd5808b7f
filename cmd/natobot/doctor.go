package main

import (
	"context"
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
	code := exitOK
	say := func(ok bool, part, format string, a ...any) {
		mark := "ok  "
		if !ok {
			mark = "FAIL"
			if code == exitOK {
				code = exitInternal
			}
		}
		fmt.Fprintf(p.Out, "%s  %-14s %s\n", mark, part, fmt.Sprintf(format, a...))
	}
	cfg, err := readConfig(p.Env)
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
			store.Close()
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	nobody := func(context.Context, bot.Request) bot.Reply { return bot.Busy() }
	switch {
	case !cfg.slackOn():
		say(true, "slack", "off: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET (HTTP)")
	case cfg.SlackBotToken == "":
		say(true, "slack", "on over HTTP; tokens come with each install")
	default:
		a, err := slack.New(slack.Config{SigningSecret: cfg.SlackSigningSecret, BotToken: cfg.SlackBotToken, APIURL: cfg.SlackAPIURL, Handler: nobody, Signer: bot.NewSigner(cfg.signingSecrets()[0]), Now: p.Now})
		if err == nil {
			var who string
			if who, err = a.Probe(ctx); err == nil {
				say(true, "slack", "the token is good: %s", who)
			}
		}
		if err != nil {
			say(false, "slack", "%v. Copy the Bot User OAuth Token anew from the app's OAuth page.", err)
		}
	}
	switch {
	case !cfg.discordOn():
		say(true, "discord", "off: set DISCORD_BOT_TOKEN (gateway), or DISCORD_PUBLIC_KEY (HTTP)")
	case cfg.DiscordBotToken == "":
		say(true, "discord", "on over HTTP without DISCORD_BOT_TOKEN: questions are answered, digests can't be sent")
	default:
		a, err := discord.New(discord.Config{PublicKey: cfg.DiscordPublicKey, Token: cfg.DiscordBotToken, ApplicationID: cfg.DiscordApplicationID, APIURL: cfg.DiscordAPIURL, Handler: nobody, Signer: bot.NewSigner(cfg.signingSecrets()[0]), Now: p.Now})
		if err == nil {
			var who string
			if who, err = a.Probe(ctx); err == nil {
				say(true, "discord", "the token is good: %s", who)
			}
		}
		if err != nil {
			say(false, "discord", "%v. Copy the token anew from the application's Bot page.", err)
		}
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
