// Package zones holds the rules of the world's time zones: those of the IANA
// release that was built in, or newer ones of the machine. The Go toolchain's
// own copy is as old as the toolchain and is not used.
package zones

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"natobot/facts/late"
)

//go:generate go run ./generate

// The built-in rules, as generate makes them of the distribution's tzdata.
var (
	//go:embed zoneinfo.zip
	archive []byte
	//go:embed release.txt
	release string // "2026f 2026-10-27"
)

// Stale is the age from which operators are warned: IANA has released rules
// every few months for decades, so older ones are likely wrong somewhere.
const Stale = 180 * 24 * time.Hour

// A Set is one release of the rules. It is safe for concurrent use.
type Set struct {
	Release  string    // "2026f"; "" when the source does not tell
	Released time.Time // the day, in UTC; zero when unknown
	Source   string    // "built in", or the directory or file
	dir      fs.FS
	below    *Set // asked for what this one lacks; nil: none

	mu    sync.Mutex
	known map[string]*time.Location
	bad   map[string]error
}

// BuiltIn is the set that the binary carries.
var BuiltIn = sync.OnceValue(func() *Set {
	dir, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		panic("the built-in time zones are damaged: " + err.Error()) // a fault of the build
	}
	s := &Set{Source: "built in", dir: dir}
	name, day, _ := strings.Cut(strings.TrimSpace(release), " ")
	s.Release = name
	if s.Released, err = time.Parse(time.DateOnly, day); err != nil {
		panic("the date of the built-in time zones: " + err.Error())
	}
	return s
})

// inUse is the set that Load asks; nil: the built-in one.
var inUse atomic.Pointer[Set]

// InUse is the set that Load asks.
func InUse() *Set {
	if s := inUse.Load(); s != nil {
		return s
	}
	return BuiltIn()
}

// Use makes Load ask s from now on. Locations that were loaded before keep
// their rules, so it belongs to the start of a process.
func Use(s *Set) { inUse.Store(s) }

// Load is a zone by its exact IANA name, by the rules in use.
func Load(name string) (*time.Location, error) { return InUse().Load(name) }

// system are the places where distributions keep their rules.
var system = []string{"/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo"}

// Choose finds the rules to use: those that named holds, a directory or a zip
// file as Go's ZONEINFO, whatever their release, for the operator wants them;
// else the system's when they are newer than the built-in ones; else those. The
// error says why named can't be used, and then the set is another one.
func Choose(named string) (*Set, error) { return choose(named, system) }

func choose(named string, system []string) (*Set, error) {
	var fault error
	if named != "" {
		s, err := open(named)
		if err == nil {
			return s, nil
		}
		fault = fmt.Errorf("%q holds no time zones that can be used: %w", named, err)
	}
	best := BuiltIn()
	for _, path := range system {
		if s, err := open(path); err == nil && after(s.Release, best.Release) {
			best = s
		}
	}
	return best, fault
}

// releaseText is how IANA names releases: the year, then letters in order.
var releaseText = late.Regexp(`\b(\d{4}[a-z]{1,2})\b`)

// after reports whether release a came after b; an unknown one did not.
func after(a, b string) bool {
	switch {
	case !releaseText().MatchString(a):
		return false
	case a[:4] != b[:min(4, len(b))]:
		return a > b
	case len(a) != len(b): // z is followed by za
		return len(a) > len(b)
	}
	return a > b
}

// open reads what a directory or a zip file says of itself, and has it prove
// that it holds zones.
func open(path string) (*Set, error) {
	s := &Set{Source: path, below: BuiltIn()}
	st, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, errors.Unwrap(err)
	case st.IsDir():
		s.dir = os.DirFS(path)
	default:
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, errors.Unwrap(err)
		}
		if s.dir, err = zip.NewReader(bytes.NewReader(raw), int64(len(raw))); err != nil {
			return nil, errors.New("it is neither a directory nor a zip file")
		}
	}
	if _, err := s.read("Europe/Madrid"); err != nil {
		return nil, fmt.Errorf("Europe/Madrid: %w", err)
	}
	s.Release, s.Released = marked(s.dir)
	if s.Release == s.below.Release {
		s.Released = s.below.Released
	}
	return s, nil
}

