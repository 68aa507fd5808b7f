package bot

import (
	"sync"

	"natobot/facts"
)

// A memo keeps the answers of one dataset: the same question on the same day
// has the same answer, and most people ask the same few. It holds questions of
// nobody in particular, in memory only, and starts anew with each dataset.
type memo struct {
	mu   sync.RWMutex
	of   *facts.Dataset
	kept map[memoKey]memoized
}

type memoKey struct {
	text string
	day  facts.Date
}

type memoized struct {
	q facts.Question
	a facts.Answer
}

const (
	memoText = 120 // bytes of the longest text kept
	memoSize = 512 // answers kept; then it starts anew
)

// answer asks d, or gives what it answered before. Nobody may change what the
// answer's slices hold.
func (m *memo) answer(d *facts.Dataset, text string, day facts.Date, ctx facts.Context) (facts.Question, facts.Answer) {
	if len(text) > memoText || len(ctx.Allies) > 0 || ctx.Edition != "" || ctx.AsOf != "" {
		q := d.Parse(text, day, ctx)
		return q, d.Answer(q)
	}
	k := memoKey{text, day}
	m.mu.RLock()
	x, ok := m.kept[k]
	ok = ok && m.of == d
	m.mu.RUnlock()
	if ok {
		return x.q, x.a
	}
	q := d.Parse(text, day, ctx)
	x = memoized{q, d.Answer(q)}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of != d || len(m.kept) >= memoSize {
		m.of, m.kept = d, make(map[memoKey]memoized)
	}
	m.kept[k] = x
	return x.q, x.a
}
