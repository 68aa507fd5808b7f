package main

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"natobot/bot"
	"natobot/bot/webhook"
	"natobot/facts/late"
	"natobot/schedule"
)

// A config is everything `serve` reads from the environment; nothing below cmd
// reads it.
type config struct {
	Addr        string
	DatabaseURL string
	DataDir     string
	SIPRI       string // "off" leaves SIPRI's figures out
	MCP         string // "off" closes /mcp
	PublicURL   string
	SecretKeys  [][]byte // first encrypts, all decrypt
	LogLevel    slog.Level
	LogFormat   string
	Feeds       []string
	Webhooks    []string // where alerts go as signed POSTs
	HookSecrets [][]byte // of the signatures
	Support     string

	Watch, WatchPublish bool
	WatchURL            string
	Newsroom            bot.Destination // zero: the log

	SlackSigningSecret, SlackBotToken, SlackAppToken string
	SlackClientID, SlackClientSecret, SlackAPIURL    string
	SlackSettle                                      string // "on": an install also asks for channels:history

	DiscordPublicKey, DiscordBotToken, DiscordApplicationID, DiscordAPIURL string

	notes []string // what was mended in reading, for the operator
}

// secretNames are also read from a file named by the variable with _FILE
// appended, and never printed.
var secretNames = map[string]bool{
	"NATOBOT_SECRET_KEY": true, "NATOBOT_DATABASE_URL": true, "NATOBOT_WEBHOOKS": true, "NATOBOT_WEBHOOK_SECRET": true,
	"SLACK_SIGNING_SECRET": true, "SLACK_BOT_TOKEN": true, "SLACK_APP_TOKEN": true, "SLACK_CLIENT_SECRET": true,
	"DISCORD_BOT_TOKEN": true, "DISCORD_PUBLIC_KEY": true, "SLACK_CLIENT_ID": true,
}

// readConfig reads and checks the environment. The error joins every fault
// found, each naming its variable and none holding a value that is secret.
func readConfig(env func(string) string) (config, error) {
	var errs []error
	bad := func(name, format string, a ...any) {
		errs = append(errs, fmt.Errorf("%s: "+format, append([]any{name}, a...)...))
	}
	unread := map[string]bool{} // named, but not readable: told once
	var notes []string
	get := func(name string) string {
		v := strings.TrimSpace(env(name))
		if !secretNames[name] {
			return v
		}
		file := env(name + "_FILE")
		if file == "" {
			return v
		}
		if v != "" {
			bad(name, "set both directly and by %s_FILE; keep one", name)
			return v
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			bad(name+"_FILE", "can't be read: %v. Check the path and who may read it.", errors.Unwrap(err))
			unread[name] = true
			return ""
		}
		var mended string
		if v, mended = bare(string(raw)); mended != "" {
			notes = append(notes, fmt.Sprintf("%s_FILE: %s was removed; save the file as plain text without it", name, mended))
		}
		if v == "" {
			bad(name+"_FILE", "the file is empty")
			unread[name] = true
		}
		return v
	}
	c := config{
		Addr: get("NATOBOT_ADDR"), DatabaseURL: get("NATOBOT_DATABASE_URL"), DataDir: get("NATOBOT_DATA_DIR"), SIPRI: get("NATOBOT_SIPRI"), MCP: get("NATOBOT_MCP"),
		PublicURL: strings.TrimSuffix(get("NATOBOT_PUBLIC_URL"), "/"), LogFormat: strings.ToLower(get("NATOBOT_LOG_FORMAT")), Support: get("NATOBOT_SUPPORT"),
		SlackSigningSecret: get("SLACK_SIGNING_SECRET"), SlackBotToken: get("SLACK_BOT_TOKEN"), SlackAppToken: get("SLACK_APP_TOKEN"),
		SlackClientID: get("SLACK_CLIENT_ID"), SlackClientSecret: get("SLACK_CLIENT_SECRET"), SlackAPIURL: get("SLACK_API_URL"), SlackSettle: get("SLACK_SETTLE"),
		DiscordPublicKey: get("DISCORD_PUBLIC_KEY"), DiscordBotToken: get("DISCORD_BOT_TOKEN"), DiscordApplicationID: get("DISCORD_APPLICATION_ID"), DiscordAPIURL: get("DISCORD_API_URL"),
	}
	c.checkPlaces(env, bad)
	c.readWatch(get, bad)
	if c.DataDir != "" {
		// What is found on NATO's page is put there, so serve makes it.
		st, err := os.Stat(c.DataDir)
		made := errors.Is(err, fs.ErrNotExist) && c.Watch
		if !made && (err != nil || !st.IsDir()) {
			bad("NATOBOT_DATA_DIR", "%q is not a directory that can be read", c.DataDir)
		}
	}
	for name, v := range map[string]string{"NATOBOT_SIPRI": c.SIPRI, "NATOBOT_MCP": c.MCP, "SLACK_SETTLE": c.SlackSettle} {
		if v != "" && v != "off" && v != "on" {
			bad(name, "is %q: want off, or nothing", v)
		}
	}
	checkURL := func(name, v string) {
		if err := checkAddress(v); err != nil {
			bad(name, "%w", err)
		}
	}
	checkURL("NATOBOT_PUBLIC_URL", c.PublicURL)
	checkURL("SLACK_API_URL", c.SlackAPIURL)
	checkURL("DISCORD_API_URL", c.DiscordAPIURL)
	c.readKeys(get, unread, bad)
	c.readLog(get, bad)
	c.readFeeds(get, bad)
	c.readWebhooks(get, bad)
	c.checkPlatforms(unread, bad)
	c.notes = notes
	return c, errors.Join(errs...)
}

