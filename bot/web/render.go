package web

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"natobot/bot"
	"natobot/bot/chart"
	"natobot/facts"
	"natobot/facts/answer"
)

// A view is what a page shows.
type view struct {
	Status int
	Title  string
	Path   string // its own address; "" where it is not to be linked
	Body   string // what is in it: answer, embed, home, allies, editions, meetings, check, else a notice
	Reply  *bot.Reply
	Query  string // in the field
	Ally   *facts.Ally
	Asked  bool // the reply is to what was typed
	Framed bool // stands in a frame: no navigation
	Alone  bool // a file of its own: nothing of this server is beside it

	Audit *bot.Audit // of a text that was checked
	Day   string     // by which, in the field
	Kept  string     // token of the report; "" not kept

	Lang    string
	Static  bool
	Public  string
	Support string
	Data    *facts.Dataset
	Today   facts.Date
}

var (
	//go:embed style.css
	styleText string
	//go:embed check.css
	checkText string

	style      = packed(styleText) + "@media screen and (prefers-color-scheme:dark){" + chart.CSS(chart.Dark) + "}"
	checkStyle = packed(checkText)
	// policy lets a page show its styles and pictures of its own server, and
	// nothing else.
	policy = "default-src 'none'; style-src 'sha256-" + hash(style) + "' 'sha256-" + hash(checkStyle) + "'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors "
)

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// packed is a style sheet without comments, line breaks and indents.
func packed(css string) string {
	var b strings.Builder
	for _, l := range strings.Split(css, "\n") {
		if l = strings.TrimSpace(l); !strings.HasPrefix(l, "/*") {
			b.WriteString(l)
		}
	}
	return b.String()
}

// render writes a page.
func (a *Adapter) render(_ *http.Request, v view) page {
	v.Lang, v.Static, v.Public, v.Support, v.Data, v.Today = answer.English, a.Static, a.Public, cmp.Or(a.Support, bot.DefaultSupport), a.Data().Dataset, facts.DateOf(a.Now())
	if v.Reply != nil && v.Reply.Evidence != nil && v.Reply.Evidence.Ref.Lang != "" {
		v.Lang = v.Reply.Evidence.Ref.Lang
	}
	p := page{status: cmp.Or(v.Status, http.StatusOK), kind: "text/html; charset=utf-8"}
	room := rooms.Get().(*[]byte)
	w := writer{b: (*room)[:0], words: wordsOf(v.Lang)}
	begins := w.page(&v)
	p.body, p.begins = bytes.Clone(w.b), begun(w.b[:begins])
	*room = w.b
	rooms.Put(room)
	ancestors := "'none'"
	if v.Framed {
		ancestors = "*"
	} else {
		p.set("X-Frame-Options", "DENY")
	}
	p.set("Content-Security-Policy", policy+ancestors)
	p.set("Content-Language", v.Lang)
	p.fleeting = v.Asked
	return p
}

// pick is the first of two keys where something is so, else the second.
func pick(so bool, yes, no string) string {
	if so {
		return yes
	}
	return no
}

// rooms are where pages are written before it is known how long they are.
var rooms = sync.Pool{New: func() any { return new([]byte) }}

// either is a constant of HTML where something is so, else nothing.
func either(so bool, html fixed) fixed {
	if so {
		return html
	}
	return ""
}

// page writes all of it and says how much of its beginning is of its language
// and style alone.
func (w *writer) page(v *view) (begins int) {
	w.f("<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n", v.Lang)
	w.f("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n")
	w.sheet(style)
	if v.Body == "check" {
		w.sheet(checkStyle)
	}
	begins = len(w.b)
	w.head(v)
	w.f("</head>\n<body%h>\n", either(v.Framed, ` class="framed"`))
	if !v.Framed {
		w.mast(v)
	}
	w.f(`<main id="main">`)
	switch v.Body {
	case "answer":
		if v.Asked {
			w.ask(v)
		}
		w.answer(v)
		if !v.Asked {
			w.ask(v)
		}
	case "embed":
		w.embed(v)
	case "home":
		w.home(v)
	case "allies":
		w.allies(v)
	case "editions":
		w.editions(v)
	case "meetings":
		w.meetings(v)
	case "check":
		w.check(v)
	default:
		w.notice(v)
	}
	w.f("\n</main>\n")
	if !v.Framed {
		w.f("<footer class=\"foot\">\n<p>%w</p>\n<p><a href=\"/feeds/all.atom\">Atom</a> <a href=\"/feeds/all.json\">JSON Feed</a> <a href=\"/calendar.ics\">%w</a></p>\n</footer>\n", "foot", "calendar")
	}
	w.f("</body>\n</html>\n")
	return begins
}

