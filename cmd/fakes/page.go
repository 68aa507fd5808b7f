package main

import (
	"context"
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"path"
	"strconv"
	"strings"

	"natobot/bot/adapter/screen"
)

type button = screen.Button

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"bars": bars, "curves": curves, "last": func(s []string) int { return len(s) - 1 }, "placed": func(v view, i int, e *entry) placed { return placed{v, i, e} }, "safe": func(s string) template.URL {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return template.URL(s)
	}
	return "#"
}}).Parse(pageText))

// A page is the conversation of a room, without a script and without anything
// from elsewhere.
type page struct{ w *world }

// placed is a message at its place in the talk; -1 is the window.
type placed struct {
	View  view
	At    int
	Entry *entry
}

// view is what the template shows.
type view struct {
	On, As  string
	Talk    talk
	Trouble string
}

func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	if s := r.Header.Get("Sec-Fetch-Site"); r.Method == http.MethodPost && s != "" && s != "same-origin" {
		http.Error(w, "This is typed on its own page only.", http.StatusForbidden)
		return
	}
	v := view{On: r.FormValue("on"), As: r.FormValue("as")}
	if v.On != "discord" {
		v.On = "slack"
	}
	if v.As != "U2" {
		v.As = "U1"
	}
	switch {
	case r.URL.Path == "/file" && r.Method == http.MethodGet:
		p.file(w, r, v.On)
		return
	case r.URL.Path != "/":
		http.NotFound(w, r)
		return
	}
	var err error
	v.Talk, err = p.w.do(r.Context(), v.On, func(ctx context.Context, room room) error {
		if r.Method != http.MethodPost {
			return nil
		}
		return act(ctx, room, v.As, r)
	})
	if err != nil {
		v.Trouble = err.Error()
	} else if r.Method == http.MethodPost { // a reload types nothing again
		http.Redirect(w, r, fmt.Sprintf("/?on=%s&as=%s#end", v.On, v.As), http.StatusSeeOther)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = pageTemplate.Execute(w, v) // whoever left is no matter
}

// act does what was pressed on the page.
func act(ctx context.Context, room room, user string, r *http.Request) error {
	t := room.log()
	switch r.FormValue("do") {
	case "type":
		if s := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(r.FormValue("text")), "/nato")); s != "" {
			return room.typed(ctx, user, s)
		}
	case "check":
		return room.checked(ctx, user, r.FormValue("text"))
	case "close":
		t.Window = nil
	case "press":
		e := t.Window
		if n, err := strconv.Atoi(r.FormValue("entry")); err == nil && n >= 0 && n < len(t.Entries) {
			e = t.Entries[n]
		}
		if e != nil {
			return room.pressed(ctx, user, e, r.FormValue("value"))
		}
	case "submit":
		fields := map[string]string{}
		for k, v := range r.PostForm {
			if id, ok := strings.CutPrefix(k, "field."); ok {
				fields[id] = v[0]
			}
		}
		return room.submitted(ctx, user, r.FormValue("form"), fields)
	}
	return nil
}

// file is one that came with a message.
func (p *page) file(w http.ResponseWriter, r *http.Request, on string) {
	t, err := p.w.do(r.Context(), on, func(context.Context, room) error { return nil })
	n, bad := strconv.Atoi(r.FormValue("entry"))
	if err != nil || bad != nil || n < 0 || n >= len(t.Entries) {
		http.NotFound(w, r)
		return
	}
	name := r.FormValue("name")
	b, ok := t.Entries[n].files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", map[string]string{".png": "image/png", ".csv": "text/csv; charset=utf-8"}[path.Ext(name)])
	if path.Ext(name) == ".txt" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(b) // whoever left is no matter
}

// A bar is a value of a chart, as long as the largest is wide.
type bar struct {
	Label, Value string
	Wide         int // of 100
}

// bars are a chart as rows, one series below the other.
func bars(c *screen.Chart) []bar {
	most := 0.0
	for _, s := range c.Series {
		for _, v := range s.Values {
			most = math.Max(most, math.Abs(v))
		}
	}
	var out []bar
	for _, s := range c.Series {
		for i, v := range s.Values {
			label := c.Categories[i]
			if len(c.Series) > 1 {
				label = s.Name + " " + label
			}
			out = append(out, bar{label, strconv.FormatFloat(v, 'f', -1, 64), int(100 * math.Abs(v) / math.Max(most, 1e-9))})
		}
	}
	return out
}

// A curve is a series of a chart as a line within 300 by 110.
type curve struct{ Name, Points, Colour string }

// colours tell curves apart, as Slack has its own.
var colours = []string{"#1f5fa8", "#b45309", "#0a6b48", "#8a2be2", "#a8201a", "#555a64"}

func curves(c *screen.Chart) []curve {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, s := range c.Series {
		for _, v := range s.Values {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	var out []curve
	for i, s := range c.Series {
		var b strings.Builder
		for j, v := range s.Values {
			fmt.Fprintf(&b, "%.1f,%.1f ", 300*float64(j)/float64(max(1, len(s.Values)-1)), 105-100*(v-lo)/max(hi-lo, 1e-9))
		}
		last := ""
		if n := len(s.Values); n > 0 {
			last = ": " + strconv.FormatFloat(s.Values[0], 'f', -1, 64) + " … " + strconv.FormatFloat(s.Values[n-1], 'f', -1, 64)
		}
		out = append(out, curve{s.Name + last, b.String(), colours[i%len(colours)]})
	}
	return out
}
