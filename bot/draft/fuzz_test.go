package draft

import (
	"errors"
	"sort"
	"strings"
	"testing"
)

// promised tries that what is read keeps its promises, whatever the file. parts
// are those of a packed file by their names, or the file itself by "".
func promised(t *testing.T, name string, raw []byte, parts map[string]string) *Draft {
	t.Helper()
	d, err := Read(name, raw)
	if err != nil {
		var e *Error
		if !errors.As(err, &e) || e.Says == "" {
			t.Fatalf("%v", err)
		}
		return nil
	}
	if name != "a.txt" && len(d.Text) > MaxText {
		t.Fatalf("%d bytes of text", len(d.Text))
	}
	if !sort.SliceIsSorted(d.spans, func(i, j int) bool { return d.spans[i].at < d.spans[j].at }) {
		t.Fatalf("places out of their order: %+v", d.spans)
	}
	for i, s := range d.spans {
		src := parts[""]
		if d.parts != nil {
			src = parts[d.parts[s.part]]
		}
		switch {
		case s.at < 0 || s.from < 0 || s.len < 0 || int(s.at) >= len(d.Text):
			t.Fatalf("%+v of a text of %d bytes", s, len(d.Text))
		case i > 0 && !d.spans[i-1].fixed && d.spans[i-1].at+d.spans[i-1].len > s.at:
			t.Fatalf("%+v and %+v hold the same text", d.spans[i-1], s)
		case d.raw != nil: // they count in what was decoded
		case int(s.from+s.len) > len(src):
			t.Fatalf("%+v of a part of %d bytes", s, len(src))
		case !s.fixed && d.Text[s.at:s.at+s.len] != src[s.from:s.from+s.len]:
			t.Fatalf("%+v: %q stands where %q is read", s, src[s.from:s.from+s.len], d.Text[s.at:s.at+s.len])
		}
	}
	size := len(raw)
	for i := 0; i < len(d.Text); i += 1 + len(d.Text)/64 {
		from, to := d.Places(i, i+1)
		if from.Byte < 0 || to.Byte < from.Byte && from.Part == to.Part && from.Paragraph == to.Paragraph {
			t.Fatalf("%d of %q: %+v to %+v", i, d.Text, from, to)
		}
		if !d.Packed() && to.Byte > size {
			t.Fatalf("%d of %q: %+v of %d", i, d.Text, to, size)
		}
	}
	return d
}

// spelt writes a file of whole words: each byte is one of them.
func spelt(program []byte, words []string) string {
	var b strings.Builder
	for _, c := range program {
		b.WriteString(words[int(c)%len(words)])
	}
	return b.String()
}

// A grammar is what a part of XML can be made of: elements with their
// attributes, and texts.
type grammar struct {
	elements []string
	gone     []string // elements whose text nobody reads
}

// texts are what stands in elements; all but the first few are odd.
var texts = []string{"Spain ", "spends 1.28", " % of GDP", "\u00ad", "&#173;", "&amp;", "&lt;", "<![CDATA[a&b]]>", "<!-- x -->", "<?x y?>", "\n  \n", "&#x30;", "é", "\u2011", "3", "12", "*", "\r\n", "]]&gt;", "&quot;", " "}

// written makes well-formed XML: a byte opens an element, closes one, puts an
// empty one or a text. What stands in one that is gone says so.
func (g *grammar) written(program []byte) string {
	var b strings.Builder
	var open []string
	gone := 0
	name := func(e string) string { n, _, _ := strings.Cut(e, " "); return n }
	isGone := func(e string) bool {
		for _, x := range g.gone {
			if x == name(e) {
				return true
			}
		}
		return false
	}
	n := len(g.elements)
	for _, c := range program {
		switch k := int(c); {
		case k < n:
			e := g.elements[k]
			b.WriteString("<" + e + ">")
			open = append(open, e)
			if isGone(e) {
				gone++
			}
		case k < 2*n:
			b.WriteString("<" + g.elements[k-n] + "/>")
		case k < 2*n+len(texts) && gone > 0:
			b.WriteString("GONE")
		case k < 2*n+len(texts):
			b.WriteString(texts[k-2*n])
		case len(open) > 0:
			e := open[len(open)-1]
			open = open[:len(open)-1]
			b.WriteString("</" + name(e) + ">")
			if isGone(e) {
				gone--
			}
		}
	}
	for i := len(open) - 1; i >= 0; i-- {
		b.WriteString("</" + name(open[i]) + ">")
	}
	return b.String()
}

