package workbook

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"natobot/facts"
	"natobot/facts/late"
)

// A table is what is known of one of NATO's nine tables, whatever the edition:
// how its title and unit read, and which measure stands under which heading.
type table struct {
	id         string // "1" … "8b", as in "Table 8b"
	title      func() *regexp.Regexp
	unit       func() *regexp.Regexp
	blocks     []block
	aggregates bool // "NATO Europe and Canada" and "NATO Total" close each block
	iceland    bool // Iceland has a row, for its GDP
	currency   bool // labels name a currency in brackets
}

// A block is a measure under its heading. In tables without headings the
// heading is empty.
type block struct {
	measure facts.Measure
	heading func() *regexp.Regexp // nil: the data begin without one
}

func exact(pattern string) func() *regexp.Regexp { return late.Regexp(`^(?:` + pattern + `)$`) }

// Texts are compared in lower case with single blanks. A base year is the
// first group wherever prices are constant.
const (
	current  = `current prices`
	constant = `constant (\d{4}) prices`
	rates    = ` and exchange rates`
	category = `(?: expenditures?)?(?: ?\([a-e]\))?`
	million  = `millions?(?: of)? us ?(?:dollars|\$)`
)

// tables are NATO's, in their order. Known from the editions of March 2023,
// June 2024, August 2025 and July 2026.
var tables = []table{
	{id: "1", title: exact(`(?:core )?defence (?:expenditure|investment).*`), unit: exact(`millions?(?: of)? national currency(?: units)?`), currency: true, blocks: []block{
		{facts.SpendNCU, exact(current)}, {facts.SpendNCUConstant, exact(constant)}}},
	{id: "2", title: exact(`(?:core )?defence (?:expenditure|investment).*`), unit: exact(million), aggregates: true, blocks: []block{
		{facts.SpendUSD, exact(current + rates)}, {facts.SpendUSDConstant, exact(constant + rates)}}},
	{id: "3", title: exact(`(?:core )?defence (?:expenditure|investment) as (?:a )?share of (?:real )?gdp and annual real change.*`), unit: exact(`based on (\d{4}) prices(?: and exchange rates)?`), aggregates: true, blocks: []block{
		{facts.ShareOfGDP, exact(`share of (?:real )?gdp ?\(%\)`)}, {facts.RealChange, exact(`annual real change ?\(%\)`)}}},
	{id: "4", title: exact(`(?:core )?defence (?:expenditure|investment) real change.*`), unit: exact(million + `,? ?\(?(?:constant )?(\d{4}) prices and exchange rates\)?`), blocks: []block{
		{facts.RealChangeSince, nil}}},
	{id: "5", title: exact(`(?:real )?(?:gdp|gross domestic product).*`), unit: exact(`(million|billion)s?(?: of)? us ?(?:dollars|\$)(?:,? ?\(?(?:constant )?(\d{4}) prices(?: and exchange rates)?\)?)?`), aggregates: true, iceland: true, blocks: []block{
		{facts.GDP, exact(current + rates)}, {facts.GDPConstant, exact(constant + rates + `|real gdp`)}}},
	{id: "6", title: exact(`(?:gdp|gross domestic product) per capita and (?:core )?defence (?:expenditure|investment) per capita.*`), unit: exact(`(?:based on |constant )?(\d{4}) prices and exchange rates`), aggregates: true, iceland: true, blocks: []block{
		{facts.GDPPerCapita, exact(`(?:gdp|gross domestic product) per capita ?\(thousand us dollars\)`)}, {facts.DefencePerCapita, exact(`(?:core )?defence (?:expenditure|investment) per capita ?\(us dollars\)`)}}},
	{id: "7", title: exact(`military personnel.*`), unit: exact(`thousands?`), aggregates: true, blocks: []block{
		{facts.Personnel, exact(`thousands?|military personnel.*`)}}},
	{id: "8a", title: exact(`distribution of (?:core )?defence (?:expenditure|investment) by (?:main )?category.*`), unit: exact(`percentage of total (?:core )?defence (?:expenditure|investment)`), blocks: []block{
		{facts.EquipmentShare, exact(`(?:major )?equipment` + category)}, {facts.PersonnelShare, exact(`personnel` + category)}}},
	{id: "8b", title: exact(`distribution of (?:core )?defence (?:expenditure|investment) by (?:main )?category.*`), unit: exact(`percentage of total (?:core )?defence (?:expenditure|investment)`), blocks: []block{
		{facts.InfrastructureShare, exact(`infrastructure` + category)}, {facts.OtherShare, exact(`other` + category)}}},
}

