package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"natobot/bot/draft"
	factanswer "natobot/facts/answer"
	"natobot/facts/reader"
)

// Names of our commands and of the options that the code reads.
const (
	cmdNato   = "nato"
	cmdDigest = "nato-digest"
	cmdAlerts = "nato-alerts"
	cmdCheck  = "Check claim"
	cmdFile   = "nato-check"

	optQuestion = "question"
	optZone     = "zone"
	optFile     = "file"
	optWords    = "text"
	optAsOf     = "as-of"
)

// A Command as Discord registers it:
// https://docs.discord.com/developers/interactions/application-commands
type Command struct {
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations,omitempty"`
	Type                     int               `json:"type"`
	Description              string            `json:"description,omitempty"` // none for a message command
	DescriptionLocalizations map[string]string `json:"description_localizations,omitempty"`
	Options                  []CommandOption   `json:"options,omitempty"`
	DefaultMemberPermissions string            `json:"default_member_permissions,omitempty"`
	IntegrationTypes         []int             `json:"integration_types"` // 0 server, 1 user
	Contexts                 []int             `json:"contexts"`          // 0 server, 1 the bot's DM, 2 other DMs
}

// A CommandOption is an option or subcommand of a Command.
type CommandOption struct {
	Type                     int               `json:"type"` // 1 subcommand, 3 text, 4 whole number, 5 yes or no, 11 a file
	Name                     string            `json:"name"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations,omitempty"`
	Required                 bool              `json:"required,omitempty"`
	Autocomplete             bool              `json:"autocomplete,omitempty"`
	MinValue                 int               `json:"min_value,omitempty"`
	MaxLength                int               `json:"max_length,omitempty"`
	Options                  []CommandOption   `json:"options,omitempty"`
}

// Kinds of commands and options.
const (
	chatInput   = 1
	messageMenu = 3

	optSub  = 1
	optText = 3
	optInt  = 4
	optBool = 5
	optSent = 11
)

// typed turns subcommands into the order that could be typed. What that order
// may do stands in the bot's own table of verbs.
var typed = map[string]map[string]func(option func(name string) string) string{
	cmdDigest: {
		"on": func(o func(string) string) string {
			when := o("when")
			switch first, _, _ := strings.Cut(strings.ToLower(when), " "); first {
			case "weekly", "daily", "monthly", "cron", "every":
			default:
				when = "weekly " + when
			}
			return "subscribe " + when + before(" ", o(optZone)) + before(" about ", o("about")) + whenOff(" every time", o("only-changes"))
		},
		"off":     func(o func(string) string) string { return "unsubscribe " + o("number") },
		"snooze":  func(o func(string) string) string { return "snooze " + o("number") + " " + o("for") },
		"pause":   func(o func(string) string) string { return "pause " + o("number") },
		"resume":  func(o func(string) string) string { return "resume " + o("number") },
		"status":  func(func(string) string) string { return "subscriptions" },
		"preview": func(o func(string) string) string { return "preview " + o("number") },
		"history": func(o func(string) string) string { return "history " + o("number") },
	},
	cmdAlerts: {
		"on": func(o func(string) string) string {
			return "alerts on" + before(" about ", o("about")) + before(" crossing ", o("crossing")) + flag(" breaking", o("breaking")) + flag(" headlines", o("headlines"))
		},
		"off":    func(func(string) string) string { return "alerts off" },
		"status": func(func(string) string) string { return "subscriptions" },
	},
}

func before(word, s string) string {
	if s == "" {
		return ""
	}
	return word + s
}

func flag(word, value string) string {
	if value != "true" {
		return ""
	}
	return word
}

// whenOff is word where an option that is on by default was turned off.
func whenOff(word, value string) string {
	if value != "false" {
		return ""
	}
	return word
}

