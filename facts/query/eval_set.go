package query

import (
	"slices"

	"natobot/facts"
)

// members are the Allies and aggregates of a set: those named in the order
// named, groups in the order of their members' names. Allies without armed
// forces are members only where they are named themselves.
func (ev *evaluator) members(s Set) ([]facts.Code, error) {
	var out []facts.Code
	add := func(c facts.Code) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	if len(s.Terms) == 0 {
		out = make([]facts.Code, 0, len(ev.d.Allies))
		for i := range ev.d.Allies {
			if ev.d.Allies[i].Forces {
				out = append(out, ev.d.Allies[i].Code)
			}
		}
	}
	for _, t := range s.Terms {
		if t.Code != "" {
			if _, ok := ev.d.Ally(t.Code); !ok && !t.Code.Aggregate() {
				return nil, &Lack{What: NoAlly, Place: string(t.Code)}
			}
			add(t.Code)
			continue
		}
		in, err := ev.term(t)
		if err != nil {
			return nil, err
		}
		for _, c := range in {
			add(c)
		}
	}
	for _, t := range s.Meet {
		in, err := ev.term(t)
		if err != nil {
			return nil, err
		}
		out = slices.DeleteFunc(out, func(c facts.Code) bool { return !slices.Contains(in, c) })
	}
	for _, t := range s.Less {
		less, err := ev.term(t)
		if err != nil {
			return nil, err
		}
		out = slices.DeleteFunc(out, func(c facts.Code) bool { return slices.Contains(less, c) })
	}
	if len(out) == 0 {
		return nil, &Lack{What: NoMembers}
	}
	return out, nil
}

// term are the Allies of one term; an aggregate stands for its members here.
func (ev *evaluator) term(t Term) ([]facts.Code, error) {
	switch {
	case t.Place != "":
		return nil, &Lack{What: NoAlly, Place: t.Place}
	case t.Code != "" && !t.Code.Aggregate():
		return []facts.Code{t.Code}, nil
	case t.Code != "":
		return ev.those(func(a *facts.Ally) bool { return t.Code == facts.NATOTotal || a.Code != "USA" }), nil
	case t.Group != "":
		g, ok := ev.d.Group(t.Group)
		if !ok {
			return nil, &Lack{What: NoGroup, Group: t.Group}
		}
		in := g.Members(ev.day)
		return ev.those(func(a *facts.Ally) bool { return slices.Contains(in, a.Code) }), nil
	case t.Joined != Span{}:
		return ev.those(func(a *facts.Ally) bool {
			y := a.Joined.Year()
			return y >= t.Joined.From && (t.Joined.To == 0 || y <= t.Joined.To) && a.Joined.KnownBy(ev.day)
		}), nil
	}
	return nil, &Lack{What: NoMembers}
}

// those are the Allies with armed forces of which a thing is true, by name.
func (ev *evaluator) those(is func(*facts.Ally) bool) []facts.Code {
	var out []facts.Code
	for i := range ev.d.Allies {
		if a := &ev.d.Allies[i]; a.Forces && is(a) {
			out = append(out, a.Code)
		}
	}
	return out
}

// forces refuses a subject or an operand that has no armed forces, and so no
// figure in any year. GDP is printed for it in some editions.
func (ev *evaluator) forces() error {
	var none []facts.Code
	for _, c := range ev.subject {
		if a, ok := ev.d.Ally(c); ok && !a.Forces && !ev.onlyGDP() {
			none = append(none, c)
		}
	}
	if len(none) > 0 && len(none) == len(ev.subject) {
		return &Lack{What: NoForces, Who: none}
	}
	for _, c := range none { // beside others: said, and left out
		ev.absent = append(ev.absent, Absent{Who: c})
		ev.subject = slices.DeleteFunc(slices.Clone(ev.subject), func(o facts.Code) bool { return o == c })
	}
	return nil
}

// onlyGDP reports that nothing but GDP is asked for.
func (ev *evaluator) onlyGDP() bool {
	for _, x := range ev.q.Qty {
		if x.Measure != facts.GDP && x.Measure != facts.GDPConstant && x.Measure != facts.GDPPerCapita {
			return false
		}
	}
	return len(ev.q.Qty) > 0
}

// A party is whom a quantity is of: one, or several taken together.
type party struct {
	codes []facts.Code
	pool  Pool
}

// one is a party of one.
func (ev *evaluator) one(c facts.Code) party { return party{codes: []facts.Code{c}} }

// who names a party of one; "" for several.
func (p party) who() facts.Code {
	if len(p.codes) == 1 {
		return p.codes[0]
	}
	return ""
}

// operand is the party of an operand; own where it names no set.
func (ev *evaluator) operand(o *Operand, own party, m facts.Measure) (party, error) {
	if !mentions(o.Set) && o.Pool == Each {
		return own, nil
	}
	codes, err := ev.members(o.Set)
	if err != nil {
		return party{}, err
	}
	for _, c := range codes {
		if a, ok := ev.d.Ally(c); ok && !a.Forces {
			return party{}, &Lack{What: NoForces, Who: []facts.Code{c}}
		}
	}
	pool := o.Pool
	if pool == Each && len(codes) > 1 {
		pool = Mean
		if Adds(m) {
			pool = Sum
		}
	}
	return ev.pooled(o.Set, codes, pool), nil
}

// pooled is several taken together. The sum of all Allies, and of all but the
// United States, is NATO's own row.
func (ev *evaluator) pooled(s Set, codes []facts.Code, pool Pool) party {
	if pool == Sum && len(s.Terms) == 0 && len(s.Meet) == 0 {
		switch {
		case len(s.Less) == 0:
			return party{codes: []facts.Code{facts.NATOTotal}}
		case len(s.Less) == 1 && s.Less[0].Code == "USA":
			return party{codes: []facts.Code{facts.EuropeCanada}}
		}
	}
	if len(codes) == 1 {
		return party{codes: codes}
	}
	return party{codes: codes, pool: pool}
}
