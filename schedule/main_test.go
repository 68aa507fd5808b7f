package schedule

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestMain says in one line what is left out on a machine without PostgreSQL.
// `go test ./...` shows nothing that a passing package prints, so the line goes
// to the standard error of the go command itself where the system lets us, and
// else to our own, which -v shows.
//
// It also keeps fuzzing from spending its time on making each input that it finds
// shorter, for up to a minute: it would try a handful in all.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("test.fuzzminimizetime"); f.Value.String() == f.DefValue {
		if err := f.Value.Set("1x"); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	if os.Getenv("NATOBOT_TEST_DATABASE_URL") == "" {
		out := os.Stderr
		parent := fmt.Sprintf("/proc/%d/", os.Getppid())
		if name, err := os.ReadFile(parent + "comm"); err == nil && strings.TrimSpace(string(name)) == "go" {
			// A terminal or a pipe; in a file, the go command would write over the line.
			if st, err := os.Stat(parent + "fd/2"); err == nil && !st.Mode().IsRegular() {
				if f, err := os.OpenFile(parent+"fd/2", os.O_WRONLY, 0); err == nil {
					out = f
				}
			}
		}
		fmt.Fprintln(out, "left out: the tests with PostgreSQL; to include them, NATOBOT_TEST_DATABASE_URL='postgres:///postgres?host=/var/run/postgresql' go test ./...")
	}
	os.Exit(m.Run())
}
