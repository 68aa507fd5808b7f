package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"natobot/facts"
	"natobot/schedule"
)

// Answers that somebody shared are corrected like digests are: in the thread of the
// message on Slack, as a reply to it on Discord, once, and nobody is pinged.
func TestSharedAnswersAreCorrected(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := startRig(t, map[string]string{"NATOBOT_DATA_DIR": dir})
	day := time.Date(2026, 7, 20, 8, 0, 0, 0, time.UTC) // a Monday
	r.at(day.Add(-3 * time.Hour))
	r.add("slack", "T1", "C1", "U1")
	r.at(day) // the digest shows that the bot is in the channel
	r.counts("digests", len(r.posts("C1")), 1)

	var private map[string]any
	if err := json.Unmarshal([]byte(r.types("U2", "C1", "poland")), &private); err != nil {
		t.Fatal(err)
	}
	share := func(on map[string]string) string {
		t.Helper()
		for label, value := range on {
			if strings.HasPrefix(label, "Share") {
				return value
			}
		}
		t.Fatalf("no button to share among %v", on)
		return ""
	}
	press, err := json.Marshal(map[string]any{"type": "block_actions", "trigger_id": "share", "api_app_id": "A1", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U2", "team_id": "T1"},
		"channel": map[string]any{"id": "C1"}, "container": map[string]any{"type": "message", "is_ephemeral": true}, "response_url": r.fakes.web.URL + "/hook/share",
		"actions": []any{map[string]any{"action_id": "b0", "value": share(buttons(private))}}})
	if err != nil {
		t.Fatal(err)
	}
	if code, answer := r.slackPost("/slack/interactions", formType, []byte(url.Values{"payload": {string(press)}}.Encode())); code != http.StatusOK {
		t.Fatalf("press: %d %s", code, answer)
	}
	told := map[string]posted{}
	until(t, "the answer is shared on Slack", func() bool { return len(r.posts("C1")) == 2 })

	_, m := r.interacts(r.fakes.discord.Command("poland", member("5", "2048", chan1)))
	if _, m = r.interacts(r.fakes.discord.Press(share(m.Buttons()), member("5", "2048", chan1))); !strings.Contains(m.Text(), "Poland") {
		t.Fatalf("shared on Discord: %s", m.Text())
	}
	until(t, "both shares are remembered", func() bool {
		n := 0
		err := r.store.EachStated(t.Context(), day.Add(-time.Hour), func(m schedule.Stated) error {
			n++
			told[m.MessageID] = posted{channel: m.To.Channel, id: m.MessageID}
			return nil
		})
		return err == nil && n == 2
	})

	laterEdition(t, dir, facts.DateOf(day))
	until(t, "the corrections are there", func() bool { return len(r.rows(0)) == 2 && settled(t, r.store, "correction", 2) })
	under := map[string]int{}
	for _, p := range r.fakes.posted() {
		if !strings.Contains(p.text, "Correction") {
			continue
		}
		if told[p.under].channel != p.channel {
			t.Errorf("a correction in %s stands under %q", p.channel, p.under)
		}
		under[p.under]++
		if !strings.Contains(p.text, "this message said") || !strings.Contains(p.text, "NATO's edition of July 2026. Now:") || strings.Contains(p.text, "<@") {
			t.Errorf("the correction reads %q", p.text)
		}
	}
	for id, m := range told {
		if under[id] != 1 {
			t.Errorf("%d corrections under %s in %s", under[id], id, m.channel)
		}
	}
	// What is looked at again minutes later, and after a restart, is told no more.
	n := len(r.fakes.posted())
	for range 2 {
		r.at(r.time().Add(5 * time.Minute))
		if err := (&schedule.Newsroom{Platforms: platforms, Store: r.store}).Announce(t.Context(), r.data.Load().Dataset, r.time()); err != nil {
			t.Fatal(err)
		}
	}
	r.at(r.time().Add(time.Minute))
	r.counts("messages after it", len(r.fakes.posted()), n)
}
