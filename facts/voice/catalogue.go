package voice

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"

	"natobot/facts"
)

//go:generate go run ./generate

//go:embed data
var data embed.FS

// English is the voice that needs no catalogue.
var English = must("en")

// Languages are the tags of all that are written, English first.
var Languages = []string{"en", "fr", "es", "de", "it", "pl", "tr"}

var others = func() map[string]func() *Voice {
	m := map[string]func() *Voice{}
	for _, tag := range Languages[1:] {
		m[tag] = sync.OnceValue(func() *Voice { return must(tag) })
	}
	return m
}()

// For is the voice of a language by its BCP 47 tag, region and script ignored.
func For(tag string) (*Voice, bool) {
	tag = base(tag)
	if tag == English.Tag {
		return English, true
	}
	if f := others[tag]; f != nil {
		return f(), true
	}
	return English, false
}

// base is a tag without region and script.
func base(tag string) string {
	tag, _, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	return tag
}

// Unwritten says in a language that is read but not written that the answer is
// in English; "" where we have no such sentence.
func Unwritten(tag string) string { return unwritten()[base(tag)] }

var unwritten = sync.OnceValue(func() map[string]string {
	rows, err := table("data/unwritten.tsv")
	if err != nil {
		panic(err)
	}
	m := map[string]string{}
	for _, r := range rows {
		m[r[0]] = r[1]
	}
	return m
})

// must loads a language that is built in: its files are tested.
func must(tag string) *Voice {
	v, err := load(tag)
	if err != nil {
		panic(fmt.Sprintf("the words of %s do not load: %v", tag, err))
	}
	return v
}

func load(tag string) (*Voice, error) {
	v := &Voice{Tag: tag, words: map[string]string{}, names: map[facts.Code]*name{}}
	if tag != "en" {
		v.forms = map[string]string{}
	}
	dir := "data/" + tag
	files, err := fs.ReadDir(data, dir)
	if err != nil {
		return nil, err
	}
	for _, f := range files { // "locale" stands before "words", which may better it
		rows, err := table(path.Join(dir, f.Name()))
		if err != nil {
			return nil, err
		}
		into := v.forms
		switch f.Name() {
		case "names.tsv":
			if err := v.nameRows(rows); err != nil {
				return nil, err
			}
			continue
		case "locale.tsv", "words.tsv":
			into = v.words
		}
		for _, r := range rows {
			if len(r) != 2 {
				return nil, fmt.Errorf("%s/%s: %q has %d cells; write the English form, a tab and its translation", dir, f.Name(), r[0], len(r))
			}
			into[r[0]] = r[1]
		}
	}
	w := v.words
	v.number = numbers{decimal: w["decimal"], group: w["group"], minus: w["minus"], percent: w["percent"]}
	if v.number.least, err = strconv.Atoi(w["group.least"]); err != nil {
		return nil, fmt.Errorf("%s: group.least is no number: %w", dir, err)
	}
	return v, nil
}

// nameRows reads the names; the first row says which form stands in which column.
func (v *Voice) nameRows(rows [][]string) error {
	for _, r := range rows[1:] {
		if len(r) != len(rows[0]) {
			return fmt.Errorf("the names of %s: %s has %d cells, not %d", v.Tag, r[0], len(r), len(rows[0]))
		}
		n := &name{gender: r[1], forms: make(map[string]string, len(r))}
		for i, s := range r[2:] {
			n.forms[strings.TrimSuffix(rows[0][i+2], "name")] = s
		}
		v.names[facts.Code(r[0])] = n
	}
	return nil
}

// table is a file of cells between tabs; lines that begin with # are remarks.
func table(file string) ([][]string, error) {
	raw, err := data.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for l := range strings.Lines(string(raw)) {
		l = strings.TrimRight(l, "\r\n")
		if l != "" && l[0] != '#' {
			rows = append(rows, strings.Split(l, "\t"))
		}
	}
	return rows, nil
}
