package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"natobot/facts"
	"natobot/facts/workbook"
)

// errThere and errMade say that an edition's directory exists already, made of
// something else or of the same file.
var (
	errThere = errors.New("the edition is there already, made of something else")
	errMade  = errors.New("the edition was made of this file already")
)

// An imported edition and what a person should look at.
type imported struct {
	edition  *facts.Edition
	previous *facts.Edition // the whole one before it; nil: none
	replaced *facts.Edition // the known one of that id; nil: none
	data     *facts.Dataset // with the edition in it
	confirm  []string
}

// importWorkbook reads NATO's workbook and puts the edition into dir, as a
// directory of its own, in one step or not at all; with dry it only looks.
// What stops it is a *workbook.CellError, a *facts.DataError, an error that
// names figures that contradict each other, errThere or errMade.
func importWorkbook(file []byte, by []facts.Exception, n workbook.Name, dir string, dry bool) (*imported, error) {
	sum := sha256.Sum256(file)
	n.Sum = hex.EncodeToString(sum[:])
	target := filepath.Join(dir, n.Edition)
	if err := vacant(target, n.Sum); err != nil && !(dry && (errors.Is(err, errMade) || errors.Is(err, errThere))) {
		return nil, err
	}
	layers := []fs.FS{}
	if dir != "" {
		if st, err := os.Stat(dir); err != nil || !st.IsDir() {
			return nil, fmt.Errorf("%q is no directory that can be read", dir)
		}
		layers = append(layers, os.DirFS(dir))
	}
	d, err := facts.Load(facts.Embedded(), layers...)
	if err != nil {
		return nil, fmt.Errorf("the data in %s: %w", dir, err)
	}
	w, err := workbook.Read(bytes.NewReader(file), d, n.Published)
	if err != nil {
		return nil, err
	}
	// Written beside its place, under a name that nothing reads, and renamed.
	where := dir
	if dry {
		where = ""
	}
	tmp, err := os.MkdirTemp(where, ".import-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp) // what a failure left
	if err := writeEdition(w, n, tmp, nil); err != nil {
		return nil, err
	}
	e, err := d.ReadEdition(os.DirFS(tmp), n.Edition)
	if err != nil {
		return nil, err
	}
	small, odd, grave := w.Weigh(d, e, by...)
	if len(grave) > 0 {
		return nil, contradiction(w, d, n, grave)
	}
	if err := writeEdition(w, n, tmp, small); err != nil {
		return nil, err
	}
	layers = append(layers, os.DirFS(tmp))
	for _, f := range facts.Lint(facts.Embedded(), layers...) {
		if strings.HasPrefix(f.File, n.Edition+"/") {
			return nil, f
		}
	}
	after, err := facts.Load(facts.Embedded(), layers...)
	if err != nil {
		return nil, err
	}
	out := &imported{data: after}
	out.edition, _ = after.Edition(n.Edition)
	out.replaced, _ = d.Edition(n.Edition)
	for _, x := range after.Editions {
		if x.Complete && x.ID != n.Edition && x.Published.Last() < n.Published {
			out.previous = x
		}
	}
	out.look(small, odd, w.Gaps)
	out.confirm = append(out.confirm, w.Confirm...)
	if dry {
		return out, nil
	}
	if err := os.Rename(filepath.Join(tmp, n.Edition), target); err != nil {
		if there, again := os.ReadFile(filepath.Join(target, "edition.csv")); again == nil && strings.Contains(string(there), n.Sum) {
			return nil, fmt.Errorf("%w: %s", errMade, target) // another process was first
		}
		return nil, err
	}
	return out, syncDir(dir)
}

// vacant says why nothing can be put at a place: an edition made from the same
// file is there, or another thing.
func vacant(target, sum string) error {
	there, err := os.ReadFile(filepath.Join(target, "edition.csv"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err == nil && strings.Contains(string(there), sum) {
		return fmt.Errorf("%w: %s", errMade, target)
	}
	if _, err := os.Lstat(target); err == nil {
		return fmt.Errorf("%w: to import this file, remove %s first", errThere, target)
	}
	return nil
}

// writeEdition writes a workbook's edition below a directory, with what is excused.
func writeEdition(w *workbook.Workbook, n workbook.Name, dir string, excused []facts.Doubt) error {
	files, err := w.Files(n, excused)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, n.Edition), 0o755); err != nil {
		return err
	}
	for name, b := range files {
		if err := writeSynced(filepath.Join(dir, n.Edition, name), b); err != nil {
			return err
		}
	}
	return nil
}

// contradiction says which figures of a workbook contradict each other.
func contradiction(w *workbook.Workbook, d *facts.Dataset, n workbook.Name, grave []facts.Doubt) error {
	var lines []string
	for i, x := range grave {
		if i == maxLines {
			lines = append(lines, fmt.Sprintf("… and %d more", len(grave)-i))
			break
		}
		lines = append(lines, fmt.Sprintf("%s (%s): %s %d: %s", w.Where(x.Ally, x.Measure, x.Year), x.Kind, d.Name(x.Ally), x.Year, x.Reason))
	}
	return fmt.Errorf("figures of the workbook contradict each other, nothing was imported (if NATO's PDF has them too, excuse them by line in %s):\n  %s", excusesName(n.File), strings.Join(lines, "\n  "))
}

// look lists what the workbook can't settle by itself.
func (m *imported) look(small, odd []facts.Doubt, gaps []workbook.Gap) {
	e, p := m.edition, m.previous
	say := func(format string, a ...any) { m.confirm = append(m.confirm, fmt.Sprintf(format, a...)) }
	say("It was published on %s.", e.Published)
	say("It counts %s; years %s; constant prices of %d.", map[bool]string{true: "core defence only", false: "total defence expenditure"}[e.Core()], editionYears(e), e.PriceBase)
	if p != nil {
		if p.Definition != e.Definition {
			say("The edition before, %s, counts %s: no figure of one is compared with the other without saying so.", p.ID, map[bool]string{true: "core defence only", false: "total defence expenditure"}[p.Core()])
		}
		if p.PriceBase != 0 && p.PriceBase != e.PriceBase {
			say("The edition before, %s, has constant prices of %d.", p.ID, p.PriceBase)
		}
		for i := range m.data.Allies {
			a := &m.data.Allies[i]
			if x, y := p.Currency(a.Code), e.Currency(a.Code); x != "" && y != "" && x != y {
				say("%s: amounts in %s, in %s in %s.", a.Name, y, p.ID, x)
			}
		}
		same, revised, more, gone := against(e, p)
		say("Against %s, %d of its figures are revised, %d are not, %d are no longer there, and %d are new (natobot data diff %s %s tells more).", p.ID, revised, same, gone, more, p.ID, e.ID)
	}
	say("Its title was taken to be %q: no workbook has it.", e.Title)
	if m.replaced != nil {
		same, other, more, less := against(e, m.replaced)
		say("It takes the place of %s as it is known: %d figures are the same, %d differ, %d are new and %d fall away, with what was noted on single ones.", e.ID, same, other, more, less)
	}
	for _, g := range gaps {
		say("No figure: %s, %s, %d.", m.data.Name(g.Ally), g.Measure.Label(), g.Year)
	}
	if r := workbook.NewRates(m.data, e); r != "" {
		say("Units of national currency to the US dollar that Table 1 makes, of years that no earlier edition has; nothing else in the workbook depends on them: %s.", r)
	}
	m.grouped("NATO's own figures disagree a little and are taken up as they are", small)
	m.grouped("Far from what was before, and nothing else in the workbook settles it", odd)
}

// against compares the figures of e, as printed, with those of another edition.
func against(e, old *facts.Edition) (same, other, more, less int) {
	for _, f := range old.Figures() {
		switch g, ok := e.Figure(f.Ally, f.Measure, f.Year); {
		case !ok:
			less++
		case g.Value != f.Value:
			other++
		default:
			same++
		}
	}
	return same, other, e.Held() - same - other, less
}

// grouped says of doubts, a sentence for each Ally and measure.
func (m *imported) grouped(what string, list []facts.Doubt) {
	for i := 0; i < len(list); {
		x := list[i]
		var years []string
		for ; i < len(list) && list[i].Kind == x.Kind && list[i].Ally == x.Ally && list[i].Measure == x.Measure; i++ {
			years = append(years, fmt.Sprint(list[i].Year))
		}
		first := ""
		if len(years) > 1 {
			first = years[0] + ": "
		}
		m.confirm = append(m.confirm, fmt.Sprintf("%s: %s, %s, %s; %s%s.", what, m.data.Name(x.Ally), x.Measure.Label(), strings.Join(years, ", "), first, x.Reason))
	}
}

// maxLines bounds a list of faults; the first ones tell what is wrong.
const maxLines = 20

func writeSynced(name string, b []byte) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(b); err != nil {
		return err
	}
	return f.Sync()
}

