package facts

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// A DataError is a fault in the curated data: file, row (1 is the header) and
// reason.
type DataError struct {
	File   string
	Row    int // 0: the file as a whole
	Reason string
}

func (e *DataError) Error() string {
	if e.Row == 0 {
		return e.File + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Row, e.Reason)
}

// Load reads curated data: allies.csv and a directory for each edition, with
// edition.csv and figures.csv. Later file systems add to and replace, by id,
// what earlier ones hold. Any fault is a *DataError; nothing is loaded then.
func Load(fsys fs.FS, more ...fs.FS) (*Dataset, error) {
	d := &Dataset{Sources: map[string]Source{}, Yardstick: map[Code][]SIPRIYear{}, byCode: map[Code]*Ally{}, byEdition: map[string]*Edition{}}
	for _, f := range append([]fs.FS{fsys}, more...) {
		if err := loadAllies(f, d); err != nil {
			return nil, err
		}
		if err := loadEditions(f, d); err != nil {
			return nil, err
		}
	}
	if len(d.Allies) == 0 {
		return nil, &DataError{File: "allies.csv", Reason: "no Allies"}
	}
	sort.Slice(d.Allies, func(i, j int) bool { return d.Allies[i].Name < d.Allies[j].Name })
	for i := range d.Allies {
		d.byCode[d.Allies[i].Code] = &d.Allies[i]
	}
	for _, e := range d.byEdition {
		d.Editions = append(d.Editions, e)
	}
	if len(d.Editions) == 0 {
		return nil, &DataError{File: ".", Reason: "no editions"}
	}
	sort.Slice(d.Editions, func(i, j int) bool {
		a, b := d.Editions[i], d.Editions[j]
		if a.Published.Last() != b.Published.Last() {
			return a.Published.Last() < b.Published.Last()
		}
		return a.ID < b.ID
	})
	for _, e := range d.Editions {
		if _, ok := d.Sources[e.ID]; !ok {
			d.Sources[e.ID] = Source{ID: e.ID, Publisher: e.Publisher, Title: e.Title, Published: e.Published, URL: e.URL, Grade: "A", Access: "read"}
		}
		for k := range e.rows {
			if _, ok := d.byCode[k.ally]; !ok && !k.ally.Aggregate() {
				return nil, &DataError{File: path.Join(e.ID, "figures.csv"), Reason: fmt.Sprintf("unknown Ally %q", k.ally)}
			}
		}
	}
	for _, f := range append([]fs.FS{fsys}, more...) {
		if err := loadCurated(f, d); err != nil {
			return nil, err
		}
	}
	d.words = newVocabulary(d)
	return d, nil
}

// records reads a CSV file with a header into rows by column name. A file that
// does not exist has no rows.
func records(fsys fs.FS, name string, columns ...string) ([]map[string]string, error) {
	f, err := fsys.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &DataError{File: name, Reason: err.Error()}
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return nil, &DataError{File: name, Row: 1, Reason: "no header: " + err.Error()}
	}
	head = slices.Clone(head)
	for _, c := range columns {
		if !slices.Contains(head, c) {
			return nil, &DataError{File: name, Row: 1, Reason: fmt.Sprintf("column %q is missing", c)}
		}
	}
	var out []map[string]string
	for n := 2; ; n++ {
		rec, err := r.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, &DataError{File: name, Row: n, Reason: err.Error()}
		}
		m := make(map[string]string, len(head)+1)
		for i, h := range head {
			m[h] = rec[i]
		}
		m["#"] = strconv.Itoa(n)
		out = append(out, m)
	}
}

// rowOf is the row number that records noted.
func rowOf(m map[string]string) int { n, _ := strconv.Atoi(m["#"]); return n }

func loadAllies(fsys fs.FS, d *Dataset) error {
	const name = "allies.csv"
	rows, err := records(fsys, name, "code", "alpha2", "name", "adjective", "joined", "forces", "currency", "currency_name", "source")
	if err != nil {
		return err
	}
	for _, m := range rows {
		joined, ok := ParseDate(m["joined"])
		if !ok {
			return &DataError{name, rowOf(m), fmt.Sprintf("joined %q is no date", m["joined"])}
		}
		if len(m["code"]) != 3 || len(m["alpha2"]) != 2 || m["name"] == "" {
			return &DataError{name, rowOf(m), "code, alpha2 or name is faulty"}
		}
		a := Ally{Code: Code(m["code"]), Alpha2: m["alpha2"], Name: m["name"], Adjective: m["adjective"], Joined: joined,
			Forces: m["forces"] == "yes", Currency: m["currency"], CurrencyName: m["currency_name"], Source: m["source"]}
		if i := slices.IndexFunc(d.Allies, func(x Ally) bool { return x.Code == a.Code }); i >= 0 {
			d.Allies[i] = a
		} else {
			d.Allies = append(d.Allies, a)
		}
	}
	return nil
}

