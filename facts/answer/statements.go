package answer

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"natobot/facts"
)

// verdictWords are the verdicts as a sentence begins with them.
var verdictWords = map[facts.Verdict]string{facts.Contradicted: "Contradicted", facts.Imprecise: "Imprecise", facts.Outdated: "Outdated", facts.Supported: "Supported", facts.NotCheckable: "Not checkable"}

// statement tells one claim with its assessment as of its own day, and as of
// the day of curation when the asker's day is not before that.
func (t *telling) statement(s *facts.Statement, dated bool) {
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
	then, _ := t.d.Fill(s.ThenWhy, t.figure)
	text := verdictWords[s.Then] + ": " + claim + ". " + then + t.by(from)
	if s.Curated.KnownBy(t.AsOf) && s.NowWhy != "" {
		now, _ := t.d.Fill(s.NowWhy, t.figure)
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
func (d *Writer) answerStatement(q form) Answer {
	t := d.tell(q, ClaimCheck)
	topic := q.Meeting.Topic
	speaker := q.Speaker
	if speaker == "" && len(q.Meeting.People) > 0 {
		speaker = q.Meeting.People[0]
	}
	made, list := d.statementsOf(q, speaker)
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
		t.Choices = []Choice{{Label: "Rutte", Ask: "claims rutte"}, {Label: "Trump", Ask: "claims trump"}, {Label: "Hegseth", Ask: "claims hegseth"}}
		return t.Answer
	case len(list) == 0:
		t.Status = Unknown
		t.Headline = fmt.Sprintf("We hold no statement by %s%s as of %s.", name, about, q.AsOf.Long())
		t.Lines = append(t.Lines, fmt.Sprintf("There are %d others; the newest:", len(made)))
		t.statement(made[0], true)
		t.Choices = []Choice{{Label: "All by " + name, Ask: strings.TrimSpace("claims " + strings.ToLower(speaker))}}
		return t.Answer
	case len(list) == 1:
		t.Headline = fmt.Sprintf("One statement by %s%s is on file as of %s.", name, about, q.AsOf.Long())
	default:
		t.Headline = fmt.Sprintf("%d statements by %s%s are on file as of %s, newest first.", len(list), name, about, q.AsOf.Long())
	}
	const most = 8
	for i, s := range list {
		if i == most {
			t.Lines = append(t.Lines, fmt.Sprintf("%d older ones are not shown. Add a topic or a month: claims %s 5%%, claims %s june 2025.", len(list)-most, strings.ToLower(name), strings.ToLower(name)))
			break
		}
		t.statement(s, true)
		t.madeAt(s)
	}
	t.Next = append(t.Next, Choice{Label: "Commitments", Ask: "commitments"})
	return t.Answer
}

// statementsOf are the statements of a speaker that were known, and those of
// them that a question is about, the newest first.
func (d *Writer) statementsOf(q form, speaker string) (made, list []*facts.Statement) {
	topic, on := q.Meeting.Topic, q.Meeting.On
	for i := range d.Statements {
		s := &d.Statements[i]
		if !s.KnownBy(d.Dataset, q.AsOf) || speaker != "" && !says(plain(s.Speaker+" "+s.Role), speaker) {
			continue
		}
		made = append(made, s)
		ofAlly := func(c facts.Code) bool { return slices.Contains(s.Allies, c) || strings.Contains(s.Claim, d.Name(c)) }
		switch {
		case topic != "" && !says(plain(s.Claim+" "+s.Quote+" "+s.Quantity+"%"), topic):
		case on != "" && (s.Date.First() > on.Last() || s.Date.Last() < on.First()):
		case len(q.Allies) > 0 && !slices.ContainsFunc(q.Allies, ofAlly):
		default:
			list = append(list, s)
		}
	}
	for _, l := range [...][]*facts.Statement{made, list} {
		sort.SliceStable(l, func(i, j int) bool { return l[i].Date.Last() > l[j].Date.Last() })
	}
	return made, list
}

// madeAt names the meeting at which a statement was made, and the Allies that
// it is of.
func (t *telling) madeAt(s *facts.Statement) {
	if s.Meeting != "" && !slices.Contains(t.Meetings, s.Meeting) {
		known := t.d.known(t.AsOf)
		if v := slices.IndexFunc(known, func(v view) bool { return v.held && v.ID == s.Meeting }); v >= 0 {
			t.Meetings = append(t.Meetings, s.Meeting)
			if len(t.Next) < 2 {
				t.Next = append(t.Next, Choice{Label: known[v].Title, Ask: t.d.askMeeting(known[v])})
			}
		}
	}
	for _, c := range s.Allies {
		if !slices.Contains(t.Allies, c) {
			t.Allies = append(t.Allies, c)
		}
	}
}

// speakers lists the surnames of those whose statements were known by a day,
// the most quoted first.
func (d *Writer) speakers(asOf facts.Date) string {
	n := map[string]int{}
	var names []string
	for i := range d.Statements {
		s := &d.Statements[i]
		if s.Origin == "seed" && s.Speaker != "Donald Trump" || !s.KnownBy(d.Dataset, asOf) {
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
