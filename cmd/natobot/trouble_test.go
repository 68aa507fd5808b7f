package main

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"natobot/schedule"
)

func TestDamagedDatabaseStopsServeWithAClearLine(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "natobot.db")
	garbage := strings.Repeat("this is no database ", 5000)
	if err := os.WriteFile(path, []byte(garbage), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := launch(t, map[string]string{"NATOBOT_DATABASE_URL": "sqlite:" + path})
	if err == nil || !strings.Contains(err.Error(), "the database file is damaged or no database; restore a backup") || strings.Contains(err.Error(), "goroutine") {
		t.Errorf("it ended with %v", err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != garbage {
		t.Errorf("the file was touched: %v", err)
	}
}

func TestLockedDatabaseIsNotReady(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "natobot.db")
	url := "sqlite:" + path
	store := openStoreAt(t, url)
	st := newBadWeather(t, 1, url)
	st.slack.weather()
	p := startBinary(t, st.env)
	until(t, "it is ready", func() bool { code, _ := p.get("/readyz"); return code == http.StatusOK })
	sub := plant(t, store, "slack", 1)[0] // acknowledged, due, and not to be planned for a while
	other, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	c, err := other.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	until(t, "it is not ready", func() bool { code, _ := p.get("/readyz"); return code == http.StatusServiceUnavailable })
	until(t, "the log says why", func() bool { return strings.Contains(p.log.String(), "the database is locked by another program") })
	if _, body := p.get("/readyz"); strings.Contains(body, "locked by") {
		t.Errorf("strangers read the cause: %s", body)
	}
	if _, err := c.ExecContext(context.Background(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	until(t, "it is ready again", func() bool { code, _ := p.get("/readyz"); return code == http.StatusOK })
	if d := digestOf(t, store, sub); d.Status != "sent" || st.slack.posted(sub.To.Channel) != 1 {
		t.Errorf("%+v, %d messages", d, st.slack.posted(sub.To.Channel))
	}
}

func TestFullDiskIsNotReady(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err != nil {
		t.Skipf("left out: a small file system can't be mounted here (%v); TestFullDisk in schedule covers the engine", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	url := "sqlite:" + filepath.Join(dir, "natobot.db")
	st := newBadWeather(t, 1, url)
	st.slack.weather()
	p := startBinary(t, st.env)
	until(t, "it is ready", func() bool { code, _ := p.get("/readyz"); return code == http.StatusOK })
	store := openStoreAt(t, url)
	filler, err := os.Create(filepath.Join(dir, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	for chunk := make([]byte, 4096); ; {
		if _, err := filler.Write(chunk); err != nil {
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatal(err)
			}
			break
		}
	}
	// What fits into the rest of the log is acknowledged, and counts.
	var subs []schedule.Subscription
	var refused error
	for refused == nil {
		s, err := subscribeOne(store, "slack", len(subs))
		if refused = err; err == nil {
			subs = append(subs, s)
		}
	}
	if !strings.Contains(refused.Error(), "full") {
		t.Errorf("said as %v", refused)
	}
	until(t, "it is not ready", func() bool { code, _ := p.get("/readyz"); return code == http.StatusServiceUnavailable })
	until(t, "the log says why", func() bool { return strings.Contains(p.log.String(), "the disk of the database") })
	if err := errors.Join(filler.Truncate(0), filler.Close()); err != nil {
		t.Fatal(err)
	}
	until(t, "it is ready again", func() bool { code, _ := p.get("/readyz"); return code == http.StatusOK })
	for _, s := range subs {
		if d := digestOf(t, store, s); d.Status != "sent" || st.slack.posted(s.To.Channel) != 1 {
			t.Errorf("%+v, %d messages", d, st.slack.posted(s.To.Channel))
		}
	}
	t.Logf("%d subscriptions were acknowledged before %v", len(subs), refused)
}
