package schedule

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"natobot/facts"
)

// lookout is a Watch over a directory in memory, looked at by hand.
type lookout struct {
	t         *testing.T
	s         *watching
	dir       fstest.MapFS
	now       time.Time
	loaded    int
	swapped   []*facts.Dataset
	announced []*facts.Dataset
	fail      error // of Load
	failTell  error // of Announce
	onLoad    func()
	log       bytes.Buffer
	next      *facts.Dataset
}

// look is one tick of the clock.
func (w *lookout) look() {
	w.now = w.now.Add(5 * time.Second)
	w.s.look(w.t.Context(), w.now)
}

// twice is as many looks as it takes to see that nothing is being written.
func (w *lookout) twice() { w.look(); w.look() }

func startWatch(t *testing.T, w *lookout) {
	t.Helper()
	w.t, w.now = t, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	first := &facts.Dataset{Editions: []*facts.Edition{{ID: "first"}}}
	w.next = first
	watch := &Watch{
		Dir: w.dir,
		Load: func() (*facts.Dataset, error) {
			w.loaded++
			if w.onLoad != nil {
				w.onLoad()
			}
			return w.next, w.fail
		},
		Swap: func(d *facts.Dataset) { w.swapped = append(w.swapped, d) },
		Announce: func(_ context.Context, d *facts.Dataset) error {
			w.announced = append(w.announced, d)
			return w.failTell
		},
		Log: slog.New(slog.NewTextHandler(&w.log, nil)),
	}
	w.s = watch.start(t.Context(), first)
}

func TestWatchRunEnds(t *testing.T) {
	t.Parallel()
	n := 0
	w := &Watch{Announce: func(context.Context, *facts.Dataset) error { n++; return nil }}
	tick := make(chan time.Time, 2)
	tick <- time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	tick <- time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	close(tick)
	w.Run(t.Context(), &facts.Dataset{}, tick)
	if n != 2 {
		t.Errorf("announced %d times, want at the start and after an hour", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w.Run(ctx, &facts.Dataset{}, make(chan time.Time))
}

func file(content string, minute int) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(content), ModTime: time.Date(2026, 11, 23, 8, minute, 0, 0, time.UTC)}
}

func TestWatchTakesUpNewData(t *testing.T) {
	t.Parallel()
	w := &lookout{dir: fstest.MapFS{"nato-2026-07/figures.csv": file("a", 0)}}
	startWatch(t, w)
	w.twice() // what is there is read once, for it may have changed since it was loaded
	if w.loaded != 1 {
		t.Fatalf("loaded %d times at the start", w.loaded)
	}
	for range 3 {
		w.twice()
	}
	if w.loaded != 1 || len(w.swapped) != 1 {
		t.Fatalf("an unchanged directory was loaded %d times", w.loaded)
	}
	w.next = &facts.Dataset{Editions: []*facts.Edition{{ID: "second"}}}
	w.dir["nato-2027-06/figures.csv"] = file("b", 1)
	w.twice()
	if len(w.swapped) != 2 || w.swapped[1] != w.next || w.announced[len(w.announced)-1] != w.next {
		t.Errorf("a new edition was not taken up and announced: %d swaps", len(w.swapped))
	}
	// Editors' and copying tools' files are no change.
	w.dir["nato-2027-06/.figures.csv.swp"] = file("x", 2)
	w.dir["nato-2027-07.csv.part"] = file("x", 2)
	w.twice()
	if w.loaded != 2 {
		t.Errorf("a file on the way was taken for a change")
	}
}

func TestWatchWaitsForWholeFiles(t *testing.T) {
	t.Parallel()
	w := &lookout{dir: fstest.MapFS{"a.csv": file("a", 0)}}
	startWatch(t, w)
	w.twice()
	for i := range 5 { // a copy in progress: other at each look
		w.dir["b.csv"] = file(strings.Repeat("b", i+1), 1)
		w.look()
		w.dir["b.csv"] = file(strings.Repeat("b", i+1), 10+i)
	}
	if w.loaded != 1 {
		t.Fatalf("a file was read while it was written")
	}
	w.twice()
	if w.loaded != 2 {
		t.Fatalf("the whole file was not read: %d", w.loaded)
	}
	// Changed while it is read: what was read is not used.
	n := 0
	w.onLoad = func() {
		if n++; n == 1 {
			w.dir["c.csv"] = file("c", 40)
		}
	}
	w.dir["b.csv"] = file("longer", 30)
	swaps := len(w.swapped)
	w.twice()
	if len(w.swapped) != swaps {
		t.Error("data that changed under the reader were taken up")
	}
	w.twice()
	if len(w.swapped) != swaps+1 {
		t.Error("the data were not read again")
	}
}

