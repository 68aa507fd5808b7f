package lexicon

import (
	_ "embed"
	"sync"
)

//go:generate go run ./pack

//go:embed lexicon.bin
var packedBlock []byte

// Embedded is the lexicon in the binary, opened once.
var Embedded = sync.OnceValue(func() *Lexicon {
	l, err := open(packedBlock)
	if err != nil {
		panic(err) // a test opens the same block
	}
	return l
})
