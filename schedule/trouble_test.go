package schedule

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// logBuffer keeps what is logged.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}
func (l *logBuffer) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

// troubled is an engine on a SQLite file that a test makes trouble with. Its
// clock stands, so that only the test sweeps for what becomes due.
type troubled struct {
	*Engine
	path  string
	log   *logBuffer
	fake  *channelFake
	clock *handClock
	write *sql.DB
}

func newTroubled(t *testing.T) *troubled {
	x := &troubled{path: filepath.Join(t.TempDir(), "n.db"), log: &logBuffer{}, fake: newFake(false), clock: &handClock{now: noon}}
	log := slog.New(slog.NewTextHandler(x.log, nil))
	s, err := Open(context.Background(), "sqlite:"+x.path, Options{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	x.write = s.db.(*sqliteDB).write
	d := testData(t)
	x.Engine = NewEngine(EngineConfig{Store: s, Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: map[string]bot.Poster{"slack": x.fake}, Now: x.clock.Now, Log: log})
	if err := x.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // trouble may have made an end in peace impossible
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
		defer cancel()
		if err := x.Stop(ctx); err != nil {
			t.Log(err)
		}
	})
	return x
}

// sick reports what Health says once it is not ready, after sweeps.
func (x *troubled) sick(t *testing.T) string {
	t.Helper()
	for range 200 {
		_ = x.Sweep(context.Background(), x.clock.Now()) // Health tells
		if _, err := x.Health(context.Background()); err != nil {
			return err.Error()
		}
	}
	t.Fatal("the engine is ready")
	return ""
}

// recovers sweeps until ready, and waits until as many digests as were
// acknowledged are sent.
func (x *troubled) recovers(t *testing.T, acknowledged int) {
	t.Helper()
	var ill error
	for range 200 { // a clock that jumped is believed at the second look
		if err := x.Sweep(context.Background(), x.clock.Now()); err != nil {
			t.Fatal(err)
		}
		if _, ill = x.Health(context.Background()); ill == nil {
			break
		}
	}
	if ill != nil {
		t.Errorf("still not ready: %v", ill)
	}
	until(t, x.fake, func() bool {
		if count(t, x.Store, "status = 'sent'") >= acknowledged {
			return true
		}
		x.clock.add(time.Second) // a busy machine's job may have been given back for a minute
		if err := x.Sweep(context.Background(), x.clock.Now()); err != nil {
			t.Fatal(err)
		}
		return false
	})
	if n, doubled := x.fake.sent(); n != acknowledged || doubled != 0 || count(t, x.Store, "1 = 1") != acknowledged {
		t.Errorf("%d messages, %d doubled, %d rows for %d subscriptions", n, doubled, count(t, x.Store, "1 = 1"), acknowledged)
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	x := newTroubled(t)
	ctx := context.Background()
	var pages int
	if err := x.write.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		if _, err := x.write.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", n)); err != nil {
			t.Fatal(err)
		}
	}
	limit(pages + 10)
	acknowledged := 0
	for ; ; acknowledged++ {
		_, err := x.Store.Subscribe(ctx, due("slack", fmt.Sprint("C", acknowledged), noon.Add(time.Hour)))
		if err != nil {
			if !strings.Contains(err.Error(), "the disk of the database is full") {
				t.Errorf("said as %v", err)
			}
			break
		}
		if acknowledged > 10_000 {
			t.Fatal("the disk is never full")
		}
	}
	x.clock.add(2 * time.Hour)
	if say := x.sick(t); !strings.Contains(say, "the disk of the database is full") {
		t.Errorf("said as %s", say)
	}
	if list, err := x.Store.AllSubscriptions(ctx); err != nil || len(list) != acknowledged {
		t.Errorf("%d of %d acknowledged subscriptions, %v", len(list), acknowledged, err)
	}
	if n, _ := x.fake.sent(); n != 0 {
		t.Errorf("%d messages were sent without a row", n)
	}
	limit(1_000_000)
	x.recovers(t, acknowledged)
}

func TestLockedDatabase(t *testing.T) {
	t.Parallel()
	x := newTroubled(t)
	ctx := context.Background()
	if _, err := x.write.Exec("PRAGMA busy_timeout = 50"); err != nil { // in place of ten seconds
		t.Fatal(err)
	}
	if _, err := x.Store.Subscribe(ctx, due("slack", "C1", noon.Add(time.Hour))); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", "file:"+x.path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	c, err := other.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, "PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Store.Subscribe(ctx, due("slack", "C2", noon.Add(time.Hour))); err == nil || !strings.Contains(err.Error(), "locked by another program") {
		t.Errorf("said as %v", err)
	}
	if list, err := x.Store.AllSubscriptions(ctx); err != nil || len(list) != 1 {
		t.Errorf("reading while it is locked: %d, %v", len(list), err)
	}
	x.clock.add(2 * time.Hour)
	if say := x.sick(t); !strings.Contains(say, "locked by another program") {
		t.Errorf("said as %s", say)
	}
	if _, err := c.ExecContext(ctx, "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	x.recovers(t, 1)
}

func TestDamagedDatabase(t *testing.T) {
	t.Parallel()
	t.Run("when it is opened", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "n.db")
		garbage := []byte(strings.Repeat("this is no database ", 5000))
		if err := os.WriteFile(path, garbage, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(context.Background(), "sqlite:"+path, Options{})
		if err == nil || !strings.Contains(err.Error(), "damaged or no database") {
			t.Errorf("said as %v", err)
		}
		if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, garbage) {
			t.Errorf("the file was touched, %v", err)
		}
	})
	t.Run("while it runs", func(t *testing.T) {
		t.Parallel()
		x := newTroubled(t)
		ctx := context.Background()
		for i := range 500 {
			if _, err := x.Store.Subscribe(ctx, due("slack", fmt.Sprint("C", i), noon.Add(time.Hour))); err != nil {
				t.Fatal(err)
			}
		}
		// All of it in the file, none in the log and little in the cache.
		if _, err := x.write.Exec("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA cache_size = 1; PRAGMA shrink_memory"); err != nil {
			t.Fatal(err)
		}
		st, err := os.Stat(x.path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(x.path, bytes.Repeat([]byte{0xA5}, int(st.Size())), 0o600); err != nil {
			t.Fatal(err)
		}
		x.clock.add(2 * time.Hour)
		if say := x.sick(t); !strings.Contains(say, "damaged") {
			t.Errorf("said as %s", say)
		}
		if n, _ := x.fake.sent(); n != 0 {
			t.Errorf("%d messages were sent without a row", n)
		}
	})
}
