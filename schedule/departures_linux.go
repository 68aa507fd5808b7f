package schedule

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Departures are what this machine knows of messages that leave its processes.
// A row is committed as being sent before its message is written, so a process
// that dies between the two leaves a row of which only it knew that nothing had
// left, and a commit takes long. Each process therefore notes in a file of its
// own, before the commit, that a message is to leave, and after it, with nothing
// in between but the write itself, that it leaves. What a process noted is in the
// system's memory once it is written: its death does not take it back. The end of
// the system does, so a file counts only until the next boot. The file is locked
// for as long as its process lives: nothing of the living is judged.
type departures struct {
	dir, prefix string

	mu    sync.Mutex
	f     *os.File
	under int // noted, and not done with
}

const (
	departuresSize = 1 << 20        // from which a file begins anew
	departuresLife = 48 * time.Hour // of a dead process's file; its rows were taken up long before
)

// openDepartures begins a process's file in dir, for a database's instance, and
// takes away those that count no more.
func openDepartures(dir, instance string) (*departures, error) {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	d := &departures{dir: dir, prefix: "left-" + instance + "-" + strings.TrimSpace(string(boot)) + "-"}
	old, err := filepath.Glob(filepath.Join(dir, "left-"+instance+"-*"))
	if err != nil {
		return nil, err
	}
	for _, path := range old {
		st, err := os.Stat(path)
		if err != nil || strings.HasPrefix(filepath.Base(path), d.prefix) && time.Since(st.ModTime()) < departuresLife {
			continue
		}
		if f, dead := ofTheDead(path); f != nil {
			if dead {
				err = os.Remove(path)
			}
			if err := errors.Join(err, f.Close()); err != nil {
				return nil, err
			}
		}
	}
	if d.f, err = os.CreateTemp(dir, d.prefix); err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(d.f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, d.f.Close(), os.Remove(d.f.Name()))
	}
	return d, nil
}

// ofTheDead opens a process's file, and reports whether the process is dead.
func ofTheDead(path string) (f *os.File, dead bool) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false
	}
	return f, syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil
}

func departure(id int64, tried time.Time, what string) []byte {
	return fmt.Appendf(nil, "%d %d %s\n", id, micros(tried), what)
}

// leaves notes that a message is to leave, and reports whether it could.
func (d *departures) leaves(id int64, tried time.Time) bool {
	if d == nil {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.under == 0 {
		if at, err := d.f.Seek(0, 1); err != nil || at > departuresSize && errors.Join(d.f.Truncate(0), rewound(d.f)) != nil {
			return false
		}
	}
	if _, err := d.f.Write(departure(id, tried, "leaves")); err != nil {
		return false
	}
	d.under++
	return true
}

func rewound(f *os.File) error { _, err := f.Seek(0, 0); return err }

// left notes that a message of which leaves was noted leaves now; with an error
// it must not.
func (d *departures) left(id int64, tried time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, err := d.f.Write(departure(id, tried, "left"))
	return err
}

// done ends what leaves began.
func (d *departures) done() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.under--
}

// neverLeft reports whether the message of a row certainly did not leave in the
// try that began at a time: its process is dead, and noted that it was to leave
// and not that it did.
func (d *departures) neverLeft(id int64, tried time.Time) bool {
	if d == nil {
		return false
	}
	paths, err := filepath.Glob(filepath.Join(d.dir, d.prefix+"*"))
	if err != nil {
		return false
	}
	for _, path := range paths {
		f, dead := ofTheDead(path)
		if f == nil {
			continue
		}
		var noted bytes.Buffer
		if dead { // from now on nothing is added
			_, err = noted.ReadFrom(f)
		}
		if errors.Join(err, f.Close()) != nil {
			return false
		}
		if has := func(what string) bool {
			line := departure(id, tried, what)
			return bytes.HasPrefix(noted.Bytes(), line) || bytes.Contains(noted.Bytes(), append([]byte("\n"), line...))
		}; has("leaves") {
			return !has("left")
		}
	}
	return false
}

// close ends the file: a process that ends well leaves nothing unknown.
func (d *departures) close() error {
	if d == nil {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return errors.Join(os.Remove(d.f.Name()), d.f.Close())
}
