package schedule

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/reader"
	"natobot/facts/workbook"
)

// natoFake is a publisher's page with its workbooks, over HTTP.
type natoFake struct {
	t   testing.TB
	srv *httptest.Server

	mu      sync.Mutex
	page    string
	files   map[string]func(http.ResponseWriter)
	asked   []string // paths, in order
	skipped int      // answered with 304
}

func newNATOFake(t testing.TB) *natoFake {
	f := &natoFake{t: t, files: map[string]func(http.ResponseWriter){}}
	f.srv = httptest.NewServer(f)
	t.Cleanup(f.srv.Close)
	return f
}

func (f *natoFake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, r.URL.Path)
	if r.URL.Path != "/defence-expenditure" {
		if file := f.files[r.URL.Path]; file != nil {
			file(w)
			return
		}
		http.NotFound(w, r)
		return
	}
	if f.page == "" {
		f.files["page"](w)
		return
	}
	tag := fmt.Sprintf("%q", digest16(f.page))
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		f.skipped++
		w.WriteHeader(http.StatusNotModified)
		return
	}
	fmt.Fprint(w, f.page)
}

// links makes a page that links files at these addresses.
func (f *natoFake) links(addresses ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var b strings.Builder
	b.WriteString("<!doctype html><html><body><h1>Defence expenditures</h1><ul>")
	for _, a := range addresses {
		fmt.Fprintf(&b, "<li><a class=download href=\"%s\">Excel &amp; PDF</a></li>", a)
	}
	f.page = b.String() + "</ul></body></html>"
}

func (f *natoFake) has(path string, serve func(http.ResponseWriter)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.files[path] = serve
}

type serving func(http.ResponseWriter)

func serves(s string) serving {
	return func(w http.ResponseWriter) { fmt.Fprint(w, s) }
}

func (f *natoFake) times(path string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.asked {
		if p == path {
			n++
		}
	}
	return n
}

// desk of an operator: the channel, and what was published.
var newsroomAt = bot.Destination{Platform: "slack", Workspace: "T1", Channel: "CNEWS"}

type published struct {
	mu    sync.Mutex
	names []workbook.Name
	fail  error
}

func (p *published) put(_ []byte, n workbook.Name) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		return p.fail
	}
	p.names = append(p.names, n)
	return nil
}

