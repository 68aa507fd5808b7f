package claim

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"natobot/facts"
)

// loaded is the embedded data, loaded afresh.
func loaded(t testing.TB) *facts.Dataset {
	t.Helper()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// quiet holds sentences that state nothing which the figures decide.
var quiet = []string{
	"Spain should spend more on defence.",
	"Germany will spend 3.5% of GDP on defence in 2029.",
	"Rutte hopes that NATO stays united.",
	"Inflation in Spain was 3.2% in 2025, while NATO met in Brussels.",
	"Ukraine spends 34% of GDP on defence, NATO officials said.",
	"Support for NATO in Poland stands at 82%.",
	"Did Spain spend 2% of GDP on defence? Nobody in NATO knows.",
	"Italy plans to raise defence spending to 2.5% of GDP by 2028.",
	"NATO wants members to spend 5% of GDP.",
	"Canada pledged to reach 2% of GDP in defence this year.",
	"The vote on NATO was won by 51% in Slovenia.",
	"Russia spends 7% of GDP on its military, far more than Germany.",
}

func TestCheckCorpus(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	f, err := os.Open("testdata/check_corpus.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	decidable, decided := 0, 0
	for _, r := range rows[1:] {
		asOf, want, text := facts.Date(r[0]), facts.Verdict(r[1]), r[2]
		claims := Check(d, text, asOf)
		got := worst(claims)
		if want != facts.NotCheckable {
			decidable++
			if got != facts.NotCheckable {
				decided++
			}
		}
		switch {
		case got == want:
		case got == facts.NotCheckable && len(claims) == 0:
			t.Logf("not found: %s (%s)", text, want)
		case got == facts.NotCheckable:
			t.Logf("not decided: %s (want %s): %s", text, want, claims[0].Because)
		default:
			t.Errorf("%s, as of %s: %s, want %s (%s): %s", text, asOf, got, want, r[3], claims[0].Because)
		}
		for _, c := range claims {
			if c.Because == "" || text[c.Start:c.End] != c.Sentence {
				t.Errorf("%s: reason %q, offsets %d to %d", text, c.Because, c.Start, c.End)
			}
			for _, f := range c.Figures {
				if e, _ := d.Edition(f.Edition); !e.Published.KnownBy(asOf) {
					t.Errorf("%s: a figure of %s was not known on %s", text, f.Edition, asOf)
				}
			}
		}
	}
	if len(rows)-1 < 80 || decided*100 < decidable*85 {
		t.Errorf("%d of %d decided, of %d sentences", decided, decidable, len(rows)-1)
	}
	t.Logf("%d of %d decided", decided, decidable)
}

// worst is the verdict of a sentence with several claims.
func worst(claims []Claim) facts.Verdict {
	for _, v := range []facts.Verdict{facts.Contradicted, facts.Outdated, facts.Imprecise, facts.Supported} {
		for _, c := range claims {
			if c.Verdict == v {
				return v
			}
		}
	}
	return facts.NotCheckable
}

func TestCheckLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, text := range quiet {
		for _, c := range Check(d, text, "2026-11-23") {
			if c.Verdict != facts.NotCheckable {
				t.Errorf("%s: %s because %s", text, c.Verdict, c.Because)
			}
		}
	}
}

// The founding article's statements, as curated: what the engine undertakes to
// decide must agree with the curated assessment.
func TestCheckAgreesWithCuratedStatements(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, st := range d.Statements {
		asOf := st.Date.Last()
		if st.Origin == "seed" {
			asOf = "2025-03-13"
		}
		for _, c := range Check(d, st.Claim, asOf) {
			if c.Verdict != facts.NotCheckable && c.Verdict != st.Then {
				t.Errorf("%s, %s: %q is %s here, %s as curated: %s | %s", st.ID, asOf, st.Claim, c.Verdict, st.Then, c.Because, st.ThenWhy)
			}
		}
		if cs := Check(d, st.Claim, asOf); st.Origin == "seed" && (len(cs) == 0 || cs[0].Verdict != st.Then) {
			t.Errorf("%s: %q is not found, or not %s: %+v", st.ID, st.Claim, st.Then, cs)
		}
	}
}

func TestCheckSaysWhenTodayDiffers(t *testing.T) {
	t.Parallel()
	cs := Check(loaded(t), "Eight NATO countries, among them Spain and Belgium, are below 2%.", "2025-03-13")
	if len(cs) != 2 || cs[1].Verdict != facts.Supported || cs[0].Verdict != facts.Supported || cs[0].Today == "" || cs[0].Year != 2024 || cs[0].Value != 8 {
		t.Fatalf("%+v", cs)
	}
	for _, name := range []string{"Croatia", "Portugal", "Italy", "Canada", "Belgium", "Luxembourg", "Slovenia", "Spain"} {
		if !strings.Contains(cs[0].Because, name) {
			t.Errorf("%s is not named: %s", name, cs[0].Because)
		}
	}
}

func FuzzCheck(f *testing.F) {
	d := loaded(f)
	for _, s := range quiet {
		f.Add(s)
	}
	f.Add("Eight NATO countries, among them Spain, are below 2%.\n\nPoland (4,12 %): $35bn in 2024")
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range Check(d, text, "2026-11-23") {
			if c.Start < 0 || c.End > len(text) || c.Start >= c.End || text[c.Start:c.End] != c.Sentence || c.Because == "" || c.Verdict == "" || c.Kind == "" {
				t.Errorf("%q: %+v", text, c)
			}
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	d := loaded(b)
	article := strings.Repeat("Eight NATO countries, among them Spain and Belgium, are below 2%. Poland spent 4.12% of GDP on defence in 2024, more than Germany. Rutte met Trump in Washington on 13 March 2025 and spoke of the future of the Alliance and of its members. ", 24)
	for name, text := range map[string]string{"1000-words": article, "1MB": strings.Repeat(article, 1<<20/len(article))} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			Check(d, article, "2025-03-13") // the lexicon is read once
			for b.Loop() {
				Check(d, text, "2025-03-13")
			}
		})
	}
}
