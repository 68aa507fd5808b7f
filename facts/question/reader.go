package question

import "natobot/facts"

// A Reader reads questions about one dataset: it holds the names and words by
// which the dataset's Allies, meetings and terms are called. It is immutable
// and safe for concurrent use; a new dataset needs a new Reader.
type Reader struct {
	*facts.Dataset
	words *vocabulary // names, aliases and their matcher
}

// New makes the Reader of a dataset. It files every name and word there is,
// which takes milliseconds: make one for each dataset, never one for each
// question.
func New(d *facts.Dataset) *Reader { return &Reader{Dataset: d, words: newVocabulary(d)} }
