package draft

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// The namespaces of OpenDocument 1.x.
const (
	odfOffice = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
	odfText   = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
	odfTable  = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
	odfStyle  = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
	odfDraw   = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
	odfSVG    = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
)

// odt takes the text out of an OpenDocument text; notes stand behind the
// paragraph that has their mark.
func (a *archive) odt() (*Draft, error) {
	locked := false
	err := a.told("META-INF/manifest.xml", func(t xml.StartElement, _ string) {
		locked = locked || t.Name.Local == "encryption-data" || t.Name.Local == "encrypted-key"
	})
	if err == nil && !locked {
		err = a.told("META-INF/manifest.xml", func(t xml.StartElement, _ string) { locked = locked || t.Name.Local == "algorithm" })
	}
	if err != nil {
		return nil, err
	}
	if locked {
		return nil, refuse(errLocked, nil)
	}
	raw, err := a.part("content.xml")
	if err != nil {
		return nil, err
	}
	b := &builder{}
	o := &openReader{flow: newFlow(raw, b), raisedIn: map[string]bool{}}
	if err := scan(raw, o.token); err != nil {
		return nil, err
	}
	d, err := b.done(ODT)
	if err != nil {
		return nil, err
	}
	d.parts = []string{"content.xml"}
	d.Date, err = a.dateTold("meta.xml")
	return d, err
}

// An openReader reads content.xml.
type openReader struct {
	*flow
	style    string          // being defined
	raisedIn map[string]bool // names of styles that raise
	body     bool
	paras    []int // depths of the paragraphs that are open
	supers   []int // depths of raised spans
	behind   []*builder
}

func (o *openReader) token(t xml.Token, from, to int) error {
	switch t := t.(type) {
	case xml.StartElement:
		o.depth++
		if o.skip == 0 {
			o.start(&t, from, to)
		}
	case xml.EndElement:
		if o.skip == 0 {
			o.end(t.Name)
		} else if o.skip == o.depth {
			o.skip = 0
		}
		o.depth--
	case xml.CharData:
		if o.skip == 0 && o.body && len(o.paras) > 0 {
			o.put(string(t), from, to)
		}
	}
	return nil
}

func (o *openReader) put(s string, from, to int) {
	if len(o.supers) > 0 {
		if r, ok := raised(s); ok {
			o.b.stands(r, from, to-from)
			return
		}
	}
	o.xmlText(s, from, to, o.b.squeezed)
}

func (o *openReader) start(t *xml.StartElement, from, to int) {
	switch t.Name.Space {
	case odfOffice:
		switch t.Name.Local {
		case "text":
			o.body = true
		case "annotation", "forms", "binary-data":
			o.skip = o.depth
		}
	case odfStyle:
		switch t.Name.Local {
		case "style":
			o.style, _ = attrOf(t, "name")
		case "text-properties":
			if v, _ := attrOf(t, "text-position"); strings.HasPrefix(v, "super") || len(v) > 1 && v[0] >= '1' && v[0] <= '9' {
				o.raisedIn[o.style] = true
			}
		}
	case odfText:
		if o.body {
			o.words(t, from, to)
		}
	case odfTable:
		switch t.Name.Local {
		case "table":
			if o.rows.inCell() {
				o.rows.line()
			} else {
				o.b.apart("\n\n")
			}
		case "table-row":
			o.rows.open()
		case "table-cell":
			o.rows.cell()
		case "tracked-changes", "shapes":
			o.skip = o.depth
		}
	case odfDraw:
		switch t.Name.Local {
		case "text-box":
			o.aside()
		case "object", "object-ole", "image":
			o.skip = o.depth
		}
	case odfSVG:
		o.skip = o.depth
	}
}

// aside begins a note or a box: within a paragraph it waits for its end.
func (o *openReader) aside() {
	o.begin()
	o.paras = append(o.paras, -o.depth)
}

// words begins an element of text.
func (o *openReader) words(t *xml.StartElement, from, to int) {
	switch t.Name.Local {
	case "p", "h":
		o.paras = append(o.paras, o.depth)
		o.paragraph()
		o.b.run++
	case "span":
		o.b.run++
		if v, _ := attrOf(t, "style-name"); o.raisedIn[v] {
			o.supers = append(o.supers, o.depth)
		}
	case "s":
		n := 1
		if v, ok := attrOf(t, "c"); ok {
			n, _ = strconv.Atoi(v)
		}
		o.b.stands(strings.Repeat(" ", min(max(n, 1), 1000)), from, to-from)
	case "tab":
		o.b.stands("\t", from, to-from)
	case "line-break":
		o.b.stands("\n", from, to-from)
	case "note-body":
		o.aside()
	case "tracked-changes", "note-citation", "hidden-text", "hidden-paragraph", "ruby-text", "table-of-content", "alphabetical-index", "variable-decls", "sequence-decls", "user-field-decls", "script":
		o.skip = o.depth
	}
}

func (o *openReader) end(n xml.Name) {
	switch {
	case n.Space == odfText && (n.Local == "p" || n.Local == "h") && o.body:
		o.closed(o.depth)
		if len(o.asked) == 0 && len(o.behind) > 0 {
			for _, x := range o.behind {
				o.b.apart("\n\n")
				o.b.add(x)
			}
			o.b.apart("\n\n")
			o.behind = nil
		}
	case n.Space == odfText && n.Local == "span":
		o.b.run++
		if k := len(o.supers); k > 0 && o.supers[k-1] == o.depth {
			o.supers = o.supers[:k-1]
		}
	case n.Space == odfText && n.Local == "note-body", n.Space == odfDraw && n.Local == "text-box":
		o.closed(-o.depth)
		if box, ok := o.ended(); ok {
			o.behind = append(o.behind, box)
		}
	case n.Space == odfOffice && n.Local == "text":
		o.body = false
	case n.Space == odfTable && n.Local == "table-row":
		o.rows.close()
	case n.Space == odfTable && n.Local == "table-cell":
		if r := o.rows.top(); r != nil {
			o.rows.measure(r)
			r.in = false
		}
	case n.Space == odfTable && n.Local == "table":
		o.b.apart("\n\n")
	}
}

func (o *openReader) closed(depth int) {
	if k := len(o.paras); k > 0 && o.paras[k-1] == depth {
		o.paras = o.paras[:k-1]
	}
}
