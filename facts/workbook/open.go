package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Bounds of what is unpacked, before the library builds anything of it: it
// fills a sheet up to its last row and each row up to its last cell.
const (
	maxPart     = 16 << 20 // bytes of a part, unpacked
	maxParts    = 1000
	maxElements = 200_000 // XML elements of a part; of all parts, three times as many
	maxSheetRow = 20_000  // the number of a sheet's last row
	maxCells    = 250_000 // of a part, filled up
)

func broken(format string, a ...any) *CellError { return &CellError{Reason: fmt.Sprintf(format, a...)} }

// open unpacks a workbook within the bounds.
func open(b []byte) (f *excelize.File, err error) {
	if !bytes.HasPrefix(b, []byte("PK")) {
		return nil, broken("this is no Excel workbook (.xlsx) that can be read; an older .xls or one with a password is none either")
	}
	if b, err = pared(b); err != nil {
		return nil, err
	}
	err = guarded(func() (err error) {
		f, err = excelize.OpenReader(bytes.NewReader(b), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
		return err
	})
	if err != nil {
		return nil, broken("this is no Excel workbook (.xlsx) that can be read")
	}
	return f, nil
}

// guarded calls into the library. Where a file that was made to break it makes
// it panic, that is a fault of the file; the process has other work.
func guarded(call func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the file is broken: %v", p)
		}
	}()
	return call()
}

// used reports whether a part, named in lower case, is one that tables are read
// from. Excel leaves others, which need not even be in an encoding that is read:
// those of its query tool stand in UTF-16 under customXml.
func used(name string) bool {
	switch name {
	case "[content_types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedstrings.xml":
		return true
	}
	return strings.HasPrefix(name, "xl/worksheets/") && strings.Count(name, "/") == 2
}

// pared walks once over all parts and returns the file with only those that are
// used, so that the library meets nothing that was not looked at. A part that is
// not used costs its size and nothing else.
func pared(b []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, broken("this is no Excel workbook (.xlsx) that can be read")
	}
	if len(z.File) > maxParts {
		return nil, broken("the file holds %d parts; NATO's have a few dozen", len(z.File))
	}
	var out bytes.Buffer
	kept := zip.NewWriter(&out)
	var unpacked uint64
	seen := map[string]bool{}
	elements := 0
	for _, p := range z.File {
		if unpacked += p.UncompressedSize64; p.UncompressedSize64 > maxPart || unpacked > maxUnpacked {
			return nil, broken("the file unpacks to more than %d MB; NATO's to two", maxUnpacked>>20)
		}
		name := strings.ToLower(strings.ReplaceAll(p.Name, "\\", "/"))
		if seen[name] {
			return nil, broken("the file is broken: it holds %q twice", clip(p.Name))
		}
		seen[name] = true
		if !used(name) {
			continue
		}
		n, err := inspectPart(p, path.Ext(name))
		if err != nil {
			return nil, err
		}
		if elements += n; elements > 3*maxElements {
			return nil, broken("the file holds more than %d XML elements", 3*maxElements)
		}
		if err := kept.Copy(p); err != nil {
			return nil, broken("the file is broken: %q can't be unpacked", clip(p.Name))
		}
	}
	if err := kept.Close(); err != nil {
		return nil, fmt.Errorf("packing the parts that are used: %w", err)
	}
	return out.Bytes(), nil
}

