package bot

import (
	"context"
	"time"

	"natobot/facts"
	"natobot/facts/answer"
)

// A Kind says what a request is.
type Kind string

// The kinds. Transports turn whatever their platform sends into one of these.
const (
	Ask      Kind = "ask"      // text typed: slash command, terminal
	Mention  Kind = "mention"  // text said to the bot in a channel or thread
	Press    Kind = "press"    // a button or select; Ref holds what it carries
	Complete Kind = "complete" // autocomplete of half a question
	Check    Kind = "check"    // a message to be claim-checked; Text is the message
	Submit   Kind = "submit"   // a form sent back; Fields holds its values
	Home     Kind = "home"     // the app's own page was opened
	Welcome  Kind = "welcome"  // installed: greet the installer
	Open     Kind = "open"     // an answer's address was opened; Text is its reference
	Gone     Kind = "gone"     // uninstalled or tokens revoked: end the installation
	Unshared Kind = "unshared" // the share that a Press asked for was certainly not posted
)

// A Request is what somebody wants, whatever the platform. It has been
// authenticated by its transport. Text is hostile.
type Request struct {
	ID        string // the platform's own id of the event, for dedupe and logs
	Kind      Kind
	Platform  string // "slack", "discord", "console", "web"
	Workspace string // Slack team (or enterprise) id, Discord guild id; "" in a Discord DM
	Channel   string
	Thread    string // Slack thread_ts; "" outside a thread
	User      string
	Locale    string // BCP 47, "" unknown
	Text      string
	Ref       Ref               // of a Press
	Fields    map[string]string // of a Submit
	Manages   bool              // may manage this channel's subscriptions: Discord Manage Server; Slack channel members
	Barred    string            // why the bot can't post in this channel, with what to do; "" when it can, or it isn't known
	Direct    bool              // a direct message: no channel to subscribe
	File      *File             // of a Check: a file in the place of Text; its own day counts where none is asked for
	AsOf      facts.Date        // of a Check: the day by which it is judged; "" that of At
	At        time.Time         // when it was received; every clock reading of a handler
	Context   answer.Context    // what the thread carries over
	Whole     bool              // the reply is to have its Evidence: it is shown as a page
}

// A Handler turns a request into a reply. It never sends, never fails without
// a sentence, and knows no transport.
type Handler func(ctx context.Context, r Request) Reply
