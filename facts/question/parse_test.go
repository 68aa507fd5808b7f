package question

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"natobot/facts"
)

var update = flag.Bool("update", false, "write the golden files anew")

const testDay = facts.Date("2026-11-23")

// summary is a question in one line, for the golden file.
func summary(d *Reader, q Question) string {
	var b strings.Builder
	fmt.Fprint(&b, q.Intent)
	put := func(name string, v any) {
		if !reflect.ValueOf(v).IsZero() {
			fmt.Fprintf(&b, " %s=%v", name, v)
		}
	}
	if q.Group != "" {
		put("group", q.Group)
	} else if len(q.Allies) > 0 {
		put("of", strings.Trim(fmt.Sprint(q.Allies), "[]"))
	}
	put("measure", q.Measure)
	put("currency", q.Currency)
	put("from", q.From)
	put("to", q.To)
	put("cmp", q.Cmp)
	put("low", q.Low)
	put("high", q.High)
	put("order", q.Order)
	put("n", q.N)
	put("nth", q.Place)
	put("count", q.Count)
	put("ever", q.Ever)
	put("change", q.Change)
	put("sipri", q.SIPRI)
	if q.Said.AsOf {
		put("asof", q.AsOf)
	}
	put("edition", q.Edition)
	m := q.Meeting
	put("on", m.On)
	put("place", m.Place)
	put("kind", m.Kind)
	put("which", m.Which)
	put("topic", m.Topic)
	if len(m.People) > 0 {
		put("people", strings.Join(m.People, "+"))
	}
	put("term", q.Term)
	put("speaker", q.Speaker)
	put("claim", q.Claim)
	put("non-ally", q.NonAlly)
	for _, c := range q.Corrected {
		put("read", c.Typed+">"+c.Read)
	}
	put("unread", strings.Join(q.Unread, "+"))
	if q.Fault != nil {
		fmt.Fprintf(&b, " FAULT %s: %s", q.Fault.Status, q.Fault.Say)
	}
	return b.String()
}

