package main

import (
	"encoding/base64"
	"io"
	"net/url"
	"strings"
)

// A redactor writes on, with configured secrets struck out: a second lock,
// should somebody else's error message repeat one.
type redactor struct {
	io.Writer
	secrets *strings.Replacer
}

// redacted strikes c's secrets out of what is written to w, which is whole
// lines or more.
func (c config) redacted(w io.Writer) io.Writer {
	var pairs []string
	strike := func(s string) {
		if len(s) >= 8 { // a shorter one would strike out innocent words
			pairs = append(pairs, s, "…")
		}
	}
	for _, s := range []string{c.SlackSigningSecret, c.SlackBotToken, c.SlackAppToken, c.SlackClientSecret, c.DiscordBotToken} {
		strike(s)
	}
	for _, a := range c.Webhooks { // may hold a secret of the receiver's
		strike(a)
	}
	for _, k := range c.HookSecrets {
		strike(base64.StdEncoding.EncodeToString(k))
	}
	if u, err := url.Parse(c.DatabaseURL); err == nil && u.User != nil {
		if p, ok := u.User.Password(); ok {
			strike(p)
			strike(url.QueryEscape(p))
		}
	}
	if len(pairs) == 0 {
		return w
	}
	return redactor{w, strings.NewReplacer(pairs...)}
}

// Write implements io.Writer.
func (r redactor) Write(p []byte) (int, error) {
	if _, err := io.WriteString(r.Writer, r.secrets.Replace(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
