package answer

import (
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
)

// meant is the id of the definition that a question asks for: by id, by term
// or alias.
func (d *Writer) meant(q form) string {
	want := plain(strings.ReplaceAll(q.Term, "-", " "))
	for i := range d.Definitions {
		def := &d.Definitions[i]
		if def.ID == q.Term {
			return def.ID
		}
		for _, n := range append([]string{def.Term}, def.Aliases...) {
			if q.Term != "" && plain(n) == want {
				return def.ID
			}
		}
	}
	return ""
}

// answerDefinition explains a term as it was meant on the as-of date.
func (d *Writer) answerDefinition(q form) Answer {
	t := d.tell(q, DefinitionAsk)
	id := d.meant(q)
	def, ok := d.Definition(id, q.AsOf)
	if !ok {
		t.Status = Unknown
		t.Headline = "We hold no definition of that."
		if later := slices.IndexFunc(d.Definitions, func(o facts.Definition) bool { return o.ID == id }); later >= 0 {
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
		t.Choices = []Choice{{Label: "Core defence", Ask: "what is core defence"}, {Label: "Estimate", Ask: "what is an estimate"}, {Label: "Article 3", Ask: "article 3"}}
		return t.Answer
	}
	if t.Reading == "" {
		t.Reading = "Definition: " + strings.TrimSuffix(def.Term, "?")
	}
	text, _ := d.Fill(def.Text, t.figure)
	lines := sentences(text)
	t.Headline, t.Lines = lines[0], lines[1:]
	switch {
	case strings.HasSuffix(def.Term, "?"):
		t.Headline = def.Term + " " + t.Headline
	case !strings.Contains(lexicon.Fold(t.Headline[:min(len(t.Headline), 40)]), lexicon.Fold(def.Term)):
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
	t.Next = []Choice{{Label: "Commitments", Ask: "commitments"}}
	switch def.ID {
	case "core-defence", "editions-differ":
		t.Next = append(t.Next, Choice{Label: "Related spending", Ask: "what is related spending"}, Choice{Label: "Who is at 3.5 %?", Ask: "above 3.5%"})
	case "major-equipment":
		t.Next = append(t.Next, Choice{Label: "Share of GDP", Ask: "what is share of gdp"})
	case "sipri":
		t.Next = append(t.Next, Choice{Label: "Spain by both", Ask: "spain sipri"})
	case "common-funding", "legally-binding", "article-3":
		t.Next = append(t.Next, Choice{Label: "Who is below 2 %?", Ask: "below 2%"})
	default:
		t.Next = append(t.Next, Choice{Label: "NATO as a whole", Ask: "nato"})
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
