package voice

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"natobot/facts"
)

// A Voice writes one language. It is immutable and safe for concurrent use.
type Voice struct {
	Tag    string               // BCP 47
	forms  map[string]string    // translations by English form; nil of English
	words  map[string]string    // how numbers, dates, amounts and lists are written
	names  map[facts.Code]*name // of Allies and aggregates
	number numbers
}

// A name is that of an Ally in its grammatical forms.
type name struct {
	forms  map[string]string // by case; "" is the bare name
	gender string            // "m", "f", "n", and "mp", "fp", "p" of plurals
}

// Text is a phrase in the language; in English as a whole where a part of it has
// no translation.
func (v *Voice) Text(p Phrase) string {
	s, _ := v.Render(p)
	return s
}

// Render is Text, and whether it is in the language.
func (v *Voice) Render(p Phrase) (string, bool) {
	var buf [256]byte
	b, ok := v.phrase(buf[:0], p, "")
	if !ok && v != English {
		b, _ = English.phrase(buf[:0], p, "")
	}
	return string(b), ok
}

// phrase appends a phrase, in a grammatical case where the catalogue has one.
func (v *Voice) phrase(b []byte, p Phrase, kase string) ([]byte, bool) {
	form := p.Form
	if v.forms != nil {
		var ok bool
		if kase != "" {
			form, ok = v.forms[p.Form+"#"+kase]
		}
		if !ok {
			form, ok = v.forms[p.Form]
		}
		if !ok && wordless(p.Form) {
			form, ok = p.Form, true
		}
		if !ok {
			return b, false
		}
	}
	return v.expand(b, form, p.Args)
}

// wordless reports that a form is slots and signs only, the same in every
// language that has no other for it.
func wordless(form string) bool {
	depth := 0
	for _, r := range form {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case depth == 0 && unicode.IsLetter(r):
			return false
		case depth > 0 && r == '|':
			return false
		}
	}
	return true
}

// expand appends a form with its slots filled.
func (v *Voice) expand(b []byte, form string, args []any) ([]byte, bool) {
	for {
		i := strings.IndexByte(form, '{')
		if i < 0 {
			return append(b, v.stopped(b, form)...), true
		}
		b = append(b, v.stopped(b, form[:i])...)
		end := closing(form[i:])
		if end < 0 {
			return b, false
		}
		s, ok := parseSlot(form[i+1 : i+end])
		if !ok || s.arg >= len(args) {
			return b, false
		}
		if b, ok = v.fill(b, s, args); !ok {
			return b, false
		}
		form = form[i+end+1:]
	}
}

// stopped is a text without its full stop where one stands before it: that of an
// ordinal or of an abbreviation, "8.", "2026 r.".
func (v *Voice) stopped(b []byte, text string) string {
	if v.forms != nil && len(b) > 0 && b[len(b)-1] == '.' && strings.HasPrefix(text, ".") && !strings.HasPrefix(text, "..") {
		return text[1:]
	}
	return text
}

// closing is the place of the brace that closes the one that s begins with.
func closing(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// A slot is what stands between braces.
type slot struct {
	arg     int // from 0 on
	kase    string
	capital bool
	choose  string // "one=…|other=…"
}

func parseSlot(s string) (slot, bool) {
	var out slot
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		out.arg = out.arg*10 + int(s[i]-'0')
		i++
	}
	if i == 0 || out.arg == 0 {
		return out, false
	}
	out.arg--
	if i < len(s) && s[i] == ':' {
		end := i + 1
		for end < len(s) && s[end] != '^' && s[end] != '|' {
			end++
		}
		out.kase, i = s[i+1:end], end
	}
	if i < len(s) && s[i] == '^' {
		out.capital = true
		i++
	}
	if i < len(s) && s[i] == '|' {
		out.choose, i = s[i+1:], len(s)
	}
	return out, i == len(s)
}

// fill appends what stands in a slot.
func (v *Voice) fill(b []byte, s slot, args []any) ([]byte, bool) {
	from := len(b)
	ok := false
	if s.choose != "" {
		var text string
		if text, ok = choose(s.choose, v.keys(args[s.arg])); ok {
			b, ok = v.expand(b, text, args)
		}
	} else {
		b, ok = v.write(b, args[s.arg], s.kase)
	}
	if ok && s.capital {
		b = v.capital(b, from)
	}
	return b, ok
}

// choose finds the first text of a key; that of "other" where none fits.
func choose(options string, keys [2]string) (string, bool) {
	best, found := "", 3
	for options != "" {
		end := len(options)
		depth := 0
	scan:
		for i := 0; i < len(options); i++ {
			switch options[i] {
			case '{':
				depth++
			case '}':
				depth--
			case '|':
				if depth == 0 {
					end = i
					break scan
				}
			}
		}
		key, text, _ := strings.Cut(options[:end], "=")
		for i, k := range [...]string{keys[0], keys[1], "other"} {
			if k == key && i < found {
				best, found = text, i
			}
		}
		options = options[min(end+1, len(options)):]
	}
	return best, found < 3
}

