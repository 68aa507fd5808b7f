package schedule

import (
	"context"
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

// A Delivery is one message that is due, or was. Its slot is unique within its
// subscription (and, for corrections, on its own): whoever plans it again adds
// nothing.
type Delivery struct {
	ID           int64
	Subscription int64 // 0 for a correction, and for what the operator is told
	To           bot.Destination
	Kind         string // "digest", "alert", "correction", "notice"
	Slot         string
	Due          time.Time
	Status       string // "planned", "sent", "skipped", "failed", "unknown"
	Reason       string // of whatever is not sent, for people
	MessageID    string
	Sent         time.Time
	Body         []byte // what Compose needs beside the subscription
}

// A Book keeps subscriptions. It is what the desk needs of a store.
type Book interface {
	// Subscribe stores a new subscription and returns it with its number.
	Subscribe(ctx context.Context, s Subscription) (Subscription, error)
	// Subscriptions lists those that are not removed, by number; of a whole
	// workspace when channel is "".
	Subscriptions(ctx context.Context, platform, workspace, channel string) ([]Subscription, error)
	// Subscription returns ErrNoSubscription when there is none, not even a
	// removed one.
	Subscription(ctx context.Context, id int64) (Subscription, error)
	// Change applies f to a subscription in one transaction. When f changed
	// anything, ChangedBy and ChangedAt become by and now.
	Change(ctx context.Context, id int64, by string, now time.Time, f func(*Subscription) error) (Subscription, error)
	// Deliveries are the last ones of a subscription, the newest first.
	Deliveries(ctx context.Context, subscription int64, most int) ([]Delivery, error)
	// Plan is that of an Outbox.
	Plan(ctx context.Context, ds []Delivery) (int, error)
}

// An Outbox is what the newsroom needs of a store.
type Outbox interface {
	// Announced are the keys of the news that were planned before, and when;
	// those of headlines may be forgotten after a month.
	Announced(ctx context.Context) (map[string]time.Time, error)
	MarkAnnounced(ctx context.Context, keys []string, now time.Time) error
	// EachSubscription goes through the active subscriptions of a kind, snoozed
	// ones included, and stops at the first error.
	EachSubscription(ctx context.Context, kind SubscriptionKind, f func(Subscription) error) error
	// EachStated goes through the messages that stated figures and were sent or
	// shared since then, and stops at the first error.
	EachStated(ctx context.Context, since time.Time, f func(Stated) error) error
	// Plan adds the deliveries whose slots are new, with their jobs, in one
	// transaction, and reports how many. One with the status "skipped" is
	// recorded and gets no job; an empty status is "planned". It keeps neither
	// the slice nor its bodies.
	Plan(ctx context.Context, ds []Delivery) (int, error)
}
