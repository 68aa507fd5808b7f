package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"strings"
	"testing"
	"time"
)

// runWith runs the program on arguments and standard input, on 23 November 2026.
func runWith(in string, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	p := &program{Args: args, Env: func(string) string { return "" }, In: strings.NewReader(in), Out: &o, Err: &e,
		Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }}
	code = p.run(context.Background())
	return code, o.String(), e.String()
}

func TestExitCodesAndStreams(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args      string
		code      int
		out, errs string // contained
	}{
		{"ask spain", exitOK, "Spain: 2.00 %", ""},
		{"ask --as-of 2025-03-13 spain", exitOK, "1.28 %", ""},
		{"ask spain --as-of 2025-03-13", exitOK, "1.28 %", ""},
		{"ask austria", exitUnanswered, "not an Ally", ""},
		{"ask slov", exitUnanswered, "Did you mean", ""},
		{"ask --as-of yesterday spain", exitUsage, "", "2025-03-13"},
		{"ask --as-of 2025-02-30 spain", exitUsage, "", "not a date"},
		{"ask --format xml spain", exitUsage, "", "text, json, csv, xlsx, png"},
		{"ask --lang !! spain", exitUsage, "", "language tag"},
		{"ask --format png ukraine", exitUnanswered, "", "no chart"},
		{"ask", exitOK, "Ask what an Ally spends", ""},
		{"frobnicate", exitUsage, "", "no command"},
		{"", exitUsage, "", "natobot ask spain"},
		{"help", exitOK, "natobot serve", ""},
		{"version", exitOK, "nato-2026-07", ""},
		{"data lint", exitOK, "", ""},
		{"data export --edition nato-2016-07", exitOK, "edition,ally,year,measure,value,held,estimate,source\nnato-2016-07,ALB,2016,share_of_gdp_pct,1.21,,true,", ""},
		{"check /nowhere/at/all", exitUsage, "", "can't be read"},
		{"digest --since 2026-06-01", exitOK, "July 2026", ""},
		{"digest --since 2027-01-01", exitUsage, "", "is after"},
		{"slack manifest", exitOK, "slash_commands", ""},
		{"subscriptions add", exitUsage, "", "--platform"},
	} {
		code, out, errs := runWith("", strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(errs, c.errs) {
			t.Errorf("%s: exit %d, want %d\nout: %.300s\nerr: %.300s", c.args, code, c.code, out, errs)
		}
	}
}

func TestAskFormats(t *testing.T) {
	t.Parallel()
	_, out, _ := runWith("", "ask", "--format", "json", "is spain above 2%?")
	var j struct {
		Status  string
		Intent  string
		Figures []struct {
			Ally    string
			Edition string
			Value   float64
		}
	}
	if err := json.Unmarshal([]byte(out), &j); err != nil || j.Status != "answered" || j.Intent != "gap_to_target" || len(j.Figures) == 0 || j.Figures[0].Edition != "nato-2026-07" {
		t.Errorf("%v: %+v", err, j)
	}
	_, out, _ = runWith("", "ask", "--format", "png", "trend", "spain")
	if _, err := png.Decode(strings.NewReader(out)); err != nil {
		t.Error(err)
	}
	_, out, _ = runWith("Spain spends 1.28% of GDP on defence.", "check", "--format", "json", "--as-of", "2025-03-13")
	if !strings.Contains(out, `"verdict": "supported"`) || !strings.Contains(out, `"start": 0`) {
		t.Errorf("check printed %s", out)
	}
}
