package webhook

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
)

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// The convention's own example: https://www.standardwebhooks.com and its
// reference libraries sign it so.
func TestSignatureOfTheConvention(t *testing.T) {
	t.Parallel()
	secret, err := ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := Sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestSecretsAndAddresses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "whsec_", "whsec_!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 23)), "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 65))} {
		if _, err := ParseSecret(bad); err == nil || len(bad) > 6 && strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, bad := range []string{"", "x", "ftp://x.example", "https://", "https://u:p@x.example/hook", "%zz"} {
		if err := ParseAddress(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	for _, good := range []string{"https://x.example/hook?token=1", "http://127.0.0.1:9/x"} {
		if err := ParseAddress(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}

func TestPost(t *testing.T) {
	t.Parallel()
	secrets := [][]byte{[]byte("012345678901234567890123"), []byte("abcdefghijklmnopqrstuvwx")}
	status, header := http.StatusNoContent, http.Header{}
	var got *http.Request
	var raw []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		raw, _ = io.ReadAll(r.Body)
		for k, v := range header {
			w.Header()[k] = v
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	address := server.URL + "/hook?token=secret"
	h := New(Config{Addresses: []string{address}, Secrets: secrets, Now: func() time.Time { return noon }})
	to := bot.Destination{Platform: Platform, Workspace: Workspace, Channel: Channel(address)}
	r := bot.Reply{Kind: bot.KindAlert, Answer: answer.Answer{Headline: "New edition.", Lines: []string{"One."}, AsOf: "2026-11-27", Address: "https://x.example/e/x",
		Figures: []facts.Figure{{Ally: "ESP", Year: 2026, Measure: facts.ShareOfGDP, Value: 2, Estimate: true, Edition: "nato-2026-07"}}}}
	receipt, err := h.Post(context.Background(), to, r, "nb1")
	if err != nil || receipt.MessageID != "nb1" {
		t.Fatal(receipt, err)
	}
	var v payload
	if err := json.Unmarshal(raw, &v); err != nil || v.Type != "natobot.alert" || !v.Timestamp.Equal(noon.Truncate(24*time.Hour)) || v.Data.Headline != "New edition." || v.Data.Address != r.Address || len(v.Data.Figures) != 1 || v.Data.Figures[0].Value != 2 {
		t.Errorf("%s: %v", raw, err)
	}
	signatures := strings.Fields(got.Header.Get("Webhook-Signature"))
	if len(signatures) != 2 || signatures[0] != Sign(secrets[0], "nb1", noon, raw) || signatures[1] != Sign(secrets[1], "nb1", noon, raw) || got.Header.Get("Webhook-Id") != "nb1" || got.Header.Get("Webhook-Timestamp") != strconv.FormatInt(noon.Unix(), 10) {
		t.Errorf("%v", got.Header)
	}
	first := string(raw)
	if _, err := h.Post(context.Background(), to, r, "nb1"); err != nil || string(raw) != first {
		t.Errorf("a repeat has another body: %v", err)
	}
	for code, want := range map[int]bot.Outcome{301: bot.Permanent, 400: bot.Permanent, 401: bot.Permanent, 404: bot.Permanent, 410: bot.Permanent, 408: bot.RetryAfter, 429: bot.RetryAfter, 500: bot.RetryAfter, 503: bot.RetryAfter} {
		status, header = code, http.Header{"Retry-After": {"7"}, "Location": {"http://127.0.0.1:1/"}}
		_, err := h.Post(context.Background(), to, r, "nb2")
		var de *bot.DeliveryError
		if !errors.As(err, &de) || de.Outcome != want || de.After != 7*time.Second || de.Gone != (code == 410) || strings.Contains(err.Error()+de.Reason, "token=secret") {
			t.Errorf("%d: %v", code, err)
		}
	}
	server.Close()
	_, err = h.Post(context.Background(), to, r, "nb3")
	var de *bot.DeliveryError
	if !errors.As(err, &de) || de.Outcome != bot.RetryAfter || strings.Contains(err.Error(), "token=secret") {
		t.Errorf("no receiver: %v", err)
	}
	to.Channel = "elsewhere"
	if _, err := h.Post(context.Background(), to, r, "nb4"); !errors.As(err, &de) || de.Outcome != bot.Permanent || !de.Gone {
		t.Errorf("an address that is not configured: %v", err)
	}
}
