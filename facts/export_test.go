package facts

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// The export as it was when each of its 28,000 values and estimate marks, of
// the editions, the history, SIPRI's releases and the aid tracker, had been
// compared with what it was curated from. It changes when the data do: compare
// anew then.
const exportSum = "0a8c4717cebbcf4d64e8bbe1cfc2facf4e6607296052dc3dcf7f80aaf3db1a29"

func TestExportCSV(t *testing.T) {
	t.Parallel()
	d := curated(t)
	var b bytes.Buffer
	if err := ExportCSV(&b, d.Exports()); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%x", sha256.Sum256(b.Bytes())); got != exportSum {
		t.Errorf("the export changed: %s", got)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0], ","); got != "edition,ally,year,measure,value,held,estimate,source" {
		t.Errorf("header %s", got)
	}
	last := ""
	for _, r := range rows[1:] {
		key := strings.Join(r[:4], "\x00")
		if key <= last {
			t.Fatalf("%q does not stand after %q", key, last)
		}
		last = key
	}
}

// A sample of the figures as they were curated, against what we hold of them.
func TestFiguresAgreeWithWhatTheyWereCuratedFrom(t *testing.T) {
	t.Parallel()
	d := curated(t)
	b, err := os.ReadFile("testdata/figures_sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		year, _ := strconv.Atoi(r[2])
		want, _ := strconv.ParseFloat(r[4], 64)
		e, _ := d.Edition(r[0])
		f, ok := e.Figure(Code(r[1]), Measure(r[3]), year)
		if !ok || math.Abs(f.Held-want) > 1e-9*math.Abs(want) || strconv.FormatBool(f.Estimate) != r[5] || f.Source != r[6] {
			t.Errorf("%v: %+v", r, f)
		}
		if f.Value != f.Measure.Printed(want) {
			t.Errorf("%v is printed %v", r, f.Value)
		}
	}
}

// SIPRI's releases and the aid tracker are in the export with every value of
// their files, at the precision at which they are told, and nothing else.
func TestExportBeside(t *testing.T) {
	t.Parallel()
	d := curated(t)
	var b bytes.Buffer
	if err := ExportCSV(&b, d.Exports()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range rows[1:] {
		if !strings.HasPrefix(r[0], "nato-") {
			got[strings.Join(r[:4], " ")] = r[4]
		}
	}
	want := 0
	check := func(key, held string, decimals int) {
		v, err := strconv.ParseFloat(held, 64)
		if err != nil {
			t.Fatal(key, err)
		}
		want++
		if got[key] != strconv.FormatFloat(math.Floor(v*math.Pow10(decimals)+0.5)/math.Pow10(decimals), 'f', decimals, 64) {
			t.Errorf("%s: %q, held as %s", key, got[key], held)
		}
	}
	for _, id := range []string{"sipri-2025-04", "sipri-2026-04"} {
		for _, r := range table(t, "data/"+id+".csv") {
			if r[2] != "" {
				check(id+" "+r[0]+" "+r[1]+" share_of_gdp_pct", r[2], 2)
			}
			if v, _ := strconv.ParseFloat(r[3], 64); v > 0 || r[3] != "" && r[2] != "" && r[0] == "ISL" {
				check(id+" "+r[0]+" "+r[1]+" spend_usd_m_current", r[3], 0)
			}
			if v, _ := strconv.ParseFloat(r[4], 64); v > 0 {
				check(id+" "+r[0]+" "+r[1]+" spend_usd_m_constant", r[4], 0)
			}
		}
	}
	columns := []string{"", "", "", "aid_financial_eur_bn", "aid_humanitarian_eur_bn", "aid_military_eur_bn", "aid_total_eur_bn", "aid_total_pct_gdp2021", "aid_in_eu_eur_bn", "aid_with_eu_eur_bn", "aid_with_eu_pct_gdp2021", "aid_commitments_eur_bn"}
	for _, r := range table(t, "data/aid-kiel-2026-06.csv") {
		for i := 3; i < len(columns); i++ {
			check("kiel-2026-06 "+r[1]+" 2026 "+columns[i], r[i], 3)
		}
	}
	for _, e := range d.History {
		if !strings.HasPrefix(e.ID, "nato-") {
			want += e.Held()
		}
	}
	if len(got) != want {
		t.Errorf("%d rows beside NATO's editions, want %d", len(got), want)
	}
	if _, ok := d.WithoutSIPRI().Export("sipri-2026-04"); ok {
		t.Error("SIPRI's figures are exported where they are left out")
	}
}

func TestExportJSON(t *testing.T) {
	t.Parallel()
	d := curated(t)
	e, _ := d.Edition("nato-2024-06")
	var b bytes.Buffer
	if err := ExportJSON(&b, []Exportable{e}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`{"edition":"nato-2024-06","ally":"ESP","year":2024,"measure":"share_of_gdp_pct","value":1.28,"held":1.2`,
		`{"edition":"nato-2024-06","ally":"FRA","year":2020,"measure":"share_of_gdp_pct","value":2.00,"held":null,"estimate":false,"source":"xlsx-2024-06","note":"NATO's table has a typed-in 2.00`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s", want)
		}
	}
	var list []map[string]any
	if err := json.Unmarshal(b.Bytes(), &list); err != nil || len(list) != e.Held() {
		t.Errorf("%d figures, %v", len(list), err)
	}
	b.Reset()
	if err := ExportJSON(&b, nil); err != nil || b.String() != "[]\n" {
		t.Errorf("%q %v", b.String(), err)
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m    Measure
		held float64
		want string
	}{
		{ShareOfGDP, 2, "2.00"}, {ShareOfGDP, 1.995, "2.00"}, {ShareOfGDP, 1.9949, "1.99"}, {RealChange, -1.325, "-1.33"}, {RealChange, -0.001, "0.00"},
		{SpendUSD, 19722.5, "19723"}, {GDPPerCapita, 3856.48, "3900"}, {Personnel, 28.816, "28.8"},
	} {
		f := Figure{Measure: c.m, Value: c.m.Printed(c.held)}
		if f.Plain() != c.want {
			t.Errorf("%s %v: %s, want %s", c.m, c.held, f.Plain(), c.want)
		}
	}
}
