package facts

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The export as it was when each of its 21,858 values, sources and estimate
// marks had been compared with the figures it was curated from. It changes
// when the data do: compare anew then.
const exportSum = "bbc82268fd367ab2b26e5ffc33304b8894d7af6f962faae3130d9defc7567f69"

func TestExportCSV(t *testing.T) {
	t.Parallel()
	d := curated(t)
	var b bytes.Buffer
	if err := ExportCSV(&b, slices.Concat(d.Editions, d.History)); err != nil {
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

func TestExportJSON(t *testing.T) {
	t.Parallel()
	d := curated(t)
	e, _ := d.Edition("nato-2024-06")
	var b bytes.Buffer
	if err := ExportJSON(&b, []*Edition{e}); err != nil {
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
	if err := json.Unmarshal(b.Bytes(), &list); err != nil || len(list) != len(e.Figures()) {
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
