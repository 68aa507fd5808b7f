package draft

import (
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
		return wide(raw)
	case utf8.Valid(raw) || named == "" || folded(named) == "utf8":
		return string(raw), nil, nil
	}
	set := charset(named)
	if set == nil {
		return "", nil, refuse("This file is written in a set of characters that is not read here. Save it as UTF-8, and check that.", nil)
	}
	var b strings.Builder
	for _, c := range raw {
		b.WriteRune(set.DecodeByte(c))
	}
	s = b.String()
	return s, func(at int) int { return utf8.RuneCountInString(whole(s, at)) }, nil
}

// wide reads UTF-16 with a mark of order.
func wide(raw []byte) (string, func(int) int, error) {
	order := func(i int) uint16 { return uint16(raw[i]) | uint16(raw[i+1])<<8 }
	if raw[0] == 0xfe {
		order = func(i int) uint16 { return uint16(raw[i])<<8 | uint16(raw[i+1]) }
	}
	var b strings.Builder
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
	return s, func(at int) int {
		n := 2
		for _, r := range whole(s, at) {
			n += 2 * utf16.RuneLen(r)
		}
		return n
	}, nil
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
