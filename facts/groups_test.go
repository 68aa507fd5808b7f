package facts

import (
	"errors"
	"slices"
	"testing"
	"testing/fstest"
)

// shipped is the data of this binary.
func shipped(t testing.TB) *Dataset {
	t.Helper()
	d, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestGroups(t *testing.T) {
	d := shipped(t)
	eu, ok := d.Group("eu")
	if !ok {
		t.Fatal("no group eu")
	}
	for _, c := range []struct {
		asOf Date
		ally Code
		want bool
	}{{"2020-01-31", "GBR", true}, {"2020-02-01", "GBR", false}, {"2012-12-31", "HRV", false}, {"2013-12-31", "HRV", true}, {"2026-11-27", "NOR", false}} {
		if got := slices.Contains(eu.Members(c.asOf), c.ally); got != c.want {
			t.Errorf("%s in the EU on %s: %v, want %v", c.ally, c.asOf, got, c.want)
		}
	}
	if n := len(eu.Members("2026-11-27")); n != 23 {
		t.Errorf("%d Allies in the EU, want 23", n)
	}
	founders, _ := d.Group("founders")
	for _, a := range d.Allies {
		if want := a.Joined.Year() == 1949; slices.Contains(founders.Members("2026-11-27"), a.Code) != want {
			t.Errorf("%s joined on %s: founder %v", a.Name, a.Joined, !want)
		}
	}
	european, _ := d.Group("european")
	if n := len(european.Members("2026-11-27")); n != len(d.Allies)-2 {
		t.Errorf("%d European Allies of %d Allies", n, len(d.Allies))
	}
}

func TestTerms(t *testing.T) {
	d := shipped(t)
	if got := d.TermsOf("trump", "2026-11-27"); len(got) != 2 || got[0].Start != "2017-01-20" || got[0].End != "2021-01-20" || got[1].Start != "2025-01-20" {
		t.Errorf("terms of Trump: %+v", got)
	}
	if got := d.TermsOf("Trump", "2024-01-01"); len(got) != 1 {
		t.Errorf("terms of Trump as of 2024: %+v", got)
	}
	for _, day := range []Date{"2021-12-07", "2021-12-08"} {
		var in []string
		for _, term := range d.Terms {
			if term.Party == "DEU" && term.On(day) {
				in = append(in, term.Surname)
			}
		}
		if want := map[Date]string{"2021-12-07": "Merkel", "2021-12-08": "Scholz"}[day]; !slices.Equal(in, []string{want}) {
			t.Errorf("Chancellor on %s: %v, want %s", day, in, want)
		}
	}
	if e, ok := d.Event("invasion-2022"); !ok || e.Day != "2022-02-24" {
		t.Errorf("invasion: %+v", e)
	}
}

// TestWorldRefuses gives files of groups, events and terms with one fault each.
func TestWorldRefuses(t *testing.T) {
	for name, c := range map[string]struct{ file, text string }{
		"a group of an unknown Ally": {"groups.csv", "id,name,members,sources,note\nx,the X,EST;XYZ,,why\n"},
		"a group without a reason":   {"groups.csv", "id,name,members,sources,note\nx,the X,EST,,\n"},
		"a member from no date":      {"groups.csv", "id,name,members,sources,note\nx,the X,EST soon,,why\n"},
		"an event without a source":  {"events.csv", "id,name,day,sources,note\nx,the X,2020,,\n"},
		"an event without a day":     {"events.csv", "id,name,day,sources,note\nx,the X,,ap-tusk,\n"},
		"two chancellors at once":    {"terms.csv", "person,surname,office,party,start,end,seen,sources,note\nJane Doe,Doe,Chancellor,DEU,2022-01-01,2022-02-01,,ap-tusk,\n"},
		"neither end nor seen":       {"terms.csv", "person,surname,office,party,start,end,seen,sources,note\nJane Doe,Doe,Queen,DEU,2022-01-01,,,ap-tusk,\n"},
	} {
		var fault *DataError
		if _, err := Load(Embedded(), fstest.MapFS{c.file: {Data: []byte(c.text)}}); !errors.As(err, &fault) || fault.File != c.file {
			t.Errorf("%s: %v, want a fault of %s", name, err, c.file)
		}
	}
}