// program is what written makes of elements, texts and ends, by their names; ""
// ends an element.
func (g *grammar) program(steps ...string) []byte {
	var out []byte
	for _, s := range steps {
		at := 2*len(g.elements) + len(texts) // ends one
		for i, e := range g.elements {
			switch s {
			case e:
				at = i
			case e + "/":
				at = len(g.elements) + i
			}
		}
		for i, x := range texts {
			if s == x {
				at = 2*len(g.elements) + i
			}
		}
		out = append(out, byte(at))
	}
	return out
}

var wordGrammar = &grammar{elements: []string{"w:p", "w:r", "w:t", `w:t xml:space="preserve"`, "w:tbl", "w:tr", "w:tc", "w:pPr", "w:rPr", "w:del", "w:ins", "w:moveFrom", "w:moveTo", "w:delText", "w:instrText",
	`w:fldChar w:fldCharType="begin"`, `w:fldChar w:fldCharType="separate"`, `w:fldChar w:fldCharType="end"`, `w:fldSimple w:instr="PAGE"`, "w:txbxContent", "mc:AlternateContent", "mc:Choice", "mc:Fallback",
	`w:vertAlign w:val="superscript"`, "w:vanish", `w:vanish w:val="0"`, "w:tab", "w:br", "w:cr", "w:noBreakHyphen", "w:softHyphen", "w:sym", "w:sdt", "w:sdtPr", "w:sdtContent", "w:hyperlink", "w:smartTag",
	`w:footnote w:id="2"`, `w:footnote w:type="separator"`, `w:footnoteReference w:id="2"`, "w:rPrChange", "w:pPrChange", "w:body", "w:ruby", "w:rt", "v:shape", "w:trPr", "w:tcPr", "w:separator"},
	gone: []string{"w:del", "w:moveFrom", "w:delText", "w:instrText", "mc:Fallback"}}

var openGrammar = &grammar{elements: []string{"text:p", "text:h", "text:span", `text:span text:style-name="T1"`, "text:note", "text:note-citation", "text:note-body", "text:s", `text:s text:c="3"`, `text:s text:c="-9"`, "text:tab", "text:line-break",
	"text:list", "text:list-item", "text:a", "text:tracked-changes", "text:changed-region", "text:deletion", "text:change-start", "text:section", "text:table-of-content", "text:hidden-text", "text:date", "text:bookmark", "text:ruby", "text:ruby-base", "text:ruby-text",
	"table:table", "table:table-row", "table:table-cell", "table:covered-table-cell", "table:shapes", "draw:frame", "draw:text-box", "draw:image", "svg:title", "office:annotation", "office:text", "office:forms", "text:soft-page-break"},
	gone: []string{"text:tracked-changes", "office:annotation", "text:hidden-text"}}

// packedFuzz fuzzes the XML of two parts: first what is well-formed by its
// making, then as it comes.
func packedFuzz(f *testing.F, name string, g *grammar, file func(t testing.TB, body, notes string) []byte, names ...string) {
	f.Fuzz(func(t *testing.T, body, notes []byte, xml string) {
		made := g.written(body)
		raw := file(t, made+xml, g.written(notes))
		parts := map[string]string{}
		for _, n := range names {
			parts[n] = unzipped(t, raw, n)
		}
		d := promised(t, name, raw, parts)
		if d != nil && xml == "" && strings.Contains(d.Text, "GONE") {
			t.Fatalf("what was deleted is read: %q of %s", d.Text, made)
		}
	})
}

