package answer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
)

// answerCommitment answers for what the Alliance and single Allies undertook:
// all in force, by place, by value, by id, or of an Ally.
func (d *Writer) answerCommitment(q form) Answer {
	t := d.tell(q, CommitmentAsk)
	term := strings.TrimSpace(lexicon.Fold(q.Term))
	if c, ok := d.CommitmentByID(term); ok {
		t.oneCommitment(c)
		return t.Answer
	}
	var nations []facts.Code
	for _, c := range q.Allies {
		if !c.Aggregate() {
			nations = append(nations, c)
		}
	}
	if len(nations) > 0 {
		t.nationsPromised(nations)
		t.budget(nations, q.To)
		if len(nations) == 1 && q.Low > 0 {
			t.boundBy(nations[0], q.Low)
		}
		if term != "" || q.Meeting.Place != "" {
			t.twoReadings(nations[0])
		}
		return t.Answer
	}
	alliance := term == "alliance" || term == "nato" || slices.Contains(q.Allies, facts.NATOTotal)
	if alliance {
		term = ""
	}
	if term == "" {
		term = strings.TrimSpace(lexicon.Fold(q.Meeting.Place))
	}
	t.commitmentList(d.commitmentsOf(q, term, alliance), q, term, alliance)
	return t.Answer
}

// commitmentsOf are the commitments that a question without an Ally asks for.
func (d *Writer) commitmentsOf(q form, term string, alliance bool) []*facts.Commitment {
	all := term == "" && q.Low == 0 && q.Meeting.On == ""
	var list []*facts.Commitment
	for i := range d.Commitments {
		c := &d.Commitments[i]
		switch {
		case !c.Agreed.KnownBy(q.AsOf):
		case term != "" && !says(plain(c.Place+" "+strings.ReplaceAll(c.ID, "-", " ")+" "+c.Name), term):
		case q.Low > 0 && c.Value != q.Low && c.Upper != q.Low:
		case q.Meeting.On != "" && (c.Agreed.First() > q.Meeting.On.Last() || c.Agreed.Last() < q.Meeting.On.First()):
		case (all || alliance) && c.Party != facts.NATOTotal:
		case all && !alliance && !c.InForce(q.AsOf):
		case d.dueThen(q) && c.Due() != q.To:
		default:
			list = append(list, c)
		}
	}
	// A summit is asked for what the Alliance agreed there; that single Allies
	// repeated it stands in their own entries.
	if ofAll := func(c *facts.Commitment) bool { return c.Party == facts.NATOTotal }; term != "" && slices.ContainsFunc(list, ofAll) {
		list = slices.DeleteFunc(list, func(c *facts.Commitment) bool { return !ofAll(c) })
	}
	return list
}

// budget puts before what an Ally undertook the budget that its government
// stated for the year asked for, by its own count.
func (t *telling) budget(nations []facts.Code, year int) {
	if len(nations) != 1 || year == 0 {
		return
	}
	for _, b := range t.d.BudgetsOf(nations[0], t.AsOf) {
		if b.Year != year {
			continue
		}
		t.Lines = append([]string{ownCount + t.by(b.Sources), t.Headline}, t.Lines...)
		t.Headline = statedBudget(b)
		return
	}
}

// dueThen reports whether a year to come is asked for, in which commitments of
// the Alliance that were known by the day fall due: those are meant.
func (d *Writer) dueThen(q form) bool {
	if e, ok := d.Current(q.AsOf); !ok || q.To <= e.ShareYear() {
		return false
	}
	return slices.ContainsFunc(d.Commitments, func(c facts.Commitment) bool {
		return c.Party == facts.NATOTotal && c.Due() == q.To && c.Agreed.KnownBy(q.AsOf)
	})
}

