package web

import (
	"bytes"
	"path"
	"strings"
	"testing"
)

// Every file of a site leads only to files of the site, and to no field; what an
// earlier run made is taken as it is.
func TestSite(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	s.a.Static = true
	made := NewSite(s.a)
	files := map[string][]byte{}
	for len(files) < 120 {
		f, more, err := made.Next()
		if err != nil || !more {
			t.Fatal(err, more)
		}
		if f.Name != path.Clean(f.Name) || strings.HasPrefix(f.Name, "/") || strings.HasPrefix(f.Name, "..") || files[f.Name] != nil || len(f.Body) == 0 {
			t.Errorf("a file %q of %d bytes", f.Name, len(f.Body))
		}
		files[f.Name] = f.Body
		if !strings.HasSuffix(f.Name, ".html") {
			continue
		}
		n := parsed(t, string(f.Body))
		if len(all(n, "form")) > 0 {
			t.Errorf("%s has a field", f.Name)
		}
		for _, a := range all(n, "a") {
			if h, _, _ := strings.Cut(attr(a, "href"), "#"); strings.HasPrefix(h, "/") && !made.seen[h] {
				t.Errorf("%s leads to %s", f.Name, h)
			}
		}
	}
	for _, want := range []string{"index.html", "allies/esp/index.html", "editions/index.html", "calendar.ics", "feeds/all.atom", "feeds/esp.json", "meetings/index.html"} {
		if files[want] == nil {
			t.Errorf("no %s", want)
		}
	}
	again := NewSite(s.a)
	again.Have = func(name string) ([]byte, bool) { return files[name], files[name] != nil }
	s.Handler = nil // nothing is asked that is there
	for range 100 {
		f, _, err := again.Next()
		if err != nil || !bytes.Equal(f.Body, files[f.Name]) {
			t.Fatalf("%s: %v", f.Name, err)
		}
	}
}
