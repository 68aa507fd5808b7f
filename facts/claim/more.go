package claim

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"natobot/facts"
)

// findAmounts reads amounts of money.
func (c *checker) findAmounts(s *claimSentence) []proposition {
	var out []proposition
	for i, t := range s.tokens {
		if t.kind != moneyKind {
			continue
		}
		if s.elsewhere(i) || s.any(lawWords, 0, len(s.tokens)) || i > 0 && s.tokens[i-1].text == "c" && s.tokens[i-1].end == t.start {
			continue // Canadian dollars are written C$
		}
		subj := s.subjects(i)
		if k := s.postposed(i); k > 0 {
			subj = []int{k}
		} else if s.afterPostposed(i) {
			continue
		}
		if len(subj) != 1 || s.modal(min(s.clause(i), subj[0], i), i) || s.negated(min(subj[0], i), max(subj[0], i)) {
			continue
		}
		if !s.any(spendWords, 0, len(s.tokens)) && !strings.Contains(strings.ToLower(s.text), "spending") {
			continue
		}
		if s.any(wordSet("extra additional increase rose rise cut package fund loan aid deal order orders contract missiles tanks ukraine weapons arms bought buy buys buying worth announced announces until programme program personnel equipment salaries pensions infrastructure purchase purchased procurement bonds borrowing exports sales sold"), 0, len(s.tokens)) || containsAny(strings.ToLower(s.text), "in new ", "new defence spending", "new defense spending") || strings.Contains(s.text, "per capita") {
			continue
		}
		code := s.tokens[subj[0]].code
		budget := s.any(wordSet("budget budgets haushalt presupuesto"), 0, len(s.tokens))
		y, _ := c.yearOf(s, i)
		past := s.past()
		rel := s.hedge(i)
		p := proposition{kind: "ally_amount", codes: []facts.Code{code}, year: y, value: t.value, valued: true, unit: t.text + " m"}
		if code.Aggregate() {
			p.kind = "aggregate"
		}
		tok := t
		p.decide = func(asOf facts.Date) ruling {
			cur, ok := c.d.Current(asOf)
			if !ok {
				return cannot("No edition held here was published by %s.", asOf.Long())
			}
			currency := tok.text
			if currency == "KRONE" {
				currency = cur.Currency(code)
			}
			test := valueTest{code: code, measure: facts.SpendUSD, year: y, past: past, claimed: tok.value, decimals: tok.prec, unit: tok.unit, rel: rel}
			if currency != "USD" || code == "USA" && cur.Currency(code) == "USD" {
				if cur.Currency(code) != currency && currency != "USD" {
					return cannot("NATO publishes no amount of %s in %s.", c.d.Name(code), currency)
				}
				if currency != "USD" {
					test.measure = facts.SpendNCU
				}
			}
			r := c.value(test, asOf)
			if r.verdict == facts.Contradicted && test.measure == facts.SpendUSD {
				test.measure = facts.SpendUSDConstant
				if k := c.value(test, asOf); k.verdict == facts.Supported {
					k.verdict = facts.Imprecise
					k.why = strings.TrimSuffix(k.why, ".") + fmt.Sprintf(": the claim is at prices of %d, which it does not say.", cur.PriceBase)
					return k
				}
			}
			// Exchange rates and definitions move amounts; only a wide miss is wrong.
			if r.verdict == facts.Contradicted && len(r.figures) > 0 {
				if v := r.figures[0].Value; budget || math.Abs(v-tok.value) <= 0.25*v {
					r.verdict = facts.NotCheckable
					r.why = "Budgets, exchange rates and definitions differ: " + lowerHead(r.why)
				}
			}
			return r
		}
		out = append(out, p)
	}
	return out
}

