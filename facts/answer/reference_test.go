package answer

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"natobot/facts"
)

// understood are questions of all kinds, with what each is read as.
func understood(t testing.TB) []string {
	t.Helper()
	raw, err := os.ReadFile("../reader/testdata/understood.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		q, _, _ := strings.Cut(l, "\t")
		out = append(out, q)
	}
	return out
}

// inRef are the signs that a reference may have: none that an address, a mail
// or a file's name would have to escape.
const inRef = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_,;."

// TestReferencesOpenToTheSameFigures makes the reference of each answer and
// opens it again.
func TestReferencesOpenToTheSameFigures(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	made, answered := 0, 0
	for _, q := range understood(t) {
		a := d.Asked(q, "2026-11-27", Context{})
		if a.Status != Answered || a.Intent == Help || a.Check != "" {
			continue
		}
		answered++
		ref, ok := d.Ref(a)
		if !ok {
			continue
		}
		made++
		if len(ref) > MaxRef || strings.Trim(ref, inRef) != "" {
			t.Errorf("%q: %q", q, ref)
		}
		again, r, err := d.Open(ref)
		if err != nil {
			t.Errorf("%q: %s: %v", q, ref, err)
			continue
		}
		if seal(&again.Answer) != seal(&a.Answer) || r.Day != a.known(a.AsOf) {
			t.Errorf("%q: %s opens to other figures: %s, not %s", q, ref, again.Headline, a.Headline)
		}
		if twice, ok := d.Ref(again); !ok || twice != ref {
			t.Errorf("%q: %s is made again as %s", q, ref, twice)
		}
	}
	t.Logf("%d of %d answers have a reference", made, answered)
	if made*100 < answered*98 {
		t.Errorf("only %d of %d answers have a reference", made, answered)
	}
}

// refOf is the reference of a question's answer.
func refOf(t testing.TB, d *Writer, text string, day facts.Date) string {
	t.Helper()
	ref, ok := d.Ref(d.Asked(text, day, Context{}))
	if !ok {
		t.Fatalf("%q has no reference", text)
	}
	return ref
}

// with is a Writer of the embedded data under further files.
func with(t testing.TB, files fstest.MapFS) *Writer {
	t.Helper()
	d, err := facts.Load(facts.Embedded(), files)
	if err != nil {
		t.Fatal(err)
	}
	return New(d)
}

const edition2027 = "key,value\nid,nato-2027-06\npublisher,NATO\ntitle,T\npublished,2027-06-10\ndefinition,core\ncomplete,yes\nconfidence,high\nno_url,made up for this test\n"

