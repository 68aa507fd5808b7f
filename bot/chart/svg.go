package chart

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"natobot/facts/answer"
)

// SVG draws c as a picture that scales, with the finding as its title and the
// chart in words as its description. It holds no identifier, style or script,
// so it may stand in a page as often as one likes; CSS gives it another theme.
// A chart without a point is an error.
func SVG(c *answer.Chart, t Theme) ([]byte, error) {
	return AppendSVG(make([]byte, 0, 16<<10), c, t)
}

// AppendSVG appends to b what SVG draws; after an error, nothing.
func AppendSVG(b []byte, c *answer.Chart, t Theme) ([]byte, error) {
	d, err := layout(c)
	if err != nil {
		return b, err
	}
	return d.svg(b, t), nil
}

func (d *drawing) svg(b []byte, t Theme) []byte {
	b = append(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 `...)
	b = number(b, d.width)
	b = append(b, ' ')
	b = number(b, d.height)
	b = append(b, `" role="img" font-family="Liberation Sans, Arial, Helvetica, sans-serif"><title>`...)
	b = escape(b, d.title)
	b = append(b, `</title><desc>`...)
	b = escape(b, d.desc)
	b = append(b, `</desc>`...)
	if d.source != "" {
		b = append(b, `<metadata>`...)
		b = escape(b, strings.TrimSpace(d.source+" "+d.address))
		b = append(b, `</metadata>`...)
	}
	b = append(b, `<path class="nb-g" fill="`+hexOf(t.colour(ground))+`" d="M0 0H`...)
	b = number(b, d.width)
	b = append(b, 'V')
	b = number(b, d.height)
	b = append(b, `H0z"/>`...)
	group := ""
	for i := range d.marks {
		m := &d.marks[i]
		if g := m.style(t); g != group {
			if group != "" {
				b = append(b, `</g>`...)
			}
			b = append(b, g...)
			group = g
		}
		b = m.svg(b)
	}
	if group != "" {
		b = append(b, `</g>`...)
	}
	return append(b, `</svg>`...)
}

// style opens the group of a mark: what it has in common with its neighbours.
func (m *mark) style(t Theme) string {
	c := hexOf(t.colour(m.role))
	class := classes[m.role]
	switch m.shape {
	case label:
		s := `<g class="` + class + `" fill="` + c + `" font-size="` + short(m.size) + `"`
		if m.bold {
			s += ` font-weight="700"`
		}
		return s + [...]string{start: ``, middle: ` text-anchor="middle"`, end: ` text-anchor="end"`}[m.anchor] + `>`
	case stroke:
		s := `<g class="` + class + `s" fill="none" stroke="` + c + `" stroke-width="` + short(m.width) + `"`
		if m.dashed {
			s += ` stroke-dasharray="` + short(dashOn) + ` ` + short(dashOff) + `"`
		}
		return s + `>`
	case rectangle:
		if m.hollow {
			return `<g class="` + class + ` ` + class + `s" fill="` + c + `" fill-opacity="` + short(tint) + `" stroke="` + c + `" stroke-width="` + short(outline) + `">`
		}
	case marker:
		if m.hollow {
			return `<g class="nb-g ` + class + `s" fill="` + hexOf(t.colour(ground)) + `" stroke="` + c + `" stroke-width="` + short(outline) + `">`
		}
	}
	return `<g class="` + class + `" fill="` + c + `">`
}

func (m *mark) svg(b []byte) []byte {
	switch m.shape {
	case label:
		b = append(b, `<text x="`...)
		b = number(b, m.at[0].x)
		b = append(b, `" y="`...)
		b = number(b, m.at[0].y)
		// The room it has, whatever font there is.
		b = append(b, `" textLength="`...)
		b = number(b, textWidth(m.text, m.size, m.bold))
		b = append(b, `" lengthAdjust="spacingAndGlyphs">`...)
		b = escape(b, m.text)
		return append(b, `</text>`...)
	case rectangle:
		x, y, w, h := m.at[0].x, m.at[0].y, m.at[1].x, m.at[1].y
		if m.hollow { // the outline lies within
			x, y, w, h = x+outline/2, y+outline/2, max(0, w-outline), max(0, h-outline)
		}
		b = append(b, `<path d="M`...)
		b = pair(b, point{x, y})
		b = append(b, 'h')
		b = number(b, w)
		b = append(b, 'v')
		b = number(b, h)
		b = append(b, 'h')
		b = number(b, -w)
		return append(b, `z"/>`...)
	case stroke:
		b = append(b, `<path d="M`...)
		for i, p := range m.at {
			if i > 0 {
				b = append(b, 'L')
			}
			b = pair(b, p)
		}
		return append(b, `"/>`...)
	}
	if forms[m.form] == nil {
		b = append(b, `<circle cx="`...)
		b = number(b, m.at[0].x)
		b = append(b, `" cy="`...)
		b = number(b, m.at[0].y)
		b = append(b, `" r="`...)
		b = number(b, m.size)
		return append(b, `"/>`...)
	}
	b = append(b, `<path d="M`...)
	for i, p := range m.corners() {
		if i > 0 {
			b = append(b, 'L')
		}
		b = pair(b, p)
	}
	return append(b, `z"/>`...)
}

func pair(b []byte, p point) []byte {
	b = number(b, p.x)
	b = append(b, ' ')
	return number(b, p.y)
}

// number writes a tenth of a pixel.
func number(b []byte, v float64) []byte {
	n := int64(v*10 + 0.5)
	if v < 0 {
		n = -int64(-v*10 + 0.5)
	}
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendInt(b, n/10, 10)
	if n%10 != 0 {
		b = append(b, '.', byte('0'+n%10))
	}
	return b
}

func short(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// escape writes text as XML holds it; what XML may not hold is left out.
func escape(b []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '"':
			b = append(b, "&quot;"...)
		case r < ' ' && r != '\n' && r != '\t', r == 0x7f, r == 0xfffe, r == 0xffff, r == utf8.RuneError:
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

var errNoPoints = fmt.Errorf("the chart has no points")
