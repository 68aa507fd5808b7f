package facts

import "slices"

// A grid finds the row of an Ally and a measure without hashing a string: a
// small table of the codes in an edition, and a place for each measure of each.
type grid struct {
	codes [gridSlots]uint32 // see codeKey; 0: free
	rows  [gridSlots][measures]*figureRow
}

const (
	gridSlots = 64 // a power of two, well above the number of Allies and aggregates
	measures  = 16
)

// codeKey packs a code into a number; 0 for what is no code.
func codeKey(c Code) uint32 {
	switch {
	case len(c) == 3:
		return uint32(c[0])<<16 | uint32(c[1])<<8 | uint32(c[2])
	case c == NATOTotal:
		return 1
	case c == EuropeCanada:
		return 2
	}
	return 0
}

// slot is where a key stands or, where there is none, would stand.
func (g *grid) slot(key uint32) uint32 {
	i := key * 0x9E3779B1 >> 26
	for g.codes[i] != key && g.codes[i] != 0 {
		i = (i + 1) & (gridSlots - 1)
	}
	return i
}

// gridOf makes the grid of an edition's rows; nil where they are too many for
// one, which no table of NATO's is.
func gridOf(rows map[rowKey]*figureRow) *grid {
	g := &grid{}
	n := 0
	for k, r := range rows {
		key, m := codeKey(k.ally), k.measure.index()
		if key == 0 || m < 0 {
			return nil
		}
		i := g.slot(key)
		if g.codes[i] == 0 {
			if n++; n > gridSlots*3/4 {
				return nil
			}
			g.codes[i] = key
		}
		g.rows[i][m] = r
	}
	return g
}

// row is the edition's row of an Ally and a measure, or nil.
func (e *Edition) row(c Code, m Measure) *figureRow {
	if e.grid == nil {
		return e.rows[rowKey{c, m}]
	}
	key, i := codeKey(c), m.index()
	if key == 0 || i < 0 {
		return nil
	}
	at := e.grid.slot(key)
	if e.grid.codes[at] == 0 {
		return nil
	}
	return e.grid.rows[at][i]
}

// yearAt is where a year stands among those of the edition; below 0 where it
// does not.
func (e *Edition) yearAt(year int) int {
	if len(e.Years) == 0 {
		return -1
	}
	if i := year - e.Years[0]; i >= 0 && i < len(e.Years) && e.Years[i] == year {
		return i // years without a gap
	}
	if i, ok := slices.BinarySearch(e.Years, year); ok {
		return i
	}
	return -1
}
