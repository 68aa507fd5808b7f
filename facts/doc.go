// Package facts is what natobot knows: editions of NATO's figures, Allies,
// commitments, meetings, claims and definitions; and what it makes of them:
// questions in, answers out.
//
// It reads an fs.FS and nothing else. It reads no clock (the as-of date is an
// argument), opens no connection, writes no log and knows no chat platform.
//
// Every published number that leaves this package is a [Figure] of an
// [Edition] at the precision that the edition prints. Computed numbers stand
// apart, in [Derived], and name the figures they were computed from. Two
// editions or two definitions are never mixed in one comparison without a
// caveat that says so.
//
// Not promised: completeness. An edition that lacks a table, an Ally or a year
// says so in the answer; nothing is interpolated or recalled.
package facts
