package reader

import (
	"natobot/facts/query"
)

// fragment reads a line that is a change to the query before it: "and
// Germany?", "in euros", "without the US".
func (r *Reader) fragment(l *line, ps []phrase, prev *query.Query) ([]query.Query, bool) {
	if prev == nil {
		return nil, false
	}
	b := &bag{l: l, r: r, ps: append([]phrase(nil), ps...)}
	b.knowledge()
	for i := range b.ps {
		if k := b.ps[i].kind; k == pUnread || k == pLevel {
			return nil, false
		}
	}
	return b.follow(*prev)
}

// follow changes q by what the phrases bring; false where they bring nothing
// or something else.
func (b *bag) follow(q query.Query) ([]query.Query, bool) { return nil, false }
