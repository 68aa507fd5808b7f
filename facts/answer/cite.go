package answer

import (
	"fmt"
	"strings"

	"natobot/facts"
	"natobot/facts/voice"
)

// Sentence is the answer as it can be printed: its headline with whom it is
// from, in one sentence. It says no more than the headline does.
func (a Answer) Sentence() string {
	s := strings.TrimRight(a.Headline, ".")
	if len(a.Figures) == 0 || len(a.Sources) == 0 {
		return a.Headline
	}
	v, _ := voice.For(a.AnsweredIn)
	return v.Text(P("{1}, according to {2}.", voice.Verbatim(s), credit(a.Sources[0].Source)))
}

// credit names a source: publisher, title, date.
func credit(s facts.Source) voice.Phrase {
	publisher, title := voice.Verbatim(s.Publisher), voice.Verbatim(s.Title)
	switch {
	case s.Title == "" && s.Published == "":
		return P("{1}", publisher)
	case s.Title == "":
		return P("{1}, {2}", publisher, s.Published)
	case s.Published == "":
		return P("{1}, “{2}”", publisher, title)
	}
	return P("{1}, “{2}”, {3}", publisher, title, s.Published)
}

// BibTeX is a citation of the answer and of each source it rests on, the
// answer first where it has an address.
func (a Answer) BibTeX() string {
	var b strings.Builder
	if a.Address != "" {
		entry(&b, "natobot:"+a.Reference, [][2]string{{"title", bibText(strings.TrimRight(a.Headline, "."))}, {"author", "{natobot}"},
			{"year", fmt.Sprintf("%d", a.AsOf.Year())}, {"note", bibText("By what was known on " + a.AsOf.Long())}, {"url", bibURL(a.Address)}})
	}
	for i, c := range a.Sources {
		places := a.places(i)
		if places == nil {
			continue
		}
		fields := [][2]string{{"author", "{" + bibText(c.Publisher) + "}"}, {"title", bibText(c.Title)}}
		if y := c.Published.Year(); y != 0 {
			fields = append(fields, [2]string{"year", fmt.Sprintf("%d", y)}, [2]string{"date", string(c.Published)})
		}
		if len(places) > 0 {
			fields = append(fields, [2]string{"note", bibText(strings.Join(places, ", "))})
		}
		if c.URL != "" {
			fields = append(fields, [2]string{"url", bibURL(c.URL)})
		}
		entry(&b, c.ID, fields)
	}
	return b.String()
}

func entry(b *strings.Builder, key string, fields [][2]string) {
	fmt.Fprintf(b, "@misc{%s", bibKey.Replace(key))
	for _, f := range fields {
		if f[1] != "" {
			fmt.Fprintf(b, ",\n  %s = {%s}", f[0], f[1])
		}
	}
	b.WriteString("\n}\n")
}

// What has a meaning of its own in BibTeX and LaTeX.
var (
	bibEscapes = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "$", `\$`, "#", `\#`, "_", `\_`, "~", `\textasciitilde{}`, "^", `\textasciicircum{}`)
	bibKey     = strings.NewReplacer(",", "-", ";", "-", "{", "", "}", "", " ", "-", "%", "")
	bibHost    = strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C")
)

func bibText(s string) string { return bibEscapes.Replace(s) }
func bibURL(s string) string  { return bibHost.Replace(s) }
