package answer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// maxSuggestion is the longest suggestion, in characters; chats take no more.
const maxSuggestion = 100

// starters are questions to begin with, most useful first.
var starters = []string{
	"spain", "below 2%", "top 5", "compare spain poland", "trend germany since 2014", "gap spain 3.5%", "nato", "europe and canada",
	"meeting 2025-03-13", "meetings", "commitments", "what is core defence", "help",
}

// commands are questions offered by their first letters.
var commands = []string{
	"top 5", "bottom 5", "rank", "below 2%", "above 3.5%", "how many allies meet 2%", "who spends least?", "who spends most?",
	"compare spain poland", "compare baltics and nordics", "trend germany since 2014", "gap spain 3.5%", "nato", "nato total", "europe and canada", "baltics", "nordics",
	"meetings", "meeting 2025-03-13", "meeting rutte trump", "last summit", "next summit", "commitments", "commitment spain",
	"what is core defence", "article 3", "article 5", "nato vs sipri", "is 2% legally binding", "check \"Spain spends 1% of GDP\"", "help",
}

// tails may follow a question that is begun.
var tails = []string{"since 2014", "equipment", "in dollars", "per capita", "sipri", "3.5%", "2%", "2024", "2025"}

// Suggest completes what has been typed so far into questions that can be
// asked: at most n, most useful first, each label and text at most 100
// characters. An empty prefix gives good starters. Each one has been read
// without a fault, by what is out on asOf.
func (d *Writer) Suggest(prefix string, asOf facts.Date, n int) []Choice {
	if len(prefix) > maxSuggestion {
		return nil
	}
	s := &suggester{d: d, asOf: asOf, n: n}
	typed := strings.TrimPrefix(strings.TrimLeft(strings.ToValidUTF8(prefix, ""), " "), "/nato")
	folded := lexicon.Fold(strings.Join(strings.Fields(typed), " "))
	if folded == "" {
		for _, q := range starters {
			s.add(q, q)
		}
		if e := s.editions(2); len(e) == 2 {
			s.add("spain as of "+e[1]+" (an earlier edition)", "spain as of "+e[1])
		}
		return s.out
	}
	i := strings.LastIndexByte(folded, ' ')
	head, last := folded[:i+1], folded[i+1:]
	s.ally(folded)
	if head == "" {
		s.beginnings("", last)
		s.begun(commands, "", folded)
		s.summits(last)
		return s.out
	}
	s.begun(commands, "", folded)
	s.beginnings("", folded) // "estados unid"
	s.beginnings(head, last)
	s.asOfDays(head, last)
	s.begun(tails, head, last)
	s.add(folded, folded)
	return s.out
}

// A suggester gathers suggestions, each once.
type suggester struct {
	d    *Writer
	asOf facts.Date
	n    int
	out  []Choice
}

// add adds a suggestion that reads back; others are passed over.
func (s *suggester) add(label, ask string) {
	if len(s.out) >= s.n || label == "" || utf8.RuneCountInString(label) > maxSuggestion || utf8.RuneCountInString(ask) > maxSuggestion {
		return
	}
	if slices.ContainsFunc(s.out, func(c Choice) bool { return c.Ask == ask }) {
		return
	}
	rd := s.d.Read.Read(ask, s.asOf, nil)
	if rd.Fault != nil || len(rd.Repaired) > 0 || slices.ContainsFunc(rd.Queries, ranksAggregate) {
		return
	}
	s.out = append(s.out, Choice{label, ask})
}

// ranksAggregate reports whether a query wants an aggregate in an order of
// Allies, where it has no place.
func ranksAggregate(q query.Query) bool {
	return q.Ask == query.Rank && slices.ContainsFunc(slices.Concat(q.Set.Terms, q.Subject.Terms), func(t query.Term) bool { return t.Code.Aggregate() })
}

