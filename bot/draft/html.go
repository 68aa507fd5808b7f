package draft

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"

	"natobot/facts"
)

var (
	charsetTold = regexp.MustCompile(`(?i)<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})`)
	publishedLD = regexp.MustCompile(`"datePublished"\s*:\s*"(\d{4}-\d{2}-\d{2})`)
)

// unread are elements whose text nobody sees, or which was taken back.
var unread = map[string]bool{"script": true, "style": true, "template": true, "head": true, "svg": true, "math": true, "noscript": true, "textarea": true, "select": true,
	"del": true, "s": true, "strike": true, "iframe": true, "object": true, "audio": true, "video": true, "canvas": true, "button": true, "rt": true, "rp": true}

// lines are elements that begin a line, paragraphs those that stand apart.
var lines = map[string]bool{"li": true, "dt": true, "dd": true, "option": true}
var paragraphs = map[string]bool{"p": true, "div": true, "ul": true, "ol": true, "dl": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "table": true, "blockquote": true,
	"section": true, "article": true, "header": true, "footer": true, "main": true, "aside": true, "nav": true, "figure": true, "figcaption": true, "caption": true, "pre": true, "form": true, "fieldset": true,
	"address": true, "hr": true, "details": true, "summary": true, "title": true, "body": true, "html": true, "thead": true, "tbody": true, "tfoot": true, "center": true}
var void = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true, "link": true, "meta": true, "source": true, "track": true, "wbr": true}

// A pageReader reads one page.
type pageReader struct {
	b      *builder
	rows   rows
	skip   string // the element within which nothing is read
	within int    // how many of that name are open
	pre    int
	sup    int
	date   facts.Date
	timed  facts.Date // of the first time element
}

// readHTML takes the text out of a page as browsers parse tags; where a byte of
// it stood is known from the length of what the tokenizer took.
func readHTML(raw []byte) (*Draft, error) {
	named := ""
	if m := charsetTold.FindSubmatch(raw[:min(len(raw), 2048)]); m != nil {
		named = string(m[1])
	}
	if named == "" {
		named = "windows-1252"
	}
	s, back, err := decoded(raw, named)
	if err != nil {
		return nil, err
	}
	p := &pageReader{b: &builder{}}
	p.rows.b = p.b
	if err := p.read(s); err != nil {
		return nil, err
	}
	d, err := p.b.done(HTML)
	if err != nil {
		return nil, err
	}
	d.Date = p.date
	if d.Date == "" {
		d.Date = p.timed
	}
	d.raw = back
	return d, nil
}

