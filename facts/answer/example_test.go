package answer_test

import (
	"fmt"

	"natobot/facts"
	"natobot/facts/answer"
)

// A question and its answer by what was known on a day, with every figure that
// it states.
func ExampleNew() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	a := answer.New(d).Ask("is spain above 2%?", "2025-03-13", answer.Context{})
	fmt.Println(a.Headline)
	fmt.Println(a.Figures[0].Edition, a.Figures[0].Number())
	// Output:
	// No: Spain was not above 2 % of GDP in 2024: 1.28 % (estimate, June 2024 edition).
	// nato-2024-06 1.28
}

// The same answer once more, from the reference that it came with.
func ExampleWriter_Open() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	again, ref, err := answer.New(d).Open("ESP.20261127.2607.chcg9ez")
	fmt.Println(again.Headline)
	fmt.Println(ref.Day, err)
	// Output:
	// Spain: 2.00 % of GDP on defence in 2026 (estimate, July 2026 edition).
	// 2026-11-27 <nil>
}

func ExampleParseRef() {
	_, err := answer.ParseRef("no reference")
	fmt.Println(err != nil)
	// Output:
	// true
}

// The picture of a digest: an Ally's share over the years.
func ExampleShareChart() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _ := d.Edition("nato-2026-07")
	fmt.Println(answer.ShareChart(d, e, "2026-11-27", []facts.Code{"ESP"}).Alt)
	// Output:
	// Line chart, core defence expenditure, % of GDP: Spain rises from 0.92 % in 2014 to 2.00 % in 2026 (estimate), lowest 0.80 % in 2016, highest 2.00 % in 2026. A line marks the 2 % floor, agreed in 2014; at or above it in 2026: Spain; below: none. A line marks the 3.5 % core commitment for 2035, agreed in 2025; at or above it in 2026: none; below: Spain.
}
