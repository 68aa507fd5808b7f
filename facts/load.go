package facts

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"natobot/facts/late"
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

// DataErrors are all faults that were found, one line each.
type DataErrors []*DataError

func (es DataErrors) Error() string {
	var b strings.Builder
	for i, e := range es {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(e.Error())
	}
	return b.String()
}

// Unwrap gives the single faults to errors.As.
func (es DataErrors) Unwrap() []error {
	out := make([]error, len(es))
	for i, e := range es {
		out[i] = e
	}
	return out
}

func (es DataErrors) orNil() error {
	if len(es) == 0 {
		return nil
	}
	return es
}

// Load reads curated data: Allies, sources, a directory for each edition with
// edition.csv, figures.csv and, where there are any, exceptions.csv, and what
// stands beside them. Later file systems add to and replace, by id, what
// earlier ones hold. Directories whose name begins with a dot are not read. A
// fault is a *DataError, or DataErrors where there are several in a file;
// nothing is loaded then.
//
// Load checks form: headers, dates, numbers, years, known Allies, measures and
// sources, nothing doubled. What the figures say about each other is for Lint.
func Load(fsys fs.FS, more ...fs.FS) (*Dataset, error) {
	d, faults := load(append([]fs.FS{fsys}, more...), true)
	if len(faults) == 1 {
		return nil, faults[0]
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return d, nil
}

// load reads the directories in order. With strict it stops after the first
// faulty file; else it goes on as far as it can, for Lint.
func load(dirs []fs.FS, strict bool) (*Dataset, DataErrors) {
	d := &Dataset{Sources: map[string]Source{}, byCode: map[Code]*Ally{}, byEdition: map[string]*Edition{}}
	var faults DataErrors
	note := func(err error) (stop bool) {
		switch err := err.(type) {
		case nil:
			return false
		case *DataError:
			faults = append(faults, err)
		case DataErrors:
			faults = append(faults, err...)
		default:
			faults = append(faults, &DataError{File: ".", Reason: err.Error()})
		}
		return strict
	}
	for _, f := range dirs {
		if note(loadAllies(f, d)) || note(loadEditions(f, d)) {
			return nil, faults
		}
	}
	if len(d.Allies) == 0 {
		return nil, append(faults, &DataError{File: "allies.csv", Reason: "no Allies"})
	}
	sort.Slice(d.Allies, func(i, j int) bool { return d.Allies[i].Name < d.Allies[j].Name })
	for i := range d.Allies {
		d.byCode[d.Allies[i].Code] = &d.Allies[i]
	}
	for _, e := range d.byEdition {
		if e.History {
			d.History = append(d.History, e)
		} else {
			d.Editions = append(d.Editions, e)
		}
	}
	if len(d.Editions) == 0 {
		return nil, append(faults, &DataError{File: ".", Reason: "no editions"})
	}
	for _, list := range [][]*Edition{d.Editions, d.History} {
		slices.SortFunc(list, func(a, b *Edition) int {
			return cmp.Or(cmp.Compare(a.Published.Last(), b.Published.Last()), cmp.Compare(a.ID, b.ID))
		})
	}
	all := slices.Concat(d.Editions, d.History)
	for _, e := range all {
		s := Source{ID: e.ID, Publisher: e.Publisher, Title: e.Title, Published: e.Published, URL: e.URL, Grade: "A", Access: "read"}
		if e.Confidence != "very high" && e.Confidence != "high" {
			s.Access = "cited" // read in copies of the tables only, or in the press
		}
		d.Sources[e.ID] = s
	}
	for _, f := range dirs {
		for _, load := range []func(fs.FS, *Dataset) error{loadCurated, loadSIPRI} {
			if note(load(f, d)) {
				return nil, faults
			}
		}
	}
	for _, e := range all {
		if note(e.known(d).orNil()) {
			return nil, faults
		}
	}
	return d, faults
}

// known reports what e names and d does not have: Allies and sources.
func (e *Edition) known(d *Dataset) DataErrors {
	name := path.Join(e.ID, "figures.csv")
	var out DataErrors
	for k, r := range e.rows {
		if _, ok := d.byCode[k.ally]; !ok && !k.ally.Aggregate() {
			out = append(out, &DataError{name, r.line(), fmt.Sprintf("unknown Ally %q", k.ally)})
		}
		if a, ok := d.byCode[k.ally]; ok && !a.Forces && k.measure != GDP && k.measure != GDPConstant && k.measure != GDPPerCapita {
			out = append(out, &DataError{name, r.line(), fmt.Sprintf("%s has no armed forces and no row of %s", a.Name, k.measure)})
		}
	}
	for i, id := range e.sources {
		reason := d.sourceFault(id)
		if reason == "" {
			continue
		}
		at := 0
		for _, r := range e.rows {
			for _, x := range r.cells {
				if x.line != 0 && int(x.source) == i && (at == 0 || int(x.line) < at) {
					at = int(x.line)
				}
			}
		}
		out = append(out, &DataError{name, at, reason})
	}
	for _, x := range e.Exceptions {
		if x.Source != "" {
			if _, ok := d.Sources[x.Source]; !ok {
				out = append(out, &DataError{path.Join(e.ID, "exceptions.csv"), x.line, fmt.Sprintf("no source %q", x.Source)})
			}
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Row != out[j].Row {
			return out[i].Row < out[j].Row
		}
		return out[i].Reason < out[j].Reason
	})
	return out
}

// line is the first row of figures.csv that gave a value.
func (r *figureRow) line() int {
	for _, x := range r.cells {
		if x.line != 0 {
			return int(x.line)
		}
	}
	return 0
}

// A record is a row of a CSV file with a header.
type record struct {
	*header
	cells []string
	line  int // in the file
}

// A header names the columns. Cells are mostly asked for in their order.
type header struct {
	names []string
	next  int // where the next one asked for is likely to be
}

// at is the cell of a column; "" where there is none.
func (r record) at(column string) string {
	n := len(r.names)
	for k := range n {
		i := r.next + k
		if i >= n {
			i -= n
		}
		if r.names[i] == column {
			r.next = i + 1
			return r.cells[i]
		}
	}
	return ""
}

// records reads a CSV file with a header. A file that does not exist has no
// rows.
func records(fsys fs.FS, name string, columns ...string) ([]record, error) {
	f, err := fsys.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &DataError{File: name, Reason: err.Error()}
	}
	defer f.Close()
	r := csv.NewReader(f)
	head, err := r.Read()
	if err != nil {
		return nil, &DataError{File: name, Row: 1, Reason: "no header: " + err.Error()}
	}
	for i, h := range head {
		if slices.Contains(head[:i], h) {
			return nil, &DataError{File: name, Row: 1, Reason: fmt.Sprintf("column %q stands twice", h)}
		}
	}
	for _, c := range columns {
		if !slices.Contains(head, c) {
			return nil, &DataError{File: name, Row: 1, Reason: fmt.Sprintf("column %q is missing", c)}
		}
	}
	var out []record
	h := &header{names: head}
	for {
		rec, err := r.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, csvFault(name, err)
		}
		n, _ := r.FieldPos(0)
		out = append(out, record{h, rec, n})
	}
}

