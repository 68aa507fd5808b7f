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
	n := digits(s)
	first := n
	groups, sep := 0, byte(0)
	for n < len(s) { // 12 345, 12,345, 12.345, 12'345
		c := s[n]
		if c != ' ' && c != ',' && c != '.' && c != '\'' || sep != 0 && c != sep || first > 3 {
			break
		}
		if d := digits(s[n+1:]); d != 3 || c == ' ' && s[:first] == "0" {
			break
		}
		if c == ' ' && first == 4 {
			break
		}
		sep = c
		groups++
		n += 4
	}
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

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// date reads a day or month in digits at the head of s: 2025-03-13, 2025-03,
// 13.3.2025, 13/3/2025. Day stands before month, as in most of the Alliance;
// where only the other order gives a day, that is taken. A form that names no
// day is no date, and its numbers stand as they are.
func date(s string) (facts.Date, int) {
	var part [3]int
	var wide [3]int
	n, sep := 0, byte(0)
	k := 0
	for ; k < 3; k++ {
		d := digits(s[n:])
		if d == 0 || d > 4 || d == 3 {
			break
		}
		part[k], _ = strconv.Atoi(s[n : n+d])
		wide[k] = d
		n += d
		if k == 2 || n >= len(s) || k == 1 && s[n] != sep || k == 0 && s[n] != '-' && s[n] != '.' && s[n] != '/' {
			k++
			break
		}
		sep = s[n]
		if digits(s[min(n+1, len(s)):]) == 0 {
			k++
			break
		}
		n++
	}
	iso := func(y, m, d int) (facts.Date, bool) {
		w := strconv.Itoa(y) + "-" + two(m)
		if d > 0 {
			w += "-" + two(d)
		}
		return facts.ParseDate(w)
	}
	switch {
	case k == 3 && sep == '-' && wide[0] == 4 && wide[1] <= 2 && wide[2] <= 2:
		if d, ok := iso(part[0], part[1], part[2]); ok {
			return d, n
		}
	case k == 3 && wide[2] == 4 && wide[0] <= 2 && wide[1] <= 2:
		if d, ok := iso(part[2], part[1], part[0]); ok {
			return d, n
		}
		if d, ok := iso(part[2], part[0], part[1]); ok {
			return d, n
		}
	case k == 2 && sep == '-' && wide[0] == 4 && wide[1] == 2 && part[1] <= 12:
		if d, ok := iso(part[0], part[1], 0); ok {
			return d, n
		}
	}
	return "", 0
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
