package slack

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/facts"
	factanswer "natobot/facts/answer"
)

// An event is what the Events API delivers: https://docs.slack.dev/apis/events-api/
type event struct {
	Type       string `json:"type"`
	Challenge  string `json:"challenge"`
	TeamID     string `json:"team_id"`
	Enterprise string `json:"enterprise_id"`
	EventID    string `json:"event_id"`
	EventTime  int64  `json:"event_time"`
	Auth       []struct {
		Enterprise string `json:"enterprise_id"`
		Wide       bool   `json:"is_enterprise_install"`
	} `json:"authorizations"`
	Event struct {
		Type     string `json:"type"`
		Subtype  string `json:"subtype"`
		BotID    string `json:"bot_id"`
		User     string `json:"user"`
		Text     string `json:"text"`
		Channel  string `json:"channel"`
		TS       string `json:"ts"`
		ThreadTS string `json:"thread_ts"`
		Tab      string `json:"tab"`
		Edited   any    `json:"edited"`
		Team     string `json:"team"` // of who wrote, as are the next two
		UserTeam string `json:"user_team"`
		Source   string `json:"source_team"`
		Tokens   struct {
			Bot any `json:"bot"` // a list of users; only whether there is one matters
		} `json:"tokens"`
	} `json:"event"`
}

// event takes an event; what it causes is done after the acknowledgement.
// Events of an unknown form are acknowledged too: a refusal would only bring
// them back.
func (a *Adapter) event(body []byte) answer {
	var e event
	if err := decode(body, &e); err != nil {
		a.log.Warn("slack: event not understood", "error", errKind(err))
		return answer{}
	}
	if e.Type == "url_verification" {
		b, err := encode(map[string]string{"challenge": e.Challenge})
		if err != nil {
			a.log.Error("slack: challenge not encoded", "error", err)
		}
		return answer{body: b}
	}
	if e.Type == "app_rate_limited" {
		a.kit.Event("events_limited")
		a.log.Error("slack: Slack delivers no more events for a while", "workspace", e.TeamID)
		return answer{}
	}
	req, ans, ok := a.eventRequest(&e)
	if !ok {
		return ans
	}
	return a.laterEvent(&e, req)
}

// eventRequest makes a request of an event; when not ok it is already answered.
func (a *Adapter) eventRequest(e *event) (req bot.Request, ans answer, ok bool) {
	wide := len(e.Auth) > 0 && e.Auth[0].Wide
	enterprise := e.Enterprise
	if wide && e.Auth[0].Enterprise != "" {
		enterprise = e.Auth[0].Enterprise
	}
	ev := e.Event
	req = bot.Request{ID: e.EventID, Platform: platformName, Workspace: workspaceOf(e.TeamID, enterprise, wide), Channel: ev.Channel, User: ev.User, At: a.now()}
	switch ev.Type {
	case "app_uninstalled":
		return req, a.ended(req.Workspace, e.EventTime), false
	case "tokens_revoked":
		switch users := ev.Tokens.Bot.(type) {
		case nil:
			return req, answer{}, false // somebody's own token: we ask for none
		case []any:
			if len(users) == 0 {
				return req, answer{}, false
			}
		}
		return req, a.ended(req.Workspace, e.EventTime), false
	case "app_mention":
		if ev.BotID != "" || ev.Subtype != "" || ev.Edited != nil || !userID(ev.User) || !slackID(ev.Channel) || !timestamp(ev.TS) {
			return req, answer{}, false // bots and edits are not answered: no loops
		}
		req.Kind, req.Text, req.Thread = bot.Mention, typed(ev.Text), ev.ThreadTS
		req.Direct = strings.HasPrefix(req.Channel, "D")
		// In a channel shared between companies strangers mention us too.
		req.Manages = !req.Direct
		for _, team := range []string{ev.Team, ev.UserTeam, ev.Source} {
			if team != "" && team != e.TeamID && team != enterprise && !(wide && e.TeamID == "") {
				req.Manages = false
			}
		}
	case "app_home_opened":
		if ev.Tab != "" && ev.Tab != "home" || !userID(ev.User) {
			return req, answer{}, false
		}
		req.Kind, req.Channel = bot.Home, ""
	default:
		return req, answer{}, false
	}
	return req, answer{}, true
}

// laterEvent does what an event asks for after the acknowledgement, once however
// often Slack delivers it.
func (a *Adapter) laterEvent(e *event, req bot.Request) answer {
	leave, ok := a.kit.Enter(3 * a.kit.Timing.First) // nobody looks on
	if !ok {
		return answer{retry: true} // Slack delivers it again in a minute
	}
	if e.EventID != "" {
		first, err := a.kit.Fresh(a.cfg.Shared, "event:"+e.EventID, eventMemory, req.At)
		if err != nil || !first {
			leave()
		}
		if err != nil {
			a.log.Error("slack: event not remembered", "event", e.EventID, "error", err)
			return answer{retry: true}
		}
		if !first {
			a.kit.Event("repeated")
			return answer{}
		}
	}
	return answer{later: func() {
		ctx, cancel := a.kit.Timed()
		defer cancel()
		var again func()
		func() {
			defer leave()
			if req.Kind == bot.Home {
				a.publishHome(ctx, req)
				return
			}
			a.isPresent(req.Workspace, req.Channel)
			again = a.mentioned(ctx, req, e.Event.TS)
		}()
		if again != nil {
			again() // which waits, and needs no place to do so
		}
	}}
}

