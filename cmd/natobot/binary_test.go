package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"natobot/bot/discord/discordfake"
	"natobot/bot/slack/slackfake"
	"natobot/schedule"
)

var built struct {
	once sync.Once
	dir  string
	path string
	err  error
}

func TestMain(m *testing.M) {
	flag.Parse()
	// These tests wait for processes more than they compute.
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue {
		if err := f.Value.Set("12"); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	code := m.Run()
	if built.dir != "" {
		if err := os.RemoveAll(built.dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(code)
}

// binary is the path of natobot as its users get it, built once.
func binary(t testing.TB) string {
	t.Helper()
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "natobot-test-"); built.err != nil {
			return
		}
		built.path = filepath.Join(built.dir, "natobot")
		if out, err := exec.Command("go", "build", "-o", built.path, ".").CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	if built.err != nil {
		t.Fatalf("the binary was not built: %v", built.err)
	}
	return built.path
}

// A process is the built binary, serving.
type process struct {
	t    testing.TB
	base string // of its HTTP server
	pid  int
	log  *syncBuffer
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // how it ended; read after done
}

// startBinary starts `natobot serve` with nothing in its environment but env
// and waits until it listens. It is killed when the test ends.
func startBinary(t testing.TB, env map[string]string) *process {
	t.Helper()
	p, err := launch(t, env)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p
}

// launch is startBinary for those that expect it to fail, or with flags.
func launch(t testing.TB, env map[string]string, flags ...string) (*process, error) {
	p := &process{t: t, log: &syncBuffer{}, done: make(chan struct{}), cmd: exec.Command(binary(t), append([]string{"serve"}, flags...)...)}
	home := t.TempDir()
	p.cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "NATOBOT_LOG_FORMAT=json"}
	if env["NATOBOT_ADDR"] == "" {
		p.cmd.Env = append(p.cmd.Env, "NATOBOT_ADDR=127.0.0.1:0")
	}
	for k, v := range env {
		p.cmd.Env = append(p.cmd.Env, k+"="+v)
	}
	// A pipe of our own: the reader must have read all before done is closed.
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.cmd.Stderr, p.cmd.Stdout = w, io.Discard
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(err, r.Close(), w.Close())
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	p.pid = p.cmd.Process.Pid
	listening := make(chan string, 1)
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer r.Close()
		lines := bufio.NewReader(r)
		for {
			line, err := lines.ReadBytes('\n')
			p.log.Write(line)
			var rec struct{ Msg, Listen string }
			if json.Unmarshal(line, &rec) == nil && rec.Msg == "natobot starts" {
				listening <- rec.Listen
			}
			if err != nil {
				return
			}
		}
	}()
	go func() {
		<-read
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	select {
	case addr := <-listening:
		p.base = "http://" + addr
		return p, nil
	case <-p.done:
		return nil, fmt.Errorf("serve ended at its start: %v\n%s", p.err, p.log.String())
	case <-time.After(3 * time.Minute):
		p.Kill()
		return nil, fmt.Errorf("serve did not start:\n%s", p.log.String())
	}
}

// Kill ends it as a crash does, and waits.
func (p *process) Kill() {
	p.cmd.Process.Kill() // an error means that it has ended already
	<-p.done
}

// Stop asks it to end as an operator does, and waits; ending in any other way
// than with exit code 0 is an error.
func (p *process) Stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-p.done:
		if p.err != nil {
			return fmt.Errorf("serve ended with %w:\n%s", p.err, p.log.String())
		}
		return nil
	case <-time.After(3 * time.Minute):
		p.cmd.Process.Signal(syscall.SIGQUIT) // its goroutines go to the log
		<-p.done
		return fmt.Errorf("serve did not stop:\n%s", p.log.String())
	}
}

// get is the answer to a GET.
func (p *process) get(path string) (int, string) {
	p.t.Helper()
	res, err := http.Get(p.base + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// fakes are both platforms, each on an address of its own that it keeps when
// it is killed and comes back.
type fakes struct {
	t       testing.TB
	slack   *slackfake.Server
	discord *discordfake.Server
	addr    string // Slack's
	web     *httptest.Server
}

func newFakes(t testing.TB) *fakes {
	t.Helper()
	f := &fakes{t: t, slack: &slackfake.Server{}, discord: discordfake.New(discordfake.Config{Heartbeat: 2 * time.Second})}
	f.startSlack("127.0.0.1:0")
	if err := f.discord.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.discord.Close(); f.killSlack() })
	return f
}

func (f *fakes) startSlack(addr string) {
	f.t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		f.t.Fatal(err)
	}
	f.addr = l.Addr().String()
	f.web = httptest.NewUnstartedServer(f.slack)
	if err := f.web.Listener.Close(); err != nil {
		f.t.Fatal(err)
	}
	f.web.Listener = l
	f.web.Start()
}

// killSlack cuts every connection and listens no more.
func (f *fakes) killSlack() {
	f.slack.Drop()
	f.web.CloseClientConnections()
	f.web.Close()
}

// newDatabase is a SQLite database of a test's own. It begins as a copy of one,
// for making its tables costs more than most tests.
func newDatabase(t testing.TB) string {
	t.Helper()
	b, err := emptyDatabase()
	path := filepath.Join(t.TempDir(), "natobot.db")
	if err == nil {
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

var emptyDatabase = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "natobot-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "n.db")
	s, err := schedule.Open(context.Background(), "sqlite:"+path, schedule.Options{})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// env points serve at the fakes, with a database of its own; more is added.
func (f *fakes) env(more map[string]string) map[string]string {
	e := map[string]string{
		"NATOBOT_DATABASE_URL": newDatabase(f.t),
		"SLACK_API_URL":        "http://" + f.addr + "/api/", "SLACK_BOT_TOKEN": "xoxb-fake-secret-token",
		"DISCORD_API_URL": f.discord.URL(), "DISCORD_BOT_TOKEN": f.discord.Token(), "DISCORD_APPLICATION_ID": f.discord.ApplicationID(),
	}
	for k, v := range more {
		e[k] = v
	}
	return e
}

// until polls a condition that no signal tells of: a line in a log, a row of
// another process. It yields between looks and ends with the test's patience.
func until(t testing.TB, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-ctx.Done():
			buf := make([]byte, 64<<10)
			t.Fatalf("waited in vain until %s\n%s", what, buf[:runtime.Stack(buf, false)])
		case <-tick.C:
		}
	}
}

func TestBinaryStartsAndStops(t *testing.T) {
	t.Parallel()
	p := startBinary(t, newFakes(t).env(map[string]string{"SLACK_SIGNING_SECRET": signingSecret}))
	if code, body := p.get("/healthz"); code != http.StatusOK || !strings.Contains(body, "nato-2026-07") {
		t.Errorf("%d %s", code, body)
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := launch(t, map[string]string{"NATOBOT_ADDR": "nowhere"}); err == nil {
		t.Error("a faulty configuration started")
	}
}