// findChange reads changes: from one share to another, multiples, points and
// real growth.
func (c *checker) findChange(s *claimSentence) []proposition {
	names := s.namesIn()
	if len(names) != 1 || s.modal(0, len(s.tokens)) || !containsAny(strings.ToLower(s.text), spendStems...) && !s.any(gdpWords, 0, len(s.tokens)) {
		return nil
	}
	code := names[0]
	gdp := s.any(gdpWords, 0, len(s.tokens))
	var years []int
	since := 0
	for i, t := range s.tokens {
		if t.kind == yearKind {
			years = append(years, int(t.value))
			if i > 0 {
				switch s.tokens[i-1].text {
				case "since", "seit", "desde", "depuis", "siden":
					since = int(t.value)
				}
			}
		}
	}
	var ps []int
	for i, t := range s.tokens {
		if t.kind == percentKind || t.kind == pointsKind {
			ps = append(ps, i)
		}
	}
	moved := s.any(wordSet("rose rise risen rises grew grown grows increased increase increases climbed jumped soared fell fallen dropped decreased declined shrank went gone up down subió aumentó creció cayó bajó augmenté passé baissé gestiegen stieg gewachsen gefallen sank økte økt steg falt gått"), 0, len(s.tokens))
	if p, ok := c.fromTo(s, code, ps, gdp); ok {
		return p
	}
	// "from 0.92 % in 2014 to 1.28 % in 2024"
	if len(ps) == 2 && gdp && len(years) == 2 && moved && s.tokens[ps[0]].kind == percentKind && s.tokens[ps[1]].kind == percentKind {
		tests := []valueTest{}
		for k, i := range ps {
			tests = append(tests, valueTest{code: code, measure: facts.ShareOfGDP, year: years[k], claimed: s.tokens[i].value, decimals: s.tokens[i].prec, unit: 1, rel: s.hedge(i)})
		}
		return []proposition{{kind: "change", codes: names, year: years[1], value: s.tokens[ps[1]].value, valued: true, unit: "% of GDP", decide: func(asOf facts.Date) ruling { return c.all(tests, asOf) }}}
	}
	if !containsAny(strings.ToLower(s.text), spendStems...) {
		return nil // "Poland's GDP grew by 3.5 %"
	}
	factor := 0.0
	switch {
	case s.any(wordSet("doubled double duplicó duplicado doublé verdoppelt verdoppelte doblet fordoblet"), 0, len(s.tokens)):
		factor = 2
	case s.any(wordSet("tripled trebled triplicó triplicado triplé verdreifacht tredoblet"), 0, len(s.tokens)):
		factor = 3
	case s.any(wordSet("quadrupled cuadruplicado quadruplé vervierfacht firedoblet"), 0, len(s.tokens)):
		factor = 4
	}
	if factor != 0 && (since != 0 || len(years) == 2) && !s.negated(0, len(s.tokens)) {
		from, to := since, 0
		if from == 0 {
			from, to = years[0], years[1]
		} else if len(years) == 2 && years[1] > from {
			to = years[1]
		}
		rel := exactly
		if s.any(wordSet("more over mehr más plus mer"), 0, len(s.tokens)) {
			rel = moreThan
		} else if s.any(wordSet("nearly almost casi presque fast nesten"), 0, len(s.tokens)) {
			rel = almost
		}
		return []proposition{{kind: "change", codes: names, year: to, value: factor, valued: true, unit: "times", decide: func(asOf facts.Date) ruling {
			return c.multiple(code, from, to, factor, rel, gdp, asOf)
		}}}
	}
	if len(ps) != 1 || !moved || s.negated(0, len(s.tokens)) {
		return nil
	}
	t := s.tokens[ps[0]]
	falls := s.any(wordSet("fell fallen dropped decreased declined shrank down cayó bajó baissé gefallen sank falt"), 0, len(s.tokens))
	claimed := t.value
	if falls {
		claimed = -claimed
	}
	rel := s.hedge(ps[0])
	if falls && (rel == moreThan || rel == lessThan || rel == atLeast || rel == atMost) {
		return nil
	}
	low := strings.ToLower(s.text)
	to := 0
	if len(years) > 0 {
		to = years[len(years)-1]
	}
	from := since
	if from == 0 && len(years) == 2 {
		from = years[0]
	}
	if from != 0 && to == from {
		to = 0
	}
	if t.kind == pointsKind || gdp && t.kind == percentKind && from != 0 {
		if from == 0 {
			if to == 0 {
				return nil
			}
			from = to - 1
		}
		isPoints := t.kind == pointsKind
		if !isPoints && !containsAny(low, "points", "share", "as a percentage") {
			return nil
		}
		return []proposition{{kind: "change", codes: names, year: to, value: t.value, valued: true, unit: map[bool]string{true: "points", false: "%"}[isPoints], decide: func(asOf facts.Date) ruling {
			return c.shift(code, from, to, claimed, t.prec, rel, isPoints, asOf)
		}}}
	}
	if t.kind == percentKind && containsAny(low, "real terms", "in real", "inflation-adjusted", "términos reales", "termes réels", "real um", "realt", "reelt", "preisbereinigt") && from == 0 {
		return []proposition{{kind: "change", codes: names, year: to, value: t.value, valued: true, unit: "%", decide: func(asOf facts.Date) ruling {
			return c.value(valueTest{code: code, measure: facts.RealChange, year: to, claimed: claimed, decimals: t.prec, unit: 1, rel: rel}, asOf)
		}}}
	}
	if t.kind == percentKind && !gdp && s.any(spendWords, 0, len(s.tokens)) {
		return []proposition{{kind: "change", codes: names, year: to, value: t.value, valued: true, unit: "%", decide: func(facts.Date) ruling {
			return cannot("It does not say whether the change is in real terms, in current prices or in share of GDP.")
		}}}
	}
	return nil
}

