package query_test

import (
	"strings"
	"testing"

	"natobot/facts/query"
	"natobot/facts/query/querytest"
)

// bench evaluates the queries of some questions in turn, so that no two runs
// after one another have the same input.
func bench(b *testing.B, ids string) {
	d := curated(b)
	var qs []query.Query
	for id := range strings.FieldsSeq(ids) {
		for _, c := range querytest.Gold {
			if strings.Contains(c.IDs, id) {
				qs = append(qs, c.Query)
			}
		}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, err := query.Evaluate(d, today, qs[i%len(qs)]); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkOne(b *testing.B)         { bench(b, "B001 B003 B005 B006") }
func BenchmarkList(b *testing.B)        { bench(b, "B037 B038 B154 B039") }
func BenchmarkRank(b *testing.B)        { bench(b, "B025 B028 B033 B144") }
func BenchmarkEachYear(b *testing.B)    { bench(b, "B058 B059 B056") }
func BenchmarkFirst(b *testing.B)       { bench(b, "B066 B073 B067") }
func BenchmarkPartOfTotal(b *testing.B) { bench(b, "B102 B109 B106") }
