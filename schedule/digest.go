package schedule

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
)

// DigestInput says what a digest is about and for whom.
type DigestInput struct {
	AsOf        facts.Date   // the day of the digest; nothing later is in it
	Since       facts.Date   // the day of the last one: what changed is what came after it
	Told        string       // id of the edition that the channel was last told of; "" the one current on Since
	About       []facts.Code // empty: all Allies
	OnlyChanges bool         // nothing changed is not worth a message
	Days        int          // between two runs, about: 1 daily, 7 weekly, 28 monthly; 0: from Since to AsOf
	ID          string       // of the subscription, carried by the buttons; "" no buttons
	SetUpBy     string       // user id
	Schedule    string       // in local words: "Mondays 09:00 Europe/Madrid"
}

// newsLines is how many lines of a digest may tell what changed. With the
// headline, the glance, what is coming, sources and footer that makes ten
// lines, one phone screen (platform rule 15).
const newsLines = 4

// Digest writes the digest of a day from the facts alone: the same input gives
// the same digest in each process. What changed comes first, then compliance at
// a glance, then what is coming. When nothing changed, it is one line and a
// close look. The second result is the reason for sending nothing, or "".
func Digest(d *facts.Dataset, in DigestInput) (bot.Reply, string) {
	if in.Since == "" || in.Since > in.AsOf {
		in.Since = facts.DateOf(in.AsOf.Time().AddDate(0, 0, -7))
	}
	if in.Days == 0 {
		in.Days = max(1, int(in.AsOf.Time().Sub(in.Since.Time()).Hours()/24))
	}
	t := newTeller(d)
	r := bot.Reply{Kind: "digest", Public: true, SetUpBy: in.SetUpBy, Footer: in.Schedule, Actions: scheduledActions(in.ID)}
	r.Answer = answer.Answer{Status: answer.Answered, AsOf: in.AsOf, Allies: in.About}
	now, ok := d.Current(in.AsOf)
	if ok {
		r.Edition = now.ID
	}
	was := toldEdition(d, in)
	n := news(t, was, now, in)
	if n.total == 0 {
		if in.OnlyChanges {
			return r, "nothing changed since " + in.Since.Long() + ", and this subscription is told of changes only"
		}
		r.Headline = "Nothing new in allied defence spending since " + in.Since.Long() + "."
		if len(in.About) > 0 {
			r.Headline = fmt.Sprintf("Nothing new about %s since %s.", names(d, in.About, 3), in.Since.Long())
		}
		if look, lt := closeLook(d, now, in.AsOf, in.About, in.Days); look != "" {
			r.Lines = append(r.Lines, "Close look: "+look)
			lt.into(&r.Answer)
		}
		if next := coming(t, in.AsOf); next != "" {
			r.Lines = append(r.Lines, next)
			r.Meetings = append(r.Meetings, t.meets...)
		}
		return r, ""
	}
	r.Headline = fmt.Sprintf("Allied defence spending: %s since %s.", plural(n.total, "change", "changes"), in.Since.Long())
	r.Lines = append(r.Lines, n.lines...)
	if now != nil {
		r.Lines = append(r.Lines, glance(t, now, in.AsOf, in.About)...)
		if n.edition {
			r.Chart = answer.ShareChart(d, now, in.AsOf, in.About)
		}
	}
	if next := coming(t, in.AsOf); next != "" {
		r.Lines = append(r.Lines, next)
	}
	t.into(&r.Answer)
	if len(r.Sources) > 3 { // one line of sources; the rest stands under Evidence
		r.Sources = r.Sources[:3]
	}
	return r, ""
}

// toldEdition is the edition that the channel knows.
func toldEdition(d *facts.Dataset, in DigestInput) *facts.Edition {
	if e, ok := d.Edition(in.Told); ok && e.Published.KnownBy(in.AsOf) {
		return e
	}
	if e, ok := d.Current(in.Since); ok {
		return e
	}
	return nil
}

// told is what changed, ready to be read.
type told struct {
	lines   []string
	total   int  // how many things changed, shown or not
	edition bool // figures changed
}

