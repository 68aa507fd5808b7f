package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"natobot/bot/slack"
	"natobot/bot/slack/slackfake"
	"natobot/facts"
)

// The cost of an answer is the processor time that the server's own process
// spends on it, told apart from the client's, which signs and reads. It is set
// against a process that does nothing but check the same signature and return as
// many bytes: TestBare, which the benchmarks start. Each question comes from
// another user, so that no limit answers, and 2,500 differ, so that no memo does.
//
//	go test -run '^$' -bench Cost ./cmd/natobot
//
// NATOBOT_BENCH_BINARY names another release to be measured.
const questions = 2500

// different are questions of which no two are alike.
func different(t testing.TB) []string {
	t.Helper()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range d.Allies {
		if a.Forces {
			names = append(names, strings.ToLower(a.Name))
		}
	}
	var out []string
	for i, a := range names {
		for _, b := range names[i+1:] {
			out = append(out, "compare "+a+" "+b, "trend "+a+" "+b)
		}
		for y := 2014; y <= 2026; y++ {
			out = append(out, fmt.Sprintf("%s %d", a, y), fmt.Sprintf("%s in dollars %d", a, y), fmt.Sprintf("trend %s since %d", a, y-1), fmt.Sprintf("is %s above 2%% in %d", a, y))
		}
	}
	if len(out) < questions {
		t.Fatalf("%d questions", len(out))
	}
	// Spread, so that kinds of questions take turns.
	spread := make([]string, 0, questions)
	for i := 0; len(spread) < questions; i++ {
		spread = append(spread, out[i*1009%len(out)])
	}
	return spread
}

var five = []string{"spain", "compare spain poland italy", "rank", "below 2%", "trend germany since 2014"}

// spent is the processor time of a process so far.
func spent(t testing.TB, pid int) time.Duration {
	t.Helper()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(tasks) == 0 {
		t.Skip("this system does not tell what a thread has spent")
	}
	sum := time.Duration(0)
	for _, f := range tasks {
		b, err := os.ReadFile(f)
		if err != nil {
			continue // the thread has ended
		}
		n, err := strconv.ParseInt(strings.Fields(string(b))[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		sum += time.Duration(n)
	}
	return sum
}

// TestBare serves as the bare handler where a benchmark asks for it.
func TestBare(t *testing.T) {
	kind, size := os.Getenv("NATOBOT_BARE"), os.Getenv("NATOBOT_BARE_BYTES")
	if kind == "" {
		t.Skip("a process of the benchmarks")
	}
	n, err := strconv.Atoi(size)
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.Repeat([]byte("x"), n)
	key, err := hex.DecodeString(os.Getenv("NATOBOT_BARE_KEY"))
	if err != nil {
		t.Fatal(err)
	}
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		ok := err == nil
		if kind == "slack" {
			ok = ok && slack.Verify(signingSecret, r.Header.Get("X-Slack-Request-Timestamp"), r.Header.Get("X-Slack-Signature"), body, time.Now())
		} else {
			sig, err := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
			ok = ok && err == nil && ed25519.Verify(key, append([]byte(r.Header.Get("X-Signature-Timestamp")), body...), sig)
		}
		if !ok {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		w.Write(out)
	})
	fmt.Fprintln(os.Stderr, "listening")
	t.Fatal(http.ListenAndServe(os.Getenv("NATOBOT_BARE_ADDR"), h))
}

func startBare(b *testing.B, kind, key string, size int) (base string, pid int) {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	c := exec.Command(os.Args[0], "-test.run=^TestBare$", "-test.timeout=1h")
	c.Env = append(os.Environ(), "NATOBOT_BARE="+kind, "NATOBOT_BARE_KEY="+key, "NATOBOT_BARE_ADDR="+addr, "NATOBOT_BARE_BYTES="+strconv.Itoa(size))
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Process.Kill(); c.Wait() })
	until(b, "the bare handler listens", func() bool {
		r, err := http.Get("http://" + addr)
		if err == nil {
			r.Body.Close()
		}
		return err == nil
	})
	return "http://" + addr, c.Process.Pid
}

// A platform makes signed requests.
type costed struct {
	path string
	body func(question string, n int) []byte
	sign func(r *http.Request, body []byte)
	kind string
}

