// Package web serves replies as pages: an answer under its reference, a field
// to ask, what is held, feeds and a calendar. It is one more adapter: requests
// go to the same handler under the same limits as those of a chat, and
// render.go alone knows how a page looks. A page has no script, no cookie and
// nothing from elsewhere.
package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"natobot/bot"
	"natobot/bot/chart"
	"natobot/bot/sheet"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/voice"
)

// Platform is the name under which requests of this adapter are counted.
const Platform = "web"

// Config of an Adapter. Handler and Data are required.
type Config struct {
	Handler bot.Handler
	Data    func() *answer.Writer // what the handler answers from
	Public  string                // where the pages are reached, without a slash at its end; "" not known
	Local   string                // where they are reached on this machine, for feeds where Public is ""
	Chart   func(*answer.Chart) ([]byte, error)
	Now     func() time.Time
	Log     *slog.Logger // nil: discarded
	Support string       // where to get help

	Static    bool   // pages become files: no field to ask, and nothing that leads to one
	Calendars Keeper // nil: what changed is known to this process alone
}

// An Adapter serves pages. It is safe for concurrent use and owns no goroutine.
type Adapter struct {
	Config
	kept  shelf
	told  toldEvents
	dates calendarOf

	reports reports
	reading chan struct{} // holds one for each file that is being read
}

// New makes an Adapter.
func New(c Config) (*Adapter, error) {
	if c.Handler == nil || c.Data == nil {
		return nil, errors.New("web: Handler and Data are required")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Adapter{Config: c, reading: make(chan struct{}, readers)}, nil
}

// Mount adds the adapter's paths, and the page for every path that nobody has.
func (a *Adapter) Mount(mux *http.ServeMux) {
	for path, h := range map[string]func(*http.Request) page{
		"GET /e/{ref}":         a.evidence,
		"GET /e/{ref}/embed":   a.embed,
		"GET /oembed":          a.oembed,
		"GET /{$}":             a.home,
		"GET /editions":        a.editions,
		"GET /allies":          a.allies,
		"GET /allies/{code}":   a.ally,
		"GET /commitments":     a.commitments,
		"GET /meetings":        a.meetings,
		"GET /meetings/{date}": a.meeting,
		"GET /check":           a.check,
		"POST /check":          a.check,
		"GET /check/{token}":   a.report,
		"GET /feeds/{name}":    a.feed,
		"GET /calendar.ics":    a.calendar,
		"GET /":                a.nowhere,
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { a.serve(w, r, h) })
	}
}

// limits of what is read.
const (
	maxQuery = 4000 // bytes of a question, as the reader has it
)

// serve writes the page that h makes, from the shelf where it lies there.
func (a *Adapter) serve(w http.ResponseWriter, r *http.Request, h func(*http.Request) page) {
	d := a.Data()
	key := ""
	if r.Method != http.MethodPost && r.Header.Get("Accept-Datetime") == "" && len(r.URL.RawQuery) < 200 {
		key = string(facts.DateOf(a.Now())) + " " + r.URL.Path + "?" + r.URL.RawQuery
		if !strings.HasPrefix(r.URL.Path, bot.EvidencePath) { // an answer's address names its language
			key += " " + a.tongue(r)
		}
		if p, ok := a.kept.get(d, key); ok {
			p.write(w, r)
			return
		}
	}
	p := a.made(r, h)
	p.close(strings.HasPrefix(p.kind, "text/") || strings.HasPrefix(p.kind, "application/") && p.kind != xlsxKind || strings.HasPrefix(p.kind, "image/svg"))
	if key != "" && p.status == http.StatusOK && !p.fleeting {
		a.kept.put(d, key, p)
	}
	p.write(w, r)
}

// made is h's page; a panic in it becomes one that says so.
func (a *Adapter) made(r *http.Request, h func(*http.Request) page) (p page) {
	defer func() {
		if x := recover(); x != nil {
			p = a.fault(r, fmt.Errorf("panic: %v", x))
		}
	}()
	return h(r)
}

// fault is the page of what went wrong on our side; its id is in the log.
func (a *Adapter) fault(r *http.Request, err error) page {
	var b [4]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	id := hex.EncodeToString(b[:])
	a.Log.ErrorContext(r.Context(), "a page was not made", "ref", id, "path", r.URL.Path, "error", err)
	reply := bot.InternalError(id)
	p := a.render(r, view{Status: http.StatusInternalServerError, Title: "A fault on our side", Reply: &reply, Body: "notice"})
	p.fleeting = true
	return p
}

// asks is a request to the handler, by whoever sent r, to be answered in a
// language; "" in that of the text.
func (a *Adapter) ask(r *http.Request, kind bot.Kind, text, lang string) bot.Reply {
	return a.askOn(r, kind, text, lang, "")
}

