// Package workbook reads NATO's Excel tables of defence expenditure into an
// edition, or says which cell it does not understand. It knows no file names
// and writes nothing.
package workbook

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"natobot/facts"
)

// Bounds of a workbook; NATO's have 110 kB, nine sheets of 85 rows and 20
// columns, and unpack to 1.5 MB.
const (
	maxFile     = 8 << 20
	maxUnpacked = 64 << 20
	maxSheets   = 40
	maxRows     = 2000
	maxColumns  = 1000
)

// A CellError says which cell of which sheet is not understood, and why.
type CellError struct {
	Sheet, Cell, Reason string // Cell is empty when it is the sheet, Sheet when it is the file
}

func (e *CellError) Error() string {
	switch {
	case e.Sheet == "":
		return e.Reason
	case e.Cell == "":
		return fmt.Sprintf("sheet %q: %s", clip(e.Sheet), e.Reason)
	}
	return fmt.Sprintf("sheet %q, cell %s: %s", clip(e.Sheet), e.Cell, e.Reason)
}

// A Workbook is what one of NATO's workbooks holds.
type Workbook struct {
	Definition string // "total" or "core", by the titles
	PriceBase  int    // base year of constant prices
	Years      []int
	Estimates  []int
	Rows       []Row
	Gaps       []Gap    // figures that the workbook gives of others and not of these
	Confirm    []string // what a person should look at, in sentences
}

// A Row is an Ally's row of a table.
type Row struct {
	Ally     facts.Code
	Measure  facts.Measure
	Currency string    // ISO 4217, of national currency
	Values   []float64 // by year; NaN where there is none. In the units of Measure
	sheet    string
	row      int
	cells    []string
}

// A Gap is a figure that NATO does not give.
type Gap struct {
	Ally    facts.Code
	Measure facts.Measure
	Year    int
}

// Read reads a workbook. d names the Allies; published is when the tables were,
// which tells who was an Ally. Whatever is unknown stops it with a *CellError:
// a title, unit, heading, year, label, currency or text that no edition has
// had, a missing or doubled row, a number where none belongs. Nothing is
// guessed.
//
// Not promised: that a wrong digit is noticed. What figures say about each
// other is for facts.Lint.
func Read(r io.Reader, d *facts.Dataset, published facts.Date) (w *Workbook, err error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading the workbook: %w", err)
	}
	if len(b) > maxFile {
		return nil, &CellError{Reason: fmt.Sprintf("the file has more than %d MB; NATO's have a tenth of one", maxFile>>20)}
	}
	f, err := open(b)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, guarded(f.Close)) }()
	names := f.GetSheetList()
	if len(names) > maxSheets {
		return nil, &CellError{Reason: fmt.Sprintf("%d sheets; NATO's workbooks have nine", len(names))}
	}
	w = &Workbook{}
	rd := &reader{f: f, d: d, w: w, published: published, found: map[string]string{}, veil: map[string]string{}}
	for _, name := range names {
		if err := rd.sheet(name); err != nil {
			return nil, rd.unveil(err, "")
		}
	}
	if err := rd.whole(); err != nil {
		return nil, rd.unveil(err, "")
	}
	return w, nil
}

// unveil adds to a reason what is hidden and was therefore not read: places of
// the sheet, and the sheets of tables that were found nowhere else.
func (rd *reader) unveil(err error, places string) error {
	var ce *CellError
	if !errors.As(err, &ce) {
		return err
	}
	if places == "" {
		var sheets []string
		for _, t := range tables {
			if name, ok := rd.veil[t.id]; ok && rd.found[t.id] == "" {
				sheets = append(sheets, fmt.Sprintf("sheet %q (Table %s)", clip(name), t.id))
			}
		}
		places = strings.Join(sheets, ", ")
	}
	if places == "" || strings.Contains(ce.Reason, "hidden") {
		return err
	}
	return &CellError{ce.Sheet, ce.Cell, ce.Reason + "; hidden, and therefore not read: " + places}
}

// reader is the state of one Read.
type reader struct {
	f         *excelize.File
	d         *facts.Dataset
	w         *Workbook
	published facts.Date
	found     map[string]string // table → sheet
	veil      map[string]string // table → hidden sheet
	core      map[bool][]string // definition → tables whose titles say so
}

