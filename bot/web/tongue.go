package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"natobot/bot"
	"natobot/facts/answer"
	"natobot/facts/voice"
)

// An other is a page in one of its languages.
type other struct {
	Lang string
	Path string
}

// name is the language's own.
func (o other) name() string {
	v, _ := voice.For(o.Lang)
	return v.Text(voice.P("English"))
}

// tongue is the language in which a page is wanted: that of lang in its query,
// else the first that the browser accepts and we write, else English.
func (a *Adapter) tongue(r *http.Request) string {
	if a.Static {
		return answer.English
	}
	if l := explicit(r); l != "" {
		return l
	}
	best, most := answer.English, 0.0
	for _, x := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		tag, params, _ := strings.Cut(x, ";")
		v, ok := voice.For(strings.TrimSpace(tag))
		if !ok {
			continue
		}
		q := 1.0
		if s, has := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q="); has {
			q, _ = strconv.ParseFloat(s, 64) // what is no number is not wanted
		}
		if q > most {
			best, most = v.Tag, q
		}
	}
	return best
}

// explicit is the language that an address names; "" none.
func explicit(r *http.Request) string {
	if !strings.Contains(r.URL.RawQuery, "lang=") {
		return ""
	}
	if v, ok := voice.For(r.URL.Query().Get("lang")); ok {
		return v.Tag
	}
	return ""
}

// spoken settles the language of a page, and where it stands in others: an
// answer is in those in which its headline can be told. What is not written in
// several languages yet, a notice and a check, is English.
func (a *Adapter) spoken(r *http.Request, v *view) {
	switch {
	case v.Status != 0 || v.Audit != nil:
		v.Lang = answer.English
	case v.Reply != nil && v.Reply.AnsweredIn != "":
		v.Lang = answer.English
		if l, ok := voice.For(v.Reply.AnsweredIn); ok && says(l, v.Reply, v.Reply.Headline) {
			v.Lang = l.Tag
		}
	case v.Lang == "":
		v.Lang = a.tongue(r)
	}
	v.Voice, _ = voice.For(v.Lang)
	v.Lang = v.Voice.Tag
	if v.Titled.Form != "" {
		v.Title = v.Voice.Text(v.Titled)
	}
	if v.Path == "" || a.Static || v.Status != 0 {
		return
	}
	if ref, ok := strings.CutPrefix(v.Path, bot.EvidencePath); ok {
		at, err := answer.ParseRef(ref)
		if err != nil {
			return
		}
		for _, l := range voice.Languages {
			in, _ := voice.For(l)
			if s := at.In(l); s != "" && says(in, v.Reply, v.Reply.Headline) {
				v.Others = append(v.Others, other{l, bot.EvidencePath + s})
			}
		}
		if s := at.In(v.Lang); s != "" {
			v.Path = bot.EvidencePath + s // that of the language it turned out to be in
		}
		return
	}
	bare := v.Path
	for _, l := range voice.Languages {
		if said, _ := voice.For(l); v.Reply == nil || says(said, v.Reply, v.Reply.Headline) {
			v.Others = append(v.Others, other{l, bare + in(l)})
		}
	}
	v.Path = bare + in(v.Lang)
}

// says reports whether a statement of an answer can be told in a language.
func says(v *voice.Voice, r *bot.Reply, text string) bool {
	if v == voice.English {
		return true
	}
	for i := range r.Said {
		if s := &r.Said[i]; s.Text == text && !s.Phrase.Empty() {
			_, ok := v.Render(s.Phrase)
			return ok
		}
	}
	return false
}

// in is what asks for a language in the query of an address.
func in(lang string) string {
	if lang == answer.English {
		return ""
	}
	return "?lang=" + url.QueryEscape(lang)
}
