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
	"natobot/facts/voice"
)

// A view is what a page shows.
type view struct {
	Status int
	Title  string
	Titled voice.Phrase // in the place of Title, where that is ours
	Path   string       // its own address; "" where it is not to be linked
	Body   string       // what is in it: answer, embed, home, allies, editions, meetings, check, else a notice
	Reply  *bot.Reply
	Query  string // in the field
	Ally   *facts.Ally
	Asked  bool // the reply is to what was typed
	Framed bool // stands in a frame: no navigation
	Alone  bool // a file of its own: nothing of this server is beside it

	Audit *bot.Audit // of a text that was checked
	Day   string     // by which, in the field
	Kept  string     // token of the report; "" not kept

	Lang    string       // BCP 47; "" that of the reply
	Voice   *voice.Voice // of Lang
	Others  []other      // the same page in other languages
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
func (a *Adapter) render(r *http.Request, v view) page {
	v.Static, v.Public, v.Support, v.Data, v.Today = a.Static, a.Public, cmp.Or(a.Support, bot.DefaultSupport), a.Data().Dataset, facts.DateOf(a.Now())
	a.spoken(r, &v)
	p := page{status: cmp.Or(v.Status, http.StatusOK), kind: "text/html; charset=utf-8"}
	room := rooms.Get().(*[]byte)
	w := writer{b: (*room)[:0], v: v.Voice}
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
	if !strings.HasPrefix(v.Path, bot.EvidencePath) {
		p.set("Vary", "Accept-Language")
	}
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
		w.foot(v)
	}
	w.f("</body>\n</html>\n")
	return begins
}

// foot is the foot of a page: whose it is, feeds, the same page in other languages.
func (w *writer) foot(v *view) {
	w.f("<footer class=\"foot\">\n<p>%w</p>\n<p><a href=\"/feeds/all.atom\">Atom</a> <a href=\"/feeds/all.json\">JSON Feed</a> <a href=\"/calendar.ics\">%w</a></p>\n", "Not affiliated with NATO. Figures: NATO; SIPRI where named. No script, no cookie, nothing from elsewhere.", "Calendar")
	if len(v.Others) > 1 {
		w.f("<nav aria-label=\"%w\"><p>", "Languages")
		for _, o := range v.Others {
			if o.Lang != v.Lang {
				w.f(`<a href="%u" hreflang="%s" lang="%s">%s</a> `, o.Path, o.Lang, o.Lang, o.name())
			}
		}
		w.f("</p></nav>\n")
	}
	w.f("</footer>\n")
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
		for _, o := range v.Others {
			w.f("<link rel=\"alternate\" hreflang=\"%s\" href=\"%u\">\n", o.Lang, v.Public+o.Path)
			if o.Lang == answer.English {
				w.f("<link rel=\"alternate\" hreflang=\"x-default\" href=\"%u\">\n", v.Public+o.Path)
			}
		}
		w.f("<meta property=\"og:type\" content=\"article\">\n<meta property=\"og:site_name\" content=\"natobot\">\n<meta property=\"og:title\" content=\"%s\">\n<meta property=\"og:url\" content=\"%s\">\n<meta property=\"og:locale\" content=\"%w\">\n", v.Title, at, "en_GB")
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
		w.f("<link rel=\"alternate\" type=\"application/atom+xml\" title=\"%w\" href=\"/feeds/all.atom\">\n", "Editions, revisions, meetings, corrections")
	}
	if r != nil && v.Path != "" && v.Body == "answer" {
		w.linked(v)
		w.component(v)
	}
}