// ally offers what can be asked about a name that is typed whole.
func (s *suggester) ally(folded string) {
	m := s.d.Read.MatchAlly(folded)
	if !m.Found() || m.Corrected {
		return
	}
	if m.Ally == "" || m.Ally.Aggregate() {
		s.add(folded, folded)
		return
	}
	name := strings.ToLower(s.d.Name(m.Ally))
	s.add(s.d.Name(m.Ally), name)
	if len(folded) < 4 && !strings.HasPrefix(name, folded) { // a code, or the beginning of a name
		return
	}
	for _, q := range []string{"trend " + name, "gap " + name + " 3.5%", "commitment " + name, "rank " + name} {
		s.add(q, q)
	}
	for _, day := range s.editions(3) {
		s.add(name+" as of "+day, name+" as of "+day)
	}
	for _, q := range []string{name + " equipment", name + " in dollars", name + " sipri"} {
		s.add(q, q)
	}
}

// begun offers those of a list that begin so, each behind head.
func (s *suggester) begun(list []string, head, begin string) {
	for _, q := range list {
		if strings.HasPrefix(q, begin) {
			s.add(head+q, head+q)
		}
	}
}

// beginnings offers Allies, aggregates and groups by the beginning of their
// name, of a word in it, or of a name in any language; English names first.
func (s *suggester) beginnings(head, begin string) {
	for _, inside := range []bool{false, true} {
		for i := range s.d.Allies {
			a := &s.d.Allies[i]
			name := lexicon.Fold(a.Name)
			if !inside && strings.HasPrefix(name, begin) || inside && strings.Contains(name, " "+begin) {
				s.name(head, lexicon.Ally, string(a.Code))
			}
		}
	}
	s.d.Read.Beginning(begin, func(p lexicon.Phrase) bool {
		s.name(head, p.Sort, p.Val)
		return len(s.out) < s.n
	})
}

// name offers what a name of the lexicon stands for, behind head.
func (s *suggester) name(head string, sort lexicon.Sort, val string) {
	switch sort {
	case lexicon.Ally, lexicon.Aggregate:
		name := s.d.Name(facts.Code(val))
		label := name
		if head != "" {
			label = head + strings.ToLower(name)
		}
		s.add(label, head+strings.ToLower(name))
	case lexicon.Group:
		g, ok := s.d.Group(val)
		en, held := s.d.Read.Lex.Lang("en")
		key, printed := s.d.Read.Lex.Print(en, lexicon.Group, val)
		if ok && held && printed {
			label := g.Name
			if head != "" {
				label = head + key
			}
			s.add(label, head+key)
		}
	}
}

// summits offers summits by the beginning of their title.
func (s *suggester) summits(begin string) {
	for i := len(s.d.Meetings) - 1; i >= 0; i-- {
		m := &s.d.Meetings[i]
		if m.Kind == "summit" && m.Start.KnownBy(s.asOf) && strings.HasPrefix(lexicon.Fold(strings.TrimPrefix(m.Title, "The ")), begin) {
			place, _, _ := strings.Cut(m.Place, ",")
			s.add(m.Title, "summit "+strings.ToLower(strings.TrimPrefix(place, "The ")))
		}
	}
}

// asOfDays offers the days of editions where "as of" is begun.
func (s *suggester) asOfDays(head, last string) {
	base, ok := strings.CutSuffix(head, " as of ")
	if !ok {
		if base, ok = strings.CutSuffix(head, " as "); !ok {
			base = strings.TrimSuffix(head, " ")
			last = strings.TrimSuffix(last, "as")
		} else if last = strings.TrimPrefix(last, "of"); last == "o" {
			last = ""
		}
		if last != "" {
			return
		}
	}
	for _, day := range s.editions(6) {
		if strings.HasPrefix(day, last) {
			s.add(base+" as of "+day, base+" as of "+day)
		}
	}
}

// editions are the days of the newest n editions held in full that were out.
func (s *suggester) editions(n int) []string {
	var out []string
	for i := len(s.d.Editions) - 1; i >= 0 && len(out) < n; i-- {
		if e := s.d.Editions[i]; e.Complete && e.Published.KnownBy(s.asOf) {
			out = append(out, string(e.Published.Last()))
		}
	}
	return out
}
