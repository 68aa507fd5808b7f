package slack

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"natobot/bot"
)

const (
	stateLife   = 10 * time.Minute // as long as Slack's code lives
	stateCookie = "natobot_slack_state"
)

func (a *Adapter) oauthOn() bool {
	return a.cfg.ClientID != "" && a.cfg.ClientSecret != "" && a.cfg.Installations != nil
}

// install sends the browser to Slack with a state that only this browser can
// bring back: https://docs.slack.dev/authentication/installing-with-oauth
func (a *Adapter) install(w http.ResponseWriter, r *http.Request) {
	var b [32]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	bound := base64.RawURLEncoding.EncodeToString(b[:16])
	body := strconv.FormatInt(a.now().Add(stateLife).Unix(), 36) + "." + base64.RawURLEncoding.EncodeToString(b[16:])
	http.SetCookie(w, &http.Cookie{Name: stateCookie, Value: bound, Path: "/slack", MaxAge: int(stateLife.Seconds()), HttpOnly: true,
		Secure: strings.HasPrefix(a.cfg.PublicURL, "https://"), SameSite: http.SameSiteLaxMode})
	tools := a.cfg.Tools && strings.HasPrefix(a.cfg.PublicURL, "https://")
	q := url.Values{"client_id": {a.cfg.ClientID}, "scope": {strings.Join(asked(a.cfg.Settle, tools), ",")}, "state": {body + "." + a.stateMAC(body, bound)}}
	if u := a.redirectURI(); u != "" {
		q.Set("redirect_uri", u)
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, a.site()+"/oauth/v2/authorize?"+q.Encode(), http.StatusFound)
}

// site is where browsers meet Slack: the host of the Web API.
func (a *Adapter) site() string {
	return strings.TrimSuffix(strings.TrimSuffix(a.api, "/"), "/api")
}

func (a *Adapter) redirectURI() string {
	if a.cfg.PublicURL == "" {
		return ""
	}
	return strings.TrimSuffix(a.cfg.PublicURL, "/") + "/slack/oauth/callback"
}

func (a *Adapter) stateMAC(body, bound string) string {
	m := hmac.New(sha256.New, []byte(a.cfg.ClientSecret))
	m.Write([]byte("natobot oauth state v1\x00" + body + "\x00" + bound))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// ours reports whether a state was made for this browser, lately.
func (a *Adapter) ours(state string, r *http.Request) bool {
	c, err := r.Cookie(stateCookie)
	i := strings.LastIndexByte(state, '.')
	if err != nil || c.Value == "" || i < 0 || len(state) > 300 {
		return false
	}
	body, sum := state[:i], state[i+1:]
	if !hmac.Equal([]byte(sum), []byte(a.stateMAC(body, c.Value))) {
		return false
	}
	end, _, _ := strings.Cut(body, ".")
	sec, err := strconv.ParseInt(end, 36, 64)
	return err == nil && a.now().Before(time.Unix(sec, 0))
}

func (a *Adapter) callback(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	state := q.Get("state")
	if !a.ours(state, r) {
		a.kit.Event("install_refused")
		page(w, http.StatusBadRequest, "Not installed", "This install was not begun in this browser, or longer than ten minutes ago. Nothing was installed.", "Begin again", "/slack/install")
		return
	}
	first, err := a.kit.Fresh(a.cfg.Shared, "oauth:"+state, 2*stateLife, a.now())
	if err != nil {
		a.log.Error("slack: install not remembered", "error", err)
		page(w, http.StatusServiceUnavailable, "Not installed", "This could not be done just now. Nothing was installed.", "Try again", "/slack/install")
		return
	}
	if !first {
		a.kit.Event("install_refused")
		page(w, http.StatusBadRequest, "Already used", "This link was used before; it works once.", "Install again", "/slack/install")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: stateCookie, Path: "/slack", MaxAge: -1, HttpOnly: true})
	if q.Get("error") != "" || q.Get("code") == "" {
		page(w, http.StatusOK, "Not installed", "The permission was not given, so nothing was installed.", "Try again", "/slack/install")
		return
	}
	in, err := a.obtain(r.Context(), q.Get("code"))
	if err != nil {
		a.kit.Event("install_failed")
		a.log.Error("slack: install failed", "error", err)
		page(w, http.StatusBadGateway, "Not installed", "Slack did not confirm the install. Nothing was installed.", "Try again", "/slack/install")
		return
	}
	if err := a.cfg.Installations.SaveInstallation(r.Context(), in); err != nil {
		a.log.Error("slack: installation not stored", "workspace", in.Workspace, "error", err)
		page(w, http.StatusInternalServerError, "Not installed", "The install could not be stored.", "Try again", "/slack/install")
		return
	}
	a.limits.revive(in.Token) // Slack may issue the old one again
	a.kit.Event("installed")
	a.log.Info("slack: installed", "workspace", in.Workspace, "enterprise", in.Enterprise)
	page(w, http.StatusOK, "Installed", "Go back to Slack and type /nato spain. Answers are private until you share them.", "Open Slack", "https://app.slack.com/client")
	if in.Enterprise || in.Installer == "" {
		return // an organisation's administrator may be in no workspace
	}
	a.after(func() {
		ctx, cancel := context.WithTimeout(a.kit.Base, time.Minute)
		defer cancel()
		reply := a.kit.Handle(ctx, bot.Request{ID: "install", Kind: bot.Welcome, Platform: platformName, Workspace: in.Workspace, User: in.Installer, Direct: true, At: a.now()})
		if _, err := a.Post(ctx, bot.Destination{Platform: platformName, Workspace: in.Workspace, User: in.Installer}, reply, ""); err != nil {
			a.log.Warn("slack: installer not greeted", "workspace", in.Workspace, "error", err)
		}
	})
}

