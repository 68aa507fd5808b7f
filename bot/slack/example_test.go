package slack_test

import (
	"encoding/json"
	"fmt"
	"time"

	"natobot/bot"
	"natobot/bot/slack"
)

// The app that Slack is told of: Socket Mode, no address needed.
func ExampleManifest() {
	raw, err := slack.Manifest("", slack.Options{})
	var m struct {
		Features struct {
			Commands []struct{ Command string } `json:"slash_commands"`
		} `json:"features"`
	}
	if err == nil {
		err = json.Unmarshal(raw, &m)
	}
	fmt.Println(m.Features.Commands[0].Command, err)
	// Output:
	// /nato <nil>
}

func ExampleRenderJSON() {
	raw, err := slack.RenderJSON(bot.Notice("Nothing was changed."))
	fmt.Println(json.Valid(raw), err)
	// Output:
	// true <nil>
}

// A request that Slack did not sign is refused.
func ExampleVerify() {
	fmt.Println(slack.Verify("secret", "1700000000", "v0=00", []byte("{}"), time.Unix(1700000000, 0)))
	// Output:
	// false
}
