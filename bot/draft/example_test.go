package draft_test

import (
	"fmt"

	"natobot/bot/draft"
)

func ExampleRead() {
	d, err := draft.Read("note.md", []byte("# A note\n\nSpain spends **1.28%** of GDP.\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%q\n", d.Text)
	// Output:
	// "A note\n\nSpain spends 1.28% of GDP.\n\n"
}