// news collects what changed after in.Since, up to and including in.AsOf, and
// takes the lines for which there is room.
func news(t *teller, was, now *facts.Edition, in DigestInput) told {
	var out told
	d := t.d
	if now != nil && (was == nil || was.ID != now.ID) {
		b := editionNews(d, was, now, in.About, in.AsOf)
		out.edition, out.total = true, b.total
		out.lines = t.takeAll(b.lines(), newsLines)
	}
	// What is dated by its year alone is news on no day.
	within := func(day facts.Date) bool { return len(day) > 4 && day.KnownBy(in.AsOf) && !day.KnownBy(in.Since) }
	var more, undertaken, met []line
	for _, e := range d.Editions {
		if within(e.Published) && (now == nil || e.ID != now.ID) && (was == nil || e.ID != was.ID) {
			more = append(more, tell(d, func(t *teller) string {
				t.citeEdition(e, "")
				return fmt.Sprintf("Published %s: %s, %s.", e.Published.Long(), e.Publisher, e.Title)
			}))
		}
	}
	for i := range d.Commitments {
		c := &d.Commitments[i]
		switch {
		case !concerns(in.About, c.Party):
		case within(c.Agreed):
			undertaken = append(undertaken, tell(d, func(t *teller) string { return commitmentLine(t, c) }))
		case c.Superseded != "" && within(c.Superseded):
			undertaken = append(undertaken, tell(d, func(t *teller) string {
				t.commits = append(t.commits, c.ID)
				return fmt.Sprintf("Superseded on %s: %s.", c.Superseded.Long(), strings.TrimSuffix(c.Name, "."))
			}))
		}
	}
	for i := range d.Meetings {
		if m := &d.Meetings[i]; within(heldBy(m)) && !toldOtherwise(d, m) {
			met = append(met, tell(d, func(t *teller) string { return meetingLine(t, m) }))
		}
	}
	for len(undertaken)+len(met) > 0 { // by turns, so that neither crowds the other out
		if len(undertaken) > 0 {
			more, undertaken = append(more, undertaken[0]), undertaken[1:]
		}
		if len(met) > 0 {
			more, met = append(more, met[0]), met[1:]
		}
	}
	out.total += len(more)
	room := max(newsLines-len(out.lines), 1)
	if len(more) > room {
		out.lines = append(out.lines, t.takeAll(more, room-1)...)
		out.lines = append(out.lines, fmt.Sprintf("And %s; type: meetings, or commitments.", plural(len(more)-room+1, "other", "others")))
		return out
	}
	out.lines = append(out.lines, t.takeAll(more, room)...)
	return out
}

// toldOtherwise reports whether a digest tells of a meeting's matter in another
// line: the publication of an edition, or the statement of a commitment.
func toldOtherwise(d *facts.Dataset, m *facts.Meeting) bool {
	switch m.Kind {
	case "publication":
		return slices.ContainsFunc(d.Editions, func(e *facts.Edition) bool { return e.Published == m.Start })
	case "statement":
		return slices.ContainsFunc(d.Commitments, func(c facts.Commitment) bool {
			return c.Agreed == m.Start && !c.Party.Aggregate() && strings.Contains(m.Title, d.Name(c.Party))
		})
	}
	return false
}

// commitmentLine says who undertook what, and when.
func commitmentLine(t *teller, c *facts.Commitment) string {
	t.commits = append(t.commits, c.ID)
	t.cite(c.Sources, 1)
	who := "The Alliance"
	if !c.Party.Aggregate() {
		who = capital(inName(t.d, c.Party))
	}
	return fmt.Sprintf("%s, %s: %s", who, c.Agreed.Long(), ended(c.Summary))
}

// meetingLine says what a meeting that was held came to.
func meetingLine(t *teller, m *facts.Meeting) string {
	t.meets = append(t.meets, m.ID)
	t.cite(m.Sources, 1)
	say := fmt.Sprintf("%s, %s", m.Title, m.Start.Long())
	switch {
	case len(m.Outcomes) > 0:
		say += ": " + m.Outcomes[0]
	case len(m.Facts) > 0:
		say += ": " + m.Facts[0].Text
	}
	return ended(say)
}

// Levels by which Allies are judged, in per cent of GDP. The values are those
// of the commitments of 2014 (kept as a floor since 2023) and 2025; the data
// say from when each was known.
const (
	floorLevel = 2.0
	coreLevel  = 3.5
	nearLevel  = 0.05 // points: who is just below or above
)

// levels are those known by asOf; without one in the data, the floor alone.
func levels(d *facts.Dataset, asOf facts.Date) []answer.Level {
	out := []answer.Level{{Value: floorLevel, Label: "2 % floor"}}
	for i := range d.Commitments {
		if c := &d.Commitments[i]; c.Party.Aggregate() && c.Of == "gdp" && c.Value == coreLevel && c.Agreed.KnownBy(asOf) {
			return append(out, answer.Level{Value: coreLevel, Label: "3.5 % core"})
		}
	}
	return out
}

