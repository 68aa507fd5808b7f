package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"slices"

	"natobot/bot"
	"natobot/bot/console"
	"natobot/facts"
	"natobot/facts/answer"
)

// diffJSON is what `data diff --format json` prints.
type diffJSON struct {
	Old     diffEdition  `json:"old"`
	New     diffEdition  `json:"new"`
	Changes []changeJSON `json:"changes"`
}

type diffEdition struct {
	ID         string     `json:"id"`
	Title      string     `json:"title"`
	Published  facts.Date `json:"published"`
	Definition string     `json:"definition"`
	PriceBase  int        `json:"price_base_year,omitempty"`
}

type changeJSON struct {
	Kind      facts.ChangeKind `json:"kind"`
	Ally      facts.Code       `json:"ally,omitempty"`
	Measure   facts.Measure    `json:"measure,omitempty"`
	Year      int              `json:"year,omitempty"`
	Level     float64          `json:"level,omitempty"`
	Direction string           `json:"direction,omitempty"` // crossed: up or down; membership and table: added or removed
	From      string           `json:"from,omitempty"`
	To        string           `json:"to,omitempty"`
	Before    *sideJSON        `json:"before,omitempty"`
	After     *sideJSON        `json:"after,omitempty"`
	Overtaken []facts.Code     `json:"overtaken,omitempty"`
}

type sideJSON struct {
	Year     int     `json:"year"`
	Value    float64 `json:"value"`
	Estimate bool    `json:"estimate"`
	Edition  string  `json:"edition"`
	Source   string  `json:"source"`
}

func side(f *facts.Figure) *sideJSON {
	if f == nil {
		return nil
	}
	return &sideJSON{f.Year, f.Value, f.Estimate, f.Edition, f.Source}
}

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
	describe := func(e *facts.Edition) diffEdition {
		return diffEdition{e.ID, e.Title, e.Published, e.Definition, e.PriceBase}
	}
	out := diffJSON{Old: describe(was), New: describe(now), Changes: []changeJSON{}}
	for _, c := range d.Diff(was, now) {
		x := changeJSON{Kind: c.Kind, Ally: c.Ally, Measure: c.Measure, Year: c.Year, Level: c.Level, From: c.From, To: c.To, Before: side(c.Before), After: side(c.After), Overtaken: c.Over}
		switch {
		case c.Kind == facts.Crossed && c.Up:
			x.Direction = "up"
		case c.Kind == facts.Crossed:
			x.Direction = "down"
		case (c.Kind == facts.MemberChanged || c.Kind == facts.TableChanged) && c.Up:
			x.Direction = "added"
		case c.Kind == facts.MemberChanged || c.Kind == facts.TableChanged:
			x.Direction = "removed"
		}
		out.Changes = append(out.Changes, x)
	}
	enc := json.NewEncoder(stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		fmt.Fprintln(stderr, "natobot data:", err)
		return dataBroken
	}
	return dataDone
}
