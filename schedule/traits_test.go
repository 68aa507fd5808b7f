package schedule

import (
	"time"

	"natobot/bot"
)

// likely are the traits that the tests' platforms have: one whose limits are
// its channels' and that swallows no repeat, one with a single token and limit
// that does for a while, and a terminal.
var likely = bot.PlatformsOf(
	bot.Traits{Name: "slack", Workers: 24, Managers: "members of this channel whom the administrators allow"},
	bot.Traits{Name: "discord", Workers: 12, Every: time.Second / 40, Repeats: 4 * time.Minute, OneToken: true, Flat: true, Managers: "people who may manage this server (the permission “Manage Server”)"},
	bot.Traits{Name: "console", Workers: 4, Private: true},
)
