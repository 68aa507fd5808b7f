package facts

import (
	"io/fs"
	"slices"
	"sort"
	"strings"
)

// An Aid is what a donor gave Ukraine by the tracker of the Kiel Institute:
// beside NATO's figures, never in them. Amounts are in billions of euros from
// January 2022 to the cut-off, as allocated unless said otherwise.
type Aid struct {
	Donor        string // as the tracker names it
	Code         Code   // the Ally, or "EU" for Commission and Council
	EUMember     bool
	Financial    float64
	Humanitarian float64
	Military     float64
	Total        float64 // the three together
	OfGDP        float64 // Total in per cent of the GDP of 2021
	InEU         float64 // a member's part in the EU's own aid
	WithEU       float64 // Total and InEU
	WithEUOfGDP  float64 // WithEU in per cent of the GDP of 2021
	Commitments  float64 // what was promised, allocated or not
}

// An AidRelease is one release of the tracker.
type AidRelease struct {
	ID        string // key of its source
	Published Date
	Cutoff    Date
	Donors    []Aid // the largest total first
}

// Aid is the newest release of the aid tracker that was out on day asOf: after
// its cut-off and, where no more is known, in the year of its publication.
func (d *Dataset) Aid(asOf Date) (*AidRelease, bool) {
	for _, r := range slices.Backward(d.AidReleases) {
		if r.Published.First() <= asOf.Last() && r.Cutoff.KnownBy(asOf) {
			return r, true
		}
	}
	return nil, false
}

// Of is the aid of an Ally.
func (r *AidRelease) Of(c Code) (Aid, bool) {
	i := slices.IndexFunc(r.Donors, func(a Aid) bool { return a.Code == c })
	if i < 0 {
		return Aid{}, false
	}
	return r.Donors[i], true
}

// A Budget is what a government put, or means to put, into a year's defence
// budget, by its own count: a statement with a source, never a figure of
// NATO's and never compared with one as if it were.
type Budget struct {
	Ally     Code
	Year     int
	Stated   Date
	Amount   float64 // millions of Currency
	Currency string  // ISO 4217
	Share    float64 // per cent of GDP by the national count, 0 where none was stated
	Status   string  // "draft" or "adopted"
	Text     string
	Sources  []string // keys into Sources
	Weak     bool     // the sources do not carry a fact by themselves: a single one of grade C
}

// BudgetsOf are the budgets stated by day asOf: of an Ally, or with "" of all,
// the newest statement first.
func (d *Dataset) BudgetsOf(c Code, asOf Date) []Budget {
	var out []Budget
	for _, b := range slices.Backward(d.Budgets) {
		if (c == "" || b.Ally == c) && b.Stated.KnownBy(asOf) {
			out = append(out, b)
		}
	}
	return out
}

// loadBeside reads budgets.csv and every aid-*.csv into d. An aid file's name
// is the key of its source after "aid-", and its release's cut-off stands in
// aid.csv.
func loadBeside(fsys fs.FS, d *Dataset) error {
	if err := eachRow(fsys, "budgets.csv", "ally year stated amount_m currency share_of_gdp_pct status text sources", func(r row) error {
		b := Budget{Ally: Code(r.must("ally")), Year: r.date("year").Year(), Stated: r.date("stated"), Amount: r.number("amount_m"), Currency: r.must("currency"),
			Share: r.number("share_of_gdp_pct"), Status: r.must("status"), Text: r.must("text"), Sources: r.list("sources")}
		switch {
		case b.Year == 0 || b.Stated == "":
			r.fail("year and stated: want dates")
		case b.Amount <= 0 || !isoCode(b.Currency, 3):
			r.fail("want an amount in a currency")
		case b.Status != "draft" && b.Status != "adopted":
			r.fail("status is %q: want draft or adopted", b.Status)
		case len(b.Sources) == 0:
			r.fail("sources is empty")
		}
		r.ally(d, b.Ally)
		r.known(d, b.Sources)
		b.Weak = !d.Carries(b.Sources)
		d.Budgets = put(d.Budgets, b, func(o Budget) bool {
			return o.Ally == b.Ally && o.Year == b.Year && o.Stated == b.Stated
		})
		return r.err
	}); err != nil {
		return err
	}
	sort.SliceStable(d.Budgets, func(i, j int) bool { return d.Budgets[i].Stated.Last() < d.Budgets[j].Stated.Last() })
	err := eachRow(fsys, "aid.csv", "source cutoff", func(r row) error {
		id := r.must("source")
		rel := &AidRelease{ID: id, Published: d.Sources[id].Published, Cutoff: r.date("cutoff")}
		r.known(d, []string{id})
		if rel.Published == "" || rel.Cutoff == "" || rel.Cutoff.First() > rel.Published.Last() {
			r.fail("a release needs a date, and a cut-off before it")
		}
		if r.err != nil {
			return r.err
		}
		d.AidReleases = put(d.AidReleases, rel, func(o *AidRelease) bool { return o.ID == id })
		return rel.load(fsys, "aid-"+id+".csv", d)
	})
	sort.SliceStable(d.AidReleases, func(i, j int) bool { return d.AidReleases[i].Published.Last() < d.AidReleases[j].Published.Last() })
	return err
}

