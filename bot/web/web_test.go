package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"

	"natobot/bot"
	"natobot/bot/chart"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/voice"
)

var now = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

const public = "https://figures.example"

// A site is an adapter over the embedded data, as serve mounts it.
type site struct {
	http.Handler
	w *answer.Writer
	b *bot.Bot
	a *Adapter
}

func newSite(t testing.TB, limits *bot.Limits, over ...fs.FS) *site {
	t.Helper()
	d, err := facts.Load(facts.Embedded(), over...)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{w: answer.New(d)}
	data := func() *answer.Writer { return s.w }
	s.b = bot.New(bot.Config{Data: data, Limits: limits, Public: public})
	s.a, err = New(Config{Handler: s.b.Handle, Data: data, Public: public, Now: func() time.Time { return now },
		Chart: func(c *answer.Chart) ([]byte, error) { return chart.PNG(c, chart.Light) }})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	s.a.Mount(mux)
	s.Handler = mux
	return s
}

func (s *site) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s *site) get(t testing.TB, path string) *httptest.ResponseRecorder {
	t.Helper()
	return s.do(httptest.NewRequest(http.MethodGet, path, nil))
}

// ref is the reference of a question's answer.
func (s *site) ref(t testing.TB, question string) string {
	t.Helper()
	reply := s.b.Handle(context.Background(), bot.Request{Kind: bot.Ask, Platform: Platform, Text: question, At: now})
	if reply.Reference == "" {
		t.Fatalf("%q has no reference: %s", question, reply.Headline)
	}
	return reply.Reference
}

// parsed is a page as a browser has it.
func parsed(t testing.TB, body string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// all are the elements of a name below n.
func all(n *html.Node, name string) []*html.Node {
	var out []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == name {
			out = append(out, c)
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// harmless holds every page to what all of them promise.
func harmless(t *testing.T, path string, w *httptest.ResponseRecorder) *html.Node {
	t.Helper()
	n := parsed(t, w.Body.String())
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "form-action 'self'") {
		t.Errorf("%s: policy %q", path, policy)
	}
	if w.Header().Get("Set-Cookie") != "" || w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("%s: %v", path, w.Header())
	}
	for _, s := range all(n, "script") {
		if k := attr(s, "type"); k != "application/ld+json" && k != "application/json" || attr(s, "src") != "" {
			t.Errorf("%s has a script of type %q", path, k)
		}
	}
	for c := range n.Descendants() {
		for _, a := range c.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style":
				t.Errorf("%s: attribute %s", path, a.Key)
			case a.Key == "src", a.Key == "action", c.Data == "link" && a.Key == "href" && attr(c, "rel") == "stylesheet":
				if !strings.HasPrefix(a.Val, "/") || strings.HasPrefix(a.Val, "//") {
					t.Errorf("%s asks %s for something", path, a.Val)
				}
			case a.Key == "href" && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "http://") && a.Val != "data:,":
				t.Errorf("%s links to %s", path, a.Val)
			}
		}
	}
	if len(all(n, "h1")) != 1 || len(all(n, "main")) != 1 || len(all(all(n, "head")[0], "title")) != 1 {
		t.Errorf("%s: %d headings", path, len(all(n, "h1")))
	}
	return n
}

