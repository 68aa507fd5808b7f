package bot

import (
	"slices"
	"strings"
)

// A Verb is something that a Desk can be told to do. One table of them serves
// the words that begin an order, what a button may carry, help, and what a
// platform's commands may change, so that they cannot drift apart.
type Verb struct {
	Name     string   // as an order and a button carry it
	Words    []string // what begins it when it is typed, in small letters; the first is the one to teach
	Number   bool     // a button of it carries a subscription's number
	Bare     bool     // a button of it carries nothing
	Changes  bool     // it changes what a channel gets
	Replaces bool     // the answer to its button stands in the place of the button's message
	Example  string   // for help; "" where another's line shows it
}

// verbs is the table. "alerts" and "digest" are begun by one word and told
// apart by what follows it.
var verbs = []Verb{
	{Name: "subscribe", Words: []string{"subscribe"}, Changes: true, Example: "subscribe weekly mon 09:00 Europe/Madrid"},
	{Name: "subscribe form", Bare: true, Changes: true},
	{Name: "digest", Words: []string{"digest", "digests"}, Changes: true},
	{Name: "preview", Words: []string{"preview"}, Number: true, Example: "preview"},
	{Name: "send", Words: []string{"send"}, Number: true, Changes: true, Example: "send"},
	{Name: "alerts", Words: []string{"alerts", "alert"}, Changes: true, Example: "alerts on"},
	{Name: "list", Words: []string{"subscriptions", "subscription"}, Bare: true, Example: "subscriptions"},
	{Name: "settings", Words: []string{"settings", "setting"}, Number: true, Changes: true, Example: "settings 3"},
	{Name: "snooze", Words: []string{"snooze"}, Number: true, Changes: true, Replaces: true, Example: "snooze 3 4w"},
	{Name: "mute", Number: true, Changes: true},
	{Name: "pause", Words: []string{"pause"}, Number: true, Changes: true, Replaces: true, Example: "pause 3"},
	{Name: "resume", Words: []string{"resume", "unpause"}, Number: true, Changes: true, Replaces: true, Example: "resume 3"},
	{Name: "unsubscribe", Words: []string{"unsubscribe"}, Number: true, Changes: true, Replaces: true, Example: "unsubscribe 3"},
	{Name: "undo", Words: []string{"undo"}, Number: true, Changes: true, Replaces: true, Example: "undo 3"},
	{Name: "transfer", Words: []string{"transfer"}, Changes: true},
	{Name: "history", Words: []string{"history"}, Number: true, Example: "history 3"},
	{Name: "why", Words: []string{"why"}, Example: "why"},
	{Name: "publish", Replaces: true},
	{Name: "refuse", Replaces: true},
}

// Verbs is a copy of the table.
func Verbs() []Verb { return slices.Clone(verbs) }

// VerbNamed is the verb of a name, as orders and buttons carry it.
func VerbNamed(name string) (Verb, bool) {
	i := slices.IndexFunc(verbs, func(v Verb) bool { return v.Name == name })
	if i < 0 {
		return Verb{}, false
	}
	return verbs[i], true
}

// VerbTyped is the verb that a text begins with, whatever follows. "why" is
// one only alone or about nothing: it begins questions too.
func VerbTyped(text string) (Verb, bool) {
	f := strings.Fields(strings.ToLower(text))
	if len(f) == 0 {
		return Verb{}, false
	}
	first := strings.TrimRight(f[0], ":!.?")
	for _, v := range verbs {
		if slices.Contains(v.Words, first) {
			return v, v.Name != "why" || len(f) == 1 || slices.Contains(f, "nothing") || slices.Contains(f, "nothing?")
		}
	}
	return Verb{}, false
}

// deskHelp is what help adds where there is a Desk.
func deskHelp() []string {
	ex := func(names ...string) string {
		var out []string
		for _, n := range names {
			if v, ok := VerbNamed(n); ok && v.Example != "" {
				out = append(out, v.Example)
			}
		}
		return strings.Join(out, " · ")
	}
	return []string{
		"A digest in this channel: " + ex("subscribe") + " · subscribe daily 08:30 Europe/Warsaw about spain, poland · " + ex("preview") + ", for you alone · " + ex("send") + ", here and now",
		"News in this channel: " + ex("alerts") + " · alerts on about spain · alerts off",
		"What is set up: " + ex("list", "settings", "snooze", "pause", "resume", "unsubscribe", "undo", "history", "why"),
	}
}
