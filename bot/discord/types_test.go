package discord

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"natobot/bot/adapter/adaptertest"
)

// goldenMessages are the golden messages by name.
func goldenMessages(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/golden/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(len(files), err)
	}
	out := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(f), ".json")] = string(b)
	}
	return out
}

// flags are a sum, which is none of the numbers that the types name.
var flags = regexp.MustCompile(`"flags": (\d+)`)

// Every golden message, and the table of commands, are right by the types that
// libraries for Discord share.
func TestTheirTypes(t *testing.T) {
	t.Parallel()
	messages := map[string][2]string{}
	for name, s := range goldenMessages(t) {
		messages[name] = [2]string{"APIInteractionResponseCallbackData", flags.ReplaceAllString(s, `"flags": $1 as number`)}
	}
	commands, err := json.Marshal(Commands())
	if err != nil {
		t.Fatal(err)
	}
	messages["commands"] = [2]string{"RESTPutAPIApplicationCommandsJSONBody", string(commands)}
	adaptertest.Typed(t, `import type { APIInteractionResponseCallbackData, RESTPutAPIApplicationCommandsJSONBody } from "discord-api-types/v10";
`, messages)
}

// What discord.js builds messages with accepts the components of ours, with its
// validation on, and makes the same of them.
func TestTheirBuilders(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(goldenMessages(t))
	if err != nil {
		t.Fatal(err)
	}
	adaptertest.Node(t, "build.js", `import { createComponentBuilder, enableValidators } from "@discordjs/builders";
import assert from "node:assert";
enableValidators();
let n = 0;
for (const [name, text] of Object.entries(`+string(b)+`)) {
	for (const component of JSON.parse(text).components ?? []) {
		try {
			assert.deepStrictEqual(JSON.parse(JSON.stringify(createComponentBuilder(component).toJSON())), component);
			n++;
		} catch (e) {
			console.error(name, e);
			process.exitCode = 1;
		}
	}
}
assert(n > 30);
`, "build.js")
}
