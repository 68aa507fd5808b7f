package schedule

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
)

// tables are all that a database holds, River's among them.
func tables(t *testing.T, s *Store) (names []string) {
	t.Helper()
	q := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if _, ok := s.db.(*pgDB); ok {
		q = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
	}
	if err := each(context.Background(), s.db, func(r rows) error {
		var n string
		err := r.Scan(&n)
		names = append(names, n)
		return err
	}, q); err != nil {
		t.Fatal(err)
	}
	return names
}

// traces are the tables with a row that holds a text anywhere.
func traces(t *testing.T, s *Store, what string) (found []string) {
	t.Helper()
	for _, table := range tables(t, s) {
		text := ""
		if _, ok := s.db.(*pgDB); ok {
			text = "SELECT t::text FROM " + table + " t"
		} else {
			var columns []string
			if err := each(context.Background(), s.db, func(r rows) error {
				var n string
				err := r.Scan(&n)
				columns = append(columns, "COALESCE(CAST("+n+" AS TEXT), '')")
				return err
			}, "SELECT name FROM pragma_table_info('"+table+"')"); err != nil {
				t.Fatal(err)
			}
			text = "SELECT " + strings.Join(columns, " || ' ' || ") + " FROM " + table
		}
		if err := each(context.Background(), s.db, func(r rows) error {
			var row string
			if err := r.Scan(&row); err != nil {
				return err
			}
			if strings.Contains(row, what) || strings.Contains(row, fmt.Sprintf("%x", what)) {
				found = append(found, table)
			}
			return nil
		}, text); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
	}
	return found
}

// busy answers nobody: what is to be sent waits, fails or is refused.
type busyPoster struct{ posted chan bot.Destination }

func (p busyPoster) Post(_ context.Context, to bot.Destination, _ bot.Reply, _ string) (bot.Receipt, error) {
	p.posted <- to
	switch to.Channel {
	case "CLATER":
		return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.RetryAfter, After: time.Hour, Code: "ratelimited", Reason: "later"}
	case "CNEVER":
		return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.Permanent, Code: "is_archived", Reason: "archived"}
	case "CDEAD":
		return bot.Receipt{}, &bot.DeliveryError{Outcome: bot.Unauthorised, Code: "token_revoked", Reason: "revoked"}
	}
	return bot.Receipt{MessageID: "1." + to.Workspace}, nil
}

// A workspace that ends leaves no trace in any table, whatever became of what
// it was sent; its neighbours keep everything.
func TestAWorkspaceIsForgotten(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url, []byte(strings.Repeat("k", 32)))
		d, err := embedded()
		if err != nil {
			t.Fatal(err)
		}
		now := time.Now()
		workspaces := []string{"TGONEGONE", "TSTAYSTAY"}
		channels := []string{"CSENT", "CLATER", "CNEVER", "CDEAD"}
		for _, ws := range workspaces {
			if err := s.SaveInstallation(ctx, bot.Installation{Platform: "slack", Workspace: ws, Name: "Desk " + ws, Token: "xoxb-" + ws, RefreshToken: "xoxe-" + ws, Installer: "U" + ws, At: now}); err != nil {
				t.Fatal(err)
			}
			for _, c := range channels {
				sub := sample(ws, c)
				sub.Owner, sub.OnlyChanges, sub.Next, sub.Told, sub.ToldAt = "U"+ws, false, now.Add(-time.Minute), "", time.Time{}
				if _, err := s.Subscribe(ctx, sub); err != nil {
					t.Fatal(err)
				}
			}
			to := bot.Destination{Platform: "slack", Workspace: ws, Channel: "CSENT", User: "U" + ws}
			if err := s.RememberShare(ctx, to, "2."+ws, bot.Reply{Answer: answer.Answer{Figures: []facts.Figure{{Ally: "ESP", Year: 2026}}}}, now); err != nil {
				t.Fatal(err)
			}
			if _, err := s.First(ctx, "share:slack:"+ws+":CSENT:x", time.Hour, now); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Plan(ctx, []Delivery{{Subscription: 0, To: to, Kind: "correction", Slot: "correction:" + ws, Due: now.Add(time.Hour), Body: []byte(`"` + ws + `"`)}}); err != nil {
				t.Fatal(err)
			}
		}
		p := busyPoster{make(chan bot.Destination, 100)}
		e := NewEngine(EngineConfig{Store: s, Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: map[string]bot.Poster{"slack": p}})
		if err := e.Start(ctx); err != nil {
			t.Fatal(err)
		}
		for range len(workspaces) { // the dead token's channel comes when it comes; what was sent first counts
			<-p.posted
		}
		if err := e.Stop(ctx); err != nil {
			t.Fatal(err)
		}
		for _, ws := range workspaces {
			if got := traces(t, s, ws); len(got) < 4 {
				t.Fatalf("%s: traces in %v only: the test looks at nothing", ws, got)
			}
		}
		for range 2 {
			if err := s.EndInstallation(ctx, "slack", "TGONEGONE", now); err != nil {
				t.Fatal(err)
			}
		}
		if got := traces(t, s, "TGONEGONE"); len(got) > 0 {
			t.Errorf("traces are left in %v", got)
		}
		if got := traces(t, s, "TSTAYSTAY"); len(got) < 4 {
			t.Errorf("of the neighbour only %v is left", got)
		}
		// What was on its way when the workspace ended writes nothing back.
		row := openRow{Delivery: Delivery{ID: 4711, Subscription: 4711, To: bot.Destination{Platform: "slack", Workspace: "TGONEGONE", Channel: "CDEAD"}, Kind: "digest"}}
		if _, _, err := e.failed(ctx, &row, &bot.DeliveryError{Outcome: bot.Unauthorised, Code: "token_revoked", Reason: "revoked"}); err != nil {
			t.Error(err)
		}
		if err := s.RenewInstallation(ctx, bot.Installation{Platform: "slack", Workspace: "TGONEGONE", Token: "xoxb-TGONEGONE", At: now}); err != bot.ErrNoInstallation {
			t.Error(err)
		}
		if got := traces(t, s, "TGONEGONE"); len(got) > 0 {
			t.Errorf("traces came back in %v", got)
		}
	})
}
