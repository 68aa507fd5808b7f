package schedule

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/mmcdole/gofeed"
	"golang.org/x/text/unicode/norm"

	"natobot/facts"
	"natobot/facts/late"
)

// A Headline is an item of a feed that concerns allied defence spending. Its
// words are somebody else's: renderers show them inert.
type Headline struct {
	Title     string       // plain text of at most 200 characters
	Link      string       // http or https; "" when the feed gave none that is safe
	Source    string       // host of the feed
	Published time.Time    // noon of the day where the feed tells no instant
	Earliest  time.Time    `json:"-"` // the earliest instant that the feed's words allow
	Allies    []facts.Code // those named, in order; empty: NATO as a whole
	Key       string       // ours: the same for the same words, wherever they come from
	LinkKey   string       // ours: the same for the same page
}

// FeedOptions bound what a feed may cost. Zero values mean the defaults.
type FeedOptions struct {
	Timeout      time.Duration // for one feed with all its redirects; 10 s
	MaxBytes     int64         // after decompression; 2 MB
	MaxItems     int           // read from one feed at a time; 100
	MaxAge       time.Duration // older items are no news; 7 days
	AllowPrivate bool          // for tests and intranets: addresses that are not public may be dialled
	Log          *slog.Logger  // nil: discarded
}

// Feeds reads RSS and Atom feeds that it does not trust, see wary.
type Feeds struct {
	urls   []string
	o      FeedOptions
	client *http.Client
}

// maxFeeds bounds NATOBOT_FEEDS: what is beyond is an operator's mistake.
const maxFeeds = 50

// NewFeeds checks the addresses and makes a reader. The error names the first
// address that can't be used.
func NewFeeds(urls []string, o FeedOptions) (*Feeds, error) {
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 2 << 20
	}
	if o.MaxItems == 0 {
		o.MaxItems = 100
	}
	if o.MaxAge == 0 {
		o.MaxAge = 7 * 24 * time.Hour
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	f := &Feeds{o: o}
	for _, s := range urls {
		s = strings.TrimSpace(s)
		if s == "" || slices.Contains(f.urls, s) {
			continue
		}
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
			return nil, fmt.Errorf("feed %q: must be an http or https address without a user name", host(s))
		}
		f.urls = append(f.urls, s)
	}
	if len(f.urls) > maxFeeds {
		return nil, fmt.Errorf("%d feeds: at most %d can be watched", len(f.urls), maxFeeds)
	}
	f.client = wary(o.Timeout, o.AllowPrivate, nil)
	return f, nil
}

// notPublic lists ranges that netip has no word for: shared address space
// (RFC 6598), benchmarks (RFC 2544), documentation, protocol assignments,
// reserved, and the IPv6 forms that carry an IPv4 address inside.
var notPublic = func() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10"} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

// public reports whether an address can belong to a server on the internet.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	return !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}

// CheckFeed resolves the host of a feed and returns it; the error wraps
// ErrPrivateAddress when one of its addresses is not public, so that the feed
// would not be read. Nothing is fetched.
func CheckFeed(ctx context.Context, feed string) (string, error) {
	u, err := url.Parse(feed)
	if err != nil {
		return host(feed), errors.New("the address can't be read")
	}
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", u.Hostname())
	if err != nil {
		return u.Hostname(), errors.New("the name can't be resolved")
	}
	for _, a := range addrs {
		if !public(a) {
			return u.Hostname(), fmt.Errorf("%s: %w", a.Unmap(), ErrPrivateAddress)
		}
	}
	return u.Hostname(), nil
}

// sideBySide is how many feeds are read at once, which bounds the memory.
const sideBySide = 8

// Read fetches the feeds, some side by side, and returns the headlines about
// allied defence spending, oldest first, each once. A feed that fails is logged
// and harms no other: it costs at most its time limit.
func (f *Feeds) Read(ctx context.Context, d *facts.Dataset, now time.Time) []Headline {
	found := make([][]Headline, len(f.urls))
	var wg sync.WaitGroup
	turn := make(chan struct{}, sideBySide)
	for i, u := range f.urls {
		wg.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			items, err := f.one(ctx, u)
			if err != nil {
				f.o.Log.WarnContext(ctx, "feed not read", "feed", host(u), "error", err)
				return
			}
			for _, it := range items {
				if h, ok := f.headline(d, u, it, now); ok {
					found[i] = append(found[i], h)
				}
			}
		})
	}
	wg.Wait()
	var out []Headline
	seen := map[string]bool{}
	for _, h := range slices.Concat(found...) {
		if seen[h.Key] || h.LinkKey != "" && seen[h.LinkKey] {
			continue
		}
		seen[h.Key] = true
		if h.LinkKey != "" {
			seen[h.LinkKey] = true
		}
		out = append(out, h)
	}
	slices.SortStableFunc(out, func(a, b Headline) int { return a.Published.Compare(b.Published) })
	return out
}