func TestPages(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	spain := s.ref(t, "spain")
	for path, want := range map[string]string{
		"/": "What NATO Allies spend on defence", "/?q=spain": "2.00 % of GDP", "/e/" + spain: "2.00 % of GDP", "/e/" + spain + "/embed": "2.00 % of GDP",
		"/allies": "Luxembourg", "/allies/esp": "Ally since", "/allies/ESP": "Ally since", "/allies/isl": "Iceland", "/editions": "nato-2024-06", "/commitments": "2 % guideline", "/meetings": "Rutte meets Trump",
		"/meetings/2025-03-13": "Rutte", "/check": "Check a text", "/check?text=In+2024+Spain+spent+1.95%25+of+GDP+on+defence,+according+to+NATO.": "Contradicted", "/?q=spian": "Did you mean", "/?q=blorb+florb+glorb+snorb": "blorb",
	} {
		w := s.get(t, path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: %d without %q", path, w.Code, want)
		}
		n := harmless(t, path, w)
		if framed := strings.HasSuffix(path, "/embed"); framed != strings.HasSuffix(w.Header().Get("Content-Security-Policy"), "frame-ancestors *") || framed == (w.Header().Get("X-Frame-Options") != "") {
			t.Errorf("%s: who may frame it: %v", path, w.Header())
		}
		if next := strings.Count(w.Body.String(), `<li><a href="/?q=`); (path == "/" || strings.Contains(path, spain) && !strings.HasSuffix(path, "/embed") || strings.HasPrefix(path, "/?q=sp")) && next == 0 {
			t.Errorf("%s leads to no other question", path)
		}
		for _, a := range all(n, "a") {
			if h := attr(a, "href"); strings.HasPrefix(h, "/") && !strings.HasPrefix(h, "/feeds") && h != "/calendar.ics" {
				if got := s.get(t, h); got.Code != http.StatusOK {
					t.Errorf("%s links to %s, which is %d", path, h, got.Code)
				}
			}
		}
	}
}

