package mcp

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// Nearly all that comes over HTTP are calls of tools. The SDK reads such a
// message nine times, each time into a buffer of 32 kB, in a session made for
// it. A call that is as plain as clients write it is therefore read and answered
// here; whatever is not, and whatever goes wrong with it, is the SDK's. A test
// holds that both answer the same.

// A plainCall is the call of a tool.
type plainCall struct {
	id        json.RawMessage
	name      string
	arguments json.RawMessage
	draws     func(Surface) bool
	newest    bool // by the protocol of newestProtocol
}

// newestProtocol is the protocol whose messages say by themselves who sends them;
// plainProtocols are older ones, "" that of a client that names none.
const newestProtocol = "2026-07-28"

var plainProtocols = map[string]bool{"": true, "2025-03-26": true, "2025-06-18": true, "2025-11-25": true, newestProtocol: true}

// plain reads a message that is the plain call of a tool that there is.
func (s *Server) plain(r *http.Request, body []byte) (c plainCall, ok bool) {
	version := r.Header.Get("Mcp-Protocol-Version")
	if !plainProtocols[version] || !plainHeader(r.Header) || !utf8.Valid(body) || bytes.Count(body, []byte("{"))+bytes.Count(body, []byte("[")) > maxNested {
		return c, false
	}
	var message, params map[string]json.RawMessage
	if json.Unmarshal(body, &message) != nil || len(message) != 4 || string(message["jsonrpc"]) != `"2.0"` || string(message["method"]) != `"`+callTool+`"` ||
		!plainID(message["id"]) || json.Unmarshal(message["params"], &params) != nil {
		return c, false
	}
	c.id = message["id"]
	for k, v := range params {
		switch k {
		case "name":
			if json.Unmarshal(v, &c.name) != nil {
				return c, false
			}
		case "arguments":
			c.arguments = v
		case "_meta":
		default:
			return c, false
		}
	}
	if _, ok := s.tools[c.name]; !ok {
		return c, false
	}
	var meta map[string]json.RawMessage
	if raw, ok := params["_meta"]; ok && json.Unmarshal(raw, &meta) != nil {
		return c, false
	}
	if c.newest = version == newestProtocol; c.newest {
		return s.plainNewest(r, c, meta)
	}
	for k := range meta {
		if strings.HasPrefix(k, metaPrefix) {
			return c, false
		}
	}
	name := r.Header.Get(sessionHeader)
	c.draws = func(x Surface) bool { return sessionDraws(name, x) }
	return c, true
}

// maxNested is how many brackets a plain message may open: the SDK refuses what
// nests deeper than a thousand.
const maxNested = 1000

// metaPrefix begins what a message of the newest protocol says of its sender.
const metaPrefix = "io.modelcontextprotocol/"

// plainNewest reads what a call says of its sender by the newest protocol.
func (s *Server) plainNewest(r *http.Request, c plainCall, meta map[string]json.RawMessage) (plainCall, bool) {
	if r.Header.Get("Mcp-Method") != callTool || r.Header.Get("Mcp-Name") != c.name || string(meta[metaPrefix+"protocolVersion"]) != `"`+newestProtocol+`"` {
		return c, false
	}
	var can *sdk.ClientCapabilities
	if json.Unmarshal(meta[metaPrefix+"clientCapabilities"], &can) != nil || can == nil {
		return c, false
	}
	if raw, ok := meta[metaPrefix+"clientInfo"]; ok {
		var who *sdk.Implementation
		if json.Unmarshal(raw, &who) != nil || who == nil {
			return c, false
		}
	}
	c.draws = func(x Surface) bool { _, ok := can.Extensions[x.Extension]; return ok }
	return c, true
}

// plainHeader reports whether a request's header asks for nothing but an answer
// in JSON.
func plainHeader(h http.Header) bool {
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	if kind != jsonType || h.Get("Last-Event-ID") != "" {
		return false
	}
	json, events := false, false
	for _, line := range h.Values("Accept") {
		for kind := range strings.SplitSeq(line, ",") {
			switch strings.TrimSpace(kind) {
			case jsonType:
				json = true
			case "text/event-stream":
				events = true
			}
		}
	}
	return json && events
}

// plainID reports whether an id is a whole number or a string that is written in
// one way alone.
func plainID(raw json.RawMessage) bool {
	if len(raw) == 0 || len(raw) > 200 {
		return false
	}
	if raw[0] == '"' {
		return !bytes.ContainsFunc(raw[1:len(raw)-1], func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`\<>&`, r) })
	}
	n, err := strconv.ParseInt(string(raw), 10, 54)
	return err == nil && strconv.FormatInt(n, 10) == string(raw)
}

// answerPlain answers a plain call; false where only the SDK knows how.
func (s *Server) answerPlain(w http.ResponseWriter, r *http.Request, c plainCall) bool {
	out, err := s.saved(r.Context(), callTool, func() (sdk.Result, error) { return s.call(r.Context(), s.tools[c.name], c.arguments, c.draws) })
	result, ok := out.(*sdk.CallToolResult)
	if err != nil || !ok {
		return false
	}
	b, err := s.encode(c, result)
	if err != nil {
		return false
	}
	h := w.Header()
	h.Set("Cache-Control", "no-cache, no-transform")
	h.Set("Content-Type", jsonType)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	w.Write(b) // a client that is gone needs no answer
	return true
}

// encode writes the answer to a plain call.
func (s *Server) encode(c plainCall, result *sdk.CallToolResult) ([]byte, error) {
	structured, _ := result.StructuredContent.(json.RawMessage)
	b := make([]byte, 0, maxResult+slack)
	b = append(append(append(b, `{"jsonrpc":"2.0","id":`...), c.id...), `,"result":{`...)
	if c.newest {
		if result.Meta == nil {
			result.Meta = sdk.Meta{}
		}
		result.Meta[metaPrefix+"serverInfo"] = s.named
	}
	if result.Meta != nil {
		raw, err := compact(result.Meta)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, `"_meta":`...), raw...), ',')
	}
	b = append(b, `"content":[`...)
	for i, x := range result.Content {
		raw, err := compact(x)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, raw...)
	}
	b = append(b, ']')
	if result.IsError {
		b = append(b, `,"isError":true`...)
	}
	if c.newest {
		b = append(b, `,"resultType":"complete"`...)
	}
	if structured != nil {
		b = append(append(b, `,"structuredContent":`...), structured...)
	}
	return append(b, "}}"...), nil
}
