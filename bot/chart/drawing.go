package chart

import "math"

// A role is what a mark is for; a theme gives it its colour.
type role uint8

const (
	ground  role = iota
	ink          // headline, names, values
	faint        // subtitle, axes, source
	grid         // lines of the axes
	level        // commitments
	series0      // the first of six series; bars that meet their level
	series1      // bars that do not
	series2
	series3
	series4
	series5
	roles
)

// series is the colour of the nth series.
func series(n int) role { return series0 + role(n%6) }

type point struct{ x, y float64 }

// A shape is what a mark of a display list is.
type shape uint8

const (
	rectangle shape = iota // from at[0], of size at[1]
	stroke                 // along at
	marker                 // around at[0]
	label                  // from the base line at at[0]
)

// A mark is one thing drawn. All numbers are in pixels of a picture Width wide.
type mark struct {
	shape  shape
	role   role
	hollow bool // outlined, as an estimate
	dashed bool
	bold   bool
	form   uint8 // of a marker: one of forms
	anchor uint8 // of a label: start, middle or end
	width  float64
	size   float64 // of a label's letters, of a marker's half
	at     []point
	text   string
}

const (
	start uint8 = iota
	middle
	end
)

// A drawing is a display list: what a chart looks like, once, for every output.
type drawing struct {
	width, height   float64
	title, desc     string
	source, address string
	note            string // below the plot, before the source
	marks           []mark
}

func (d *drawing) rect(r role, x, y, w, h float64, hollow bool) {
	hollow = hollow && min(w, h) > 2*outline // else there is nothing within
	d.marks = append(d.marks, mark{shape: rectangle, role: r, hollow: hollow, at: []point{{x, y}, {w, h}}})
}

func (d *drawing) line(r role, width float64, dashed bool, at ...point) {
	d.marks = append(d.marks, mark{shape: stroke, role: r, width: width, dashed: dashed, at: at})
}

func (d *drawing) marker(r role, form int, x, y, size float64, hollow bool) {
	d.marks = append(d.marks, mark{shape: marker, role: r, form: uint8(form), hollow: hollow, size: size, at: []point{{x, y}}})
}

func (d *drawing) text(r role, size float64, bold bool, anchor uint8, x, y float64, s string) {
	if s = drawable(s); s != "" {
		d.marks = append(d.marks, mark{shape: label, role: r, size: size, bold: bold, anchor: anchor, at: []point{{round1(x), round1(y)}}, text: s})
	}
}

// round1 rounds to a tenth of a pixel, which is what an SVG says.
func round1(v float64) float64 { return math.Round(v*10) / 10 }

// The strokes of hollow bars and markers, the share of colour within a hollow
// bar, the dashes of an estimate.
const (
	outline = 3.0
	tint    = 0.2
	dashOn  = 11.0
	dashOff = 9.0
)

// A box is the room that something takes.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) over(o box) bool { return b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1 }

// room is what a label takes: its width, from the height of a capital to the
// depth of a descender.
func (m *mark) room() box {
	w := textWidth(m.text, m.size, m.bold)
	x := m.at[0].x
	switch m.anchor {
	case middle:
		x -= w / 2
	case end:
		x -= w
	}
	return box{x, m.at[0].y - 0.74*m.size, x + w, m.at[0].y + 0.21*m.size}
}

// forms are the markers of series, as corners around a point at distance 1; a
// circle has none. Areas are alike.
var forms = [...][]point{
	nil,
	{{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}},
	{{0, -1.25}, {1.15, 0.8}, {-1.15, 0.8}},
	{{0, -1.3}, {1.3, 0}, {0, 1.3}, {-1.3, 0}},
	{{0, 1.25}, {1.15, -0.8}, {-1.15, -0.8}},
	{{-1.2, -0.45}, {-0.45, -0.45}, {-0.45, -1.2}, {0.45, -1.2}, {0.45, -0.45}, {1.2, -0.45}, {1.2, 0.45}, {0.45, 0.45}, {0.45, 1.2}, {-0.45, 1.2}, {-0.45, 0.45}, {-1.2, 0.45}},
}

// corners are those of a marker that is no circle.
func (m *mark) corners() []point {
	var out []point
	for _, p := range forms[m.form] {
		out = append(out, point{round1(m.at[0].x + p.x*m.size), round1(m.at[0].y + p.y*m.size)})
	}
	return out
}
