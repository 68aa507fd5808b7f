package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"natobot/bot/discord/discordfake"
	"natobot/bot/slack/slackfake"
)

// A chaos stands between the bot and a fake platform. It refuses posts, breaks
// down and cuts connections, before and after the platform has done what it was
// asked; and it counts what the platform did.
type chaos struct {
	next    http.Handler
	post    func(*http.Request) bool // a message is posted
	channel func(r *http.Request, body []byte) string
	limited func(http.ResponseWriter)
	odds    []odd
	least   time.Duration // before the platform does it
	latency time.Duration // at most, on each side of the platform's doing, besides
	hold    chan struct{} // when set, no post is answered until it is closed

	mu      sync.Mutex
	rnd     *rand.Rand
	done    map[string]int // messages by channel
	came    map[string]int // posts by channel, whatever became of them
	posts   int
	faults  map[string]int
	arrived chan struct{} // one for each post
}

// An odd is a fault and how often it comes, of 100 posts.
type odd struct {
	name string
	of   int
}

// faulty is 18 in 100: rate limits, break-downs and cuts on either side.
var faulty = []odd{{"429", 6}, {"503 before", 3}, {"500 after", 3}, {"cut before", 3}, {"cut after", 3}}

func (c *chaos) draw() (fault string, before, after time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.posts++
	n := c.rnd.IntN(100)
	for _, o := range c.odds {
		if n < o.of {
			fault = o.name
			c.faults[fault]++
			break
		}
		n -= o.of
	}
	if c.latency > 0 {
		before, after = rand.N(c.latency), rand.N(c.latency)
	}
	return fault, before + c.least, after
}

func (c *chaos) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !c.post(r) {
		c.next.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the bot died while it wrote
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	fault, before, after := c.draw()
	c.mu.Lock()
	c.came[c.channel(r, body)]++
	c.mu.Unlock()
	select {
	case c.arrived <- struct{}{}:
	default:
	}
	<-time.After(before) // a platform goes on when its client dies
	switch fault {
	case "429":
		c.limited(w)
		return
	case "500 before", "502 before", "503 before", "504 before":
		status, _ := strconv.Atoi(fault[:3])
		w.WriteHeader(status)
		return
	case "cut before":
		cut(w)
		return
	}
	rec := httptest.NewRecorder()
	c.next.ServeHTTP(rec, r)
	var said struct {
		OK *bool `json:"ok"`
	}
	if rec.Code == http.StatusOK && (json.Unmarshal(rec.Body.Bytes(), &said) != nil || said.OK == nil || *said.OK) {
		c.mu.Lock()
		c.done[c.channel(r, body)]++
		c.mu.Unlock()
	}
	if c.hold != nil {
		<-c.hold
	}
	<-time.After(after)
	switch fault {
	case "500 after", "502 after", "503 after", "504 after":
		status, _ := strconv.Atoi(fault[:3])
		w.WriteHeader(status)
	case "cut after":
		cut(w)
	default:
		maps.Copy(w.Header(), rec.Header())
		w.WriteHeader(rec.Code)
		w.Write(rec.Body.Bytes()) // the bot may be dead
	}
}

// seen is how many posts came, and weather what becomes of the next ones.
func (c *chaos) seen() int           { c.mu.Lock(); defer c.mu.Unlock(); return c.posts }
func (c *chaos) weather(odds ...odd) { c.mu.Lock(); defer c.mu.Unlock(); c.odds = odds }

// takes is how long posts take from now on.
func (c *chaos) takes(least, latency time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.least, c.latency = least, latency
}

func (c *chaos) reached(channel string) int { c.mu.Lock(); defer c.mu.Unlock(); return c.came[channel] }

func (c *chaos) posted(channel string) int { c.mu.Lock(); defer c.mu.Unlock(); return c.done[channel] }

func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if t, ok := conn.(*net.TCPConn); ok {
		_ = t.SetLinger(0) // a reset, not an end
	}
	conn.Close()
}

// badWeather is both platforms behind a chaos each.
type badWeather struct {
	slack, discord *chaos
	slackFake      *slackfake.Server
	discordFake    *discordfake.Server
	env            map[string]string
}

func newBadWeather(t testing.TB, seed uint64, databaseURL string) *badWeather {
	s := &badWeather{slackFake: &slackfake.Server{}, discordFake: discordfake.New(discordfake.Config{})}
	arrived := make(chan struct{}, 100_000)
	s.slack = &chaos{next: s.slackFake, arrived: arrived, rnd: rand.New(rand.NewPCG(seed, 1)), done: map[string]int{}, came: map[string]int{}, faults: map[string]int{}, odds: faulty, latency: 60 * time.Millisecond,
		post: func(r *http.Request) bool { return r.URL.Path == "/api/chat.postMessage" },
		channel: func(_ *http.Request, body []byte) string {
			var m struct{ Channel string }
			if err := json.Unmarshal(body, &m); err != nil {
				t.Error(err)
			}
			return m.Channel
		},
		limited: func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
		}}
	s.discord = &chaos{next: s.discordFake, arrived: arrived, rnd: rand.New(rand.NewPCG(seed, 2)), done: map[string]int{}, came: map[string]int{}, faults: map[string]int{}, odds: faulty, latency: 60 * time.Millisecond,
		post: func(r *http.Request) bool {
			return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/messages")
		},
		channel: func(r *http.Request, _ []byte) string { return strings.Split(r.URL.Path, "/")[4] },
		limited: func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusTooManyRequests)
			io.WriteString(w, `{"message":"You are being rate limited.","retry_after":0.4,"global":false}`)
		}}
	slack, discord := httptest.NewServer(s.slack), httptest.NewServer(s.discord)
	t.Cleanup(func() { slack.Close(); discord.Close() })
	s.env = map[string]string{
		"NATOBOT_DATABASE_URL": databaseURL,
		"SLACK_API_URL":        slack.URL + "/api/", "SLACK_BOT_TOKEN": "xoxb-fake-secret-token", "SLACK_SIGNING_SECRET": signingSecret,
		"DISCORD_API_URL": discord.URL + "/api/v10", "DISCORD_BOT_TOKEN": s.discordFake.Token(), "DISCORD_APPLICATION_ID": s.discordFake.ApplicationID(), "DISCORD_PUBLIC_KEY": s.discordFake.PublicKey(),
	}
	return s
}
