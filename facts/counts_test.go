package facts

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

func table(t *testing.T, file string) [][]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// As of the first of each month from July 2016 on, the count of Allies at 2 %
// is the one that was known then, by the edition of its day, whether its table
// is held or not.
func TestCountByMonth(t *testing.T) {
	t.Parallel()
	d := shipped(t)
	rows := table(t, "testdata/counts_by_month.csv")
	if len(rows) != 125 {
		t.Fatalf("%d months", len(rows))
	}
	for _, r := range rows {
		c, ok := d.CountAt(Date(r[0]), 0, 2)
		if !ok {
			c = Count{}
		}
		got := []string{r[0], c.Edition, "", "", string(c.Newer)}
		if ok {
			got[2], got[3] = strconv.Itoa(c.Year), strconv.Itoa(c.N)
		}
		if !slices.Equal(got, r) {
			t.Errorf("got %v, want %v", got, r)
		}
		if e, known := d.Edition(c.Edition); ok && (!known || !e.Published.KnownBy(Date(r[0]))) {
			t.Errorf("%s: the edition %s was not out", r[0], c.Edition)
		}
	}
}

// The counts of whole editions, year by year, and of those that are not held.
func TestCountIn(t *testing.T) {
	t.Parallel()
	d := shipped(t)
	n := 0
	for _, r := range table(t, "testdata/counts_2pct.csv") {
		if r[7] != "yes" {
			continue
		}
		e, _ := d.Edition(r[0])
		year, _ := strconv.Atoi(r[1])
		c, ok := d.CountIn(e, year, 2)
		if !ok || strconv.Itoa(c.N) != r[4] || strconv.Itoa(c.Of) != r[3] || strconv.FormatBool(c.Estimate) != r[2] || !c.Held {
			t.Errorf("%s %s: %+v, want %s of %s", r[0], r[1], c, r[4], r[3])
		}
		n++
	}
	if n != 59 {
		t.Errorf("%d counts", n)
	}
	for _, c := range []struct {
		edition   string
		n, of, at int
		weak      bool
	}{{"nato-2020-10", 10, 29, 7, false}, {"nato-2021-06", 10, 29, 10, true}, {"nato-2026-03", 31, 31, 29, false}, {"nato-2020-03", 9, 29, 9, true}} {
		e, _ := d.Edition(c.edition)
		got, ok := d.CountIn(e, 0, 2)
		if !ok || got.N != c.n || got.Of != c.of || len(got.At) != c.at || got.Held || got.Named() != (c.n == c.at) || got.Weak != c.weak {
			t.Errorf("%s: %+v", c.edition, got)
		}
		if _, ok := d.CountIn(e, 0, 3); ok {
			t.Errorf("%s: a count at 3 %% of a table that is not held", c.edition)
		}
	}
}

func TestCountsAreCompared(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ row, want string }{
		"another count":           {"nato-2024-06,2024,2,24,,,xlsx-2024-06,\n", "counts.csv"},
		"a name too many":         {"nato-2021-06,2021,2,1,EST;FRA,,forces-2021-06,\n", "counts.csv"},
		"against a held figure":   {"nato-2022-06,2022,2,9,ESP,,shephard-2022,\n", "counts.csv"},
		"a year it does not have": {"nato-2022-06,2030,2,9,,,shephard-2022,\n", "counts.csv"},
	} {
		faults := Lint(Embedded(), fstest.MapFS{"counts.csv": {Data: []byte("edition,year,level,count,at,below,sources,note\n" + c.row)}})
		if !slices.ContainsFunc(faults, func(f *DataError) bool { return f.File == c.want && f.Row == 2 }) {
			t.Errorf("%s is taken: %v", name, faults)
		}
	}
}

