package bot

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"natobot/bot/draft"
	"natobot/facts"
	"natobot/facts/answer"
)

// A File is a file that somebody sent to have checked.
type File struct {
	Name  string
	Size  int64 // bytes, as the platform tells; 0: it does not
	Fetch func(ctx context.Context) ([]byte, error)
}

// MaxFile is the largest file that is fetched from a chat, in bytes: those who
// fetch read no more than one byte beyond.
const MaxFile = 8 << 20

// tooLarge says that a file is larger.
var tooLarge = fmt.Sprintf("This file has more than %d MB. Check its text alone, without pictures, or use: natobot check FILE", MaxFile>>20)

// checkFile answers a claim check of a file. It is held in memory while it is
// read, one of all at a time, and nothing of it is kept.
func (b *Bot) checkFile(ctx context.Context, r Request) Reply {
	if r.File.Size > MaxFile {
		return Notice(tooLarge)
	}
	select {
	case b.reading <- struct{}{}:
		defer func() { <-b.reading }()
	case <-ctx.Done():
		return Busy()
	}
	raw, err := r.File.Fetch(ctx)
	switch {
	case err != nil:
		b.Log.WarnContext(ctx, "file not fetched", "request", r.ID, "error", err)
		return Notice("The file could not be fetched from where it was sent. Please send it again.")
	case len(raw) > MaxFile:
		return Notice(tooLarge)
	}
	t, err := draft.Read(r.File.Name, raw)
	if unread := new(draft.Error); errors.As(err, &unread) {
		return Notice(unread.Says)
	}
	if err != nil {
		b.Log.ErrorContext(ctx, "file not read", "request", r.ID, "error", err)
		return Notice("The file could not be read. Please give its text.")
	}
	d := b.Data().Dataset
	today := facts.DateOf(r.At)
	day, from := Proposed(d, t, r.AsOf, today)
	claims, ok := CheckLong(d, t.Text, day)
	if !ok {
		return Notice(TooMany)
	}
	out := Reply{Kind: KindCheck, Answer: answer.Answer{Intent: answer.ClaimCheck, Status: answer.Answered, AsOf: day}, Checks: claims}
	ComposeCheck(d, &out)
	if len(claims) > 0 {
		out.Headline = Summary(claims)
	}
	out.Reading = Judged(day, from)
	if from != DayAsked {
		out.Reading += ", which a day that is given changes"
	}
	return out
}

// CheckForm asks for a text or a file to check.
func CheckForm() Reply {
	return Reply{Kind: KindForm, Answer: answer.Answer{Headline: "Check a text or a file"}, Form: &Form{
		ID: VerbFile, Title: "Check a text or a file", Submit: "Check",
		Intro: "Its statements about defence spending are compared with NATO's editions. Only you see the result, and nothing is kept.",
		Fields: []Field{
			{ID: "file", Label: "A file: " + draft.Kinds, File: true, Optional: true},
			{ID: "text", Label: "Or its text", Multiline: true, Optional: true},
			{ID: "as_of", Label: "Judge by what was known on", Hint: "2025-03-13; left out: the text's own day, or today", Optional: true},
		},
	}}
}

// submitted answers that form. The text of a form is a draft too: its dateline
// counts.
func (b *Bot) submitted(ctx context.Context, r Request) Reply {
	if day := strings.TrimSpace(r.Fields["as_of"]); day != "" {
		d, ok := facts.ParseDate(day)
		if !ok || len(d) != len("2006-01-02") {
			return Notice("The day by which to judge is no date. Write it as 2025-03-13.")
		}
		r.AsOf = d
	}
	text := r.Fields["text"]
	switch {
	case r.File != nil && strings.TrimSpace(text) != "":
		return Notice("Give a file or a text, one at a time.")
	case r.File == nil:
		if strings.TrimSpace(text) == "" {
			return Notice("There is nothing to check: choose a file (" + draft.Kinds + "), or give a text.")
		}
		r.File = &File{Fetch: func(context.Context) ([]byte, error) { return []byte(text), nil }}
	}
	return b.checkFile(ctx, r)
}

// FileHost reports whether an address is https and its host one of those named,
// or below one that is named with a dot before it; other is one that is taken
// by http too, in tests.
func FileHost(address, other string, hosts ...string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Host == "" {
		return false
	}
	if o, err := url.Parse(other); err == nil && o.Host == u.Host && o.Scheme == u.Scheme {
		return true
	}
	for _, h := range hosts {
		if u.Scheme == "https" && (u.Host == h || strings.HasPrefix(h, ".") && strings.HasSuffix(u.Host, h)) {
			return true
		}
	}
	return false
}
