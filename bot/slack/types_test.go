package slack

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"natobot/bot/adapter/adaptertest"
)

// Every golden message is one by Slack's own types.
func TestTheirTypes(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/golden/*.golden")
	if err != nil || len(files) == 0 {
		t.Fatal(len(files), err)
	}
	messages := map[string][2]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		kind := "Message"
		if strings.Contains(string(b[:min(len(b), 40)]), `"type":`) {
			kind = "View"
		}
		messages[filepath.Base(f)] = [2]string{kind, string(b)}
	}
	adaptertest.Typed(t, `import type { KnownBlock, View } from "@slack/types";
// The types do not know this block yet: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
interface Point { label: string; value: number }
interface Series { name: string; data: Point[] }
interface DataVisualization { type: "data_visualization"; block_id?: string; title: string; chart: { type: "line" | "bar"; series: Series[]; axis_config: { categories: string[]; x_label?: string; y_label?: string } } }
interface Message { text: string; blocks: (KnownBlock | DataVisualization)[]; response_type?: "ephemeral" | "in_channel" }
`, messages)
}
