package web

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"natobot/bot"
	"natobot/bot/draft"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/voice"
)

// Limits of what is checked on a page. The server counts no more of a body than
// maxUpload.
const (
	maxText   = 160 << 10   // bytes of a text to check
	maxForm   = maxText * 3 // of it, escaped
	maxUpload = 1 << 20     // of a form with a file
	maxField  = 200         // of any other field
	reportAge = 24 * time.Hour
	maxKept   = 16 << 20 // bytes of all reports that are kept
	readers   = 2        // files being read at once
)

// A submission is what the form of /check sends.
type submission struct {
	text, name string
	file       []byte
	asOf       facts.Date
	keep       bool
}

// A declined is why a form cannot be read: a sentence, with the status for it.
type declined struct {
	status int
	says   string
}

func (e *declined) Error() string { return e.says }

var (
	tooLong = &declined{http.StatusRequestEntityTooLarge, fmt.Sprintf("This text is longer than %d kB. Check it a part at a time.", maxText>>10)}
	tooBig  = &declined{http.StatusRequestEntityTooLarge, fmt.Sprintf("This file has more than %d MB. Check its text alone, or use: natobot check FILE", maxUpload>>20)}
	noForm  = &declined{http.StatusBadRequest, "What was sent is no form that can be read."}
)

// submitted reads the form of /check. Nothing of it is written anywhere.
func submitted(r *http.Request) (*submission, error) {
	s := &submission{}
	if r.Method != http.MethodPost {
		q := r.URL.Query()
		s.text = q.Get("text")
		return s, s.dated(q.Get("as_of"))
	}
	var long *http.MaxBytesError
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		r.Body = http.MaxBytesReader(nil, r.Body, maxUpload)
		err := s.parts(r)
		if errors.As(err, &long) {
			return nil, tooBig
		}
		return s, err
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxForm)
	err := r.ParseForm()
	switch {
	case errors.As(err, &long):
		return nil, tooLong
	case err != nil && !errors.Is(err, io.EOF):
		return nil, noForm
	}
	s.text, s.keep = r.PostForm.Get("text"), r.PostForm.Get("keep") != ""
	return s, s.dated(r.PostForm.Get("as_of"))
}

// parts reads a form with a file.
func (s *submission) parts(r *http.Request) error {
	m, err := r.MultipartReader()
	if err != nil {
		return noForm
	}
	for {
		p, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = s.part(p)
		}
		var known *declined
		var long *http.MaxBytesError
		if errors.As(err, &known) || errors.As(err, &long) {
			return err
		}
		if err != nil {
			return noForm
		}
	}
}

func (s *submission) part(p *multipart.Part) error {
	most := int64(maxField)
	switch p.FormName() {
	case "file":
		most = maxUpload
	case "text":
		most = maxText * 2
	}
	raw, err := io.ReadAll(io.LimitReader(p, most+1))
	if err != nil {
		return err
	}
	if int64(len(raw)) > most {
		return tooLong
	}
	switch p.FormName() {
	case "file":
		s.file, s.name = raw, p.FileName()
	case "text":
		s.text = string(raw)
	case "keep":
		s.keep = len(raw) > 0
	case "as_of":
		return s.dated(string(raw))
	}
	return nil
}

// dated takes the day asked for.
func (s *submission) dated(day string) error {
	if day = strings.TrimSpace(day); day == "" {
		return nil
	}
	d, ok := facts.ParseDate(day)
	if !ok || len(d) != len("2006-01-02") {
		return &declined{http.StatusBadRequest, "The day by which to judge is no date. Write it as 2025-03-13."}
	}
	s.asOf = d
	return nil
}

