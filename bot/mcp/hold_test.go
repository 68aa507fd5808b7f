package mcp

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"natobot/bot"
	"natobot/facts/answer"
)

// questions are the first column of the reader's table.
func questions(t testing.TB) []string {
	t.Helper()
	raw, err := os.ReadFile("../../facts/reader/testdata/understood.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for l := range strings.Lines(string(raw)) {
		q, _, _ := strings.Cut(l, "\t")
		out = append(out, q)
	}
	return out
}

// aboutFigures are the intents whose every number is a figure, computed, asked
// or undertaken; others tell what people said.
var aboutFigures = []answer.Intent{answer.Profile, answer.Compare, answer.Ranking, answer.ThresholdList, answer.Trend, answer.Gap, answer.Aggregate}

// The structured content is what `ask --format json` prints, or says that it is
// shortened; the numbers in the text are figures of it, derived, or the
// question's own; every result is within its limits.
func TestResultsHold(t *testing.T) {
	t.Parallel()
	s, b := server(t, nil)
	tool := &sdk.Tool{Name: "ask", OutputSchema: s.tools["ask"].output}
	var promised strings.Builder
	for _, c := range s.Data().Commitments {
		promised.WriteString(c.Name + " " + c.Summary + " ")
		for _, r := range c.Readings {
			promised.WriteString(r.Text + " ")
		}
	}
	asked, judged, cut := 0, 0, 0
	for i, q := range questions(t) {
		if i%4 == 0 {
			continue
		}
		asked++
		o, err := s.ask(t.Context(), askIn{Question: q})
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.result(func(Surface) bool { return false }, o)
		if err != nil {
			t.Fatal(err)
		}
		raw := r.StructuredContent.(json.RawMessage)
		want, err := b.Handle(t.Context(), bot.Request{Kind: bot.Ask, Platform: "console", Text: q, At: at}).JSON()
		if err != nil {
			t.Fatal(err)
		}
		var got answer.AnswerJSON
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		if shortened := slices.ContainsFunc(got.Caveats, func(c string) bool { return strings.HasPrefix(c, "Shortened for an assistant") }); shortened {
			cut++
		} else if !same(raw, want) {
			t.Errorf("%s: structured content differs from ask --format json:\n%s\n%s", q, raw, want)
		}
		copied := *r
		copied.StructuredContent = nil
		if json.Unmarshal(raw, &copied.StructuredContent) != nil {
			t.Fatal(q)
		}
		fits(t, tool, &copied)
		text := r.Content[0].(*sdk.TextContent).Text
		if len(got.Sources) > 0 && !strings.Contains(text, "Source: ") || got.Ref != "" && !strings.Contains(text, got.Address) {
			t.Errorf("%s: no source or address in:\n%s", q, text)
		}
		if got.Status == answer.Answered && slices.Contains(aboutFigures, got.Intent) {
			judged++
			if got.AnsweredIn != answer.English { // that its numbers are the same is the answers' own test
				text = b.Handle(t.Context(), bot.Request{Kind: bot.Ask, Platform: "console", Text: q, At: at, Context: answer.Context{Lang: answer.English}}).Text()
			}
			numbersHold(t, q+" "+got.Understood+" "+promised.String(), text, got)
		}
	}
	if asked < 800 || judged < 500 || cut > asked/20 {
		t.Errorf("%d asked, %d judged, %d shortened", asked, judged, cut)
	}
	t.Logf("%d asked, %d judged, %d shortened", asked, judged, cut)
}

// peculiar are notes on a cell of NATO's own tables, in the words of the data.
var peculiar = regexp.MustCompile(`^Note: [^:]* \d{4}: `)

var number = regexp.MustCompile(`(US\$ )?[−+]?\d[\d,]*(\.\d+)?( billion| million| thousand)?`)

// numbersHold holds each number of a text that looks like a figure against the
// figures and what is derived from them, at the decimals that it is written
// with.
func numbersHold(t *testing.T, asked, text string, a answer.AnswerJSON) {
	t.Helper()
	values := []float64{}
	for _, f := range a.Figures {
		values = append(values, math.Abs(f.Value))
	}
	for _, x := range a.Derived {
		values = append(values, math.Abs(x.Value))
	}
	for l := range strings.Lines(text) {
		if peculiar.MatchString(l) || strings.HasPrefix(l, "Source: ") || strings.HasPrefix(l, "Evidence: ") || strings.HasPrefix(l, "Understood as: ") {
			continue
		}
		for _, m := range number.FindAllStringSubmatch(l, -1) {
			if m[1] == "" && m[2] == "" && m[3] == "" {
				continue // a year, a count, a rank
			}
			digits := strings.ReplaceAll(strings.TrimRight(strings.TrimLeft(strings.TrimSuffix(strings.TrimPrefix(m[0], "US$ "), m[3]), "−+"), ","), ",", "")
			v, err := strconv.ParseFloat(digits, 64)
			if err != nil {
				t.Fatalf("%q: %v", m[0], err)
			}
			step := 1.0
			if m[2] != "" {
				step = math.Pow10(1 - len(m[2]))
			}
			held := slices.ContainsFunc(values, func(x float64) bool {
				for _, scale := range []float64{1, 1000, 1e6} { // amounts are held in millions, heads in thousands
					if math.Abs(x/scale-v) <= step/2+1e-6 || math.Abs(x*scale-v) <= step/2*scale+1e-6 {
						return true
					}
				}
				return false
			})
			short := strings.TrimSuffix(strings.TrimRight(digits, "0"), ".")
			if !held && !strings.Contains(asked, digits) && (m[2] == "" || !strings.Contains(asked, short)) {
				t.Errorf("%.80s: %q of %q is no figure, derived from none, and was not asked", asked, m[0], l)
			}
		}
	}
}

// What is shortened keeps what is derived from figures that stand.
func TestShortened(t *testing.T) {
	t.Parallel()
	s, _ := server(t, nil)
	for _, q := range []string{"rank all allies", "trend germany france poland spain italy since 2014", "compare germany france poland spain italy estonia latvia lithuania norway denmark", "meetings"} {
		o, err := s.ask(t.Context(), askIn{Question: q})
		if err != nil {
			t.Fatal(err)
		}
		told := tell(o.reply, "", maxText)
		for _, room := range []int{20_000, 8_000, 5_000, 3_000} {
			raw, err := shorter(o.reply, told, room)
			if err != nil {
				t.Fatal(err)
			}
			var got answer.AnswerJSON
			if err := json.Unmarshal(raw, &got); err != nil || !bytes.HasPrefix(raw, []byte(`{"question":`)) {
				t.Fatal(err)
			}
			for _, x := range got.Derived {
				for _, i := range x.From {
					if i < 0 || i >= len(got.Figures) {
						t.Errorf("%s in %d: %s from %d of %d", q, room, x.Name, i, len(got.Figures))
					}
				}
			}
			if len(raw) > room && len(got.Figures) > 0 {
				t.Errorf("%s: %d bytes in %d", q, len(raw), room)
			}
		}
	}
}
