package draft

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// dice are those of a run; NATOBOT_TEST_SEED repeats it.
func dice(t testing.TB) *rand.Rand {
	seed, err := strconv.ParseUint(os.Getenv("NATOBOT_TEST_SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Logf("NATOBOT_TEST_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 22))
}

// zipped is an archive of parts, in pairs of name and text.
func zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const relSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

// docxOf is a document with a body and footnotes, in XML.
func docxOf(t testing.TB, space, body, notes string) []byte {
	head := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	about := ` xmlns:w="` + space + `" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"`
	return zipped(t, "[Content_Types].xml", head+`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels", head+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="`+relSpace+`/officeDocument" Target="word/document.xml"/><Relationship Id="b" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
		"word/_rels/document.xml.rels", head+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="`+relSpace+`/footnotes" Target="footnotes.xml"/></Relationships>`,
		"docProps/core.xml", head+`<cp:coreProperties xmlns:cp="x" xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:created>2025-03-10T08:00:00Z</dcterms:created><dcterms:modified>2025-03-13T09:30:00Z</dcterms:modified></cp:coreProperties>`,
		"word/footnotes.xml", head+`<w:footnotes`+about+`><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>`+notes+`</w:footnotes>`,
		"word/document.xml", head+`<w:document`+about+`><w:body>`+body+`</w:body></w:document>`)
}

// odtOf is an OpenDocument text with a body in XML.
func odtOf(t testing.TB, body string) []byte {
	head := `<?xml version="1.0" encoding="UTF-8"?>`
	return zipped(t, "mimetype", "application/vnd.oasis.opendocument.text",
		"META-INF/manifest.xml", head+`<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>`,
		"meta.xml", head+`<office:document-meta xmlns:office="`+odfOffice+`" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:date>2025-03-13T10:00:00</dc:date></office:meta></office:document-meta>`,
		"content.xml", head+`<office:document-content xmlns:office="`+odfOffice+`" xmlns:text="`+odfText+`" xmlns:table="`+odfTable+`" xmlns:style="`+odfStyle+`" xmlns:draw="`+odfDraw+`" xmlns:svg="`+odfSVG+`"><office:automatic-styles><style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style></office:automatic-styles><office:body><office:text>`+body+`</office:text></office:body></office:document-content>`)
}

// A maker writes documents of one format: what a piece of a sentence is with
// what stands around it, a paragraph, a table, a note.
type maker struct {
	name      string
	run       func(s string) string
	cut       string // a soft hyphen
	between   []string
	paragraph func(s string) string
	table     func(cells [][]string) string // of XML of cells
	cell      func(s string) string
	note      func(mark int, body string) (at, end string)
	file      func(t testing.TB, body, notes string) []byte
	oracle    []*regexp.Regexp // what is not read, in XML
}

func esc(s string) string { return strings.ReplaceAll(html.EscapeString(s), "&#39;", "'") }

