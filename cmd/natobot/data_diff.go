package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"slices"

	"natobot/bot"
	"natobot/bot/console"
	"natobot/facts/answer"
)

func dataDiff(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("diff", flag.ContinueOnError)
	format := fs.String("format", "text", "text or json")
	rest, ok := dataFlags(fs, args, stderr)
	if !ok || len(rest) != 2 || *format != "text" && *format != "json" {
		fmt.Fprint(stderr, "data diff needs two editions, the older first.\n", dataHelp)
		return dataUsage
	}
	d, code := loadData(stderr)
	if d == nil {
		return code
	}
	was, ok := d.Edition(rest[0])
	if !ok {
		return noEdition(d, rest[0], stderr)
	}
	now, ok := d.Edition(rest[1])
	if !ok {
		return noEdition(d, rest[1], stderr)
	}
	if slices.Index(d.Editions, was) > slices.Index(d.Editions, now) {
		fmt.Fprintf(stderr, "%s is the newer of the two: natobot data diff %s %s\n", was.ID, now.ID, was.ID)
		return dataUsage
	}
	if *format == "text" {
		fmt.Fprint(stdout, console.Render(bot.Reply{Answer: answer.New(d).Briefing(was, now)}, console.Options{}))
		return dataDone
	}
	enc := json.NewEncoder(stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(answer.Compared(d, was, now)); err != nil {
		fmt.Fprintln(stderr, "natobot data:", err)
		return dataBroken
	}
	return dataDone
}