// checkPlaces says what is wrong with where to listen and where the database is,
// and fills in where nothing is said.
func (c *config) checkPlaces(env func(string) string, bad func(name, format string, a ...any)) {
	if c.Addr == "" {
		c.Addr = "127.0.0.1:8080"
	}
	if _, port, err := net.SplitHostPort(c.Addr); err != nil {
		bad("NATOBOT_ADDR", "%q is not host:port", c.Addr)
	} else if _, err := net.LookupPort("tcp", port); err != nil {
		bad("NATOBOT_ADDR", "%q is no port from 0 to 65535", port)
	}
	switch {
	case c.DatabaseURL == "":
		c.DatabaseURL = "sqlite:" + filepath.Join(stateDir(env), "natobot.db")
	case strings.HasPrefix(c.DatabaseURL, "sqlite:"), strings.HasPrefix(c.DatabaseURL, "postgres://"), strings.HasPrefix(c.DatabaseURL, "postgresql://"):
	default:
		bad("NATOBOT_DATABASE_URL", "must begin with sqlite: or postgres://")
	}
}

// readKeys reads the keys that tokens are sealed with. That a faulty one is
// missing is not told besides.
func (c *config) readKeys(get func(string) string, unread map[string]bool, bad func(name, format string, a ...any)) {
	if keys := get("NATOBOT_SECRET_KEY"); keys != "" {
		unread["NATOBOT_SECRET_KEY"] = true
		for i, k := range strings.Split(keys, ",") {
			raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(k))
			if err != nil || len(raw) != 32 {
				bad("NATOBOT_SECRET_KEY", "key %d is not 32 bytes in base64; make one with: openssl rand -base64 32", i+1)
				continue
			}
			c.SecretKeys = append(c.SecretKeys, raw)
		}
	}
}

// readLog reads how much is logged, and in what form.
func (c *config) readLog(get func(string) string, bad func(name, format string, a ...any)) {
	switch level := strings.ToLower(get("NATOBOT_LOG_LEVEL")); level {
	case "", "info":
		c.LogLevel = slog.LevelInfo
	case "debug":
		c.LogLevel = slog.LevelDebug
	case "warn", "warning":
		c.LogLevel = slog.LevelWarn
	case "error":
		c.LogLevel = slog.LevelError
	default:
		bad("NATOBOT_LOG_LEVEL", "%q is none of debug, info, warn, error", level)
	}
	if c.LogFormat != "" && c.LogFormat != "text" && c.LogFormat != "json" {
		bad("NATOBOT_LOG_FORMAT", "%q is neither text nor json", c.LogFormat)
	}
}

