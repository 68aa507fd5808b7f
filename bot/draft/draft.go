// Package draft takes the text out of a file as a desk has it: plain text,
// Markdown, HTML, DOCX and ODT. It says of every byte of the text where it stood
// in the file, leaves out what was deleted, and keeps what was inserted, notes,
// tables and text boxes. A file is hostile: it is read in memory alone, within
// the limits named here, and nothing of it is written anywhere.
package draft

import (
	"bytes"
	"path"
	"sort"
	"strings"
	"unicode/utf8"

	"natobot/facts"
)

// A Kind is a format of files.
type Kind string

// The kinds.
const (
	Plain    Kind = "txt"
	Markdown Kind = "md"
	HTML     Kind = "html"
	DOCX     Kind = "docx"
	ODT      Kind = "odt"
)

// Kinds names all of them for people.
const Kinds = ".txt, .md, .html, .docx or .odt"

// Limits of what is read.
const (
	MaxFile    = 20<<20 - 1 // bytes of a file: one of 20 MB is refused
	MaxText    = 1 << 20    // bytes of the text of any file but a plain one
	maxPart    = 12 << 20   // bytes of all parts of a packed file that are read, unpacked
	maxRatio   = 200        // of a part unpacked to packed, beyond smallPart
	smallPart  = 1 << 20    // bytes of a part whose ratio does not matter
	maxEntries = 4096       // files in a packed file
	maxIndex   = 1 << 20    // bytes of its directory
	maxDepth   = 256        // elements within each other
	maxTokens  = 2 << 20    // tags and texts of a part
	maxSpans   = 1 << 18    // stretches of a text that stand apart in the file
)

// An Error says in a sentence why a file has no text that can be checked.
// Cause is for a log, and may be nil.
type Error struct {
	Says  string
	Cause error
}

func (e *Error) Error() string { return e.Says }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Cause }

func refuse(says string, cause error) error { return &Error{says, cause} }

// A Draft is the text of a file.
type Draft struct {
	Kind Kind
	Text string
	Date facts.Date // the file's own, as it tells it itself; "" where it tells none

	spans []span
	parts []string // names of the parts of a packed file
	raw   func(int) int
}

// A span is a run of bytes of the text that stand in the file one after
// another; where it is fixed they stand for its whole length there, as the
// character of an entity does.
type span struct {
	at        int32 // in the text
	from, len int32 // in the part
	para, run int32
	part      uint8
	fixed     bool
}

// A Place is where a byte of a text stands in the file. In a packed file Part is
// the name of the part and Byte counts in its XML, unpacked; Paragraph and Run
// count from 1 through a part, in the order in which they begin. In any other
// file Byte counts in the file itself.
type Place struct {
	Part      string `json:"part,omitempty"`
	Paragraph int    `json:"paragraph,omitempty"`
	Run       int    `json:"run,omitempty"`
	Byte      int    `json:"byte"`
}

// Whole reports whether the offsets of the text are those of the file.
func (d *Draft) Whole() bool { return d.spans == nil }

// Packed reports whether the file is an archive, so that a place in it needs a
// part.
func (d *Draft) Packed() bool { return d.Kind == DOCX || d.Kind == ODT }

// Places are where the bytes from start to end of the text stand: the place of
// the first, and the place behind the last.
func (d *Draft) Places(start, end int) (from, to Place) {
	if d.spans == nil {
		return Place{Byte: start}, Place{Byte: end}
	}
	if len(d.spans) == 0 {
		return Place{}, Place{}
	}
	i := sort.Search(len(d.spans), func(i int) bool { return int(d.spans[i].at) > start }) - 1
	i = max(i, 0)
	if !d.covers(i, start) && i+1 < len(d.spans) { // what we put there ourselves: from what follows
		i++
		start = int(d.spans[i].at)
	}
	s := &d.spans[i]
	from = d.place(s, int(s.from))
	if !s.fixed {
		from = d.place(s, int(s.from)+min(max(start-int(s.at), 0), int(s.len)))
	}
	k := max(sort.Search(len(d.spans), func(i int) bool { return int(d.spans[i].at) >= end })-1, i)
	s = &d.spans[k]
	to = d.place(s, int(s.from+s.len))
	if !s.fixed {
		to = d.place(s, int(s.from)+min(max(end-int(s.at), 0), int(s.len)))
	}
	return from, to
}

func (d *Draft) covers(i, at int) bool {
	s := &d.spans[i]
	if s.fixed {
		return i+1 == len(d.spans) || at < int(d.spans[i+1].at)
	}
	return at >= int(s.at) && at < int(s.at+s.len)
}

func (d *Draft) place(s *span, at int) Place {
	if d.raw != nil {
		at = d.raw(at)
	}
	p := Place{Paragraph: int(s.para), Run: int(s.run), Byte: at}
	if d.parts != nil {
		p.Part = d.parts[s.part]
	}
	return p
}