func makers() []maker {
	wp := func(s string) string { return `<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>` + s + `</w:p>` }
	wr := func(s string) string {
		return `<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">` + s + `</w:t></w:r>`
	}
	word := func(name, space string) maker {
		return maker{name: name, run: wr, cut: `<w:r><w:softHyphen/></w:r>`, paragraph: wp, cell: wp,
			between: []string{"", "", `<w:del w:id="1" w:author="x"><w:r><w:delText>GONE</w:delText></w:r></w:del>`, `<w:moveFrom w:id="3"><w:r><w:t>GONE</w:t></w:r></w:moveFrom>`,
				`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK GONE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>GONE</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`,
				`<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="4" w:name="GONE"/>`, `<w:r><w:rPr><w:vanish/></w:rPr><w:t>GONE</w:t></w:r>`, `<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>3</w:t></w:r>`},
			table: func(rows [][]string) string {
				s := `<w:tbl><w:tblPr/>`
				for _, r := range rows {
					s += `<w:tr>`
					for _, c := range r {
						s += `<w:tc><w:tcPr/>` + c + `</w:tc>`
					}
					s += `</w:tr>`
				}
				return s + `</w:tbl>`
			},
			note: func(n int, body string) (string, string) {
				return fmt.Sprintf(`<w:r><w:footnoteReference w:id="%d"/></w:r>`, n), fmt.Sprintf(`<w:footnote w:id="%d">%s</w:footnote>`, n, body)
			},
			file: func(t testing.TB, body, notes string) []byte { return docxOf(t, space, body, notes) },
			oracle: []*regexp.Regexp{regexp.MustCompile(`(?s)<w:(del|moveFrom) .*?</w:(del|moveFrom)>`), regexp.MustCompile(`(?s)<w:fldChar w:fldCharType="begin"/>.*?<w:fldChar w:fldCharType="separate"/>`),
				regexp.MustCompile(`<w:vanish/></w:rPr><w:t>GONE</w:t>`), regexp.MustCompile(`superscript"/></w:rPr><w:t>3</w:t>`)}}
	}
	op := func(s string) string { return `<text:p text:style-name="P1">` + s + `</text:p>` }
	return []maker{word("docx", wordSpaces[0]), word("docx strict", wordSpaces[1]),
		{name: "odt", run: func(s string) string { return `<text:span text:style-name="T2">` + s + `</text:span>` }, cut: "\u00ad", paragraph: op, cell: op,
			between: []string{"", "", `<text:change-start text:change-id="c1"/>`, `<office:annotation><text:p>GONE</text:p></office:annotation>`, `<text:soft-page-break/>`, `<text:bookmark text:name="x"/>`, `<text:span text:style-name="T1">3</text:span>`},
			table: func(rows [][]string) string {
				s := `<table:table>`
				for _, r := range rows {
					s += `<table:table-row>`
					for _, c := range r {
						s += `<table:table-cell>` + c + `</table:table-cell>`
					}
					s += `</table:table-row>`
				}
				return s + `</table:table>`
			},
			note: func(n int, body string) (string, string) {
				return fmt.Sprintf(`<text:note text:note-class="footnote"><text:note-citation>%d</text:note-citation><text:note-body>%s</text:note-body></text:note>`, n, body), ""
			},
			file: func(t testing.TB, body, _ string) []byte {
				return odtOf(t, `<text:tracked-changes><text:changed-region><text:deletion><text:p>GONE</text:p></text:deletion></text:changed-region></text:tracked-changes>`+body)
			},
			oracle: []*regexp.Regexp{regexp.MustCompile(`(?s)<office:annotation>.*?</office:annotation>`), regexp.MustCompile(`(?s)<text:note .*?</text:note>`), regexp.MustCompile(`"T1">3<`)}},
		{name: "html", run: func(s string) string { return `<em class="x>y">` + s + `</em>` }, cut: "&shy;", paragraph: func(s string) string { return "<p>" + s + "</p>\n" }, cell: func(s string) string { return s },
			between: []string{"", "", `<del>GONE</del>`, `<!-- GONE -->`, `<script>GONE < b</script>`, `<wbr>`, `<sup><a href="#n">3</a></sup>`, `<span hidden>GONE</span>`},
			table: func(rows [][]string) string {
				s := `<table>`
				for _, r := range rows {
					s += `<tr>`
					for _, c := range r {
						s += `<td>` + c + `</td>`
					}
					s += `</tr>`
				}
				return s + `</table>`
			},
			note: func(n int, body string) (string, string) { return fmt.Sprintf(`<sup>%d</sup>`, n), body },
			file: func(t testing.TB, body, notes string) []byte {
				return []byte(`<!DOCTYPE html><html><head><title>GONE</title><meta charset="utf-8"><meta property="article:published_time" content="2025-03-13T10:00:00Z"></head><body>` + body + notes + `</body></html>`)
			},
			oracle: []*regexp.Regexp{regexp.MustCompile(`(?s)<em class="x>y">|<del>.*?</del>|<!--.*?-->|<script>.*?</script>|<span hidden>.*?</span>|<sup>.*?</sup>`)}},
		{name: "md", run: func(s string) string { return "**" + s + "**" }, cut: "\u00ad", paragraph: func(s string) string { return s + "\n\n" }, cell: func(s string) string { return s },
			between: []string{"", "", "<!-- GONE -->", "~~GONE~~"},
			table: func(rows [][]string) string {
				s := "| Kopf | Zahl |\n|---|---|\n"
				for _, r := range rows {
					s += "| " + strings.Join(r, " | ") + " |\n"
				}
				return s + "\n"
			},
			note: func(n int, body string) (string, string) {
				return fmt.Sprintf("[^%d]", n), fmt.Sprintf("[^%d]: %s", n, body)
			},
			file: func(t testing.TB, body, notes string) []byte {
				return []byte("---\ndate: 2025-03-13\n---\n" + body + notes)
			},
			oracle: []*regexp.Regexp{regexp.MustCompile(`<!-- GONE -->|~~GONE~~|\[\^\d+\]|\*\*`)}},
		{name: "txt", run: func(s string) string { return html.UnescapeString(s) }, cut: "\u00ad", paragraph: func(s string) string { return s + "\n\n" }, cell: func(s string) string { return s }, between: []string{""},
			table: func(rows [][]string) string {
				s := ""
				for _, r := range rows {
					s += strings.Join(r, "\n\n") + "\n\n"
				}
				return s
			},
			note: func(int, string) (string, string) { return "", "" },
			file: func(t testing.TB, body, _ string) []byte { return []byte(body) }},
	}
}

