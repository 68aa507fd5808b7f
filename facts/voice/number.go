package voice

import (
	"math"
	"strconv"
	"strings"

	"natobot/facts"
)

// numbers is how a language writes them.
type numbers struct {
	decimal, group string
	least          int // digits before the decimal sign less three from which on they are grouped
	minus          string
	percent        string // "{1} %"
}

// Number writes v with n decimals.
func (v *Voice) Number(x float64, n int) string { return string(v.digits(nil, x, n)) }

// digits appends a number with its sign, where that is below nought.
func (v *Voice) digits(b []byte, x float64, n int) []byte {
	if n == Short {
		x, n = facts.Round(x, 2), shortDecimals(x)
	}
	x = facts.Round(x, n)
	if x < 0 {
		b = append(b, v.number.minus...)
	}
	var buf [40]byte
	s := strconv.AppendFloat(buf[:0], math.Abs(x), 'f', n, 64)
	dot := len(s)
	if n > 0 {
		dot -= n + 1
	}
	for i := range dot {
		if i > 0 && (dot-i)%3 == 0 && dot >= 3+v.number.least {
			b = append(b, v.number.group...)
		}
		b = append(b, s[i])
	}
	if n > 0 {
		b = append(append(b, v.number.decimal...), s[dot+1:]...)
	}
	return b
}

// shortDecimals is how many decimals, at most two, a number needs.
func shortDecimals(x float64) int {
	s := strconv.FormatFloat(facts.Round(x, 2), 'f', 2, 64)
	return max(0, len(strings.TrimRight(s, "0"))-strings.IndexByte(s, '.')-1)
}

// Quantity writes a number with its unit.
func (v *Voice) Quantity(q Quantity) string {
	b, _ := v.quantity(nil, q)
	return string(b)
}

func (v *Voice) quantity(b []byte, q Quantity) ([]byte, bool) {
	if q.Signed && facts.Round(q.Value, max(q.Decimals, 0)) > 0 {
		b = append(b, '+')
	} else if q.Kind == PerCent && q.Value < 0 && facts.Round(q.Value, max(q.Decimals, 0)) < 0 {
		b = append(b, v.number.minus...)
		q.Value = -q.Value
	}
	switch q.Kind {
	case PerCent:
		head, tail, _ := strings.Cut(v.number.percent, "{1}")
		b = v.digits(append(b, head...), q.Value, q.Decimals)
		return append(b, tail...), true
	case Thousands:
		return v.expand(b, v.words["amount.thousand"], []any{Num(q.Value, q.Decimals)})
	case Money:
		return v.money(b, q)
	case Printed:
		return v.amount(b, "amount.million", Num(q.Value, q.Decimals), q.Currency)
	case Whole:
		return v.amount(b, "amount.unit", Num(q.Value, q.Decimals), q.Currency)
	}
	return v.digits(b, q.Value, q.Decimals), true
}

// preposed appends the article or the preposition that a number takes in a
// grammatical case, which may depend on how its digits are said: Italian "il
// 2%", "l’8%", "lo 0,5%". The catalogue has them apart for per cent.
func (v *Voice) preposed(b []byte, q Quantity, kase string) []byte {
	if kase == "" {
		return b
	}
	key := "amount."
	if q.Kind == PerCent {
		key = "percent."
	}
	word, rest, _ := strings.Cut(v.words[key+kase], "|")
	vowel, zero, _ := strings.Cut(rest, "|")
	switch s := string(v.digits(nil, math.Abs(q.Value), q.Decimals)); {
	case rest == "":
	case s[0] == '0':
		word = zero
	default:
		end := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if end < 0 {
			end = len(s)
		}
		if whole := s[:end]; s[0] == '8' || whole == "1" || whole == "11" {
			word = vowel
		}
	}
	return append(b, word...)
}

