package chart

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"sync"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// steps are the shades of a colour between the ground and itself. A pixel is 0
// for the ground, else the shade of a role: no more colours than a byte holds,
// and no arithmetic on them while drawing.
const steps = 25

func shade(r role, step int) uint8 { return uint8(int(r-1)*steps + step) }

// palette are the colours of the pixels in a theme.
func (t Theme) palette() color.Palette {
	p := color.Palette{t.colour(ground)}
	for r := ink; r < roles; r++ {
		for i := 1; i <= steps; i++ {
			p = append(p, mix(t.colour(ground), t.colour(r), float64(i)/steps))
		}
	}
	return p
}

func mix(a, b color.NRGBA, f float64) color.NRGBA {
	m := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*f)) }
	return color.NRGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), 255}
}

// A canvas is what pixels are drawn on.
type canvas struct {
	pix    []uint8
	w, h   int
	vector vector.Rasterizer
	mask   []uint8
}

// canvases are drawn on again and again: a picture is a million bytes.
var canvases = sync.Pool{New: func() any { return new(canvas) }}

// pixels draws the display list. The canvas goes back to canvases when it was
// read.
func (d *drawing) pixels() *canvas {
	c := canvases.Get().(*canvas)
	c.w, c.h = int(d.width), int(d.height)
	if n := c.w * c.h; cap(c.pix) < n {
		c.pix = make([]uint8, n)
	} else {
		c.pix = c.pix[:n]
		clear(c.pix)
	}
	for i := range d.marks {
		c.draw(&d.marks[i])
	}
	return c
}

func (c *canvas) draw(m *mark) {
	switch m.shape {
	case rectangle:
		x, y, w, h := m.at[0].x, m.at[0].y, m.at[1].x, m.at[1].y
		if !m.hollow {
			c.fill(x, y, x+w, y+h, shade(m.role, steps))
			return
		}
		c.fill(x, y, x+w, y+h, shade(m.role, steps))
		c.fill(x+outline, y+outline, x+w-outline, y+h-outline, shade(m.role, int(tint*steps)))
	case stroke:
		for i := 1; i < len(m.at); i++ {
			c.segment(m.role, m.at[i-1], m.at[i], m.width, m.dashed)
		}
	case marker:
		c.drawMarker(m)
	case label:
		c.drawText(m)
	}
}

// fill sets whole pixels.
func (c *canvas) fill(x0, y0, x1, y1 float64, v uint8) {
	a, b := clamp(x0, c.w), clamp(x1, c.w)
	for y := clamp(y0, c.h); y < clamp(y1, c.h); y++ {
		row := c.pix[y*c.w:][:c.w]
		for x := a; x < b; x++ {
			row[x] = v
		}
	}
}

func clamp(v float64, most int) int { return min(max(int(math.Round(v)), 0), most) }

// segment draws a line between two points, with dashes from its beginning.
func (c *canvas) segment(r role, a, b point, width float64, dashed bool) {
	if !dashed {
		c.bar(r, a, b, width)
		return
	}
	length := math.Hypot(b.x-a.x, b.y-a.y)
	for s := 0.0; s < length; s += dashOn + dashOff {
		e := min(s+dashOn, length)
		c.bar(r, along(a, b, s/length), along(a, b, e/length), width)
	}
}

func along(a, b point, f float64) point { return point{a.x + (b.x-a.x)*f, a.y + (b.y-a.y)*f} }

func (c *canvas) bar(r role, a, b point, width float64) {
	length := math.Hypot(b.x-a.x, b.y-a.y)
	if length == 0 {
		return
	}
	nx, ny := -(b.y-a.y)/length*width/2, (b.x-a.x)/length*width/2
	c.polygon(r, point{a.x + nx, a.y + ny}, point{b.x + nx, b.y + ny}, point{b.x - nx, b.y - ny}, point{a.x - nx, a.y - ny})
}

func (c *canvas) drawMarker(m *mark) {
	if forms[m.form] != nil {
		c.ring(m, m.corners())
		return
	}
	ring := func(radius float64) []point {
		ps := make([]point, 32)
		for i := range ps {
			s, k := math.Sincos(float64(i) * 2 * math.Pi / float64(len(ps)))
			ps[i] = point{m.at[0].x + k*radius, m.at[0].y + s*radius}
		}
		return ps
	}
	if !m.hollow {
		c.polygon(m.role, ring(m.size)...)
		return
	}
	c.polygon(m.role, ring(m.size+outline/2)...)
	c.polygon(ground, ring(m.size-outline/2)...)
}

// ring draws a marker of corners, with an outline where it is hollow.
func (c *canvas) ring(m *mark, ps []point) {
	if !m.hollow {
		c.polygon(m.role, ps...)
		return
	}
	c.polygon(ground, ps...)
	for i, a := range ps {
		b := ps[(i+1)%len(ps)]
		f := outline / 2 / math.Hypot(b.x-a.x, b.y-a.y)
		c.bar(m.role, along(a, b, -f), along(a, b, 1+f), outline)
	}
}

