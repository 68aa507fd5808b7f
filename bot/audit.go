package bot

import (
	"fmt"
	"strings"

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

// Summary is the first line of an audit: "11 statements: 8 supported, 1
// outdated, 1 contradicted, 1 not checkable".
func (a *Audit) Summary() string {
	if len(a.Statements) == 0 {
		return "No statement was found that our figures can decide."
	}
	n := map[facts.Verdict]int{}
	for i := range a.Statements {
		n[a.Statements[i].Verdict]++
	}
	var parts []string
	for _, v := range []facts.Verdict{facts.Supported, facts.Imprecise, facts.Outdated, facts.Contradicted, facts.NotCheckable} {
		if n[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[v], strings.ToLower(VerdictWord(v))))
		}
	}
	return count(len(a.Statements), "statement") + ": " + strings.Join(parts, ", ")
}

// Day says by which day the text was judged, and why that one.
func (a *Audit) Day() string {
	if a.From == DayToday {
		return "Judged by what is known today, " + a.AsOf.Long()
	}
	return fmt.Sprintf("Judged by what was known on %s (%s)", a.AsOf.Long(), a.From)
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
