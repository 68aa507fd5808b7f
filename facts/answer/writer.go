package answer

import (
	"natobot/facts"
	"natobot/facts/question"
	"natobot/facts/reader"
)

// A Writer reads questions and answers them from one dataset. It is immutable
// and safe for concurrent use; a new dataset needs a new Writer, and an answer
// in flight finishes on the data it began with.
type Writer struct {
	*question.Reader
	read *reader.Reader
}

// New makes the Writer of a dataset, with its Reader. It takes milliseconds:
// make one for each dataset, never one for each question.
func New(d *facts.Dataset) *Writer { return &Writer{Reader: question.New(d), read: reader.New(d)} }