// A sheet under way.
type sheet struct {
	*reader
	*grid
	name    string
	t       *table
	unit    string
	scale   float64
	years   []int
	yearCol int
	open    *block // under whose heading the rows stand
	last    string // the label before, for the order
	sum     int    // aggregates read of the open block
	labels  int    // column of the Allies' names, 0 until the first
	closed  int    // row at which the last block ended
	done    []facts.Measure
	notes   bool
	told    bool // a note says which years are estimates
	stars   bool // a note explains the stars
	starred int  // names with a mark
}

func (s *sheet) fail(row, col int, format string, a ...any) error {
	cell, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		cell = ""
	}
	return &CellError{s.name, cell, fmt.Sprintf(format, a...)}
}

func (rd *reader) sheet(name string) error {
	g, hidden, err := show(rd.f, name)
	if err != nil {
		return err
	}
	title := g.title()
	if hidden {
		rd.w.confirm("The hidden sheet %q was not read.", clip(name))
		if title != nil {
			rd.veil[title[1]] = name
		}
		return nil
	}
	if !tableName().MatchString(name) && title == nil {
		rd.w.confirm("The sheet %q is none of the nine tables and was not read.", clip(name))
		return nil
	}
	s := &sheet{reader: rd, name: name, grid: g, scale: 1}
	if err := s.read(); err != nil {
		return rd.unveil(err, g.hidden())
	}
	return nil
}

// read reads what the sheet shows.
func (s *sheet) read() error {
	cells := s.cells
	for i := range cells {
		if err := s.row(i + 1); err != nil {
			return err
		}
	}
	if s.t == nil {
		return &CellError{s.name, "", "no title like “Table 3 : …” was found"}
	}
	if err := s.closeBlock(len(cells)); err != nil {
		return err
	}
	s.marks()
	for _, b := range s.t.blocks {
		if !slices.Contains(s.done, b.measure) && !(b.measure == facts.GDP && len(s.done) == 1) { // until 2023 Table 5 had real GDP only
			return &CellError{s.name, "", fmt.Sprintf("Table %s has no block of %s", s.t.id, b.measure.Label())}
		}
	}
	return nil
}

// title is the first cell that reads like a table's title, its number after it;
// nil when none does.
func (g *grid) title() []string {
	for _, row := range g.cells {
		for _, c := range row {
			if m := titleText().FindStringSubmatch(plain(c)); m != nil {
				return m
			}
		}
	}
	return nil
}

// at is the trimmed text of a cell.
func (s *sheet) at(row, col int) string {
	if row < 1 || row > len(s.cells) || col < 1 || col > len(s.cells[row-1]) {
		return ""
	}
	return strings.TrimSpace(s.cells[row-1][col-1])
}

// filled are the columns of a row that show anything.
func (s *sheet) filled(row int) []int {
	var out []int
	for i, c := range s.cells[row-1] {
		if c != "" {
			out = append(out, i+1)
		}
	}
	return out
}

func (s *sheet) row(row int) error {
	cols := s.filled(row)
	if len(cols) == 0 {
		return nil
	}
	first := plain(s.at(row, cols[0]))
	if m := titleText().FindStringSubmatch(first); m != nil {
		return s.title(row, cols[0], m)
	}
	if s.t == nil {
		if len(cols) == 1 && !numeric(first) {
			s.w.Confirm = append(s.w.Confirm, fmt.Sprintf("Sheet %q begins with %q.", clip(s.name), clip(first)))
			return nil
		}
		return s.fail(row, cols[0], "%q stands before any title like “Table 3 : …”", clip(first))
	}
	if s.t.id == "4" && s.years == nil {
		for _, c := range cols {
			if changeText().MatchString(plain(s.at(row, c))) {
				return s.changeHead(row, cols)
			}
		}
	}
	if yearText().MatchString(first) && len(cols) > 1 {
		return s.yearRow(row, cols)
	}
	if notesText().MatchString(first) || s.ended() && belowText().MatchString(first) {
		if err := s.closeBlock(row); err != nil {
			return err
		}
		s.notes = true
	}
	numbers := slices.ContainsFunc(cols[1:], func(c int) bool { return numeric(s.at(row, c)) })
	switch {
	case s.notes:
		if numbers {
			return s.fail(row, cols[0], "numbers stand below the notes")
		}
		for _, c := range cols {
			if err := s.note(row, c); err != nil {
				return err
			}
		}
		return nil
	case !numbers && len(cols) == 1 && !numeric(first) && first[0] != '#':
		return s.text(row, cols[0], first)
	}
	return s.data(row, cols)
}

