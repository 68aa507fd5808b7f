package schedule

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
)

// eachStore runs a test against a new database of each kind. PostgreSQL is
// left out where NATOBOT_TEST_DATABASE_URL names none, and the test says so.
func eachStore(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, sqliteURL(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, postgresURL(t))
	})
}

func sqliteURL(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "n%o?t#e.db") }

// postgresURL makes a schema for one test and drops it afterwards.
func postgresURL(t testing.TB) string {
	base := os.Getenv("NATOBOT_TEST_DATABASE_URL")
	if base == "" {
		t.Skip("left out: PostgreSQL; set NATOBOT_TEST_DATABASE_URL to include it")
	}
	var b [6]byte
	rand.Read(b[:])
	schema := "t" + hex.EncodeToString(b[:])
	ctx := context.Background()
	c, err := pgx.Connect(ctx, base)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exec(ctx, "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer c.Close(ctx)
		if _, err := c.Exec(ctx, "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
	})
	sep := "?"
	if strings.Contains(base, "?") {
		sep = "&"
	}
	return base + sep + "search_path=" + schema
}

// fresh is the file of a new SQLite database, made once: each test's own
// begins as a copy of it, for making its tables costs more than most tests.
var fresh = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "natobot-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "n.db")
	s, err := Open(context.Background(), "sqlite:"+path, Options{})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func openTest(t testing.TB, url string, keys ...[]byte) *Store {
	t.Helper()
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			b, err := fresh()
			if err == nil {
				err = os.WriteFile(path, b, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	s, err := Open(context.Background(), url, Options{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func sample(workspace, channel string) Subscription {
	return Subscription{To: bot.Destination{Platform: "slack", Workspace: workspace, Channel: channel}, Kind: Digests, Spec: "weekly mon 09:00 Europe/Madrid", Zone: "Europe/Madrid",
		Owner: "U1", Created: noon, About: []facts.Code{"ESP", "POL"}, OnlyChanges: true, State: Active, Next: noon.Add(time.Hour), Told: "nato-2026-07", ToldAt: noon}
}

func TestStoreIsABook(t *testing.T) {
	t.Parallel()
	everyStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url)
		want := sample("T1", "C1")
		want.Crossing, want.Quiet, want.Breaking = []float64{2, 3.5}, "20:00-08:00", true
		got, err := s.Subscribe(ctx, want)
		if err != nil || got.ID == 0 {
			t.Fatal(got, err)
		}
		want.ID = got.ID
		back, err := s.Subscription(ctx, got.ID)
		if err != nil || !reflect.DeepEqual(back, want) {
			t.Fatalf("kept as %+v, want %+v (%v)", back, want, err)
		}
		if _, err := s.Subscription(ctx, 4711); !errors.Is(err, ErrNoSubscription) {
			t.Errorf("a missing one: %v", err)
		}
		changed, err := s.Change(ctx, got.ID, "U2", noon, func(x *Subscription) error { x.State, x.Reason = Paused, "by hand"; return nil })
		if err != nil || changed.ChangedBy != "U2" || changed.State != Paused {
			t.Errorf("%+v %v", changed, err)
		}
		boom := errors.New("boom")
		if _, err := s.Change(ctx, got.ID, "U3", noon, func(x *Subscription) error { x.Reason = "lost"; return boom }); !errors.Is(err, boom) {
			t.Error(err)
		}
		if back, _ := s.Subscription(ctx, got.ID); back.Reason != "by hand" {
			t.Error("a refused change was kept")
		}
		for channel, n := range map[string]int{"C1": 1, "C2": 0, "": 1} {
			if list, err := s.Subscriptions(ctx, "slack", "T1", channel); err != nil || len(list) != n {
				t.Errorf("%q: %d, %v", channel, len(list), err)
			}
		}
		if list, _ := s.Subscriptions(ctx, "slack", "T2", ""); len(list) != 0 {
			t.Error("another workspace's subscription is seen")
		}
	})
}

func TestStoreIsAnOutbox(t *testing.T) {
	t.Parallel()
	everyStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url)
		row := Delivery{Subscription: 1, To: bot.Destination{Platform: "slack", Workspace: "T1", Channel: "C1"}, Kind: "alert", Slot: "alert:x", Due: noon, Body: []byte("{}")}
		for i, want := range []int{1, 0} {
			if n, err := s.Plan(ctx, []Delivery{row, row}); err != nil || n != want {
				t.Errorf("plan %d: %d rows, %v", i, n, err)
			}
		}
		if err := s.MarkAnnounced(ctx, []string{"a", "b", "a"}, noon); err != nil {
			t.Fatal(err)
		}
		if m, err := s.Announced(ctx); err != nil || len(m) != 2 {
			t.Errorf("%v %v", m, err)
		}
		for i := range pageRows + 3 {
			if _, err := s.Subscribe(ctx, sample("T1", fmt.Sprint("C", i))); err != nil {
				t.Fatal(err)
			}
		}
		seen := map[int64]bool{}
		if err := s.EachSubscription(ctx, Digests, func(x Subscription) error { seen[x.ID] = true; return nil }); err != nil || len(seen) != pageRows+3 {
			t.Errorf("%d seen, %v", len(seen), err)
		}
		fig := facts.Figure{Ally: "ESP", Year: 2026, Measure: facts.ShareOfGDP, Value: 2, Edition: "nato-2026-07"}
		share := bot.Reply{Answer: answer.Answer{Figures: []facts.Figure{fig}}}
		if err := s.RememberShare(ctx, row.To, "17.1", share, noon); err != nil {
			t.Fatal(err)
		}
		var stated []Stated
		if err := s.EachStated(ctx, noon.Add(-time.Hour), func(m Stated) error { stated = append(stated, m); return nil }); err != nil || len(stated) != 1 || stated[0].MessageID != "17.1" || stated[0].Figures[0] != fig || stated[0].ID != "s1" {
			t.Errorf("%+v %v", stated, err)
		}
	})
}