func FuzzDOCX(f *testing.F) {
	g := wordGrammar
	note := g.program(`w:footnote w:id="2"`, "w:p", "w:r", "w:t", "12", "", "", "", "")
	f.Add(g.program("w:p", "w:r", "w:t", "Spain ", "", "", "w:ins", "w:r", "w:t", "spends 1.28", "", "", "", "w:del", "w:r", "w:delText", "3", "", "", "", `w:footnoteReference w:id="2"/`, ""), note, "")
	f.Add(g.program("w:tbl", "w:tr", "w:tc", "w:p", "w:r", "w:t", "Spain ", "", "", "", "w:tbl", "w:tr", "w:tc", "w:p", "w:r", "w:t", "12", "", "", "", "", "", "", "", ""), note, "")
	f.Add(g.program("w:p", "w:r", "mc:AlternateContent", "mc:Choice", "w:txbxContent", "w:p", "w:r", "w:t", "<![CDATA[a&b]]>", "", "", "", "", "", "mc:Fallback", "w:txbxContent", "w:p", "w:r", "w:t", "3"), []byte(nil), "")
	f.Add(g.program("w:p", "w:r", `w:fldChar w:fldCharType="begin"/`, "w:instrText", "3", "", `w:fldChar w:fldCharType="separate"/`, "w:rPr", `w:vertAlign w:val="superscript"/`, "", "w:t", "12", "", "w:softHyphen/", `w:fldChar w:fldCharType="end"/`), []byte(nil), "")
	f.Add([]byte(nil), note, `<w:p><w:r><w:t>a&amp;b</w:t></w:r><w:r><w:txbxContent><w:p/></w:txbxContent></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t><![CDATA[x]]></w:t></w:r></w:p></w:tc></w:tr></w:tbl>`)
	packedFuzz(f, "a.docx", g, func(t testing.TB, body, notes string) []byte { return docxOf(t, wordSpaces[0], body, notes) }, "word/document.xml", "word/footnotes.xml")
}

func FuzzODT(f *testing.F) {
	g := openGrammar
	f.Add(g.program("text:tracked-changes", "text:changed-region", "text:deletion", "text:p", "3", "", "", "", "", "text:p", "Spain ", "text:note", "text:note-citation", "3", "", "text:note-body", "text:p", "12", "", "", "", "spends 1.28", ""), []byte(nil), "")
	f.Add(g.program("table:table", "table:table-row", "table:table-cell", "text:p", "Spain ", "", "", "table:table-cell", "table:table", "table:table-row", "table:table-cell", "text:p", "12"), []byte(nil), "")
	f.Add(g.program("text:p", `text:span text:style-name="T1"`, "12", "", `text:s text:c="3"/`, "draw:frame", "draw:text-box", "text:p", "é", "", "", "", "&amp;", "text:tab/"), []byte(nil), "")
	f.Add([]byte(nil), []byte(nil), `<text:p>a<text:note><text:note-body><text:p>n</text:p></text:note-body></text:note>b</text:p><table:table><table:table-row><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>`)
	packedFuzz(f, "a.odt", g, func(t testing.TB, body, notes string) []byte { return odtOf(t, body+notes) }, "content.xml")
}

// textFuzz fuzzes a file that is one text: whole words of its format, then as it
// comes.
func textFuzz(f *testing.F, name string, words []string, seeds ...string) {
	every := make([]byte, len(words))
	for i := range every {
		every[i] = byte(i)
	}
	f.Add(every, []byte(nil))
	for _, s := range seeds {
		f.Add([]byte(nil), []byte(s))
	}
	f.Fuzz(func(t *testing.T, program, as []byte) {
		raw := append([]byte(spelt(program, words)), as...)
		promised(t, name, raw, map[string]string{"": string(raw)})
	})
}