// readFeeds reads the addresses of feeds.
func (c *config) readFeeds(get func(string) string, bad func(name, format string, a ...any)) {
	for _, f := range strings.Split(get("NATOBOT_FEEDS"), ",") {
		if f = strings.TrimSpace(f); f != "" {
			c.Feeds = append(c.Feeds, f)
			if _, err := schedule.NewFeeds([]string{f}, schedule.FeedOptions{}); err != nil {
				bad("NATOBOT_FEEDS", "%w", err)
			}
		}
	}
}

// checkPlatforms says what is wrong with the platforms' ids and secrets: their
// form, and what belongs together. What could not be read has been told.
func (c *config) checkPlatforms(unread map[string]bool, bad func(name, format string, a ...any)) {
	if c.DiscordPublicKey != "" {
		if raw, err := hex.DecodeString(c.DiscordPublicKey); err != nil || len(raw) != 32 {
			bad("DISCORD_PUBLIC_KEY", "is not 64 hexadecimal digits; copy it from the application's General Information page")
		}
	}
	if strings.Trim(c.DiscordApplicationID, "0123456789") != "" {
		bad("DISCORD_APPLICATION_ID", "is not a number; copy it from the application's General Information page, or leave it out")
	}
	if c.SlackBotToken != "" && !strings.HasPrefix(c.SlackBotToken, "xoxb-") && !strings.HasPrefix(c.SlackBotToken, "xoxe.xoxb-") {
		bad("SLACK_BOT_TOKEN", "is not a bot token: those begin with xoxb-")
	}
	if c.SlackAppToken != "" && !strings.HasPrefix(c.SlackAppToken, "xapp-") {
		bad("SLACK_APP_TOKEN", "is not an app-level token: those begin with xapp-")
	}
	if c.SlackAppToken != "" && c.SlackBotToken == "" && !unread["SLACK_BOT_TOKEN"] {
		bad("SLACK_BOT_TOKEN", "is needed beside SLACK_APP_TOKEN to answer")
	}
	if (c.SlackClientID == "") != (c.SlackClientSecret == "") && !unread["SLACK_CLIENT_ID"] && !unread["SLACK_CLIENT_SECRET"] {
		bad("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET", "belong together; set both or neither")
	}
	if c.SlackClientID != "" && c.SlackClientSecret != "" {
		if len(c.SecretKeys) == 0 && !unread["NATOBOT_SECRET_KEY"] {
			bad("NATOBOT_SECRET_KEY", "is needed for the Slack install: workspaces' tokens are encrypted with it")
		}
		if c.PublicURL == "" {
			bad("NATOBOT_PUBLIC_URL", "is needed for the Slack install: Slack sends people back there")
		} else if u, err := url.Parse(c.PublicURL); err == nil && u.Scheme == "http" && !local(u.Hostname()) {
			bad("NATOBOT_PUBLIC_URL", "must be https for the Slack install: Slack sends people back to no other")
		}
		if c.SlackSigningSecret == "" && !unread["SLACK_SIGNING_SECRET"] {
			bad("SLACK_SIGNING_SECRET", "is needed for the Slack install: its workspaces are answered over HTTP")
		}
	}
}

