package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/facts"
)

// member writes the name of a member of a JSON object, with the comma before it
// where it is not the first.
func (w *writer) member(name fixed) {
	if c := w.b[len(w.b)-1]; c != '{' {
		w.b = append(w.b, ',')
	}
	w.b = append(append(append(w.b, '"'), name...), '"', ':')
}

// pair writes a member that is a string.
func (w *writer) pair(name fixed, value string) {
	w.member(name)
	w.quoted(value)
}

// raw writes JSON of ours.
func (w *writer) raw(json fixed) { w.b = append(w.b, json...) }

// comma writes what stands between the elements of an array.
func (w *writer) comma() {
	if w.b[len(w.b)-1] != '[' {
		w.b = append(w.b, ',')
	}
}

// maxBased is how many sources JSON-LD names: a meeting's card rests on dozens,
// and the page names all.
const maxBased = 12

// linked is the answer as JSON-LD: a Dataset of schema.org with an Observation
// for each published figure.
func (w *writer) linked(v *view) {
	r := v.Reply
	w.raw(`<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"Dataset"`)
	if v.Public != "" {
		w.pair("@id", v.Public+v.Path)
		w.pair("url", v.Public+v.Path)
	}
	sentence := r.Sentence()
	w.pair("name", r.Headline)
	w.pair("description", sentence)
	w.pair("identifier", r.Reference)
	w.pair("inLanguage", v.Lang)
	w.pair("dateModified", string(r.AsOf))
	w.raw(`,"isAccessibleForFree":true,"creator":{"@type":"Organization","name":"natobot"}`)
	w.covered(r.Figures)
	if len(r.Sources) > 0 {
		w.pair("creditText", strings.TrimSuffix(sentence, "."))
		w.member("isBasedOn")
		w.raw("[")
		if r.Evidence != nil {
			for i := range r.Evidence.Sources[:min(maxBased, len(r.Evidence.Sources))] {
				w.based(&r.Evidence.Sources[i])
			}
		}
		w.raw("]")
	}
	if r.Reference != "" {
		w.member("distribution")
		w.raw("[")
		for _, x := range [...]struct{ ext, kind fixed }{{"csv", "text/csv"}, {"json", "application/json"}, {"xlsx", xlsxKind}} {
			w.comma()
			w.raw(`{"@type":"DataDownload"`)
			w.pair("encodingFormat", string(x.kind))
			w.pair("contentUrl", v.Public+bot.EvidencePath+r.Reference+"."+string(x.ext))
			w.raw("}")
		}
		w.raw("]")
	}
	w.raw("}")
	for i := range r.Figures {
		w.observation(v.Data, &r.Figures[i])
	}
	w.raw("]}</script>\n")
}

// covered tells which measures and years the figures are of.
func (w *writer) covered(figures []facts.Figure) {
	var measures []facts.Measure
	from, to := 0, 0
	for i := range figures {
		f := &figures[i]
		if !slices.Contains(measures, f.Measure) {
			measures = append(measures, f.Measure)
		}
		if from == 0 || f.Year < from {
			from = f.Year
		}
		to = max(to, f.Year)
	}
	w.member("variableMeasured")
	w.raw("[")
	for _, m := range measures {
		w.comma()
		w.quoted(w.of(m.Label()))
	}
	w.raw("]")
	if from != 0 {
		w.member("temporalCoverage")
		w.f(`"%d/%d"`, from, to)
	}
}

func (w *writer) based(s *bot.Provenance) {
	w.comma()
	w.raw(`{"@type":"CreativeWork"`)
	w.pair("identifier", s.ID)
	w.pair("name", cmp.Or(s.Title, s.Publisher))
	w.pair("publisher", s.Publisher)
	w.pair("datePublished", string(s.Published))
	if s.URL != "" {
		w.pair("url", s.URL)
	}
	w.raw("}")
}

func (w *writer) observation(d *facts.Dataset, f *facts.Figure) {
	w.raw(`,{"@type":"Observation","observationAbout":{"@type":"Place"`)
	w.pair("name", w.v.Name(f.Ally))
	w.pair("identifier", string(f.Ally))
	w.raw("}")
	w.pair("variableMeasured", string(f.Measure))
	w.member("observationDate")
	w.f(`"%d"`, f.Year)
	w.member("value")
	w.b = strconv.AppendFloat(w.b, facts.Round(f.Value, f.Decimals()), 'f', f.Decimals(), 64)
	w.pair("unitText", w.unit(d, f))
	w.pair("isBasedOn", f.Edition)
	if f.Estimate {
		w.pair("measurementQualifier", "estimate")
	}
	w.raw("}")
}

// maxComponent is what Discord reads of a page's own preview, in bytes, escapes
// counted: https://docs.discord.com/developers/link-previews/component-embeds
const maxComponent = 3000

// component is the preview that Discord shows of an answer's address, with as
// many of its lines as fit; nothing where the address is not known.
func (w *writer) component(v *view) {
	r := v.Reply
	if v.Public == "" || v.Path == "" || r == nil {
		return
	}
	source := ""
	if len(r.Sources) > 0 {
		source = r.Sources[0].Publisher + ", " + r.Sources[0].Title + ", " + w.v.Date(r.Sources[0].Published)
	}
	before := len(w.b)
	w.raw(`<script id="discord:component-embed" type="application/json">`)
	from := len(w.b)
	for lines := min(4, len(r.Lines)); lines >= 0; lines-- {
		w.b = w.b[:from]
		w.raw(`{"component":{"type":17,"accent_color":739983,"components":[`)
		w.said("## " + inert(r.Headline))
		if lines > 0 {
			w.said(inert(strings.Join(r.Lines[:lines], "\n")))
		}
		if r.Chart != nil && r.Reference != "" {
			w.comma()
			w.raw(`{"type":12,"items":[{"media":{`)
			w.pair("url", v.Public+bot.EvidencePath+r.Reference+".png")
			w.raw("}")
			w.pair("description", adapter.Cut(r.Chart.Alt, 200))
			w.raw("}]}")
		}
		w.said("-# " + inert(source))
		w.comma()
		w.raw(`{"type":1,"components":[{"type":2,"style":5`)
		w.pair("url", v.Public+v.Path)
		w.pair("label", w.of("Evidence"))
		w.raw("}]}]}}")
		if len(w.b)-from <= maxComponent {
			w.raw("</script>\n")
			return
		}
	}
	w.b = w.b[:before]
}

// said is a text of such a preview.
func (w *writer) said(s string) {
	w.comma()
	w.raw(`{"type":10`)
	w.pair("content", s)
	w.raw("}")
}

// inert is a text that Discord's markup does not change.
func inert(s string) string { return marks.Replace(s) }

var marks = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "~", `\~`, "`", "\\`", "|", `\|`, "<", `\<`, ">", `\>`, "[", `\[`, "#", `\#`, "@", "@\u200b")