// csvFault is a fault of the CSV itself.
func csvFault(name string, err error) *DataError {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return &DataError{name, pe.Line, pe.Err.Error()}
	}
	return &DataError{File: name, Reason: err.Error()}
}

func loadAllies(fsys fs.FS, d *Dataset) error {
	const name = "allies.csv"
	rows, err := records(fsys, name, "code", "alpha2", "name", "adjective", "joined", "forces", "currency", "currency_name", "source")
	if err != nil {
		return err
	}
	var faults DataErrors
	seen := map[Code]bool{}
	for _, m := range rows {
		fault := func(reason string) { faults = append(faults, &DataError{name, m.line, reason}) }
		joined, ok := ParseDate(m.at("joined"))
		a := Ally{Code: Code(m.at("code")), Alpha2: m.at("alpha2"), Name: m.at("name"), Adjective: m.at("adjective"), Joined: joined,
			Forces: m.at("forces") == "yes", Currency: m.at("currency"), CurrencyName: m.at("currency_name"), Source: m.at("source")}
		switch {
		case !ok:
			fault(fmt.Sprintf("joined %q is no date", m.at("joined")))
		case !isoCode(m.at("code"), 3) || a.Code.Aggregate():
			fault(fmt.Sprintf("code %q is no ISO 3166 code of three letters", m.at("code")))
		case !isoCode(a.Alpha2, 2):
			fault(fmt.Sprintf("alpha2 %q is no ISO 3166 code of two letters", a.Alpha2))
		case a.Name == "" || a.Adjective == "":
			fault("name or adjective is empty")
		case m.at("forces") != "yes" && m.at("forces") != "no":
			fault(fmt.Sprintf("forces is %q: want yes or no", m.at("forces")))
		case a.Forces && (!isoCode(a.Currency, 3) || a.CurrencyName == ""):
			fault(fmt.Sprintf("currency %q is no ISO 4217 code with a name", a.Currency))
		case a.Source == "":
			fault("source is empty")
		case seen[a.Code]:
			fault(fmt.Sprintf("%s stands twice", a.Code))
		default:
			seen[a.Code] = true
			if i := slices.IndexFunc(d.Allies, func(x Ally) bool { return x.Code == a.Code }); i >= 0 {
				d.Allies[i] = a
			} else {
				d.Allies = append(d.Allies, a)
			}
		}
	}
	return faults.orNil()
}

