package question

import (
	_ "embed"
	"encoding/csv"
	"strings"

	"natobot/facts"
)

// The names of all countries. Generated once from the npm packages
// cldr-localenames-full 48.2.0 (names, main/LANG/territories.json) and
// cldr-core 48.2.0 (three-letter codes, supplemental/codeMappings.json), both
// under the Unicode licence: for each two-letter territory the names, variants
// and short names of at least four letters, without those that differ only in
// marks; for Allies in en es fr de it pl tr nl pt el bg hr cs da et fi sv hu is
// lv lt lb mk nb nn ro sk sl sq ca eu gl uk ru sr sr-Latn bs, for other
// countries in the first ten of these, uk and ru. NATO's own spellings stand
// first where they differ (Türkiye, Slovak Republic, Czechia, North Macedonia).
//
//go:embed names.csv
var namesCSV string

// What an entry of the vocabulary is.
const (
	kStop      uint8 = iota + 1 // a word that says nothing by itself
	kWord                       // a concept: id is a concept
	kAlly                       // code
	kAggregate                  // code
	kGroup                      // id is an index into groups
	kNonAlly                    // name
	kMeasure                    // name is a Measure
	kPerson                     // name as in the timeline
	kPlace                      // name as in the timeline
	kTerm                       // name is a definition's key
	kMonth                      // id is the month
	kNumber                     // id is the number
)

type entry struct {
	kind uint8
	id   int
	code facts.Code
	name string
}

// maxName is the longest name that misspellings are measured against.
const maxName = 24

type vocabulary struct {
	phrases map[string]entry // folded words joined by blanks
	longer  map[string]uint8 // first word: most words of a phrase that begins with it
	stems   map[string]entry // a word's beginning that may take an ending
	codes   map[string]entry // ISO codes of two and three letters, lower case
	pool    [maxName + 1][]fuzzyName
	english []struct {
		name string
		code facts.Code
	}
	people map[string]bool // surnames of the timeline, folded
}

// maxEnding is how many letters an ending may add to a stem: "hiszpan" is the
// stem of hiszpańskiego.
const maxEnding = 6

// endings that the stem of a name may take in the seven languages; anything
// else after a stem is a misspelling, and is said to be one.
var endings = func() map[string]bool {
	m := map[string]bool{}
	for e := range strings.FieldsSeq("ens lands ns iens a e i o u s n y as es is os us an en in on er em um ii ie ia io ja je ji ju ien iej om ow ach ami mi ch " +
		"al ais aise aises ienne iens iennes iano iana iani iane ian ians iens isch ische ischen ischer isches ischem sch sche schen scher sches schem " +
		"ski skie skiego skiej skich skim ska sko skimi zki zkie zkiego zkiej zkich cki ckie ckiego ckiej ckich " +
		"no na nos nas ne ni ca co cos cas ci che chi ques que land lands lander landern landia nd " +
		"nin da de dan den ya ye yi yu nun daki deki li lilar lar ler ta te tan ten nda nde ndan nden in un nan si yla yle dir " +
		"d ds er ers ese esi esa eses ol ola oles olas ola oli ol ols ish ard ards men men ter ters te ten tes t " +
		"gues guesa gueses ugues uguese ugal ugais isk iska iskt ik um en et a's go gos gal gals ger gern ita itas in ins ina inas " +
		"iya iyanin iyada iyadan yanin yada yadan anya anyanin anyada anyadan any lik liya landali istan istanin istanda istandan iyali yali jska jski jskie jskiej jskich jskiego ka ki kie kiej kich kiego ko ke " +
		"ysz yszy alia aliano aliana aliani aliane aliens ni niens nne nnes nnais nie nien niens non nen ner nes nisch nische nischen nischer nisches") {
		m[e] = true
	}
	return m
}()

