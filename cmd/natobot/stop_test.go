package main

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A stop lets what is being sent finish, in each transport, also when it is
// asked for twice: of what was on its way when the process was asked to stop,
// each has its row as sent, none is unknown, nobody is alarmed, and serve ends
// with 0. Posts take 3 s and more, with NATOBOT_TEST_CRASH=full up to 9.
func TestStopFinishesWhatIsBeingSent(t *testing.T) {
	t.Parallel()
	for name, more := range map[string]map[string]string{
		"over http":    {},
		"over sockets": {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xapp-1-fake", "DISCORD_PUBLIC_KEY": ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := "sqlite:" + t.TempDir() + "/natobot.db"
			store := openStoreAt(t, url)
			subs := append(plant(t, store, "slack", 60), plant(t, store, "discord", 60)...)
			st := newBadWeather(t, 5, url)
			for k, v := range more {
				st.env[k] = v
			}
			span := 200 * time.Millisecond
			if os.Getenv("NATOBOT_TEST_CRASH") == "full" {
				span = 3 * time.Second // on each side
			}
			for _, c := range []*chaos{st.slack, st.discord} {
				c.weather()
				c.takes(3*time.Second, span)
			}
			p := startBinary(t, st.env)
			until(t, "posts are in flight", func() bool { return st.slack.seen() >= 24 && st.discord.seen() >= 5 })
			begun := time.Now()
			stopped := make(chan error, 1)
			go func() { stopped <- p.Stop() }()
			until(t, "it stops", func() bool { return strings.Contains(p.log.String(), "natobot stops") })
			if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Error(err)
			}
			if err := <-stopped; err != nil {
				t.Fatal(err)
			}
			t.Logf("%d posts on Slack and %d on Discord, stopped in %s", st.slack.seen(), st.discord.seen(), time.Since(begun).Round(100*time.Millisecond))
			for _, c := range []*chaos{st.slack, st.discord} {
				c.takes(0, 0)
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
		})
	}
}

// Only the third SIGTERM, or the second SIGINT, ends a process that is stopping.
func TestSignals(t *testing.T) {
	for name, c := range map[string]struct {
		send []syscall.Signal
		code int
	}{"thrice": {[]syscall.Signal{syscall.SIGTERM, syscall.SIGTERM, syscall.SIGTERM}, 143}, "interrupted twice": {[]syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGINT}, 130}} {
		t.Run(name, func(t *testing.T) {
			exited := make(chan int, 1)
			signals := make(chan os.Signal)
			defer close(signals)
			ctx := signalled(t.Context(), signals, func(code int) { exited <- code })
			for _, s := range c.send {
				select {
				case code := <-exited:
					t.Fatalf("ended with %d before signal %v", code, s)
				default:
				}
				signals <- s
				<-ctx.Done()
			}
			if code := <-exited; code != c.code {
				t.Errorf("code %d", code)
			}
		})
	}
}
