package sheet

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"natobot/bot"
	"natobot/facts"
)

// pointed are the languages whose spreadsheet programs write decimals with a
// point, and so part cells with a comma.
var pointed = map[string]bool{"en": true, "ga": true, "he": true, "ja": true, "ko": true, "mt": true, "th": true, "zh": true}

// AuditCSV is an audit as a spreadsheet program opens it: a row for each
// statement, its numbers as that program reads them in a language, UTF-8 with
// the mark by which it knows that. No cell of words is taken for a formula.
func AuditCSV(a *bot.Audit, lang language.Tag) ([]byte, error) {
	base, _ := lang.Base()
	point := "."
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if !pointed[base.String()] || lang.String() == "en-ZA" {
		point, w.Comma = ",", ';'
	}
	number := func(v float64, dec int) string {
		return strings.Replace(strconv.FormatFloat(v, 'f', dec, 64), ".", point, 1)
	}
	rows := [][]string{{"statement", "verdict", "sentence", "because", "correct", "today", "today_because", "today_correct", "kind", "allies", "year", "value", "unit",
		"figure_ally", "figure_year", "figure_measure", "figure", "figure_edition", "evidence", "as_of", "original_part", "original_paragraph", "original_start", "original_end"}}
	for i := range a.Statements {
		s := &a.Statements[i]
		row := []string{strconv.Itoa(s.N), words(bot.VerdictWord(s.Verdict)), words(s.Sentence), words(s.Because), words(s.Correct), "", words(s.TodayWhy), words(s.TodayCorrect), s.Kind, codes(s.Allies), "", "", s.Unit}
		if s.Today != "" {
			row[5] = bot.VerdictWord(s.Today)
		}
		if s.Year != 0 {
			row[10] = strconv.Itoa(s.Year)
		}
		if s.HasValue {
			row[11] = number(s.Value, -1)
		}
		figure := make([]string, 5)
		if len(s.Figures) > 0 {
			f := s.Figures[0]
			figure = []string{string(f.Ally), strconv.Itoa(f.Year), string(f.Measure), number(f.Value, f.Decimals()), f.Edition}
		}
		row = append(row, figure...)
		evidence := s.Address
		if evidence == "" {
			evidence = s.Evidence
		}
		row = append(row, evidence, string(a.AsOf), s.At.Part, place(s.At.Paragraph), strconv.Itoa(s.At.Byte), strconv.Itoa(s.To.Byte))
		rows = append(rows, row)
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

func place(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func codes(cs []facts.Code) string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = string(c)
	}
	return strings.Join(out, " ")
}

// words is a text that no program takes for a formula.
func words(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
