package question

import (
	"slices"
	"strings"

	"natobot/facts"
)

// Suggest completes what has been typed so far into questions that can be
// asked: at most n, most useful first, each label and text at most 100
// characters. An empty prefix gives good starters. It knows what is out on asOf.
func (d *Reader) Suggest(prefix string, asOf facts.Date, n int) []Choice {
	if n <= 0 {
		return nil
	}
	typed := strings.TrimLeft(normalise(prefix), " /")
	if l := strings.ToLower(typed); strings.HasPrefix(l, "nato ") {
		typed = strings.TrimSpace(typed[len("nato "):])
	}
	if len(typed) > 80 {
		return nil
	}
	out := make([]Choice, 0, n)
	add := func(label, ask string) {
		if len(out) >= n || label == "" {
			return
		}
		label, ask = cut(label, 100), cut(ask, 100)
		if !slices.ContainsFunc(out, func(c Choice) bool { return c.Ask == ask }) {
			out = append(out, Choice{label, ask})
		}
	}
	if strings.TrimSpace(typed) == "" {
		for _, s := range []string{"spain", "below 2%", "top 5", "compare spain poland", "trend germany since 2014", "gap spain 3.5%", "nato", "europe and canada", "meeting 2025-03-13", "meetings", "commitments", "what is core defence", "help"} {
			add(s, s)
		}
		if e := d.lastEditions(asOf, 2); len(e) == 2 {
			add("spain as of "+string(e[1].Published.Last())+" (an earlier edition)", "spain as of "+string(e[1].Published.Last()))
		}
		return out
	}
	want := phraseKey(typed)
	if want == "" {
		return nil
	}
	head, last := "", want
	if i := strings.LastIndexByte(want, ' '); i >= 0 {
		head, last = want[:i+1], want[i+1:]
	}

	// An Ally typed whole: what can be asked about it.
	if m := d.MatchAlly(typed); m.Found() && !m.Corrected && len(want) < 4 && !d.named(want) {
		add(d.Name(m.Ally), strings.ToLower(d.Name(m.Ally))) // a code, or the beginning of a name
	} else if m.Found() && !m.Corrected {
		name := want
		if m.Ally != "" && !m.Ally.Aggregate() {
			name = strings.ToLower(d.Name(m.Ally))
		}
		add(name, name)
		if m.Ally != "" && !m.Ally.Aggregate() {
			add("trend "+name, "trend "+name)
			add("gap "+name+" 3.5%", "gap "+name+" 3.5%")
			add("commitment "+name, "commitment "+name)
			add("rank "+name, "rank "+name)
			for _, e := range d.lastEditions(asOf, 3) {
				day := string(e.Published.Last())
				add(name+" as of "+day, name+" as of "+day)
			}
			add(name+" equipment", name+" equipment")
			add(name+" in dollars", name+" in dollars")
			add(name+" sipri", name+" sipri")
		}
	}

	// Allies by the beginning of their name, of a word in it, or of an alias.
	if head == "" {
		for _, c := range d.namesBeginning(last) {
			n := strings.ToLower(d.Name(c))
			add(d.Name(c), n)
		}
	}
	for _, s := range commandStarts {
		if strings.HasPrefix(s, want) {
			add(s, s)
		}
	}
	if head == "" {
		for i := range groups {
			if strings.HasPrefix(groups[i].Key, last) {
				add(groups[i].Name, groups[i].Key)
			}
		}
		for i := len(d.Meetings) - 1; i >= 0; i-- {
			m := &d.Meetings[i]
			if m.Kind == "summit" && m.Start.KnownBy(asOf) && strings.HasPrefix(phraseKey(strings.TrimPrefix(m.Title, "The ")), last) {
				place, _, _ := strings.Cut(m.Place, ",")
				add(m.Title, "summit "+strings.ToLower(strings.TrimPrefix(place, "The ")))
			}
		}
		return out
	}

	// A command with a name begun: "compare sp", "trend germany s".
	for _, c := range d.namesBeginning(last) {
		n := strings.ToLower(d.Name(c))
		add(head+n, head+n)
	}
	if strings.HasPrefix("as of", last) || strings.HasSuffix(head, "as ") && strings.HasPrefix("of", last) || strings.HasSuffix(head, "as of ") {
		base := strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(head), "as of"), " as"))
		for _, e := range d.lastEditions(asOf, 6) {
			day := string(e.Published.Last())
			if strings.HasSuffix(head, "as of ") && !strings.HasPrefix(day, last) {
				continue
			}
			add(base+" as of "+day, base+" as of "+day)
		}
	}
	for _, s := range []string{"since 2014", "equipment", "in dollars", "per capita", "sipri", "3.5%", "2%", "2024", "2025"} {
		if strings.HasPrefix(s, last) {
			add(head+s, head+s)
		}
	}
	// What is whole already is a suggestion too.
	if q := d.Parse(typed, asOf, Context{}); q.Fault == nil && q.Intent != Help {
		add(typed, typed)
	}
	return out
}