// head is what a page says of itself to programs.
func (w *writer) head(v *view) {
	w.f("<title>%s</title>\n", v.Title)
	if v.Asked || v.Status != 0 || v.Audit != nil {
		w.f("<meta name=\"robots\" content=\"noindex\">\n")
	}
	r := v.Reply
	sentence := ""
	if r != nil && (v.Body == "answer" && len(r.Sources) > 0 || r.Reading != "") {
		sentence = r.Sentence()
	}
	if r != nil && v.Body == "answer" && len(r.Sources) > 0 {
		w.f("<meta name=\"description\" content=\"%s\">\n", sentence)
	}
	if v.Public != "" && v.Path != "" {
		at := v.Public + v.Path
		w.f("<link rel=\"canonical\" href=\"%u\">\n", at)
		for _, l := range Languages {
			w.f("<link rel=\"alternate\" hreflang=\"%s\" href=\"%u\">\n", l, at)
		}
		w.f("<link rel=\"alternate\" hreflang=\"x-default\" href=\"%u\">\n", at)
		w.f("<meta property=\"og:type\" content=\"article\">\n<meta property=\"og:site_name\" content=\"natobot\">\n<meta property=\"og:title\" content=\"%s\">\n<meta property=\"og:url\" content=\"%s\">\n<meta property=\"og:locale\" content=\"%w\">\n", v.Title, at, "locale")
		if r != nil && r.Reading != "" {
			w.f("<meta property=\"og:description\" content=\"%s\">\n", sentence)
		}
		if r != nil && r.Chart != nil && r.Reference != "" {
			w.f("<meta property=\"og:image\" content=\"%s/e/%s.png\">\n<meta property=\"og:image:alt\" content=\"%s\">\n<meta name=\"twitter:card\" content=\"summary_large_image\">\n", v.Public, r.Reference, r.Chart.Alt)
		}
	}
	if r != nil && r.Reference != "" {
		w.f("<link rel=\"alternate\" type=\"text/csv\" title=\"CSV\" href=\"/e/%p.csv\">\n<link rel=\"alternate\" type=\"application/json\" title=\"JSON\" href=\"/e/%p.json\">\n", r.Reference, r.Reference)
		if v.Public != "" {
			w.f("<link rel=\"alternate\" type=\"application/json+oembed\" title=\"oEmbed\" href=\"%u/oembed?url=%q\">\n", v.Public, v.Public+bot.EvidencePath+r.Reference)
		}
	}
	if !v.Alone {
		w.f("<link rel=\"alternate\" type=\"application/atom+xml\" title=\"%w\" href=\"/feeds/all.atom\">\n", "feed-title")
	}
	if r != nil && v.Path != "" && v.Body == "answer" {
		w.linked(v)
		w.component(v)
	}
}

// mast is the head of a page as it is seen.
func (w *writer) mast(v *view) {
	w.f("<a class=\"skip\" href=\"#main\">%w</a>\n<header class=\"mast\">\n<a class=\"name\" href=\"/\">natobot</a>\n<nav aria-label=\"%w\">\n", "skip", "pages")
	for _, x := range [...][2]string{{"/allies", "allies"}, {"/editions", "editions"}, {"/commitments", "commitments"}, {"/meetings", "meetings"}, {"/check", "check"}} {
		if x[0] != "/check" || !v.Static {
			w.f("<a href=\"%u\"%h>%s</a>\n", x[0], either(v.Path == x[0], ` aria-current="page"`), w.words.of(x[1]))
		}
	}
	w.f("</nav>\n</header>\n")
}

// ask is the field to ask in.
func (w *writer) ask(v *view) {
	if v.Static {
		return
	}
	w.f(`
<form class="ask" action="/" method="get" role="search">
<label for="q">%w</label>
<div><input id="q" name="q" type="search" maxlength="4000" value="%s" placeholder="%w" autocomplete="off" enterkeyhint="search"%h><button>%w</button></div>
</form>
`, "ask-label", v.Query, "ask-hint", either(v.Body == "home", " autofocus"), "ask")
}

func (w *writer) hero(v *view) {
	stats := w.stats(v.Data, v.Reply)
	if len(stats) == 0 {
		return
	}
	w.f("\n<ul class=\"hero%h\">", either(len(stats) > 1, " many"))
	for _, s := range stats {
		w.f("\n<li><b>%s", s.Number)
		if s.Unit != "" {
			w.f("<small>&nbsp;%s</small>", s.Unit)
		}
		w.f("</b> <span>%s", s.Of)
		if s.Year != 0 {
			w.f(", %d", s.Year)
			if s.Estimate {
				w.f(", %w", "estimate")
			}
		}
		w.f("</span></li>")
	}
	w.f("\n</ul>")
}

// numeric is the class of a cell that holds one.
const numeric fixed = ` class="n"`

