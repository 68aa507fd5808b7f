package answer

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
)

// MaxRef is the longest reference of an answer, in bytes, all of them letters,
// digits and - _ , ; .
const MaxRef = 60

// A Ref is the reference of an answer: what was asked, by what was known on
// which day and by which edition, in which language. It is derived from the
// answer and stored nowhere; the same answer has the same reference wherever
// and whenever it is made, and a reference opens to the same figures or to
// none. In an address it is written
//
//	compare-ESP,POL.20261127.2607.k7q2m9x
//
// or, in another language than English, with its tag before the last point.
// The last four of the seven signs at the end seal the figures, the first three
// the rest, so that a slip is no other answer.
type Ref struct {
	Text    string     // what asks it again, as it can be typed
	Day     facts.Date // by what was known on this day
	Edition string     // id of the edition the answer rests on, less what all ids share; "" none
	Lang    string     // BCP 47; "" English
	seal    string
}

// Why a reference does not open.
var (
	// ErrNoRef says that a text is no reference, or not one of ours.
	ErrNoRef = errors.New("this is no reference of an answer")
	// ErrRefGone says that a reference is one, and that the data held here do
	// not give the figures it was made from: an edition of it is not held, or a
	// figure was corrected.
	ErrRefGone = errors.New("the figures behind this reference are not held here")
)

const (
	sealLen  = 4
	checkLen = 3
	noneTag  = "x" // in the place of an edition
	refSeed  = "natobot reference 1\n"
)

// English is the tag of the language that a reference does not name.
const English = "en"

// String is the reference as an address has it; "" where it would be longer
// than MaxRef or its text has a sign that can't stand in one.
func (r Ref) String() string {
	b, ok := spelt(make([]byte, 0, MaxRef), r.Text)
	if !ok {
		return ""
	}
	b = append(b, '.')
	for i := 0; i < len(r.Day); i++ {
		if r.Day[i] != '-' {
			b = append(b, r.Day[i])
		}
	}
	b = append(append(b, '.'), r.Edition...)
	if r.Edition == "" {
		b = append(b, noneTag...)
	}
	if r.Lang != "" && r.Lang != English {
		b = append(append(b, '.'), r.Lang...)
	}
	b = append(b, '.')
	sum := sha256.Sum256(append(append([]byte(refSeed), b...), r.seal...))
	b = append(append(b, signs(sum[:], checkLen)...), r.seal...)
	if len(b) > MaxRef || len(r.Text) == 0 {
		return ""
	}
	return string(b)
}

// In is the reference of the same answer in another language; "" where it would
// be longer than MaxRef.
func (r Ref) In(lang string) string {
	r.Lang = lang
	if lang == English {
		r.Lang = ""
	}
	return r.String()
}

// spelt appends a canonical text in the signs of an address; false where it has
// one that an address cannot carry.
func spelt(b []byte, text string) ([]byte, bool) {
	digit := func(i int) bool { return i >= 0 && text[i] >= '0' && text[i] <= '9' }
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', digit(i), c == '.', c == ',', c == ';':
			b = append(b, c)
		case c == ' ' && (i == 0 || i == len(text)-1 || text[i-1] == ' '):
			return nil, false
		case c == ' ':
			if n := len(b); b[n-1] != ',' && b[n-1] != ';' {
				b = append(b, '-')
			}
		case c == '-':
			b = append(b, '_')
		case c == '%' && digit(i-1):
			b = append(b, perCent...)
		case c == '?' && i > 0 && i == len(text)-1:
		default:
			return nil, false
		}
	}
	return b, true
}

// perCent stands for the sign after a digit.
const perCent = "pct"

// ParseRef reads a reference. It is ErrNoRef for whatever String does not
// write; nothing is looked up.
func ParseRef(s string) (Ref, error) {
	if len(s) > MaxRef {
		return Ref{}, ErrNoRef
	}
	parts := strings.Split(s, ".")
	n := len(parts)
	if n < 4 || len(parts[n-1]) != checkLen+sealLen {
		return Ref{}, ErrNoRef
	}
	r := Ref{seal: parts[n-1][checkLen:]}
	if n--; len(parts[n-1]) == 2 && parts[n-1][0] >= 'a' {
		n--
		r.Lang = parts[n]
	}
	if n < 3 || len(parts[n-2]) != len("20060102") {
		return Ref{}, ErrNoRef
	}
	if r.Edition = parts[n-1]; r.Edition == noneTag {
		r.Edition = ""
	}
	day, ok := facts.ParseDate(parts[n-2][:4] + "-" + parts[n-2][4:6] + "-" + parts[n-2][6:])
	if !ok {
		return Ref{}, ErrNoRef
	}
	r.Day, r.Text = day, unslug(strings.Join(parts[:n-2], "."))
	if r.String() != s {
		return Ref{}, ErrNoRef
	}
	return r, nil
}

