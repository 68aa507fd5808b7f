package slack

import (
	"natobot/bot"
	"natobot/bot/adapter"
)

// Traits of Slack. Its limits are those of channels and workspaces, so many
// messages may be under way; it knows no key by which it would swallow a repeat:
// https://docs.slack.dev/apis/web-api/rate-limits
var Traits = bot.Traits{Name: platformName, Workers: 24, Command: adapter.Command,
	Managers: "members of this channel whom the administrators allow",
	Joins:    "Slack lets a bot post only where it is a member: if it is not in this channel yet, type /invite and the bot's name here."}