func (w *writer) table(t *answer.Table) {
	label, caption := t.Caption, t.Caption
	if caption == "" {
		label, caption = w.words.of("table"), w.words.of("in-figures")
	}
	w.f("\n<div class=\"wide\" role=\"group\" aria-label=\"%s\" tabindex=\"0\"><table>\n<caption>%s</caption>\n<thead><tr>", label, caption)
	for i, h := range t.Header {
		w.f(`<th scope="col"%h>%s</th>`, either(i < len(t.Numeric) && t.Numeric[i], numeric), h)
	}
	w.f("</tr></thead>\n<tbody>")
	for _, row := range t.Rows {
		w.f("\n<tr>")
		head := heading(t, row)
		for i, c := range row {
			n := either(i < len(t.Numeric) && t.Numeric[i], numeric)
			if i == head {
				w.f(`<th scope="row"%h>%s</th>`, n, c)
			} else {
				w.f(`<td%h>%s</td>`, n, c)
			}
		}
		w.f("</tr>")
	}
	w.f("\n</tbody></table></div>")
}

// heading is the column of a row's heading: the first that holds no number.
func heading(t *answer.Table, row []string) int {
	for i := range row {
		if i >= len(t.Numeric) || !t.Numeric[i] {
			return i
		}
	}
	return 0
}

// columns writes the headings of a table; those that begin with # hold numbers.
func (w *writer) columns(keys ...string) {
	w.f("<thead><tr>")
	for _, k := range keys {
		k, n := strings.CutPrefix(k, "#")
		w.f(`<th scope="col"%h>%s</th>`, either(n, numeric), w.words.of(k))
	}
	w.f("</tr></thead>\n<tbody>")
}

// published is the table of every published figure in an answer.
func (w *writer) published(v *view) {
	w.f("\n<div class=\"wide\" role=\"group\" aria-label=\"%w\" tabindex=\"0\"><table id=\"published\">\n<caption>%w</caption>\n", "published", "published-caption")
	w.columns("ally", "#year", "#figure", "unit", "what", "edition", "nato-table")
	for i := range v.Reply.Figures {
		f := &v.Reply.Figures[i]
		w.f("\n<tr><th scope=\"row\"><data value=\"%s\">%s</data></th><td class=\"n\">%d", string(f.Ally), v.Data.Name(f.Ally), f.Year)
		if f.Estimate {
			w.f("<abbr title=\"%w\">e</abbr>", "estimate")
		}
		w.f("</td><td class=\"n\"><data value=\"%s\">%s</data></td><td>%s</td>", f.Plain(), f.Number(), unit(v.Data, f))
		w.f("<td><data value=\"%s\">%s</data></td><td class=\"id\">%s</td><td class=\"id\">%s</td></tr>", string(f.Measure), f.Measure.Label(), f.Edition, f.Measure.Table())
	}
	w.f("\n</tbody></table></div>")
}

func unit(d *facts.Dataset, f *facts.Figure) string {
	if f.Measure == facts.SpendNCU || f.Measure == facts.SpendNCUConstant {
		return "million " + d.CurrencyOf(*f)
	}
	return f.Measure.Unit()
}

// section opens a section with its heading; the id is a constant of ours.
func (w *writer) section(id, key string) {
	w.f("\n<section aria-labelledby=\"%s\"><h2 id=\"%s\">%s</h2>", id, id, w.words.of(key))
}

func (w *writer) answer(v *view) {
	r, e := v.Reply, v.Reply.Evidence
	w.f("\n<article>")
	if e != nil && (len(e.Revised) > 0 || e.Newer != "") {
		w.banner(v)
	}
	if v.Ally != nil {
		w.f("\n<p class=\"kicker\">%s %s · ", v.Ally.Flag(), v.Ally.Name)
		w.say("ally-since", w.words.date(v.Ally.Joined))
		w.f("</p>")
	} else if r.Status == answer.Answered {
		w.f("\n<p class=\"kicker\">")
		if r.Reading != "" {
			w.f("%s · ", r.Reading)
		}
		w.say("as-of", func() { w.f(`<time datetime="%s">%s</time>`, string(r.AsOf.Last()), w.words.date(r.AsOf)) })
		w.f("</p>")
	}
	w.f("\n<h1>%s</h1>", r.Headline)
	w.hero(v)
	first, rest := lead(r, 4)
	if len(first) > 0 {
		w.f("\n<div class=\"lead\">")
		w.lines(first)
		w.f("</div>")
	}
	if r.Chart != nil {
		w.chart(r.Chart)
	}
	if r.Table != nil {
		w.table(r.Table)
	}
	if len(rest) > 0 {
		w.section("more", "more")
		w.lines(rest)
		w.f("</section>")
	}
	if len(r.Figures) > 0 {
		w.section("print", "to-print")
		w.f("\n<blockquote class=\"print\">%s</blockquote></section>", r.Sentence())
	}
	if r.Reference != "" {
		w.take(v)
	}
	if e != nil {
		w.evidence(v)
	}
	w.next(v)
	w.f("\n</article>\n")
}