// readWebhooks reads where alerts go, and the secrets that sign them. An
// address may hold a secret of its receiver's, and is repeated nowhere.
func (c *config) readWebhooks(get func(string) string, bad func(name, format string, a ...any)) {
	for i, a := range strings.FieldsFunc(get("NATOBOT_WEBHOOKS"), func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }) {
		if err := webhook.ParseAddress(a); err != nil {
			bad("NATOBOT_WEBHOOKS", "address %d %w", i+1, err)
			continue
		}
		c.Webhooks = append(c.Webhooks, a)
	}
	for i, k := range strings.FieldsFunc(get("NATOBOT_WEBHOOK_SECRET"), func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }) {
		raw, err := webhook.ParseSecret(k)
		if err != nil {
			bad("NATOBOT_WEBHOOK_SECRET", "secret %d %w", i+1, err)
			continue
		}
		c.HookSecrets = append(c.HookSecrets, raw)
	}
	if len(c.Webhooks) > 0 && len(c.HookSecrets) == 0 {
		bad("NATOBOT_WEBHOOK_SECRET", "is needed beside NATOBOT_WEBHOOKS: receivers know by it who sends")
	}
}

// checkAddress says what is wrong with an address of http; "" is none.
func checkAddress(v string) error {
	if v == "" {
		return nil
	}
	if u, err := url.Parse(v); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return errors.New("must be an http or https address")
	} else if u.User != nil {
		return errors.New("must not hold a user name or password")
	}
	return nil
}

// publicURL is where the pages of a server are reached that runs elsewhere with
// the same environment; "" where none is named.
func publicURL(env func(string) string) (string, error) {
	v := strings.TrimSuffix(strings.TrimSpace(env("NATOBOT_PUBLIC_URL")), "/")
	if err := checkAddress(v); err != nil {
		return "", fmt.Errorf("NATOBOT_PUBLIC_URL: %w", err)
	}
	return v, nil
}

// bare is the secret in a file's text, and what had to be taken off it beyond
// the end of the line that editors write: a byte-order mark, blanks.
func bare(text string) (secret, mended string) {
	const mark = "\ufeff"
	line := strings.TrimRight(text, "\r\n")
	unmarked := strings.TrimPrefix(line, mark)
	secret = strings.Trim(unmarked, mark+"\u200b \t\r\n\v\f\u00a0")
	switch {
	case secret == "":
		return "", ""
	case unmarked != line && secret != unmarked:
		return secret, "a byte-order mark and a blank"
	case unmarked != line:
		return secret, "a byte-order mark"
	case secret != unmarked:
		return secret, "a blank"
	}
	return secret, ""
}

// forms says which secrets can't be what they are meant to be, and which only
// do not look like those that the platforms hand out. It repeats none.
func (c config) forms() (impossible, odd []string) {
	for name, v := range map[string]string{"SLACK_SIGNING_SECRET": c.SlackSigningSecret, "SLACK_BOT_TOKEN": c.SlackBotToken, "SLACK_APP_TOKEN": c.SlackAppToken,
		"SLACK_CLIENT_ID": c.SlackClientID, "SLACK_CLIENT_SECRET": c.SlackClientSecret, "DISCORD_BOT_TOKEN": c.DiscordBotToken} {
		if strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\'' }) {
			impossible = append(impossible, name+": holds a blank, a quotation mark or another character that no such secret has; copy it again, alone")
		}
	}
	slices.Sort(impossible)
	switch v := c.SlackSigningSecret; {
	case v != "" && len(v) < 16:
		impossible = append(impossible, fmt.Sprintf("SLACK_SIGNING_SECRET: has %d characters, Slack's have 32; copy it from the app's Basic Information page", len(v)))
	case v != "" && !hex32().MatchString(v):
		odd = append(odd, "SLACK_SIGNING_SECRET: Slack's are 32 hexadecimal digits; compare it with the app's Basic Information page")
	}
	if v := c.SlackBotToken; v != "" && len(v) <= len("xoxb-") {
		impossible = append(impossible, "SLACK_BOT_TOKEN: is only the beginning of a token")
	}
	if v := c.SlackAppToken; v != "" && len(v) <= len("xapp-") {
		impossible = append(impossible, "SLACK_APP_TOKEN: is only the beginning of a token")
	}
	if v := c.DiscordBotToken; v != "" && strings.Count(v, ".") != 2 {
		odd = append(odd, "DISCORD_BOT_TOKEN: Discord's have three parts with points between; compare it with the application's Bot page")
	}
	return impossible, odd
}

