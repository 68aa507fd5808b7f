package bot

import (
	"context"
	"fmt"
	"strings"

	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/claim"
)

// evidenceTyped is the question of "evidence spain", "evidence for top 5"; false
// where a text asks for no evidence, or for none of anything.
func evidenceTyped(text string) (question string, ok bool) {
	verb, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	if !strings.EqualFold(strings.TrimRight(verb, ":"), string(VerbEvidence)) {
		return "", false
	}
	rest = strings.TrimSpace(rest)
	for _, of := range [...]string{"for ", "of "} {
		if len(rest) > len(of) && strings.EqualFold(rest[:len(of)], of) {
			rest = strings.TrimSpace(rest[len(of):])
		}
	}
	return rest, rest != ""
}

// evidenceFor tells what the answer to a question rests on; where the question
// is not answered, why.
func (b *Bot) evidenceFor(r Request, question string) Reply {
	reply := b.ask(r, question)
	if reply.Status != answer.Answered {
		return reply
	}
	return evidence(reply.Answer, b.Data().Dataset)
}

// evidence lists the figures of an answer with edition, table and the copy
// that they were read from.
func evidence(a answer.Answer, d *facts.Dataset) Reply {
	r := Reply{Kind: KindAnswer, Answer: answer.Answer{
		Status: a.Status, Intent: a.Intent, AsOf: a.AsOf, Edition: a.Edition, Reading: "Evidence for: " + a.Reading,
		Allies: a.Allies, Figures: a.Figures, Sources: a.Sources, Caveats: a.Caveats, Reference: a.Reference,
	}}
	if a.Address != "" {
		r = Addressed(r, a.Address)
		r.Lines = append(r.Lines, "This answer has a page that says the same figures for ever: "+a.Address)
	}
	if len(a.Figures) == 0 {
		r.Headline = "This answer states no published figure."
		return r
	}
	const most = 40 // rows; more would fill a phone many times over
	t := &answer.Table{Caption: "Published figures in this answer", Header: []string{"Ally", "Year", "What", "Figure", "Edition", "Table"}, Numeric: []bool{false, true, false, true, false, false}}
	for i, f := range a.Figures {
		if i == most {
			r.Lines = append(r.Lines, fmt.Sprintf("%d more figures are not shown; ask for fewer Allies or years to see them.", len(a.Figures)-most))
			break
		}
		year := fmt.Sprint(f.Year)
		if f.Estimate {
			year += "e"
		}
		t.Rows = append(t.Rows, []string{d.Name(f.Ally), year, f.Measure.Label(), f.Number() + " " + f.Measure.Unit(), f.Edition, f.Measure.Table()})
	}
	r.Headline = fmt.Sprintf("The answer rests on %s.", count(len(a.Figures), "published figure"))
	r.Table = t
	seen := map[string]bool{}
	for _, f := range a.Figures {
		if e, ok := d.Edition(f.Edition); ok && !seen[f.Edition] {
			seen[f.Edition] = true
			r.Lines = append(r.Lines, editionLine(e))
		}
		if f.Note != "" && !seen[f.Note] {
			seen[f.Note] = true
			r.Lines = append(r.Lines, f.Note)
		}
	}
	return r
}

func editionLine(e *facts.Edition) string {
	s := fmt.Sprintf("%s: %s, %s, published %s", e.ID, e.Publisher, e.Title, e.Published.Long())
	if e.Cutoff != "" {
		s += ", information as of " + e.Cutoff.Long()
	}
	if e.Core() {
		s += "; counts core defence only"
	}
	if e.PriceBase != 0 {
		s += fmt.Sprintf("; constant prices of %d", e.PriceBase)
	}
	return s + "."
}

// maxCheck is the longest text that a chat message check reads, in bytes; both
// platforms' messages are shorter (Discord 4,000 characters, Slack 40,000).
const maxCheck = 160_000

// check answers a claim check of text.
func (b *Bot) check(r Request, text string, asOf facts.Date) Reply {
	out := Reply{Kind: KindCheck, Answer: answer.Answer{Intent: answer.ClaimCheck, Status: answer.Answered, AsOf: asOf}}
	if strings.TrimSpace(text) == "" {
		out.Status = answer.Unknown
		out.Headline = "There is no text to check in this message."
		out.Lines = []string{"Pick a message with words in it, or type: check \"Spain spends 1% of GDP\""}
		return out
	}
	if why := claim.Unfit(text); why != "" {
		out.Status = answer.Unsupported
		out.Headline = why
		return out
	}
	if len(text) > maxCheck {
		out.Status = answer.Unsupported
		out.Headline = "This text is too long to check in a chat."
		out.Lines = []string{"Check it a part at a time, or use: natobot check FILE"}
		return out
	}
	d := b.Data().Dataset
	var whole bool
	if out.Checks, whole = CheckLong(d, text, asOf); !whole {
		out.Status = answer.Unsupported
		out.Headline = TooMany
		return out
	}
	ComposeCheck(d, &out)
	for i, c := range out.Checks {
		if i == 3 {
			break
		}
		arg := fmt.Sprintf("check %q as of %s", c.Sentence, asOf)
		label := "Reply with this"
		if len(out.Checks) > 1 {
			label = fmt.Sprintf("Reply with %d", i+1)
		}
		out.Actions = append(out.Actions, Action{Label: label, Verb: VerbShare, Arg: arg})
	}
	return out
}

