package facts

import (
	"embed"
	"io/fs"
)

//go:embed data
var embedded embed.FS

// Embedded is the curated data in the binary.
func Embedded() fs.FS {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // "data" is a valid path
	}
	return sub
}
