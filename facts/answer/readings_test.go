package answer

import (
	"reflect"
	"testing"

	"natobot/facts"
	"natobot/facts/query"
)

// Whatever a query can hold makes another key: no field is left out.
func TestKeysTellQueriesApart(t *testing.T) {
	t.Parallel()
	k := newReadings()
	seen := map[uint64]string{}
	try := func(what string, text string, day facts.Date, qs ...query.Query) {
		t.Helper()
		key, ok := k.key(text, day, qs)
		if was, twice := seen[key]; !ok || twice {
			t.Errorf("%s has the key of %s, %v", what, was, ok)
		}
		seen[key] = what
	}
	try("nothing", "", "")
	try("a text", "spain", "")
	try("a day", "", "2026-11-27")
	try("a query", "", "", query.Query{})
	try("two queries", "", "", query.Query{}, query.Query{})
	var fill func(v reflect.Value, path string, done func(path string))
	fill = func(v reflect.Value, path string, done func(path string)) {
		was := reflect.New(v.Type()).Elem()
		was.Set(v)
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				if !v.Type().Field(i).IsExported() {
					t.Fatalf("%s.%s is not exported, and so in no key", path, v.Type().Field(i).Name)
				}
				fill(v.Field(i), path+"."+v.Type().Field(i).Name, done)
			}
			return
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			done(path + " with one")
			fill(v.Index(0), path+"[0]", done)
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
			done(path + " set")
			if v.Type().Elem() != reflect.TypeFor[query.Query]() {
				fill(v.Elem(), "*"+path, done)
			}
		case reflect.String:
			v.SetString("x")
			done(path)
		case reflect.Int:
			v.SetInt(7)
			done(path)
		case reflect.Float64:
			v.SetFloat(7)
			done(path)
		case reflect.Bool:
			v.SetBool(true)
			done(path)
		default:
			t.Fatalf("%s is a %s, which this test does not know", path, v.Kind())
		}
		v.Set(was)
	}
	var q query.Query
	fill(reflect.ValueOf(&q).Elem(), "Query", func(path string) { try(path, "", "", q) })
	t.Logf("%d keys", len(seen))
}