// isPowerOfTen reports whether v is 0.1, 1, 10, 1000 …
func isPowerOfTen(v float64) bool {
	return v > 0 && math.Abs(math.Log10(v)-math.Round(math.Log10(v))) < 1e-9
}

// step is the index of a step of printing in e.steps; 0 is NATO's own.
func (e *Edition) step(step float64) uint8 {
	if step == 0 {
		return 0
	}
	i := slices.Index(e.steps, step)
	if i < 0 {
		i = len(e.steps)
		e.steps = append(e.steps, step)
	}
	return uint8(i + 1)
}

// isoCode reports whether s is n capital letters.
func isoCode(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func loadEditions(fsys fs.FS, d *Dataset) error {
	dirs, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return &DataError{File: ".", Reason: err.Error()}
	}
	var faults DataErrors
	for _, dir := range dirs {
		if !dir.IsDir() || strings.HasPrefix(dir.Name(), ".") {
			continue
		}
		rows, err := records(fsys, path.Join(dir.Name(), "edition.csv"), "key", "value")
		if err == nil && rows == nil {
			if _, err := fs.Stat(fsys, path.Join(dir.Name(), "figures.csv")); err == nil {
				faults = append(faults, &DataError{File: path.Join(dir.Name(), "edition.csv"), Reason: "the file is missing or empty"})
			}
			continue
		}
		var e *Edition
		if err == nil {
			e, err = loadEdition(fsys, dir.Name(), rows)
		}
		switch err := err.(type) {
		case nil:
		case *DataError:
			faults = append(faults, err)
		case DataErrors:
			faults = append(faults, err...)
		}
		if e != nil && len(e.Years) > 0 {
			d.byEdition[e.ID] = e
		}
	}
	return faults.orNil()
}

// ReadEdition reads one edition from its directory. It is not added to d.
func (d *Dataset) ReadEdition(fsys fs.FS, id string) (*Edition, error) {
	rows, err := records(fsys, path.Join(id, "edition.csv"), "key", "value")
	if err != nil {
		return nil, err
	}
	e, err := loadEdition(fsys, id, rows)
	if err != nil {
		return nil, err
	}
	return e, nil
}

