package facts

import (
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"
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

// verdictRank orders verdicts: what needs correcting comes first.
var verdictRank = map[Verdict]int{Contradicted: 1, Imprecise: 2, Outdated: 3, Supported: 4, NotCheckable: 5}

func (r *row) verdict(col string) Verdict {
	v := Verdict(r.get(col))
	if _, ok := verdictRank[v]; v != "" && !ok {
		r.fail("%s: %q is no verdict", col, v)
	}
	return v
}

// knownBy reports whether a statement had been made, and reported, by a day.
func (s *Statement) knownBy(d *Dataset, asOf Date) bool {
	return s.Date.KnownBy(asOf) && len(d.out(s.Sources, asOf)) > 0
}

var verdictWords = map[Verdict]string{Contradicted: "Contradicted", Imprecise: "Imprecise", Outdated: "Outdated", Supported: "Supported", NotCheckable: "Not checkable"}

// statement tells one claim with its assessment as of its own day, and as of
// the day of curation when the asker's day is not before that.
func (t *telling) statement(s *Statement, dated bool) {
	claim := strings.TrimSuffix(s.Claim, ".")
	if s.Quote != "" && !strings.Contains(claim, s.Quote) {
		claim += " (\"" + s.Quote + "\")"
	}
	from := s.Sources
	switch {
	case dated:
		claim = s.Speaker + ", " + s.Date.Long() + ": " + claim
	case s.Origin != "seed" || s.Speaker == "Donald Trump":
		claim = s.Speaker + ": " + claim
	}
	if s.Origin == "seed" && !dated && len(from) > 1 {
		t.by(from[:1]) // the article itself; the heading names it
		from = from[1:]
	}
	then, _ := t.d.fill(s.ThenWhy, t)
	text := verdictWords[s.Then] + ": " + claim + ". " + then + t.by(from)
	if s.Curated.KnownBy(t.AsOf) && s.NowWhy != "" {
		now, _ := t.d.fill(s.NowWhy, t)
		later := ""
		if s.Now != s.Then {
			later = " " + strings.ToLower(verdictWords[s.Now])
		}
		text += " As of " + s.Curated.Long() + later + ": " + now + t.by(s.NowFrom)
	}
	if s.Wording != "" {
		text += " Better: " + s.Wording
	}
	t.Lines = append(t.Lines, text)
}

// answerStatement answers for curated claims by speaker, topic, Ally and date:
// "claims rutte", "what did trump say about 5%".
func (d *Dataset) answerStatement(q Question) Answer {
	t := d.tell(q, ClaimCheck)
	const most = 8
	topic := q.Meeting.Topic
	speaker := q.Speaker
	if speaker == "" && len(q.Meeting.People) > 0 {
		speaker = q.Meeting.People[0]
	}
	var made, list []*Statement
	for i := range d.Statements {
		s := &d.Statements[i]
		if !s.knownBy(d, q.AsOf) {
			continue
		}
		if speaker != "" && !says(plain(s.Speaker+" "+s.Role), speaker) {
			continue
		}
		made = append(made, s)
		if topic != "" && !says(plain(s.Claim+" "+s.Quote+" "+s.Quantity+"%"), topic) {
			continue
		}
		if on := q.Meeting.On; on != "" && (s.Date.First() > on.Last() || s.Date.Last() < on.First()) {
			continue
		}
		if len(q.Allies) > 0 && !slices.ContainsFunc(q.Allies, func(c Code) bool {
			return slices.Contains(s.Allies, c) || strings.Contains(s.Claim, d.Name(c))
		}) {
			continue
		}
		list = append(list, s)
	}
	newest := func(l []*Statement) {
		sort.SliceStable(l, func(i, j int) bool { return l[i].Date.Last() > l[j].Date.Last() })
	}
	newest(list)
	newest(made)
	name := "the speakers we follow"
	if speaker != "" {
		name = d.surname(speaker)
	}
	about := ""
	if topic != "" {
		about = " about " + strings.ReplaceAll(topic, "%", " %")
	}
	if len(q.Allies) > 0 {
		about += " on " + d.Name(q.Allies[0])
	}
	if q.Meeting.On != "" {
		about += " " + t.on(q.Meeting.On)
	}
	t.Canonical = strings.Join(strings.Fields("claims "+strings.ToLower(speaker)+" "+topic), " ")
	for _, c := range q.Allies {
		t.Canonical += " " + strings.ToLower(d.Name(c))
	}
	if t.Reading == "" {
		t.Reading = "Statements by " + name + about
	}
	switch {
	case len(list) == 0 && len(made) == 0:
		t.Status = Unknown
		t.Headline = fmt.Sprintf("We hold no statement by %s as of %s.", name, q.AsOf.Long())
		t.Lines = append(t.Lines, "We hold statements by "+d.speakers(q.AsOf)+".")
		t.Choices = []Choice{{"Rutte", "claims rutte"}, {"Trump", "claims trump"}, {"Hegseth", "claims hegseth"}}
		return t.Answer
	case len(list) == 0:
		t.Status = Unknown
		t.Headline = fmt.Sprintf("We hold no statement by %s%s as of %s.", name, about, q.AsOf.Long())
		t.Lines = append(t.Lines, fmt.Sprintf("There are %d others; the newest:", len(made)))
		t.statement(made[0], true)
		t.Choices = []Choice{{"All by " + name, strings.TrimSpace("claims " + strings.ToLower(speaker))}}
		return t.Answer
	case len(list) == 1:
		t.Headline = fmt.Sprintf("One statement by %s%s is on file as of %s.", name, about, q.AsOf.Long())
	default:
		t.Headline = fmt.Sprintf("%d statements by %s%s are on file as of %s, newest first.", len(list), name, about, q.AsOf.Long())
	}
	for i, s := range list {
		if i == most {
			t.Lines = append(t.Lines, fmt.Sprintf("%d older ones are not shown. Add a topic or a month: claims %s 5%%, claims %s june 2025.", len(list)-most, strings.ToLower(name), strings.ToLower(name)))
			break
		}
		t.statement(s, true)
		if s.Meeting != "" && !slices.Contains(t.Meetings, s.Meeting) {
			if v := slices.IndexFunc(d.known(q.AsOf), func(v view) bool { return v.held && v.ID == s.Meeting }); v >= 0 {
				t.Meetings = append(t.Meetings, s.Meeting)
				if len(t.Next) < 2 {
					m := d.known(q.AsOf)[v]
					t.Next = append(t.Next, Choice{m.Title, d.askMeeting(m)})
				}
			}
		}
		for _, c := range s.Allies {
			if !slices.Contains(t.Allies, c) {
				t.Allies = append(t.Allies, c)
			}
		}
	}
	t.Next = append(t.Next, Choice{"Commitments", "commitments"})
	return t.Answer
}

// speakers lists the surnames of those whose statements were known by a day,
// the most quoted first.
func (d *Dataset) speakers(asOf Date) string {
	n := map[string]int{}
	var names []string
	for i := range d.Statements {
		s := &d.Statements[i]
		if s.Origin == "seed" && s.Speaker != "Donald Trump" || !s.knownBy(d, asOf) {
			continue
		}
		if n[s.Speaker]++; n[s.Speaker] == 1 {
			names = append(names, s.Speaker)
		}
	}
	sort.SliceStable(names, func(i, j int) bool { return n[names[i]] > n[names[j]] })
	if len(names) == 0 {
		return "nobody yet"
	}
	if len(names) > 8 {
		names = names[:8]
	}
	return strings.Join(names, ", ")
}
