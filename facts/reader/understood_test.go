package reader

import (
	"flag"
	"os"
	"strings"
	"testing"

	"natobot/facts"
)

var update = flag.Bool("update", false, "write the table anew; read the difference before committing")

// TestUnderstood reads questions in many languages as they were looked through
// by hand: by the canonical text of each query, or by why there is none.
func TestUnderstood(t *testing.T) { table(t, "testdata/understood.tsv", 1100) }

// TestKinds reads questions of kinds that fresh hands asked and that were once
// asked back or read as others.
func TestKinds(t *testing.T) { table(t, "testdata/kinds.tsv", 35) }

func table(t *testing.T, file string, least int) {
	t.Helper()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	r := New(d)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	n := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(string(raw), "\n"), "\n") {
		text, want, _ := strings.Cut(line, "\t")
		got := r.understood(text)
		out.WriteString(text + "\t" + got + "\n")
		n++
		if got != want && !*update && !r.means(text, want) {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
	if n < least {
		t.Errorf("only %d questions", n)
	}
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// means reports whether the text of the table, read as a question, is the same
// queries: how a query is written may change, what it means may not.
func (r *Reader) means(text, want string) bool {
	a := r.Read(text, "2026-11-23", nil)
	if len(a.Queries) != 1 || len(a.Repaired) > 0 {
		return false
	}
	b := r.Read(want, "2026-11-23", nil)
	return len(b.Queries) == 1 && len(b.Repaired) == 0 && same(a.Queries[0], b.Queries[0])
}

// understood is how a question is read, in one line: its queries in English, a
// query that no text asks again by its kind, or the reason and the words that
// stopped the reading.
func (r *Reader) understood(text string) string {
	return r.inWords(r.Read(text, "2026-11-23", nil))
}

// inWords is a reading in one line.
func (r *Reader) inWords(rd Reading) string {
	if f := rd.Fault; f != nil {
		return strings.TrimSpace("! " + string(f.Reason) + ": " + strings.Join(f.Words, " | "))
	}
	var out []string
	for _, q := range rd.Queries {
		s, ok := r.Print(q, "en")
		if !ok {
			s = strings.TrimSpace(string(q.Ask) + ": " + s + " " + q.Look.Topic + " " + q.Look.Place)
		}
		out = append(out, s)
	}
	for _, x := range rd.Repaired {
		out = append(out, x.Typed+" read as "+x.Read)
	}
	return strings.Join(out, "; ")
}
