package voice_test

import (
	"fmt"

	"natobot/facts/voice"
)

func ExampleFor() {
	_, ok := voice.For("de-AT")
	_, no := voice.For("tlh")
	fmt.Println(ok, no)
	// Output:
	// true false
}