// sentence makes a sentence and how it is written, cut within words.
func (m *maker) sentence(r *rand.Rand, n int) (plain, written string) {
	plain = fmt.Sprintf("Sentence%d: Español & Ally “Türkiye” spent %d.%02d %% of GDP <core> in 20%02d.", n, r.IntN(5), r.IntN(100), r.IntN(30))
	if m.name == "md" {
		plain = strings.NewReplacer("<core>", "core").Replace(plain)
	}
	words := strings.Split(plain, " ")
	for i, w := range words {
		if i > 0 {
			written += m.text(" ")
		}
		runes := []rune(w)
		k := len(runes)
		if r.IntN(3) == 0 && k > 4 && runes[1] >= 'a' && runes[2] >= 'a' {
			k = 2
		}
		if k == len(runes) {
			written += m.text(esc(w))
			if m.name != "md" && i > 0 && i+1 < len(words) {
				written += m.between[r.IntN(len(m.between))]
			}
			continue
		}
		if r.IntN(2) == 0 {
			written += m.run(esc(string(runes[:k]))) + m.between[r.IntN(len(m.between))] + m.text(esc(string(runes[k:])))
		} else {
			written += m.text(esc(string(runes[:k]))) + m.cut + m.text(esc(string(runes[k:])))
		}
	}
	return plain, written
}

// text is text without emphasis.
func (m *maker) text(s string) string {
	if strings.HasPrefix(m.name, "docx") || m.name == "txt" {
		return m.run(s)
	}
	return s
}

// TestOffsets: for documents made at random, each sentence that was put in is
// found once in the text, and its offsets lead to it in the file.
func TestOffsets(t *testing.T) {
	t.Parallel()
	r := dice(t)
	tags := regexp.MustCompile(`(?s)<[^>]*>`)
	for _, m := range makers() {
		sentences := 0
		for range 200 {
			var body, notes string
			var want []string
			n := 0
			next := func() string {
				p, w := m.sentence(r, n)
				n++
				want = append(want, p)
				return w
			}
			for range 1 + r.IntN(4) {
				if r.IntN(3) == 0 {
					inner := next()
					if m.name != "md" && m.name != "txt" && r.IntN(2) == 0 {
						inner = m.table([][]string{{m.cell(m.text("a")), m.cell(inner)}})
						if strings.HasPrefix(m.name, "docx") {
							inner += m.paragraph("")
						}
						body += m.table([][]string{{m.cell(next()), inner}, {m.cell(next()), m.cell(m.text("7"))}})
						continue
					}
					body += m.table([][]string{{m.cell(inner), m.cell(m.text("7"))}, {m.cell(next()), m.cell(m.text("8"))}})
					continue
				}
				s := next()
				if m.name != "txt" && r.IntN(2) == 0 {
					at, end := m.note(len(want), m.paragraph(next()))
					s, notes = s+at, notes+end
				}
				body += m.paragraph(s)
			}
			raw := m.file(t, body, notes)
			d, err := Read("x."+strings.Fields(m.name)[0], raw)
			if err != nil {
				t.Fatalf("%s: %v", m.name, err)
			}
			if strings.Contains(d.Text, "GONE") {
				t.Fatalf("%s: what was deleted or is hidden is read: %q", m.name, d.Text)
			}
			if m.name != "txt" && d.Date != "2025-03-13" {
				t.Fatalf("%s: of %q", m.name, d.Date)
			}
			for i, p := range want {
				start, end := found(d.Text, fmt.Sprintf("Sentence%d:", i))
				if start < 0 || plainly(d.Text[start:end]) != p {
					t.Fatalf("%s: %q is not in %q", m.name, p, d.Text)
				}
				from, to := d.Places(start, end)
				src := string(raw)
				if d.Packed() {
					src = unzipped(t, raw, from.Part)
					if from.Part != to.Part || from.Paragraph < 1 || from.Run < 1 || to.Run < from.Run {
						t.Fatalf("%s: %+v to %+v", m.name, from, to)
					}
				}
				if to.Byte < from.Byte || to.Byte > len(src) {
					t.Fatalf("%s: %q from %+v to %+v of %d", m.name, p, from, to, len(src))
				}
				cut := src[from.Byte:to.Byte]
				for _, o := range m.oracle {
					cut = o.ReplaceAllString(cut, "")
				}
				if m.name != "txt" {
					cut = html.UnescapeString(tags.ReplaceAllString(cut, ""))
				}
				if plainly(cut) != p {
					t.Fatalf("%s: %q leads to %q of %q", m.name, p, plainly(cut), src[from.Byte:to.Byte])
				}
				sentences++
			}
		}
		t.Logf("%s: 200 documents, %d sentences", m.name, sentences)
	}
}

