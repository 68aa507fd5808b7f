package bot

import (
	"sync"

	"natobot/facts"
	"natobot/facts/answer"
)

// A memo keeps the answers of one dataset: the same question on the same day
// has the same answer, and most people ask the same few. It holds questions of
// nobody in particular, in memory only, and starts anew with each dataset.
type memo struct {
	mu   sync.RWMutex
	of   *answer.Writer
	kept map[memoKey]answer.Asked
}

type memoKey struct {
	text string
	day  facts.Date
	lang string // asked for, and the asker's
}

const (
	memoText = 120 // bytes of the longest text kept
	memoSize = 512 // answers kept; then it starts anew
)

// answer asks w, or gives what it answered before, with its reference. Nobody
// may change what the answer's slices hold.
func (m *memo) answer(w *answer.Writer, text string, day facts.Date, ctx answer.Context) answer.Asked {
	if len(text) > memoText || len(ctx.Allies) > 0 || ctx.Edition != "" || ctx.AsOf != "" || ctx.Query != nil {
		return referred(w, w.Asked(text, day, ctx))
	}
	k := memoKey{text, day, ctx.Lang + "/" + ctx.Locale}
	m.mu.RLock()
	x, ok := m.kept[k]
	ok = ok && m.of == w
	m.mu.RUnlock()
	if ok {
		return x
	}
	x = referred(w, w.Asked(text, day, ctx))
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of != w || len(m.kept) >= memoSize {
		m.of, m.kept = w, make(map[memoKey]answer.Asked)
	}
	m.kept[k] = x
	return x
}

// referred is an answer with its reference, where it has one.
func referred(w *answer.Writer, a answer.Asked) answer.Asked {
	if ref, ok := w.Ref(a); ok {
		a.Reference = ref
	}
	return a
}