// multiple decides "doubled since 2014". Only when the share and the real
// amount agree is it decided, unless the sentence says which is meant.
func (c *checker) multiple(code facts.Code, from, to int, factor float64, rel relation, share bool, asOf facts.Date) ruling {
	cur, ok := c.d.Current(asOf)
	if !ok {
		return cannot("No edition held here was published by %s.", asOf.Long())
	}
	measures := []facts.Measure{facts.SpendUSDConstant, facts.SpendUSD, facts.ShareOfGDP}
	if share {
		measures = []facts.Measure{facts.ShareOfGDP}
	}
	r := ruling{}
	var yes, no int
	var says []string
	for _, m := range measures {
		a, ok1 := cur.Figure(code, m, from)
		b, ok2 := c.at(cur, code, m, to, asOf)
		if !ok1 || !ok2 || a.Value == 0 {
			continue
		}
		q := b.Value / a.Value
		good := q >= factor*0.95 && q < factor+0.5
		switch rel {
		case moreThan:
			good = q > factor
		case almost:
			good = q >= factor*0.88 && q < factor
		}
		if good || rel == exactly && q >= factor+0.5 {
			yes++
		} else {
			no++
		}
		if q >= factor+0.5 && rel == exactly {
			says = append(says, fmt.Sprintf("%s grew to %s times (more than claimed)", m.Label(), facts.FormatNumber(q, 2)))
		} else {
			says = append(says, fmt.Sprintf("%s grew to %s times", m.Label(), facts.FormatNumber(q, 2)))
		}
		r.figures = append(r.figures, a, b)
		r.cites = append(r.cites, c.cite(cur, m))
		r.year = b.Year
	}
	r.why = fmt.Sprintf("By %s, %s from %d to %d: %s.", editionName(cur), c.d.Name(code), from, r.year, strings.Join(says, ", "))
	switch {
	case yes+no == 0:
		return cannot("%s holds no such series for %s from %d.", upperHead(editionName(cur)), c.d.Name(code), from)
	case no == 0:
		r.verdict = facts.Supported
	case yes == 0:
		r.verdict = facts.Contradicted
	default:
		r.verdict = facts.NotCheckable
		r.why = "It does not say which measure is meant, and they differ. " + r.why
	}
	return r
}

// shift decides a change of the share of GDP in points; the same number called
// per cent is imprecise.
func (c *checker) shift(code facts.Code, from, to int, claimed float64, decimals int, rel relation, isPoints bool, asOf facts.Date) ruling {
	cur, ok := c.d.Current(asOf)
	if !ok {
		return cannot("No edition held here was published by %s.", asOf.Long())
	}
	a, ok1 := cur.Figure(code, facts.ShareOfGDP, from)
	b, ok2 := c.at(cur, code, facts.ShareOfGDP, to, asOf)
	if !ok1 || !ok2 {
		return cannot("%s holds no share of GDP of %s for those years.", upperHead(editionName(cur)), c.d.Name(code))
	}
	diff := facts.Round(b.Value-a.Value, 2)
	r := ruling{figures: []facts.Figure{a, b}, cites: []facts.Cite{c.cite(cur, facts.ShareOfGDP)}, year: b.Year}
	r.why = fmt.Sprintf("%s: %s %% of GDP for %d and %s %% for %d, a change of %s points.", upperHead(editionName(cur)), a.Number(), a.Year, b.Number(), b.Year, facts.FormatNumber(diff, 2))
	inPoints := fits(diff, claimed, decimals, 1, rel)
	inPercent := a.Value > 0 && fits((b.Value/a.Value-1)*100, claimed, decimals, 1, rel)
	switch {
	case isPoints && inPoints, !isPoints && inPercent:
		r.verdict = facts.Supported
	case !isPoints && inPoints:
		r.verdict = facts.Imprecise
		r.why = "Percentage points are called per cent. " + r.why
	case isPoints && inPercent:
		r.verdict = facts.Imprecise
		r.why = "Per cent are called percentage points. " + r.why
	default:
		r.verdict = facts.Contradicted
	}
	return r
}

var ordinals = map[string]int{"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"second-highest": 2, "third-highest": 3, "second-largest": 2, "third-largest": 3, "fourth-largest": 4, "fourth-highest": 4, "fifth-highest": 5, "fifth-largest": 5,
	"second-biggest": 2, "third-biggest": 3, "second-lowest": -2, "third-lowest": -3,
	"zweithöchsten": 2, "dritthöchsten": 3, "zweitgrößte": 2, "drittgrößte": 3, "segundo": 2, "tercer": 3, "deuxième": 2, "troisième": 3}

var (
	topWords    = wordSet("highest largest biggest top most first leads leading tops más mayor primero plus premier höchsten höchste größte meisten meiste mest høyest størst spitzenreiter")
	bottomWords = wordSet("lowest smallest least last bottom menos menor último moins dernier niedrigsten niedrigste geringsten wenigsten minst lavest")
	moneyWords  = wordSet("absolute dollars money euros dollar nominal absoluten absoluto absolutos absolue absolu")
	moreWords   = wordSet("more higher larger ahead outspends exceeds surpasses más plus mehr mer less lower fewer smaller behind menos moins weniger mindre")
	lessWords   = wordSet("less lower fewer smaller behind menos moins weniger mindre")
)

