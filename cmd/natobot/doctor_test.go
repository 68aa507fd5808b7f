package main

import (
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/slack/slackfake"
	"natobot/schedule"
)

// doctor names each fault with what mends it, and ends with exit code 1.
func TestDoctor(t *testing.T) {
	t.Parallel()
	f := newFakes(t)
	key := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("n", 32)))
	path := filepath.Join(t.TempDir(), "sealed.db")
	store, err := schedule.Open(context.Background(), "sqlite:"+path, schedule.Options{Keys: [][]byte{[]byte(strings.Repeat("o", 32))}})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.SaveInstallation(context.Background(), bot.Installation{Platform: "slack", Workspace: "T1", Token: "xoxb-1", At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	marked := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(marked, []byte("\ufeff"+f.env(nil)["SLACK_BOT_TOKEN"]+" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	site := newNATOSite(t, map[string][]byte{oldFile: nil})
	for _, c := range []struct {
		name  string
		env   map[string]string
		fault slackfake.Fault // of apps.connections.open
		code  int
		want  []string
	}{
		{"well", map[string]string{"SLACK_APP_TOKEN": "xapp-1", "DISCORD_PUBLIC_KEY": f.discord.PublicKey()}, slackfake.Fault{}, exitOK,
			[]string{"ok    configuration", "ok    data", "ok    database", "ok    slack ", "ok    slack socket", "ok    discord", "secret key     none", "public address"}},
		{"socket refused", map[string]string{"SLACK_APP_TOKEN": "xapp-1"}, slackfake.Fault{Code: "invalid_auth"}, exitInternal, []string{"FAIL  slack socket", "connections:write"}},
		{"another application's key", map[string]string{"DISCORD_PUBLIC_KEY": strings.Repeat("ab", 32), "DISCORD_APPLICATION_ID": "1"}, slackfake.Fault{}, exitInternal,
			[]string{"DISCORD_PUBLIC_KEY is not the key", "DISCORD_APPLICATION_ID is 1, but", "General Information"}},
		{"nobody there", map[string]string{"SLACK_SIGNING_SECRET": "s", "SLACK_API_URL": "http://127.0.0.1:1/api/", "DISCORD_API_URL": "http://127.0.0.1:1/api/v10"}, slackfake.Fault{}, exitInternal,
			[]string{"FAIL  slack ", "FAIL  discord ", "Does this machine reach it"}},
		{"wrong key", map[string]string{"NATOBOT_DATABASE_URL": "sqlite:" + path, "NATOBOT_SECRET_KEY": key}, slackfake.Fault{}, exitInternal, []string{"FAIL  secret key", "1 workspaces' tokens can't be opened", "add the key that sealed them"}},
		{"no database", map[string]string{"NATOBOT_DATABASE_URL": "sqlite:/proc/none/x.db"}, slackfake.Fault{}, exitInternal, []string{"FAIL  database", "Is the directory writable"}},
		{"tokens alone", map[string]string{"DISCORD_BOT_TOKEN": "", "DISCORD_APPLICATION_ID": "1"}, slackfake.Fault{}, exitInternal, []string{"FAIL  configuration  SLACK_BOT_TOKEN alone", "FAIL  configuration  DISCORD_APPLICATION_ID alone"}},
		{"impossible secrets", map[string]string{"SLACK_SIGNING_SECRET": "s", "DISCORD_BOT_TOKEN": "Bot abc"}, slackfake.Fault{}, exitInternal,
			[]string{"FAIL  configuration  SLACK_SIGNING_SECRET: has 1 characters", "FAIL  configuration  DISCORD_BOT_TOKEN: holds a blank", "warn  configuration  DISCORD_BOT_TOKEN"}},
		{"feeds", map[string]string{"NATOBOT_FEEDS": "http://127.0.0.1/rss,http://[::ffff:10.0.0.1]/x"}, slackfake.Fault{}, exitInternal, []string{"FAIL  feed           127.0.0.1: 127.0.0.1: the address is not public", "10.0.0.1: the address is not public"}},
		{"watch", map[string]string{"SLACK_APP_TOKEN": "xapp-1", "NATOBOT_WATCH": "nato", "NATOBOT_WATCH_URL": site.URL + "/page", "NATOBOT_DATA_DIR": filepath.Join(t.TempDir(), "made")}, slackfake.Fault{}, exitOK, []string{"ok    data ", "ok    watch          NATO's page links 1 workbooks"}},
		{"watch in vain", map[string]string{"NATOBOT_WATCH": "nato", "NATOBOT_WATCH_URL": site.URL + "/elsewhere"}, slackfake.Fault{}, exitInternal, []string{"warn  watch          what is found can be told, but not published", "FAIL  watch          NATO's page was not read: the server answered 404"}},
		{"unwritable", map[string]string{"NATOBOT_DATABASE_URL": "sqlite:/proc/self/natobot/n.db"}, slackfake.Fault{}, exitInternal, []string{"FAIL  database       the directory /proc/self can't be written"}},
		{"no server", map[string]string{"NATOBOT_DATABASE_URL": "postgres://u:secret@127.0.0.1:1/none"}, slackfake.Fault{}, exitInternal, []string{"FAIL  database       failed to connect to `user=u database=none`: 127.0.0.1:1"}},
		{"mended file", map[string]string{"SLACK_BOT_TOKEN": "", "SLACK_BOT_TOKEN_FILE": marked, "SLACK_APP_TOKEN": "xapp-1"}, slackfake.Fault{}, exitOK, []string{"warn  configuration  SLACK_BOT_TOKEN_FILE: a byte-order mark and a blank was removed", "ok    slack          the token is good"}},
		{"configuration", map[string]string{"NATOBOT_LOG_LEVEL": "loud", "NATOBOT_FEEDS": "x"}, slackfake.Fault{}, exitInternal, []string{"FAIL  configuration  NATOBOT_LOG_LEVEL", "FAIL  configuration  NATOBOT_FEEDS"}},
	} {
		env := f.env(c.env)
		if c.fault.Code != "" {
			f.slack.Fail("apps.connections.open", c.fault)
		}
		var out, errs strings.Builder
		p := &program{Args: []string{"doctor"}, Env: func(k string) string { return env[k] }, Out: &out, Err: &errs, Now: time.Now}
		if code := p.run(context.Background()); code != c.code {
			t.Errorf("%s: exit %d", c.name, code)
		}
		for i, line := range strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n") {
			if !strings.HasPrefix(line, "ok    ") && !strings.HasPrefix(line, "warn  ") && !strings.HasPrefix(line, "FAIL  ") {
				t.Errorf("%s: line %d begins without a mark: %s", c.name, i+1, line)
			}
		}
		for _, w := range c.want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%s: no %q in\n%s%s", c.name, w, out.String(), errs.String())
			}
		}
	}
}

