package schedule

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

var headlineDay = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

var newsSite = &url.URL{Scheme: "https", Host: "news.example", Path: "/rss/all"}

// Undated, future and old items are no news; links are made absolute.
func TestHeadlinesAreNewOnlyIfTheySaySo(t *testing.T) {
	t.Parallel()
	dated := func(title, link, date string) string {
		return "<item><title>" + title + "</title><link>" + link + "</link><pubDate>" + date + "</pubDate></item>"
	}
	got, _ := feeds(t, FeedOptions{},
		body(rss(
			dated("Spain defence budget one", "/a", "lun, 05 ene 2026 08:00:00 +0100"),
			dated("Spain defence budget two", "/b", "lun, 23 nov 2026 08:00:00 +0100"),
			dated("Spain defence budget three", "c?x=1", "Mon, 23 Nov 2026 11:00:00 TRT"),
			dated("Spain defence budget four", "https://other.example/d", "23/11/2026 08:30 GMT"),
			dated("Spain defence budget five", "/e", ""),
			dated("Spain defence budget six", "/f", "just now"),
			dated("Spain defence budget seven", "/g", "Mon, 23 Nov 2026 08:45:00 XXT"),
			dated("Spain defence budget eight", "/h", "Mon, 30 Nov 2026 08:45:00 GMT"),
		)),
		body(strings.Replace(rss(dated("Poland defence budget", "p/1", "Mon, 23 Nov 2026 08:00:00 GMT")), "<link>https://news.example/</link>", "", 1)),
	)
	var lines []string
	for _, h := range got {
		lines = append(lines, h.Title+" "+h.Link+" "+h.Published.UTC().Format("15:04"))
	}
	want := []string{
		"Spain defence budget two https://news.example/b 07:00",
		"Spain defence budget three https://news.example/c?x=1 08:00",
		"Poland defence budget  08:00", // on the test's own address, which no reader could tell from another
		"Spain defence budget four https://other.example/d 08:30",
		"Spain defence budget seven https://news.example/g 09:00",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	items, err := parseFeed([]byte(strings.Replace(rss(dated("x", "p/1", "")), "<link>https://news.example/</link>", "", 1)), newsSite, 10)
	if err != nil || len(items) != 1 || items[0].Link != "https://news.example/rss/p/1" {
		t.Errorf("%v %v", items, err)
	}
}

func rss(items ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>News</title><link>https://news.example/</link>` + strings.Join(items, "") + `</channel></rss>`
}

func item(title, link, guid string) string {
	return "<item><title>" + title + "</title><link>" + link + "</link><guid>" + guid + "</guid><pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate></item>"
}

const atom = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><title type="html">Poland&#39;s &lt;b&gt;defence budget&lt;/b&gt; grows</title><link href="https://wire.example/p"/><id>urn:1</id><updated>2026-11-23T07:00:00Z</updated><summary>More</summary></entry></feed>`

// feeds serves each body at /0, /1, … and reads them all.
func feeds(t *testing.T, o FeedOptions, hs ...http.Handler) ([]Headline, string) {
	t.Helper()
	var urls []string
	for i, h := range hs {
		srv := httptest.NewServer(h)
		t.Cleanup(srv.Close)
		urls = append(urls, fmt.Sprintf("%s/%d?key=SECRETKEY", srv.URL, i))
	}
	var log bytes.Buffer
	o.AllowPrivate, o.Log = true, slog.New(slog.NewTextHandler(&log, nil))
	f, err := NewFeeds(urls, o)
	if err != nil {
		t.Fatal(err)
	}
	return f.Read(t.Context(), testData(t), headlineDay), log.String()
}

// wide is ASCII as UTF-16.
func wide(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		b.WriteByte(0)
	}
	return b.String()
}

func body(s string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, s) })
}