func TestAgainst(t *testing.T) {
	t.Parallel()
	d := shipped(t)
	march, _ := d.Edition("nato-2026-03")
	july, _ := d.Edition("nato-2026-07")
	ita, _ := march.Figure("ITA", ShareOfGDP, 2025)
	usa, _ := march.Figure("USA", ShareOfGDP, 2025)
	if ita.Number() != "2.0" || ita.Plain() != "2.0" || ita.Step() != 0.1 {
		t.Errorf("Italy: %+v", ita)
	}
	for _, c := range []struct {
		f     Figure
		level float64
		sign  int
		sure  bool
	}{{ita, 2, 0, true}, {ita, 2.02, -1, false}, {ita, 1.97, 1, false}, {ita, 2.06, -1, true}, {ita, 1.9, 1, true}, {usa, 3.5, -1, true}} {
		if sign, sure := c.f.Against(c.level); sign != c.sign || sure != c.sure {
			t.Errorf("%s %s against %v: %d, %v", c.f.Ally, c.f.Number(), c.level, sign, sure)
		}
	}
	us, _ := july.Figure("USA", ShareOfGDP, 2025)
	if us.Step() != 0.01 || usa.Versus(us) != us.Versus(usa)*-1 {
		t.Errorf("%v against %v", usa, us)
	}
	if got := (Figure{Measure: ShareOfGDP, Value: 2.1, Coarse: 0.1}).Versus(Figure{Measure: ShareOfGDP, Value: 2.14}); got != 0 {
		t.Errorf("2.1 against 2.14 is %d: equal as far as both are printed", got)
	}
	e, _ := d.Edition("nato-2022-03")
	f, _ := e.Figure("USA", SpendUSD, 2021)
	if f.Number() != "811,000" || f.Step() != 1000 {
		t.Errorf("whole billions: %+v", f)
	}
}

// Each edition names the files that were read, with their hashes, or says why
// there is none.
func TestFilesRead(t *testing.T) {
	t.Parallel()
	d := shipped(t)
	for _, e := range slices.Concat(d.Editions, d.History) {
		if len(e.Files) == 0 && e.NoFile == "" {
			t.Errorf("%s: neither a file nor a reason", e.ID)
		}
	}
	e, _ := d.Edition("nato-2024-06")
	if len(e.Files) != 2 || e.Files[0] != (File{"240617-def-exp-2024-TABLES-en.xlsx", "94f4de63de124dd323cb6729ddf66b66a3e024b9984d21abc6cb5624773b375e"}) {
		t.Errorf("June 2024: %v", e.Files)
	}
	sum := strings.Repeat("a", 64)
	for _, c := range []struct {
		names, sums string
		want        int
	}{{"", "", 0}, {"a", sum, 1}, {"a;b", sum + ";" + sum, 2}, {"a", "", -1}, {"", sum, -1}, {"a;b", sum, -1}, {"a", strings.ToUpper(sum), -1}, {"a;", sum + ";" + sum, -1}} {
		if got, ok := filesRead(c.names, c.sums); ok != (c.want >= 0) || ok && len(got) != c.want {
			t.Errorf("%q with %q: %v %v", c.names, c.sums, got, ok)
		}
	}
}

// History is told by itself: no edition, no current one.
func TestHistory(t *testing.T) {
	t.Parallel()
	d := shipped(t)
	for _, e := range d.Editions {
		if e.History || e.Years[0] < 2009 {
			t.Errorf("%s is history and stands among the editions", e.ID)
		}
	}
	fs := d.Earlier("ESP", ShareOfGDP, 2003, "2026-11-27")
	if len(fs) != 1 || fs[0].Edition != "hcl-2007" || fs[0].Number() != "1.2" {
		t.Errorf("Spain 2003: %+v", fs)
	}
	if fs := d.Earlier("ESP", ShareOfGDP, 2003, "2006-12-31"); len(fs) != 0 {
		t.Errorf("known before it was printed: %+v", fs)
	}
	if fs := d.Earlier("BEL", ShareOfGDP, 2005, "2026-11-27"); len(fs) != 2 {
		t.Errorf("Belgium 2005: %+v", fs)
	}
}
