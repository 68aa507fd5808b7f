package workbook_test

import (
	"fmt"

	"natobot/facts/workbook"
)

// NATO's own name of a workbook tells edition and date.
func ExampleNameOf() {
	n, err := workbook.NameOf("240617-def-exp-2024-TABLES-en.xlsx")
	fmt.Printf("%+v %v\n", n, err)
	// Output:
	// {Edition:nato-2024-06 Published:2024-06-17 File:240617-def-exp-2024-TABLES-en.xlsx Sum: Address:} <nil>
}
