package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"natobot/facts"
)

// logged are the records of a process's log with a message.
func logged(p *process, msg string) (out []map[string]any) {
	for _, line := range strings.Split(p.log.String(), "\n") {
		var r map[string]any
		if json.Unmarshal([]byte(line), &r) == nil && r["msg"] == msg {
			out = append(out, r)
		}
	}
	return out
}

// A workbook dropped into the data directory of a running serve: one with a
// fault is refused in one line that names sheet and cell, once, and changes
// nothing; the same file put right is taken up.
func TestBinaryWorkbookDropped(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	drop := func(name, from string) {
		t.Helper()
		b, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".part"), b, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(dir, name+".part"), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	p := startBinary(t, map[string]string{"NATOBOT_DATABASE_URL": "sqlite:" + filepath.Join(t.TempDir(), "natobot.db"), "NATOBOT_DATA_DIR": dir})
	_, before := p.get("/healthz")

	const name = "nato-2024-06@2024-06-17.xlsx"
	drop(name, broken(t, "TABLE3", "E15", "two per cent"))
	until(t, "the faulty workbook is refused", func() bool { return len(logged(p, "workbook refused; the data in use stay")) > 0 })
	refused := logged(p, "workbook refused; the data in use stay")[0]
	if why, _ := refused["error"].(string); !strings.Contains(why, "TABLE3") || !strings.Contains(why, "E15") || !strings.Contains(why, "two per cent") || refused["file"] != name {
		t.Errorf("the refusal reads %v", refused)
	}
	if _, after := p.get("/healthz"); !strings.Contains(after, "nato-2026-07") || !strings.Contains(before, "nato-2026-07") {
		t.Errorf("after the refusal: %s", after)
	}
	if _, err := os.Stat(filepath.Join(dir, "nato-2024-06")); !os.IsNotExist(err) {
		t.Errorf("something was imported: %v", err)
	}
	// Whatever else changes, the refused file is not read again.
	id := laterEdition(t, dir, facts.DateOf(time.Now()))
	until(t, "another edition is taken up", func() bool { _, now := p.get("/healthz"); return strings.Contains(now, id) })
	if n := len(logged(p, "workbook refused; the data in use stay")); n != 1 {
		t.Errorf("refused %d times", n)
	}

	taken := len(logged(p, "data directory taken up"))
	drop(name, juneWorkbook)
	until(t, "the workbook is imported", func() bool { return len(logged(p, "workbook imported")) > 0 })
	if r := logged(p, "workbook imported")[0]; r["file"] != name || r["edition"] != "nato-2024-06" {
		t.Errorf("%v", r)
	}
	until(t, "it is taken up", func() bool { return len(logged(p, "data directory taken up")) > taken })
	if n := len(logged(p, "workbook refused; the data in use stay")) + len(logged(p, "new data refused; the data in use stay")); n != 1 {
		t.Errorf("%d refusals\n%s", n, p.log.String())
	}
	left, err := filepath.Glob(filepath.Join(dir, ".import-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}
