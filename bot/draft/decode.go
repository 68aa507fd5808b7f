package draft

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decoded is raw as UTF-8: by its mark of order, or by the name of the set of
// characters that the file tells where it is no UTF-8. back says where a byte of
// it stood; nil: there.
func decoded(raw []byte, named string) (s string, back func(int) int, err error) {
	switch {
	case len(raw) > 1 && raw[0] == 0xff && raw[1] == 0xfe, len(raw) > 1 && raw[0] == 0xfe && raw[1] == 0xff:
		s, back = wide(raw)
		return s, back, nil
	case utf8.Valid(raw) || named == "" || folded(named) == "utf8":
		return string(raw), nil, nil
	}
	set := charset(named)
	if set == nil {
		return "", nil, refuse("This file is written in a set of characters that is not read here. Save it as UTF-8, and check that.", nil)
	}
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/8)
	for _, c := range raw {
		b.WriteRune(set.DecodeByte(c))
	}
	s = b.String()
	return s, standing(s, 0, func(rune) int { return 1 }), nil
}

// wide reads UTF-16 with a mark of order.
func wide(raw []byte) (string, func(int) int) {
	order := func(i int) uint16 { return uint16(raw[i]) | uint16(raw[i+1])<<8 }
	if raw[0] == 0xfe {
		order = func(i int) uint16 { return uint16(raw[i])<<8 | uint16(raw[i+1]) }
	}
	var b strings.Builder
	b.Grow(len(raw) / 2)
	for i := 2; i+1 < len(raw); i += 2 {
		r := rune(order(i))
		if utf16.IsSurrogate(r) {
			low := rune(unicode.ReplacementChar)
			if i+3 < len(raw) {
				low = rune(order(i + 2))
			}
			if r = utf16.DecodeRune(r, low); r != unicode.ReplacementChar {
				i += 2
			}
		}
		b.WriteRune(r)
	}
	s := b.String()
	return s, standing(s, 2, func(r rune) int { return 2 * utf16.RuneLen(r) })
}

// step is how far apart places are noted, in bytes of a text.
const step = 4096

// standing says of a byte of s where its character stood in a file in which each
// character takes size bytes, the first from from. It notes a place now and
// then, so that asking for many does not read s each time.
func standing(s string, from int, size func(rune) int) func(int) int {
	type noted struct{ at, stood int }
	notes := make([]noted, 1, len(s)/step+1)
	notes[0].stood = from
	next := step
	for at, r := range s {
		if at >= next {
			notes = append(notes, noted{at, from})
			next = at + step
		}
		from += size(r)
	}
	return func(at int) int {
		at = len(whole(s, at))
		i := sort.Search(len(notes), func(i int) bool { return notes[i].at > at }) - 1
		n := notes[i].stood
		for _, r := range s[notes[i].at:at] {
			n += size(r)
		}
		return n
	}
}

func folded(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// charset is a set of one byte a character, by its name; browsers read Latin-1
// as Windows-1252: https://encoding.spec.whatwg.org
func charset(name string) *charmap.Charmap {
	name = folded(name)
	switch name {
	case "iso88591", "latin1", "usascii", "ascii", "cp1252":
		return charmap.Windows1252
	}
	for _, e := range charmap.All {
		if m, ok := e.(*charmap.Charmap); ok && folded(m.String()) == name {
			return m
		}
	}
	return nil
}
