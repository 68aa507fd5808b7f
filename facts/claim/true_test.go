package claim

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"natobot/facts"
)

// filler fills the places of lines with the figures of an edition.
type filler struct {
	t     *testing.T
	e     *facts.Edition
	dec   int
	point string // decimal sign
}

func (f filler) number(who facts.Code, m facts.Measure, year int) string {
	f.t.Helper()
	fig, ok := f.e.Figure(who, m, year)
	if !ok {
		f.t.Fatalf("no %s of %s for %d", m, who, year)
	}
	return strings.Replace(facts.FormatNumber(facts.Round(fig.Value, f.dec), f.dec), ".", f.point, 1)
}

// A sentence that is true is never contradicted, outdated or imprecise: lines of
// two and three Allies, of two years, of a share beside another, in twelve
// languages, filled with the figures of the newest edition.
func TestTrueSentencesAccuseNobody(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	const day = "2026-10-14"
	e, ok := d.Current(day)
	if !ok {
		t.Fatal("no edition")
	}
	raw, err := os.ReadFile("testdata/true_lines.tsv")
	if err != nil {
		t.Fatal(err)
	}
	names, head, lines := map[string]map[facts.Code]string{}, map[string]string{}, map[string][]string{}
	for l := range strings.SplitSeq(string(raw), "\n") {
		f := strings.Split(l, "\t")
		switch {
		case len(f) < 3:
		case f[1] == "head":
			head[f[0]] = f[2]
			names[f[0]] = map[facts.Code]string{}
		case f[1] == "line":
			lines[f[0]] = append(lines[f[0]], f[2])
		default:
			names[f[0]][facts.Code(f[1])] = f[2]
		}
	}
	decided, all := 0, 0
	for lang, ls := range lines {
		var codes []facts.Code
		for c := range names[lang] {
			codes = append(codes, c)
		}
		slices.Sort(codes)
		for n, line := range ls {
			for dec := 1; dec <= 2; dec++ {
				f := filler{t: t, e: e, dec: dec, point: ","}
				if lang == "en" {
					f.point = "."
				}
				a, b, c := codes[(n*5+dec)%len(codes)], codes[(n*5+dec+1+n%4)%len(codes)], codes[(n*5+dec+7)%len(codes)]
				text := strings.NewReplacer("{A}", names[lang][a], "{B}", names[lang][b], "{C}", names[lang][c],
					"{a}", f.number(a, facts.ShareOfGDP, 2026), "{b}", f.number(b, facts.ShareOfGDP, 2026), "{c}", f.number(c, facts.ShareOfGDP, 2026),
					"{a5}", f.number(a, facts.ShareOfGDP, 2025), "{b5}", f.number(b, facts.ShareOfGDP, 2025), "{ae}", f.number(a, facts.EquipmentShare, 2026)).Replace(line)
				r, size := utf8.DecodeRuneInString(text)
				text = string(unicode.ToUpper(r)) + text[size:]
				for _, between := range []string{" ", "\n\n"} {
					for _, cl := range Check(d, head[lang]+between+text, day) {
						all++
						switch cl.Verdict {
						case facts.Supported:
							decided++
						case facts.NotCheckable:
						default:
							t.Errorf("%s: %s because %s", text, cl.Verdict, cl.Because)
						}
					}
				}
			}
		}
	}
	if all < 400 || decided*10 < all*8 {
		t.Errorf("%d of %d decided", decided, all)
	}
}
