package mcp

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"natobot/bot"
)

// called is the body of a call; meta is what it says beside, or "".
func called(id, name, arguments, meta string) string {
	params := fmt.Sprintf(`{"name":%q,"arguments":%s`, name, arguments)
	if meta != "" {
		params += `,"_meta":` + meta
	}
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":%s}}`, id, params)
}

const newestMeta = `{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"a","version":"1"},"io.modelcontextprotocol/clientCapabilities":{"extensions":{"io.test/draws":{}}}}`

// drawing is a server with a surface that draws the headline.
func drawing(t testing.TB) *Server {
	s, _ := server(t, nil)
	s.Surfaces = []Surface{{Extension: "io.test/draws", Key: "test", Draw: func(r bot.Reply) any { return r.Headline }}}
	return s
}

// request is a request of a client of a protocol.
func request(version, method, name, session, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	for k, v := range map[string]string{"Mcp-Protocol-Version": version, "Mcp-Method": method, "Mcp-Name": name, sessionHeader: session} {
		if v != "" {
			r.Header[http.CanonicalHeaderKey(k)] = []string{v}
		}
	}
	return r
}

// asTheSDK tries that a call which is answered here is answered as the SDK would;
// false where it is the SDK's.
func asTheSDK(t *testing.T, s *Server, sdks http.Handler, version, method, name, session, body string) bool {
	t.Helper()
	c, ok := s.plain(request(version, method, name, session, body), []byte(body))
	if !ok {
		return false
	}
	ours, theirs := httptest.NewRecorder(), httptest.NewRecorder()
	if !s.answerPlain(ours, request(version, method, name, session, body), c) {
		return false
	}
	sdks.ServeHTTP(theirs, request(version, method, name, session, body))
	var a, b any
	if err := json.Unmarshal(ours.Body.Bytes(), &a); err != nil {
		t.Fatalf("%s: %v", ours.Body, err)
	}
	if err := json.Unmarshal(theirs.Body.Bytes(), &b); err != nil {
		t.Fatalf("%.200s: the SDK answers %d %s; this %s", body, theirs.Code, theirs.Body, ours.Body)
	}
	if ours.Code != theirs.Code || !reflect.DeepEqual(a, b) {
		t.Fatalf("%.200s:\n%d %.3000s\nthe SDK:\n%d %.3000s", body, ours.Code, ours.Body, theirs.Code, theirs.Body)
	}
	for _, k := range []string{"Content-Type", "Cache-Control", sessionHeader} {
		if ours.Header().Get(k) != theirs.Header().Get(k) {
			t.Fatalf("%.200s: %s is %q, the SDK's %q", body, k, ours.Header().Get(k), theirs.Header().Get(k))
		}
	}
	return true
}

// Each tool, with good and wrong arguments, by each protocol: a plain call is
// answered here, and as the SDK would.
func TestPlainCalls(t *testing.T) {
	t.Parallel()
	s := drawing(t)
	sdks := s.streamable()
	for name, example := range examples {
		_, good, _ := strings.Cut(name+" "+example, " ")
		for _, arguments := range []string{good, `{"nothing":1}`, `{}`, `null`, `[]`, `{"question":"<b>&amp;</b> \u2028 spain?"}`, `{"text":7}`} {
			for _, version := range []string{"", "2025-06-18", "2025-11-25", newestProtocol} {
				meta := ""
				if version == newestProtocol {
					meta = newestMeta
				}
				for _, session := range []string{"", "test-ABC"} {
					if !asTheSDK(t, s, sdks, version, callTool, name, session, called(`"a-1"`, name, arguments, meta)) {
						t.Errorf("%s %s by %q is not answered here", name, arguments, version)
					}
				}
			}
		}
	}
	for _, q := range questions(t)[:60] {
		raw, err := json.Marshal(askIn{Question: q})
		if err != nil {
			t.Fatal(err)
		}
		if !asTheSDK(t, s, sdks, newestProtocol, callTool, "ask", "", called("-7", "ask", string(raw), newestMeta)) {
			t.Errorf("%q is not answered here", q)
		}
	}
}

// What is not plain is the SDK's.
func TestNotPlain(t *testing.T) {
	t.Parallel()
	s := drawing(t)
	good := called("1", "ask", `{"question":"spain"}`, "")
	newest := called("1", "ask", `{"question":"spain"}`, newestMeta)
	for what, r := range map[string]*http.Request{
		"another method":    request("", "", "", "", strings.Replace(good, callTool, "tools/list", 1)),
		"no id":             request("", "", "", "", strings.Replace(good, `"id":1,`, "", 1)),
		"half an id":        request("", "", "", "", called("1.5", "ask", `{}`, "")),
		"an id of nothing":  request("", "", "", "", called("null", "ask", `{}`, "")),
		"an odd id":         request("", "", "", "", called(`"\u0061"`, "ask", `{}`, "")),
		"more beside":       request("", "", "", "", strings.Replace(good, `"id":1,`, `"id":1,"x":2,`, 1)),
		"another case":      request("", "", "", "", strings.Replace(good, `"method"`, `"Method"`, 1)),
		"an unknown tool":   request("", "", "", "", called("1", "rm", `{}`, "")),
		"nests":             request("", "", "", "", called("1", "ask", strings.Repeat("[", 1001)+strings.Repeat("]", 1001), "")),
		"no UTF-8":          request("", "", "", "", called("1", "ask", "{\"question\":\"\xff\"}", "")),
		"two messages":      request("", "", "", "", good+good),
		"an unknown one":    request("2030-01-01", callTool, "ask", "", newest),
		"no name":           request(newestProtocol, callTool, "", "", newest),
		"another name":      request(newestProtocol, callTool, "check", "", newest),
		"no method":         request(newestProtocol, "", "ask", "", newest),
		"says no protocol":  request(newestProtocol, callTool, "ask", "", good),
		"says the newest":   request("2025-11-25", callTool, "ask", "", newest),
		"says no abilities": request(newestProtocol, callTool, "ask", "", called("1", "ask", `{}`, `{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}`)),
	} {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := s.plain(r, body); ok {
			t.Errorf("%s is taken for plain", what)
		}
	}
	for _, k := range []string{"Accept", "Content-Type"} {
		r := request("", "", "", "", good)
		r.Header.Set(k, "text/plain")
		if _, ok := s.plain(r, []byte(good)); ok {
			t.Errorf("without its %s", k)
		}
	}
}

func FuzzPlainCall(f *testing.F) {
	f.Add("2025-11-25", "", "", "", called("1", "ask", `{"question":"spain","lang":null}`, `{"progressToken":1}`))
	f.Add(newestProtocol, callTool, "ask", "", called(`"a"`, "ask", `{"question":"spain"}`, newestMeta))
	f.Add("", "", "", "test-A", called("7", "check", `{"text":"Spain spends 1% of GDP."}`, ""))
	s := drawing(f)
	sdks := s.streamable()
	f.Fuzz(func(t *testing.T, version, method, name, session, body string) {
		asTheSDK(t, s, sdks, version, method, name, session, body)
	})
}
