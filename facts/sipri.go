package facts

import (
	"fmt"
	"io/fs"
	"sort"
	"strconv"
)

// loadSIPRI reads sipri.csv into d.Yardstick. SIPRI counts by its own
// definition; its series stands beside NATO's and is never mixed with it. A
// file that names an Ally replaces that Ally's whole series.
func loadSIPRI(fsys fs.FS, d *Dataset) error {
	fresh := map[Code]bool{}
	err := eachRow(fsys, "sipri.csv", "ally year share_of_gdp_pct usd_m_current usd_m_constant flag note", func(r row) error {
		c := Code(r.must("ally"))
		r.ally(d, c)
		year, err := strconv.Atoi(r.must("year"))
		if err != nil || year < 1949 || year > 2100 {
			r.fail("year is %q", r.get("year"))
		}
		y := SIPRIYear{Year: year, Share: r.number("share_of_gdp_pct"), HasShare: r.get("share_of_gdp_pct") != "",
			USDCurrent: r.number("usd_m_current"), USDConstant: r.number("usd_m_constant"), Note: r.get("note")}
		switch r.get("flag") {
		case "":
		case "estimate":
			y.Estimate = true
		case "uncertain":
			y.Uncertain = true
		default:
			r.fail("flag is %q: want estimate, uncertain or nothing", r.get("flag"))
		}
		if !fresh[c] {
			fresh[c] = true
			d.Yardstick[c] = nil
		}
		for _, o := range d.Yardstick[c] {
			if o.Year == y.Year {
				r.fail("%s %d stands twice", c, y.Year)
			}
		}
		if r.err != nil {
			return r.err
		}
		d.Yardstick[c] = append(d.Yardstick[c], y)
		return nil
	})
	if err != nil {
		return err
	}
	for c := range fresh {
		s := d.Yardstick[c]
		sort.Slice(s, func(i, j int) bool { return s[i].Year < s[j].Year })
	}
	return nil
}

// SIPRI is SIPRI's year for an Ally, if its release has one.
func (d *Dataset) SIPRI(c Code, year int) (SIPRIYear, bool) {
	s := d.Yardstick[c]
	i := sort.Search(len(s), func(i int) bool { return s[i].Year >= year })
	if i == len(s) || s[i].Year != year {
		return SIPRIYear{}, false
	}
	return s[i], true
}

// sourceFault says what is wrong with the source of a figure, or "".
func (d *Dataset) sourceFault(id string) string {
	s, ok := d.Sources[id]
	switch {
	case !ok:
		return fmt.Sprintf("no source %q", id)
	case s.Grade == "D" || s.Grade == "X":
		return fmt.Sprintf("source %q is of grade %s and carries no figure", id, s.Grade)
	}
	return ""
}