func (w *writer) lines(lines []string) {
	for _, l := range lines {
		w.f("<p>%s</p>", l)
	}
}

// chart is the drawing of the file within a page, in the colours of the page.
func (w *writer) chart(c *answer.Chart) {
	from := len(w.b)
	w.f("\n<figure class=\"chart\">")
	if !w.drawn(c) { // without a point: the table tells it
		w.b = w.b[:from]
		return
	}
	w.f("</figure>")
}

// banner says that a newer edition tells it otherwise.
func (w *writer) banner(v *view) {
	e := v.Reply.Evidence
	w.f("\n<aside class=\"banner\" aria-label=\"%w\">\n<p><strong>%s</strong> ", "revised-since", w.words.of(pick(len(e.Revised) == 0, "newer-out", "revised")))
	for i := range e.Revised {
		c := &e.Revised[i]
		if i > 0 {
			w.f("; ")
		}
		w.f("%s %d: %s → %s", v.Data.Name(c.Ally), c.Year, c.Before.Number(), c.After.Number())
	}
	core := e.Newest.Core()
	key := pick(core, "of-edition-core", "of-edition")
	if len(e.Revised) == 0 {
		key = pick(core, "newer-edition-core", "newer-edition")
	}
	w.f(" ")
	w.say(key, w.words.date(e.Newest.Published))
	w.f(" ")
	w.say("still-says", w.words.date(v.Reply.AsOf))
	if e.Newer != "" {
		w.f(" <a href=\"/e/%p\" rel=\"successor-version\">%w</a>", e.Newer, "by-the-newest")
	}
	w.f("</p>\n</aside>")
}

// take is what can be taken along: files, and the address.
func (w *writer) take(v *view) {
	r := v.Reply
	w.f("\n<section class=\"take\" aria-labelledby=\"take\"><h2 id=\"take\">%w</h2>\n<p class=\"files\">", "take")
	for _, x := range [...]struct {
		end  fixed
		name string
	}{{".csv", "CSV"}, {".xlsx", "Excel"}, {".json", "JSON"}, {".png", "PNG"}, {".svg", "SVG"}, {".txt", w.words.of("text")}, {".bib", "BibTeX"}, {"/embed", w.words.of("embed")}} {
		if r.Chart != nil || x.end != ".png" && x.end != ".svg" {
			w.f(`<a href="/e/%p%h">%s</a> `, r.Reference, x.end, x.name)
		}
	}
	w.f("</p>\n<p>%w <a class=\"ref\" href=\"/e/%p\">%s/e/%s</a></p></section>", "address", r.Reference, v.Public, r.Reference)
}

// evidence is what stands behind an answer: editions, figures, definition,
// commitments, sources.
func (w *writer) evidence(v *view) {
	r, e := v.Reply, v.Reply.Evidence
	if len(e.Editions) > 1 {
		w.byEdition(v)
	}
	if len(r.Figures) > 0 {
		w.section("all", "every-figure")
		w.f("\n<details%h><summary>", either(len(r.Figures) < 12, " open"))
		w.say("published-count", len(r.Figures))
		w.f("</summary>")
		w.published(v)
		w.f("</details></section>")
	}
	if e.Definition != nil {
		w.section("counts", "what-counts")
		w.f("<p><strong>%s.</strong> %s</p></section>", e.Definition.Term, e.Definition.Text)
	}
	if len(e.Commitments) > 0 {
		w.section("undertaken", "in-force")
		w.f("\n<dl>")
		for _, c := range e.Commitments {
			w.commitment(v.Data, c)
		}
		w.f("</dl></section>")
	}
	if len(r.Caveats) > 0 {
		w.section("notes", "notes")
		w.f("<ul>")
		for _, c := range r.Caveats {
			w.f("<li>%s</li>", c)
		}
		w.f("</ul></section>")
	}
	if len(e.Sources) > 0 {
		w.section("sources", "sources")
		w.f("\n<ol class=\"sources\">")
		for i := range e.Sources {
			w.source(&e.Sources[i])
		}
		w.f("</ol>\n<p class=\"credit\">%w</p></section>", "credit")
	}
}

