package facts

import (
	"io/fs"
)

// loadStatements reads statements.csv into d. A row whose id is already known
// replaces it.
//
// A verdict other than not checkable needs sources that carry it. What the
// founding article says (origin seed) is shown by the article itself, whatever
// its grade; of any other statement the sources must carry that it was made.
func loadStatements(fsys fs.FS, d *Dataset) error {
	at := map[string]int{}
	for i := range d.Statements {
		at[d.Statements[i].ID] = i
	}
	return eachRow(fsys, "statements.csv", "id origin speaker role date claim quote allies quantity unit target meeting then then_why sources now now_why now_sources curated wording", func(r row) error {
		s := Statement{ID: r.must("id"), Origin: r.must("origin"), Speaker: r.must("speaker"), Role: r.get("role"), Date: r.date("date"),
			Claim: r.must("claim"), Quote: r.get("quote"), Quantity: r.get("quantity"), Unit: r.get("unit"), Target: r.get("target"),
			Meeting: r.get("meeting"), Then: r.verdict("then"), ThenWhy: r.must("then_why"), Now: r.verdict("now"), NowWhy: r.get("now_why"),
			Curated: r.date("curated"), Wording: r.get("wording"), Sources: r.list("sources"), NowFrom: r.list("now_sources")}
		for _, c := range r.list("allies") {
			if c == "UKR" {
				continue // a subject of the article, and no Ally
			}
			r.ally(d, Code(c))
			s.Allies = append(s.Allies, Code(c))
		}
		if s.Date == "" || s.Curated == "" {
			r.fail("date or curated is empty")
		}
		if s.Then == "" {
			r.fail("then is empty")
		}
		if _, ok := d.MeetingByID(s.Meeting); !ok && s.Meeting != "" {
			r.fail("no meeting %q", s.Meeting)
		}
		if s.Origin == "seed" && s.Then == NotCheckable {
			r.known(d, s.Sources)
		} else {
			r.carried(d, s.Sources)
		}
		r.known(d, s.NowFrom)
		if s.Now != "" && s.Now != s.Then && s.Now != NotCheckable {
			r.carried(d, s.NowFrom)
		}
		r.braces(d, s.ThenWhy)
		r.braces(d, s.NowWhy)
		if i, ok := at[s.ID]; ok {
			d.Statements[i] = s
		} else {
			at[s.ID] = len(d.Statements)
			d.Statements = append(d.Statements, s)
		}
		return r.err
	})
}

var verdictRank = map[Verdict]int{Contradicted: 1, Imprecise: 2, Outdated: 3, Supported: 4, NotCheckable: 5}

// Rank orders verdicts: what needs correcting comes first. It is 0 for what is
// no verdict.
func (v Verdict) Rank() int { return verdictRank[v] }

func (r *row) verdict(col string) Verdict {
	v := Verdict(r.get(col))
	if v != "" && v.Rank() == 0 {
		r.fail("%s: %q is no verdict", col, v)
	}
	return v
}

// KnownBy reports whether a statement had been made on day asOf, and a source
// that reports it was out.
func (s *Statement) KnownBy(d *Dataset, asOf Date) bool {
	return s.Date.KnownBy(asOf) && len(d.OutBy(s.Sources, asOf)) > 0
}