// polygon fills the inside of a line of corners.
func (c *canvas) polygon(r role, ps ...point) {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range ps {
		x0, y0, x1, y1 = min(x0, p.x), min(y0, p.y), max(x1, p.x), max(y1, p.y)
	}
	l, t := int(math.Floor(x0)), int(math.Floor(y0))
	w, h := int(math.Ceil(x1))-l, int(math.Ceil(y1))-t
	if w <= 0 || h <= 0 || w > 4*c.w || h > 4*c.h {
		return
	}
	c.vector.Reset(w, h)
	for i, p := range ps {
		x, y := float32(p.x-float64(l)), float32(p.y-float64(t))
		if i == 0 {
			c.vector.MoveTo(x, y)
		} else {
			c.vector.LineTo(x, y)
		}
	}
	c.vector.ClosePath()
	if len(c.mask) < w*h {
		c.mask = make([]uint8, w*h)
	}
	a := image.Alpha{Pix: c.mask[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}
	c.vector.DrawOp = draw.Src
	c.vector.Draw(&a, a.Rect, image.Opaque, image.Point{})
	c.stamp(r, &a, l, t)
}

// stamp lays a colour over the pixels by the share of each that is covered.
// What is covered less than half keeps what another mark has drawn there.
func (c *canvas) stamp(r role, a *image.Alpha, l, t int) {
	w, h := a.Rect.Dx(), a.Rect.Dy()
	for y := max(0, -t); y < min(h, c.h-t); y++ {
		row := c.pix[(y+t)*c.w:][:c.w]
		for x, v := range a.Pix[y*a.Stride:][:w] {
			s := (int(v)*steps + 127) / 255
			if s == 0 || x+l < 0 || x+l >= c.w {
				continue
			}
			p := &row[x+l]
			switch {
			case r == ground:
				if s > steps/2 {
					*p = 0
				}
			case *p == 0 || s > steps/2 && *p < shade(r, 1) || s > steps/2 && *p > shade(r, steps):
				*p = shade(r, s)
			case *p >= shade(r, 1) && *p <= shade(r, steps):
				*p = max(*p, shade(r, s))
			}
		}
	}
}

// A glyph is the shape of a letter at a size, at a quarter of a pixel.
type glyph struct {
	mask image.Alpha
	x, y int // from the pen to its upper left corner
}

type glyphKey struct {
	letter  rune
	size    float32
	quarter uint8
	bold    bool
}

// mostGlyphs bounds the memory of glyphs, below a megabyte; then it starts anew.
const mostGlyphs = 1200

var glyphs struct {
	sync.Mutex
	kept map[glyphKey]*glyph
}

func (c *canvas) drawText(m *mark) {
	f := faceOf(m.bold)
	pen := m.room().x0
	f.sized.Lock()
	defer f.sized.Unlock()
	for _, r := range m.text {
		whole := math.Floor(pen)
		k := glyphKey{r, float32(m.size), uint8((pen - whole) * 4), m.bold}
		glyphs.Lock()
		g := glyphs.kept[k]
		glyphs.Unlock()
		if g == nil {
			g = f.outline(k, &c.vector)
			glyphs.Lock()
			if glyphs.kept == nil || len(glyphs.kept) >= mostGlyphs {
				glyphs.kept = map[glyphKey]*glyph{}
			}
			glyphs.kept[k] = g
			glyphs.Unlock()
		}
		if len(g.mask.Pix) > 0 {
			c.stamp(m.role, &g.mask, int(whole)+g.x, int(math.Round(m.at[0].y))+g.y)
		}
		pen += float64(max(0, f.advance(r))) * m.size
	}
}

// outline draws a letter. The font has to be locked.
func (f *face) outline(k glyphKey, v *vector.Rasterizer) *glyph {
	i, err := f.font.GlyphIndex(&f.buf, k.letter)
	if err != nil {
		return &glyph{}
	}
	segs, err := f.font.LoadGlyph(&f.buf, i, fixed.Int26_6(k.size*64), nil)
	if err != nil || len(segs) == 0 {
		return &glyph{}
	}
	b := segs.Bounds()
	dx := float32(k.quarter) / 4
	l, t := int(math.Floor(float64(b.Min.X)/64+float64(dx))), int(math.Floor(float64(b.Min.Y)/64))
	w, h := int(math.Ceil(float64(b.Max.X)/64+float64(dx)))-l, int(math.Ceil(float64(b.Max.Y)/64))-t
	x := func(p fixed.Point26_6) float32 { return float32(p.X)/64 + dx - float32(l) }
	y := func(p fixed.Point26_6) float32 { return float32(p.Y)/64 - float32(t) }
	v.Reset(w, h)
	for n, s := range segs {
		a := s.Args
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if n > 0 {
				v.ClosePath()
			}
			v.MoveTo(x(a[0]), y(a[0]))
		case sfnt.SegmentOpLineTo:
			v.LineTo(x(a[0]), y(a[0]))
		case sfnt.SegmentOpQuadTo:
			v.QuadTo(x(a[0]), y(a[0]), x(a[1]), y(a[1]))
		default:
			v.CubeTo(x(a[0]), y(a[0]), x(a[1]), y(a[1]), x(a[2]), y(a[2]))
		}
	}
	v.ClosePath()
	g := &glyph{mask: image.Alpha{Pix: make([]uint8, w*h), Stride: w, Rect: image.Rect(0, 0, w, h)}, x: l, y: t}
	v.DrawOp = draw.Src
	v.Draw(&g.mask, g.mask.Rect, image.Opaque, image.Point{})
	return g
}
