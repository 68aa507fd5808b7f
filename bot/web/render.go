package web

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

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
	Body   string // the template of what is in it
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
	//go:embed page.html
	pageText string
	//go:embed style.css
	styleText string
	//go:embed check.css
	checkText string

	style      = packed(styleText) + "@media screen and (prefers-color-scheme:dark){" + chart.CSS(chart.Dark) + "}"
	checkStyle = packed(checkText)
	tmpl       = template.Must(template.New("page").Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(style) }, "checkStyle": func() template.CSS { return template.CSS(checkStyle) }, "lower": strings.ToLower, "figures": figures, "hero": hero, "held": held, "cells": cells,
		"chart": inline, "ld": linked, "discord": component, "verdict": bot.VerdictWord, "meets": meets, "languages": func() []string { return Languages },
		"inForce": func(d *facts.Dataset, day facts.Date) int { return len(d.InForce(day)) }, "byDay": byDay, "lead": lead, "share": share, "amount": amount, "unheld": unheld, "place": place, "newest": newest, "deciding": deciding,
	}).Parse(pageText))
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
	v.Lang, v.Static, v.Public, v.Support, v.Data, v.Today = answer.English, a.Static, a.Public, cmp.Or(a.Support, bot.DefaultSupport), a.Data().Dataset, facts.DateOf(a.Now())
	if v.Reply != nil && v.Reply.Evidence != nil && v.Reply.Evidence.Ref.Lang != "" {
		v.Lang = v.Reply.Evidence.Ref.Lang
	}
	p := page{status: cmp.Or(v.Status, http.StatusOK), kind: "text/html; charset=utf-8"}
	var b bytes.Buffer
	b.Grow(24 << 10)
	if err := tmpl.ExecuteTemplate(&b, "page", &v); err != nil {
		if v.Status == http.StatusInternalServerError { // the page that would say so
			return page{status: v.Status, kind: "text/plain; charset=utf-8", body: []byte("This page could not be made because of a fault on our side.\n"), fleeting: true}
		}
		return a.fault(r, err)
	}
	p.body = b.Bytes()
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

// A stat is a number that is shown large, with what it is.
type stat struct{ Number, Unit, Of, When string }

// hero are the figures that the answer is about: those that its headline
// states, or a count.
func hero(d *facts.Dataset, r *bot.Reply) []stat {
	var out []stat
	e := r.Evidence
	if e == nil {
		return nil
	}
	switch {
	case r.Intent == answer.ThresholdList && len(r.Derived) > 0 && strings.HasPrefix(r.Derived[0].Name, "allies_"):
		return []stat{{Number: strconv.FormatFloat(r.Derived[0].Value, 'f', -1, 64), Of: plural(r.Derived[0].Value, "Ally", "Allies")}}
	case r.Intent == answer.MeetingCard, r.Intent == answer.CommitmentAsk, r.Intent == answer.DefinitionAsk:
	default:
		for _, f := range e.Principal {
			s := stat{Number: f.Number(), Of: d.Name(f.Ally), When: strconv.Itoa(f.Year)}
			switch unit := f.Measure.Unit(); {
			case strings.HasPrefix(unit, "%"):
				s.Unit = "%"
			case f.Measure == facts.SpendNCU || f.Measure == facts.SpendNCUConstant:
				s.Unit = "m " + d.CurrencyOf(f)
			default:
				s.Unit = unit
			}
			if f.Estimate {
				s.When += ", estimate"
			}
			out = append(out, s)
		}
	}
	return out
}