// obtain exchanges a code for a token.
func (a *Adapter) obtain(ctx context.Context, code string) (bot.Installation, error) {
	form := url.Values{"client_id": {a.cfg.ClientID}, "client_secret": {a.cfg.ClientSecret}, "code": {code}}
	if u := a.redirectURI(); u != "" {
		form.Set("redirect_uri", u)
	}
	res, err := a.form(ctx, "oauth.v2.access", form)
	if err != nil {
		return bot.Installation{}, err
	}
	var got struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
		ExpiresIn    int    `json:"expires_in"`
		Scope        string `json:"scope"`
		BotUser      string `json:"bot_user_id"`
		Wide         bool   `json:"is_enterprise_install"`
		Team         *struct{ ID, Name string }
		Enterprise   *struct{ ID, Name string }
		Authed       idOf `json:"authed_user"`
	}
	if !res.ok || json.Unmarshal(res.Body, &got) != nil || got.AccessToken == "" {
		return bot.Installation{}, fmt.Errorf("oauth.v2.access: %w", res.err())
	}
	in := bot.Installation{Platform: platformName, BotUser: got.BotUser, Token: got.AccessToken, RefreshToken: got.RefreshToken, Installer: got.Authed.ID, Scopes: got.Scope, At: a.now()}
	if got.ExpiresIn > 0 {
		in.Expires = a.now().Add(time.Duration(got.ExpiresIn) * time.Second)
	}
	switch {
	case got.Wide && got.Enterprise != nil:
		in.Workspace, in.Name, in.Enterprise = got.Enterprise.ID, got.Enterprise.Name, true
	case got.Team != nil:
		in.Workspace, in.Name = got.Team.ID, got.Team.Name
	}
	if in.Workspace == "" {
		return bot.Installation{}, fmt.Errorf("oauth.v2.access: neither team nor enterprise")
	}
	return in, nil
}

// page is a small page with one next step.
func page(w http.ResponseWriter, status int, title, say, next, to string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>natobot: %[1]s</title>`+
		`<body style="font:1.1em/1.5 sans-serif;max-width:34em;margin:3em auto;padding:0 1em"><h1>%[1]s</h1><p>%[2]s</p><p><a href="%[4]s">%[3]s</a></p><p><small>%[5]s</small></p>`,
		html.EscapeString(title), html.EscapeString(say), html.EscapeString(next), html.EscapeString(to), html.EscapeString(bot.Disclaimer))
}
