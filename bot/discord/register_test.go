package discord

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"natobot/bot"
	"natobot/bot/discord/discordfake"
)

func puts(r *rig) int {
	n := 0
	for _, c := range r.fake.Calls("/commands") {
		if c.Method == http.MethodPut {
			n++
		}
	}
	return n
}

func TestD29_RegisterOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()))
	all := []string{"nato", "nato-digest", "nato-alerts", "nato-check", "Check claim"}
	register := func(want ...string) {
		t.Helper()
		got, err := r.a.Register(r.ctx())
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("changed %v, want %v; %v", got, want, err)
		}
	}
	register(all...) // the fake refuses what breaks Discord's limits
	register()
	if puts(r) != 1 {
		t.Errorf("%d writes: an unchanged set was written", puts(r))
	}
	// Somebody changed one by hand, and left an old one behind.
	var have []map[string]any
	if err := json.Unmarshal(r.fake.Commands(), &have); err != nil {
		t.Fatal(err)
	}
	have[0]["description"] = "something else"
	have = append(have, map[string]any{"name": "ancient", "type": 1, "description": "x"})
	slices.Reverse(have)
	raw, err := json.Marshal(have)
	if err != nil {
		t.Fatal(err)
	}
	r.fake.Fail(discordfake.Fault{Method: http.MethodGet, Path: "/commands", Status: 200, Body: string(raw)})
	register("nato", "ancient")
	register()
	if puts(r) != 2 {
		t.Errorf("%d writes", puts(r))
	}
}

func TestD29_TheTableKeepsTheLimits(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(Commands())
	if err != nil {
		t.Fatal(err)
	}
	if faults := discordfake.ValidateCommands(raw); len(faults) > 0 {
		t.Error(strings.Join(faults, "\n"))
	}
	if strings.Contains(string(raw), `"description":""`) {
		t.Error("a command is registered with an empty description")
	}
	for _, c := range Commands() {
		where := map[string][]int{cmdNato: {0, 1, 2}, cmdCheck: {0, 1, 2}, cmdFile: {0, 1, 2}, cmdDigest: {0}, cmdAlerts: {0}}[c.Name]
		if !slices.Equal(c.Contexts, where) || len(c.IntegrationTypes) == 0 || slices.Contains(c.IntegrationTypes, 1) != (len(where) == 3) {
			t.Errorf("%s: contexts %v, integration types %v", c.Name, c.Contexts, c.IntegrationTypes)
		}
		if changes := c.Name == cmdDigest || c.Name == cmdAlerts; changes != (c.DefaultMemberPermissions == "32") {
			t.Errorf("%s: default permissions %q", c.Name, c.DefaultMemberPermissions)
		}
		localised(t, c.Name, c.Description, c.DescriptionLocalizations)
		for _, o := range c.Options {
			if o.Type == optSub {
				localised(t, c.Name+" "+o.Name, o.Description, o.DescriptionLocalizations)
				order := typed[c.Name][o.Name]
				if order == nil {
					t.Errorf("%s %s: nothing answers it", c.Name, o.Name)
					continue
				}
				if text := order(func(string) string { return "3" }); !inTable(text) {
					t.Errorf("%s %s: %q begins with no verb of the bot", c.Name, o.Name, text)
				}
			}
		}
	}
}

func inTable(text string) bool {
	_, ok := bot.VerbTyped(text)
	return ok
}

func localised(t *testing.T, name, text string, ls map[string]string) {
	t.Helper()
	if text == "" {
		return // message commands have none
	}
	for _, l := range strings.Fields("bg cs da de el es-ES fi fr hr hu it lt nl no pl pt-BR ro sv-SE tr") {
		if s := ls[l]; s == "" || s == text || strings.TrimSpace(s) != s {
			t.Errorf("%s: %s: %q", name, l, s)
		}
	}
}

func TestRegisterSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault discordfake.Fault
		want  string
	}{
		"token":       {discordfake.Fault{Path: "/commands", Status: 401, Body: `{"message":"401: Unauthorized","code":0}`}, "token"},
		"application": {discordfake.APIError("", "/commands", 403, 20012, "You are not authorized"), "DISCORD_APPLICATION_ID"},
		"form":        {discordfake.APIError(http.MethodPut, "/commands", 400, 50035, "Invalid Form Body"), "50035"},
		"limit":       {discordfake.Fault{Path: "/commands", Status: 429, Body: `{"retry_after":1}`}, "429"},
		"page":        {discordfake.Fault{Path: "/commands", Status: 200, Body: "<html>"}, "read the registered commands"},
		"cut":         {discordfake.Fault{Method: http.MethodPut, Path: "/commands", CutBefore: true}, "register commands"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, answers(spain()))
			r.fake.Fail(c.fault)
			_, err := r.a.Register(r.ctx())
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), r.fake.Token()) {
				t.Errorf("error %v", err)
			}
			if name == "token" && !errors.Is(err, ErrToken) {
				t.Errorf("error %v", err)
			}
		})
	}
	asks := newRig(t, answers(spain()), func(c *Config) { c.ApplicationID = "" })
	if _, err := asks.a.Register(asks.ctx()); err != nil || len(asks.fake.Calls("/applications/@me")) != 1 {
		t.Errorf("application's id: %v", err)
	}
	none := newRig(t, answers(spain()), func(c *Config) { c.Token = "" })
	if _, err := none.a.Register(none.ctx()); err == nil || !strings.Contains(err.Error(), "DISCORD_BOT_TOKEN") {
		t.Errorf("without a token: %v", err)
	}
}
