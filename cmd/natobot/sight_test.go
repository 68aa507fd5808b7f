package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Each metric and each label value that the README's alerts name is there
// before anything has happened.
func TestAlertsNameMetrics(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(readme), "| alert worth having |")
	if !ok {
		t.Fatal("no table of alerts")
	}
	table, _, _ = strings.Cut(table, "\n\n")
	f := newFakes(t)
	page := httptest.NewServer(http.NotFoundHandler()) // nothing is found on it
	t.Cleanup(page.Close)
	p := startBinary(t, f.env(map[string]string{"SLACK_SIGNING_SECRET": signingSecret, "SLACK_APP_TOKEN": "xapp-1-fake", "NATOBOT_WATCH": "nato", "NATOBOT_WATCH_URL": page.URL}))
	until(t, "both sockets are open", func() bool { code, _ := p.get("/readyz"); return code == http.StatusOK })
	_, scraped := p.get("/metrics")
	names := regexp.MustCompile(`(natobot_[a-z_]+)(?:\{([a-z_]+)="([a-z_ /]+)"\})?`).FindAllStringSubmatch(table, -1)
	if len(names) < 6 {
		t.Fatalf("only %d metrics in the table", len(names))
	}
	for _, m := range names {
		want := `(?m)^` + m[1] + `(\{.*\})? `
		if m[2] != "" {
			want = `(?m)^` + m[1] + `\{.*\b` + m[2] + `="` + m[3] + `".*\} `
		}
		if !regexp.MustCompile(want).MatchString(scraped) {
			t.Errorf("%s is in the table of alerts and not in /metrics", m[0])
		}
	}
	for _, want := range []string{"natobot_answers_total", "natobot_answer_seconds_bucket", "natobot_sends_total", "natobot_queue_age_seconds", `natobot_socket_last_seen_seconds{socket="slack socket"}`,
		`natobot_socket_last_seen_seconds{socket="discord gateway"}`, "natobot_editions", `natobot_rate_limit_budget{of="requests",platform="discord"}`, `natobot_rate_limit_wait_seconds{platform="slack"} 0`} {
		if !strings.Contains(scraped, want) {
			t.Errorf("no %s", want)
		}
	}
}

// A tunnel leads to PostgreSQL until it is closed.
type tunnel struct {
	to, network string
	mu          sync.Mutex
	l           net.Listener
	conns       []net.Conn
}

func (u *tunnel) open(t testing.TB, addr string) string {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	u.mu.Lock()
	u.l = l
	u.mu.Unlock()
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial(u.network, u.to)
			if err != nil {
				in.Close()
				continue
			}
			u.mu.Lock()
			u.conns = append(u.conns, in, out)
			u.mu.Unlock()
			pass := func(a, b net.Conn) { io.Copy(a, b); a.Close(); b.Close() } // ends with either
			go pass(in, out)
			go pass(out, in)
		}
	}()
	return l.Addr().String()
}

func (u *tunnel) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.l.Close()
	for _, c := range u.conns {
		c.Close()
	}
	u.conns = nil
}

// Without its database the process is alive, answers what needs none, and is
// not ready, until the database is back.
func TestReadyMeansIt(t *testing.T) {
	t.Parallel()
	direct, err := pgx.ParseConfig(postgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	u := &tunnel{network: "tcp", to: fmt.Sprintf("%s:%d", direct.Host, direct.Port)}
	if strings.HasPrefix(direct.Host, "/") {
		u = &tunnel{network: "unix", to: fmt.Sprintf("%s/.s.PGSQL.%d", direct.Host, direct.Port)}
	}
	addr := u.open(t, "127.0.0.1:0")
	t.Cleanup(u.close)
	who := url.UserPassword(direct.User, direct.Password)
	f := newFakes(t)
	p := startBinary(t, f.env(map[string]string{"SLACK_SIGNING_SECRET": signingSecret, "DISCORD_PUBLIC_KEY": f.discord.PublicKey(),
		"NATOBOT_DATABASE_URL": "postgres://" + who.String() + "@" + addr + "/" + direct.Database + "?sslmode=disable&search_path=" + direct.RuntimeParams["search_path"]}))
	ready := func(want int) func() bool { return func() bool { code, _ := p.get("/readyz"); return code == want } }
	until(t, "it is ready", ready(http.StatusOK))
	u.close()
	until(t, "it is not ready without its database", ready(http.StatusServiceUnavailable))
	if _, body := p.get("/readyz"); strings.Contains(body, addr) || strings.Contains(body, direct.User+" ") {
		t.Errorf("strangers are told %s", body)
	}
	if code, _ := p.get("/healthz"); code != http.StatusOK {
		t.Errorf("alive: %d", code)
	}
	until(t, "the log says why", func() bool { return strings.Contains(p.log.String(), `"msg":"not ready","part":"deliveries"`) })
	// A machine that is too busy to answer at once is asked again.
	n := 0
	until(t, "an answer comes without its database", func() bool {
		n++
		r, err := slackCommand(p.base, signingSecret, "spain", n)
		if err != nil {
			t.Fatal(err)
		}
		b, _, err := mustAnswer(http.DefaultClient, r, "")
		if err != nil {
			t.Fatal(err)
		}
		later, err := answered(b, "Spain: 2.00 %")
		if err != nil {
			t.Fatal(err)
		}
		return !later
	})
	u.open(t, addr)
	until(t, "it is ready again", ready(http.StatusOK))
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}
