package discord

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
	"natobot/bot/draft"
	"natobot/facts"
	factanswer "natobot/facts/answer"
	"natobot/facts/late"
)

// An answer is the first response to an interaction, the files that go with
// it, and what remains to be done once it is delivered.
type answer struct {
	response
	files []file
	later func()
	plain func() message // the same without components, should Discord refuse them

	lost   func() // what to do when it was certainly not delivered
	replay bool   // the first delivery is or was answered; a callback of this one would take its place
}

func say(m message, kind int) answer {
	files := m.files
	return answer{response: response{Type: kind, Data: m}, files: files}
}

// notice answers privately with a sentence.
func notice(r bot.Reply) answer { return say(render(r, place{}), respondMessage) }

// respond answers an interaction within a second: with the answer itself, or
// with a deferral whose answer later delivers. It never fails and never
// answers with nothing.
func (a *Adapter) respond(in *interaction) (out answer) {
	defer func() {
		if p := recover(); p != nil {
			if out = notice(bot.InternalError(a.kit.Caught("interaction", p))); in.Type == typeAutocomplete {
				out = answer{response: response{Type: respondChoices, Data: suggestions(nil)}}
			}
		}
	}()
	now := a.now()
	in.received = time.Now()
	if in.Type == typePing {
		return answer{response: response{Type: respondPong}}
	}
	if in.Type == typeAutocomplete {
		return a.complete(in, now)
	}
	if a.kit.Base.Err() != nil {
		return notice(bot.Notice("The bot is being restarted. Please ask again in a moment."))
	}
	first, err := a.kit.Fresh(a.cfg.Once, "interaction:"+in.ID, replayMemory, now)
	if err != nil {
		return notice(a.kit.Fault("interaction not remembered", err, "interaction", in.ID))
	}
	if !first {
		a.kit.Event("repeated")
		out := notice(bot.Notice("This was already answered."))
		out.replay = true
		return out
	}
	req, refusal := a.request(in, now)
	if refusal != nil {
		return notice(*refusal)
	}
	return a.answer(in, req)
}

// answer runs the handler. Once it takes too long the asker sees that it is
// being looked up, and the answer follows as an edit.
func (a *Adapter) answer(in *interaction, req bot.Request) answer {
	making, ok := adapter.Make(a.kit, a.kit.Timing.Handler, func(ctx context.Context) made { return a.make(ctx, in, req) })
	if !ok {
		return notice(bot.Busy())
	}
	if r, ok := making.Soon(); ok {
		return a.first(in, req, r.reply, r.m)
	}
	// Only EPHEMERAL may stand on a deferral; the edit brings the rest.
	deferral := response{Type: respondDeferred, Data: deferredData{flagEphemeral}}
	if over(in, req) {
		deferral = response{Type: respondLater}
	}
	return answer{
		response: deferral,
		later: func() {
			r, ok := making.Late()
			if !ok {
				r.reply = bot.TooLate()
				r.m = render(r.reply, place{})
			}
			a.finish(in, req, r.reply, r.m)
		},
	}
}

// over reports whether the answer to a press is to stand in the place of the
// message pressed. Its deferral then makes that message the original.
func over(in *interaction, req bot.Request) bool {
	return in.Type == typeComponent && req.Ref.Replaces()
}

// made is a reply with the message that it became.
type made struct {
	reply bot.Reply
	m     message
}

// make asks the handler and renders; a panic on the way becomes a sentence.
func (a *Adapter) make(ctx context.Context, in *interaction, req bot.Request) (out made) {
	defer func() {
		if p := recover(); p != nil {
			reply := bot.InternalError(a.kit.Caught("rendering", p))
			out = made{reply, render(reply, place{})}
		}
	}()
	reply := a.kit.Handle(ctx, req)
	return made{reply, a.render(reply, in)}
}

// first is the response of a reply that came in time.
func (a *Adapter) first(in *interaction, req bot.Request, reply bot.Reply, m message) answer {
	if reply.Form != nil && (in.Type == typeCommand || in.Type == typeComponent) {
		if f, ok := modal(*reply.Form, a.place(in)); ok {
			return answer{response: response{Type: respondModal, Data: f}}
		}
	}
	if reply.Replace && over(in, req) {
		return say(m.replacing(), respondUpdate)
	}
	out := say(m, respondMessage)
	out.plain = func() message { return plainMessage(reply) }
	if adapter.Shared(reply) {
		out.lost = func() { a.kit.Unshare(req) }
		if a.cfg.Shares != nil && in.installed() {
			out.later = func() { a.rememberShare(in, reply) }
		}
	}
	return out
}

