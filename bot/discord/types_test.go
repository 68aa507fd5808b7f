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

// What discord.js builds messages with accepts the components of ours through
// its setters, which validate, and makes the same of them.
func TestTheirBuilders(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(goldenMessages(t))
	if err != nil {
		t.Fatal(err)
	}
	adaptertest.Node(t, "build.js", "const goldens = "+string(b)+";\n"+builders, "build.js")
}

const builders = `import * as b from "@discordjs/builders";
import assert from "node:assert";
b.enableValidators();
let n = 0;
function build(c) {
	n++;
	switch (c.type) {
	case 1: return new b.ActionRowBuilder().setComponents(c.components.map(build));
	case 2: {
		const x = new b.ButtonBuilder().setStyle(c.style).setLabel(c.label);
		return c.url === undefined ? x.setCustomId(c.custom_id) : x.setURL(c.url);
	}
	case 3: return new b.StringSelectMenuBuilder().setCustomId(c.custom_id).setPlaceholder(c.placeholder).setOptions(c.options);
	case 10: return new b.TextDisplayBuilder().setContent(c.content);
	case 12: return new b.MediaGalleryBuilder().addItems(c.items);
	case 13: return new b.FileBuilder().setURL(c.file.url);
	case 17: {
		const x = new b.ContainerBuilder();
		if (c.accent_color !== undefined) x.setAccentColor(c.accent_color);
		return x.spliceComponents(0, 0, c.components.map(build));
	}
	}
	throw new Error("no builder for type " + c.type);
}
for (const [name, text] of Object.entries(goldens)) {
	for (const component of JSON.parse(text).components ?? []) {
		try {
			assert.deepStrictEqual(JSON.parse(JSON.stringify(build(component).toJSON())), component);
		} catch (e) {
			console.error(name, e);
			process.exitCode = 1;
		}
	}
}
assert(n > 100);
`
