package answer

import (
	"strings"
	"testing"

	"natobot/facts"
)

// told is a question with what its answer has to say, and what its headline must
// not.
type told struct {
	ask       string
	asOf      facts.Date
	status    Status
	want, not string
}

func (c told) hold(t *testing.T, d *Writer) {
	t.Helper()
	a := d.Ask(c.ask, c.asOf, Context{})
	text := a.Headline + "\n" + strings.Join(a.Lines, "\n")
	if a.Status != c.status || !strings.Contains(text, c.want) || c.not != "" && strings.Contains(a.Headline, c.not) {
		t.Errorf("%s as of %s: %s; want %s, %q, not %q in\n%s", c.ask, c.asOf, a.Status, c.status, c.want, c.not, a.Text())
	}
}

// A value of one decimal is written with one, and so is what is computed of it;
// what it is too coarse to decide is not decided, in each form of question.
func TestCoarse(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, c := range []told{
		{"is italy above 2% edition 2026-03", "2026-11-27", Unknown, "2.0 % of GDP on defence in 2025 (estimate, March 2026 edition), known to one decimal only", "Yes:"},
		{"is italy below 2% edition 2026-03", "2026-11-27", Unknown, "known to one decimal only", "No:"},
		{"is italy at least 2% edition 2026-03", "2026-11-27", Answered, "Yes: Italy was at 2 % or more of GDP in 2025: 2.0 %", "2.00"},
		{"is germany above 2.35% edition 2026-03", "2026-11-27", Unknown, "known to one decimal only", "0.05"},
		{"is germany below 2.5% edition 2026-03", "2026-11-27", Answered, "Yes: Germany was below 2.5 % of GDP in 2025: 2.4 %", "2.40"},
		{"is norway above the united states edition 2026-03", "2026-11-27", Unknown, "known to one decimal only", "No:"},
		{"is poland above norway edition 2026-03", "2026-11-27", Answered, "4.3 % against 3.2 %", "4.30"},
		{"difference between poland and norway edition 2026-03", "2026-11-27", Answered, "1.1 points", "1.10"},
		{"compare poland norway edition 2026-03", "2026-11-27", Answered, "ahead by 1.1 points", "1.10"},
		{"above 2% edition 2026-03", "2026-11-27", Answered, "At least 22 of the 29 Allies whose figure is held", "Not among them"},
		{"above 4.3% edition 2026-03", "2026-11-27", Answered, "Of no Ally can it be told for sure", "closest"},
		{"at least 2% edition 2026-03", "2026-11-27", Answered, "31 of 31 Allies with armed forces were at 2 %", "At least"},
		{"median share edition 2026-03", "2026-11-27", Answered, "2.2 % of GDP", "2.20"},
		{"gap spain 3.5% edition 2026-03", "2026-11-27", Answered, "1.5 points below 3.5 %", "1.50"},
		{"italy edition 2026-03", "2026-11-27", Answered, "1.5 points short", "1.50"},
		{"germany 2025", "2026-04-15", Answered, "Germany: 2.4 % of GDP on defence in 2025 (estimate, March 2026 edition)", "2.00"},
		{"germany 2025", "2026-03-25", Unknown, "has no 2025 figure for Germany", "2.4"},
		{"is germany above 2% in 2025", "2026-04-15", Answered, "Yes: Germany was above 2 % of GDP in 2025: 2.4 %", "2.40"},
		{"is germany above 2.4% in 2025", "2026-04-15", Unknown, "known to one decimal only", "No:"},
		{"italy 2025", "2026-04-15", Answered, "Italy: 2.01 %", ""},
	} {
		c.hold(t, d)
	}
}

// A year of which only editions held in part have figures is no forecast, and a
// place or a number among those whose figure is held is never told as one among
// all Allies.
func TestHeldInPart(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, c := range []told{
		{"greece 2021", "2021-07-01", Answered, "Greece: 3.82 % of GDP on defence in 2021 (estimate, June 2021 edition)", "with armed forces"},
		{"greece 2022", "2021-07-01", Unsupported, "The June 2019 edition, the newest held in full, ends in 2019", "3.76"},
		{"greece 2021", "2021-06-01", Unsupported, "no forecasts", "3.82"},
		{"is poland above 2% in 2021", "2021-07-01", Answered, "Yes: Poland is above 2 % of GDP in 2021: 2.10 %", ""},
		{"which allies met 2% in 2021", "2021-07-01", Answered, "10 of 29 Allies with armed forces", ""},
		{"rank poland edition 2021-06", "2026-11-27", Answered, "7th of the 13 Allies whose figure is held", "with armed forces by"},
		{"bottom 1 edition 2021-06", "2026-11-27", Answered, "Of the 13 Allies whose figure is held, lowest", ""},
		{"below 2% edition 2021-06", "2026-11-27", Answered, "19 of 29 Allies with armed forces were below 2 %", "3 of 13"},
		{"below 2.2% edition 2021-06", "2026-11-27", Answered, "of the 13 Allies whose figure is held", "13 Allies with armed forces"},
		{"rank poland", "2026-11-27", Answered, "of 31 Allies with armed forces", "whose figure is held"},
	} {
		c.hold(t, d)
	}
}

// TestHeldOfAFew: what an edition holds of a few Allies is told as that of all
// neither as a mean nor as a commitment that is met.
func TestHeldOfAFew(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, x := range []struct{ ask, want string }{ // of 2023 the edition of July 2023 is held with one Ally's equipment
		{"average equipment share", "29 Allies): 27.26 %"},
		{"average equipment share 2023", "without share of major equipment for most of those asked for"},
		{"20 % commitment", "by 1 of the one Ally whose figure is held"},
		{"commitment 2035", "3 commitments of the Alliance are in force"}, // those of 2035 were not known
	} {
		a := d.Ask(x.ask, "2023-08-01", Context{})
		said := strings.Join(append([]string{a.Headline}, a.Lines...), "\n")
		if !strings.Contains(said, x.want) || strings.Contains(said, "1 of 1") || strings.Contains(said, "(1 Allies)") {
			t.Errorf("%s:\n%s\nlacks %q", x.ask, said, x.want)
		}
	}
}