func (a *Adapter) place(in *interaction) place {
	return place{signer: a.cfg.Signer, workspace: in.GuildID, user: in.userID(), maxFile: in.AttachmentSizeLimit}
}

// render draws the chart and makes the message. A chart that can't be drawn is
// left out: the reply is complete without it.
func (a *Adapter) render(reply bot.Reply, in *interaction) message {
	p := a.place(in)
	p.chart, p.chartURL = a.draw(reply.Chart)
	return render(reply, p)
}

// draw is a chart as a picture: its address, where it has one that fits, else
// its bytes.
func (a *Adapter) draw(c *factanswer.Chart) (png []byte, url string) {
	if c == nil {
		return nil, ""
	}
	defer func() {
		if p := recover(); p != nil {
			a.kit.Caught("chart", p)
			png, url = nil, ""
		}
	}()
	if a.cfg.ChartURL != nil {
		if url = a.cfg.ChartURL(c); url != "" && len(url) <= maxMediaURL {
			return nil, url
		}
	}
	if a.cfg.Chart == nil {
		return nil, ""
	}
	png, err := a.cfg.Chart(c)
	if err != nil {
		a.log.Warn("discord: chart not drawn", "error", err)
		return nil, ""
	}
	return png, ""
}

// request turns an interaction into a request, or says why it is refused.
func (a *Adapter) request(in *interaction, now time.Time) (bot.Request, *bot.Reply) {
	req := bot.Request{ID: in.ID, Platform: platformName, Workspace: in.GuildID, Channel: in.ChannelID, User: in.userID(),
		Locale: in.Locale, Manages: in.manages(), Barred: in.barred(), Direct: in.direct() || in.visiting(), At: now}
	refuse := func(r bot.Reply) (bot.Request, *bot.Reply) { return req, &r }
	switch in.Type {
	case typeCommand:
		var d commandData
		if err := json.Unmarshal(in.Data, &d); err != nil {
			a.log.Warn("discord: command not understood", "interaction", in.ID, "error", err)
			return refuse(bot.Notice("This command was sent in a form that this release does not know. Type /nato help."))
		}
		return a.command(req, d)
	case typeComponent, typeModal:
		var d componentData
		if err := json.Unmarshal(in.Data, &d); err != nil {
			return refuse(bot.StaleButton())
		}
		id := d.CustomID
		req.Kind = bot.Press
		if in.Type == typeModal {
			req.Kind, req.Fields = bot.Submit, map[string]string{}
			for _, f := range d.Components {
				f.collect(req.Fields)
			}
		}
		ref, err := a.cfg.Signer.Open(platformName, in.GuildID, req.User, id)
		if err == nil && ref.Verb == pickVerb { // a select: what was chosen is the reference
			if len(d.Values) != 1 {
				return refuse(bot.StaleButton())
			}
			ref, err = a.cfg.Signer.Open(platformName, in.GuildID, req.User, d.Values[0])
		}
		if err != nil {
			return refuse(bot.Refused(err))
		}
		if ref.Verb == againVerb {
			verb, hash, _ := strings.Cut(ref.Arg, " ")
			text, ok := in.again(hash)
			if !ok {
				return refuse(bot.StaleButton())
			}
			ref.Verb, ref.Arg = bot.VerbName(verb), text
		}
		req.Ref = ref
		return req, nil
	}
	a.log.Warn("discord: interaction of an unknown type", "interaction", in.ID, "type", in.Type)
	return refuse(bot.Notice("Discord sent something that this release does not know. Type /nato help."))
}

// command turns a command into the text of the chat grammar.
func (a *Adapter) command(req bot.Request, d commandData) (bot.Request, *bot.Reply) {
	req.Kind = bot.Ask
	refuse := func(say string) (bot.Request, *bot.Reply) { r := bot.Notice(say); return req, &r }
	switch d.Name {
	case cmdNato:
		if o, ok := find(d.Options, optQuestion); ok {
			req.Text = asked(o.text())
		}
		return req, nil
	case cmdCheck:
		req.Kind = bot.Check
		req.Text = d.Resolved.Messages[d.TargetID].words()
		return req, nil
	case cmdFile:
		return a.toCheck(req, d)
	case cmdDigest, cmdAlerts:
		if len(d.Options) != 1 {
			return refuse("Choose what to do, for example /" + d.Name + " on.")
		}
		sub := d.Options[0]
		order, ok := typed[d.Name][sub.Name]
		if !ok {
			return refuse("This command is of another release. Type /nato subscriptions to see this channel's digests and alerts.")
		}
		req.Text = strings.TrimSpace(order(func(name string) string {
			o, _ := find(sub.Options, name)
			return strings.Join(strings.Fields(plainText(o.text())), " ")
		}))
		verb, _ := bot.VerbTyped(req.Text)
		if verb.Changes && req.Direct {
			return refuse("Digests and alerts belong to a server's channel. Use /" + d.Name + " there; nothing was changed.")
		}
		if verb.Changes && !req.Manages {
			return refuse(Traits.MayNotChange())
		}
		return req, nil
	}
	return refuse("This command is of another release. Type /nato help.")
}

