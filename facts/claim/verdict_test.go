package claim

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"natobot/facts"
)

// TestVerdictRows has a table for each row of the table of verdicts.
func TestVerdictRows(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for row, cases := range map[string][]struct {
		asOf facts.Date
		text string
		want facts.Verdict
	}{
		"unasserted": {
			{"2024-07-01", "Should Spain spend 1.28% of GDP on defence?", facts.NotCheckable},
			{"2024-07-01", "SIPRI says that Spain spends 1.28% of GDP on defence.", facts.NotCheckable},
			{"2024-07-01", "If Spain spent 1.28% of GDP on defence, NATO would complain.", facts.NotCheckable},
			{"2024-07-01", "It is not true that Spain spends 1.28% of GDP on defence.", facts.NotCheckable},
			{"2024-07-01", "Germany will spend 3.5% of GDP on defence in 2029.", facts.NotCheckable},
			{"2024-07-01", "España debe gastar el 2 % del PIB en defensa.", facts.NotCheckable},
			{"2024-07-01", "Ukraine spends 34% of GDP on defence.", facts.NotCheckable},
			{"2026-11-23", "Before the war, Germany spent less than 1.5% of GDP on defence.", facts.NotCheckable},
			{"2026-11-23", "Slovenia has never reached 2% of GDP in defence spending.", facts.NotCheckable},
		},
		"superseded": {
			{"2026-05-10", "Poland spent 4.48% of GDP on defence in 2025.", facts.NotCheckable},
			{"2026-05-10", "Lithuania spent 0.88% of GDP on defence in 2014.", facts.Supported},
		},
		"holds": {
			{"2024-07-01", "Spain spends 1.28% of GDP on defence.", facts.Supported},
			{"2024-07-01", "L'Espagne consacre 1,28 % de son PIB à la défense.", facts.Supported},
			{"2024-07-01", "Greece spends about 3% of GDP on defence.", facts.Supported},
			{"2024-07-01", "Neither Italy nor Spain spends 2% of GDP on defence.", facts.Supported},
			{"2024-07-01", "23 de los 32 países de la OTAN gastan al menos el 2 % del PIB en defensa en 2024.", facts.Supported},
			{"2024-07-01", "Germany is one of the 23 allies that meet the 2% guideline.", facts.Supported},
			{"2026-11-23", "Spain spent between 1.9% and 2.1% of GDP on defence in 2026.", facts.Supported},
			{"2026-11-23", "Unlike Spain, Portugal spends 2.10% of GDP on defence.", facts.Supported},
			{"2026-11-23", "Between 2014 and 2026 Spain's defence spending rose from 0.92% to 2% of GDP.", facts.Supported},
		},
		"heldBefore": {
			{"2025-05-15", "Poland devoted 4.12% of its GDP to defence in 2024.", facts.Outdated},
			{"2026-11-23", "Spain spends 1.28% of GDP on defence.", facts.Outdated},
		},
		"offByOneDetail": {
			{"2025-10-01", "All 32 allies spend at least 2% of GDP on defence this year.", facts.Imprecise},
			{"2026-11-20", "At Wales in 2014 leaders bound themselves to spend no less than 2% of GDP.", facts.Imprecise},
		},
		"differs": {
			{"2026-11-20", "Spain is now the sole ally under the 2% floor.", facts.Contradicted},
			{"2024-07-01", "France has yet to reach 2% of GDP.", facts.Contradicted},
			{"2026-11-23", "Spain spent between 1.2% and 1.6% of GDP on defence in 2026.", facts.Contradicted},
			{"2026-11-23", "Germany has never spent 2% of GDP on defence.", facts.Contradicted},
			{"2026-11-23", "All NATO members but Spain meet the 2% guideline.", facts.Contradicted},
			{"2026-11-23", "Allies agreed at The Hague to spend 5% of GDP by 2032.", facts.Contradicted},
		},
		"undecided": {
			{"2024-07-01", "Estonia, after Poland in the table, spends 4.12% of GDP on defence.", facts.NotCheckable},
			{"2024-07-01", "Ten NATO countries spend more than 2% of GDP on roads.", facts.NotCheckable},
			{"2026-11-23", "For years Germany spent less than 2% of GDP on defence.", facts.NotCheckable},
			{"2026-11-23", "When Merkel left office, Germany spent 1.3% of GDP on defence.", facts.NotCheckable},
			{"2026-11-23", "Under Merkel, Germany spent less than 1.5% of GDP on defence.", facts.NotCheckable},
			{"2026-11-23", "Pendant des années, la France a consacré moins de 2 % de son PIB à la défense.", facts.NotCheckable},
			{"2026-11-23", "Then only three allies met the 2% guideline.", facts.NotCheckable},
			{"2026-11-23", "Germany had spent less than 2% of GDP on defence.", facts.NotCheckable},
			{"2024-07-01", "In 2022 the Allies met in Madrid. France has yet to reach 2% of GDP.", facts.NotCheckable},
		},
	} {
		for _, c := range cases {
			if got := worst(Check(d, c.text, c.asOf)); got != c.want {
				t.Errorf("%s: %s, as of %s: %s, want %s", row, c.text, c.asOf, got, c.want)
			}
		}
	}
}