func plural(n float64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// A figureRow is a published figure as the table of all of them shows it.
type figureRow struct {
	facts.Figure
	Name, Unit string
}

func figures(d *facts.Dataset, r *bot.Reply) []figureRow {
	out := make([]figureRow, len(r.Figures))
	for i, f := range r.Figures {
		out[i] = figureRow{f, d.Name(f.Ally), f.Measure.Unit()}
		if f.Measure == facts.SpendNCU || f.Measure == facts.SpendNCUConstant {
			out[i].Unit = "million " + d.CurrencyOf(f)
		}
	}
	return out
}

// A cellView is a cell of a table: a heading of its row, or not.
type cellView struct {
	Text          string
	Head, Numeric bool
}

// cells are the cells of a row; the first that is no number heads it.
func cells(t *answer.Table, row []string) []cellView {
	out := make([]cellView, len(row))
	headed := false
	for i, c := range row {
		numeric := i < len(t.Numeric) && t.Numeric[i]
		out[i] = cellView{c, !numeric && !headed, numeric}
		headed = headed || !numeric
	}
	if !headed && len(out) > 0 {
		out[0].Head = true
	}
	return out
}

// inline is the chart within a page: the drawing of the file, in the colours of
// the page.
func inline(r *bot.Reply) (template.HTML, error) {
	svg, err := chart.SVG(r.Chart, chart.Light)
	return template.HTML(svg), err
}

// lead is what an answer says below its headline and not in its table: at most
// n lines, or the rest.
func lead(r *bot.Reply, n int, rest bool) []string {
	lines := slices.DeleteFunc(slices.Clone(r.Lines), r.Table.Restates)
	n = min(n, len(lines))
	if rest {
		return lines[n:]
	}
	return lines[:n]
}

// held says how much of an edition is held.
func held(e *facts.Edition) string {
	if e.Complete {
		return "in full"
	}
	return "in part"
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

// meets reports whether a share meets the floor.
func meets(d *facts.Dataset, day facts.Date, f *facts.Figure) bool {
	c, ok := d.Floor(day)
	if !ok || f == nil {
		return false
	}
	sign, _ := f.Against(c.Value)
	return sign >= 0
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

// linked is the answer as JSON-LD: a Dataset of schema.org with an Observation
// for each published figure.
func linked(v *view) any {
	r := v.Reply
	at := v.Public + v.Path
	observed := make([]map[string]any, 0, len(r.Figures))
	measures := []string{}
	from, to := 0, 0
	for _, f := range r.Figures {
		if !slices.Contains(measures, f.Measure.Label()) {
			measures = append(measures, f.Measure.Label())
		}
		if from == 0 || f.Year < from {
			from = f.Year
		}
		to = max(to, f.Year)
		o := map[string]any{"@type": "Observation", "observationAbout": map[string]any{"@type": "Place", "name": v.Data.Name(f.Ally), "identifier": f.Ally},
			"variableMeasured": f.Measure, "observationDate": strconv.Itoa(f.Year), "value": json.Number(f.Plain()), "unitText": f.Measure.Unit(), "isBasedOn": f.Edition}
		if f.Estimate {
			o["measurementQualifier"] = "estimate"
		}
		observed = append(observed, o)
	}
	set := map[string]any{"@type": "Dataset", "name": r.Headline, "description": r.Sentence(), "identifier": r.Reference, "inLanguage": v.Lang, "isAccessibleForFree": true,
		"dateModified": r.AsOf, "variableMeasured": measures, "creator": map[string]any{"@type": "Organization", "name": "natobot"}}
	if at != "" && v.Public != "" {
		set["@id"], set["url"] = at, at
	}
	if from != 0 {
		set["temporalCoverage"] = fmt.Sprintf("%d/%d", from, to)
	}
	if len(r.Sources) > 0 {
		based := []map[string]any{}
		if r.Evidence != nil {
			for _, s := range r.Evidence.Sources[:min(12, len(r.Evidence.Sources))] { // a meeting's card rests on dozens; the page names all
				b := map[string]any{"@type": "CreativeWork", "identifier": s.ID, "name": cmp.Or(s.Title, s.Publisher), "publisher": s.Publisher, "datePublished": s.Published}
				if s.URL != "" {
					b["url"] = s.URL
				}
				based = append(based, b)
			}
		}
		set["isBasedOn"] = based
		set["creditText"] = strings.TrimSuffix(r.Sentence(), ".")
	}
	if r.Reference != "" {
		files := []map[string]any{}
		for _, ext := range []string{"csv", "json", "xlsx"} {
			files = append(files, map[string]any{"@type": "DataDownload", "encodingFormat": map[string]string{"csv": "text/csv", "json": "application/json", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[ext],
				"contentUrl": v.Public + bot.EvidencePath + r.Reference + "." + ext})
		}
		set["distribution"] = files
	}
	return map[string]any{"@context": "https://schema.org", "@graph": append([]map[string]any{set}, observed...)}
}

// maxComponent is what Discord reads of a page's own preview, in bytes, escapes
// counted: https://docs.discord.com/developers/link-previews/component-embeds
const maxComponent = 3000

// component is the preview that Discord shows of an answer's address; nil where
// the address is not known.
func component(v *view) any {
	r := v.Reply
	if v.Public == "" || v.Path == "" || r == nil {
		return nil
	}
	text := func(s string) map[string]any { return map[string]any{"type": 10, "content": s} }
	source := ""
	if len(r.Sources) > 0 {
		source = r.Sources[0].Publisher + ", " + r.Sources[0].Title + ", " + r.Sources[0].Published.Long()
	}
	for lines := min(4, len(r.Lines)); lines >= 0; lines-- {
		parts := []map[string]any{text("## " + inert(r.Headline))}
		if lines > 0 {
			parts = append(parts, text(inert(strings.Join(r.Lines[:lines], "\n"))))
		}
		if r.Chart != nil && r.Reference != "" {
			parts = append(parts, map[string]any{"type": 12, "items": []map[string]any{{"media": map[string]any{"url": v.Public + bot.EvidencePath + r.Reference + ".png"}, "description": cut(r.Chart.Alt, 200)}}})
		}
		parts = append(parts, text("-# "+inert(source)), map[string]any{"type": 1, "components": []map[string]any{{"type": 2, "style": 5, "url": v.Public + v.Path, "label": "Evidence"}}})
		out := map[string]any{"component": map[string]any{"type": 17, "accent_color": 0x0b4a8f, "components": parts}}
		if raw, err := json.Marshal(out); err == nil && len(raw)+len(raw)/20 < maxComponent {
			return out
		}
	}
	return nil
}

// inert is a text that Discord's markup does not change.
func inert(s string) string { return markup.Replace(s) }

var markup = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "~", `\~`, "`", "\\`", "|", `\|`, "<", `\<`, ">", `\>`, "[", `\[`, "#", `\#`, "@", "@\u200b")

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// deciding are the figures that decide a statement, as a list shows them: the
// words of a verdict name those of more.
func deciding(d *facts.Dataset, s bot.Statement) []figureRow {
	if len(s.Figures) > 4 {
		return nil
	}
	return figures(d, &bot.Reply{Answer: answer.Answer{Figures: s.Figures}})
}