// one fetches and parses one feed. Its errors hold no path and no query of the
// address, for some feeds carry a key in them.
func (f *Feeds) one(ctx context.Context, feed string) (items []*gofeed.Item, err error) {
	ctx, cancel := context.WithTimeout(ctx, f.o.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, feed, nil)
	if err != nil {
		return nil, errors.New("the address can't be read")
	}
	req.Header.Set("User-Agent", "natobot (headline reader)")
	req.Header.Set("Accept", "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8")
	res, err := f.client.Do(req)
	if err != nil {
		if u := (*url.Error)(nil); errors.As(err, &u) {
			err = u.Err
		}
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("answered %d", res.StatusCode)
	}
	body, err := bounded(res.Body, f.o.MaxBytes)
	if err != nil {
		return nil, err
	}
	return parseFeed(body, res.Request.URL, f.o.MaxItems)
}

// Bounds of a feed's elements: it needs a dozen levels, for the parsers recurse,
// and some thousands of elements, each of which costs the parser far more than
// it costs the sender, an item some 10 kB.
const (
	maxDepth    = 64
	maxElements = 50_000
	maxItems    = 2000
)

// parseFeed reads RSS or Atom that came from an address, to which links without
// a base of their own are relative. A document type of its own (the way to
// entity bombs) and deep nesting are refused before the parser sees them.
func parseFeed(body []byte, from *url.URL, most int) (items []*gofeed.Item, err error) {
	defer func() {
		if p := recover(); p != nil {
			items, err = nil, fmt.Errorf("the feed made the parser panic: %v", p)
		}
	}()
	if err := harmless(body); err != nil {
		return nil, err
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("not a feed: %w", err)
	}
	base := from
	if site, err := url.Parse(feed.Link); err == nil && site.IsAbs() && site.Host != "" {
		base = site // the site's own address, for a feed may be served by somebody else
	}
	items = feed.Items[:min(len(feed.Items), most)]
	for _, it := range items {
		if ref, err := url.Parse(strings.TrimSpace(it.Link)); err == nil && it.Link != "" {
			it.Link = base.ResolveReference(ref).String()
		}
	}
	return items, nil
}

var (
	declared    = late.Regexp(`(?i)<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']`)
	singleBytes = late.Regexp(`(?i)^(utf-?8|us-ascii|ascii|iso-?8859-?\d+|latin-?1|windows-125\d|cp125\d)$`)
)

// harmless looks at the tokens of a document without building anything.
func harmless(body []byte) error {
	// In other encodings the parser would see elements that this look does not.
	if bytes.IndexByte(body, 0) >= 0 {
		return errors.New("is no text of single bytes")
	}
	if m := declared().FindSubmatch(body[:min(len(body), 400)]); m != nil && !singleBytes().Match(m[1]) {
		return fmt.Errorf("is encoded as %.20q, which is not read", m[1])
	}
	dec := xml.NewDecoder(bytes.NewReader(body))
	dec.Strict = false
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	depth, n, items := 0, 0, 0
	for {
		tok, err := dec.RawToken()
		if err != nil { // the end, or something that the parser proper will refuse with a better reason
			return nil
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if n++; n > maxElements {
				return fmt.Errorf("more than %d elements", maxElements)
			}
			if name := strings.ToLower(tok.Name.Local); name == "item" || name == "entry" {
				items++
			}
			if items > maxItems {
				return fmt.Errorf("more than %d items", maxItems)
			}
			if depth++; depth > maxDepth {
				return fmt.Errorf("elements nested deeper than %d", maxDepth)
			}
		case xml.EndElement:
			depth--
		case xml.Directive:
			if bytes.Contains(bytes.ToUpper(tok), []byte("ENTITY")) || bytes.ContainsRune(tok, '[') {
				return errors.New("declares entities of its own")
			}
		}
	}
}

// dateOf is the date that an item gives itself: of its publication, else of its
// last change. False when it gives none that can be read.
func dateOf(it *gofeed.Item) (feedDate, bool) {
	for _, text := range []string{it.Published, it.Updated} {
		if at, ok := readDate(text); ok {
			return at, true
		}
	}
	return feedDate{}, false
}

