// Package late makes what a program needs only sometimes where it is first
// used, so that no start pays for it.
package late

import (
	"regexp"
	"sync"
)

// Regexp compiles an expression at its first use. One that does not compile
// panics there: a test has to use it.
func Regexp(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
