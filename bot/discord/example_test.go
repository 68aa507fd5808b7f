package discord_test

import (
	"encoding/json"
	"fmt"

	"natobot/bot"
	"natobot/bot/discord"
)

// The commands that "natobot discord register" puts on Discord.
func ExampleCommands() {
	for _, c := range discord.Commands() {
		fmt.Println(c.Name)
	}
	// Output:
	// nato
	// nato-digest
	// nato-alerts
	// Check claim
}

func ExamplePreview() {
	raw, err := discord.Preview(bot.Notice("Nothing was changed."))
	fmt.Println(json.Valid(raw), err)
	// Output:
	// true <nil>
}