// numeric reports whether s is a decimal number.
func numeric(s string) bool {
	v, err := strconv.ParseFloat(s, 64)
	return err == nil && !math.IsInf(v, 0) && strings.Trim(s, "0123456789.+-eE") == ""
}

func (s *sheet) title(row, col int, m []string) error {
	if s.t != nil {
		return s.fail(row, col, "a second title in one sheet")
	}
	for i := range tables {
		if tables[i].id == m[1] {
			s.t = &tables[i]
		}
	}
	if s.t == nil {
		return s.fail(row, col, "Table %s is not one of NATO's nine", clip(m[1]))
	}
	if other, twice := s.found[s.t.id]; twice {
		return s.fail(row, col, "Table %s stands in sheet %q already", s.t.id, clip(other))
	}
	if !s.t.title().MatchString(m[2]) {
		return s.fail(row, col, "the title of Table %s reads %q: that is not known", s.t.id, clip(m[2]))
	}
	s.found[s.t.id] = s.name
	if strings.Contains(m[2], "defence") {
		core := strings.Contains(m[2], "core defence")
		if s.core == nil {
			s.reader.core = map[bool][]string{}
		}
		s.reader.core[core] = append(s.reader.core[core], s.t.id)
	}
	if s.t.id == "5" && strings.HasPrefix(m[2], "real") {
		s.open = &s.t.blocks[1]
	}
	if len(s.t.blocks) == 1 {
		s.open = &s.t.blocks[0]
	}
	return nil
}