// check is GET and POST /check: the claims of a text or a file.
func (a *Adapter) check(r *http.Request) page {
	s, err := submitted(r)
	if err != nil {
		return a.declined(r, err)
	}
	if strings.TrimSpace(s.text) == "" && len(s.file) == 0 {
		return a.render(r, view{Titled: voice.P("Check a text"), Path: "/check", Body: "check"})
	}
	t := &draft.Draft{Kind: draft.Plain, Text: s.text}
	if len(s.file) > 0 {
		if t, err = a.read(r, s); err != nil {
			return a.declined(r, err)
		}
	}
	w := a.Data()
	today := facts.DateOf(a.Now())
	day, from := bot.Proposed(w.Dataset, t, s.asOf, today)
	reply := a.askOn(r, bot.Check, t.Text, answer.English, day)
	if p, ok := a.refused(r, &reply); ok {
		return p
	}
	v := view{Title: reply.Headline, Reply: &reply, Body: "check", Query: s.text}
	if reply.Status == answer.Answered || len(reply.Checks) > 0 {
		v.Audit = bot.NewAudit(w, t, reply.Checks, day, from, today, a.Public)
		v.Audit.Name, v.Title = bot.Clean(s.name), v.Audit.Summary()
		v.Day = string(day)
	}
	if s.keep && v.Audit != nil && r.Method == http.MethodPost {
		v.Kept = a.reports.token()
	}
	p := a.render(r, v)
	p.fleeting = true // nobody's text is kept
	if v.Kept != "" {
		p.set("X-Robots-Tag", "noindex")
		a.reports.put(v.Kept, p, a.Now())
	}
	return p
}

// declined is the page with a sentence on why nothing was checked.
func (a *Adapter) declined(r *http.Request, err error) page {
	status, says := http.StatusUnprocessableEntity, ""
	var d *declined
	var e *draft.Error
	switch {
	case errors.As(err, &d):
		status, says = d.status, d.says
	case errors.As(err, &e):
		says = e.Says
	default:
		return a.fault(r, err)
	}
	reply := bot.Notice(says)
	p := a.render(r, view{Status: status, Title: reply.Headline, Reply: &reply, Body: "check"})
	p.fleeting = true
	return p
}

// read takes the text out of a file; few are read at once, so that memory is
// bounded.
func (a *Adapter) read(r *http.Request, s *submission) (*draft.Draft, error) {
	select {
	case a.reading <- struct{}{}:
	case <-r.Context().Done():
		return nil, noForm
	}
	defer func() { <-a.reading }()
	return draft.Read(s.name, s.file)
}

// report is GET /check/TOKEN: a report that was asked to be kept.
func (a *Adapter) report(r *http.Request) page {
	p, ok := a.reports.get(r.PathValue("token"), a.Now())
	if !ok {
		reply := bot.Notice("There is no report at this address. One is kept for 24 hours, and not beyond a restart.")
		p = a.render(r, view{Status: http.StatusNotFound, Title: reply.Headline, Reply: &reply, Body: "notice"})
		p.fleeting = true
	}
	return p
}

// reports are pages kept for a day, in memory alone. The oldest make room.
type reports struct {
	mu    sync.Mutex
	held  map[string]page
	order []keptReport // oldest first
	bytes int
}

type keptReport struct {
	token string
	until time.Time
}

// token is an address that nobody guesses: 128 bits.
func (*reports) token() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func (k *reports) put(token string, p page, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(p.body) > maxKept/4 {
		return
	}
	if k.held == nil {
		k.held = map[string]page{}
	}
	k.sweep(now, maxKept-len(p.body))
	k.held[token] = p
	k.order = append(k.order, keptReport{token, now.Add(reportAge)})
	k.bytes += len(p.body)
}

func (k *reports) get(token string, now time.Time) (page, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sweep(now, maxKept)
	p, ok := k.held[token]
	return p, ok
}

// sweep lets go of what is due, and of the oldest beyond room bytes.
func (k *reports) sweep(now time.Time, room int) {
	for len(k.order) > 0 && (!now.Before(k.order[0].until) || k.bytes > room) {
		x := k.order[0]
		k.order = k.order[1:]
		k.bytes -= len(k.held[x.token].body)
		delete(k.held, x.token)
	}
}

// AuditPage is an audit as a file of its own: the page without navigation and
// without a field, whose links lead to public, where that is known.
func AuditPage(d *answer.Writer, audit *bot.Audit, public string) ([]byte, error) {
	a := &Adapter{Config: Config{Data: func() *answer.Writer { return d }, Public: public, Static: true, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return audit.Today.Time() }}}
	p := a.render(&http.Request{URL: &url.URL{Path: "/check"}}, view{Title: audit.Summary(), Body: "check", Audit: audit, Framed: true, Alone: true})
	if p.status != http.StatusOK {
		return nil, errors.New("the page of an audit was not made")
	}
	return p.body, nil
}