// fileHosts are where Discord keeps what was sent:
// https://docs.discord.com/developers/reference#signed-attachment-cdn-urls
var fileHosts = []string{"cdn.discordapp.com", "media.discordapp.net"}

// toCheck turns the command for files and texts into a check.
func (a *Adapter) toCheck(req bot.Request, d commandData) (bot.Request, *bot.Reply) {
	refuse := func(say string) (bot.Request, *bot.Reply) { r := bot.Notice(say); return req, &r }
	req.Kind = bot.Check
	if o, ok := find(d.Options, optAsOf); ok {
		day, ok := facts.ParseDate(strings.TrimSpace(o.text()))
		if !ok || len(day) != len("2006-01-02") {
			return refuse("The day by which to judge is no date. Write it as 2025-03-13.")
		}
		req.AsOf = day
	}
	if o, ok := find(d.Options, optWords); ok {
		req.Text = o.text()
	}
	o, ok := find(d.Options, optFile)
	switch {
	case ok && req.Text != "":
		return refuse("Give a file or a text, one at a time.")
	case !ok && req.Text == "":
		return refuse("There is nothing to check: choose a file (" + draft.Kinds + "), or give a text.")
	case !ok:
		return req, nil
	}
	f := d.Resolved.Attachments[o.text()]
	if !bot.FileHost(f.URL, a.api, fileHosts...) {
		a.log.Warn("discord: a file at an unknown place", "interaction", req.ID)
		return refuse("Discord keeps this file at a place that this release does not know. Give its text.")
	}
	req.File = &bot.File{Name: f.Name, Size: f.Size, Fetch: func(ctx context.Context) ([]byte, error) {
		got, err := a.kit.Call(ctx, adapter.Call{Method: http.MethodGet, URL: f.URL, Header: map[string]string{"User-Agent": userAgent}, Most: bot.MaxFile + 1})
		if err == nil && !got.OK() {
			err = fmt.Errorf("http %d", got.Status)
		}
		return got.Body, err
	}}
	return req, nil
}

// mentioned is how Discord writes a person, role, channel, command, time or an
// emoji of a server within a text:
// https://docs.discord.com/developers/reference#message-formatting
var mentioned = late.Regexp(`<(?:@[!&]?\d{1,20}|#\d{1,20}|t:-?\d{1,16}(?::\w)?|/[^<>:]{1,100}:\d{1,20}|a?:\w{1,64}:\d{1,20}|id:\w{1,20})>`)

// asked is a question or an order as it was typed, without Discord's own
// markup. A question is the same without what it mentions; an order that names
// a person, role or channel keeps it, so that it is refused in words.
func asked(s string) string {
	if _, order := bot.VerbTyped(s); !order {
		s = mentioned().ReplaceAllString(s, " ")
	}
	return strings.TrimSpace(plainText(s))
}

// plainText takes Discord's marks of emphasis and codes of flags from a text.
func plainText(s string) string {
	return bot.Plain(s, "*", "**", "***", "_", "__", "~~", "||", "`", "``", "```")
}

func find(os []option, name string) (option, bool) {
	for _, o := range os {
		if o.Name == name {
			return o, true
		}
	}
	return option{}, false
}

// complete answers autocomplete, always at once and never with an error.
func (a *Adapter) complete(in *interaction, now time.Time) answer {
	none := answer{response: response{Type: respondChoices, Data: suggestions(nil)}}
	var d commandData
	if json.Unmarshal(in.Data, &d) != nil {
		return none
	}
	o, ok := focused(d.Options)
	if !ok {
		return none
	}
	text := adapter.CutUTF16(o.text(), 200)
	if o.Name == optZone {
		return answer{response: response{Type: respondChoices, Data: suggestions(zones(text))}}
	}
	if o.Name != optQuestion {
		return none
	}
	making, ok := adapter.Make(a.kit, a.timing.typing, func(ctx context.Context) choiceData { return a.suggest(ctx, in, text, now) })
	if !ok {
		return none
	}
	if c, ok := making.Late(); ok {
		return answer{response: response{Type: respondChoices, Data: c}}
	}
	return none
}

