package main

import (
	"context"
	"strings"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/chart"
	"natobot/bot/console"
	"natobot/bot/webhook"
	"natobot/schedule"
)

// A chatPlatform is a chat platform as this program knows it: what its own
// package does not, which is how it is configured and checked. Each has a file.
type chatPlatform struct {
	traits  bot.Traits
	title   string // as people write it
	where   string // how a channel of it is named: "TEAM/CHANNEL"
	on      func(config) bool
	open    func(s *server, p *program, desk *schedule.Desk, charts *chart.Host, c adapter.Config) (adapter.Server, error)
	check   func(c *checkup, ctx context.Context) // by doctor
	preview func(bot.Reply) ([]byte, error)       // the message that a reply becomes
}

// chats are those platforms.
var chats = []chatPlatform{onSlack, onDiscord}

// platforms are all that messages go to.
var platforms = func() bot.Platforms {
	all := []bot.Traits{console.Traits, webhook.Traits}
	for _, c := range chats {
		all = append(all, c.traits)
	}
	return bot.PlatformsOf(all...)
}()

func chatNamed(name string) (chatPlatform, bool) {
	for _, c := range chats {
		if c.traits.Name == name {
			return c, true
		}
	}
	return chatPlatform{}, false
}

// chatNames lists them, as flags have them.
func chatNames() string {
	var names []string
	for _, c := range chats {
		names = append(names, c.traits.Name)
	}
	return strings.Join(names, ", ")
}
