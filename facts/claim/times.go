package claim

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"natobot/facts"
)

// timesPattern finds "twice as much as", "three times the share of".
var timesPattern = regexp.MustCompile(`\b(more than |over |well over |nearly |almost |about |around |roughly |at least )?(half|twice|double|two times|three times|triple|four times|five times|six times) (as much|as high|as large|as big|that of|the share|what|of what)`)

var timesWords = map[string]float64{"half": 0.5, "twice": 2, "double": 2, "two times": 2, "three times": 3, "triple": 3, "four times": 4, "five times": 5, "six times": 6}

// combinedPattern finds "more than all other Allies combined".
var combinedPattern = regexp.MustCompile(`\bthan (all )?(the )?(other|the rest of|rest of|remaining|its) (nato|alliance|the alliance|allies|members|countries|all)[^,;.]*\b(combined|together|put together)\b|\bthan (the rest of|all the rest of) (nato|the alliance)( combined| together| put together)?`)

// findCombined reads whether one Ally spends more than all others together.
func (c *checker) findCombined(s *claimSentence) []proposition {
	low := strings.ToLower(s.text)
	names := s.namesIn()
	if len(names) != 1 || names[0].Aggregate() || !strings.Contains(low, " than ") || !combinedPattern.MatchString(low) || !strings.Contains(low, "more") || s.modal(0, len(s.tokens)) || s.negated(0, len(s.tokens)) || s.foreign() || s.any(gdpWords, 0, len(s.tokens)) ||
		!s.any(spendWords, 0, len(s.tokens)) && !strings.Contains(low, "spend") || containsAny(low, "times", "twice", "european", "europe") {
		return nil
	}
	y, _ := c.yearOf(s, len(s.tokens))
	return []proposition{{kind: "aggregate", codes: []facts.Code{names[0], facts.NATOTotal}, year: y, value: 50, valued: true, unit: "% of NATO total", decide: func(asOf facts.Date) ruling {
		return c.part(names[0], 50, 0, moreThan, y, asOf)
	}}}
}

// findTimes reads how many times as much one Ally spends as another.
func (c *checker) findTimes(s *claimSentence) []proposition {
	low := strings.ToLower(s.text)
	names := s.namesIn()
	if len(names) != 2 {
		return nil
	}
	m := timesPattern.FindStringSubmatch(low)
	if m == nil || len(names) != 2 || s.modal(0, len(s.tokens)) || s.negated(0, len(s.tokens)) || s.foreign() || containsAny(low, "per capita", "per head", "equipment", "personnel", "troops", "soldiers", "since") {
		return nil
	}
	for _, t := range s.tokens {
		if t.kind == percentKind || t.kind == moneyKind || t.kind == countedKind {
			return nil
		}
	}
	if !s.any(spendWords, 0, len(s.tokens)) && !strings.Contains(low, "spending") {
		return nil
	}
	rel := exactly
	switch strings.TrimSpace(m[1]) {
	case "more than", "over", "well over":
		rel = moreThan
	case "at least":
		rel = atLeast
	case "nearly", "almost":
		rel = almost
	case "about", "around", "roughly":
		rel = roughly
	}
	factor := timesWords[m[2]]
	measures := []facts.Measure{facts.ShareOfGDP, facts.SpendUSD}
	switch {
	case s.any(gdpWords, 0, len(s.tokens)) || strings.Contains(low, "share"):
		measures = measures[:1]
	case s.any(moneyWords, 0, len(s.tokens)):
		measures = measures[1:]
	}
	y, _ := c.yearOf(s, len(s.tokens))
	return []proposition{{kind: "ranking", codes: names, year: y, value: factor, valued: true, unit: "times", decide: func(asOf facts.Date) ruling {
		return c.times(names[0], names[1], factor, rel, measures, y, asOf)
	}}}
}