func loadEditions(fsys fs.FS, d *Dataset) error {
	dirs, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return &DataError{File: ".", Reason: err.Error()}
	}
	for _, dir := range dirs {
		if !dir.IsDir() {
			continue
		}
		rows, err := records(fsys, path.Join(dir.Name(), "edition.csv"), "key", "value")
		if err != nil {
			return err
		}
		if rows == nil {
			continue
		}
		e, err := loadEdition(fsys, dir.Name(), rows)
		if err != nil {
			return err
		}
		d.byEdition[e.ID] = e
	}
	return nil
}

func loadEdition(fsys fs.FS, dir string, rows []map[string]string) (*Edition, error) {
	name := path.Join(dir, "edition.csv")
	kv := map[string]string{}
	for _, m := range rows {
		if _, twice := kv[m["key"]]; twice {
			return nil, &DataError{name, rowOf(m), fmt.Sprintf("key %q stands twice", m["key"])}
		}
		kv[m["key"]] = m["value"]
	}
	e := &Edition{ID: kv["id"], Publisher: kv["publisher"], Title: kv["title"], Definition: kv["definition"], Complete: kv["complete"] == "yes",
		Confidence: kv["confidence"], URL: kv["url"], Obtained: kv["obtained"], Holds: kv["holds"], Remark: kv["remark"], rows: map[rowKey]*figureRow{}}
	if e.ID != dir {
		return nil, &DataError{File: name, Reason: fmt.Sprintf("id %q is not the directory's name", e.ID)}
	}
	var ok bool
	if e.Published, ok = ParseDate(kv["published"]); !ok {
		return nil, &DataError{File: name, Reason: fmt.Sprintf("published %q is no date", kv["published"])}
	}
	if kv["cutoff"] != "" {
		if e.Cutoff, ok = ParseDate(kv["cutoff"]); !ok {
			return nil, &DataError{File: name, Reason: fmt.Sprintf("cutoff %q is no date", kv["cutoff"])}
		}
	}
	if e.Definition != "total" && e.Definition != "core" {
		return nil, &DataError{File: name, Reason: fmt.Sprintf("definition %q is neither total nor core", e.Definition)}
	}
	if kv["price_base"] != "" {
		n, err := strconv.Atoi(kv["price_base"])
		if err != nil {
			return nil, &DataError{File: name, Reason: fmt.Sprintf("price_base %q is no year", kv["price_base"])}
		}
		e.PriceBase = n
	}
	return e, loadFigures(fsys, e)
}

// firstYear is the column of figures.csv where the years begin.
const firstYear = 4

func loadFigures(fsys fs.FS, e *Edition) error {
	name := path.Join(e.ID, "figures.csv")
	f, err := fsys.Open(name)
	if err != nil {
		return &DataError{File: name, Reason: err.Error()}
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return &DataError{File: name, Row: 1, Reason: "no header: " + err.Error()}
	}
	if len(head) <= firstYear || strings.Join(head[:firstYear], ",") != "ally,measure,source,currency" {
		return &DataError{File: name, Row: 1, Reason: "the header must be ally,measure,source,currency and years"}
	}
	for _, h := range head[firstYear:] {
		y, estimate := strings.CutSuffix(h, "e")
		n, err := strconv.Atoi(y)
		if err != nil || len(y) != 4 || (len(e.Years) > 0 && n <= e.Years[len(e.Years)-1]) {
			return &DataError{File: name, Row: 1, Reason: fmt.Sprintf("%q is no year in ascending order", h)}
		}
		e.Years = append(e.Years, n)
		if estimate {
			e.Estimates = append(e.Estimates, n)
		}
	}
	intern := map[string]string{}
	keep := func(s string) string {
		if k, ok := intern[s]; ok {
			return k
		}
		s = strings.Clone(s)
		intern[s] = s
		return s
	}
	for n := 2; ; n++ {
		rec, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return &DataError{name, n, err.Error()}
		}
		k := rowKey{Code(keep(rec[0])), Measure(keep(rec[1]))}
		if !k.measure.Valid() {
			return &DataError{name, n, fmt.Sprintf("unknown measure %q", k.measure)}
		}
		row := e.rows[k]
		if row == nil {
			row = &figureRow{cells: make([]cell, len(e.Years))}
			e.rows[k] = row
		}
		src := keep(rec[2])
		if rec[3] != "" {
			row.currency = keep(rec[3])
		}
		for i, text := range rec[firstYear:] {
			if text == "" {
				continue
			}
			v, err := strconv.ParseFloat(text, 64)
			if err != nil || v != v {
				return &DataError{name, n, fmt.Sprintf("%q (%d) is no number", text, e.Years[i])}
			}
			if row.cells[i].source != "" {
				return &DataError{name, n, fmt.Sprintf("%s %s %d stands twice", k.ally, k.measure, e.Years[i])}
			}
			row.cells[i] = cell{v, src}
		}
	}
}
