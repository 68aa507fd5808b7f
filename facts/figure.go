package facts

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Code names an Ally by ISO 3166-1 alpha-3, or one of NATO's aggregates.
type Code string

// The aggregates that NATO prints below its tables.
const (
	NATOTotal    Code = "NATO_TOTAL"
	EuropeCanada Code = "NATO_EUR_CAN"
)

// Aggregate reports whether c is one of NATO's aggregates and no Ally.
func (c Code) Aggregate() bool { return c == NATOTotal || c == EuropeCanada }

// A Measure is a column of NATO's tables; its name is part of the interface.
type Measure string

// The measures of NATO's tables. Amounts are in millions, shares in per cent.
const (
	ShareOfGDP          Measure = "share_of_gdp_pct"           // Table 3: defence expenditure as a share of real GDP, per cent
	SpendNCU            Measure = "spend_ncu_m"                // Table 1: current prices, million national currency
	SpendNCUConstant    Measure = "spend_ncu_m_constant"       // Table 1: constant prices of the edition's base year, million national currency
	SpendUSD            Measure = "spend_usd_m_current"        // Table 2: current prices and exchange rates, million US dollars
	SpendUSDConstant    Measure = "spend_usd_m_constant"       // Table 2: constant prices and exchange rates, million US dollars
	RealChange          Measure = "annual_real_change_pct"     // Table 3: annual real change, per cent
	RealChangeSince     Measure = "real_change_since_2014_pct" // Table 4: real change since 2014, per cent
	GDP                 Measure = "gdp_usd_m_current"          // Table 5: current prices, million US dollars
	GDPConstant         Measure = "gdp_usd_m_constant"         // Table 5: constant prices, million US dollars
	GDPPerCapita        Measure = "gdp_per_capita_usd"         // Table 6: printed in thousands with one decimal, here US dollars
	DefencePerCapita    Measure = "defence_per_capita_usd"     // Table 6: US dollars
	Personnel           Measure = "personnel_thousands"        // Table 7: military personnel, thousands
	EquipmentShare      Measure = "equipment_share_pct"        // Table 8a: major equipment, per cent of defence expenditure
	PersonnelShare      Measure = "personnel_share_pct"        // Table 8a: personnel, per cent of defence expenditure
	InfrastructureShare Measure = "infrastructure_share_pct"   // Table 8b
	OtherShare          Measure = "other_share_pct"            // Table 8b
)

// Measures are all measures, in the order of NATO's tables.
var Measures = []Measure{SpendNCU, SpendNCUConstant, SpendUSD, SpendUSDConstant, ShareOfGDP, RealChange, RealChangeSince, GDP, GDPConstant,
	GDPPerCapita, DefencePerCapita, Personnel, EquipmentShare, PersonnelShare, InfrastructureShare, OtherShare}

// A measureFact is how NATO prints a measure.
type measureFact struct {
	decimals int     // printed decimals, in the unit of step
	step     float64 // unit of the printed digits (100 where NATO prints thousands with one decimal)
	label    string  // as read in a sentence
	table    string  // NATO's table
	unit     string  // "%", "US$ m", …
}

// measureFacts says how NATO prints a measure, in the order of index; the last
// is that of what is no measure.
var measureFacts = [measures + 1]measureFact{
	{2, 1, "share of GDP", "Table 3", "% of GDP"},
	{0, 1, "defence expenditure in national currency, current prices", "Table 1", "m"},
	{0, 1, "defence expenditure in national currency, constant prices", "Table 1", "m"},
	{0, 1, "defence expenditure, current prices and exchange rates", "Table 2", "US$ m"},
	{0, 1, "defence expenditure, constant prices and exchange rates", "Table 2", "US$ m"},
	{2, 1, "annual real change", "Table 3", "%"},
	{2, 1, "real change since 2014", "Table 4", "%"},
	{0, 1, "GDP, current prices", "Table 5", "US$ m"},
	{0, 1, "GDP, constant prices", "Table 5", "US$ m"},
	{0, 100, "GDP per capita", "Table 6", "US$"},
	{0, 1, "defence expenditure per capita", "Table 6", "US$"},
	{1, 1, "military personnel", "Table 7", "thousand"},
	{2, 1, "share of major equipment", "Table 8a", "% of defence expenditure"},
	{2, 1, "share of personnel", "Table 8a", "% of defence expenditure"},
	{2, 1, "share of infrastructure", "Table 8b", "% of defence expenditure"},
	{2, 1, "share of other expenditure", "Table 8b", "% of defence expenditure"},
	{},
}

// index is the place of a measure among measureFacts; -1 for what is none.
func (m Measure) index() int {
	switch m {
	case ShareOfGDP:
		return 0
	case SpendNCU:
		return 1
	case SpendNCUConstant:
		return 2
	case SpendUSD:
		return 3
	case SpendUSDConstant:
		return 4
	case RealChange:
		return 5
	case RealChangeSince:
		return 6
	case GDP:
		return 7
	case GDPConstant:
		return 8
	case GDPPerCapita:
		return 9
	case DefencePerCapita:
		return 10
	case Personnel:
		return 11
	case EquipmentShare:
		return 12
	case PersonnelShare:
		return 13
	case InfrastructureShare:
		return 14
	case OtherShare:
		return 15
	}
	return -1
}