// Commands is the table of commands that Register puts on Discord.
func Commands() []Command {
	about := CommandOption{Type: optText, Name: "about", Description: "Allies, for example: spain, poland. Without it: all", MaxLength: 200}
	number := func(say string, required bool) CommandOption {
		return CommandOption{Type: optInt, Name: "number", Description: say, MinValue: 1, Required: required}
	}
	which := "Number of the subscription, as status shows it"
	sub := func(name, say string, options ...CommandOption) CommandOption {
		return CommandOption{Type: optSub, Name: name, Description: say, Options: options}
	}
	cs := []Command{
		{
			Name: cmdNato, Type: chatInput, Description: "What Allies spend on defence, by NATO's own figures and editions",
			IntegrationTypes: []int{0, 1}, Contexts: []int{0, 1, 2},
			Options: []CommandOption{{Type: optText, Name: optQuestion, Description: "spain · compare spain poland · below 2% · spain as of 2025-03-13 · help", Required: true, Autocomplete: true, MaxLength: reader.MaxQuestion}},
		},
		{
			Name: cmdDigest, Type: chatInput, Description: "A regular digest of allied defence expenditure for this channel",
			DefaultMemberPermissions: fmt.Sprint(permManageGuild), IntegrationTypes: []int{0}, Contexts: []int{0},
			Options: []CommandOption{
				sub("on", "Start a digest in this channel",
					CommandOption{Type: optText, Name: "when", Description: "mon 09:00 · daily 08:00 · monthly 1st 09:00", Required: true, MaxLength: 100},
					CommandOption{Type: optText, Name: optZone, Description: "Time zone, for example Europe/Madrid", Required: true, Autocomplete: true, MaxLength: 60},
					about, CommandOption{Type: optBool, Name: "only-changes", Description: "Send nothing when there is no news (the default)"}),
				sub("off", "Stop a digest or alerts", number(which, true)),
				sub("status", "This channel's digests and alerts"),
				sub("preview", "See now what the next digest would say; only you see it", number(which, false)),
				sub("snooze", "Send nothing for a while", number(which, true), CommandOption{Type: optText, Name: "for", Description: "How long: 3d, 4w", Required: true, MaxLength: 30}),
				sub("pause", "Send nothing until resumed", number(which, true)),
				sub("resume", "Send again", number(which, true)),
				sub("history", "What was sent, and why something was not", number(which, false)),
			},
		},
		{
			Name: cmdAlerts, Type: chatInput, Description: "Alerts for this channel: new editions, revised figures, crossed commitments",
			DefaultMemberPermissions: fmt.Sprint(permManageGuild), IntegrationTypes: []int{0}, Contexts: []int{0},
			Options: []CommandOption{
				sub("on", "Start alerts in this channel", about,
					CommandOption{Type: optText, Name: "crossing", Description: "Shares of GDP to watch, for example: 2%, 3.5%", MaxLength: 60},
					CommandOption{Type: optBool, Name: "breaking", Description: "New editions also at night and on weekends"},
					CommandOption{Type: optBool, Name: "headlines", Description: "Headlines about allied defence expenditure"}),
				sub("off", "Stop alerts in this channel"),
				sub("status", "This channel's digests and alerts"),
			},
		},
		{
			Name: cmdFile, Type: chatInput, Description: "Check the figures of a text or a file; only you see the result",
			IntegrationTypes: []int{0, 1}, Contexts: []int{0, 1, 2},
			Options: []CommandOption{
				{Type: optSent, Name: optFile, Description: "A file: " + draft.Kinds},
				{Type: optText, Name: optWords, Description: "Or a text", MaxLength: 6000},
				{Type: optText, Name: optAsOf, Description: "Judge by what was known on this day: 2025-03-13. Without it: the text's own day, or today", MaxLength: 10},
			},
		},
		{Name: cmdCheck, Type: messageMenu, IntegrationTypes: []int{0, 1}, Contexts: []int{0, 1, 2}, NameLocalizations: translations[cmdCheck]},
	}
	for i := range cs {
		cs[i].DescriptionLocalizations = translations[cs[i].Description]
		for j := range cs[i].Options {
			localise(&cs[i].Options[j])
		}
	}
	return cs
}

func localise(o *CommandOption) {
	o.DescriptionLocalizations = translations[o.Description]
	for i := range o.Options {
		localise(&o.Options[i])
	}
}