// doctor compares the clock with the platforms' and with PostgreSQL's.
func TestDoctorComparesClocks(t *testing.T) {
	t.Parallel()
	f := newFakes(t)
	env := f.env(map[string]string{"SLACK_APP_TOKEN": "xapp-1"})
	if os.Getenv("NATOBOT_TEST_DATABASE_URL") != "" {
		url := postgresURL(t)
		s, err := schedule.Open(context.Background(), url, schedule.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		env["NATOBOT_DATABASE_URL"] = url
	}
	for off, want := range map[time.Duration]string{0: "ok    clock", time.Hour: "ahead of 127.0.0.1's", -90 * time.Second: "behind 127.0.0.1's"} {
		var out strings.Builder
		p := &program{Args: []string{"doctor"}, Env: func(k string) string { return env[k] }, Out: &out, Err: &out, Now: func() time.Time { return time.Now().Add(off) }}
		code := p.run(context.Background())
		if (code == exitOK) != (off == 0) || !strings.Contains(out.String(), want) {
			t.Errorf("%s off: exit %d\n%s", off, code, out.String())
		}
		if env["NATOBOT_DATABASE_URL"] != "" && strings.Count(out.String(), "PostgreSQL's") != 1 && strings.HasPrefix(env["NATOBOT_DATABASE_URL"], "postgres") {
			t.Errorf("%s off: PostgreSQL's clock is not named\n%s", off, out.String())
		}
	}
}

// doctor and the commands that read leave an older schema as it is, make no
// database, and say what serve would do.
func TestChecksDoNotChange(t *testing.T) {
	t.Parallel()
	none := filepath.Join(t.TempDir(), "none", "n.db")
	run := func(url string, args ...string) (string, int) {
		var out strings.Builder
		p := &program{Args: args, Env: func(k string) string { return map[string]string{"NATOBOT_DATABASE_URL": url}[k] }, Out: &out, Err: &out, Now: time.Now}
		code := p.run(context.Background())
		return out.String(), code
	}
	for _, args := range [][]string{{"doctor"}, {"subscriptions", "list"}} {
		if out, code := run("sqlite:"+none, args...); code != exitOK || !strings.Contains(out, "serve makes it") {
			t.Errorf("%s: exit %d %s", args, code, out)
		}
	}
	if out, code := run("sqlite:"+none, "subscriptions", "history", "1"); code != exitUnanswered {
		t.Errorf("exit %d %s", code, out)
	}
	if _, err := os.Stat(filepath.Dir(none)); err == nil {
		t.Error("a check made the directory of the database")
	}
}
