// Command pack makes lexicon.bin of the files of the languages. Run it by
// "go generate ./facts/lexicon" after a change to one of them.
package main

import (
	"fmt"
	"os"

	"natobot/facts/lexicon"
)

func main() {
	block, err := lexicon.Pack(os.DirFS("."))
	if err == nil {
		err = os.WriteFile("lexicon.bin", block, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}