// text is a row of one text: the unit, or a heading.
func (s *sheet) text(row, col int, t string) error {
	if s.unit == "" {
		m := s.t.unit().FindStringSubmatch(t)
		if m == nil {
			return s.fail(row, col, "the unit of Table %s reads %q: that is not known", s.t.id, clip(t))
		}
		s.unit = t
		for _, g := range m[1:] {
			switch {
			case g == "billion":
				s.scale = 1000
			case len(g) == 4:
				if err := s.base(row, col, g); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for i := range s.t.blocks {
		b := &s.t.blocks[i]
		if b.heading == nil {
			continue
		}
		m := b.heading().FindStringSubmatch(t)
		if m == nil {
			continue
		}
		if err := s.closeBlock(row); err != nil {
			return err
		}
		if slices.Contains(s.done, b.measure) {
			return s.fail(row, col, "a second block of %s", b.measure.Label())
		}
		for _, later := range s.t.blocks[i+1:] {
			if slices.Contains(s.done, later.measure) {
				return s.fail(row, col, "the heading %q stands below that of %s", clip(t), later.measure.Label())
			}
		}
		s.open, s.last, s.sum = b, "", 0
		if len(m) > 1 && m[1] != "" {
			return s.base(row, col, m[1])
		}
		return nil
	}
	if _, ok := s.aggregateOf(t); ok {
		return s.fail(row, col, "the row has no figures")
	}
	if _, ok := s.ally(t); ok {
		return s.fail(row, col, "the row of %s has no figures", clip(t))
	}
	return s.fail(row, col, "the heading %q is not known in Table %s", clip(t), s.t.id)
}

// base takes a base year; there is one for the whole workbook.
func (s *sheet) base(row, col int, year string) error {
	n, err := strconv.Atoi(year)
	if err != nil || n < 1990 || n > 2100 {
		return s.fail(row, col, "%s is no base year", clip(year))
	}
	if s.w.PriceBase != 0 && s.w.PriceBase != n {
		return s.fail(row, col, "prices of %d, but of %d elsewhere", n, s.w.PriceBase)
	}
	s.w.PriceBase = n
	return nil
}

// yearRow is the head of a block: years one after the other, estimates marked
// with an e, the same in all tables.
func (s *sheet) yearRow(row int, cols []int) error {
	var years, estimates []int
	start := cols[0]
	for _, c := range cols {
		m := yearText().FindStringSubmatch(plain(s.at(row, c)))
		if c != start+len(years) || m == nil {
			return s.fail(row, c, "%q does not continue the years", clip(s.at(row, c)))
		}
		y, err := strconv.Atoi(m[1])
		if err != nil || len(years) > 0 && y != years[len(years)-1]+1 {
			return s.fail(row, c, "%q does not follow %d", clip(s.at(row, c)), years[len(years)-1])
		}
		years = append(years, y)
		if m[2] != "" {
			estimates = append(estimates, y)
		} else if len(estimates) > 0 {
			return s.fail(row, c, "%d has no mark of an estimate, though %d before it has", y, estimates[len(estimates)-1])
		}
	}
	if err := s.closeBlock(row); err != nil {
		return err
	}
	if s.w.Years == nil {
		if len(years) < 3 || len(estimates) == 0 {
			return s.fail(row, start, "%d years and %d estimates: NATO's tables have ten or so, the last ones marked with an e", len(years), len(estimates))
		}
		s.w.Years, s.w.Estimates = years, estimates
		// Editions of June and later hold estimates of their own year, those of
		// spring end with the year before.
		last, own := years[len(years)-1], s.published.Year()
		summer := s.published.First() >= facts.Date(fmt.Sprintf("%d-06-01", own))
		if last > own || last < own-1 || summer && last < own {
			return s.fail(row, start, "the years end with %d, which does not fit a publication on %s", last, s.published)
		}
		if !summer && last == own {
			s.w.confirm("The years end with %d, though NATO's editions of spring end with the year before.", last)
		}
	}
	if !slices.Equal(years, s.w.Years) || !slices.Equal(estimates, s.w.Estimates) {
		return s.fail(row, start, "the years are not those of the tables before")
	}
	s.years, s.yearCol = years, start
	return nil
}

// changeHead is the head of Table 4, whose columns are the first and last year,
// the real change between them, and the two shares.
func (s *sheet) changeHead(row int, cols []int) error {
	if s.w.Years == nil {
		return s.fail(row, cols[0], "Table 4 stands before a table that has the years")
	}
	first, last := strconv.Itoa(s.w.Years[0]), strconv.Itoa(s.w.Years[len(s.w.Years)-1])
	if len(cols) != 5 || cols[4] != cols[0]+4 {
		return s.fail(row, cols[0], "Table 4 has %d columns and not five side by side", len(cols))
	}
	for i, c := range cols {
		t := plain(s.at(row, c))
		ok := false
		switch i {
		case 0, 1:
			m := yearText().FindStringSubmatch(t)
			ok = m != nil && m[1] == []string{first, last}[i]
		case 2:
			m := changeText().FindStringSubmatch(t)
			ok = m != nil && m[1] == first && m[2] == last && first == "2014"
		default:
			m := shareText().FindStringSubmatch(t)
			ok = m != nil && m[1] == []string{first, last}[i-3]
		}
		if !ok {
			return s.fail(row, c, "%q is not the heading that Table 4 has here", clip(s.at(row, c)))
		}
	}
	s.years, s.yearCol = s.w.Years, cols[0]
	return nil
}

func (s *sheet) aggregateOf(label string) (facts.Code, bool) {
	m := labelText().FindStringSubmatch(plain(label))
	if m == nil || m[2] != "" {
		return "", false
	}
	c, ok := aggregateNames[m[1]]
	return c, ok
}

// ally finds an Ally by the name that stands in a table.
func (s *sheet) ally(label string) (*facts.Ally, bool) {
	m := labelText().FindStringSubmatch(unnumbered(label))
	if m == nil {
		return nil, false
	}
	code := spellings[m[1]]
	for i := range s.d.Allies {
		if a := &s.d.Allies[i]; a.Code == code || plain(a.Name) == m[1] {
			return a, true
		}
	}
	return nil, false
}

// data is a row of figures.
func (s *sheet) data(row int, cols []int) error {
	if s.years == nil {
		return s.fail(row, cols[0], "figures stand before the years")
	}
	if cols[0] >= s.yearCol { // no label
		for _, c := range cols {
			if v := s.at(row, c); !strings.HasPrefix(v, "#") && v != "0" {
				return s.fail(row, c, "%q stands in a row without a name", clip(v))
			}
		}
		return nil // what is left of NATO's own sums
	}
	if s.unit == "" {
		return s.fail(row, cols[0], "figures stand before the unit")
	}
	if s.open == nil {
		return s.fail(row, cols[0], "figures stand before a heading")
	}
	label := s.at(row, cols[0])
	if len(cols) > 1 && cols[1] < s.yearCol {
		return s.fail(row, cols[1], "%q stands between the name and the figures", clip(s.at(row, cols[1])))
	}
	r := Row{Measure: s.open.measure, sheet: s.name, row: row}
	if agg, ok := s.aggregateOf(label); ok {
		switch {
		case !s.t.aggregates:
			return s.fail(row, cols[0], "Table %s has no aggregates", s.t.id)
		case s.last == "":
			return s.fail(row, cols[0], "an aggregate stands before the Allies")
		case agg == facts.EuropeCanada && s.sum != 0, agg == facts.NATOTotal && s.sum != 1:
			return s.fail(row, cols[0], "%q stands in the wrong place", clip(label))
		}
		s.sum++
		r.Ally = agg
	} else {
		a, ok := s.ally(label)
		switch {
		case !ok:
			return s.fail(row, cols[0], "%q is no Ally that is known", clip(label))
		case s.sum > 0:
			return s.fail(row, cols[0], "%s stands below the aggregates", a.Name)
		case !a.Forces && (!s.t.iceland || s.open.measure == facts.DefencePerCapita) && s.nothing(row, cols[1:]):
			s.w.confirm("%s has a row without figures in Table %s.", a.Name, s.t.id)
			return nil
		case !a.Forces && !s.t.iceland:
			return s.fail(row, cols[0], "%s has no armed forces and no row in Table %s", a.Name, s.t.id)
		case !a.Forces && s.open.measure == facts.DefencePerCapita:
			return s.fail(row, cols[0], "%s has no armed forces and no defence expenditure per capita", a.Name)
		case s.labels != 0 && s.labels != cols[0]:
			return s.fail(row, cols[0], "the name stands in another column than those above")
		case order(a.Name) <= s.last:
			return s.fail(row, cols[0], "%s is not in alphabetical order", a.Name)
		}
		s.last, s.labels, r.Ally = order(a.Name), cols[0], a.Code
		m := labelText().FindStringSubmatch(unnumbered(label))
		if m[1] != plain(a.Name) {
			s.w.confirm("%q was read as %s.", clip(m[1]), a.Name)
		}
		if strings.ContainsAny(label, "*†‡") {
			s.starred++
		}
		if s.t.currency != (m[2] != "") {
			return s.fail(row, cols[0], "%q: a currency in brackets belongs to Table 1 and to no other", clip(label))
		}
		if s.t.currency {
			iso, err := currencyOf(m[2], a)
			if err != nil {
				return s.fail(row, cols[0], "%v", err)
			}
			r.Currency = iso
		}
	}
	return s.values(row, cols, r)
}

// nothing reports whether none of the cells holds a figure.
func (s *sheet) nothing(row int, cols []int) bool {
	return !slices.ContainsFunc(cols, func(c int) bool { return !absent(s.at(row, c)) })
}

// order sorts names as NATO's tables do: Türkiye after Sweden.
func order(name string) string {
	return strings.ReplaceAll(plain(name), "ü", "u")
}

func (s *sheet) values(row int, cols []int, r Row) error {
	end := s.yearCol + len(s.years)
	if s.t.id == "4" {
		end = s.yearCol + 5
	}
	for _, c := range cols {
		if c >= end && !strings.HasPrefix(s.at(row, c), "#") {
			return s.fail(row, c, "%q stands to the right of the last year", clip(s.at(row, c)))
		}
	}
	r.Values, r.cells = make([]float64, len(s.years)), make([]string, len(s.years))
	read := func(c, i int) error {
		name, err := excelize.CoordinatesToCellName(c, row)
		if err != nil {
			return s.fail(row, c, "no cell")
		}
		r.cells[i] = name
		r.Values[i] = math.NaN()
		raw := s.at(row, c)
		if absent(raw) {
			return nil
		}
		v, err := strconv.ParseFloat(raw, 64)
		if err != nil || !s.number[row-1][c-1] {
			return s.fail(row, c, "%q is no number", clip(raw))
		}
		if why := implausible(r.Measure, v*s.unitOf(r.Measure)); why != "" {
			return s.fail(row, c, "%s: %s", clip(raw), why)
		}
		r.Values[i] = v
		if s.unitOf(r.Measure) == 1000 {
			r.Values[i] = thousandfold(raw)
		}
		return nil
	}
	if s.t.id == "4" {
		for i := range r.Values {
			r.Values[i] = math.NaN()
		}
		if err := s.tableFour(row, r.Ally); err != nil {
			return err
		}
		if err := read(s.yearCol+2, len(s.years)-1); err != nil {
			return err
		}
	} else {
		for i := range s.years {
			if err := read(s.yearCol+i, i); err != nil {
				return err
			}
		}
	}
	if s.t.id != "4" && !slices.ContainsFunc(r.Values, func(v float64) bool { return !math.IsNaN(v) }) || len(cols) < 2 {
		return s.fail(row, cols[0], "the row has no figures")
	}
	s.w.Rows = append(s.w.Rows, r)
	return nil
}

// unitOf is what a figure of the open table is multiplied with.
func (s *sheet) unitOf(m facts.Measure) float64 {
	if m == facts.GDPPerCapita {
		return 1000
	}
	return s.scale
}

// thousandfold moves the point of a decimal number by three places, without the
// noise of a multiplication: 24.7 thousand are 24700 and not 24699.999.
func thousandfold(raw string) float64 {
	digits, exponent := strings.ToLower(raw), 0
	if m, x, ok := strings.Cut(digits, "e"); ok {
		n, err := strconv.Atoi(x)
		if err != nil {
			return math.NaN()
		}
		digits, exponent = m, n
	}
	v, err := strconv.ParseFloat(fmt.Sprintf("%se%d", digits, exponent+3), 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// implausible says why a value can't be one of a measure.
func implausible(m facts.Measure, v float64) string {
	switch m {
	case facts.RealChange, facts.RealChangeSince:
		if v < -100 || v > 1000 {
			return "no change of a year is so large"
		}
	case facts.ShareOfGDP:
		if v < 0 || v > 15 {
			return "no Ally's share of GDP is there"
		}
	case facts.EquipmentShare, facts.PersonnelShare, facts.InfrastructureShare, facts.OtherShare:
		if v < -0.005 || v > 100.005 {
			return "no share of a whole"
		}
	default:
		if v <= 0 {
			return "an amount must be above zero"
		}
	}
	return ""
}

// tableFour compares the other columns of Table 4 with Tables 2 and 3, whose
// figures are those that are kept.
func (s *sheet) tableFour(row int, ally facts.Code) error {
	last := len(s.years) - 1
	for i, x := range []struct {
		m         facts.Measure
		year, col int
	}{{facts.SpendUSDConstant, 0, 0}, {facts.SpendUSDConstant, last, 1}, {facts.ShareOfGDP, 0, 3}, {facts.ShareOfGDP, last, 4}} {
		col := s.yearCol + x.col
		raw := s.at(row, col)
		here, there := "none", "none"
		if !absent(raw) {
			v, err := strconv.ParseFloat(raw, 64)
			if err != nil || !s.number[row-1][col-1] {
				return s.fail(row, col, "%q is no number", clip(raw))
			}
			here = facts.FormatNumber(v, x.m.Decimals())
		}
		if other, ok := s.w.row(ally, x.m); ok && !math.IsNaN(other.Values[x.year]) {
			there = facts.FormatNumber(other.Values[x.year], x.m.Decimals())
		}
		if here != there {
			at, err := excelize.CoordinatesToCellName(col, row)
			if err != nil {
				return s.fail(row, col, "no cell")
			}
			s.w.confirm("Table 4 (sheet %q, cell %s) has %s where Table %d has %s; that of Table %d was taken.", clip(s.name), at, here, 2+i/2, there, 2+i/2)
		}
	}
	return nil
}

func (w *Workbook) row(c facts.Code, m facts.Measure) (*Row, bool) {
	for i := range w.Rows {
		if w.Rows[i].Ally == c && w.Rows[i].Measure == m {
			return &w.Rows[i], true
		}
	}
	return nil, false
}

// closeBlock ends the open block and checks that it is whole.
func (s *sheet) closeBlock(row int) error {
	if s.open == nil || s.last == "" {
		return nil
	}
	b, from := s.open, s.closed
	s.open, s.last, s.closed = nil, "", row
	s.done = append(s.done, b.measure)
	if s.t.aggregates && s.sum != 2 {
		return s.fail(row, max(s.labels, 1), "the block of %s ends without “NATO Europe and Canada” and “NATO Total”", b.measure.Label())
	}
	s.sum = 0
	for i := range s.d.Allies {
		a := &s.d.Allies[i]
		_, has := s.w.row(a.Code, b.measure)
		member := a.Joined.KnownBy(s.published.First())
		switch {
		case member && !has && !a.Forces && s.t.iceland && b.measure != facts.DefencePerCapita:
			s.w.confirm("Table %s has no row of %s, whose GDP the aggregates count.", s.t.id, a.Name)
		case member && !has && a.Forces:
			if v, ok := s.veiledRow(a, from, row); ok {
				return s.fail(v.row, v.col, "the row of %s is hidden (row %d), so the block of %s has none that is read", a.Name, v.row, b.measure.Label())
			}
			return &CellError{s.name, "", fmt.Sprintf("the block of %s has no row of %s", b.measure.Label(), a.Name)}
		case !member && has:
			s.w.confirm("%s has figures, but was no Ally when the tables were published.", a.Name)
		}
	}
	return nil
}

// veiledRow finds the hidden row of an Ally between two rows.
func (s *sheet) veiledRow(a *facts.Ally, from, to int) (veiled, bool) {
	for _, v := range s.veiled {
		if v.column || v.row < from || v.row > to {
			continue
		}
		if b, ok := s.ally(v.text); ok && b.Code == a.Code {
			return v, true
		}
	}
	return veiled{}, false
}

// confirm notes a sentence once.
func (w *Workbook) confirm(format string, a ...any) {
	if t := fmt.Sprintf(format, a...); !slices.Contains(w.Confirm, t) {
		w.Confirm = append(w.Confirm, t)
	}
}

// whole checks what concerns all tables together.
func (rd *reader) whole() error {
	w := rd.w
	var missing []string
	for _, t := range tables {
		if rd.found[t.id] == "" {
			missing = append(missing, t.id)
		}
	}
	switch {
	case len(missing) == 1 && rd.veil[missing[0]] != "":
		return &CellError{rd.veil[missing[0]], "", fmt.Sprintf("the sheet of Table %s is hidden, so the table was not read", missing[0])}
	case len(missing) > 0:
		return &CellError{Reason: "no sheet that is shown holds Table " + strings.Join(missing, ", ")}
	case w.PriceBase == 0:
		return &CellError{Reason: "no table names the base year of constant prices"}
	}
	// Tables 1 to 3 hold what is spent; their titles say what counts.
	w.Definition = "total"
	if slices.Contains(rd.core[true], "3") {
		w.Definition = "core"
	}
	other := strings.Join(rd.core[w.Definition == "total"], ", ")
	for _, t := range []string{"1", "2"} {
		if slices.Contains(rd.core[w.Definition == "total"], t) {
			return &CellError{Reason: fmt.Sprintf("by its title Table 3 counts %s defence expenditure, by its title Table %s does not", w.Definition, t)}
		}
	}
	if other != "" {
		w.confirm("The titles of Tables %s do not say what those of Tables 1 to 3 say: %s defence expenditure.", other, w.Definition)
	}
	for i := range w.Rows {
		r := &w.Rows[i]
		for j, v := range r.Values {
			if r.Measure == facts.RealChangeSince && j < len(r.Values)-1 {
				continue
			}
			if !math.IsNaN(v) {
				continue
			}
			if !slices.Contains(w.Estimates, w.Years[j]) {
				return &CellError{r.sheet, r.cells[j], fmt.Sprintf("no figure of %s for %d; only estimates have been left out so far", r.Ally, w.Years[j])}
			}
			w.Gaps = append(w.Gaps, Gap{r.Ally, r.Measure, w.Years[j]})
		}
	}
	return nil
}

// Where is the place of a figure in the workbook, for a person to look at.
func (w *Workbook) Where(c facts.Code, m facts.Measure, year int) string {
	r, ok := w.row(c, m)
	i := slices.Index(w.Years, year)
	if !ok || i < 0 || r.cells[i] == "" {
		return fmt.Sprintf("%s of %s", m.Table(), c)
	}
	return fmt.Sprintf("sheet %q, cell %s", clip(r.sheet), r.cells[i])
}