// watching makes a lookout as a process would at its start.
func lookoutOn(t testing.TB, f *natoFake, s Shelf, clock *handClock, p *published, itself bool) *Lookout {
	t.Helper()
	d := testData(t)
	l, err := NewLookout(f.srv.URL+"/defence-expenditure", &Lookout{
		Store: s, Data: func() *facts.Dataset { return d }, To: newsroomAt, Now: clock.Now, Itself: itself, Publish: p.put, Log: slog.New(slog.DiscardHandler),
		Weigh: func(file []byte, n workbook.Name) (Weighed, error) {
			switch {
			case bytes.HasPrefix(file, []byte("old")):
				return Weighed{Same: "nato-2025-08"}, nil
			case !bytes.HasSuffix(file, []byte("whole")):
				return Weighed{}, errors.New(`sheet "TABLE3", cell C37: the row of Spain is hidden`)
			}
			return Weighed{Figures: 5377, Questions: []string{"It was published on " + string(n.Published) + ".", "It counts core defence only."}}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// tells are the messages to the operator, in order, with the fake's address
// written as NATO's.
func (f *natoFake) tells(s *Store) (out []string) {
	f.t.Helper()
	ds, err := s.Deliveries(context.Background(), 0, 100)
	if err != nil {
		f.t.Fatal(err)
	}
	slices.SortFunc(ds, func(a, b Delivery) int { return int(a.ID - b.ID) })
	for _, d := range ds {
		if d.To != newsroomAt || d.Kind != "notice" || !strings.HasPrefix(d.Slot, "watch:") {
			f.t.Errorf("%+v", d)
		}
		r, skip, err := (&Engine{}).compose(&openRow{Delivery: d})
		if err != nil || skip != "" || !r.Public {
			f.t.Fatal(r, skip, err)
		}
		out = append(out, strings.ReplaceAll(page(r), f.srv.URL, "https://www.nato.int"))
	}
	return out
}

func lookOnce(t testing.TB, l *Lookout) {
	t.Helper()
	if err := l.Look(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := l.Settle(context.Background()); err != nil {
		t.Fatal(err)
	}
}

const (
	oldBook = "/content/dam/def-exp-2026-en.xlsx" // of an edition that is held
	newBook = "/content/dam/finance/def-exp-2027-en.xlsx"
)

// A workbook that appears on the page is found by its name, told once with the
// questions and two buttons, over crashes and moves, and published by a press.
func TestLookoutAsks(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		s := openTest(t, url)
		f, clock, p := newNATOFake(t), &handClock{now: noon}, &published{}
		f.links(oldBook)
		l := lookoutOn(t, f, s, clock, p, false)
		lookOnce(t, l)
		clock.add(time.Minute)
		lookOnce(t, l)
		if len(f.tells(s)) > 0 || f.times(oldBook) > 0 || f.skipped != 1 {
			t.Fatalf("at first %q, %d times fetched, %d not modified", f.tells(s), f.times(oldBook), f.skipped)
		}
		f.links(oldBook, newBook)
		f.has(newBook, serves("whole"))
		for range 3 { // the process dies after each look
			clock.add(time.Minute)
			l = lookoutOn(t, f, s, clock, p, false)
			lookOnce(t, l)
		}
		f.links("/elsewhere/DEF-EXP-2026-en.xlsx?v=2", "/moved/def-exp-2027-en.xlsx")
		clock.add(time.Minute)
		lookOnce(t, l)
		if n := f.times(newBook); n != 1 || f.times("/moved/def-exp-2027-en.xlsx") > 0 {
			t.Errorf("fetched %d times", n)
		}
		tells := f.tells(s)
		if len(tells) != 1 || len(p.names) > 0 {
			t.Fatalf("%d messages, published %v", len(tells), p.names)
		}
		golden(t, "watch-asked", tells[0])

		desk := &Desk{Platforms: likely, Store: s, Data: func() *reader.Reader { return reader.New(l.Data()) }, Workbooks: l, Newsroom: newsroomAt}
		press := func(verb, channel string, manages bool) string {
			t.Helper()
			known, err := s.Workbooks(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			sum := known[len(known)-1].Sum[:sumPrefix]
			r, ok := desk.Handle(context.Background(), bot.Request{Kind: bot.Press, Platform: "slack", Workspace: "T1", Channel: channel, User: "U7", Manages: manages, At: clock.Now(), Ref: bot.Ref{Verb: bot.VerbName(verb), Arg: sum}})
			if !ok {
				t.Fatal("the press was not taken")
			}
			return strings.ReplaceAll(page(r), f.srv.URL, "https://www.nato.int")
		}
		if got := press("publish", "COTHER", true); !strings.Contains(got, "decided in the operator's channel") {
			t.Error(got)
		}
		if got := press("publish", "CNEWS", false); !strings.Contains(got, "Only people who may manage") {
			t.Error(got)
		}
		golden(t, "watch-decided", press("publish", "CNEWS", true))
		// Another process dies before it is in place, and a second press comes.
		if got := press("refuse", "CNEWS", true); !strings.Contains(got, "is being published. That was decided before.") {
			t.Error(got)
		}
		l = lookoutOn(t, f, s, clock, p, false)
		for range 2 {
			lookOnce(t, l)
		}
		if len(p.names) != 1 || p.names[0].Edition != "nato-2026-11" || p.names[0].Published != "2026-11-23" || !strings.HasSuffix(p.names[0].Address, newBook) {
			t.Errorf("published %+v", p.names)
		}
		if len(f.tells(s)) != 1 {
			t.Errorf("%q", f.tells(s))
		}
	})
}

// With publish it publishes itself where the day is certain, once over a crash
// before the edition is in place, and asks where it is not.
func TestLookoutPublishesItself(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		s := openTest(t, url)
		f, clock, p := newNATOFake(t), &handClock{now: noon}, &published{}
		f.links(oldBook)
		lookOnce(t, lookoutOn(t, f, s, clock, p, true))
		f.links(oldBook, newBook)
		f.has(newBook, serves("whole"))
		clock.add(time.Minute)
		if err := lookoutOn(t, f, s, clock, p, true).Look(context.Background()); err != nil { // and dies
			t.Fatal(err)
		}
		if len(p.names) != 0 {
			t.Fatal("published by the look")
		}
		for range 2 {
			clock.add(time.Minute)
			lookOnce(t, lookoutOn(t, f, s, clock, p, true))
		}
		if len(p.names) != 1 || len(f.tells(s)) != 1 {
			t.Fatalf("published %v, told %q", p.names, f.tells(s))
		}
		golden(t, "watch-published", f.tells(s)[0])

		// Seen at the first reading after a night: nobody knows of which day it is.
		f.links(oldBook, newBook, "/x/def-exp-2027-rev1-en.xlsx")
		f.has("/x/def-exp-2027-rev1-en.xlsx", serves("another whole"))
		clock.add(20 * time.Hour)
		lookOnce(t, lookoutOn(t, f, s, clock, p, true))
		if tells := f.tells(s); len(p.names) != 1 || len(tells) != 2 || !strings.Contains(tells[1], "When it was published is not certain") || !strings.Contains(tells[1], "[Publish*: publish ") {
			t.Errorf("published %v, told %q", p.names, tells)
		}
		// Its name has the day, but it is older than what answers rest on.
		f.links(oldBook, "/x/250827-def-exp-2025-TABLES-en.xlsx")
		f.has("/x/250827-def-exp-2025-TABLES-en.xlsx", serves("a third whole"))
		clock.add(time.Minute)
		lookOnce(t, lookoutOn(t, f, s, clock, p, true))
		if tells := f.tells(s); len(p.names) != 1 || len(tells) != 3 || !strings.Contains(tells[2], "It is older than nato-2026-07") || !strings.Contains(tells[2], "published 27 August 2025") {
			t.Errorf("published %v, told %q", p.names, tells)
		}
		// The place for it can't be written.
		p.fail = errors.New("the directory is read-only")
		f.links(oldBook, "/x/def-exp-2027-rev2-en.xlsx")
		f.has("/x/def-exp-2027-rev2-en.xlsx", serves("a fourth whole"))
		for range 2 {
			clock.add(time.Minute)
			lookOnce(t, lookoutOn(t, f, s, clock, p, true))
		}
		if tells := f.tells(s); len(tells) != 5 || !strings.Contains(tells[4], "nato-2026-11 could not be published.") || !strings.Contains(tells[4], "read-only") {
			t.Errorf("told %q", tells)
		}
	})
}

// What is wrong with the page or a workbook is told once, and publishes nothing.
func TestLookoutHostile(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(serves("whole").handler())
	t.Cleanup(elsewhere.Close)
	for name, c := range map[string]struct {
		change func(f *natoFake)
		golden string
		fails  bool // the look itself
	}{
		"the page changed its shape": {func(f *natoFake) {
			f.links("/download?id=77", "/def-exp-2027-en.pdf", "javascript:get('def-exp-2027-en.xlsx')")
		}, "watch-shape", true},
		"the page is none": {func(f *natoFake) { f.links() }, "watch-shape", true},
		"two at once": {func(f *natoFake) {
			f.links(oldBook, newBook, "/b/def-exp-2027-TABLES-en.xlsx")
			f.has(newBook, serves("whole"))
			f.has("/b/def-exp-2027-TABLES-en.xlsx", serves("whole"))
		}, "watch-several", false},
		"an old one under a new name": {func(f *natoFake) {
			f.links(oldBook, newBook)
			f.has(newBook, serves("old whole"))
		}, "watch-old", false},
		"a redirect elsewhere": {func(f *natoFake) {
			f.links(oldBook, newBook)
			f.has(newBook, redirect(elsewhere.URL+"/def-exp-2027-en.xlsx"))
		}, "watch-elsewhere", false},
		"a link elsewhere": {func(f *natoFake) { f.links(oldBook, elsewhere.URL+"/content/dam/finance/def-exp-2027-en.xlsx") }, "", false},
		"the page leads elsewhere": {func(f *natoFake) {
			f.page = ""
			f.files["page"] = redirect(elsewhere.URL + "/defence-expenditure")
		}, "", true},
		"a half file": {func(f *natoFake) {
			f.links(oldBook, newBook)
			f.has(newBook, func(w http.ResponseWriter) {
				w.Header().Set("Content-Length", "1000")
				fmt.Fprint(w, "half of it, whole")
			})
		}, "watch-half", false},
		"a file cut short before it was sent": {func(f *natoFake) {
			f.links(oldBook, newBook)
			f.has(newBook, serves("who"))
		}, "watch-unread", false},
		"a file without end": {func(f *natoFake) {
			f.links(oldBook, newBook)
			f.has(newBook, func(w http.ResponseWriter) {
				for range 9 << 4 {
					w.Write(make([]byte, 1<<16)) // until the reader has enough
				}
			})
		}, "", false},
		"no file": {func(f *natoFake) { f.links(oldBook, newBook) }, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openTest(t, sqliteURL(t))
			f, clock, p := newNATOFake(t), &handClock{now: noon}, &published{}
			f.links(oldBook)
			lookOnce(t, lookoutOn(t, f, s, clock, p, true))
			c.change(f)
			for i := range 6 { // some in one process, some after a crash
				clock.add(time.Minute)
				l := lookoutOn(t, f, s, clock, p, true)
				for range 1 + i%2 {
					if err := l.Look(context.Background()); (err != nil) != c.fails {
						t.Fatal(err)
					}
					if err := l.Settle(context.Background()); err != nil {
						t.Fatal(err)
					}
				}
				if st := l.State(); (st.Fault != "") != c.fails {
					t.Errorf("%+v", st)
				}
			}
			tells := f.tells(s)
			if len(p.names) > 0 || len(tells) != 1 || strings.Contains(tells[0], "[Publish") || !strings.Contains(tells[0], unpublished) {
				t.Fatalf("published %v, told %q", p.names, tells)
			}
			text := strings.ReplaceAll(tells[0], elsewhere.URL, "https://evil.example")
			text = strings.ReplaceAll(text, strings.TrimPrefix(elsewhere.URL, "http://"), "evil.example")
			if c.golden != "" {
				golden(t, c.golden, text)
			} else {
				t.Log(text)
			}
		})
	}
}

func (serve serving) handler() http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { serve(w) }
}

