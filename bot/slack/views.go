package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"natobot/bot"
)

// A viewOf makes a view with as much as a level allows.
type viewOf func(level) view

// shown is a reply as a modal; a panic in rendering becomes a sentence. Where
// there is no channel to share to there is no button to do so.
func (a *Adapter) shown(name string, r bot.Reply, req bot.Request, meta string) viewOf {
	return func(lv level) (v view) {
		defer func() {
			if x := recover(); x != nil {
				v = replyView(name, bot.InternalError(a.kit.Caught("rendering", x)), a.place(req), meta, words)
			}
		}()
		if req.Channel == "" {
			r.Actions = slices.DeleteFunc(slices.Clone(r.Actions), func(x bot.Action) bool { return x.Verb == bot.VerbShare })
		}
		return replyView(name, r, a.place(req), meta, lv)
	}
}

// noted is the view that a button was pressed in, with a reply below it: who
// shared one of several findings may share the next.
func (a *Adapter) noted(in *interaction, r bot.Reply, req bot.Request) viewOf {
	return func(lv level) view {
		v := a.shown(cmp.Or(in.View.Title.Text, "NATO figures"), r, req, in.View.Metadata)(lv)
		if lv != words {
			v.Blocks = (&said{Blocks: in.View.Blocks}).with(message{Blocks: v.Blocks}, bot.NewRef()).Blocks
		}
		return v
	}
}

// openForm opens a form; where that fails the asker is told so.
func (a *Adapter) openForm(req bot.Request, f bot.Form, trigger, hook string) {
	ctx, cancel := context.WithTimeout(a.kit.Base, callTimeout)
	defer cancel()
	m := meta{string(f.ID), f.Arg, req.Channel, req.Thread}.String()
	a.openView(ctx, req, trigger, func(lv level) view { return formView(f, m, lv == picture) }, hook)
}

// openView opens a modal and returns its id. A trigger works once, so it tries
// once; on failure the asker gets a sentence.
func (a *Adapter) openView(ctx context.Context, req bot.Request, trigger string, v viewOf, hook string) string {
	res, err := a.view(ctx, "views.open", req, map[string]any{"trigger_id": trigger}, v)
	if err == nil {
		var out struct {
			View idOf `json:"view"`
		}
		if json.Unmarshal(res.Body, &out) == nil {
			return out.View.ID
		}
		return ""
	}
	a.kit.Event("view_failed")
	a.log.Warn("slack: modal not opened", "request", req.ID, "workspace", req.Workspace, "error", err)
	a.respond(hook, req, bot.Notice("Slack did not let a window open in time. Please try again, or type the question: /nato help."), nil)
	return ""
}

// view calls a method with a view. What Slack refuses for its form is sent
// once more as text: refused so early, a trigger is not used up.
func (a *Adapter) view(ctx context.Context, method string, req bot.Request, args map[string]any, v viewOf) (result, error) {
	token, err := a.token(ctx, req.Workspace)
	if err != nil {
		return result{}, err
	}
	for lv := picture; ; lv++ {
		args["view"] = v(lv)
		res, next, err := a.limited(ctx, method, req.Workspace, token, args)
		switch {
		case err != nil:
			return res, err
		case res.ok:
			return res, nil
		case !blockCodes[res.code] && res.code != "missing_scope" || lv == words:
			return res, res.err()
		}
		token = next
		a.kit.Event("blocks_refused")
		a.log.Error("slack: view refused, sent with less", "method", method, "request", req.ID, "workspace", req.Workspace, "error", res.err())
	}
}

func (a *Adapter) updateView(ctx context.Context, req bot.Request, id string, v viewOf) {
	if _, err := a.view(ctx, "views.update", req, map[string]any{"view_id": id}, v); err != nil {
		a.kit.Event("view_failed")
		a.log.Warn("slack: modal not updated", "request", req.ID, "workspace", req.Workspace, "error", err)
	}
}

func (a *Adapter) publishHome(ctx context.Context, req bot.Request) {
	req.Kind = bot.Home
	reply := a.kit.Handle(ctx, req)
	_, err := a.view(ctx, "views.publish", req, map[string]any{"user_id": req.User}, func(lv level) view { return homeView(reply, a.place(req), lv) })
	if err != nil {
		a.log.Warn("slack: home not published", "workspace", req.Workspace, "error", err)
	}
}