// plainly is a text without soft hyphens and marks of notes.
func plainly(s string) string {
	return strings.NewReplacer("\u00ad", "", "³", "", "\n", " ").Replace(s)
}

// found is where a sentence stands that begins so and ends with a full stop
// behind its year.
func found(text, begin string) (int, int) {
	flat := regexp.MustCompile(strings.Join(strings.Split(begin, ""), "[\u00ad³]?"))
	at := flat.FindStringIndex(text)
	if at == nil {
		return -1, -1
	}
	end := regexp.MustCompile(` 20\d\d\.`).FindStringIndex(text[at[0]:])
	if end == nil {
		return -1, -1
	}
	return at[0], at[0] + end[1]
}

func unzipped(t testing.TB, raw []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestRefused: what cannot be read gets a sentence, and bounded memory.
func TestRefused(t *testing.T) {
	t.Parallel()
	word := func(body string) []byte { return docxOf(t, wordSpaces[0], body, "") }
	good := word(`<w:p><w:r><w:t>Spain</w:t></w:r></w:p>`)
	locked := bytes.Clone(good)
	for i := 0; ; { // the flag of each entry in the directory
		at := bytes.Index(locked[i:], []byte("PK\x01\x02"))
		if at < 0 {
			break
		}
		locked[i+at+8] |= 1
		i += at + 4
	}
	many := make([]string, 0, 2*(maxEntries+2))
	for i := range maxEntries + 2 {
		many = append(many, strconv.Itoa(i), "")
	}
	for name, c := range map[string]struct {
		file string
		raw  []byte
		want string
	}{
		"20 MB":        {"a.txt", make([]byte, 20<<20), "20 MB"},
		"bomb":         {"a.docx", word(`<w:p><w:r><w:t>` + strings.Repeat(" ", maxPart+1) + `</w:t></w:r></w:p>`), "unpacks to more"},
		"ratio":        {"a.docx", word(`<w:p><w:r><w:t>` + strings.Repeat(" ", 2<<20) + `</w:t></w:r></w:p>`), "unpacks to more"},
		"deep":         {"a.docx", word(strings.Repeat("<w:sdt>", 300) + strings.Repeat("</w:sdt>", 300)), "unpacks to more"},
		"many entries": {"a.docx", zipped(t, many...), "unpacks to more"},
		"locked zip":   {"a.docx", locked, "password"},
		"locked ole":   {"a.docx", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), "password"},
		"locked odt": {"a.odt", zipped(t, "META-INF/manifest.xml", `<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry><m:encryption-data m:checksum="x"/></m:file-entry></m:manifest>`, "content.xml", "junk"),
			"password"},
		"cut":        {"a.docx", good[:len(good)/2], "broken"},
		"no zip":     {"a.odt", []byte("Spain spends"), "named as a document"},
		"bad XML":    {"a.docx", word(`<w:p><w:r>`), "broken"},
		"picture":    {"a.docx", word(`<w:p><w:r><w:drawing/></w:r></w:p>`), "no text"},
		"blank page": {"a.html", []byte("<html><body><img src=x></body></html>"), "no text"},
		"pdf":        {"a.pdf", []byte("%PDF-1.7 ..."), "PDF"},
		"other zip":  {"a.docx", zipped(t, "hello", "world"), "no .docx and no .odt"},
		"doctype":    {"a.odt", zipped(t, "content.xml", `<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>`), "broken"},
	} {
		d, err := Read(c.file, c.raw)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Says, c.want) {
			t.Errorf("%s: %v, %+v", name, err, d)
		}
	}
	if d, err := Read("a.docx", good); err != nil || strings.TrimSpace(d.Text) != "Spain" {
		t.Errorf("%v %v", d, err)
	}
}

