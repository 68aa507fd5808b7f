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
	if err := inspect(b); err != nil {
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

// inspect walks once over all parts.
func inspect(b []byte) error {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return broken("this is no Excel workbook (.xlsx) that can be read")
	}
	if len(z.File) > maxParts {
		return broken("the file holds %d parts; NATO's have a few dozen", len(z.File))
	}
	var unpacked uint64
	seen := map[string]bool{}
	elements := 0
	for _, p := range z.File {
		if unpacked += p.UncompressedSize64; p.UncompressedSize64 > maxPart || unpacked > maxUnpacked {
			return broken("the file unpacks to more than %d MB; NATO's to two", maxUnpacked>>20)
		}
		name := strings.ToLower(strings.ReplaceAll(p.Name, "\\", "/"))
		if seen[name] {
			return broken("the file is broken: it holds %q twice", clip(p.Name))
		}
		seen[name] = true
		n, err := inspectPart(p, path.Ext(name))
		if err != nil {
			return err
		}
		if elements += n; elements > 3*maxElements {
			return broken("the file holds more than %d XML elements", 3*maxElements)
		}
	}
	return nil
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
	veiled  []string     // texts in hidden rows
	columns map[int]bool // which of them are shown, as far as asked for
}

// show reads a sheet; nil if it is hidden.
func show(f *excelize.File, name string) (g *grid, err error) {
	err = guarded(func() error {
		visible, err := f.GetSheetVisible(name)
		if err != nil || !visible {
			return err
		}
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
	if err != nil && !errors.As(err, &ce) {
		return nil, &CellError{name, "", "the sheet can't be read"}
	}
	if ce != nil {
		return nil, ce
	}
	return g, nil
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
		if open && !numeric(*v) && (*v)[0] != '#' {
			g.veiled = append(g.veiled, fmt.Sprintf("%s %q", at, clip(*v)))
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
