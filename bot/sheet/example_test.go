package sheet_test

import (
	"bytes"
	"fmt"

	"natobot/bot/sheet"
	"natobot/facts"
	"natobot/facts/answer"
)

func ExampleXLSX() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	raw, err := sheet.XLSX(d, answer.New(d).Ask("top 5", "2026-11-27", answer.Context{}))
	fmt.Println(bytes.HasPrefix(raw, []byte("PK")), err)
	// Output:
	// true <nil>
}
