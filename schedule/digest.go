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

// digestLines is how many lines stand between headline and sources. With those
// and the footer that makes ten lines, one phone screen (platform rule 15).
const digestLines = 7

// Digest writes the digest of a day from the facts alone: the same input gives
// the same digest in each process. What changed comes first, the most wanted
// before the rest, then how Allies stand where that changed, then what is
// coming. When nothing changed, what is coming is worth one message, two weeks
// before; else nothing is. The second result is the reason for sending nothing,
// or "".
func Digest(d *facts.Dataset, in DigestInput) (bot.Reply, string) {
	if in.Since == "" || in.Since > in.AsOf {
		in.Since = facts.DateOf(in.AsOf.Time().AddDate(0, 0, -7))
	}
	if in.Days == 0 {
		in.Days = max(1, int(in.AsOf.Time().Sub(in.Since.Time()).Hours()/24))
	}
	t := newTeller(d)
	r := bot.Reply{Kind: bot.KindDigest, Public: true, SetUpBy: in.SetUpBy, Footer: in.Schedule, Actions: scheduledActions(in.ID)}
	r.Answer = answer.Answer{Status: answer.Answered, AsOf: in.AsOf, Allies: in.About}
	now, ok := d.Current(in.AsOf)
	if ok {
		r.Edition = now.ID
	}
	was := toldEdition(d, in)
	items := newsOf(t, was, now, in)
	next, near := coming(t, in)
	renewed := now != nil && (was == nil || was.ID != now.ID)
	if len(items) == 0 && !near && in.OnlyChanges {
		return r, "nothing changed since " + in.Since.Long() + ", and this subscription is told of changes only"
	}
	switch {
	case len(items) > 0:
		r.Headline = newsHeadline(items, in.Since)
		var stand []string
		if now != nil && (renewed || len(levels(d, in.Since)) != len(levels(d, in.AsOf))) {
			stand = glance(t, now, in.AsOf, in.About)
		}
		room := digestLines - len(stand)
		if next.say != "" {
			room--
		}
		r.Lines = slices.Concat(shown(t, items, room), stand, t.takeAll([]line{next}, 1))
		r.Chart = chartOf(d, items, renewed, now, in)
	case near:
		r.Headline = t.takeAll([]line{next}, 1)[0]
		if now != nil {
			r.Lines = glance(t, now, in.AsOf, in.About)
		}
	default:
		r.Headline = nothingHeadline(d, in.About, in.Since)
		r.Lines = t.takeAll([]line{next}, 1)
	}
	t.into(&r)
	if len(r.Sources) > 3 { // one line of sources; each line has its own besides
		r.Sources = r.Sources[:3]
	}
	return r, ""
}

// newsIn is what a digest has to tell that is new.
func newsIn(d *facts.Dataset, in DigestInput) []newsItem {
	now, _ := d.Current(in.AsOf)
	return newsOf(newTeller(d), toldEdition(d, in), now, in)
}

// shown are the items for which there is room, and how many others there are.
// What only says more of another goes first.
func shown(t *teller, items []newsItem, room int) []string {
	items = slices.Clone(items)
	for i := len(items) - 1; i >= 0 && len(items) > room; i-- {
		if items[i].n == 0 {
			items = slices.Delete(items, i, i+1)
		}
	}
	var rest []newsItem
	if len(items) > room {
		items, rest = items[:room-1], items[room-1:]
	}
	many := len(items)+len(rest) > 1
	var out []string
	for i, n := 0, 0; i < len(items); i++ {
		say := t.takeAll([]line{items[i].line}, 1)[0]
		if many && items[i].n > 0 {
			n++
			say = numbered(n, say)
		}
		out = append(out, say)
	}
	if len(rest) > 0 {
		n := 0
		for _, it := range rest {
			n += it.n
		}
		out = append(out, othersLine(n, rest))
	}
	return out
}

// chartOf is the picture of what changed: the shares of a new edition, or those
// of the Allies whose plans are new.
func chartOf(d *facts.Dataset, items []newsItem, renewed bool, now *facts.Edition, in DigestInput) *answer.Chart {
	if now == nil {
		return nil
	}
	if renewed {
		return answer.ShareChart(d, now, in.AsOf, in.About)
	}
	var whose []facts.Code
	for _, it := range items {
		if it.kind == newPlan && it.ally != "" && !slices.Contains(whose, it.ally) {
			whose = append(whose, it.ally)
		}
	}
	if len(whose) == 0 || len(whose) > 4 {
		return nil
	}
	return answer.ShareChart(d, now, in.AsOf, whose)
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

// coming names the next meeting that was known by in.AsOf to come within a month,
// with its date and place as they were announced by then and no more. It reports
// whether that is worth a message of its own: once, two weeks before, or in the
// last digest before where that is earlier.
func coming(t *teller, in DigestInput) (line, bool) {
	last := facts.DateOf(in.AsOf.Time().AddDate(0, 1, 0))
	var next *facts.Meeting
	var when facts.Date
	var place string
	for i := range t.d.Meetings {
		m := &t.d.Meetings[i]
		day, where, ok := foreknown(t.d, m, in.AsOf)
		if !ok || len(day) < 7 || day.KnownBy(in.AsOf) || day[:7] > last[:7] || len(day) == 10 && day > last {
			continue
		}
		if next == nil || day < when {
			next, when, place = m, day, where
		}
	}
	if next == nil {
		return line{}, false
	}
	l := tell(t, func(t *teller) string {
		t.meets = append(t.meets, next.ID)
		return sentences(comingLine(next, when, place), t.by(known(t.d, next, in.AsOf), in.AsOf))
	})
	w, first := window{in}, when.First()
	until := facts.DateOf(in.AsOf.Time().AddDate(0, 0, in.Days))
	return l, w.nears(first, eventDays) || first <= until && facts.DateOf(first.Time().AddDate(0, 0, -eventDays)) > in.AsOf
}

// known are the sources that told of a meeting before it was held.
func known(d *facts.Dataset, m *facts.Meeting, asOf facts.Date) []string {
	for _, a := range slices.Backward(m.Announced) {
		if a.On.KnownBy(asOf) {
			return a.Sources
		}
	}
	return d.OutBy(m.Sources, asOf)
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
		{Label: "Snooze 4 weeks", Verb: bot.VerbSnooze, Arg: id + " 4w", Anyone: true},
		{Label: "Settings", Verb: bot.VerbSettings, Arg: id, Anyone: true},
		{Label: "Unsubscribe", Verb: bot.VerbUnsubscribe, Arg: id, Anyone: true},
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