func redirect(to string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	}
}

// A file that is on its way when it is first seen is found once it is whole, of
// the day on which its name appeared; until then it is asked for ever more
// seldom.
func TestLookoutComesBack(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteURL(t))
	f, clock, p := newNATOFake(t), &handClock{now: noon}, &published{}
	f.links(oldBook)
	l := lookoutOn(t, f, s, clock, p, true)
	lookOnce(t, l)
	f.links(oldBook, newBook)
	f.has(newBook, serves("who"))
	for range 60 {
		clock.add(time.Minute)
		lookOnce(t, l)
	}
	if n := f.times(newBook); n < 4 || n > 6 {
		t.Errorf("%d times in an hour", n)
	}
	f.has(newBook, serves("now whole"))
	for range 13 {
		clock.add(time.Hour)
		lookOnce(t, lookoutOn(t, f, s, clock, p, true))
	}
	tells := f.tells(s)
	if len(p.names) != 1 || p.names[0].Published != "2026-11-23" || len(tells) != 2 || !strings.Contains(tells[1], "It is being published.") {
		t.Errorf("published %+v, told %q", p.names, tells)
	}
}

// A copy of a file that was dealt with is old, byte by byte, whatever its name.
func TestLookoutCopy(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteURL(t))
	f, clock, p := newNATOFake(t), &handClock{now: noon}, &published{}
	f.links(oldBook)
	l := lookoutOn(t, f, s, clock, p, true)
	lookOnce(t, l)
	for i, name := range []string{"def-exp-2027-en.xlsx", "def-exp-2028-en.xlsx"} {
		f.links(oldBook, "/"+name)
		f.has("/"+name, serves("whole"))
		clock.add(time.Minute)
		lookOnce(t, l)
		if tells := f.tells(s); len(tells) != i+1 || len(p.names) != 1 {
			t.Fatalf("published %v, told %q", p.names, tells)
		}
	}
	if got := f.tells(s)[1]; !strings.Contains(got, "It is the file that was there as def-exp-2027-en.xlsx.") {
		t.Error(got)
	}
}

