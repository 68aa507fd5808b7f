package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"natobot/facts/workbook"
)

const sheet3 = "xl/worksheets/sheet3.xml"

// parts are what NATO's workbook of June 2024 holds, by name.
func parts(t testing.TB) (names []string, bodies map[string][]byte) {
	t.Helper()
	file := juneFile(t)
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	bodies = map[string][]byte{}
	for _, p := range z.File {
		r, err := p.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names, bodies[p.Name] = append(names, p.Name), b
	}
	return names, bodies
}

// unpressed packs without making smaller, which under the race detector takes
// longer than all that the tests look at.
type unpressed struct{ *zip.Writer }

// Create implements excelize.ZipWriter.
func (z unpressed) Create(name string) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
}

// packed is the workbook with parts of other content, and others added.
func packed(t testing.TB, names []string, bodies map[string][]byte, other map[string][]byte, twice ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := unpressed{zip.NewWriter(&b)}
	add := func(name string, body []byte) {
		create := z.Create
		if len(body) > 1<<20 { // or the whole would be refused for its size
			create = z.Writer.Create
		}
		w, err := create(name)
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	done := map[string]bool{}
	for _, name := range names {
		body := bodies[name]
		if o, ok := other[name]; ok {
			body = o
		}
		add(name, body)
		done[name] = true
	}
	for name, body := range other {
		if !done[name] {
			add(name, body)
		}
	}
	for _, name := range twice {
		add(name, bodies[name])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func worksheet(rows string) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`)
}

// Files made to break the reader are refused in a sentence, and small ones do
// not take much memory.
func TestHostile(t *testing.T) { // not parallel: it counts what is allocated
	d := load(t)
	names, bodies := parts(t)
	var wide, long strings.Builder
	for i := 1; i <= 3000; i++ {
		fmt.Fprintf(&wide, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, i, i)
		long.WriteString(`<row/>`)
	}
	utf16 := []byte{0xff, 0xfe}
	for _, c := range worksheet("") {
		utf16 = append(utf16, c, 0)
	}
	with := func(name string, body []byte) []byte { return packed(t, names, bodies, map[string][]byte{name: body}) }
	manyParts := map[string][]byte{}
	for i := range 1200 {
		manyParts[fmt.Sprintf("xl/media/%d.bin", i)] = nil
	}
	for name, file := range map[string][]byte{
		"nothing":                   nil,
		"noise":                     []byte("no workbook at all"),
		"an older format":           append([]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, make([]byte, 4096)...),
		"half a file":               juneFile(t)[:90_000],
		"a head and no more":        []byte("PK\x03\x04"),
		"a cell far away":           with(sheet3, worksheet(`<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`)),
		"a wide cell in each row":   with(sheet3, worksheet(wide.String())),
		"rows without number":       with(sheet3, worksheet(strings.Repeat(long.String(), 10))),
		"elements without end":      with(sheet3, worksheet("<row r=\"1\">"+strings.Repeat("<c/>", 1_000_000)+"</row>")),
		"rows out of order":         with(sheet3, worksheet(`<row r="5"/><row r="4"/>`)),
		"cells out of order":        with(sheet3, worksheet(`<row r="5"><c r="B5"/><c r="A5"/></row>`)),
		"a cell of another row":     with(sheet3, worksheet(`<row r="5"><c r="B6"><v>1</v></c></row>`)),
		"two tables in a sheet":     with(sheet3, worksheet(`</sheetData><sheetData>`)),
		"entities":                  with(sheet3, []byte(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`)),
		"another encoding":          with(sheet3, utf16),
		"strings that unpack large": with("xl/sharedStrings.xml", append([]byte("<sst>"), make([]byte, 40<<20)...)),
		"parts that add up":         packed(t, names, bodies, map[string][]byte{"xl/a.bin": make([]byte, 15<<20), "xl/b.bin": make([]byte, 15<<20), "xl/c.bin": make([]byte, 15<<20), "xl/d.bin": make([]byte, 15<<20), "xl/e.bin": make([]byte, 15<<20)}),
		"parts without end":         packed(t, names, bodies, manyParts),
		"a part twice":              packed(t, names, bodies, nil, sheet3),
		"a sheet under another name": with("xl/_rels/workbook.xml.rels",
			bytes.Replace(bodies["xl/_rels/workbook.xml.rels"], []byte("worksheets/sheet3.xml"), []byte("worksheets/sheet3.bin"), 1)),
		"an empty sheet":         with(sheet3, worksheet("")),
		"a string that is none":  with(sheet3, worksheet(`<row r="4"><c r="B4" t="s"><v>99999</v></c></row>`)),
		"a style that is none":   with(sheet3, bytes.Replace(bodies[sheet3], []byte(` s="`), []byte(` s="99`), -1)),
		"no relations":           with("xl/_rels/workbook.xml.rels", []byte(`<Relationships/>`)),
		"no workbook":            with("xl/workbook.xml", []byte(`<workbook/>`)),
		"a workbook of no sheet": with("xl/workbook.xml", []byte(`not xml <<<`)),
		"too large":              append([]byte("PK"), make([]byte, 9<<20)...),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		w, err := workbook.Read(bytes.NewReader(file), d, "2024-06-17")
		runtime.ReadMemStats(&after)
		var ce *workbook.CellError
		switch {
		case name == "a style that is none" && err == nil: // nothing of a style is a figure
		case w != nil || !errors.As(err, &ce) || ce.Reason == "":
			t.Errorf("%s: %v", name, err)
		case strings.Contains(err.Error(), "goroutine") || strings.ContainsAny(err.Error(), "\n\x00"):
			t.Errorf("%s: no sentence: %q", name, err)
		}
		if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 200 {
			t.Errorf("%s (%d kB) took %d MB", name, len(file)>>10, mb)
		} else {
			t.Logf("%s: %d kB, %d MB: %v", name, len(file)>>10, mb, err)
		}
	}
}