// twoReadings leads with the dispute when an Ally and a summit are asked for
// together: "did spain get an exemption at the hague?".
func (t *telling) twoReadings(n facts.Code) {
	for i := range t.d.Commitments {
		c := &t.d.Commitments[i]
		if c.Party != n || c.Status != "disputed" || !c.Agreed.KnownBy(t.AsOf) {
			continue
		}
		var said []string
		for _, r := range c.Readings {
			if r.Since.KnownBy(t.AsOf) {
				said = append(said, strings.TrimSuffix(r.Text, "."))
			}
		}
		if len(said) > 1 {
			t.Lines = append([]string{t.Headline}, t.Lines...)
			t.Headline = "It is read two ways: " + strings.Join(said, "; ") + "."
		}
	}
}

// boundBy leads with what all Allies agreed at a level, when one Ally is asked
// about it and has promised nothing of its own at it: "did spain agree to 5 %?".
func (t *telling) boundBy(n facts.Code, level float64) {
	a, ok := t.d.Ally(n)
	if !ok {
		return
	}
	disputed := ""
	for i := range t.d.Commitments {
		c := &t.d.Commitments[i]
		if c.Party != n || !c.Agreed.KnownBy(t.AsOf) {
			continue
		}
		if c.Value == level || c.Upper == level {
			return
		}
		if c.Status != "disputed" {
			continue
		}
		var said []string
		for _, r := range c.Readings {
			if r.Since.KnownBy(t.AsOf) {
				said = append(said, strings.TrimSuffix(r.Text, "."))
			}
		}
		if len(said) > 1 {
			disputed = "; it is read two ways: " + strings.Join(said, "; ")
		}
	}
	for _, c := range t.d.InForce(t.AsOf) {
		if c.Of != "gdp" || c.Value != level || a.Joined.Last() > c.Agreed.Last() {
			continue
		}
		if level == 2 {
			disputed = ""
		}
		t.Lines = append([]string{t.Headline}, t.Lines...)
		t.Headline = fmt.Sprintf("All Allies, %s among them, agreed to %s on %s (%s)%s.", withArticle(a.Name), t.level(c), c.Agreed.Long(), strings.TrimSuffix(c.Place, " (Newport)"), disputed)
		return
	}
}

// status is the standing of a commitment on the as-of date.
func (t *telling) status(c *facts.Commitment) string {
	if !c.InForce(t.AsOf) {
		return "superseded " + t.on(c.Superseded)
	}
	return c.Status
}

// undertaking tells one commitment: standing, content, readings.
func (t *telling) undertaking(c *facts.Commitment, party bool) {
	if !slices.Contains(t.Commitments, c.ID) {
		t.Commitments = append(t.Commitments, c.ID)
	}
	head := c.Name
	if party && c.Party != facts.NATOTotal {
		head = t.d.Name(c.Party) + ": " + head
	}
	head = strings.ToUpper(head[:1]) + head[1:]
	var told []string
	switch {
	case c.Deadline == "" || strings.HasPrefix(c.Deadline, "no date"):
	case len(c.Deadline) == 4:
		told = append(told, "due "+c.Deadline)
	default:
		told = append(told, c.Deadline)
	}
	if c.Place != "" {
		told = append(told, c.Place)
	}
	told = append(told, c.Agreed.Long(), t.status(c))
	t.line(head+" ("+strings.Join(told, "; ")+"): ", c.Summary, c.Sources)
}

// readings tells how parties read a commitment, each with its date.
func (t *telling) readings(c *facts.Commitment, only string) {
	for _, r := range c.Readings {
		if r.Since.KnownBy(t.AsOf) && (only == "" || r.Party == only || strings.HasPrefix(r.Party, only+" ") || r.Party == "NATO") {
			t.line("How "+withArticle(r.Party)+" reads it ("+r.Since.Long()+"): ", r.Text, r.Sources)
		}
	}
}

