package chart

import (
	"image/color"
	"strconv"
)

// A Theme is the ground on which a chart is drawn.
type Theme uint8

// The themes.
const (
	Light Theme = iota
	Dark
)

// palettes give the roles their colours. Every text is at least 4.5 to 1 on its
// ground; any two of the six series are at least 15 apart (CIEDE2000) for
// people with full colour vision, protanopia and deuteranopia. Tests hold both.
var palettes = [...][roles]color.NRGBA{
	Light: {
		ground: rgb(0xffffff), ink: rgb(0x1b1f24), faint: rgb(0x59616b), grid: rgb(0xdfe3e8), level: rgb(0x6b4c9a),
		series0: rgb(0x1571d1), series1: rgb(0xc84e05), series2: rgb(0x027e5f), series3: rgb(0x9f3981), series4: rgb(0x4d3800), series5: rgb(0x15213d),
	},
	Dark: {
		ground: rgb(0x1a1d21), ink: rgb(0xf1f3f5), faint: rgb(0xa9b1ba), grid: rgb(0x343a41), level: rgb(0xb9a0e0),
		series0: rgb(0x92d6ff), series1: rgb(0xe98936), series2: rgb(0x33d29b), series3: rgb(0xcc91b2), series4: rgb(0xf5e93f), series5: rgb(0x8394ff),
	},
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

func (t Theme) colour(r role) color.NRGBA { return palettes[t%Theme(len(palettes))][r] }

func hexOf(c color.NRGBA) string {
	return "#" + strconv.FormatUint(1<<24|uint64(c.R)<<16|uint64(c.G)<<8|uint64(c.B), 16)[1:]
}

// classes are the names of the roles in an SVG.
var classes = [roles]string{"nb-g", "nb-i", "nb-f", "nb-r", "nb-l", "nb-0", "nb-1", "nb-2", "nb-3", "nb-4", "nb-5"}

// CSS are the rules that give the parts of any SVG of this package the colours
// of a theme, for a page that shows one drawing on either ground: a rule wins
// over the attribute in the drawing.
func CSS(t Theme) string {
	var b []byte
	for r := range roles {
		c := hexOf(t.colour(r))
		b = append(b, "."+classes[r]+"{fill:"+c+"}."+classes[r]+"s{stroke:"+c+"}"...)
	}
	return string(b)
}
