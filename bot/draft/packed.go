package draft

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"natobot/facts"
)

var (
	errBroken = "This document is broken: it can't be unpacked. Open it where it was written, save it anew, and check that."
	errBomb   = "This document unpacks to more than a text can be. Copy its text, and check that."
	errLocked = "This document is locked with a password. Save it without one, and check that."
)

// An archive is a packed file, and what may still be unpacked of it.
type archive struct {
	*zip.Reader
	left int64
}

// packed takes the text out of a document of a word processor.
func packed(raw []byte) (*Draft, error) {
	if err := indexed(raw); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, refuse(errBroken, err)
	}
	if len(z.File) > maxEntries {
		return nil, refuse(errBomb, nil)
	}
	a := &archive{z, maxPart}
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, refuse(errLocked, nil)
		}
	}
	switch {
	case a.file("[Content_Types].xml") != nil:
		return a.docx()
	case a.file("content.xml") != nil:
		return a.odt()
	}
	return nil, refuse("This packed file is no .docx and no .odt. Save the text as one of them, and check that.", nil)
}

// indexed refuses a file whose directory is larger than any document's, before
// it is read: it would be held in memory as a whole.
func indexed(raw []byte) error {
	const end = 22 // bytes of the record at the end, without its comment
	at := bytes.LastIndex(raw[max(0, len(raw)-end-1<<16):], []byte("PK\x05\x06"))
	if at < 0 {
		return refuse(errBroken, nil)
	}
	at += max(0, len(raw)-end-1<<16)
	if at+end > len(raw) {
		return refuse(errBroken, nil)
	}
	n := binary.LittleEndian.Uint16(raw[at+10:])
	size, from := int64(binary.LittleEndian.Uint32(raw[at+12:])), int64(binary.LittleEndian.Uint32(raw[at+16:]))
	switch {
	case n > maxEntries || size > maxIndex:
		return refuse(errBomb, nil)
	case from+size != int64(at):
		return refuse(errBroken, nil)
	}
	return nil
}

func (a *archive) file(name string) *zip.File {
	for _, f := range a.File {
		if strings.TrimPrefix(f.Name, "/") == name {
			return f
		}
	}
	return nil
}

// part is a part unpacked; nil where there is none.
func (a *archive) part(name string) ([]byte, error) {
	f := a.file(name)
	if f == nil {
		return nil, nil
	}
	size, packed := f.UncompressedSize64, f.CompressedSize64
	if size > uint64(a.left) || size > smallPart && size > maxRatio*packed {
		return nil, refuse(errBomb, nil)
	}
	r, err := f.Open()
	if err != nil {
		return nil, refuse(errBroken, err)
	}
	defer r.Close()
	out := make([]byte, size)
	if _, err := io.ReadFull(r, out); err != nil {
		return nil, refuse(errBroken, err)
	}
	if n, err := r.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) { // the sum is checked at the end
		return nil, refuse(errBroken, err)
	}
	a.left -= int64(size)
	return out, nil
}

// told calls f with each element of a part that tells something and has
// attributes, and with each that ends, with its text.
func (a *archive) told(name string, f func(start xml.StartElement, text string)) error {
	raw, err := a.part(name)
	if raw == nil || err != nil {
		return err
	}
	var open xml.StartElement
	var text strings.Builder
	return scan(raw, func(t xml.Token, _, _ int) error {
		switch t := t.(type) {
		case xml.StartElement:
			if len(t.Attr) > 0 {
				f(t, "")
			}
			open = t.Copy()
			text.Reset()
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			if open.Name == t.Name {
				f(open, text.String())
			}
		}
		return nil
	})
}

// scan calls f with each token of a part and the bytes that it takes, within
// the limits.
func scan(raw []byte, f func(t xml.Token, from, to int) error) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) {
		return nil, errors.New("a part in another set of characters than UTF-8")
	}
	depth := 0
	for n := 0; ; n++ {
		from := d.InputOffset()
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return refuse(errBroken, err)
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if depth > maxDepth || n > maxTokens {
			return refuse(errBomb, nil)
		}
		if err := f(t, int(from), int(d.InputOffset())); err != nil {
			return err
		}
	}
}

