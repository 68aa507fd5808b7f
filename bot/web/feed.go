package web

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"natobot/facts"
	"natobot/facts/answer"
)

// perPage is how many entries a page of a feed has.
const perPage = 50

// told keeps the events of one dataset.
type toldEvents struct {
	mu  sync.Mutex
	of  *answer.Writer
	all []event
}

func (t *toldEvents) get(w *answer.Writer) []event {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of != w {
		t.of, t.all = w, events(w)
	}
	return t.all
}

// feed is GET /feeds/NAME.atom and .json: what happened, for all, for an Ally
// by its code, or corrections alone; 50 entries a page, by RFC 5005.
func (a *Adapter) feed(r *http.Request) page {
	name, ext, _ := strings.Cut(r.PathValue("name"), ".")
	d := a.Data()
	title := "What NATO Allies spend on defence"
	code := facts.Code(strings.ToUpper(name))
	al, ally := d.Ally(code)
	switch {
	case ext != "atom" && ext != "json":
		return a.nowhere(r)
	case ally:
		title += ": " + al.Name
		name = strings.ToLower(name)
	case name == "corrections":
		title += ": revisions and corrections"
	case name != "all":
		return a.nowhere(r)
	}
	today := facts.DateOf(a.Now())
	var list []event
	for _, e := range a.told.get(d) {
		if !e.Day.KnownBy(today) || !wanted(e, name, code, ally) {
			continue
		}
		list = append(list, e)
	}
	n, perPage := 1, perPage
	if a.Static { // a file has no pages
		perPage = max(1, len(list))
	}
	if s := r.URL.Query().Get("page"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil || n < 1 || n > max(1, (len(list)+perPage-1)/perPage) {
			return a.nowhere(r)
		}
	}
	f := feedOf{Title: title, Path: "/feeds/" + name + "." + ext, Base: a.base(), Page: n, Pages: max(1, (len(list)+perPage-1)/perPage), Events: list[(n-1)*perPage : min(n*perPage, len(list))]}
	var body []byte
	var err error
	p := page{status: http.StatusOK}
	if ext == "atom" {
		p.kind = "application/atom+xml; charset=utf-8"
		body, err = f.atom()
	} else {
		p.kind = "application/feed+json; charset=utf-8"
		body, err = f.json()
	}
	if err != nil {
		return a.fault(r, err)
	}
	p.body = body
	if len(list) > 0 {
		p.set("Last-Modified", moment(list[0]).Format(http.TimeFormat))
	}
	p.set("Access-Control-Allow-Origin", "*")
	return p
}

// wanted reports whether a feed tells of an event.
func wanted(e event, name string, code facts.Code, ally bool) bool {
	switch {
	case name == "corrections":
		return e.Kind == "revised"
	case !ally:
		return e.Kind != "revised" // an edition revises every Ally; each is in the Ally's own
	case len(e.Allies) == 0:
		return true
	}
	for _, c := range e.Allies {
		if c == code {
			return true
		}
	}
	return false
}

// base is where the pages are reached, as far as known. What a request says of
// it is not believed: pages are kept.
func (a *Adapter) base() string { return cmp.Or(a.Public, a.Local) }

// A feedOf is one page of a feed.
type feedOf struct {
	Title, Path, Base string
	Page, Pages       int
	Events            []event
}

func (f *feedOf) address(page int) string {
	if page <= 1 {
		return f.Base + f.Path
	}
	return f.Base + f.Path + "?page=" + strconv.Itoa(page)
}

// moment is when an event counts as told: the first moment after the day, or
// month, by which it was certainly known began, in UTC.
func moment(e event) time.Time { return e.Day.Last().Time() }

// tagOf is an event's identity in every feed, by RFC 4151.
func tagOf(id string) string { return "tag:natobot,2026:" + id }

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Link      []atomLink `xml:"link"`
	Category  []atomTerm `xml:"category"`
	Content   atomText   `xml:"content"`
}

type atomTerm struct {
	Term string `xml:"term,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// atom is the page by RFC 4287. The libraries that write feeds give entries new
// identities, and know neither the author nor the links that RFC 5005 pages by;
// encoding/xml is what they are made of.
func (f *feedOf) atom() ([]byte, error) {
	v := struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string   `xml:"xml:lang,attr"`
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Author  struct {
			Name string `xml:"name"`
		} `xml:"author"`
		Link  []atomLink  `xml:"link"`
		Entry []atomEntry `xml:"entry"`
	}{Lang: answer.English, ID: tagOf(strings.TrimSuffix(f.Path, ".atom")), Title: f.Title, Updated: time.Unix(0, 0).UTC().Format(time.RFC3339)}
	v.Author.Name = "natobot"
	link := func(rel string, page int) {
		v.Link = append(v.Link, atomLink{Rel: rel, Type: "application/atom+xml", Href: f.address(page)})
	}
	link("self", f.Page)
	v.Link = append(v.Link, atomLink{Rel: "alternate", Type: "text/html", Href: f.Base + "/"})
	link("first", 1)
	link("last", f.Pages)
	if f.Page > 1 {
		link("previous", f.Page-1)
	}
	if f.Page < f.Pages {
		link("next", f.Page+1)
	}
	for i, e := range f.Events {
		at := moment(e).Format(time.RFC3339)
		if i == 0 {
			v.Updated = at
		}
		x := atomEntry{ID: tagOf(e.ID), Title: e.Title, Published: at, Updated: at, Link: []atomLink{{Rel: "alternate", Type: "text/html", Href: f.Base + e.Link}}, Content: atomText{"text", cmp.Or(e.Text, e.Title)}}
		x.Category = append(x.Category, atomTerm{e.Kind})
		for _, c := range e.Allies {
			x.Category = append(x.Category, atomTerm{string(c)})
		}
		v.Entry = append(v.Entry, x)
	}
	body, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", f.Path, err)
	}
	return append([]byte(xml.Header), body...), nil
}

// json is the page by JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).
func (f *feedOf) json() ([]byte, error) {
	items := []map[string]any{}
	for _, e := range f.Events {
		tags := []string{e.Kind}
		for _, c := range e.Allies {
			tags = append(tags, string(c))
		}
		items = append(items, map[string]any{"id": tagOf(e.ID), "url": f.Base + e.Link, "title": e.Title, "content_text": cmp.Or(e.Text, e.Title), "date_published": moment(e).Format(time.RFC3339), "tags": tags})
	}
	v := map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": f.Title, "home_page_url": f.Base + "/", "feed_url": f.Base + f.Path, "language": "en", "authors": []map[string]any{{"name": "natobot"}}, "items": items}
	if f.Page < f.Pages {
		v["next_url"] = f.address(f.Page + 1)
	}
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", f.Path, err)
	}
	return body, nil
}
