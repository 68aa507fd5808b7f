package zones

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// made is a directory of rules of a release, in which Europe/Madrid has the
// rules of another place, and America/New_York is damaged.
func made(t *testing.T, release string) string {
	t.Helper()
	dir := t.TempDir()
	tokyo, err := BuiltIn().dir.Open("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(tokyo)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"tzdata.zi": "# version " + release + "\n# This zic input file is in the public domain.\n", "Europe/Madrid": string(raw), "America/New_York": "TZif2 and no more"} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func hours(t *testing.T, s *Set, zone string) int {
	t.Helper()
	loc, err := s.Load(zone)
	if err != nil {
		t.Fatal(err)
	}
	_, off := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC).In(loc).Zone()
	return off / 3600
}

func TestBuiltIn(t *testing.T) {
	t.Parallel()
	s := BuiltIn()
	if !regexp.MustCompile(`^20\d\d[a-z]$`).MatchString(s.Release) || s.Release < "2026f" || s.Released.Year() < 2026 {
		t.Errorf("%s", s)
	}
	// What the rules of 2025 have otherwise.
	for zone, want := range map[string]int{"America/Vancouver": -7, "America/Edmonton": -6, "America/Winnipeg": -5, "America/Inuvik": -6, "America/Havana": -4, "Africa/Casablanca": 0, "Europe/Madrid": 1} {
		if got := hours(t, s, zone); got != want {
			t.Errorf("%s: %d hours, want %d", zone, got, want)
		}
	}
	if f := s.Faults(); len(f) > 0 {
		t.Error(f)
	}
	if n := len(Names()); n < 480 || Names()[0] != "Africa/Abidjan" {
		t.Errorf("%d names from %s", n, Names()[0])
	}
	if loc, err := s.Load("UTC"); err != nil || loc != time.UTC {
		t.Error(loc, err)
	}
	for _, name := range []string{"Mars/Base", "../zones.go", "/etc/passwd", "Local"} {
		if loc, err := s.Load(name); err == nil {
			t.Errorf("%s is %s", name, loc)
		}
	}
}

// The newest wins, but for what the operator names.
func TestChoose(t *testing.T) {
	t.Parallel()
	newer, older := made(t, "2999zb"), made(t, "2025c")
	zipped := filepath.Join(t.TempDir(), "zoneinfo.zip")
	f, err := os.Create(zipped)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	if err := w.AddFS(os.DirFS(older)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	for _, c := range []struct {
		what, named string
		system      []string
		release     string
		fault       string
	}{
		{"nothing else", "", nil, BuiltIn().Release, ""},
		{"an older system", "", []string{older}, BuiltIn().Release, ""},
		{"a newer system", "", []string{empty, older, newer}, "2999zb", ""},
		{"named, older", older, []string{newer}, "2025c", ""},
		{"named, a zip file", zipped, nil, "2025c", ""},
		{"named, not there", filepath.Join(empty, "none"), []string{older}, BuiltIn().Release, "no such file"},
		{"named, empty", empty, []string{newer}, "2999zb", "Europe/Madrid: it is missing"},
		{"named, a text", filepath.Join(older, "tzdata.zi"), nil, BuiltIn().Release, "neither a directory nor a zip file"},
	} {
		s, err := choose(c.named, c.system)
		if s.Release != c.release {
			t.Errorf("%s: %s", c.what, s)
		}
		if (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: %v", c.what, err)
		}
		if s != BuiltIn() && hours(t, s, "Europe/Madrid") != 9 {
			t.Errorf("%s: Madrid has the built-in rules", c.what)
		}
		if s != BuiltIn() && s.Mark() == BuiltIn().Mark() {
			t.Errorf("%s: the same mark for other rules", c.what)
		}
	}
	for _, c := range [][2]string{{"2026g", "2026f"}, {"2027a", "2026z"}, {"2026za", "2026z"}, {"2026zb", "2026za"}} {
		if !after(c[0], c[1]) || after(c[1], c[0]) || after(c[0], c[0]) {
			t.Error(c)
		}
	}
	if after("", "2026f") || after("rubbish", "2026f") {
		t.Error("an unknown release is newer")
	}
}

// What a directory lacks or has damaged comes from the built-in rules, and is told.
func TestHolesAreFilledAndTold(t *testing.T) {
	t.Parallel()
	s, err := choose(made(t, "2999a"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := hours(t, s, "America/New_York"); got != -5 {
		t.Errorf("New York: %d", got)
	}
	faults := s.Faults()
	if len(faults) != len(Names())-2 { // Madrid is there, UTC needs no rules
		t.Errorf("%d faults of %d names", len(faults), len(Names()))
	}
	if all := strings.Join(faults, "\n"); !strings.Contains(all, "America/New_York: ") || !strings.Contains(all, "Africa/Abidjan: it is missing") || strings.Contains(all, "Europe/Madrid") {
		t.Errorf("%.300s", all)
	}
	if !strings.Contains(s.String(), "2999a of ") || !strings.Contains(s.String(), "from "+s.Source) {
		t.Error(s)
	}
	if age := BuiltIn().Age(BuiltIn().Released.AddDate(0, 0, 181)); age <= Stale {
		t.Errorf("181 days later the rules are %s old", age)
	}
}