func (w *writer) commitment(d *facts.Dataset, c *facts.Commitment) {
	w.f("<dt>")
	if !c.Party.Aggregate() { // several may have done the same
		w.f("%s: ", d.Name(c.Party))
	}
	w.text(c.Name)
	if c.Deadline != "" {
		w.f(" (%s)", string(c.Deadline))
	}
	w.f("</dt><dd>%s ", c.Summary)
	if c.Place != "" {
		w.say("agreed-in", w.words.date(c.Agreed), c.Place)
	} else {
		w.say("agreed", w.words.date(c.Agreed))
	}
	w.f("</dd>")
}

func (w *writer) source(s *bot.Provenance) {
	w.f("<li>%s", s.Publisher)
	if s.Title != "" {
		w.f(", <cite>%s</cite>", s.Title)
	}
	if s.Published != "" {
		w.f(`, <time datetime="%s">%s</time>`, string(s.Published), w.words.date(s.Published))
	}
	for _, p := range s.Places {
		w.f(", %s", p)
	}
	w.f(".")
	switch {
	case s.URL != "":
		w.f(` <a href="%u" rel="external nofollow">%s</a>`, s.URL, s.URL)
	case s.Of != nil && s.Of.NoURL != "":
		w.f(" ")
		w.say("no-address", s.Of.NoURL)
	}
	if s.Of != nil {
		w.files(s.Of)
	}
	w.f("</li>")
}

// files are the hashes of what an edition was read from.
func (w *writer) files(e *facts.Edition) {
	if len(e.Files) == 0 {
		return
	}
	w.f("\n<details><summary>")
	if len(e.Files) == 1 {
		w.f("%w", "hash")
	} else {
		w.say("hashes", len(e.Files))
	}
	w.f("</summary>")
	for _, f := range e.Files {
		w.f("<p>%s <code>%s</code></p>", f.Name, f.SHA256)
	}
	w.f("</details>")
}

func (w *writer) byEdition(v *view) {
	e := v.Reply.Evidence
	f := &e.Editions[0]
	w.section("byedition", "by-edition")
	w.f("\n<div class=\"wide\" role=\"group\" aria-label=\"%w\" tabindex=\"0\"><table>\n<caption>", "by-edition")
	w.say("by-edition-caption", v.Data.Name(f.Ally), f.Measure.Label(), f.Year)
	w.f("</caption>\n<thead><tr><th scope=\"col\">%w</th><th scope=\"col\">%w</th><th scope=\"col\" class=\"n\">%s</th><th scope=\"col\">%w</th></tr></thead>\n<tbody>", "edition", "published-on", f.Measure.Unit(), "counts")
	for i := range e.Editions {
		x := &e.Editions[i]
		w.f("\n<tr><th scope=\"row\" class=\"id\">%s</th><td>%s</td><td class=\"n\">%s", x.Of.ID, w.words.date(x.Of.Published), x.Number())
		if x.Estimate {
			w.f("<abbr title=\"%w\">e</abbr>", "estimate")
		}
		w.f("</td><td>%s</td></tr>", w.words.of(pick(x.Of.Core(), "core", "total")))
	}
	w.f("\n</tbody></table></div></section>")
}

// next are questions that follow, or what may have been meant.
func (w *writer) next(v *view) {
	acts := v.Reply.Actions
	if len(acts) == 0 || v.Static {
		return
	}
	w.f("\n<nav class=\"next\" aria-label=\"%w\"><h2>%s</h2><ul>", "next", w.words.of(pick(v.Reply.Status == answer.Answered, "ask-next", "did-you-mean")))
	for i := range acts {
		if acts[i].Verb == bot.VerbAsk {
			w.f(`<li><a href="/?q=%q">%s</a></li>`, acts[i].Arg, acts[i].Label)
		}
	}
	w.f("\n</ul></nav>")
}

func (w *writer) embed(v *view) {
	r := v.Reply
	w.f("\n<article>\n<h1>%s</h1>", r.Headline)
	w.hero(v)
	switch {
	case r.Chart != nil:
		w.chart(r.Chart)
	case r.Table != nil:
		w.table(r.Table)
	}
	w.f("\n<p class=\"credit\">")
	if len(r.Evidence.Sources) > 0 {
		s := &r.Evidence.Sources[0]
		w.f("%s, %s, %s. ", s.Publisher, s.Title, w.words.date(s.Published))
	}
	w.say("known", w.words.date(r.AsOf))
	w.f(" <a href=\"%u\" target=\"_blank\" rel=\"noopener\">%w</a></p>\n</article>\n", v.Public+bot.EvidencePath+r.Reference, "evidence")
}

// examples are questions that the first page shows, as they are typed.
var examples = []string{"spain", "who is below 2%?", "compare poland germany france", "spain as of 2025-03-13", "trend germany since 2014", "gap italy 3.5%", "what is core defence"}

