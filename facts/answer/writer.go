package answer

import (
	"natobot/facts"
	"natobot/facts/reader"
	"natobot/facts/voice"
)

// A Writer reads questions and answers them from one dataset. It never changes what
// it answers, and is safe for concurrent use; a new dataset needs a new Writer, and an answer
// in flight finishes on the data it began with.
type Writer struct {
	*facts.Dataset
	Read *reader.Reader // reads what is typed, against the same dataset

	again *readings
	voice *voice.Voice
}

// New makes the Writer of a dataset, with its Reader. It answers in English; see
// In.
func New(d *facts.Dataset) *Writer {
	return &Writer{Dataset: d, Read: reader.New(d), again: newReadings(), voice: voice.English}
}