// The first look may find more than is held: it is told, and nothing is made of
// it. A server that asks for a rest gets it.
func TestLookoutFirstLook(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteURL(t))
	f, clock, p := newNATOFake(t), &handClock{now: noon}, &published{}
	f.page = ""
	f.files["page"] = func(w http.ResponseWriter) {
		w.Header().Set("Retry-After", "1800")
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	l := lookoutOn(t, f, s, clock, p, true)
	var busy *busyError
	if err := l.Look(context.Background()); !errors.As(err, &busy) || busy.wait != 30*time.Minute || len(f.tells(s)) > 0 {
		t.Errorf("%v, told %q", err, f.tells(s))
	}
	f.links("/a/def-exp-2019-en.xlsx", "/a/def-exp-2020-en.xlsx", oldBook)
	for range 3 {
		clock.add(time.Minute)
		lookOnce(t, l)
	}
	if tells := f.tells(s); len(tells) != 1 || !strings.Contains(tells[0], "2 workbooks that are new at once") || f.times("/a/def-exp-2019-en.xlsx") > 0 {
		t.Errorf("told %q", tells)
	}
}

func TestWorkbooksOn(t *testing.T) {
	t.Parallel()
	at, err := url.Parse("https://www.nato.int/en/what-we-do/page?x=1")
	if err != nil {
		t.Fatal(err)
	}
	links, err := workbooksOn([]byte(`<BASE href="/content/"><p><A HREF=' dam/def-exp-2026-en.xlsx '>x</A><a href="//www.nato.int/b/DEF-exp-2026-EN.XLSX">again</a>
<!-- <a href="hidden.xlsx"> --><script>"<a href='script.xlsx'>"</script><a href="/a%20b/240617-def-exp-2024-TABLES-en.xlsx?v=1#t">y</a><a name="c.xlsx"><a href="d.xls"><a href="http://[::1.xlsx">`), at)
	var got []string
	for _, l := range links {
		got = append(got, l.Name+" "+l.Address.String())
	}
	want := []string{"def-exp-2026-en.xlsx https://www.nato.int/content/dam/def-exp-2026-en.xlsx", "240617-def-exp-2024-TABLES-en.xlsx https://www.nato.int/a%20b/240617-def-exp-2024-TABLES-en.xlsx?v=1#t"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q %v", got, err)
	}
}

