package lexicon

import (
	"os"
	"testing"
)

// A block that is cut short is refused, not read beyond its end.
func FuzzOpen(f *testing.F) {
	block, err := Pack(os.DirFS("."))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(0)
	f.Add(len(block) / 2)
	f.Add(len(block) - 1)
	f.Fuzz(func(t *testing.T, n int) {
		if n < 0 || n >= len(block) {
			return
		}
		if _, err := open(block[:n]); err == nil {
			t.Fatalf("cut at %d of %d bytes and opened", n, len(block))
		}
	})
}