var (
	tableName  = late.Regexp(`(?i)^\s*table`) // of a sheet
	titleText  = late.Regexp(`^table (\d[ab]?) ?: ?(.+)$`)
	yearText   = late.Regexp(`^(20\d\d)(?:\.0+)? ?(e?)$`)
	changeText = late.Regexp(`^real change (\d{4}) ?(?:-|–|to) ?(\d{4}) ?e? ?\(%\)$`)
	shareText  = late.Regexp(`^share of (?:real )?gdp (\d{4}) ?e? ?\(%\)$`)
	notesText  = late.Regexp(`^notes? ?:`)
	belowText  = late.Regexp(`^(?:[*†‡¹²³]|\([a-z0-9]\) |sources? ?:|[-–] ?\d{1,3} ?[-–]$)`)
	estimated  = late.Regexp(`figures? for ((?:20\d\d(?:e\b)?(?:, and |, | and )?)+) (?:is|are) (?:all )?estimates?`)
	labelText  = late.Regexp(`^([^*†‡()]+?)[ *†‡]*(?:\(([^()]+)\))?[ *†‡]*$`)
)

// notThere are the marks of a figure that NATO does not give. Each makes a gap
// that a person must confirm; a dash is nil in NATO's list of signs, and a gap
// here, for no table of ours has had one.
var notThere = map[string]bool{"": true, ".": true, "..": true, "...": true, "…": true, "-": true, "–": true, "—": true, "|": true,
	"n/a": true, "n.a.": true, "na": true, "#n/a": true, "c": true, "(c)": true, ":": true, "x": true,
	"not available": true, "not provided": true, "n/av": true, "tbc": true, "tbd": true}

// absent reports whether a cell says that there is no figure, with a word that
// is known or a sign of neither letters nor digits.
func absent(s string) bool {
	s = plain(s)
	return notThere[s] || !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) && !strings.HasPrefix(s, "#")
}

// unnumbered is a label without the number of a footnote behind it.
func unnumbered(s string) string { return noteNumber().ReplaceAllString(plain(s), "") }

var noteNumber = late.Regexp(` ?(?:\(\d\)|[¹²³⁴-⁹])[*†‡]*$`)

// spellings are names of NATO's tables that are not those of today's.
var spellings = map[string]facts.Code{"turkey": "TUR", "türkiye": "TUR", "turkiye": "TUR", "czech republic": "CZE", "slovakia": "SVK", "the netherlands": "NLD",
	"republic of north macedonia": "MKD", "usa": "USA"}

var aggregateNames = map[string]facts.Code{"nato europe and canada": facts.EuropeCanada, "nato total": facts.NATOTotal}

// currencies are the words in brackets of Table 1. A word of several countries
// names their own.
var currencies = map[string][]string{
	"leks": {"ALL"}, "lek": {"ALL"}, "euros": {"EUR"}, "euro": {"EUR"}, "leva": {"BGN"}, "lev": {"BGN"}, "canadian dollars": {"CAD"}, "kunas": {"HRK"}, "kuna": {"HRK"},
	"koruny": {"CZK"}, "kroner": {"DKK", "NOK"}, "danish kroner": {"DKK"}, "norwegian kroner": {"NOK"}, "forint": {"HUF"}, "forints": {"HUF"}, "denars": {"MKD"}, "denar": {"MKD"},
	"zlotys": {"PLN"}, "zloty": {"PLN"}, "new lei": {"RON"}, "lei": {"RON"}, "kronor": {"SEK"}, "swedish kronor": {"SEK"}, "liras": {"TRY"}, "lira": {"TRY"}, "new liras": {"TRY"},
	"pounds": {"GBP"}, "pounds sterling": {"GBP"}, "us dollars": {"USD"}, "dollars": {"USD"}}

// ownCurrency are the currencies that an Ally has had since 2010 beside the
// one of its row in allies.csv.
var ownCurrency = map[facts.Code]string{"BGR": "BGN", "HRV": "HRK"}

// currencyOf is the ISO 4217 code of a word of Table 1 beside an Ally.
func currencyOf(word string, a *facts.Ally) (string, error) {
	list, ok := currencies[plain(word)]
	if !ok {
		return "", fmt.Errorf("the currency %q is not known", clip(word))
	}
	for _, iso := range list {
		if iso == a.Currency || iso == ownCurrency[a.Code] {
			return iso, nil
		}
	}
	return "", fmt.Errorf("%q is no currency of %s", clip(word), a.Name)
}

// plain is a text as it is compared: lower case, single blanks, letters in one
// piece.
func plain(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(lookalikes.Replace(s)), " ")) // no-break blanks are blanks to Fields
}

var lookalikes = strings.NewReplacer("\u200b", "", "\ufeff", "", "\u00ad", "", "u\u0308", "ü", "U\u0308", "Ü", "\u2011", "-", "_x000D_", " ")

// clip keeps what is quoted of a hostile file short and on one line.
func clip(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return string(r)
}