// Another version of the data opens a reference to its figures, or to none.
func TestReferencesUnderOtherData(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	ref := refOf(t, d, "spain", "2026-11-27")
	compared := refOf(t, d, "compare spain poland as of 2024-07-01", "2026-11-27")
	want, _, err := d.Open(ref)
	if err != nil {
		t.Fatal(err)
	}

	// Of later editions nothing is seen, whether they are held or not.
	later := with(t, fstest.MapFS{
		"nato-2027-06/edition.csv": {Data: []byte(edition2027)},
		"nato-2027-06/figures.csv": {Data: []byte("ally,measure,source,currency,2024,2026,2027e\nESP,share_of_gdp_pct,nato-2027-06,,1.51,2.03,2.1\n")},
	})
	for _, r := range []string{ref, compared} {
		if _, _, err := later.Open(r); err != nil {
			t.Errorf("%s under a later edition: %v", r, err)
		}
	}
	if got, _, err := later.Open(ref); err != nil || got.Headline != want.Headline {
		t.Errorf("%v %q", err, got.Headline)
	}
	fresh := refOf(t, later, "spain", "2027-07-01")
	if a, r, err := d.Open(fresh); !errors.Is(err, ErrRefGone) || r.Text != "ESP" || r.Edition != "2706" || a.Headline != "" {
		t.Errorf("%s is of an edition that is not held: %v %+v", fresh, err, r)
	}

	// Another edition from before the day, held only since, is not taken.
	since := with(t, fstest.MapFS{
		"nato-2026-09/edition.csv": {Data: []byte(strings.NewReplacer("2027-06-10", "2026-09-10", "2027-06", "2026-09").Replace(edition2027))},
		"nato-2026-09/figures.csv": {Data: []byte("ally,measure,source,currency,2024,2025e,2026e\nDEU,share_of_gdp_pct,nato-2026-09,,2.01,2.3,2.7\n")},
	})
	germany := refOf(t, d, "trend germany", "2026-11-27")
	if now := since.Asked("trend germany", "2026-11-27", Context{}); now.Edition != "nato-2026-09" {
		t.Fatalf("the edition held since is not the current one, but %s", now.Edition)
	}
	if a, _, err := since.Open(germany); err != nil || a.Edition != "nato-2026-07" {
		t.Errorf("%s: %v, edition %s", germany, err, a.Edition)
	}

	// A figure that was corrected is not stated under the old reference.
	raw, err := fs.ReadFile(facts.Embedded(), "nato-2026-07/figures.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(string(raw), "\n")
	for i, l := range rows {
		if strings.HasPrefix(l, "ESP,share_of_gdp_pct,") {
			rows[i] = l[:strings.LastIndex(l, ",")] + ",2.04"
		}
	}
	head, err := fs.ReadFile(facts.Embedded(), "nato-2026-07/edition.csv")
	if err != nil {
		t.Fatal(err)
	}
	corrected := with(t, fstest.MapFS{"nato-2026-07/edition.csv": {Data: head}, "nato-2026-07/figures.csv": {Data: []byte(strings.Join(rows, "\n"))}})
	if _, r, err := corrected.Open(ref); !errors.Is(err, ErrRefGone) || r.Text != "ESP" || r.Day != "2026-11-27" {
		t.Errorf("%s after a correction: %v %+v", ref, err, r)
	}
	if _, _, err := corrected.Open(germany); err != nil {
		t.Errorf("%s states nothing that was corrected: %v", germany, err)
	}
}

// A slip of one sign opens nothing.
func TestReferencesKnowSlips(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	ref := refOf(t, d, "compare spain poland", "2026-11-27")
	for i := range ref {
		for _, c := range []byte(inRef) {
			if s := ref[:i] + string(c) + ref[i+1:]; s != ref {
				if _, err := ParseRef(s); err == nil {
					t.Errorf("%s is read", s)
				}
			}
		}
		if _, err := ParseRef(ref[:i]); err == nil {
			t.Errorf("%s is read", ref[:i])
		}
		if _, err := ParseRef(ref[:i] + ref[i+1:]); err == nil {
			t.Errorf("%s is read", ref[:i]+ref[i+1:])
		}
	}
	for _, s := range []string{"", ".", "....", "e", strings.Repeat("a", 100), ref + ".json", "../../etc/passwd", "<script>", ref + "\n", strings.ToUpper(ref)} {
		if _, err := ParseRef(s); !errors.Is(err, ErrNoRef) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// What was not answered, and what only a person's words can ask, has none.
func TestWhatHasNoReference(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, q := range []string{"", "help", "blorb", `check "Spain spends 1% of GDP"`, "what will spain spend in 2040"} {
		if ref, ok := d.Ref(d.Asked(q, testDay, Context{})); ok {
			t.Errorf("%q: %s", q, ref)
		}
	}
}

func FuzzParseRef(f *testing.F) {
	d := loaded(f)
	for _, q := range []string{"spain", "below 2%", "compare spain poland", "trend germany since 2014", "meeting 2025-03-13", "spain june 2024 edition"} {
		f.Add(refOf(f, d, q, testDay))
	}
	f.Add("a.20261127.x.fr.0000000")
	f.Add("1pctpct-_,;.20260229.2607.0000000")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRef(s)
		if err == nil && (r.String() != s || len(s) > MaxRef || strings.Trim(s, inRef) != "") {
			t.Errorf("%q is read as %+v and written as %q", s, r, r.String())
		}
		r.Text, r.Day, r.seal = s, testDay, "0000" // any text is written so that it is read again, or not at all
		if w := r.String(); w != "" {
			if again, err := ParseRef(w); err != nil || again.String() != w {
				t.Errorf("%q is written as %q: %v", s, w, err)
			}
		}
	})
}

func BenchmarkRef(b *testing.B) {
	d := loaded(b)
	a := d.Asked("compare spain poland", testDay, Context{})
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := d.Ref(a); !ok {
			b.Fatal("none")
		}
	}
}

