package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every fault is told at once, each once, by the name of its variable.
func TestConfigurationFaults(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, []byte(" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := strings.Repeat("A", 43) + "="
	for _, c := range []struct {
		name string
		env  map[string]string
		want []string // beginnings of the lines, in any order
	}{
		{"none", map[string]string{}, nil},
		{"address", map[string]string{"NATOBOT_ADDR": "nowhere"}, []string{`NATOBOT_ADDR: "nowhere" is not`}},
		{"port", map[string]string{"NATOBOT_ADDR": ":99999"}, []string{`NATOBOT_ADDR: "99999" is no port`}},
		{"many", map[string]string{"NATOBOT_DATABASE_URL": "mysql://x", "NATOBOT_DATA_DIR": dir + "/none", "NATOBOT_PUBLIC_URL": "bot.example", "NATOBOT_SECRET_KEY": good + ",short", "NATOBOT_LOG_LEVEL": "loud",
			"NATOBOT_LOG_FORMAT": "xml", "NATOBOT_FEEDS": "ftp://a/x, https://fine.example/y, gopher://b/z", "DISCORD_PUBLIC_KEY": "ab", "DISCORD_APPLICATION_ID": "my app", "DISCORD_API_URL": "x", "SLACK_API_URL": "https://u:p@h/",
			"SLACK_BOT_TOKEN": "xoxp-user", "SLACK_APP_TOKEN": "xoxb-1", "SLACK_CLIENT_ID": "1.2"},
			[]string{"NATOBOT_DATABASE_URL: must begin", "NATOBOT_DATA_DIR:", "NATOBOT_PUBLIC_URL: must be", "NATOBOT_SECRET_KEY: key 2 ", "NATOBOT_LOG_LEVEL:", "NATOBOT_LOG_FORMAT:", `NATOBOT_FEEDS: feed "a"`, `NATOBOT_FEEDS: feed "b"`,
				"DISCORD_PUBLIC_KEY:", "DISCORD_APPLICATION_ID:", "DISCORD_API_URL:", "SLACK_API_URL: must not", "SLACK_BOT_TOKEN: is not", "SLACK_APP_TOKEN: is not", "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET:"}},
		{"install", map[string]string{"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x"}, []string{"NATOBOT_SECRET_KEY: is needed", "NATOBOT_PUBLIC_URL: is needed", "SLACK_SIGNING_SECRET: is needed"}},
		{"install over http", map[string]string{"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x", "NATOBOT_SECRET_KEY": good, "SLACK_SIGNING_SECRET": "s", "NATOBOT_PUBLIC_URL": "http://bot.example"}, []string{"NATOBOT_PUBLIC_URL: must be https"}},
		{"install here", map[string]string{"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x", "NATOBOT_SECRET_KEY": good, "SLACK_SIGNING_SECRET": "s", "NATOBOT_PUBLIC_URL": "http://localhost:8080"}, nil},
		{"socket alone", map[string]string{"SLACK_APP_TOKEN": "xapp-1"}, []string{"SLACK_BOT_TOKEN: is needed"}},
		{"watch", map[string]string{"NATOBOT_WATCH": "nato", "NATOBOT_DATA_DIR": dir + "/made", "NATOBOT_NEWSROOM": "discord:1/2", "DISCORD_BOT_TOKEN": "x"}, nil},
		{"watch off", map[string]string{"NATOBOT_WATCH": "off"}, nil},
		{"watch something else", map[string]string{"NATOBOT_WATCH": "sipri", "NATOBOT_WATCH_URL": "https://u:hunter2@nato.int", "NATOBOT_NEWSROOM": "#news"},
			[]string{`NATOBOT_WATCH: "sipri" is none of`, "NATOBOT_WATCH_URL: the page must have", "NATOBOT_NEWSROOM: must read slack:"}},
		{"publish alone", map[string]string{"NATOBOT_WATCH": "publish", "NATOBOT_NEWSROOM": "slack:T1/C1"}, []string{"NATOBOT_WATCH: publish goes with", "NATOBOT_DATA_DIR: is needed", "NATOBOT_NEWSROOM: names Slack"}},
		{"files", map[string]string{"SLACK_APP_TOKEN": "xapp-1", "SLACK_BOT_TOKEN_FILE": dir + "/none", "DISCORD_BOT_TOKEN_FILE": empty, "NATOBOT_SECRET_KEY": good, "NATOBOT_SECRET_KEY_FILE": empty},
			[]string{"SLACK_BOT_TOKEN_FILE: can't be read", "DISCORD_BOT_TOKEN_FILE: the file is empty", "NATOBOT_SECRET_KEY: set both"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := readConfig(func(k string) string { return c.env[k] })
			var lines []string
			if err != nil {
				lines = strings.Split(err.Error(), "\n")
			}
			for _, w := range c.want {
				n := 0
				for _, l := range lines {
					if strings.HasPrefix(l, w) {
						n++
					}
				}
				if n != 1 {
					t.Errorf("%d lines begin with %q", n, w)
				}
			}
			if len(lines) != len(c.want) {
				t.Errorf("told:\n%s", strings.Join(lines, "\n"))
			}
		})
	}
}

// Each secret is read from a file too.
func TestSecretsFromFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	values := map[string]string{"NATOBOT_SECRET_KEY": strings.Repeat("A", 43) + "=", "NATOBOT_DATABASE_URL": "postgres://u:p@h/d", "SLACK_SIGNING_SECRET": "sign", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1",
		"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "client", "DISCORD_BOT_TOKEN": "token", "DISCORD_PUBLIC_KEY": strings.Repeat("ab", 32),
		"NATOBOT_WEBHOOKS": "https://a.example/x, https://b.example/y?token=1", "NATOBOT_WEBHOOK_SECRET": "whsec_" + strings.Repeat("A", 32) + ",whsec_" + strings.Repeat("B", 44)}
	env := map[string]string{"NATOBOT_PUBLIC_URL": "https://bot.example/"}
	for name, v := range values {
		env[name+"_FILE"] = filepath.Join(dir, name)
		if err := os.WriteFile(env[name+"_FILE"], []byte(v+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name := range secretNames {
		if values[name] == "" {
			t.Errorf("%s is a secret that this test knows nothing of", name)
		}
	}
	c, err := readConfig(func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	if len(c.SecretKeys) != 1 || c.DatabaseURL != values["NATOBOT_DATABASE_URL"] || c.SlackSigningSecret != "sign" || c.SlackBotToken != "xoxb-1" || c.SlackAppToken != "xapp-1" ||
		c.SlackClientID != "1.2" || c.SlackClientSecret != "client" || c.DiscordBotToken != "token" || c.DiscordPublicKey != values["DISCORD_PUBLIC_KEY"] || c.PublicURL != "https://bot.example" ||
		len(c.Webhooks) != 2 || c.Webhooks[1] != "https://b.example/y?token=1" || len(c.HookSecrets) != 2 || len(c.HookSecrets[0]) != 24 {
		t.Errorf("read as %+v", c)
	}
}

// The README's table names each variable that serve reads.
func TestReadmeNamesVariables(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("config.go")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`get\("([A-Z_]+)"\)`).FindAllStringSubmatch(string(source), -1)
	if len(names) < 19 {
		t.Fatalf("only %d variables", len(names))
	}
	for _, m := range names {
		if !strings.Contains(string(readme), "`"+m[1]+"`") {
			t.Errorf("%s is not in the README", m[1])
		}
	}
}

// Each command that the README shows is one of the binary's.
func TestReadmeCommands(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	verbs := map[string]command{}
	for _, c := range commands() {
		verbs[c.name] = c
	}
	shown := regexp.MustCompile("(?m)(?:`|^    |[A-Z_]+=\\S+ |\\| |go run ./cmd/)natobot ([a-z]+)(?: ([a-z]+))?").FindAllStringSubmatch(string(readme), -1)
	if len(shown) < 15 {
		t.Fatalf("only %d commands", len(shown))
	}
	for _, m := range shown {
		c, ok := verbs[m[1]]
		if !ok {
			t.Errorf("%q is no command", m[0])
		} else if strings.Contains(c.args, "|") && !strings.HasPrefix(c.args, "[") && m[2] != "" && !strings.Contains(" "+strings.ReplaceAll(c.args, "|", " ")+" ", " "+m[2]+" ") {
			t.Errorf("%q: %s knows %s", m[0], c.name, c.args)
		}
	}
}