// keys are what a slot's texts are chosen by, the more exact one first.
func (v *Voice) keys(arg any) [2]string {
	switch x := arg.(type) {
	case Word:
		return [2]string{string(x)}
	case int:
		return [2]string{v.plural(float64(x), 0), strconv.Itoa(x)}
	case Quantity:
		n := x
		if n.Decimals == Short {
			n.Value, n.Decimals = facts.Round(n.Value, 2), shortDecimals(n.Value)
		}
		return [2]string{v.plural(n.Value, n.Decimals)}
	case List:
		return [2]string{v.plural(float64(len(x.Items)), 0)}
	case Pairs:
		return [2]string{v.plural(float64(len(x)), 0)}
	case facts.Code:
		if n := v.names[x]; n != nil && strings.HasSuffix(n.gender, "p") {
			return [2]string{n.gender, "plural"}
		} else if n != nil {
			return [2]string{n.gender}
		}
	}
	return [2]string{}
}

// capital makes the first letter from a place on a capital.
func (v *Voice) capital(b []byte, from int) []byte {
	r, n := utf8.DecodeRune(b[from:])
	if n == 0 {
		return b
	}
	up := unicode.ToUpper(r)
	if v.Tag == "tr" {
		up = unicode.TurkishCase.ToUpper(r)
	}
	if up == r {
		return b
	}
	rest := string(b[from+n:])
	return append(utf8.AppendRune(b[:from], up), rest...)
}

// Lower is a text in small letters.
func (v *Voice) Lower(s string) string {
	if v.Tag == "tr" {
		return strings.ToLowerSpecial(unicode.TurkishCase, s)
	}
	return strings.ToLower(s)
}

// write appends an argument.
func (v *Voice) write(b []byte, arg any, kase string) ([]byte, bool) {
	switch x := arg.(type) {
	case Phrase:
		return v.phrase(b, x, kase)
	case Verbatim:
		return append(b, x...), true
	case string:
		return append(b, x...), v == English
	case Word:
		return append(b, x...), v == English
	case int:
		return strconv.AppendInt(b, int64(x), 10), true
	case Ordinal:
		return v.ordinal(b, int(x))
	case Quantity:
		return v.quantity(v.preposed(b, x, kase), x)
	case facts.Code:
		return v.name(b, x, kase)
	case facts.Date:
		return v.date(b, x, kase)
	case facts.Measure:
		return v.phrase(b, Phrase{Form: x.Label()}, kase)
	case Currency:
		return v.currency(b, x, kase)
	case List:
		return v.list(b, x, kase)
	case Pairs:
		return v.pairs(b, x)
	case Pair:
		return v.pair(b, x)
	}
	return b, false
}

// Name is that of an Ally or aggregate, alone.
func (v *Voice) Name(c facts.Code) string {
	b, _ := v.name(nil, c, "")
	return string(b)
}

func (v *Voice) name(b []byte, c facts.Code, kase string) ([]byte, bool) {
	n := v.names[c]
	if n == nil {
		return append(b, c...), false
	}
	s, ok := n.forms[kase]
	return append(b, s...), ok
}

func (v *Voice) list(b []byte, l List, kase string) ([]byte, bool) {
	for i, x := range l.Items {
		if i > 0 {
			switch {
			case l.Join == Blanks:
				b = append(b, ' ')
			case l.Join == OrElse && v == English:
				b = append(b, ","...)
			case l.Join == OrElse:
			case l.Join == Semicolons, l.Join == Numbers && v.number.decimal == ",":
				b = append(b, v.words["list.semicolons"]...)
			case l.Join == Commas || l.Join == Numbers || i < len(l.Items)-1:
				b = append(b, ", "...)
			}
		}
		item := len(b)
		var ok bool
		if b, ok = v.write(b, x, kase); !ok {
			return b, false
		}
		if i > 0 && i == len(l.Items)-1 && (l.Join <= Or || l.Join == OrElse) {
			text := string(b[item:])
			b = append(append(b[:item], v.joint(l.Join, text)...), text...)
		}
	}
	return b, true
}

// joint is the word before the last item of a list, which may depend on how that
// begins: Spanish "y", and "e" before an i.
func (v *Voice) joint(j Joint, next string) string {
	key := "list.and"
	if j != And {
		key = "list.or"
	}
	if alt := v.words[key+".alt"]; alt != "" {
		for _, head := range strings.Fields(v.words[key+".before"]) {
			if strings.HasPrefix(strings.ToLower(next), head) {
				return " " + alt + " "
			}
		}
	}
	return " " + v.words[key] + " "
}

func (v *Voice) pairs(b []byte, ps Pairs) ([]byte, bool) {
	for i, p := range ps {
		if i > 0 {
			b = append(b, ", "...)
		}
		var ok bool
		if b, ok = v.pair(b, p); !ok {
			return b, false
		}
	}
	return b, true
}

func (v *Voice) pair(b []byte, p Pair) ([]byte, bool) {
	kase := v.words["pair"]
	if p.Place > 0 {
		b = append(strconv.AppendInt(b, int64(p.Place), 10), ". "...)
		kase = ""
	}
	b, ok := v.name(b, p.Who, kase)
	if !ok {
		return b, false
	}
	return v.quantity(append(b, ' '), p.Quantity)
}
