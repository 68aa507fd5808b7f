package web

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"natobot/bot/chart"
	"natobot/facts/answer"
	"natobot/facts/voice"
)

// A fixed is HTML of this package's own source. Only a constant becomes one
// without being converted, and a test sees to it that nothing is: what comes
// from elsewhere reaches a page through a verb, which escapes it for where it
// stands.
type fixed string

// A writer writes a page. html/template took as long for one as finding the
// answer, drawing it and packing it together, and with it the linker leaves
// nothing out that is exported, since a template may name any method.
type writer struct {
	b []byte
	v *voice.Voice // of the page's language
}

// f writes HTML with what stands for its verbs:
//
//	%s  a text, between tags or in the quotes of an attribute
//	%w  a form without slots, in the page's language
//	%d  a number
//	%u  an address, in the quotes of href, src or action: of http, or a path of
//	    this server; any other leads to nothing
//	%p  a text as a part of such an address's path
//	%q  a text as a value in such an address's query
//	%h  a constant of HTML
//
// Each format is whole: its tags and quotes are closed in it, and no verb stands
// within a script or style. TestFormats reads the source for it.
func (w *writer) f(format fixed, values ...any) {
	n := 0
	for {
		i := strings.IndexByte(string(format), '%')
		if i < 0 || i+1 >= len(format) {
			w.b = append(w.b, format...)
			return
		}
		w.b = append(w.b, format[:i]...)
		w.value(format[i+1], values[n])
		n++
		format = format[i+2:]
	}
}

func (w *writer) value(verb byte, v any) {
	switch v := v.(type) {
	case fixed:
		w.b = append(w.b, v...)
	case int:
		w.b = strconv.AppendInt(w.b, int64(v), 10)
	case string:
		switch verb {
		case 's':
			w.text(v)
		case 'w':
			w.text(w.of(v))
		case 'u':
			w.address(v)
		case 'p':
			w.part(v)
		case 'q':
			w.b = append(w.b, url.QueryEscape(v)...)
		}
	default:
		panic("a page has no form for such a value")
	}
}

// text writes a text as it stands between tags or in the quotes of an attribute.
func (w *writer) text(s string) {
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf || entities[c] == "" {
			continue
		}
		w.b = append(append(w.b, s[from:i]...), entities[c]...)
		from = i + 1
	}
	w.b = append(w.b, s[from:]...)
}

// entities are what stands for the signs that HTML reads as its own, and for
// those that no page may hold.
var entities = func() (e [utf8.RuneSelf]string) {
	for c := range e {
		if c < ' ' && c != '\t' && c != '\n' || c == 0x7f {
			e[c] = "\uFFFD"
		}
	}
	e['\r'] = " "
	e['&'], e['<'], e['>'], e['"'], e['\''], e['`'] = "&amp;", "&lt;", "&gt;", "&#34;", "&#39;", "&#96;"
	return e
}()

// address writes an address as it stands in the quotes of an attribute.
func (w *writer) address(s string) {
	path := strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") && !strings.HasPrefix(s, `/\`)
	if !path && !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		s = "#"
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '&':
			w.b = append(w.b, "&amp;"...)
		case c <= ' ' || c >= 0x7f || strings.IndexByte("\"'<>\\^`{|}", c) >= 0:
			w.percent(c)
		default:
			w.b = append(w.b, c)
		}
	}
}

// part writes a text as a part of an address's path.
func (w *writer) part(s string) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~,;:@", c) >= 0 {
			w.b = append(w.b, c)
		} else {
			w.percent(c)
		}
	}
}

func (w *writer) percent(c byte) {
	const hex = "0123456789ABCDEF"
	w.b = append(w.b, '%', hex[c>>4], hex[c&15])
}

// of is a form in the page's language; see voice.Phrase.
func (w *writer) of(form string) string {
	if w.v == voice.English && strings.IndexByte(form, '{') < 0 {
		return form
	}
	return w.v.Text(voice.Phrase{Form: form})
}

// spots stand for what functions write until it is known where.
const spots = "\x01\x02\x03\x04\x05\x06\x07\x08"

// say writes a form with what stands in its slots: values of the voice package,
// or HTML that functions write.
func (w *writer) say(form string, values ...any) {
	var writes [len(spots)]func()
	args := make([]any, len(values))
	for i, x := range values {
		args[i] = x
		if f, ok := x.(func()); ok {
			writes[i], args[i] = f, voice.Verbatim(spots[i:i+1])
		}
	}
	s := w.v.Text(voice.Phrase{Form: form, Args: args})
	for {
		i := strings.IndexAny(s, spots)
		if i < 0 {
			w.text(s)
			return
		}
		w.text(s[:i])
		if f := writes[s[i]-1]; f != nil {
			f()
		}
		s = s[i+1:]
	}
}

// data writes a text of the data, marked where it is in English and the page is
// not.
func (w *writer) data(s string) {
	if t, ok := w.v.Render(voice.Phrase{Form: s}); ok || w.v == voice.English {
		w.text(t)
		return
	}
	w.f(`<span lang="en">%s</span>`, s)
}

// drawn writes a chart as its package draws it, which escapes for itself; false
// where there is nothing to draw.
func (w *writer) drawn(c *answer.Chart) bool {
	b, err := chart.AppendSVG(w.b, c, chart.Light)
	if err == nil {
		w.b = b
	}
	return err == nil
}

// quoted writes a text as a string of JSON that may stand within a script
// element: no sign in it can end that, and none ends a line.
func (w *writer) quoted(s string) {
	const hex = "0123456789abcdef"
	b := append(w.b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if plainJSON[c] {
				i++
				continue
			}
			b = append(b, s[from:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\n':
				b = append(b, '\\', 'n')
			default:
				b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			from = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || r == '\u2028' || r == '\u2029' {
			b = append(b, s[from:i]...)
			switch r {
			case utf8.RuneError:
				b = append(b, `\ufffd`...)
			default:
				b = append(b, '\\', 'u', '2', '0', '2', hex[r&15])
			}
			i += n
			from = i
			continue
		}
		i += n
	}
	w.b = append(append(b, s[from:]...), '"')
}

// plainJSON are the signs that stand for themselves in such a string.
var plainJSON = func() (p [utf8.RuneSelf]bool) {
	for c := ' '; c < 0x7f; c++ {
		p[c] = !strings.ContainsRune(`"\<>&'`, c)
	}
	return p
}()

// sheet writes a style sheet of ours, whose hash the policy names.
func (w *writer) sheet(css string) {
	w.raw("<style>")
	w.b = append(w.b, css...)
	w.raw("</style>\n")
}