func FuzzWorkbooksOn(f *testing.F) {
	f.Add([]byte(`<base href="//x/"><a href="a/def-exp-2026-en.xlsx">x</a>`))
	f.Add([]byte(`<a href="a.xlsx" href="b.xlsx"><a href="&#0;%00.xlsx">`))
	at, err := url.Parse("https://www.nato.int/page")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		links, err := workbooksOn(page, at)
		if err != nil && links != nil {
			t.Fatal(links, err)
		}
		for _, l := range links {
			if !strings.HasSuffix(l.key(), ".xlsx") || strings.ContainsAny(l.Name, "\n\x00<>") || len([]rune(l.Name)) > 100 {
				t.Fatalf("%q", l.Name)
			}
		}
	})
}

func TestSameSite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		to, from string
		same     bool
	}{
		{"https://www.nato.int/a", "https://www.nato.int/b", true},
		{"https://nato.int/a", "https://www.nato.int/b", true},
		{"https://assets.nato.int/a", "https://www.nato.int/b", true},
		{"https://WWW.NATO.INT:443/a", "https://www.nato.int/b", true},
		{"https://www.nato.int/a", "http://www.nato.int/b", true},
		{"http://www.nato.int/a", "https://www.nato.int/b", false},
		{"https://www.nato.int:8443/a", "https://www.nato.int/b", false},
		{"https://evilnato.int/a", "https://www.nato.int/b", false},
		{"https://nato.int.evil.example/a", "https://www.nato.int/b", false},
		{"https://u@www.nato.int/a", "https://www.nato.int/b", false},
		{"ftp://www.nato.int/a", "https://www.nato.int/b", false},
		{"http://127.0.0.1:81/a", "http://127.0.0.1:80/b", false},
		{"http://1.127.0.0.1/a", "http://127.0.0.1/b", false},
	} {
		to, err := url.Parse(c.to)
		from, err2 := url.Parse(c.from)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if err := sameSite(to, from); (err == nil) != c.same || err != nil && !errors.Is(err, errElsewhere) {
			t.Errorf("%s from %s: %v", c.to, c.from, err)
		}
	}
}
