package chart

import (
	"strings"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A face is a font with the widths of its letters. Liberation Sans is as wide
// as Arial, letter by letter, so that an SVG's text, which names both, takes
// the room that was measured here on machines that have either.
type face struct {
	font   *sfnt.Font
	widths [0x2200]float32 // of each letter at size 1; below 0 for what the font lacks
	sized  sync.Mutex
	buf    sfnt.Buffer
}

// unmeasured marks a letter whose width was not asked for yet, and lacking one
// that the font has not.
const (
	unmeasured = 0
	lacking    = -1
)

func load(ttf []byte) *face {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		panic("chart: an embedded font can't be read: " + err.Error())
	}
	return &face{font: f}
}

var (
	regular = sync.OnceValue(func() *face { return load(liberationsansregular.TTF) })
	strong  = sync.OnceValue(func() *face { return load(liberationsansbold.TTF) })
)

func faceOf(bold bool) *face {
	if bold {
		return strong()
	}
	return regular()
}

// unit is a size at which widths are measured: large, so that they scale.
const unit = 2048

// advance is a letter's width at size 1. Unlocked use is not allowed.
func (f *face) advance(r rune) float32 {
	if int(r) >= len(f.widths) {
		return lacking
	}
	if w := f.widths[r]; w != unmeasured {
		return w
	}
	w := float32(lacking)
	if i, err := f.font.GlyphIndex(&f.buf, r); err == nil && i != 0 {
		if a, err := f.font.GlyphAdvance(&f.buf, i, fixed.I(unit), xfont.HintingNone); err == nil {
			w = max(float32(a)/64/unit, 1e-6)
		}
	}
	f.widths[r] = w
	return w
}

// textWidth is how wide s is. It has to be drawable.
func textWidth(s string, size float64, bold bool) float64 {
	f := faceOf(bold)
	f.sized.Lock()
	defer f.sized.Unlock()
	w := float32(0)
	for _, r := range s {
		w += f.advance(r)
	}
	return float64(w) * size
}

// longest is how many bytes of a text are drawn at most: far more than fit.
const longest = 600

// drawable is s with each letter that the fonts lack told apart, never left
// out in silence: blanks and hyphens become plain ones, all else a question
// mark.
func drawable(s string) string {
	if len(s) > longest {
		s = strings.ToValidUTF8(s[:longest], "") + "…"
	}
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] >= ' ' && s[i] < 0x7f
	}
	if plain {
		return s
	}
	f := regular()
	f.sized.Lock()
	defer f.sized.Unlock()
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0' || r == '\u202f' || r == '\u2009' || r == '\n' || r == '\t':
			return ' '
		case r == '\u2011':
			return '-'
		case r < ' ' || r == 0x7f || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff:
			return -1
		case f.advance(r) == lacking:
			return '?'
		}
		return r
	}, s)
}

// wrap breaks s at blanks into lines no wider than room, at most n; what is
// left over ends in an ellipsis.
func wrap(s string, size float64, bold bool, room float64, n int) []string {
	var out []string
	line, wide := "", 0.0
	blank := textWidth(" ", size, bold)
	words := strings.Fields(glued(drawable(s)))
	for i, w := range words {
		word := textWidth(unglued(w), size, bold)
		switch {
		case line == "":
			line, wide = w, word
			continue
		case wide+blank+word <= room:
			line, wide = line+" "+w, wide+blank+word
			continue
		}
		if len(out) == n-1 {
			line = unglued(line + " " + strings.Join(words[i:], " "))
			return append(out, fit(line, size, bold, room))
		}
		out = append(out, unglued(line))
		line, wide = w, word
	}
	if line != "" {
		out = append(out, fit(unglued(line), size, bold, room))
	}
	return out
}

// glue stands for a blank at which no line ends: that before a unit.
const glue = "\x00"

var gluing = strings.NewReplacer(" %", glue+"%", "US$ ", "US$"+glue, " billion", glue+"billion", " million", glue+"million")

func glued(s string) string { return gluing.Replace(s) }

func unglued(s string) string { return strings.ReplaceAll(s, glue, " ") }

// fit cuts s with an ellipsis where it is wider than room.
func fit(s string, size float64, bold bool, room float64) string {
	if textWidth(s, size, bold) <= room {
		return s
	}
	r := []rune(s)
	for len(r) > 0 && textWidth(string(r)+"…", size, bold) > room {
		r = r[:len(r)-1]
	}
	return strings.TrimRight(string(r), " ,;") + "…"
}
