// Command generate writes how languages write numbers, dates and currencies, of
// the Unicode CLDR's JSON, to data/TAG/locale.tsv. Its argument is a directory
// that holds the npm packages cldr-numbers-full, cldr-dates-full and
// cldr-localenames-full, unpacked under their own names, of one version:
//
//	go run ./generate DIRECTORY
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"natobot/facts"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "generate: name the directory of the CLDR packages: go run ./generate DIRECTORY")
		os.Exit(2)
	}
	d, err := facts.Load(facts.Embedded())
	for _, tag := range []string{"en", "fr", "es", "de", "it", "pl", "tr"} {
		if err == nil {
			err = locale(os.Args[1], tag, d)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// A tree is a JSON document.
type tree map[string]any

// at is the node under some keys, empty where there is none.
func (t tree) at(keys ...string) tree {
	for _, k := range keys {
		t, _ = t[k].(map[string]any)
	}
	return t
}

func (t tree) text(key string) string { s, _ := t[key].(string); return s }

func read(dir, pack, tag, file string) (tree, error) {
	raw, err := os.ReadFile(filepath.Join(dir, pack, "main", tag, file))
	if err != nil {
		return nil, err
	}
	var t tree
	if err := json.Unmarshal(raw, &t); err != nil {
		return nil, err
	}
	return t.at("main", tag), nil
}

func locale(dir, tag string, d *facts.Dataset) error {
	num, err1 := read(dir, "cldr-numbers-full", tag, "numbers.json")
	cur, err2 := read(dir, "cldr-numbers-full", tag, "currencies.json")
	cal, err3 := read(dir, "cldr-dates-full", tag, "ca-gregorian.json")
	ter, err4 := read(dir, "cldr-localenames-full", tag, "territories.json")
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	var b strings.Builder
	row := func(key, value string) {
		if value != "" {
			b.WriteString(key + "\t" + value + "\n")
		}
	}
	fmt.Fprintf(&b, "# Of Unicode CLDR, by go run ./generate; not to be edited. What we write otherwise stands in words.tsv.\n")
	n := num.at("numbers")
	sym := n.at("symbols-numberSystem-latn")
	row("decimal", sym.text("decimal"))
	row("group", sym.text("group"))
	row("group.least", n.text("minimumGroupingDigits"))
	row("minus", "−")
	row("percent", strings.Replace(n.at("percentFormats-numberSystem-latn").text("standard"), "#,##0", "{1}", 1))
	g := cal.at("dates", "calendars", "gregorian")
	row("date", pattern(g.at("dateFormats").text("long")))
	row("date.month", pattern(g.at("dateTimeFormats", "availableFormats").text("yMMMM")))
	for m := 1; m <= 12; m++ {
		k := fmt.Sprint(m)
		long, alone := g.at("months", "format", "wide").text(k), g.at("months", "stand-alone", "wide").text(k)
		row("month."+k, long)
		if alone != long {
			row("month."+k+".alone", alone)
		}
	}
	seen := map[string]bool{}
	for _, c := range append(currencies(d), "BGN") {
		if seen[c] {
			continue
		}
		seen[c] = true
		for _, k := range []string{"one", "few", "many", "other"} {
			row("currency."+c+"."+k, cur.at("numbers", "currencies", c).text("displayName-count-"+k))
		}
	}
	for i := range d.Allies {
		a := &d.Allies[i]
		row("territory."+string(a.Code), ter.at("localeDisplayNames", "territories").text(a.Alpha2))
	}
	return os.WriteFile(filepath.Join("data", tag, "locale.tsv"), []byte(b.String()), 0o644)
}

func currencies(d *facts.Dataset) []string {
	var out []string
	for i := range d.Allies {
		if c := d.Allies[i].Currency; c != "" {
			out = append(out, c)
		}
	}
	return out
}

// pattern turns a date pattern into a form: {1} the year, {2} the month, {3} the day.
func pattern(s string) string {
	s = strings.NewReplacer("'", "", "MMMM", "{2}", "LLLL", "{2}").Replace(s)
	s = strings.Replace(s, "y", "{1}", 1)
	if i := strings.Index(s, "d"); i == 0 {
		s = "{3}" + s[1:]
	}
	return s
}