func (a *Adapter) suggest(ctx context.Context, in *interaction, text string, now time.Time) (out choiceData) {
	out = suggestions(nil)
	defer a.kit.Rescue("autocomplete")
	if a.cfg.Suggest == nil {
		r := a.kit.Handle(ctx, bot.Request{ID: in.ID, Kind: bot.Complete, Platform: platformName, Workspace: in.GuildID, Channel: in.ChannelID,
			User: in.userID(), Locale: in.Locale, Text: text, Direct: in.direct(), At: now})
		return suggestions(r.Complete)
	}
	return suggestions(a.cfg.Suggest(text, facts.DateOf(now), maxChoices))
}

func focused(os []option) (option, bool) {
	for _, o := range os {
		if o.Focused {
			return o, true
		}
		if f, ok := focused(o.Options); ok {
			return f, true
		}
	}
	return option{}, false
}

// finish delivers a deferred answer by editing the deferral, or the message
// that it replaces; a public one is then posted as a follow-up, because a
// deferral's visibility can't change.
func (a *Adapter) finish(in *interaction, req bot.Request, reply bot.Reply, m message) {
	ctx, cancel := context.WithDeadline(a.kit.Base, in.received.Add(tokenLife))
	defer cancel()
	shared := adapter.Shared(reply)
	path, err := a.webhook(ctx, in)
	if err != nil {
		if shared {
			a.kit.Unshare(req)
		}
		a.kit.Event("response_failed")
		a.log.Error("discord: answer not delivered", "interaction", in.ID, "error", err)
		return
	}
	if reply.Form != nil {
		m = render(bot.TooLate(), place{}) // a form can only be the first response
	}
	if over(in, req) {
		if reply.Replace {
			if ok, gone := a.edit(ctx, in, path+"/messages/@original", reply, m.replacing()); ok || gone {
				return
			}
			reply.Public = false // for whoever pressed, since the message does not show it
		}
		if !reply.Public {
			m.Flags |= flagEphemeral
		}
		a.followUp(ctx, in, path, reply, m)
		return
	}
	if !reply.Public {
		m.Flags &^= flagEphemeral // fixed by the deferral
		a.edit(ctx, in, path+"/messages/@original", reply, m)
		return
	}
	note := render(bot.Notice("Shared below."), place{})
	note.Flags &^= flagEphemeral
	if ok, _ := a.edit(ctx, in, path+"/messages/@original", bot.Notice("Shared below."), note); !ok {
		if shared {
			a.kit.Unshare(req)
		}
		return
	}
	body, unsure, ok := a.followUp(ctx, in, path, reply, m)
	if ok {
		a.shared(ctx, in, reply, body)
		return
	}
	lost := bot.Notice("Discord did not take the message, so nothing was shared. Please press the button again.")
	if unsure {
		lost = bot.Notice("Discord did not confirm the shared message. If it does not stand below, type the question again and copy the answer.")
	} else if shared {
		a.kit.Unshare(req)
	}
	note = render(lost, place{})
	note.Flags &^= flagEphemeral
	a.edit(ctx, in, path+"/messages/@original", lost, note)
}

// webhook is the path of an interaction's webhook.
func (a *Adapter) webhook(ctx context.Context, in *interaction) (string, error) {
	app := in.ApplicationID
	if app == "" {
		var err error
		if app, err = a.application(ctx); err != nil {
			return "", err
		}
	}
	return "/webhooks/" + url.PathEscape(app) + "/" + url.PathEscape(in.Token), nil
}

