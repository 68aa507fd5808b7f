package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// A database that goes away while posts are in flight makes nothing unknown
// whose answer has arrived: the process keeps what it knows until it is back.
// It is away for as long as workers try, with NATOBOT_TEST_CRASH=full for five
// minutes.
func TestOutcomesOutliveTheDatabase(t *testing.T) {
	t.Parallel()
	t.Run("sqlite, locked", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "natobot.db")
		away(t, "sqlite:"+path, "sqlite:"+path, func() (back func()) {
			other, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(60000)")
			if err != nil {
				t.Fatal(err)
			}
			c, err := other.Conn(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
				t.Fatal(err)
			}
			return func() {
				if _, err := c.ExecContext(context.Background(), "ROLLBACK"); err != nil {
					t.Error(err)
				}
				c.Close()
				other.Close()
			}
		})
	})
	t.Run("postgres, gone", func(t *testing.T) {
		t.Parallel()
		base := postgresURL(t)
		direct, err := pgx.ParseConfig(base)
		if err != nil {
			t.Fatal(err)
		}
		u := &tunnel{network: "tcp", to: fmt.Sprintf("%s:%d", direct.Host, direct.Port)}
		if strings.HasPrefix(direct.Host, "/") {
			u = &tunnel{network: "unix", to: fmt.Sprintf("%s/.s.PGSQL.%d", direct.Host, direct.Port)}
		}
		addr := u.open(t, "127.0.0.1:0")
		t.Cleanup(u.close)
		who := url.UserPassword(direct.User, direct.Password)
		away(t, base, "postgres://"+who.String()+"@"+addr+"/"+direct.Database+"?sslmode=disable&search_path="+direct.RuntimeParams["search_path"], func() func() {
			u.close()
			return func() { u.open(t, addr) }
		})
	})
}

func away(t *testing.T, own, its string, leave func() (back func())) {
	store := openStoreAt(t, own)
	subs := append(plant(t, store, "slack", 60), plant(t, store, "discord", 30)...)
	st := newBadWeather(t, 7, its)
	st.slack.weather()
	st.discord.weather()
	hold := make(chan struct{})
	st.slack.hold, st.discord.hold = hold, hold
	p := startBinary(t, st.env)
	until(t, "posts are in flight", func() bool { return st.slack.seen() >= 20 && st.discord.seen() >= 5 })
	back := leave()
	close(hold)
	until(t, "an outcome is kept", func() bool { return strings.Contains(p.log.String(), "it is kept and tried again") })
	if os.Getenv("NATOBOT_TEST_CRASH") == "full" {
		<-time.After(5 * time.Minute)
	}
	back()
	until(t, "every row has ended", func() bool { return open(t, store, subs) == 0 })
	outcomes := map[string]int{}
	for _, s := range subs {
		judge(t, st, store, s, outcomes)
	}
	if outcomes["slack sent"] != 60 || outcomes["discord sent"] != 30 {
		t.Errorf("%v\n%s", outcomes, tail(p.log.String(), 3000))
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}