// headline makes a Headline of an item, or reports that it is none of ours.
func (f *Feeds) headline(d *facts.Dataset, feed string, it *gofeed.Item, now time.Time) (Headline, bool) {
	title := plain(it.Title, 200)
	if title == "" {
		return Headline{}, false
	}
	at, ok := dateOf(it)
	if !ok || now.Sub(at.Least) > f.o.MaxAge || at.Least.Sub(now) > mostAhead {
		return Headline{}, false // no news: too old, of another time, or of no date that can be read
	}
	h := Headline{Title: title, Source: host(feed), Published: at.Shown, Earliest: at.Least}
	if h.Published.After(now) {
		h.Published = now
	}
	about, ok := spendingNews(d, title, plain(it.Description, 600))
	if !ok {
		return Headline{}, false
	}
	h.Allies = about
	h.Link, h.LinkKey = link(it.Link)
	h.Key = "t" + digest16(strings.Join(words(withoutSource(title)), " "))
	return h, true
}

// plain turns a feed's markup into one line of at most most characters:
// no tags, no control or direction-changing characters.
func plain(s string, most int) string {
	if len(s) > 20*most {
		s = s[:20*most]
	}
	s = html.UnescapeString(untagged(html.UnescapeString(untagged(s))))
	s = strings.ToValidUTF8(s, " ")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == '<', r == '>':
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if rs := []rune(s); len(rs) > most {
		s = strings.TrimRight(string(rs[:most-1]), " ,;:") + "…"
	}
	return s
}

// untagged drops everything between < and >, and what follows a < that no >
// ends only when it looks like a tag.
func untagged(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		j := strings.IndexByte(s[i:], '>')
		tag := i+1 < len(s) && (s[i+1] == '/' || s[i+1] == '!' || unicode.IsLetter(rune(s[i+1])))
		switch {
		case !tag:
			b.WriteString("<")
			s = s[i+1:]
		case j < 0:
			s = ""
		default:
			b.WriteString(" ")
			s = s[i+j+1:]
		}
	}
	b.WriteString(s)
	return b.String()
}

// link checks an item's address and makes the key of its page: host without
// www, path without a trailing slash, no query that only tracks, no fragment.
// A host must be a name that a reader can tell from another: no number, no name
// of a local network, no letters that look like others.
func link(s string) (safe, key string) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || len(s) > 500 || !publicName(u.Hostname()) {
		return "", ""
	}
	q := u.Query()
	for k := range q {
		switch l := strings.ToLower(k); {
		case strings.HasPrefix(l, "utm_"), l == "fbclid", l == "gclid", l == "ref", l == "cmp", l == "at_medium", l == "at_campaign":
			q.Del(k)
		}
	}
	page := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") + strings.TrimRight(u.EscapedPath(), "/") + "?" + q.Encode()
	return u.String(), "l" + digest16(page)
}

// publicName reports whether a host is a name of the public internet, in ASCII.
func publicName(h string) bool {
	if _, err := netip.ParseAddr(h); err == nil || !strings.Contains(strings.Trim(h, "."), ".") {
		return false
	}
	last := h[strings.LastIndexByte(strings.TrimRight(h, "."), '.')+1:]
	for _, r := range h {
		if r > unicode.MaxASCII {
			return false
		}
	}
	return strings.IndexFunc(last, unicode.IsLetter) >= 0 && !slices.Contains([]string{"local", "localhost", "internal", "lan", "home", "onion", "test", "invalid"}, strings.ToLower(strings.TrimRight(last, ".")))
}

// withoutSource drops the publisher that aggregators append: " - Reuters".
func withoutSource(title string) string {
	for _, sep := range []string{" - ", " | ", " – ", " — "} {
		if i := strings.LastIndex(title, sep); i > len(title)/2 && len(strings.Fields(title[i+len(sep):])) <= 4 {
			return title[:i]
		}
	}
	return title
}

var possessive = late.Regexp(`['’]s\b`)

// words folds a text to lower-case words without marks, punctuation and the
// English possessive.
func words(s string) []string {
	s = possessive().ReplaceAllString(s, "")
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '%':
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

func digest16(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:8])
}

// host is what may be said of a feed's address in a log: paths and queries
// may hold keys.
func host(s string) string {
	if u, err := url.Parse(s); err == nil && u.Host != "" {
		return u.Hostname()
	}
	return "?"
}
