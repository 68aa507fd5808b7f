package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"strconv"
	"strings"
	"testing"

	"natobot/facts/answer"
)

// readSVG draws what an SVG of ours says: from its text alone, by its colours.
func readSVG(t *testing.T, b []byte, theme Theme) *drawing {
	t.Helper()
	d := &drawing{}
	role := map[string]role{}
	for r := range roles {
		role[hexOf(theme.colour(r))] = r
	}
	dec := xml.NewDecoder(bytes.NewReader(b))
	var group map[string]string
	var text *mark
	into := ""
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return d
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			a := map[string]string{}
			for _, x := range e.Attr {
				a[x.Name.Local] = x.Value
			}
			into = e.Name.Local
			switch into {
			case "svg":
				v := strings.Fields(a["viewBox"])
				d.width, d.height = numberOf(t, v[2]), numberOf(t, v[3])
			case "g":
				group = a
			case "text":
				m := mark{shape: label, role: role[group["fill"]], size: numberOf(t, group["font-size"]), bold: group["font-weight"] == "700",
					anchor: map[string]uint8{"": start, "middle": middle, "end": end}[group["text-anchor"]], at: []point{{numberOf(t, a["x"]), numberOf(t, a["y"])}}}
				d.marks = append(d.marks, m)
				text = &d.marks[len(d.marks)-1]
			case "circle":
				m := mark{shape: marker, role: role[group["fill"]], size: numberOf(t, a["r"]), at: []point{{numberOf(t, a["cx"]), numberOf(t, a["cy"])}}}
				if s := group["stroke"]; s != "" {
					m.role, m.hollow = role[s], true
				}
				d.marks = append(d.marks, m)
			case "path":
				if group == nil {
					continue // the ground
				}
				d.marks = append(d.marks, readPath(t, a["d"], group, role))
			}
		case xml.CharData:
			switch into {
			case "text":
				text.text += string(e)
			case "title":
				d.title += string(e)
			case "desc":
				d.desc += string(e)
			case "metadata":
				d.source += string(e)
			}
		case xml.EndElement:
			into = ""
		}
	}
}

func numberOf(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func readPath(t *testing.T, s string, group map[string]string, role map[string]role) mark {
	t.Helper()
	closed := strings.HasSuffix(s, "z")
	s = strings.TrimSuffix(strings.TrimPrefix(s, "M"), "z")
	stroked, filled := group["stroke"], group["fill"]
	if head, rest, ok := strings.Cut(s, "h"); ok { // a rectangle
		p := strings.Fields(head)
		w, rest, _ := strings.Cut(rest, "v")
		h, _, _ := strings.Cut(rest, "h")
		m := mark{shape: rectangle, role: role[filled], at: []point{{numberOf(t, p[0]), numberOf(t, p[1])}, {numberOf(t, w), numberOf(t, h)}}}
		if stroked != "" {
			m.hollow = true
			m.at[0].x, m.at[0].y, m.at[1].x, m.at[1].y = m.at[0].x-outline/2, m.at[0].y-outline/2, m.at[1].x+outline, m.at[1].y+outline
		}
		return m
	}
	var at []point
	for _, p := range strings.Split(s, "L") {
		x, y, _ := strings.Cut(p, " ")
		at = append(at, point{numberOf(t, x), numberOf(t, y)})
	}
	if !closed {
		return mark{shape: stroke, role: role[stroked], width: numberOf(t, group["stroke-width"]), dashed: group["stroke-dasharray"] != "", at: at}
	}
	m := mark{shape: marker, role: role[filled], at: at, form: corners}
	if stroked != "" {
		m.role, m.hollow = role[stroked], true
	}
	return m
}

// corners marks a marker that is known by its corners alone.
const corners = 200

// The picture is the same from either output: what the SVG says, drawn, is what
// the PNG shows, pixel by pixel, and so are the words in both files.
func TestSVGAndPNGAreOneDrawing(t *testing.T) {
	t.Parallel()
	charts := samples()
	for i, q := range questions {
		if c := ask(t, q, day); c != nil {
			charts[fmt.Sprint("question ", i)] = c
		}
	}
	for name, c := range charts {
		for _, theme := range []Theme{Light, Dark} {
			s, err := SVG(c, theme)
			if err != nil {
				t.Fatal(err)
			}
			d := readSVG(t, s, theme)
			p, err := PNG(c, theme)
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(p))
			if err != nil {
				t.Fatal(err)
			}
			pic := img.(*image.Paletted)
			if pic.Rect.Dx() != int(d.width) || pic.Rect.Dy() != int(d.height) {
				t.Fatalf("%s: the SVG is %v by %v, the PNG %v", name, d.width, d.height, pic.Rect)
			}
			canvas := &canvas{w: int(d.width), h: int(d.height), pix: make([]uint8, len(pic.Pix))}
			for i := range d.marks {
				if m := &d.marks[i]; m.form == corners {
					canvas.ring(m, m.at)
				} else {
					canvas.draw(m)
				}
			}
			off := 0
			for i := range pic.Pix {
				if pic.Pix[i] != canvas.pix[i] {
					off++
				}
			}
			if off > 0 {
				t.Errorf("%s, theme %d: %d pixels differ", name, theme, off)
			}
			if d.title != c.Title || d.desc != c.Alt || !bytes.Contains(p, []byte(c.Title)) || !bytes.Contains(p, []byte(c.Source)) || !bytes.Contains(p, []byte(c.Alt)) || !strings.HasPrefix(d.source, c.Source) {
				t.Errorf("%s: title %q, description %q, source %q", name, d.title, d.desc, d.source)
			}
		}
	}
}

// Text that wants to be markup stays text, whatever it is.
func FuzzSVG(f *testing.F) {
	f.Add("Spain <b>&\"'", "2 % floor", "\u202e\x00\xff", 2.0)
	f.Fuzz(func(t *testing.T, title, name, text string, v float64) {
		c := &answer.Chart{Kind: "line", Title: title, Subtitle: name, Alt: text, Source: text, Address: name, Unit: text, Levels: []answer.Level{{Value: v, Label: name}},
			Series: []answer.Series{{Name: name, Points: []answer.Point{{Year: 2014, Value: v, Text: text}, {Year: 2015, Value: 1}}}}}
		for _, kind := range []string{"line", "bar"} {
			c.Kind = kind
			s, err := SVG(c, Light)
			if err != nil {
				continue
			}
			dec := xml.NewDecoder(bytes.NewReader(s))
			for {
				tok, err := dec.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%v in %s", err, s)
				}
				if e, ok := tok.(xml.StartElement); ok && !strings.Contains(" svg title desc metadata g path circle text ", " "+e.Name.Local+" ") {
					t.Fatalf("%q is drawn", e.Name.Local)
				}
			}
			if _, err := PNG(c, Dark); err != nil {
				t.Fatal(err)
			}
		}
	})
}
