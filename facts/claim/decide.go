package claim

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"sort"
	"strings"

	"natobot/facts"
)

// Check finds the statements of text that published figures, commitments,
// meetings or curated claims can decide, and decides them by what was known on
// day asOf: against the edition current then, at the precision that the
// statement itself uses. It is deterministic and linear in the length of text.
//
// Rules for hedges: "about", "around" allow 5 % of the value or half a unit of
// its last digit, whichever is more; "nearly", "almost" want a value below and
// within 5 %; "more than", "at least", "less than", "up to" are taken at their
// word.
//
// Not promised: that every statement is found. Opinions, predictions and
// motives are left alone, and what is unclear is not_checkable.
func Check(d *facts.Dataset, text string, asOf facts.Date) []Claim {
	c := &checker{d: d, asOf: asOf, day: asOf}
	ss := splitSentences(text)
	for i := range ss {
		checkLexicon.tokenize(&ss[i])
	}
	if day := dateline(ss); day != "" && day <= asOf {
		c.day = day
	}
	lower := strings.ToLower(text)
	c.defence = containsAny(lower, "defen", "défens", "defens", "militar", "nato", "otan", "dépens", "verteidigung", "forsvar", "rüstung", "difesa", "obron", "savunma", "armed forces", "soldiers", "troops", "the alliance ")
	c.gdp = containsAny(lower, "gdp", "pib", "bip", "bnp", "gross domestic", "bruttoinlandsprodukt", "producto interior", "produit intérieur", " pil", "pkb", "gsyh")
	c.level = c.defence || levelPattern.MatchString(lower) && (c.gdp || containsAny(lower, "target", "guideline", "goal", "floor", "ziel", "objetivo", "objectif", "mål", "% by 20"))
	if !c.defence && len(ss) == 1 && c.bareClaim(&ss[0]) {
		c.defence, c.gdp, c.level = true, true, true
	}
	var out []Claim
	for i := range ss {
		s := &ss[i]
		if s.question && len(ss) > 1 {
			continue
		}
		for _, p := range c.find(s) {
			out = append(out, c.rule(s, p))
		}
	}
	return out
}

// dateline is the first day named at the head of a text, as agencies print it.
func dateline(ss []claimSentence) facts.Date {
	for i := range ss[:min(len(ss), 2)] {
		if ts := ss[i].tokens; len(ts) > 0 && ts[0].start < 120 {
			head := ss[i]
			head.text = head.text[:min(len(head.text), 120)]
			for _, d := range head.dates() {
				if len(d) == 10 {
					return d
				}
			}
		}
	}
	return ""
}

func containsAny(s string, subs ...string) bool {
	return slices.ContainsFunc(subs, func(x string) bool { return strings.Contains(s, x) })
}

type checker struct {
	d       *facts.Dataset
	asOf    facts.Date
	day     facts.Date // the text's own date: what "last year" refers to
	defence bool       // the text is about defence
	gdp     bool       // the text speaks of GDP
	level   bool       // the text names a level of the Alliance's commitments
}

// levelPattern finds the levels of the Alliance's commitments in texts that do
// not say "defence"; what they are levels of must be said as well.
var levelPattern = regexp.MustCompile(`(\b(2|3[.,]5|5) ?(%|per ?cent|por ciento|pour cent|prozent|prosent)|zwei-prozent)`)

// A proposition is what a sentence states, ready to be decided on any day.
type proposition struct {
	kind   string
	codes  []facts.Code
	year   int
	value  float64
	valued bool
	unit   string
	decide func(asOf facts.Date) ruling
}

type ruling struct {
	verdict facts.Verdict
	why     string
	figures []facts.Figure
	cites   []facts.Cite
	year    int
}

func cannot(format string, a ...any) ruling {
	return ruling{verdict: facts.NotCheckable, why: fmt.Sprintf(format, a...)}
}

// rule decides a proposition as of the text's day and, where the newest
// edition says otherwise, as of that too.
func (c *checker) rule(s *claimSentence, p proposition) Claim {
	r := c.guarded(p.decide(c.asOf), p, c.asOf)
	out := Claim{Sentence: s.text, Start: s.start, End: s.end, Kind: p.kind, Allies: p.codes, Year: p.year, Value: p.value, HasValue: p.valued, Unit: p.unit,
		Verdict: r.verdict, Because: r.why, Figures: r.figures, Sources: r.cites}
	if out.Year == 0 {
		out.Year = r.year
	}
	if cur, ok := c.d.Current(c.asOf); ok {
		if n := newestComplete(c.d); n.ID != cur.ID {
			if t := c.guarded(p.decide(n.Published.Last()), p, n.Published.Last()); t.verdict != r.verdict && t.verdict != facts.NotCheckable {
				out.Today, out.TodayWhy = t.verdict, t.why
			}
		}
	}
	return out
}

// guarded takes back what an edition decided that NATO had already replaced by
// one that is not held: a year that was closed in it may still be borne out by
// it, all else may have been revised.
func (c *checker) guarded(r ruling, p proposition, asOf facts.Date) ruling {
	if r.verdict == facts.NotCheckable || len(r.figures) == 0 {
		return r
	}
	e, ok := c.d.Edition(r.figures[0].Edition)
	if !ok {
		return r
	}
	newer, ok := c.d.Unread(e, asOf)
	if !ok {
		return r
	}
	closed := p.year != 0 && !slices.ContainsFunc(r.figures, func(f facts.Figure) bool { return f.Estimate })
	fresh := p.year != 0 && asOf.Last().Time().Sub(e.Published.Last().Time()).Hours() < 420*24
	if r.verdict == facts.Supported && (closed || fresh) {
		return r
	}
	if len(newer) == 10 {
		newer = newer[:7]
	}
	r.verdict = facts.NotCheckable
	r.why = fmt.Sprintf("NATO had published newer figures by then (%s), which are not held here in full; before them: %s", newer.Long(), lowerHead(r.why))
	return r
}

func newestComplete(d *facts.Dataset) *facts.Edition {
	for i := len(d.Editions) - 1; i > 0; i-- {
		if d.Editions[i].Complete {
			return d.Editions[i]
		}
	}
	return d.Editions[0]
}

// editionName is an edition as a sentence names it.
func editionName(e *facts.Edition) string {
	d := e.Published
	if len(d) == 10 {
		d = d[:7]
	}
	return "NATO's edition of " + d.Long()
}

func (c *checker) cite(e *facts.Edition, m facts.Measure) facts.Cite {
	return facts.Cite{Source: c.d.Sources[e.ID], Locator: m.Table()}
}

