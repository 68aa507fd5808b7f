package slack

import (
	"net/http"
	"testing"
	"time"

	"natobot/bot"
)

// A response address is called over https at Slack's own hosts only, unless
// SLACK_API_URL is another.
func TestResponseAddressesAreSlacksOwn(t *testing.T) {
	t.Parallel()
	called := make(chan string, 20)
	client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		called <- r.URL.String()
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
	})}
	own := newRig(t, func(c *Config) { c.APIURL, c.HTTPClient = "", client })
	other := newRig(t, func(c *Config) { c.APIURL, c.HTTPClient = "https://slack-proxy.example/api/", client })
	for hook, want := range map[string]bool{
		"https://hooks.slack.com/commands/T1/1/x": true, "https://HOOKS.slack.com:443/x": true, "https://slack.com/x": true,
		"http://hooks.slack.com/x": false, "https://hooks.slack.com.example/x": false, "https://evilslack.com/x": false, "https://hooks.slack.com:8443/x": false,
		"https://hooks.slack.com@evil.example/x": false, "https://169.254.169.254/latest": false, "http://127.0.0.1:5432/": false, "file:///etc/passwd": false, "https:///x": false,
	} {
		own.a.respond(hook, bot.Request{ID: "1", At: own.a.now(), Workspace: "T1"}, bot.Notice("x"), nil)
		got := false
		select {
		case <-called:
			got = true
		default:
		}
		if got != want {
			t.Errorf("%s: called %v", hook, got)
		}
	}
	other.a.respond("http://stand-in.example/hook", bot.Request{ID: "1", At: other.a.now(), Workspace: "T1"}, bot.Notice("x"), nil)
	select {
	case <-called:
	case <-time.After(3 * time.Minute):
		t.Error("beside another Web API the address is not called")
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
