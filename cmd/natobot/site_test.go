package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A site that is stopped says how it goes on, and goes on only with what it was
// made of; a file is there whole or not at all.
func TestSiteStopsAndGoesOn(t *testing.T) {
	t.Parallel()
	d, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "a", "site")
	day := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	p := &program{Env: func(string) string { return "" }, Now: func() time.Time { return day }, Err: &bytes.Buffer{}}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, _, err := p.writeSite(ctx, dir, "", d); err == nil || !strings.Contains(err.Error(), "the same command goes on") {
		t.Errorf("stopped: %v", err)
	}
	mark, err := os.ReadFile(filepath.Join(dir, siteMark))
	if err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]func() ([]byte, error){
		"another day":     func() ([]byte, error) { return siteOf(d, "", "2026-11-28") },
		"another address": func() ([]byte, error) { return siteOf(d, "https://x.example", "2026-11-27") },
		"other data":      func() ([]byte, error) { return siteOf(d.WithoutSIPRI(), "", "2026-11-27") },
	} {
		if got, err := other(); err != nil || bytes.Equal(got, mark) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := siteOf(d, "", "2026-11-27"); err != nil || !bytes.Equal(got, mark) {
		t.Errorf("the same: %v", err)
	}
	name := filepath.Join(dir, "x", "y.txt")
	for _, body := range []string{"one", "two"} {
		if err := replaceFile(name, []byte(body)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != body {
			t.Errorf("%q %v", got, err)
		}
	}
	if files, err := os.ReadDir(filepath.Dir(name)); err != nil || len(files) != 1 {
		t.Errorf("%v %v", files, err)
	}
	if err := replaceFile(filepath.Join(name, "below a file"), nil); err == nil {
		t.Error("a file below a file")
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	bar := drawProgress(&b)
	for i := range 1000 {
		bar("e/some", i+1, 1000)
	}
	bar("", 0, 0)
	if n := strings.Count(b.String(), "\r"); n < 100 || n > 210 || !strings.Contains(b.String(), "1000 of 1000") || !strings.HasSuffix(b.String(), "\r\x1b[K") {
		t.Errorf("%d lines, %q", n, b.String()[max(0, b.Len()-100):])
	}
}
