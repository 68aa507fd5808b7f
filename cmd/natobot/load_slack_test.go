package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"natobot/bot/slack/slackfake"
)

// behind are Slack's endpoints whose answers come after an acknowledgement.
func behind(t testing.TB, p *process, f *fakes) map[string]func(c *http.Client, n int) (status int, err error) {
	t.Helper()
	send := func(c *http.Client, path, kind, body string) (int, error) {
		r, err := http.NewRequest(http.MethodPost, p.base+path, bytes.NewReader([]byte(body)))
		if err != nil {
			return 0, err
		}
		r.Header.Set("Content-Type", kind)
		slackfake.Sign(r, signingSecret, []byte(body), time.Now())
		res, err := c.Do(r)
		if err != nil {
			return 0, err
		}
		defer res.Body.Close()
		_, err = io.Copy(io.Discard, res.Body)
		return res.StatusCode, err
	}
	return map[string]func(*http.Client, int) (int, error){
		"press": func(c *http.Client, n int) (int, error) {
			payload := fmt.Sprintf(`{"type":"block_actions","trigger_id":"%d","api_app_id":"A1","team":{"id":"T%d"},"user":{"id":"U%d"},"channel":{"id":"C1"},"response_url":"http://%s/hook/%d","actions":[{"value":"old"}]}`, n, n, n, f.addr, n)
			return send(c, "/slack/interactions", "application/x-www-form-urlencoded", url.Values{"payload": {payload}}.Encode())
		},
		"mention": func(c *http.Client, n int) (int, error) {
			return send(c, "/slack/events", "application/json", fmt.Sprintf(`{"type":"event_callback","team_id":"T%d","event_id":"Ev%d","event":{"type":"app_mention","user":"U%d","channel":"C%d","ts":"%d.1","text":"spain"}}`, n%1000, n, n, n%1000, n))
		},
	}
}

// 64 connections at once on Slack's other endpoints: each press and mention
// that was acknowledged is answered once, however late, and nothing piles up. A
// machine without a free place asks for an event again, as Slack's rules allow,
// and gets it again.
func TestBinaryLoadBehindTheAcknowledgement(t *testing.T) {
	f := newFakes(t)
	p := startBinary(t, f.env(map[string]string{"SLACK_SIGNING_SECRET": signingSecret}))
	asks := behind(t, p, f)
	for _, name := range []string{"press", "mention"} {
		var mu sync.Mutex
		sent, again := 0, 0
		took := storm(t, 64, patience(t, time.Second), func(c *http.Client, n int) error {
			for tries := 1; ; tries++ {
				status, err := asks[name](c, n)
				if err != nil || status == http.StatusOK {
					mu.Lock()
					sent++
					again += tries - 1
					mu.Unlock()
					return err
				}
				if name != "mention" || status != http.StatusServiceUnavailable || tries > 1000 {
					return fmt.Errorf("%s %d: %d after %d tries", name, n, status, tries)
				}
			}
		})
		came := func() int {
			if name == "press" {
				return len(f.slack.Calls("response_url"))
			}
			return len(f.slack.Calls("chat.postMessage"))
		}
		until(t, "all that was acknowledged is answered", func() bool { return came() >= sent })
		if n := came(); n != sent {
			t.Errorf("%s: %d acknowledged, %d answers", name, sent, n)
		}
		t.Logf("%s: %d requests, %d asked for again, p50 %s, p99 %s, longest %s", name, len(took), again, took[len(took)/2], took[len(took)*99/100], took[len(took)-1])
		// Two for each of the 64 connections that are kept to Slack, and what runs anyway.
		until(t, "no more goroutines run than connections need", func() bool { return p.goroutines() <= 128+100 })
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}

// How fast presses and mentions are acknowledged over 64 connections, and how
// many found no place: the speed that the test above does not judge.
func BenchmarkBehindTheAcknowledgement(b *testing.B) {
	f := newFakes(b)
	p := startBinary(b, f.env(map[string]string{"SLACK_SIGNING_SECRET": signingSecret}))
	for name, ask := range behind(b, p, f) {
		b.Run(name, func(b *testing.B) {
			refused, n := 0, 0
			var mu sync.Mutex
			var worst []time.Duration
			for b.Loop() {
				n++
				took := storm(b, 64, 200*time.Millisecond, func(c *http.Client, k int) error {
					status, err := ask(c, n<<32+k)
					if status == http.StatusServiceUnavailable {
						mu.Lock()
						refused++
						mu.Unlock()
					}
					return err
				})
				worst = append(worst, took[len(took)*99/100])
			}
			b.ReportMetric(float64(worst[len(worst)-1].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(refused)/float64(n), "refused/op")
		})
	}
}