// named reports whether s is a name and no mere code.
func (d *Reader) named(s string) bool {
	e, ok := d.words.phrases[s]
	return ok && (e.kind == kAlly || e.kind == kAggregate || e.kind == kGroup)
}

// commandStarts are questions offered by their first letters.
var commandStarts = []string{
	"top 5", "bottom 5", "rank", "below 2%", "above 3.5%", "how many allies meet 2%", "who spends least?", "who spends most?", "biggest jump from 2025 to 2026",
	"compare spain poland", "compare baltics nordics", "trend germany since 2014", "gap spain 3.5%", "nato", "nato total", "europe and canada", "baltics", "nordics",
	"meetings", "meeting 2025-03-13", "meeting rutte trump", "last summit", "next summit", "commitments", "commitment hague", "commitment spain",
	"what is core defence", "article 3", "article 5", "why is iceland missing", "nato vs sipri", "is 2% legally binding", "check \"Spain spends 1% of GDP\"", "claims rutte", "claims trump", "help",
	"usa", "uk",
}

// namesBeginning are the Allies whose name, a word of it, or an alias in any
// language begins so; English names first.
func (d *Reader) namesBeginning(s string) []facts.Code {
	var out []facts.Code
	for i := range d.Allies {
		if strings.HasPrefix(Fold(d.Allies[i].Name), s) {
			out = addCode(out, d.Allies[i].Code)
		}
	}
	for i := range d.Allies {
		for w := range strings.SplitSeq(Fold(d.Allies[i].Name), " ") {
			if strings.HasPrefix(w, s) {
				out = addCode(out, d.Allies[i].Code)
			}
		}
		if strings.HasPrefix(Fold(d.Allies[i].Adjective), s) {
			out = addCode(out, d.Allies[i].Code)
		}
	}
	if e, ok := d.words.codes[s]; ok && e.kind == kAlly {
		out = addCode(out, e.code)
	}
	if len(s) >= 2 {
		var more []facts.Code
		for n := len(s); n <= maxName; n++ {
			for i := range d.words.pool[n] {
				f := &d.words.pool[n][i]
				if f.code != "" && strings.HasPrefix(string(f.runes), s) {
					more = addCode(more, f.code)
				}
			}
		}
		slices.Sort(more)
		for _, c := range more {
			out = addCode(out, c)
		}
	}
	return out
}

// lastEditions are the newest whole editions out on a day, newest first.
func (d *Reader) lastEditions(asOf facts.Date, n int) []*facts.Edition {
	var out []*facts.Edition
	for i := len(d.Editions) - 1; i >= 0 && len(out) < n; i-- {
		if e := d.Editions[i]; e.Complete && e.Published.KnownBy(asOf) {
			out = append(out, e)
		}
	}
	return out
}
