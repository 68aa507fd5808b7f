package bot

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"natobot/facts"
	"natobot/facts/answer"
)

// A Desk answers what concerns subscriptions, digests, alerts and deliveries.
// Handle reports false when the request is none of its business. Package
// schedule has the one that a server uses.
type Desk interface {
	Handle(ctx context.Context, r Request) (Reply, bool)
}

// Config of a Bot. Data is required.
type Config struct {
	Data    func() *answer.Writer // of the dataset of the moment; an answer keeps the one it began with
	Desk    Desk                  // nil: subscriptions are declined with a sentence
	Once    Once                  // nil: a Memory of this process
	Limits  *Limits               // nil: unlimited (terminal)
	Support string                // where to get help, shown in help and on the app's page
	Public  string                // where this server's pages are reached, without a slash at its end; "" nowhere
	Log     *slog.Logger          // nil: discarded
	Observe func(r Request, reply Reply, took time.Duration)
}

// A Bot answers requests. It is safe for concurrent use and owns no goroutine.
type Bot struct {
	Config
	memo    *memo
	reading chan struct{} // a place for each file that is read at once
}

// New makes a Bot.
func New(c Config) *Bot {
	if c.Once == nil {
		c.Once = NewMemory(100_000)
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Support == "" {
		c.Support = DefaultSupport
	}
	return &Bot{Config: c, memo: &memo{}, reading: make(chan struct{}, 1)}
}

// Answering is a Bot that has no desk and no limits and answers questions
// alone, from what b remembers: for those who may ask and change nothing.
func (b *Bot) Answering() *Bot {
	c := b.Config
	c.Desk, c.Limits = nil, nil
	return &Bot{Config: c, memo: b.memo, reading: b.reading}
}

// DefaultSupport tells where help is to be had when the operator names nothing
// else.
const DefaultSupport = "Support: ask whoever runs this bot in your workspace."

// Disclaimer stands on every surface.
const Disclaimer = "Not affiliated with NATO. Figures: NATO; SIPRI where named."

// EvidencePath is the path under which an answer stands by its reference.
const EvidencePath = "/e/"

// shareTTL is how long a share is remembered as done. A private answer on
// Slack can be acted on for 30 minutes, on Discord for as long as it is seen.
const shareTTL = 24 * time.Hour

// Handle is a Handler. It always returns a reply with words in it; a panic
// below becomes the internal-error reply with an id that the log holds too.
func (b *Bot) Handle(ctx context.Context, r Request) (reply Reply) {
	start := r.At
	if b.Observe != nil {
		start = time.Now()
	}
	defer func() {
		if p := recover(); p != nil {
			id := NewRef()
			b.Log.ErrorContext(ctx, "handler panicked", "ref", id, "request", r.ID, "kind", r.Kind, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			reply = InternalError(id)
		}
		if b.Observe != nil {
			b.Observe(r, reply, time.Since(start))
		}
	}()
	if b.Limits != nil {
		if wait, ok := b.Limits.Allow(r); !ok {
			reply = Notice(fmt.Sprintf("That was a lot of questions at once. Please try again in %s.", inWords(wait)))
			reply.Wait = wait
			return reply
		}
	}
	switch r.Kind {
	case Complete:
		return Reply{Kind: KindComplete, Complete: b.Data().Suggest(r.Text, facts.DateOf(r.At), 25)}
	case Check:
		if r.File != nil {
			return b.checkFile(ctx, r)
		}
		return b.check(r, r.Text, cmp.Or(r.AsOf, facts.DateOf(r.At)))
	case Open:
		return b.open(r)
	case Press:
		return b.press(ctx, r)
	case Submit:
		if r.Ref.Verb == VerbFile {
			return b.submitted(ctx, r)
		}
		if q := r.Fields["question"]; q != "" {
			return b.ask(r, q)
		}
	case Welcome:
		return b.welcome()
	case Unshared:
		if err := b.Once.Forget(ctx, shareKey(r)); err != nil {
			b.Log.ErrorContext(ctx, "share not forgotten", "request", r.ID, "error", err)
		}
		return Reply{Kind: KindSilent}
	case Home:
		return b.home(ctx, r)
	}
	if b.Desk != nil {
		if reply, ok := b.Desk.Handle(ctx, r); ok {
			return reply
		}
	} else if _, ok := VerbTyped(r.Text); ok {
		return Notice("Subscriptions and alerts are kept by a running bot; here only questions are answered. Try: spain")
	}
	if question, ok := evidenceTyped(r.Text); ok {
		return b.evidenceFor(r, question)
	}
	return b.ask(r, r.Text)
}

// ask answers a question typed.
func (b *Bot) ask(r Request, text string) Reply {
	d := b.Data()
	today := facts.DateOf(r.At)
	ctx := r.Context
	ctx.Locale = cmp.Or(ctx.Locale, r.Locale)
	a := b.memo.answer(d, text, today, ctx)
	if a.Check != "" {
		reply := b.check(r, a.Check, a.AsOf)
		reply.Question, reply.Reading = text, a.Reading
		return reply
	}
	reply := b.compose(a, today)
	if r.Whole && a.Status == answer.Answered {
		reply.Evidence = besides(d, a.Answer)
	}
	return reply
}

// compose makes a reply of an answer: what kind of message, with what buttons.
func (b *Bot) compose(a answer.Asked, today facts.Date) Reply {
	r := Reply{Answer: a.Answer, Kind: KindAnswer, Queries: a.Queries}
	if b.Public != "" && r.Reference != "" {
		r.Address = b.Public + EvidencePath + r.Reference
		if r.Chart != nil {
			c := *r.Chart
			c.Address = r.Address
			r.Chart = &c
		}
	}
	switch {
	case a.Intent == answer.Help:
		r.Kind = KindHelp
		if len(a.Lines) == 0 && a.Status == answer.Answered { // a greeting
			break
		}
		r.Footer = b.Support + " " + Disclaimer
		if b.Desk != nil && a.Status == answer.Answered {
			r.Lines = append(slices.Clip(r.Lines), deskHelp()...)
		}
	case a.Status != answer.Answered:
		r.Kind = KindQuestion
	}
	for _, c := range a.Choices {
		r.Actions = append(r.Actions, Action{Label: c.Label, Verb: VerbAsk, Arg: c.Ask})
	}
	if r.Kind == KindAnswer && len(a.Repaired) > 0 {
		// A guessed name is asked back, with the answer below it.
		r.Lines = slices.Clone(r.Lines)
		for i, c := range a.Repaired {
			r.Lines = slices.Insert(r.Lines, i, fmt.Sprintf("Did you mean %s? “%s” is read so.", c.Read, c.Typed))
			if i < 3 {
				r.Actions = append(r.Actions, Action{Label: c.Read, Verb: VerbAsk, Arg: strings.ToLower(c.Read)})
			}
		}
	}
	if r.Kind == KindAnswer && a.Canonical != "" {
		again := a.Canonical + " as of " + string(a.AsOf)
		r.Actions = append(r.Actions, Action{Label: "Share to channel", Verb: VerbShare, Arg: again, Style: "primary"})
		if len(a.Figures) > 0 {
			r.Actions = append(r.Actions, Action{Label: "Evidence", Verb: VerbEvidence, Arg: again})
		}
	}
	for i, c := range a.Next {
		if i == 3 {
			break
		}
		ask := c.Ask
		if slices.ContainsFunc(r.Actions, func(x Action) bool { return x.Arg == ask }) {
			continue
		}
		if a.SaidAsOf && a.AsOf != today && !strings.Contains(ask, "as of") {
			ask += " as of " + string(a.AsOf)
		}
		r.Actions = append(r.Actions, Action{Label: c.Label, Verb: VerbAsk, Arg: ask})
	}
	return r
}

// shareKey is what marks a share as done.
func shareKey(r Request) string {
	return "share:" + r.Platform + ":" + r.Workspace + ":" + r.Channel + ":" + r.Ref.ID
}

// press answers a button.
func (b *Bot) press(ctx context.Context, r Request) Reply {
	switch r.Ref.Verb {
	case VerbAsk:
		return b.ask(r, r.Ref.Arg)
	case VerbShare:
		first, err := b.Once.First(ctx, shareKey(r), shareTTL, r.At)
		if err != nil {
			id := NewRef()
			b.Log.ErrorContext(ctx, "share not remembered", "ref", id, "request", r.ID, "error", err)
			return InternalError(id)
		}
		if !first {
			return Notice("This answer was already shared in this channel.")
		}
		reply := b.ask(r, r.Ref.Arg)
		reply.Public, reply.SharedBy = true, r.User
		reply.Actions = nil
		if reply.Address != "" {
			reply.Actions = []Action{opens(reply.Address)}
		}
		reply.Question = ""
		return reply
	case VerbEvidence:
		return b.evidenceFor(r, r.Ref.Arg)
	case VerbLookup:
		return LookupForm()
	case VerbFile:
		return CheckForm()
	}
	if b.Desk != nil {
		if reply, ok := b.Desk.Handle(ctx, r); ok {
			return reply
		}
	}
	return StaleButton()
}

// LookupForm asks for a question in a form.
func LookupForm() Reply {
	return Reply{Kind: KindForm, Answer: answer.Answer{Headline: "Ask about defence expenditure"}, Form: &Form{
		ID: VerbLookup, Title: "Look up an Ally", Submit: "Look up",
		Intro:  "An Ally, or any question about what Allies spend on defence.",
		Fields: []Field{{ID: "question", Label: "Question", Hint: "spain, or: who is below 2%?"}},
	}}
}

// StaleButton is the reply to a button that this release does not know.
func StaleButton() Reply {
	return Notice("This button is out of date. Type the question instead, for example /nato spain, or /nato help.")
}

// Refused is the reply to a reference that Signer.Open refused with err.
func Refused(err error) Reply {
	switch err {
	case ErrRefForeign:
		return Notice("This button belongs to whoever asked. Type the question yourself, for example /nato spain.")
	case ErrRefForged:
		return Notice("This button can't be trusted, so nothing was done. Type the question instead, for example /nato spain.")
	}
	return StaleButton()
}

// Notice is a private one-sentence reply.
func Notice(say string) Reply {
	return Reply{Kind: KindNotice, Answer: answer.Answer{Status: answer.Answered, Headline: say}}
}

// InternalError is the one reply to an unexpected fault; id is in the log.
func InternalError(id string) Reply {
	return Reply{Kind: KindError, Ref: id, Answer: answer.Answer{Status: answer.Unknown,
		Headline: "This could not be answered because of a fault on our side; it has been logged as " + id + ".",
		Lines:    []string{"Please try again, or type /nato help."}}}
}

// Busy is the reply when all places are taken.
func Busy() Reply {
	return Notice("Too many people are asking at this moment. Please try again in a few seconds.")
}

// TooLate is shown in place of an answer that could not be made in time.
func TooLate() Reply {
	return Notice("This took too long to answer. Please ask again.")
}

// NewRef is a new id by which a fault is found in the log.
func NewRef() string {
	var b [4]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(b[:])
}

func inWords(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	switch {
	case s <= 1:
		return "a second"
	case s < 90:
		return fmt.Sprintf("%d seconds", s)
	}
	return fmt.Sprintf("%d minutes", (s+59)/60)
}