func (rel *AidRelease) load(fsys fs.FS, file string, d *Dataset) error {
	const columns = "donor code eu_member financial_eur_bn humanitarian_eur_bn military_eur_bn total_eur_bn total_pct_gdp2021 share_in_eu_aid_eur_bn total_incl_eu_eur_bn total_incl_eu_pct_gdp2021 commitments_eur_bn"
	err := eachRow(fsys, file, columns, func(r row) error {
		a := Aid{Donor: r.must("donor"), Code: Code(r.must("code")), EUMember: r.get("eu_member") == "yes",
			Financial: r.number("financial_eur_bn"), Humanitarian: r.number("humanitarian_eur_bn"), Military: r.number("military_eur_bn"),
			Total: r.number("total_eur_bn"), OfGDP: r.number("total_pct_gdp2021"), InEU: r.number("share_in_eu_aid_eur_bn"),
			WithEU: r.number("total_incl_eu_eur_bn"), WithEUOfGDP: r.number("total_incl_eu_pct_gdp2021"), Commitments: r.number("commitments_eur_bn")}
		if a.Code != "EU" {
			r.ally(d, a.Code)
		}
		// Each part is rounded to a million.
		if Round(a.Financial+a.Humanitarian+a.Military-a.Total, 3) > 0.002 || Round(a.Total-a.Financial-a.Humanitarian-a.Military, 3) > 0.002 {
			r.fail("the parts sum to %s, not to %s", digits(a.Financial+a.Humanitarian+a.Military, 3), digits(a.Total, 3))
		}
		if _, twice := rel.Of(a.Code); twice {
			r.fail("%s stands twice", a.Code)
		}
		rel.Donors = append(rel.Donors, a)
		return r.err
	})
	sort.SliceStable(rel.Donors, func(i, j int) bool { return rel.Donors[i].Total > rel.Donors[j].Total })
	return err
}

// A Check is a comparison of an edition's figures with another source, as it
// was done when they were curated.
type Check struct {
	Edition  string
	Ally     Code      // "" for all
	Measures []Measure // none: all that are held
	Source   string    // key into Sources, or "" where What says it all
	Compared int
	Differed int
	What     string
}

// loadChecks reads checks.csv into d.
func loadChecks(fsys fs.FS, d *Dataset) error {
	return eachRow(fsys, "checks.csv", "edition ally measures source compared differed what", func(r row) error {
		c := Check{Edition: r.must("edition"), Ally: Code(r.get("ally")), Source: r.get("source"), Compared: int(r.number("compared")), Differed: int(r.number("differed")), What: r.must("what")}
		if _, ok := d.byEdition[c.Edition]; !ok {
			r.fail("no edition %q", c.Edition)
		}
		for _, m := range r.list("measures") {
			if !Measure(m).Valid() {
				r.fail("unknown measure %q", m)
			}
			c.Measures = append(c.Measures, Measure(m))
		}
		if c.Source != "" {
			r.known(d, []string{c.Source})
		}
		if c.Ally != "" {
			r.ally(d, c.Ally)
		}
		if c.Compared < 1 || c.Differed > c.Compared {
			r.fail("compared and differed: want whole numbers")
		}
		d.Checks = put(d.Checks, c, func(o Check) bool { return o.Edition == c.Edition && o.What == c.What && o.Source == c.Source })
		return r.err
	})
}

// About reports whether the check had an Ally's figures of a measure in it.
func (c *Check) About(who Code, m Measure) bool {
	return (c.Ally == "" || c.Ally == who) && (len(c.Measures) == 0 || slices.Contains(c.Measures, m))
}

// String tells the check in a sentence.
func (c *Check) String() string { return strings.TrimSuffix(c.What, ".") + "." }
