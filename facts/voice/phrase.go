// Package voice puts statements into the words of a language. A statement is a
// value: an English sentence with numbered slots, and what stands in them. A
// language's catalogue holds the same sentence in that language; figures, dates,
// names and lists are written as the language writes them. The package reads no
// clock, does no I/O and knows no chat.
package voice

import "natobot/facts"

// A Phrase is a sentence, or a part of one, with what stands in its slots. Form
// is its English text and the key of its translations: "{1} joined on {2}.".
//
// A slot is the number of an argument, from 1 on. After a colon follows the form
// of a name ("{1:the}", "{1:of}", "{1:in}"), which differs from language to
// language; "^" makes the first letter a capital; after a bar follow texts to
// choose from: by the plural category of a number or of the length of a list
// ("{2|one=Ally|other=Allies}"), by a Word, or by the grammatical gender and
// number of a name. Texts to choose from may hold slots.
type Phrase struct {
	Form string
	Args []any
}

// P makes a Phrase. Arguments are the types of this package, facts.Code,
// facts.Date, facts.Measure, int, or a Phrase; a plain string is English text
// that is not yet translated, and makes the statement English as a whole.
func P(form string, args ...any) Phrase { return Phrase{form, args} }

// Empty reports whether p says nothing.
func (p Phrase) Empty() bool { return p.Form == "" }

// Verbatim stands as it is in every language: a title, a quotation, what was
// typed, a command.
type Verbatim string

// A Word chooses between the texts of a slot: Word("was") in
// "{2|is=is|was=was}". Without texts to choose from it is no translatable text.
type Word string

// An Ordinal is a place: "8th".
type Ordinal int

// A Currency is named by its ISO 4217 code, in the plural.
type Currency string

// A List joins its items.
type List struct {
	Items []any
	Join  Joint
}

// A Joint is how the items of a list are joined.
type Joint uint8

// The joints: "a, b and c"; "a, b or c"; "a, b, c"; "a; b; c"; "a b c";
// "a, or b", for one thing told in two ways; "2024 1.43, 2025 2.00", of bare
// numbers, which no comma parts where a comma is the decimal sign.
const (
	And Joint = iota
	Or
	Commas
	Semicolons
	Blanks
	OrElse
	Numbers
)

// Of makes a List of items of one type.
func Of[T any](join Joint, items []T) List {
	l := List{Items: make([]any, len(items)), Join: join}
	for i := range items {
		l.Items[i] = items[i]
	}
	return l
}

// A Pair is a name with its number; Place, where it is not 0, stands before them.
type Pair struct {
	Place int
	Who   facts.Code
	Quantity
}

// Pairs are names with their numbers, joined by commas.
type Pairs []Pair

// A Kind is what a Quantity is a quantity of.
type Kind uint8

// The kinds. Money is in millions and told in millions or billions as befits
// it, Printed in millions whatever it is, Whole in units of the currency.
const (
	Plain Kind = iota
	PerCent
	Money
	Printed
	Whole
	Thousands
)

// Short, as the decimals of a Quantity, writes at most two and no needless nought.
const Short = -1

// A Quantity is a number with its unit.
type Quantity struct {
	Value    float64
	Decimals int
	Kind     Kind
	Signed   bool // with its sign, also where it is above nought
	Currency Currency
}

// Num is a bare number.
func Num(v float64, decimals int) Quantity { return Quantity{Value: v, Decimals: decimals} }

// Level is a share as people write one: "3.5 %".
func Level(v float64) Quantity { return Quantity{Value: v, Decimals: Short, Kind: PerCent} }