// ask sends each question once, from a user of its own, and returns what the
// server spent a request and the bytes of an answer.
func (c costed) ask(b *testing.B, base string, pid int, asked []string, from int) (each time.Duration, size int) {
	b.Helper()
	bodies := make([][]byte, len(asked))
	for i, q := range asked {
		bodies[i] = c.body(q, from+i)
	}
	before, total := spent(b, pid), 0
	for i, body := range bodies {
		r, err := http.NewRequest(http.MethodPost, base+c.path, bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Content-Type", c.kind)
		c.sign(r, body)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			b.Fatal(err)
		}
		got, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK || len(got) < 300 || bytes.Contains(got, []byte("a lot of questions")) {
			b.Fatalf("%q: %d %.300q %v", asked[i], res.StatusCode, got, err)
		}
		total += len(got)
	}
	return (spent(b, pid) - before) / time.Duration(len(asked)), total / len(asked)
}

// compare measures the questions that differ, and five in turn, against the
// bare handler.
func (c costed) compare(b *testing.B, name, base string, pid int, key string) {
	from := 0
	run := func(base string, pid int, asked []string) (time.Duration, int) {
		from += len(asked)
		return c.ask(b, base, pid, asked, from)
	}
	turns := make([]string, questions)
	for i := range turns {
		turns[i] = five[i%len(five)]
	}
	run(base, pid, turns[:100]) // what is made at the first use
	for what, asked := range map[string][]string{"different": different(b), "five": turns} {
		b.Run(what, func(b *testing.B) {
			for b.Loop() {
				own, size := run(base, pid, asked)
				bareBase, barePid := startBare(b, name, key, size)
				run(bareBase, barePid, asked[:200])
				bare, _ := run(bareBase, barePid, asked)
				b.ReportMetric(float64(own.Microseconds()), "server-µs/request")
				b.ReportMetric(float64(bare.Microseconds()), "bare-µs/request")
				b.ReportMetric(float64(own)/float64(bare), "times-bare")
				b.ReportMetric(float64(size), "bytes")
			}
		})
	}
}

// benched is the environment of what is measured: a database of its own, which
// an older release can open.
func benched(b *testing.B, f *fakes, set map[string]string) map[string]string {
	if path := os.Getenv("NATOBOT_BENCH_BINARY"); path != "" {
		built.once.Do(func() { built.path = path })
	}
	env := f.env(set)
	env["NATOBOT_DATABASE_URL"] = "sqlite:" + filepath.Join(b.TempDir(), "natobot.db")
	return env
}

func BenchmarkCostSlack(b *testing.B) {
	f := newFakes(b)
	p := startBinary(b, benched(b, f, map[string]string{"SLACK_SIGNING_SECRET": signingSecret}))
	costed{path: "/slack/commands", kind: "application/x-www-form-urlencoded",
		body: func(q string, n int) []byte {
			return []byte(url.Values{"command": {"/nato"}, "text": {q}, "team_id": {fmt.Sprint("T", n)}, "channel_id": {"C1"}, "user_id": {fmt.Sprint("U", n)}, "trigger_id": {fmt.Sprint(n)},
				"response_url": {"http://" + f.addr + "/hook/" + fmt.Sprint(n)}}.Encode())
		},
		sign: func(r *http.Request, body []byte) { slackfake.Sign(r, signingSecret, body, time.Now()) },
	}.compare(b, "slack", p.base, p.pid, "")
}

// The charts are drawn anew for questions that differ: no address is public.
func BenchmarkCostDiscord(b *testing.B) { costDiscord(b, nil) }

// With a public address Discord is given the chart's.
func BenchmarkCostDiscordByAddress(b *testing.B) {
	costDiscord(b, map[string]string{"NATOBOT_PUBLIC_URL": "https://bot.example"})
}

func costDiscord(b *testing.B, env map[string]string) {
	f := newFakes(b)
	set := map[string]string{"DISCORD_PUBLIC_KEY": f.discord.PublicKey()}
	for k, v := range env {
		set[k] = v
	}
	p := startBinary(b, benched(b, f, set))
	costed{path: "/discord/interactions", kind: "application/json",
		body: func(q string, n int) []byte {
			in := f.discord.Command(q, map[string]any{"guild_id": fmt.Sprint(1000 + n), "member": map[string]any{"user": map[string]any{"id": fmt.Sprint(500_000 + n)}, "permissions": "0"}})
			f.discord.Drop(in)
			if !json.Valid(in.Body) {
				b.Fatal("no JSON")
			}
			return in.Body
		},
		sign: func(r *http.Request, body []byte) {
			sig, at := f.discord.Sign(body, time.Now())
			r.Header.Set("X-Signature-Ed25519", sig)
			r.Header.Set("X-Signature-Timestamp", at)
		},
	}.compare(b, "discord", p.base, p.pid, f.discord.PublicKey())
}
