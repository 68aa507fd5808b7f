package answer

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"

	"natobot/facts"
	"natobot/facts/lexicon"
)

// A view is a meeting as it was known on a day: held, or only announced.
type view struct {
	*facts.Meeting
	held  bool
	when  facts.Date // of one that is only announced; "" when no date was
	place string
	told  *facts.Announcement
}

// first is the day by which views are sorted; an unknown date comes last.
func (v view) first() facts.Date {
	switch {
	case v.held:
		return v.Start.First()
	case v.when == "":
		return "9999-12-31"
	}
	return v.when.First()
}

// known are the meetings known on day asOf, oldest first: those begun, and
// those announced, each only with what had been announced by then. A meeting
// that no source had reported by then is not known.
func (d *Writer) known(asOf facts.Date) []view {
	var out []view
	for i := range d.Meetings {
		m := &d.Meetings[i]
		if m.Start.KnownBy(asOf) && d.Carries(d.OutBy(m.Sources, asOf)) {
			out = append(out, view{Meeting: m, held: true, place: m.Place})
			continue
		}
		for j := len(m.Announced) - 1; j >= 0; j-- {
			if a := &m.Announced[j]; a.On.KnownBy(asOf) {
				out = append(out, view{Meeting: m, when: a.When, place: a.Place, told: a})
				break
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].first() < out[j].first() })
	return out
}

// plain folds a text for comparison: lower case, without accents, one space
// between words.
func plain(s string) string {
	return " " + strings.Join(strings.FieldsFunc(lexicon.Fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '%' && r != '.'
	}), " ") + " "
}

// says reports whether a folded text holds all words of a phrase, each at the
// beginning of a word.
func says(folded, phrase string) bool {
	words := strings.Fields(plain(strings.ReplaceAll(phrase, " %", "%")))
	if len(words) == 0 {
		return false
	}
	folded = strings.ReplaceAll(folded, " %", "%")
	for _, w := range words {
		if w == "the" || w == "of" || w == "in" || w == "on" || w == "and" {
			continue
		}
		if !strings.Contains(folded, " "+w) {
			return false
		}
	}
	return true
}

// text is all that is said of a meeting by a day, folded.
func (v view) text(d *Writer, asOf facts.Date) string {
	parts := []string{v.Title, v.place}
	if v.held {
		parts = append(parts, v.Purpose, strings.Join(v.People, " "))
		for _, f := range v.facts(d, asOf) {
			parts = append(parts, f.Text)
		}
	}
	return plain(strings.Join(parts, " "))
}

// facts are those that sources out by asOf carry, outcomes only once the
// meeting had ended.
func (v view) facts(d *Writer, asOf facts.Date) []facts.MeetingFact {
	var out []facts.MeetingFact
	for _, f := range v.Facts {
		if v.held && d.Carries(d.OutBy(f.Sources, asOf)) && (f.Kind != "outcome" || v.End.KnownBy(asOf)) {
			out = append(out, f)
		}
	}
	return out
}

// A sieve is one condition of a meeting query.
type sieve struct {
	what string // as said to the asker: "in June 2025"
	keep func(view) bool
}

