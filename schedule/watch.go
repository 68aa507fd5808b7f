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
	// Swap makes d the dataset that answers use from now on.
	Swap func(d *facts.Dataset)
	// Announce plans what channels are told about d. It is called at the start,
	// after each Swap and every hour, and after a failure at each tick; so it
	// must be idempotent, across processes and crashes too.
	Announce func(ctx context.Context, d *facts.Dataset) error
	Log      *slog.Logger
}

// Run watches until ctx is done or tick is closed. current is the dataset in
// use, made of the directory as it is now. A look costs one walk over the
// names, sizes and times of the files; their content is read on a change only.
func (w *Watch) Run(ctx context.Context, current *facts.Dataset, tick <-chan time.Time) {
	log := w.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	// Empty at first: what is there is read once more at the start, for it may
	// have changed since current was loaded.
	var inUse, seen, refused, lost string
	told := w.announce(ctx, log, current)
	var last time.Time
	for {
		var at time.Time
		var ok bool
		select {
		case <-ctx.Done():
			return
		case at, ok = <-tick:
			if !ok {
				return
			}
		}
		if last.IsZero() {
			last = at
		}
		if !told || at.Sub(last) >= announceEvery {
			told, last = w.announce(ctx, log, current), at
		}
		if w.Dir == nil {
			continue
		}
		now, err := fingerprint(w.Dir)
		if err != nil {
			if lost != err.Error() {
				log.ErrorContext(ctx, "the data directory can't be read; the data in use stay", "error", err)
			}
			lost, seen = err.Error(), ""
			continue
		}
		lost = ""
		switch {
		case now == inUse, now == refused:
			seen = ""
			continue
		case now != seen: // still being written, perhaps
			seen = now
			continue
		}
		next, err := w.Load()
		if after, again := fingerprint(w.Dir); again != nil || after != now {
			seen = "" // changed while it was read: look again
			continue
		}
		if err != nil {
			refused = now
			log.ErrorContext(ctx, "new data refused; the data in use stay", "error", err)
			continue
		}
		w.Swap(next)
		inUse, refused, seen, current = now, "", "", next
		log.InfoContext(ctx, "new data taken up", "editions", len(next.Editions), "newest", next.Newest().ID)
		told = w.announce(ctx, log, next)
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
// begins, and what was to come is at hand.
const announceEvery = time.Hour

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
