package schedule

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"strings"
	"time"

	"natobot/facts"
)

// A Watch notices that a data directory changed, has it checked, and takes it
// up without a restart. A directory that can't be read, loaded or passed by
// the checks changes nothing: the data in use stay, and one log line says what
// is wrong.
//
// Not promised: that a set of files copied very slowly is seen as a whole. A
// change is taken up when the files were alike at two looks in a row and pass
// all checks; a copy that pauses longer than that, at a moment when what is
// there passes, is taken up in two steps.
type Watch struct {
	Dir fs.FS // the data directory
	// Load reads the whole dataset, embedded data and Dir, and checks it.
	Load func() (*facts.Dataset, error)
	// Import turns a workbook that was dropped into Dir (its name ends in .xlsx)
	// into an edition beside it and returns its id; none when that edition was
	// made of this file before. nil: workbooks are left alone.
	Import func(name string) (edition string, err error)
	// Swap makes d the dataset that answers use from now on.
	Swap func(d *facts.Dataset)
	// Announce plans what channels are told about d. It is called at the start,
	// after each Swap and every few minutes, and after a failure at each tick; so it
	// must be idempotent, across processes and crashes too.
	Announce func(ctx context.Context, d *facts.Dataset) error
	Log      *slog.Logger
}

// Run watches until ctx is done or tick is closed. current is the dataset in
// use, made of the directory as it is now. A look costs one walk over the
// names, sizes and times of the files; their content is read on a change only.
func (w *Watch) Run(ctx context.Context, current *facts.Dataset, tick <-chan time.Time) {
	s := w.start(ctx, current)
	for {
		select {
		case <-ctx.Done():
			return
		case at, ok := <-tick:
			if !ok {
				return
			}
			s.look(ctx, at)
		}
	}
}

// watching is what a Watch remembers between two looks.
type watching struct {
	*Watch
	log     *slog.Logger
	current *facts.Dataset
	// Fingerprints. inUse is empty at first: what is there is read once more at
	// the start, for it may have changed since current was loaded.
	inUse, seen, refused string
	lost                 string // the last fault of reading the directory
	told                 bool   // whether current was announced
	last                 time.Time
	imported             map[string]bool // workbooks seen, by name, size and time
}

func (w *Watch) start(ctx context.Context, current *facts.Dataset) *watching {
	s := &watching{Watch: w, log: w.Log, current: current, imported: map[string]bool{}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.told = w.announce(ctx, s.log, current)
	return s
}

// look is what happens at a tick.
func (s *watching) look(ctx context.Context, at time.Time) {
	if s.last.IsZero() {
		s.last = at
	}
	if !s.told || at.Sub(s.last) >= announceEvery {
		s.told, s.last = s.announce(ctx, s.log, s.current), at
	}
	if s.Dir == nil {
		return
	}
	now, err := fingerprint(s.Dir)
	if err != nil {
		if s.lost != err.Error() {
			s.log.ErrorContext(ctx, "the data directory can't be read; the data in use stay", "error", err)
		}
		s.lost, s.seen = err.Error(), ""
		return
	}
	s.lost = ""
	switch {
	case now == s.inUse, now == s.refused:
		s.seen = ""
		return
	case now != s.seen: // still being written, perhaps
		s.seen = now
		return
	}
	s.workbooks(ctx)
	if after, err := fingerprint(s.Dir); err != nil || after != now {
		s.seen = "" // an import wrote an edition: look again when it rests
		return
	}
	next, err := s.Load()
	if after, again := fingerprint(s.Dir); again != nil || after != now {
		s.seen = "" // changed while it was read: look again
		return
	}
	if err != nil {
		s.refused = now
		s.log.ErrorContext(ctx, "new data refused; the data in use stay", "error", err)
		return
	}
	s.Swap(next)
	s.inUse, s.refused, s.seen, s.current = now, "", "", next
	s.log.InfoContext(ctx, "data directory taken up", "editions", len(next.Editions), "newest", next.Newest().ID)
	s.told = s.announce(ctx, s.log, next)
}

// workbooks imports each workbook once; one that is refused is tried again
// when it has changed.
func (s *watching) workbooks(ctx context.Context) {
	if s.Import == nil {
		return
	}
	names, err := fs.Glob(s.Dir, "*.xlsx")
	if err != nil {
		return // only of a bad pattern
	}
	for _, name := range names {
		i, err := fs.Stat(s.Dir, name)
		if err != nil || onTheWay(name) {
			continue
		}
		mark := fmt.Sprintf("%s %d %d", name, i.Size(), i.ModTime().UnixNano())
		if s.imported[mark] {
			continue
		}
		s.imported[mark] = true
		edition, err := s.Import(name)
		if err != nil {
			s.log.ErrorContext(ctx, "workbook refused; the data in use stay", "file", name, "error", err)
			continue
		}
		if edition != "" {
			s.log.InfoContext(ctx, "workbook imported", "file", name, "edition", edition)
		}
	}
}

func (w *Watch) announce(ctx context.Context, log *slog.Logger, d *facts.Dataset) bool {
	if w.Announce == nil {
		return true
	}
	if err := w.Announce(ctx, d); err != nil {
		if ctx.Err() == nil {
			log.ErrorContext(ctx, "what is new could not be planned for the channels; it will be tried again", "error", err)
		}
		return false
	}
	return true
}

// announceEvery is how often Announce is called though nothing changed: a day
// begins, what was to come is at hand, and what was being written while the
// data changed has stated the old figures.
const announceEvery = 5 * time.Minute

// maxFiles bounds what a data directory may hold; ours has a few dozen files.
const maxFiles = 10_000

// fingerprint is the same as long as no file that counts was added, removed,
// renamed, written or touched. Hidden files and those that editors and copying
// tools make on the way do not count.
func fingerprint(dir fs.FS) (string, error) {
	h := sha256.New()
	n := 0
	err := fs.WalkDir(dir, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name != ".": // gone since it was listed
			return nil
		case err != nil:
			return err
		case name != "." && onTheWay(path.Base(name)):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir():
			return nil
		}
		if n++; n > maxFiles {
			return fmt.Errorf("more than %d files", maxFiles)
		}
		i, err := fs.Stat(dir, name) // of what a link points to, as Kubernetes mounts them
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%q %d %d\n", name, i.Size(), i.ModTime().UnixNano())
		return nil
	})
	if err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func onTheWay(base string) bool {
	for _, end := range []string{"~", ".tmp", ".part", ".swp", ".crdownload", ".filepart"} {
		if strings.HasSuffix(base, end) {
			return true
		}
	}
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$")
}