func (w *writer) home(v *view) {
	d := v.Data
	w.f("\n<div class=\"home\">\n<h1>%w</h1>\n<p class=\"lead\">%w</p>", "title", "home-lead")
	w.ask(v)
	if !v.Static {
		w.f("<nav class=\"next\" aria-label=\"%w\"><h2>%w</h2><ul>", "examples", "for-example")
		for _, q := range examples {
			w.f(`<li><a href="/?q=%q">%s</a></li>`, q, q)
		}
		w.f("</ul></nav>")
	}
	w.section("held", "held")
	n := d.Newest()
	counted := func(n int, href fixed, key string) func() {
		return func() { w.f(`<a href="%h">%d %s</a>`, href, n, w.words.of(key)) }
	}
	w.f("\n<p>")
	w.say(pick(n.Core(), "held-text-core", "held-text"), counted(len(d.Editions), "/editions", "in-editions"), n.Title, w.words.date(n.Published), counted(len(d.Allies), "/allies", "allies"), counted(len(d.InForce(v.Today)), "/commitments", "in-commitments"), counted(len(d.Meetings), "/meetings", "in-meetings"))
	w.f("</p></section>")
	w.section("get", "where")
	w.f("\n<p>")
	w.say("where-text", func() { w.f("<kbd>/nato spain</kbd>") }, func() { w.f("<kbd>natobot ask spain</kbd>") },
		func() { w.f(`<a href="/feeds/all.atom">%w</a>`, "in-feeds") }, func() { w.f(`<a href="/calendar.ics">%w</a>`, "in-calendar") })
	w.f(" %s</p></section>\n</div>\n", v.Support)
}

func (w *writer) allies(v *view) {
	d := v.Data
	n := d.Newest()
	w.f("\n<article><h1>%w</h1>\n<p class=\"lead\">", "the-allies")
	w.say(pick(n.Core(), "allies-lead-core", "allies-lead"), len(d.Allies), w.words.date(n.Published))
	w.f("</p>\n<div class=\"wide\" role=\"group\" aria-label=\"%w\" tabindex=\"0\"><table>\n<caption>%w</caption>\n", "allies", "allies-caption")
	w.columns("ally", "#of-gdp", "#year", "#usd", "since")
	for i := range d.Allies {
		al := &d.Allies[i]
		w.f("\n<tr><th scope=\"row\"><a href=\"/allies/%p\">%s</a></th>", strings.ToLower(string(al.Code)), al.Name)
		if f := share(d, al.Code); f != nil {
			w.f("<td class=\"n\">%s</td><td class=\"n\">%d", f.Number(), f.Year)
			if f.Estimate {
				w.f("<abbr title=\"%w\">e</abbr>", "estimate")
			}
			w.f("</td>")
		} else {
			w.f("<td class=\"n\">%w</td><td class=\"n\">–</td>", "none")
		}
		money := "–"
		if f := amount(d, al.Code); f != nil {
			money = f.Number()
		}
		w.f("<td class=\"n\">%s</td><td>%d</td></tr>", money, al.Joined.Year())
	}
	w.f("\n</tbody></table></div>\n<p class=\"credit\">%w</p></article>\n", "iceland")
	w.ask(v)
}

func (w *writer) editions(v *view) {
	w.f("\n<article><h1>%w</h1>\n<p class=\"lead\">%w</p>\n<ol class=\"list\">", "editions-title", "editions-lead")
	for _, e := range newest(v.Data) {
		w.f("\n<li id=\"%s\"><h2><time datetime=\"%s\">%s</time></h2>\n<p><cite>%s</cite> <code>%s</code></p>\n<p>", e.ID, string(e.Published), w.words.date(e.Published), e.Title, e.ID)
		w.f("%s, %d", w.words.of(pick(e.Core(), "counts-core", "counts-total")), e.Years[0])
		if last := e.LastYear(); last != e.Years[0] {
			w.f("–%d", last)
		}
		w.f(". %s", w.words.of(pick(e.Complete, "held-full", "held-part")))
		if e.Holds != "" {
			w.f(": %s", e.Holds)
		}
		w.f(".</p>\n<p>")
		if e.URL != "" {
			w.f(`<a href="%u" rel="external nofollow">%s</a>`, e.URL, e.URL)
		} else {
			w.f("%s.", e.NoURL)
		}
		w.f("</p>")
		w.files(e)
		w.f("</li>")
	}
	w.f("\n</ol>")
	if list := unheld(v.Data); len(list) > 0 {
		w.section("unheld", "unheld")
		w.f("<ul>")
		for _, p := range list {
			w.f("<li>%s, %s", p.Title, w.words.date(p.Published))
			if p.Note != "" {
				w.f(": %s", p.Note)
			}
			w.f("</li>")
		}
		w.f("</ul></section>")
	}
	w.f("</article>\n")
	w.ask(v)
}

