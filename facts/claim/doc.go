// Package claim finds in a text what published figures, commitments, meetings
// or curated statements can decide, and decides it by what was known on a day.
// When in doubt a claim is left alone or not checkable: a wrong verdict is the
// worst bug.
package claim
