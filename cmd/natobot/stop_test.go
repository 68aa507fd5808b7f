package main

import (
	"strings"
	"testing"
)

// A stop lets what is being sent finish: of what the platforms had taken and
// not yet confirmed when the process was asked to stop, each has its row as
// sent, and none is unknown.
func TestStopFinishesWhatIsBeingSent(t *testing.T) {
	t.Parallel()
	url := "sqlite:" + t.TempDir() + "/natobot.db"
	store := openStoreAt(t, url)
	subs := append(plant(t, store, "slack", 60), plant(t, store, "discord", 60)...)
	st := newBadWeather(t, 5, url)
	st.slack.weather()
	st.discord.weather()
	hold := make(chan struct{})
	st.slack.hold, st.discord.hold = hold, hold
	p := startBinary(t, st.env)
	until(t, "posts are in flight", func() bool { return st.slack.seen() >= 10 && st.discord.seen() >= 5 })
	stopped := make(chan error, 1)
	go func() { stopped <- p.Stop() }()
	until(t, "it stops", func() bool { return strings.Contains(p.log.String(), "natobot stops") })
	close(hold)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	startBinary(t, st.env)
	until(t, "every row has ended", func() bool { return open(t, store, subs) == 0 })
	outcomes := map[string]int{}
	for _, s := range subs {
		judge(t, st, store, s, outcomes)
	}
	if outcomes["slack sent"] != 60 || outcomes["discord sent"] != 60 || outcomes["repeats that Discord swallowed"] != 0 {
		t.Errorf("%v", outcomes)
	}
}
