// Package chart draws a answer.Chart as a PNG: lines over years with the
// commitment lines, bars for rankings, light or dark. The same chart always
// gives the same bytes, so pictures are addressed by their content.
package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"sort"
	"strconv"

	stdfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"natobot/facts"
	"natobot/facts/answer"
)

// Size of a picture in pixels: 16 to 9, as both platforms show it uncropped.
const (
	Width  = 1200
	Height = 675
	dpi    = 96
)

func px(n float64) vg.Length { return vg.Length(n) * vg.Inch / dpi }

type theme struct {
	back, ink, faint, grid color.NRGBA
	meets, below, level    color.NRGBA
	series                 []color.NRGBA
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

// The series colours are Okabe and Ito's, which people with any colour vision
// tell apart (https://jfly.uni-koeln.de/color/), lightened on the dark ground.
var (
	light = theme{
		back: rgb(0xffffff), ink: rgb(0x1b1f24), faint: rgb(0x5b636d), grid: rgb(0xe4e7eb),
		meets: rgb(0x0072b2), below: rgb(0xd55e00), level: rgb(0x6b4c9a),
		series: []color.NRGBA{rgb(0x0072b2), rgb(0xd55e00), rgb(0x009e73), rgb(0xcc79a7), rgb(0x8a6d00), rgb(0x56b4e9)},
	}
	dark = theme{
		back: rgb(0x1a1d21), ink: rgb(0xf1f3f5), faint: rgb(0xa9b1ba), grid: rgb(0x343a41),
		meets: rgb(0x56b4e9), below: rgb(0xf08c3a), level: rgb(0xb9a0e0),
		series: []color.NRGBA{rgb(0x56b4e9), rgb(0xf08c3a), rgb(0x2fd0a0), rgb(0xe6a3c9), rgb(0xf0e442), rgb(0x9fb7ff)},
	}
)

var sans = font.Font{Typeface: "Liberation", Variant: "Sans"}

// PNG draws c. A chart without a point is an error; a value is never drawn
// where the chart has none.
func PNG(c *answer.Chart, darkTheme bool) ([]byte, error) {
	if c == nil || points(c) == 0 {
		return nil, fmt.Errorf("chart %q has no points", title(c))
	}
	t := light
	if darkTheme {
		t = dark
	}
	page := vgimg.NewWith(vgimg.UseWH(px(Width), px(Height)), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(t.back))
	paint(draw.New(page), c, t)
	img, ok := page.Image().(*image.RGBA)
	if !ok {
		return nil, fmt.Errorf("chart %q: the canvas is a %T", c.Title, page.Image())
	}
	return encode(img, t)
}

// paint draws c over the whole of the canvas.
func paint(canvas draw.Canvas, c *answer.Chart, t theme) {
	p := plot.New()
	p.BackgroundColor = t.back
	for _, ax := range []*plot.Axis{&p.X, &p.Y} {
		ax.LineStyle.Color = t.faint
		ax.Tick.LineStyle.Color = t.faint
		ax.Tick.Label = tickStyle(ax.Tick.Label, t.faint, 17)
		ax.Label.TextStyle = style(t.faint, 17, false)
		ax.Padding = 0
	}
	if c.Kind == "bar" {
		bars(p, c, t)
	} else {
		lines(p, c, t)
	}
	// Room for the source line below and a margin around.
	inner := draw.Crop(canvas, px(28), -px(28), px(64), -px(76))
	p.Draw(inner)
	head := style(t.ink, 26, true)
	head.YAlign = text.YTop
	canvas.FillText(head, vg.Point{X: canvas.Min.X + px(28), Y: canvas.Max.Y - px(22)}, fit(c.Title, 82))
	foot := style(t.faint, 15, false)
	foot.YAlign = text.YBottom
	y := canvas.Min.Y + px(14)
	if marks := estimates(c); marks != "" {
		canvas.FillText(foot, vg.Point{X: canvas.Min.X + px(28), Y: y + px(22)}, marks)
	}
	canvas.FillText(foot, vg.Point{X: canvas.Min.X + px(28), Y: y}, fit(c.Source, 150))
}

func title(c *answer.Chart) string {
	if c == nil {
		return ""
	}
	return c.Title
}

func points(c *answer.Chart) int {
	n := 0
	for _, s := range c.Series {
		n += len(s.Points)
	}
	return n
}

func style(col color.Color, size float64, bold bool) draw.TextStyle {
	f := sans
	f.Size = px(size)
	if bold {
		f.Weight = stdfont.WeightBold
	}
	return draw.TextStyle{Color: col, Font: f, Handler: plot.DefaultTextHandler}
}

func tickStyle(s text.Style, col color.Color, size float64) text.Style {
	s.Color = col
	s.Font = sans
	s.Font.Size = px(size)
	return s
}

// fit cuts a label to n characters with an ellipsis.
func fit(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

func estimates(c *answer.Chart) string {
	if len(c.Estimates) == 0 {
		return ""
	}
	s := "e = estimate ("
	for i, y := range c.Estimates {
		if i > 0 {
			s += ", "
		}
		s += strconv.Itoa(y)
	}
	s += ")"
	if c.Kind != "bar" {
		s += ", drawn dashed"
	}
	return s
}

// lines draws the series over years. Parts that lead to an estimate are
// dashed; a missing year breaks the line.
func lines(p *plot.Plot, c *answer.Chart, t theme) {
	lo, hi := math.MaxInt, math.MinInt
	top := 0.0
	bottom := 0.0
	for _, s := range c.Series {
		for _, pt := range s.Points {
			lo, hi = min(lo, pt.Year), max(hi, pt.Year)
			top = max(top, pt.Value)
			bottom = min(bottom, pt.Value)
		}
	}
	for _, l := range c.Levels {
		top = max(top, l.Value)
	}
	span := max(hi-lo, 1)
	var ends []endLabel
	for _, l := range c.Levels {
		ends = append(ends, endLabel{y: l.Value, text: fit(l.Label, levelRunes), color: t.level})
	}
	for i, s := range c.Series {
		if n := len(s.Points); n > 0 {
			ends = append(ends, endLabel{y: s.Points[n-1].Value, text: endName(s), color: t.series[i%len(t.series)], bold: true})
		}
	}
	p.X.Min = float64(lo) - 0.3
	p.X.Max = float64(hi) + endRoom(ends, float64(span)+0.3)
	p.Y.Min, p.Y.Max = niceFloor(bottom), top*1.06
	if p.Y.Max == p.Y.Min {
		p.Y.Max = p.Y.Min + 1
	}
	p.Y.Label.Text = c.Unit
	est := map[int]bool{}
	for _, y := range c.Estimates {
		est[y] = true
	}
	var ticks []plot.Tick
	step := (span + 13) / 14
	for y := lo; y <= hi; y++ {
		if (hi-y)%step != 0 {
			continue
		}
		l := strconv.Itoa(y)
		if est[y] {
			l += "e"
		}
		ticks = append(ticks, plot.Tick{Value: float64(y), Label: l})
	}
	p.X.Tick.Marker = plot.ConstantTicks(ticks)
	yt := yTicks(p.Y.Min, p.Y.Max)
	p.Y.Tick.Marker = plot.ConstantTicks(yt)
	p.Add(gridLines{ys: yt, to: float64(hi), style: draw.LineStyle{Color: t.grid, Width: px(1)}})

	for _, l := range c.Levels {
		p.Add(levelLine{l.Value, float64(hi), draw.LineStyle{Color: t.level, Width: px(2), Dashes: []vg.Length{px(3), px(5)}}})
	}
	for i, s := range c.Series {
		if len(s.Points) > 0 {
			p.Add(seriesLine{pts: s.Points, color: t.series[i%len(t.series)], back: t.back, mark: i})
		}
	}
	p.Add(endLabels{ends, float64(hi), t})
}

// endRoom is how far the axis goes on beyond what is drawn over span, in the
// axis' own unit, so that the labels at the end stand beside it.
func endRoom(ends []endLabel, span float64) float64 {
	if len(ends) == 0 {
		return 0
	}
	room := px(0)
	for _, l := range ends {
		room = max(room, style(l.color, 17, l.bold).Width(l.text))
	}
	share := float64((room + px(40)) / px(Width-180))
	return span * share / (1 - share)
}

// levelRunes and nameRunes bound the labels at the lines' ends.
const (
	levelRunes = 30
	nameRunes  = 24
)

func endName(s answer.Series) string {
	return fit(s.Name, nameRunes) + " " + number(s.Points[len(s.Points)-1].Value)
}

func niceFloor(v float64) float64 {
	if v >= 0 {
		return 0
	}
	return math.Floor(v)
}

func number(v float64) string {
	switch {
	case math.Abs(v) >= 1000:
		return facts.FormatNumber(v, 0)
	case math.Abs(v) >= 100:
		return facts.FormatNumber(v, 1)
	}
	return facts.FormatNumber(v, 2)
}

// yTicks are round steps, at most eight.
func yTicks(lo, hi float64) []plot.Tick {
	raw := (hi - lo) / 7
	mag := math.Pow(10, math.Floor(math.Log10(raw)))
	step := mag
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if mag*m >= raw {
			step = mag * m
			break
		}
	}
	decimals := max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	if step/mag == 2.5 {
		decimals++
	}
	var out []plot.Tick
	for v := math.Ceil(lo/step) * step; v <= hi+step*1e-6; v += step {
		out = append(out, plot.Tick{Value: v, Label: facts.FormatNumber(v, decimals)})
	}
	return out
}

type gridLines struct {
	ys    []plot.Tick
	to    float64
	style draw.LineStyle
}

func (g gridLines) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	for _, t := range g.ys {
		c.StrokeLine2(g.style, c.Min.X, ty(t.Value), tx(g.to), ty(t.Value))
	}
}