// findRanking reads who is first, last or nth, and who spends more than whom.
func (c *checker) findRanking(s *claimSentence) []proposition {
	if s.modal(0, len(s.tokens)) || s.negated(0, len(s.tokens)) {
		return nil
	}
	for _, t := range s.tokens {
		if t.kind == percentKind || t.kind == moneyKind || t.kind == countedKind || t.kind == foreignKind {
			return nil
		}
	}
	low := strings.ToLower(s.text)
	army := containsAny(low, "largest army", "biggest army", "smallest army", "largest armed forces", "largest military", "größte armee")
	if !army && !s.any(spendWords, 0, len(s.tokens)) && !containsAny(low, "spender", "spending", "ausgaben") || s.any(wordSet("increase increases growth grew rose rise cut"), 0, len(s.tokens)) {
		return nil
	}
	if !army && !containsAny(low, spendStems...) {
		return nil // "sold more arms"
	}
	names := s.namesIn()
	if len(names) == 0 || len(names) > 2 || slices.ContainsFunc(names, facts.Code.Aggregate) {
		return nil
	}
	gdp := s.any(gdpWords, 0, len(s.tokens)) || containsAny(low, "proportion", "relative to", "per gdp", "share of")
	cash := s.any(moneyWords, 0, len(s.tokens)) || containsAny(low, "biggest spender", "largest spender", "defence budget", "defense budget", "military budget")
	if gdp && cash || containsAny(low, "per capita", "per head", "per person", "per inhabitant", "each citizen", "equipment", "personnel", "outside", "apart from", "except", "european", "europe", "baltic", "nordic", "g7", "after the", "behind the", "among the") {
		return nil
	}
	measures := []facts.Measure{facts.ShareOfGDP, facts.SpendUSD}
	if army && (gdp || cash || len(names) != 1) {
		return nil
	}
	if army {
		measures = []facts.Measure{facts.Personnel}
	} else if gdp {
		measures = measures[:1]
	} else if cash {
		measures = measures[1:]
	}
	y, _ := c.yearOf(s, len(s.tokens))
	if len(names) == 2 {
		than := -1
		for i, t := range s.tokens {
			if t.text == "than" || t.text == "que" || t.text == "als" || t.text == "enn" || t.text == "of" && i > 0 && s.tokens[i-1].text == "ahead" {
				than = i
			}
		}
		if than < 0 || !s.any(moreWords, 0, than+1) {
			return nil
		}
		if s.tokens[than].kind != wordKind || s.firstName() > than || than+3 < len(s.tokens) && !slices.ContainsFunc(s.tokens[than:min(than+4, len(s.tokens))], func(t claimToken) bool { return t.kind == allyKind }) {
			return nil
		}
		less := s.any(lessWords, 0, than)
		return []proposition{{kind: "ranking", codes: names, year: y, decide: func(asOf facts.Date) ruling {
			r := c.versus(names[0], names[1], less, measures, y, asOf)
			if strings.Contains(low, "budget") && r.verdict == facts.Contradicted && len(r.figures) == 2 && max(r.figures[0].Value, r.figures[1].Value) < 1.25*min(r.figures[0].Value, r.figures[1].Value) {
				r.verdict, r.why = facts.NotCheckable, "Budgets are counted otherwise than NATO's defence expenditure. "+r.why
			}
			return r
		}}}
	}
	place := 0
	for _, t := range s.tokens {
		if n, ok := ordinals[t.text]; ok && t.kind == wordKind {
			place = n
		}
	}
	top, bottom := s.any(topWords, 0, len(s.tokens)), s.any(bottomWords, 0, len(s.tokens))
	switch {
	case place == 0 && top && !bottom:
		place = 1
	case place == 0 && bottom && !top:
		place = -1
	case place > 1 && bottom && !top:
		place = -place
	case place == 0 || place > 1 && !top && !strings.Contains(low, "-"):
		return nil
	}
	if !containsAny(low, "nato", "alliance", "ally", "allies", "otan", "alianza", "member", "bündnis", "allianse", "verbündete") {
		return nil
	}
	return []proposition{{kind: "ranking", codes: names, year: y, value: math.Abs(float64(place)), valued: true, unit: "rank", decide: func(asOf facts.Date) ruling {
		return c.placed(names[0], place, measures, y, asOf)
	}}}
}

