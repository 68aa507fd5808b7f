package discord

import (
	"net/http"
	"testing"
	"time"

	"natobot/bot/adapter"
)

// Whatever Discord's API answers, it is a refusal in one short line or ok, and a
// limit holds for a time that ends.
func FuzzAnswer(f *testing.F) {
	f.Add(200, `{"id":"1"}`, "", "")
	f.Add(401, `{"message":"401: Unauthorized","code":0}`, "", "")
	f.Add(429, `{"message":"You are being rate limited.","retry_after":0.5,"global":true}`, "1", "0.5")
	f.Add(429, `<html>`, "-5", "NaN")
	f.Add(400, `{"code":50035,"errors":{"content":{"_errors":[{"code":"BASE_TYPE_REQUIRED"}]}},"message":"Invalid Form Body"}`, "", "")
	f.Add(503, ``, "99999999999999999999", "1e300")
	f.Fuzz(func(t *testing.T, status int, body, after, reset string) {
		res := result{Answer: adapter.Answer{Status: 200 + (status%400+400)%400, Body: []byte(body), Header: http.Header{}}}
		res.Header.Set("Retry-After", after)
		res.Header.Set("X-RateLimit-Reset-After", reset)
		res.Header.Set("X-RateLimit-Remaining", "0")
		res.Header.Set("X-RateLimit-Bucket", "b")
		res.code()
		res.HTML()
		if text := res.err().Error(); text == "" {
			t.Error("no words")
		}
		if wait, _ := retryAfter(res, now); wait < 0 || wait > 24*time.Hour {
			t.Errorf("waits %s after %q %q", wait, after, body)
		}
	})
}