func (c *checker) times(a, b facts.Code, factor float64, rel relation, measures []facts.Measure, y int, asOf facts.Date) ruling {
	cur, ok := c.d.Current(asOf)
	if !ok {
		return cannot("No edition held here was published by %s.", asOf.Long())
	}
	var out ruling
	var whys []string
	verdicts := map[facts.Verdict]bool{}
	for _, m := range measures {
		fa, ok1 := c.at(cur, a, m, y, asOf)
		fb, ok2 := cur.Figure(b, m, fa.Year)
		if !ok1 || !ok2 || fb.Value == 0 {
			continue
		}
		q := fa.Value / fb.Value
		verdicts[judgeTimes(q, factor, rel)] = true
		whys = append(whys, fmt.Sprintf("%s against %s, %s times", c.short(fa), c.short(fb), facts.FormatNumber(q, 2)))
		out.figures = append(out.figures, fa, fb)
		out.cites = append(out.cites, c.cite(cur, m))
		out.year = fa.Year
	}
	return c.agree(out, verdicts, whys, cur)
}

// judgeTimes decides a multiple: what is near the claimed one, or a little more
// than "twice", bears it out; what is near the edge decides nothing.
func judgeTimes(q, factor float64, rel relation) facts.Verdict {
	yes, no := false, false
	switch rel {
	case moreThan:
		yes, no = q > factor, q < factor*0.98
	case atLeast:
		yes, no = q >= factor*0.995, q < factor*0.98
	case almost:
		yes, no = q >= factor*0.88 && q < factor, q < factor*0.8 || q > factor*1.15
	default:
		yes, no = q >= factor*0.93 && q < factor+min(0.5, factor*0.2), q < factor*0.85
		if factor < 1 {
			no = no || q > factor*1.25
		}
	}
	switch {
	case yes:
		return facts.Supported
	case no:
		return facts.Contradicted
	}
	return facts.NotCheckable
}

var forceWords = wordSet("soldiers troops servicemen personnel army soldats militaires soldados militares soldaten soldater")

// findPersonnel reads the size of an Ally's forces. Counts differ by what they
// count (reserves, civilians), so only agreement decides.
func (c *checker) findPersonnel(s *claimSentence) []proposition {
	names := s.namesIn()
	low := strings.ToLower(s.text)
	if len(names) != 1 || names[0].Aggregate() || s.foreign() || s.modal(0, len(s.tokens)) || s.negated(0, len(s.tokens)) || !s.any(forceWords, 0, len(s.tokens)) && !strings.Contains(low, "armed forces") ||
		containsAny(low, "reserv", "by 20", "wound", "kill", "deploy", "exercise", "abroad", "stationed", "mission", "ukraine", "brigade", "sent ") {
		return nil
	}
	at := -1
	for i, t := range s.tokens {
		if t.kind != numberKind {
			if t.kind == percentKind || t.kind == moneyKind || t.kind == countedKind {
				return nil
			}
			continue
		}
		if t.value < 500 || at >= 0 {
			return nil
		}
		at = i
	}
	if at < 0 {
		return nil
	}
	t := s.tokens[at]
	rel := s.hedge(at)
	y, _ := c.yearOf(s, at)
	code := names[0]
	return []proposition{{kind: "ally_amount", codes: names, year: y, value: t.value, valued: true, unit: "persons", decide: func(asOf facts.Date) ruling {
		cur, ok := c.d.Current(asOf)
		if !ok {
			return cannot("No edition held here was published by %s.", asOf.Long())
		}
		f, ok := c.at(cur, code, facts.Personnel, y, asOf)
		if !ok {
			return cannot("%s holds no number of military personnel of %s.", upperHead(editionName(cur)), c.d.Name(code))
		}
		step := 1.0
		for d := strconv.FormatFloat(t.value, 'f', 0, 64); step < 1e5 && strings.HasSuffix(d, "0"); d = d[:len(d)-1] {
			step *= 10
		}
		v := f.Value * 1000
		good := math.Abs(v-t.value) <= step/2
		switch rel {
		case roughly, almost:
			good = math.Abs(v-t.value) <= max(step/2, 0.05*t.value) && (rel == roughly || v < t.value)
		case moreThan, atLeast:
			good = v > t.value
		case lessThan, atMost:
			good = v < t.value
		}
		r := ruling{verdict: facts.NotCheckable, figures: []facts.Figure{f}, cites: []facts.Cite{c.cite(cur, facts.Personnel)}, year: f.Year, why: "Counts differ by whom they count: " + c.say(f, cur) + "."}
		if good {
			r.verdict, r.why = facts.Supported, upperHead(c.say(f, cur))+"."
		}
		return r
	}}}
}
