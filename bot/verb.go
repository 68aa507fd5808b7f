package bot

import (
	"slices"
	"strings"
)

// A VerbName says what an order or a button does.
type VerbName string

// The verbs: first what the bot itself does, then what a Desk does.
const (
	VerbAsk      VerbName = "ask"
	VerbShare    VerbName = "share"
	VerbEvidence VerbName = "evidence"
	VerbLookup   VerbName = "lookup"
	VerbFile     VerbName = "checkfile"

	VerbSubscribe     VerbName = "subscribe"
	VerbSubscribeForm VerbName = "subscribe form"
	VerbDigest        VerbName = "digest"
	VerbPreview       VerbName = "preview"
	VerbSend          VerbName = "send"
	VerbAlerts        VerbName = "alerts"
	VerbList          VerbName = "list"
	VerbSettings      VerbName = "settings"
	VerbSettingsForm  VerbName = "settings form"
	VerbSnooze        VerbName = "snooze"
	VerbMute          VerbName = "mute"
	VerbPause         VerbName = "pause"
	VerbResume        VerbName = "resume"
	VerbUnsubscribe   VerbName = "unsubscribe"
	VerbUndo          VerbName = "undo"
	VerbTransfer      VerbName = "transfer"
	VerbHistory       VerbName = "history"
	VerbWhy           VerbName = "why"
	VerbPublish       VerbName = "publish"
	VerbRefuse        VerbName = "refuse"
)

// A Verb is something that a Desk can be told to do. One table of them serves
// the words that begin an order, what a button may carry, help, and what a
// platform's commands may change, so that they cannot drift apart.
type Verb struct {
	Name     VerbName // as an order and a button carry it
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
	{Name: VerbAsk}, {Name: VerbShare}, {Name: VerbEvidence}, {Name: VerbLookup}, {Name: VerbFile}, // typed without a verb
	{Name: VerbSubscribe, Words: []string{"subscribe"}, Changes: true, Example: "subscribe weekly mon 09:00 Europe/Madrid"},
	{Name: VerbSubscribeForm, Bare: true, Changes: true},
	{Name: VerbDigest, Words: []string{"digest", "digests"}, Changes: true},
	{Name: VerbPreview, Words: []string{"preview"}, Number: true, Example: "preview"},
	{Name: VerbSend, Words: []string{"send"}, Number: true, Changes: true, Example: "send"},
	{Name: VerbAlerts, Words: []string{"alerts", "alert"}, Changes: true, Example: "alerts on"},
	{Name: VerbList, Words: []string{"subscriptions", "subscription"}, Bare: true, Example: "subscriptions"},
	{Name: VerbSettings, Words: []string{"settings", "setting"}, Number: true, Changes: true, Example: "settings 3"},
	{Name: VerbSettingsForm, Changes: true},
	{Name: VerbSnooze, Words: []string{"snooze"}, Number: true, Changes: true, Replaces: true, Example: "snooze 3 4w"},
	{Name: VerbMute, Number: true, Changes: true},
	{Name: VerbPause, Words: []string{"pause"}, Number: true, Changes: true, Replaces: true, Example: "pause 3"},
	{Name: VerbResume, Words: []string{"resume", "unpause"}, Number: true, Changes: true, Replaces: true, Example: "resume 3"},
	{Name: VerbUnsubscribe, Words: []string{"unsubscribe"}, Number: true, Changes: true, Replaces: true, Example: "unsubscribe 3"},
	{Name: VerbUndo, Words: []string{"undo"}, Number: true, Changes: true, Replaces: true, Example: "undo 3"},
	{Name: VerbTransfer, Words: []string{"transfer"}, Changes: true},
	{Name: VerbHistory, Words: []string{"history"}, Number: true, Example: "history 3"},
	{Name: VerbWhy, Words: []string{"why"}, Example: "why"},
	{Name: VerbPublish, Replaces: true},
	{Name: VerbRefuse, Replaces: true},
}

// Verbs is a copy of the table.
func Verbs() []Verb { return slices.Clone(verbs) }

// VerbNamed is the verb of a name, as orders and buttons carry it.
func VerbNamed(name VerbName) (Verb, bool) {
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
			return v, v.Name != VerbWhy || len(f) == 1 || slices.Contains(f, "nothing") || slices.Contains(f, "nothing?")
		}
	}
	return Verb{}, false
}

// deskHelp is what help adds where there is a Desk.
func deskHelp() []string {
	ex := func(names ...VerbName) string {
		var out []string
		for _, n := range names {
			if v, ok := VerbNamed(n); ok && v.Example != "" {
				out = append(out, v.Example)
			}
		}
		return strings.Join(out, " · ")
	}
	return []string{
		"A digest in this channel: " + ex(VerbSubscribe) + " · subscribe daily 08:30 Europe/Warsaw about spain, poland · " + ex(VerbPreview) + ", for you alone · " + ex(VerbSend) + ", here and now",
		"News in this channel: " + ex(VerbAlerts) + " · alerts on about spain · alerts off",
		"What is set up: " + ex(VerbList, VerbSettings, VerbSnooze, VerbPause, VerbResume, VerbUnsubscribe, VerbUndo, VerbHistory, VerbWhy),
	}
}