type levelLine struct {
	y, to float64
	style draw.LineStyle
}

func (l levelLine) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	c.StrokeLine2(l.style, c.Min.X, ty(l.y), tx(l.to), ty(l.y))
}

// seriesLine is one Ally's line. Its mark tells it from others without colour.
type seriesLine struct {
	pts   []answer.Point
	color color.NRGBA
	back  color.NRGBA
	mark  int
}

func (s seriesLine) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	solid := draw.LineStyle{Color: s.color, Width: px(3.2)}
	dashed := solid
	dashed.Dashes = []vg.Length{px(9), px(6)}
	for i := 1; i < len(s.pts); i++ {
		a, b := s.pts[i-1], s.pts[i]
		if b.Year != a.Year+1 {
			continue
		}
		st := solid
		if b.Estimate {
			st = dashed
		}
		c.StrokeLine2(st, tx(float64(a.Year)), ty(a.Value), tx(float64(b.Year)), ty(b.Value))
	}
	shapes := []draw.GlyphDrawer{draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, draw.CrossGlyph{}, draw.PlusGlyph{}, draw.SquareGlyph{}}
	g := draw.GlyphStyle{Color: s.color, Radius: px(5), Shape: shapes[s.mark%len(shapes)]}
	for _, pt := range s.pts {
		at := vg.Point{X: tx(float64(pt.Year)), Y: ty(pt.Value)}
		c.DrawGlyph(g, at)
		if pt.Estimate && s.mark%len(shapes) == 0 {
			inner := g
			inner.Color, inner.Radius = s.back, px(2.6)
			c.DrawGlyph(inner, at)
		}
	}
}

