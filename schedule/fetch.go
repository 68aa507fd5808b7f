package schedule

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrPrivateAddress says that a feed, a page, or a redirect of it, led to an
// address that is not public.
var ErrPrivateAddress = errors.New("the address is not public")

// errElsewhere says that a page or a redirect left the site that was asked.
var errElsewhere = errors.New("the address leads to another site")

// wary makes a client for servers that are not trusted. Addresses that are not
// public are refused after name resolution and on each redirect, so nobody can
// make us read what only this machine can reach. Proxies of the environment are
// not used, for they would hide the address that is dialled. elsewhere says of a
// redirect whether it may be followed, beside what holds for all; nil: it may.
func wary(timeout time.Duration, private bool, elsewhere func(to, from *url.URL) error) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		if private {
			return nil
		}
		a, err := netip.ParseAddrPort(address)
		if err != nil || !public(a.Addr()) {
			return ErrPrivateAddress
		}
		return nil
	}}
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil,
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    5 * time.Second,
			ResponseHeaderTimeout:  timeout,
			MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConnsPerHost:    1,
			IdleConnTimeout:        30 * time.Second,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			switch {
			case len(via) > 3:
				return errors.New("more than three redirects")
			case r.URL.Scheme != "https" && (r.URL.Scheme != "http" || via[0].URL.Scheme == "https"):
				return errors.New("a redirect to another scheme")
			case r.URL.User != nil:
				return errors.New("a redirect with a user name")
			case elsewhere != nil:
				return elsewhere(r.URL, via[0].URL)
			}
			return nil
		},
	}
}

// bounded reads a body of at most most bytes.
func bounded(r io.Reader, most int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > most {
		return nil, fmt.Errorf("larger than %d bytes", most)
	}
	return body, nil
}

// sameSite reports whether an address belongs to the site of another: the same
// host, with or without www, or one below it; by name, and not by what it
// resolves to. The scheme may become https, and never http.
func sameSite(to, from *url.URL) error {
	name := func(u *url.URL) string { return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") }
	port := func(u *url.URL) string {
		if p := u.Port(); p != "" {
			return p
		}
		return map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	a, b := name(to), name(from)
	_, err := netip.ParseAddr(b)
	below := err != nil && strings.HasSuffix(a, "."+b)
	switch {
	case a != b && !below, to.User != nil,
		to.Scheme != from.Scheme && (to.Scheme != "https" || from.Scheme != "http"),
		to.Scheme == from.Scheme && port(to) != port(from),
		to.Scheme != from.Scheme && (port(to) != "443" || port(from) != "80"):
		return fmt.Errorf("%w: %s", errElsewhere, plain(to.Host, 80))
	}
	return nil
}

// retryAfter is how long a server asks to be left alone, at most an hour.
// https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	wait := time.Duration(0)
	if n, err := strconv.Atoi(v); err == nil {
		wait = time.Duration(min(n, 3600)) * time.Second
	} else if at, err := http.ParseTime(v); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), time.Hour)
}