// standing tells how many Allies meet an Alliance commitment by the edition
// current on the as-of date.
func (t *telling) standing(c *facts.Commitment) {
	if c.Party != facts.NATOTotal || c.Of == "" || !c.InForce(t.AsOf) {
		return
	}
	m := facts.ShareOfGDP
	switch {
	case c.ID == "hague-2025-total" || c.ID == "hague-2025-related":
		return // NATO prints no figures for them, as their summaries say
	case c.Of == "defence":
		m = facts.EquipmentShare
	}
	e, ok := t.d.Current(t.AsOf)
	if !ok {
		return
	}
	year := e.LastYear()
	at, below := t.d.Parted(e, m, year, c.Value)
	n := len(at) + len(below)
	if n == 0 {
		t.Lines = append(t.Lines, fmt.Sprintf("The %s is held without figures for it.", labelOf(e)))
		return
	}
	among := ofAlliesText(e, n)
	if 2*n < len(t.d.all(e, facts.ShareOfGDP, year, nil)) {
		among = ofHeldText(n)
	}
	s := fmt.Sprintf("Met in %s by %d of %s (%s)", yearOf(e, year), len(at), among, labelOf(e))
	switch {
	case len(below) == 0:
	case len(below) <= 10:
		s += "; below: " + t.d.Shares(below, t.figure)
	case len(at) <= 10 && len(at) > 0:
		s += ": " + t.d.Shares(at, t.figure)
	}
	t.Edition = e.ID
	t.Lines = append(t.Lines, s+"."+t.by([]string{e.ID}))
	t.derive(fmt.Sprintf("allies_at_or_above_%s_%d", strings.ReplaceAll(c.ID, "-", "_"), year), float64(len(at)), at)
	t.caveatKind(c, e)
}

// caveatKind says when an edition counts something else than a commitment.
func (t *telling) caveatKind(c *facts.Commitment, e *facts.Edition) {
	core := strings.Contains(c.Definition, "core")
	switch {
	case c.Of != "gdp" || strings.HasPrefix(c.Definition, "national"):
	case e.Core() && strings.HasPrefix(c.Definition, "total"):
		t.caveat("The " + labelOf(e) + " counts core defence only; the 2 % was agreed on total defence expenditure.")
	case !e.Core() && core:
		t.caveat("The " + labelOf(e) + " counts total defence expenditure; the 3.5 % is for core defence.")
	}
}

// oneCommitment tells one commitment whole.
func (t *telling) oneCommitment(c *facts.Commitment) {
	t.Canonical = "commitment " + c.ID
	if t.Reading == "" {
		t.Reading = "Commitment: " + c.Name
	}
	if !c.Agreed.KnownBy(t.AsOf) {
		t.Status = Unknown
		t.Headline = fmt.Sprintf("That commitment dates from %s and was not known on %s.", c.Agreed.Long(), t.AsOf.Long())
		t.Next = []Choice{{Label: "Commitments then", Ask: "commitments"}}
		return
	}
	who := "the Alliance"
	if c.Party != facts.NATOTotal {
		who = t.d.Name(c.Party)
		t.Allies = []facts.Code{c.Party}
	}
	t.Headline = fmt.Sprintf("%s of %s, agreed %s: %s.", strings.ToUpper(c.Name[:1])+c.Name[1:], who, t.on(c.Agreed), t.status(c))
	t.undertaking(c, false)
	if c.Definition != "" {
		t.Lines = append(t.Lines, "What counts: "+c.Definition+".")
	}
	t.readings(c, "")
	t.standing(c)
	if c.Party != facts.NATOTotal {
		t.judged(c)
	}
	t.nextCommitments(c.Party)
}