// editionKeys are the keys of edition.csv; the last ones may be left out.
var editionKeys = []string{"id", "publisher", "title", "published", "definition", "complete", "confidence", "cutoff", "price_base", "url", "holds", "obtained", "remark", "no_url", "file", "sha256", "no_file", "history"}

var sha256Text = late.Regexp(`^[0-9a-f]{64}$`)

// filesRead pairs the names of files with their hashes, both separated by
// semicolons.
func filesRead(names, sums string) ([]File, bool) {
	if names == "" && sums == "" {
		return nil, true
	}
	n, s := strings.Split(names, ";"), strings.Split(sums, ";")
	if len(n) != len(s) {
		return nil, false
	}
	out := make([]File, len(n))
	for i := range n {
		out[i] = File{n[i], s[i]}
		if n[i] == "" || !sha256Text().MatchString(s[i]) {
			return nil, false
		}
	}
	return out, true
}

func loadEdition(fsys fs.FS, dir string, rows []record) (*Edition, error) {
	name := path.Join(dir, "edition.csv")
	kv, line := map[string]string{}, map[string]int{}
	for _, m := range rows {
		k := m.at("key")
		if _, twice := kv[k]; twice {
			return nil, &DataError{name, m.line, fmt.Sprintf("key %q stands twice", k)}
		}
		if !slices.Contains(editionKeys, k) {
			return nil, &DataError{name, m.line, fmt.Sprintf("unknown key %q", k)}
		}
		kv[k], line[k] = m.at("value"), m.line
	}
	for _, k := range editionKeys[:7] {
		if kv[k] == "" {
			return nil, &DataError{name, line[k], fmt.Sprintf("%s is missing", k)}
		}
	}
	e := &Edition{ID: kv["id"], Publisher: kv["publisher"], Title: kv["title"], Definition: kv["definition"], Complete: kv["complete"] == "yes",
		Confidence: kv["confidence"], URL: kv["url"], Obtained: kv["obtained"], Holds: kv["holds"], Remark: kv["remark"],
		NoURL: kv["no_url"], NoFile: kv["no_file"], History: kv["history"] == "yes", rows: map[rowKey]*figureRow{}}
	fault := func(key, format string) error {
		return &DataError{name, line[key], fmt.Sprintf(key+" "+format, kv[key])}
	}
	if e.ID != dir {
		return nil, fault("id", "%q is not the directory's name")
	}
	if kv["complete"] != "yes" && kv["complete"] != "no" {
		return nil, fault("complete", "is %q: want yes or no")
	}
	if kv["history"] != "" && !e.History {
		return nil, fault("history", "is %q: want yes or nothing")
	}
	var ok bool
	if e.Files, ok = filesRead(kv["file"], kv["sha256"]); !ok {
		return nil, fault("sha256", "%q is not the SHA-256 of each file, in lower-case hexadecimal")
	}
	if e.Published, ok = ParseDate(kv["published"]); !ok {
		return nil, fault("published", "%q is no date")
	}
	if kv["cutoff"] != "" {
		if e.Cutoff, ok = ParseDate(kv["cutoff"]); !ok {
			return nil, fault("cutoff", "%q is no date")
		}
		if e.Cutoff.First() > e.Published.Last() {
			return nil, fault("cutoff", "%q is after the publication")
		}
	}
	if e.Definition != "total" && e.Definition != "core" {
		return nil, fault("definition", "%q is neither total nor core")
	}
	if kv["price_base"] != "" {
		n, err := strconv.Atoi(kv["price_base"])
		if err != nil || n < 1949 || n > 2100 {
			return nil, fault("price_base", "%q is no year")
		}
		e.PriceBase = n
	}
	var faults DataErrors
	for _, load := range []func(fs.FS, *Edition) error{loadFigures, loadExceptions} {
		switch err := load(fsys, e).(type) {
		case *DataError:
			faults = append(faults, err)
		case DataErrors:
			faults = append(faults, err...)
		}
	}
	if len(e.Years) > 0 {
		e.shareYear = e.findShareYear()
	}
	e.grid = gridOf(e.rows)
	return e, faults.orNil()
}