func syncDir(dir string) (err error) {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Sync()
}

// maxWorkbook is more than a workbook has; the reader refuses what is longer.
const maxWorkbook = 16 << 20

func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxWorkbook))
}

// excusesName is the file beside a workbook in which a person excuses NATO's own
// faults by name: those of def-exp.xlsx in def-exp.exceptions.csv.
func excusesName(file string) string {
	return strings.TrimSuffix(file, filepath.Ext(file)) + ".exceptions.csv"
}

func readExcuses(file string) ([]facts.Exception, error) {
	name := excusesName(file)
	b, err := readFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	by, err := workbook.Excuses(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return by, nil
}

func dataImport(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("import", flag.ContinueOnError)
	id := fs.String("edition", "", "id of the edition, like nato-2026-07")
	published := fs.String("published", "", "date of publication, like 2026-07-07")
	into := fs.String("into", "", "directory that gets the edition")
	dry := fs.Bool("dry-run", false, "look only, write nothing")
	rest, ok := dataFlags(fs, args, stderr)
	if !ok || len(rest) != 1 || *id == "" || *published == "" {
		fmt.Fprint(stderr, "data import needs a workbook, --edition and --published.\n", dataHelp)
		return dataUsage
	}
	n := workbook.Name{Edition: *id, File: filepath.Base(rest[0])}
	if d, ok := facts.ParseDate(*published); ok {
		n.Published = d
	}
	if n.Published == "" {
		fmt.Fprintf(stderr, "--published %q is no date; write it like 2026-07-07.\n", clip(*published))
		return dataUsage
	}
	if why := n.Check(); why != "" {
		fmt.Fprintln(stderr, why+".")
		return dataUsage
	}
	dir := *into
	if dir == "" {
		dir = os.Getenv("NATOBOT_DATA_DIR")
	}
	if dir == "" {
		dir = "."
	}
	file, err := readFile(rest[0])
	if err != nil {
		fmt.Fprintf(stderr, "The workbook can't be read: %v.\n", err)
		return dataUsage
	}
	if !*dry {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			fmt.Fprintf(stderr, "%v.\n", err)
			return dataUsage
		}
	} else if _, err := os.Stat(dir); err != nil {
		dir = ""
	}
	by, err := readExcuses(rest[0])
	if err != nil {
		fmt.Fprintf(stderr, "%v.\n", err)
		return dataUsage
	}
	m, err := importWorkbook(file, by, n, dir, *dry)
	if errors.Is(err, errThere) || errors.Is(err, errMade) {
		fmt.Fprintf(stderr, "%v.\n", err)
		return dataUsage
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s was not imported: %v.\n", n.File, err)
		return dataFaulty
	}
	where := filepath.Join(dir, n.Edition)
	if *dry {
		fmt.Fprintf(stdout, "%s can be imported as %s: %d figures. Nothing was written.\n", n.File, n.Edition, m.edition.Held())
	} else {
		fmt.Fprintf(stdout, "%s imported as %s: %d figures in %s.\n", n.File, n.Edition, m.edition.Held(), where)
	}
	fmt.Fprintln(stdout, "\nTo be confirmed by a person:")
	for _, c := range m.confirm {
		fmt.Fprintln(stdout, "  - "+c)
	}
	return dataDone
}

// importDropped imports a workbook that lies in the data directory; its name
// tells edition and date, see workbook.NameOf. What a person must confirm goes
// to the log. An edition that was made of this file before is left alone, and no
// id is returned.
func importDropped(dir, name string, log *slog.Logger) (edition string, err error) {
	n, err := workbook.NameOf(name)
	if err != nil {
		return "", err
	}
	file, err := readFile(filepath.Join(dir, name))
	if err != nil {
		return "", err
	}
	by, err := readExcuses(filepath.Join(dir, name))
	if err != nil {
		return "", err
	}
	m, err := importWorkbook(file, by, n, dir, false)
	if errors.Is(err, errMade) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for _, c := range m.confirm {
		log.Warn("of a workbook, to be confirmed by a person", "edition", n.Edition, "what", c)
	}
	return n.Edition, nil
}