// commitmentList tells several commitments, those in force first.
func (t *telling) commitmentList(list []*facts.Commitment, q form, term string, alliance bool) {
	slices.SortStableFunc(list, func(a, b *facts.Commitment) int {
		rank := func(c *facts.Commitment) int {
			n := 0
			if c.Party != facts.NATOTotal {
				n++
			}
			if !c.InForce(t.AsOf) {
				n += 2
			}
			return n
		}
		return rank(a) - rank(b)
	})
	what := t.whichCommitments(list, q, term)
	if t.Reading == "" {
		t.Reading = "Commitments " + what
	}
	t.Canonical = "commitments"
	switch {
	case term != "":
		t.Canonical = "commitment " + term
	case alliance:
		t.Canonical = "pledge alliance"
	case q.Low > 0:
		t.Canonical = fmt.Sprintf("commitment %s%%", trimZeros(q.Low))
	}
	if len(list) == 0 {
		t.Status = Unknown
		t.Headline = fmt.Sprintf("No commitment %s was known on %s.", what, t.AsOf.Long())
		t.Lines = append(t.Lines, "The Alliance's were agreed in 2006, in Wales (2014), Vilnius (2023), The Hague (2025) and Ankara (2026). Ask for one of them, or for an Ally: commitment lithuania.")
		if t.AsOf < "2026-07-08" {
			t.Lines = t.Lines[:0]
		}
		t.Choices = []Choice{{Label: "All in force", Ask: "commitments"}}
		return
	}
	inForce, levels := t.inForce(list)
	t.Headline = fmt.Sprintf("%s %s in force on %s", count(inForce, "commitment"), what, t.AsOf.Long())
	if inForce == 1 {
		t.Headline = fmt.Sprintf("One commitment %s is in force on %s", what, t.AsOf.Long())
	} else {
		t.Headline = strings.Replace(t.Headline, " in force", " are in force", 1)
	}
	if len(levels) > 0 {
		t.Headline += ": " + strings.Join(levels, "; ")
	}
	t.Headline += "."
	for _, c := range list {
		t.undertaking(c, true)
		if len(list) <= 12 && !(c.ID == "vilnius-2023-2pct" && slices.ContainsFunc(list, func(o *facts.Commitment) bool { return o.ID == "wales-2014-2pct" })) {
			t.standing(c)
		}
		if term != "" || alliance {
			t.readings(c, "")
		}
	}
	t.nextCommitments(facts.NATOTotal)
}

// whichCommitments says of which commitments a list is.
func (t *telling) whichCommitments(list []*facts.Commitment, q form, term string) string {
	switch {
	case strings.HasSuffix(term, "hague"):
		return "agreed at The Hague"
	case term != "":
		name := strings.ToUpper(term[:1]) + term[1:]
		if slices.ContainsFunc(list, func(c *facts.Commitment) bool { return says(plain(c.Place), term) }) {
			return "agreed in " + name
		}
		return "found for " + name
	case q.Low > 0:
		return fmt.Sprintf("at %s %%", trimZeros(q.Low))
	case q.Meeting.On != "":
		return "agreed " + t.on(q.Meeting.On)
	}
	return "of the Alliance"
}

