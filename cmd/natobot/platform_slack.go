package main

import (
	"context"
	"flag"
	"strings"

	"natobot/bot/adapter"
	"natobot/bot/chart"
	"natobot/bot/mcp"
	"natobot/bot/slack"
	"natobot/schedule"
)

var onSlack = chatPlatform{traits: slack.Traits, title: "Slack", where: "TEAM/CHANNEL", on: config.slackOn, open: openSlack, check: (*checkup).slack, preview: slack.RenderJSON}

func openSlack(s *server, _ *program, desk *schedule.Desk, _ *chart.Host, c adapter.Config) (adapter.Server, error) {
	cfg := s.cfg
	return slack.New(slack.Config{Config: c, Shared: s.store, Installations: s.store, Faults: desk.Faults,
		SigningSecret: cfg.SlackSigningSecret, BotToken: cfg.SlackBotToken, AppToken: cfg.SlackAppToken, ClientID: cfg.SlackClientID, ClientSecret: cfg.SlackClientSecret,
		APIURL: cfg.SlackAPIURL, PublicURL: cfg.PublicURL, Tools: cfg.MCP != "off", Settle: cfg.SlackSettle == "on"})
}

func (c *checkup) slack(ctx context.Context) {
	cfg := c.cfg
	if !cfg.slackOn() {
		c.ok("slack", "off: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET (HTTP)")
		return
	}
	a, err := slack.New(slack.Config{SigningSecret: cfg.SlackSigningSecret, BotToken: cfg.SlackBotToken, AppToken: cfg.SlackAppToken, APIURL: cfg.SlackAPIURL, Config: c.asking()})
	if err != nil {
		c.fail("slack", "%v", err)
		return
	}
	switch {
	case cfg.SlackBotToken == "" && cfg.SlackClientID == "":
		c.warn("slack", "on over HTTP without SLACK_BOT_TOKEN: questions are answered, digests can't be sent")
	case cfg.SlackBotToken == "":
		c.ok("slack", "on over HTTP; tokens come with each install")
	default:
		if who, err := a.Probe(ctx); err != nil {
			c.fail("slack", "%v. %s", err, mend(err, "Copy the Bot User OAuth Token anew from the app's OAuth page."))
		} else {
			c.ok("slack", "the token is good: %s", who)
		}
	}
	if cfg.SlackAppToken == "" {
		return
	}
	if err := a.ProbeSocket(ctx); err != nil {
		c.fail("slack socket", "%v. %s", err, mend(err, "Make an app-level token with connections:write on the app's Basic Information page, and switch Socket Mode on."))
	} else {
		c.ok("slack socket", "Socket Mode is on and its token is good")
	}
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
