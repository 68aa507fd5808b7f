package bot

import "time"

// Traits are what a platform is like where it matters to those who know no
// platform: whoever sends on the bot's own account, and whoever decides what a
// channel gets. The platform's package says them; the zero Traits are those of
// one about which nothing is known.
type Traits struct {
	Name     string        // as Request.Platform and Destination.Platform say it
	Workers  int           // messages sent at a time; 0: a few, together with all others of this kind
	Every    time.Duration // between messages, where one limit holds for all channels; 0: none does
	Repeats  time.Duration // after the first try, how long a repeat with the same key is swallowed; 0: never
	OneToken bool          // one token serves all workspaces
	Flat     bool          // a reply names the message that it answers; else the thread it is in
	Private  bool          // whoever asks is its operator, and may change everything
	Command  string        // what is typed before an order, with its blank: "/nato "; "" nothing
	Joins    string        // what a channel has to do before the bot can post in it, where a request does not tell whether it was done
	Managers string        // who may change what a channel gets: "people who …"; "" is as much as is known
}

// MayNotChange tells somebody who is none of its Managers.
func (t Traits) MayNotChange() string {
	who := t.Managers
	if who == "" {
		who = "people who manage this channel"
	}
	return "Only " + who + " can change what this channel gets; nothing was changed. Please ask one of them."
}

// Platforms are the traits of platforms by name. A name that is not among them
// has the zero Traits.
type Platforms map[string]Traits

// PlatformsOf is a table of traits.
func PlatformsOf(ts ...Traits) Platforms {
	out := Platforms{}
	for _, t := range ts {
		out[t.Name] = t
	}
	return out
}
