package main

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/schedule"
	"natobot/schedule/zones"
)

// A database planned under older zone rules is planned anew at the first start,
// which the log tells once; release and age are shown everywhere.
func TestBinaryPlansAnewUnderNewRules(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s, err := schedule.Open(ctx, url, schedule.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		// Ten years on no zone's rules are worth a bet but those that stand: winter
		// time in Vancouver, which ended in 2026.
		was := time.Date(2036, 12, 1, 17, 0, 0, 0, time.UTC)
		sub, err := s.Subscribe(ctx, schedule.Subscription{To: bot.Destination{Platform: "console", Workspace: "w", Channel: "c"}, Kind: schedule.Digests,
			Spec: "weekly mon 09:00 America/Vancouver", Zone: "America/Vancouver", Created: time.Now(), State: schedule.Active, Next: was})
		if err != nil {
			t.Fatal(err)
		}
		env := map[string]string{"NATOBOT_DATABASE_URL": url}
		const told = "time zone rules changed"
		for i := range 2 {
			p := startBinary(t, env)
			if got, want := strings.Count(p.log.String(), told), 1-i; got != want {
				t.Errorf("start %d: told %d times: %s", i+1, got, p.log.String())
			}
			for path, want := range map[string]string{"/healthz": zones.BuiltIn().Release, "/metrics": `natobot_zone_rules_age_seconds{release="` + zones.BuiltIn().Release + `"}`} {
				if _, body := p.get(path); !strings.Contains(body, want) {
					t.Errorf("%s: no %s", path, want)
				}
			}
			p.Kill()
		}
		if after, err := s.Subscription(ctx, sub.ID); err != nil || !after.Next.Equal(was.Add(-time.Hour)) {
			t.Errorf("next %s, %v", after.Next, err)
		}
		cmd := exec.Command(binary(t), "version")
		cmd.Env = []string{"ZONEINFO=/nonesuch"}
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "time zone rules "+zones.BuiltIn().Release) {
			t.Errorf("%v %s", err, out)
		}
	})
}
