package bot

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Destination is where a message goes.
type Destination struct {
	Platform  string
	Workspace string
	Channel   string
	Thread    string // to answer in; where Traits are Flat, the message replied to
	User      string // a direct message to this user when Channel is ""
}

// A Receipt is the platform's confirmation.
type Receipt struct {
	MessageID string // the platform's own
	Channel   string // where it went, when a DM was opened for it
}

// A Poster sends messages of one platform. Post tries once: only the queue
// retries. The key is the same for each try of one message and at most 25
// characters; where the platform can swallow a repeat by it, it does. A failure
// is always a *DeliveryError.
type Poster interface {
	Post(ctx context.Context, to Destination, r Reply, key string) (Receipt, error)
}

// A LatePoster is a Poster that says when a message is about to leave: it calls
// leaving once everything is composed, allowed and connected, immediately
// before the first byte of the message is written, and writes none when leaving
// fails. What failed before leaving was called was certainly not sent.
type LatePoster interface {
	Poster
	PostLate(ctx context.Context, to Destination, r Reply, key string, leaving func(context.Context) error) (Receipt, error)
}

// A Finder looks up whether a message with a key was posted since a time.
// ErrNoLookup says that the bot may not look there; another error is a
// *DeliveryError, to be asked again after its After.
type Finder interface {
	Find(ctx context.Context, to Destination, key string, since time.Time) (r Receipt, found bool, err error)
}

// ErrNoLookup says that a platform does not let the bot read what it posted.
var ErrNoLookup = errors.New("what was posted can't be looked up")

// A Prober is a Poster that can ask its platform, with one call that sends
// nothing, whether the token for a workspace is accepted. Nil says that it is;
// any other answer is a *DeliveryError.
type Prober interface {
	Poster
	ProbeToken(ctx context.Context, workspace string) error
}

// An Outcome is the class of a failed delivery.
type Outcome string

// The outcomes.
const (
	Permanent    Outcome = "permanent"    // will not succeed until a person changes something
	RetryAfter   Outcome = "retry"        // certainly not sent; try again after After
	UnknownSent  Outcome = "unknown"      // may have been sent
	Unauthorised Outcome = "unauthorised" // the workspace's or bot's token will never be good again: stop calling
	TokenRefused Outcome = "refused"      // certainly not sent: the token is refused for now, ask a Prober when it is taken again
)

// A DeliveryError says what became of a message that was not confirmed.
type DeliveryError struct {
	Outcome Outcome
	Code    string        // the platform's own word: "is_archived", "50013"
	Reason  string        // a sentence for the channel's owner, with what to do
	After   time.Duration // of RetryAfter
	Safe    bool          // of UnknownSent: a repeat with the same key is swallowed by the platform
	Gone    bool          // the destination no longer exists at all
	Err     error         // the cause, for the log; holds no token and no URL
}

func (e *DeliveryError) Error() string {
	return fmt.Sprintf("delivery %s (%s): %v", e.Outcome, e.Code, e.Err)
}

func (e *DeliveryError) Unwrap() error { return e.Err }