func TestWatchKeepsGoodData(t *testing.T) {
	t.Parallel()
	w := &lookout{dir: fstest.MapFS{"a.csv": file("a", 0)}}
	startWatch(t, w)
	w.twice()
	w.fail = errors.New("a.csv:3: share_of_gdp_pct: “two” is no number")
	w.dir["a.csv"] = file("broken", 1)
	for range 4 {
		w.twice()
	}
	if len(w.swapped) != 1 {
		t.Error("broken data were taken up")
	}
	if got := strings.Count(w.log.String(), "a.csv:3"); got != 1 {
		t.Errorf("the fault was logged %d times:\n%s", got, w.log.String())
	}
	w.fail = nil
	w.dir["a.csv"] = file("mended", 2)
	w.twice()
	if len(w.swapped) != 2 {
		t.Error("mended data were not taken up")
	}
}

func TestWatchAnnouncesUntilItSucceeds(t *testing.T) {
	t.Parallel()
	w := &lookout{dir: fstest.MapFS{"a.csv": file("a", 0)}, failTell: errors.New("database is locked")}
	startWatch(t, w)
	w.twice()
	before := len(w.announced)
	w.twice()
	if len(w.announced) <= before {
		t.Error("a failed announcement is not tried again")
	}
	w.failTell = nil
	w.twice()
	before = len(w.announced)
	w.twice()
	if len(w.announced) != before {
		t.Error("what succeeded is announced again at once")
	}
	w.now = w.now.Add(time.Hour)
	w.twice()
	if len(w.announced) != before+1 {
		t.Error("a new day would not be noticed")
	}
}

func TestWatchImportsWorkbooks(t *testing.T) {
	t.Parallel()
	w := &lookout{dir: fstest.MapFS{"a.csv": file("a", 0)}}
	startWatch(t, w)
	var tried []string
	fail := errors.New("Table 3, B7: a text where a number belongs")
	w.s.Import = func(name string) (string, error) {
		if tried = append(tried, name); fail != nil {
			return "", fail
		}
		w.dir["nato-2027-06/figures.csv"] = file("imported", 5)
		return "nato-2027-06", nil
	}
	w.twice()
	w.dir["nato-2027-06.xlsx"] = file("bad", 1)
	w.twice()
	w.twice()
	if len(tried) != 1 || !strings.Contains(w.log.String(), "Table 3, B7") {
		t.Fatalf("tried %q; log %s", tried, w.log.String())
	}
	fail = nil
	w.dir["nato-2027-06.xlsx"] = file("good", 2)
	loaded := w.loaded
	w.twice() // imports
	w.twice() // takes up what the import wrote
	if len(tried) != 2 || w.loaded != loaded+1 {
		t.Errorf("tried %q, loaded %d times", tried, w.loaded-loaded)
	}
}

type brokenFS struct{ fs.FS }

func (brokenFS) Open(string) (fs.File, error) { return nil, errors.New("input/output error") }

func TestFingerprint(t *testing.T) {
	t.Parallel()
	if _, err := fingerprint(brokenFS{}); err == nil {
		t.Error("a directory that can't be read has a fingerprint")
	}
	full := fstest.MapFS{}
	for i := range maxFiles + 1 {
		full[fmt.Sprintf("f%d", i)] = file("", 0)
	}
	if _, err := fingerprint(full); err == nil {
		t.Error("a directory without bounds is walked")
	}
	a, _ := fingerprint(fstest.MapFS{"a": file("x", 0)})
	for name, other := range map[string]fstest.MapFS{
		"renamed": {"b": file("x", 0)}, "touched": {"a": file("x", 1)}, "longer": {"a": file("xy", 0)}, "gone": {},
	} {
		if b, _ := fingerprint(other); a == b {
			t.Errorf("%s: the fingerprint is the same", name)
		}
	}
}