// TestReferencesOfEarlierBuilds opens references that earlier builds made. A
// build that can't give the figures of one has broken links that stand in
// print: its lines are never changed or taken out; -update adds more, up to
// kept.
func TestReferencesOfEarlierBuilds(t *testing.T) {
	t.Parallel()
	const file, kept = "testdata/references.tsv", 500
	d := loaded(t)
	raw, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	if len(raw) == 0 {
		lines = nil
	}
	seen := map[string]bool{}
	for _, l := range lines {
		ref, want, _ := strings.Cut(l, "\t")
		seen[ref] = true
		a, _, err := d.Open(ref)
		if err != nil {
			r, _ := ParseRef(ref)
			t.Errorf("%s: %v; asked as of %s it states now: %s", ref, err, r.Day, stated(d.Ask(r.Text, r.Day, Context{})))
			continue
		}
		if got := stated(a.Answer); got != want {
			t.Errorf("%s states\n%s\nand stated\n%s", ref, got, want)
		}
	}
	if *update {
		questions := understood(t)
		for i := 0; len(lines) < kept && i < 7*len(questions); i++ { // all kinds, on several days
			day := []facts.Date{"2026-11-27", "2026-11-27", "2026-11-27", "2025-09-15", "2025-05-01", "2024-07-01", "2023-08-01"}[i%7]
			a := d.Asked(questions[i*11%len(questions)], day, Context{})
			if ref, ok := d.Ref(a); ok && !seen[ref] && len(a.Figures) <= 40 {
				seen[ref] = true
				lines = append(lines, ref+"\t"+stated(a.Answer))
			}
		}
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if len(lines) < kept {
		t.Errorf("only %d references are kept", len(lines))
	}
}

// stated are the published and computed numbers of an answer, in a line.
func stated(a Answer) string {
	var out []string
	for _, f := range a.Figures {
		s := string(f.Ally) + " " + strconv.Itoa(f.Year) + " " + string(f.Measure) + " " + f.Plain()
		if f.Estimate {
			s += "e"
		}
		out = append(out, s+" "+f.Edition)
	}
	for _, x := range a.Derived {
		out = append(out, "="+strconv.FormatFloat(x.Value, 'g', 6, 64))
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), "; ")
}

func TestBibTeXEscapes(t *testing.T) {
	t.Parallel()
	a := Answer{Headline: `50 % & {x} \ _ # $ ~ ^`, AsOf: "2026-11-23", Reference: "ESP,POL.20261123.2607.0000000", Address: "https://x.example/e/a{b}",
		Sources: []facts.Cite{{Source: facts.Source{ID: "a,b", Publisher: "A & B", Title: "T_1", Published: "2026-07"}, Locator: "Table 3"}}}
	got := a.BibTeX()
	for _, want := range []string{`{50 \% \& \{x\} \textbackslash{} \_ \# \$ \textasciitilde{} \textasciicircum{}}`, "@misc{natobot:ESP-POL.20261123", "@misc{a-b,", `author = {{A \& B}}`, "url = {https://x.example/e/a%7Bb%7D}", "date = {2026-07}"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Count(got, "{") != strings.Count(got, "}")+strings.Count(got, `\{`)-strings.Count(got, `\}`) {
		t.Errorf("braces do not pair:\n%s", got)
	}
}