// facts are those of m, empty for what is no measure.
func (m Measure) facts() *measureFact {
	if i := m.index(); i >= 0 {
		return &measureFacts[i]
	}
	return &measureFacts[measures]
}

// Valid reports whether m is a measure of NATO's tables.
func (m Measure) Valid() bool { return m.index() >= 0 }

// Decimals is the number of decimals with which NATO prints m.
func (m Measure) Decimals() int { return m.facts().decimals }

// Label names m inside a sentence.
func (m Measure) Label() string { return m.facts().label }

// Table is the table of NATO's publication that holds m.
func (m Measure) Table() string { return m.facts().table }

// Unit is the unit of m's values.
func (m Measure) Unit() string { return m.facts().unit }

// Printed rounds an unrounded value of m to what NATO prints: half away from
// zero, as the official PDF has it.
func (m Measure) Printed(held float64) float64 {
	f := m.facts()
	step := f.step
	if step == 0 {
		step = 1
	}
	return Round(held/step, f.decimals) * step
}

// Step is the unit of the last digit that NATO prints of m: 0.01 for shares, 1
// for amounts in millions, 100 for GDP per head in US dollars.
func (m Measure) Step() float64 {
	f := m.facts()
	return f.step * math.Pow10(-f.decimals)
}

// roundTo rounds v to a multiple of step, a power of ten, half away from zero.
func roundTo(v, step float64) float64 {
	if step < 1 {
		return Round(v, int(math.Round(-math.Log10(step))))
	}
	return Round(v/step, 0) * step
}

// Round rounds v to n decimals, half away from zero, treating a value within
// one part in 10^9 of a half as a half (a printed 1.005 is a half however a
// float64 holds it).
func Round(v float64, n int) float64 {
	p := math.Pow10(n)
	x := math.Abs(v) * p
	r := math.Floor(x + 0.5 + x*1e-12 + 1e-9)
	return math.Copysign(r/p, v)
}

// A Figure is one published number: value, unit (by its measure), year, status
// and origin.
type Figure struct {
	Ally     Code
	Year     int
	Measure  Measure
	Value    float64 // as printed by the edition
	Held     float64 // unrounded, where the workbook has it; else equal to Value
	HasHeld  bool    // whether Held is an unrounded value of its own
	Estimate bool    // NATO marks the year with "e"
	Edition  string  // id of the edition
	Source   string  // key of the copy from which the value was curated
	Coarse   float64 // step in which the value is printed where what is held prints it coarser than NATO's tables: 0.1 for 2.1 %, 1000 for whole billions; else 0
	Note     string  // a known peculiarity of this cell, or ""
}

// Number writes the value with the decimals it was printed with and commas
// between thousands: "2.00", "19,723"; "2.1" where only one decimal is held.
func (f Figure) Number() string { return FormatNumber(f.Value, f.Decimals()) }

// Step is the unit of the last digit that is known of the value.
func (f Figure) Step() float64 {
	if f.Coarse != 0 {
		return f.Coarse
	}
	return f.Measure.Step()
}

// Decimals is the number of decimals with which the value is printed.
func (f Figure) Decimals() int {
	if f.Coarse == 0 {
		return f.Measure.Decimals()
	}
	return max(0, int(math.Round(-math.Log10(f.Coarse))))
}

// Against compares the figure with a level: -1 below, 0 at, 1 above. A printed
// figure is compared as it is printed, by NATO's own usage (2.00 meets 2 %
// whatever stands behind it); so is one of fewer decimals with a level that
// needs no more of them. Where the level has more decimals than are known of
// the figure, sure is false if it lies within what may be printed so.
func (f Figure) Against(level float64) (sign int, sure bool) {
	sign = cmpFloat(Round(f.Value, 9), Round(level, 9))
	if f.Coarse == 0 || math.Abs(roundTo(level, f.Coarse)-level) < 1e-9 {
		return sign, true
	}
	return sign, math.Abs(f.Value-level) > f.Coarse/2+1e-9
}

// Versus compares two figures of one measure at the coarser of the precisions
// with which they are printed: -1, 0 or 1. Of figures printed alike it compares
// the printed values.
func (f Figure) Versus(g Figure) int {
	step := max(f.Step(), g.Step())
	return cmpFloat(roundTo(f.Value, step), roundTo(g.Value, step))
}

// FormatNumber writes v with n decimals and commas between thousands.
func FormatNumber(v float64, n int) string {
	s := strconv.FormatFloat(math.Abs(Round(v, n)), 'f', n, 64)
	dot := len(s)
	if n > 0 {
		dot = len(s) - n - 1
	}
	out := make([]byte, 0, len(s)+8)
	if Round(v, n) < 0 {
		out = append(out, "−"...)
	}
	for i := 0; i < dot; i++ {
		if i > 0 && (dot-i)%3 == 0 {
			out = append(out, ',')
		}
		out = append(out, s[i])
	}
	return string(append(out, s[dot:]...))
}

// Share reports whether m is in per cent, so that differences of it are points.
func (m Measure) Share() bool { return strings.HasSuffix(string(m), "_pct") }

// ShortNumber writes a level as people do, with at most two decimals and without
// needless noughts: "2", "3.5".
func ShortNumber(x float64) string {
	s := fmt.Sprintf("%.2f", x)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