// TestUnderstood reads several hundred questions in seven languages; what each
// of them must be understood as was looked through by hand.
func TestUnderstood(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	const file = "testdata/understood.tsv"
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	n := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(string(raw), "\n"), "\n") {
		text, want, _ := strings.Cut(line, "\t")
		q := d.Parse(text, testDay, Context{})
		got := summary(d, q)
		fmt.Fprintf(&out, "%s\t%s\n", text, got)
		n++
		if got != want && !*update {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
		checkQuestion(t, d, q)
	}
	if n < 400 {
		t.Errorf("only %d questions", n)
	}
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Names are found in the cases of Polish, Turkish and German, and as adjectives,
// without being taken for misspelt.
func TestInflectedNames(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	raw, err := os.ReadFile("testdata/inflected.tsv")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.SplitSeq(strings.TrimSpace(string(raw)), "\n") {
		text, want, _ := strings.Cut(line, "\t")
		q := d.Parse(text, testDay, Context{})
		if got := strings.Trim(fmt.Sprint(q.Allies), "[]"); got != want || want == "" || q.Fault != nil || len(q.Corrected) > 0 {
			t.Errorf("%s: %s, want %s", text, summary(d, q), want)
		}
		n++
	}
	if n < 300 {
		t.Errorf("only %d names", n)
	}
}

// checkQuestion holds for every question, whatever was typed.
func checkQuestion(t *testing.T, d *Reader, q Question) {
	t.Helper()
	if q.Intent == "" || q.AsOf == "" {
		t.Errorf("%q: no intent or no day: %+v", q.Text, q)
	}
	for _, c := range q.Allies {
		if _, ok := d.Ally(c); !ok && !c.Aggregate() {
			t.Errorf("%q: no such Ally as %q", q.Text, c)
		}
	}
	if q.Measure != "" && !q.Measure.Valid() {
		t.Errorf("%q: measure %q", q.Text, q.Measure)
	}
	if q.From > 0 && q.To > 0 && q.From >= q.To {
		t.Errorf("%q: from %d to %d", q.Text, q.From, q.To)
	}
	if !utf8.ValidString(d.Reading(q)) || d.Reading(q) == "" || len(d.Reading(q)) > 600 {
		t.Errorf("%q: reading %q", q.Text, d.Reading(q))
	}
	if f := q.Fault; f != nil {
		if f.Say == "" || f.Status == Answered || !utf8.ValidString(f.Say) || utf8.RuneCountInString(f.Say) > 400 || strings.ContainsAny(f.Say, "<>@*") {
			t.Errorf("%q: fault %+v", q.Text, f)
		}
		for _, c := range f.Choices {
			if c.Label == "" || c.Ask == "" || len(c.Ask) > 120 {
				t.Errorf("%q: choice %+v", q.Text, c)
				continue
			}
			if r := d.Parse(c.Ask, q.AsOf, Context{}); r.Intent == Help && c.Ask != "help" {
				t.Errorf("%q: choice %q is not understood", q.Text, c.Ask)
			}
		}
		return
	}
	// What the buttons repeat is the same question.
	c := d.Canonical(q)
	if c == "" || len(c) > 55 && q.Intent != ClaimCheck && len(q.Allies) < 10 && q.Intent != MeetingCard {
		t.Errorf("%q: canonical %q", q.Text, c)
	}
	r := d.Parse(c, q.AsOf, Context{})
	if q.Edition != "" && r.Edition == "" {
		t.Errorf("%q: edition lost in %q", q.Text, c)
	}
	r.Text, r.Said, r.Corrected, r.Unread, r.AsOf = q.Text, q.Said, q.Corrected, q.Unread, q.AsOf
	if q.Intent == ClaimCheck && q.Claim != "" {
		q.From, q.To = 0, 0
		q.Claim = strings.ReplaceAll(q.Claim, `"`, "'")
		q.Measure, q.SIPRI, q.Group, q.NonAlly, q.Currency = "", false, "", "", ""
		q.Allies, r.Allies = nil, nil
	}
	if !reflect.DeepEqual(noEmpty(q), noEmpty(r)) {
		t.Errorf("%q: canonical %q parses to\n     %s\nnot  %s", q.Text, c, summary(d, r), summary(d, q))
	}
}

func noEmpty(q Question) Question {
	if len(q.Allies) == 0 {
		q.Allies = nil
	}
	if len(q.Meeting.People) == 0 {
		q.Meeting.People = nil
	}
	if len(q.Corrected) == 0 {
		q.Corrected = nil
	}
	return q
}

// TestQuestionsRead holds the public questions to the intent, Allies, years,
// level and day that they name.
func TestQuestionsRead(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	f, err := os.Open("testdata/questions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		id, text, intent, allies, years, level, asOf := r[0], r[3], r[4], r[5], r[6], r[7], r[8]
		q := d.Parse(text, testDay, Context{})
		if q.Fault == nil {
			checkQuestion(t, d, q)
		}
		switch intent {
		case "pledge":
			intent = string(CommitmentAsk)
		case "as_of":
			intent = ""
		}
		switch {
		case intent == "unsupported/out_of_scope":
			if q.Fault == nil || q.Fault.Status != Unsupported {
				t.Errorf("%s %q: %s", id, text, summary(d, q))
			}
		case id == "Q146": // "al": answered, with the reading said
			if q.Fault != nil || !strings.Contains(d.Reading(q), "Albania") {
				t.Errorf("%s %q: %s", id, text, summary(d, q))
			}
		case intent == "ambiguous":
			if q.Fault == nil || q.Fault.Status != Ambiguous || len(q.Fault.Choices) == 0 {
				t.Errorf("%s %q: %s", id, text, summary(d, q))
			}
		case q.Fault != nil || intent != "" && string(q.Intent) != intent:
			t.Errorf("%s %q: %s, want %s", id, text, summary(d, q), intent)
		}
		var want []facts.Code
		for c := range strings.SplitSeq(allies, ";") {
			switch c {
			case "", "UKR":
			case "NATO":
				want = append(want, facts.NATOTotal)
			default:
				want = append(want, facts.Code(c))
			}
		}
		if !slices.Equal(q.Allies, want) {
			t.Errorf("%s %q: Allies %v, want %v", id, text, q.Allies, want)
		}
		if years != "" && fmt.Sprint(q.To) != years {
			t.Errorf("%s %q: year %d, want %s", id, text, q.To, years)
		}
		if level != "" && facts.ShortNumber(q.Low) != level && text != "/nato gap spain" {
			t.Errorf("%s %q: level %v, want %s", id, text, q.Low, level)
		}
		switch {
		case asOf == "" && q.AsOf != testDay:
			t.Errorf("%s %q: as of %s", id, text, q.AsOf)
		case asOf != "" && q.AsOf != facts.Date(asOf) && q.Meeting.On != facts.Date(asOf):
			t.Errorf("%s %q: as of %s, want %s", id, text, q.AsOf, asOf)
		}
	}
}

func TestThreadCarriesOver(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	spain := Context{Allies: []facts.Code{"ESP"}, Edition: "nato-2026-07", AsOf: testDay}
	then := Context{Allies: []facts.Code{"ESP"}, AsOf: "2025-03-13"}
	tests := []struct {
		text string
		ctx  Context
		want string
	}{
		{"and poland?", spain, "country_profile of=POL"},
		{"and poland?", then, "country_profile of=POL asof=2025-03-13"},
		{"since 2014?", spain, "trend of=ESP from=2014"},
		{"and in 2019?", spain, "country_profile of=ESP to=2019"},
		{"y en 2019?", spain, "country_profile of=ESP to=2019"},
		{"und 2019?", spain, "country_profile of=ESP to=2019"},
		{"in dollars", spain, "country_profile of=ESP measure=spend_usd_m_current"},
		{"vs poland", spain, "compare of=ESP POL"},
		{"compare with poland", spain, "compare of=ESP POL"},
		{"gap 3.5%", spain, "gap_to_target of=ESP cmp=below low=3.5"},
		{"did it ever reach 2%?", spain, "gap_to_target of=ESP cmp=at least low=2 ever=true"},
		{"what did it promise?", spain, "commitment of=ESP"},
		{"below 2%", spain, "threshold_list cmp=below low=2"},
		{"below 2%", then, "threshold_list cmp=below low=2 asof=2025-03-13"},
		{"who spends least?", spain, "ranking order=bottom"},
		{"top 5", spain, "ranking order=top n=5"},
		{"and now?", then, "country_profile of=ESP"},
		{"nato", spain, "aggregate of=NATO_TOTAL"},
		{"as of 2024-06-30", then, "country_profile of=ESP asof=2024-06-30"},
		{"meetings", spain, "meeting"},
		{"help", spain, "help"},
		{"trend", spain, "trend of=ESP"},
	}
	for _, tt := range tests {
		if got := summary(d, d.Parse(tt.text, testDay, tt.ctx)); got != tt.want {
			t.Errorf("%q in %+v: %s, want %s", tt.text, tt.ctx, got, tt.want)
		}
	}
	// Without a thread these ask whom is meant.
	for _, s := range []string{"since 2014?", "trend", "gap 3.5%", "in 2019 and spending?"} {
		if q := d.Parse(s, testDay, Context{}); q.Fault == nil || q.Fault.Status != Ambiguous {
			t.Errorf("%q: %s", s, summary(d, q))
		}
	}
}

// No word of a sentence is ever taken for an Ally because a two-letter code is
// spelt like it.
func TestWordsAreNoCodes(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, s := range []string{
		"is it true", "no", "no it is not", "what is it", "is it at 2%?", "de la en el al", "who is at 2%", "it is me", "be at it", "tell us", "tell us who is below 2%", "let us see the ranking", "show us the top 5",
		"which is the lowest?", "is no ally below 2%?", "wer ist es?", "que es el 2%?", "qui est le plus bas ?", "chi è al 2%?", "kto jest na dole?", "se ha cumplido el 2%?", "can no one meet 2%?", "ist das so?", "si no es así", "al menos el 2%", "me da igual", "pl", "hr department", "it department", "no idea",
		"WHO IS AT 2%?", "NO", "IS IT TRUE",
	} {
		q := d.Parse(s, testDay, Context{})
		if len(q.Allies) > 0 && s != "no" && s != "NO" && s != "pl" {
			t.Errorf("%q: %s", s, summary(d, q))
		}
	}
	for s, want := range map[string]string{
		"norway vs us spending": "[NOR USA]", "compare us and uk": "[USA GBR]", "US or China": "[USA]", "does the us meet 2%?": "[USA]", "compare es pt": "[ESP PRT]", "de vs fr": "[DEU FRA]", "no vs se": "[NOR SWE]", "trend it": "[ITA]", "How much does the US spend?": "[USA]", "IS SPAIN ABOVE 2%?": "[ESP]",
		"no": "[NOR]", "pl": "[POL]", "est": "[EST]", "can": "[CAN]", "per": "[]",
	} {
		if q := d.Parse(s, testDay, Context{}); fmt.Sprint(q.Allies) != want {
			t.Errorf("%q: %v, want %s", s, q.Allies, want)
		}
	}
}

// Ordinary words of a sentence are not taken for misspelt countries.
func TestWordsAreNoMisspellings(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for w := range strings.FieldsSeq("policy service green create creates guide cache checks child cores dance dates finds grace holes index polar pools roles roots serve spans spawn spins turns begin average normal span grease test poll hungry stain trance roland latin island hopping portal polished rumour irony slower sweeten britches chipper ukulele") {
		for _, s := range []string{"the " + w + " of it", w, "what " + w + " does spain have"} {
			q := d.Parse(s, testDay, Context{})
			if len(q.Corrected) > 0 || len(q.Allies) > 0 && !slices.Equal(q.Allies, []facts.Code{"ESP"}) && w != "island" {
				t.Errorf("%q: %s", s, summary(d, q))
			}
		}
	}
	for s, want := range map[string]string{"how much does polnd spend": "POL", "compare spain and portugl": "ESP PRT", "is germny above 2%?": "DEU", "trend itlay since 2014": "ITA", "how much does teh united kingdom spend": "GBR"} {
		if q := d.Parse(s, testDay, Context{}); strings.Trim(fmt.Sprint(q.Allies), "[]") != want || q.Fault != nil {
			t.Errorf("%q: %s, want %s", s, summary(d, q), want)
		}
	}
}

func TestHostileText(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, s := range []string{
		`<!channel> <@U012ABCDEF> *bold* <https://evil.example|NATO> & spain`, "<@123456789012345678> spain", "<@!1> <#2> <:flag:3> spain", "<#C01234|general> spain", "<!subteam^S012|@here> spain",
		"s\u200bp\u200ba\u200bi\u200bn", "\u202espain\u202c", "spain\u0000", "“spain”", "`spain`", "*spain*", "_spain_", "~spain~", "||spain||", "> spain", "spain?!?!", "¿spain?", "ｓｐａｉｎ", "SPAIN", "/nato spain", "@natobot spain", "  spain  ", "spain\r\n", "https://evil.example/poland spain",
		"&lt;!channel&gt; spain",
	} {
		q := d.Parse(s, testDay, Context{})
		if q.Fault != nil || !slices.Equal(q.Allies, []facts.Code{"ESP"}) {
			t.Errorf("%q: %s", s, summary(d, q))
		}
	}
	long := strings.Repeat("<!channel> ", 1000)
	q := d.Parse(long, testDay, Context{})
	if q.Fault == nil || len(q.Fault.Say) > 300 || strings.Contains(q.Fault.Say, "<") {
		t.Errorf("long text: %+v", q.Fault)
	}
	for _, s := range []string{"", " ", "\u200b", "?", "!!!", "<@U123>", "\x00\x01", "\xff\xfe"} {
		if q := d.Parse(s, testDay, Context{}); q.Intent != Help {
			t.Errorf("%q: %s", s, summary(d, q))
		}
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for prefix, first := range map[string]string{"spa": "spain", "spain": "spain", "hol": "netherlands", "españ": "spain", "Ger": "germany", "compare sp": "compare spain poland", "tur": "türkiye", "below": "below 2%", "wh": "who spends least?", "bal": "baltics", "spain as of 2025": "spain as of 2025-08-28"} {
		got := d.Suggest(prefix, testDay, 25)
		if len(got) == 0 || got[0].Ask != first {
			t.Errorf("%q: %v, want %q first", prefix, got, first)
		}
	}
	for _, prefix := range []string{"", "a", "b", "c", "s", "m", "n", "t", "w", "1", "x", "spain ", "compare ", "compare spain p", strings.Repeat("spain ", 50), "<@U1>", "/nato sp"} {
		got := d.Suggest(prefix, testDay, 25)
		if len(got) > 25 || prefix == "" && len(got) < 10 || len(prefix) == 1 && strings.Contains("abcsmntw", prefix) && len(got) == 0 {
			t.Errorf("%q: %d suggestions", prefix, len(got))
		}
		for _, c := range got {
			if utf8.RuneCountInString(c.Label) > 100 || utf8.RuneCountInString(c.Ask) > 100 || c.Ask == "" || c.Label == "" {
				t.Errorf("%q: %+v", prefix, c)
			}
		}
	}
	if got := d.Suggest("spain as of", "2025-03-13", 25); len(got) == 0 || slices.ContainsFunc(got, func(c Choice) bool { return strings.Contains(c.Ask, "2026") }) {
		t.Errorf("as of 2025-03-13: %v", got)
	}
}

func FuzzParse(f *testing.F) {
	d := loaded(f)
	raw, err := os.ReadFile("testdata/understood.tsv")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.SplitSeq(string(raw), "\n") {
		text, _, _ := strings.Cut(line, "\t")
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := d.Parse(text, testDay, Context{})
		if q.Intent == "" || q.AsOf == "" {
			t.Fatalf("no intent or day: %+v", q)
		}
		if q.Fault == nil {
			r := d.Parse(d.Canonical(q), q.AsOf, Context{})
			if r.Intent == "" {
				t.Fatal("no intent of the canonical text")
			}
		} else if q.Fault.Say == "" || !utf8.ValidString(q.Fault.Say) || utf8.RuneCountInString(q.Fault.Say) > 500 {
			t.Fatalf("fault %+v", q.Fault)
		}
		if r := d.Reading(q); r == "" || !utf8.ValidString(r) {
			t.Fatalf("reading %q", r)
		}
		for _, c := range q.Allies {
			if _, ok := d.Ally(c); !ok && !c.Aggregate() {
				t.Fatalf("Ally %q", c)
			}
		}
		d.Parse(text, testDay, Context{Allies: []facts.Code{"ESP"}, AsOf: "2025-03-13"})
		d.Suggest(text, testDay, 25)
		d.MatchAlly(text)
		d.ParseAllies(text)
	})
}

func BenchmarkParse(b *testing.B) {
	d := loaded(b)
	sentence := "How much would Spain need to spend to reach the 3.5% target that was agreed at The Hague, and when did it first meet 2%?"
	for _, c := range []struct{ name, text string }{
		{"terse", "spain"}, {"rank", "rank 2026"}, {"compare", "compare spain poland italy as of 2025-03-13"}, {"sentence", sentence},
		{"unknown", "zyxwv utsrq ponml kjihg fedcb azbyc xdwev fugth"},
		{"len1000", strings.Repeat(sentence+" ", 9)[:1000]}, {"len2000", strings.Repeat(sentence+" ", 17)[:2000]}, {"len4000", strings.Repeat(sentence+" ", 34)[:4000]}, {"len10000", strings.Repeat(sentence+" ", 90)[:10000]},
		{"numbers4000", strings.Repeat("5 top ", 700)[:4000]}, {"dates4000", strings.Repeat("3.4.2025 ", 500)[:4000]}, {"months4000", strings.Repeat("may 5 ", 700)[:4000]}, {"names4000", strings.Repeat("estonia ", 600)[:4000]},
		{"strange4000", strings.Repeat("zyxwv ", 700)[:4000]}, {"of4000", "5 " + strings.Repeat("of ", 1400)[:3990]}, {"links4000", strings.Repeat("<https://a|b> ", 400)[:4000]}, {"open4000", strings.Repeat("<@", 2000)}, {"as4000", strings.Repeat("as of 2025 ", 500)[:4000]},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Parse(c.text, testDay, Context{})
			}
		})
	}
}

func BenchmarkVocabulary(b *testing.B) {
	d := loaded(b)
	b.ReportAllocs()
	for b.Loop() {
		newVocabulary(d.Dataset)
	}
}

func BenchmarkSuggest(b *testing.B) {
	d := loaded(b)
	for _, s := range []string{"", "s", "spain", "compare spain p"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Suggest(s, testDay, 25)
			}
		})
	}
}