func newVocabulary(d *facts.Dataset) *vocabulary {
	v := &vocabulary{
		phrases: make(map[string]entry, 6000),
		longer:  make(map[string]uint8, 1000),
		stems:   make(map[string]entry, 800),
		codes:   make(map[string]entry, 500),
		people:  make(map[string]bool, 64),
	}
	ally := map[string]facts.Code{}
	for _, a := range d.Allies {
		ally[a.Alpha2] = a.Code
	}
	// Weakest first: what is added later wins over the same words added before.
	for _, s := range stopWords {
		v.add(s, entry{kind: kStop})
	}
	rows, err := csv.NewReader(strings.NewReader(namesCSV)).ReadAll()
	if err != nil {
		panic("question: names.csv: " + err.Error()) // embedded: can't happen in a build that passed its tests
	}
	for _, r := range rows[1:] {
		if _, ok := ally[r[0]]; ok {
			continue
		}
		names := strings.Split(r[2], "|")
		e := entry{kind: kNonAlly, name: names[0]}
		for i, n := range names {
			v.name(n, e, i == 0)
		}
		for _, n := range strings.Split(otherAliases[r[0]], "|") {
			v.name(n, e, false)
		}
		v.codes[strings.ToLower(r[0])] = e
		if r[1] != "" {
			v.codes[strings.ToLower(r[1])] = e
		}
	}
	for _, s := range regions {
		name, words, _ := strings.Cut(s, "|")
		v.add(words, entry{kind: kNonAlly, name: name})
	}
	for id, s := range conceptWords {
		v.add(s, entry{kind: kWord, id: int(id)})
	}
	for _, m := range measureWords {
		v.add(m.words, entry{kind: kMeasure, name: string(m.measure)})
	}
	for m, s := range monthWords {
		if m > 0 {
			v.add(s, entry{kind: kMonth, id: m})
		}
	}
	for n, s := range numberWords {
		v.add(s, entry{kind: kNumber, id: n})
	}
	for _, s := range placeWords {
		name, _, _ := strings.Cut(s, "|")
		v.add(s, entry{kind: kPlace, name: name})
	}
	for _, s := range peopleWords {
		name, _, _ := strings.Cut(s, "|")
		v.add(s, entry{kind: kPerson, name: name})
	}
	for i := range d.Meetings {
		for _, p := range d.Meetings[i].People {
			v.person(p)
		}
	}
	for i := range d.Statements {
		v.person(d.Statements[i].Speaker)
	}
	for _, t := range termWords {
		v.add(t.words, entry{kind: kTerm, name: t.key})
	}
	for i := range d.Definitions {
		def := &d.Definitions[i]
		for _, n := range append([]string{def.Term}, def.Aliases...) {
			k := phraseKey(n)
			if k == "" {
				continue
			}
			if e, taken := v.phrases[k]; taken && e.kind != kTerm && e.kind != kStop {
				continue // a word of the grammar keeps its meaning
			}
			v.add(k, entry{kind: kTerm, name: def.ID})
		}
	}
	for _, r := range rows[1:] {
		c, ok := ally[r[0]]
		if !ok {
			continue
		}
		e := entry{kind: kAlly, code: c}
		for i, n := range strings.Split(r[2], "|") {
			v.name(n, e, i < 7) // the seven languages stand first
		}
		if a, ok := d.Ally(c); ok {
			v.name(a.Name, e, true)
			v.name(a.Adjective, e, false)
			v.english = append(v.english, struct {
				name string
				code facts.Code
			}{Fold(a.Name), c})
		}
		for _, n := range strings.Split(allyAliases[c], "|") {
			v.name(n, e, commonAlias[n])
		}
		v.codes[strings.ToLower(r[0])] = e
		v.codes[strings.ToLower(r[1])] = e
	}
	v.english = append(v.english, struct {
		name string
		code facts.Code
	}{"slovakia", "SVK"})
	for i, g := range groups {
		v.add(g.words, entry{kind: kGroup, id: i})
	}
	for _, a := range aggregateWords {
		v.add(a.words, entry{kind: kAggregate, code: a.code})
	}
	return v
}

// commonAlias are names in everyday use that CLDR does not have.
var commonAlias = map[string]bool{"holland": true, "turkey": true, "america": true, "macedonia": true, "czech republic": true, "britain": true, "great britain": true, "england": true, "slovakia*": true}

// person adds the surname of "Mark Rutte (Secretary General)".
func (v *vocabulary) person(p string) {
	name, _, _ := strings.Cut(p, " (")
	words := strings.Fields(phraseKey(name))
	if len(words) < 2 || len(words) > 4 {
		return
	}
	for _, w := range words {
		if e, ok := v.phrases[w]; ok && (e.kind == kAlly || e.kind == kWord || e.kind == kNonAlly || e.kind == kStop && w != "de") {
			return // "Government of Spain" and the like are no persons
		}
	}
	last := words[len(words)-1]
	if len(last) < 4 {
		return
	}
	if _, taken := v.phrases[last]; taken {
		return
	}
	e := entry{kind: kPerson, name: last}
	v.add(last, e)
	v.add(strings.Join(words, " "), e)
}

