package query_test

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"natobot/facts"
	"natobot/facts/query"
	"natobot/facts/query/querytest"
)

const today facts.Date = "2026-11-27"

var loaded = sync.OnceValues(func() (*facts.Dataset, error) { return facts.Load(facts.Embedded()) })

func curated(tb testing.TB) *facts.Dataset {
	tb.Helper()
	d, err := loaded()
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// numbers are all numbers that a result holds.
func numbers(r *query.Result) []query.Num {
	var out []query.Num
	add := func(ns ...*query.Num) {
		for _, n := range ns {
			if n != nil {
				out = append(out, *n)
			}
		}
	}
	for i := range r.Values {
		add(&r.Values[i].Num, r.Values[i].Old, r.Values[i].New)
	}
	members := func(ms []query.Member) {
		for i := range ms {
			for k := range ms[i].Tests {
				t := &ms[i].Tests[k]
				add(&t.Num, &t.Level, t.Old, t.New, t.Was)
				for o := range t.Over {
					add(&t.Over[o])
				}
			}
		}
	}
	members(r.In)
	members(r.Out)
	for i := range r.Counts {
		members(r.Counts[i].In)
		members(r.Counts[i].Out)
	}
	for i := range r.Sides {
		out = append(out, numbers(&r.Sides[i])...)
	}
	return out
}

var item = regexp.MustCompile(`^([$~]?)(-?[\d.]+)(?:±([\d.]+)(%?))?$`)

// has reports that a result meets one item of the reference.
func has(t *testing.T, d *facts.Dataset, q query.Query, r *query.Result, it string) bool {
	it = strings.TrimLeft(it, "!^")
	switch {
	case it == "", strings.HasPrefix(it, "/"):
		return true // a matter of words
	case strings.HasPrefix(it, "#"):
		return counted(r, q, it[1:])
	case strings.HasPrefix(it, "@"):
		n := max(q.N, 1)
		if q.Place > 0 {
			return d.Name(r.Values[q.Place-1].Who) == it[1:]
		}
		for i := 0; i < n && i < len(r.Values); i++ {
			if d.Name(r.Values[i].Who) == it[1:] {
				return true
			}
		}
		return slices.ContainsFunc(r.In, func(m query.Member) bool { return d.Name(m.Who) == it[1:] })
	case strings.HasPrefix(it, "set{"):
		var got []string
		for _, m := range r.In {
			got = append(got, d.Name(m.Who))
		}
		slices.Sort(got)
		return strings.Join(got, ";") == it[4:len(it)-1]
	case strings.HasPrefix(it, "seq{"):
		var got []string
		for _, c := range r.Counts {
			got = append(got, strconv.Itoa(c.N))
		}
		for _, s := range r.Sides {
			got = append(got, strconv.Itoa(len(s.In)))
		}
		return strings.Join(got, ";") == it[4:len(it)-1]
	}
	m := item.FindStringSubmatch(it)
	if m == nil {
		t.Fatalf("item %q", it)
	}
	v, _ := strconv.ParseFloat(m[2], 64)
	tol := 1e-6
	if m[3] != "" {
		tol, _ = strconv.ParseFloat(m[3], 64)
	}
	if m[4] == "%" {
		tol = math.Abs(v) * tol / 100
	}
	for _, y := range r.Years {
		if float64(y) == v {
			return true
		}
	}
	for _, n := range numbers(r) {
		if m[1] == "$" && n.Dim != query.InMoney || m[1] == "~" && n.Dim != query.InHead && n.Dim != query.InPersons {
			continue
		}
		if math.Abs(math.Abs(n.Value)-math.Abs(v)) <= tol {
			return true
		}
	}
	return false
}

// counted reports that a result counts n, or has the subject in place n.
func counted(r *query.Result, q query.Query, s string) bool {
	n, _ := strconv.Atoi(s)
	if q.Ask == query.Count || q.Ask == query.List || q.Ask == query.IsSo {
		return len(r.In) == n
	}
	for _, v := range r.Values {
		if slices.Contains(r.Subject, v.Who) && v.Place == n {
			return true
		}
	}
	return false
}

func TestGold(t *testing.T) {
	d := curated(t)
	must := map[string][]string{}
	for l := range strings.Lines(querytest.Expected) {
		c := strings.Split(strings.TrimRight(l, "\n"), "\t")
		must[c[0]] = c
	}
	n := 0
	for _, g := range querytest.Gold {
		for id := range strings.FieldsSeq(g.IDs) {
			n++
			row := must[id]
			if row == nil {
				t.Errorf("%s has no gold", id)
				continue
			}
			r, err := query.Evaluate(d, today, g.Query)
			if err != nil {
				t.Errorf("%s %s: %v", id, row[1], err)
				continue
			}
			met := false
			for set := range strings.SplitSeq(row[2], " || ") {
				all := true
				for it := range strings.SplitSeq(set, " | ") {
					all = all && has(t, d, g.Query, &r, it)
				}
				met = met || all
			}
			if !met {
				t.Errorf("%s %s: want %s, got %v %v in %v", id, row[1], row[2], brief(r.Values), r.Years, names(r.In))
			}
			if row[3] == "yes" != r.True && (row[3] == "yes" || row[3] == "no") {
				t.Errorf("%s %s: want %s, got %v", id, row[1], row[3], r.True)
			}
		}
	}
	if n < 300 {
		t.Errorf("only %d questions", n)
	}
}

func brief(vs []query.Standing) []float64 {
	var out []float64
	for i := range vs {
		if i < 6 {
			out = append(out, vs[i].Num.Value)
		}
	}
	return out
}

func names(ms []query.Member) []facts.Code {
	var out []facts.Code
	for _, m := range ms {
		out = append(out, m.Who)
	}
	return out
}