func FuzzHTML(f *testing.F) {
	textFuzz(f, "a.html", []string{"<p>", "</p>", "<div>", "</div>", "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "<thead>", "<tbody>", "<caption>", "<ul>", "<li>", "</ul>", "<dl><dt>", "<dd>", "<sup>", "</sup>", "<b>", "</b>", "<em class=\"x>y\">", "</em>",
		"<del>", "</del>", "<s>", "</s>", "<ins>", "</ins>", "<br>", "<wbr>", "<hr/>", "<img alt=x>", "<pre>", "</pre>", "<script>", "</script>", "<style>", "</style>", "<head>", "</head>", "<title>", "</title>", "<body>", "</body>", "<html>", "<textarea>", "</textarea>", "<span hidden>", "</span>", "<p hidden>",
		"<div style='display : none'>", "<time datetime=2025-03-13>", "</time>", "<meta charset=latin1>", "<meta property=article:published_time content=2025-03-13>", "<svg>", "</svg>", "<select><option>", "</select>", "<!-- ", " -->", "<![CDATA[", "]]>", "<?x ", "<!doctype html>", "&amp;", "&nbsp;", "&shy;", "&#", "&#x30;", "&notit", "&",
		"<", ">", "/>", "\"", "'", "Spain ", "spends 1.28", " % of GDP.", "3", "\n", "\t  ", "\r\n", "é", "\xe9", "\x00", "\u00ad", "\ufeff"},
		`<p>Spain &amp; <b>x</b><sup>3</sup><table><tr><td>a<td>b<table><tr><td>c</table></table><del>x`, `<head><title>x</title><body><p hidden>a<p>b`, "\xff\xfe<\x00p\x00>\x00a\x00", "<p>caf\xe9 &eacute; 3")
}

func FuzzMarkdown(f *testing.F) {
	textFuzz(f, "a.md", []string{"# ", "\n", "\n\n", "---\n", "===\n", "***\n", "- ", "1. ", "  ", "    ", "\t", "> ", "```\n", "~~~\n", "`", "*", "**", "_", "__", "~~", "[", "](", ")", "][", "]", "![", "[^1]", "[^1]: ", "[a]: ", "<", ">", "<b>", "</b>", "<!-- ", " -->", "<div>\n", "</div>\n", "<del>", "</del>",
		"| ", "|---|---|\n", "\\", "\\*", "\\|", "&amp;", "&nbsp;", "&#48;", "&", "http://x ", "<http://x>", "Spain ", "spends 1.28", " % of GDP.", "3", "  \n", "\r\n", "é", "\xe9", "\x00", "\ufeff", "---\ndate: 2025-03-13\n---\n"},
		"# A\n\n| a | b |\n|---|---|\n| *c* | d[^1] |\n\n[^1]: note &amp; ~~x~~\n", "---\ndate: 2025-03-13\n---\nSpain\n", "\xff\xfe#\x00 \x00a\x00")
}

func FuzzPlain(f *testing.F) {
	textFuzz(f, "a.txt", []string{"Spain ", "1.28 %", "\n", "\n\n", "é", "\xe9", "\x00", "\ufeff", "\U0001f600", "\r\n"}, "Spain", "\xff\xfea\x00", "\xfe\xff\x00a\xd8\x3d\xde\x00", "\xff\xfe\x3d\xd8")
}

func FuzzPacked(f *testing.F) {
	f.Add(zipped(f, "content.xml", "<a/>"))
	f.Add(docxOf(f, wordSpaces[0], "<w:p/>", ""))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var e *Error
		if _, err := Read("a.docx", append([]byte("PK"), raw...)); err != nil && !errors.As(err, &e) {
			t.Fatal(err)
		}
		if _, err := Read("a.docx", raw); err != nil && !errors.As(err, &e) {
			t.Fatal(err)
		}
	})
}