// inForce counts the commitments of a list that are in force, and names the
// levels of the Alliance's, so that the headline alone answers.
func (t *telling) inForce(list []*facts.Commitment) (n int, levels []string) {
	for _, c := range list {
		if !c.InForce(t.AsOf) {
			continue
		}
		n++
		if c.Party == facts.NATOTotal && c.Of != "" {
			if l := t.level(c); !slices.Contains(levels, l) {
				levels = append(levels, l)
			}
		}
	}
	return n, levels
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func trimZeros(v float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", v), "0"), ".")
}

// level says a commitment in a few words: "5 % of GDP by 2035".
func (t *telling) level(c *facts.Commitment) string {
	of := " of GDP"
	if c.Of == "defence" {
		of = " of defence expenditure for major equipment"
	}
	s := c.Level() + of
	switch {
	case c.ID == "wales-2014-2pct" || c.ID == "vilnius-2023-2pct":
		return "2 % of GDP"
	case c.ID == "hague-2025-core":
		s += " for core defence"
	case c.ID == "hague-2025-related":
		s = "up to " + s + " for related spending"
	}
	if c.Due() > t.AsOf.Year() {
		s += " by " + c.Deadline
	}
	return s
}

// nationsPromised tells what Allies undertook by themselves, how it stands,
// how they and NATO read what binds all, and the Alliance's commitments.
func (t *telling) nationsPromised(nations []facts.Code) {
	d := t.d
	t.Allies = nations
	var names []string
	for _, n := range nations {
		names = append(names, d.Name(n))
	}
	t.Canonical = "commitment " + strings.ToLower(strings.Join(names, " "))
	if t.Reading == "" {
		t.Reading = "Commitments of " + strings.Join(names, ", ")
	}
	for k, n := range nations {
		a, _ := d.Ally(n)
		var own []*facts.Commitment
		for i := range d.Commitments {
			if c := &d.Commitments[i]; c.Party == n && c.Agreed.KnownBy(t.AsOf) {
				own = append(own, c)
			}
		}
		head := fmt.Sprintf("We hold no national promise of %s from a good enough source", withArticle(d.Name(n)))
		if len(own) > 0 {
			var said []string
			for _, c := range own {
				said = append(said, c.Name)
			}
			head = fmt.Sprintf("%s: %s", d.Name(n), strings.Join(said, "; "))
		}
		if f, e, ok := t.newest(n); ok {
			t.figure(f)
			t.Edition = e.ID
			head += fmt.Sprintf(". Newest figure: %s %% of GDP in %s, %s", f.Number(), yearOf(e, f.Year), labelOf(e))
		} else if a != nil && !a.Forces {
			head += ". " + a.Name + " has no armed forces and no figure"
		}
		if k == 0 {
			t.Headline = head + "."
		} else {
			t.Lines = append(t.Lines, head+".")
		}
		for _, c := range own {
			t.undertaking(c, len(nations) > 1)
			t.judged(c)
			t.readings(c, "")
		}
	}
	t.asAlly(nations)
	t.nextCommitments(nations[0])
}

// asAlly tells in short what binds an Ally as a member, where it stands
// towards that, and how it reads it.
func (t *telling) asAlly(nations []facts.Code) {
	var levels []string
	var from []string
	for _, c := range t.d.InForce(t.AsOf) {
		if c.Of == "" {
			continue
		}
		if !slices.Contains(t.Commitments, c.ID) {
			t.Commitments = append(t.Commitments, c.ID)
		}
		from = append(from, c.Sources[0])
		if c.ID == "wales-2014-2pct" && c.InForce(t.AsOf) {
			if f, ok := t.d.Floor(t.AsOf); ok && f.Name == "2 % floor" {
				continue // Vilnius says the same, and more
			}
		}
		levels = append(levels, fmt.Sprintf("%s (%s, %d)", t.level(c), strings.TrimSuffix(c.Place, " (Newport)"), c.Agreed.Year()))
	}
	if len(levels) == 0 {
		return
	}
	t.Lines = append(t.Lines, "As a member of the Alliance also: "+strings.Join(levels, "; ")+"."+t.by(from))
	for _, n := range nations {
		if f, e, ok := t.newest(n); ok {
			t.against(f, e)
		}
		own := slices.ContainsFunc(t.d.Commitments, func(o facts.Commitment) bool { return o.Party == n && len(o.Readings) > 0 })
		for _, id := range []string{"hague-2025-total", "hague-2025-core"} {
			c, ok := t.d.CommitmentInForce(id, t.AsOf)
			if !ok || own && id == "hague-2025-core" {
				continue
			}
			for _, r := range c.Readings {
				if r.Party == t.d.Name(n) && r.Since.KnownBy(t.AsOf) {
					t.line("How "+withArticle(r.Party)+" reads The Hague ("+r.Since.Long()+"): ", r.Text, r.Sources)
				}
			}
		}
	}
}

// against sets the newest share beside the 2 % line and the core goal.
func (t *telling) against(f facts.Figure, e *facts.Edition) {
	var parts []string
	for _, get := range []func(facts.Date) (*facts.Commitment, bool){t.d.Floor, t.d.CoreGoal} {
		c, ok := get(t.AsOf)
		if !ok {
			continue
		}
		t.caveatKind(c, e)
		gap := facts.Round(f.Value-c.Value, 2)
		name := c.Name
		if c.ID == "hague-2025-core" {
			name = "3.5 % core commitment for 2035"
		}
		if gap < 0 {
			parts = append(parts, fmt.Sprintf("%s points under the %s", facts.FormatNumber(-gap, 2), name))
			t.derive("gap_to_"+strings.ReplaceAll(c.ID, "-", "_")+"_points", -gap, []facts.Figure{f})
		} else {
			parts = append(parts, "at or above the "+name)
		}
	}
	if len(parts) > 0 {
		t.Lines = append(t.Lines, fmt.Sprintf("%s with %s %% in %s is %s (%s).", t.d.Name(f.Ally), f.Number(), yearOf(e, f.Year), strings.Join(parts, " and "), labelOf(e)))
	}
}

// withArticle writes a party inside a sentence.
func withArticle(party string) string {
	switch party {
	case "United States", "United Kingdom", "Netherlands":
		return "the " + party
	}
	return party
}

// newest is the newest share of GDP of an Ally on the as-of date.
func (t *telling) newest(n facts.Code) (facts.Figure, *facts.Edition, bool) {
	e, ok := t.d.Current(t.AsOf)
	if !ok {
		return facts.Figure{}, nil, false
	}
	for i := len(e.Years) - 1; i >= 0; i-- {
		if f, ok := e.Figure(n, facts.ShareOfGDP, e.Years[i]); ok {
			return f, e, true
		}
	}
	return facts.Figure{}, nil, false
}

// judged sets a nation's commitment beside the printed figure of the year it
// is due, or the newest one while it is not due.
func (t *telling) judged(c *facts.Commitment) {
	if c.Of != "gdp" || c.Status == "disputed" {
		return
	}
	if strings.Contains(c.Definition, "related spending") {
		return // NATO prints no figure for core and related together
	}
	f, e, ok := t.newest(c.Party)
	if !ok {
		return
	}
	due := c.Due()
	late := strings.HasPrefix(c.Deadline, "every year from ")
	if due > 0 && due <= f.Year && !late {
		g, ok := e.Figure(c.Party, facts.ShareOfGDP, due)
		if !ok {
			t.Lines = append(t.Lines, fmt.Sprintf("The %s has no figure for %d.", labelOf(e), due))
			return
		}
		f = g
	}
	t.figure(f)
	gap := facts.Round(f.Value-c.Value, 2)
	year := strconv.Itoa(f.Year)
	if f.Estimate {
		year += ", an estimate"
	}
	s := fmt.Sprintf("NATO's figure for %s, in the %s, is %s %%: ", year, labelOf(e), f.Number())
	national := strings.HasPrefix(c.Definition, "national")
	open := due > f.Year || due == 0 && gap < 0
	switch {
	case gap >= 0 && open:
		s += "already there"
	case gap >= 0:
		s += "met"
	case open:
		s += facts.FormatNumber(-gap, 2) + " points to go"
	case national:
		s += facts.FormatNumber(-gap, 2) + " points less than promised, but by another definition"
	default:
		s += "missed by " + facts.FormatNumber(-gap, 2) + " points"
	}
	if open && due > 0 {
		s += fmt.Sprintf("; due in %d", due)
	}
	t.Lines = append(t.Lines, s+".")
	if gap < 0 {
		t.derive(fmt.Sprintf("gap_to_%s_points", underlined.Replace(c.ID)), -gap, []facts.Figure{f})
	}
	if national {
		t.caveat("National promises are counted in national terms; NATO's figure has its own definition.")
	} else {
		t.caveatKind(c, e)
	}
}

// underlined is an id as a part of a derived number's name.
var underlined = strings.NewReplacer("-", "_", ".", "_")

func (t *telling) nextCommitments(party facts.Code) {
	if party == facts.NATOTotal {
		t.Next = []Choice{{Label: "Who is below 2 %?", Ask: "below 2%"}, {Label: "The Hague", Ask: "commitment hague"}, {Label: "Is it binding?", Ask: "is the 2 % legally binding"}}
		return
	}
	name := strings.ToLower(t.d.Name(party))
	if a, ok := t.d.Ally(party); ok && !a.Forces {
		t.Next = []Choice{{Label: "Why is " + a.Name + " missing?", Ask: "why is " + name + " missing"}, {Label: "The Alliance", Ask: "commitments"}}
		return
	}
	t.Next = []Choice{{Label: t.d.Name(party), Ask: name}, {Label: "Gap to 3.5 %", Ask: "gap " + name + " 3.5%"}, {Label: "The Alliance", Ask: "commitments"}}
}
