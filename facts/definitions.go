package facts

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// loadDefinitions reads definitions.csv into d. A term may have several texts,
// each from a date on; a row with a known id and date replaces that one.
func loadDefinitions(fsys fs.FS, d *Dataset) error {
	return eachRow(fsys, "definitions.csv", "id term aliases since text sources", func(r row) error {
		def := Definition{ID: r.must("id"), Term: r.must("term"), Aliases: r.list("aliases"), Since: r.date("since"), Text: r.must("text"), Sources: r.list("sources")}
		r.carried(d, def.Sources)
		r.braces(d, def.Text)
		if i := slices.IndexFunc(d.Definitions, func(o Definition) bool { return o.ID == def.ID && o.Since == def.Since }); i >= 0 {
			d.Definitions[i] = def
		} else {
			d.Definitions = append(d.Definitions, def)
		}
		return r.err
	})
}

// definition is the text of a term as it stood on a day. A term that came up
// later has none yet.
func (d *Dataset) definition(id string, asOf Date) (*Definition, bool) {
	var best *Definition
	for i := range d.Definitions {
		def := &d.Definitions[i]
		if def.ID == id && (def.Since == "" || def.Since.KnownBy(asOf)) && (best == nil || def.Since >= best.Since) {
			best = def
		}
	}
	return best, best != nil
}

// meant is the id of the definition that a question asks for: by id, by term
// or alias, else the longest of them in the text.
func (d *Dataset) meant(q Question) string {
	want := plain(strings.ReplaceAll(q.Term, "-", " "))
	text, best, id := plain(q.Text), 0, ""
	for i := range d.Definitions {
		def := &d.Definitions[i]
		if def.ID == q.Term {
			return def.ID
		}
		for _, n := range append([]string{def.Term}, def.Aliases...) {
			p := plain(n)
			if q.Term != "" && p == want {
				return def.ID
			}
			if len(p) > best && strings.Contains(text, p) {
				best, id = len(p), def.ID
			}
		}
	}
	return id
}

// answerDefinition explains a term as it was meant on the as-of date.
func (d *Dataset) answerDefinition(q Question) Answer {
	t := d.tell(q, DefinitionAsk)
	id := d.meant(q)
	def, ok := d.definition(id, q.AsOf)
	if !ok {
		t.Status = Unknown
		t.Headline = "We hold no definition of that."
		if later := slices.IndexFunc(d.Definitions, func(o Definition) bool { return o.ID == id }); later >= 0 {
			o := d.Definitions[later]
			t.Headline = fmt.Sprintf("%s: the term is dated %s and was not in use on %s.", o.Term, o.Since.Long(), q.AsOf.Long())
		}
		var terms []string
		for i := range d.Definitions {
			if o := d.Definitions[i]; !slices.Contains(terms, o.Term) && (o.Since == "" || o.Since.KnownBy(q.AsOf)) {
				terms = append(terms, o.Term)
			}
		}
		t.Lines = append(t.Lines, "We explain: "+strings.Join(terms, "; ")+".")
		t.Choices = []Choice{{"Core defence", "what is core defence"}, {"Estimate", "what is an estimate"}, {"Article 3", "article 3"}}
		return t.Answer
	}
	if t.Reading == "" {
		t.Reading = "Definition: " + strings.TrimSuffix(def.Term, "?")
	}
	text, _ := d.fill(def.Text, t)
	lines := sentences(text)
	t.Headline, t.Lines = lines[0], lines[1:]
	switch {
	case strings.HasSuffix(def.Term, "?"):
		t.Headline = def.Term + " " + t.Headline
	case !strings.Contains(fold(t.Headline[:min(len(t.Headline), 40)]), fold(def.Term)):
		t.Headline = def.Term + ": " + t.Headline
	}
	from := t.by(def.Sources)
	if len(t.Lines) > 0 {
		t.Lines[len(t.Lines)-1] += from
	} else {
		t.Headline += from
	}
	t.Canonical = "what is " + strings.ToLower(def.Term)
	switch term := strings.ToLower(def.Term); {
	case strings.HasSuffix(term, "prices"):
		t.Canonical = "what are " + term
	case term == "estimate" || term == "edition":
		t.Canonical = "what is an " + term
	}
	switch def.ID {
	case "article-3", "article-5":
		t.Canonical = strings.ToLower(def.Term)
	case "iceland", "editions-differ":
		t.Canonical = strings.ToLower(def.Term)
	case "legally-binding":
		t.Canonical = "is the 2 % legally binding"
	case "sipri":
		t.Canonical = "difference between nato and sipri"
	case "guideline":
		t.Canonical = "difference between guideline and commitment"
	}
	t.Next = []Choice{{"Commitments", "commitments"}}
	switch def.ID {
	case "core-defence", "editions-differ":
		t.Next = append(t.Next, Choice{"Related spending", "what is related spending"}, Choice{"Who is at 3.5 %?", "above 3.5%"})
	case "major-equipment":
		t.Next = append(t.Next, Choice{"Share of GDP", "what is share of gdp"})
	case "sipri":
		t.Next = append(t.Next, Choice{"Spain by both", "spain sipri"})
	case "common-funding", "legally-binding", "article-3":
		t.Next = append(t.Next, Choice{"Who is below 2 %?", "below 2%"})
	default:
		t.Next = append(t.Next, Choice{"NATO as a whole", "nato"})
	}
	return t.Answer
}

// sentences parts a text at full stops before a capital, never within
// brackets or after a lone short word, and joins a first "No." to what follows.
func sentences(s string) []string {
	var out []string
	start, depth := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		case '.':
			if depth == 0 && i+2 < len(s) && s[i+1] == ' ' && s[i+2] >= 'A' && s[i+2] <= 'Z' && i-start > 12 {
				out = append(out, s[start:i+1])
				start = i + 2
			}
		}
	}
	return append(out, s[start:])
}
