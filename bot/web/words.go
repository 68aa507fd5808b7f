package web

import (
	"embed"
	"fmt"
	"strings"

	"natobot/facts"
)

// Words are what pages say themselves, a file for each language: a key, then
// its words, in which {1} to {9} are places for what a page puts there.
//
//go:embed words/*.tsv
var wordFiles embed.FS

// A words is the catalogue of a language.
type words struct {
	lang string
	said map[string]string
}

// catalogues are those of Languages.
var catalogues = func() map[string]*words {
	out := map[string]*words{}
	for _, lang := range Languages {
		w, err := readWords(lang)
		if err != nil {
			panic(err) // a file of this package, which a test reads
		}
		out[lang] = w
	}
	return out
}()

func readWords(lang string) (*words, error) {
	raw, err := wordFiles.ReadFile("words/" + lang + ".tsv")
	if err != nil {
		return nil, fmt.Errorf("words of pages: %w", err)
	}
	w := &words{lang: lang, said: map[string]string{}}
	for i, l := range strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n") {
		key, text, ok := strings.Cut(l, "\t")
		if _, twice := w.said[key]; !ok || twice || text == "" {
			return nil, fmt.Errorf("words of pages, %s, line %d: want a new key, a tab and its words", lang, i+1)
		}
		w.said[key] = text
	}
	return w, nil
}

// wordsOf is the catalogue of a language; of English where there is none.
func wordsOf(lang string) *words {
	if w, ok := catalogues[lang]; ok {
		return w
	}
	return catalogues[Languages[0]]
}

// of are the words of a key.
func (w *words) of(key string) string { return w.said[key] }

// date writes a day as the language does.
func (w *words) date(d facts.Date) string { return d.Long() }
