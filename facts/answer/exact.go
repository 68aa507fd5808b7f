package answer

import (
	"fmt"
	"slices"
	"strconv"

	"natobot/facts"
	"natobot/facts/query"
)

// Exact is an edition's figures by name: of Allies or aggregates, by one
// measure, for years. Nothing is read, chosen or computed; what the edition
// does not hold is said, one line each. Of nothing held the status is Unknown.
func (d *Writer) Exact(e *facts.Edition, m facts.Measure, allies []facts.Code, years []int, asOf facts.Date) Answer {
	w := d.lookUp(asOf, query.Query{Ask: query.Show})
	w.e, w.Intent, w.Allies = e, Compare, allies
	if len(allies) == 1 {
		w.Intent = Profile
		if allies[0].Aggregate() {
			w.Intent = Aggregate
		}
	}
	w.Table = &Table{Caption: first(m.Label()) + ", " + labelOf(e), Header: []string{"Ally", "Year", first(m.Label())}, Numeric: []bool{false, true, true}}
	for _, c := range allies {
		for _, y := range years {
			f, ok := e.Figure(c, m, y)
			if !ok {
				w.sayf("%s", d.unheld(e, m, c, y))
				continue
			}
			w.Table.Rows = append(w.Table.Rows, []string{d.Name(c), yearOf(e, y), w.exactly(f)})
			if out := e.LeftOut(c, m, y); len(out) > 0 {
				names := make([]string, len(out))
				for i, o := range out {
					names[i] = d.Name(o)
				}
				w.note(fmt.Sprintf("%s %d: NATO's sum leaves out %s.", d.Name(c), y, list(names)))
			}
		}
	}
	w.Reading = fmt.Sprintf("%s by Ally and year, as the %s prints them", m.Label(), labelOf(e))
	switch n := len(w.Table.Rows); n {
	case 0:
		w.Status, w.Table = Unknown, nil
		w.Headline = "The " + labelOf(e) + " holds none of these figures."
		w.source(e.ID, "")
	case 1:
		row := w.Table.Rows[0]
		w.Headline = fmt.Sprintf("%s, %s: %s (%s, %s).", row[0], row[1], row[2], m.Label(), labelOf(e))
	default:
		w.Headline = fmt.Sprintf("%d figures: %s, %s.", n, m.Label(), labelOf(e))
	}
	return w.done()
}

// unheld says why an edition has no figure.
func (d *Writer) unheld(e *facts.Edition, m facts.Measure, c facts.Code, year int) string {
	switch a, ok := d.Ally(c); {
	case ok && !a.Forces:
		return d.Name(c) + " is an Ally without armed forces; NATO prints no figure for it."
	case !slices.Contains(e.Years, year):
		return fmt.Sprintf("%s %d: the %s holds the years %d to %d.", d.Name(c), year, labelOf(e), e.Years[0], e.LastYear())
	case !slices.Contains(e.Measures(), m):
		return fmt.Sprintf("%s %d: the %s is held without %s.", d.Name(c), year, labelOf(e), m.Label())
	}
	return d.Name(c) + " " + strconv.Itoa(year) + ": the " + labelOf(e) + " has no figure here."
}

// exactly writes a figure with every digit that is printed, amounts in millions.
func (d *Writer) exactly(f facts.Figure) string {
	switch f.Measure {
	case facts.SpendUSD, facts.SpendUSDConstant, facts.GDP, facts.GDPConstant:
		return "US$ " + f.Number() + " million"
	case facts.SpendNCU, facts.SpendNCUConstant:
		return f.Number() + " million " + d.CurrencyOf(f)
	}
	return d.value(f)
}

// BriefingOf tells what now changes against was for one Ally, one measure or
// both; "" is any. What is counted comes first, then each change in the order of
// Diff, as both editions print it.
func (d *Writer) BriefingOf(was, now *facts.Edition, ally facts.Code, m facts.Measure) Answer {
	w := &draft{d: d, q: form{AsOf: now.Published.Last()}, e: now}
	w.Status, w.AsOf, w.Intent, w.definition = Answered, w.q.AsOf, Compare, true
	if ally != "" {
		w.Allies = []facts.Code{ally}
	}
	changes := slices.DeleteFunc(d.Diff(was, now), func(c facts.Change) bool {
		return ally != "" && c.Ally != ally && c.Ally != "" || m != "" && c.Measure != m && c.Measure != ""
	})
	w.source(now.ID, "")
	w.source(was.ID, "")
	w.whatCounts(was, now, func(k facts.ChangeKind) []facts.Change {
		return slices.DeleteFunc(slices.Clone(changes), func(c facts.Change) bool { return c.Kind != k })
	})
	n := 0
	for _, c := range changes {
		if c.Before == nil || c.After == nil {
			continue
		}
		n++
		what := map[facts.ChangeKind]string{facts.Crossed: "crossed " + facts.ShortNumber(c.Level) + " %", facts.Overtook: "overtook others", facts.Revised: "revised", facts.Restated: "restated on the new definition, which is no change of spending"}[c.Kind]
		w.sayf("%s, %s: %s in %d (%s), %s in %d (%s): %s.", d.Name(c.Ally), c.Measure.Label(), w.exactly(*c.Before), c.Before.Year, d.labelBy(c.Before.Edition), w.exactly(*c.After), c.After.Year, d.labelBy(c.After.Edition), what)
	}
	head := fmt.Sprintf("What the %s changes against the %s", labelOf(now), labelOf(was))
	switch {
	case ally != "" && m != "":
		head += " for " + d.InSentence(ally) + ", " + m.Label()
	case ally != "":
		head += " for " + d.InSentence(ally)
	case m != "":
		head += " in " + m.Label()
	}
	if n == 0 {
		head += ": no figure"
	}
	w.Lines = append([]string{}, w.Lines...)
	if w.Headline != "" {
		w.Lines = append([]string{w.Headline}, w.Lines...)
	}
	w.Headline = head + "."
	w.Reading = head
	return w.done()
}

// exactly writes a figure with every digit that is printed, and cites it.
func (w *draft) exactly(f facts.Figure) string {
	w.cite(f)
	return w.d.exactly(f)
}

// labelBy names an edition by its id.
func (d *Writer) labelBy(id string) string {
	if e, ok := d.Edition(id); ok {
		return labelOf(e)
	}
	return id
}
