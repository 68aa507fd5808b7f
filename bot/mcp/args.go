package mcp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"natobot/facts"
)

// A wrongArg says what to write instead of an argument that can't be used.
type wrongArg struct{ say string }

func (e *wrongArg) Error() string { return e.say }

func badArg(format string, a ...any) error { return &wrongArg{fmt.Sprintf(format, a...)} }

// decode reads a tool's arguments. What the schema takes is taken; null stands
// for an argument that was left out. Lengths and values are the tool's to check.
func decode[In any](name string, schema *jsonschema.Schema, raw json.RawMessage) (in In, err error) {
	given := map[string]json.RawMessage{}
	if len(bytes.TrimSpace(raw)) > 0 {
		if err := json.Unmarshal(raw, &given); err != nil {
			return in, badArg("The arguments of %s are to be one JSON object: %s", name, example(name))
		}
	}
	for _, k := range slices.Sorted(maps.Keys(given)) {
		if _, ok := schema.Properties[k]; !ok {
			return in, badArg("%s has no argument “%s”. It takes %s: %s", name, clip(k), strings.Join(schema.PropertyOrder, ", "), example(name))
		}
		if string(given[k]) == "null" {
			delete(given, k)
		}
	}
	for _, k := range schema.Required {
		if _, ok := given[k]; !ok {
			return in, badArg("%s needs %s: %s", name, k, example(name))
		}
	}
	whole, err := json.Marshal(given)
	if err == nil {
		err = json.Unmarshal(whole, &in)
	}
	if t := new(json.UnmarshalTypeError); errors.As(err, &t) {
		want := map[reflect.Kind]string{reflect.String: "a string in quotes", reflect.Int: "a whole number", reflect.Slice: "a list in brackets"}[t.Type.Kind()]
		return in, badArg("%s of %s is to be %s: %s", t.Field, name, want, example(name))
	}
	return in, err
}

// example is a call that each error shows.
func example(name string) string {
	return name + " " + examples[name]
}

var examples = map[string]string{
	"ask":              `{"question": "is spain above 2%?", "as_of": "2026-11-23"}`,
	"check":            `{"text": "Spain spends 1% of GDP on defence."}`,
	"figures":          `{"allies": ["ESP", "POL"], "measure": "share_of_gdp_pct", "years": [2024, 2025]}`,
	"compare_editions": `{"from": "nato-2025-08", "to": "nato-2026-07"}`,
	"editions":         `{}`,
	"meetings":         `{"on": "2025-06"}`,
	"search":           `{"query": "spain 2.1 percent"}`,
	"fetch":            `{"id": "spain as of 2026-11-23"}`,
}

// day is the date in an argument; today when there is none.
func (s *Server) day(name, text string) (facts.Date, error) {
	if text == "" {
		return facts.DateOf(s.Now()), nil
	}
	d, ok := facts.ParseDate(text)
	if !ok || len(d) != len("2006-01-02") {
		return "", badArg("%s “%s” is not a day; write it as 2025-03-13.", name, clip(text))
	}
	return d, nil
}

// clip keeps an echo short and inert.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return strings.ToValidUTF8(s, "")
}
