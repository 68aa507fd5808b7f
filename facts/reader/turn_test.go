package reader

import (
	"os"
	"strings"
	"testing"

	"natobot/facts/query"
)

// What follows a question is a change of it, in the same message or in the next:
// a line of the table is messages parted by " / ", and how the last of them is
// read.
func TestThreads(t *testing.T) {
	const file = "testdata/threads.tsv"
	r := loaded(t)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	n := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(string(raw), "\n"), "\n") {
		text, want, _ := strings.Cut(line, "\t")
		got := r.thread(text)
		out.WriteString(text + "\t" + got + "\n")
		n++
		if got != want && !*update {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
	if n < 60 {
		t.Errorf("only %d threads", n)
	}
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// thread is how the last message of a thread is read, in one line.
func (r *Reader) thread(text string) string {
	var prev *query.Query
	var rd Reading
	for m := range strings.SplitSeq(text, " / ") {
		rd = r.Read(m, asOf, prev)
		if n := len(rd.Queries); n > 0 && rd.Fault == nil {
			prev = &rd.Queries[n-1]
		}
	}
	return r.inWords(rd)
}
