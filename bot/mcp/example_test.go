package mcp_test

import (
	"encoding/json"
	"fmt"

	"natobot/bot/mcp"
)

// The entry for a registry of assistants' tools.
func ExampleEntry() {
	raw, err := mcp.Entry("https://bot.example", "example.bot/natobot", "v1.2.3")
	var e struct{ Name, Version string }
	if err == nil {
		err = json.Unmarshal(raw, &e)
	}
	fmt.Println(e.Name, e.Version, err)
	// Output:
	// example.bot/natobot v1.2.3 <nil>
}
