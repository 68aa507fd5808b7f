package slack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"natobot/bot"
	"natobot/bot/adapter"
)

// commands and shortcuts are what people find in Slack's menus; the manifest
// and the handlers know them by these names.
const (
	cmdNato       = "/nato"
	callbackCheck = "check_claim"
	callbackForm  = "lookup"
	callbackFile  = string(bot.VerbFile)
)

// Scopes are the permissions that the bot asks for; each is used. Without the
// last the form for a text to check has no field for a file:
// https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
var scopes = []string{"commands", "chat:write", "app_mentions:read", "files:read"}

// asked are the scopes that an install asks for.
func asked(settle, tools bool) []string {
	out := slices.Clone(scopes)
	if settle {
		out = append(out, settleScope)
	}
	if tools {
		out = append(out, toolScope)
	}
	return out
}

type command struct {
	Command     string `json:"command"`
	URL         string `json:"url,omitempty"`
	Description string `json:"description"`
	UsageHint   string `json:"usage_hint"`
	Escape      bool   `json:"should_escape"`
}

type shortcut struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	Description string `json:"description"`
}

var commands = []command{{Command: cmdNato, Description: "What Allies spend on defence, with the edition it comes from", UsageHint: "spain | compare spain poland | below 2% | help", Escape: true}}

var shortcuts = []shortcut{
	{Name: "Check this claim", Type: "message", CallbackID: callbackCheck, Description: "Compare the figures in this message with NATO's editions"},
	{Name: "Look up an Ally", Type: "global", CallbackID: callbackForm, Description: "Ask what an Ally spends on defence"},
	{Name: "Check a text or a file", Type: "global", CallbackID: callbackFile, Description: "Compare the figures of a draft with NATO's editions"},
}

// toolScope is what an app asks for whose manifest names an MCP server for
// Slackbot: https://docs.slack.dev/reference/scopes/mcp.connect
const toolScope = "mcp:connect"

// Options of a manifest.
type Options struct {
	Settle bool   // ask for the scope with which unknown outcomes are looked up
	Tools  string // path at which Slackbot calls tools, over HTTPS only; "" names none
}

// Manifest is the Slack app manifest for a server that Slack reaches at base:
// https://docs.slack.dev/reference/app-manifest
// With "" it is one for Socket Mode, which needs no address.
func Manifest(base string, o Options) ([]byte, error) {
	base = strings.TrimSuffix(base, "/")
	if base != "" {
		if u, err := url.Parse(base); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return nil, fmt.Errorf("slack: %q is no web address; give one like https://bot.example", adapter.Cut(base, 80))
		}
	}
	at := func(path string) string {
		if base == "" {
			return ""
		}
		return base + path
	}
	var cs []command
	for _, c := range commands {
		c.URL = at("/slack/commands")
		cs = append(cs, c)
	}
	events := map[string]any{"bot_events": []string{"app_home_opened", "app_mention", "app_uninstalled", "tokens_revoked"}}
	interactivity := map[string]any{"is_enabled": true}
	tools := o.Tools != "" && strings.HasPrefix(base, "https://")
	oauth := map[string]any{"scopes": map[string]any{"bot": asked(o.Settle, tools)}}
	if base != "" {
		events["request_url"] = at("/slack/events")
		interactivity["request_url"] = at("/slack/interactions")
		oauth["redirect_urls"] = []string{at("/slack/oauth/callback")}
	}
	m := map[string]any{
		"_metadata": map[string]any{"major_version": 2},
		"display_information": map[string]any{
			"name":        "natobot",
			"description": "What NATO Allies spend on defence, every figure with its edition",
			"long_description": "Answers questions about the defence expenditure of NATO Allies from the editions that NATO publishes, as they stand today or as they stood on any day. " +
				"Each figure names its edition, and estimates are said to be estimates. Checks claims, follows meetings and commitments, and sends a digest to channels that want one. " + bot.Disclaimer,
		},
		"features": map[string]any{
			"app_home":       map[string]any{"home_tab_enabled": true, "messages_tab_enabled": true, "messages_tab_read_only_enabled": true},
			"bot_user":       map[string]any{"display_name": "natobot", "always_online": true},
			"slash_commands": cs,
			"shortcuts":      shortcuts,
		},
		"oauth_config": oauth,
		"settings": map[string]any{
			"event_subscriptions": events,
			"interactivity":       interactivity,
			"org_deploy_enabled":  false,
			"socket_mode_enabled": base == "",
			// Rotation would end a token copied into SLACK_BOT_TOKEN after 12 hours.
			"token_rotation_enabled": false,
		},
	}
	if tools { // the same answers for everybody: https://docs.slack.dev/ai/slackbot-mcp-client
		m["mcp_servers"] = map[string]any{"natobot": map[string]any{"url": at(o.Tools), "auth_type": "no_auth"}}
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, fmt.Errorf("slack: manifest: %w", err)
	}
	return out.Bytes(), nil
}