// What is no page of ours gets one that says so, with a field to ask, and
// nothing of what was sent stands in it but as text.
func TestBadAddresses(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	spain := s.ref(t, "spain")
	hostile := `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	for path, code := range map[string]int{
		"/nowhere": 404, "/e/": 404, "/e/x": 404, "/e/" + spain[:len(spain)-1]: 404, "/e/" + spain + "x": 404, "/e/" + strings.Repeat("a", 3000): 404, "/e/" + url.PathEscape(hostile): 404,
		"/e/" + url.PathEscape("../../etc/passwd"): 404, "/allies/zzz": 404, "/allies/" + url.PathEscape(hostile): 404, "/meetings/2025-13-40": 404, "/meetings/1066-10-14": 404, "/meetings/x": 404,
		"/e/" + spain + ".exe": 404, "/e/" + spain + "/nothing": 404, "/e/commitment.20261127.2607.0000000": 404, "/" + url.PathEscape(hostile): 404, "/e/%00": 404, "/e/%ff%fe": 404,
		"/?q=" + url.QueryEscape(hostile): 200, "/?q=" + strings.Repeat("a", 5000): 200, "/?q=%00%ff": 200, "/check?text=" + url.QueryEscape(hostile): 200,
	} {
		w := s.get(t, path)
		if w.Code != code {
			t.Errorf("%.80s: %d, want %d", path, w.Code, code)
		}
		n := harmless(t, path, w)
		if len(all(n, "form")) == 0 {
			t.Errorf("%.80s offers no field", path)
		}
		if strings.Contains(w.Body.String(), "<script>alert") || len(all(n, "img")) > 0 && strings.Contains(path, "onerror") {
			t.Errorf("%.80s echoes what was sent", path)
		}
	}
	if w := s.do(httptest.NewRequest(http.MethodPost, "/e/"+spain, nil)); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
	long := httptest.NewRequest(http.MethodPost, "/check", strings.NewReader("text="+strings.Repeat("a", maxForm)))
	long.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if w := s.do(long); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a long text: %d", w.Code)
	}
}

// A reference of figures that are not held is gone, and names what replaced it.
func TestGone(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	other := newSite(t, nil, fstest.MapFS{
		"nato-2026-09/edition.csv": {Data: []byte("key,value\nid,nato-2026-09\npublisher,NATO\ntitle,T\npublished,2026-09-10\ndefinition,core\ncomplete,yes\nconfidence,high\nno_url,made up for this test\n")},
		"nato-2026-09/figures.csv": {Data: []byte("ally,measure,source,currency,2024,2025e,2026e\nESP,share_of_gdp_pct,nato-2026-09,,1.51,2.03,2.1\n")},
	})
	ref := other.ref(t, "spain")
	w := s.get(t, "/e/"+ref)
	if w.Code != http.StatusGone || !strings.Contains(w.Body.String(), "/e/"+s.ref(t, "spain")) {
		t.Errorf("%d\n%s", w.Code, w.Body.String())
	}
	harmless(t, ref, w)
}

// Past the limits a page says when to come again; what lies on the shelf is
// still served.
func TestLimits(t *testing.T) {
	t.Parallel()
	s := newSite(t, &bot.Limits{UserRate: 0.1, UserBurst: 3, WorkspaceRate: 1, WorkspaceBurst: 1})
	spain := s.w.Asked("spain", "2026-11-27", answer.Context{})
	ref, _ := s.w.Ref(spain)
	if w := s.get(t, "/e/"+ref); w.Code != http.StatusOK {
		t.Fatal(w.Code)
	}
	codes := map[int]int{}
	for i := range 5 {
		w := s.get(t, fmt.Sprintf("/?q=spain+%d", 2014+i))
		codes[w.Code]++
		if w.Code == http.StatusTooManyRequests {
			if w.Header().Get("Retry-After") != "11" {
				t.Errorf("Retry-After %q", w.Header().Get("Retry-After"))
			}
			harmless(t, "429", w)
		}
	}
	if codes[200] != 2 || codes[429] != 3 {
		t.Errorf("%v", codes)
	}
	if w := s.get(t, "/e/"+ref); w.Code != http.StatusOK {
		t.Errorf("the page on the shelf: %d", w.Code)
	}
	other := httptest.NewRequest(http.MethodGet, "/?q=italy", nil)
	other.RemoteAddr = "203.0.113.9:4711"
	if w := s.do(other); w.Code != http.StatusOK {
		t.Errorf("somebody else: %d", w.Code)
	}
}

// A page is sent packed and once.
func TestUnchangedPagesAreNotSentAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	r := httptest.NewRequest(http.MethodGet, "/e/"+s.ref(t, "spain"), nil)
	r.Header.Set("Accept-Encoding", "br, gzip;q=0.9")
	w := s.do(r)
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil || !strings.Contains(string(body), "2.00 % of GDP") {
		t.Fatal(err)
	}
	r.Header.Set("If-None-Match", `"other", `+w.Header().Get("ETag"))
	if again := s.do(r); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("%d, %d bytes", again.Code, again.Body.Len())
	}
	r.Header.Set("If-None-Match", `"other"`)
	r.Header.Set("Accept-Encoding", "gzip;q=0")
	if again := s.do(r); again.Code != http.StatusOK || again.Header().Get("Content-Encoding") != "" || !bytes.Equal(again.Body.Bytes(), body) {
		t.Errorf("%d %v", again.Code, again.Header())
	}
	head := httptest.NewRequest(http.MethodHead, r.URL.Path, nil)
	if got := s.do(head); got.Code != http.StatusOK || got.Body.Len() != 0 || got.Header().Get("Content-Length") != strconv.Itoa(len(body)) {
		t.Errorf("HEAD: %d %v", got.Code, got.Header())
	}
}

// Memento: a page is what was known on its day, and the field leads to the page
// of a day.
func TestMemento(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	then := s.ref(t, "spain 2024 as of 2024-07-01")
	w := s.get(t, "/e/"+then)
	if got := w.Header().Get("Memento-Datetime"); got != "Mon, 01 Jul 2024 00:00:00 GMT" {
		t.Errorf("Memento-Datetime %q", got)
	}
	links := strings.Join(w.Header().Values("Link"), ", ")
	for _, want := range []string{`<` + public + `/?q=ESP+2024>; rel="original timegate latest-version"`, `rel="successor-version"`} {
		if !strings.Contains(links, want) {
			t.Errorf("no %s in %s", want, links)
		}
	}
	if !strings.Contains(w.Body.String(), "1.28 → 1.42") || !strings.Contains(w.Body.String(), "core defence only") {
		t.Errorf("no banner:\n%s", w.Body.String())
	}
	r := httptest.NewRequest(http.MethodGet, "/?q=spain+2024", nil)
	r.Header.Set("Accept-Datetime", "Mon, 01 Jul 2024 00:00:00 GMT")
	if w := s.do(r); w.Code != http.StatusFound || w.Header().Get("Location") != "/e/"+then || !slices.Contains(w.Header().Values("Vary"), "Accept-Datetime") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// A page stands in each language that answers are written in, under an address
// of its own, with the same figures; each names all the others and itself.
func TestLanguages(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	some := []string{"/commitments", "/meetings/2025-03-13", "/e/" + s.ref(t, "what is core defence")} // in those in which it can be told
	for _, path := range append(some, "/e/"+s.ref(t, "spain"), "/e/"+s.ref(t, "spain 2024 as of 2024-07-01"), "/allies/esp", "/", "/allies", "/editions", "/meetings", "/check") {
		first := harmless(t, path, s.get(t, path))
		others := alternates(first)
		if len(others) != len(voice.Languages)+1 && !slices.Contains(some, path) || others["x-default"] != public+path || others["en"] != public+path {
			t.Errorf("%s stands in %v", path, others)
		}
		for lang, at := range others {
			if lang == "x-default" {
				lang = "en"
			}
			p := strings.TrimPrefix(at, public)
			w := s.get(t, p)
			n := harmless(t, p, w)
			if got := attr(all(n, "html")[0], "lang"); w.Code != http.StatusOK || got != lang || w.Header().Get("Content-Language") != lang {
				t.Errorf("%s in %s: %d, in %q", p, lang, w.Code, got)
			}
			if got := alternates(n); !maps.Equal(got, others) {
				t.Errorf("%s names %v, not %v", p, got, others)
			}
			if strings.HasPrefix(p, "/e/") {
				if got, want := len(all(n, "section")), len(all(first, "section")); got != want {
					t.Errorf("%s has %d sections, %s %d", p, got, path, want)
				}
				if got, want := fromTable(n), fromTable(first); !slices.Equal(got, want) {
					t.Errorf("%s has other figures than %s:\n%v\n%v", p, path, got, want)
				}
			}
			if lang != "en" && text(all(n, "footer")[0]) == text(all(first, "footer")[0]) {
				t.Errorf("%s is not in its language", p)
			}
		}
	}
	for accept, want := range map[string]string{"de-AT,en;q=0.5": "de", "en;q=0.3, pl;q=0.8": "pl", "ja": "en", "": "en", "fr;q=0": "en", "ES": "es", "x;;q=,": "en", "en-GB, tr": "en"} {
		r := httptest.NewRequest(http.MethodGet, "/allies/esp", nil)
		r.Header.Set("Accept-Language", accept)
		if w := s.do(r); w.Header().Get("Content-Language") != want || !slices.Contains(w.Header().Values("Vary"), "Accept-Language") {
			t.Errorf("%q gets %q, want %q; varies by %q", accept, w.Header().Get("Content-Language"), want, w.Header().Values("Vary"))
		}
		r = httptest.NewRequest(http.MethodGet, "/e/"+s.ref(t, "spain"), nil)
		r.Header.Set("Accept-Language", accept)
		if w := s.do(r); w.Header().Get("Content-Language") != "en" {
			t.Errorf("an address of an answer is in %q for %q", w.Header().Get("Content-Language"), accept)
		}
	}
	// What is asked in a language is answered in it, and its address keeps it.
	n := harmless(t, "asked", s.get(t, "/?q="+url.QueryEscape("Wie viel gibt Spanien für Verteidigung aus?")))
	ref := ""
	for _, a := range all(n, "a") {
		if attr(a, "class") == "ref" {
			ref = attr(a, "href")
		}
	}
	if attr(all(n, "html")[0], "lang") != "de" || !strings.Contains(ref, ".de.") || s.get(t, ref).Header().Get("Content-Language") != "de" {
		t.Errorf("asked in German: %q leads to %q", attr(all(n, "html")[0], "lang"), ref)
	}
}

// alternates are the addresses of a page in each language.
func alternates(n *html.Node) map[string]string {
	out := map[string]string{}
	for _, l := range all(n, "link") {
		if h := attr(l, "hreflang"); h != "" {
			out[h] = attr(l, "href")
		}
	}
	return out
}

func TestOEmbed(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	at := public + "/e/" + s.ref(t, "trend germany")
	w := s.get(t, "/oembed?maxwidth=400&url="+url.QueryEscape(at))
	var got struct {
		Version, Type, Title, HTML string
		Width, Height              int
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got.Version != "1.0" || got.Type != "rich" || got.Width != 400 || !strings.Contains(got.HTML, `src="`+at+`/embed"`) {
		t.Errorf("%d %s: %v", w.Code, w.Body.String(), err)
	}
	for _, q := range []string{"", "url=https://elsewhere.example/e/x", "url=%zz", "format=xml&url=" + url.QueryEscape(at), "url=" + public + "/e/forged"} {
		if w := s.get(t, "/oembed?"+q); w.Code == http.StatusOK {
			t.Errorf("%s: %d", q, w.Code)
		}
	}
}

// questions are those of the reader's table, of all kinds.
func questions(t testing.TB) []string {
	t.Helper()
	raw, err := os.ReadFile("../../facts/reader/testdata/understood.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		q, _, _ := strings.Cut(l, "\t")
		out = append(out, q)
	}
	return out
}

// everyAlly are questions about each Ally, by measure and by year.
func everyAlly(w *answer.Writer) []string {
	var out []string
	for i, a := range w.Allies {
		for _, m := range []string{"%s", "trend %s", "gap %s", "%s equipment share", "%s troops", "%s spend per head", "%s spend US dollars", "%s real growth", "%s GDP", "trend %s equipment share", "trend %s spend US dollars", "rank %s"} {
			out = append(out, fmt.Sprintf(m, a.Code))
		}
		other := w.Allies[(i+7)%len(w.Allies)].Code
		for year := 2014; year <= 2026; year++ {
			out = append(out, fmt.Sprintf("%s %d", a.Code, year), fmt.Sprintf("compare %s %s %d", a.Code, other, year))
		}
	}
	return out
}

// A told figure is one as each form of an answer tells it.
type told struct {
	Ally, Year, Measure, Value, Edition string
	Estimate                            bool
}

func number(s string) string {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// TestFormsTellTheSameFigures compares the figures of an answer in the table of
// its page, in JSON-LD, .csv and .json with those of ask --format json, over
// many answers on several days.
func TestFormsTellTheSameFigures(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	qs := questions(t)
	days, most := []string{"2026-11-27", "2025-09-15", "2024-07-01"}, 150
	if n, err := strconv.Atoi(os.Getenv("NATOBOT_PROPERTIES")); err == nil && n > 0 {
		days, most = append(days, "2025-06-01", "2023-08-01", "2026-05-01", "2022-07-15"), n
		qs = append(qs, everyAlly(s.w)...)
	}
	compared := 0
	seen := map[string]bool{}
	for _, day := range days {
		for i := range qs {
			q := qs[(i*7)%len(qs)]                                                       // all kinds, however few are taken
			asked := s.w.Asked(q, facts.Date(day), answer.Context{Lang: answer.English}) // pages are in English
			ref, ok := s.w.Ref(asked)
			if !ok || seen[ref] || compared >= most {
				continue
			}
			seen[ref] = true
			compared++
			raw, err := asked.JSON()
			if err != nil {
				t.Fatal(err)
			}
			want := fromJSON(t, raw)
			if w := s.get(t, "/e/"+ref); w.Code != http.StatusOK || !strings.Contains(html.UnescapeString(w.Body.String()), "<h1>"+asked.Headline+"</h1>") {
				t.Errorf("%q as of %s: /e/%s is %d, or says something else", q, day, ref, w.Code)
				continue
			}
			forms := map[string][]told{"json": fromJSON(t, s.get(t, "/e/"+ref+".json").Body.Bytes()), "csv": fromCSV(t, s.get(t, "/e/"+ref+".csv").Body)}
			page := parsed(t, s.get(t, "/e/"+ref).Body.String())
			forms["table"], forms["JSON-LD"] = fromTable(page), fromLinked(t, page)
			if asked.Chart != nil {
				s.describes(t, ref, asked, s.get(t, "/e/"+ref+".svg").Body.String())
			}
			for form, got := range forms {
				if !slices.Equal(got, want) {
					t.Errorf("%q as of %s: %s of /e/%s tells %v, ask %v", q, day, form, ref, got, want)
				}
			}
		}
	}
	t.Logf("%d answers compared", compared)
}

var shares = regexp.MustCompile(`\d+\.\d\d\b`)

// describes holds the description of a drawing to the figures: a share that it
// names is one of the answer's, or of the edition's for an Ally that it is about.
func (s *site) describes(t *testing.T, ref string, a answer.Asked, svg string) {
	t.Helper()
	_, desc, ok := strings.Cut(svg, "<desc>")
	desc, _, ok2 := strings.Cut(desc, "</desc>")
	e, held := s.w.Edition(a.Edition)
	if !ok || !ok2 || desc == "" {
		t.Errorf("/e/%s.svg has no description", ref)
		return
	}
	if !held || a.Chart.Unit != "% of GDP" {
		return
	}
	known := map[string]bool{}
	for _, f := range a.Figures {
		known[f.Number()] = true
	}
	for _, x := range a.Derived {
		known[strconv.FormatFloat(x.Value, 'f', 2, 64)] = true
	}
	for _, l := range a.Chart.Levels {
		known[strconv.FormatFloat(l.Value, 'f', 2, 64)] = true
	}
	for _, f := range e.Figures() {
		if f.Measure == facts.ShareOfGDP && strings.Contains(desc, strings.TrimPrefix(s.w.Name(f.Ally), "NATO ")) {
			known[f.Number()] = true
		}
	}
	for _, n := range shares.FindAllString(html.UnescapeString(desc), -1) {
		if !known[n] {
			t.Errorf("/e/%s.svg says %s, which is no figure of it: %s", ref, n, desc)
		}
	}
}

func fromJSON(t *testing.T, raw []byte) []told {
	t.Helper()
	var v struct {
		Figures []struct {
			Ally, Measure, Edition string
			Year                   int
			Value                  json.Number
			Estimate               bool
		}
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%v in %.300s", err, raw)
	}
	out := []told{}
	for _, f := range v.Figures {
		out = append(out, told{f.Ally, strconv.Itoa(f.Year), f.Measure, number(f.Value.String()), f.Edition, f.Estimate})
	}
	return out
}

func fromCSV(t *testing.T, r io.Reader) []told {
	t.Helper()
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := []told{}
	for _, x := range rows[1:] {
		out = append(out, told{x[0], x[1], x[2], number(x[3]), x[5], x[4] == "true"})
	}
	return out
}

func fromTable(page *html.Node) []told {
	out := []told{}
	for _, tb := range all(page, "table") {
		if attr(tb, "id") != "published" {
			continue
		}
		for _, row := range all(tb, "tr")[1:] {
			cells := append(all(row, "th"), all(row, "td")...)
			value := func(i int) string { return attr(all(cells[i], "data")[0], "value") }
			out = append(out, told{value(0), strings.TrimSuffix(text(cells[1]), "e"), value(4), number(value(2)), text(cells[5]), strings.HasSuffix(text(cells[1]), "e")})
		}
	}
	return out
}

func fromLinked(t *testing.T, page *html.Node) []told {
	t.Helper()
	out := []told{}
	for _, s := range all(page, "script") {
		if attr(s, "type") != "application/ld+json" {
			continue
		}
		var v struct {
			Graph []struct {
				Type      string                      `json:"@type"`
				About     struct{ Identifier string } `json:"observationAbout"`
				Measure   any                         `json:"variableMeasured"`
				Date      string                      `json:"observationDate"`
				Value     json.Number
				Based     any    `json:"isBasedOn"`
				Qualifier string `json:"measurementQualifier"`
			} `json:"@graph"`
		}
		if err := json.Unmarshal([]byte(text(s)), &v); err != nil {
			t.Fatalf("%v in %s", err, text(s))
		}
		for _, o := range v.Graph {
			if o.Type == "Observation" {
				out = append(out, told{o.About.Identifier, o.Date, fmt.Sprint(o.Measure), number(o.Value.String()), fmt.Sprint(o.Based), o.Qualifier == "estimate"})
			}
		}
	}
	return out
}

// Discord's own preview holds its limit whatever is answered.
func TestDiscordPreviewFits(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	previews := 0
	for i, q := range questions(t) {
		if i%9 != 0 {
			continue
		}
		asked := s.w.Asked(q, "2026-11-27", answer.Context{})
		ref, ok := s.w.Ref(asked)
		if !ok {
			continue
		}
		for _, sc := range all(parsed(t, s.get(t, "/e/"+ref).Body.String()), "script") {
			if attr(sc, "id") != "discord:component-embed" {
				continue
			}
			previews++
			var v struct {
				Component struct{ Type int }
			}
			if raw := text(sc); len(raw) > maxComponent || json.Unmarshal([]byte(raw), &v) != nil || v.Component.Type != 17 {
				t.Errorf("%s: %d bytes", ref, len(raw))
			}
		}
	}
	if previews < 50 {
		t.Errorf("only %d previews", previews)
	}
}

func FuzzAddress(f *testing.F) {
	s := newSite(f, nil)
	spain := s.ref(f, "spain")
	for _, p := range []string{spain, spain + ".json", spain + "/embed", "", "..", "%2e%2e", "a.20261127.2607.0000000"} {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, path string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path = "/e/" + path
		w := s.do(r)
		if w.Code >= 500 {
			t.Errorf("%q: %d", path, w.Code)
		}
	})
}

func benchPage(b *testing.B, question string, fresh, unchanged bool) {
	s := newSite(b, nil)
	r := httptest.NewRequest(http.MethodGet, "/e/"+s.ref(b, question), nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := s.do(r)
	if w.Code != http.StatusOK {
		b.Fatal(w.Code)
	}
	b.ReportMetric(float64(w.Body.Len()), "packed-bytes")
	if unchanged {
		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	}
	b.ReportAllocs()
	for b.Loop() {
		if fresh {
			s.a.kept.pages = nil
		}
		if w := s.do(r); w.Code != http.StatusOK && !unchanged {
			b.Fatal(w.Code)
		}
	}
}

func BenchmarkPage(b *testing.B)          { benchPage(b, "spain", false, false) }
func BenchmarkPageRanking(b *testing.B)   { benchPage(b, "rank", false, false) }
func BenchmarkPageMadeAnew(b *testing.B)  { benchPage(b, "spain", true, false) }
func BenchmarkPageUnchanged(b *testing.B) { benchPage(b, "spain", false, true) }

// A page is at most 14 KB when packed, one of each kind.
func TestPagesAreSmall(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, p := range []string{"/", "/allies", "/editions", "/commitments", "/meetings", "/meetings/2025-03-13", "/meetings/2025-06-24", "/check", "/?q=rank", "/e/" + s.ref(t, "spain"), "/e/" + s.ref(t, "trend eu allies since 2014")} {
		r := httptest.NewRequest(http.MethodGet, p, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		if n := s.do(r).Body.Len(); n > 14<<10 {
			t.Errorf("%s: %d bytes", p, n)
		}
	}
}