// Read takes the text out of a file. Its kind is known by what it begins with
// and by its name. Any error is an *Error.
func Read(name string, raw []byte) (*Draft, error) {
	if len(raw) > MaxFile {
		return nil, refuse("This file has 20 MB or more. Check its text alone, without pictures.", nil)
	}
	ext := strings.ToLower(path.Ext(strings.ReplaceAll(name, `\`, "/")))
	var d *Draft
	var err error
	switch {
	case bytes.HasPrefix(raw, []byte("PK")) && (ext == ".docx" || ext == ".odt" || bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte("PK\x05\x06"))):
		d, err = packed(raw)
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return nil, refuse("This document is locked with a password, or is one of Word's format before 2007. Save it without a password as .docx, and check that.", nil)
	case bytes.HasPrefix(raw, []byte("%PDF-")):
		return nil, refuse("This is a PDF. Copy its text, or save it as .docx or .odt where it was written, and check that.", nil)
	case ext == ".docx" || ext == ".odt":
		return nil, refuse("This file is named as a document of a word processor and is none, or it is cut. Save it anew, and check that.", nil)
	case ext == ".html" || ext == ".htm" || ext == ".xhtml" || ext == "" && looksHTML(raw):
		d, err = readHTML(raw)
	case ext == ".md" || ext == ".markdown":
		d, err = readMarkdown(raw)
	default:
		d, err = readPlain(raw)
	}
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(d.Text) == "" {
		return nil, refuse("There is no text in this file; what is only a picture of a text can't be read. Give it as text.", nil)
	}
	return d, nil
}

// looksHTML reports whether a file without a name is a page.
func looksHTML(raw []byte) bool {
	head := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(raw[:min(len(raw), 512)], []byte("\ufeff"))))
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
}

// builder writes a text and where it stood. Text of another place in the
// reading order, a note or a box within a paragraph, is written aside.
type builder struct {
	text  []byte
	spans []span
	part  uint8
	para  int32
	run   int32
	full  bool // more text than is read
}

// copied adds text that stands byte for byte at from.
func (b *builder) copied(s string, from int) {
	if s == "" || !b.room(len(s)) {
		return
	}
	if n := len(b.spans); n > 0 {
		l := &b.spans[n-1]
		if !l.fixed && l.part == b.part && l.para == b.para && l.run == b.run && int(l.from+l.len) == from && int(l.at+l.len) == len(b.text) {
			l.len += int32(len(s))
			b.text = append(b.text, s...)
			return
		}
	}
	b.spans = append(b.spans, span{at: int32(len(b.text)), from: int32(from), len: int32(len(s)), para: b.para, run: b.run, part: b.part})
	b.text = append(b.text, s...)
}

// stands adds text for length bytes at from.
func (b *builder) stands(s string, from, length int) {
	if s == "" || !b.room(len(s)) {
		return
	}
	b.spans = append(b.spans, span{at: int32(len(b.text)), from: int32(from), len: int32(length), para: b.para, run: b.run, part: b.part, fixed: true})
	b.text = append(b.text, s...)
}

// ours adds text that stands nowhere.
func (b *builder) ours(s string) {
	if b.room(len(s)) {
		b.text = append(b.text, s...)
	}
}

func (b *builder) room(n int) bool {
	if len(b.text)+n > MaxText || len(b.spans) >= maxSpans {
		b.full = true
	}
	return !b.full
}

// apart ends a line, or with two breaks a paragraph, once.
func (b *builder) apart(breaks string) {
	if len(b.text) == 0 {
		return
	}
	have := len(b.text) - len(bytes.TrimRight(b.text, "\n"))
	if have < len(breaks) {
		b.ours(breaks[have:])
	}
}

// add appends what was written aside.
func (b *builder) add(o *builder) {
	if !b.room(len(o.text)) || len(b.spans)+len(o.spans) > maxSpans {
		b.full = true
		return
	}
	at := int32(len(b.text))
	for _, s := range o.spans {
		s.at += at
		b.spans = append(b.spans, s)
	}
	b.text = append(b.text, o.text...)
	b.full = b.full || o.full
}

// raised are the digits of a note's mark, so that none is glued to a figure:
// those who read the text know these to be no part of a number.
func raised(s string) (string, bool) {
	var b strings.Builder
	t := strings.TrimSpace(s)
	if t == "" || len(t) > 6 {
		return s, false
	}
	for _, r := range t {
		switch {
		case r == '1':
			b.WriteRune('¹')
		case r == '2' || r == '3':
			b.WriteRune('²' + r - '2')
		case r >= '0' && r <= '9':
			b.WriteRune('⁰' + r - '0')
		case strings.ContainsRune("*†‡,;()[] ", r):
			b.WriteString(" ")
		default:
			return s, false
		}
	}
	return b.String(), true
}

func (b *builder) done(kind Kind) (*Draft, error) {
	if b.full {
		return nil, refuse("The text of this file is longer than 1 MB, or cut into more pieces than can be read. Check it a part at a time.", nil)
	}
	d := &Draft{Kind: kind, Text: string(b.text), spans: b.spans}
	if d.spans == nil {
		d.spans = []span{}
	}
	return d, nil
}

// readPlain takes a text as it is; only one in UTF-16 stands otherwise in its
// file.
func readPlain(raw []byte) (*Draft, error) {
	s, back, err := decoded(raw, "")
	if err != nil {
		return nil, err
	}
	if back == nil {
		return &Draft{Kind: Plain, Text: s}, nil
	}
	if len(s) > MaxText {
		return nil, refuse("The text of this file is longer than 1 MB. Check it a part at a time.", nil)
	}
	return &Draft{Kind: Plain, Text: s, spans: []span{{len: int32(len(s))}}, raw: back}, nil
}

// whole is the head of s up to at, cut at the beginning of a character.
func whole(s string, at int) string {
	at = min(max(at, 0), len(s))
	for at < len(s) && !utf8.RuneStart(s[at]) {
		at--
	}
	return s[:at]
}
