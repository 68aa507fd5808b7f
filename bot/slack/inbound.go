package slack

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// An answer is the first response to what Slack sent, and what remains to be
// done once it is delivered.
type answer struct {
	body   []byte // nil: an empty acknowledgement
	retry  bool   // not done: Slack shall deliver it again
	respTo string // response_url, should the body not fit where it goes
	later  func()
}

// A command is a slash command:
// https://docs.slack.dev/interactivity/implementing-slash-commands
func (a *Adapter) command(v url.Values) answer {
	now := a.now()
	enterprise := v.Get("is_enterprise_install") == "true"
	req := bot.Request{ID: v.Get("trigger_id"), Kind: bot.Ask, Platform: platformName, Workspace: workspaceOf(v.Get("team_id"), v.Get("enterprise_id"), enterprise),
		Channel: v.Get("channel_id"), User: v.Get("user_id"), Text: unescape(v.Get("text")), At: now}
	req.Direct = strings.HasPrefix(req.Channel, "D")
	req.Manages = !req.Direct
	if req.ID != "" {
		first, err := a.first("trigger:"+v.Get("api_app_id")+":"+req.ID, replayMemory, now)
		if err != nil {
			return a.say(a.fault("command not remembered", err), req)
		}
		if !first {
			return answer{}
		}
	}
	hook := v.Get("response_url")
	select {
	case a.places <- struct{}{}:
	default:
		a.cfg.Event("busy")
		return a.say(bot.Busy(), req)
	}
	type made struct {
		reply bot.Reply
		body  []byte
	}
	ready := make(chan made, 1)
	ctx, cancel := context.WithTimeout(a.base, a.timing.handlerTime)
	a.work.Go(func() {
		defer func() { <-a.places }()
		defer cancel()
		reply := a.handle(ctx, req)
		ready <- made{reply, a.body(reply, req)}
	})
	finish := func(m made) answer {
		if m.reply.Form != nil {
			return answer{later: func() { a.openForm(req, *m.reply.Form, req.ID, hook) }}
		}
		return answer{body: m.body, respTo: hook}
	}
	wait := time.NewTimer(a.timing.ackAfter)
	defer wait.Stop()
	select {
	case m := <-ready:
		return finish(m)
	case <-wait.C:
	}
	a.cfg.Event("deferred")
	return answer{later: func() {
		reply := bot.TooLate()
		select {
		case m := <-ready:
			reply = m.reply
		case <-ctx.Done():
			select { // it may have ended because the handler is done
			case m := <-ready:
				reply = m.reply
			default:
			}
		}
		if reply.Form != nil {
			reply = bot.TooLate() // its trigger is dead by now
		}
		a.respond(hook, req, reply, false)
	}}
}

// say is a reply as the first response.
func (a *Adapter) say(r bot.Reply, req bot.Request) answer { return answer{body: a.body(r, req)} }

func (a *Adapter) body(r bot.Reply, req bot.Request) []byte {
	if r.Kind == "silent" || r.Form != nil {
		return nil
	}
	m := render(r, a.place(req), native)
	m.ResponseType = visibility(r)
	b, err := encode(m)
	if err != nil {
		a.log.Error("slack: answer not encoded", "request", req.ID, "error", err)
		return []byte(`{"response_type":"ephemeral","text":"This answer could not be shown. Please try /nato help."}`)
	}
	return b
}

func visibility(r bot.Reply) string {
	if r.Public {
		return "in_channel"
	}
	return "ephemeral"
}

func (a *Adapter) place(req bot.Request) place {
	return place{signer: a.cfg.Signer, workspace: req.Workspace, user: req.User, chartURL: a.cfg.ChartURL}
}

