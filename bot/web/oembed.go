package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"natobot/bot"
)

// The size of a frame where nothing smaller is asked for, in CSS pixels.
const (
	frameWidth  = 640
	frameHeight = 560
)

// oembed is GET /oembed: how the answer at an address of ours stands in another
// page, by oEmbed 1.0 (https://oembed.com).
func (a *Adapter) oembed(r *http.Request) page {
	q := r.URL.Query()
	if f := q.Get("format"); f != "" && f != "json" {
		return plain(http.StatusNotImplemented, "Only json is given.\n")
	}
	u, err := url.Parse(q.Get("url"))
	if err != nil || a.Public != "" && !strings.HasPrefix(q.Get("url"), a.Public+bot.EvidencePath) {
		return plain(http.StatusNotFound, "That is no address of an answer here.\n")
	}
	at := strings.LastIndex(u.Path, bot.EvidencePath)
	if at < 0 {
		return plain(http.StatusNotFound, "That is no address of an answer here.\n")
	}
	ref, _, _ := strings.Cut(u.Path[at+len(bot.EvidencePath):], "/")
	reply, p, ok := a.opened(r, ref)
	if !ok {
		return plain(p.status, reply.Headline+"\n")
	}
	base := a.base()
	width, height := bounded(q.Get("maxwidth"), frameWidth), bounded(q.Get("maxheight"), frameHeight)
	embed := base + bot.EvidencePath + ref + "/embed"
	out := map[string]any{"version": "1.0", "type": "rich", "title": reply.Headline, "provider_name": "natobot", "provider_url": base + "/", "cache_age": 86400,
		"width": width, "height": height,
		"html": `<iframe src="` + embed + `" title="` + attribute(reply.Headline) + `" width="` + strconv.Itoa(width) + `" height="` + strconv.Itoa(height) + `" style="border:0" loading="lazy"></iframe>`}
	body, err := json.Marshal(out)
	if err != nil {
		return a.fault(r, err)
	}
	p = page{status: http.StatusOK, kind: "application/json; charset=utf-8", body: body}
	p.set("Access-Control-Allow-Origin", "*")
	return p
}

func plain(status int, say string) page {
	return page{status: status, kind: "text/plain; charset=utf-8", body: []byte(say)}
}

// bounded is a number of pixels that was asked for, at least 320 and at most most.
func bounded(s string, most int) int {
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return max(320, min(n, most))
	}
	return most
}

var attributes = strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;")

func attribute(s string) string { return attributes.Replace(s) }
