package facts

import (
	"strings"
	"testing"
	"testing/fstest"
)

// curated is the embedded data, loaded afresh.
func curated(t testing.TB) *Dataset {
	t.Helper()
	d, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCommitmentsInForce(t *testing.T) {
	t.Parallel()
	d := curated(t)
	for _, c := range []struct{ asOf, floor, name, core, inForce string }{
		{"2005-12-31", "", "", "", ""},
		{"2010-01-01", "guideline-2006", "2 % guideline of 2006", "", "guideline-2006"},
		{"2014-09-04", "guideline-2006", "2 % guideline of 2006", "", "guideline-2006"},
		{"2014-09-05", "wales-2014-2pct", "2 % guideline", "", "wales-2014-2pct wales-2014-equipment"},
		{"2023-07-10", "wales-2014-2pct", "2 % guideline", "", "wales-2014-2pct wales-2014-equipment"},
		{"2023-07-11", "wales-2014-2pct", "2 % floor", "", "wales-2014-2pct wales-2014-equipment vilnius-2023-2pct"},
		{"2025-03-13", "wales-2014-2pct", "2 % floor", "", "wales-2014-2pct wales-2014-equipment vilnius-2023-2pct"},
		{"2025-06-25", "wales-2014-2pct", "2 % floor", "hague-2025-core", "wales-2014-2pct wales-2014-equipment vilnius-2023-2pct hague-2025-total hague-2025-core hague-2025-related hague-2025-plans hague-2025-ukraine"},
	} {
		var ids []string
		for _, x := range d.InForce(Date(c.asOf)) {
			ids = append(ids, x.ID)
		}
		if got := strings.Join(ids, " "); got != c.inForce {
			t.Errorf("as of %s in force: %s, want %s", c.asOf, got, c.inForce)
		}
		f, ok := d.Floor(Date(c.asOf))
		if ok != (c.floor != "") || ok && (f.ID != c.floor || f.Name != c.name) {
			t.Errorf("as of %s floor: %+v, want %s %q", c.asOf, f, c.floor, c.name)
		}
		if g, ok := d.CoreGoal(Date(c.asOf)); ok != (c.core != "") || ok && g.Value != 3.5 {
			t.Errorf("as of %s core goal: %+v", c.asOf, g)
		}
	}
	if _, ok := d.EquipmentGuideline("2014-09-04"); ok {
		t.Error("equipment guideline before Wales")
	}
	if e, ok := d.EquipmentGuideline("2026-11-23"); !ok || e.Value != 20 || e.Of != "defence" {
		t.Errorf("equipment guideline: %+v", e)
	}
}

func TestCommitmentFaults(t *testing.T) {
	t.Parallel()
	const head = "id,party,name,value,upper,of,definition,agreed,superseded,deadline,place,status,summary,sources\n"
	const src = "id,publisher,title,published,url,grade,access,note\na,P,,2025,https://example.org/a,B,read,\nc,P,,2025,https://example.org/c,C,read,\nd,P,,2025,https://example.org/d,D,read,\n"
	for name, c := range map[string]struct{ rows, want string }{
		"header":      {"id,party\n", `commitments.csv:1: column "name" is missing`},
		"no source":   {head + "x,ESP,n,2,,gdp,def,2025,,,,in force,s,zz\n", `commitments.csv:2: no source "zz"`},
		"grade D":     {head + "x,ESP,n,2,,gdp,def,2025,,,,in force,s,d\n", "commitments.csv:2: sources d do not carry"},
		"one C":       {head + "x,ESP,n,2,,gdp,def,2025,,,,in force,s,c\n", "commitments.csv:2: sources c do not carry"},
		"bad date":    {head + "x,ESP,n,2,,gdp,def,2025-02-30,,,,in force,s,a\n", "commitments.csv:2: agreed"},
		"no date":     {head + "x,ESP,n,2,,gdp,def,,,,,in force,s,a\n", "commitments.csv:2: agreed is empty"},
		"bad number":  {head + "x,ESP,n,two,,gdp,def,2025,,,,in force,s,a\n", "commitments.csv:2: value"},
		"bad of":      {head + "x,ESP,n,2,,gnp,def,2025,,,,in force,s,a\n", "commitments.csv:2: of is"},
		"range":       {head + "x,ESP,n,5,4,gdp,def,2025,,,,in force,s,a\n", "commitments.csv:2: upper"},
		"no sources":  {head + "x,ESP,n,2,,gdp,def,2025,,,,in force,s,\n", "commitments.csv:2: sources"},
		"second line": {head + "x,ESP,n,2,,gdp,def,2025,,,,in force,s,a\ny,ESP,,2,,gdp,def,2025,,,,in force,s,a\n", "commitments.csv:3: name is empty"},
	} {
		fsys := fstest.MapFS{"sources_meetings.csv": {Data: []byte(src)}, "commitments.csv": {Data: []byte(c.rows)}}
		err := loadCurated(fsys, &Dataset{byCode: map[Code]*Ally{"ESP": {}}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestCommitmentOverlay(t *testing.T) {
	t.Parallel()
	d := curated(t)
	n := len(d.Commitments)
	fsys := fstest.MapFS{"commitments.csv": {Data: []byte("id,party,name,value,upper,of,definition,agreed,superseded,deadline,place,status,summary,sources\n" +
		"spain-2025-2pct,ESP,changed,2,,gdp,def,2025,,,,in force,s,ara0422\nnew,ESP,new,3,,gdp,def,2026,,,,plan,s,ara0422\n")}}
	if err := loadCommitments(fsys, d); err != nil {
		t.Fatal(err)
	}
	if c, _ := d.CommitmentByID("spain-2025-2pct"); len(d.Commitments) != n+1 || c.Name != "changed" {
		t.Errorf("%d rows after %d, %+v", len(d.Commitments), n, c)
	}
}
