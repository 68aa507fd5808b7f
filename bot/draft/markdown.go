package draft

import (
	"bytes"
	"regexp"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"natobot/facts"
)

var commonMark = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Footnote))
})

var frontDate = regexp.MustCompile(`(?m)^(?:date|published):\s*["']?(\d{4}-\d{2}-\d{2})`)

// maxMarkdown is the longest Markdown that is read as such, in bytes: what it
// is made of takes many times its length.
const maxMarkdown = MaxText

// readMarkdown takes the text out of Markdown (CommonMark, tables, notes, struck
// text).
func readMarkdown(raw []byte) (*Draft, error) {
	s, back, err := decoded(raw, "")
	if err != nil {
		return nil, err
	}
	if len(s) > maxMarkdown {
		return nil, refuse("The text of this file is longer than 1 MB. Check it a part at a time.", nil)
	}
	src := []byte(s)
	if thicket(src) {
		return readPlain(raw)
	}
	var date facts.Date
	from := 0
	if bytes.HasPrefix(src, []byte("---\n")) {
		if end := bytes.Index(src[4:], []byte("\n---\n")); end >= 0 {
			from = 4 + end + len("\n---\n")
			if m := frontDate.FindSubmatch(src[:from]); m != nil {
				date = day(string(m[1]))
			}
		}
	}
	m := &markReader{b: &builder{}, src: src[from:], from: from}
	m.rows.b = m.b
	doc := commonMark().Parser().Parse(text.NewReader(m.src))
	if err := ast.Walk(doc, m.node); err != nil {
		return nil, refuse("This Markdown nests deeper than can be read. Give it as plain text.", err)
	}
	d, err := m.b.done(Markdown)
	if err != nil {
		return nil, err
	}
	d.Date, d.raw = date, back
	return d, nil
}

// Marks that may be opened and not closed cost the square of their number, and
// each line or escape a node of the tree: what has more of them than any article,
// in a block or in all, is read as plain text.
const maxMarks, maxBlockMarks, maxLines = 20_000, 1000, 25_000

func thicket(src []byte) bool {
	all, block, lines := 0, 0, 0
	for i, c := range src {
		switch c {
		case '*', '_', '[', ']', '<', '>', '`', '~', '+':
			all++
			block++
		case '\\', '&':
			all++
		case '\n':
			lines++
			if i > 0 && src[i-1] == '\n' {
				block = 0
			}
		}
		if all > maxMarks || block > maxBlockMarks || lines > maxLines {
			return true
		}
	}
	return false
}

// A markReader walks one document.
type markReader struct {
	b    *builder
	rows rows
	src  []byte
	from int
}

func (m *markReader) node(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if n.Type() == ast.TypeBlock {
		return m.block(n, entering), nil
	}
	if !entering {
		return ast.WalkContinue, nil
	}
	switch n := n.(type) {
	case *ast.RawHTML, *ast.AutoLink, *ast.Image, *east.FootnoteLink, *east.FootnoteBacklink, *east.Strikethrough:
		return ast.WalkSkipChildren, nil
	case *ast.Text:
		m.put(n.Segment)
		switch {
		case n.HardLineBreak():
			m.b.ours("\n")
		case n.SoftLineBreak():
			m.b.ours(" ")
		}
	}
	return ast.WalkContinue, nil
}

func (m *markReader) block(n ast.Node, entering bool) ast.WalkStatus {
	switch n.(type) {
	case *ast.HTMLBlock, *ast.CodeBlock, *ast.FencedCodeBlock:
		return ast.WalkSkipChildren
	case *east.TableRow, *east.TableHeader:
		if entering {
			m.rows.open()
		} else {
			m.rows.close()
		}
		return ast.WalkContinue
	case *east.TableCell:
		if entering {
			m.rows.cell()
		}
		return ast.WalkContinue
	case *ast.ListItem, *ast.TextBlock:
		m.b.apart("\n")
		return ast.WalkContinue
	}
	m.b.apart("\n\n")
	if entering {
		m.b.para++
	}
	return ast.WalkContinue
}

// put adds a stretch of the source, without the strokes that keep signs from
// being marks.
func (m *markReader) put(seg text.Segment) {
	m.b.run++
	at := seg.Start
	eachPiece(string(seg.Value(m.src)), func(s string, off int, entity bool) {
		from := m.from + at + off
		if entity {
			m.b.stands(unescaped(s), from, len(s))
			return
		}
		begun := 0
		for i := 0; i+1 < len(s); i++ {
			if s[i] == '\\' && punctuation(s[i+1]) {
				m.b.copied(s[begun:i], from+begun)
				begun = i + 1
				i++
			}
		}
		m.b.copied(s[begun:], from+begun)
	})
}

func punctuation(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}