// Word lists, in English, Spanish, French, German and Norwegian.
var (
	gdpWords    = wordSet("pil pkb gsyh gsyh'nin gsyh'sinin gsyh'nın gsyih gdp gross domestic pib bip bnp bruttoinlandsprodukts bruttoinlandsprodukt bruttonasjonalprodukt output producto produit wirtschaftsleistung wirtschaftskraft economy")
	spendWords  = wordSet("spende spendono speso ha_speso spesa spese dedica destinato wydaje wydają wydała wydał wydały wydatki wydatków przeznacza przeznaczyła harcıyor harcadı harcaması ayırıyor ayırdı difesa obronność obronę obrony savunma savunmaya spend spends spent spending expenditure expenditures outlay outlays devote devotes devoted allocate allocates allocated invest invests invested gasta gastan gastó gastaron gasto destina destinan destinó dedica dedicó invierte dépense dépensent dépensé dépenses consacre consacrent consacré gibt geben gab ausgaben ausgegeben ausgibt verteidigungsausgaben militärausgaben aufgewendet wendet bruker bruke brukt brukte utgifter forsvarsutgifter forsvarsutgiftene budget budgets share defence defense defensa défense verteidigung forsvar")
	pastWords   = wordSet("spent was were stood devoted allocated invested gastó gastaron destinó dedicó fue dépensé consacré était gab gaben war ausgegeben lag lagen betrug brukte var lå met reached missed hit fell")
	nowWords    = wordSet("is are has have spends spend gasta gastan es dépense consacre est gibt ist bruker er now today currently")
	modalWords  = wordSet("spenderà spenderanno raggiungerà vuole vogliono dovrebbe deve intende prevede chiede propone wyda wydadzą osiągnie chce chcą powinna powinny planuje zamierza żąda harcayacak ulaşacak istiyor planlıyor hedefliyor gerekiyor destinará destinarán gastará gastarán invertirá invertirán dedicará dedicarán alcanzará alcanzarán llegará llegarán subirá elevará aumentará consacrera consacreront dépensera dépenseront atteindra atteindront portera refuse refuses refused refusing resists reject rejects rejected need needs agreed agree agrees due can without will would could may might should must shall plan plans planned planning aim aims aimed intend intends intended promise promises promised pledge pledges pledged commit commits committed propose proposes proposed demand demands demanded want wants wanted call calls called urge urges urged suggest suggests suggested ask asks asked hope hopes if vow vows vowed seek seeks sought likely expects ought increase raise raising raises increasing será serán debería deberían quiere quieren promete prometió prevé pide exige propone devrait devraient veut veulent prévoit promet exige demande wird werden soll sollen will wollen plant möchte würde fordert verspricht vil skal bør ønsker krever planlegger lover")
	expectWords = wordSet("expected estimated estimate forecast projected estimates expects")
	negWords    = wordSet("not never no don't doesn't didn't isn't aren't wasn't weren't hasn't haven't cannot can't nor without n't nicht kein keine keines ne n'atteint n'atteignent n'a n'ont pas ikke ingen nunca tampoco nein non nie değil mai nessun nessuno żaden harcamıyor harcamadı")
	belowWords  = wordSet("sotto inferiore meno poniżej mniej altında below under beneath short miss misses missed missing fail fails failed failing less behind lags lag debajo menos dessous sous moins unter unterhalb weniger verfehlt verfehlen verfehlte under mindre incumple incumplen")
	meetWords   = wordSet("raggiunge raggiungono raggiunto supera superano rispetta rispettano spełnia spełniają osiąga osiągnęła osiągnęły przekracza karşılıyor ulaştı aşıyor üzerinde meet meets met meeting reach reaches reached reaching hit hits hitting achieve achieves achieved exceed exceeds exceeded surpass surpasses surpassed fulfil fulfils fulfilled fulfill satisfy above over more least cumple cumplen alcanza alcanzan alcanzó supera superan encima atteint atteignent atteindre dépasse dépassent respecte erreicht erreichen erreichte erfüllt erfüllen über übertrifft mindestens når oppfyller over minst nådde")
	strictWords = wordSet("superano przekracza aşıyor üzerinde above over exceed exceeds exceeded surpass surpasses surpassed supera superan encima dépasse dépassent über übertrifft")
	targetWords = wordSet("obiettivo soglia traguardo cel celu próg progu hedefi hedefini hedef eşik target targets goal goals guideline guidelines floor benchmark threshold objective mark commitment objetivo umbral objectif seuil ziel zielmarke marke mål målet målsetning kravet")
	otherShares = wordSet("istruzione sanità ricerca inflazione disoccupazione debito edukację edukacja zdrowie inflacja bezrobocie dług badania eğitim eğitime sağlık sağlığa enflasyon işsizlik borç pensioni emerytury pensiones pensions renten retraites aid research education health healthcare science development climate welfare childcare tourism agriculture r&d éducation recherche santé educación sanidad bildung forschung gesundheit inflation unemployment debt deficit tariff tariffs poll polls voters vote votes interest tax taxes population energy exports imports approval tarif zoll arancel aranceles deuda inflación chômage dette schulden arbeitslosigkeit")
	clauseWords = wordSet("ma mentre ale podczas natomiast ama ise but while whereas although though pero mientras mais tandis aber während men mens")
	speechVerbs = wordSet("demand demands demanded suggest suggests suggested propose proposes proposed call calls called say says said ask asks asked want wants wanted urge urges urged insist insists insisted fordert forderte verlangt verlangte sagte pidió pide exigió exige propuso propone dijo demande demandé exigé proposé krever krevde foreslo sa")
)

// verbFinal reports a Turkish sentence whose verb, at its end, speaks of the
// future, of a wish or of a duty.
func (s *claimSentence) verbFinal() bool {
	if !s.any(wordSet("savunma savunmaya savunması savunmasına"), 0, len(s.tokens)) {
		return false
	}
	for _, t := range s.span(len(s.tokens)-3, len(s.tokens)) {
		for _, end := range []string{"acak", "ecek", "acaktır", "ecektir", "malı", "meli", "istiyor", "planlıyor", "hedefliyor", "gerekiyor", "mıyor", "miyor", "medi", "madı"} {
			if t.kind == wordKind && strings.HasSuffix(t.text, end) {
				return true
			}
		}
	}
	return false
}

// neededWords behind a share make a demand of it: "3.5 % was needed".
var neededWords = wordSet("needed necessary required would should necesario nécessaire nötig notwendig erforderlich nødvendig")

