package reader_test

import (
	"fmt"

	"natobot/facts"
	"natobot/facts/reader"
)

// A question is read into queries, and a query is printed as it would be typed.
func ExampleNew() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	r := reader.New(d)
	rd := r.Read("¿qué aliados están por debajo del 2 %?", "2026-11-27", nil)
	typed, ok := r.Print(rd.Queries[0], "en")
	fmt.Println(rd.Lang, typed, ok)
	// Output:
	// es who Allies below 2% true
}
