package slack

import (
	"bytes"
	"strconv"
	"sync"

	"natobot/bot"
	"natobot/facts"
	factanswer "natobot/facts/answer"
)

// A template is an encoded first response without the references of its
// buttons, which are made for each asker anew. The answers that most people ask
// for come from a memo and share what they hold, so that a template is known by
// where that lies: nobody changes it, and a template keeps it from being freed.
type template struct {
	parts [][]byte // one more than holes
	holes []int    // the actions whose references stand between the parts
}

// A templateKey is all that the rendering of a plain reply depends on, but for
// the asker.
type templateKey struct {
	kind                               bot.ReplyKind
	headline, reading, footer, actions string

	lines, caveats            *string
	choices                   *factanswer.Choice
	sources                   *facts.Cite
	chart                     *factanswer.Chart
	table                     *factanswer.Table
	nLines, nCaveats          int
	nChoices, nSources, nActs int
}

// maxTemplates bounds their memory to a few megabytes; then it starts anew.
const maxTemplates = 256

type templates struct {
	mu   sync.RWMutex
	kept map[templateKey]*template
	seen map[templateKey]bool // made once: a template is worth making when a reply comes again
}

// keyOf is a reply's key; ok is false for one that is nobody's plain question,
// or that needs more than its own data to be rendered.
func keyOf(r bot.Reply) (k templateKey, ok bool) {
	if r.Public || r.Replace || r.SharedBy != "" || r.SetUpBy != "" || r.Quote != "" || r.Ref != "" || r.Form != nil || len(r.Checks) > 0 || len(r.Times)+len(r.Links) > 0 || len(r.Complete) > 0 || len(r.Lines) == 0 {
		return k, false
	}
	k = templateKey{kind: r.Kind, headline: r.Headline, reading: r.Reading, footer: r.Footer, chart: r.Chart, table: r.Table,
		lines: &r.Lines[0], nLines: len(r.Lines), nCaveats: len(r.Caveats), nChoices: len(r.Choices), nSources: len(r.Sources), nActs: len(r.Actions)}
	if len(r.Caveats) > 0 {
		k.caveats = &r.Caveats[0]
	}
	if len(r.Choices) > 0 {
		k.choices = &r.Choices[0]
	}
	if len(r.Sources) > 0 {
		k.sources = &r.Sources[0]
	}
	b := make([]byte, 0, 512)
	for _, a := range r.Actions {
		for _, s := range [...]string{a.Label, string(a.Verb), a.Arg, a.Style, a.URL} {
			b = strconv.AppendInt(b, int64(len(s)), 10)
			b = append(append(b, ' '), s...)
		}
		b = strconv.AppendBool(b, a.Anyone)
	}
	k.actions = string(b)
	return k, true
}

// fill makes the response of a template for an asker, or nil when there is
// none.
func (t *templates) fill(k templateKey, r bot.Reply, p place) []byte {
	t.mu.RLock()
	x := t.kept[k]
	t.mu.RUnlock()
	if x == nil {
		return nil
	}
	n := len(x.holes) * 128
	for _, part := range x.parts {
		n += len(part)
	}
	out := append(make([]byte, 0, n), x.parts[0]...)
	for i, at := range x.holes {
		ref, _ := p.signer.Sign(platformName, p.workspace, p.user, r.Actions[at])
		out = append(append(out, ref...), x.parts[i+1]...)
	}
	return out
}

// again reports that a reply was made before, and notes that it was made.
func (t *templates) again(k templateKey) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen[k] {
		return true
	}
	if t.seen == nil || len(t.seen) >= maxTemplates {
		t.seen = map[templateKey]bool{}
	}
	t.seen[k] = true
	return false
}

// learn keeps the response body, made of r for an asker, as a template, when it
// is made for the second time.
func (t *templates) learn(k templateKey, r bot.Reply, p place, body []byte) {
	if !t.again(k) {
		return
	}
	var x template
	rest := bytes.Clone(body)
	for i, a := range r.Actions {
		ref, _ := p.signer.Sign(platformName, p.workspace, p.user, a)
		if a.URL != "" || ref == "" {
			continue
		}
		before, after, ok := bytes.Cut(rest, []byte(`"value":"`+ref+`"`))
		if !ok {
			continue // no button, for want of room
		}
		x.parts = append(x.parts, append(bytes.Clone(before), `"value":"`...))
		x.holes = append(x.holes, i)
		rest = append([]byte(`"`), after...)
	}
	x.parts = append(x.parts, rest)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil || len(t.kept) >= maxTemplates {
		t.kept = map[templateKey]*template{}
	}
	t.kept[k] = &x
}
