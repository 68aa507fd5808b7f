package workbook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"natobot/facts"
	"natobot/facts/late"
)

var (
	year       = late.Regexp(`20\d\d`)
	membership = late.Regexp(`from (20\d\d) onwards include ([a-zü ]+?), which became an ally on (\d{1,2} [a-z]+ (?:19|20)\d\d)`)
	page       = late.Regexp(`^[-–]? ?\d{1,3} ?[-–]?$`)
	// knownNotes are the sentences that have stood below NATO's tables. What is
	// left of a note without them is for a person to read.
	knownNotes = []func() *regexp.Regexp{
		late.Regexp(`^notes? ?:`),
		estimated,
		late.Regexp(`the nato europe and canada and nato total aggregates(?:,?(?: and)? ?from 20\d\d onwards include [a-zü ]+?, which became an ally on \d{1,2} [a-z]+ (?:19|20)\d\d)+`),
		late.Regexp(`\* ?these allies have national laws or political agreements which call for 2% of gdp(?: or more)? to be spent on defence annually, consequently future estimates are expected to change accordingly`),
		late.Regexp(`for past years,? allies'? defence spending was based on the then available gdp data and allies may, therefore, have met the 2% guideline when using those figures`),
		late.Regexp(`\(in 2018 and 2021, lithuania met 2% using november 2018 and june 2021 oecd figures respectively\)`),
		late.Regexp(`\(a\) equipment expenditure includes major equipment expenditure and r&d devoted to major equipment`),
		late.Regexp(`\(b\) personnel expenditure includes military and civilian expenditure and pensions`),
		late.Regexp(`\(c\) infrastructure expenditure includes nato common infrastructure and national military construction`),
		late.Regexp(`\(d\) other expenditure includes operations and maintenance expenditure, other r&d expenditure and expenditure not allocated among above-mentioned categories`),
	}
)

// ended reports whether the last block of the table stands open and has its
// rows: what is no row then is a note.
func (s *sheet) ended() bool {
	return s.t != nil && s.open != nil && s.last != "" && s.open.measure == s.t.blocks[len(s.t.blocks)-1].measure && (!s.t.aggregates || s.sum == 2)
}

// note holds a note below a table against what the table and the Allies' dates
// say, and keeps for a person what is not known.
func (s *sheet) note(row, col int) error {
	raw := s.at(row, col)
	t := plain(raw)
	s.stars = s.stars || strings.ContainsAny(t, "*†‡")
	if page().MatchString(t) {
		return nil
	}
	for _, m := range estimated().FindAllStringSubmatch(t, -1) {
		s.told = true
		var named []int
		for _, g := range year().FindAllString(m[1], -1) {
			y, err := strconv.Atoi(g)
			if err != nil || !slices.Contains(s.w.Estimates, y) {
				return s.fail(row, col, "the notes call %s an estimate, the head of the table does not", g)
			}
			named = append(named, y)
		}
		for _, y := range s.w.Estimates {
			if !slices.Contains(named, y) && (s.t.id != "4" || y == s.w.Years[len(s.w.Years)-1]) {
				return s.fail(row, col, "the head of the table marks %d as an estimate, the notes do not", y)
			}
		}
	}
	for _, m := range membership().FindAllStringSubmatch(t, -1) {
		a, ok := s.ally(m[2])
		day, err := time.Parse("2 January 2006", m[3])
		if !ok || err != nil || facts.DateOf(day) != a.Joined || m[1] != strconv.Itoa(a.Joined.Year()) {
			return s.fail(row, col, "the notes have %s as an Ally from %s, counted from %s: that is not so", clip(m[2]), clip(m[3]), m[1])
		}
	}
	for _, p := range knownNotes {
		t = p().ReplaceAllString(t, "")
	}
	if t = strings.Trim(t, " .;,"); t != "" {
		if r := []rune(t); len(r) > 500 {
			t = string(r[:500]) + "…"
		}
		if len(s.w.Confirm) > maxConfirm {
			return s.fail(row, col, "there are more notes than NATO's tables have")
		}
		s.w.confirm("A note that is new: %q.", strings.Join(strings.Fields(t), " "))
	}
	return nil
}

const maxConfirm = 200

// marks tells what a sheet leaves open.
func (s *sheet) marks() {
	if s.t == nil {
		return
	}
	if !s.told {
		s.w.confirm("No note below Table %s says which years are estimates.", s.t.id)
	}
	if s.starred > 0 && !s.stars {
		s.w.confirm("No note explains the stars in Table %s.", s.t.id)
	}
	if s.formula > 0 {
		s.w.confirm("Table %s holds %d formulas; the values that were saved with them were read.", s.t.id, s.formula)
	}
	for _, v := range s.veiled {
		if at, err := excelize.CoordinatesToCellName(v.col, v.row); err == nil && !v.column {
			s.w.confirm("A hidden row of Table %s was not read: %s %q.", s.t.id, at, clip(v.text))
		}
	}
}
