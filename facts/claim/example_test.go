package claim_test

import (
	"fmt"

	"natobot/facts"
	"natobot/facts/claim"
)

// What a text claims, judged by what was known on a day.
func ExampleCheck() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range claim.Check(d, "Spain spends 1.28% of GDP on defence. Portugal spends 1.65% of GDP on defence.", "2025-03-13") {
		fmt.Println(c.Verdict, "–", c.Sentence)
	}
	// Output:
	// supported – Spain spends 1.28% of GDP on defence.
	// contradicted – Portugal spends 1.65% of GDP on defence.
}

// The day at the head of a report.
func ExampleDateline() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(claim.Dateline(d, "BRUSSELS, 13 March 2025 – Eight Allies are below 2%."))
	// Output:
	// 2025-03-13
}
