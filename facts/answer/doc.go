// Package answer answers questions: a [form] becomes an [Answer],
// which is a value and says nothing of how it is shown.
//
// Published numbers in it are figures of one edition. Computed numbers stand
// apart, in [Derived], and name the figures they were computed from. Two
// editions or two definitions are never mixed in one comparison without a
// caveat that says so. An edition that lacks a table, an Ally or a year says so
// in the answer.
package answer