func wordSet(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

func (s *claimSentence) any(words map[string]bool, from, to int) bool {
	for _, t := range s.span(from, to) {
		if t.kind == wordKind && words[t.text] {
			return true
		}
	}
	return false
}

// span is the tokens from..to, as far as they exist.
func (s *claimSentence) span(from, to int) []claimToken {
	from, to = max(from, 0), min(to, len(s.tokens))
	if from >= to {
		return nil
	}
	return s.tokens[from:to]
}

func (s *claimSentence) negated(from, to int) bool {
	for _, t := range s.span(from, to) {
		if t.kind == wordKind && (negWords[t.text] || strings.HasSuffix(t.text, "n't")) {
			return true
		}
	}
	return false
}

// clause is the first token of the clause that token i stands in.
func (s *claimSentence) clause(i int) int {
	for k := i - 1; k >= 0; k-- {
		t := s.tokens[k]
		if t.kind == markKind && (t.text == ";" || t.text == ":" || t.text == "—" || t.text == "–") || t.kind == wordKind && clauseWords[t.text] {
			return k + 1
		}
	}
	return 0
}

// A relation is how a value is claimed.
type relation string

const (
	exactly   relation = ""
	roughly   relation = "about"
	almost    relation = "nearly"
	moreThan  relation = "more than"
	atLeast   relation = "at least"
	lessThan  relation = "less than"
	atMost    relation = "at most"
	inBetween relation = "between"
)

// hedge reads the words just before token i.
func (s *claimSentence) hedge(i int) relation {
	w := func(k int) string {
		if i-k >= 0 && s.tokens[i-k].kind == wordKind {
			return s.tokens[i-k].text
		}
		return ""
	}
	for k := 1; k <= 3; k++ {
		switch w(k) {
		case "about", "around", "roughly", "approximately", "some", "circa", "approx", "unos", "cerca", "environ", "quelque", "rund", "etwa", "circa.", "ungefähr", "omtrent", "cirka", "rundt", "aproximadamente", "alrededor", "ca", "około", "yaklaşık":
			return roughly
		case "nearly", "almost", "casi", "presque", "fast", "knapp", "beinahe", "nesten", "quasi", "prawie", "niemal", "neredeyse":
			return almost
		case "least":
			return atLeast
		case "mindestens", "minst", "wenigstens", "almeno", "najmniej":
			return atLeast
		case "most":
			return atMost
		case "up":
			if w(k-1) == "to" {
				return atMost
			}
		case "over", "above", "exceeding", "über", "oltre", "ponad", "powyżej":
			return moreThan
		case "under", "below", "unter", "sotto", "poniżej":
			return lessThan
		case "than", "als", "que", "de", "enn", "del", "di", "dell", "niż":
			switch w(k + 1) {
			case "more", "mehr", "más", "plus", "mer", "higher", "greater", "più", "więcej":
				return moreThan
			case "less", "lower", "weniger", "menos", "moins", "mindre", "fewer", "meno", "mniej":
				return lessThan
			}
		}
		if t := w(k); t != "" && t != "to" && t != "than" && t != "the" && t != "of" && t != "at" && t != "a" && t != "als" && t != "que" && t != "de" && t != "enn" && t != "den" && t != "das" && t != "del" && t != "el" && t != "le" && t != "les" && t != "il" && t != "di" && t != "niż" {
			break
		}
		if i-k >= 0 && s.tokens[i-k].kind != wordKind {
			break
		}
	}
	return exactly
}

// fits reports whether a printed value v bears out a claimed one, written with
// the given decimals of a unit.
func fits(v, claimed float64, decimals int, unit float64, rel relation) bool {
	step := math.Pow10(-decimals) * unit
	const eps = 1e-9
	switch rel {
	case roughly:
		return math.Abs(v-claimed) <= max(0.05*math.Abs(claimed), step/2)+eps
	case almost:
		return v < claimed && v >= claimed*0.95-eps
	case moreThan:
		return v > claimed+eps
	case atLeast:
		return v >= claimed-eps
	case lessThan:
		return v < claimed-eps
	case atMost:
		return v <= claimed+eps
	}
	return math.Abs(facts.Round(v/unit, decimals)*unit-claimed) <= eps*max(1, math.Abs(claimed))
}

// turnWords begin what a number is compared with.
var turnWords = wordSet("from compared versus vs against than unlike frente contre gegenüber mot fra von desde")

// yearOf is the year that a number at token i is about: the nearest one named
// after it, else before it, else a relative one; 0 when none is named. A year
// after "since", "by" or "until" is none.
func (c *checker) yearOf(s *claimSentence, i int) (y int, ok bool) {
	usable := func(k int) bool {
		if s.tokens[k].kind != yearKind {
			return false
		}
		if k > 0 {
			switch s.tokens[k-1].text {
			case "since", "by", "until", "before", "from", "till", "seit", "bis", "ab", "desde", "hasta", "antes", "depuis", "d'ici", "siden", "innen", "than":
				return false
			}
		}
		return true
	}
	for k := i + 1; k < len(s.tokens) && k < i+14; k++ {
		if usable(k) {
			return int(s.tokens[k].value), true
		}
		if t := s.tokens[k]; t.kind == percentKind || t.kind == moneyKind || t.kind == markKind && (t.text == ";" || t.text == ":") || t.kind == wordKind && turnWords[t.text] {
			break
		}
	}
	for k := i - 1; k >= 0; k-- {
		if t := s.tokens[k]; t.kind == markKind && t.text == ";" {
			break
		}
		if usable(k) {
			return int(s.tokens[k].value), true
		}
	}
	if c.day != "" {
		low := " " + strings.ToLower(s.text) + " "
		switch {
		case containsAny(low, " last year", " previous year", "año pasado", "l'an dernier", "l'année dernière", "letztes jahr", "letzten jahr", "vergangenen jahr", " i fjor", "fjoråret"):
			return c.day.Year() - 1, true
		case containsAny(low, " this year", "este año", "cette année", "dieses jahr", "diesem jahr", " i år"):
			return c.day.Year(), true
		}
	}
	return 0, true
}

// bareWords are the words of a claim that names nothing but Allies, a share
// and a year. Whoever asks here whether "Spain spends 1.28% of GDP" means
// defence; any other word could be another subject.
var bareWords = wordSet("spends spend spent spending its their is are was were at in below above under over met meets meet missed misses miss than more less least most exactly about only just still now " +
	"the a an of on to as and or not no including per cent percent gdp pib bip target guideline goal floor level share country countries ally allies member members has had reached reaches hit hits fails failed fell falls short " +
	"did does do that today currently year this last by gasta gastó gastan dépense dépensent gibt aus del de el la el du le für")

// bareClaim reports that a sentence is about Allies and a share of GDP, or
// about what a known speaker said of one, and about nothing else.
func (c *checker) bareClaim(s *claimSentence) bool {
	subject, level := false, false
	var speakers map[string]bool
	for _, t := range s.tokens {
		switch t.kind {
		case allyKind, aggregateKind, countedKind:
			subject = true
		case percentKind:
			level = true
		case foreignKind, moneyKind, pointsKind:
			return false
		case wordKind:
			if bareWords[t.text] || speechVerbs[t.text] || claimMonth(t.text) != 0 {
				continue
			}
			if speakers == nil {
				speakers = c.speakers()
			}
			if !speakers[t.text] {
				return false
			}
			subject = true
		}
	}
	return subject && (level || len(s.namesIn()) == 2 && s.any(gdpWords, 0, len(s.tokens)) && s.any(moreWords, 0, len(s.tokens)))
}

// find reads the propositions of a sentence.
func (c *checker) find(s *claimSentence) []proposition {
	if s.unreal() {
		return nil
	}
	if !c.level {
		return c.findMeeting(s)
	}
	if ps := c.findCommitment(s); ps != nil {
		return ps
	}
	if ps := c.findSpeech(s); ps != nil {
		return ps
	}
	if ps := c.findCount(s); ps != nil {
		return ps
	}
	if ps := c.findChange(s); ps != nil {
		return ps
	}
	if ps := c.findPart(s); ps != nil {
		return ps
	}
	var out []proposition
	out = append(out, c.findShares(s)...)
	out = append(out, c.findAmounts(s)...)
	if out != nil {
		if len(out) == 1 && out[0].kind == "ally_share" {
			out = append(out, c.findSuperlative(s)...)
		}
		return out
	}
	if ps := c.findCombined(s); ps != nil {
		return ps
	}
	if ps := c.findTimes(s); ps != nil {
		return ps
	}
	if ps := c.findRanking(s); ps != nil {
		return ps
	}
	if ps := c.findPersonnel(s); ps != nil {
		return ps
	}
	return c.findMeeting(s)
}

// series is a measure of an Ally or aggregate at a year; year 0 is the newest
// year that the edition holds for it, not later than the as-of date's year.
func (c *checker) at(e *facts.Edition, code facts.Code, m facts.Measure, y int, asOf facts.Date) (facts.Figure, bool) {
	if y != 0 {
		return e.Figure(code, m, y)
	}
	for k := len(e.Years) - 1; k >= 0; k-- {
		if e.Years[k] > asOf.Year() {
			continue
		}
		if f, ok := e.Figure(code, m, e.Years[k]); ok {
			return f, true
		}
	}
	return facts.Figure{}, false
}

// earlier lists the editions published before cur and known by asOf, newest
// first, that are worth naming.
func (c *checker) earlier(cur *facts.Edition, asOf facts.Date) []*facts.Edition {
	var out []*facts.Edition
	for i := len(c.d.Editions) - 1; i >= 0; i-- {
		e := c.d.Editions[i]
		if e != cur && e.Published.KnownBy(asOf) && e.Published.Last() < cur.Published.Last() && !strings.HasPrefix(e.Confidence, "low") {
			out = append(out, e)
		}
	}
	return out
}

// A test is a claimed value of one Ally's measure.
type valueTest struct {
	code     facts.Code
	measure  facts.Measure
	year     int // 0: none named
	past     bool
	claimed  float64
	decimals int
	unit     float64
	rel      relation
	soft     bool // a mismatch decides nothing: the claim may mean another quantity
	other    string
	vague    bool // said of a past that has no year
	atMost   float64
	first    bool // said to be the first year at that level
}

// value decides a claimed value against the edition current on a day.
func (c *checker) value(t valueTest, asOf facts.Date) ruling {
	cur, ok := c.d.Current(asOf)
	if !ok {
		return cannot("No edition held here was published by %s.", asOf.Long())
	}
	if a, ok := c.d.Ally(t.code); ok && !a.Forces {
		return cannot("%s is an Ally without armed forces; NATO publishes no defence expenditure for it.", a.Name)
	}
	if t.year > asOf.Year() {
		return cannot("%d had not come by %s.", t.year, asOf.Long())
	}
	// A newer edition that is held in part may have just this.
	for i := len(c.d.Editions) - 1; i >= 0; i-- {
		e := c.d.Editions[i]
		if e.Published.Last() <= cur.Published.Last() {
			break
		}
		if e.Complete || !e.Published.KnownBy(asOf) || strings.HasPrefix(e.Confidence, "low") && e.Confidence != "low-medium" {
			continue
		}
		if _, ok := c.at(e, t.code, t.measure, t.year, asOf); ok && (t.year != 0 || e.LastYear() >= asOf.Year()-1) {
			cur = e
			break
		}
	}
	f, ok := c.at(cur, t.code, t.measure, t.year, asOf)
	if !ok && !holds(cur, t.measure) {
		for _, e := range c.earlier(cur, asOf) {
			if g, found := c.at(e, t.code, t.measure, t.year, asOf); found && e.Complete {
				r := ruling{verdict: facts.NotCheckable, figures: []facts.Figure{g}, cites: []facts.Cite{c.cite(e, t.measure)}, year: g.Year}
				r.why = fmt.Sprintf("%s is held without such figures; before it, %s.", upperHead(editionName(cur)), c.say(g, e))
				if t.year != 0 && fits(g.Value, t.claimed, t.decimals, t.unit, t.rel) && t.rel != inBetween {
					r.verdict = facts.Supported
				}
				return r
			}
		}
	}
	if !ok {
		what := "no such figure"
		if t.year != 0 {
			what = fmt.Sprintf("no such figure for %d", t.year)
		}
		return cannot("%s holds %s of %s.", upperHead(editionName(cur)), what, c.d.Name(t.code))
	}
	if t.year == 0 && f.Year < asOf.Year()-2 {
		return cannot("It names no year, and the newest figure held is for %d.", f.Year)
	}
	hit := func(f facts.Figure) bool {
		if t.rel == inBetween {
			return f.Value >= t.claimed-1e-9 && f.Value <= t.atMost+1e-9
		}
		return fits(f.Value, t.claimed, t.decimals, t.unit, t.rel)
	}
	r := ruling{figures: []facts.Figure{f}, cites: []facts.Cite{c.cite(cur, t.measure)}, year: f.Year}
	switch {
	case t.other != "":
		r.verdict, r.why = facts.NotCheckable, fmt.Sprintf("It is said by the count of %s, not by NATO's; %s.", t.other, c.say(f, cur))
		return r
	case t.vague:
		r.verdict, r.why = facts.NotCheckable, fmt.Sprintf("It names no year; %s.", c.say(f, cur))
		return r
	}
	if t.year == 0 && t.past {
		// "spent" without a year may mean the year before as well.
		if g, ok := cur.Figure(t.code, t.measure, asOf.Year()-1); ok && g.Year != f.Year && hit(g) && !hit(f) {
			r.verdict = facts.NotCheckable
			r.why = fmt.Sprintf("It names no year: %s; %s.", c.say(f, cur), c.short(g))
			r.figures = append(r.figures, g)
			return r
		}
	}
	if t.rel == almost && fits(f.Value, t.claimed, t.decimals, t.unit, exactly) && !hit(f) {
		r.verdict, r.why = facts.Imprecise, fmt.Sprintf("%s, all of %s and not nearly.", upperHead(c.say(f, cur)), trimNumber(t.claimed/t.unit))
		return r
	}
	if hit(f) {
		if t.measure == facts.ShareOfGDP && t.rel == exactly && t.decimals == 0 && f.Value < t.claimed-0.05 {
			if isLevel(t.claimed) {
				r.verdict, r.why = facts.Contradicted, fmt.Sprintf("%s, below %s %%.", upperHead(c.say(f, cur)), trimNumber(t.claimed))
				return r
			}
			r.verdict, r.why = facts.Imprecise, fmt.Sprintf("%s; %s %% is that figure rounded up.", upperHead(c.say(f, cur)), trimNumber(t.claimed))
			return r
		}
		r.verdict, r.why = facts.Supported, upperHead(c.say(f, cur))+"."
		if t.first {
			for _, y := range cur.Years {
				if g, ok := cur.Figure(t.code, t.measure, y); ok && y < f.Year && hit(g) {
					r.verdict, r.why = facts.Contradicted, fmt.Sprintf("It was there before: %s; %s.", c.say(g, cur), c.short(f))
					r.figures = append(r.figures, g)
					return r
				}
			}
			r.why = strings.TrimSuffix(r.why, ".") + fmt.Sprintf(", the first year at that level of those that the edition holds, %d to %d.", cur.Years[0], cur.LastYear())
		}
		return r
	}
	if t.measure == facts.ShareOfGDP && t.rel == exactly && isLevel(t.claimed) && f.Value < t.claimed && f.Value >= t.claimed-0.05 {
		r.verdict, r.why = facts.Imprecise, fmt.Sprintf("%s, just below %s %%.", upperHead(c.say(f, cur)), trimNumber(t.claimed))
		return r
	}
	for _, e := range c.earlier(cur, asOf) {
		y := t.year
		if y == 0 && e.LastYear() < c.day.Year()-3 {
			continue
		}
		g, ok := c.at(e, t.code, t.measure, y, e.Published.Last())
		if ok && hit(g) && (t.rel == exactly || t.rel == roughly) {
			r.verdict = facts.Outdated
			r.why = fmt.Sprintf("It was right by %s (%s); %s", editionName(e), c.short(g), c.say(f, cur))
			if now, ok := cur.Figure(g.Ally, g.Measure, g.Year); ok && now.Year != f.Year {
				r.why += ", and " + c.short(now)
				r.figures = append(r.figures, now)
			}
			r.why += "."
			r.figures = append(r.figures, g)
			r.cites = append(r.cites, c.cite(e, t.measure))
			return r
		}
	}
	if t.soft {
		r.verdict = facts.NotCheckable
		r.why = fmt.Sprintf("A national budget is counted otherwise than NATO's defence expenditure; %s.", c.say(f, cur))
		return r
	}
	r.verdict, r.why = facts.Contradicted, upperHead(c.say(f, cur))+"."
	return r
}

// isLevel reports whether v is a commitment's level, where rounding would
// change the meaning.
func isLevel(v float64) bool { return v == 2 || v == 3.5 || v == 5 }

func trimNumber(v float64) string {
	s := facts.FormatNumber(v, 2)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func upperHead(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// say states a figure with its edition.
func (c *checker) say(f facts.Figure, e *facts.Edition) string {
	return fmt.Sprintf("%s gives %s", editionName(e), c.short(f))
}

func (c *checker) short(f facts.Figure) string {
	est := ""
	if f.Estimate {
		est = ", an estimate"
	}
	unit := f.Measure.Unit()
	amount := f.Number() + " " + unit
	switch f.Measure {
	case facts.SpendUSD:
		amount = "US$ " + f.Number() + " million at current prices"
	case facts.SpendUSDConstant:
		amount = "US$ " + f.Number() + " million at constant prices"
	case facts.SpendNCU:
		e, _ := c.d.Edition(f.Edition)
		amount = e.Currency(f.Ally) + " " + f.Number() + " million"
	case facts.RealChange:
		amount = f.Number() + " % real change"
	case facts.Personnel:
		amount = f.Number() + " thousand military personnel"
	}
	amount = strings.Replace(amount, " % of", " % of", 1)
	return fmt.Sprintf("%s %s for %d%s", c.d.Name(f.Ally), amount, f.Year, est)
}

// joinWords join two names; bridgeWords stand between two numbers of one Ally.
var (
	joinWords   = wordSet("and y e et und og &")
	bridgeWords = wordSet("and y et und og up down from to compared with in of its the a year after against versus vs al del de en desde el la frente contre du à au auf von des nach aus gegenüber til fra av i mot just only still last earlier before previous it was had been or % rising falling on for defence defense en defensa pour défense für verteidigung på forsvar spending spent")
)

// compared reports whether the name at token k is what another is compared
// with: "more than Germany", "unlike Spain".
func (s *claimSentence) compared(k int) bool {
	for j := k - 1; j >= max(0, k-2); j-- {
		switch s.tokens[j].text {
		case "than", "unlike", "als", "enn", "vs", "versus", "behind", "ahead", "against", "except":
			return true
		case "que":
			return s.any(moreWords, 0, j) || s.any(wordSet("davantage"), 0, j)
		}
	}
	return false
}

// subjects are the Allies that a number at token i is said of: the nearest
// named before it in its clause, with those joined to it.
func (s *claimSentence) subjects(i int) []int {
	from := 0
	for k := i - 1; k >= 0; k-- {
		if t := s.tokens[k]; t.kind == percentKind || t.kind == moneyKind {
			from = k + 1
			break
		}
	}
	for k := i - 1; k >= from; k-- {
		switch s.tokens[k].kind {
		case foreignKind:
			return nil
		case allyKind, aggregateKind:
			if s.tokens[k].code == facts.NATOTotal && strings.HasSuffix(s.tokens[k].text, "average") {
				if i-k > 3 {
					return nil
				}
				return []int{k}
			}
			if s.compared(k) || s.tokens[k].code == facts.NATOTotal && len(s.namesIn()) > 1 {
				return nil
			}
			out := []int{k}
			if k == 0 || !joinWords[s.tokens[k-1].text] {
				return out
			}
			for j := k - 1; j >= from; j-- {
				t := s.tokens[j]
				switch {
				case t.kind == allyKind:
					out = append(out, j)
				case t.kind == markKind && t.text == ",", joinWords[t.text], t.text == "both":
				default:
					j = -1
				}
				if j < 0 {
					break
				}
			}
			slices.Reverse(out)
			return out
		}
	}
	if from > 0 { // "Poland spent 4.1 % in 2024 and 4.5 % in 2025"
		for _, t := range s.tokens[from:i] {
			if t.kind == wordKind && !bridgeWords[t.text] && !gdpWords[t.text] {
				return nil
			}
		}
		for k := from - 1; k >= 0; k-- {
			switch s.tokens[k].kind {
			case foreignKind:
				return nil
			case allyKind, aggregateKind:
				if s.compared(k) {
					return nil
				}
				return []int{k}
			}
		}
	}
	return nil
}

// findShares reads shares of GDP, of single Allies, aggregates and lists.
func (c *checker) findShares(s *claimSentence) []proposition {
	var out []proposition
	gdp := s.any(gdpWords, 0, len(s.tokens))
	done := map[int]bool{}
	for i, t := range s.tokens {
		if t.kind != percentKind || t.value > 25 && !s.any(wordSet("equipment equipos équipement ausrüstung utstyr"), 0, len(s.tokens)) {
			continue
		}
		if s.any(otherShares, 0, len(s.tokens)) {
			continue
		}
		if done[i] || s.ranged(i) || s.growth(i) || s.elsewhere(i) || s.any(lawWords, 0, len(s.tokens)) {
			continue
		}
		subj := s.subjects(i)
		if k := s.postposed(i); k > 0 {
			subj = []int{k} // "4.68 % of GDP in Poland"
		} else if s.afterPostposed(i) {
			continue
		}
		if subj == nil {
			// "1.28 % of GDP is what Spain spends"
			if first := s.firstName(); first > i && gdp && !s.foreign() && len(s.namesIn()) == 1 && s.tokens[first].kind == allyKind && first-i < 12 && s.any(gdpWords, i+1, min(i+5, first)) {
				subj = []int{first}
			} else {
				continue
			}
		}
		if s.origin(i) {
			continue
		}
		begin := max(s.clause(i), 0)
		head := subj[0]
		from := min(begin, head)
		if s.modal(from, i) || s.any(neededWords, i+1, i+7) || s.verbFinal() {
			continue
		}
		m := facts.ShareOfGDP
		if s.any(wordSet("equipment equipos équipement ausrüstung utstyr"), 0, len(s.tokens)) {
			if !containsAny(strings.ToLower(s.text), "of its defence", "of its defense", "of defence", "of defense", "of their defence", "of military", "of the defence") || gdp {
				continue
			}
			m = facts.EquipmentShare
		}
		mid := s.tokens[min(head, i)+1 : max(head, i)]
		rel, judged := s.hedge(i), false
		top := 0.0
		if hi, lower := s.bounds(i); hi > 0 {
			if !lower {
				continue // the upper end was told with the lower one
			}
			rel, top = inBetween, hi
		}
		target := s.any(targetWords, max(i-4, 0), i+5)
		neg := s.negated(min(head, i), max(head, i))
		var below, meets bool
		for k, w := range mid {
			leastOf := k > 0 && (w.text == "menos" && mid[k-1].text == "al" || w.text == "moins" && mid[k-1].text == "au" || w.text == "meno" && mid[k-1].text == "per")
			if leastOf { // "al menos el 2 %" is at least that
				meets = true
				continue
			}
			below = below || w.kind == wordKind && belowWords[w.text]
			meets = meets || w.kind == wordKind && meetWords[w.text]
		}
		if s.any(wordSet("never nunca jamais aldri ever"), 0, len(s.tokens)) || s.any(wordSet("nie"), 0, len(s.tokens)) && !s.any(wordSet("pkb"), 0, len(s.tokens)) {
			if m == facts.ShareOfGDP && len(subj) == 1 && s.tokens[head].kind == allyKind && s.any(wordSet("never nunca jamais nie aldri"), head, i) && len(s.namesIn()) == 1 && (isLevel(t.value) || gdp) && !below && s.otherSource() == "" {
				out = append(out, c.never(s.tokens[head].code, t.value, rel == moreThan))
			}
			continue
		}
		// "X does not meet the 2 % guideline", "X is below 2 %"
		if below || meets && (target || isLevel(t.value)) {
			judged = true
			switch {
			case below && !neg:
				rel = lessThan
			case below && neg:
				rel = atLeast
			case neg && noMorePattern.MatchString(strings.ToLower(s.text)):
				rel = atMost
			case neg:
				rel = lessThan
			case s.any(strictWords, head, i) || rel == moreThan:
				rel = moreThan
			default:
				rel = atLeast
			}
		} else if neg {
			continue // "Spain does not spend 3 %": what it does spend is not said
		} else if target {
			continue
		}
		listed := i-subj[len(subj)-1] <= 2 // "Croatia (1.81 %)"
		context := gdp || (c.gdp && (listed || judged))
		if m == facts.ShareOfGDP && !context && !(judged && isLevel(t.value)) {
			continue
		}
		if !listed && !judged && !s.any(spendWords, 0, len(s.tokens)) && !containsAny(strings.ToLower(s.text), "spending", "ausgaben", "utgifter") &&
			!(s.any(gdpWords, i+1, i+4) && superlativePattern.MatchString(strings.ToLower(s.text))) {
			continue
		}
		aggregateSubject := s.tokens[head].kind == aggregateKind
		if !judged && !c.defence {
			continue
		}
		y, _ := c.yearOf(s, i)
		if judged && target && t.value == 5 && c.asOf >= "2025-06-25" && rel != lessThan {
			out = append(out, proposition{kind: "ally_share", codes: codes(s, subj), year: y, value: t.value, valued: true, unit: "% of GDP", decide: func(facts.Date) ruling {
				return cannot("The 5 %% of The Hague adds related spending to core defence, and NATO publishes no Ally's related spending.")
			}})
			continue
		}
		first := judged && rel == atLeast && len(subj) == 1 && firstTime.MatchString(strings.ToLower(s.text))
		soft := s.any(wordSet("budget budgets haushalt presupuesto"), 0, len(s.tokens)) && !judged
		other := s.otherSource()
		vague := y == 0 && s.vague()
		past := s.past()
		cs := codes(s, subj)
		// "Italy and Canada spend 2.10 % and 2.13 %": one each, in their order.
		each := []int{i}
		if len(cs) > 1 {
			each = s.joinedShares(i)
			for _, k := range each {
				done[k] = true
			}
			if len(each) > 1 && len(each) != len(cs) {
				continue
			}
		}
		tests := make([]valueTest, len(cs))
		for k, code := range cs {
			t := t
			if len(each) == len(cs) {
				t = s.tokens[each[k]]
			}
			tests[k] = valueTest{code: code, measure: m, year: y, past: past, claimed: t.value, decimals: t.prec, unit: 1, rel: rel, soft: soft, other: other, vague: vague, atMost: top, first: first}
		}
		kind := "ally_share"
		if aggregateSubject {
			kind = "aggregate"
		}
		unit := m.Unit()
		out = append(out, proposition{kind: kind, codes: cs, year: y, value: t.value, valued: true, unit: unit, decide: func(asOf facts.Date) ruling { return c.all(tests, asOf) }})
	}
	return out
}

// postposed is the Ally that a share is said of behind it: "4.68 % of GDP in
// Poland"; 0 for none.
func (s *claimSentence) postposed(i int) int {
	for k := i + 1; k < len(s.tokens)-1 && k <= i+7; k++ {
		t := s.tokens[k]
		switch t.text {
		case "in", "en", "i", "em", "au", "aux", "w", "nel", "nella":
			if n := s.tokens[k+1]; n.kind == allyKind {
				return k + 1
			}
			if n := s.tokens[k+1]; n.kind == yearKind {
				continue
			}
			return 0
		}
		if t.kind == yearKind || t.kind == wordKind && (gdpWords[t.text] || bridgeWords[t.text] && !joinWords[t.text]) {
			continue
		}
		return 0
	}
	return 0
}

// afterPostposed reports a share in a list of such whose own Ally is not found:
// the Ally before it belongs to another share.
func (s *claimSentence) afterPostposed(i int) bool {
	for k := i - 1; k > 0; k-- {
		if s.tokens[k].kind == percentKind || s.tokens[k].kind == moneyKind {
			p := s.postposed(k)
			return p > 0 && p < i
		}
	}
	return false
}

// ranged reports the upper end of "2-2.1 %" and "2 to 2.1 %".
func (s *claimSentence) ranged(i int) bool {
	if i < 2 || s.tokens[i-2].kind != numberKind {
		return false
	}
	switch s.tokens[i-1].text {
	case "-", "–", "—", "to", "bis", "a", "à":
		return true
	}
	return false
}

// growth reports a rate of growth beside a share: "whose economy shrank 0.2 %".
func (s *claimSentence) growth(i int) bool {
	if s.any(gdpWords, i+1, i+4) {
		return false
	}
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		switch s.tokens[k].text {
		case "shrank", "grew", "grown", "grows", "contracted", "expanded", "rose", "risen", "fell", "dropped", "declined", "increased", "decreased", "by", "creció", "cayó", "wuchs", "schrumpfte", "um":
			return true
		case "to":
			return false
		}
	}
	return false
}

// joinedShares are the shares that stand joined behind token i, it included.
func (s *claimSentence) joinedShares(i int) []int {
	out := []int{i}
	for k := i; ; {
		switch {
		case k+2 < len(s.tokens) && s.tokens[k+2].kind == percentKind && (joinWords[s.tokens[k+1].text] || s.tokens[k+1].text == ","):
			k += 2
		case k+3 < len(s.tokens) && s.tokens[k+3].kind == percentKind && s.tokens[k+1].text == "," && joinWords[s.tokens[k+2].text]:
			k += 3
		default:
			return out
		}
		out = append(out, k)
	}
}

// bounds reports the upper end of "between 1.9 % and 2.1 %" where token i is
// one of its ends, and whether it is the lower one.
func (s *claimSentence) bounds(i int) (hi float64, lower bool) {
	at := func(k int) string {
		if k < 0 || k >= len(s.tokens) {
			return ""
		}
		return s.tokens[k].text
	}
	between := func(w string) bool { return w == "between" || w == "entre" || w == "zwischen" || w == "mellom" }
	ends := func(k int) bool { return k < len(s.tokens) && s.tokens[k].kind == percentKind && joinWords[at(k-1)] }
	switch {
	case between(at(i-1)) && ends(i+2):
		return s.tokens[i+2].value, true
	case between(at(i-3)) && ends(i):
		return s.tokens[i].value, false
	}
	return 0, false
}

// origin reports a share that another came from, or is compared with, and that
// names no year of its own: "up from 2.32 %".
func (s *claimSentence) origin(i int) bool {
	if i == 0 {
		return false
	}
	switch s.tokens[i-1].text {
	case "from", "von", "desde", "fra", "depuis":
	case "to", "with":
		if i < 2 || s.tokens[i-2].text != "compared" {
			return false
		}
	default:
		return false
	}
	for k := i + 1; k < len(s.tokens); k++ {
		switch t := s.tokens[k]; {
		case t.kind == yearKind:
			return false
		case t.kind == percentKind, t.kind == moneyKind, t.kind == markKind:
			return true
		}
	}
	return true
}

// past reports whether a sentence tells of the past and not of now.
func (s *claimSentence) past() bool {
	return s.any(pastWords, 0, len(s.tokens)) && !s.any(nowWords, 0, len(s.tokens))
}

// modal reports whether tokens from..to speak of a plan, a wish or a demand
// rather than of a fact. An estimate of a year is a fact of its edition.
func (s *claimSentence) modal(from, to int) bool {
	if s.any(modalWords, from, to) {
		return true
	}
	for k := from; k < to; k++ {
		if s.tokens[k].text == "by" && k+1 < len(s.tokens) && s.tokens[k+1].kind == yearKind {
			return true
		}
	}
	for k := to; k+1 < len(s.tokens) && k < to+8; k++ {
		if s.tokens[k].text == "by" && s.tokens[k+1].kind == yearKind {
			return true
		}
	}
	return false
}

// foreign reports whether a country is named that is no Ally.
func (s *claimSentence) foreign() bool {
	return slices.ContainsFunc(s.tokens, func(t claimToken) bool { return t.kind == foreignKind })
}

func (s *claimSentence) firstName() int {
	for i, t := range s.tokens {
		if t.kind == allyKind || t.kind == aggregateKind {
			return i
		}
	}
	return -1
}

// namesIn are the Allies named in a sentence, each once.
func (s *claimSentence) namesIn() []facts.Code {
	var out []facts.Code
	for _, t := range s.tokens {
		if (t.kind == allyKind || t.kind == aggregateKind) && !slices.Contains(out, t.code) {
			out = append(out, t.code)
		}
	}
	return out
}

func codes(s *claimSentence, at []int) []facts.Code {
	var out []facts.Code
	for _, i := range at {
		if c := s.tokens[i].code; !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// all decides one claim about several Allies: the worst verdict decides.
func (c *checker) all(tests []valueTest, asOf facts.Date) ruling {
	if len(tests) == 1 {
		return c.value(tests[0], asOf)
	}
	order := []facts.Verdict{facts.Contradicted, facts.NotCheckable, facts.Outdated, facts.Imprecise, facts.Supported}
	out := ruling{verdict: facts.Supported}
	var whys []string
	for _, t := range tests {
		r := c.value(t, asOf)
		if slices.Index(order, r.verdict) < slices.Index(order, out.verdict) {
			out.verdict = r.verdict
		}
		whys = append(whys, strings.TrimSuffix(r.why, "."))
		out.figures = append(out.figures, r.figures...)
		out.year = r.year
		for _, ct := range r.cites {
			if !slices.ContainsFunc(out.cites, func(x facts.Cite) bool { return x.ID == ct.ID && x.Locator == ct.Locator }) {
				out.cites = append(out.cites, ct)
			}
		}
	}
	out.why = strings.Join(whys, "; ") + "."
	return out
}

// findCount reads how many Allies meet or miss a level.
func (c *checker) findCount(s *claimSentence) []proposition {
	at, n, rel := -1, 0.0, exactly
	all, onlyNamed := false, false
	for i, t := range s.tokens {
		if t.kind == countedKind {
			at, n, rel = i, t.value, s.hedge(i)
			if i > 0 && (s.tokens[i-1].text == "only" || s.tokens[i-1].text == "just") {
				rel = exactly
			}
			break
		}
		next := ""
		for k := i + 1; k < min(i+4, len(s.tokens)); k++ {
			if w := s.tokens[k].text; countedWords[w] {
				next = w
				break
			} else if w != "nato" && w != "of" && w != "the" && w != "its" && w != "member" && w != "alliance" && w != "otan" && w != "los" && w != "les" {
				break
			}
		}
		if next == "" {
			if t.text == "only" && i+1 < len(s.tokens) && s.tokens[i+1].kind == allyKind && i < 3 {
				at, onlyNamed = i, true
				break
			}
			continue
		}
		switch t.text {
		case "all", "every", "todos", "tous", "alle":
			if i > 0 && (s.tokens[i-1].text == "of" || s.tokens[i-1].text == "among") {
				continue
			}
			at, all = i, true
		case "no", "ningún", "aucun", "kein", "ingen":
			at, n = i, 0
		}
		if at >= 0 {
			break
		}
	}
	if at < 0 {
		return nil
	}
	level, lat := 0.0, -1
	for i := range s.tokens {
		if s.tokens[i].kind == percentKind && !s.ownValue(i) && (level == 0 || i > at) {
			level, lat = s.tokens[i].value, i
			if i > at {
				break
			}
		}
	}
	below := s.any(belowWords, 0, len(s.tokens))
	meets := s.any(meetWords, 0, len(s.tokens)) || s.any(wordSet("spend spending spent spends gastan dépensent ausgeben bruker"), 0, len(s.tokens))
	if !below && !meets {
		return nil
	}
	if s.any(modalWords, 0, len(s.tokens)) && !s.any(expectWords, 0, len(s.tokens)) {
		return nil
	}
	if lat >= 0 && (s.any(otherShares, 0, len(s.tokens)) || s.elsewhere(lat)) || s.partial(at) {
		return nil
	}
	// The negation of "no Ally" is in the count itself; "do not meet" is not.
	neg := false
	for k := range s.tokens {
		w := s.tokens[k].text
		if k != at && s.tokens[k].kind == wordKind && (negWords[w] || strings.HasSuffix(w, "n't")) && w != "no" && w != "ne" && w != "pas" {
			neg = true
		}
		if w == "pas" || w == "n'atteignent" || w == "n'atteint" {
			neg = true
		}
	}
	wantBelow := below != neg
	strict := s.any(strictWords, 0, len(s.tokens)) && !below
	if lat >= 0 && !below && s.hedge(lat) == moreThan {
		strict = true
	}
	if lat >= 0 && s.hedge(lat) == lessThan {
		wantBelow = !neg
	}
	names := []facts.Code{}
	for i, t := range s.tokens {
		if t.kind == allyKind && i != at {
			names = append(names, t.code)
		}
	}
	if onlyNamed {
		n = float64(len(names))
	}
	y, _ := c.yearOf(s, max(at, lat))
	excepted := s.any(wordSet("except excluding but salvo excepto sauf außer unntatt"), 0, len(s.tokens))
	p := proposition{kind: "count_meeting", codes: names, year: y, value: n, valued: !all, unit: "allies"}
	p.decide = func(asOf facts.Date) ruling {
		if excepted && !(all && !wantBelow && len(names) > 0) {
			return cannot("It excepts Allies from the count, which is not read here.")
		}
		lv := level
		if lat < 0 {
			if asOf >= "2025-06-25" || !s.any(targetWords, 0, len(s.tokens)) {
				return cannot("It does not say which level is meant.")
			}
			lv = 2
		}
		if lv == 5 && asOf >= "2025-06-25" {
			return cannot("The 5 %% of The Hague adds related spending to core defence, and NATO publishes no Ally's related spending.")
		}
		cur, ok := c.d.Current(asOf)
		if !ok {
			return cannot("No edition held here was published by %s.", asOf.Long())
		}
		k := c.count(cur, lv, strict, y, asOf)
		if k.have == 0 {
			return cannot("%s holds no shares of GDP for %d.", upperHead(editionName(cur)), y)
		}
		judge := func(k tally) (ok, unsure bool) {
			num := float64(len(k.met))
			if wantBelow {
				num = float64(len(k.below))
			}
			if all {
				if wantBelow {
					return len(k.met) == 0, k.missing > 0 && len(k.met) == 0
				}
				return len(k.below) == 0, k.missing > 0 && len(k.below) == 0
			}
			return fits(num, n, 0, 1, rel), k.missing > 0 && !fits(num, n, 0, 1, rel) && fits(num+float64(k.missing), n, 0, 1, rel)
		}
		r := ruling{year: k.year, cites: []facts.Cite{c.cite(cur, facts.ShareOfGDP)}, figures: k.figures(wantBelow)}
		okCount, unsure := judge(k)
		if excepted { // "all but Slovenia"
			r.figures = k.below
			state := c.sayCount(k, cur, lv, true)
			outside := slices.ContainsFunc(k.below, func(f facts.Figure) bool { return !slices.Contains(names, f.Ally) })
			inside := slices.ContainsFunc(k.met, func(f facts.Figure) bool { return slices.Contains(names, f.Ally) })
			switch {
			case outside || inside:
				r.verdict, r.why = facts.Contradicted, state+"."
			case k.missing > 0:
				r.verdict, r.why = facts.NotCheckable, fmt.Sprintf("%s; %d Allies have no figure in it.", state, k.missing)
			default:
				r.verdict, r.why = facts.Supported, state+"."
			}
			return r
		}
		for _, name := range names {
			if a, isAlly := c.d.Ally(name); isAlly && !a.Forces {
				r.verdict, r.why = facts.NotCheckable, a.Name+" has no armed forces and is not counted."
				return r
			}
		}
		var wrong []string
		for _, name := range names {
			list := k.met
			if wantBelow {
				list = k.below
			}
			if !slices.ContainsFunc(list, func(f facts.Figure) bool { return f.Ally == name }) {
				wrong = append(wrong, c.d.Name(name))
			}
		}
		state := c.sayCount(k, cur, lv, wantBelow)
		switch {
		case unsure:
			r.verdict, r.why = facts.NotCheckable, fmt.Sprintf("%s; %d Allies have no figure in it.", state, k.missing)
		case okCount && len(wrong) == 0:
			r.verdict, r.why = facts.Supported, state+"."
		case okCount:
			r.verdict, r.why = facts.Contradicted, fmt.Sprintf("The number is right, but not %s: %s.", joinAnd(wrong), state)
		default:
			r.verdict, r.why = facts.Contradicted, state+"."
			for _, e := range c.earlier(cur, asOf) {
				if !e.Complete || y == 0 && e.LastYear() < c.day.Year()-3 {
					continue
				}
				o := c.count(e, lv, strict, y, e.Published.Last())
				if o.have == 0 {
					continue
				}
				if was, doubt := judge(o); was && !doubt && rel == exactly {
					r.verdict = facts.Outdated
					r.why = fmt.Sprintf("It was right by %s for %d; %s.", editionName(e), o.year, lowerHead(state))
					r.cites = append(r.cites, c.cite(e, facts.ShareOfGDP))
					break
				}
			}
		}
		return r
	}
	out := []proposition{p}
	for i := range s.tokens {
		if s.tokens[i].kind != percentKind || !s.ownValue(i) {
			continue
		}
		k := i - 1
		for k > 0 && s.tokens[k].kind != allyKind {
			k--
		}
		code, t := s.tokens[k].code, s.tokens[i]
		out = append(out, proposition{kind: "ally_share", codes: []facts.Code{code}, year: y, value: t.value, valued: true, unit: "% of GDP", decide: func(asOf facts.Date) ruling {
			return c.value(valueTest{code: code, measure: facts.ShareOfGDP, year: y, claimed: t.value, decimals: t.prec, unit: 1, rel: s.hedge(i), other: s.otherSource()}, asOf)
		}})
	}
	return out
}

// ownValue reports a share that is said of the Ally just before it, "Italy
// (1.49 %)", "Slovenia, at 1.61 %", and is no level that Allies are counted by.
func (s *claimSentence) ownValue(i int) bool {
	k := i - 1
	for ; k >= 0 && k >= i-3; k-- {
		switch t := s.tokens[k]; {
		case t.kind == allyKind:
			return k < i-1 // a bare "Slovenia 1.61 %" stands in lists of values only
		case t.kind == markKind && (t.text == "(" || t.text == ","), t.text == "at", t.text == "with", t.text == "mit", t.text == "con", t.text == "avec", t.text == "only", t.text == "just":
		default:
			return false
		}
	}
	return false
}

func lowerHead(s string) string {
	if strings.HasPrefix(s, "NATO") || s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func joinAnd(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// A tally is who stands where against a level in a year.
type tally struct {
	year, have, missing int
	met, below          []facts.Figure
}

func (k tally) figures(below bool) []facts.Figure {
	if below {
		return k.below
	}
	if len(k.below) > 0 && len(k.below) <= len(k.met) {
		return k.below
	}
	return k.met
}

// count counts Allies with forces by their printed shares.
func (c *checker) count(e *facts.Edition, level float64, strict bool, y int, asOf facts.Date) tally {
	k := tally{year: y}
	if y == 0 {
		for i := len(e.Years) - 1; i >= 0; i-- {
			if e.Years[i] <= asOf.Year() {
				k.year = e.Years[i]
				break
			}
		}
	}
	for i := range c.d.Allies {
		a := &c.d.Allies[i]
		if !a.Forces || !a.Joined.KnownBy(e.Published.Last()) {
			continue
		}
		f, ok := e.Figure(a.Code, facts.ShareOfGDP, k.year)
		if !ok {
			k.missing++
			continue
		}
		k.have++
		if f.Value > level || !strict && f.Value == level {
			k.met = append(k.met, f)
		} else {
			k.below = append(k.below, f)
		}
	}
	sort.SliceStable(k.below, func(i, j int) bool { return k.below[i].Value > k.below[j].Value })
	if k.have*2 < k.have+k.missing {
		return tally{year: k.year}
	}
	return k
}

func (c *checker) sayCount(k tally, e *facts.Edition, level float64, below bool) string {
	names := func(fs []facts.Figure) string {
		var out []string
		for _, f := range fs {
			out = append(out, fmt.Sprintf("%s %s", c.d.Name(f.Ally), f.Number()))
		}
		return joinAnd(out)
	}
	est := ""
	if len(k.met)+len(k.below) > 0 && append(slices.Clone(k.met), k.below...)[0].Estimate {
		est = ", estimates"
	}
	s := fmt.Sprintf("%s has %d of %d Allies with figures below %s %% for %d%s, %d at or above it", editionName(e), len(k.below), k.have, trimNumber(level), k.year, est, len(k.met))
	if n := len(k.below); n > 0 && n <= 12 {
		s += " (below: " + names(k.below) + ")"
	}
	return s
}

// holds reports whether an edition has any figure of a measure.
func holds(e *facts.Edition, m facts.Measure) bool {
	for _, y := range e.Years {
		for _, c := range []facts.Code{"USA", "ESP", "POL", facts.NATOTotal} {
			if _, ok := e.Figure(c, m, y); ok {
				return true
			}
		}
	}
	return false
}
