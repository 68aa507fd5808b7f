package schedule

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"natobot/bot"
)

// A tokenFake is a platform whose token is refused while ill, counted by posts
// and by probes.
type tokenFake struct {
	*channelFake
	ill    func(post int) bool // asked with the number of the post; 0 by a probe
	dead   bool                // a probe says that it is for good
	posts  atomic.Int64
	probes atomic.Int64
}

func newTokenFake(nonces bool, ill func(int) bool) *tokenFake {
	f := &tokenFake{channelFake: newFake(nonces), ill: ill}
	f.fail = func(int, bot.Destination, string) (bool, error) {
		if f.ill(int(f.posts.Add(1))) {
			return false, &bot.DeliveryError{Outcome: bot.TokenRefused, Code: "401", Reason: "the token is refused"}
		}
		return true, nil
	}
	return f
}

func (f *tokenFake) ProbeToken(context.Context, string) error {
	f.probes.Add(1)
	switch {
	case f.dead:
		return &bot.DeliveryError{Outcome: bot.Unauthorised, Code: "token_revoked", Reason: "the token was revoked"}
	case f.ill(0):
		return &bot.DeliveryError{Outcome: bot.TokenRefused, Code: "401", Reason: "the token is refused"}
	}
	return nil
}

// One refusal in the middle of 400 due digests, on each platform, and ten in a
// row over an hour: all are sent once the token is accepted, none has failed,
// also when the process is restarted meanwhile.
func TestRefusedTokenHolds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ill     time.Duration // how long the token is refused; 0 is for one post
		restart bool
	}{"once": {0, false}, "for an hour": {time.Hour, false}, "over a restart": {time.Hour, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachStore(t, func(t *testing.T, url string) {
				ctx := context.Background()
				s := openTest(t, url)
				const each = 200
				clock := &handClock{now: noon.Add(time.Minute)}
				var mu sync.Mutex
				healed := map[string]time.Time{}
				fakes := map[string]*tokenFake{}
				for _, platform := range []string{"slack", "discord"} {
					fakes[platform] = newTokenFake(platform == "discord", func(post int) bool {
						if c.ill == 0 {
							return post == 45
						}
						mu.Lock()
						defer mu.Unlock()
						if post >= 45 && healed[platform].IsZero() {
							healed[platform] = clock.Now().Add(c.ill)
						}
						return clock.Now().Before(healed[platform])
					})
					for i := range each {
						if _, err := s.Subscribe(ctx, due(platform, fmt.Sprint("C", i), noon.Add(-time.Minute))); err != nil {
							t.Fatal(err)
						}
					}
				}
				posters := map[string]bot.Poster{"slack": fakes["slack"], "discord": fakes["discord"]}
				e := startEngine(t, s, clock.Now, posters)
				sent := func(platform string) int {
					return count(t, s, "status = 'sent' AND platform = '"+platform+"'")
				}
				if c.ill > 0 {
					for platform := range fakes {
						until(t, fakes[platform].channelFake, func() bool {
							tokens, err := e.Tokens(ctx, platform)
							return err == nil && tokens.Refused == 1
						})
					}
					if n := count(t, s, "status = 'planned'"); n == 0 {
						t.Error("nothing is held")
					}
				}
				for range int(c.ill / (6 * time.Minute)) {
					clock.add(6 * time.Minute)
					if c.restart {
						stopEngine(t, e)
						e = startEngine(t, s, clock.Now, posters)
					}
					if err := e.Sweep(ctx, clock.Now()); err != nil {
						t.Fatal(err)
					}
				}
				for platform, f := range fakes {
					until(t, f.channelFake, func() bool {
						if sent(platform) == each {
							return true
						}
						clock.add(time.Second)
						if err := e.Sweep(ctx, clock.Now()); err != nil {
							t.Fatal(err)
						}
						return false
					})
					if n, doubled := f.sent(); n != each || doubled != 0 {
						t.Errorf("%s: %d messages, %d doubled", platform, n, doubled)
					}
					refused := f.posts.Load() - each
					if c.ill == 0 && refused != 1 || refused > int64(max(likely[platform].Workers, 4))*2 {
						t.Errorf("%s: %d refused posts", platform, refused)
					}
					if tokens, err := e.Tokens(ctx, platform); err != nil || tokens.Refused != 0 {
						t.Errorf("%s: %+v %v", platform, tokens, err)
					}
					t.Logf("%s: %d posts, %d probes", platform, f.posts.Load(), f.probes.Load())
				}
				if n := count(t, s, "status <> 'sent'"); n != 0 {
					t.Errorf("%d rows are not sent", n)
				}
			})
		})
	}
}

// What a probe finds dead for good ends at once; what stays refused is given up
// after a day, as after an outage.
func TestRefusedTokenEnds(t *testing.T) {
	t.Parallel()
	for _, dead := range []bool{true, false} {
		t.Run(fmt.Sprint("dead ", dead), func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			s := openTest(t, sqliteURL(t))
			f := newTokenFake(false, func(int) bool { return true })
			f.dead = dead
			clock := &handClock{now: noon.Add(time.Minute)}
			for i := range 20 {
				if _, err := s.Subscribe(ctx, due("slack", fmt.Sprint("C", i), noon.Add(-time.Minute))); err != nil {
					t.Fatal(err)
				}
			}
			e := startEngine(t, s, clock.Now, map[string]bot.Poster{"slack": f})
			if !dead {
				until(t, f.channelFake, func() bool { tokens, err := e.Tokens(ctx, "slack"); return err == nil && tokens.Refused == 1 })
				clock.add(DefaultGrace)
			}
			until(t, f.channelFake, func() bool {
				if count(t, s, "status = 'failed' AND reason LIKE '%token%'") == 20 {
					return true
				}
				clock.add(time.Minute)
				if err := e.Sweep(ctx, clock.Now()); err != nil {
					t.Fatal(err)
				}
				return false
			})
		})
	}
}