// askOn is ask by what was known on a day.
func (a *Adapter) askOn(r *http.Request, kind bot.Kind, text, lang string, day facts.Date) bot.Reply {
	ctx := context.WithoutCancel(r.Context())
	return a.Handler(ctx, bot.Request{Kind: kind, Platform: Platform, User: bot.Client(r.RemoteAddr, r.Header.Values("X-Forwarded-For")), Locale: a.tongue(r), Context: answer.Context{Lang: lang}, Text: text, Direct: true, Whole: true, AsOf: day, At: a.Now()})
}

// refused is the page of a reply that is none of an answer: a limit, a fault.
func (a *Adapter) refused(r *http.Request, reply *bot.Reply) (page, bool) {
	switch {
	case reply.Wait > 0:
		p := a.render(r, view{Status: http.StatusTooManyRequests, Title: "Too many questions", Reply: reply, Body: "notice"})
		p.fleeting = true
		p.set("Retry-After", strconv.Itoa(int(reply.Wait.Seconds())+1))
		return p, true
	case reply.Kind == bot.KindError:
		p := a.render(r, view{Status: http.StatusInternalServerError, Title: "A fault on our side", Reply: reply, Body: "notice"})
		p.fleeting = true
		return p, true
	}
	return page{}, false
}

// opened is the answer of a reference, or the page that says why there is none.
func (a *Adapter) opened(r *http.Request, ref string) (bot.Reply, page, bool) {
	reply := a.ask(r, bot.Open, ref, "")
	if p, ok := a.refused(r, &reply); ok {
		return reply, p, false
	}
	switch reply.Kind {
	case bot.KindNoRef:
		return reply, a.render(r, view{Status: http.StatusNotFound, Title: reply.Headline, Reply: &reply, Body: "notice"}), false
	case bot.KindGone:
		return reply, a.render(r, view{Status: http.StatusGone, Title: reply.Headline, Reply: &reply, Body: "notice"}), false
	}
	return reply, page{}, true
}

// extensions are the forms of an answer beside its page.
var extensions = []string{"json", "csv", "xlsx", "svg", "png", "txt", "bib"}

// evidence is GET /e/REF and, with an extension, the same in another form.
func (a *Adapter) evidence(r *http.Request) page {
	ref := r.PathValue("ref")
	ext := ""
	for _, x := range extensions {
		if bare, ok := strings.CutSuffix(ref, "."+x); ok {
			ref, ext = bare, x
			break
		}
	}
	reply, p, ok := a.opened(r, ref)
	if !ok {
		return p
	}
	if ext != "" {
		return a.form(r, reply, ext)
	}
	p = a.render(r, view{Title: reply.Headline, Path: bot.EvidencePath + ref, Reply: &reply, Body: "answer"})
	a.memento(&p, &reply)
	return p
}

// memento adds the headers of RFC 7089: the page is what was known on its day.
func (a *Adapter) memento(p *page, reply *bot.Reply) {
	ref := reply.Evidence.Ref
	p.set("Memento-Datetime", ref.Day.Time().Format(http.TimeFormat))
	original := a.Public + "/?q=" + url.QueryEscape(ref.Text)
	links := fmt.Sprintf(`<%s>; rel="original timegate latest-version"`, original)
	if n := reply.Evidence.Newer; n != "" {
		links += fmt.Sprintf(`, <%s%s%s>; rel="successor-version"`, a.Public, bot.EvidencePath, n)
	}
	p.set("Link", links)
}

const xlsxKind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// form is an answer as a file.
func (a *Adapter) form(r *http.Request, reply bot.Reply, ext string) page {
	var body []byte
	var err error
	kind := map[string]string{"json": "application/json; charset=utf-8", "csv": "text/csv; charset=utf-8", "xlsx": xlsxKind,
		"svg": "image/svg+xml", "png": "image/png", "txt": "text/plain; charset=utf-8", "bib": "application/x-bibtex; charset=utf-8"}[ext]
	switch ext {
	case "json":
		body, err = reply.Answer.JSON()
	case "csv":
		body, err = reply.Answer.CSV()
	case "xlsx":
		body, err = sheet.XLSX(a.Data().Dataset, reply.Answer)
	case "txt":
		body = []byte(reply.Answer.Sentence() + "\n\n" + reply.Answer.Text() + "\n")
		if reply.Address != "" {
			body = append(body, reply.Address+"\n"...)
		}
	case "bib":
		body = []byte(reply.Answer.BibTeX())
	case "png":
		if reply.Chart == nil || a.Chart == nil {
			return a.noChart(r)
		}
		body, err = a.Chart(reply.Chart)
	case "svg":
		if reply.Chart == nil {
			return a.noChart(r)
		}
		body, err = chart.SVG(reply.Chart, chart.Light)
	}
	if err != nil {
		return a.fault(r, err)
	}
	p := page{status: http.StatusOK, kind: kind, body: body}
	p.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	p.set("Access-Control-Allow-Origin", "*") // the same for everybody
	if ext == "csv" || ext == "xlsx" || ext == "bib" {
		p.set("Content-Disposition", `attachment; filename="`+reply.Reference+"."+ext+`"`)
	}
	p.set("Link", fmt.Sprintf(`<%s%s%s>; rel="canonical"`, a.Public, bot.EvidencePath, reply.Reference))
	return p
}

