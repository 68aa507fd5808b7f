package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// runsData runs natobot data and gives exit code and both outputs.
func runsData(args ...string) (int, string, string) {
	var out, errs bytes.Buffer
	code := runData(args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestDataSources(t *testing.T) {
	code, out, _ := runsData("sources")
	if code != dataDone {
		t.Fatalf("exit %d", code)
	}
	for _, want := range []string{
		"sipri-2026-04  grade A, read  SIPRI: Military Expenditure Database 1949-2025, release of 27 April 2026, 2026-04-27\n",
		"pam0326  grade C, read", "    the same article as politico-2026-03\n",
		"    carries 1 counts, 1 facts of meetings, 30 figures of nato-2026-03, 1 meetings, 2 notes on nato-2026-03\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	code, out, _ = runsData("sources", "--format", "json")
	var list []struct {
		ID, Published, Grade, URL, Note string
		Carries                         []struct{ What string }
	}
	if err := json.Unmarshal([]byte(out), &list); err != nil || code != dataDone {
		t.Fatalf("exit %d, %v", code, err)
	}
	for _, s := range list {
		if s.Published == "" || s.Grade == "" {
			t.Errorf("%s: published %q, grade %q", s.ID, s.Published, s.Grade)
		}
		if (s.Grade == "A" || s.Grade == "B") && s.URL == "" && s.Note == "" {
			t.Errorf("%s of grade %s has neither address nor reason", s.ID, s.Grade)
		}
	}
	if code, _, _ := runsData("sources", "x"); code != dataUsage {
		t.Errorf("an argument too many: exit %d", code)
	}
}

func TestDataAudit(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want []string
	}{
		{[]string{"ESP", "2024", "nato-2024-06"}, dataDone, []string{"Spain, share of GDP, 2024: 1.28 % of GDP, an estimate", "held as 1.28254", "240617-def-exp-2024-en.pdf, Table 3", "SHA-256 94f4de63de12", "read in xlsx-2024-06", "checked: All table values equal NATO's own PDF as printed. 5346 compared, 0 differed.", "by nato-2026-07: 1.42"}},
		{[]string{"nato-2026-03,ITA,2025,share_of_gdp_pct"}, dataDone, []string{"Italy, share of GDP, 2025: 2.0 % of GDP", "printed in steps of 0.1; no unrounded value is held", "note: Printed by the newspaper to one decimal."}},
		{[]string{"united", "states", "2021", "spend_usd_m_current", "nato-2022-03"}, dataDone, []string{"811000 US$ m", "printed in steps of 1000", "note: Printed in whole billions"}},
		{[]string{"NATO_TOTAL", "2026"}, dataDone, []string{"edition nato-2026-07"}},
		{[]string{"NATO", "2026"}, dataDone, []string{"NATO Total, share of GDP, 2026"}},
		{[]string{"POL", "2024", "sipri-2026-04"}, dataDone, []string{"Poland, share_of_gdp_pct, 2024: 3.75, held as ", "never mixed", "read in sipri-2026-04: SIPRI"}},
		{[]string{"russia", "2024", "share_of_gdp_pct", "sipri-2026-04"}, dataDone, []string{"Russia, share_of_gdp_pct, 2024: "}},
		{[]string{"kiel-2026-06", "DEU", "aid_total_eur_bn"}, dataDone, []string{"Germany, aid_total_eur_bn, 2026: 30.6", "Kiel Institute"}},
		{[]string{"--format", "json", "POL", "2024", "sipri-2026-04"}, dataDone, []string{`"source": "sipri-2026-04"`, `"value": "3.75"`}},
		{[]string{"POL", "1900", "sipri-2026-04"}, exitUnanswered, []string{"holds no such figure"}},
		{[]string{"ESP", "1993"}, exitUnanswered, []string{"holds no share_of_gdp_pct of ESP for 1993", "It is held of: hansard-1995"}},
		{[]string{"ESP", "1993", "hansard-1995"}, dataDone, []string{"1.7 % of GDP", "definition of its time"}},
		{[]string{"ESP", "1980"}, exitUnanswered, []string{"holds no share_of_gdp_pct of ESP for 1980"}},
		{[]string{"narnia", "2024"}, dataUsage, []string{"is no Ally"}},
		{[]string{"ESP"}, dataUsage, []string{"no year"}},
		{nil, dataUsage, nil},
	} {
		code, out, errs := runsData(append([]string{"audit"}, c.args...)...)
		if code != c.code {
			t.Errorf("%v: exit %d, want %d", c.args, code, c.code)
		}
		for _, want := range c.want {
			if !strings.Contains(out+errs, want) {
				t.Errorf("%v: no %q in\n%s%s", c.args, want, out, errs)
			}
		}
	}
	code, out, _ := runsData("audit", "--format", "json", "POL", "2025", "nato-2026-07")
	var p map[string]any
	if err := json.Unmarshal([]byte(out), &p); err != nil || code != dataDone || p["value"] != "4.25" || p["row"].(float64) < 2 {
		t.Errorf("exit %d, %v: %s", code, err, out)
	}
}
