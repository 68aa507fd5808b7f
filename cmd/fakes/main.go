// Command fakes runs stand-ins of Slack and Discord on this machine, for
// developing and trying natobot without a workspace. It prints the variables
// that point `natobot serve` at them, and what serve sends.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"natobot/bot/discord/discordfake"
	"natobot/bot/slack/slackfake"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "fakes:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	calls := make(chan slackfake.Call, 64)
	web := &http.Server{Handler: &slackfake.Server{Log: calls}, ReadHeaderTimeout: 5 * time.Second}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	d := discordfake.New(discordfake.Config{})
	if err := d.Start("127.0.0.1:0"); err != nil {
		return err
	}
	defer d.Close()
	fmt.Printf("export SLACK_API_URL=http://%s/api/ SLACK_BOT_TOKEN=xoxb-fake SLACK_APP_TOKEN=xapp-fake\n", l.Addr())
	fmt.Printf("export DISCORD_API_URL=%s DISCORD_BOT_TOKEN=%s\n", d.URL(), d.Token())
	fmt.Println("# paste these two lines in another terminal, then: natobot serve")
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(l) }()
	seen := 0
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return web.Close()
		case err := <-failed:
			return err
		case c := <-calls:
			fmt.Printf("slack %s %s\n", c.Method, c.Body)
		case <-tick.C:
			all := d.Calls("")
			for _, c := range all[seen:] {
				fmt.Printf("discord %s %s %s\n", c.Method, c.Path, c.Payload)
			}
			seen = len(all)
		}
	}
}