var hex32 = late.Regexp(`^[0-9a-f]{32}$`)

// alone says which secrets do nothing without another.
func (c config) alone() (out []string) {
	if c.SlackBotToken != "" && !c.slackOn() {
		out = append(out, "SLACK_BOT_TOKEN alone switches nothing on: SLACK_APP_TOKEN beside it switches Socket Mode on, SLACK_SIGNING_SECRET the HTTP endpoints")
	}
	if c.DiscordApplicationID != "" && !c.discordOn() {
		out = append(out, "DISCORD_APPLICATION_ID alone switches nothing on: DISCORD_BOT_TOKEN beside it switches the gateway on, DISCORD_PUBLIC_KEY the HTTP endpoint")
	}
	return out
}

// local reports whether a host is this machine, as in development.
func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func stateDir(env func(string) string) string {
	if d := env("XDG_STATE_HOME"); d != "" {
		return filepath.Join(d, "natobot")
	}
	if d := env("HOME"); d != "" {
		return filepath.Join(d, ".local", "state", "natobot")
	}
	return "."
}

// departures is the directory in which a process notes what leaves it: beside a
// SQLite database, else where this machine keeps state.
func (c config) departures(env func(string) string) string {
	if path, ok := strings.CutPrefix(c.DatabaseURL, "sqlite:"); ok {
		return path + "-departures"
	}
	return filepath.Join(stateDir(env), "departures")
}

func (c config) slackOn() bool { return c.SlackSigningSecret != "" || c.SlackAppToken != "" }

// overHTTP reports whether a platform sends its requests here.
func (c config) overHTTP() bool { return c.SlackSigningSecret != "" || c.DiscordPublicKey != "" }

func (c config) discordOn() bool { return c.DiscordPublicKey != "" || c.DiscordBotToken != "" }

// missing says which variables would switch on what is off.
func (c config) missing() []string {
	var out []string
	if !c.slackOn() {
		out = append(out, "Slack is off. SLACK_BOT_TOKEN with SLACK_APP_TOKEN switches Socket Mode on; SLACK_SIGNING_SECRET switches the HTTP endpoints on.")
	}
	if c.SlackSigningSecret != "" && c.SlackBotToken == "" && c.SlackClientID == "" {
		out = append(out, "Slack: commands are answered, but nothing can be posted. SLACK_BOT_TOKEN switches posting on for one workspace, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for all that install the bot.")
	}
	if c.DiscordPublicKey != "" && c.DiscordBotToken == "" {
		out = append(out, "Discord: questions are answered, but nothing can be posted. DISCORD_BOT_TOKEN switches posting on.")
	}
	if !c.discordOn() {
		out = append(out, "Discord is off. DISCORD_BOT_TOKEN switches the gateway on; DISCORD_PUBLIC_KEY switches the HTTP endpoint on.")
	}
	return out
}

// signingSecrets are the secrets from which buttons' references are signed and
// charts are named: the same for every process of one deployment, and stable
// over restarts. The first signs, all open.
func (c config) signingSecrets() [][]byte {
	own := []byte(c.SlackSigningSecret + "\x00" + c.SlackBotToken + "\x00" + c.DiscordBotToken + "\x00" + c.DiscordPublicKey)
	return append(append([][]byte{}, c.SecretKeys...), own)
}

// String names what is set and no secret.
func (c config) String() string {
	on := func(b bool) string {
		if b {
			return "on"
		}
		return "off"
	}
	kind, _, _ := strings.Cut(c.DatabaseURL, ":")
	return fmt.Sprintf("addr=%s database=%s slack=%s discord=%s mcp=%s feeds=%d webhooks=%d watch=%s data_dir=%q public_url=%q", c.Addr, kind, on(c.slackOn()), on(c.discordOn()), on(c.MCP != "off"), len(c.Feeds), len(c.Webhooks), on(c.Watch), c.DataDir, c.PublicURL)
}
