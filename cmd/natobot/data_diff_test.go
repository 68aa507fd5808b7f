package main

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"natobot/facts/answer"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestDataDiff(t *testing.T) {
	t.Parallel()
	code, out, errs := dataCommand(t, "diff", "nato-2024-06", "nato-2026-07")
	if code != 0 || errs != "" {
		t.Fatalf("%d %s", code, errs)
	}
	const golden = "testdata/diff-2024-06-2026-07.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || out != string(want) {
		t.Errorf("%v: differs from %s (run with -update after looking at it):\n%s", err, golden, out)
	}
	definition, reached, restated := strings.Index(out, "The definition changed"), strings.Index(out, "reached 2 %"), strings.Index(out, "Restated")
	if definition != 0 || reached < definition || restated < reached {
		t.Errorf("definition at %d, crossings at %d, restatements at %d", definition, reached, restated)
	}
	code, out, _ = dataCommand(t, "diff", "--format", "json", "nato-2024-06", "nato-2026-07")
	var j answer.DiffJSON
	if err := json.Unmarshal([]byte(out), &j); code != 0 || err != nil || j.Old.Definition != "total" || j.New.Definition != "core" || len(j.Changes) < 100 || j.Changes[0].Kind != "definition" {
		t.Errorf("%d %v %+v", code, err, j.Old)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"diff"}, "two editions"},
		{[]string{"diff", "nato-2024-06"}, "two editions"},
		{[]string{"diff", "nato-2024-06", "nato-2026-7"}, "Did you mean nato-2026-07?"},
		{[]string{"diff", "nato-2024-06", "nato-2026"}, "Did you mean nato-2026-07?"},
		{[]string{"diff", "NATO-2024-06", "2025-08"}, "Did you mean nato-2024-06?"},
		{[]string{"diff", "nato-2024-06", "2025-08"}, "Did you mean nato-2025-08?"},
		{[]string{"diff", "nato-2024-06", "nato-1999-01"}, "the newest is nato-2026-07"},
		{[]string{"diff", "sipri-2025-04", "nato-2026-07"}, "SIPRI counts other spending"},
		{[]string{"diff", "nato-2026-07", "nato-2024-06"}, "natobot data diff nato-2024-06 nato-2026-07"},
		{[]string{"diff", "nato-2024-06", "nato-2026-07", "--format", "xml"}, "usage"},
	} {
		if code, out, errs := dataCommand(t, c.args...); code != 2 || out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("%q: %d %q %q", c.args, code, out, errs)
		}
	}
	// Editions that lack tables, and the shares of most Allies.
	for _, c := range [][]string{{"nato-2022-06", "nato-2026-07"}, {"nato-2016-07", "nato-2017-06"}, {"nato-2025-04", "nato-2025-08"}} {
		code, out, errs := dataCommand(t, "diff", c[0], c[1])
		if code != 0 || errs != "" || !strings.Contains(out, "as they are held here") && c[0] != "nato-2016-07" || strings.Contains(out, "%!") || strings.Contains(out, "NaN") {
			t.Errorf("%v: %d %s\n%s", c, code, errs, out)
		}
	}
	if code, out, _ := dataCommand(t, "diff", "nato-2026-07", "nato-2026-07"); code != 0 || !strings.Contains(out, "nothing changed") {
		t.Errorf("itself: %d %s", code, out)
	}
}