type endLabel struct {
	y     float64
	text  string
	color color.NRGBA
	bold  bool
}

// endLabels names lines at their ends, moved apart where they would overlap.
type endLabels struct {
	labels []endLabel
	x      float64
	t      theme
}

func (e endLabels) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	ls := append([]endLabel(nil), e.labels...)
	sort.SliceStable(ls, func(i, j int) bool { return ls[i].y < ls[j].y })
	gap := px(21)
	ys := make([]vg.Length, len(ls))
	for i, l := range ls {
		ys[i] = ty(l.y)
		if i > 0 && ys[i] < ys[i-1]+gap {
			ys[i] = ys[i-1] + gap
		}
	}
	// A pile that rose above the top is pushed down again.
	for i := len(ys) - 1; i >= 0; i-- {
		limit := c.Max.Y - px(8)
		if i < len(ys)-1 {
			limit = ys[i+1] - gap
		}
		ys[i] = min(ys[i], limit)
	}
	for i, l := range ls {
		st := style(l.color, 17, l.bold)
		st.YAlign = text.YCenter
		x := tx(e.x) + px(26)
		c.StrokeLine2(draw.LineStyle{Color: l.color, Width: px(1)}, tx(e.x)+px(8), ty(l.y), x-px(4), ys[i])
		c.FillText(st, vg.Point{X: x, Y: ys[i]}, l.text)
	}
}

// bars draws one bar for each point: filled where the commitment is met,
// hollow where it is not, so that colour is never needed to tell.
func bars(p *plot.Plot, c *answer.Chart, t theme) {
	var pts []answer.Point
	for _, s := range c.Series {
		pts = append(pts, s.Points...)
	}
	top, bottom := 0.0, 0.0
	for _, pt := range pts {
		top, bottom = max(top, pt.Value), min(bottom, pt.Value)
	}
	for _, l := range c.Levels {
		top = max(top, l.Value)
	}
	if top == 0 && bottom == 0 {
		top = 1
	}
	p.HideX()
	// The levels are named beside the bars, never on them.
	var ends []endLabel
	for _, l := range c.Levels {
		ends = append(ends, endLabel{y: l.Value, text: fit(l.Label, levelRunes), color: t.level})
	}
	from, to := -0.7, float64(len(pts))-0.3
	p.X.Min, p.X.Max = from, to+endRoom(ends, to-from)
	p.Y.Min, p.Y.Max = bottom*1.1, top*1.12
	p.Y.Label.Text = c.Unit
	yt := yTicks(p.Y.Min, p.Y.Max)
	p.Y.Tick.Marker = plot.ConstantTicks(yt)
	p.Add(gridLines{ys: yt, to: to, style: draw.LineStyle{Color: t.grid, Width: px(1)}})
	p.Add(barSet{pts, t})
	for _, l := range c.Levels {
		p.Add(levelLine{l.Value, to, draw.LineStyle{Color: t.level, Width: px(2), Dashes: []vg.Length{px(3), px(5)}}})
	}
	p.Add(endLabels{ends, to, t})
}

