package draft

import (
	"encoding/xml"
	"html"
	"slices"
	"strings"
)

// The namespaces of WordprocessingML, transitional and strict (ISO/IEC 29500),
// and those around it.
var (
	wordSpaces   = []string{"http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"}
	mathSpaces   = []string{"http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math"}
	compatSpaces = []string{"http://schemas.openxmlformats.org/markup-compatibility/2006"}
)

func unescaped(s string) string { return html.UnescapeString(s) }

// docx takes the text out of a document of Word: its body, then its notes.
func (a *archive) docx() (*Draft, error) {
	top, err := a.targets("")
	if err != nil {
		return nil, err
	}
	main := top["officeDocument"]
	if main == "" {
		main = "word/document.xml"
	}
	if strings.HasSuffix(main, ".bin") || a.file(main) == nil {
		return nil, refuse("This packed file is no .docx and no .odt. Save the text as one of them, and check that.", nil)
	}
	rel, err := a.targets(main)
	if err != nil {
		return nil, err
	}
	b := &builder{}
	var parts []string
	for _, name := range []string{main, rel["footnotes"], rel["endnotes"]} {
		if name == "" || slices.Contains(parts, name) {
			continue
		}
		raw, err := a.part(name)
		if err != nil {
			return nil, err
		}
		b.part, b.para, b.run = uint8(len(parts)), 0, 0
		parts = append(parts, name)
		w := &wordReader{flow: newFlow(raw, b)}
		if err := scan(raw, w.token); err != nil {
			return nil, err
		}
		b.apart("\n\n")
	}
	d, err := b.done(DOCX)
	if err != nil {
		return nil, err
	}
	d.parts = parts
	d.Date, err = a.dateTold(top["core-properties"])
	return d, err
}

// A wordReader reads a part of WordprocessingML.
type wordReader struct {
	*flow
	behind  []*builder // boxes of the paragraph, to stand behind it
	paras   int        // paragraphs within each other
	fields  []bool     // of each field that is open: its result has begun
	text    bool       // within w:t or m:t
	inRun   bool
	super   bool // the run is raised
	hidden  bool // the run is not seen
	marking bool // within the properties of a paragraph's mark
}

// code reports whether a field's instruction is being read, which nobody sees.
func (w *wordReader) code() bool { return slices.Contains(w.fields, false) }

func (w *wordReader) token(t xml.Token, from, to int) error {
	switch t := t.(type) {
	case xml.StartElement:
		w.depth++
		if w.skip == 0 {
			w.start(&t, from, to)
		}
	case xml.EndElement:
		if w.skip == 0 {
			w.end(t.Name)
		} else if w.skip == w.depth {
			w.skip = 0
		}
		w.depth--
	case xml.CharData:
		if w.skip == 0 && w.text && !w.hidden && !w.code() {
			w.put(string(t), from, to)
		}
	}
	return nil
}

func (w *wordReader) put(s string, from, to int) {
	if w.super {
		if r, ok := raised(s); ok {
			w.b.stands(r, from, to-from)
			return
		}
	}
	w.xmlText(s, from, to, w.b.copied)
}

// off reports whether a property is set to off.
func off(t *xml.StartElement) bool {
	v, ok := attrOf(t, "val")
	return ok && (v == "0" || v == "false" || v == "off")
}

func (w *wordReader) start(t *xml.StartElement, from, to int) {
	switch {
	case in(t.Name.Space, wordSpaces):
		w.word(t, from, to)
	case is(t.Name, mathSpaces, "t"):
		w.text = true
	case is(t.Name, compatSpaces, "Fallback"): // the same once more, for older readers
		w.skip = w.depth
	}
}

// word begins an element of WordprocessingML.
func (w *wordReader) word(t *xml.StartElement, from, to int) {
	switch t.Name.Local {
	case "p":
		w.paras++
		w.paragraph()
	case "r":
		w.b.run++
		w.inRun, w.super, w.hidden = true, false, false
	case "t":
		w.text = true
	case "tbl":
		if w.rows.inCell() {
			w.rows.line()
		} else {
			w.b.apart("\n\n")
		}
	case "tr":
		w.rows.open()
	case "tc":
		w.rows.cell()
	case "txbxContent":
		w.begin()
	case "del", "ins":
		w.change(t)
	case "moveFrom", "instrText", "delText", "delInstrText", "sdtPr", "rt", "footnotePr", "endnotePr", "pPrChange", "rPrChange", "separator", "continuationSeparator":
		w.skip = w.depth
	case "footnote", "endnote":
		if kind, ok := attrOf(t, "type"); ok && kind != "normal" {
			w.skip = w.depth
		}
	case "pPr":
		w.marking = true
	case "vertAlign":
		if v, _ := attrOf(t, "val"); v == "superscript" && w.inRun {
			w.super = true
		}
	case "vanish", "webHidden":
		if w.inRun && !off(t) {
			w.hidden = true
		}
	default:
		w.sign(t, from, to)
	}
}

// change begins what was inserted or deleted: runs, or the mark of a paragraph
// or row.
func (w *wordReader) change(t *xml.StartElement) {
	if t.Name.Local == "ins" {
		return
	}
	w.skip = w.depth
	if w.marking {
		w.glued = true
	}
}

// sign adds what an element without text stands for, and follows fields.
func (w *wordReader) sign(t *xml.StartElement, from, to int) {
	if t.Name.Local == "fldChar" {
		switch v, _ := attrOf(t, "fldCharType"); v {
		case "begin":
			if len(w.fields) < maxDepth {
				w.fields = append(w.fields, false)
			}
		case "separate":
			if n := len(w.fields); n > 0 {
				w.fields[n-1] = true
			}
		case "end":
			if n := len(w.fields); n > 0 {
				w.fields = w.fields[:n-1]
			}
		}
		return
	}
	if !w.inRun || w.marking || w.hidden || w.code() {
		return
	}
	switch t.Name.Local {
	case "tab", "ptab":
		w.b.stands("\t", from, to-from)
	case "br", "cr":
		w.b.stands("\n", from, to-from)
	case "noBreakHyphen":
		w.b.stands("\u2011", from, to-from)
	case "softHyphen":
		w.b.stands("\u00ad", from, to-from)
	case "sym":
		w.b.stands(" ", from, to-from)
	}
}

func (w *wordReader) end(n xml.Name) {
	if n.Local == "t" {
		w.text = false
	}
	if !in(n.Space, wordSpaces) {
		return
	}
	switch n.Local {
	case "p":
		if w.paras--; w.paras == 0 {
			for _, box := range w.behind {
				w.b.apart("\n\n")
				w.b.add(box)
			}
			if w.behind != nil {
				w.b.apart("\n\n")
				w.behind = nil
			}
		}
	case "r":
		w.inRun, w.super, w.hidden = false, false, false
	case "pPr":
		w.marking = false
	case "tr":
		w.rows.close()
	case "tc":
		if r := w.rows.top(); r != nil {
			w.rows.measure(r)
			r.in = false
		}
	case "tbl":
		w.b.apart("\n\n")
	case "txbxContent":
		if box, ok := w.ended(); ok {
			w.behind = append(w.behind, box)
		}
	}
}
