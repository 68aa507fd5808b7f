package web

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/mmcdole/gofeed"

	"natobot/facts"
	"natobot/facts/answer"
)

func TestFeeds(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, path := range []string{"/feeds/all", "/feeds/esp", "/feeds/ESP", "/feeds/corrections"} {
		ids := map[string]bool{}
		at := path + ".atom"
		for pages := 0; at != ""; pages++ {
			w := s.get(t, at)
			f, err := gofeed.NewParser().ParseString(w.Body.String())
			if err != nil || w.Code != http.StatusOK || f.Title == "" || len(f.Items) == 0 || len(f.Items) > perPage || w.Header().Get("Last-Modified") == "" || w.Header().Get("ETag") == "" {
				t.Fatalf("%s: %d %v", at, w.Code, err)
			}
			for _, x := range f.Items {
				if ids[x.GUID] || !strings.HasPrefix(x.GUID, "tag:natobot,2026:") || x.Title == "" || x.PublishedParsed == nil || x.PublishedParsed.After(now) {
					t.Errorf("%s: %+v", at, x)
				}
				ids[x.GUID] = true
				if pages == 0 {
					link, _, _ := strings.Cut(strings.TrimPrefix(x.Link, public), "#")
					if got := s.get(t, link); got.Code != http.StatusOK {
						t.Errorf("%s: %s is %d", at, x.Link, got.Code)
					}
				}
			}
			_, next, ok := strings.Cut(w.Body.String(), `rel="next" type="application/atom+xml" href="`+public)
			at = ""
			if ok {
				at, _, _ = strings.Cut(next, `"`)
			}
		}
		var v struct {
			Items []struct{ ID, URL, Title string }
			Next  string `json:"next_url"`
		}
		n := 0
		for at := path + ".json"; at != ""; at = strings.TrimPrefix(v.Next, public) {
			v.Next, v.Items = "", nil
			if err := json.Unmarshal(s.get(t, at).Body.Bytes(), &v); err != nil {
				t.Fatal(err)
			}
			for _, x := range v.Items {
				if !ids[x.ID] {
					t.Errorf("%s alone tells %s", at, x.ID)
				}
			}
			n += len(v.Items)
		}
		if n != len(ids) {
			t.Errorf("%s: %d entries as JSON, %d as Atom", path, n, len(ids))
		}
	}
	for _, bad := range []string{"/feeds/", "/feeds/zzz.atom", "/feeds/all.rss", "/feeds/all", "/feeds/all.atom?page=0", "/feeds/all.atom?page=99", "/feeds/all.atom?page=x"} {
		if w := s.get(t, bad); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/feeds/all.atom", nil)
	r.Header.Set("If-None-Match", s.get(t, "/feeds/all.atom").Header().Get("ETag"))
	if w := s.do(r); w.Code != http.StatusNotModified {
		t.Errorf("unchanged: %d", w.Code)
	}
}

// Editions that are loaded in any order, one by one, tell of nothing twice: an
// event has the same identity whatever was known when it was first told.
func TestEventsAreToldOnce(t *testing.T) {
	t.Parallel()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	all := events(answer.New(d))
	whole := map[string]event{}
	for _, e := range all {
		if _, ok := whole[e.ID]; ok {
			t.Errorf("%s twice", e.ID)
		}
		whole[e.ID] = e
	}
	dice := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		order := dice.Perm(len(d.Editions))
		known := map[string]event{}
		for n := 1; n <= len(order); n++ {
			if n%7 != 0 && n != len(order) { // a process that starts anew now and then
				continue
			}
			part := *d
			part.Editions = nil
			for i, e := range d.Editions {
				if slices.Contains(order[:n], i) {
					part.Editions = append(part.Editions, e)
				}
			}
			for _, e := range events(answer.New(&part)) {
				if before, ok := known[e.ID]; ok && (before.Kind != e.Kind || !slices.Equal(before.Allies, e.Allies)) {
					t.Errorf("%s was %+v and is %+v", e.ID, before, e)
				}
				known[e.ID] = e
			}
		}
		for id := range whole {
			if _, ok := known[id]; !ok {
				t.Errorf("%s is not told when all is loaded", id)
			}
		}
	}
}

// kept is a Keeper in memory.
type kept struct{ text []byte }

func (k *kept) Kept(context.Context) ([]byte, error)      { return k.text, nil }
func (k *kept) Keep(_ context.Context, text []byte) error { k.text = text; return nil }