func (w *writer) meetings(v *view) {
	w.f("\n<article><h1>%w</h1>\n<ul class=\"days\">", "meetings-title")
	for _, m := range byDay(v.Data) {
		w.f("\n<li><time datetime=\"%s\">%s</time> <a href=\"/meetings/%p\">%s</a>", string(m.Start), w.words.date(m.Start), string(m.Start), m.Title)
		if p := place(m); p != "" {
			w.f(" <span>%s</span>", p)
		}
		w.f("</li>")
	}
	w.f("\n</ul></article>\n")
	w.ask(v)
}

func (w *writer) notice(v *view) {
	r := v.Reply
	w.f("\n<article class=\"notice\"><h1>%s</h1>", r.Headline)
	w.lines(r.Lines)
	if r.Successor != "" {
		w.f("<p><a href=\"/e/%p\" rel=\"successor-version\">%w</a></p>", r.Successor, "replaced")
	}
	w.f("\n</article>\n")
	w.ask(v)
}

func (w *writer) check(v *view) {
	w.f("\n<article><h1>")
	switch {
	case v.Audit != nil:
		w.text(v.Audit.Summary())
	case v.Reply != nil:
		w.text(v.Reply.Headline)
	default:
		w.f("%w", "check")
	}
	w.f("</h1>")
	switch {
	case v.Audit != nil:
		w.audit(v)
	case v.Reply != nil:
		w.lines(v.Reply.Lines)
	default:
		w.f("\n<p class=\"lead\">%w</p>", "check-lead")
	}
	if !v.Alone {
		w.f(`
<form class="text" action="/check" method="post" enctype="multipart/form-data">
<label for="text">%w</label>
<textarea id="text" name="text" rows="10" maxlength="160000">%s</textarea>
<label for="file">%w</label>
<input id="file" name="file" type="file" accept=".txt,.md,.html,.htm,.docx,.odt">
<label for="as_of">%w</label>
<input id="as_of" name="as_of" type="date" value="%s" aria-describedby="as_of_help">
<p id="as_of_help" class="credit">%w</p>
<p><input id="keep" name="keep" type="checkbox" value="1"> <label for="keep">%w</label></p>
<button>%w</button>
</form>`, "check-text", "\n"+v.Query, "check-file", "check-day", v.Day, "check-day-help", "check-keep", "check-button")
	}
	w.f("</article>\n")
}

func (w *writer) audit(v *view) {
	a := v.Audit
	w.f("\n<p class=\"lead\">")
	if a.Name != "" {
		w.f("<cite>%s</cite>. ", a.Name)
	}
	w.text(a.Day())
	if a.AsOf != a.Today {
		w.say("and-today", w.words.date(a.Today))
	}
	w.f(".</p>")
	if v.Kept != "" {
		w.f("\n<p class=\"banner\">%w <a href=\"/check/%p\">%s/check/%s</a></p>", "kept", v.Kept, v.Public, v.Kept)
	}
	if len(a.Statements) == 0 {
		w.f("<p>%w</p>\n", "checked-are")
		return
	}
	w.section("draft", "the-text")
	w.f("\n<div class=\"draft\">")
	pieces := a.Pieces()
	for i := range pieces {
		p := &pieces[i]
		if len(p.Statements) == 0 {
			w.text(p.Text)
			continue
		}
		w.f(`<mark class="%s">%s</mark>`, string(p.Verdict()), p.Text)
		for j := range p.Statements {
			w.f(` <a class="verdict" href="#s%d">[%d %s]</a>`, p.Statements[j].N, p.Statements[j].N, bot.VerdictWord(p.Statements[j].Verdict))
		}
	}
	w.f("</div></section>")
	for i := range a.Statements {
		w.statement(v, &a.Statements[i])
	}
}

