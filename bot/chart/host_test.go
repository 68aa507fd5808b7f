package chart

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestHostServesAfterARestartAndFromAnyProcess(t *testing.T) {
	t.Parallel()
	for name, c := range samples() {
		u := NewHost("https://bot.example", []byte("k")).URL(c)
		if u == "" || len(u) > maxAddress {
			t.Fatalf("%s: address of %d bytes", name, len(u))
		}
		other := NewHost("https://bot.example", []byte("k"))
		w := get(other, strings.TrimPrefix(u, "https://bot.example"))
		want, err := other.PNG(c)
		if err != nil {
			t.Fatal(err)
		}
		if w.Code != 200 || w.Header().Get("Content-Type") != "image/png" || !bytes.Equal(w.Body.Bytes(), want) {
			t.Errorf("%s: %d %s", name, w.Code, w.Header())
		}
	}
}

func TestHostDrawsNothingForStrangers(t *testing.T) {
	t.Parallel()
	h := NewHost("https://bot.example", []byte("k"))
	foreign := NewHost("https://bot.example", []byte("other")).URL(samples()["line-one"])
	path := strings.TrimPrefix(foreign, "https://bot.example")
	for _, p := range []string{path, "/charts/" + strings.Repeat("a", 32) + ".png", "/charts/../x.png", "/charts/x.png", "/charts/" + strings.Repeat("a", 32) + ".png?c=AAAA"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path, r.URL.RawQuery, _ = strings.Cut(p, "?")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 404 {
			t.Errorf("%s: %d", p, w.Code)
		}
	}
	if NewHost("", []byte("k")).URL(samples()["line-one"]) != "" {
		t.Error("an address without a public address")
	}
}

func BenchmarkHostCached(b *testing.B) {
	h := NewHost("https://bot.example", []byte("k"))
	c := samples()["line-four"]
	if _, err := h.PNG(c); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.PNG(c); err != nil {
			b.Fatal(err)
		}
	}
}