var definedNames = regexp.MustCompile(`(?s)<definedNames>.*</definedNames>`)

var rowText = regexp.MustCompile(`(?s)<row [^>]*?r="(\d+)"[^>]*?(?:/>|>.*?</row>)`)

// short is NATO's workbook with the first rows of each sheet alone: read in a
// hundredth of the time, so that fuzzing tries many.
func short(t testing.TB) (names []string, bodies map[string][]byte) {
	t.Helper()
	names, bodies = parts(t)
	bodies["xl/workbook.xml"] = definedNames.ReplaceAll(bodies["xl/workbook.xml"], nil) // its greatest part
	names = slices.DeleteFunc(names, func(name string) bool {
		return strings.HasPrefix(name, "xl/printerSettings/") || strings.HasPrefix(name, "xl/externalLinks/") // which are passed over
	})
	for name, body := range bodies {
		if strings.HasPrefix(name, "xl/worksheets/") {
			bodies[name] = rowText.ReplaceAllFunc(body, func(row []byte) []byte {
				if n, err := strconv.Atoi(string(rowText.FindSubmatch(row)[1])); err == nil && n <= 12 {
					return row
				}
				return nil
			})
		}
	}
	return names, bodies
}

// FuzzSheet changes a sheet inside an otherwise sound workbook.
func FuzzSheet(f *testing.F) {
	d := load(f)
	names, bodies := short(f)
	f.Add(bodies[sheet3])
	f.Add(worksheet(`<row r="4"><c r="B4" t="inlineStr"><is><t>Table 3 : Defence expenditure as a share of GDP and annual real change</t></is></c></row>`))
	f.Add(worksheet(`<row r="1"><c r="A1" t="str"><v>Table 3: x</v></c></row><row r="2"><c r="A2"><v>1e309</v></c><c r="B2" t="e"><v>#N/A</v></c></row>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		w, err := workbook.Read(bytes.NewReader(packed(t, names, bodies, map[string][]byte{sheet3: body})), d, "2024-06-17")
		if (w == nil) == (err == nil) {
			t.Fatal(w, err)
		}
	})
}

// Random damage to the XML of a sheet ends in a sentence or in a reading, and
// never in a panic: outside the library nothing is recovered.
func TestDamage(t *testing.T) {
	t.Parallel()
	d := load(t)
	names, bodies := parts(t)
	r := rand.New(rand.NewPCG(6, 2024))
	read := 0
	const n = 60
	for range n {
		name := fmt.Sprintf("xl/worksheets/sheet%d.xml", 1+r.IntN(9))
		if r.IntN(6) == 0 {
			name = "xl/sharedStrings.xml"
		}
		body := bytes.Clone(bodies[name])
		for range 1 + r.IntN(4) {
			at := r.IntN(len(body))
			switch r.IntN(5) {
			case 0:
				body[at] = byte(r.IntN(256))
			case 1: // a digit, where there is one near
				if i := bytes.IndexAny(body[at:], "0123456789"); i >= 0 {
					body[at+i] = '0' + byte(r.IntN(10))
				}
			case 2: // a cell or string less
				if a, b := bytes.Index(body[at:], []byte("<c ")), bytes.Index(body[at:], []byte("</c>")); a >= 0 && b > a {
					body = append(body[:at+a:at+a], body[at+b+4:]...)
				}
			case 3: // another type
				old, by := []byte(`t="s"`), []string{`t="e"`, `t="n"`, `t="b"`, `t="str"`, `t="inlineStr"`, `t="d"`, ``}[r.IntN(7)]
				if i := bytes.Index(body[at:], old); i >= 0 {
					body = append(append(body[:at+i:at+i], by...), body[at+i+len(old):]...)
				}
			case 4: // an index or number out of range
				if i := bytes.Index(body[at:], []byte("<v>")); i >= 0 {
					body = append(append(body[:at+i+3:at+i+3], []string{"-1", "99999999999", "1e400", "NaN", "0x10", " ", "-0.0"}[r.IntN(7)]...), body[at+i+3:]...)
				}
			}
		}
		w, err := workbook.Read(bytes.NewReader(packed(t, names, bodies, map[string][]byte{name: body})), d, "2024-06-17")
		switch {
		case (w == nil) == (err == nil):
			t.Fatal(w, err)
		case err == nil:
			read++
			said(t, d, w)
		case strings.Contains(err.Error(), "\n"):
			t.Errorf("no sentence: %q", err)
		}
	}
	t.Logf("%d of %d could be read", read, n)
}
