package bot

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"natobot/bot/draft"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/claim"
)

// An Audit is a text whose statements were checked, with all that its reader
// wants beside: the text is never altered.
type Audit struct {
	*draft.Draft
	Name  string // of the file; "" where it was typed
	AsOf  facts.Date
	From  DayFrom
	Today facts.Date

	Statements []Statement
}

// DayFrom says where the day comes from by which a text is judged.
type DayFrom string

// Where the day comes from.
const (
	DayAsked    DayFrom = "as asked"
	DayDateline DayFrom = "from the dateline"
	DayFile     DayFrom = "from the file's own date"
	DayToday    DayFrom = "today"
)

// A Statement is a claim of an audit: its number in the text, where it stands in
// the file, and the reference of the figure that decides it.
type Statement struct {
	claim.Claim
	N        int
	At, To   draft.Place
	Evidence string // reference; "" none
	Address  string // of it; "" where the pages' address is not known
}

// Proposed is the day by which a text is to be judged: the one asked for, else
// the day at its head, else the file's own, else today. A day that is still to
// come proposes nothing.
func Proposed(d *facts.Dataset, t *draft.Draft, asked, today facts.Date) (facts.Date, DayFrom) {
	if asked != "" {
		return asked, DayAsked
	}
	for _, p := range []struct {
		day  facts.Date
		from DayFrom
	}{{claim.Dateline(d, t.Text), DayDateline}, {t.Date, DayFile}} {
		if p.day != "" && p.day <= today && p.day >= "1990-01-01" {
			return p.day, p.from
		}
	}
	return today, DayToday
}

// NewAudit gives the claims of a text what an audit tells of them.
func NewAudit(w *answer.Writer, t *draft.Draft, claims []claim.Claim, day facts.Date, from DayFrom, today facts.Date, public string) *Audit {
	a := &Audit{Draft: t, AsOf: day, From: from, Today: today}
	for i, c := range claims {
		s := Statement{Claim: c, N: i + 1, Evidence: w.Deciding(&c, day)}
		s.At, s.To = t.Places(c.Start, c.End)
		if s.Evidence != "" && public != "" {
			s.Address = public + EvidencePath + s.Evidence
		}
		a.Statements = append(a.Statements, s)
	}
	return a
}

// Summary is the first line of an audit.
func (a *Audit) Summary() string {
	claims := make([]claim.Claim, len(a.Statements))
	for i := range a.Statements {
		claims[i] = a.Statements[i].Claim
	}
	return Summary(claims)
}

// Summary counts the verdicts of a text: "11 statements: 8 supported, 1
// outdated, 1 contradicted, 1 not checkable".
func Summary(claims []claim.Claim) string {
	if len(claims) == 0 {
		return "No statement was found that our figures can decide."
	}
	n := map[facts.Verdict]int{}
	for i := range claims {
		n[claims[i].Verdict]++
	}
	var parts []string
	for _, v := range []facts.Verdict{facts.Supported, facts.Imprecise, facts.Outdated, facts.Contradicted, facts.NotCheckable} {
		if n[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[v], strings.ToLower(VerdictWord(v))))
		}
	}
	return count(len(claims), "statement") + ": " + strings.Join(parts, ", ")
}

// Day says by which day the text was judged, and why that one.
func (a *Audit) Day() string { return Judged(a.AsOf, a.From) }

// Judged says by which day a text was judged, and why that one.
func Judged(day facts.Date, from DayFrom) string {
	if from == DayToday {
		return "Judged by what is known today, " + day.Long()
	}
	return fmt.Sprintf("Judged by what was known on %s (%s)", day.Long(), from)
}

// atOnce is how much of a long text is checked at once, in bytes and in words and
// signs, of which prose has fewer: what is known of each takes many times its
// length.
const atOnce, wordsAtOnce = 64 << 10, 14_000

// stretch is the head of a text that is checked at once.
func stretch(s string) string {
	words, in := 0, false
	for i := range min(len(s), atOnce) {
		c := s[i]
		was := in
		in = c >= '0' && c <= '9' || c|' ' >= 'a' && c|' ' <= 'z' || c >= utf8.RuneSelf
		if in != was && in || !in && c > ' ' {
			if words++; words == wordsAtOnce {
				return s[:i]
			}
		}
	}
	return s[:min(len(s), atOnce)]
}

// MaxStatements is how many statements of a text are judged: a book has fewer.
const MaxStatements = 2000

// TooMany says that a text has more statements than are judged.
var TooMany = fmt.Sprintf("This text has more than %d statements that figures can decide. Check it a part at a time.", MaxStatements)

// CheckLong is claim.Check of a text of any length, in bounded memory: a long one
// is checked from one empty line, or line end, to another. What a sentence says
// of the one before is known within such a stretch. It is false where the text
// has more than MaxStatements.
func CheckLong(d *facts.Dataset, text string, day facts.Date) ([]claim.Claim, bool) {
	var out []claim.Claim
	for at := 0; at < len(text); {
		end := at + len(stretch(text[at:]))
		if end < len(text) {
			end = at + parting(text[at:end])
		}
		for _, c := range claim.Check(d, text[at:end], day) {
			c.Start, c.End, c.SpanStart, c.SpanEnd = c.Start+at, c.End+at, c.SpanStart+at, c.SpanEnd+at
			out = append(out, c)
		}
		if len(out) > MaxStatements {
			return nil, false
		}
		at = end
	}
	return out, true
}

