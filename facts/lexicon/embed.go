package lexicon

import (
	"embed"
	"sync"
)

//go:embed data
var files embed.FS

// Embedded is the lexicon in the binary, read once.
var Embedded = sync.OnceValue(func() *Lexicon {
	l, err := Load(files)
	if err != nil {
		panic(err) // a test loads the same files
	}
	return l
})
