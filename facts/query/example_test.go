package query_test

import (
	"fmt"

	"natobot/facts"
	"natobot/facts/query"
	"natobot/facts/reader"
)

// What is asked has a value, whoever says it in whichever words.
func ExampleEvaluate() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	rd := reader.New(d).Read("share of GDP of Spain in 2024", "2026-11-27", nil)
	res, err := query.Evaluate(d, "2026-11-27", rd.Queries[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(query.Reading(d, rd.Queries[0]), "–", len(res.Figures) > 0)
	// Output:
	// Spain: share of GDP in 2024 – true
}
