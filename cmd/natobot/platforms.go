package main

import (
	"natobot/bot"
	"natobot/bot/console"
	"natobot/bot/discord"
	"natobot/bot/slack"
	"natobot/bot/webhook"
)

// platforms are all that messages go to.
var platforms = bot.PlatformsOf(slack.Traits, discord.Traits, console.Traits, webhook.Traits)
