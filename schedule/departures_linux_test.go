package schedule

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// dies ends a process's file as its death does: the lock is gone, the file stays.
func (d *departures) dies(t *testing.T) {
	t.Helper()
	if err := d.f.Close(); err != nil {
		t.Fatal(err)
	}
}

// Only a dead process of this boot that noted that a message was to leave, and
// not that it left, says that it never left.
func TestDepartures(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "departures")
	open := func() *departures {
		t.Helper()
		d, err := openDepartures(dir, "abc")
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	was, is := open(), open()
	t.Cleanup(func() {
		if err := is.close(); err != nil {
			t.Error(err)
		}
	})
	for id, leaves := range map[int64]bool{1: true, 12: false, 2: true} {
		if !was.leaves(id, noon) {
			t.Fatal("not noted")
		}
		if !leaves {
			if err := was.left(id, noon); err != nil {
				t.Fatal(err)
			}
		}
	}
	judge := func(when string, want map[int64]bool) {
		t.Helper()
		for id, never := range want {
			if got := is.neverLeft(id, noon); got != never {
				t.Errorf("%s, %d: %v", when, id, got)
			}
		}
	}
	judge("while it lives", map[int64]bool{1: false, 12: false, 2: false})
	was.dies(t)
	judge("dead", map[int64]bool{1: true, 12: false, 2: true, 3: false, 11: false})
	if is.neverLeft(1, noon.Add(time.Second)) {
		t.Error("another try was noted by nobody")
	}
	path := was.f.Name()
	other := filepath.Join(dir, "left-abc-another-boot-"+filepath.Ext(path)+"1")
	if err := os.Rename(path, other); err != nil {
		t.Fatal(err)
	}
	judge("after another boot", map[int64]bool{1: false, 12: false, 2: false})
	again := open()
	if _, err := os.Stat(other); !os.IsNotExist(err) {
		t.Errorf("of another boot, and kept: %v", err)
	}
	// It begins anew once nothing is under way, and never before.
	for range 2 {
		for again.leaves(5, noon) {
			if at, err := again.f.Seek(0, 1); err != nil || at > departuresSize+1000 {
				if err != nil || again.under < 1000 {
					t.Fatalf("%d bytes with %d under way, %v", at, again.under, err)
				}
				break
			}
		}
		for again.under > 0 {
			again.done()
		}
	}
	if again.leaves(6, noon); again.under != 1 {
		t.Error(again.under)
	}
	if at, err := again.f.Seek(0, 1); err != nil || at > 1000 {
		t.Errorf("%d bytes, %v", at, err)
	}
	again.dies(t)
	judge("noted anew", map[int64]bool{6: true})
}

// What a killed process had not sent is sent; what it may have sent is unknown.
func TestWhatNeverLeftIsSent(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		ctx := t.Context()
		s := openTest(t, url)
		dir := t.TempDir()
		var instance string
		if _, err := one(ctx, s.db, "SELECT value FROM meta WHERE key = 'instance'", nil, &instance); err != nil {
			t.Fatal(err)
		}
		was, err := openDepartures(dir, instance)
		if err != nil {
			t.Fatal(err)
		}
		var ids []int64
		for _, channel := range []string{"C1", "C2", "C3"} {
			sub, err := s.Subscribe(ctx, due("slack", channel, noon.AddDate(0, 0, 7)))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Plan(ctx, []Delivery{{Subscription: sub.ID, To: sub.To, Kind: "digest", Slot: "now:x", Due: noon}}); err != nil {
				t.Fatal(err)
			}
			ds, err := s.Deliveries(ctx, sub.ID, 1)
			if err != nil || len(ds) != 1 {
				t.Fatal(ds, err)
			}
			ids = append(ids, ds[0].ID)
		}
		if err := s.db.inTx(ctx, func(c conn) error {
			_, err := c.exec(ctx, "UPDATE deliveries SET status = 'sending', claimed = $1, tried = $2, attempts = 1", micros(noon), micros(noon))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		// The first never left, the second did, of the third nothing was noted.
		if !was.leaves(ids[0], noon) || !was.leaves(ids[1], noon) {
			t.Fatal("not noted")
		}
		if err := was.left(ids[1], noon); err != nil {
			t.Fatal(err)
		}
		was.dies(t)
		f := newFake(false)
		clock := &handClock{now: noon.Add(abandoned + time.Second)}
		d := testData(t)
		e := NewEngine(EngineConfig{Store: s, Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: map[string]bot.Poster{"slack": f}, Now: clock.Now, Departures: dir})
		if err := e.Start(ctx); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { stopEngine(t, e) })
		until(t, f, func() bool { return count(t, s, "kind = 'digest' AND status IN ('planned', 'sending')") == 0 })
		for i, want := range []string{"sent", "unknown", "unknown"} {
			var status string
			if _, err := one(ctx, s.db, "SELECT status FROM deliveries WHERE id = $1", []any{ids[i]}, &status); err != nil || status != want {
				t.Errorf("row %d is %s, want %s (%v)", i, status, want, err)
			}
		}
		if !strings.HasPrefix(e.departs.prefix, "left-"+instance) {
			t.Error(e.departs.prefix)
		}
	})
}
