package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A conversation is one with the built binary's `chat` over pipes.
type conversation struct {
	t    *testing.T
	in   io.WriteCloser
	out  *syncBuffer
	read int // of out, so far
	cmd  *exec.Cmd
}

func startChat(t *testing.T, home string) *conversation {
	t.Helper()
	c := &conversation{t: t, out: &syncBuffer{}, cmd: exec.Command(binary(t), "chat")}
	c.cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "USER=maria"}
	c.cmd.Stdout, c.cmd.Stderr = c.out, c.out
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.cmd.Process.Kill() }) // an error: it has ended, as it should
	c.expect("exit")
	return c
}

// type_ types a line; what was said before it counts no more.
func (c *conversation) type_(line string) *conversation {
	c.t.Helper()
	c.read = len(c.out.String())
	if _, err := io.WriteString(c.in, line+"\n"); err != nil {
		c.t.Fatalf("%q: %v\n%s", line, err, c.out.String())
	}
	return c
}

// expect waits until all of the parts were said since the last line was typed,
// however the lines are broken.
func (c *conversation) expect(parts ...string) string {
	c.t.Helper()
	said := ""
	limit := time.Now().Add(100 * time.Second)
	for _, part := range parts {
		until(c.t, fmt.Sprintf("%q is said; since then:\n%s", part, c.out.String()[c.read:]), func() bool {
			said = strings.Join(strings.Fields(c.out.String()[c.read:]), " ")
			return strings.Contains(said, part) || time.Now().After(limit)
		})
		if !strings.Contains(said, part) {
			c.t.Fatalf("%q is not said:\n%s", part, said)
		}
	}
	return said
}

func (c *conversation) end() {
	c.t.Helper()
	c.type_("exit")
	if err := c.in.Close(); err != nil {
		c.t.Error(err)
	}
	if err := c.cmd.Wait(); err != nil {
		c.t.Errorf("chat ended with %v:\n%s", err, c.out.String())
	}
}

// Somebody who has read help and nothing else subscribes, previews, gets a
// digest, snoozes, unsubscribes, takes it back and asks what came; and finds it
// all again the next day.
func TestChatNewcomer(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	c := startChat(t, home)
	help := c.type_("help").expect("subscribe weekly mon 09:00 Europe/Madrid", "history 3")
	// use types an order exactly as help writes it, with the number at hand.
	use := func(order string) *conversation {
		t.Helper()
		if !strings.Contains(help, order) {
			t.Fatalf("help does not say %q:\n%s", order, help)
		}
		return c.type_(strings.ReplaceAll(order, " 3", " 1"))
	}
	use("preview").expect("This is the last one with news, of Monday", "Preview, seen by you only", "subscribe weekly mon 09:00 Europe/Madrid")
	use("subscribe weekly mon 09:00 Europe/Madrid").expect("Subscribed: a digest every Monday at 09:00 (Europe/Madrid) about all Allies, only when there is news.", "Next: Monday ", ", 09:00 (Europe/Madrid)", "Number 1, set up by you", "preview 1", "[1] Preview")
	c.type_("1").expect("This is the last one with news, of Monday", "As of now nothing would be sent", "Preview, seen by you only")
	c.type_("settings 1 every time").expect("Changed: number 1 is now a digest every Monday at 09:00 (Europe/Madrid) about all Allies.")
	use("send").expect("comes here within a minute", "Set up by maria", "Every Monday at 09:00 (Europe/Madrid)", "Type: snooze 1 4w · settings 1 · unsubscribe 1")
	until(t, "the delivery is in the history", func() bool {
		return strings.Contains(use("history 3").expect("What was due of number 1", " (Europe/Madrid): "), ": sent.")
	})
	use("snooze 3 4w").expect("Snoozed until", "The next one after that: Monday", "[1] Undo")
	use("why").expect("Snoozed until", "The last was due", "sent.")
	use("unsubscribe 3").expect("Unsubscribed: number 1", "[1] Undo")
	use("subscriptions").expect("This channel has no subscription")
	use("undo 3").expect("Active again: number 1", "Next: Monday")
	use("settings 3").expect("A digest every Monday", "Change it with, for example: settings 1")
	use("pause 3").expect("Paused: number 1", "resume 1")
	use("resume 3").expect("Resumed: number 1")
	use("subscribe daily 08:30 Europe/Warsaw about spain, poland").expect("Subscribed: a digest every day at 08:30 (Europe/Warsaw) about Spain and Poland, only when there is news.", "Number 2")
	use("alerts on about spain").expect("Subscribed: alerts about Spain", "Number 3")
	use("alerts off").expect("Unsubscribed: number 3")
	c.end()

	c = startChat(t, home)
	c.type_("subscriptions").expect("This channel has 2 subscriptions.", "1: a digest every Monday", "2: a digest every day at 08:30")
	c.type_("subscribe form").expect("An empty line keeps what is there")
	for _, line := range []string{"fri 10:00", "Europe/Oslo", "norway"} {
		c.type_(line)
	}
	c.type_("nothing").expect("Subscribed: a digest every Friday at 10:00 (Europe/Oslo) about Norway, only when there is news.")
	c.type_("subscribe form").type_("cancel").expect("Cancelled; nothing was changed.")
	c.end()
}

// A digest that is due in the next minute comes in it, between two questions.
func TestChatDigestComesByTheClock(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("left out with -short: it waits for the minute to pass")
	}
	c := startChat(t, t.TempDir())
	at := time.Now().UTC().Truncate(time.Minute).Add(time.Minute)
	if time.Until(at) < 15*time.Second { // too late to type it
		at = at.Add(time.Minute)
	}
	c.type_(fmt.Sprintf("subscribe daily %s UTC about spain every time", at.Format("15:04")))
	c.expect("Subscribed: a digest every day at "+at.Format("15:04")+" (UTC) about Spain.", "Nothing new about Spain", "Type: snooze 1 4w")
	said := c.type_("spain").expect("Spain: 2.00 %")
	if strings.Contains(said, "Nothing new") {
		t.Errorf("the digest came twice: %s", said)
	}
	if n := len(regexp.MustCompile(`Nothing new about Spain`).FindAllString(c.out.String(), -1)); n != 1 {
		t.Errorf("the digest came %d times", n)
	}
	c.end()
}
