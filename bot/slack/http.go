package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	timeWindow = 5 * time.Minute // https://docs.slack.dev/authentication/verifying-requests-from-slack
	maxBody    = 1 << 20
	maxProbe   = 4 << 10 // of an unsigned body that may be Slack's certificate probe
)

// Mount registers POST /slack/commands, /slack/interactions and /slack/events,
// if there is a signing secret, and the OAuth install, if there is a client.
func (a *Adapter) Mount(mux *http.ServeMux) {
	if a.cfg.SigningSecret != "" {
		mux.HandleFunc("POST /slack/commands", func(w http.ResponseWriter, r *http.Request) {
			body, ok := a.verified(w, r, true)
			if !ok {
				return
			}
			v, err := url.ParseQuery(string(body))
			if err == nil && v.Get("ssl_check") == "1" {
				return
			}
			if err != nil || !v.Has("command") && !v.Has("user_id") {
				http.Error(w, "This is no command.", http.StatusBadRequest)
				return
			}
			a.write(w, a.command(v))
		})
		mux.HandleFunc("POST /slack/interactions", func(w http.ResponseWriter, r *http.Request) {
			body, ok := a.verified(w, r, true)
			if !ok {
				return
			}
			v, err := url.ParseQuery(string(body))
			if err != nil || v.Get("payload") == "" {
				if v.Get("ssl_check") == "1" {
					return
				}
				http.Error(w, "This is no interaction.", http.StatusBadRequest)
				return
			}
			a.write(w, a.interact([]byte(v.Get("payload"))))
		})
		mux.HandleFunc("POST /slack/events", func(w http.ResponseWriter, r *http.Request) {
			body, ok := a.verified(w, r, false)
			if !ok {
				return
			}
			a.write(w, a.event(body))
		})
	}
	if a.oauthOn() {
		mux.HandleFunc("GET /slack/install", a.install)
		mux.HandleFunc("GET /slack/oauth/callback", a.callback)
	}
}

// write sends the first response, then does the rest.
func (a *Adapter) write(w http.ResponseWriter, ans answer) {
	if ans.retry {
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	var err error
	if len(ans.body) > 0 {
		w.Header()["Content-Type"] = jsonType
		w.Header().Set("Content-Length", strconv.Itoa(len(ans.body)))
		_, err = w.Write(ans.body)
	} else {
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusOK)
	}
	if err == nil && ans.later != nil { // which must not overtake it
		err = http.NewResponseController(w).Flush()
	}
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		a.kit.Event("late")
		a.log.Warn("slack: nobody waited for the answer")
	}
	if ans.later == nil {
		return
	}
	a.after(ans.later)
}

var jsonType = []string{"application/json; charset=utf-8"}

// after runs f on a goroutine that Wait waits for; a panic in it ends nothing.
func (a *Adapter) after(f func()) { a.kit.Work.Go(f) }

// verified reads the raw body and checks that Slack signed it just now. When
// it is not verified the response is already written: 401, or an empty 200 to
// the certificate probe, which may come unsigned.
func (a *Adapter) verified(w http.ResponseWriter, r *http.Request, probe bool) ([]byte, bool) {
	refuse := func(status int) ([]byte, bool) {
		a.kit.Event("unsigned")
		http.Error(w, http.StatusText(status), status)
		return nil, false
	}
	stamp, signature := only(r.Header["X-Slack-Request-Timestamp"]), only(r.Header["X-Slack-Signature"])
	most, tooBig := int64(maxBody), http.StatusRequestEntityTooLarge
	if !fresh(stamp, a.now()) || signature == "" {
		if most, tooBig = maxProbe, http.StatusUnauthorized; !probe {
			return refuse(http.StatusUnauthorized)
		}
	}
	var body []byte
	var err error
	if n := r.ContentLength; n > most {
		return refuse(tooBig)
	} else if n > 0 {
		body = make([]byte, n)
		_, err = io.ReadFull(r.Body, body)
	} else if r.Body != nil {
		body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	}
	if err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return refuse(tooBig)
		}
		return refuse(http.StatusBadRequest)
	}
	if Verify(a.cfg.SigningSecret, stamp, signature, body, a.now()) {
		return body, true
	}
	if probe && len(body) <= maxProbe {
		if v, err := url.ParseQuery(string(body)); err == nil && v.Get("ssl_check") == "1" && !v.Has("command") && !v.Has("payload") {
			w.WriteHeader(http.StatusOK)
			return nil, false
		}
	}
	return refuse(http.StatusUnauthorized)
}

// Verify reports whether a request's raw body carries Slack's signature made
// within five minutes of now:
// https://docs.slack.dev/authentication/verifying-requests-from-slack
// It compares in constant time and does not stop replays within the window.
func Verify(secret, stamp, signature string, body []byte, now time.Time) bool {
	if secret == "" || !fresh(stamp, now) {
		return false
	}
	if len(signature) != 3+2*sha256.Size || signature[:3] != "v0=" {
		return false
	}
	var got [sha256.Size]byte
	if _, err := hex.Decode(got[:], []byte(signature[3:])); err != nil {
		return false
	}
	m := hmac.New(sha256.New, []byte(secret))
	io.WriteString(m, "v0:"+stamp+":") // a hash never fails
	m.Write(body)
	var want [sha256.Size]byte
	return hmac.Equal(got[:], m.Sum(want[:0]))
}

// fresh reports whether a timestamp is one of the last five minutes, or of the
// next, should a clock be wrong.
func fresh(stamp string, now time.Time) bool {
	sec, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || len(stamp) > 12 || stamp[0] == '+' || stamp[0] == '-' {
		return false
	}
	age := now.Sub(time.Unix(sec, 0))
	return age <= timeWindow && age >= -timeWindow
}

// only is the one value of a header; sent twice it means nothing.
func only(values []string) string {
	if len(values) != 1 {
		return ""
	}
	return values[0]
}