// followUp posts a further message. It has no nonce, so it is tried again only
// when it was certainly not posted. When not ok, unsure says that it may have
// been.
func (a *Adapter) followUp(ctx context.Context, in *interaction, path string, reply bot.Reply, m message) (body []byte, unsure, ok bool) {
	for try := 1; ; try++ {
		kind, body, err := encode(m, m.files)
		if err != nil {
			a.log.Error("discord: follow-up not encoded", "interaction", in.ID, "error", err)
			return nil, false, false
		}
		res, err := a.call(ctx, http.MethodPost, path+"?wait=true", false, kind, body)
		if err == nil && res.OK() {
			return res.Body, false, true
		}
		wait := time.Duration(try) * time.Second
		var ne *adapter.NetError
		switch {
		case errors.As(err, &ne) && !ne.Sent:
		case err == nil && res.code() == 10015 && try < 3: // over HTTP it may overtake its deferral
			wait = a.timing.settle << try
		case err == nil && res.Status == http.StatusTooManyRequests:
			wait, _ = retryAfter(res, a.now())
		case err == nil && res.Status == http.StatusBadRequest && res.code() != 40094 && len(m.Components) > 0:
			a.log.Error("discord: message refused, sent as plain text", "interaction", in.ID, "error", res.err())
			m, wait = plainMessage(reply), 0
		default:
			try = 3
		}
		if try >= 3 || !adapter.Pause(ctx, wait) {
			a.kit.Event("response_failed")
			a.log.Warn("discord: follow-up failed", "interaction", in.ID, "error", errOf(res, err))
			return nil, adapter.MayHaveArrived(res.Answer, err), false
		}
	}
}

func errOf(res result, err error) error {
	if err != nil {
		return err
	}
	return res.err()
}

// edit replaces the original response. Doing so twice does no harm, so what
// was refused for a while or got lost is tried again, three times in all. When
// not ok, gone says that nothing more can be said to this interaction.
func (a *Adapter) edit(ctx context.Context, in *interaction, path string, reply bot.Reply, m message) (ok, gone bool) {
	for try := 1; ; try++ {
		kind, body, err := encode(m, m.files)
		if err != nil {
			a.log.Error("discord: answer not encoded", "interaction", in.ID, "error", err)
			return false, false
		}
		res, err := a.call(ctx, http.MethodPatch, path, false, kind, body)
		if err == nil && res.OK() {
			return true, false
		}
		wait := time.Duration(try) * time.Second
		switch code := res.code(); {
		case err == nil && (code == 10015 || code == 10008) && try < 3:
			// Over HTTP the edit may overtake the deferral that it edits.
			wait = a.timing.settle << try
		case err == nil && (code == 10062 || code == 10015 || res.Status == http.StatusNotFound || res.Status == http.StatusUnauthorized):
			a.kit.Event("late")
			a.log.Warn("discord: the answer came too late", "interaction", in.ID, "error", res.err())
			return false, true
		case err == nil && res.Status == http.StatusTooManyRequests:
			wait, _ = retryAfter(res, a.now())
		case err == nil && res.Status < 500 && len(m.Components) > 0:
			a.log.Error("discord: message refused, sent as plain text", "interaction", in.ID, "error", res.err())
			m, wait = plainMessage(reply), 0
			m.Flags = 0
		case err == nil && res.Status < 500:
			try = 3
		}
		if try >= 3 || !adapter.Pause(ctx, wait) {
			a.kit.Event("response_failed")
			a.log.Error("discord: answer not delivered", "interaction", in.ID, "error", errOf(res, err))
			return false, false
		}
	}
}

// rememberShare learns the id of the message that a share became, so that a
// correction can answer it. Discord knows it a moment after our response.
func (a *Adapter) rememberShare(in *interaction, reply bot.Reply) {
	ctx, cancel := context.WithTimeout(a.kit.Base, time.Minute)
	defer cancel()
	path, err := a.webhook(ctx, in)
	if err != nil {
		a.log.Warn("discord: the shared message was not found, so it can't be corrected later", "interaction", in.ID, "error", err)
		return
	}
	for try := range shareLookups {
		res, err := a.call(ctx, http.MethodGet, path+"/messages/@original", false, "", nil)
		if err == nil && res.OK() {
			a.shared(ctx, in, reply, res.Body)
			return
		}
		if try == shareLookups-1 || !adapter.Pause(ctx, a.timing.settle<<try) {
			a.log.Warn("discord: the shared message was not found, so it can't be corrected later", "interaction", in.ID, "error", errOf(res, err))
			return
		}
	}
}

func (a *Adapter) shared(ctx context.Context, in *interaction, reply bot.Reply, body []byte) {
	var sent struct {
		ID        string `json:"id"`
		ChannelID string `json:"channel_id"`
		Flags     int    `json:"flags"`
	}
	if err := json.Unmarshal(body, &sent); err != nil || sent.ID == "" {
		a.log.Warn("discord: the shared message has no id", "interaction", in.ID, "error", err)
		return
	}
	if sent.Flags&flagEphemeral != 0 || !in.installed() {
		return // Discord kept it private, or we could not answer it
	}
	a.kit.Remember(ctx, in.ID, bot.Destination{Workspace: in.GuildID, Channel: cmp.Or(sent.ChannelID, in.ChannelID)}, sent.ID, reply)
}
