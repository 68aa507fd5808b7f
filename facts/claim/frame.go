package claim

import (
	"regexp"
	"slices"
	"strings"

	"natobot/facts"
)

// This file reads what stands around a claim: sentences that assert nothing of
// their own, figures of other sources, and a past without a year.

// unrealPattern finds sentences that deny, imagine or report as false what they
// say: deciding what stands inside would turn their meaning round.
var unrealPattern = regexp.MustCompile(`\b(imagine|suppose|supposing|hypothetical(ly)?|what if|as if|pretend|(it|that|this) is (not true|untrue|false|wrong|a myth|a lie)|not true that|(is|are|was|were) (false|untrue|wrong|incorrect|a myth|a hoax|a lie|fake)|nobody|no one|no-one|few (people )?(believe|think)|falsely|wrongly|incorrectly|myth|hoax|satirical|satire|joked?|contrary to|denie[sd]|denying|es falso|no es (verdad|cierto)|mentira|il est faux|n'est pas vrai|ce n'est pas vrai|non è vero|è falso|nieprawda|to nieprawda|doğru değil|yanlış|es stimmt nicht|falsch|ist nicht wahr|det er ikke sant|usant)\b`)

func (s *claimSentence) unreal() bool {
	return unrealPattern.MatchString(strings.ToLower(s.text))
}

// noMorePattern finds "no more than", which allows the level itself.
var noMorePattern = regexp.MustCompile(`\b(no|not) more than\b|\bno más del?\b|\bpas plus de\b|\bnicht mehr als\b|\bnon più del?\b|\bikke mer enn\b`)

// firstTime finds claims of a first year.
var firstTime = regexp.MustCompile(`\bfor the first time\b|\bfirst (reached|met|hit)\b|\berstmals\b|\bzum ersten mal\b|\bpor primera vez\b|\bpour la première fois\b|\bfor første gang\b`)

// vagueWords put a figure into a past that no year names.
var vagueWords = wordSet("before once formerly previously earlier historically traditionally used decades decade ago until era antes anteriormente autrefois auparavant früher einst tidligere")

// lawWords are of sentences about what is to be, or was voted, and not about
// what is spent.
var lawWords = wordSet("referendum law gni constitution bill enshrined enshrine enshrines motion parliament approved draft if wenn falls si se jeśli eğer")

// topicWords are what the spending is said to be for, when it is defence.
var topicWords = wordSet("defence defense military armed army armies forces nato defence-related bundeswehr verteidigung militär verteidigungszwecke défense défenses armée armées difesa obronność obronę obrony equipment major equipos équipement ausrüstung utstyr wojsko armię forsvar forsvaret defensa ejército")

// neutralWords stand behind "for" and "on" without naming a purpose.
var neutralWords = wordSet("first now years year decade decades example instance last this next time average years' several many both the its their his her our own national la le el los las die das den der seine seinen ihre sa son leur i il gli l'")

// partial reports a count among some Allies only, "nine European countries", or
// a number that is part of a name, "G7".
func (s *claimSentence) partial(at int) bool {
	t := s.tokens[at]
	if at > 0 && s.tokens[at-1].end == t.start && s.tokens[at-1].kind == wordKind {
		return true
	}
	return t.kind == countedKind && containsAny(strings.ToLower(s.text[t.start:t.end]), "europ", "baltic", "nordic")
}

// spendStems are in every sentence that says how spending changed, or who
// spends more.
var spendStems = []string{"spend", "spent", "expenditure", "outlay", "budget", "effort", "devote", "invest", "allocat", "gast", "presupuesto", "dépens", "consacre", "ausgab", "ausgeb", "gibt", "gab ", "bruk", "utgift", "spesa", "spes", "wydaj", "wydatk", "harc"}

var timeWords = wordSet("first now years year decade decades time example instance average")