func (c *checker) placed(code facts.Code, place int, measures []facts.Measure, y int, asOf facts.Date) ruling {
	cur, ok := c.d.Current(asOf)
	if !ok {
		return cannot("No edition held here was published by %s.", asOf.Long())
	}
	var out ruling
	var whys []string
	verdicts := map[facts.Verdict]bool{}
	for _, m := range measures {
		yy := y
		if yy == 0 {
			f, ok := c.at(cur, code, m, 0, asOf)
			if !ok {
				continue
			}
			yy = f.Year
		}
		var fs []facts.Figure
		for i := range c.d.Allies {
			if a := &c.d.Allies[i]; a.Forces {
				if f, ok := cur.Figure(a.Code, m, yy); ok {
					fs = append(fs, f)
				}
			}
		}
		if len(fs) < 20 {
			continue
		}
		sort.SliceStable(fs, func(i, j int) bool {
			if place < 0 {
				return fs[i].Value < fs[j].Value
			}
			return fs[i].Value > fs[j].Value
		})
		i := slices.IndexFunc(fs, func(f facts.Figure) bool { return f.Ally == code })
		if i < 0 {
			continue
		}
		open := c.couldBeat(cur, fs[i], place > 0)
		n := int(math.Abs(float64(place)))
		better := 0
		for _, f := range fs {
			if place > 0 && f.Value > fs[i].Value || place < 0 && f.Value < fs[i].Value {
				better++
			}
		}
		ties := 0
		for _, f := range fs {
			if f.Value == fs[i].Value {
				ties++
			}
		}
		v := facts.Contradicted
		if better+1 == n {
			v = facts.Supported
			if ties > 1 {
				v = facts.Imprecise
			}
		} else if better < n && n < better+1+ties {
			v = facts.Imprecise
		}
		if open > 0 && n >= better+1 && n <= better+ties+open {
			v = facts.NotCheckable // an Ally without a figure may stand before it
		}
		verdicts[v] = true
		end := "highest"
		if place < 0 {
			end = "lowest"
		}
		tie := ""
		if ties > 1 {
			tie = fmt.Sprintf(", tied with %d more", ties-1)
		}
		whys = append(whys, fmt.Sprintf("by %s %s is number %d from the %s%s for %d, %s", m.Label(), c.d.Name(code), better+1, end, tie, yy, c.short(fs[i])))
		out.figures = append(out.figures, fs[i])
		if fs[0].Ally != code {
			out.figures = append(out.figures, fs[0])
			whys[len(whys)-1] += "; first is " + c.short(fs[0])
		}
		out.cites = append(out.cites, c.cite(cur, m))
		out.year = yy
	}
	r := c.agree(out, verdicts, whys, cur)
	if r.verdict != facts.Contradicted || len(measures) != 1 {
		return r
	}
	for _, e := range c.earlier(cur, asOf) {
		if !e.Complete || y == 0 && e.LastYear() < c.day.Year()-3 {
			continue
		}
		yy := y
		if yy == 0 {
			yy = e.LastYear()
		}
		f, ok := e.Figure(code, measures[0], yy)
		if !ok {
			continue
		}
		n, beyond := 0, 0
		for i := range c.d.Allies {
			g, ok := e.Figure(c.d.Allies[i].Code, measures[0], yy)
			if !ok {
				continue
			}
			if n++; g.Value == f.Value && g.Ally != f.Ally {
				n = -100 // a tie is no place of its own
			}
			if place > 0 && g.Value > f.Value || place < 0 && g.Value < f.Value {
				beyond++
			}
		}
		if n >= 28 && c.couldBeat(e, f, place > 0) == 0 && beyond+1 == int(math.Abs(float64(place))) {
			r.verdict = facts.Outdated
			r.why = fmt.Sprintf("It was right by %s (%s); %s", editionName(e), c.short(f), r.why)
			r.figures = append(r.figures, f)
			r.cites = append(r.cites, c.cite(e, measures[0]))
			return r
		}
	}
	return r
}

// couldBeat counts the Allies without a figure of that year that may stand
// before f: those whose nearest year does not put them well behind.
func (c *checker) couldBeat(e *facts.Edition, f facts.Figure, top bool) int {
	n := 0
	for i := range c.d.Allies {
		a := &c.d.Allies[i]
		if !a.Forces || !a.Joined.KnownBy(e.Published.Last()) {
			continue
		}
		if _, ok := e.Figure(a.Code, f.Measure, f.Year); ok {
			continue
		}
		g, ok := e.Figure(a.Code, f.Measure, f.Year-1)
		if !ok || top && g.Value*1.5 >= f.Value || !top && g.Value <= f.Value*1.5 {
			n++
		}
	}
	return n
}

// never decides that an Ally was at no time at a level: one year at it
// contradicts that, and none says nothing of the years before the tables.
func (c *checker) never(code facts.Code, level float64, strict bool) proposition {
	return proposition{kind: "ally_share", codes: []facts.Code{code}, value: level, valued: true, unit: "% of GDP", decide: func(asOf facts.Date) ruling {
		cur, ok := c.d.Current(asOf)
		if !ok {
			return cannot("No edition held here was published by %s.", asOf.Long())
		}
		for _, y := range cur.Years {
			if f, ok := cur.Figure(code, facts.ShareOfGDP, y); ok && y <= asOf.Year() && (f.Value > level || !strict && f.Value == level) {
				return ruling{verdict: facts.Contradicted, why: upperHead(c.say(f, cur)) + ".", figures: []facts.Figure{f}, cites: []facts.Cite{c.cite(cur, facts.ShareOfGDP)}, year: y}
			}
		}
		return cannot("%s holds no year of %s at %s %%, but it begins in %d.", upperHead(editionName(cur)), c.d.Name(code), trimNumber(level), cur.Years[0])
	}}
}

func (c *checker) versus(a, b facts.Code, less bool, measures []facts.Measure, y int, asOf facts.Date) ruling {
	cur, ok := c.d.Current(asOf)
	if !ok {
		return cannot("No edition held here was published by %s.", asOf.Long())
	}
	var out ruling
	var whys []string
	verdicts := map[facts.Verdict]bool{}
	for _, m := range measures {
		fa, ok1 := c.at(cur, a, m, y, asOf)
		if !ok1 {
			continue
		}
		fb, ok2 := cur.Figure(b, m, fa.Year)
		if !ok2 {
			continue
		}
		v := facts.Contradicted
		if !less && fa.Value > fb.Value || less && fa.Value < fb.Value {
			v = facts.Supported
		}
		verdicts[v] = true
		whys = append(whys, c.short(fa)+" against "+c.short(fb))
		out.figures = append(out.figures, fa, fb)
		out.cites = append(out.cites, c.cite(cur, m))
		out.year = fa.Year
	}
	return c.agree(out, verdicts, whys, cur)
}

