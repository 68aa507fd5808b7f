package lexicon

import (
	"math"
	"strconv"
	"strings"

	"natobot/facts"
)

// A Number is what a run of digits can mean. Where its signs can be read in two
// ways (1.265 is one and a bit, or one thousand and more), Alt is the other
// reading, and only what holds under both may be said.
type Number struct {
	Value float64
	Alt   float64 // the other reading; NaN: there is none
	Dec   int     // decimals written, of Value
	Year  bool    // four digits alone, as a year is written
	Plain bool    // digits alone
}

// Twice reports whether n can be read in two ways.
func (n Number) Twice() bool { return !math.IsNaN(n.Alt) }

// Is a year of the figures or near them; others are numbers, or years of which
// nothing is held.
const firstYear, lastYear = 1900, 2099

// number reads the digits at the head of s with their grouping signs, and how
// many bytes they take. A blank groups only digits in threes; a comma or point
// is a decimal sign unless three digits follow it, and then it may be either.
func number(s string) (Number, int) {
	first := digits(s)
	n, groups, sep := grouped(s, first)
	out := Number{Alt: math.NaN()}
	whole := s[:n]
	if groups > 0 {
		whole = strings.ReplaceAll(whole, string(sep), "")
	}
	dec := 0
	if n < len(s) && (s[n] == '.' || s[n] == ',') && s[n] != sep {
		if d := digits(s[n+1:]); d > 0 {
			dec = d
			whole += "." + s[n+1:n+1+d]
			n += 1 + d
		}
	}
	out.Value, _ = strconv.ParseFloat(whole, 64)
	out.Dec = dec
	if groups == 1 && dec == 0 && (sep == '.' || sep == ',') { // 1.265
		out.Alt = out.Value / 1000
		if s[0] == '0' {
			out.Value, out.Alt, out.Dec = out.Alt, math.NaN(), 3
		}
	}
	out.Plain = n == first
	out.Year = out.Plain && first == 4 && out.Value >= firstYear && out.Value <= lastYear
	return out, n
}

// grouped is where the digits at the head of s end with the groups of three
// behind the first of them: how many there are, and the sign before each. 12 345,
// 12,345, 12.345, 12'345.
func grouped(s string, first int) (n, groups int, sep byte) {
	n = first
	for n < len(s) && first <= 3 {
		c := s[n]
		if c != ' ' && c != ',' && c != '.' && c != '\'' || sep != 0 && c != sep || digits(s[n+1:]) != 3 || c == ' ' && s[:first] == "0" {
			break
		}
		sep = c
		groups++
		n += 4
	}
	return n, groups, sep
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// date reads a day or month in digits at the head of s: 2025-03-13, 2025-03,
// 13.3.2025, 13/3/2025. Day stands before month, as in most of the Alliance;
// where only the other order gives a day, that is taken. Between slashes, where
// both orders give one, swap is the other. A form that names no day is no date,
// and its numbers stand as they are.
func date(s string) (day, swap facts.Date, n int) {
	p := dateParts(s)
	switch {
	case p.k == 3 && p.sep == '-' && p.wide[0] == 4 && p.wide[1] <= 2 && p.wide[2] <= 2:
		day = iso(p.part[0], p.part[1], p.part[2])
	case p.k == 3 && p.wide[2] == 4 && p.wide[0] <= 2 && p.wide[1] <= 2:
		day, swap = iso(p.part[2], p.part[1], p.part[0]), iso(p.part[2], p.part[0], p.part[1])
		switch {
		case day == "":
			day, swap = swap, ""
		case p.sep != '/' || swap == day:
			swap = ""
		}
	case p.k == 2 && p.sep == '-' && p.wide[0] == 4 && p.wide[1] == 2 && p.part[1] <= 12:
		day = iso(p.part[0], p.part[1], 0)
	}
	if day == "" {
		return "", "", 0
	}
	return day, swap, p.n
}

// parts are the numbers of a date in digits: k of them, how wide each is
// written, the sign between them, and the n bytes that they take.
type parts struct {
	part, wide [3]int
	k, n       int
	sep        byte
}

func dateParts(s string) parts {
	var p parts
	for ; p.k < 3; p.k++ {
		d := digits(s[p.n:])
		if d == 0 || d > 4 || d == 3 {
			return p
		}
		p.part[p.k], _ = strconv.Atoi(s[p.n : p.n+d])
		p.wide[p.k] = d
		p.n += d
		if p.k == 2 || p.n >= len(s) || p.k == 1 && s[p.n] != p.sep || p.k == 0 && s[p.n] != '-' && s[p.n] != '.' && s[p.n] != '/' || digits(s[p.n+1:]) == 0 {
			if p.k == 0 && p.n < len(s) && (s[p.n] == '-' || s[p.n] == '.' || s[p.n] == '/') {
				p.sep = s[p.n]
			}
			p.k++
			return p
		}
		p.sep = s[p.n]
		p.n++
	}
	return p
}

// iso is a day of a month, or for the day 0 a month; "" where there is none.
func iso(y, m, d int) facts.Date {
	w := strconv.Itoa(y) + "-" + two(m)
	if d > 0 {
		w += "-" + two(d)
	}
	day, ok := facts.ParseDate(w)
	if !ok {
		return ""
	}
	return day
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
