// Package facts is what natobot knows: editions of NATO's figures, Allies,
// commitments, meetings, claims and definitions. Types, the curated data and
// look-ups are here; no question is read and no answer written. Package
// reader reads what is asked into package query's values, package claim judges
// what is stated, package answer answers, package voice puts it into a language;
// imports run answer → claim → reader → query, lexicon → facts.
//
// It reads an fs.FS and nothing else. It and the packages below it read no
// clock (the as-of date is an argument), open no connection, write no log and
// know no chat platform.
//
// Every published number that leaves this package is a [Figure] of an
// [Edition] at the precision that the edition prints.
//
// Decisions. Editions are never chained: a year's figures of two of them are
// compared only to tell a revision, and where they count other things that is
// said before any number. What is dated by its month or year is known from its
// last day, so that no answer of a day leaks what came later. A value keeps the
// decimals it was printed with and is compared at the coarser of two. Sums and
// averages of shares are NATO's or none. A gap is told as a gap: an answer that
// is right for another question is a wrong answer.
//
// Not promised: completeness. What an edition lacks, a table, an Ally or a
// year, is not there; nothing is interpolated or recalled.
package facts
