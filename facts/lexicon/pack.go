package lexicon

import (
	"encoding/binary"
	"fmt"
	"math"
	"sort"
	"strings"
)

// A lexicon is kept packed: tables in one block of bytes that are looked up
// where they lie, so that starting reads nothing and holds nothing twice. The
// block is made from the files of the languages by pack, and committed as
// lexicon.bin; a test says when it is older than they are.
//
// The block is a row of sections, each with its length before it:
//
//	langs    tags, parted by line ends
//	text     all strings, each once
//	words    hash table: offset in text (three bytes), length (one), id (four)
//	stems    the same
//	edges    hash table: node, id, next node, three bytes each
//	nodes    for each node the first of its senses; one more at the end
//	senses   ten bytes each
//	print    sorted by language, sort and value: word
//	elisions strings, parted by line ends
type packed struct {
	text                []byte
	words, stems, edges table
	nodes, senses       []byte
	print               []byte
}

// table is an open hash table of fixed rows, two thirds of them taken; the last
// number of a free row is zero.
type table struct {
	rows []byte
	size uint32 // in rows
}

// at is the row at which a hash begins to look.
func (t table) at(hash uint32) uint32 { return uint32(uint64(hash) * uint64(t.size) >> 32) }

// after is the row behind one.
func (t table) after(i uint32) uint32 {
	if i++; i < t.size {
		return i
	}
	return 0
}

// Bytes of a row of each table.
const wordRow, edgeRow, nodeRow, senseRow, printRow = 8, 9, 3, 10, 12

// most is one more than three bytes hold.
const most = 1 << 24

func hashString(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h * 0x9E3779B1 // the upper bits choose the row
}

func hashEdge(node, id uint32) uint32 {
	x := uint64(node)<<32 | uint64(id)
	x *= 0x9E3779B97F4A7C15
	return uint32(x >> 32)
}

func u32(b []byte, i int) uint32 { return binary.LittleEndian.Uint32(b[i:]) }

func u24(b []byte, i int) uint32 {
	b = b[i : i+3]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
}

func put24(b []byte, at int, vs ...uint32) {
	for i, v := range vs {
		if v >= most {
			panic(fmt.Sprintf("lexicon: %d does not fit three bytes", v))
		}
		b[at+3*i], b[at+3*i+1], b[at+3*i+2] = byte(v), byte(v>>8), byte(v>>16)
	}
}

// word is where the text of a row of a table of words lies, and its id; 0 for a
// free row.
func (t table) word(i uint32) (off uint32, n int, id uint32) {
	b := t.rows[int(i)*wordRow:][:wordRow]
	return u24(b, 0), int(b[3]), u32(b, 4)
}

// edge is a row of the table of edges; next is 0 in a free row.
func (t table) edge(i uint32) (node, id, next uint32) {
	b := t.rows[int(i)*edgeRow:][:edgeRow]
	return u24(b, 0), u24(b, 3), u24(b, 6)
}

// find is the id of a word in a table of words.
func (p *packed) find(t table, w string) (uint32, bool) {
	if len(t.rows) == 0 {
		return 0, false
	}
	for i := t.at(hashString(w)); ; i = t.after(i) {
		off, n, id := t.word(i)
		if id == 0 {
			return 0, false
		}
		if n == len(w) && string(p.text[off:int(off)+n]) == w {
			return id, true
		}
	}
}

// edge is the node behind node on word id; 0: there is none.
func (p *packed) edge(node, id uint32) uint32 {
	for i := p.edges.at(hashEdge(node, id)); ; i = p.edges.after(i) {
		n, w, next := p.edges.edge(i)
		if next == 0 || n == node && w == id {
			return next
		}
	}
}

func (p *packed) string(off uint32, n int) string { return string(p.text[off : int(off)+n]) }

// sensesOf appends the senses of a node to list.
func (l *Lexicon) sensesOf(node uint32, list []Sense) []Sense {
	p := &l.packed
	from, to := u24(p.nodes, int(node)*nodeRow), u24(p.nodes, int(node)*nodeRow+nodeRow)
	for i := from; i < to; i++ {
		row := p.senses[int(i)*senseRow:]
		s := Sense{Sort: Sort(row[0]), Lang: Lang(row[1]), Cost: row[2] & 0x7f, Caps: row[2]&0x80 != 0}
		s.Val = l.vals[binary.LittleEndian.Uint16(row[4:])]
		s.Num = l.nums[binary.LittleEndian.Uint16(row[4:])]
		s.formed = row[6] != 0
		if n := int(row[3]); n > 0 {
			s.form = p.string(u24(row, 7), n)
		}
		list = append(list, s)
	}
	return list
}

