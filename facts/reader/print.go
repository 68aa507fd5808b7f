package reader

import (
	"natobot/facts/query"
)

// Print writes a query as text of a language that reads back as the same query.
// It reports false where the language has no word for a part.
func (r *Reader) Print(q query.Query, lang string) (string, bool) { return "", false }