func (p *pageReader) read(s string) error {
	z := xhtml.NewTokenizer(strings.NewReader(s))
	at := 0
	for n := 0; ; n++ {
		kind := z.Next()
		raw := z.Raw()
		from := at
		at += len(raw)
		if kind == xhtml.ErrorToken || p.b.full {
			return nil
		}
		if n > maxTokens {
			return refuse("This page has more tags than can be read. Copy its text, and check that.", nil)
		}
		switch kind {
		case xhtml.TextToken:
			if p.skip == "script" && p.date == "" {
				if m := publishedLD.FindSubmatch(raw); m != nil {
					p.date = day(string(m[1]))
				}
			}
			if p.skip == "" {
				p.words(string(raw), from)
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			t := z.Token()
			p.open(&t, kind == xhtml.SelfClosingTagToken)
		case xhtml.EndTagToken:
			name, _ := z.TagName()
			p.close(string(name))
		}
	}
}

func attr(t *xhtml.Token, name string) (string, bool) {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// open begins an element.
func (p *pageReader) open(t *xhtml.Token, closed bool) {
	p.dated(t)
	name := t.Data
	if p.skip != "" {
		switch {
		case p.skip == "head" && name == "body":
			p.skip = "" // a head need not be closed
		case name == p.skip && !closed && (name == "p" || name == "li"):
			p.skip = "" // one ends where the next begins
		case p.skip == "head" && unread[name] && name != "head":
			return
		default:
			if name == p.skip && !closed {
				p.within++
			}
			return
		}
	}
	_, hidden := attr(t, "hidden")
	style, _ := attr(t, "style")
	hidden = hidden || strings.Contains(strings.ReplaceAll(strings.ToLower(style), " ", ""), "display:none")
	if (unread[name] || hidden) && !void[name] && !closed {
		p.skip, p.within = name, 1
		return
	}
	p.bound(name)
	switch name {
	case "br":
		p.b.ours("\n")
	case "pre":
		p.pre++
	case "sup":
		p.sup++
	case "td", "th":
		p.rows.cell()
	case "tr":
		p.rows.open()
	case "p", "div", "li":
		p.b.para++
	}
	p.b.run++
}

// bound parts what an element parts.
func (p *pageReader) bound(name string) {
	switch {
	case p.rows.inCell() && (paragraphs[name] || lines[name]) && name != "table":
		p.rows.line()
	case paragraphs[name]:
		p.b.apart("\n\n")
	case lines[name]:
		p.b.apart("\n")
	}
}

// close ends an element.
func (p *pageReader) close(name string) {
	if p.skip != "" {
		if name == p.skip {
			if p.within--; p.within <= 0 {
				p.skip = ""
			}
		}
		return
	}
	switch name {
	case "pre":
		p.pre = max(0, p.pre-1)
	case "sup":
		p.sup = max(0, p.sup-1)
	case "tr":
		p.rows.close()
	case "table":
		p.rows.end()
	}
	p.bound(name)
	p.b.run++
}

// dated takes the day that a page tells of itself.
func (p *pageReader) dated(t *xhtml.Token) {
	switch t.Data {
	case "meta":
		for _, key := range []string{"property", "name", "itemprop"} {
			switch v, _ := attr(t, key); strings.ToLower(v) {
			case "article:published_time", "datepublished", "date", "dc.date", "dcterms.date", "dc.date.issued", "pubdate":
				if c, _ := attr(t, "content"); p.date == "" {
					p.date = day(c)
				}
			}
		}
	case "time":
		if c, _ := attr(t, "datetime"); p.timed == "" {
			p.timed = day(c)
		}
	}
}

// day is the civil day at the head of a moment.
func day(s string) facts.Date {
	s = strings.TrimSpace(s)
	if len(s) < 10 {
		return ""
	}
	d, _ := facts.ParseDate(s[:10])
	return d
}

// words adds text of a page: blanks in a row are one, entities what they stand
// for.
func (p *pageReader) words(raw string, from int) {
	if p.sup > 0 {
		if r, ok := raised(html.UnescapeString(raw)); ok {
			p.b.stands(r, from, len(raw))
			return
		}
	}
	eachPiece(raw, func(s string, at int, entity bool) {
		switch {
		case entity:
			p.b.stands(html.UnescapeString(s), from+at, len(s))
		case p.pre > 0:
			p.b.copied(s, from+at)
		default:
			p.b.squeezed(s, from+at)
		}
	})
}

// squeezed adds text in which blanks in a row are one blank, and none begins a
// line.
func (b *builder) squeezed(s string, from int) {
	for i := 0; i < len(s); {
		blank := func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }
		j := i
		if blank(s[i]) {
			for j < len(s) && blank(s[j]) {
				j++
			}
			if n := len(b.text); n > 0 && b.text[n-1] != '\n' && b.text[n-1] != ' ' {
				if s[i] == ' ' {
					b.copied(" ", from+i)
				} else {
					b.stands(" ", from+i, j-i)
				}
			}
		} else {
			for j < len(s) && !blank(s[j]) {
				j++
			}
			b.copied(s[i:j], from+i)
		}
		i = j
	}
}

// maxEntity is the longest entity, in bytes.
const maxEntity = 40

// eachPiece calls f with the stretches of raw between entities, and with each
// entity that stands for something.
func eachPiece(raw string, f func(s string, at int, entity bool)) {
	from := 0
	for i := 0; i < len(raw); i++ {
		if raw[i] != '&' {
			continue
		}
		j := i + 1
		for j < len(raw) && j-i < maxEntity && (raw[j] == '#' || raw[j] < utf8.RuneSelf && (unicode.IsLetter(rune(raw[j])) || unicode.IsDigit(rune(raw[j])))) {
			j++
		}
		if j < len(raw) && raw[j] == ';' {
			j++
		}
		if html.UnescapeString(raw[i:j]) == raw[i:j] {
			continue
		}
		if i > from {
			f(raw[from:i], from, false)
		}
		f(raw[i:j], i, true)
		from, i = j, j-1
	}
	if from < len(raw) {
		f(raw[from:], from, false)
	}
}

// rows writes tables: a row of short cells as a line, its cells parted by a bar;
// where a cell has sentences, each cell as a paragraph.
type rows struct {
	b    *builder
	rows []rowState
}

// A rowState is a row that has begun.
type rowState struct {
	started int   // where in the text
	bars    []int // where cells part, each len(bar) bytes
	long    bool  // a cell has more than a name or a number
	cell    int   // where the cell begins
	in      bool  // within a cell
}

const bar, gap = " | ", "\n\n "

// shortCell is the longest cell of a table of figures, in bytes.
const shortCell = 80

func (t *rows) top() *rowState {
	if n := len(t.rows); n > 0 {
		return &t.rows[n-1]
	}
	return nil
}

func (t *rows) inCell() bool { return t.top() != nil && t.top().in }

func (t *rows) open() {
	if len(t.rows) >= maxDepth {
		return
	}
	if r := t.top(); r != nil {
		if !r.in {
			t.close() // a row that was not closed
		} else {
			r.long = true // a table in a cell
		}
	}
	t.b.apart("\n")
	t.rows = append(t.rows, rowState{started: len(t.b.text)})
}

func (t *rows) cell() {
	r := t.top()
	if r == nil {
		t.b.apart("\n")
		return
	}
	t.measure(r)
	if len(t.b.text) > r.started {
		r.bars = append(r.bars, len(t.b.text))
		t.b.ours(bar)
	}
	r.cell, r.in = len(t.b.text), true
}

// line parts paragraphs within a cell.
func (t *rows) line() {
	if r := t.top(); len(t.b.text) > r.cell {
		r.long = true
		t.b.apart("\n\n")
	}
}

func (t *rows) measure(r *rowState) {
	if !r.in || r.cell > len(t.b.text) {
		return
	}
	c := bytes.TrimSpace(t.b.text[r.cell:])
	r.long = r.long || len(c) > shortCell || bytes.ContainsAny(c, "\n") || bytes.HasSuffix(c, []byte(".")) && bytes.ContainsRune(c, ' ')
}

func (t *rows) close() {
	r := t.top()
	if r == nil {
		return
	}
	t.measure(r)
	if r.long {
		for _, at := range r.bars {
			copy(t.b.text[at:min(at+len(bar), len(t.b.text))], gap)
		}
	}
	t.rows = t.rows[:len(t.rows)-1]
	if len(t.b.text) > r.started {
		if r.long {
			t.b.apart("\n\n")
		} else {
			t.b.apart("\n")
		}
	}
}

// end ends the rows of a table that were not closed.
func (t *rows) end() {
	if r := t.top(); r != nil && !r.in {
		t.close()
	}
}