// glance says in at most three lines how Allies stand: counts, who is nearest
// the floor, and the distance of the Allies asked for.
func glance(t *teller, e *facts.Edition, asOf facts.Date, about []facts.Code) []string {
	y := e.ShareYear()
	var all []facts.Figure
	var lacking []string
	for _, a := range t.d.Allies {
		f, ok := e.Figure(a.Code, facts.ShareOfGDP, y)
		switch {
		case ok && a.Forces:
			all = append(all, f)
		case a.Forces && a.Joined.KnownBy(e.Published):
			lacking = append(lacking, inName(t.d, a.Code))
		}
	}
	if len(all) == 0 {
		return nil
	}
	when := fmt.Sprint(y)
	if all[0].Estimate {
		when += ", estimates"
	}
	var counts []string
	ls := levels(t.d, asOf)
	for i, l := range ls {
		n := 0
		for _, f := range all {
			if f.Value >= l.Value {
				n++
			}
		}
		t.derive(fmt.Sprintf("allies_at_%s_pct", level(l.Value)), float64(n))
		of := fmt.Sprintf(" of %d", len(all))
		who := " Allies at "
		more := " or more"
		if i > 0 {
			who, more, of = " at ", "", ""
		}
		counts = append(counts, fmt.Sprintf("%d%s%s%s %%%s", n, of, who, level(l.Value), more))
	}
	if e.Core() {
		when = "core defence, " + when
	}
	if len(lacking) > 0 {
		counts = append(counts, "no figure for "+list(lacking, 3))
	}
	out := []string{fmt.Sprintf("At a glance (%s): %s.", when, strings.Join(counts, ", "))}
	if near := nearest(t, all); near != "" {
		out[0] += " " + near
	}
	return append(out, distances(t, e, y, ls, about)...)
}

// nearest names who is within nearLevel of the floor on either side, or who is
// the closest below.
func nearest(t *teller, all []facts.Figure) string {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b facts.Figure) int { return cmp.Compare(a.Value, b.Value) })
	var below, above []facts.Figure
	for _, f := range all {
		switch {
		case f.Value < floorLevel:
			below = append(below, f)
		case facts.Round(f.Value-floorLevel, 2) <= nearLevel:
			above = append(above, f)
		}
	}
	say := func(fs []facts.Figure, most int) string {
		var parts []string
		for _, f := range fs[:min(len(fs), most)] {
			parts = append(parts, t.d.Name(f.Ally)+" "+t.pct(f))
		}
		s := strings.Join(parts, ", ")
		if n := len(fs) - most; n > 0 {
			s += fmt.Sprintf(" and %d more", n)
		}
		return s
	}
	var parts []string
	if len(below) > 0 {
		slices.Reverse(below) // the closest first
		parts = append(parts, "Below: "+say(below, 2)+".")
	}
	if len(above) > 0 {
		parts = append(parts, "Just at or above: "+say(above, 3)+".")
	}
	return strings.Join(parts, " ")
}

// distances says where the Allies asked for stand: a line each for two, one
// line for more.
func distances(t *teller, e *facts.Edition, y int, ls []answer.Level, about []facts.Code) []string {
	var out []string
	for _, c := range about {
		f, ok := e.Figure(c, facts.ShareOfGDP, y)
		if !ok {
			if a, known := t.d.Ally(c); known && !a.Forces {
				out = append(out, capital(inName(t.d, c))+" has no armed forces and no figure of its own.")
			} else {
				say := fmt.Sprintf("%s: no share of GDP for %d in this edition", capital(inName(t.d, c)), y)
				if f, ok := newest(e, c, facts.ShareOfGDP); ok {
					say += fmt.Sprintf("; %s in %s", t.pct(f), inYear(f))
				}
				out = append(out, say+".")
			}
			continue
		}
		var parts []string
		for _, l := range ls {
			gap := points(f.Value, l.Value)
			t.derive("points_to_"+level(l.Value)+"_pct", facts.Round(f.Value-l.Value, 2), t.note(f))
			switch {
			case gap == 0:
				parts = append(parts, fmt.Sprintf("exactly at %s %%", level(l.Value)))
			case f.Value > l.Value:
				parts = append(parts, fmt.Sprintf("%.2f points above %s %%", gap, level(l.Value)))
			default:
				parts = append(parts, fmt.Sprintf("%.2f points below %s %%", gap, level(l.Value)))
			}
		}
		out = append(out, fmt.Sprintf("%s: %s (%s), %s.", capital(inName(t.d, c)), t.pct(f), yearOf(f), strings.Join(parts, ", ")))
	}
	if len(out) > 2 {
		return yours(t, e, y, ls, about)
	}
	return out
}

