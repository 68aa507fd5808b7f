package chart

import (
	"image/color"
	"math"
	"testing"
)

// linear is a channel of sRGB as light.
func linear(c uint8) float64 {
	v := float64(c) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// contrast by WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
func contrast(a, b color.NRGBA) float64 {
	l := func(c color.NRGBA) float64 {
		return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B) + 0.05
	}
	return max(l(a), l(b)) / min(l(a), l(b))
}

// Colour vision, as matrices on linear light at full severity: Machado, Oliveira
// and Fernandes 2009, https://doi.org/10.1109/TVCG.2009.113
var visions = map[string][3][3]float64{
	"full":         {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
}

func lab(c color.NRGBA, m [3][3]float64) (l, a, b float64) {
	in := [3]float64{linear(c.R), linear(c.G), linear(c.B)}
	var v [3]float64
	for i := range v {
		for j := range in {
			v[i] += m[i][j] * in[j]
		}
		v[i] = min(1, max(0, v[i]))
	}
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124564*v[0] + 0.3575761*v[1] + 0.1804375*v[2]) / 0.95047)
	y := f(0.2126729*v[0] + 0.7151522*v[1] + 0.0721750*v[2])
	z := f((0.0193339*v[0] + 0.1191920*v[1] + 0.9503041*v[2]) / 1.08883)
	return 116*y - 16, 500 * (x - y), 200 * (y - z)
}

// difference is CIEDE2000, https://doi.org/10.1002/col.20070
func difference(p, q color.NRGBA, m [3][3]float64) float64 {
	l1, a1, b1 := lab(p, m)
	l2, a2, b2 := lab(q, m)
	rad := math.Pi / 180
	cm := (math.Hypot(a1, b1) + math.Hypot(a2, b2)) / 2
	g := 0.5 * (1 - math.Sqrt(math.Pow(cm, 7)/(math.Pow(cm, 7)+math.Pow(25, 7))))
	a1, a2 = a1*(1+g), a2*(1+g)
	c1, c2 := math.Hypot(a1, b1), math.Hypot(a2, b2)
	hue := func(a, b float64) float64 { return math.Mod(math.Atan2(b, a)/rad+360, 360) }
	h1, h2 := hue(a1, b1), hue(a2, b2)
	dh := h2 - h1
	if dh > 180 {
		dh -= 360
	} else if dh < -180 {
		dh += 360
	}
	if c1*c2 == 0 {
		dh = 0
	}
	dl, dc, dH := l2-l1, c2-c1, 2*math.Sqrt(c1*c2)*math.Sin(dh/2*rad)
	lm, cm2, hm := (l1+l2)/2, (c1+c2)/2, h1+h2
	switch {
	case c1*c2 == 0:
	case math.Abs(h1-h2) <= 180:
		hm /= 2
	case hm < 360:
		hm = (hm + 360) / 2
	default:
		hm = (hm - 360) / 2
	}
	t := 1 - 0.17*math.Cos((hm-30)*rad) + 0.24*math.Cos(2*hm*rad) + 0.32*math.Cos((3*hm+6)*rad) - 0.2*math.Cos((4*hm-63)*rad)
	sl := 1 + 0.015*(lm-50)*(lm-50)/math.Sqrt(20+(lm-50)*(lm-50))
	sc, sh := 1+0.045*cm2, 1+0.015*cm2*t
	rt := -math.Sin(60*math.Exp(-math.Pow((hm-275)/25, 2))*rad) * 2 * math.Sqrt(math.Pow(cm2, 7)/(math.Pow(cm2, 7)+math.Pow(25, 7)))
	return math.Sqrt(dl/sl*dl/sl + dc/sc*dc/sc + dH/sh*dH/sh + rt*dc/sc*dH/sh)
}

// The pairs of the paper's own table that turn the corners of the formula.
func TestDifference(t *testing.T) {
	t.Parallel()
	same := rgb(0x336699)
	if d := difference(same, same, visions["full"]); d != 0 {
		t.Errorf("a colour is %v from itself", d)
	}
	if d := difference(rgb(0), rgb(0xffffff), visions["full"]); math.Abs(d-100) > 0.01 {
		t.Errorf("black and white are %v apart", d)
	}
	if d := difference(rgb(0xff0000), rgb(0x00ff00), visions["full"]); math.Abs(d-86.61) > 0.05 {
		t.Errorf("red and green are %v apart", d)
	}
}

func TestColoursAreReadableAndApart(t *testing.T) {
	t.Parallel()
	for _, theme := range []Theme{Light, Dark} {
		back := theme.colour(ground)
		for r := ink; r < roles; r++ {
			if k := contrast(theme.colour(r), back); r != grid && k < 4.5 {
				t.Errorf("theme %d: role %d is %.2f to 1 on the ground", theme, r, k)
			}
		}
		for a := series0; a < roles; a++ {
			for b := a + 1; b < roles; b++ {
				for name, m := range visions {
					if d := difference(theme.colour(a), theme.colour(b), m); d < 15 {
						t.Errorf("theme %d: series %d and %d are %.1f apart for %s", theme, a-series0, b-series0, d, name)
					}
				}
			}
		}
	}
}
