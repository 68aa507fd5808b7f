package answer

import (
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
)

// A telling composes an answer: it fills figures into curated sentences and
// remembers figures, sources and caveats, each once.
type telling struct {
	d *Writer
	Answer
	seen map[string]bool
}

func (d *Writer) tell(q form, intent Intent) *telling {
	t := &telling{d: d, seen: map[string]bool{}}
	t.AsOf, t.Status, t.Intent = q.AsOf, Answered, intent
	if q.Intent != "" {
		t.Intent = q.Intent
	}
	return t
}

// once reports whether key is told for the first time.
func (t *telling) once(key string) bool {
	if t.seen[key] {
		return false
	}
	t.seen[key] = true
	return true
}

// figure states a published number: it joins the answer's figures, its edition
// the sources, and an estimate the caveats.
func (t *telling) figure(f facts.Figure) {
	key := fmt.Sprint("figure ", f.Edition, f.Ally, f.Measure, f.Year)
	if !t.once(key) {
		return
	}
	t.Figures = append(t.Figures, f)
	if t.once("source " + f.Edition + f.Measure.Table()) {
		t.once("source " + f.Edition)
		i := slices.IndexFunc(t.Sources, func(c facts.Cite) bool { return c.ID == f.Edition && c.Locator == "" })
		if i < 0 {
			i = len(t.Sources)
			t.Sources = append(t.Sources, facts.Cite{Source: t.d.Sources[f.Edition]})
		}
		t.Sources[i].Locator = f.Measure.Table()
	}
	if f.Estimate && t.once(fmt.Sprint("estimate ", f.Year, f.Edition)) {
		if e, ok := t.d.Edition(f.Edition); ok {
			t.Caveats = append(t.Caveats, fmt.Sprintf("%d is an estimate in the %s.", f.Year, labelOf(e)))
		}
	}
}

// by names sources in brackets and adds them to the answer: " (ANP; UNN)".
// Sources that were not out by the as-of date are left away, unless there are
// no others.
func (t *telling) by(keys []string) string {
	if kept := t.d.OutBy(keys, t.AsOf); len(kept) > 0 {
		keys = kept
	}
	var names []string
	for _, k := range keys {
		s, ok := t.d.Sources[k]
		if !ok {
			continue
		}
		if t.once("source " + k) {
			t.Sources = append(t.Sources, facts.Cite{Source: s})
		}
		name := s.Publisher
		if e, ok := t.d.Edition(k); ok {
			name = e.Publisher + ", " + labelOf(e)
		}
		if len(names) < 2 && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " (" + strings.Join(names, "; ") + ")"
}

// line adds a sentence with its figures filled in and its sources named.
func (t *telling) line(head, text string, keys []string) {
	s, _ := t.d.Fill(text, t.figure)
	t.Lines = append(t.Lines, head+s+t.by(keys))
}