// money appends an amount that is given in millions, with three digits or more.
// A language without a word for a thousand millions tells it in millions.
func (v *Voice) money(b []byte, q Quantity) ([]byte, bool) {
	x := math.Abs(q.Value)
	dec := 0
	switch {
	case x >= 99_950:
	case x >= 9_995:
		dec = 1
	case x >= 1_000:
		dec = 2
	default:
		return v.amount(b, "amount.million", Num(q.Value, 0), q.Currency)
	}
	billions := facts.Round(q.Value/1000, dec)
	switch {
	case v.words["amount.billion"] != "":
		return v.amount(b, "amount.billion", Num(billions, dec), q.Currency)
	case x >= 999_500 && v.words["amount.trillion"] != "":
		return v.amount(b, "amount.trillion", Num(billions/1000, 3), q.Currency)
	}
	return v.amount(b, "amount.million", Num(billions*1000, 0), q.Currency)
}

func (v *Voice) amount(b []byte, key string, n Quantity, c Currency) ([]byte, bool) {
	form := v.words[key+"."+string(c)]
	if form == "" {
		form = v.words[key]
	}
	if c == "" { // an amount whose currency stands elsewhere
		form = v.words[key+".plain"]
	}
	return v.expand(b, form, []any{n, c})
}

// currency appends its name; its code where the language has no name of it.
func (v *Voice) currency(b []byte, c Currency, kase string) ([]byte, bool) {
	for _, k := range [...]string{kase, "many", "other"} {
		if s := v.words["currency."+string(c)+"."+k]; s != "" {
			return append(b, s...), true
		}
	}
	return append(b, c...), true
}

func (v *Voice) ordinal(b []byte, n int) ([]byte, bool) {
	key := "ordinal"
	if v == English {
		switch {
		case n%100 >= 11 && n%100 <= 13:
		case n%10 >= 1 && n%10 <= 3:
			key = "ordinal." + strconv.Itoa(n%10)
		}
	} else if s := "ordinal." + strconv.Itoa(n); v.words[s] != "" {
		key = s
	}
	return v.expand(b, v.words[key], []any{n})
}

// Date writes a date in words, by its precision.
func (v *Voice) Date(d facts.Date) string {
	b, _ := v.date(nil, d, "")
	return string(b)
}

func (v *Voice) date(b []byte, d facts.Date, kase string) ([]byte, bool) {
	if len(d) != 7 && len(d) != 10 {
		return append(b, d...), true
	}
	m, err := strconv.Atoi(string(d[5:7]))
	if err != nil {
		return b, false
	}
	month := v.words["month."+strconv.Itoa(m)+"."+kase]
	if month == "" && len(d) == 7 && kase == "" {
		month = v.words["month."+strconv.Itoa(m)+".alone"]
	}
	if month == "" {
		month = v.words["month."+strconv.Itoa(m)]
	}
	if len(d) == 7 {
		return v.expand(b, v.words["date.month"], []any{Verbatim(d[:4]), Verbatim(month)})
	}
	day, err := strconv.Atoi(string(d[8:]))
	if err != nil {
		return b, false
	}
	form := "date"
	if day == 1 && v.words["date.first"] != "" {
		form = "date.first"
	}
	return v.expand(b, v.words[form], []any{Verbatim(d[:4]), Verbatim(month), day})
}

// plural is the CLDR category of a number as it is printed with n decimals.
func (v *Voice) plural(x float64, n int) string {
	x = math.Abs(facts.Round(x, n))
	i := math.Floor(x)
	whole := n == 0
	switch v.Tag {
	case "fr":
		switch {
		case i == 0 || i == 1:
			return "one"
		case whole && math.Mod(i, 1e6) == 0:
			return "many"
		}
	case "es", "it":
		switch {
		case x == 1 && (whole || v.Tag == "es"):
			return "one"
		case whole && i != 0 && math.Mod(i, 1e6) == 0:
			return "many"
		}
	case "tr":
		if x == 1 {
			return "one"
		}
	case "pl":
		t, h := math.Mod(i, 10), math.Mod(i, 100)
		switch {
		case !whole:
			return "other"
		case i == 1:
			return "one"
		case t >= 2 && t <= 4 && (h < 12 || h > 14):
			return "few"
		}
		return "many"
	default:
		if x == 1 && whole {
			return "one"
		}
	}
	return "other"
}
