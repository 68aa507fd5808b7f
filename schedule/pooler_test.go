package schedule

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"natobot/bot"
)

// everyStore is eachStore, and PostgreSQL behind a pooler in transaction mode,
// which is left out where NATOBOT_TEST_POOLER_URL names none.
func everyStore(t *testing.T, test func(t *testing.T, url string)) {
	eachStore(t, test)
	t.Run("pooled", func(t *testing.T) {
		t.Parallel()
		test(t, pooledURL(t))
	})
}

// pooledURL makes a database for one test, for a pooler takes no search_path,
// and drops it afterwards.
func pooledURL(t testing.TB) string {
	pooler := os.Getenv("NATOBOT_TEST_POOLER_URL")
	if pooler == "" {
		t.Skip("left out: PostgreSQL behind a pooler; set NATOBOT_TEST_POOLER_URL beside NATOBOT_TEST_DATABASE_URL to include it")
	}
	var b [6]byte
	rand.Read(b[:])
	name := "t" + hex.EncodeToString(b[:])
	ctx := context.Background()
	c, err := pgx.Connect(ctx, os.Getenv("NATOBOT_TEST_DATABASE_URL"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer c.Close(ctx)
		if _, err := c.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(pooler)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// Behind a pooler a second start works as the first, two processes start
// together, and digests go out; without one PostgreSQL is used as ever.
func TestBehindAPooler(t *testing.T) {
	t.Parallel()
	address := pooledURL(t)
	ctx := context.Background()
	s, again := openTest(t, address), openTest(t, address)
	if !s.db.(*pgDB).pooled || !again.db.(*pgDB).pooled {
		t.Error("the pooler is not recognised")
	}
	if straight := openTest(t, postgresURL(t)); straight.db.(*pgDB).pooled {
		t.Error("a pooler is seen where none is")
	}
	if _, err := Open(ctx, address+"&search_path=x", Options{}); err == nil {
		t.Error("a setting in the address is taken")
	}
	slack := newFake(false)
	clock := &handClock{now: noon}
	for _, store := range []*Store{s, again} {
		startEngine(t, store, clock.Now, map[string]bot.Poster{"slack": slack})
	}
	for _, channel := range []string{"C1", "C2", "C3"} {
		if _, err := s.Subscribe(ctx, due("slack", channel, noon.Add(time.Minute))); err != nil {
			t.Fatal(err)
		}
	}
	clock.add(2 * time.Minute)
	until(t, slack, func() bool { return count(t, s, "status = 'sent'") == 3 })
	if n, _ := slack.sent(); n != 3 {
		t.Errorf("%d messages for three digests", n)
	}
}
