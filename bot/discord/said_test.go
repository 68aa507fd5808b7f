package discord

import (
	"encoding/json"
	"strings"
	"testing"
)

// A message says what people read in it, wherever Discord puts that.
func TestWordsOfAMessage(t *testing.T) {
	t.Parallel()
	for name, message := range map[string]string{
		"content":            `{"content":"Spain spends 1% of GDP"}`,
		"embed":              `{"content":"","embeds":[{"title":"Spain spends","description":"1% of GDP"}]}`,
		"fields":             `{"embeds":[{"fields":[{"name":"Spain spends","value":"1% of GDP"}]}]}`,
		"a link alone":       `{"content":"https://news.example/a","embeds":[{"title":"Spain spends","description":"1% of GDP"}]}`,
		"a link in brackets": `{"content":"<https://news.example/a> https://news.example/b","embeds":[{"description":"Spain spends 1% of GDP"}]}`,
		"a link in words":    `{"content":"Spain spends 1% of GDP","embeds":[{"title":"Italy spends 3% of GDP"}]}`,
		"components":         `{"components":[{"type":17,"components":[{"type":10,"content":"Spain spends 1% of GDP"},{"type":1,"components":[{"type":2,"label":"Buy"}]}]}]}`,
		"forwarded":          `{"content":"","message_snapshots":[{"message":{"content":"Spain spends 1% of GDP"}}]}`,
		"a forwarded link":   `{"content":"","message_snapshots":[{"message":{"content":"https://news.example/a","embeds":[{"description":"Spain spends 1% of GDP"}]}}]}`,
	} {
		var m targetMessage
		if err := json.Unmarshal([]byte(message), &m); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(strings.Fields(m.words()), " "); got != "Spain spends 1% of GDP" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := (targetMessage{Content: "https://news.example/a"}).words(); got != "https://news.example/a" {
		t.Errorf("a link without an embed: %q", got)
	}
}
