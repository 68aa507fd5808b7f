package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// A reader of the page does what its forms do.
type visitor struct {
	t    *testing.T
	page http.Handler
	on   string
	as   string
	html string
}

func visit(t *testing.T, on string) *visitor {
	t.Helper()
	w, err := newWorld(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.stop)
	go func() {
		for {
			select {
			case <-w.calls:
			case <-t.Context().Done():
				return
			}
		}
	}()
	return &visitor{t: t, page: &page{w}, on: on, as: "U1"}
}

// do posts a form and reads the page that follows.
func (v *visitor) do(fields ...string) {
	v.t.Helper()
	form := url.Values{"on": {v.on}, "as": {v.as}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	if v.page.ServeHTTP(w, r); w.Code != http.StatusSeeOther {
		v.t.Fatalf("%v: http %d %s", fields, w.Code, regexp.MustCompile(`role="alert">[^<]*`).FindString(w.Body.String()))
	}
	to, err := url.Parse(w.Result().Header.Get("Location"))
	if err != nil {
		v.t.Fatal(err)
	}
	v.html = v.get(to.RequestURI()).Body.String()
}

func (v *visitor) get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	v.page.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

// press presses the last button of a label.
func (v *visitor) press(label string) {
	v.t.Helper()
	all := regexp.MustCompile(`name="entry" value="(-?\d+)"><button name="value" value="([^"]*)"[^>]*>`+regexp.QuoteMeta(label)+`</button>`).FindAllStringSubmatch(v.html, -1)
	if len(all) == 0 {
		v.t.Fatalf("no button %q in %s", label, v.html)
	}
	last := all[len(all)-1]
	v.do("do", "press", "entry", last[1], "value", last[2])
}

func (v *visitor) sees(words ...string) {
	v.t.Helper()
	for _, w := range words {
		if !strings.Contains(v.html, w) {
			v.t.Errorf("%q is not on the page", w)
		}
	}
}

// One types, sees, shares, is a stranger, fills in a form and has a digest sent,
// on both platforms.
func TestTalk(t *testing.T) {
	t.Parallel()
	for _, on := range []string{"slack", "discord"} {
		t.Run(on, func(t *testing.T) {
			t.Parallel()
			v := visit(t, on)
			v.do("do", "type", "text", "/nato spain 2024")
			v.sees("only you can see this", "Spain", "% of GDP", "Over the wire", "Source")
			v.press("Share to channel")
			v.sees("Shared by", "<article><p class=\"for\">natobot</p>")
			v.as = "U2"
			v.press("Evidence")
			v.sees("belongs to whoever asked")
			v.as = "U1"
			v.do("do", "check", "text", "Spain spends 1% of GDP on defence.")
			v.sees("utdated")
			v.do("do", "close")
			v.do("do", "type", "text", "/nato subscribe form")
			v.sees(`role="dialog"`, "Subscribe this channel")
			form := regexp.MustCompile(`name="form" value="([^"]*)"`).FindStringSubmatch(v.html)
			if form == nil {
				t.Fatal("no form")
			}
			v.do("do", "submit", "form", strings.NewReplacer("&#34;", `"`, "&quot;", `"`, "&amp;", "&").Replace(form[1]), "field.when", "weekly mon 09:00", "field.zone", "Europe/Madrid", "field.about", "spain", "field.only", "nothing")
			v.sees("Subscribed")
		})
	}
}

// A picture of Discord's is served with its message, and nothing comes from
// elsewhere.
func TestPage(t *testing.T) {
	t.Parallel()
	v := visit(t, "discord")
	v.do("do", "type", "text", "/nato trend germany since 2014")
	src := regexp.MustCompile(`<img src="([^"]*)"`).FindStringSubmatch(v.html)
	if src == nil {
		t.Fatalf("no picture in %s", v.html)
	}
	w := v.get(strings.ReplaceAll(src[1], "&amp;", "&"))
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "\x89PNG") {
		t.Errorf("http %d", w.Code)
	}
	if strings.Contains(v.html, "<script") || regexp.MustCompile(`(?:src|action)="(?:https?:)?//`).MatchString(v.html) {
		t.Error("a script, or something from elsewhere")
	}
	if w := v.get("/favicon.ico"); w.Code != http.StatusNotFound {
		t.Errorf("http %d", w.Code)
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("do=type&text=x"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	out := httptest.NewRecorder()
	if v.page.ServeHTTP(out, r); out.Code != http.StatusForbidden {
		t.Errorf("another site may type: http %d", out.Code)
	}
}

func TestSay(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := run(t.Context(), []string{"say", "/nato spain 2024"}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if s := out.String(); strings.Count(s, "Source: NATO") < 2 || !strings.Contains(s, "── slack ──") || !strings.Contains(s, "── discord ──") || !strings.Contains(s, "[Share to channel]") {
		t.Errorf("%s", s)
	}
	out.Reset()
	if err := run(t.Context(), []string{"say", "-on", "slack", "-wire", "spain 2024"}, &out, io.Discard); err != nil || !strings.Contains(out.String(), `"response_type": "ephemeral"`) || strings.Contains(out.String(), "discord") {
		t.Errorf("%v %s", err, out.String())
	}
	for _, bad := range [][]string{{"say"}, {"say", "-on", "teams", "spain"}} {
		if err := run(t.Context(), bad, io.Discard, io.Discard); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
}
