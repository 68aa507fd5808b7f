// Package question reads what people type: a text becomes a [Question], terse
// or in a whole sentence, and a piece of text the Ally that it names. It also
// writes a question back, in one sentence and as the shortest text that asks
// the same again.
//
// A [Reader] belongs to one dataset and is made once for it. What can't be
// read comes back with a [Fault] that says why and what to ask instead.
package question
