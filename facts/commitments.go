package facts

import (
	"fmt"
	"io/fs"
	"strconv"

	"natobot/facts/late"
)

// loadCommitments reads commitments.csv and readings.csv of a data directory
// into d. A row whose id is already known replaces it, so that an overlay
// directory can correct and add. A file that is not there changes nothing; any
// other fault is an error that names file and row.
func loadCommitments(fsys fs.FS, d *Dataset) error {
	const file = "commitments.csv"
	at := map[string]int{}
	for i := range d.Commitments {
		at[d.Commitments[i].ID] = i
	}
	err := eachRow(fsys, file, "id party name value upper of definition agreed superseded deadline place status summary sources", func(r row) error {
		c := Commitment{
			ID: r.must("id"), Party: Code(r.must("party")), Name: r.must("name"), Of: r.get("of"),
			Value: r.number("value"), Upper: r.number("upper"), Definition: r.must("definition"),
			Agreed: r.date("agreed"), Superseded: r.date("superseded"), Deadline: r.get("deadline"),
			Place: r.get("place"), Status: r.must("status"), Summary: r.must("summary"), Sources: r.sources(d),
		}
		switch {
		case c.Agreed == "":
			r.fail("agreed is empty")
		case c.Of != "" && c.Of != "gdp" && c.Of != "defence":
			r.fail("of is %q: want gdp, defence or nothing", c.Of)
		case c.Of != "" && c.Value <= 0:
			r.fail("a share needs a value")
		case c.Upper != 0 && c.Upper <= c.Value:
			r.fail("upper is not above value")
		}
		r.ally(d, c.Party)
		r.carried(d, c.Sources)
		if i, ok := at[c.ID]; ok {
			d.Commitments[i] = c
		} else {
			at[c.ID] = len(d.Commitments)
			d.Commitments = append(d.Commitments, c)
		}
		return r.err
	})
	if err != nil {
		return err
	}
	fresh := map[string]bool{}
	return eachRow(fsys, "readings.csv", "commitment party since text sources", func(r row) error {
		id := r.must("commitment")
		i, ok := at[id]
		if !ok {
			r.fail("no commitment %q", id)
			return r.err
		}
		rd := Reading{Party: r.must("party"), Since: r.date("since"), Text: r.must("text"), Sources: r.sources(d)}
		if rd.Since == "" {
			r.fail("since is empty")
		}
		r.carried(d, rd.Sources)
		if r.err != nil {
			return r.err
		}
		rd.Source = rd.Sources[0]
		if !fresh[id] {
			fresh[id] = true
			d.Commitments[i].Readings = nil
		}
		d.Commitments[i].Readings = append(d.Commitments[i].Readings, rd)
		return nil
	})
}

// CommitmentByID returns the commitment with the given id.
func (d *Dataset) CommitmentByID(id string) (*Commitment, bool) {
	for i := range d.Commitments {
		if d.Commitments[i].ID == id {
			return &d.Commitments[i], true
		}
	}
	return nil, false
}

// InForce is what the Alliance had undertaken and not replaced on day asOf, in
// the order of the curated file: the oldest first. Commitments of single
// Allies are not among it.
func (d *Dataset) InForce(asOf Date) []*Commitment {
	var out []*Commitment
	for i := range d.Commitments {
		if c := &d.Commitments[i]; c.Party == NATOTotal && c.InForce(asOf) {
			out = append(out, c)
		}
	}
	return out
}

// Floor is the Alliance's 2 % line as it stood on day asOf; false before the
// guideline of 2006.
//
// The pledge of Wales (2014) was an aim, the communiqué of Vilnius (2023) made
// the same 2 % a yearly minimum, and the declaration of The Hague (2025) left
// that minimum standing beside its own goal for 2035. So the line keeps one id,
// wales-2014-2pct, from 2014 on, and takes the name that held on that day: "2 %
// guideline" before Vilnius, "2 % floor" from then.
func (d *Dataset) Floor(asOf Date) (*Commitment, bool) {
	var first, last *Commitment
	for _, c := range d.InForce(asOf) {
		if c.Of == "gdp" && c.Value == 2 {
			if first == nil {
				first = c
			}
			last = c
		}
	}
	if first == nil {
		return nil, false
	}
	c := *first
	c.Name = last.Name
	return &c, true
}

// CoreGoal is the 3.5 % of GDP for core defence by 2035; false before The
// Hague, 25 June 2025.
func (d *Dataset) CoreGoal(asOf Date) (*Commitment, bool) {
	return d.CommitmentInForce("hague-2025-core", asOf)
}

// EquipmentGuideline is the fifth of defence expenditure for major equipment;
// false before Wales, 5 September 2014.
func (d *Dataset) EquipmentGuideline(asOf Date) (*Commitment, bool) {
	return d.CommitmentInForce("wales-2014-equipment", asOf)
}

// CommitmentInForce is the commitment with the given id; false unless it was in
// force on day asOf.
func (d *Dataset) CommitmentInForce(id string, asOf Date) (*Commitment, bool) {
	if c, ok := d.CommitmentByID(id); ok && c.InForce(asOf) {
		return c, true
	}
	return nil, false
}

var yearInText = late.Regexp(`\b20\d\d\b`)

// Due is the first year that the deadline names, or 0: 2035, or 2025 for
// "fiscal year 2025/26", which NATO counts as 2025.
func (c *Commitment) Due() int {
	n, err := strconv.Atoi(yearInText().FindString(c.Deadline))
	if err != nil {
		return 0
	}
	return n
}

// Level writes what a commitment asks for: "2 %", "5 to 6 %", "" where it is
// no share.
func (c *Commitment) Level() string {
	if c.Of == "" {
		return ""
	}
	s := strconv.FormatFloat(c.Value, 'f', -1, 64)
	if c.Upper != 0 {
		s += " to " + strconv.FormatFloat(c.Upper, 'f', -1, 64)
	}
	return fmt.Sprintf("%s %%", s)
}
