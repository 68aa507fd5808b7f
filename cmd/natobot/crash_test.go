package main

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"natobot/schedule"
)

// crashSize is how many digests go out and how often serve is killed meanwhile:
// few and seldom, unless NATOBOT_TEST_CRASH asks for the whole of it.
func crashSize() (digests, kills int) {
	if os.Getenv("NATOBOT_TEST_CRASH") == "full" {
		return 2000, 50
	}
	return 200, 8
}

// TestDigestsOutliveKills kills serve again and again while digests go out over
// platforms that limit, break down and cut connections. In the end each slot
// has one row that says what became of it, each sent row has one message, and
// no channel has two.
func TestDigestsOutliveKills(t *testing.T) {
	t.Parallel()
	t.Run("sqlite, one process", func(t *testing.T) {
		t.Parallel()
		crash(t, "sqlite:"+filepath.Join(t.TempDir(), "natobot.db"), 1, false)
	})
	t.Run("sqlite, unknowns looked up", func(t *testing.T) {
		t.Parallel()
		crash(t, "sqlite:"+filepath.Join(t.TempDir(), "natobot.db"), 1, true)
	})
	t.Run("postgres, two processes", func(t *testing.T) {
		t.Parallel()
		crash(t, postgresURL(t), 2, false)
	})
	t.Run("postgres, unknowns looked up", func(t *testing.T) {
		t.Parallel()
		crash(t, postgresURL(t), 2, true)
	})
}

func crash(t *testing.T, databaseURL string, processes int, readable bool) {
	digests, kills := crashSize()
	seed := rand.Uint64()
	if s, err := strconv.ParseUint(os.Getenv("NATOBOT_TEST_SEED"), 10, 64); err == nil {
		seed = s
	}
	t.Logf("NATOBOT_TEST_SEED=%d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	st := newBadWeather(t, seed, databaseURL)
	st.slackFake.Readable = readable
	st.env["XDG_STATE_HOME"] = t.TempDir() // what processes on one machine note of what leaves
	store := openStoreAt(t, databaseURL)
	subs := append(plant(t, store, "slack", digests/2), plant(t, store, "discord", digests/2)...)
	begun := time.Now()
	running := make([]*process, processes)
	for i := range running {
		running[i] = startBinary(t, st.env)
	}
	// The kills are spread over the posts: what is sent decides when, not a clock.
	posts := 0
	for kill := range kills {
		for n := 1 + rnd.IntN(2*digests/(kills+kills/4)); n > 0; n-- {
			select {
			case <-st.slack.arrived:
				posts++
			case <-time.After(10 * time.Second):
				t.Logf("kill %d: nothing was posted for ten seconds", kill)
				n = 0
			}
		}
		<-time.After(rand.N(50 * time.Millisecond)) // anywhere between two posts
		i := rnd.IntN(processes)
		running[i].Kill()
		running[i] = startBinary(t, st.env)
	}
	killed := time.Since(begun)
	left := open(t, store, subs)
	// Once a second, because looking takes a query for each of them.
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for still := left; still > 0; still = open(t, store, subs) {
		<-tick.C
		for len(st.slack.arrived) > 0 {
			<-st.slack.arrived
			posts++
		}
		if time.Since(begun) > killed+4*time.Minute {
			for _, p := range running {
				t.Logf("%s", tail(p.log.String(), 4000))
			}
			t.Fatalf("%d rows are still open", still)
		}
	}
	outcomes := map[string]int{}
	for _, s := range subs {
		judge(t, st, store, s, outcomes)
	}
	if outcomes["unknown, and never left"] > 0 || readable && outcomes["slack unknown"] > 0 {
		t.Errorf("%v", outcomes)
	}
	t.Logf("%d digests, %d kills in %s with %d rows left open then, all ended after %s: %d posts, %v, faults on Slack %v, on Discord %v",
		digests, kills, killed.Round(time.Second), left, time.Since(begun).Round(time.Second), posts, outcomes, st.slack.faults, st.discord.faults)
	var stops sync.WaitGroup
	for _, p := range running {
		stops.Go(func() {
			if err := p.Stop(); err != nil {
				t.Error(err)
			}
		})
	}
	stops.Wait()
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// open counts the slots without a row that has ended.
func open(t *testing.T, store *schedule.Store, subs []schedule.Subscription) (n int) {
	t.Helper()
	for _, s := range subs {
		ds, err := store.Deliveries(context.Background(), s.ID, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(ds) == 0 {
			n++
		}
		for _, d := range ds {
			if d.Status == "planned" || d.Status == "sending" {
				n++
			}
		}
	}
	return n
}

// judge checks what came of a subscription's one slot.
func judge(t *testing.T, st *badWeather, store *schedule.Store, s schedule.Subscription, outcomes map[string]int) {
	t.Helper()
	ds, err := store.Deliveries(context.Background(), s.ID, 10)
	if err != nil {
		t.Fatal(err)
	}
	var rows, notices []schedule.Delivery
	for _, d := range ds {
		if d.Kind == "notice" {
			notices = append(notices, d)
		} else {
			rows = append(rows, d)
		}
	}
	if len(rows) != 1 {
		t.Errorf("subscription %d: %d rows for one slot: %+v", s.ID, len(rows), rows)
		return
	}
	d := rows[0]
	outcomes[s.To.Platform+" "+d.Status]++
	messages, told := 0, 0
	if s.To.Platform == "slack" {
		messages = st.slack.posted(s.To.Channel)
	} else {
		messages = len(st.discordFake.Messages(s.To.Channel)) // repeats of a nonce are one, as on Discord
		outcomes["repeats that Discord swallowed"] += st.discord.posted(s.To.Channel) - messages
	}
	switch d.Status {
	case "sent":
		if messages != 1 || d.MessageID == "" {
			t.Errorf("subscription %d: sent as %q, and %d messages", s.ID, d.MessageID, messages)
		}
	case "unknown":
		outcomes["unknown, and arrived"] += messages
		if s.To.Platform == "slack" && st.slack.reached(s.To.Channel) == 0 {
			outcomes["unknown, and never left"]++
		}
		told = 1
		if messages > 1 || d.Reason == "" {
			t.Errorf("subscription %d: unknown for %q, and %d messages", s.ID, d.Reason, messages)
		}
	default:
		t.Errorf("subscription %d: ended as %s: %s", s.ID, d.Status, d.Reason)
	}
	if len(notices) != told {
		t.Errorf("subscription %d: %s, and its owner has %d notices", s.ID, d.Status, len(notices))
	}
}