// mast is the head of a page as it is seen.
func (w *writer) mast(v *view) {
	w.f("<a class=\"skip\" href=\"#main\">%w</a>\n<header class=\"mast\">\n<a class=\"name\" href=\"/\">natobot</a>\n<nav aria-label=\"%w\">\n", "Skip to the answer", "Pages")
	here, asked, _ := strings.Cut(v.Path, "?")
	if asked != "" {
		asked = "?" + asked
	}
	for _, x := range [...][2]string{{"/allies", w.of("Allies")}, {"/editions", w.of("Editions")}, {"/commitments", w.of("Commitments")}, {"/meetings", w.of("Meetings")}, {"/check", w.of("Check a text")}} {
		if x[0] != "/check" || !v.Static {
			w.f("<a href=\"%u\"%h>%s</a>\n", x[0]+asked, either(here == x[0], ` aria-current="page"`), x[1])
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
`, "Ask what an Ally spends on defence", v.Query, "spain, or: who is below 2%?", either(v.Body == "home", " autofocus"), "Ask")
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
		label, caption = w.of("Table"), w.of("In figures")
	}
	w.f("\n<div class=\"wide\" role=\"group\" aria-label=\"%s\" tabindex=\"0\"><table>\n<caption>%s</caption>\n<thead><tr>", label, caption)
	for i, h := range t.Header {
		if h == "" { // heads nothing
			w.f("<td></td>")
			continue
		}
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
		w.f(`<th scope="col"%h>%s</th>`, either(n, numeric), w.of(k))
	}
	w.f("</tr></thead>\n<tbody>")
}

// published is the table of every published figure in an answer.
func (w *writer) published(v *view) {
	w.f("\n<div class=\"wide\" role=\"group\" aria-label=\"%w\" tabindex=\"0\"><table id=\"published\">\n<caption>%w</caption>\n", "Published figures", "Published figures in this answer")
	w.columns("Ally", "#Year", "#Figure", "Unit", "What", "Edition", "Table")
	for i := range v.Reply.Figures {
		f := &v.Reply.Figures[i]
		w.f("\n<tr><th scope=\"row\"><data value=\"%s\">%s</data></th><td class=\"n\">%d", string(f.Ally), w.v.Name(f.Ally), f.Year)
		if f.Estimate {
			w.f("<abbr title=\"%w\">e</abbr>", "estimate")
		}
		w.f("</td><td class=\"n\"><data value=\"%s\">%s</data></td><td>%s</td>", f.Plain(), w.number(f), w.unit(v.Data, f))
		w.f("<td><data value=\"%s\">%s</data></td><td class=\"id\">%s</td><td class=\"id\">%s</td></tr>", string(f.Measure), w.v.Text(voice.P("{1}", f.Measure)), f.Edition, f.Measure.Table())
	}
	w.f("\n</tbody></table></div>")
}

// unit is that of a figure, in the page's language.
func (w *writer) unit(d *facts.Dataset, f *facts.Figure) string {
	if f.Measure == facts.SpendNCU || f.Measure == facts.SpendNCUConstant {
		return w.v.Text(voice.P("million {1}", w.currency(d, f)))
	}
	return w.of(f.Measure.Unit())
}

// currency is that of a figure in national currency.
func (w *writer) currency(d *facts.Dataset, f *facts.Figure) any {
	if w.v != voice.English {
		if e, ok := d.Edition(f.Edition); ok && e.Currency(f.Ally) != "" {
			return voice.Currency(e.Currency(f.Ally))
		}
	}
	return voice.Verbatim(d.CurrencyOf(*f))
}

// number is the printed value of a figure.
func (w *writer) number(f *facts.Figure) string { return w.v.Number(f.Value, f.Decimals()) }

// section opens a section with its heading; the id is a constant of ours.
func (w *writer) section(id, key string) {
	w.f("\n<section aria-labelledby=\"%s\"><h2 id=\"%s\">%s</h2>", id, id, w.of(key))
}

func (w *writer) answer(v *view) {
	r, e := v.Reply, v.Reply.Evidence
	w.f("\n<article>")
	if e != nil && (len(e.Revised) > 0 || e.Newer != "") {
		w.banner(v)
	}
	if v.Ally != nil {
		w.f("\n<p class=\"kicker\">%s %s · ", v.Ally.Flag(), w.v.Name(v.Ally.Code))
		w.say("Ally since {1}", v.Ally.Joined)
		w.f("</p>")
	} else if r.Status == answer.Answered {
		w.f("\n<p class=\"kicker\">")
		if r.Reading != "" {
			w.data(r.Reading)
			w.f(" · ")
		}
		w.say("as of {1}", func() { w.f(`<time datetime="%s">%s</time>`, string(r.AsOf.Last()), w.v.Date(r.AsOf)) })
		w.f("</p>")
	}
	w.f("\n<h1>%s</h1>", r.Headline) // in the page's language, or that is English
	w.hero(v)
	first, rest := lead(r, 4)
	if len(first) > 0 {
		w.f("\n<div class=\"lead\">")
		w.stated(r, first)
		w.f("</div>")
	}
	if r.Chart != nil {
		w.chart(r.Chart)
	}
	if r.Table != nil {
		w.table(r.Table)
	}
	if len(rest) > 0 {
		w.section("more", "More")
		w.stated(r, rest)
		w.f("</section>")
	}
	if len(r.Figures) > 0 {
		w.section("print", "To print")
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

// inEnglish marks what is in English on a page that is not.
const inEnglish fixed = ` lang="en"`

// stated writes lines of an answer.
func (w *writer) stated(r *bot.Reply, lines []string) {
	for _, l := range lines {
		w.f("<p%h>%s</p>", either(!says(w.v, r, l), inEnglish), l)
	}
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
	w.f("\n<aside class=\"banner\" aria-label=\"%w\">\n<p><strong>%s</strong> ", "Revised since", w.of(pick(len(e.Revised) == 0, "A newer edition is out:", "Revised:")))
	for i := range e.Revised {
		c := &e.Revised[i]
		if i > 0 {
			w.f("; ")
		}
		w.f("%s %d: %s → %s", w.v.Name(c.Ally), c.Year, w.number(c.Before), w.number(c.After))
	}
	core := e.Newest.Core()
	key := pick(core, "({1} edition, core defence only).", "({1} edition).")
	if len(e.Revised) == 0 {
		key = pick(core, "{1}, core defence only.", "{1}.")
	}
	w.f(" ")
	w.say(key, e.Newest.Published)
	w.f(" ")
	w.say("This page still says what was known on {1}.", v.Reply.AsOf)
	if e.Newer != "" {
		w.f(" <a href=\"/e/%p\" rel=\"successor-version\">%w</a>", e.Newer, "The same question by the newest edition")
	}
	w.f("</p>\n</aside>")
}

// take is what can be taken along: files, and the address.
func (w *writer) take(v *view) {
	r := v.Reply
	w.f("\n<section class=\"take\" aria-labelledby=\"take\"><h2 id=\"take\">%w</h2>\n<p class=\"files\">", "To take along")
	for _, x := range [...]struct {
		end  fixed
		name string
	}{{".csv", "CSV"}, {".xlsx", "Excel"}, {".json", "JSON"}, {".png", "PNG"}, {".svg", "SVG"}, {".txt", w.of("Text")}, {".bib", "BibTeX"}, {"/embed", w.of("Embed")}} {
		if r.Chart != nil || x.end != ".png" && x.end != ".svg" {
			w.f(`<a href="/e/%p%h">%s</a> `, r.Reference, x.end, x.name)
		}
	}
	w.f("</p>\n<p>%w <a class=\"ref\" href=\"/e/%p\">%s/e/%s</a></p></section>", "The address of this answer, the same figures for ever:", r.Reference, v.Public, r.Reference)
}

// evidence is what stands behind an answer: editions, figures, definition,
// commitments, sources.
func (w *writer) evidence(v *view) {
	r, e := v.Reply, v.Reply.Evidence
	if len(e.Editions) > 1 {
		w.byEdition(v)
	}
	if len(r.Figures) > 0 {
		w.section("all", "Every figure, with its edition and table")
		w.f("\n<details%h><summary>", either(len(r.Figures) < 12, " open"))
		w.say("{1} published figures", len(r.Figures))
		w.f("</summary>")
		w.published(v)
		w.f("</details></section>")
	}
	if e.Definition != nil {
		w.section("counts", "What counts")
		w.f("<p><strong>")
		w.data(e.Definition.Term)
		w.f(".</strong> ")
		w.data(e.Definition.Text)
		w.f("</p></section>")
	}
	if len(e.Commitments) > 0 {
		w.section("undertaken", "Commitments in force on that day")
		w.f("\n<dl>")
		for _, c := range e.Commitments {
			w.commitment(v.Data, c)
		}
		w.f("</dl></section>")
	}
	if len(r.Caveats) > 0 {
		w.section("notes", "Notes")
		w.f("<ul>")
		for _, c := range r.Caveats {
			w.f("<li%h>%s</li>", either(!says(w.v, r, c), inEnglish), c)
		}
		w.f("</ul></section>")
	}
	if len(e.Sources) > 0 {
		w.section("sources", "Sources")
		w.f("\n<ol class=\"sources\">")
		for i := range e.Sources {
			w.source(&e.Sources[i])
		}
		w.f("</ol>\n<p class=\"credit\">%w</p></section>", "Credit: quote a figure with its edition and date. NATO's tables are NATO's. SIPRI's series, where named, is credited to SIPRI and is not for commercial use.")
	}
}

func (w *writer) commitment(d *facts.Dataset, c *facts.Commitment) {
	w.f("<dt>")
	if !c.Party.Aggregate() { // several may have done the same
		w.f("%s: ", w.v.Name(c.Party))
	}
	w.data(c.Name)
	if c.Deadline != "" {
		w.f(" (%s)", string(c.Deadline))
	}
	w.f("</dt><dd>")
	w.data(c.Summary)
	w.f(" ")
	if c.Place != "" {
		w.say("Agreed {1}, {2}.", c.Agreed, voice.Verbatim(c.Place))
	} else {
		w.say("Agreed {1}.", c.Agreed)
	}
	w.f("</dd>")
}

func (w *writer) source(s *bot.Provenance) {
	w.f("<li>%s", s.Publisher)
	if s.Title != "" {
		w.f(", <cite>%s</cite>", s.Title)
	}
	if s.Published != "" {
		w.f(`, <time datetime="%s">%s</time>`, string(s.Published), w.v.Date(s.Published))
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
		w.say("No address: {1}.", voice.P(s.Of.NoURL))
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
		w.f("%w", "SHA-256 of the file read")
	} else {
		w.say("SHA-256 of {1} files read", len(e.Files))
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
	w.section("byedition", "By edition")
	w.f("\n<div class=\"wide\" role=\"group\" aria-label=\"%w\" tabindex=\"0\"><table>\n<caption>", "By edition")
	w.say("{1}, {2}, {3}, as each edition printed it", f.Ally, f.Measure, f.Year)
	w.f("</caption>\n<thead><tr><th scope=\"col\">%w</th><th scope=\"col\">%w</th><th scope=\"col\" class=\"n\">%s</th><th scope=\"col\">%w</th></tr></thead>\n<tbody>", "Edition", "Published", w.unit(v.Data, &f.Figure), "Counts")
	for i := range e.Editions {
		x := &e.Editions[i]
		w.f("\n<tr><th scope=\"row\" class=\"id\">%s</th><td>%s</td><td class=\"n\">%s", x.Of.ID, w.v.Date(x.Of.Published), w.number(&x.Figure))
		if x.Estimate {
			w.f("<abbr title=\"%w\">e</abbr>", "estimate")
		}
		w.f("</td><td>%s</td></tr>", w.of(pick(x.Of.Core(), "core defence", "total defence")))
	}
	w.f("\n</tbody></table></div></section>")
}

// next are questions that follow, or what may have been meant.
func (w *writer) next(v *view) {
	acts := v.Reply.Actions
	if len(acts) == 0 || v.Static {
		return
	}
	w.f("\n<nav class=\"next\" aria-label=\"%w\"><h2>%s</h2><ul>", "Next questions", w.of(pick(v.Reply.Status == answer.Answered, "Ask next", "Did you mean")))
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
		w.f("%s, %s, %s. ", s.Publisher, s.Title, w.v.Date(s.Published))
	}
	w.say("As of {1}.", r.AsOf)
	w.f(" <a href=\"%u\" target=\"_blank\" rel=\"noopener\">%w</a></p>\n</article>\n", v.Public+bot.EvidencePath+r.Reference, "Evidence")
}

// examples are questions that the first page shows, as they are typed.
var examples = []string{"spain", "who is below 2%?", "compare poland germany france", "spain as of 2025-03-13", "trend germany since 2014", "gap italy 3.5%", "what is core defence"}

func (w *writer) home(v *view) {
	d := v.Data
	w.f("\n<div class=\"home\">\n<h1>%w</h1>\n<p class=\"lead\">%w</p>", "What NATO Allies spend on defence", "NATO's figures, each with its edition; what was promised and said beside them. Every answer has an address that says the same next year.")
	w.ask(v)
	if !v.Static {
		w.f("<nav class=\"next\" aria-label=\"%w\"><h2>%w</h2><ul>", "Examples", "For example")
		for _, q := range examples {
			w.f(`<li><a href="/?q=%q">%s</a></li>`, q, q)
		}
		w.f("</ul></nav>")
	}
	w.section("held", "What is held")
	n := d.Newest()
	linked := func(href fixed, counted voice.Phrase) func() {
		return func() { w.f(`<a href="%h">%s</a>`, href, w.v.Text(counted)) }
	}
	w.f("\n<p>")
	w.say(pick(n.Core(), "{1}, the newest {2} of {3}, which counts core defence only; {4}; {5} of the Alliance in force; {6}.", "{1}, the newest {2} of {3}; {4}; {5} of the Alliance in force; {6}."), linked("/editions", voice.P("{1} editions", len(d.Editions))), voice.Verbatim(n.Title), n.Published, linked("/allies", voice.P("{1} Allies", len(d.Allies))), linked("/commitments", voice.P("{1} commitments", len(d.InForce(v.Today)))), linked("/meetings", voice.P("{1} meetings and statements", len(d.Meetings))))
	w.f("</p></section>")
	w.section("get", "Where you work")
	w.f("\n<p>")
	w.say("The same answers in Slack and Discord ({1}), in a terminal ({2}), as {3} and a {4}.", func() { w.f("<kbd>/nato spain</kbd>") }, func() { w.f("<kbd>natobot ask spain</kbd>") },
		func() { w.f(`<a href="/feeds/all.atom">%w</a>`, "feeds") }, func() { w.f(`<a href="/calendar.ics">%w</a>`, "calendar") })
	w.f(" ")
	w.data(v.Support)
	w.f("</p></section>\n</div>\n")
}

func (w *writer) allies(v *view) {
	d := v.Data
	n := d.Newest()
	w.f("\n<article><h1>%w</h1>\n<p class=\"lead\">", "The Allies")
	w.say(pick(n.Core(), "{1} members of NATO, with what each spends by the newest edition ({2}, core defence only).", "{1} members of NATO, with what each spends by the newest edition ({2})."), len(d.Allies), n.Published)
	w.f("</p>\n<div class=\"wide\" role=\"group\" aria-label=\"%w\" tabindex=\"0\"><table>\n<caption>%w</caption>\n", "Allies", "Defence expenditure by Ally")
	w.columns("Ally", "#% of GDP", "#Year", "#US$ m", "Ally since")
	for i := range d.Allies {
		al := &d.Allies[i]
		w.f("\n<tr><th scope=\"row\"><a href=\"/allies/%p\">%s</a></th>", strings.ToLower(string(al.Code)), w.v.Name(al.Code))
		if f := share(d, al.Code); f != nil {
			w.f("<td class=\"n\">%s</td><td class=\"n\">%d", w.number(f), f.Year)
			if f.Estimate {
				w.f("<abbr title=\"%w\">e</abbr>", "estimate")
			}
			w.f("</td>")
		} else {
			w.f("<td class=\"n\">%w</td><td class=\"n\">–</td>", "none")
		}
		money := "–"
		if f := amount(d, al.Code); f != nil {
			money = w.number(f)
		}
		w.f("<td class=\"n\">%s</td><td>%d</td></tr>", money, al.Joined.Year())
	}
	w.f("\n</tbody></table></div>\n<p class=\"credit\">%w</p></article>\n", "Iceland has no armed forces; NATO prints no figure for it.")
	w.ask(v)
}

func (w *writer) editions(v *view) {
	w.f("\n<article><h1>%w</h1>\n<p class=\"lead\">%w</p>\n<ol class=\"list\">", "The editions of NATO's figures", "The same year of the same Ally has several true values, one in each edition. An answer names the edition it rests on.")
	for _, e := range newest(v.Data) {
		w.f("\n<li id=\"%s\"><h2><time datetime=\"%s\">%s</time></h2>\n<p><cite>%s</cite> <code>%s</code></p>\n<p>", e.ID, string(e.Published), w.v.Date(e.Published), e.Title, e.ID)
		w.f("%s, %d", w.of(pick(e.Core(), "Core defence only", "Total defence")), e.Years[0])
		if last := e.LastYear(); last != e.Years[0] {
			w.f("–%d", last)
		}
		w.f(". %s", w.of(pick(e.Complete, "Held in full", "Held in part")))
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
		w.section("unheld", "Published by NATO, not held here")
		w.f("<ul>")
		for _, p := range list {
			w.f("<li>%s, %s", p.Title, w.v.Date(p.Published))
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
	w.f("\n<article><h1>%w</h1>\n<ul class=\"days\">", "Meetings and statements")
	for _, m := range byDay(v.Data) {
		w.f("\n<li><time datetime=\"%s\">%s</time> <a href=\"/meetings/%p\">%s</a>", string(m.Start), w.v.Date(m.Start), string(m.Start), w.of(m.Title))
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
		w.f("<p><a href=\"/e/%p\" rel=\"successor-version\">%w</a></p>", r.Successor, "What replaced it")
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
		w.f("%w", "Check a text")
	}
	w.f("</h1>")
	switch {
	case v.Audit != nil:
		w.audit(v)
	case v.Reply != nil:
		w.lines(v.Reply.Lines)
	default:
		w.f("\n<p class=\"lead\">%w</p>", "Each statement about Allies' defence spending that figures, counts, commitments or meetings can decide gets a verdict, with the figures that decide it. Nothing of the text is kept, unless you ask for it.")
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
</form>`, "Text to check", "\n"+v.Query, "Or a file: text, Markdown, HTML, DOCX or ODT, up to 1 MB", "Judge by what was known on", v.Day, "Left empty: the day that the text bears at its head, else the file's own, else today.", "Keep the report for 24 hours under an address that nobody can guess", "Check")
	}
	w.f("</article>\n")
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
		return []stat{{Number: strconv.FormatFloat(r.Derived[0].Value, 'f', -1, 64), Of: w.of(pick(r.Derived[0].Value == 1, "Ally", "Allies"))}}
	case r.Intent == answer.MeetingCard, r.Intent == answer.CommitmentAsk, r.Intent == answer.DefinitionAsk:
	default:
		for _, f := range e.Principal {
			s := stat{Number: w.number(&f), Of: w.v.Name(f.Ally), Year: f.Year, Estimate: f.Estimate}
			switch unit := f.Measure.Unit(); {
			case strings.HasPrefix(unit, "%"):
				s.Unit = "%"
			case f.Measure == facts.SpendNCU || f.Measure == facts.SpendNCUConstant:
				s.Unit = w.unit(d, &f)
			default:
				s.Unit = w.of(unit)
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
