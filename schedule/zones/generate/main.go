// Command generate makes the built-in time zone rules of the tzdata package of
// the distribution (Debian's, which follows IANA within days and holds the
// source of its files): zoneinfo.zip and release.txt of the directory it runs
// in. It compiles with zic, which the distribution has too. Rules that are no
// newer than those built in change nothing.
package main

import (
	"archive/zip"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"
)

func main() {
	from := flag.String("from", "/usr/share/zoneinfo/tzdata.zi", "the rules, in `file`")
	news := flag.String("news", "/usr/share/doc/tzdata/changelog.gz", "IANA's own news with the releases' days, in `file`; without it the day of the rules' file counts")
	flag.Parse()
	if err := run(*from, *news); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

var version = regexp.MustCompile(`^# version (\d{4}[a-z]{1,2})\n`)

func run(from, news string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	m := version.FindSubmatch(raw)
	if m == nil {
		return fmt.Errorf("%s does not begin with its version", from)
	}
	release := string(m[1])
	if was, err := os.ReadFile("release.txt"); err == nil && string(was[:min(len(was), len(release))]) >= release {
		fmt.Printf("%s holds %s; built in stays %s", from, release, was)
		return nil
	}
	day, err := released(release, from, news)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "zones")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	// Slim files have the years to come as a rule, as Go reads it.
	if out, err := exec.Command("zic", "-b", "slim", "-d", dir, from).CombinedOutput(); err != nil {
		return fmt.Errorf("zic: %w: %s", err, out)
	}
	if err := pack(dir, "zoneinfo.zip"); err != nil {
		return err
	}
	return os.WriteFile("release.txt", []byte(release+" "+day.Format(time.DateOnly)+"\n"), 0o644)
}

// released is the day of a release: as IANA's news have it, else that of the file.
func released(release, from, news string) (time.Time, error) {
	f, err := os.Open(news)
	if errors.Is(err, fs.ErrNotExist) {
		st, err := os.Stat(from)
		if err != nil {
			return time.Time{}, err
		}
		return st.ModTime().UTC(), nil
	}
	if err != nil {
		return time.Time{}, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return time.Time{}, err
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return time.Time{}, err
	}
	m := regexp.MustCompile(`(?m)^Release ` + release + ` - (\d{4}-\d\d-\d\d) `).FindSubmatch(text)
	if m == nil {
		return time.Time{}, fmt.Errorf("%s does not name %s", news, release)
	}
	return time.Parse(time.DateOnly, string(m[1]))
}

// pack writes a directory as a zip file that is the same for the same rules.
func pack(dir, name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := zip.NewWriter(f)
	err = fs.WalkDir(os.DirFS(dir), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return err
		}
		out, err := w.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Deflate})
		if err != nil {
			return err
		}
		_, err = out.Write(raw)
		return err
	})
	return errors.Join(err, w.Close(), f.Close())
}