// yours says in one line how far many Allies are from each level.
func yours(t *teller, e *facts.Edition, y int, ls []answer.Level, about []facts.Code) []string {
	var short, from []string
	when := fmt.Sprint(y)
	for _, l := range ls {
		from = append(from, level(l.Value)+" %")
	}
	for _, c := range about {
		f, ok := e.Figure(c, facts.ShareOfGDP, y)
		if !ok {
			continue
		}
		if f.Estimate {
			when = fmt.Sprintf("%d, estimates", y)
		}
		var gaps []string
		for _, l := range ls {
			gaps = append(gaps, signed(facts.Round(f.Value-l.Value, 2)))
		}
		short = append(short, fmt.Sprintf("%s %s (%s)", t.d.Name(c), t.pct(f), strings.Join(gaps, ", ")))
	}
	if len(short) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("Yours (%s; in brackets the points from %s): %s.", when, list(from, 0), list(short, 6))}
}

// signed writes a distance in points with its sign: "+1.10", "−1.50", "0.00".
func signed(v float64) string {
	switch {
	case v > 0:
		return fmt.Sprintf("+%.2f", v)
	case v < 0:
		return fmt.Sprintf("−%.2f", -v)
	}
	return "0.00"
}

// coming names the next meeting that was known by asOf to come within two
// months, with its date and place as they were announced by then and no more.
func coming(t *teller, asOf facts.Date) string {
	last := facts.DateOf(asOf.Time().AddDate(0, 2, 0))
	var next *facts.Meeting
	var when facts.Date
	var place string
	for i := range t.d.Meetings {
		m := &t.d.Meetings[i]
		day, where, ok := foreknown(t.d, m, asOf)
		if !ok || len(day) < 7 || day.KnownBy(asOf) || day[:7] > last[:7] || len(day) == 10 && day > last {
			continue
		}
		if next == nil || day < when {
			next, when, place = m, day, where
		}
	}
	if next == nil {
		return ""
	}
	t.meets = append(t.meets, next.ID)
	return fmt.Sprintf("Coming: %s, %s%s.", next.Title, when.Long(), at(place))
}

// announced reports whether the day of a meeting was known on day asOf.
func announced(d *facts.Dataset, m *facts.Meeting, asOf facts.Date) bool {
	when, _, ok := foreknown(d, m, asOf)
	return ok && when == m.Start
}

// foreknown is the date and place that were known of a meeting on day asOf: as
// it was announced; or as it is held, where nothing is held of what came out of
// it, or it is a summit or a meeting of ministers and one of its sources was out
// before. Nothing else may leak from the future.
func foreknown(d *facts.Dataset, m *facts.Meeting, asOf facts.Date) (when facts.Date, place string, ok bool) {
	for _, a := range slices.Backward(m.Announced) {
		if a.On.KnownBy(asOf) {
			return a.When, a.Place, true
		}
	}
	if len(m.Announced) > 0 || len(m.Start) < 10 {
		return "", "", false
	}
	known := len(m.Outcomes) == 0 && len(m.Facts) == 0 ||
		(m.Kind == "summit" || m.Kind == "ministerial") && slices.ContainsFunc(m.Sources, func(id string) bool { return d.Sources[id].Published.KnownBy(asOf) })
	return m.Start, m.Place, known
}

// scheduledActions stand on every scheduled message. Anyone may press them;
// what they may do is asked when they are pressed.
func scheduledActions(id string) []bot.Action {
	if id == "" {
		return nil
	}
	return []bot.Action{
		{Label: "Snooze 4 weeks", Verb: "snooze", Arg: id + " 4w", Anyone: true},
		{Label: "Settings", Verb: "settings", Arg: id, Anyone: true},
		{Label: "Unsubscribe", Verb: "unsubscribe", Arg: id, Anyone: true},
	}
}

// concerns reports whether what regards c is asked for; the Alliance always is.
func concerns(about []facts.Code, c facts.Code) bool {
	return len(about) == 0 || c.Aggregate() || slices.Contains(about, c)
}

func names(d *facts.Dataset, cs []facts.Code, most int) string {
	var out []string
	for _, c := range cs {
		out = append(out, inName(d, c))
	}
	return list(out, most)
}

// ended closes a sentence that the data may leave open.
func ended(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

func at(place string) string {
	if place == "" {
		return ""
	}
	return ", " + place
}

// level writes a threshold as it is spoken of: "2", "3.5".
func level(v float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0") }

// heldBy is the day by which a meeting is over.
func heldBy(m *facts.Meeting) facts.Date {
	if m.End != "" {
		return m.End
	}
	return m.Start
}