// Register puts the command table on Discord where it differs, and reports the
// names of commands that were added, changed or removed. When nothing differs,
// nothing is written: Discord allows 200 creations a day.
func (a *Adapter) Register(ctx context.Context) (changed []string, err error) {
	if a.cfg.Token == "" {
		return nil, fmt.Errorf("discord: registering commands needs DISCORD_BOT_TOKEN")
	}
	id, err := a.application(ctx)
	if err != nil {
		return nil, err
	}
	path := "/applications/" + id + "/commands"
	res, err := a.call(ctx, http.MethodGet, path+"?with_localizations=true", true, "", nil)
	if err != nil || !res.OK() {
		return nil, registering(res, err)
	}
	var have []Command
	if err := json.Unmarshal(res.Body, &have); err != nil {
		return nil, fmt.Errorf("discord: read the registered commands: %w", err)
	}
	want := Commands()
	for _, w := range want {
		i := slices.IndexFunc(have, func(h Command) bool { return h.Name == w.Name && h.Type == w.Type })
		if i < 0 || !same(have[i], w) {
			changed = append(changed, w.Name)
		}
	}
	for _, h := range have {
		if !slices.ContainsFunc(want, func(w Command) bool { return h.Name == w.Name && h.Type == w.Type }) {
			changed = append(changed, h.Name)
		}
	}
	if len(changed) == 0 {
		return changed, nil
	}
	body, err := json.Marshal(want)
	if err != nil {
		return nil, fmt.Errorf("discord: encode the commands: %w", err)
	}
	res, err = a.call(ctx, http.MethodPut, path, true, "application/json", body)
	if err != nil || !res.OK() {
		return nil, registering(res, err)
	}
	return changed, nil
}

func registering(res result, err error) error {
	switch {
	case err != nil:
		return fmt.Errorf("discord: register commands: %w", err)
	case res.Status == http.StatusUnauthorized:
		return ErrToken
	case res.Status == http.StatusForbidden:
		return fmt.Errorf("discord: register commands: the token is not this application's; check DISCORD_APPLICATION_ID: %w", res.err())
	}
	return fmt.Errorf("discord: register commands: %w", res.err())
}

// same compares commands as Discord keeps them: it adds fields of its own,
// which are not decoded, and may leave out empty lists.
func same(a, b Command) bool {
	norm := func(c Command) any {
		slices.Sort(c.Contexts)
		slices.Sort(c.IntegrationTypes)
		raw, err := json.Marshal(c)
		if err != nil {
			return err
		}
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			return err
		}
		return v
	}
	a.Contexts, a.IntegrationTypes = slices.Clone(a.Contexts), slices.Clone(a.IntegrationTypes)
	b.Contexts, b.IntegrationTypes = slices.Clone(b.Contexts), slices.Clone(b.IntegrationTypes)
	return reflect.DeepEqual(norm(a), norm(b))
}

// zoneNames are the zones of the Alliance's capitals and other large cities.
var zoneNames = strings.Fields(`Europe/Brussels Europe/London Europe/Paris Europe/Berlin Europe/Madrid Europe/Rome Europe/Warsaw
	Europe/Amsterdam Europe/Athens Europe/Bratislava Europe/Bucharest Europe/Budapest Europe/Copenhagen Europe/Helsinki Europe/Istanbul
	Europe/Lisbon Europe/Ljubljana Europe/Luxembourg Europe/Oslo Europe/Podgorica Europe/Prague Europe/Riga Europe/Skopje Europe/Sofia
	Europe/Stockholm Europe/Tallinn Europe/Tirane Europe/Vilnius Europe/Zagreb Atlantic/Reykjavik Atlantic/Azores Atlantic/Canary
	America/New_York America/Chicago America/Denver America/Los_Angeles America/Anchorage Pacific/Honolulu America/Toronto
	America/Halifax America/St_Johns America/Winnipeg America/Edmonton America/Vancouver Europe/Kyiv UTC`)

// zones suggests time zones; any other zone can still be typed.
func zones(typed string) []factanswer.Choice {
	typed = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(typed), " ", "_"))
	var out []factanswer.Choice
	for _, z := range zoneNames {
		if strings.Contains(strings.ToLower(z), typed) {
			out = append(out, factanswer.Choice{Label: z, Ask: z})
		}
	}
	return out
}