// A flow writes the text of a part: paragraphs, rows and what stands aside.
type flow struct {
	raw   []byte
	main  *builder
	b     *builder // what is written to now: main, or what stands aside
	asked []*aside
	rows  rows
	depth int
	skip  int  // the depth of the element that is left out; 0: none
	glued bool // the mark at the end of the last paragraph was deleted
}

// An aside is a note or a box within a paragraph.
type aside struct {
	b     *builder
	depth int
	rows  rows
	was   *builder
}

func newFlow(raw []byte, b *builder) *flow {
	f := &flow{raw: raw, main: b, b: b}
	f.rows.b = b
	return f
}

// begin leads what follows aside, until the element ends; paragraph and run go
// on counting.
func (f *flow) begin() {
	a := &aside{b: &builder{part: f.b.part, para: f.b.para, run: f.b.run}, depth: f.depth, rows: f.rows, was: f.b}
	f.asked = append(f.asked, a)
	f.b, f.rows = a.b, rows{b: a.b}
}

// ended puts what stood aside behind the paragraph that holds it. It is kept
// until that ends.
func (f *flow) ended() (*builder, bool) {
	n := len(f.asked)
	if n == 0 || f.asked[n-1].depth != f.depth {
		return nil, false
	}
	a := f.asked[n-1]
	f.asked = f.asked[:n-1]
	a.was.para, a.was.run = a.b.para, a.b.run
	f.b, f.rows = a.was, a.rows
	return a.b, true
}

// paragraph begins a paragraph.
func (f *flow) paragraph() {
	switch {
	case f.glued:
		f.glued = false
	case f.rows.inCell():
		f.rows.line()
	default:
		f.b.apart("\n\n")
	}
	f.b.para++
}

// xmlText adds text of an element, of which from to to are the bytes. The
// decoder reads line ends as one sign and entities as what they stand for.
func (f *flow) xmlText(t string, from, to int, put func(s string, at int)) {
	raw := string(f.raw[from:to])
	if strings.HasPrefix(raw, "<![CDATA[") {
		from += len("<![CDATA[")
		put(strings.TrimSuffix(raw[len("<![CDATA["):], "]]>"), from)
		return
	}
	if len(raw) == len(t) { // nothing in it stands for another thing
		put(t, from)
		return
	}
	eachPiece(raw, func(s string, at int, entity bool) {
		if !entity {
			put(s, from+at)
			return
		}
		f.b.stands(unescaped(s), from+at, len(s))
	})
}

// is reports whether a name is local in one of the namespaces.
func is(n xml.Name, spaces []string, local string) bool {
	return n.Local == local && in(n.Space, spaces)
}

func in(space string, spaces []string) bool {
	for _, s := range spaces {
		if s == space {
			return true
		}
	}
	return false
}

func attrOf(t *xml.StartElement, local string) (string, bool) {
	for _, a := range t.Attr {
		if a.Name.Local == local {
			return a.Value, true
		}
	}
	return "", false
}

// targets are the parts that relations of a part lead to, by the last word of
// their type.
func (a *archive) targets(of string) (map[string]string, error) {
	dir, base := path.Split(of)
	out := map[string]string{}
	err := a.told(dir+"_rels/"+base+".rels", func(t xml.StartElement, _ string) {
		kind, _ := attrOf(&t, "Type")
		to, ok := attrOf(&t, "Target")
		mode, _ := attrOf(&t, "TargetMode")
		if !ok || mode == "External" {
			return
		}
		if !strings.HasPrefix(to, "/") {
			to = path.Join(dir, to)
		}
		if k := kind[strings.LastIndexByte(kind, '/')+1:]; out[k] == "" {
			out[k] = strings.TrimPrefix(path.Clean(to), "/")
		}
	})
	return out, err
}

// dateTold is the later of the days on which a file says it was made and
// changed.
func (a *archive) dateTold(part string) (facts.Date, error) {
	var out facts.Date
	err := a.told(part, func(t xml.StartElement, text string) {
		switch t.Name.Local {
		case "modified", "created", "date", "creation-date":
			if d := day(text); d > out {
				out = d
			}
		}
	})
	return out, err
}
