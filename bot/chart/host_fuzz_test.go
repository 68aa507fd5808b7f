package chart

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// Whatever address is asked for, nothing is drawn that was not named by the key.
func FuzzChartName(f *testing.F) {
	h := NewHost("https://bot.example", []byte("a secret of the test"))
	for _, c := range samples() {
		if u, err := url.Parse(h.URL(c)); err == nil && u.Path != "" {
			f.Add(u.Path, u.Query().Get("c"))
		}
	}
	f.Add("/charts/00000000000000000000000000000000.png", "")
	f.Add("/charts/../x.png", "AAAA")
	own := NewHost("https://bot.example", []byte("another secret"))
	f.Fuzz(func(t *testing.T, path, packed string) {
		r := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: path, RawQuery: url.Values{"c": {packed}}.Encode()}}
		w := httptest.NewRecorder()
		own.ServeHTTP(w, r)
		if w.Code != http.StatusNotFound {
			t.Errorf("%q: %d", path, w.Code)
		}
		m := namePattern().FindStringSubmatch(path)
		if m == nil {
			return
		}
		if c, err := h.unpack(m[1], packed); err == nil && c == nil {
			t.Errorf("%q: neither a chart nor an error", path)
		}
	})
}