// some reports whether a node has senses.
func (p *packed) some(node uint32) bool {
	return u24(p.nodes, int(node)*nodeRow) != u24(p.nodes, int(node)*nodeRow+nodeRow)
}

// means reports whether a node has a sense of one of some sorts.
func (p *packed) means(node uint32, sorts []Sort) bool {
	for i := u24(p.nodes, int(node)*nodeRow); i < u24(p.nodes, int(node)*nodeRow+nodeRow); i++ {
		if oneOf(Sort(p.senses[int(i)*senseRow]), sorts) {
			return true
		}
	}
	return false
}

// packer gathers the strings of a block, each once.
type packer struct {
	text []byte
	at   map[string]uint32
}

func (k *packer) put(s string) uint32 {
	if off, ok := k.at[s]; ok {
		return off
	}
	off := uint32(len(k.text))
	k.text = append(k.text, s...)
	k.at[s] = off
	return off
}

func tableOf(n, row int) table {
	size := n*3/2 + 8
	return table{rows: make([]byte, size*row), size: uint32(size)}
}

// pack makes the block of what a builder read.
func (b *builder) pack() []byte {
	k := &packer{at: map[string]uint32{}}
	words, stems := k.words(b.words), k.words(b.stems)
	edges := tableOf(len(b.edges), edgeRow)
	for _, e := range b.sortedEdges() {
		i := edges.at(hashEdge(uint32(e>>32), uint32(e)))
		for _, _, next := edges.edge(i); next != 0; _, _, next = edges.edge(i) {
			i = edges.after(i)
		}
		put24(edges.rows, int(i)*edgeRow, uint32(e>>32), uint32(e), uint32(b.edges[e]))
	}
	vals, index := b.vals()
	var nodes, senses []byte
	n := uint32(0)
	for node, list := range b.senses {
		nodes = append(nodes, 0, 0, 0)
		put24(nodes, len(nodes)-nodeRow, n)
		forms := b.forms[int32(node)]
		for i, s := range list {
			row := make([]byte, senseRow)
			row[0], row[1], row[2] = byte(s.Sort), byte(s.Lang), s.Cost
			if s.Caps {
				row[2] |= 0x80
			}
			binary.LittleEndian.PutUint16(row[4:], index[s.Val])
			if forms != nil {
				row[3], row[6] = byte(len(forms[i])), 1
				put24(row, 7, k.put(forms[i]))
			}
			senses = append(senses, row...)
			n++
		}
	}
	nodes = append(nodes, 0, 0, 0)
	put24(nodes, len(nodes)-nodeRow, n)
	print := k.print(b.print, index)
	var out []byte
	for _, s := range [][]byte{[]byte(strings.Join(b.langs, "\n")), k.text, words.rows, stems.rows, edges.rows, nodes, senses, print, []byte(strings.Join(sortedKeys(b.elisions), "\n")), []byte(strings.Join(vals, "\n"))} {
		out = binary.LittleEndian.AppendUint32(out, uint32(len(s)))
		out = append(out, s...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	return binary.LittleEndian.AppendUint32(out, uint32(b.longest))
}

func (k *packer) words(m map[string]int32) table {
	t := tableOf(len(m), wordRow)
	for _, w := range sortedKeys(m) {
		i := t.at(hashString(w))
		for _, _, id := t.word(i); id != 0; _, _, id = t.word(i) {
			i = t.after(i)
		}
		if len(w) > 255 {
			panic("lexicon: a word is too long: " + w)
		}
		row := t.rows[int(i)*wordRow:]
		put24(row, 0, k.put(w))
		row[3] = byte(len(w))
		binary.LittleEndian.PutUint32(row[4:], uint32(m[w]))
	}
	return t
}

// print is sorted by language, sort and value.
func (k *packer) print(m map[printKey]string, index map[string]uint16) []byte {
	keys := make([]printKey, 0, len(m))
	for x := range m {
		keys = append(keys, x)
	}
	key := func(x printKey) uint32 {
		return uint32(x.lang)<<24 | uint32(x.sort)<<16 | uint32(index[x.val])
	}
	sort.Slice(keys, func(i, j int) bool { return key(keys[i]) < key(keys[j]) })
	var out []byte
	for _, x := range keys {
		out = binary.LittleEndian.AppendUint32(out, key(x))
		out = binary.LittleEndian.AppendUint32(out, k.put(m[x]))
		out = binary.LittleEndian.AppendUint32(out, uint32(len(m[x])))
	}
	return out
}

func (b *builder) sortedEdges() []uint64 {
	out := make([]uint64, 0, len(b.edges))
	for e := range b.edges {
		out = append(out, e)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// vals are all values of senses, sorted, and where each stands.
func (b *builder) vals() ([]string, map[string]uint16) {
	set := map[string]bool{}
	for _, list := range b.senses {
		for _, s := range list {
			set[s.Val] = true
		}
	}
	for k := range b.print {
		set[k.val] = true
	}
	vals := sortedKeys(set)
	index := make(map[string]uint16, len(vals))
	for i, v := range vals {
		index[v] = uint16(i)
	}
	return vals, index
}

func sortedKeys[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// open reads a block where it lies. A block that is cut short is an error.
func open(block []byte) (*Lexicon, error) {
	var section [10][]byte
	rest := block
	for i := range section {
		if len(rest) < 4 {
			return nil, fmt.Errorf("lexicon: block ends in section %d", i)
		}
		n := int(u32(rest, 0))
		if n > len(rest)-4 {
			return nil, fmt.Errorf("lexicon: section %d is cut short", i)
		}
		section[i] = rest[4 : 4+n]
		skip := 4 + n
		for skip%4 != 0 {
			skip++
		}
		if skip > len(rest) {
			return nil, fmt.Errorf("lexicon: section %d is cut short", i)
		}
		rest = rest[skip:]
	}
	if len(rest) != 4 {
		return nil, fmt.Errorf("lexicon: %d bytes behind the last section", len(rest))
	}
	l := &Lexicon{Langs: strings.Split(string(section[0]), "\n"), elisions: map[string]bool{}, longest: int(u32(rest, 0))}
	of := func(b []byte, row int) table { return table{b, uint32(len(b) / row)} }
	l.packed = packed{text: section[1], words: of(section[2], wordRow), stems: of(section[3], wordRow), edges: of(section[4], edgeRow), nodes: section[5], senses: section[6], print: section[7]}
	for _, e := range strings.Split(string(section[8]), "\n") {
		l.elisions[e] = true
	}
	l.vals = strings.Split(string(section[9]), "\n")
	l.nums = make([]float64, len(l.vals))
	for i, v := range l.vals {
		l.nums[i] = numOf(v)
	}
	return l, nil
}

// numOf is the number that a value is, or 0.
func numOf(v string) float64 {
	neg := strings.HasPrefix(v, "-")
	s := strings.TrimPrefix(v, "-")
	if s == "" || strings.Trim(s, "0123456789.") != "" {
		return 0
	}
	x := 0.0
	for i, part := range strings.SplitN(s, ".", 2) {
		for j := 0; j < len(part); j++ {
			if i == 0 {
				x = x*10 + float64(part[j]-'0')
			}
		}
		if i == 1 {
			f := 0.0
			for j := 0; j < len(part); j++ {
				f = f*10 + float64(part[j]-'0')
			}
			x += f / math.Pow10(len(part))
		}
	}
	if neg {
		return -x
	}
	return x
}

// Print is the first word that a language has for a sort and value.
func (l *Lexicon) Print(lang Lang, s Sort, val string) (string, bool) {
	v := sort.SearchStrings(l.vals, val)
	if v == len(l.vals) || l.vals[v] != val {
		return "", false
	}
	key := uint32(lang)<<24 | uint32(s)<<16 | uint32(v)
	b := l.packed.print
	n := len(b) / printRow
	i := sort.Search(n, func(i int) bool { return u32(b, i*printRow) >= key })
	if i == n || u32(b, i*printRow) != key {
		return "", false
	}
	return l.packed.string(u32(b, i*printRow+4), int(u32(b, i*printRow+8))), true
}