// handle asks the handler; a panic becomes a sentence.
func (a *Adapter) handle(ctx context.Context, req bot.Request) (r bot.Reply) {
	defer func() {
		if p := recover(); p != nil {
			id := newRef()
			a.log.Error("slack: handler panicked", "ref", id, "request", req.ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			r = bot.InternalError(id)
		}
	}()
	a.cfg.Event("request")
	return a.cfg.Handler(ctx, req)
}

func (a *Adapter) fault(what string, err error) bot.Reply {
	id := newRef()
	a.log.Error("slack: "+what, "ref", id, "error", err)
	return bot.InternalError(id)
}

func (a *Adapter) first(key string, ttl time.Duration, now time.Time) (bool, error) {
	ctx, cancel := context.WithTimeout(a.base, time.Second)
	defer cancel()
	return a.cfg.Once.First(ctx, "slack:"+key, ttl, now)
}

func newRef() string {
	var b [4]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(b[:])
}

// workspaceOf is the key of an installation: an organisation-wide one is the
// enterprise's.
func workspaceOf(team, enterprise string, wide bool) string {
	if enterprise != "" && (wide || team == "") {
		return enterprise
	}
	return team
}

// An interaction is what buttons, shortcuts and modals send. Unknown fields
// and types are no error: https://docs.slack.dev/reference/interaction-payloads
type interaction struct {
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	AppID       string `json:"api_app_id"`
	Wide        bool   `json:"is_enterprise_install"`
	Team        *idOf  `json:"team"`
	Enterprise  *idOf  `json:"enterprise"`
	User        struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Channel   idOf `json:"channel"`
	Container struct {
		Type     string `json:"type"`
		ThreadTS string `json:"thread_ts"`
		Channel  string `json:"channel_id"`
	} `json:"container"`
	Message struct {
		Text        string `json:"text"`
		Attachments []struct {
			Fallback, Text string
		} `json:"attachments"`
	} `json:"message"`
	Actions []struct {
		ActionID string `json:"action_id"`
		Value    string `json:"value"`
		URL      string `json:"url"`
	} `json:"actions"`
	View struct {
		ID       string `json:"id"`
		Type     string `json:"type"`
		Metadata string `json:"private_metadata"`
		State    struct {
			Values map[string]map[string]struct {
				Value    string  `json:"value"`
				Selected *option `json:"selected_option"`
			} `json:"values"`
		} `json:"state"`
	} `json:"view"`
}

type idOf struct {
	ID string `json:"id"`
}

func (p *idOf) id() string {
	if p == nil {
		return ""
	}
	return p.ID
}

// meta is what our modals carry, so that they work after a restart.
type meta struct {
	Verb    string `json:"v,omitempty"`
	Arg     string `json:"a,omitempty"`
	Channel string `json:"c,omitempty"`
	Thread  string `json:"t,omitempty"`
}

func (m meta) String() string {
	b, err := json.Marshal(m)
	if err != nil || len(b) > maxMetadata {
		return ""
	}
	return string(b)
}

// interact answers an interaction: nearly always with an acknowledgement and a
// message or view afterwards.
func (a *Adapter) interact(payload []byte) answer {
	now := a.now()
	var in interaction
	if err := json.Unmarshal(payload, &in); err != nil {
		a.log.Warn("slack: interaction not understood", "error", errKind(err))
		return answer{}
	}
	req := bot.Request{ID: in.TriggerID, Platform: platformName, Workspace: workspaceOf(in.Team.id(), in.Enterprise.id(), in.Wide),
		Channel: orElse(in.Channel.ID, in.Container.Channel), Thread: in.Container.ThreadTS, User: in.User.ID, At: now}
	var m meta
	if in.View.Metadata != "" && json.Unmarshal([]byte(in.View.Metadata), &m) == nil && req.Channel == "" {
		req.Channel, req.Thread = m.Channel, m.Thread
	}
	req.Direct = strings.HasPrefix(req.Channel, "D")
	// In a channel shared between companies strangers press our buttons too.
	req.Manages = !req.Direct && (in.User.TeamID == "" || in.User.TeamID == in.Team.id() || in.Enterprise != nil)
	if in.TriggerID != "" {
		first, err := a.first("trigger:"+in.AppID+":"+in.TriggerID, replayMemory, now)
		if err != nil {
			r := a.fault("interaction not remembered", err)
			return answer{later: func() { a.respond(in.ResponseURL, req, r, false) }}
		}
		if !first {
			return answer{}
		}
	}
	switch in.Type {
	case "block_actions":
		return a.pressed(&in, req)
	case "message_action":
		if in.CallbackID != callbackCheck {
			return answer{later: func() { a.respond(in.ResponseURL, req, bot.StaleButton(), false) }}
		}
		req.Kind, req.Text = bot.Check, unescape(in.Message.Text)
		for _, at := range in.Message.Attachments {
			if strings.TrimSpace(in.Message.Text) == "" { // messages of feeds have only attachments
				req.Text = strings.TrimSpace(req.Text + "\n" + unescape(orElse(at.Text, at.Fallback)))
			}
		}
		return a.async(req, in.ResponseURL, func(ctx context.Context) { a.showChecked(ctx, &in, req) })
	case "shortcut":
		req.Kind, req.Ref = bot.Press, bot.Ref{Verb: in.CallbackID, ID: in.TriggerID}
		return a.async(req, "", func(ctx context.Context) {
			reply := a.handle(ctx, req)
			if reply.Form != nil {
				a.openForm(req, *reply.Form, in.TriggerID, "")
				return
			}
			a.openView(ctx, req, in.TriggerID, replyView("NATO figures", reply, a.place(req), ""), "")
		})
	case "view_submission":
		return a.submitted(&in, req, m)
	}
	return answer{}
}

// async does f after the acknowledgement, or says that all places are taken.
func (a *Adapter) async(req bot.Request, hook string, f func(ctx context.Context)) answer {
	return answer{later: func() {
		select {
		case a.places <- struct{}{}:
		default:
			a.cfg.Event("busy")
			a.respond(hook, req, bot.Busy(), false)
			return
		}
		defer func() { <-a.places }()
		ctx, cancel := context.WithTimeout(a.base, a.timing.handlerTime)
		defer cancel()
		f(ctx)
	}}
}

// pressed answers a button.
func (a *Adapter) pressed(in *interaction, req bot.Request) answer {
	if len(in.Actions) == 0 || in.Actions[0].URL != "" {
		return answer{} // a link only has to be acknowledged
	}
	req.Kind = bot.Press
	ref, err := a.cfg.Signer.Open(platformName, req.Workspace, req.User, in.Actions[0].Value)
	return a.async(req, in.ResponseURL, func(ctx context.Context) {
		reply := bot.Refused(err)
		if err == nil {
			req.Ref = ref
			reply = a.handle(ctx, req)
		} else {
			a.cfg.Event("refused")
		}
		switch {
		case reply.Form != nil:
			a.openForm(req, *reply.Form, in.TriggerID, in.ResponseURL)
		case in.Container.Type == "view" && in.View.Type == "home":
			a.openView(ctx, req, in.TriggerID, replyView("NATO figures", reply, a.place(req), ""), "")
			if reply.Replace {
				a.publishHome(ctx, req)
			}
		case in.Container.Type == "view":
			a.pressedInView(ctx, in, req, reply)
		default:
			a.respond(in.ResponseURL, req, reply, true)
		}
	})
}

// An opened is a modal over a message, whose response_url can still post into
// that message's channel.
type opened struct {
	hook  string
	until time.Time
}

// pressedInView answers a button of a modal in the modal; what is shared goes
// to the channel that the modal came from.
func (a *Adapter) pressedInView(ctx context.Context, in *interaction, req bot.Request, reply bot.Reply) {
	if reply.Public {
		a.mu.Lock()
		o := a.views[in.View.ID]
		a.mu.Unlock()
		shared := false
		if o.hook != "" && req.At.Before(o.until) {
			shared = a.respond(o.hook, req, reply, true)
		} else if req.Channel != "" {
			rec, err := a.Post(ctx, bot.Destination{Platform: platformName, Workspace: req.Workspace, Channel: req.Channel, Thread: req.Thread, User: req.User}, reply, "")
			shared = err == nil
			if shared {
				a.remember(ctx, req, reply, rec.MessageID)
			}
		}
		if shared {
			reply = bot.Notice("Shared in the channel.")
		} else {
			reply = bot.Notice("This could not be posted in the channel. Invite the bot there with /invite, then try again.")
		}
	}
	a.updateView(ctx, req, in.View.ID, replyView("NATO figures", reply, a.place(req), in.View.Metadata))
}

// showChecked opens a modal at once, because its trigger lives three seconds
// and works once, and puts the result in when it is there.
func (a *Adapter) showChecked(ctx context.Context, in *interaction, req bot.Request) {
	carry := meta{Channel: req.Channel}.String()
	wait := replyView("Check this claim", bot.Reply{Kind: "notice", Answer: facts.Answer{Headline: "Checking the message against NATO's editions."}}, a.place(req), carry)
	id := a.openView(ctx, req, in.TriggerID, wait, in.ResponseURL)
	if id == "" {
		return
	}
	a.mu.Lock()
	if len(a.views) >= maxThreads {
		clear(a.views)
	}
	a.views[id] = opened{in.ResponseURL, req.At.Add(hookLife)}
	a.mu.Unlock()
	reply := a.handle(ctx, req)
	if reply.Quote == "" && len(reply.Checks) == 0 {
		reply.Quote = cut(flat(req.Text), 300)
	}
	a.updateView(ctx, req, id, replyView("Check this claim", reply, a.place(req), carry))
}

// submitted answers a form. What takes long is shown when it is there.
func (a *Adapter) submitted(in *interaction, req bot.Request, m meta) answer {
	req.Kind, req.Ref = bot.Submit, bot.Ref{Verb: m.Verb, Arg: m.Arg, ID: in.View.ID}
	req.Fields = map[string]string{}
	for block, actions := range in.View.State.Values {
		for _, v := range actions {
			req.Fields[block] = v.Value
			if v.Selected != nil {
				req.Fields[block] = v.Selected.Value
			}
		}
	}
	update := func(r bot.Reply) []byte {
		b, err := encode(map[string]any{"response_action": "update", "view": replyView("NATO figures", r, a.place(req), meta{Channel: req.Channel, Thread: req.Thread}.String())})
		if err != nil {
			a.log.Error("slack: view not encoded", "request", req.ID, "error", err)
			return nil
		}
		return b
	}
	select {
	case a.places <- struct{}{}:
	default:
		a.cfg.Event("busy")
		return answer{body: update(bot.Busy())}
	}
	ready := make(chan bot.Reply, 1)
	ctx, cancel := context.WithTimeout(a.base, a.timing.handlerTime)
	a.work.Go(func() {
		defer func() { <-a.places }()
		defer cancel()
		ready <- a.handle(ctx, req)
	})
	wait := time.NewTimer(a.timing.ackAfter)
	defer wait.Stop()
	select {
	case r := <-ready:
		return answer{body: update(r)}
	case <-wait.C:
	}
	return answer{body: update(bot.Notice("Looking it up.")), later: func() {
		r := bot.TooLate()
		select {
		case r = <-ready:
		case <-ctx.Done():
			select {
			case r = <-ready:
			default:
			}
		}
		a.updateView(a.base, req, in.View.ID, replyView("NATO figures", r, a.place(req), ""))
	}}
}

// openForm opens a form; where that fails the asker is told so.
func (a *Adapter) openForm(req bot.Request, f bot.Form, trigger, hook string) {
	ctx, cancel := context.WithTimeout(a.base, callTimeout)
	defer cancel()
	a.openView(ctx, req, trigger, formView(f, meta{f.ID, f.Arg, req.Channel, req.Thread}.String()), hook)
}

// openView opens a modal and returns its id. A trigger works once, so it tries
// once; on failure the asker gets a sentence.
func (a *Adapter) openView(ctx context.Context, req bot.Request, trigger string, v view, hook string) string {
	token, err := a.token(ctx, req.Workspace)
	var res result
	if err == nil {
		res, _, err = a.limited(ctx, "views.open", req.Workspace, token, map[string]any{"trigger_id": trigger, "view": v})
	}
	if err == nil && res.ok {
		var out struct {
			View idOf `json:"view"`
		}
		if json.Unmarshal(res.body, &out) == nil {
			return out.View.ID
		}
		return ""
	}
	if err == nil {
		err = res.err()
	}
	a.cfg.Event("view_failed")
	a.log.Warn("slack: modal not opened", "request", req.ID, "workspace", req.Workspace, "error", err)
	a.respond(hook, req, bot.Notice("Slack did not let a window open in time. Please try again, or type the question: /nato help."), false)
	return ""
}

func (a *Adapter) updateView(ctx context.Context, req bot.Request, id string, v view) {
	token, err := a.token(ctx, req.Workspace)
	var res result
	if err == nil {
		res, _, err = a.limited(ctx, "views.update", req.Workspace, token, map[string]any{"view_id": id, "view": v})
	}
	if err == nil && !res.ok {
		err = res.err()
	}
	if err != nil {
		a.cfg.Event("view_failed")
		a.log.Warn("slack: modal not updated", "request", req.ID, "workspace", req.Workspace, "error", err)
	}
}

func (a *Adapter) publishHome(ctx context.Context, req bot.Request) {
	req.Kind = bot.Home
	reply := a.handle(ctx, req)
	token, err := a.token(ctx, req.Workspace)
	var res result
	if err == nil {
		res, _, err = a.limited(ctx, "views.publish", req.Workspace, token, map[string]any{"user_id": req.User, "view": homeView(reply, a.place(req))})
	}
	if err == nil && !res.ok {
		err = res.err()
	}
	if err != nil {
		a.log.Warn("slack: home not published", "workspace", req.Workspace, "error", err)
	}
}

// Limits of a response_url: https://docs.slack.dev/interactivity/handling-user-interaction
const (
	hookUses = 5
	hookLife = 30 * time.Minute
)

type use struct {
	n     int
	first time.Time
}

// spend takes one use of a response_url.
func (a *Adapter) spend(hook string, received time.Time) bool {
	now := a.now()
	a.mu.Lock()
	defer a.mu.Unlock()
	u, ok := a.uses[hook]
	if !ok {
		u.first = received
		if len(a.uses) >= maxThreads {
			for k, o := range a.uses {
				if now.Sub(o.first) > hookLife {
					delete(a.uses, k)
				}
			}
			if len(a.uses) >= maxThreads {
				clear(a.uses)
			}
		}
	}
	if u.n >= hookUses || now.Sub(u.first) >= hookLife {
		return false
	}
	u.n++
	a.uses[hook] = u
	return true
}

// respond posts a reply through a response_url and reports whether it arrived.
// A post that may have arrived is not repeated. onMessage says that the
// response_url is that of a message's button, which a reply may replace.
func (a *Adapter) respond(hook string, req bot.Request, reply bot.Reply, onMessage bool) bool {
	if hook == "" || reply.Kind == "silent" {
		return false
	}
	if u, err := url.Parse(hook); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		a.log.Warn("slack: response address can't be used", "request", req.ID)
		return false
	}
	replace := onMessage && reply.Replace
	for lv, tries := native, 0; ; {
		m := render(reply, a.place(req), lv)
		m.ResponseType, m.ReplaceOriginal, m.ThreadTS = visibility(reply), &replace, req.Thread
		body, err := encode(m)
		if err != nil {
			a.log.Error("slack: answer not encoded", "request", req.ID, "error", err)
			return false
		}
		if !a.spend(hook, req.At) {
			a.log.Warn("slack: response address is used up or too old", "request", req.ID)
			return false
		}
		res, err := a.send(a.base, hook, "", "application/json; charset=utf-8", body)
		if err == nil && (res.ok || res.status == 200 && !res.json) {
			if reply.Public && reply.SharedBy != "" {
				var sent struct {
					TS string `json:"ts"`
				}
				if json.Unmarshal(res.body, &sent) != nil {
					sent.TS = ""
				}
				a.remember(a.base, req, reply, sent.TS)
			}
			return true
		}
		var ne *netError
		switch {
		case err == nil && blockCodes[res.code] && lv < words:
			a.cfg.Event("blocks_refused")
			a.log.Error("slack: answer refused, sent with less", "request", req.ID, "level", int(lv), "error", res.err())
			lv++
			continue
		case err != nil && asNet(err, &ne) && !ne.sent && tries < 2, err == nil && res.limited() && tries < 2:
			tries++
			wait := a.timing.retry << tries
			if err == nil {
				wait = retryAfter(res, a.now())
			}
			if pause(a.base, wait) {
				continue
			}
		}
		if err == nil {
			err = res.err()
		}
		a.cfg.Event("response_failed")
		a.log.Warn("slack: answer not delivered", "request", req.ID, "error", err)
		return false
	}
}

