package schedule

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// Bounds of what is fetched from a publisher's site. NATO's workbooks have
// 110 to 180 kB; the reader of workbooks has bounds of its own.
const (
	maxPage     = 4 << 20
	maxTables   = 8 << 20
	pageTimeout = 10 * time.Second
	bookTimeout = 20 * time.Second
	maxLinks    = 200 // workbooks on one page
)

// A bookLink is a workbook that a page links.
type bookLink struct {
	Name    string // of the file, as the address ends
	Address *url.URL
}

// key is what a workbook is known by: its name whatever its letters' case, so
// that one that moves to another address is the same.
func (l bookLink) key() string { return strings.ToLower(l.Name) }

// workbooksOn lists the Excel workbooks (.xlsx) that a page links, each name
// once, in the page's order. Addresses are those of the page's own base.
func workbooksOn(page []byte, at *url.URL) (out []bookLink, err error) {
	seen := map[string]bool{}
	z := html.NewTokenizer(bytes.NewReader(page))
	z.SetMaxBuf(maxPage)
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); err != io.EOF {
				return nil, fmt.Errorf("the page can't be read: %w", err)
			}
			return out, nil
		case html.StartTagToken, html.SelfClosingTagToken:
			tag, more := z.TagName()
			name := string(tag)
			var key, val []byte
			for more {
				key, val, more = z.TagAttr()
				if string(key) != "href" || name != "a" && name != "base" {
					continue
				}
				u, err := at.Parse(strings.TrimSpace(string(val)))
				if err != nil {
					continue // no link
				}
				if name == "base" {
					at = u
					continue
				}
				l := bookLink{plain(path.Base(u.Path), 100), u}
				if !strings.HasSuffix(l.key(), ".xlsx") || seen[l.key()] {
					continue
				}
				if seen[l.key()] = true; len(seen) > maxLinks {
					return nil, fmt.Errorf("the page links more than %d workbooks", maxLinks)
				}
				out = append(out, l)
			}
		}
	}
}

// A site reads a publisher's page and the workbooks that it links: one site, no
// other. It remembers what the server said of the page, and asks for it again
// only if it changed.
type site struct {
	page      *url.URL
	client    *http.Client
	validator http.Header // If-None-Match, If-Modified-Since
	links     []bookLink  // of the page as it was read last
}

// newSite checks the address of a page.
func newSite(page string) (*site, error) {
	u, err := url.Parse(page)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return nil, errors.New("the page must have an http or https address without a user name")
	}
	// Who names this machine itself means it: a mirror, or a test.
	private := u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1"
	return &site{page: u, client: wary(bookTimeout, private, sameSite)}, nil
}

// A busyError says that a server asks to be left alone for a while.
type busyError struct {
	code int
	wait time.Duration
}

func (e *busyError) Error() string { return fmt.Sprintf("the server answered %d", e.code) }

// get fetches an address of the site; nil without an error says that it is as it
// was by the validator.
func (s *site) get(ctx context.Context, u *url.URL, accept string, validator http.Header, most int64, now time.Time) (*http.Response, []byte, error) {
	if err := sameSite(u, s.page); err != nil {
		return nil, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, errors.New("the address can't be read")
	}
	for k, v := range validator {
		req.Header[k] = v
	}
	req.Header.Set("User-Agent", "natobot (looks for new tables of defence expenditure)")
	req.Header.Set("Accept", accept)
	res, err := s.client.Do(req)
	if err != nil {
		if u := (*url.Error)(nil); errors.As(err, &u) {
			err = u.Err
		}
		return nil, nil, err
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotModified && len(validator) > 0:
		return res, nil, nil
	case res.StatusCode != http.StatusOK:
		return nil, nil, &busyError{res.StatusCode, retryAfter(res.Header, now)}
	}
	body, err := bounded(res.Body, most)
	return res, body, err
}

// read looks at the page and lists its workbooks.
func (s *site) read(ctx context.Context, now time.Time) ([]bookLink, error) {
	ctx, cancel := context.WithTimeout(ctx, pageTimeout)
	defer cancel()
	res, body, err := s.get(ctx, s.page, "text/html, application/xhtml+xml;q=0.9", s.validator, maxPage, now)
	if err != nil {
		return nil, err
	}
	if body == nil {
		return s.links, nil
	}
	s.validator = nil
	links, err := workbooksOn(body, res.Request.URL)
	if err != nil {
		return nil, err
	}
	if len(links) == 0 {
		return nil, errShape
	}
	s.links, s.validator = links, http.Header{}
	for ask, said := range map[string]string{"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"} {
		if v := res.Header.Get(said); v != "" {
			s.validator.Set(ask, v)
		}
	}
	return links, nil
}

// CheckPage reads a page as a Lookout does, and counts the workbooks that it
// links.
func CheckPage(ctx context.Context, page string, now time.Time) (workbooks int, err error) {
	s, err := newSite(page)
	if err != nil {
		return 0, err
	}
	defer s.client.CloseIdleConnections()
	links, err := s.read(ctx, now)
	return len(links), err
}

// errShape says that a page links no workbook at all.
var errShape = errors.New("the page links no Excel workbook (.xlsx) any more: it has changed its shape")

// fetch fetches a workbook whole.
func (s *site) fetch(ctx context.Context, l bookLink, now time.Time) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, bookTimeout)
	defer cancel()
	_, body, err := s.get(ctx, l.Address, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*;q=0.1", nil, maxTables, now)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errors.New("the file broke off before its end")
	case err != nil:
		return nil, err
	}
	return body, nil
}
