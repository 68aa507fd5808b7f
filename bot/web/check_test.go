package web

import (
	"archive/zip"
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

// sent is what /check answers to a form with a file.
func sent(t testing.TB, s *site, name string, file []byte, fields ...string) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := m.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	w, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = w.Write(file)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/check", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	out := httptest.NewRecorder()
	s.ServeHTTP(out, r)
	return out
}

// odt is a document with a paragraph.
func odt(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("content.xml")
	if err == nil {
		_, err = w.Write([]byte(`<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:text><t:p>` + text + `</t:p></o:text></o:body></o:document-content>`))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCheckFile(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	text := "13 March 2025 – News</t:p><t:p>In 2024 Spain spent 1.95% of GDP on defence, according to NATO. Poland spent 4.12% of GDP on defence in 2024. &lt;b&gt;"
	w := sent(t, s, `<i>"a".odt`, odt(t, text))
	body := w.Body.String()
	for _, want := range []string{"2 statements: 1 supported, 1 contradicted", "13 March 2025 (from the dateline)", `<mark class="contradicted">In 2024 Spain spent 1.95% of GDP on defence, according to NATO.</mark> <a class="verdict" href="#s1">[1 Contradicted]</a>`,
		"Right on 13 March 2025 would be: In 2024 Spain spent 1.28% of GDP", "Right today would be: In 2024 Spain spent 1.42% of GDP", `/e/ESP-2024.20250313.2406.`, `value="2025-03-13"`, "&lt;i&gt;"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
	if w.Code != http.StatusOK || strings.Contains(body, "<i>") || w.Header().Get("Cache-Control") != "no-store" || strings.Contains(body, "is kept for 24 hours") {
		t.Errorf("%d %v\n%s", w.Code, w.Header(), body)
	}
	evidence := regexp.MustCompile(`/e/ESP-2024[\w.,-]+`).FindString(body)
	if e := s.get(t, evidence); e.Code != http.StatusOK || !strings.Contains(e.Body.String(), "1.28") {
		t.Errorf("%s: %d", evidence, e.Code)
	}
	w = sent(t, s, "a.odt", odt(t, text), "as_of", "2026-08-01")
	if body := w.Body.String(); !strings.Contains(body, "1 August 2026 (as asked)") || !strings.Contains(body, "1.42") {
		t.Error(body)
	}
	for name, c := range map[string]struct {
		file   []byte
		fields []string
		code   int
		want   string
	}{
		"a.odt":  {[]byte("none"), nil, http.StatusUnprocessableEntity, "named as a document"},
		"b.txt":  {bytes.Repeat([]byte("a"), maxUpload), nil, http.StatusRequestEntityTooLarge, "more than 1 MB"},
		"c.pdf":  {[]byte("%PDF-1.4"), nil, http.StatusUnprocessableEntity, "PDF"},
		"d.odt":  {odt(t, text), []string{"as_of", "yesterday"}, http.StatusBadRequest, "is no date"},
		"e.html": {[]byte("<p>Hello"), nil, http.StatusOK, "No statement was found"},
	} {
		if w := sent(t, s, name, c.file, c.fields...); w.Code != c.code || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d\n%s", name, w.Code, w.Body)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/check", strings.NewReader("--x"))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=y")
	out := httptest.NewRecorder()
	s.ServeHTTP(out, r)
	if out.Code != http.StatusOK && out.Code != http.StatusBadRequest {
		t.Errorf("%d", out.Code)
	}
}

// A report lives for a day, only where that was asked for.
func TestReport(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	body := sent(t, s, "a.txt", []byte("In 2024 Spain spent 1.95% of GDP on defence."), "keep", "1").Body.String()
	at := regexp.MustCompile(`href="(/check/[\w-]{22})"`).FindStringSubmatch(body)
	if at == nil {
		t.Fatal(body)
	}
	w := s.get(t, at[1])
	if w.Code != http.StatusOK || w.Body.String() != body || w.Header().Get("X-Robots-Tag") != "noindex" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := s.get(t, at[1][:len(at[1])-1]+"."); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
	token := strings.TrimPrefix(at[1], "/check/")
	if _, ok := s.a.reports.get(token, s.a.Now().Add(reportAge-time.Second)); !ok {
		t.Error("gone before its day is over")
	}
	if _, ok := s.a.reports.get(token, s.a.Now().Add(reportAge)); ok || s.a.reports.bytes != 0 {
		t.Error("kept for more than a day")
	}
	var k reports
	big := page{body: make([]byte, maxKept/4)}
	for range 6 {
		k.put(k.token(), big, s.a.Now())
	}
	if k.bytes > maxKept || len(k.held) != 4 {
		t.Errorf("%d bytes, %d reports", k.bytes, len(k.held))
	}
}