// statement is what is told of one statement of a text.
func (w *writer) statement(v *view, s *bot.Statement) {
	a := v.Audit
	w.f("\n<section class=\"check %s\" aria-labelledby=\"s%d\"><h2 id=\"s%d\">%d. %s</h2>\n<blockquote>%s</blockquote><p>%s</p>", string(s.Verdict), s.N, s.N, s.N, bot.VerdictWord(s.Verdict), s.Sentence, s.Because)
	if s.Correct != "" {
		w.f("\n<p>")
		w.say("right-then", w.words.date(a.AsOf), s.Correct)
		w.f("</p>")
	}
	if s.Today != "" {
		w.f("\n<p>")
		w.say("today", bot.VerdictWord(s.Today), s.TodayWhy)
		w.f("</p>")
	}
	if s.TodayCorrect != "" {
		w.f("\n<p>")
		w.say("right-today", s.TodayCorrect)
		w.f("</p>")
	}
	if n := len(s.Figures); n > 0 && n <= 4 { // the words of a verdict name those of more
		w.f("\n<ul class=\"deciding\">")
		for i := range s.Figures {
			f := &s.Figures[i]
			w.f("<li>%s %d: <b>%s</b> %s", v.Data.Name(f.Ally), f.Year, f.Number(), unit(v.Data, f))
			if f.Estimate {
				w.f(" (%w)", "estimate")
			}
			w.f(", %w <code>%s</code></li>", "in-edition", f.Edition)
		}
		w.f("</ul>")
	}
	if s.Evidence != "" {
		w.f("\n<p>%w: ", "evidence")
		switch {
		case s.Address != "":
			w.f(`<a href="%u">%s</a>`, s.Address, s.Address)
		case v.Alone:
			w.f("<code>%s</code>", s.Evidence)
		default:
			w.f(`<a href="/e/%p">%s</a>`, s.Evidence, s.Evidence)
		}
		w.f("</p>")
	}
	for i := range s.Sources {
		c := &s.Sources[i]
		w.f("\n<p class=\"credit\">%s, <cite>%s</cite>, %s", c.Publisher, c.Title, w.words.date(c.Published))
		if c.Locator != "" {
			w.f(", %s", c.Locator)
		}
		if c.URL != "" {
			w.f(`, <a href="%u" rel="external nofollow">%s</a>`, c.URL, c.URL)
		}
		w.f("</p>")
	}
	w.f("</section>")
}

// A stat is a number that is shown large, with what it is.
type stat struct {
	Number, Unit, Of string
	Year             int // 0: a count
	Estimate         bool
}

// stats are the figures that the answer is about: those that its headline
// states, or a count.
func (w *writer) stats(d *facts.Dataset, r *bot.Reply) []stat {
	var out []stat
	e := r.Evidence
	if e == nil {
		return nil
	}
	switch {
	case r.Intent == answer.ThresholdList && len(r.Derived) > 0 && strings.HasPrefix(r.Derived[0].Name, "allies_"):
		return []stat{{Number: strconv.FormatFloat(r.Derived[0].Value, 'f', -1, 64), Of: w.words.of(pick(r.Derived[0].Value == 1, "ally", "allies"))}}
	case r.Intent == answer.MeetingCard, r.Intent == answer.CommitmentAsk, r.Intent == answer.DefinitionAsk:
	default:
		for _, f := range e.Principal {
			s := stat{Number: f.Number(), Of: d.Name(f.Ally), Year: f.Year, Estimate: f.Estimate}
			switch unit := f.Measure.Unit(); {
			case strings.HasPrefix(unit, "%"):
				s.Unit = "%"
			case f.Measure == facts.SpendNCU || f.Measure == facts.SpendNCUConstant:
				s.Unit = "m " + d.CurrencyOf(f)
			default:
				s.Unit = unit
			}
			out = append(out, s)
		}
	}
	return out
}

// lead is what an answer says below its headline and not in its table: at most
// n lines, and the rest.
func lead(r *bot.Reply, n int) (first, rest []string) {
	lines := r.Lines
	if slices.ContainsFunc(lines, r.Restates) {
		lines = slices.DeleteFunc(slices.Clone(lines), r.Restates)
	}
	n = min(n, len(lines))
	return lines[:n], lines[n:]
}

// share is an Ally's newest share of GDP.
func share(d *facts.Dataset, c facts.Code) *facts.Figure {
	e := d.Newest()
	for i := len(d.Editions) - 1; i >= 0 && !e.Complete; i-- {
		e = d.Editions[i]
	}
	return last(e, c, facts.ShareOfGDP)
}

// amount is what an Ally spends, in US dollars.
func amount(d *facts.Dataset, c facts.Code) *facts.Figure {
	return last(d.Newest(), c, facts.SpendUSD)
}

func last(e *facts.Edition, c facts.Code, m facts.Measure) *facts.Figure {
	if f, ok := e.Last(c, m, 0); ok {
		return &f
	}
	return nil
}

// byDay are the meetings, the newest first.
func byDay(d *facts.Dataset) []*facts.Meeting {
	out := make([]*facts.Meeting, len(d.Meetings))
	for i := range d.Meetings {
		out[i] = &d.Meetings[i]
	}
	slices.SortStableFunc(out, func(a, b *facts.Meeting) int {
		return strings.Compare(string(b.Start.First()), string(a.Start.First()))
	})
	return out
}

// newest are the editions, the newest first.
func newest(d *facts.Dataset) []*facts.Edition {
	out := slices.Clone(d.Editions)
	slices.Reverse(out)
	return out
}

// unheld are NATO's publications of which nothing is held, the newest first.
func unheld(d *facts.Dataset) []facts.Publication {
	out := slices.Clone(d.NotHeld)
	slices.Reverse(out)
	return out
}
