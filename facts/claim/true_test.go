package claim

import (
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
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

// A line of true_lines.tsv, filled.
type filled struct {
	lang, head, text string
	who              [3]facts.Code
}

// trueLines fills the lines of testdata with the figures of an edition, at one
// and two decimals, each for so many sets of Allies.
func trueLines(t *testing.T, e *facts.Edition, sets int) (out []filled, names map[string]map[facts.Code]string) {
	t.Helper()
	raw, err := os.ReadFile("testdata/true_lines.tsv")
	if err != nil {
		t.Fatal(err)
	}
	names = map[string]map[facts.Code]string{}
	head, lines := map[string]string{}, map[string][]string{}
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
	for _, lang := range slices.Sorted(maps.Keys(lines)) {
		codes := slices.Sorted(maps.Keys(names[lang]))
		for n, line := range lines[lang] {
			for k := range 2 * sets {
				f := filler{t: t, e: e, dec: 1 + k%2, point: ","}
				if lang == "en" {
					f.point = "."
				}
				a, b, c := codes[(n*5+k)%len(codes)], codes[(n*5+k+1+n%4)%len(codes)], codes[(n*5+k+7)%len(codes)]
				text := strings.NewReplacer("{A}", names[lang][a], "{B}", names[lang][b], "{C}", names[lang][c],
					"{a}", f.number(a, facts.ShareOfGDP, 2026), "{b}", f.number(b, facts.ShareOfGDP, 2026), "{c}", f.number(c, facts.ShareOfGDP, 2026),
					"{a5}", f.number(a, facts.ShareOfGDP, 2025), "{b5}", f.number(b, facts.ShareOfGDP, 2025), "{ae}", f.number(a, facts.EquipmentShare, 2026)).Replace(line)
				r, size := utf8.DecodeRuneInString(text)
				out = append(out, filled{lang, head[lang], string(unicode.ToUpper(r)) + text[size:], [3]facts.Code{a, b, c}})
			}
		}
	}
	return out, names
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
	decided, all := 0, 0
	lines, _ := trueLines(t, e, 1)
	for _, l := range lines {
		for _, between := range []string{" ", "\n\n"} {
			for _, c := range Check(d, l.head+between+l.text, day) {
				all++
				switch c.Verdict {
				case facts.Supported:
					decided++
				case facts.NotCheckable:
				default:
					t.Errorf("%s: %s because %s", l.text, c.Verdict, c.Because)
				}
			}
		}
	}
	if all < 400 || decided*10 < all*8 {
		t.Errorf("%d of %d decided", decided, all)
	}
}

// pointsFor are per cent and percentage points in some languages.
var pointsFor = map[string][]string{"en": {" per cent", " percentage points"}, "de": {" Prozent", " Prozentpunkte"}, "fr": {" %", " points de pourcentage"}, "es": {" %", " puntos porcentuales"},
	"it": {"%", " punti percentuali"}, "pl": {" proc.", " punktu procentowego"}, "nl": {" procent", " procentpunten"}, "sv": {" procent", " procentenheter"}, "ro": {"%", " puncte procentuale"},
	"cs": {" procenta", " procentního bodu"}, "pt": {"%", " pontos percentuais"}}

var numberIn = regexp.MustCompile(`\d+[.,]\d+`)

// TestMutationsOfTrueLines changes a number, or whose it is, in each part that is
// supported: what is false then is not supported, and what is contradicted is
// so of the same Ally and year, with the number that stood there.
func TestMutationsOfTrueLines(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	const day = "2026-10-14"
	e, _ := d.Current(day)
	lines, names := trueLines(t, e, 5)
	changed, contradicted := 0, 0
	for _, l := range lines {
		text := l.head + " " + l.text
		for _, c := range Check(d, text, day) {
			if c.Verdict != facts.Supported || c.Kind != "ally_share" || c.SpanStart < len(l.head) || len(c.Allies) != 1 {
				continue
			}
			at := numberAt(text, c)
			if at == nil {
				continue
			}
			old := text[at[0]:at[1]]
			dec := len(old) - strings.IndexAny(old, ".,") - 1
			for _, by := range []float64{0.37, -0.46} {
				v := facts.Round(c.Value+by*c.Value/2, dec)
				if held(e, l.who[:], v, dec) {
					continue
				}
				was := strings.Replace(facts.FormatNumber(v, dec), ".", string(old[len(old)-dec-1]), 1)
				mutant := text[:at[0]] + was + text[at[1]:]
				changed++
				for _, m := range Check(d, mutant, day) {
					if m.SpanStart > at[0] || m.SpanEnd < at[0]+len(was) || math.Abs(m.Value-v) > 1e-9 {
						continue
					}
					switch m.Verdict {
					case facts.Supported, facts.Imprecise:
						t.Errorf("value: %s: %s is %s: %s", l.text, mutant[len(l.head):], m.Verdict, m.Because)
					case facts.Contradicted:
						contradicted++
						if !slices.Equal(m.Allies, c.Allies) || m.Year != c.Year || m.Correct != "" && !strings.Contains(m.Correct, old) {
							t.Errorf("value: %s: %s of %v %d, was of %v %d; %s", mutant[len(l.head):], m.Verdict, m.Allies, m.Year, c.Allies, c.Year, m.Correct)
						}
					}
				}
			}
			other := slices.Sorted(maps.Keys(names[l.lang]))[(changed*7)%len(names[l.lang])]
			name := names[l.lang][c.Allies[0]]
			if slices.Contains(l.who[:], other) || strings.Count(text, name) != 1 || held(e, []facts.Code{other}, c.Value, dec) {
				continue
			}
			mutant := strings.Replace(text, name, names[l.lang][other], 1)
			changed++
			for _, m := range Check(d, mutant, day) {
				if m.Value == c.Value && slices.Contains(m.Allies, other) && (m.Verdict == facts.Supported || m.Verdict == facts.Imprecise) && m.Kind == "ally_share" && m.SpanStart >= len(l.head) {
					t.Errorf("Ally: %s is %s: %s", mutant[len(l.head):], m.Verdict, m.Because)
				}
			}
		}
	}
	for _, l := range lines {
		points, ok := pointsFor[l.lang]
		if !ok {
			continue
		}
		changed++
		mutant := l.head + " " + strings.NewReplacer(points...).Replace(l.text)
		for _, m := range Check(d, mutant, day) {
			if m.SpanStart >= len(l.head) && m.Kind == "ally_share" && m.Verdict != facts.NotCheckable && m.Value < 10 {
				t.Errorf("unit: %s: %s: %s", mutant[len(l.head):], m.Verdict, m.Because)
			}
		}
	}
	t.Logf("%d changed, %d contradicted", changed, contradicted)
	if changed < 2000 || contradicted*5 < changed {
		t.Errorf("%d changed, %d contradicted", changed, contradicted)
	}
}

// numberAt is where the number of a claim stands, nil where its span holds it
// not once.
func numberAt(text string, c Claim) []int {
	var found []int
	for _, at := range numberIn.FindAllStringIndex(text[c.SpanStart:c.SpanEnd], -1) {
		v, err := strconv.ParseFloat(strings.Replace(text[c.SpanStart+at[0]:c.SpanStart+at[1]], ",", ".", 1), 64)
		if err == nil && v == c.Value {
			if found != nil {
				return nil
			}
			found = []int{c.SpanStart + at[0], c.SpanStart + at[1]}
		}
	}
	return found
}

// held reports whether a number is a share of GDP of one of the Allies in a year
// that a sentence may mean, or of the Alliance, or within a last digit of one.
func held(e *facts.Edition, who []facts.Code, v float64, dec int) bool {
	for _, w := range append(slices.Clone(who), facts.NATOTotal, facts.EuropeCanada) {
		for y := 2023; y <= 2026; y++ {
			for _, m := range []facts.Measure{facts.ShareOfGDP, facts.EquipmentShare} {
				if f, ok := e.Figure(w, m, y); ok && math.Abs(facts.Round(f.Value, dec)-v) < 1.6*math.Pow10(-dec) {
					return true
				}
			}
		}
	}
	return false
}
