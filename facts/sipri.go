package facts

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// A Yardstick is one release of SIPRI's military expenditure data, as far as it
// is held: less than a tenth of it, under SIPRI's terms. SIPRI counts by its
// own definition; its series stands beside NATO's and is never mixed with it.
type Yardstick struct {
	ID        string // key of its source: "sipri-2026-04"
	Published Date
	years     map[Code][]SIPRIYear
}

// A SIPRIYear is one year of SIPRI's series for an Ally, or for a country that
// is compared with the Allies and is none.
type SIPRIYear struct {
	Year        int
	Share       float64 // per cent of GDP
	HasShare    bool
	USDCurrent  float64 // million US dollars at current prices and exchange rates, 0 where the release has none
	USDConstant float64 // million US dollars at constant prices, 0 where it is not held
	Estimate    bool    // SIPRI's own estimate, blue in its workbook
	Uncertain   bool    // highly uncertain, red in its workbook
	Note        string
}

// An Other is a country that is no Ally and has figures of SIPRI's to be
// compared with. It is never ranked among Allies.
type Other struct {
	Code      Code
	Alpha2    string
	Name      string
	Adjective string
}

// Yardstick is SIPRI's newest release that was out on day asOf; false before
// the first one that is held, and where SIPRI's figures are left out.
func (d *Dataset) Yardstick(asOf Date) (*Yardstick, bool) {
	for _, y := range slices.Backward(d.Yardsticks) {
		if y.Published.KnownBy(asOf) {
			return y, true
		}
	}
	return nil, false
}

// Series are the years of an Ally or of an Other, oldest first.
func (y *Yardstick) Series(c Code) []SIPRIYear { return y.years[c] }

// Year is one year of an Ally or of an Other, if the release has it.
func (y *Yardstick) Year(c Code, year int) (SIPRIYear, bool) {
	s := y.years[c]
	i, ok := slices.BinarySearchFunc(s, year, func(x SIPRIYear, year int) int { return cmp.Compare(x.Year, year) })
	if !ok {
		return SIPRIYear{}, false
	}
	return s[i], true
}

// Figure is the year's share of GDP as a figure, rounded to two decimals; its
// edition and source are the release.
func (y *Yardstick) Figure(c Code, year int) (Figure, bool) {
	s, ok := y.Year(c, year)
	if !ok || !s.HasShare {
		return Figure{}, false
	}
	return Figure{Ally: c, Year: year, Measure: ShareOfGDP, Value: Round(s.Share, 2), Held: s.Share, HasHeld: true, Estimate: s.Estimate || s.Uncertain, Edition: y.ID, Source: y.ID, Note: s.Note}, true
}

// Label names the release inside a sentence: "SIPRI's release of April 2026".
func (y *Yardstick) Label() string {
	month := y.Published
	if len(month) > 7 {
		month = month[:7]
	}
	return "SIPRI's release of " + month.Long()
}

// Other returns the country with the given code.
func (d *Dataset) Other(c Code) (*Other, bool) {
	for i := range d.Others {
		if d.Others[i].Code == c {
			return &d.Others[i], true
		}
	}
	return nil, false
}

// WithoutSIPRI is the dataset without SIPRI's figures, for an operator whom its
// terms do not allow them.
func (d *Dataset) WithoutSIPRI() *Dataset {
	without := *d
	without.Yardsticks = nil
	return &without
}

// loadSIPRI reads others.csv and every sipri-*.csv into d. The name of the
// file is the key of the release's source. A file that names a country
// replaces that country's whole series of the same release.
func loadSIPRI(fsys fs.FS, d *Dataset) error {
	if err := eachRow(fsys, "others.csv", "code alpha2 name adjective", func(r row) error {
		o := Other{Code(r.must("code")), r.must("alpha2"), r.must("name"), r.must("adjective")}
		if _, ok := d.byCode[o.Code]; ok || o.Code.Aggregate() {
			r.fail("%q is an Ally", o.Code)
		}
		if r.err == nil {
			d.Others = put(d.Others, o, func(p Other) bool { return p.Code == o.Code })
		}
		return r.err
	}); err != nil {
		return err
	}
	files, err := fs.Glob(fsys, "sipri-*.csv")
	if err != nil {
		return &DataError{File: "sipri-*.csv", Reason: err.Error()}
	}
	for _, file := range files {
		id := strings.TrimSuffix(path.Base(file), ".csv")
		s, ok := d.Sources[id]
		if !ok || s.Published == "" {
			return &DataError{File: file, Reason: fmt.Sprintf("no source %q with a date", id)}
		}
		i := slices.IndexFunc(d.Yardsticks, func(y *Yardstick) bool { return y.ID == id })
		if i < 0 {
			i = len(d.Yardsticks)
			d.Yardsticks = append(d.Yardsticks, &Yardstick{ID: id, years: map[Code][]SIPRIYear{}})
		}
		d.Yardsticks[i].Published = s.Published
		if err := d.Yardsticks[i].load(fsys, file, d); err != nil {
			return err
		}
	}
	sort.SliceStable(d.Yardsticks, func(i, j int) bool { return d.Yardsticks[i].Published.Last() < d.Yardsticks[j].Published.Last() })
	return nil
}

func (y *Yardstick) load(fsys fs.FS, file string, d *Dataset) error {
	fresh := map[Code]bool{}
	err := eachRow(fsys, file, "ally year share_of_gdp_pct usd_m_current usd_m_constant flag note", func(r row) error {
		c := Code(r.must("ally"))
		if _, ok := d.Other(c); !ok {
			r.ally(d, c)
		}
		year, err := strconv.Atoi(r.must("year"))
		if err != nil || year < 1949 || year > 2100 {
			r.fail("year is %q", r.get("year"))
		}
		s := SIPRIYear{Year: year, Share: r.number("share_of_gdp_pct"), HasShare: r.get("share_of_gdp_pct") != "",
			USDCurrent: r.number("usd_m_current"), USDConstant: r.number("usd_m_constant"), Note: r.get("note")}
		switch r.get("flag") {
		case "":
		case "estimate":
			s.Estimate = true
		case "uncertain":
			s.Uncertain = true
		default:
			r.fail("flag is %q: want estimate, uncertain or nothing", r.get("flag"))
		}
		if !fresh[c] {
			fresh[c] = true
			y.years[c] = nil
		}
		if _, twice := y.Year(c, s.Year); twice {
			r.fail("%s %d stands twice", c, s.Year)
		}
		if r.err != nil {
			return r.err
		}
		i := sort.Search(len(y.years[c]), func(i int) bool { return y.years[c][i].Year > s.Year })
		y.years[c] = slices.Insert(y.years[c], i, s)
		return nil
	})
	return err
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
