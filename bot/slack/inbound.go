package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	factanswer "natobot/facts/answer"
)

// An answer is the first response to what Slack sent, and what remains to be
// done once it is delivered.
type answer struct {
	body  []byte // nil: an empty acknowledgement
	retry bool   // not done: Slack shall deliver it again
	post  func() // sends what body holds through the response_url, where body can't go
	later func()
}

// A command is a slash command:
// https://docs.slack.dev/interactivity/implementing-slash-commands
func (a *Adapter) command(v url.Values) answer {
	now := a.now()
	enterprise := v.Get("is_enterprise_install") == "true"
	req := bot.Request{ID: v.Get("trigger_id"), Kind: bot.Ask, Platform: platformName, Workspace: workspaceOf(v.Get("team_id"), v.Get("enterprise_id"), enterprise),
		Channel: v.Get("channel_id"), User: v.Get("user_id"), Text: typed(v.Get("text")), At: now}
	req.Direct = strings.HasPrefix(req.Channel, "D")
	req.Manages = !req.Direct
	if req.ID != "" {
		first, err := a.kit.Fresh(a.cfg.Once, "trigger:"+v.Get("api_app_id")+":"+req.ID, replayMemory, now)
		if err != nil {
			return a.say(a.kit.Fault("command not remembered", err), req)
		}
		if !first {
			return answer{}
		}
	}
	hook := v.Get("response_url")
	type made struct {
		reply bot.Reply
		body  []byte
	}
	making, ok := adapter.Make(a.kit, a.kit.Timing.Handler, func(ctx context.Context) made {
		reply := a.kit.Handle(ctx, req)
		return made{reply, a.body(reply, req)}
	})
	if !ok {
		return a.say(bot.Busy(), req)
	}
	if m, ok := making.Soon(); ok && m.reply.Form != nil {
		return answer{later: func() { a.openForm(req, *m.reply.Form, req.ID, hook) }}
	} else if ok {
		return answer{body: m.body, post: func() { a.respond(hook, req, m.reply, nil) }}
	}
	return answer{later: func() {
		m, ok := making.Late()
		if !ok || m.reply.Form != nil { // the trigger of a form is dead by now
			m.reply = bot.TooLate()
		}
		a.respond(hook, req, m.reply, nil)
	}}
}

// say is a reply as the first response.
func (a *Adapter) say(r bot.Reply, req bot.Request) answer { return answer{body: a.body(r, req)} }

// body is a first response. Slack does not say when it refuses one, so where a
// workspace refused native data lately the answer does without.
func (a *Adapter) body(r bot.Reply, req bot.Request) []byte {
	if r.Kind == bot.KindSilent || r.Form != nil {
		return nil
	}
	lv := native
	if a.plain(req.Workspace) {
		lv = picture
	}
	p := a.place(req)
	k, known := keyOf(r)
	known = known && lv == native
	if known {
		if b := a.templates.fill(k, r, p); b != nil {
			return b
		}
	}
	m, ok := a.message(r, p, lv)
	m.ResponseType = visibility(r)
	b, err := encode(m)
	if err != nil {
		a.log.Error("slack: answer not encoded", "request", req.ID, "error", err)
		return []byte(`{"response_type":"ephemeral","text":"This answer could not be shown. Please try /nato help."}`)
	}
	if known && ok {
		a.templates.learn(k, r, p, b)
	}
	return b
}

// message renders a reply; a panic in it becomes a sentence, and not ok.
func (a *Adapter) message(r bot.Reply, p place, lv level) (m message, ok bool) {
	defer func() {
		if x := recover(); x != nil {
			m, ok = render(bot.InternalError(a.kit.Caught("rendering", x)), p, words), false
		}
	}()
	return render(r, p, lv), true
}

// plainFor is how long first responses to a workspace do without native data
// once Slack refused some there.
const plainFor = 24 * time.Hour

func (a *Adapter) plain(workspace string) bool {
	return a.plainer.Is(workspace, a.now())
}

