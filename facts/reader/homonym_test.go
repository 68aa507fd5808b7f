package reader

import (
	"testing"

	"natobot/facts"
	"natobot/facts/query"
)

// What a word is depends on where it stands.
func TestHomonyms(t *testing.T) {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	r := New(d)
	for q, want := range map[string]query.Ask{
		"når nådde Tyskland 2 prosent?":                  query.First,
		"hvilke land når 2 prosent?":                     query.List,
		"hvilket land bruker minst på forsvar?":          query.Rank,
		"hvilke land bruker minst 2 prosent på forsvar?": query.List,
		"vilka länder lägger högst 2 procent?":           query.List,
		"vilket land lägger högst andel av BNP?":         query.Rank,
	} {
		got := r.Read(q, "2026-11-27", nil)
		if got.Fault != nil || len(got.Queries) != 1 || got.Queries[0].Ask != want {
			t.Errorf("%q: %+v %v, want %s", q, got.Queries, got.Fault, want)
		}
	}
	before := r.Read("Danmarks andel før 2014", "2026-11-27", nil)
	if before.Fault != nil || before.Queries[0].Time.To != 2013 {
		t.Errorf("before 2014: %+v %v", before.Queries, before.Fault)
	}
}

// A "not" that only repeats "none" or "never" takes nothing back.
func TestConcord(t *testing.T) {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	r := New(d)
	for _, q := range []string{
		"ce țări nu au atins niciodată 2%?",
		"które kraje nigdy nie osiągnęły 2%?",
		"qué países no han alcanzado nunca el 2%?",
		"quali paesi non hanno mai raggiunto il 2%?",
		"que países nunca atingiram os 2%?",
	} {
		got := r.Read(q, "2026-11-27", nil)
		if got.Fault != nil || len(got.Queries) != 1 || len(got.Queries[0].Conds) != 1 {
			t.Errorf("%q: %+v %+v", q, got.Queries, got.Fault)
			continue
		}
		if c := got.Queries[0].Conds[0]; c.Cmp != query.AtLeast || c.Scope != query.Never {
			t.Errorf("%q: %+v, want never at least", q, c)
		}
	}
	for q, want := range map[string]query.Cmp{
		"nicio țară din Benelux nu atinge 3%?":       query.AtLeast,
		"żaden kraj Beneluksu nie osiąga 3%?":        query.AtLeast,
		"ningún país del Benelux llega al 3%?":       query.AtLeast,
		"καμία χώρα της Μπενελούξ δεν φτάνει το 3%;": query.AtLeast,
		"atinge România 3%?":                         query.AtLeast,
		"România nu atinge 3%, e adevărat?":          query.Below,
		"Polska nie osiąga 3%, czy to prawda?":       query.Below,
		"¿es cierto que España no llega al 3 %?":     query.Below,
	} {
		got := r.Read(q, "2026-11-27", nil)
		if got.Fault != nil || len(got.Queries) != 1 || len(got.Queries[0].Conds) != 1 || got.Queries[0].Conds[0].Cmp != want {
			t.Errorf("%q: %+v %+v, want %s", q, got.Queries, got.Fault, want)
		}
	}
}

// The Greek question mark asks, and a "none" without a "not" is "any".
func TestGreek(t *testing.T) {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	r := New(d)
	for q, want := range map[string]query.Quant{
		"φτάνει καμία χώρα της Μπενελούξ το 3%;":     query.AnyOf,
		"καμία χώρα της Μπενελούξ δεν φτάνει το 3%;": query.NoneOf,
		"φτάνουν όλοι οι σύμμαχοι το 2%;":            query.AllOf,
	} {
		got := r.Read(q, "2026-11-27", nil)
		if got.Fault != nil || len(got.Queries) != 1 || got.Queries[0].Ask != query.IsSo || got.Queries[0].Quant != want {
			t.Errorf("%q: %+v %+v, want %s", q, got.Queries, got.Fault, want)
		}
	}
	ago := r.Read("πόσα δαπανούσε η Ουγγαρία πριν από δέκα χρόνια;", "2026-11-27", nil)
	if ago.Fault != nil || ago.Queries[0].Time.To != 2016 {
		t.Errorf("ten years ago: %+v %+v", ago.Queries, ago.Fault)
	}
}

// What a ratio is measured against is what stands behind "than", wherever.
func TestRatioDirection(t *testing.T) {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	r := New(d)
	for _, q := range []string{
		"how many times more than Portugal does Spain spend?",
		"how many times more does Spain spend than Portugal?",
		"hoeveel keer meer dan Portugal geeft Spanje uit?",
		"hvor mange gange mere end Portugal bruger Spanien?",
		"kolikrát více než Portugalsko vydává Španělsko?",
	} {
		got := r.Read(q, "2026-11-27", nil)
		if got.Fault != nil || len(got.Queries) != 1 || len(got.Queries[0].Qty) != 1 || got.Queries[0].Qty[0].Of == nil {
			t.Errorf("%q: %+v %+v", q, got.Queries, got.Fault)
			continue
		}
		if x := got.Queries[0]; x.Subject.Terms[0].Code != "ESP" || x.Qty[0].Of.Set.Terms[0].Code != "PRT" {
			t.Errorf("%q: %+v", q, x)
		}
	}
}

// A level beside the commitment that set it is one condition.
func TestNamedLevel(t *testing.T) {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	r := New(d)
	for q, want := range map[string]query.Cmp{
		"how many allies meet the new goal of 3.5%?":              query.AtLeast,
		"which allies were below the 2% guideline in 2023?":       query.Below,
		"hoeveel lidstaten halen de nieuwe norm van 3,5 procent?": query.AtLeast,
		"welke landen zaten in 2023 onder de 2%-norm?":            query.Below,
		"quantos aliados cumprem a nova meta de 3,5%?":            query.AtLeast,
		"hvor mange allierte når det nye målet på 3,5 prosent?":   query.AtLeast,
		"které země v roce 2023 nesplnily dvouprocentní závazek?": query.Below,
		"ποιες χώρες δεν έπιασαν τον στόχο του 2% το 2023;":       query.Below,
		"ce țări nu au îndeplinit ținta de 2% în 2023?":           query.Below,
	} {
		got := r.Read(q, "2026-11-27", nil)
		if got.Fault != nil || len(got.Queries) != 1 || len(got.Queries[0].Conds) != 1 || got.Queries[0].Conds[0].Cmp != want {
			t.Errorf("%q: %+v %+v, want %s", q, got.Queries, got.Fault, want)
		}
	}
}
