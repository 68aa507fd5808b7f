package discord_test

import (
	"encoding/json"
	"fmt"

	"natobot/bot"
	"natobot/bot/discord"
)

// The commands that "natobot discord register" puts on Discord.
func ExampleCommands() {
	fmt.Println(discord.Commands()[0].Name)
	// Output:
	// nato
}

func ExamplePreview() {
	raw, err := discord.Preview(bot.Notice("Nothing was changed."))
	fmt.Println(json.Valid(raw), err)
	// Output:
	// true <nil>
}