// entries are the parts of a calendar by UID.
func entries(t *testing.T, text []byte) map[string]*ics.ComponentBase {
	t.Helper()
	cal, err := ics.ParseCalendar(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*ics.ComponentBase{}
	for _, c := range cal.Components {
		b, ok := baseOf(c)
		if !ok {
			t.Fatalf("%T", c)
		}
		id := value(b, ics.ComponentPropertyUniqueId)
		if out[id] != nil {
			t.Errorf("%s twice", id)
		}
		out[id] = b
	}
	return out
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	load := func(files fstest.MapFS) *facts.Dataset {
		t.Helper()
		d, err := facts.Load(facts.Embedded(), files)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := load(fstest.MapFS{"definitions.csv": {Data: []byte("id,term,aliases,since,text,sources\n")}})
	first, err := Calendar(d, now, public, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range strings.Split(string(first), "\r\n") {
		if len(l) > 75 || strings.Contains(l, "\n") {
			t.Errorf("a line of %d bytes: %q", len(l), l)
		}
	}
	was := entries(t, first)
	hague := was["meeting-2025-hague-summit@natobot"]
	if hague == nil || value(hague, ics.ComponentPropertyDtStart) != "20250624" || value(hague, ics.ComponentPropertyDtEnd) != "20250626" || value(hague, ics.ComponentPropertySequence) != "0" {
		t.Errorf("%+v", hague)
	}
	albania := was["meeting-2027-albania-summit@natobot"]
	if albania == nil || value(albania, ics.ComponentPropertyDtStart) != "" || !strings.Contains(value(albania, ics.ComponentPropertySummary), "date not set") {
		t.Errorf("%+v", albania)
	}
	if x := was["commitment-hague-2025-core@natobot"]; x == nil || value(x, ics.ComponentPropertyDue) != "20351231" || value(x, ics.ComponentPropertyDtStart) != "" {
		t.Errorf("%+v", x)
	}
	later := now.AddDate(0, 2, 0)
	same, err := Calendar(d, later, public, first)
	if err != nil || !bytes.Equal(same, first) {
		t.Errorf("a calendar in which nothing changed is another: %v", err)
	}
	moved := load(fstest.MapFS{"meetings.csv": {Data: []byte("id,start,end,kind,title,place,people,purpose,confidence,sources,note\n2027-albania-summit,2027-06-01,2027-06-02,summit,Tirana Summit,\"Tirana, Albania\",leaders,why,high,epr0819,\n")}})
	moved.Meetings = slices.DeleteFunc(slices.Clone(moved.Meetings), func(m facts.Meeting) bool { return m.ID == "2025-hague-summit" })
	second, err := Calendar(moved, later, public, first)
	if err != nil {
		t.Fatal(err)
	}
	is := entries(t, second)
	if x := is["meeting-2027-albania-summit@natobot"]; value(x, ics.ComponentPropertySequence) != "1" || value(x, ics.ComponentPropertyDtStart) != "20270601" || value(x, ics.ComponentPropertyDtEnd) != "20270603" || value(x, ics.ComponentPropertyLocation) != "Tirana, Albania" {
		t.Errorf("%+v", x)
	}
	gone := is["meeting-2025-hague-summit@natobot"]
	if gone == nil || value(gone, ics.ComponentPropertyStatus) != "CANCELLED" || value(gone, ics.ComponentPropertySequence) != "1" || value(gone, ics.ComponentPropertyDtStart) != "20250624" || value(gone, ics.ComponentPropertySummary) != value(hague, ics.ComponentPropertySummary) {
		t.Errorf("%+v", gone)
	}
	third, err := Calendar(moved, later.AddDate(0, 0, 1), public, second)
	if err != nil || !bytes.Equal(third, second) {
		t.Errorf("what was cancelled is cancelled again: %v", err)
	}
	back, err := Calendar(d, later, public, third)
	if err != nil || value(entries(t, back)["meeting-2025-hague-summit@natobot"], ics.ComponentPropertySequence) != "2" || value(entries(t, back)["meeting-2025-hague-summit@natobot"], ics.ComponentPropertyStatus) != "CONFIRMED" {
		t.Errorf("what came back: %v", err)
	}
	if _, err := Calendar(d, now, public, []byte("BEGIN:NONSENSE")); err == nil {
		t.Error("a calendar that is none is taken for one")
	}
}

// A process that starts anew gives the calendar that another gave.
func TestCalendarIsKept(t *testing.T) {
	t.Parallel()
	k := &kept{}
	day := now
	var texts []string
	for range 3 {
		s := newSite(t, nil)
		s.a.Calendars, s.a.Now = k, func() time.Time { return day }
		w := s.get(t, "/calendar.ics")
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
			t.Fatal(w.Code)
		}
		texts = append(texts, w.Body.String())
		day = day.AddDate(0, 0, 1)
	}
	if texts[0] != texts[1] || texts[1] != texts[2] {
		t.Error("the same calendar is another on another day")
	}
}
