package facts

import (
	"bufio"
	"fmt"
	"os"
	"testing"
)

func TestTry(t *testing.T) {
	d := curated(t)
	f, err := os.Open("/tmp/asks.txt")
	if err != nil {
		t.Skip()
	}
	s := bufio.NewScanner(f)
	for s.Scan() {
		a := d.Ask(s.Text(), "2026-11-23", Context{})
		fmt.Printf("\n=== %s   [%s %s] %d figures, %d derived; next %v choices %v\n%s\n", s.Text(), a.Status, a.Intent, len(a.Figures), len(a.Derived), a.Next, a.Choices, a.Text())
	}
}