// refusedNative notes that a reply was accepted only with less than native
// data.
func (a *Adapter) refusedNative(workspace string, r bot.Reply) {
	if !hasData(r) {
		return
	}
	a.plainer.Hold(workspace, a.now().Add(plainFor), a.now())
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
		Type      string `json:"type"`
		ThreadTS  string `json:"thread_ts"`
		Channel   string `json:"channel_id"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message said `json:"message"`
	Actions []struct {
		ActionID string `json:"action_id"`
		Value    string `json:"value"`
		URL      string `json:"url"`
	} `json:"actions"`
	View struct {
		ID       string `json:"id"`
		Type     string `json:"type"`
		Metadata string `json:"private_metadata"`
		Title    struct {
			Text string `json:"text"`
		} `json:"title"`
		Blocks []json.RawMessage `json:"blocks"`
		State  struct {
			Values map[string]map[string]struct {
				Value    string  `json:"value"`
				Selected *option `json:"selected_option"`
				Files    []sent  `json:"files"`
			} `json:"values"`
		} `json:"state"`
	} `json:"view"`
}

// A sent is a file that was put into a form:
// https://docs.slack.dev/reference/objects/file-object
type sent struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	URL  string `json:"url_private_download"`
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
	if err := decode(payload, &in); err != nil {
		a.log.Warn("slack: interaction not understood", "error", errKind(err))
		return answer{}
	}
	req := bot.Request{ID: in.TriggerID, Platform: platformName, Workspace: workspaceOf(in.Team.id(), in.Enterprise.id(), in.Wide),
		Channel: cmp.Or(in.Channel.ID, in.Container.Channel), Thread: in.Container.ThreadTS, User: in.User.ID, At: now}
	var m meta
	if in.View.Metadata != "" && json.Unmarshal([]byte(in.View.Metadata), &m) == nil && req.Channel == "" {
		req.Channel, req.Thread = m.Channel, m.Thread
	}
	req.Direct = strings.HasPrefix(req.Channel, "D")
	// In a channel shared between companies strangers press our buttons too.
	// An organisation-wide installation may be told no team to compare with.
	req.Manages = !req.Direct && (in.User.TeamID == "" || in.User.TeamID == in.Team.id() || in.User.TeamID == in.Enterprise.id() || in.Wide && in.Team.id() == "")
	if in.TriggerID != "" {
		first, err := a.kit.Fresh(a.cfg.Once, "trigger:"+in.AppID+":"+in.TriggerID, replayMemory, now)
		if err != nil {
			r := a.kit.Fault("interaction not remembered", err)
			return answer{later: func() { a.respond(in.ResponseURL, req, r, nil) }}
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
			return answer{later: func() { a.respond(in.ResponseURL, req, bot.StaleButton(), nil) }}
		}
		req.Kind, req.Text = bot.Check, in.Message.words()
		return a.async(req, in.ResponseURL, func(ctx context.Context) { a.showChecked(ctx, &in, req) })
	case "shortcut":
		req.Kind, req.Ref = bot.Press, bot.Ref{Verb: callbackForm, ID: in.TriggerID}
		return a.async(req, "", func(ctx context.Context) {
			reply := bot.StaleButton()
			if req.Ref.Verb = bot.VerbName(in.CallbackID); in.CallbackID == callbackForm || in.CallbackID == callbackFile {
				reply = a.kit.Handle(ctx, req)
			}
			if reply.Form != nil {
				a.openForm(req, *reply.Form, in.TriggerID, "")
				return
			}
			a.openView(ctx, req, in.TriggerID, a.shown("NATO figures", reply, req, ""), "")
		})
	case "view_submission":
		return a.submitted(&in, req, m)
	case "block_suggestion":
		return answer{body: []byte(`{"options":[]}`)}
	case "view_closed":
		return answer{}
	}
	a.kit.Event("refused")
	return answer{later: func() { a.respond(in.ResponseURL, req, bot.StaleButton(), nil) }}
}

// async does f after the acknowledgement, or says that all places are taken.
func (a *Adapter) async(req bot.Request, hook string, f func(ctx context.Context)) answer {
	leave, ok := a.kit.Enter(a.kit.Timing.First)
	if !ok {
		return answer{later: func() { a.respond(hook, req, bot.Busy(), nil) }}
	}
	return answer{later: func() {
		defer leave()
		ctx, cancel := a.kit.Timed()
		defer cancel()
		f(ctx)
	}}
}

// pressed answers a button.
func (a *Adapter) pressed(in *interaction, req bot.Request) answer {
	var value string
	if len(in.Actions) > 0 {
		if value = in.Actions[0].Value; in.Actions[0].URL != "" {
			return answer{} // a link only has to be acknowledged
		}
	}
	req.Kind = bot.Press
	ref, err := a.cfg.Signer.Open(platformName, req.Workspace, req.User, value)
	return a.async(req, in.ResponseURL, func(ctx context.Context) {
		reply := bot.Refused(err)
		if err == nil {
			req.Ref = ref
			reply = a.kit.Handle(ctx, req)
		} else {
			a.kit.Event("refused")
		}
		switch {
		case reply.Form != nil:
			a.openForm(req, *reply.Form, in.TriggerID, in.ResponseURL)
		case in.Container.Type == "view" && in.View.Type == "home":
			a.openView(ctx, req, in.TriggerID, a.shown("NATO figures", reply, req, ""), "")
			if reply.Replace {
				a.publishHome(ctx, req)
			}
		case in.Container.Type == "view":
			a.pressedInView(ctx, in, req, reply)
		case adapter.Shared(reply):
			if told := a.share(ctx, in.ResponseURL, req, req.Thread, reply); told.Headline != shared { // which is seen
				a.respond(in.ResponseURL, req, told, nil)
			}
		default:
			// What only its reader sees is not made public by a press.
			reply.Public = reply.Public && !in.Container.Ephemeral
			a.respond(in.ResponseURL, req, reply, in.over())
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
	if adapter.Shared(reply) {
		o := a.views.Get(in.View.ID)
		if !req.At.Before(o.until) {
			o.hook = ""
		}
		// The response_url of a message's shortcut reaches its channel only.
		reply = a.share(ctx, o.hook, req, "", reply)
	}
	if reply.Kind == bot.KindNotice {
		a.updateView(ctx, req, in.View.ID, a.noted(in, reply, req))
		return
	}
	a.updateView(ctx, req, in.View.ID, a.shown("NATO figures", reply, req, in.View.Metadata))
}

// showChecked opens a modal at once, because its trigger lives three seconds
// and works once, and puts the result in when it is there.
func (a *Adapter) showChecked(ctx context.Context, in *interaction, req bot.Request) {
	carry := meta{Channel: req.Channel, Thread: cmp.Or(in.Message.ThreadTS, in.Message.TS)}.String()
	wait := a.shown("Check this claim", bot.Reply{Kind: bot.KindNotice, Answer: factanswer.Answer{Headline: "Checking the message against NATO's editions."}}, req, carry)
	id := a.openView(ctx, req, in.TriggerID, wait, in.ResponseURL)
	if id == "" {
		return
	}
	a.views.Put(id, opened{in.ResponseURL, req.At.Add(hookLife)})
	reply := a.kit.Handle(ctx, req)
	if reply.Quote == "" && len(reply.Checks) == 0 {
		reply.Quote = adapter.Cut(adapter.Flat(req.Text), 300)
	}
	a.updateView(ctx, req, id, a.shown("Check this claim", reply, req, carry))
}

// submitted answers a form. What takes long is shown when it is there.
func (a *Adapter) submitted(in *interaction, req bot.Request, m meta) answer {
	req.Kind, req.Ref = bot.Submit, bot.Ref{Verb: bot.VerbName(m.Verb), Arg: m.Arg, ID: in.View.ID}
	req.Fields = map[string]string{}
	for block, actions := range in.View.State.Values {
		for _, v := range actions {
			req.Fields[block] = v.Value
			if v.Selected != nil {
				req.Fields[block] = v.Selected.Value
			}
			if len(v.Files) > 0 {
				req.File = a.sentFile(req.Workspace, v.Files[0])
			}
		}
	}
	carry := meta{Channel: req.Channel, Thread: req.Thread}.String()
	update := func(r bot.Reply) []byte {
		b, err := encode(map[string]any{"response_action": "update", "view": a.shown("NATO figures", r, req, carry)(picture)})
		if err != nil {
			a.log.Error("slack: view not encoded", "request", req.ID, "error", err)
			return nil
		}
		return b
	}
	// Beside its field a fault can be said in the first response only.
	if b := a.faults(req); b != nil {
		return answer{body: b}
	}
	making, ok := adapter.Make(a.kit, a.kit.Timing.Handler, func(ctx context.Context) bot.Reply { return a.kit.Handle(ctx, req) })
	if !ok {
		return answer{body: update(bot.Busy())}
	}
	r, soon := making.Soon()
	if soon {
		if b := update(r); len(b) < maxAck-1000 {
			return answer{body: b}
		} // too long for a socket's acknowledgement: shown afterwards
	}
	return answer{body: update(bot.Notice("Looking it up.")), later: func() {
		if !soon {
			if r, ok = making.Late(); !ok {
				r = bot.TooLate()
			}
		}
		a.updateView(a.kit.Base, req, in.View.ID, a.shown("NATO figures", r, req, carry))
	}}
}

// fileHost is below where Slack keeps files.
const fileHost = ".slack.com"

// sentFile is a file of a form, which only the bot's token opens.
func (a *Adapter) sentFile(workspace string, f sent) *bot.File {
	return &bot.File{Name: f.Name, Size: f.Size, Fetch: func(ctx context.Context) ([]byte, error) {
		if !bot.FileHost(f.URL, a.api, fileHost) {
			return nil, errors.New("kept at no place of Slack's")
		}
		token, err := a.token(ctx, workspace)
		if err != nil {
			return nil, err
		}
		got, err := a.kit.Call(ctx, adapter.Call{Method: http.MethodGet, URL: f.URL, Header: map[string]string{"Authorization": "Bearer " + token}, Secret: token, Most: bot.MaxFile + 1})
		switch {
		case err != nil:
			return nil, err
		case !got.OK():
			return nil, fmt.Errorf("http %d", got.Status)
		case f.Size > 0 && int64(len(got.Body)) != min(f.Size, bot.MaxFile+1): // a page that asks to sign in
			return nil, fmt.Errorf("%d bytes instead of %d", len(got.Body), f.Size)
		}
		return got.Body, nil
	}}
}

// faults is the response that shows what is wrong with a form beside its fields
// and leaves it open; nil when nothing is.
func (a *Adapter) faults(req bot.Request) []byte {
	if a.cfg.Faults == nil {
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			a.kit.Caught("form", p) // the handler will say it
		}
	}()
	errs := map[string]string{}
	for field, say := range a.cfg.Faults(req) {
		errs[field] = adapter.Cut(adapter.Flat(say), maxFault)
	}
	if len(errs) == 0 {
		return nil
	}
	b, err := encode(map[string]any{"response_action": "errors", "errors": errs})
	if err != nil {
		a.log.Error("slack: faults not encoded", "request", req.ID, "error", err)
		return nil
	}
	return b
}

// maxFault is how much is said beside a field, in characters; Slack documents no bound.
const maxFault = 300

// decode reads what Slack sent. A field of an unexpected type counts as
// missing: what is said beside it is heard all the same.
func decode(b []byte, v any) error {
	err := json.Unmarshal(b, v)
	var te *json.UnmarshalTypeError
	if errors.As(err, &te) && te.Field != "" {
		return nil
	}
	return err
}