// inspectPart counts the elements of a part and looks where cells stand.
func inspectPart(p *zip.File, ext string) (elements int, err error) {
	if ext != ".xml" && ext != ".rels" || p.Mode().IsDir() {
		return 0, nil
	}
	body, err := p.Open()
	if err != nil {
		return 0, broken("the file is broken: %q can't be unpacked", clip(p.Name))
	}
	defer body.Close()
	d := xml.NewDecoder(body)
	var rows, row, col, cells, tables int
	sheet := false
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			return elements, nil
		}
		if err != nil {
			return 0, broken("the file is broken: %q is no XML that can be read", clip(p.Name))
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if elements++; elements > maxElements {
			return 0, broken("%q holds more than %d XML elements", clip(p.Name), maxElements)
		}
		switch e.Name.Local {
		case "worksheet":
			sheet = true
		case "sheetData": // links to other workbooks hold several
			if tables++; sheet && tables > 1 {
				return 0, broken("the file is broken: %q holds two tables", clip(p.Name))
			}
			row = 0
		case "Relationship": // what the library reads as XML must have been looked at here
			for _, k := range []string{"/worksheet", "/sharedStrings", "/styles"} {
				if strings.HasSuffix(attr(e, "Type"), k) && path.Ext(strings.ToLower(attr(e, "Target"))) != ".xml" {
					return 0, broken("the file is broken: %q names %q", clip(p.Name), clip(attr(e, "Target")))
				}
			}
		case "row":
			row++
			if r := attr(e, "r"); r != "" {
				n, err := strconv.Atoi(r)
				if err != nil || n < row {
					return 0, broken("the file is broken: %q has its row %q out of order", clip(p.Name), clip(r))
				}
				row = n
			}
			if rows++; row > maxSheetRow {
				return 0, broken("%q has a row %d; NATO's tables have fewer than 200", clip(p.Name), row)
			}
			col = 0
		case "c":
			if row == 0 {
				continue // no cell of a table
			}
			col++
			if ref := attr(e, "r"); ref != "" {
				c, r, err := excelize.CellNameToCoordinates(ref)
				if err != nil || r != row || c < col {
					return 0, broken("the file is broken: %q has its cell %q out of order", clip(p.Name), clip(ref))
				}
				cells += c - col
				col = c
			}
			if cells++; cells > maxCells {
				return 0, broken("%q has more cells than are read", clip(p.Name))
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// A grid is what a sheet shows: no hidden rows, no hidden columns.
type grid struct {
	cells   [][]string
	number  [][]bool     // the cell holds a number, and no text that looks like one
	formula int          // cells that hold one; the value saved with it is read
	veiled  []veiled     // what hidden rows and columns say, and no number
	columns map[int]bool // which of them are shown, as far as asked for
}

// A veiled cell is one that is not read because its row or column is hidden.
type veiled struct {
	row, col int // of the cell, from 1
	text     string
	column   bool // the column is hidden, else the row
}

// place names what is hidden: "row 37 (Spain)", "column H (2019)".
func (v veiled) place() string {
	if name, err := excelize.ColumnNumberToName(v.col); v.column && err == nil {
		return fmt.Sprintf("column %s (%s)", name, clip(v.text))
	}
	return fmt.Sprintf("row %d (%s)", v.row, clip(v.text))
}

// hidden names what is hidden in a sheet, a row or column once.
func (g *grid) hidden() string {
	var places []string
	seen := map[int]bool{}
	for _, v := range g.veiled {
		at := v.row
		if v.column {
			at = -v.col
		}
		if seen[at] {
			continue
		}
		if seen[at] = true; len(seen) > maxPlaces {
			places = append(places, "and more")
			break
		}
		places = append(places, v.place())
	}
	return strings.Join(places, ", ")
}

// maxPlaces bounds the hidden rows and columns that one reason names.
const maxPlaces = 12

// show reads a sheet, and says whether it is hidden.
func show(f *excelize.File, name string) (g *grid, hidden bool, err error) {
	err = guarded(func() error {
		visible, err := f.GetSheetVisible(name)
		if err != nil {
			return err
		}
		hidden = !visible
		cells, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			return err
		}
		if len(cells) > maxRows {
			return &CellError{name, "", fmt.Sprintf("%d rows; NATO's tables have fewer than 200", len(cells))}
		}
		g = &grid{cells: cells, number: make([][]bool, len(cells)), columns: map[int]bool{}}
		for i := range cells {
			if len(cells[i]) > maxColumns {
				at, err := excelize.CoordinatesToCellName(maxColumns+1, i+1)
				return errors.Join(err, &CellError{name, at, "a value so far to the right is not of NATO's tables"})
			}
			g.number[i] = make([]bool, len(cells[i]))
			shown, err := f.GetRowVisible(name, i+1)
			if err != nil {
				return err
			}
			for j := range cells[i] {
				if err := g.cell(f, name, i, j, shown); err != nil {
					return err
				}
			}
		}
		return nil
	})
	var ce *CellError
	switch {
	case err != nil && hidden: // nothing of it is read
		return &grid{}, true, nil
	case err != nil && !errors.As(err, &ce):
		return nil, false, &CellError{name, "", "the sheet can't be read"}
	case ce != nil:
		return nil, false, ce
	}
	return g, hidden, nil
}

func (g *grid) cell(f *excelize.File, sheet string, i, j int, shown bool) error {
	v := &g.cells[i][j]
	if strings.TrimSpace(*v) == "" {
		*v = ""
		return nil
	}
	at, err := excelize.CoordinatesToCellName(j+1, i+1)
	if err != nil {
		return err
	}
	open, asked := g.columns[j]
	if !asked {
		column, err := excelize.ColumnNumberToName(j + 1)
		if err != nil {
			return err
		}
		if open, err = f.GetColVisible(sheet, column); err != nil {
			return err
		}
		if width, err := f.GetColWidth(sheet, column); err != nil || width == 0 {
			open = false
		}
		g.columns[j] = open
	}
	if !shown || !open {
		// NATO's own sums stand in hidden rows and columns: numbers tell nothing.
		if !shown && !numeric(*v) && (*v)[0] != '#' || shown && yearText().MatchString(plain(*v)) {
			g.veiled = append(g.veiled, veiled{i + 1, j + 1, *v, shown})
		}
		*v = ""
		return nil
	}
	kind, err := f.GetCellType(sheet, at)
	if err != nil {
		return err
	}
	formula, err := f.GetCellFormula(sheet, at)
	if err != nil {
		return err
	}
	if formula != "" {
		g.formula++
	}
	g.number[i][j] = numeric(*v) && (kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset)
	if y, err := strconv.Atoi(*v); err == nil && g.number[i][j] && y > 1900 && y < 2200 { // an "e" that the format adds
		if text, err := f.GetCellValue(sheet, at, excelize.Options{RawCellValue: false}); err == nil && plain(text) == *v+"e" {
			*v, g.number[i][j] = *v+"e", false
		}
	}
	return nil
}