// TestReads tells cases that random documents do not have.
func TestReads(t *testing.T) {
	t.Parallel()
	word := func(s string) []byte { return docxOf(t, wordSpaces[0], s, "") }
	for _, c := range []struct {
		file string
		raw  []byte
		want string
	}{
		{"a.docx", word(`<w:p><w:ins w:id="1"><w:r><w:t>In</w:t></w:r></w:ins><w:smartTag><w:r><w:t xml:space="preserve"> a tag</w:t></w:r></w:smartTag></w:p>`), "In a tag"},
		{"a.docx", word(`<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">One </w:t></w:r></w:p><w:p><w:r><w:t>paragraph</w:t></w:r></w:p>`), "One paragraph"},
		{"a.docx", word(`<w:p><w:r><w:t>2019</w:t></w:r><w:r><w:noBreakHyphen/></w:r><w:r><w:t>2024</w:t></w:r></w:p>`), "2019\u20112024"},
		{"a.docx", word(`<w:p><w:r><w:t xml:space="preserve">Before </w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="x"><w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><v:x><w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r></w:p></w:txbxContent></v:x></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>after</w:t></w:r></w:p>`), "Before after\n\nBox"},
		{"a.docx", word(`<w:tbl><w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc><w:p><w:del w:id="2"><w:r><w:delText>x</w:delText></w:r></w:del></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>Spain</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1.28</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`), "Spain | 1.28"},
		{"a.odt", odtOf(t, "<text:p>A\n  b<text:s text:c=\"2\"/>c<text:tab/>d<text:span text:style-name=\"T1\">12</text:span></text:p>"), "A b  c\td¹²"},
		{"a.html", []byte("<p>Caf\xe9 1.28<sup>3</sup> %<p>Next"), "Café 1.28³ %\n\nNext"},
		{"a.html", []byte("<ul><li>Spain 1.28<li>Poland 4.12</ul>"), "Spain 1.28\nPoland 4.12"},
		{"a.md", []byte("# Head\n\nSpain \\* [spends](http://x) 1.28&nbsp;%\nof GDP\n\n```\ncode\n```\n"), "Head\n\nSpain * spends 1.28\u00a0% of GDP"},
		{"a.md", []byte(strings.Repeat("*a_ ", 20000)), strings.TrimSpace(strings.Repeat("*a_ ", 20000))},
		{"a.txt", []byte("\xff\xfeS\x00p\x00"), "Sp"},
	} {
		d, err := Read(c.file, c.raw)
		if err != nil || strings.TrimSpace(d.Text) != c.want {
			t.Errorf("%s: %v, %+v, want %q", c.file, err, d, c.want)
		}
	}
	d, err := Read("a.txt", []byte("\xff\xfeS\x00p\x00"))
	if err != nil {
		t.Fatal(err)
	}
	if from, to := d.Places(1, 2); from.Byte != 4 || to.Byte != 6 {
		t.Errorf("%+v %+v", from, to)
	}
}

// Where a character stood in UTF-16 and in a set of one byte a character, for
// texts longer than places are noted apart.
func TestStanding(t *testing.T) {
	t.Parallel()
	r := dice(t)
	signs := []rune("aé€\U0001f600\n")
	for range 20 {
		var want []int // by byte of the text
		var text strings.Builder
		wide, narrow := []byte{0xff, 0xfe}, []byte(nil)
		one := r.IntN(2) == 0
		for text.Len() < 3*step+r.IntN(step) {
			c := signs[r.IntN(len(signs))]
			if one && c > 0xff {
				continue
			}
			at := len(wide)
			if one {
				at = len(narrow)
			}
			for range utf8.RuneLen(c) {
				want = append(want, at)
			}
			text.WriteRune(c)
			narrow = append(narrow, byte(c))
			for _, u := range utf16.Encode([]rune{c}) {
				wide = binary.LittleEndian.AppendUint16(wide, u)
			}
		}
		raw, named := wide, ""
		if one {
			raw, named = narrow, "windows-1252"
		}
		s, back, err := decoded(raw, named)
		if err != nil || s != text.String() {
			t.Fatalf("%v: read otherwise than written", err)
		}
		for range 500 {
			if at := r.IntN(len(s)); back(at) != want[at] {
				t.Fatalf("byte %d stood at %d, not %d", at, want[at], back(at))
			}
		}
		if back(len(s)) != len(raw) {
			t.Errorf("the end at %d of %d", back(len(s)), len(raw))
		}
	}
}
