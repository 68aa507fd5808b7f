package reader

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

func sparse(q query.Query) string {
	raw, _ := json.Marshal(q)
	var m any
	json.Unmarshal(raw, &m)
	raw, _ = json.Marshal(prune(m))
	return strings.ReplaceAll(string(raw), `"`, "")
}

func prune(v any) any {
	switch x := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, e := range x {
			if p := prune(e); p != nil {
				out[k] = p
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case []any:
		var out []any
		for _, e := range x {
			if p := prune(e); p != nil {
				out = append(out, p)
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case string:
		if x == "" {
			return nil
		}
	case float64:
		if x == 0 {
			return nil
		}
	case bool:
		if !x {
			return nil
		}
	case nil:
		return nil
	}
	return v
}

func TestDump(t *testing.T) {
	path := os.Getenv("DUMP")
	if path == "" {
		t.Skip()
	}
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	r := New(d)
	f, _ := os.Open(path)
	rows, _ := csv.NewReader(f).ReadAll()
	bad := 0
	for _, row := range rows[1:] {
		rd := r.Read(row[2], facts.Date(row[3]), nil)
		fmt.Printf("%s %s %s | %s\n      gold %s\n", row[0], row[1], row[4], row[2], row[5])
		if rd.Fault != nil {
			bad++
			fmt.Printf("  !!! %s %q\n", rd.Fault.Reason, rd.Fault.Words)
			if rd.Fault.Partial != nil {
				fmt.Printf("      partial %s\n", sparse(*rd.Fault.Partial))
			}
		}
		for _, q := range rd.Queries {
			fmt.Printf("      -> %s\n", sparse(q))
		}
	}
	fmt.Println("bad", bad)
}

func TestOne(t *testing.T) {
	text := os.Getenv("ONE")
	if text == "" {
		t.Skip()
	}
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	c := *New(d)
	c.asOf, c.newest = "2026-11-27", 2026
	for _, text := range strings.Split(text, "|") {
		toks := c.Lex.Tokens(lexicon.Clean(text))
		l := c.cut(toks, 0)
		l.src = text
		fmt.Println("##", text, c.Lex.Langs[l.lang])
		for _, p := range l.phrases() {
			fmt.Printf("  %d %q sort=%s val=%q num=%v", p.kind, l.text(p.from, p.to), p.sort, p.val, p.num)
			if p.kind == pSet {
				fmt.Printf(" %+v", p.set)
			}
			if p.kind == pTime {
				fmt.Printf(" %+v", p.time)
			}
			if p.kind == pLevel {
				fmt.Printf(" %+v", p.level)
			}
			fmt.Println()
		}
		rd := c.Read(text, "2026-11-27", nil)
		for _, q := range rd.Queries {
			fmt.Println("  ->", sparse(q))
		}
		if rd.Fault != nil {
			fmt.Println("  !!", rd.Fault.Reason, rd.Fault.Words)
		}
	}
}