// mentioned answers in the thread of the mention, which keeps its Allies and
// its edition for the next question. What a rate limit holds back is left to
// again, which nil says is not needed.
func (a *Adapter) mentioned(ctx context.Context, req bot.Request, ts string) (again func()) {
	root := cmp.Or(req.Thread, ts)
	key := req.Workspace + " " + req.Channel + " " + root
	req.Context = a.threads.Get(key)
	reply := a.kit.Handle(ctx, req)
	if reply.Kind == bot.KindSilent {
		return nil
	}
	if reply.Form != nil {
		reply = bot.Notice("This needs a window, which Slack opens only for a command. Type /nato followed by the same words.")
	}
	a.carryOver(key, req, reply)
	// Everybody in the thread may go on asking; the answer is public already.
	var acts []bot.Action
	for _, act := range reply.Actions {
		if act.Verb == bot.VerbShare {
			continue
		}
		if act.Verb == bot.VerbAsk || act.Verb == bot.VerbEvidence {
			act.Anyone = true
		}
		acts = append(acts, act)
	}
	reply.Actions = acts
	sum := sha256.Sum256([]byte(req.ID))
	to := bot.Destination{Platform: platformName, Workspace: req.Workspace, Channel: req.Channel, Thread: root, User: req.User}
	// The asker waits for this one, and no queue holds it.
	send := func() (wait time.Duration, err error) {
		_, err = a.post(ctx, to, reply, "m-"+hex.EncodeToString(sum[:10]), false)
		var de *bot.DeliveryError
		if errors.As(err, &de) && de.Outcome == bot.RetryAfter && de.After <= maxPause {
			wait = de.After
		}
		return wait, err
	}
	lost := func(err error) {
		a.kit.Event("mention_lost")
		a.log.Warn("slack: mention not answered", "event", req.ID, "workspace", req.Workspace, "channel", req.Channel, "error", err)
	}
	wait, err := send()
	if err == nil {
		return nil
	}
	if wait == 0 {
		lost(err)
		return nil
	}
	select {
	case a.waiting <- struct{}{}:
	default: // too many wait already
		lost(err)
		return nil
	}
	return func() {
		defer func() { <-a.waiting }()
		for try := 2; wait > 0 && try <= 3 && adapter.Pause(ctx, wait); try++ {
			if wait, err = send(); err == nil {
				return
			}
		}
		lost(err)
	}
}

// carryOver keeps a thread's Allies, edition and question for the next one.
func (a *Adapter) carryOver(key string, req bot.Request, reply bot.Reply) {
	if len(reply.Allies) == 0 && reply.Edition == "" {
		return
	}
	c := factanswer.Context{Allies: reply.Allies, Edition: reply.Edition}
	if len(c.Allies) == 0 {
		c.Allies = req.Context.Allies
	}
	if n := len(reply.Queries); n > 0 {
		c.Query = &reply.Queries[n-1]
	}
	if reply.AsOf != "" && reply.AsOf != facts.DateOf(req.At) {
		c.AsOf = reply.AsOf
	}
	a.threads.Put(key, c)
}

// ended ends an installation. Slack sends app_uninstalled and tokens_revoked in
// any order and more than once; ending twice is harmless. An event older than
// the installation is of an earlier one.
func (a *Adapter) ended(workspace string, eventTime int64) answer {
	a.kit.Event("uninstalled")
	ctx, cancel := context.WithTimeout(a.kit.Base, 2*time.Second)
	defer cancel()
	if a.cfg.Installations == nil {
		if a.cfg.BotToken != "" {
			a.limits.bury(a.cfg.BotToken, a.now())
		}
		return answer{}
	}
	in, err := a.cfg.Installations.Installation(ctx, platformName, workspace)
	switch {
	case err == nil && eventTime > 0 && in.At.Unix() > eventTime:
		a.log.Info("slack: the end of an earlier installation is ignored", "workspace", workspace)
		return answer{}
	case err == nil && in.Token != "":
		a.limits.bury(in.Token, a.now())
	case errors.Is(err, bot.ErrNoInstallation) && a.cfg.BotToken != "" && !a.oauthOn():
		a.limits.bury(a.cfg.BotToken, a.now())
	case err != nil && !errors.Is(err, bot.ErrNoInstallation):
		a.log.Error("slack: installation not read", "workspace", workspace, "error", err)
		return answer{retry: true}
	}
	if err := a.cfg.Installations.EndInstallation(ctx, platformName, workspace, a.now()); err != nil {
		a.log.Error("slack: installation not ended", "workspace", workspace, "error", err)
		return answer{retry: true}
	}
	a.log.Info("slack: installation ended", "workspace", workspace)
	return answer{}
}

// errKind says what is wrong with JSON without quoting it.
func errKind(err error) string {
	var se *json.SyntaxError
	var te *json.UnmarshalTypeError
	switch {
	case errors.As(err, &se):
		return "no JSON"
	case errors.As(err, &te):
		return "unexpected type of " + te.Field
	}
	return "not readable"
}