// elsewhere reports an amount or a share whose purpose is said to be another
// than defence: "on roads and bridges", "supporting Ukraine".
func (s *claimSentence) elsewhere(i int) bool {
	low := strings.ToLower(s.text)
	for _, w := range []string{"defence industry", "defense industry", "defence sector", "defense sector", "arms industry", "arms export", "defence export", "rüstungsindustrie"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	for k := i + 1; k < len(s.tokens) && k < i+9; k++ {
		t := s.tokens[k]
		switch {
		case t.kind == markKind && t.text != "'", t.kind == percentKind, t.kind == moneyKind:
			return false
		case strings.HasSuffix(t.text, "ing") && (t.text == "supporting" || t.text == "helping" || t.text == "aiding" || t.text == "arming" || t.text == "building" || t.text == "buying" || t.text == "modernising" || t.text == "protecting"):
			return true
		case t.text != "on" && t.text != "for" && t.text != "to" && t.text != "towards" && t.text != "toward" && t.text != "into" && t.text != "für" && t.text != "pour" && t.text != "per" && t.text != "na" && t.text != "på":
			continue
		}
		timely := false
		for n := k + 1; n < len(s.tokens); n++ {
			w := s.tokens[n]
			timely = timely || w.kind == wordKind && timeWords[w.text]
			switch {
			case w.kind == yearKind, w.kind == numberKind, w.kind == percentKind, w.kind == moneyKind, w.kind == aggregateKind, w.kind == markKind:
			case w.kind == wordKind && neutralWords[w.text]:
				continue
			case w.kind == wordKind && (topicWords[w.text] || strings.HasPrefix(w.text, "verteidigung") || strings.HasPrefix(w.text, "forsvar") || strings.HasPrefix(w.text, "milit")):
				return false
			case w.kind == wordKind && w.text == "security" && n+2 < len(s.tokens) && topicWords[s.tokens[n+2].text]:
				return false
			case w.kind == allyKind && n+1 < len(s.tokens) && topicWords[s.tokens[n+1].text]:
				return false // "on French defence"
			case timely: // "for the first time in 2025"
			default:
				return true
			}
			break
		}
	}
	return false
}

// vague reports a past without a year; "the year before" is one.
func (s *claimSentence) vague() bool {
	for i, t := range s.tokens {
		if t.kind != wordKind || !vagueWords[t.text] {
			continue
		}
		if i > 0 && (t.text == "before" || t.text == "earlier" || t.text == "antes") && (s.tokens[i-1].text == "year" || s.tokens[i-1].text == "years" || s.tokens[i-1].text == "año") {
			continue
		}
		return true
	}
	return false
}

// sourcePattern finds who else counts.
var sourcePattern = regexp.MustCompile(`\b(sipri|iiss|eurostat|world bank|imf|janes|oecd|finance ministry|defence ministry|defense ministry|ministry of (defence|defense|finance)|finanzministerium|verteidigungsministerium|ministerio de (defensa|hacienda)|ministère|own (figures|count|definition|numbers|calculations?)|claims? to|gross national income)\b|\b(madrid|berlin|paris|rome|warsaw|london|ottawa|ankara|vilnius|tallinn|riga|the government) (says|said|puts|claims|claimed|reports|reported)\b`)

// otherSource names whose count a sentence gives, where it is not NATO's.
func (s *claimSentence) otherSource() string {
	m := sourcePattern.FindString(strings.ToLower(s.text))
	switch m {
	case "":
		return ""
	case "sipri", "iiss", "imf", "oecd":
		return strings.ToUpper(m)
	}
	return "another source"
}

// fromTo reads "from 1.86 % to 4.68 %" with the years that are named: before
// the first share, between the two, or behind the second.
func (c *checker) fromTo(s *claimSentence, code facts.Code, ps []int, gdp bool) ([]proposition, bool) {
	if len(ps) != 2 || !gdp || ps[0] == 0 || s.tokens[ps[0]].kind != percentKind || s.tokens[ps[1]].kind != percentKind {
		return nil, false
	}
	a, b := ps[0], ps[1]
	word := func(i int) string {
		if i < 0 {
			return ""
		}
		return s.tokens[i].text
	}
	from := wordSet("from von desde fra de")
	to := wordSet("to auf nach a hasta à til")
	swapped := false
	switch {
	case from[word(a-1)] && to[word(b-1)]:
	case to[word(a-1)] && from[word(b-1)] && word(b-1) != "de":
		a, b, swapped = b, a, true
	default:
		return nil, false
	}
	var y1, y2 int
	ambiguous := false
	for i, t := range s.tokens {
		if t.kind != yearKind {
			continue
		}
		y := int(t.value)
		prev := word(i - 1)
		switch {
		case prev == "since" || prev == "seit" || prev == "desde" && i < min(a, b) || prev == "depuis" || prev == "siden":
			y1 = y
		case i < min(a, b) && (prev == "between" || prev == "from" || prev == "von" || prev == "fra" || prev == "entre" || prev == "zwischen" || prev == "mellom"):
			y1 = y
		case i < min(a, b) && y1 != 0 && (prev == "and" || prev == "to" || prev == "y" || prev == "et" || prev == "und" || prev == "og" || prev == "bis"):
			y2 = y
		case !swapped && i > a && i < b:
			y1 = y
		case !swapped && i > b:
			y2 = y
		case swapped && i > b && i < a:
			y2 = y
		case swapped && i > a:
			y1 = y
		default:
			if y2 != 0 {
				ambiguous = true
			}
			y2 = y
		}
	}
	low := strings.ToLower(s.text)
	day := c.day.Year()
	if y2 == 0 && !ambiguous {
		switch {
		case strings.Contains(low, "this year"):
			y2 = day
		case y1 == 0 && strings.Contains(low, "last year") && day > 0:
			y2 = day - 1
		}
	}
	before := containsAny(low, "a year earlier", "year before", "previous year", "année précédente", "vorjahr", "año anterior", "året før")
	ta, tb := s.tokens[a], s.tokens[b]
	p := proposition{kind: "change", codes: []facts.Code{code}, year: y2, value: tb.value, valued: true, unit: "% of GDP"}
	test := func(t claimToken, i, y int) valueTest {
		return valueTest{code: code, measure: facts.ShareOfGDP, year: y, claimed: t.value, decimals: t.prec, unit: 1, rel: s.hedge(i)}
	}
	other := s.otherSource()
	p.decide = func(asOf facts.Date) ruling {
		if ambiguous || other != "" {
			return cannot("It does not say clearly which figure is of which year and by whose count.")
		}
		now := test(tb, b, y2)
		r := c.value(now, asOf)
		start := y1
		if start == 0 && before && r.year > 0 {
			start = r.year - 1
		}
		if start == 0 {
			if r.verdict == facts.Supported {
				r.verdict = facts.NotCheckable
				r.why = "It does not say in which year the share was " + trimNumber(ta.value) + " %: " + lowerHead(r.why)
			}
			return r
		}
		return c.all([]valueTest{test(ta, a, start), now}, asOf)
	}
	return []proposition{p}, true
}

// superlativePattern finds a place among all Allies beside a share: "leads the
// Alliance with 4.68 %", "the least of all NATO members, at 1.28 %". A record
// in an Ally's own history is none.
var superlativePattern = regexp.MustCompile(`\b(leads|tops) (the |all )?(nato|alliance|allies)|\b(highest|most|largest|biggest|lowest|least|smallest)\b[^,;.]*\b(in|of|among|within|across) (the |all )?(nato|alliance|allies|members of nato|its members)\b|\b(last|bottom|top) (in|of) (the )?(nato|alliance)\b|\b(nato|alliance)('s|’s) (top|biggest|largest|highest|lowest|smallest)\b`)

// findSuperlative reads the place that a sentence gives beside a share.
func (c *checker) findSuperlative(s *claimSentence) []proposition {
	low := strings.ToLower(s.text)
	names := s.namesIn()
	if len(names) != 1 || names[0].Aggregate() || !superlativePattern.MatchString(low) || s.negated(0, len(s.tokens)) ||
		containsAny(low, "history", "record", "ever", "since", "european", "europe", "second", "third", "one of the", "among the", "per capita", "after", "behind", "except", "apart") {
		return nil
	}
	place := 1
	if s.any(bottomWords, 0, len(s.tokens)) {
		if s.any(wordSet("highest largest biggest top leads tops"), 0, len(s.tokens)) {
			return nil
		}
		place = -1
	}
	var share claimToken
	for _, t := range s.tokens {
		if t.kind == percentKind {
			share = t
		}
	}
	y, _ := c.yearOf(s, len(s.tokens))
	return []proposition{{kind: "ranking", codes: names, year: y, value: 1, valued: true, unit: "rank", decide: func(asOf facts.Date) ruling {
		r := c.placed(names[0], place, []facts.Measure{facts.ShareOfGDP}, y, asOf)
		// An earlier edition bears it out only with the share that stands beside it.
		if r.verdict == facts.Outdated && !fits(r.figures[len(r.figures)-1].Value, share.value, share.prec, 1, exactly) {
			if _, now, ok := strings.Cut(r.why, "); "); ok {
				r.verdict, r.why = facts.Contradicted, now
				r.figures, r.cites = r.figures[:len(r.figures)-1], r.cites[:len(r.cites)-1]
			}
		}
		return r
	}}}
}

// partPattern finds what is a part of the whole Alliance's spending.
var partPattern = regexp.MustCompile(`\b(of|in|des|der|de la|del) (all |total |the |the total |combined |its |overall )*(nato|alliance|otan)('s|’s)? ?(members|allies|countries)?('|’)? ?(total |combined |overall |annual |collective )*(defence|defense|military|gasto|dépenses|verteidigungsausgaben|militärausgaben|spending|expenditure|outlays)`)

// findPart reads "the United States accounts for 57 % of NATO's spending".
func (c *checker) findPart(s *claimSentence) []proposition {
	low := strings.ToLower(s.text)
	names := slices.DeleteFunc(s.namesIn(), facts.Code.Aggregate)
	if len(names) != 1 || !partPattern.MatchString(low) || s.any(gdpWords, 0, len(s.tokens)) && !strings.Contains(low, "output") || s.negated(0, len(s.tokens)) || s.modal(0, len(s.tokens)) || s.foreign() {
		return nil
	}
	if !s.any(wordSet("accounts account accounted pays pay paid bears bear bore carries shoulders covers provides contributes contributed makes made represents represented spends supone representa aporta représente assure stellt trägt entfallen share shares percent % half third thirds"), 0, len(s.tokens)) {
		return nil
	}
	value, prec, rel, found := 0.0, 0, exactly, 0
	for i, t := range s.tokens {
		switch {
		case t.kind == percentKind:
			value, prec, rel = t.value, t.prec, s.hedge(i)
			found++
		case t.kind == wordKind && t.text == "half":
			value, rel = 50, s.hedge(i)
			if rel == exactly {
				rel = roughly
			}
			found++
		case t.kind == wordKind && t.text == "two-thirds", t.kind == wordKind && t.text == "thirds" && i > 0 && s.tokens[i-1].text == "two":
			value, rel = 200.0/3, s.hedge(i)
			if rel == exactly {
				rel = roughly
			}
			found++
		case t.kind == moneyKind, t.kind == pointsKind:
			return nil
		}
	}
	if found != 1 {
		return nil
	}
	y, _ := c.yearOf(s, len(s.tokens))
	code := names[0]
	return []proposition{{kind: "aggregate", codes: []facts.Code{code, facts.NATOTotal}, year: y, value: value, valued: true, unit: "% of NATO total", decide: func(asOf facts.Date) ruling {
		return c.part(code, value, prec, rel, y, asOf)
	}}}
}

// part decides the part of one Ally in the total; a miss of a few points may be
// due to prices and exchange rates.
func (c *checker) part(code facts.Code, value float64, prec int, rel relation, y int, asOf facts.Date) ruling {
	cur, ok := c.d.Current(asOf)
	if !ok {
		return cannot("No edition held here was published by %s.", asOf.Long())
	}
	r := ruling{}
	var yes, no int
	var says []string
	var far float64 = 100
	for _, m := range []facts.Measure{facts.SpendUSD, facts.SpendUSDConstant} {
		t, ok1 := c.at(cur, facts.NATOTotal, m, y, asOf)
		f, ok2 := cur.Figure(code, m, t.Year)
		if !ok1 || !ok2 || t.Value == 0 {
			continue
		}
		q := f.Value / t.Value * 100
		if fits(q, value, prec, 1, rel) {
			yes++
		} else {
			no++
		}
		far = min(far, max(q-value, value-q))
		says = append(says, c.short(f)+" of "+c.short(t)+", "+facts.FormatNumber(q, 1)+" %")
		r.figures = append(r.figures, f, t)
		r.cites = append(r.cites, c.cite(cur, m))
		r.year = t.Year
	}
	r.why = upperHead(editionName(cur)) + ": " + strings.Join(says, "; ") + "."
	switch {
	case yes+no == 0:
		return cannot("%s holds no amounts to compare.", upperHead(editionName(cur)))
	case yes > 0:
		r.verdict = facts.Supported
	case far <= 5 && (rel == exactly || rel == roughly || rel == almost):
		r.verdict = facts.NotCheckable
		r.why = "Prices and exchange rates move it by some points. " + r.why
	default:
		r.verdict = facts.Contradicted
	}
	return r
}
