package answer

import (
	"fmt"

	"natobot/facts"
	"natobot/facts/query"
)

// answerMembership says when Allies joined, by what was known on the day.
func (d *Writer) answerMembership(asOf facts.Date, q query.Query) Answer {
	w := d.lookUp(asOf, q)
	codes := takeCodes(&q.Subject)
	for _, c := range codes {
		a, ok := d.Ally(c)
		if !ok {
			continue
		}
		name := first(d.InSentence(c))
		s := fmt.Sprintf("%s has been an Ally since %s.", name, a.Joined.Long())
		if !a.Joined.KnownBy(w.AsOf) {
			s = fmt.Sprintf("%s was not an Ally on %s: it joined on %s.", name, w.AsOf.Long(), a.Joined.Long())
		}
		if w.Headline == "" {
			w.Headline = s
		} else {
			w.sayf("%s", s)
		}
		w.Allies = append(w.Allies, c)
		w.sources([]string{a.Source})
		w.next(a.Name, w.asks(c))
	}
	return w.done()
}
