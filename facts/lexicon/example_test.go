package lexicon_test

import (
	"fmt"

	"natobot/facts/lexicon"
)

// Words are compared without case and marks.
func ExampleFold() {
	fmt.Println(lexicon.Fold("Türkiye"), lexicon.Fold("ESPAÑA"))
	// Output:
	// turkiye espana
}
