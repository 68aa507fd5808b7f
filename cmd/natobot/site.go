package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"natobot/bot"
	"natobot/bot/chart"
	"natobot/bot/web"
	"natobot/facts"
	"natobot/facts/answer"
)

// siteMark is the file in which an unfinished site says what it is made of, so
// that another run goes on only with the same data, build, day and address.
const siteMark = ".natobot-site"

// site is `natobot site DIR`.
func (p *program) site(ctx context.Context, args []string) int {
	set := flag.NewFlagSet("natobot site", flag.ContinueOnError)
	words, err := p.flags(set, args)
	if err != nil {
		return exitUsage
	}
	if len(words) != 1 {
		return p.fail(p.badUsage("site takes one directory: natobot site DIR"))
	}
	public, err := publicURL(p.Env)
	if err != nil {
		return p.fail(p.badUsage("%v", err))
	}
	d, err := p.dataset()
	if err != nil {
		return p.fail(err)
	}
	made, kept, err := p.writeSite(ctx, words[0], public, d)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.Out, "%d files in %s", made+kept, words[0])
	if kept > 0 {
		fmt.Fprintf(p.Out, ", %d of them from an earlier run", kept)
	}
	fmt.Fprintln(p.Out)
	if public == "" {
		fmt.Fprintln(p.Err, "natobot: NATOBOT_PUBLIC_URL is not set: the pages link among each other, and name no address of their own")
	}
	return exitOK
}

// writeSite writes every file of a site below dir, each at once or not at all.
func (p *program) writeSite(ctx context.Context, dir, public string, d *facts.Dataset) (made, kept int, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, 0, fmt.Errorf("the directory of the site: %w", err)
	}
	mark, err := siteOf(d, public, facts.DateOf(p.Now()))
	if err != nil {
		return 0, 0, err
	}
	markFile := filepath.Join(dir, siteMark)
	old, err := os.ReadFile(markFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, 0, fmt.Errorf("the mark of the site: %w", err)
	}
	again := bytes.Equal(old, mark)
	if !again {
		if err := replaceFile(markFile, mark); err != nil {
			return 0, 0, err
		}
	}
	w := answer.New(d)
	b := bot.New(bot.Config{Data: func() *answer.Writer { return w }, Public: public})
	a, err := web.New(web.Config{Handler: b.Handle, Data: func() *answer.Writer { return w }, Public: public, Static: true, Now: p.Now,
		Chart: func(c *answer.Chart) ([]byte, error) { return chart.PNG(c, chart.Light) }, Calendars: calendarFile(filepath.Join(dir, "calendar.ics"))})
	if err != nil {
		return 0, 0, err
	}
	s := web.NewSite(a)
	if again {
		s.Have = func(name string) ([]byte, bool) {
			raw, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
			return raw, err == nil
		}
	}
	bar := p.progress()
	defer bar("", 0, 0)
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return made, kept, fmt.Errorf("stopped after %d files; the same command goes on: %w", n, err)
		}
		f, more, err := s.Next()
		if err != nil {
			return made, kept, err
		}
		if !more {
			break
		}
		bar(f.Name, n+1, s.Total())
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if have, err := os.ReadFile(name); again && err == nil && bytes.Equal(have, f.Body) {
			kept++
			continue
		}
		if err := replaceFile(name, f.Body); err != nil {
			return made, kept, err
		}
		made++
	}
	return made, kept, nil
}

// siteOf is what a site is made of, as a hash.
func siteOf(d *facts.Dataset, public string, day facts.Date) ([]byte, error) {
	h := sha256.New()
	fmt.Fprintln(h, buildVersion(), buildCommit(), public, day)
	if err := facts.ExportCSV(h, d.Exports()); err != nil {
		return nil, fmt.Errorf("reading the figures: %w", err)
	}
	fmt.Fprintf(h, "%+v %+v %+v\n", d.Meetings, d.Commitments, d.Definitions)
	return []byte(hex.EncodeToString(h.Sum(nil)) + "\n"), nil
}

// replaceFile writes a file beside its place and moves it there.
func replaceFile(name string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("writing the site: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".natobot-*")
	if err != nil {
		return fmt.Errorf("writing the site: %w", err)
	}
	_, err = f.Write(body)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// A calendarFile is a calendar kept as the file that is given.
type calendarFile string

// Kept implements web.Keeper.
func (c calendarFile) Kept(context.Context) ([]byte, error) {
	raw, err := os.ReadFile(string(c))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return raw, err
}

// Keep implements web.Keeper.
func (c calendarFile) Keep(_ context.Context, text []byte) error {
	return replaceFile(string(c), text)
}

// progress draws how far a work is, in one line of a terminal, and nothing
// elsewhere; with no name it ends the line.
func (p *program) progress() func(name string, done, all int) {
	f, ok := p.Err.(*os.File)
	if !ok || p.Env("TERM") == "dumb" {
		return func(string, int, int) {}
	}
	if st, err := f.Stat(); err != nil || st.Mode()&os.ModeCharDevice == 0 {
		return func(string, int, int) {}
	}
	return drawProgress(f)
}

func drawProgress(w io.Writer) func(name string, done, all int) {
	const width = 24
	shown := -1
	return func(name string, done, all int) {
		switch {
		case name == "" && shown >= 0:
			fmt.Fprint(w, "\r\x1b[K")
		case name != "" && (done*200/max(all, 1) != shown || done == all):
			shown = done * 200 / max(all, 1)
			full := width * done / max(all, 1)
			fmt.Fprintf(w, "\r\x1b[K%s%s %d of %d  %s", strings.Repeat("█", full), strings.Repeat("░", width-full), done, all, clip(name))
		}
	}
}
