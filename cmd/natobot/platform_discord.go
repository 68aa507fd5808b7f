package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"strings"

	"natobot/bot/adapter"
	"natobot/bot/chart"
	"natobot/bot/discord"
	"natobot/schedule"
)

var onDiscord = chatPlatform{traits: discord.Traits, title: "Discord", where: "GUILD/CHANNEL", on: config.discordOn, open: openDiscord, check: (*checkup).discord, preview: discord.Preview}

func openDiscord(s *server, p *program, _ *schedule.Desk, charts *chart.Host, c adapter.Config) (adapter.Server, error) {
	cfg := s.cfg
	return discord.New(discord.Config{Config: c, PublicKey: cfg.DiscordPublicKey, Token: cfg.DiscordBotToken, ApplicationID: cfg.DiscordApplicationID, APIURL: cfg.DiscordAPIURL, Chart: charts.PNG,
		Gone: func(ctx context.Context, guild string) {
			if err := s.store.EndInstallation(ctx, discord.Traits.Name, guild, p.Now()); err != nil {
				s.log.ErrorContext(ctx, "a server that removed the bot could not be forgotten", "guild", guild, "error", err)
			}
		}})
}

func (c *checkup) discord(ctx context.Context) {
	cfg := c.cfg
	switch {
	case !cfg.discordOn():
		c.ok("discord", "off: set DISCORD_BOT_TOKEN (gateway), or DISCORD_PUBLIC_KEY (HTTP)")
		return
	case cfg.DiscordBotToken == "":
		c.warn("discord", "on over HTTP without DISCORD_BOT_TOKEN: questions are answered, digests can't be sent")
		return
	}
	a, err := discord.New(discord.Config{PublicKey: cfg.DiscordPublicKey, Token: cfg.DiscordBotToken, ApplicationID: cfg.DiscordApplicationID, APIURL: cfg.DiscordAPIURL, Config: c.asking()})
	if err != nil {
		c.fail("discord", "%v", err)
	} else if who, err := a.Probe(ctx); err != nil {
		c.fail("discord", "%v. %s", err, mend(err, "Copy the token anew from the application's Bot page."))
	} else if err := a.ProbeApplication(ctx); err != nil {
		for _, line := range strings.Split(err.Error(), "\n") {
			c.fail("discord", "%s. %s", line, mend(err, "Copy it from the application's General Information page."))
		}
	} else {
		c.ok("discord", "the token is good: %s", who)
	}
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