// read reads a table of testdata.
func read(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// near are the verdicts that are no more than a shade off.
var near = map[facts.Verdict]facts.Verdict{facts.Supported: facts.Imprecise, facts.Contradicted: facts.Imprecise, facts.Outdated: facts.Contradicted}

func TestSentencesInFourteenLanguages(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	right, decidable := 0, 0
	for _, r := range read(t, "sentences.csv") {
		want := facts.Verdict(r[2])
		var mine []Claim
		for _, c := range Check(d, strings.TrimSpace(r[3]+" "+r[4]), facts.Date(r[0])) {
			if strings.Contains(r[4], c.Sentence) || strings.Contains(c.Sentence, r[4]) {
				mine = append(mine, c)
			}
		}
		got := worst(mine)
		if want != facts.NotCheckable {
			decidable++
		}
		switch {
		case got == want && want != facts.NotCheckable:
			right++
		case got == want, got == facts.NotCheckable, near[want] == got, want == facts.Imprecise && got != facts.Outdated:
		default:
			t.Errorf("%s, as of %s: %s, want %s", r[4], r[0], got, want)
		}
	}
	if right*100 < 65*decidable {
		t.Errorf("%d of %d right", right, decidable)
	}
	t.Logf("%d of %d right", right, decidable)
}

// TestArticles checks whole articles: nobody is accused wrongly, no bystander is
// decided, and the same is said however the lines are broken.
func TestArticles(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	parts := map[string][][]string{}
	for _, r := range read(t, "articles/parts.csv") {
		parts[r[0]] = append(parts[r[0]], r)
	}
	right, decidable := 0, 0
	for name, rows := range parts {
		raw, err := os.ReadFile(filepath.Join("testdata", "articles", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		head, body, _ := strings.Cut(string(raw), "\n")
		f := strings.SplitN(head[1:], "|", 3)
		day, title := facts.Date(strings.TrimSpace(f[0])), strings.TrimSpace(f[2])
		text := title + "\n\n" + body
		claims := Check(d, text, day)
		shift := utf8.RuneCountInString(title) + 2
		for _, r := range rows {
			from, _ := strconv.Atoi(r[1])
			to, _ := strconv.Atoi(r[2])
			var mine []Claim
			for _, c := range claims {
				a, z := utf8.RuneCountInString(text[:c.SpanStart])-shift, utf8.RuneCountInString(text[:c.SpanEnd])-shift
				if a < to && z > from {
					mine = append(mine, c)
				}
			}
			got, want := worst(mine), facts.Verdict(r[4])
			if want != facts.NotCheckable {
				decidable++
				if got == want {
					right++
				}
			}
		}
		for _, c := range claims {
			if c.Verdict == facts.Contradicted || c.Verdict == facts.Outdated {
				accused(t, name, text, shift, c, rows)
			}
		}
		for _, width := range []int{30, 50, 72} {
			if a, b := said(Check(d, wrap(text, 1<<20), day)), said(Check(d, wrap(text, width), day)); a != b {
				t.Errorf("%s at %d columns:\n%s\nis not\n%s", name, width, b, a)
			}
		}
	}
	if right*100 < 60*decidable {
		t.Errorf("%d of %d right", right, decidable)
	}
}

// accused fails where what is contradicted or outdated overlaps no part that is.
func accused(t *testing.T, name, text string, shift int, c Claim, rows [][]string) {
	t.Helper()
	a, z := utf8.RuneCountInString(text[:c.SpanStart])-shift, utf8.RuneCountInString(text[:c.SpanEnd])-shift
	for _, r := range rows {
		from, _ := strconv.Atoi(r[1])
		to, _ := strconv.Atoi(r[2])
		if a < to && z > from && (r[4] == string(facts.Contradicted) || r[4] == string(facts.Outdated)) {
			return
		}
	}
	t.Errorf("%s: %q is %s: %s", name, text[c.SpanStart:c.SpanEnd], c.Verdict, c.Because)
}

// said are the decided verdicts of a text, one line each.
func said(cs []Claim) string {
	var b strings.Builder
	for _, c := range cs {
		if c.Verdict != facts.NotCheckable {
			b.WriteString(c.Kind + " " + strconv.Itoa(c.Year) + " " + strconv.FormatFloat(c.Value, 'f', -1, 64) + " " + string(c.Verdict) + "\n")
		}
	}
	return b.String()
}

// wrap breaks the lines of each paragraph at a width; tables and lists stay.
func wrap(text string, width int) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		if strings.Contains(p, "|") || strings.Contains(p, "\n- ") {
			continue
		}
		var b strings.Builder
		n := 0
		for _, w := range strings.Fields(p) {
			l := utf8.RuneCountInString(w)
			switch {
			case n == 0:
			case n+1+l > width:
				b.WriteString("\n")
				n = 0
			default:
				b.WriteString(" ")
				n++
			}
			b.WriteString(w)
			n += l
		}
		paragraphs[i] = b.String()
	}
	return strings.Join(paragraphs, "\n\n")
}

var (
	shareIn = regexp.MustCompile(`\d[.,]\d\d ?(%|percent|per cent|Prozent|prosent|procent|proc)`)
	yearIn  = regexp.MustCompile(`\b20[12]\d\b`)
)

// untrue says in some languages that what follows is not so.
var untrue = map[string]string{"en": "It is not true that", "es": "No es verdad que", "fr": "Il est faux que", "de": "Es stimmt nicht, dass", "it": "Non è vero che", "pl": "Nieprawda, że",
	"nl": "Het is niet waar dat", "pt": "Não é verdade que", "no": "Det er usant at", "sv": "Det är osant att", "da": "Det er usandt, at"}

// TestMutations changes the number or the year of supported sentences, denies
// them or asks them: none stays supported.
func TestMutations(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	n := 0
	for _, r := range read(t, "sentences.csv") {
		text, day := r[4], facts.Date(r[0])
		if r[2] != string(facts.Supported) || r[3] != "" || worst(Check(d, text, day)) != facts.Supported {
			continue
		}
		num := shareIn.FindString(text)
		if num == "" || len(shareIn.FindAllString(text, -1)) != 1 {
			continue
		}
		not, ok := untrue[r[1]]
		if !ok {
			continue
		}
		digit := string('1' + (num[0]-'0')%9)
		for what, mutant := range map[string]string{
			"value":   strings.Replace(text, num, digit+num[1:], 1),
			"decimal": strings.Replace(text, num, num[:2]+string('0'+(num[2]-'0'+4)%10)+num[3:], 1),
			"denied":  not + " " + text,
			"asked":   strings.TrimSuffix(text, ".") + "?",
		} {
			n++
			if got := worst(Check(d, mutant, day)); got == facts.Supported {
				t.Errorf("%s changed: %s is supported", what, mutant)
			}
		}
		if y := yearIn.FindString(text); y != "" {
			mutant := strings.Replace(text, y, "2012", 1)
			if got := worst(Check(d, mutant, day)); got == facts.Supported {
				t.Errorf("year changed: %s is supported", mutant)
			}
		}
	}
	if n < 40 {
		t.Errorf("%d sentences changed", n)
	}
	t.Logf("%d", n)
}

// TestCorrect puts the right number in the place of the wrong one, as the
// sentence writes its own.
func TestCorrect(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, c := range []struct {
		asOf       facts.Date
		text, want string
	}{
		{"2025-05-15", "Poland devoted 4.12% of its GDP to defence in 2024.", "Poland devoted 4.07% of its GDP to defence in 2024."},
		{"2026-11-23", "Eight countries have already got past the 3.5% that was agreed in The Hague for core defence.", "5 countries have already got past the 3.5% that was agreed in The Hague for core defence."},
	} {
		cs := Check(d, c.text, c.asOf)
		if len(cs) == 0 || cs[0].Correct != c.want {
			t.Errorf("%s: %+v", c.text, cs)
		}
	}
}

func TestUnfit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"PK\x03\x04rest": true, "a\x00b": true, "%PDF-1.7": true, "Spain spends 1.28% of GDP": false, "España: 1,28 %": false} {
		if got := Unfit(text) != ""; got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