// agree decides only when all measures that may be meant say the same.
func (c *checker) agree(out ruling, verdicts map[facts.Verdict]bool, whys []string, cur *facts.Edition) ruling {
	if len(whys) == 0 {
		return cannot("%s holds no figures to compare.", upperHead(editionName(cur)))
	}
	out.why = upperHead(editionName(cur)) + ": " + strings.Join(whys, "; ") + "."
	if len(verdicts) > 1 {
		out.verdict = facts.NotCheckable
		out.why = "It does not say whether share of GDP or money is meant, and they differ. " + out.why
		return out
	}
	for v := range verdicts {
		out.verdict = v
	}
	return out
}

var (
	dutyWords = wordSet("obligation obliged obligated obligatory required requirement legally legal binding duty treaty dues must owe owes obligación obligados obligé obligation verpflichtet pflicht plikt forpliktet")
	agreed    = wordSet("agreed agree agrees committed commit commits pledged pledge pledges commitment decided decide adopted undertook acordaron acordó comprometieron comprometió convenu engagés engagé engagement vereinbart vereinbarten beschlossen beschloss verpflichtet einigten enige ble vedtok forpliktet target goal objetivo objectif ziel mål")
	unsettled = wordSet("propose proposed proposes suggest suggested suggests demand demanded demands want wants wanted call called calls ask asked asks could may might urge urged reject rejected rejects oppose opposed considering discuss discussed would")
)

// findCommitment reads what the Alliance agreed: how much, by when, and
// whether it is a duty.
func (c *checker) findCommitment(s *claimSentence) []proposition {
	names := s.namesIn()
	for _, t := range s.tokens {
		if t.kind == foreignKind && t.text != "europe" || t.kind == countedKind && t.value > 0 && len(names) == 0 && t.value < 20 {
			return nil
		}
	}
	if len(names) > 0 {
		return nil // national commitments are many and change; they are not decided here
	}
	for i, t := range s.tokens {
		if t.kind != percentKind || !(isLevel(t.value) || t.value == 1.5 || t.value == 20 || t.value <= 6) {
			continue
		}
		low := strings.ToLower(s.text)
		subject := containsAny(low, "nato", "alli", "member", "otan", "miembros", "membres", "mitglied", "verbündet", "bündnis", "hague", "haya", "haye", "haag", "leaders", "summit", "wales", "vilnius", "countries", "land")
		deadline := 0
		for k := i + 1; k < min(i+9, len(s.tokens)); k++ {
			if s.tokens[k].kind == yearKind && k > 0 {
				switch s.tokens[k-1].text {
				case "by", "until", "bis", "hasta", "para", "d'ici", "ici", "innen", "before":
					deadline = int(s.tokens[k].value)
				case "en", "à", "im", "in", "i": // a deadline only when it lies ahead
					if y := int(s.tokens[k].value); y > c.asOf.Year() {
						deadline = y
					}
				}
			}
		}
		bare := len(s.tokens) <= 4 && deadline != 0
		if !subject && !bare {
			return nil
		}
		neg := s.negated(0, len(s.tokens))
		if s.any(dutyWords, 0, len(s.tokens)) && !s.any(agreed, 0, i) && (t.value == 2 || t.value == 3.5 || t.value == 5) {
			v := t.value
			return []proposition{{kind: "commitment", value: v, valued: true, unit: "% of GDP", decide: func(asOf facts.Date) ruling { return c.duty(v, neg, asOf) }}}
		}
		if s.any(dutyWords, 0, len(s.tokens)) && containsAny(low, "obligation", "obliged", "legally", "binding") && t.value == 2 {
			return []proposition{{kind: "commitment", value: 2, valued: true, unit: "% of GDP", decide: func(asOf facts.Date) ruling { return c.duty(2, neg, asOf) }}}
		}
		if neg || s.any(unsettled, 0, len(s.tokens)) || s.any(belowWords, 0, len(s.tokens)) {
			return nil
		}
		if !bare && !s.any(agreed, 0, len(s.tokens)) || deadline == 0 && !containsAny(low, "hague", "haya", "haye", "haag", "wales", "vilnius") {
			return nil
		}
		if s.any(wordSet("met meets meet reached hit"), 0, i) {
			return nil
		}
		v, until, text := t.value, deadline, low
		return []proposition{{kind: "commitment", year: until, value: v, valued: true, unit: "% of GDP", decide: func(asOf facts.Date) ruling { return c.committed(v, until, text, asOf) }}}
	}
	return nil
}

func (c *checker) commitments(asOf facts.Date, value float64) []*facts.Commitment {
	var out []*facts.Commitment
	for i := range c.d.Commitments {
		k := &c.d.Commitments[i]
		if k.Party == facts.NATOTotal && k.Value == value && k.Agreed.KnownBy(asOf) {
			out = append(out, k)
		}
	}
	return out
}

func (c *checker) citeCommitment(k *facts.Commitment) []facts.Cite {
	var out []facts.Cite
	for _, id := range k.Sources {
		if src, ok := c.d.Sources[id]; ok {
			out = append(out, facts.Cite{Source: src})
		}
	}
	return out
}