// unslug is the text that stands in a reference.
func unslug(s string) string {
	b := make([]byte, 0, len(s)+8)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '-':
			b = append(b, ' ')
		case '_':
			b = append(b, '-')
		case ',', ';':
			b = append(b, c, ' ')
		case perCent[0]:
			after := i + len(perCent)
			if i > 0 && s[i-1] >= '0' && s[i-1] <= '9' && strings.HasPrefix(s[i:], perCent) && (after == len(s) || s[after] < 'A') {
				b = append(b, '%')
				i = after - 1
				continue
			}
			b = append(b, c)
		default:
			b = append(b, c)
		}
	}
	return strings.TrimRight(string(b), " ")
}

// tagOf is an edition's id as a reference has it: "2607" for NATO's of July
// 2026.
func tagOf(id string) string {
	if short, ok := strings.CutPrefix(id, "nato-20"); ok && len(short) >= 5 && strings.Trim(short, "0123456789-") == "" {
		return strings.ReplaceAll(short, "-", "")
	}
	return strings.ReplaceAll(id, "-", "_")
}

// editionTagged is the id of the edition that a reference names; "" with false
// where it is not held.
func (d *Writer) editionTagged(tag string) (string, bool) {
	if tag == "" {
		return "", true
	}
	for _, list := range [][]*facts.Edition{d.Editions, d.History} {
		for _, e := range list {
			if tagOf(e.ID) == tag {
				return e.ID, true
			}
		}
	}
	return "", false
}

// Ref is the reference of an answer; false where it has none: what was not
// answered, a text that was checked, and a question of which no text short
// enough asks for the same figures again.
func (d *Writer) Ref(a Asked) (string, bool) {
	if a.Status != Answered || a.Intent == Help || a.Check != "" {
		return "", false
	}
	r := Ref{Day: a.known(a.AsOf), Edition: tagOf(a.Edition), seal: seal(&a.Answer)}
	langs := []string{""} // where there is no room for its language, the page is in English
	if a.AnsweredIn != "" && a.AnsweredIn != English {
		langs = []string{a.AnsweredIn, ""}
	}
	forms := [...]func(*Asked) string{(*Asked).canonical, (*Asked).typed, d.short, (*Asked).plain}
	for _, r.Lang = range langs {
		tail := 0
		if r.Lang != "" {
			tail = len(".") + len(r.Lang)
		}
		for _, form := range forms {
			r.Text = form(&a)
			s := r.String()
			if s == "" {
				continue
			}
			at := r // what the address says is what will be asked
			at.Text = unslug(s[:len(s)-len(".20060102.")-len(r.edition())-len(".")-checkLen-sealLen-tail])
			if d.asks(at, a) {
				return s, true
			}
		}
	}
	return "", false
}

// The texts by which a reference may ask an answer again, the first that does.
func (a *Asked) canonical() string { return a.Canonical }

func (a *Asked) typed() string { return strings.Join(strings.Fields(a.Question), " ") }

// short is the query in as few signs as can be, less its day and the one edition
// that it names: a reference holds both.
func (d *Writer) short(a *Asked) string {
	if len(a.Queries) != 1 {
		return ""
	}
	q := a.Queries[0]
	q.Know.AsOf = ""
	if len(q.Know.Edition) == 1 && q.Know.Edition[0] == a.Edition {
		q.Know.Edition = nil
	}
	s, ok := d.Read.PrintShort(q, English)
	if !ok {
		return ""
	}
	return s
}

// plain is the question as typed, less what an address cannot carry: accents,
// apostrophes, signs before and behind.
func (a *Asked) plain() string {
	return strings.Join(strings.Fields(unfit.Replace(lexicon.Fold(a.Question))), " ")
}