// marked is the release that a source names: in the first line of its tzdata.zi,
// or in a file +VERSION as BSD has it. The day is that of the file, which the
// packager made of that release: no source holds the release's own.
func marked(dir fs.FS) (name string, day time.Time) {
	for _, file := range []string{"tzdata.zi", "+VERSION"} {
		f, err := dir.Open(file)
		if err != nil {
			continue
		}
		head := make([]byte, 64)
		n, err := io.ReadFull(f, head)
		st, statErr := f.Stat()
		f.Close() // it was read
		line, _, _ := strings.Cut(string(head[:n]), "\n")
		m := releaseText().FindString(line)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) || statErr != nil || m == "" {
			continue
		}
		return m, st.ModTime().UTC().Truncate(24 * time.Hour)
	}
	return "", time.Time{}
}

// maxFile is more than the rules of any zone take.
const maxFile = 64 << 10

func (s *Set) read(name string) (*time.Location, error) {
	f, err := s.dir.Open(name)
	if err != nil {
		return nil, errors.New("it is missing or can't be read")
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, errors.New("it can't be read")
	}
	return time.LoadLocationFromTZData(name, raw)
}

// Load is a zone by its exact IANA name. What a directory lacks or has damaged
// is taken from the built-in set, and Faults says so.
func (s *Set) Load(name string) (*time.Location, error) {
	if name == "UTC" || name == "" {
		return time.UTC, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if loc := s.known[name]; loc != nil {
		return loc, nil
	}
	if !fs.ValidPath(name) {
		return nil, fmt.Errorf("%.40q is no time zone", name)
	}
	loc, err := s.read(name)
	if err != nil && s.below != nil {
		var again error
		if loc, again = s.below.Load(name); again == nil {
			if s.bad == nil {
				s.bad = map[string]error{}
			}
			s.bad[name], err = err, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the rules of the time zone %.40q: %w", name, err)
	}
	if s.known == nil {
		s.known = map[string]*time.Location{}
	}
	s.known[name] = loc
	return loc, nil
}

// Faults are the zones of Names that were taken from the built-in set because
// the source lacks them or has them damaged, each with why. It reads them all.
func (s *Set) Faults() []string {
	var out []string
	for _, name := range Names() {
		if _, err := s.Load(name); err != nil {
			out = append(out, err.Error())
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, err := range s.bad {
		out = append(out, name+": "+err.Error())
	}
	slices.Sort(out)
	return out
}

// Mark is the same for the same rules of the same source, and differs when any
// rule does. It reads every zone of Names.
func (s *Set) Mark() string {
	h := crc32.NewIEEE()
	for _, name := range Names() {
		raw, err := fs.ReadFile(s.dir, name)
		if err != nil {
			raw = []byte(err.Error())
		}
		fmt.Fprintln(h, name, crc32.ChecksumIEEE(raw))
	}
	return fmt.Sprintf("%s:%08x", s.Release, h.Sum32())
}

// Age is how old the release is; 0 when its day is unknown.
func (s *Set) Age(now time.Time) time.Duration {
	if s.Released.IsZero() {
		return 0
	}
	return max(0, now.Sub(s.Released))
}

// String is the release with its day and source: "2026f of 2026-10-27, built in".
func (s *Set) String() string {
	name, day := s.Release, ""
	if name == "" {
		name = "of an unknown release"
	} else if !s.Released.IsZero() {
		day = " of " + s.Released.Format(time.DateOnly)
	}
	source := s.Source
	if s.below != nil {
		source = "from " + filepath.Clean(source)
	}
	return name + day + ", " + source
}

// suggested are the areas whose names follow a place, and the few names without
// an area that people write. Fixed offsets are left out.
var suggested = late.Regexp(`^(?:(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Europe|Indian|Mexico|Pacific)/.+|CET|EET|GMT|UTC|WET)$`)

// Names are the zones that are suggested to people, in alphabetical order: all of
// the built-in release that are called after a place.
var Names = sync.OnceValue(func() []string {
	var out []string
	for _, f := range BuiltIn().dir.(*zip.Reader).File {
		if suggested().MatchString(f.Name) {
			out = append(out, f.Name)
		}
	}
	slices.Sort(out)
	return out
})
