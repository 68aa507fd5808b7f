// Package facts is what natobot knows: editions of NATO's figures, Allies,
// commitments, meetings, claims and definitions. Types, the curated data and
// look-ups are here; no question is read and no answer written. Package
// question reads what is asked, package claim judges what is stated, package
// answer answers; imports run answer → claim, question → facts.
//
// It reads an fs.FS and nothing else. It and the packages below it read no
// clock (the as-of date is an argument), open no connection, write no log and
// know no chat platform.
//
// Every published number that leaves this package is a [Figure] of an
// [Edition] at the precision that the edition prints.
//
// Not promised: completeness. What an edition lacks, a table, an Ally or a
// year, is not there; nothing is interpolated or recalled.
package facts
