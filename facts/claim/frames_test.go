package claim

import (
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"natobot/facts"
)

// frames are the lines of frames.tsv, by language and what they are.
func frames(t *testing.T) map[string]map[string][]string {
	t.Helper()
	raw, err := os.ReadFile("testdata/frames.tsv")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string][]string{}
	for l := range strings.SplitSeq(string(raw), "\n") {
		f := strings.Split(l, "\t")
		if len(f) < 3 {
			continue
		}
		if out[f[0]] == nil {
			out[f[0]] = map[string][]string{}
		}
		out[f[0]][f[1]] = append(out[f[0]][f[1]], strings.ReplaceAll(f[2], `\n`, "\n"))
	}
	return out
}

// heldShare is a share of GDP of an Ally for a year as a sentence writes it.
func heldShare(t *testing.T, e *facts.Edition, who facts.Code, off float64, point string) string {
	t.Helper()
	f, ok := e.Figure(who, facts.ShareOfGDP, e.ShareYear())
	if !ok {
		t.Fatalf("no share of %s", who)
	}
	return strings.Replace(facts.FormatNumber(math.Abs(facts.Round(f.Value+off, 2)), 2), ".", point, 1)
}

// What another source says, what is wanted, denied, asked or set as a condition,
// and what a list under another's head holds is decided by nothing, whether it is
// right by NATO's figures or wrong.
func TestFramesAreLeftAlone(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	const day = "2026-10-14"
	e, ok := d.Current(day)
	if !ok {
		t.Fatal("no edition")
	}
	_, names := trueLines(t, e, 1)
	tried := 0
	for lang, lines := range frames(t) {
		codes := slices.Sorted(maps.Keys(names[lang]))
		point := ","
		if lang == "en" {
			point = "."
		}
		fill := func(line string, k int, off float64, n string) string {
			a, b, c := codes[k%len(codes)], codes[(k+3)%len(codes)], codes[(k+7)%len(codes)]
			return strings.NewReplacer("{A}", names[lang][a], "{B}", names[lang][b], "{C}", names[lang][c], "{n}", n,
				"{a}", heldShare(t, e, a, off, point), "{b}", heldShare(t, e, b, off, point), "{c}", heldShare(t, e, c, off, point)).Replace(line)
		}
		for kind, wholes := range lines {
			for _, whole := range wholes {
				for k := range 4 {
					for _, wrong := range [...]bool{false, true} {
						off, n := 0.0, "30"
						if wrong {
							off, n = 0.77, "17"
						}
						var texts []string
						switch kind {
						case "core", "above", "below", "year", "reach", "miss":
						case "list":
							texts = append(texts, fill(whole, 5*k, off, n))
						default:
							for _, core := range lines["core"] {
								s := fill(core, 5*k, off, n)
								r, size := utf8.DecodeRuneInString(s)
								texts = append(texts, strings.NewReplacer("{s}", s, "{S}", string(unicode.ToUpper(r))+s[size:]).Replace(whole))
							}
						}
						for _, text := range texts {
							tried++
							for _, c := range Check(d, text, day) {
								if c.Verdict != facts.NotCheckable {
									t.Errorf("%s %s: %q: %s because %s", lang, kind, text, c.Verdict, c.Because)
								}
							}
						}
					}
				}
			}
		}
	}
	if tried < 4000 {
		t.Errorf("only %d tried", tried)
	}
}

// A mutant is a sentence with what it is of, and whether it is true.
type mutant struct {
	kind, text string
	who        facts.Code
	year       int
	value      float64
	holds      bool
}

// mutants are true sentences of a language with all that one change of the
// comparison, the year or the number makes of them.
func mutants(t *testing.T, e *facts.Edition, lines map[string][]string, names map[facts.Code]string, point string) (out []mutant) {
	t.Helper()
	number := func(v float64, dec int) string {
		return strings.Replace(facts.FormatNumber(v, dec), ".", point, 1)
	}
	add := func(kind string, m mutant, pairs ...string) {
		for _, line := range lines[kind] {
			s := strings.NewReplacer(append(pairs, "{A}", names[m.who])...).Replace(line)
			r, size := utf8.DecodeRuneInString(s)
			m.kind, m.text = kind, string(unicode.ToUpper(r))+s[size:]
			out = append(out, m)
		}
	}
	for who := range names {
		for _, off := range [...]float64{-0.6, -0.3, 0.3, 0.6} {
			f, _ := e.Figure(who, facts.ShareOfGDP, 2026)
			x := facts.Round(f.Value+off, 1)
			add("above", mutant{who: who, year: 2026, value: x, holds: f.Value > x}, "{x}", number(x, 1))
			add("below", mutant{who: who, year: 2026, value: x, holds: f.Value < x}, "{x}", number(x, 1))
		}
		for year := 2019; year <= 2026; year++ {
			for _, said := range [...]int{year, year - 1, year + 1} {
				f, ok1 := e.Figure(who, facts.ShareOfGDP, year)
				g, ok2 := e.Figure(who, facts.ShareOfGDP, said)
				if !ok1 || !ok2 || said != year && math.Abs(f.Value-g.Value) < 0.03 {
					continue
				}
				add("year", mutant{who: who, year: said, value: f.Value, holds: said == year}, "{x}", number(f.Value, 2), "{y}", strconv.Itoa(said))
			}
		}
	}
	for n := 1; n <= 31; n++ {
		add("reach", mutant{year: 2026, value: float64(n), holds: n == 30}, "{n}", strconv.Itoa(n))
		add("miss", mutant{year: 2026, value: float64(n), holds: n == 1}, "{n}", strconv.Itoa(n))
	}
	return out
}

// What is false by a change of the comparison, the year or the number is never
// supported, and what is true never contradicted; what is contradicted is so of
// the Ally and year that the sentence names.
func TestMutationsOfComparisonYearAndCount(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	const day = "2026-10-14"
	e, ok := d.Current(day)
	if !ok {
		t.Fatal("no edition")
	}
	_, names := trueLines(t, e, 1)
	all, supported, contradicted := 0, 0, 0
	for lang, lines := range frames(t) {
		point := ","
		if lang == "en" {
			point = "."
		}
		for _, m := range mutants(t, e, lines, names[lang], point) {
			all++
			for _, c := range Check(d, m.text, day) {
				switch c.Verdict {
				case facts.Supported:
					supported++
					if !m.holds {
						t.Errorf("%s %s: %s is supported: %s", lang, m.kind, m.text, c.Because)
					}
				case facts.Contradicted, facts.Outdated, facts.Imprecise:
					contradicted++
					if m.holds {
						t.Errorf("%s %s: %s is %s: %s", lang, m.kind, m.text, c.Verdict, c.Because)
					}
					if c.Year != m.year || m.who != "" && !slices.Equal(c.Allies, []facts.Code{m.who}) {
						t.Errorf("%s %s: %s is %s of %v %d: %s", lang, m.kind, m.text, c.Verdict, c.Allies, c.Year, c.Because)
					}
				}
			}
		}
	}
	t.Logf("%d sentences, %d supported, %d contradicted, outdated or imprecise", all, supported, contradicted)
	if all < 4000 || supported < 1000 || contradicted < 500 {
		t.Errorf("%d sentences, %d supported, %d contradicted, outdated or imprecise", all, supported, contradicted)
	}
}
