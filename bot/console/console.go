package console

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"natobot/bot"
	"natobot/facts/answer"
)

// Platform, Workspace and Channel are where a terminal conversation takes
// place, for subscriptions made in it.
const (
	Platform  = "console"
	Workspace = "local"
	Channel   = "terminal"
)

// A Console is a terminal conversation. It is also a Poster: what is due in
// the terminal's channel is printed between two questions.
type Console struct {
	Handler bot.Handler
	Options Options
	Out     io.Writer
	Now     func() time.Time
	User    string

	mu sync.Mutex // one message at a time on Out
}

// Traits of a terminal: who sits at it is its operator.
var Traits = bot.Traits{Name: Platform, Workers: 4, Private: true}

// Request makes the request of a text typed in the terminal.
func Request(text, user string, now time.Time) bot.Request {
	return bot.Request{Kind: bot.Ask, Platform: Platform, Workspace: Workspace, Channel: Channel, User: user, Text: text, Manages: true, At: now}
}

// Chat reads questions from in, a line each, until its end, "exit", "quit" or
// ctx is done. A number presses the button that the last reply numbered so.
func (c *Console) Chat(ctx context.Context, in io.Reader) error {
	c.printf("natobot: what NATO Allies spend on defence. Try: spain · below 2%% · help · exit\n")
	lines := make(chan string)
	done := make(chan error, 1)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		// Ends with in or, after the conversation, at the next line: a read of
		// a terminal can't be interrupted, and the process is ending then.
		sc := bufio.NewScanner(in)
		sc.Buffer(make([]byte, 0, 4096), 1<<20)
		for sc.Scan() {
			select {
			case lines <- sc.Text():
			case <-ctx.Done():
				return
			}
		}
		done <- sc.Err()
	}()
	var carry answer.Context
	var last bot.Reply
	for {
		c.printf("> ")
		text, err := next(ctx, lines, done)
		if err != nil {
			c.printf("\n")
			if errors.Is(err, errEnd) {
				return nil
			}
			return err
		}
		switch strings.ToLower(text) {
		case "exit", "quit", "bye":
			return nil
		}
		r := Request(text, c.User, c.Now())
		r.Context = carry
		if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(last.Actions) {
			a := last.Actions[n-1]
			r.Kind, r.Text, r.Ref = bot.Press, "", bot.Ref{Verb: a.Verb, Arg: a.Arg, ID: string(a.Verb) + "/" + a.Arg}
		}
		reply := c.Handler(ctx, r)
		if f := reply.Form; f != nil {
			if r.Fields, err = c.fill(ctx, lines, done, *f); err != nil {
				c.printf("\nCancelled; nothing was changed.\n")
				if errors.Is(err, errCancelled) {
					continue
				}
				return nil
			}
			r.Kind, r.Ref = bot.Submit, bot.Ref{Verb: f.ID, Arg: f.Arg}
			r.At = c.Now()
			reply = c.Handler(ctx, r)
		}
		if n := len(reply.Queries); n > 0 {
			carry = answer.Context{Query: &reply.Queries[n-1]}
		}
		last = reply
		o := c.Options
		o.Prompt = true
		c.printf("%s", Render(reply, o))
	}
}

var (
	errEnd       = errors.New("end of the conversation")
	errCancelled = errors.New("the form was cancelled")
)

func next(ctx context.Context, lines <-chan string, done <-chan error) (string, error) {
	select {
	case <-ctx.Done():
		return "", errEnd
	case err := <-done:
		if err == nil {
			err = errEnd
		}
		return "", err
	case s := <-lines:
		return strings.TrimSpace(s), nil
	}
}

// fill asks for each field of a form in turn; an empty line keeps its value,
// "cancel" ends the form.
func (c *Console) fill(ctx context.Context, lines <-chan string, done <-chan error, f bot.Form) (map[string]string, error) {
	c.printf("%s\n", bot.Clean(f.Title))
	if f.Intro != "" {
		c.printf("%s\n", bot.Clean(f.Intro))
	}
	c.printf("An empty line keeps what is there; cancel ends this.\n")
	values := map[string]string{}
	for _, fl := range f.Fields {
		hint := fl.Hint
		if len(fl.Options) > 0 {
			var asks []string
			for _, o := range fl.Options {
				asks = append(asks, o.Ask)
			}
			hint = strings.Join(asks, ", ")
		}
		if fl.Value != "" {
			hint += "; now " + fl.Value
		}
		c.printf("%s (%s): ", bot.Clean(fl.Label), bot.Clean(hint))
		v, err := next(ctx, lines, done)
		if err != nil {
			return nil, err
		}
		if v == "cancel" {
			return nil, errCancelled
		}
		if v == "" {
			v = fl.Value
		}
		values[fl.ID] = v
	}
	return values, nil
}

// Post implements bot.Poster: it prints the message.
func (c *Console) Post(_ context.Context, to bot.Destination, r bot.Reply, key string) (bot.Receipt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	prompt := ""
	if c.Handler != nil { // the question it came between is asked again
		prompt = "> "
	}
	if _, err := io.WriteString(c.Out, "\n"+Render(r, c.Options)+prompt); err != nil {
		return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.RetryAfter, Code: "write", Reason: "The terminal can't be written to.", After: time.Minute, Err: err}
	}
	return bot.Receipt{MessageID: key, Channel: to.Channel}, nil
}

func (c *Console) printf(format string, a ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintf(c.Out, format, a...)
}