func (c *checker) duty(v float64, negated bool, asOf facts.Date) ruling {
	ks := c.commitments(asOf, v)
	if len(ks) == 0 {
		return cannot("No commitment of the Alliance to %s %% is known by %s.", trimNumber(v), asOf.Long())
	}
	k := ks[len(ks)-1]
	r := ruling{verdict: facts.Imprecise, cites: c.citeCommitment(k),
		why: fmt.Sprintf("%s %% is a political commitment (%s, %s), not a duty under the treaty.", trimNumber(v), k.Place, k.Agreed.Long())}
	if negated {
		r.verdict = facts.Supported
	}
	return r
}

func (c *checker) committed(v float64, deadline int, text string, asOf facts.Date) ruling {
	ks := c.commitments(asOf, v)
	if len(ks) == 0 {
		return cannot("No commitment of the Alliance to %s %% is known by %s.", trimNumber(v), asOf.Long())
	}
	places := map[string]string{"hague": "Hague", "haya": "Hague", "haye": "Hague", "haag": "Hague", "wales": "Wales", "vilnius": "Vilnius"}
	for wordKind, place := range places {
		if strings.Contains(text, wordKind) {
			ks = slices.DeleteFunc(slices.Clone(ks), func(k *facts.Commitment) bool { return !strings.Contains(k.Place, place) })
			if len(ks) == 0 {
				return cannot("No commitment to %s %% made at %s is held here.", trimNumber(v), place)
			}
		}
	}
	for _, k := range ks {
		if deadline == 0 || strings.Contains(k.Deadline, strconv.Itoa(deadline)) {
			return ruling{verdict: facts.Supported, cites: c.citeCommitment(k), why: fmt.Sprintf("%s %%: agreed at %s on %s, for %s.", trimNumber(v), k.Place, k.Agreed.Long(), k.Deadline)}
		}
	}
	k := ks[len(ks)-1]
	if !strings.ContainsAny(k.Deadline, "0123456789") {
		return cannot("The commitment to %s %% has no deadline of that kind: %s.", trimNumber(v), k.Deadline)
	}
	return ruling{verdict: facts.Contradicted, cites: c.citeCommitment(k), why: fmt.Sprintf("The commitment to %s %% (%s, %s) is for %s, not %d.", trimNumber(v), k.Place, k.Agreed.Long(), k.Deadline, deadline)}
}

// findSpeech reads what somebody said or demanded, where a curated statement
// of the same speaker, the same number and about the same time knows it.
func (c *checker) findSpeech(s *claimSentence) []proposition {
	verb := -1
	for i, t := range s.tokens {
		if t.kind == wordKind && speechVerbs[t.text] {
			verb = i
			break
		}
	}
	if verb < 0 {
		return nil
	}
	speaker := ""
	for k := verb - 1; k >= max(0, verb-6); k-- {
		if w := s.tokens[k].text; c.speakers()[w] {
			speaker = w
			break
		}
	}
	if speaker == "" {
		return nil
	}
	var num *claimToken
	for i := range s.tokens {
		if i > verb && s.tokens[i].kind == percentKind {
			num = &s.tokens[i]
			break
		}
	}
	if num == nil {
		return nil
	}
	neg := s.negated(0, len(s.tokens)) || s.any(wordSet("reject rejects rejected"), 0, len(s.tokens))
	said := c.day
	if ds := s.dates(); len(ds) > 0 {
		said = ds[0]
	}
	v := num.value
	return []proposition{{kind: "statement", value: v, valued: true, unit: "% of GDP", decide: func(asOf facts.Date) ruling {
		return c.statement(speaker, v, neg, said, asOf)
	}}}
}

// speakers are the surnames of whoever is quoted in the curated statements.
func (c *checker) speakers() map[string]bool {
	out := map[string]bool{}
	for i := range c.d.Statements {
		for _, w := range strings.Fields(strings.ToLower(c.d.Statements[i].Speaker)) {
			out[strings.Trim(w, "(),.")] = true
		}
		for _, w := range []string{"trump", "rutte", "hegseth", "stoltenberg", "sánchez"} {
			if strings.Contains(strings.ToLower(c.d.Statements[i].Claim), w) {
				out[w] = true
			}
		}
	}
	for _, w := range []string{"the", "of", "and", "us", "via", "source", "news", "article", "after", "nato", "official", "unnamed", "president"} {
		delete(out, w)
	}
	return out
}

// statementDays is how far the day of a curated statement may be from the day
// that a text speaks of.
const statementDays = 45

func (c *checker) statement(speaker string, v float64, negated bool, said, asOf facts.Date) ruling {
	for i := range c.d.Statements {
		st := &c.d.Statements[i]
		// The claim itself names its subject first: "Rutte suggests …".
		head, _, _ := strings.Cut(strings.ToLower(st.Claim), " ")
		if head != speaker || !st.Date.KnownBy(asOf) || !strings.Contains(st.Claim, trimNumber(v)+"%") && !strings.Contains(st.Claim, trimNumber(v)+" %") {
			continue
		}
		if days := st.Date.First().Time().Sub(said.First().Time()).Hours() / 24; math.Abs(days) > statementDays {
			continue
		}
		verdict, why := st.Then, st.ThenWhy
		if st.Curated != "" && asOf >= st.Curated {
			verdict, why = st.Now, st.ThenWhy+" "+st.NowWhy
		}
		if negated {
			return cannot("It denies what a curated claim knows otherwise: %s", why)
		}
		r := ruling{verdict: verdict, why: why}
		for _, id := range st.Sources {
			if src, ok := c.d.Sources[id]; ok {
				r.cites = append(r.cites, facts.Cite{Source: src})
			}
		}
		return r
	}
	return cannot("What was said is not among the curated statements.")
}