func (a *Adapter) noChart(r *http.Request) page {
	reply := bot.Notice("This answer has no chart.")
	return a.render(r, view{Status: http.StatusNotFound, Title: reply.Headline, Reply: &reply, Body: "notice"})
}

// embed is GET /e/REF/embed: the answer alone, for a frame on any site.
func (a *Adapter) embed(r *http.Request) page {
	reply, p, ok := a.opened(r, r.PathValue("ref"))
	if !ok {
		return p
	}
	return a.render(r, view{Title: reply.Headline, Path: bot.EvidencePath + reply.Reference, Reply: &reply, Body: "embed", Framed: true})
}

// home is GET /: a field to ask and, with a question, its answer below it. With
// Accept-Datetime it leads to what was known on that day.
func (a *Adapter) home(r *http.Request) page {
	q := strings.TrimSpace(r.URL.Query().Get("q"))
	if q == "" {
		return a.render(r, view{Titled: voice.P("What NATO Allies spend on defence"), Path: "/", Body: "home"})
	}
	if len(q) > maxQuery {
		q = q[:maxQuery+1] // the handler says that it is too long
	}
	text := q
	when, err := http.ParseTime(r.Header.Get("Accept-Datetime"))
	if err == nil {
		text += " as of " + string(facts.DateOf(when.UTC()))
	}
	reply := a.ask(r, bot.Ask, text, explicit(r))
	if p, ok := a.refused(r, &reply); ok {
		return p
	}
	p := a.render(r, view{Title: cmp.Or(reply.Headline, "Asked"), Reply: &reply, Body: "answer", Asked: true, Query: q})
	if err == nil && reply.Reference != "" {
		p = page{status: http.StatusFound, kind: p.kind, body: p.body, head: p.head, fleeting: true}
		p.set("Location", bot.EvidencePath+reply.Reference)
	}
	p.set("Vary", "Accept-Datetime")
	if reply.Reference != "" {
		p.set("Link", fmt.Sprintf(`<%s%s%s>; rel="memento"`, a.Public, bot.EvidencePath, reply.Reference))
	}
	return p
}

// saying is a page that answers a question of ours.
func (a *Adapter) saying(r *http.Request, path, question string) page {
	reply := a.ask(r, bot.Ask, question, a.tongue(r))
	if p, ok := a.refused(r, &reply); ok {
		return p
	}
	if reply.Status != answer.Answered {
		return a.nowhere(r)
	}
	return a.render(r, view{Title: reply.Headline, Path: path, Reply: &reply, Body: "answer"})
}

func (a *Adapter) commitments(r *http.Request) page {
	return a.saying(r, "/commitments", "commitments")
}

func (a *Adapter) meeting(r *http.Request) page {
	date, ok := facts.ParseDate(r.PathValue("date"))
	if !ok {
		return a.nowhere(r)
	}
	return a.saying(r, "/meetings/"+string(date), "meeting "+string(date))
}

// ally is GET /allies/CODE: an Ally's profile of today.
func (a *Adapter) ally(r *http.Request) page {
	d := a.Data()
	code := facts.Code(strings.ToUpper(r.PathValue("code")))
	al, ok := d.Ally(code)
	if !ok {
		return a.nowhere(r)
	}
	reply := a.ask(r, bot.Ask, string(code), a.tongue(r))
	if p, ok := a.refused(r, &reply); ok {
		return p
	}
	return a.render(r, view{Titled: voice.P("{1}: defence expenditure", code), Path: "/allies/" + strings.ToLower(string(code)), Reply: &reply, Body: "answer", Ally: al})
}

func (a *Adapter) allies(r *http.Request) page {
	return a.render(r, view{Titled: voice.P("The Allies"), Path: "/allies", Body: "allies"})
}

func (a *Adapter) editions(r *http.Request) page {
	return a.render(r, view{Titled: voice.P("The editions of NATO's figures"), Path: "/editions", Body: "editions"})
}

func (a *Adapter) meetings(r *http.Request) page {
	return a.render(r, view{Titled: voice.P("Meetings"), Path: "/meetings", Body: "meetings"})
}

// nowhere is the page of every path that nobody has.
func (a *Adapter) nowhere(r *http.Request) page {
	reply := bot.Notice("There is no such page.")
	return a.render(r, view{Status: http.StatusNotFound, Title: reply.Headline, Reply: &reply, Body: "notice"})
}
