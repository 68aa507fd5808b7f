package schedule

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// openSchema opens a database as the release with that schema made it.
func openSchema(t *testing.T, url string, version int64) *Store {
	t.Helper()
	ctx := context.Background()
	s := &Store{log: slog.New(slog.DiscardHandler)}
	var err error
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		s.db, err = openSQLite(path)
	} else {
		s.db, err = openPostgres(ctx, url, s.log)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := s.migrateTo(ctx, version); err != nil {
		t.Fatal(err)
	}
	if err := s.migrateQueue(ctx); err != nil {
		t.Fatal(err)
	}
	return s
}

// Each schema that was ever released is brought forward with all that is in it,
// and what was planned or being sent under it ends as it should.
func TestMigrationsForward(t *testing.T) {
	t.Parallel()
	everyStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		old := openSchema(t, url, 1)
		sub, err := old.Subscribe(ctx, due("slack", "C1", noon.AddDate(0, 0, 7)))
		if err != nil {
			t.Fatal(err)
		}
		const columns = "subscription, slot, platform, workspace, channel, thread, usr, kind, due, status, reason, message, sent, body, stated, edition, late, attempts, claimed, queued"
		row := func(slot, platform, channel, status, reason, message string, claimed time.Time) {
			t.Helper()
			if err := old.db.inTx(ctx, func(c conn) error {
				v := []any{sub.ID, slot, platform, "T1", channel, "", "", "digest", micros(noon), status, reason, message, micros(noon), []byte{}, "", "nato-2026-07", 0, 1, micros(claimed), micros(noon)}
				_, err := c.exec(ctx, "INSERT INTO deliveries ("+columns+") VALUES "+values(1, len(v)), v...)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		row("2026-11-09T12:00Z", "slack", "C1", "sent", "", "17.1", noon)
		row("2026-11-16T12:00Z", "slack", "C1", "failed", "archived", "", noon)
		row("2026-11-23T12:00Z", "slack", "C1", "planned", "", "", time.Time{})
		row("2026-11-23T12:01Z", "slack", "C1", "sending", "", "", noon)
		row("2026-11-23T12:02Z", "discord", "3001", "sending", "", "", noon)
		if err := old.db.inTx(ctx, func(c conn) error {
			if _, err := c.exec(ctx, "INSERT INTO installations (platform, workspace, enterprise, name, bot_user, token, refresh, expires, installer, scopes, at) VALUES ('slack', 'T1', 0, 'Newsroom', '', $1, $2, 0, '', '', $3)", []byte{}, []byte{}, micros(noon)); err != nil {
				return err
			}
			// Whatever was taken for dead is asked about once more.
			_, err := c.exec(ctx, "INSERT INTO dead (platform, workspace, reason, at) VALUES ('slack', 'T9', 'refused', $1)", micros(noon))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := old.MarkAnnounced(ctx, []string{"edition:nato-2026-07"}, noon); err != nil {
			t.Fatal(err)
		}
		var instance string
		if _, err := one(ctx, old.db, "SELECT value FROM meta WHERE key = 'instance'", nil, &instance); err != nil {
			t.Fatal(err)
		}
		if err := old.Close(); err != nil {
			t.Fatal(err)
		}

		s := openTest(t, url)
		var version int64
		if _, err := one(ctx, s.db, "SELECT MAX(version) FROM natobot_schema", nil, &version); err != nil || version != schemaVersion {
			t.Errorf("schema %d, %v", version, err)
		}
		if back, err := s.Subscription(ctx, sub.ID); err != nil || !reflect.DeepEqual(back, sub) {
			t.Errorf("%+v became %+v, %v", sub, back, err)
		}
		if in, err := s.Installation(ctx, "slack", "T1"); err != nil || in.Name != "Newsroom" {
			t.Errorf("%+v %v", in, err)
		}
		if m, err := s.Announced(ctx); err != nil || m["edition:nato-2026-07"].IsZero() {
			t.Errorf("%v %v", m, err)
		}
		var held, dead int64
		if _, err := one(ctx, s.db, "SELECT COUNT(*) FROM refused WHERE platform = 'slack' AND workspace = 'T9' AND reason = 'refused' AND since = $1 AND probe = 0", []any{micros(noon)}, &held); err != nil || held != 1 {
			t.Errorf("what was taken for dead is asked about %d times, %v", held, err)
		}
		if _, err := one(ctx, s.db, "SELECT COUNT(*) FROM dead", nil, &dead); err != nil || dead != 0 {
			t.Errorf("%d are dead, %v", dead, err)
		}
		slack, discord := newFake(false), newFake(true)
		clock := &handClock{now: noon.Add(time.Minute)}
		e := startEngine(t, s, clock.Now, map[string]bot.Poster{"slack": slack, "discord": discord})
		if e.instance != instance {
			t.Errorf("the nonces' name was %s and is %s", instance, e.instance)
		}
		until(t, slack, func() bool {
			return count(t, s, "kind = 'digest' AND status IN ('planned', 'sending')") == 0
		})
		ds, err := s.Deliveries(ctx, sub.ID, 10)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, d := range ds {
			if d.Kind == "digest" {
				got[d.Slot] = d.Status
			}
		}
		want := map[string]string{"2026-11-09T12:00Z": "sent", "2026-11-16T12:00Z": "failed", "2026-11-23T12:00Z": "sent",
			"2026-11-23T12:01Z": "unknown", "2026-11-23T12:02Z": "sent"} // only Discord swallows a repeat
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
}

// A copy made while deliveries run opens, passes SQLite's own check, and holds
// each subscription; what it has as planned or sent was so at one instant.
func TestBackupWhileDeliveriesRun(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := t.TempDir()
	path := filepath.Join(dir, "natobot.db")
	s := openTest(t, "sqlite:"+path)
	const n = 400
	for i := range n {
		if _, err := s.Subscribe(ctx, due("slack", fmt.Sprint("C", i), noon.Add(-time.Minute))); err != nil {
			t.Fatal(err)
		}
	}
	want, err := s.AllSubscriptions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	f := newFake(false)
	gate := make(chan struct{})
	f.fail = func(k int, _ bot.Destination, _ string) (bool, error) {
		if k == n/4 {
			close(gate)
		}
		return true, nil
	}
	startEngine(t, s, func() time.Time { return noon }, map[string]bot.Poster{"slack": f})
	<-gate
	other, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	copied := filepath.Join(dir, "backup.db")
	if _, err := other.ExecContext(ctx, "VACUUM INTO '"+copied+"'"); err != nil {
		t.Fatal(err)
	}
	until(t, f, func() bool { return count(t, s, "status = 'sent'") == n })

	b := openTest(t, "sqlite:"+copied)
	var check string
	if _, err := one(ctx, b.db, "PRAGMA integrity_check", nil, &check); err != nil || check != "ok" {
		t.Errorf("%s %v", check, err)
	}
	got, err := b.AllSubscriptions(ctx)
	if err != nil || len(got) != n {
		t.Fatalf("%d of %d subscriptions, %v", len(got), n, err)
	}
	for i := range got {
		// Where the digest had been sent, the copy knows that too.
		got[i].Told, got[i].ToldAt, want[i].Told, want[i].ToldAt = "", time.Time{}, "", time.Time{}
		got[i].Next, want[i].Next = time.Time{}, time.Time{}
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("%+v became %+v", want[i], got[i])
		}
	}
	if sent, all := count(t, b, "status = 'sent'"), count(t, b, "1 = 1"); sent < n/4-likely["slack"].Workers || all != n {
		t.Errorf("the copy has %d sent of %d", sent, all)
	}
	// The copy goes on where it was taken: what it has as sent is not sent again,
	// what was being sent is unknown, the rest is sent.
	again := newFake(false)
	d := testData(t)
	e := NewEngine(EngineConfig{Store: b, Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: map[string]bot.Poster{"slack": again}, Now: func() time.Time { return noon.Add(time.Minute) }})
	left := count(t, b, "status = 'planned'")
	if err := e.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stopEngine(t, e) })
	until(t, again, func() bool { return count(t, b, "kind = 'digest' AND status IN ('planned', 'sending')") == 0 })
	if resent := count(t, b, "kind = 'digest' AND status = 'sent' AND sent >= "+fmt.Sprint(micros(noon.Add(time.Minute)))); resent != left {
		t.Errorf("%d were sent from the copy, %d were planned in it", resent, left)
	}
}