var summitPattern = regexp.MustCompile(`\b(?:nato )?summit (?:in|at) (the hague|wales|vilnius|madrid|ankara|washington|brussels|london)\b|\b(hague|wales|vilnius|madrid|ankara|washington|brussels|london) (?:nato )?summit\b`)

// findSummit reads when a summit was held.
func (c *checker) findSummit(s *claimSentence) []proposition {
	low := strings.ToLower(s.text)
	if !strings.Contains(low, "summit") {
		return nil
	}
	m := summitPattern.FindStringSubmatch(low)
	if m == nil || s.negated(0, len(s.tokens)) || s.modal(0, len(s.tokens)) || !containsAny(low, "took place", "was held", "were held", "was on", "met in", "opened on", "began on", "ended on", "gathered", "convened") || len(s.namesIn()) > 0 && !strings.Contains(low, "took place") && !strings.Contains(low, "was held") {
		return nil
	}
	for _, t := range s.tokens {
		if t.kind == percentKind || t.kind == moneyKind {
			return nil
		}
	}
	ds := s.dates()
	if len(ds) != 1 || !c.defence {
		return nil
	}
	place, day := strings.TrimPrefix(m[1]+m[2], "the "), ds[0]
	return []proposition{{kind: "meeting", year: day.Year(), decide: func(asOf facts.Date) ruling {
		var held []*facts.Meeting
		for i := range c.d.Meetings {
			if k := &c.d.Meetings[i]; k.Kind == "summit" && k.Start.First() <= asOf.Last() && strings.Contains(strings.ToLower(k.Title+" "+k.Place), place) {
				held = append(held, k)
			}
		}
		for _, k := range held {
			if day.First() <= k.End.Last() && day.Last() >= k.Start.First() {
				return ruling{verdict: facts.Supported, why: fmt.Sprintf("%s, %s, %s to %s.", k.Title, k.Place, k.Start.Long(), k.End.Long()), cites: c.citeMeeting(k), year: k.Start.Year()}
			}
		}
		// A place of several summits may have had one that is not held here.
		if len(held) != 1 || place != "hague" && place != "wales" && place != "vilnius" {
			return cannot("No summit there on %s is among those held here.", day.Long())
		}
		k := held[0]
		return ruling{verdict: facts.Contradicted, why: fmt.Sprintf("%s was held from %s to %s.", k.Title, k.Start.Long(), k.End.Long()), cites: c.citeMeeting(k), year: k.Start.Year()}
	}}}
}

func (c *checker) citeMeeting(m *facts.Meeting) []facts.Cite {
	var out []facts.Cite
	for _, id := range m.Sources {
		if src, ok := c.d.Sources[id]; ok {
			out = append(out, facts.Cite{Source: src})
		}
	}
	return out
}

// findMeeting reads who met whom on which day.
func (c *checker) findMeeting(s *claimSentence) []proposition {
	if ps := c.findSummit(s); ps != nil {
		return ps
	}
	if !s.any(wordSet("met meets meeting meet received host hosted hosts welcomed se reunió reunieron rencontré rencontre traf trafen trifft treffen møtte møter"), 0, len(s.tokens)) || s.negated(0, len(s.tokens)) {
		return nil
	}
	var people []string
	known := map[string]bool{}
	for i := range c.d.Meetings {
		for _, p := range c.d.Meetings[i].People {
			name, _, _ := strings.Cut(p, " (")
			f := strings.Fields(name)
			if len(f) >= 2 {
				known[strings.ToLower(f[len(f)-1])] = true
			}
		}
	}
	for _, t := range s.tokens {
		if t.kind == wordKind && known[t.text] && !slices.Contains(people, t.text) {
			people = append(people, t.text)
		}
	}
	ds := s.dates()
	if len(people) < 2 || len(ds) == 0 {
		return nil // not who met whom when
	}
	day := ds[0]
	if s.any(modalWords, 0, len(s.tokens)) && day > c.asOf {
		return nil
	}
	return []proposition{{kind: "meeting", year: day.Year(), decide: func(asOf facts.Date) ruling {
		var best *facts.Meeting
		for i := range c.d.Meetings {
			m := &c.d.Meetings[i]
			if m.Start.First() > asOf.Last() {
				continue
			}
			all := strings.ToLower(strings.Join(m.People, " "))
			if !slices.ContainsFunc(people, func(p string) bool { return !strings.Contains(all, p) }) && (day.First() <= m.End.Last() && day.Last() >= m.Start.First()) {
				best = m
			}
		}
		if best == nil {
			return cannot("No meeting of these people on %s is among those held here.", day.Long())
		}
		r := ruling{verdict: facts.Supported, why: fmt.Sprintf("%s, %s, %s.", best.Title, best.Place, best.Start.Long()), year: best.Start.Year()}
		r.cites = c.citeMeeting(best)
		return r
	}}}
}