// conditions says what a query asks for: "with Rutte and Trump, in 2025".
func conditions(sv []sieve) string {
	var b strings.Builder
	for i, s := range sv {
		switch {
		case i > 0 && strings.HasPrefix(s.what, "and "):
			b.WriteByte(' ')
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(s.what)
	}
	return b.String()
}

func (d *Writer) sieves(q form) []sieve {
	m := q.Meeting
	var out []sieve
	if m.Kind != "" {
		out = append(out, sieve{"of kind " + m.Kind, func(v view) bool { return v.Kind == m.Kind }})
	}
	if m.Place != "" {
		out = append(out, sieve{"in " + m.Place, func(v view) bool { return says(plain(v.place+" "+v.Title), m.Place) }})
	}
	for i, p := range m.People {
		with := "with "
		if i > 0 {
			with = "and "
		}
		out = append(out, sieve{with + d.surname(p), func(v view) bool {
			return says(plain(v.Title), p) || v.held && says(plain(strings.Join(v.People, " ")), p)
		}})
	}
	if m.Topic != "" {
		out = append(out, sieve{"about " + m.Topic, func(v view) bool { return says(v.text(d, q.AsOf), m.Topic) }})
	}
	if m.On != "" {
		what := "in " + m.On.Long()
		if len(m.On) == 10 {
			what = "on " + m.On.Long()
		}
		out = append(out, sieve{what, func(v view) bool {
			a, b := v.when.First(), v.when.Last()
			if v.held {
				a, b = v.Start.First(), v.End.Last()
			}
			return a != "" && a <= m.On.Last() && b >= m.On.First()
		}})
	}
	return out
}

// surname writes a person as the timeline does: "Trump" for "trump".
func (d *Writer) surname(p string) string {
	for i := range d.Meetings {
		for _, who := range d.Meetings[i].People {
			name, _, _ := strings.Cut(who, " (")
			for _, w := range strings.Fields(name) {
				if lexicon.Fold(w) == lexicon.Fold(p) {
					return w
				}
			}
		}
	}
	return p
}

// real reports whether people met: publications and statements are entries of
// the timeline, but nobody asks for them as the last meeting.
func (v view) real() bool { return v.Kind != "statement" && v.Kind != "publication" }

// answerMeeting answers for the timeline: one meeting as a card, several as a
// list, none with the nearest ones.
func (d *Writer) answerMeeting(q form) Answer {
	t := d.tell(q, MeetingCard)
	all := d.known(q.AsOf)
	if id := d.meetingNamed(q); id != "" {
		for _, v := range all {
			if v.ID == id {
				t.card(v, q)
				return t.Answer
			}
		}
		m, _ := d.MeetingByID(id)
		t.Status = Unknown
		t.Headline = fmt.Sprintf("Nothing was known of that meeting on %s.", q.AsOf.Long())
		t.nearest(all, m.Start)
		return t.Answer
	}
	list, sv := all, d.sieves(q)
	for _, s := range sv {
		list = sift(list, s.keep)
	}
	switch q.Meeting.Which {
	case "next":
		list = sift(list, func(v view) bool { return !v.held })
		if len(list) > 1 {
			list = list[:1]
		}
	case "last":
		list = sift(list, func(v view) bool {
			return v.held && (v.real() || q.Meeting.Kind != "" || q.Meeting.Topic != "")
		})
		if len(list) > 1 {
			list = list[len(list)-1:]
		}
	}
	switch {
	case len(list) == 0:
		t.noMeeting(q, all, sv)
	case len(list) == 1:
		t.card(list[0], q)
	default:
		t.list(list, q, sv)
	}
	return t.Answer
}

func sift(list []view, keep func(view) bool) []view {
	var out []view
	for _, v := range list {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}

// meetingNamed is the id of a meeting that the question names by its id.
func (d *Writer) meetingNamed(q form) string {
	for _, s := range []string{q.Meeting.ID, q.Term, q.Meeting.Topic} {
		if _, ok := d.MeetingByID(s); ok {
			return s
		}
	}
	return ""
}

// ask is the text that asks for a meeting alone.
func (d *Writer) askMeeting(v view) string {
	if v.held && len(v.Start) == 10 {
		n := 0
		for i := range d.Meetings {
			m := &d.Meetings[i]
			if m.Start.First() <= v.Start && m.End.Last() >= v.Start {
				n++
			}
		}
		if n == 1 {
			return "meeting " + string(v.Start)
		}
	}
	return "meeting " + v.ID
}

// days writes when a meeting is: "24 to 25 June 2025".
func (v view) days() string {
	if !v.held {
		if v.when == "" {
			return "date not known"
		}
		if v.when == v.Start && v.End != v.Start {
			return span(v.Start, v.End)
		}
		return v.when.Long()
	}
	return span(v.Start, v.End)
}

func span(a, b facts.Date) string {
	switch {
	case a == b:
		return a.Long()
	case len(a) == 10 && len(b) == 10 && a[:7] == b[:7]:
		return strings.TrimPrefix(string(a[8:]), "0") + " to " + b.Long()
	}
	return a.Long() + " to " + b.Long()
}

func (v view) short() string {
	s := v.days() + ": " + v.Title
	if v.place != "" {
		s += ", " + v.place
	}
	if !v.held {
		s += " (announced)"
	}
	return s + "."
}

// card tells all that was known of one meeting.
func (t *telling) card(v view, q form) {
	d := t.d
	t.Meetings = []string{v.ID}
	t.Canonical = d.askMeeting(v)
	if t.Reading == "" {
		t.Reading = "Meeting: " + v.Title + ", " + v.days()
	}
	if !v.held {
		t.announced(v, q)
		return
	}
	head := v.Title + ", " + v.days()
	if v.place != "" {
		head += ", " + v.place
	}
	if q.Meeting.Which == "last" {
		head = "The last one known on " + t.AsOf.Long() + " is " + head
	}
	told := v.facts(d, t.AsOf)
	if i := slices.IndexFunc(told, func(f facts.MeetingFact) bool { return f.Kind == "outcome" }); i >= 0 {
		s, _ := d.Fill(told[i].Text, t.figure)
		head += ": " + strings.TrimSuffix(s, ".")
	}
	t.Headline = head + "."
	if len(v.People) > 0 {
		t.Lines = append(t.Lines, "Who: "+strings.Join(v.People, "; ")+".")
	}
	t.line("What for: ", v.Purpose, v.Sources)
	for _, k := range []struct{ kind, head string }{{"outcome", "What came out: "}, {"said", "Said: "}, {"context", "Background: "}} {
		for _, f := range told {
			if f.Kind == k.kind {
				t.line(k.head, f.Text, f.Sources)
			}
		}
	}
	if len(told) == 0 {
		t.Lines = append(t.Lines, "What came out was not reported yet on "+t.AsOf.Long()+".")
	}
	if v.Kind == "summit" {
		for _, c := range d.InForce(t.AsOf) {
			if c.Agreed >= v.Start && c.Agreed <= v.End && c.Agreed.KnownBy(t.AsOf) {
				t.Commitments = append(t.Commitments, c.ID)
			}
		}
	}
	t.knownThen(v)
	t.claims(v)
	if v.Note != "" {
		t.Caveats = append(t.Caveats, v.Note)
	}
	if v.Confidence != "high" {
		t.Caveats = append(t.Caveats, "Confidence in this entry: "+v.Confidence+".")
	}
	t.neighbours(v)
}

// announced tells of a meeting that is still to come.
func (t *telling) announced(v view, q form) {
	what := "A coming meeting that we know of"
	switch {
	case v.Kind == "summit" && q.Meeting.Which == "next":
		what = "The next NATO summit that we know of"
	case v.Kind == "summit":
		what = "A coming NATO summit"
	case q.Meeting.Which == "next":
		what = "The next meeting that we know of"
	}
	s := fmt.Sprintf("%s is %s in %s", what, lowerFirst(v.Title), v.place)
	if strings.Contains(v.Title, v.place) {
		s = fmt.Sprintf("%s is the %s", what, lowerFirst(v.Title))
	}
	switch len(v.when) {
	case 10:
		s += ", " + v.days() + "."
	case 0:
		s += "; neither year nor date is in our data."
	default:
		s += "; it is expected in " + v.when.Long() + ", and no date is in our data."
	}
	t.Headline = s
	t.Lines = append(t.Lines, "Known since "+v.told.On.Long()+t.by(v.told.Sources)+".")
	t.neighbours(v)
}

func (t *telling) on(d facts.Date) string {
	if len(d) == 10 {
		return "on " + d.Long()
	}
	return "in " + d.Long()
}

func lowerFirst(s string) string {
	for _, w := range []string{"Summit", "Meeting", "Informal"} {
		if strings.HasPrefix(s, w+" in") || strings.HasPrefix(s, w+" of") {
			return strings.ToLower(s[:1]) + s[1:]
		}
	}
	return s
}

// knownThen tells the count of Allies under 2 % by the edition current when
// the meeting was held. Editions held with low confidence are left away.
func (t *telling) knownThen(v view) {
	day := v.End
	if t.AsOf.Last() < day.Last() {
		day = t.AsOf
	}
	e, ok := t.d.Current(day)
	if !ok || strings.Contains(e.Confidence, "low") {
		return
	}
	year := e.LastYear()
	at, below := t.d.Parted(e, facts.ShareOfGDP, year, 2)
	n := len(at) + len(below)
	s := fmt.Sprintf("Figures known then (%s): ", labelOf(e))
	switch {
	case n == 0:
		return
	case len(below) == 0:
		s += fmt.Sprintf("all %d Allies with armed forces and a figure were at 2 %% of GDP or more in %s.", n, yearOf(e, year))
	case len(below) <= 10:
		were := "were"
		if len(below) == 1 {
			were = "was"
		}
		s += fmt.Sprintf("%d of %s %s below 2 %% of GDP in %s: %s.", len(below), ofAlliesText(e, n), were, yearOf(e, year), t.d.Shares(below, t.figure))
	default:
		s += fmt.Sprintf("%d of %s were at 2 %% of GDP or more in %s, %d below.", len(at), ofAlliesText(e, n), yearOf(e, year), len(below))
	}
	if n >= 28 {
		s += " Iceland has no armed forces and is not counted."
	}
	t.Edition = e.ID
	t.derive(fmt.Sprintf("allies_below_2pct_%d", year), float64(len(below)), below)
	t.Lines = append(t.Lines, s+t.by([]string{e.ID}))
	if slices.Contains(e.Estimates, year) {
		t.caveat(fmt.Sprintf("%d is an estimate in the %s.", year, labelOf(e)))
	}
	if e.Core() {
		t.caveat("The " + labelOf(e) + " counts core defence only.")
	}
}

// derive adds a computed number; it names the figures that the answer states.
func (t *telling) derive(name string, value float64, from []facts.Figure) {
	at := []int{}
	for _, f := range from {
		t.figure(f)
		if i := slices.IndexFunc(t.Figures, func(g facts.Figure) bool {
			return g.Edition == f.Edition && g.Ally == f.Ally && g.Measure == f.Measure && g.Year == f.Year
		}); i >= 0 {
			at = append(at, i)
		}
	}
	t.Derived = append(t.Derived, Derived{Name: name, Value: value, From: at})
}

func (t *telling) caveat(s string) {
	if !slices.Contains(t.Caveats, s) {
		t.Caveats = append(t.Caveats, s)
	}
}

// claims tells what was claimed at or about a meeting, the decided ones first.
func (t *telling) claims(v view) {
	var list []*facts.Statement
	article := 0
	for i := range t.d.Statements {
		s := &t.d.Statements[i]
		if s.Meeting == v.ID && s.KnownBy(t.d.Dataset, t.AsOf) {
			list = append(list, s)
			if s.Origin == "seed" {
				article++
			}
		}
	}
	if len(list) == 0 {
		return
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Then.Rank() < list[j].Then.Rank() })
	head := fmt.Sprintf("Claims made there, and how they stand (%d):", len(list))
	if article == len(list) {
		head = fmt.Sprintf("What the article of the day claimed, and how it stands (%d):", len(list))
	}
	t.Lines = append(t.Lines, head)
	for _, s := range list {
		t.statement(s, false)
	}
}

// neighbours offers the meetings before and after, and the commitments.
func (t *telling) neighbours(v view) {
	all := t.d.known(t.AsOf)
	i := slices.IndexFunc(all, func(o view) bool { return o.ID == v.ID })
	if i+1 < len(all) && i >= 0 {
		t.Next = append(t.Next, Choice{Label: "Next: " + all[i+1].Title, Ask: t.d.askMeeting(all[i+1])})
	}
	if i > 0 {
		t.Next = append(t.Next, Choice{Label: "Before: " + all[i-1].Title, Ask: t.d.askMeeting(all[i-1])})
	}
	ask := "commitments"
	for _, id := range t.Commitments {
		if c, ok := t.d.CommitmentByID(id); ok && strings.HasPrefix(c.Place, "The Hague") {
			ask = "commitment hague"
		}
	}
	t.Next = append(t.Next, Choice{Label: "Commitments", Ask: ask})
}

// list tells several meetings, newest first; two or three of them with what
// was said there.
func (t *telling) list(list []view, q form, sv []sieve) {
	const most = 15
	d := t.d
	what := "meetings and dated entries"
	cond := ""
	if len(sv) > 0 {
		cond = " " + conditions(sv)
	}
	t.Headline = fmt.Sprintf("%d %s%s, newest first.", len(list), what, cond)
	if t.Reading == "" {
		t.Reading = "Meetings" + cond
	}
	shown := 0
	for i := len(list) - 1; i >= 0; i-- {
		v := list[i]
		t.Meetings = append(t.Meetings, v.ID)
		if shown == most && q.Meeting.On == "" {
			continue
		}
		shown++
		t.Lines = append(t.Lines, v.short())
		from := d.OutBy(v.Sources, t.AsOf)
		if !v.held {
			from = v.told.Sources
		}
		t.by(from[:1])
		if len(list) <= 4 {
			for _, f := range v.facts(d, t.AsOf) {
				about := f.Kind == "outcome"
				if len(q.Meeting.People) > 0 {
					about = says(plain(f.Text), strings.Join(q.Meeting.People, " "))
				}
				if about {
					t.line("", f.Text, f.Sources)
				}
			}
		}
		if len(t.Choices) < 5 {
			t.Choices = append(t.Choices, Choice{Label: v.days() + ": " + v.Title, Ask: d.askMeeting(v)})
		}
	}
	if n := len(list) - shown; n > 0 {
		t.Lines = append(t.Lines, fmt.Sprintf("%d older ones are not shown. Narrow it: meetings 2025, meetings summit, meeting rutte trump.", n))
	}
	t.Canonical = canonicalMeetings(q.Meeting)
}

func canonicalMeetings(m meetingForm) string {
	w := []string{"meetings"}
	for _, s := range []string{m.Which, m.Kind, m.Place} {
		if s != "" {
			w = append(w, s)
		}
	}
	w = append(w, m.People...)
	for _, s := range []string{m.Topic, string(m.On)} {
		if s != "" {
			w = append(w, s)
		}
	}
	return strings.Join(w, " ")
}

// noMeeting says that nothing matches, and what comes nearest.
func (t *telling) noMeeting(q form, all []view, sv []sieve) {
	t.Status = Unknown
	switch {
	case q.Meeting.Which == "next":
		t.Headline = "No coming meeting is in our data as of " + t.AsOf.Long() + "."
	case q.Meeting.On != "" && q.Meeting.On.First() > t.AsOf.Last():
		t.Headline = fmt.Sprintf("Nothing was known on %s of a meeting %s.", t.AsOf.Long(), conditions(sv))
	default:
		t.Headline = fmt.Sprintf("We hold no meeting %s as of %s.", conditions(sv), t.AsOf.Long())
	}
	// The nearest are those that meet all conditions but one, else by date.
	seen := map[string]bool{}
	var near []view
	for skip := range sv {
		list := all
		for i, s := range sv {
			if i != skip {
				list = sift(list, s.keep)
			}
		}
		if len(list) == len(all) {
			continue
		}
		for i := len(list) - 1; i >= 0; i-- {
			if !seen[list[i].ID] {
				seen[list[i].ID] = true
				near = append(near, list[i])
			}
		}
	}
	if q.Meeting.On != "" || len(near) == 0 {
		if len(near) == 0 {
			near = slices.Clone(all)
		}
		on := q.Meeting.On
		if on == "" {
			on = t.AsOf
		}
		sort.SliceStable(near, func(i, j int) bool { return apart(near[i].first(), on) < apart(near[j].first(), on) })
	}
	t.offer(near)
}

func apart(a, b facts.Date) int {
	x, y := a.First().Time(), b.First().Time()
	n := int(x.Sub(y).Hours() / 24)
	if n < 0 {
		return -n
	}
	return n
}

func (t *telling) nearest(all []view, on facts.Date) {
	near := slices.Clone(all)
	sort.SliceStable(near, func(i, j int) bool { return apart(near[i].first(), on) < apart(near[j].first(), on) })
	t.offer(near)
}

func (t *telling) offer(near []view) {
	if len(near) > 3 {
		near = near[:3]
	}
	if len(near) == 0 {
		return
	}
	t.Lines = append(t.Lines, "Nearest:")
	for _, v := range near {
		t.Lines = append(t.Lines, v.short())
		t.Choices = append(t.Choices, Choice{Label: v.days() + ": " + v.Title, Ask: t.d.askMeeting(v)})
	}
}
