package web

import (
	"encoding/json"
	"fmt"
	"html"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/chart"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/voice"
)

// modulesOf names the directory of the packages that drive a browser, or leaves
// the test out and says so.
func modulesOf(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("NATOBOT_TEST_BROWSER")
	if dir == "" {
		t.Skip("left out: a browser; set NATOBOT_TEST_BROWSER to a node_modules with playwright-core, axe-core and vnu-jar to include it")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// served is a site as it stands on an address of its own.
func served(t *testing.T) (*site, *httptest.Server) {
	t.Helper()
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{w: answer.New(d)}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	data := func() *answer.Writer { return s.w }
	s.b = bot.New(bot.Config{Data: data, Public: server.URL})
	s.a, err = New(Config{Handler: s.b.Handle, Data: data, Public: server.URL, Now: func() time.Time { return now }, Chart: func(c *answer.Chart) ([]byte, error) { return chart.PNG(c, chart.Light) }})
	if err != nil {
		t.Fatal(err)
	}
	s.a.Mount(mux)
	s.Handler = mux
	return s, server
}

// evidencePages are the addresses of answers: for each Ally by each edition, and
// of each question of the reader's table. It is the first of each kind of answer
// and every 60th of the others, or with NATOBOT_PROPERTIES=60 all of them, each in
// English and in another language; of the first kind a third.
func evidencePages(t *testing.T, s *site) []string {
	t.Helper()
	every := 60
	if n, err := strconv.Atoi(os.Getenv("NATOBOT_PROPERTIES")); err == nil && n > 0 {
		every = max(1, 60/n)
	}
	seen := map[string]bool{}
	var all, out []string
	add := func(list *[]string, p string) {
		if !seen[p] {
			seen[p] = true
			*list = append(*list, p)
		}
	}
	kinds := map[string]bool{}
	for _, q := range questions(t) {
		a := s.w.Asked(q, facts.DateOf(now), answer.Context{})
		ref, ok := s.w.Ref(a)
		if !ok {
			continue
		}
		list := &all
		if kind := fmt.Sprint(a.Intent, a.Chart != nil, a.Table != nil, a.AsOf.Last() < facts.DateOf(now)); !kinds[kind] {
			kinds[kind] = true
			list = &out
		}
		add(list, bot.EvidencePath+ref)
	}
	for _, p := range NewSite(s.a).waiting {
		if strings.HasPrefix(p, bot.EvidencePath) {
			add(&all, p)
		}
	}
	for i := 0; i < len(all); i += every {
		out = append(out, all[i])
	}
	for i, p := range out { // and in one of the other languages, by turns
		if every > 1 && i%3 > 0 {
			continue
		}
		ref, err := answer.ParseRef(strings.TrimPrefix(p, bot.EvidencePath))
		if err != nil {
			t.Fatal(err)
		}
		if s := ref.In(voice.Languages[1+i%(len(voice.Languages)-1)]); s != "" {
			out = append(out, bot.EvidencePath+s)
		}
	}
	return out
}

// auditPage is the address of a text that is checked, with each kind of verdict.
const auditPage = "/check?as_of=2025-03-13&text=In+2024+Spain+spent+1.95%25+of+GDP+on+defence,+according+to+NATO.%0A%0APoland+spent+4.12+%25+of+GDP+on+defence+in+2024.+Germany+should+spend+3.5+%25+of+GDP."

func TestBrowser(t *testing.T) {
	t.Parallel()
	modules := modulesOf(t)
	browser := ""
	for _, name := range []string{"chromium-headless-shell", "chromium"} {
		if p, err := exec.LookPath(name); err == nil {
			browser = p
			break
		}
	}
	if browser == "" {
		t.Skip("left out: no chromium-headless-shell or chromium is installed")
	}
	s, server := served(t)
	// The same machine by another name: another origin.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	foreign := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		src, err := url.QueryUnescape(r.URL.RawQuery)
		if err != nil || r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!DOCTYPE html><html lang="en"><title>elsewhere</title><link rel="icon" href="data:,"><iframe title="figure" width="640" height="560" src="%s"></iframe>`, html.EscapeString(server.URL+src))
	}))
	foreign.Listener.Close()
	foreign.Listener = l
	foreign.Start()
	defer foreign.Close()
	pages := append(evidencePages(t, s), "/check", auditPage)
	args, err := json.Marshal(map[string]any{"base": server.URL, "foreign": strings.Replace(foreign.URL, "127.0.0.1", "localhost", 1), "modules": modules, "chromium": browser, "pages": pages,
		"correction": bot.EvidencePath + s.ref(t, "spain 2024 as of 2024-07-01"), "profile": bot.EvidencePath + s.ref(t, "spain")})
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("node", "testdata/browser.mjs", string(args)).CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("%d pages: %v", len(pages), err)
	}
}

// TestNu has the Nu HTML checker read the pages.
func TestNu(t *testing.T) {
	t.Parallel()
	jar := filepath.Join(modulesOf(t), "vnu-jar", "build", "dist", "vnu.jar")
	if _, err := os.Stat(jar); err != nil {
		t.Skipf("left out: the Nu HTML checker: %v", err)
	}
	if _, err := exec.LookPath("java"); err != nil {
		t.Skip("left out: the Nu HTML checker, which needs Java")
	}
	s := newSite(t, nil)
	dir := t.TempDir()
	args := []string{"-jar", jar, "--format", "gnu"}
	for i, p := range append(evidencePages(t, s), "/", "/?q=spain", "/?q=spian", "/allies", "/allies/esp", "/editions", "/commitments", "/meetings", "/meetings/2025-03-13", "/check", "/?lang=tr", "/allies?lang=fr", "/editions?lang=de", "/meetings?lang=pl", "/check?lang=es", auditPage, "/nowhere", bot.EvidencePath+s.ref(t, "spain 2024 as of 2024-07-01"), bot.EvidencePath+s.ref(t, "spain")+"/embed") {
		name := filepath.Join(dir, fmt.Sprintf("%04d.html", i))
		if err := os.WriteFile(name, append(s.get(t, p).Body.Bytes(), "<!-- "+html.EscapeString(strings.ReplaceAll(p, "--", "- -"))+" -->"...), 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	if out, err := exec.Command("java", args...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestIndependentReaders has the W3C's feed validator read the feeds, where its
// sources are named, and Python's icalendar the calendar.
func TestIndependentReaders(t *testing.T) {
	t.Parallel()
	python := ""
	for _, p := range []string{"/usr/bin/python3", "python3"} { // the distribution's has its packages
		if exec.Command(p, "-c", "import icalendar").Run() == nil {
			python = p
			break
		}
	}
	if python == "" {
		t.Skip("left out: no Python with icalendar (python3-icalendar)")
	}
	validator := os.Getenv("NATOBOT_TEST_FEEDVALIDATOR")
	if validator == "" {
		t.Log("left out: the W3C feed validator; set NATOBOT_TEST_FEEDVALIDATOR to the src of github.com/w3c/feedvalidator to include it")
	}
	s := newSite(t, nil)
	dir := t.TempDir()
	for name, p := range map[string]string{"all.atom": "/feeds/all.atom", "all2.atom": "/feeds/all.atom?page=2", "esp.atom": "/feeds/esp.atom", "usa.atom": "/feeds/usa.atom", "corrections.atom": "/feeds/corrections.atom", "natobot.ics": "/calendar.ics"} {
		if err := os.WriteFile(filepath.Join(dir, name), s.get(t, p).Body.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(python, "testdata/readers.py", validator, dir).CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
