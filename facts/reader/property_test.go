package reader

import (
	"encoding/json"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
	"natobot/facts/query/querytest"
)

// asOf is the day on which the properties are tried.
const asOf = "2026-11-27"

// many is how many cases a property is tried on: few, or as many as the
// environment says.
func many(few int) int {
	if n, err := strconv.Atoi(os.Getenv("NATOBOT_PROPERTIES")); err == nil && n > 0 {
		return n
	}
	return few
}

// same compares two queries less what a reading of other words may set
// otherwise: the event that stood for a year, and decimals where none were.
func same(a, b query.Query) bool { return reflect.DeepEqual(bare(a), bare(b)) }

func bare(q query.Query) query.Query {
	q.Time.Event = ""
	q.Look.When, q.Look.Where, q.Look.Who, q.Look.Why = false, false, false, false
	q.Conds = append([]query.Cond(nil), q.Conds...)
	for i := range q.Conds {
		q.Conds[i].Dec = max(q.Conds[i].Dec, 0)
	}
	if len(q.Qty) == 0 {
		q.Qty = nil
	}
	return q
}

// sparse is a query without what it does not say.
func sparse(q query.Query) string {
	raw, err := json.Marshal(q)
	if err != nil {
		return err.Error()
	}
	var m any
	if err := json.Unmarshal(raw, &m); err != nil {
		return err.Error()
	}
	raw, err = json.Marshal(prune(m))
	if err != nil {
		return err.Error()
	}
	return strings.ReplaceAll(string(raw), `"`, "")
}

func prune(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k, e := range x {
			if e = prune(e); e == nil {
				delete(x, k)
			} else {
				x[k] = e
			}
		}
		if len(x) == 0 {
			return nil
		}
	case []any:
		out := x[:0]
		for _, e := range x {
			if e = prune(e); e != nil {
				out = append(out, e)
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case string:
		if x == "" {
			return nil
		}
	case float64:
		if x == 0 {
			return nil
		}
	case bool:
		if !x {
			return nil
		}
	}
	return v
}

// questionLangs are the languages in which questions are asked; of the others only
// statements are read.
func questionLangs(r *Reader) []string {
	var out []string
	for i, lang := range r.Lex.Langs {
		if _, ok := r.Lex.Print(lexicon.Lang(i), lexicon.Trend, ""); ok {
			out = append(out, lang)
		}
	}
	return out
}

// told is what a reading came to.
func told(rd Reading) string {
	var out []string
	for _, q := range rd.Queries {
		out = append(out, sparse(q))
	}
	if rd.Fault != nil {
		out = append(out, string(rd.Fault.Reason)+" "+strings.Join(rd.Fault.Words, "|"))
	}
	return strings.Join(out, " + ")
}

// sayable brings a query that was made by chance into the form that readers
// make: the same can be composed in several ways, of which one is said.
func sayable(q query.Query) query.Query {
	switch q.Ask {
	case query.Show:
		if q.Subject.All() {
			q.Subject, q.Set = q.Set, query.Set{}
		}
		sayQty(&q)
	case query.Rank:
		if e := &q.Qty[0]; e.Op != query.Value {
			*e = query.Expr{Measure: e.Measure}
		}
		sayMoney(&q.Qty[0])
	case query.Count:
		q.Time.From, q.Time.Open = 0, false
	case query.CountEach:
		q.Time.Each = true
	}
	if len(q.Qty) == 1 && reflect.DeepEqual(q.Qty[0], query.Expr{}) {
		q.Qty = nil
	}
	scope := query.InYear
	for i := range q.Conds {
		c := &q.Conds[i]
		switch c.Qty.Measure {
		case "":
			c.Qty.Measure = facts.ShareOfGDP
		case facts.SpendUSD:
			c.Qty.Cur = "USD"
		case facts.SpendNCU, facts.SpendUSDConstant:
			c.Qty = query.Expr{Measure: facts.SpendNCU, Cur: "EUR"}
		}
		if i == 0 {
			scope = sayScope(&q, c)
		}
		if c.Cmp == query.At && c.Of == nil && (q.Ask != query.IsSo || q.Quant != query.Some && q.Quant != query.Only || scope != query.InYear) { // of a set one is at a level, at least, or exactly at it
			c.Cmp = query.Exactly
		}
		if c.Scope = scope; scope == query.Cross && c.Cmp != query.Above {
			c.Cmp = query.Below
		}
	}
	return q
}

// sayScope is the scope that all conditions of a query can be said to have.
func sayScope(q *query.Query, c *query.Cond) query.Scope {
	year := q.Time.To > 0 && q.Time.From == 0
	switch s := c.Scope; {
	case q.Ask != query.List && q.Ask != query.Count && q.Ask != query.IsSo:
	case s == query.Newly && (q.Ask == query.IsSo || !year || len(q.Conds) > 1), s == query.Cross && (q.Ask == query.IsSo || !year):
	default:
		return s
	}
	return query.InYear
}

// sayQty does so with the quantity of a wish for values.
func sayQty(q *query.Query) {
	e := &q.Qty[0]
	if q.Pool != query.Each && (len(q.Subject.Terms) == 1 && q.Subject.Terms[0].Code != "" || e.Op != query.Value) {
		*e = query.Expr{Measure: e.Measure}
	}
	sayMoney(e)
	span := q.Time.From > 0
	switch e.Op {
	case query.Change:
		q.Time = query.Time{From: 2013, To: q.Time.To}
		switch e.Measure {
		case facts.ShareOfGDP, facts.EquipmentShare:
			e.Unit = query.Points
		case facts.SpendUSDConstant:
			e.Measure, e.Unit = "", query.Real
		default:
			e.Unit = query.Percent
		}
	case query.Part, query.Ratio, query.Diff, query.LevelOf:
		q.Time = query.Time{To: q.Time.To}
		if e.Op == query.Part {
			e.Of = &query.Operand{Set: query.Set{Terms: []query.Term{{Code: facts.NATOTotal}}}}
			if e.Measure == facts.ShareOfGDP {
				e.Measure = ""
			}
		}
	case query.GapTo:
		q.Ask = query.Gap
	case query.MeanYears, query.OverYears:
		if !span {
			e.Op = query.Value
		}
	}
	if e.Op == query.Value && span {
		q.Ask = query.Trend
	}
}

// sayMoney names the currency of an amount.
func sayMoney(e *query.Expr) {
	if e.Measure == facts.SpendNCU {
		e.Cur = "NCU"
	}
}

// What a query prints reads back as the same query, in every language.
func TestPrintReadsBack(t *testing.T) {
	r := loaded(t)
	for _, q := range querytest.Made(r.Data, 14, many(200)) {
		q = sayable(q)
		for _, lang := range questionLangs(r) {
			s, ok := r.Print(q, lang)
			if !ok {
				t.Errorf("%s: no words for %s: %q", lang, sparse(q), s)
				continue
			}
			if back := r.Read(s, asOf, nil); len(back.Queries) != 1 || !same(back.Queries[0], q) {
				t.Errorf("%s: %q\n  want %s\n  got  %s", lang, s, sparse(q), told(back))
			}
		}
	}
}