func TestHeadlinesMatchAndAreOnce(t *testing.T) {
	t.Parallel()
	got, _ := feeds(t, FeedOptions{},
		body(rss(
			item("Spain raises defence spending to 2% of GDP - Example News", "https://news.example/spain?utm_source=x", "1"),
			item("Spain raises defence spending to 2% of GDP | Other Paper", "https://other.example/42", "2"),     // the same words
			item("A quite different title about Spanish military budget", "https://www.news.example/spain/", "3"), // the same page
			item("Spain wins the cup", "https://news.example/cup", "4"),
			item("Serbia lifts its military budget", "https://news.example/serbia", "5"), // no Ally
			item("How to defend your budget at work", "https://news.example/work", "6"),
			item("NATO allies agree on 5% spending", "https://news.example/nato", "7"),
			item("Old: Germany defence budget", "https://news.example/old", "8")+"<!-- -->",
		)),
		body(atom),
	)
	var lines []string
	for _, h := range got {
		lines = append(lines, fmt.Sprintf("%s %v %s", h.Title, h.Allies, h.Link))
	}
	want := []string{
		"Poland's defence budget grows [POL] https://wire.example/p",
		"Spain raises defence spending to 2% of GDP - Example News [ESP] https://news.example/spain?utm_source=x",
		"NATO allies agree on 5% spending [] https://news.example/nato",
		"Old: Germany defence budget [DEU] https://news.example/old",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

func TestHeadlineSubjects(t *testing.T) {
	t.Parallel()
	d := testData(t)
	for title, want := range map[string]string{
		"UK defence spending to rise":                        "GBR",
		"U.S. military budget hits a record":                 "USA",
		"Let us talk about our defence budget":               "-", // a pronoun
		"Verteidigungsausgaben: Deutschland legt zu":         "DEU",
		"España eleva el gasto en defensa":                   "ESP",
		"Dutch and Belgian armies share a budget":            "NLD BEL",
		"Türkiye defence budget":                             "TUR",
		"Ireland doubles defence budget":                     "-",
		"Turkey farmers defend prices of 3 billion":          "-",
		"United States and United Kingdom: defence spending": "USA GBR",
		"NATO spending":                                      "",
		"NATO holds exercise in Norway":                      "-",
		"Georgia defence budget":                             "-",
	} {
		allies, ok := spendingNews(d, title, "")
		got := "-"
		if ok {
			var s []string
			for _, a := range allies {
				s = append(s, string(a))
			}
			got = strings.Join(s, " ")
		}
		if got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

// One feed lies, one stalls, one floods, one is a bomb: the good one is read,
// nothing hangs, and no log line holds the key of an address.
func TestBadFeedsHarmNobody(t *testing.T) {
	t.Parallel()
	good := body(rss(item("Spain defence budget", "https://news.example/1", "1")))
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write(bytes.Repeat([]byte(" "), 8<<20))
	z.Close()
	var many []string
	for i := range 1500 {
		many = append(many, item(fmt.Sprintf("Poland defence budget %d", i), fmt.Sprintf("https://flood.example/%d", i), "same"))
	}
	bad := map[string]http.Handler{
		"stalls": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "<rss")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}),
		"bomb":            body(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]><rss version="2.0"><channel><item><title>&lol2; Spain defence budget</title></item></channel></rss>`),
		"external entity": body(`<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>Spain defence budget &x;</title></item></channel></rss>`),
		"deep":            body(rss(strings.Repeat("<a:b>", 100_000))),
		"endless": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(bytes.Repeat([]byte("<item/>"), 1000)); err != nil {
					return
				}
			}
		}),
		"gzip bomb": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(zipped.Bytes())
		}),
		"no feed": body("<html><body>Spain defence budget</body></html>"),
		"empty":   body(""),
		"error":   http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTeapot) }),
		"round": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/round?key=SECRETKEY", http.StatusFound)
		}),
		"other world": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		}),
		"bad bytes": body("\xff\xfe<rss\x00>"),
		"utf-16":    body("\xff\xfe" + wide(rss(strings.Repeat("<a:b>", 50_000)))),
		"escapes":   body(strings.Replace(rss(strings.Repeat("<a:b>", 100)), "UTF-8", "ISO-2022-JP", 1)),
	}
	for name, h := range bad {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []Headline
			var log string
			// On a busy machine the good one may take as long as the stalled one may.
			for wait := 2 * time.Second; len(got) == 0 && wait < 2*time.Minute; wait *= 3 {
				got, log = feeds(t, FeedOptions{Timeout: wait, MaxBytes: 1 << 20}, h, good)
			}
			if len(got) != 1 || got[0].Title != "Spain defence budget" {
				t.Errorf("the good feed beside it gave %v", got)
			}
			if !strings.Contains(log, "feed not read") {
				t.Errorf("nothing was logged: %s", log)
			}
			if strings.Contains(log, "SECRETKEY") || strings.Contains(log, "root:") {
				t.Errorf("the log tells too much: %s", log)
			}
		})
	}
	t.Run("flood", func(t *testing.T) {
		t.Parallel()
		got, _ := feeds(t, FeedOptions{}, body(rss(many...)), good)
		if len(got) != 101 {
			t.Errorf("a flood gave %d headlines", len(got))
		}
	})
}

func TestHeadlineIsPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"<b>Spain</b> &amp; Poland":                    "Spain & Poland",
		"&lt;script&gt;alert(1)&lt;/script&gt; budget": "alert(1) budget",
		"below 2 % < 3 %":                              "below 2 % 3 %",
		"line\nbreak\ttab":                             "line break tab",
		"\u202eevil\u202c \u200bzero\u0007":            "evil zero",
		"<img src=x onerror=alert(1)":                  "",
		strings.Repeat("x", 300):                       strings.Repeat("x", 199) + "…",
	} {
		if got := plain(in, 200); got != want {
			t.Errorf("%.40q: %.60q, want %.60q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"https://news.example/a": "https://news.example/a", "javascript:alert(1)": "", "file:///etc/passwd": "",
		"https://user:pw@news.example/": "", "http://127.0.0.1/x": "", "http://[::1]/": "", "http://2130706433/": "", "http://router/": "", "https://printer.local/": "",
		"https://nаto.int/": "" /* a Cyrillic letter */, "https://10.1/": "", "https://xn--nto-5cd.int/a": "https://xn--nto-5cd.int/a", "/relative": "", "https://" + strings.Repeat("a", 600): "",
	} {
		if got, _ := link(in); got != want {
			t.Errorf("link %.40q: %q, want %q", in, got, want)
		}
	}
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]bool{
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false,
		"0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false, "203.0.113.5": false, "240.0.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fc00::1": false, "fd12::1": false, "ff02::1": false, "::ffff:127.0.0.1": false,
		"::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001:db8::1": false,
		"93.184.216.34": true, "2606:2800:220:1::1": true, "::ffff:93.184.216.34": true,
	} {
		if got := public(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s: public %v, want %v", addr, got, want)
		}
	}
	asked := make(chan struct{}, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked <- struct{}{} }))
	defer srv.Close()
	for _, u := range []string{srv.URL, strings.Replace(srv.URL, "127.0.0.1", "localhost", 1), strings.Replace(srv.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1)} {
		f, err := NewFeeds([]string{u}, FeedOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.one(context.Background(), u); !errors.Is(err, ErrPrivateAddress) {
			t.Errorf("%s: %v", u, err)
		}
	}
	select {
	case <-asked:
		t.Error("a private address was asked")
	default:
	}
}

// A redirect dials anew, so it meets the same check: here a server that is
// allowed sends us to one that is not.
func TestRedirectToPrivateAddress(t *testing.T) {
	t.Parallel()
	f, err := NewFeeds([]string{"https://news.example/feed"}, FeedOptions{})
	if err != nil {
		t.Fatal(err)
	}
	inner := f.client.Transport
	f.client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == "news.example" {
			return &http.Response{StatusCode: http.StatusFound, Header: http.Header{"Location": {"https://169.254.169.254/latest/meta-data/"}}, Body: http.NoBody, Request: r}, nil
		}
		return inner.RoundTrip(r)
	})
	if _, err := f.one(t.Context(), "https://news.example/feed"); !errors.Is(err, ErrPrivateAddress) {
		t.Errorf("followed: %v", err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestNewFeedsRefuses(t *testing.T) {
	t.Parallel()
	for _, u := range []string{"ftp://x.example/", "news.example/feed", "https://user:SECRETKEY@x.example/", "https:///x", "://"} {
		if _, err := NewFeeds([]string{u}, FeedOptions{}); err == nil {
			t.Errorf("%q is taken", u)
		} else if strings.Contains(err.Error(), "SECRETKEY") {
			t.Errorf("the error holds a secret: %v", err)
		}
	}
	var many []string
	for i := range maxFeeds + 1 {
		many = append(many, fmt.Sprintf("https://x.example/%d", i))
	}
	if _, err := NewFeeds(many, FeedOptions{}); err == nil {
		t.Error("feeds without bounds are taken")
	}
	if f, err := NewFeeds([]string{"", " https://x.example/ ", "https://x.example/"}, FeedOptions{}); err != nil || len(f.urls) != 1 {
		t.Errorf("%v, %v", f, err)
	}
}

// A feed of the largest size that is read costs little.
func BenchmarkHostileFeed(b *testing.B) {
	var items strings.Builder
	for items.Len() < 2<<20-400 {
		items.WriteString("<item/>")
	}
	body := []byte(rss(items.String()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseFeed(body, newsSite, 100); err == nil {
			b.Fatal("read")
		}
	}
}

func FuzzFeed(f *testing.F) {
	f.Add([]byte(rss(item("Spain defence budget", "https://news.example/1", "1"))))
	f.Add([]byte(atom))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"title":"Spain defence budget"}]}`))
	d, err := embedded()
	if err != nil {
		f.Fatal(err)
	}
	feeds, err := NewFeeds([]string{"https://x.example/"}, FeedOptions{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		items, err := parseFeed(b, newsSite, 100)
		if err != nil && strings.Contains(err.Error(), "panic") {
			t.Log(err) // refused, and no harm done
		}
		for _, it := range items {
			if h, ok := feeds.headline(d, "https://x.example/", it, headlineDay); ok {
				if strings.ContainsAny(h.Title, "<>\n\r\x00\u202e") || len([]rune(h.Title)) > 200 || h.Key == "" {
					t.Errorf("headline %q", h.Title)
				}
			}
		}
	})
}
