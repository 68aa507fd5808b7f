package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"natobot/bot/discord/discordfake"
	"natobot/bot/slack/slackfake"
)

// patience is how long the tests of load, flood and restarts last: short by
// default, as long as NATOBOT_TEST_LOAD says ("30s") when figures are wanted.
func patience(t testing.TB, short time.Duration) time.Duration {
	t.Helper()
	s := os.Getenv("NATOBOT_TEST_LOAD")
	if s == "" {
		return short
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		t.Fatalf("NATOBOT_TEST_LOAD: %v", err)
	}
	return d
}

// slackCommand is a signed /nato of one of many users in one of many workspaces.
func slackCommand(base, secret, text string, n int) (*http.Request, error) {
	body := url.Values{"command": {"/nato"}, "text": {text}, "team_id": {fmt.Sprintf("T%d", n%500)}, "channel_id": {"C1"}, "user_id": {fmt.Sprintf("U%d", n%5000)},
		"api_app_id": {"A1"}, "trigger_id": {strconv.Itoa(n)}, "response_url": {"http://127.0.0.1:1/hook/" + strconv.Itoa(n)}}.Encode()
	r, err := http.NewRequest(http.MethodPost, base+"/slack/commands", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	slackfake.Sign(r, secret, []byte(body), time.Now())
	return r, nil
}

// discordCommand is a signed /nato of one of many users in one of many servers.
func discordCommand(d *discordfake.Server, base, text string, n int) (*http.Request, *discordfake.Interaction, error) {
	in := d.Command(text, map[string]any{"guild_id": strconv.Itoa(200000000000000000 + n%500),
		"member": map[string]any{"user": map[string]any{"id": strconv.Itoa(400000000000000000 + n%5000), "username": "maria"}, "permissions": "2048"}})
	r, err := in.Request(context.Background(), base+"/discord/interactions", time.Now())
	return r, in, err
}

// resident is a process's memory in kB.
func (p *process) resident() int {
	p.t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.pid))
	if err != nil {
		p.t.Skip("needs /proc: ", err)
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.Atoi(strings.Fields(v)[0])
			if err != nil {
				p.t.Fatal(err)
			}
			return n
		}
	}
	p.t.Fatal("no VmRSS")
	return 0
}

// storm sends requests on so many connections for so long; ask must check each
// answer. It returns how long each took.
func storm(t testing.TB, connections int, length time.Duration, ask func(client *http.Client, n int) error) []time.Duration {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}, Timeout: time.Minute}
	defer client.CloseIdleConnections()
	var mu sync.Mutex
	var took []time.Duration
	var bad int
	var wg sync.WaitGroup
	end := time.Now().Add(length)
	for c := range connections {
		wg.Go(func() {
			var mine []time.Duration
			for n := c; time.Now().Before(end); n += connections {
				start := time.Now()
				if err := ask(client, n); err != nil {
					mu.Lock()
					if bad++; bad < 10 {
						t.Error(err)
					}
					mu.Unlock()
				}
				mine = append(mine, time.Since(start))
			}
			mu.Lock()
			took = append(took, mine...)
			mu.Unlock()
		})
	}
	wg.Wait()
	if bad > 0 {
		t.Errorf("%d of %d requests were not answered well", bad, len(took))
	}
	slices.Sort(took)
	return took
}

func mustAnswer(client *http.Client, r *http.Request, want string) ([]byte, *http.Response, error) {
	res, err := client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(b), want) {
		return b, res, fmt.Errorf("%s: %d %v: %.200s", r.URL.Path, res.StatusCode, err, b)
	}
	return b, res, nil
}

// busyAnswer is what somebody reads who found no place.
const busyAnswer = "Too many people are asking"

// answered reports whether a first response is the answer, or only promises
// it, or asks to try again, as a busy machine may; anything else is an error.
func answered(body []byte, want string) (later bool, err error) {
	switch {
	case bytes.Contains(body, []byte(want)):
		return false, nil
	case len(body) == 0, bytes.Contains(body, []byte(`{"type":5,`)), bytes.Contains(body, []byte(busyAnswer)):
		return true, nil
	}
	return false, fmt.Errorf("answered %.300s", body)
}

// 64 connections at once, on both endpoints, with neither an error nor growth.
func TestBinaryLoad(t *testing.T) {
	f := newFakes(t)
	p := startBinary(t, f.env(map[string]string{"SLACK_SIGNING_SECRET": signingSecret, "DISCORD_PUBLIC_KEY": f.discord.PublicKey()}))
	questions := []string{"spain", "compare spain poland", "top 5", "below 2%", "trend germany since 2014", "gap spain 3.5%", "commitments", "poland 2020"}
	var deferred atomic.Int64
	said := func(b []byte) error {
		later, err := answered(b, "NATO")
		if later {
			deferred.Add(1)
		}
		return err
	}
	ask := map[string]func(*http.Client, int) error{
		"slack": func(c *http.Client, n int) error {
			r, err := slackCommand(p.base, signingSecret, questions[n/64%len(questions)], n)
			if err != nil {
				return err
			}
			b, _, err := mustAnswer(c, r, "")
			if err == nil {
				err = said(b)
			}
			return err
		},
		"discord": func(c *http.Client, n int) error {
			r, in, err := discordCommand(f.discord, p.base, questions[n/64%len(questions)], n)
			if err != nil {
				return err
			}
			b, res, err := mustAnswer(c, r, "")
			if err == nil {
				err = said(b)
			}
			if err != nil {
				return err
			}
			if n%64 != 0 {
				return nil
			}
			return in.Answer(res.StatusCode, res.Header.Get("Content-Type"), b)
		},
	}
	for _, name := range []string{"slack", "discord"} {
		storm(t, 64, patience(t, time.Second)/2, func(c *http.Client, n int) error { return ask[name](c, n+1<<40) }) // what fills once is filled
		goroutines, memory := p.goroutines(), p.resident()
		took := storm(t, 64, patience(t, time.Second), ask[name])
		t.Logf("%s: %d requests, %d deferred until now, p50 %s, p99 %s, longest %s; resident %d kB, then %d kB; goroutines %d, then %d", name, len(took), deferred.Load(),
			took[len(took)/2], took[len(took)*99/100], took[len(took)-1], memory, p.resident(), goroutines, p.goroutines())
		// The queue may have come up meanwhile with 30 of its own; a leak has one
		// for each connection, or each request.
		until(t, "as many goroutines run as before", func() bool { return p.goroutines() < goroutines+50 })
		if m := p.resident(); m > 150<<10 {
			t.Errorf("%s: %d kB resident", name, m)
		}
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}
