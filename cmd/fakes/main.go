// Command fakes runs stand-ins of Slack and Discord on this machine, with the
// bot between them, for developing and trying natobot without a workspace.
//
// It serves a page on which one types as in a channel, presses buttons, fills in
// forms, and sees each message as a phone shows it and what went over the wire.
// It also prints the variables that point a `natobot serve` of one's own at the
// stand-ins. With `fakes say "/nato spain"` it prints what both would show.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "fakes:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, errs io.Writer) error {
	say := len(args) > 0 && args[0] == "say"
	if say {
		args = args[1:]
	}
	fs := flag.NewFlagSet("fakes", flag.ContinueOnError)
	fs.SetOutput(errs)
	on := fs.String("on", "", "of say: `slack` or discord alone")
	wire := fs.Bool("wire", false, "of say: print what goes over the wire too")
	addr := fs.String("addr", "127.0.0.1:8099", "`address` of the page")
	if err := fs.Parse(args); err != nil {
		return err
	}
	level := slog.LevelWarn
	if !say {
		level = slog.LevelInfo
	}
	w, err := newWorld(ctx, slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: level})))
	if err != nil {
		return err
	}
	defer w.stop()
	if say {
		return speak(ctx, w, strings.Join(fs.Args(), " "), *on, *wire, out)
	}
	fmt.Fprintf(out, "export SLACK_API_URL=%s/api/ SLACK_BOT_TOKEN=xoxb-fake SLACK_APP_TOKEN=xapp-fake\n", w.slack)
	fmt.Fprintf(out, "export DISCORD_API_URL=%s DISCORD_BOT_TOKEN=%s\n", w.discord, w.token)
	fmt.Fprintln(out, "# paste these two lines in another terminal, then: natobot serve")
	fmt.Fprintf(out, "# or talk to the bot here: http://%s/\n", *addr)
	srv := &http.Server{Addr: *addr, Handler: &page{w}, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- srv.ListenAndServe() }()
	for {
		select {
		case <-ctx.Done():
			return srv.Close()
		case err := <-failed:
			return err
		case c := <-w.calls:
			fmt.Fprintf(out, "slack %s %s\n", c.Method, c.Body)
		}
	}
}

// speak prints what is shown to somebody who types a text.
func speak(ctx context.Context, w *world, text, on string, wire bool, out io.Writer) error {
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "/nato"))
	if text == "" {
		return errors.New(`write: fakes say [-on slack|discord] [-wire] "/nato spain"`)
	}
	names := []string{"slack", "discord"}
	if on != "" {
		names = []string{on}
	}
	for _, name := range names {
		t, err := w.do(ctx, name, func(ctx context.Context, r room) error { return r.typed(ctx, "U1", text) })
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "── %s ──\n", name)
		for _, e := range t.Entries {
			if e.Who == "" {
				fmt.Fprint(out, e.Screen.Text())
			}
		}
		if t.Window != nil {
			fmt.Fprint(out, t.Window.Screen.Text())
		}
		if wire {
			for _, l := range t.Wire {
				fmt.Fprintf(out, "\n%s\n%s\n", l.What, l.Body)
			}
		}
	}
	return nil
}
