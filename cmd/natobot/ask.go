package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"natobot/bot"
	"natobot/bot/chart"
	"natobot/bot/console"
	"natobot/bot/sheet"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/voice"
	"natobot/schedule/zones"
)

func (p *program) ask(ctx context.Context, args []string) int {
	fs := flag.NewFlagSet("natobot ask", flag.ContinueOnError)
	asOf := fs.String("as-of", "", "answer with what was known on this `date` (YYYY-MM-DD)")
	format := fs.String("format", "text", "`text`, "+strings.Join(askFormats[1:], ", "))
	lang := fs.String("lang", "", "language `tag` to answer in: "+strings.Join(voice.Languages, " ")+"; without it, that of the question")
	words, err := p.flags(fs, args)
	if err != nil {
		return exitUsage
	}
	day, err := p.dateFlag("as-of", *asOf)
	if err != nil {
		return exitUsage
	}
	if *lang != "" {
		if _, err := language.Parse(*lang); err != nil {
			return p.fail(p.badUsage("--lang %q is not a language tag; write for example en or es-ES", clip(*lang)))
		}
		if _, ok := voice.For(*lang); !ok && voice.Unwritten(*lang) == "" {
			return p.fail(p.badUsage("--lang %q is no language of ours; answers are written in %s", clip(*lang), strings.Join(voice.Languages, " ")))
		}
	}
	if !slices.Contains(askFormats, *format) {
		return p.fail(p.badUsage("--format %q is none of %s", clip(*format), strings.Join(askFormats, ", ")))
	}
	d, err := p.dataset()
	if err != nil {
		return p.fail(err)
	}
	w := answer.New(d)
	public, err := publicURL(p.Env)
	if err != nil {
		return p.fail(p.badUsage("%v", err))
	}
	b := bot.New(bot.Config{Data: func() *answer.Writer { return w }, Public: public})
	r := console.Request(strings.Join(words, " "), "terminal", p.Now())
	if *asOf != "" {
		r.At = day.Time()
	}
	r.Locale, r.Context.Lang = *lang, *lang
	reply := b.Handle(ctx, r)
	if err := p.show(reply, *format); errors.Is(err, errNoChart) {
		fmt.Fprintln(p.Err, "natobot:", err)
		return exitUnanswered
	} else if err != nil {
		return p.fail(err)
	}
	if reply.Kind == bot.KindError {
		return exitInternal
	}
	if reply.Status != answer.Answered {
		return exitUnanswered
	}
	return exitOK
}

var errNoChart = errors.New("this answer has no chart; ask for a trend, a comparison or a ranking")

// askFormats are the forms in which an answer is printed.
var askFormats = []string{"text", "json", "csv", "xlsx", "png", "svg", "sentence", "bibtex"}

func (p *program) show(reply bot.Reply, format string) error {
	var out []byte
	var err error
	switch format {
	case "json":
		out, err = reply.JSON()
		out = append(out, '\n')
	case "csv":
		out, err = reply.Answer.CSV()
	case "xlsx":
		var d *facts.Dataset
		if d, err = p.dataset(); err == nil {
			out, err = sheet.XLSX(d, reply.Answer)
		}
	case "sentence":
		out = []byte(reply.Answer.Sentence() + "\n")
	case "bibtex":
		out = []byte(reply.Answer.BibTeX())
	case "png", "svg":
		if reply.Chart == nil {
			fmt.Fprint(p.Err, console.Render(reply, p.terminal()))
			return errNoChart
		}
		draw := chart.PNG
		if format == "svg" {
			draw = chart.SVG
		}
		out, err = draw(reply.Chart, chart.Light)
	default:
		out = []byte(console.Render(reply, p.terminal()))
	}
	if err != nil {
		return err
	}
	_, err = p.Out.Write(out)
	return err
}

// terminal is how wide the terminal is and whether it has colours.
func (p *program) terminal() console.Options {
	o := console.Options{}
	if n, err := strconv.Atoi(p.Env("COLUMNS")); err == nil {
		o.Width = min(max(n, 40), 120)
	}
	if f, ok := p.Out.(*os.File); ok && p.Env("NO_COLOR") == "" && p.Env("TERM") != "dumb" {
		if st, err := f.Stat(); err == nil && st.Mode()&os.ModeCharDevice != 0 {
			o.Colour = true
		}
	}
	return o
}

func (p *program) version(context.Context, []string) int {
	fmt.Fprintf(p.Out, "natobot %s\ncommit %s\n%s\n", buildVersion(), buildCommit(), goVersion())
	e, err := facts.Latest(facts.Embedded())
	if dir := p.Env("NATOBOT_DATA_DIR"); dir != "" {
		var d *facts.Dataset
		if d, err = p.dataset(); err == nil {
			e = d.Newest()
		}
	}
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.Out, "time zone rules %s\n", zones.InUse())
	fmt.Fprintf(p.Out, "newest edition %s (%s, published %s)\n", e.ID, e.Title, e.Published)
	return exitOK
}
