package workbook_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"natobot/facts/workbook"
)

// utf16 is a text as Excel's query tool stores it: little-endian, with a mark.
func utf16(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, c := range []byte(s) {
		out = append(out, c, 0)
	}
	return out
}

// Parts that no table is read from are passed over, in whatever encoding and
// however broken; they are no way around the look at the others.
func TestUnusedParts(t *testing.T) {
	t.Parallel()
	d := load(t)
	names, bodies := parts(t)
	e, _ := d.Edition("nato-2024-06")
	query := utf16(`<?xml version="1.0" encoding="utf-16"?><DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAA</DataMashup>`)
	for _, name := range []string{"customXml/item1.xml", "docProps/app.xml", "xl/connections.xml", "xl/queryTables/queryTable1.xml", "xl/worksheets/_rels/sheet3.xml.rels", "xl/theme/theme1.xml"} {
		kinds := map[string][]byte{"UTF-16": query}
		if name == "docProps/app.xml" {
			kinds = map[string][]byte{"no XML": []byte("<a><b"), "many elements": []byte("<a>" + strings.Repeat("<b/>", 300_000) + "</a>")}
		}
		for what, body := range kinds {
			w, err := workbook.Read(bytes.NewReader(packed(t, names, bodies, map[string][]byte{name: body})), d, "2024-06-17")
			if err != nil {
				t.Errorf("%s in %s: %v", what, name, err)
				continue
			}
			if n := len(w.Rows); n == 0 || same(t, w, e, nil) != e.Held() {
				t.Errorf("%s in %s: other figures", what, name)
			}
		}
	}
	// A sheet that the workbook finds among them is not there.
	elsewhere := packed(t, names, bodies, map[string][]byte{
		"customXml/item1.xml":        bodies[sheet3],
		"xl/_rels/workbook.xml.rels": bytes.Replace(bodies["xl/_rels/workbook.xml.rels"], []byte(`"worksheets/sheet3.xml"`), []byte(`"../customXml/item1.xml"`), 1),
	})
	if w, err := workbook.Read(bytes.NewReader(elsewhere), d, "2024-06-17"); err == nil || w != nil {
		t.Error("a sheet was read from a part that nothing looked at")
	}
	if _, err := workbook.Read(bytes.NewReader(packed(t, names, bodies, map[string][]byte{sheet3: utf16(string(bodies[sheet3]))})), d, "2024-06-17"); err == nil || !strings.Contains(err.Error(), "sheet3.xml") {
		t.Errorf("a sheet in UTF-16: %v", err)
	}
}

// What is hidden is not read, and where that stops an import the reason says
// so, with the place.
func TestHiddenIsNamed(t *testing.T) {
	t.Parallel()
	d := load(t)
	spain := func(f *excelize.File, sheet string) int {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range rows {
			if len(r) > 2 && strings.HasPrefix(r[2], "Spain") {
				return i + 1
			}
		}
		t.Fatal("no Spain in " + sheet)
		return 0
	}
	for name, c := range map[string]struct {
		hide func(f *excelize.File) error
		want []string
	}{
		"an Ally's row": {func(f *excelize.File) error { return f.SetRowVisible("TABLE3", spain(f, "TABLE3"), false) },
			[]string{`sheet "TABLE3", cell C37`, "the row of Spain is hidden (row 37)"}},
		"the row of the years": {func(f *excelize.File) error { return f.SetRowVisible("TABLE2", 8, false) },
			[]string{`sheet "TABLE2"`, "hidden, and therefore not read: row 8 (2023e)"}},
		"the heading": {func(f *excelize.File) error { return f.SetRowVisible("TABLE3", 10, false) },
			[]string{`sheet "TABLE3"`, "hidden, and therefore not read: row 10 (Share of real GDP (%))"}},
		"a year": {func(f *excelize.File) error { return f.SetColVisible("TABLE5", "H", false) },
			[]string{`sheet "TABLE5"`, "hidden, and therefore not read: column H (2018)"}},
		"a sheet": {func(f *excelize.File) error { return f.SetSheetVisible("TABLE7", false) },
			[]string{`sheet "TABLE7"`, "the sheet of Table 7 is hidden"}},
		"two sheets": {func(f *excelize.File) error {
			if err := f.SetSheetVisible("TABLE7", false); err != nil {
				return err
			}
			return f.SetSheetVisible("TABLE8a", false)
		}, []string{`no sheet that is shown holds Table 7, 8a; hidden, and therefore not read: sheet "TABLE7" (Table 7), sheet "TABLE8a" (Table 8a)`}},
		"the sheets before Table 4": {func(f *excelize.File) error {
			f.SetActiveSheet(5)
			for _, s := range []string{"TABLE1", "TABLE2", "TABLE3"} {
				if err := f.SetSheetVisible(s, false); err != nil {
					return err
				}
			}
			return nil
		}, []string{`sheet "TABLE4"`, `hidden, and therefore not read: sheet "TABLE1" (Table 1), sheet "TABLE2" (Table 2), sheet "TABLE3" (Table 3)`}},
	} {
		f, err := excelize.OpenFile(june)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.hide(f); err != nil {
			t.Fatal(name, err)
		}
		_, err = workbook.Read(bytes.NewReader(encode(t, f)), d, "2024-06-17")
		if err == nil {
			t.Errorf("%s: read", name)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v\nwant %s", name, err, want)
			}
		}
	}
}
