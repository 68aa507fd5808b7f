package reader

import (
	"encoding/csv"
	"os"
	"reflect"
	"strings"
	"testing"

	"natobot/facts"
	"natobot/facts/query"
)

// same compares two queries less what a reading of other words may set
// otherwise: who was said to ask when, and the event that stood for a year.
func same(a, b query.Query) bool { return reflect.DeepEqual(bare(a), bare(b)) }

func bare(q query.Query) query.Query {
	q.Time.Event = ""
	q.Look.When, q.Look.Where, q.Look.Who, q.Look.Why = false, false, false, false
	if len(q.Conds) > 0 {
		q.Conds = append([]query.Cond(nil), q.Conds...)
		for i := range q.Conds {
			if q.Conds[i].Dec <= 0 {
				q.Conds[i].Dec = 0
			}
		}
	}
	if len(q.Qty) == 0 {
		q.Qty = nil
	}
	return q
}

// What a query prints reads back as the same query, in every language.
func TestPrintReadsBack(t *testing.T) {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	r := New(d)
	path := os.Getenv("DUMP")
	if path == "" {
		t.Skip()
	}
	f, _ := os.Open(path)
	rows, _ := csv.NewReader(f).ReadAll()
	n, bad, mute := 0, 0, 0
	for _, row := range rows[1:] {
		rd := r.Read(row[2], facts.Date(row[3]), nil)
		for _, q := range rd.Queries {
			for _, lang := range r.Lex.Langs[1:] {
				if want := os.Getenv("LANGS"); want != "" && !strings.Contains(want, lang) {
					continue
				}
				n++
				s, ok := r.Print(q, lang)
				if !ok {
					mute++
					t.Logf("%s mute %q %s %s", lang, row[2], s, sparse(q))
					continue
				}
				back := r.Read(s, facts.Date(row[3]), nil)
				if len(back.Queries) != 1 || !same(back.Queries[0], q) {
					bad++
					got := ""
					if back.Fault != nil {
						got = string(back.Fault.Reason) + " " + strings.Join(back.Fault.Words, "|")
					}
					for _, q := range back.Queries {
						got += sparse(q)
					}
					t.Logf("%s %q prints %q\n   want %s\n   got  %s", lang, row[2], s, sparse(q), got)
				}
			}
		}
	}
	t.Log(n, bad, mute)
}