// parting is where a stretch of a longer text is best ended.
func parting(s string) int {
	for _, mark := range []string{"\n\n", "\n", ". ", " "} {
		if i := strings.LastIndex(s, mark); i > 0 {
			return i + len(mark)
		}
	}
	for i := len(s) - 1; i > len(s)-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			return i
		}
	}
	return len(s)
}

// A Piece is a stretch of a text: a sentence with the statements in it, or what
// stands between.
type Piece struct {
	Text       string
	Statements []Statement
}

// Verdict is the gravest of a sentence.
func (p *Piece) Verdict() facts.Verdict {
	for _, v := range []facts.Verdict{facts.Contradicted, facts.Outdated, facts.Imprecise, facts.NotCheckable} {
		for i := range p.Statements {
			if p.Statements[i].Verdict == v {
				return v
			}
		}
	}
	return facts.Supported
}

// Pieces are the whole text, cut at the sentences that have statements.
func (a *Audit) Pieces() []Piece {
	var out []Piece
	at := 0
	for i := range a.Statements {
		s := a.Statements[i]
		if n := len(out); n > 0 && len(out[n-1].Statements) > 0 && out[n-1].Statements[0].Start == s.Start {
			out[n-1].Statements = append(out[n-1].Statements, s)
			continue
		}
		if s.Start < at {
			continue
		}
		if s.Start > at {
			out = append(out, Piece{Text: a.Text[at:s.Start]})
		}
		out = append(out, Piece{Text: a.Text[s.Start:s.End], Statements: []Statement{s}})
		at = s.End
	}
	if at < len(a.Text) {
		out = append(out, Piece{Text: a.Text[at:]})
	}
	return out
}

// AuditJSON is the form of `check --format json`: that of a checked text, and of
// a file what is known of it besides.
type AuditJSON struct {
	answer.CheckJSON
	AsOfFrom DayFrom         `json:"as_of_from"`
	Summary  string          `json:"summary"`
	File     string          `json:"file,omitempty"`
	Text     string          `json:"text,omitempty"` // of a packed file: what start and end count in
	Claims   []StatementJSON `json:"claims"`
}

// StatementJSON is a claim of AuditJSON. Of a packed file start and end count in
// its text, of any other in the file itself.
type StatementJSON struct {
	answer.ClaimJSON
	At       *draft.Place `json:"original_start,omitempty"`
	Until    *draft.Place `json:"original_end,omitempty"`
	Evidence string       `json:"evidence,omitempty"`
	Address  string       `json:"address,omitempty"`
}

// Document is an audit as `check --format json` prints it.
func (a *Audit) Document() AuditJSON {
	claims := make([]claim.Claim, len(a.Statements))
	for i := range a.Statements {
		claims[i] = a.Statements[i].Claim
	}
	out := AuditJSON{CheckJSON: answer.Checked(a.AsOf, claims), AsOfFrom: a.From, Summary: a.Summary(), File: a.Name, Claims: []StatementJSON{}}
	if a.Packed() {
		out.Text = a.Text
	}
	for i := range a.Statements {
		s := &a.Statements[i]
		j := StatementJSON{ClaimJSON: out.CheckJSON.Claims[i], Evidence: s.Evidence, Address: s.Address}
		switch {
		case a.Packed():
			j.At, j.Until = &s.At, &s.To
		case !a.Whole():
			from, to := a.Places(s.SpanStart, s.SpanEnd)
			j.Start, j.End, j.From, j.ClaimJSON.To = s.At.Byte, s.To.Byte, from.Byte, to.Byte
		}
		out.Claims = append(out.Claims, j)
	}
	return out
}

// ClaimReviews are the statements that were decided as JSON-LD of schema.org,
// with the newsroom as their author; it is hers to publish them, with the
// address at which she does.
func (a *Audit) ClaimReviews(newsroom string) any {
	reviews := []map[string]any{}
	rating := map[facts.Verdict]int{facts.Contradicted: 1, facts.Outdated: 2, facts.Imprecise: 3, facts.Supported: 5}
	for i := range a.Statements {
		s := &a.Statements[i]
		if s.Verdict == facts.NotCheckable {
			continue
		}
		cites := []string{}
		for _, c := range s.Sources {
			if c.URL != "" {
				cites = append(cites, c.URL)
			}
		}
		if s.Address != "" {
			cites = append(cites, s.Address)
		}
		r := map[string]any{"@type": "ClaimReview", "claimReviewed": s.Sentence, "datePublished": a.Today, "reviewBody": s.Because,
			"author":       map[string]any{"@type": "Organization", "name": newsroom},
			"itemReviewed": map[string]any{"@type": "Claim", "datePublished": a.AsOf},
			"reviewRating": map[string]any{"@type": "Rating", "ratingValue": rating[s.Verdict], "bestRating": 5, "worstRating": 1, "alternateName": VerdictWord(s.Verdict)}}
		if len(cites) > 0 {
			r["citation"] = cites
		}
		reviews = append(reviews, r)
	}
	return map[string]any{"@context": "https://schema.org", "@graph": reviews}
}
