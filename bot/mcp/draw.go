package mcp

import (
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"natobot/bot"
	"natobot/facts"
)

// A Surface is a kind of client that draws what a result's metadata holds. It
// says so by an extension of the protocol.
type Surface struct {
	Extension string              // as the client declares it
	Key       string              // under which a result's metadata holds what Draw gives
	Tool      any                 // what a tool's metadata says under Key
	Draw      func(bot.Reply) any // nil where there is nothing to draw
}

// Call is the call of a tool that does what a button does; false for buttons of
// channels.
func Call(a bot.Action) (tool string, arguments any, ok bool) {
	if a.Verb != bot.VerbAsk || a.Arg == "" {
		return "", nil, false
	}
	return "ask", askIn{Question: a.Arg}, true
}

// askedOf makes the buttons of a reply ask of the same day.
func askedOf(r bot.Reply, day facts.Date) bot.Reply {
	out := make([]bot.Action, len(r.Actions))
	for i, a := range r.Actions {
		if a.Verb == bot.VerbAsk && !strings.Contains(a.Arg, "as of") {
			a.Arg += " as of " + string(day)
		}
		out[i] = a
	}
	r.Actions = out
	return r
}

// draw adds what the client that called says it draws to a result's metadata.
func (s *Server) draw(draws func(Surface) bool, reply bot.Reply, out *sdk.CallToolResult) {
	for _, x := range s.Surfaces {
		if !draws(x) {
			continue
		}
		if v := x.Draw(reply); v != nil {
			out.Meta = sdk.Meta{x.Key: v}
		}
	}
}

// draws reports whether the client that called declared a surface's extension:
// in the request, in its session, or, over HTTP and before the protocol of
// 2026-07-28, when it was given its session's name.
func draws(r *sdk.CallToolRequest, x Surface) bool {
	if c := r.ClientCapabilities(); c != nil {
		if _, ok := c.Extensions[x.Extension]; ok {
			return true
		}
	}
	return r.Extra != nil && r.Extra.Header != nil && sessionDraws(r.Extra.Header.Get(sessionHeader), x)
}