// remember notes a share, so that a correction can follow.
func (a *Adapter) remember(ctx context.Context, req bot.Request, reply bot.Reply, ts string) {
	if a.cfg.Shares == nil {
		return
	}
	to := bot.Destination{Platform: platformName, Workspace: req.Workspace, Channel: req.Channel, Thread: req.Thread}
	if err := a.cfg.Shares.RememberShare(ctx, to, ts, reply, a.now()); err != nil {
		a.log.Error("slack: share not remembered", "request", req.ID, "error", err)
	}
}

// pause waits d, or reports false when ctx ends first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// unescape is text as it was typed, without what only Slack understands:
// https://docs.slack.dev/messaging/formatting-message-text
// A link becomes its words; a mention of a person, channel or group nothing.
func unescape(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "<")
		b.WriteString(before)
		if !ok {
			break
		}
		inner, after, closed := strings.Cut(rest, ">")
		if !closed {
			b.WriteString("<" + rest)
			break
		}
		target, label, labelled := strings.Cut(inner, "|")
		switch {
		case strings.HasPrefix(target, "@"), strings.HasPrefix(target, "#"):
			b.WriteByte(' ')
		case strings.HasPrefix(target, "!"):
			if strings.HasPrefix(target, "!date^") {
				b.WriteString(label)
			}
		case labelled:
			b.WriteString(label)
		default:
			b.WriteString(target)
		}
		s = after
	}
	return strings.TrimSpace(unescaper.Replace(b.String()))
}

var unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