func TestStoreIsOnce(t *testing.T) {
	t.Parallel()
	everyStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		a, b := openTest(t, url), openTest(t, url)
		firsts := make(chan bool, 16)
		var wg sync.WaitGroup
		for i := range 16 {
			s := []*Store{a, b}[i%2]
			wg.Go(func() {
				ok, err := s.First(ctx, "share:slack:T1:C1:x", time.Minute, noon)
				if err != nil {
					t.Error(err)
				}
				firsts <- ok
			})
		}
		wg.Wait()
		close(firsts)
		n := 0
		for ok := range firsts {
			if ok {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d were first", n)
		}
		if ok, err := a.First(ctx, "share:slack:T1:C1:x", time.Minute, noon.Add(61*time.Second)); err != nil || !ok {
			t.Error("not again after its time", err)
		}
		if err := b.Forget(ctx, "share:slack:T1:C1:x"); err != nil {
			t.Error(err)
		}
		if ok, err := a.First(ctx, "share:slack:T1:C1:x", time.Minute, noon.Add(61*time.Second)); err != nil || !ok {
			t.Error("not again once forgotten", err)
		}
	})
}

func TestTokensAreSealedAndWorkspacesDoNotCross(t *testing.T) {
	t.Parallel()
	everyStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		old, fresh := []byte(strings.Repeat("o", 32)), []byte(strings.Repeat("n", 32))
		s := openTest(t, url, old)
		const n = 1000
		for i := range n {
			ws := fmt.Sprint("T", i)
			if err := s.SaveInstallation(ctx, bot.Installation{Platform: "slack", Workspace: ws, Token: "xoxb-" + ws, At: noon}); err != nil {
				t.Fatal(err)
			}
			if i%10 == 0 {
				if _, err := s.Subscribe(ctx, sample(ws, "C1")); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i := range n {
			ws := fmt.Sprint("T", i)
			in, err := s.Installation(ctx, "slack", ws)
			if err != nil || in.Token != "xoxb-"+ws {
				t.Errorf("%s: %q %v", ws, in.Token, err)
			}
			if i%10 != 0 {
				continue
			}
			if list, err := s.Subscriptions(ctx, "slack", ws, ""); err != nil || len(list) != 1 || list[0].To.Workspace != ws {
				t.Errorf("%s: %+v %v", ws, list, err)
			}
		}
		// A sealed token moved to another row opens for nobody.
		if err := s.db.inTx(ctx, func(c conn) error {
			_, err := c.exec(ctx, "UPDATE installations SET token = (SELECT token FROM installations WHERE workspace = 'T1') WHERE workspace = 'T2'")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if in, err := s.Installation(ctx, "slack", "T2"); err == nil {
			t.Errorf("T2 holds T1's token %q", in.Token)
		}
		var raw []byte
		if _, err := one(ctx, s.db, "SELECT token FROM installations WHERE workspace = 'T1'", nil, &raw); err != nil || strings.Contains(string(raw), "xoxb") {
			t.Errorf("kept as %q, %v", raw, err)
		}
		rotated := openTest(t, url, fresh, old)
		if in, err := rotated.Installation(ctx, "slack", "T1"); err != nil || in.Token != "xoxb-T1" {
			t.Errorf("after rotation: %v", err)
		}
		if _, err := openTest(t, url, fresh).Installation(ctx, "slack", "T1"); !errors.Is(err, errWrongKey) {
			t.Errorf("without the old key: %v", err)
		}
		if sealed, lost, err := openTest(t, url, fresh).Reseal(ctx, true); sealed != 0 || lost != n || err != nil {
			t.Errorf("with a wrong key: %d sealed anew, %d lost, %v", sealed, lost, err)
		}
		if sealed, lost, err := rotated.Reseal(ctx, false); sealed != n-1 || lost != 1 || err != nil {
			t.Errorf("only looked: %d to be sealed anew, %d lost, %v", sealed, lost, err)
		}
		// T2 holds what was sealed for T1, which no key opens.
		if sealed, lost, err := rotated.Reseal(ctx, true); sealed != n-1 || lost != 1 || err != nil {
			t.Errorf("rotated: %d sealed anew, %d lost, %v", sealed, lost, err)
		}
		if sealed, lost, err := rotated.Reseal(ctx, true); sealed != 0 || lost != 1 || err != nil {
			t.Errorf("again: %d sealed anew, %d lost, %v", sealed, lost, err)
		}
		if in, err := openTest(t, url, fresh).Installation(ctx, "slack", "T1"); err != nil || in.Token != "xoxb-T1" {
			t.Errorf("with the new key alone: %q %v", in.Token, err)
		}
		if err := s.RememberShare(ctx, bot.Destination{Platform: "slack", Workspace: "T10", Channel: "C1"}, "1", bot.Reply{Answer: answer.Answer{Figures: []facts.Figure{{Ally: "ESP"}}}}, noon); err != nil {
			t.Fatal(err)
		}
		for range 2 { // idempotent
			if err := s.EndInstallation(ctx, "slack", "T10", noon); err != nil {
				t.Fatal(err)
			}
		}
		for _, table := range []string{"installations", "subscriptions", "deliveries", "shares", "dead"} {
			var left int64
			if _, err := one(ctx, s.db, "SELECT COUNT(*) FROM "+table+" WHERE workspace = 'T10'", nil, &left); err != nil || left != 0 {
				t.Errorf("%s: %d rows left, %v", table, left, err)
			}
		}
		if _, err := s.Installation(ctx, "slack", "T10"); !errors.Is(err, bot.ErrNoInstallation) {
			t.Error(err)
		}
		if list, _ := s.AllSubscriptions(ctx); len(list) != n/10-1 {
			t.Errorf("%d subscriptions are left of the others", len(list))
		}
	})
}

func TestOpenAgainAndRefuseNewer(t *testing.T) {
	t.Parallel()
	everyStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url)
		if _, err := s.Subscribe(ctx, sample("T1", "C1")); err != nil {
			t.Fatal(err)
		}
		again := openTest(t, url)
		if list, err := again.AllSubscriptions(ctx); err != nil || len(list) != 1 {
			t.Errorf("%d %v", len(list), err)
		}
		if err := s.db.inTx(ctx, func(c conn) error {
			_, err := c.exec(ctx, "INSERT INTO natobot_schema (version) VALUES (99)")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(ctx, url, Options{}); err == nil || !strings.Contains(err.Error(), "newer release") {
			t.Errorf("a newer schema: %v", err)
		}
	})
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	t.Parallel()
	corrupt := filepath.Join(t.TempDir(), "corrupt.db")
	if err := os.WriteFile(corrupt, []byte(strings.Repeat("this is no database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{"", "mysql://x", "sqlite:", "sqlite:" + corrupt, "sqlite:/nowhere/at/all/x.db", "postgres://user:hunter2@127.0.0.1:1/x", "postgres://%zz:hunter2@/x"} {
		s, err := Open(context.Background(), url, Options{})
		if err == nil {
			s.Close()
			t.Errorf("%q opened", url)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the password stands in %v", err)
		}
	}
}