var unfit = strings.NewReplacer("'", "", "’", "", "¿", " ", "¡", " ", "\"", " ", "“", " ", "”", " ", "„", " ", "«", " ", "»", " ", "!", " ", ":", " ")

// known is the last day that a date can mean and of which something is known:
// what is asked as of this year is known as of today.
func (a *Asked) known(d facts.Date) facts.Date {
	if day := d.Last(); a.On == "" || day < a.On {
		return day
	}
	return a.On
}

// edition is what stands in the place of the edition.
func (r Ref) edition() string {
	if r.Edition == "" {
		return noneTag
	}
	return r.Edition
}

// asks reports whether a reference opens to an answer: by the queries that its
// text is read as, and where those differ by the figures and the headline. The
// same figures answer another question too: who is third from the top, and who
// is from the bottom.
func (d *Writer) asks(r Ref, a Asked) bool {
	want := slices.Clone(a.Queries)
	for i := range want {
		if at := want[i].Know.AsOf; at != "" && a.known(at) == r.Day {
			want[i].Know.AsOf = ""
		}
	}
	sameDay := r.Day == a.AsOf.Last()
	key, ok := d.again.key(r.Text, r.Day, want)
	if sameDay && ok && d.again.has(key) {
		return true
	}
	rd := d.Read.Read(r.Text, r.Day, nil)
	if rd.Fault != nil || len(rd.Queries) != len(want) {
		return false
	}
	if sameDay && reflect.DeepEqual(rd.Queries, want) {
		if ok {
			d.again.add(key)
		}
		return true
	}
	again, err := d.open(r)
	return err == nil && again.Headline == a.Headline
}

// Open is the answer of a reference: ErrNoRef, or ErrRefGone where the data
// held here do not give the figures that it was made from. The Ref is that of
// the text also then.
func (d *Writer) Open(ref string) (Asked, Ref, error) {
	r, err := ParseRef(ref)
	if err != nil {
		return Asked{}, r, err
	}
	a, err := d.open(r)
	return a, r, err
}

func (d *Writer) open(r Ref) (Asked, error) {
	id, ok := d.editionTagged(r.Edition)
	if !ok {
		return Asked{}, ErrRefGone
	}
	lang := cmp.Or(r.Lang, English)
	a := d.Asked(r.Text, r.Day, Context{Lang: lang})
	if seal(&a.Answer) != r.seal && a.Edition != id { // another edition of before that day is held since
		a = d.Asked(r.Text, r.Day, Context{Edition: id, Lang: lang})
	}
	if a.Status != Answered || seal(&a.Answer) != r.seal {
		return Asked{}, ErrRefGone
	}
	return a, nil
}

// seal is a short hash of what an answer states: its published figures and the
// numbers computed from them, in any order; of an answer without any, the
// meetings and commitments that it tells of.
func seal(a *Answer) string {
	lines := make([]string, 0, len(a.Figures)+len(a.Derived))
	var b []byte
	for i := range a.Figures {
		f := &a.Figures[i]
		b = append(append(b[:0], f.Ally...), ' ')
		b = append(strconv.AppendInt(b, int64(f.Year), 10), ' ')
		b = append(append(b, f.Measure...), ' ')
		b = append(append(b, f.Plain()...), ' ')
		b = append(strconv.AppendBool(b, f.Estimate), ' ')
		lines = append(lines, string(append(b, f.Edition...)))
	}
	for _, x := range a.Derived {
		lines = append(lines, "="+strconv.FormatFloat(x.Value, 'g', 6, 64))
	}
	if len(lines) == 0 {
		lines = append(append(lines, a.Meetings...), a.Commitments...)
	}
	slices.Sort(lines)
	h := sha256.New()
	h.Write([]byte(refSeed))
	for _, l := range slices.Compact(lines) {
		h.Write([]byte(l))
		h.Write([]byte{'\n'})
	}
	return signs(h.Sum(nil), sealLen)
}

// signs are the first n signs of a hash, five bits each, none taken for another.
func signs(sum []byte, n int) string {
	const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	out := make([]byte, n)
	for i := range out {
		v := uint(sum[i*5/8])<<8 | uint(sum[i*5/8+1])
		out[i] = alphabet[v>>(11-i*5%8)&31]
	}
	return string(out)
}