type barSet struct {
	pts []answer.Point
	t   theme
}

func (b barSet) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	slot := tx(1) - tx(0)
	half := min(slot*0.36, px(45))
	long := len(b.pts) > 12
	size := 16.0
	if long {
		size = 14
	}
	for i, pt := range b.pts {
		x, y0, y1 := tx(float64(i)), ty(0), ty(pt.Value)
		col := b.t.below
		if pt.Meets {
			col = b.t.meets
		}
		r := vg.Rectangle{Min: vg.Point{X: x - half, Y: min(y0, y1)}, Max: vg.Point{X: x + half, Y: max(y0, y1)}}
		if pt.Meets {
			c.SetColor(col)
			c.Fill(r.Path())
		} else {
			c.SetColor(b.t.back)
			c.Fill(r.Path())
			c.StrokeLines(draw.LineStyle{Color: col, Width: px(2.5)}, []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}, r.Min})
		}
		val := style(b.t.ink, size-1, false)
		val.XAlign, val.YAlign = text.XCenter, text.YBottom
		v := number(pt.Value)
		if long {
			val.Rotation = math.Pi / 2
			val.XAlign, val.YAlign = text.XLeft, text.YCenter
			if pt.Meets || r.Max.Y-r.Min.Y > px(90) {
				// In the bar, where a level line can't cross it.
				val.XAlign = text.XRight
				if pt.Meets {
					val.Color = b.t.back
				}
			}
		}
		at := vg.Point{X: x, Y: max(y0, y1) + px(4)}
		if val.Rotation != 0 && val.XAlign == text.XRight {
			at.Y = max(y0, y1) - px(6)
		}
		c.FillText(val, at, v)
		name := style(b.t.ink, size, false)
		label := fit(pt.Label, 24)
		if long {
			name.Rotation = math.Pi / 2
			name.XAlign, name.YAlign = text.XRight, text.YCenter
		} else {
			name.XAlign, name.YAlign = text.XCenter, text.YTop
			for name.Width(label) > slot*0.98 && name.Font.Size > px(10) {
				name.Font.Size -= px(1)
			}
		}
		c.FillText(name, vg.Point{X: x, Y: min(y0, ty(p.Y.Min)) - px(8)}, label)
	}
}

// GlyphBoxes reserves room below the axis for the names.
func (b barSet) GlyphBoxes(p *plot.Plot) []plot.GlyphBox {
	h := px(28)
	if len(b.pts) > 12 {
		h = 0
		st := style(b.t.ink, 14, false)
		for _, pt := range b.pts {
			h = max(h, st.Width(fit(pt.Label, 24)))
		}
		h += px(12)
	}
	return []plot.GlyphBox{{X: 0.5, Y: 0, Rectangle: vg.Rectangle{Min: vg.Point{Y: -h}, Max: vg.Point{}}}}
}

// encode writes a paletted PNG: ramps from the ground to each colour of the
// theme keep edges smooth, and most of the time of a true-colour PNG is saved.
func encode(img *image.RGBA, t theme) ([]byte, error) {
	const steps = 22
	cols := append([]color.NRGBA{t.ink, t.faint, t.grid, t.meets, t.below, t.level}, t.series...)
	pal := color.Palette{t.back}
	seen := map[color.NRGBA]bool{t.back: true}
	for _, c := range cols {
		for i := 1; i <= steps; i++ {
			m := mix(t.back, c, float64(i)/steps)
			if !seen[m] && len(pal) < 256 {
				seen[m] = true
				pal = append(pal, m)
			}
		}
	}
	out := image.NewPaletted(img.Rect, pal)
	index := make(map[uint32]uint8, 1024)
	var last uint32
	var lastIndex uint8
	first := true
	for i, j := 0, 0; i < len(img.Pix); i, j = i+4, j+1 {
		k := uint32(img.Pix[i])<<16 | uint32(img.Pix[i+1])<<8 | uint32(img.Pix[i+2])
		if first || k != last {
			n, ok := index[k]
			if !ok {
				n = uint8(pal.Index(color.NRGBA{uint8(k >> 16), uint8(k >> 8), uint8(k), 255}))
				index[k] = n
			}
			last, lastIndex, first = k, n, false
		}
		out.Pix[j] = lastIndex
	}
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(&b, out); err != nil {
		return nil, fmt.Errorf("encoding chart: %w", err)
	}
	return b.Bytes(), nil
}

func mix(a, b color.NRGBA, f float64) color.NRGBA {
	m := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*f)) }
	return color.NRGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), 255}
}

func init() {
	// gonum's own default is a serif face.
	plot.DefaultFont = sans
	plotter.DefaultFont = sans
}