// The checks of Lint that an exception may excuse, and the two kinds that
// excuse nothing: a note says what is peculiar about figures, and gap why one
// is missing.
var exceptionKinds = []string{"share", "real change", "per capita", "categories", "aggregate", "prices", "rate", "gap", "note"}

func loadExceptions(fsys fs.FS, e *Edition) error {
	name := path.Join(e.ID, "exceptions.csv")
	return eachRow(fsys, name, "ally measure year kind reason source", func(r row) error {
		x := Exception{Ally: Code(r.get("ally")), Measure: Measure(r.get("measure")), Kind: r.must("kind"), Reason: r.must("reason"), Source: r.get("source"), line: r.line}
		if !slices.Contains(exceptionKinds, x.Kind) {
			r.fail("kind is %q: want one of %s", x.Kind, strings.Join(exceptionKinds, ", "))
		}
		if x.Measure != "" && !x.Measure.Valid() {
			r.fail("unknown measure %q", x.Measure)
		}
		if y := r.get("year"); y != "" {
			n, err := strconv.Atoi(y)
			if err != nil || !slices.Contains(e.Years, n) {
				r.fail("year %q is not in the edition", y)
			}
			x.Year = n
		}
		if r.err != nil {
			return r.err
		}
		e.Exceptions = append(e.Exceptions, x)
		for k, row := range e.rows {
			if (x.Ally == "" || x.Ally == k.ally) && (x.Measure == "" || x.Measure == k.measure) {
				row.notes = append(row.notes, note{x.Year, x.Reason})
			}
		}
		return nil
	})
}

// firstYear is the column of figures.csv where the years begin, one later
// where a column "printed" says how a row is rounded.
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
	years, err := e.yearsOf(name, head)
	if err != nil {
		return err
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
	var faults DataErrors
	for {
		rec, err := r.Read()
		if err == io.EOF {
			return faults.orNil()
		}
		if err != nil {
			return append(faults, csvFault(name, err))
		}
		n, _ := r.FieldPos(0)
		fault := func(format string, a ...any) { faults = append(faults, &DataError{name, n, fmt.Sprintf(format, a...)}) }
		k := rowKey{Code(keep(rec[0])), Measure(keep(rec[1]))}
		if !k.measure.Valid() {
			fault("unknown measure %q", k.measure)
			continue
		}
		national := k.measure == SpendNCU || k.measure == SpendNCUConstant
		switch {
		case rec[2] == "":
			fault("source is empty")
			continue
		case national && !isoCode(rec[3], 3):
			fault("currency %q is no ISO 4217 code", rec[3])
			continue
		case !national && rec[3] != "":
			fault("%s has no currency", k.measure)
			continue
		}
		step := 0.0
		if years > firstYear && rec[firstYear] != "" {
			if step, err = strconv.ParseFloat(rec[firstYear], 64); err != nil || !isPowerOfTen(step) {
				fault("printed %q is no power of ten", rec[firstYear])
				continue
			}
		}
		row := e.rows[k]
		if row == nil {
			row = &figureRow{currency: keep(rec[3]), cells: make([]cell, len(e.Years))}
			e.rows[k] = row
		}
		if row.currency != rec[3] {
			fault("%s in %s and in %s", k.ally, row.currency, rec[3])
			continue
		}
		src := slices.Index(e.sources, rec[2])
		if src < 0 {
			src = len(e.sources)
			e.sources = append(e.sources, keep(rec[2]))
		}
		e.readCells(row, k, rec[years:], cell{line: uint32(n), source: uint16(src), step: e.step(step)}, step, fault)
	}
}

