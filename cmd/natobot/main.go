// Command natobot answers what NATO Allies spend on defence: on a terminal, on
// Slack and on Discord.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"natobot/facts"
	"natobot/schedule/zones"
)

// Exit codes; part of the interface.
const (
	exitOK         = 0
	exitInternal   = 1
	exitUsage      = 2
	exitUnanswered = 3
	exitData       = 4
)

func main() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	ctx := signalled(context.Background(), signals, os.Exit)
	begun := time.Now()
	p := &program{Args: os.Args[1:], Env: os.Getenv, In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now, Elapsed: func() time.Duration { return time.Since(begun) }}
	rules, err := zones.Choose(os.Getenv("ZONEINFO"))
	zones.Use(rules)
	p.zoneFault = err
	os.Exit(p.run(ctx))
}

// signalled is a context that the first signal to end cancels. What stops is
// left to stop: supervisors and people send SIGTERM twice without meaning harm,
// so only a third, or a second SIGINT, ends the process at once.
func signalled(ctx context.Context, signals <-chan os.Signal, exit func(code int)) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		left := map[os.Signal]int{os.Interrupt: 2, syscall.SIGTERM: 3}
		for s := range signals {
			cancel()
			if left[s]--; left[s] == 0 {
				exit(128 + int(s.(syscall.Signal))) // as a shell reports an end by a signal
			}
		}
	}()
	return ctx
}

// A program is one run of the binary, with everything it may touch.
type program struct {
	Args     []string
	Env      func(string) string
	In       io.Reader
	Out, Err io.Writer
	Now      func() time.Time
	First    time.Duration // of a first response to a platform, before an answer comes later; 0: as the platforms need it

	zoneFault error // why ZONEINFO is not used
	// Elapsed is how long it is since some moment, whatever clocks do; nil: Now is believed.
	Elapsed func() time.Duration
}

// A command is a row of the table in usage.
type command struct {
	name, args, does string
	run              func(*program, context.Context, []string) int
}

func commands() []command {
	return []command{
		{"ask", "[--as-of DATE] [--format text|json|csv|xlsx|png|svg|sentence|bibtex] [--lang TAG] QUESTION…", "answer one question", (*program).ask},
		{"check", "[--as-of DATE] [--format text|json|html|csv|claimreview] [--lang TAG] [--author NEWSROOM] [FILE]", "check the claims in a text or a file (.txt, .md, .html, .docx, .odt)", (*program).check},
		{"chat", "", "a conversation in the terminal, subscriptions included", (*program).chat},
		{"serve", "[--skip-due-before TIME]", "run the bot", (*program).serve},
		{"mcp", "[config claude|vscode|cursor [--url URL] | registry --url URL [--name NAME]]", "the MCP server for assistants, on standard input and output; what to paste into one", (*program).mcp},
		{"site", "DIR", "write pages, feeds and calendar as files", (*program).site},
		{"digest", "[--as-of DATE] [--since DATE] [--about ALLIES] [--platform text|slack|discord]", "print the digest that would be sent", (*program).digest},
		{"data", "editions|sources|export|audit|lint|import|diff|watch …", "the curated figures", (*program).data},
		{"subscriptions", "list|add|pause|resume|remove|send|history …", "subscriptions and deliveries, for operators", (*program).subscriptions},
		{"slack", "manifest [--url URL] [--settle]", "the Slack app manifest", (*program).slack},
		{"discord", "register [--dry-run]", "register the Discord commands", (*program).discord},
		{"doctor", "", "check configuration, tokens, database and data", (*program).doctor},
		{"healthcheck", "", "ask the serve of this machine whether it is ready; for the image", (*program).healthcheck},
		{"version", "", "version, commit, Go version, newest edition", (*program).version},
	}
}

func (p *program) run(ctx context.Context) int {
	if len(p.Args) == 0 {
		p.usage(p.Err)
		return exitUsage
	}
	name := p.Args[0]
	switch name {
	case "help", "-h", "--help", "-help":
		p.usage(p.Out)
		return exitOK
	case "--version", "-version":
		name = "version"
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(p, ctx, p.Args[1:])
		}
	}
	fmt.Fprintf(p.Err, "natobot: there is no command %q. To ask a question: natobot ask %s\n\n", clip(name), "spain")
	p.usage(p.Err)
	return exitUsage
}

func (p *program) usage(w io.Writer) {
	fmt.Fprintln(w, "natobot answers what NATO Allies spend on defence, every figure with its edition.")
	fmt.Fprintln(w)
	for _, c := range commands() {
		fmt.Fprintf(w, "  natobot %s\n        %s\n", strings.TrimSpace(c.name+" "+c.args), c.does)
	}
	fmt.Fprintln(w, "\nTry: natobot ask spain")
}

// errUsage has been told to the user already.
var errUsage = errors.New("usage")

// flags parses args with options before, between and after the words.
func (p *program) flags(fs *flag.FlagSet, args []string) ([]string, error) {
	fs.SetOutput(p.Err)
	var words []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, errUsage
		}
		rest := fs.Args()
		if len(rest) == 0 {
			return words, nil
		}
		if len(args) > len(rest) && args[len(args)-len(rest)-1] == "--" {
			return append(words, rest...), nil
		}
		words = append(words, rest[0])
		args = rest[1:]
	}
}

// dateFlag reads YYYY-MM-DD; "" is today.
func (p *program) dateFlag(name, s string) (facts.Date, error) {
	if s == "" {
		return facts.DateOf(p.Now()), nil
	}
	d, ok := facts.ParseDate(s)
	if !ok || len(d) != len("2006-01-02") {
		return "", p.badUsage("--%s %q is not a date; write it as 2025-03-13", name, clip(s))
	}
	return d, nil
}

func (p *program) badUsage(format string, a ...any) error {
	fmt.Fprintf(p.Err, "natobot: "+format+"\n", a...)
	return errUsage
}

// fail says what went wrong and returns the exit code for it.
func (p *program) fail(err error) int {
	if errors.Is(err, errUsage) {
		return exitUsage
	}
	fmt.Fprintf(p.Err, "natobot: %v\n", err)
	var bad *facts.DataError
	if errors.As(err, &bad) {
		return exitData
	}
	return exitInternal
}

// dataset loads the curated data, with NATOBOT_DATA_DIR over it.
func (p *program) dataset() (*facts.Dataset, error) {
	if dir := p.Env("NATOBOT_DATA_DIR"); dir != "" {
		if st, err := os.Stat(dir); err != nil || !st.IsDir() {
			return nil, fmt.Errorf("NATOBOT_DATA_DIR: %q is not a directory that can be read", dir)
		}
		return shown(p.Env("NATOBOT_SIPRI"))(facts.Load(facts.Embedded(), os.DirFS(dir)))
	}
	return shown(p.Env("NATOBOT_SIPRI"))(embedded())
}

// embedded is the data in the binary, read once; it is immutable.
var embedded = sync.OnceValues(func() (*facts.Dataset, error) { return facts.Load(facts.Embedded()) })

// shown leaves SIPRI's figures out of what was loaded where NATOBOT_SIPRI is
// "off": its terms are the operator's to keep.
func shown(sipri string) func(*facts.Dataset, error) (*facts.Dataset, error) {
	return func(d *facts.Dataset, err error) (*facts.Dataset, error) {
		if err == nil && sipri == "off" {
			d = d.WithoutSIPRI()
		}
		return d, err
	}
}

// clip keeps an echo of what was typed short.
func clip(s string) string {
	r := []rune(s)
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// data is `natobot data …`.
func (p *program) data(_ context.Context, args []string) int {
	return runData(args, p.Out, p.Err)
}
