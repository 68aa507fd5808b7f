package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"natobot/bot"
	"natobot/bot/console"
	"natobot/bot/draft"
	"natobot/bot/sheet"
	"natobot/bot/web"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/claim"
)

// maxFile is the longest text that `natobot check` reads, in bytes.
const maxFile = 16 << 20

// checkMemory is where the collector begins to work harder while a file is
// checked: with the program itself that is less than 100 MB, whatever the file.
const checkMemory = 48 << 20

// checkFormats are the forms in which a checked text is printed.
var checkFormats = []string{"text", "json", "html", "csv", "claimreview"}

// A checking is what `natobot check` was told.
type checking struct {
	asOf   facts.Date // "" not said
	format string
	lang   language.Tag
	author string
	file   string // "" standard input
}

func (p *program) checking(args []string) (c checking, err error) {
	fs := flag.NewFlagSet("natobot check", flag.ContinueOnError)
	asOf := fs.String("as-of", "", "judge by what was known on this `date` (YYYY-MM-DD); left out: the day at the head of the file, its own, or today")
	fs.StringVar(&c.format, "format", "text", "`text`, "+strings.Join(checkFormats[1:], ", "))
	lang := fs.String("lang", "en", "language `tag` of the spreadsheet program that opens csv: its signs between cells and before decimals")
	fs.StringVar(&c.author, "author", "", "the `newsroom` that is the author of a ClaimReview")
	words, err := p.flags(fs, args)
	if err != nil {
		return c, err
	}
	if *asOf != "" {
		if c.asOf, err = p.dateFlag("as-of", *asOf); err != nil {
			return c, err
		}
	}
	if c.lang, err = language.Parse(*lang); err != nil {
		return c, p.badUsage("--lang %q is not a language tag; write for example en or de", clip(*lang))
	}
	switch {
	case !slices.Contains(checkFormats, c.format):
		return c, p.badUsage("--format %q is none of %s", clip(c.format), strings.Join(checkFormats, ", "))
	case c.format == "claimreview" && strings.TrimSpace(c.author) == "":
		return c, p.badUsage("a ClaimReview is the newsroom's: name it, --author \"Name of the newsroom\"")
	case len(words) > 1:
		return c, p.badUsage("check reads one file, or standard input; quote nothing but its name")
	}
	if len(words) == 1 && words[0] != "-" {
		c.file = words[0]
	}
	return c, nil
}

// draft is the text to check.
func (p *program) draft(c checking) (*draft.Draft, error) {
	in := p.In
	if c.file != "" {
		f, err := os.Open(c.file)
		if err != nil {
			return nil, p.badUsage("the text can't be read: %v", err)
		}
		defer f.Close()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, draft.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading the text: %w", err)
	}
	t, err := draft.Read(c.file, raw)
	var unread *draft.Error
	if errors.As(err, &unread) {
		return nil, p.badUsage("%s", unread.Says)
	}
	if err != nil {
		return nil, err
	}
	if len(t.Text) > maxFile {
		return nil, p.badUsage("the text is longer than %d MB; check it a part at a time", maxFile>>20)
	}
	if why := claim.Unfit(t.Text); why != "" {
		return nil, p.badUsage("%s", why)
	}
	return t, nil
}

// tellAfter is how long something may take before a terminal is told of it.
const tellAfter = time.Second

// waiting tells a person at a terminal what takes longer than a moment, until
// its result is called.
func (p *program) waiting(what string) (done func()) {
	f, ok := p.Err.(*os.File)
	if !ok {
		return func() {}
	}
	if st, err := f.Stat(); err != nil || st.Mode()&os.ModeCharDevice == 0 {
		return func() {}
	}
	t := time.AfterFunc(tellAfter, func() { fmt.Fprintf(f, "natobot: %s …\n", what) })
	return func() { t.Stop() }
}

// check is `natobot check`.
func (p *program) check(_ context.Context, args []string) int {
	c, err := p.checking(args)
	if err != nil {
		return p.fail(err)
	}
	if p.Env("GOMEMLIMIT") == "" {
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(checkMemory))
	}
	done := p.waiting("reading the file and checking its statements")
	defer done()
	t, err := p.draft(c)
	if err != nil {
		return p.fail(err)
	}
	d, err := p.dataset()
	if err != nil {
		return p.fail(err)
	}
	public, err := publicURL(p.Env)
	if err != nil {
		return p.fail(p.badUsage("%v", err))
	}
	today := facts.DateOf(p.Now())
	day, from := c.asOf, bot.DayAsked
	switch {
	case c.file != "":
		day, from = bot.Proposed(d, t, c.asOf, today)
	case day == "":
		day, from = today, bot.DayToday
	}
	w := answer.New(d)
	claims, ok := bot.CheckLong(d, t.Text, day)
	if !ok {
		return p.fail(p.badUsage("%s", bot.TooMany))
	}
	reply := bot.Reply{Kind: bot.KindCheck, Answer: answer.Answer{Status: answer.Answered, Intent: answer.ClaimCheck, AsOf: day}, Checks: claims}
	bot.ComposeCheck(d, &reply)
	reply.Headline, reply.Reading = bot.Summary(claims), bot.Judged(day, from)
	if c.format == "text" && (c.file == "" || len(claims) == 0) { // typed: the reader has the text
		if err := p.show(reply, "text"); err != nil {
			return p.fail(err)
		}
		return exitOK
	}
	a := bot.NewAudit(w, t, claims, day, from, today, public)
	if c.file != "" {
		a.Name = bot.Clean(filepath.Base(c.file))
	}
	if c.format == "text" {
		if from != bot.DayAsked {
			reply.Reading += "; --as-of DATE changes the day"
		}
		fmt.Fprint(p.Out, console.Audit(a, reply.Sources, reply.Reading, p.terminal()))
		return exitOK
	}
	out, err := audited(w, a, c, public)
	if err != nil {
		return p.fail(err)
	}
	if _, err := p.Out.Write(out); err != nil {
		return p.fail(err)
	}
	return exitOK
}

// audited is an audit in the form asked for.
func audited(w *answer.Writer, a *bot.Audit, c checking, public string) ([]byte, error) {
	switch c.format {
	case "html":
		return web.AuditPage(w, a, public)
	case "csv":
		return sheet.AuditCSV(a, c.lang)
	case "claimreview":
		return indented(a.ClaimReviews(c.author))
	}
	return indented(a.Document())
}

func indented(v any) ([]byte, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return []byte(b.String()), err
}