// name adds a country's name to the phrases and to the pool of misspellings.
func (v *vocabulary) name(n string, e entry, strong bool) {
	if n == "" {
		return
	}
	v.add(n, e)
	stem := strings.HasSuffix(n, "*")
	k := phraseKey(strings.TrimSuffix(n, "*"))
	w := []rune(k)
	if stem || len(w) < 4 || len(w) > maxName {
		return
	}
	v.pool[len(w)] = append(v.pool[len(w)], fuzzyName{w, letters(w), e.code, e.name, strong})
	if strings.ContainsAny(n, "äöü") { // Rumaenien, Tuerkei
		v.add(strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue").Replace(n), e)
	}
	if last := w[len(w)-1]; last == 'α' || last == 'η' { // the Greek genitive
		v.add(k+"σ", e)
	}
}

// add files words, separated by "|", under an entry. A word that ends in "*" is
// a stem.
func (v *vocabulary) add(words string, e entry) {
	for w := range strings.SplitSeq(words, "|") {
		stem := strings.HasSuffix(w, "*")
		k := phraseKey(strings.TrimSuffix(w, "*"))
		if k == "" {
			continue
		}
		if stem {
			v.stems[k] = e
		}
		v.phrases[k] = e
		first, rest, more := strings.Cut(k, " ")
		n := uint8(1)
		if more {
			n += 1 + uint8(strings.Count(rest, " "))
		}
		if n > v.longer[first] {
			v.longer[first] = n
		}
	}
}

// phraseKey is a phrase as the vocabulary files it: cut into words as a
// question is, folded, joined by blanks.
func phraseKey(s string) string {
	simple := true
	for i := 0; i < len(s) && simple; i++ {
		simple = 'a' <= s[i] && s[i] <= 'z' || s[i] == ' ' && i > 0 && i < len(s)-1
	}
	if simple {
		return s
	}
	toks := tokenise(normalise(s))
	if len(toks) == 1 {
		return toks[0].s
	}
	var b strings.Builder
	for i, t := range toks {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.s)
	}
	return b.String()
}

// longest is the entry of the longest phrase that begins at token i, and its
// number of tokens; 0 when the vocabulary knows none.
func (v *vocabulary) longest(toks []token, i int, key *[]byte) (entry, int) {
	t := &toks[i]
	if t.flag != "" {
		if e, ok := v.codes[t.flag]; ok {
			return e, 1
		}
		return entry{}, 0
	}
	var found entry
	n := 0
	most := int(v.longer[t.s])
	if most > 1 {
		b := append((*key)[:0], t.s...)
		for j := 1; j < most && i+j < len(toks); j++ {
			b = append(b, ' ')
			b = append(b, toks[i+j].s...)
			if e, ok := v.phrases[string(b)]; ok {
				found, n = e, j+1
			}
		}
		*key = b
	}
	if n > 0 {
		return found, n
	}
	if e, ok := v.phrases[t.s]; ok {
		return e, 1
	}
	if t.num != nil {
		return entry{}, 0
	}
	if len(t.s) > 5 && t.s[len(t.s)-1] == 's' { // "romanias" for Romania's
		if e, ok := v.phrases[t.s[:len(t.s)-1]]; ok && (e.kind == kAlly || e.kind == kNonAlly || e.kind == kPerson) {
			return e, 1
		}
	}
	for cut := 1; cut <= maxEnding && cut < len(t.s)-2; cut++ {
		if e, ok := v.stems[t.s[:len(t.s)-cut]]; ok && (e.kind == kWord || e.kind == kMeasure || endings[t.s[len(t.s)-cut:]]) {
			return e, 1
		}
	}
	return entry{}, 0
}

// matchOf is an entry as a Match, if it is a country, an aggregate or a group.
func (v *vocabulary) matchOf(e entry) (Match, bool) {
	switch e.kind {
	case kAlly, kAggregate:
		return Match{Ally: e.code}, true
	case kGroup:
		return Match{Group: groups[e.id].Name, Allies: groups[e.id].Allies}, true
	case kNonAlly:
		return Match{NonAlly: e.name}, true
	}
	return Match{}, false
}