// ComposeCheck fills headline, figures and sources of a claim check from its
// Checks. Each verdict is shown by the renderer from Checks; the headline
// counts them.
func ComposeCheck(d *facts.Dataset, r *Reply) {
	seen := map[string]bool{}
	for _, c := range r.Checks {
		r.Figures = append(r.Figures, c.Figures...)
		for _, s := range c.Sources {
			if k := s.ID + s.Locator; !seen[k] {
				seen[k] = true
				r.Sources = append(r.Sources, s)
			}
		}
	}
	switch len(r.Checks) {
	case 0:
		r.Status = answer.Unknown
		r.Headline = "No statement was found that our figures can decide."
		r.Lines = []string{"Checked are shares and amounts of Allies, counts, rankings, changes, commitments and meetings; opinions and predictions are left alone."}
		return
	case 1:
		r.Headline = "One statement found: " + strings.ToLower(VerdictWord(r.Checks[0].Verdict)) + "."
	default:
		r.Headline = Summary(r.Checks) + "."
	}
	r.Reading = "Claim check, by what was known on " + r.AsOf.Long()
}

// VerdictWord is a verdict as a person reads it.
func VerdictWord(v facts.Verdict) string {
	switch v {
	case facts.Supported:
		return "Supported"
	case facts.Contradicted:
		return "Contradicted"
	case facts.Outdated:
		return "Outdated"
	case facts.Imprecise:
		return "Imprecise"
	}
	return "Not checkable"
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// welcome greets the installer, and nobody else.
func (b *Bot) welcome() Reply {
	return Reply{Kind: KindHelp, Answer: answer.Answer{Status: answer.Answered, Intent: answer.Help,
		Headline: "Installed. Try it here: /nato spain",
		Lines: []string{
			"Nothing is posted: answers are private until you press Share to channel.",
			"Compare: /nato compare spain poland. What was known on a day: /nato spain as of 2025-03-13.",
			"A weekly digest for a channel: invite the bot there and type /nato subscribe weekly mon 09:00 Europe/Madrid.",
			"It reads only commands sent to it and messages that mention it.",
		}},
		Footer:  b.Support + " " + Disclaimer,
		Actions: []Action{{Label: "Spain", Verb: VerbAsk, Arg: "spain", Style: "primary"}, {Label: "Who is below 2 %?", Verb: VerbAsk, Arg: "below 2%"}, {Label: "Help", Verb: VerbAsk, Arg: "help"}},
	}
}

// home is the app's own page: what it can do, this workspace's subscriptions,
// support.
func (b *Bot) home(ctx context.Context, r Request) Reply {
	d := b.Data()
	e := d.Newest()
	out := Reply{Kind: KindHome, Answer: answer.Answer{Status: answer.Answered, Intent: answer.Help,
		Headline: "What Allies spend on defence, with the edition it comes from",
		Lines: []string{
			"Newest edition: " + strings.TrimPrefix(editionLine(e), e.ID+": "),
			"Ask anywhere: /nato spain · /nato compare spain poland · /nato below 2% · /nato trend germany since 2014 · /nato meeting 2025-03-13",
			"Check a claim: the message shortcut Check this claim, or /nato check \"Spain spends 1% of GDP\"",
			"Subscribe a channel: /nato subscribe weekly mon 09:00 Europe/Madrid · /nato alerts on",
		}},
		Footer:  b.Support + " " + Disclaimer,
		Actions: []Action{{Label: "Look up", Verb: VerbLookup, Style: "primary"}, {Label: "Help", Verb: VerbAsk, Arg: "help"}},
	}
	if b.Desk != nil {
		if mine, ok := b.Desk.Handle(ctx, r); ok {
			out.Lines = append(out.Lines, mine.Headline)
			out.Lines = append(out.Lines, mine.Lines...)
			out.Actions = append(out.Actions, mine.Actions...)
		}
	}
	return out
}