// yearsOf reads the years from the header of a table of figures, and says in
// which column they begin.
func (e *Edition) yearsOf(name string, head []string) (int, error) {
	years := firstYear
	if len(head) > firstYear && head[firstYear] == "printed" {
		years++
	}
	if len(head) <= years || strings.Join(head[:firstYear], ",") != "ally,measure,source,currency" {
		return 0, &DataError{File: name, Row: 1, Reason: "the header must be ally,measure,source,currency, perhaps printed, and years"}
	}
	for _, h := range head[years:] {
		y, estimate := strings.CutSuffix(h, "e")
		n, err := strconv.Atoi(y)
		if err != nil || n < 1949 || n > 2100 || (len(e.Years) > 0 && n <= e.Years[len(e.Years)-1]) {
			e.Years = nil
			return 0, &DataError{File: name, Row: 1, Reason: fmt.Sprintf("%q is no year in ascending order", h)}
		}
		e.Years = append(e.Years, n)
		if estimate {
			e.Estimates = append(e.Estimates, n)
		}
	}
	return years, nil
}

// readCells reads the figures of one line into its row. made is what all its
// cells share, step in which steps the line is printed, 0 for NATO's own.
func (e *Edition) readCells(row *figureRow, k rowKey, texts []string, made cell, step float64, fault func(string, ...any)) {
	empty := true
	for i, text := range texts {
		if text == "" {
			continue
		}
		empty = false
		v, err := strconv.ParseFloat(text, 64)
		switch {
		case err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.Trim(text, "0123456789.-") != "":
			fault("%q (%d) is no number", text, e.Years[i])
		case v < 0 && k.measure != RealChange && k.measure != RealChangeSince:
			fault("%s (%d) is below nothing", text, e.Years[i])
		case row.cells[i].line != 0:
			fault("%s %s %d stands twice", k.ally, k.measure, e.Years[i])
		case step != 0 && (math.Abs(roundTo(v, step)-v) > 1e-9 || step <= k.measure.Step()):
			fault("%s (%d) is not printed in steps of %s, coarser than NATO's", text, e.Years[i], strconv.FormatFloat(step, 'f', -1, 64))
		default:
			x := made
			x.held, x.printed, x.estimate = v, v, slices.Contains(e.Estimates, e.Years[i])
			if x.step == 0 {
				x.printed = k.measure.Printed(v)
			}
			row.cells[i] = x
		}
	}
	if empty {
		fault("the row holds no figure")
	}
}

// Latest is the edition published last, as Newest of what Load gives, without
// its figures: for those who want its name alone. Nothing is checked but what is
// read.
func Latest(fsys fs.FS, more ...fs.FS) (*Edition, error) {
	var out *Edition
	for _, f := range append([]fs.FS{fsys}, more...) {
		dirs, err := fs.ReadDir(f, ".")
		if err != nil {
			return nil, &DataError{File: ".", Reason: err.Error()}
		}
		for _, dir := range dirs {
			if !dir.IsDir() || strings.HasPrefix(dir.Name(), ".") {
				continue
			}
			rows, err := records(f, path.Join(dir.Name(), "edition.csv"), "key", "value")
			if err != nil {
				return nil, err
			}
			kv := map[string]string{}
			for _, r := range rows {
				kv[r.at("key")] = r.at("value")
			}
			day, ok := ParseDate(kv["published"])
			if !ok || kv["history"] == "yes" {
				continue
			}
			e := &Edition{ID: kv["id"], Title: kv["title"], Published: day}
			if out == nil || cmp.Or(cmp.Compare(e.Published.Last(), out.Published.Last()), cmp.Compare(e.ID, out.ID)) >= 0 {
				out = e
			}
		}
	}
	if out == nil {
		return nil, &DataError{File: ".", Reason: "no editions"}
	}
	return out, nil
}
