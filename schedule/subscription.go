package schedule

import (
	"errors"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// A SubscriptionKind says what a subscription sends.
type SubscriptionKind string

// The kinds of subscription.
const (
	Digests SubscriptionKind = "digest" // on a schedule
	Alerts  SubscriptionKind = "alerts" // when there is news
)

// A State says whether a subscription sends.
type State string

// The states. A removed subscription is kept for a while so that unsubscribing
// can be undone.
const (
	Active  State = "active"
	Paused  State = "paused" // by hand, or by us after a permanent failure: see Reason
	Removed State = "removed"
)

// A Subscription is what a channel asked for. It belongs to the channel; Owner
// is who set it up and who is told when it can't be delivered.
type Subscription struct {
	ID      int64
	To      bot.Destination
	Kind    SubscriptionKind
	Spec    string // as ParseSpec reads it; "" for alerts
	Zone    string // IANA name
	Owner   string // user id; "" an operator
	Created time.Time

	About       []facts.Code // empty: all Allies
	OnlyChanges bool
	Crossing    []float64 // alerts: levels in per cent; empty: floor and core commitment
	Revision    float64   // alerts: least revision told, in points; 0: the default
	Breaking    bool      // alerts: new editions go through quiet hours
	Headlines   bool      // alerts: headlines of the feeds too
	Quiet       string    // alerts: as ParseQuiet reads it

	State     State
	Reason    string // why it is paused or removed, for people
	ChangedBy string // user id of who changed it last, "" a program
	ChangedAt time.Time
	Snoozed   time.Time // nothing is sent before; zero: not snoozed
	Next      time.Time // the next run; zero for alerts

	Told   string    // id of the edition that the channel was last told of
	ToldAt time.Time // when the last message was sent; at first, when it was made
}

// ErrNoSubscription says that there is no subscription of that number.
var ErrNoSubscription = errors.New("there is no such subscription")
