package discord

import (
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
)

// Traits of Discord. One limit of 50 messages a second holds for all servers,
// which a few workers reach with answers within 0.3 s:
// https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
// A repeated nonce is swallowed for "a few minutes":
// https://docs.discord.com/developers/resources/message#create-message
var Traits = bot.Traits{Name: platformName, Workers: 12, Every: time.Second / 40, Repeats: 4 * time.Minute, OneToken: true, Flat: true, Command: adapter.Command,
	Managers: "people who may manage this server (the permission “Manage Server”)"}
