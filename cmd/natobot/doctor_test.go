package main

import (
	"context"
	"encoding/base64"
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
		for _, w := range c.want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%s: no %q in\n%s%s", c.name, w, out.String(), errs.String())
			}
		}
	}
}
