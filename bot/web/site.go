package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"natobot/bot"
)

// A File of a site: where it stands below the site's directory, and its bytes.
type File struct {
	Name string
	Body []byte
}

// A Site writes pages, feeds and calendar as files, for a newsroom to archive or
// to host. Its adapter is Static: a page has no field, and no link to one.
type Site struct {
	Have func(name string) ([]byte, bool) // a file that an earlier, unfinished run made; may be nil

	handler http.Handler
	seen    map[string]bool
	waiting []string
}

// NewSite begins a site of what a holds: the pages, the answers for each Ally
// by each edition that is held in full, and whatever those lead to.
func NewSite(a *Adapter) *Site {
	mux := http.NewServeMux()
	a.Mount(mux)
	s := &Site{handler: mux, seen: map[string]bool{}}
	s.add("/", "/allies", "/editions", "/commitments", "/meetings", "/calendar.ics")
	w := a.Data()
	names := []string{"all", "corrections"}
	for _, al := range w.Allies {
		s.add("/allies/" + strings.ToLower(string(al.Code)))
		names = append(names, strings.ToLower(string(al.Code)))
	}
	for _, n := range names {
		s.add("/feeds/"+n+".atom", "/feeds/"+n+".json")
	}
	for _, e := range w.Editions {
		if !e.Complete {
			continue
		}
		for _, q := range []string{"nato", "europe and canada", "rank", "top 5", "below 2%", "at least 2%", "at least 3.5%", "how many allies at least 2%", "commitments"} {
			s.add(at(w, q, e.Published))
		}
		for _, al := range w.Allies {
			if al.Joined.KnownBy(e.Published) {
				s.add(at(w, string(al.Code), e.Published), at(w, "trend "+string(al.Code), e.Published), at(w, "gap "+string(al.Code), e.Published))
			}
		}
	}
	for _, x := range events(w) {
		s.add(x.Link)
	}
	return s
}

// add notes paths that are not known yet, less their fragments.
func (s *Site) add(paths ...string) {
	for _, p := range paths {
		p, _, _ = strings.Cut(p, "#")
		if p != "" && !strings.Contains(p, "?") && !s.seen[p] {
			s.seen[p] = true
			s.waiting = append(s.waiting, p)
		}
	}
}

// Total is how many files are known so far.
func (s *Site) Total() int { return len(s.seen) }

// links are those of a page that lead to another file of the site.
var links = regexp.MustCompile(`(?:href|src)="(/[^"]*)"`)

// Next makes the next file; false when all are made.
func (s *Site) Next() (File, bool, error) {
	if len(s.waiting) == 0 {
		return File{}, false, nil
	}
	p := s.waiting[0]
	s.waiting = s.waiting[1:]
	u, err := url.Parse(p)
	if err != nil {
		return File{}, false, fmt.Errorf("%s: %w", p, err)
	}
	name := strings.TrimPrefix(path.Clean(u.Path), "/")
	html := path.Ext(name) == "" || strings.HasPrefix(p, bot.EvidencePath) && !slices.Contains(extensions, strings.TrimPrefix(path.Ext(name), "."))
	if html {
		name = path.Join(name, "index.html")
	}
	f := File{Name: name}
	had := false
	if s.Have != nil {
		f.Body, had = s.Have(name)
	}
	if !had {
		r := &http.Request{Method: http.MethodGet, URL: u, RequestURI: p, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: http.NoBody}
		w := &written{header: http.Header{}, code: http.StatusOK}
		s.handler.ServeHTTP(w, r)
		if w.code != http.StatusOK {
			return File{}, false, fmt.Errorf("%s: %d", p, w.code)
		}
		f.Body = w.body.Bytes()
	}
	if html {
		for _, m := range links.FindAllSubmatch(f.Body, -1) {
			s.add(string(m[1]))
		}
	}
	return f, true, nil
}

// written is a response in memory.
type written struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func (w *written) Header() http.Header         { return w.header }
func (w *written) WriteHeader(code int)        { w.code = code }
func (w *written) Write(b []byte) (int, error) { return w.body.Write(b) }
