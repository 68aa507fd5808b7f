package main

import (
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"natobot/bot"
)

// metrics are what an operator watches. No label holds anything that a person
// typed, and none grows with the number of users.
type metrics struct {
	reg      *prometheus.Registry
	answers  *prometheus.CounterVec
	latency  *prometheus.HistogramVec
	sends    *prometheus.CounterVec
	events   *prometheus.CounterVec
	requests *prometheus.CounterVec
	shed     *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		reg: prometheus.NewRegistry(),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "natobot_answers_total", Help: "Replies by platform, kind of request, intent and outcome (answered, ambiguous, unknown, unsupported, notice, error).",
		}, []string{"platform", "kind", "intent", "outcome"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "natobot_answer_seconds", Help: "Time from request to reply, without the network.",
			Buckets: []float64{.0001, .0003, .001, .003, .01, .03, .1, .3, 1, 3},
		}, []string{"platform"}),
		sends: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "natobot_sends_total", Help: "Messages sent on schedule, by platform and outcome (sent, skipped, retry, permanent, unknown, refused, unauthorised).",
		}, []string{"platform", "outcome"}),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "natobot_platform_events_total", Help: "Notable events of the adapters: busy, late, panic, reconnect, repeated, unsigned and others.",
		}, []string{"platform", "event"}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "natobot_http_requests_total", Help: "HTTP requests by endpoint and status.",
		}, []string{"path", "code"}),
		shed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "natobot_http_shed_total", Help: "What was cut to make room: the slowest connection, the slowest body.",
		}, []string{"what"}),
	}
	m.reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		m.answers, m.latency, m.sends, m.events, m.requests, m.shed)
	m.shed.WithLabelValues("connection")
	m.shed.WithLabelValues("body")
	return m
}

// expect makes the series that alerts watch exist before anything happens: a
// series that begins at 1 is no increase.
func (m *metrics) expect(platform string) {
	for _, o := range []string{"sent", "skipped", "retry", "permanent", "unknown", "refused", "unauthorised"} {
		m.sends.WithLabelValues(platform, o)
	}
	m.answers.WithLabelValues(platform, string(bot.Ask), "", "error")
	m.latency.WithLabelValues(platform)
	m.events.WithLabelValues(platform, "panic")
	m.events.WithLabelValues(platform, "busy")
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.reg, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// gauge reads a value at each scrape.
func (m *metrics) gauge(name, help string, labels prometheus.Labels, read func() float64) {
	m.reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: labels}, read))
}

func (m *metrics) observe(r bot.Request, reply bot.Reply, took time.Duration) {
	m.answers.WithLabelValues(r.Platform, string(r.Kind), string(reply.Intent), outcomeOf(reply)).Inc()
	m.latency.WithLabelValues(r.Platform).Observe(took.Seconds())
}

// outcomeOf is how an answer ended, for metrics and the log.
func outcomeOf(r bot.Reply) string {
	switch {
	case r.Kind == bot.KindError || r.Kind == bot.KindNotice:
		return string(r.Kind)
	case r.Status == "":
		return "answered" // completions, forms
	}
	return string(r.Status)
}

// counter reads a count at each scrape.
func (m *metrics) counter(name, help string, labels prometheus.Labels, read func() int64) {
	m.reg.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels}, func() float64 { return float64(read()) }))
}

// endpoints are the paths that requests are counted by; every other path is
// "other", so that a stranger can't make the label grow.
var endpoints = map[string]bool{
	"/slack/commands": true, "/slack/interactions": true, "/slack/events": true, "/slack/options": true, "/slack/install": true, "/slack/oauth/callback": true,
	"/discord/interactions": true, "/discord/events": true, "/mcp": true, "/healthz": true, "/readyz": true, "/metrics": true,
	"/": true, "/editions": true, "/allies": true, "/commitments": true, "/meetings": true, "/check": true, "/oembed": true, "/calendar.ics": true,
}

// below are the paths below which each is counted as one.
var below = []string{"/charts/", "/e/", "/allies/", "/meetings/", "/feeds/"}

// statusWriter notes the status of a response.
type statusWriter struct {
	http.ResponseWriter
	code int
}

func (w *statusWriter) WriteHeader(code int) {
	if w.code == 0 {
		w.code = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

var codeText = map[int]string{0: "200", 200: "200", 202: "202", 204: "204", 302: "302", 304: "304", 400: "400", 401: "401", 403: "403", 404: "404", 405: "405", 410: "410", 413: "413", 429: "429", 500: "500", 503: "503"}

func (m *metrics) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sw := &statusWriter{ResponseWriter: w}
		next.ServeHTTP(sw, r)
		path := "other"
		if endpoints[r.URL.Path] {
			path = r.URL.Path
		} else {
			for _, p := range below {
				if strings.HasPrefix(r.URL.Path, p) {
					path = p
				}
			}
		}
		code, ok := codeText[sw.code]
		if !ok {
			code = "other"
		}
		m.requests.WithLabelValues(path, code).Inc()
	})
}
