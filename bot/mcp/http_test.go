package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"natobot/bot"
)

func logTo(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// post sends a body as an MCP client does; change may make it another request.
func post(t testing.TB, s *Server, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	mux := http.NewServeMux()
	s.Mount(mux)
	r := httptest.NewRequest(http.MethodPost, "http://bot.example"+Path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

func header(k, v string) func(*http.Request) { return func(r *http.Request) { r.Header.Set(k, v) } }

const askSpain = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask","arguments":{"question":"spain"}}}`

// What the protocol has errors for gets those, and nothing else happens.
func TestBadMessages(t *testing.T) {
	t.Parallel()
	s, _ := server(t, nil)
	for name, c := range map[string]struct {
		body   string
		change func(*http.Request)
		status int
		want   string
	}{
		"good":               {askSpain, nil, 200, "Spain: 2.00 %"},
		"a batch":            {" [" + askSpain + "," + askSpain + "]", nil, 400, "batches are not answered"},
		"over 1 MB":          {`{"x":"` + strings.Repeat("a", maxBody) + `"}`, nil, 413, "at most 1048576 bytes"},
		"no JSON":            {"spain", nil, 400, ""},
		"empty":              {"", nil, 400, ""},
		"an unknown method":  {`{"jsonrpc":"2.0","id":1,"method":"tools/delete"}`, nil, 400, `"code":-32601,"message":"JSON RPC not handled: \"tools/delete\"`},
		"an unknown tool":    {`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm"}}`, nil, 200, "unknown tool"},
		"an unknown version": {askSpain, header("MCP-Protocol-Version", "1999-01-01"), 400, `"code":-32600,"message":"Bad Request: Unsupported protocol version`},
		"a later version":    {askSpain, header("MCP-Protocol-Version", "2999-01-01"), 400, ""},
		"another site":       {askSpain, header("Origin", "https://evil.example"), 403, "other sites"},
		"this site":          {askSpain, header("Origin", "https://bot.example"), 200, "Spain"},
		"a null origin":      {askSpain, header("Origin", "null"), 403, "other sites"},
		"a form":             {askSpain, header("Content-Type", "text/plain"), 415, ""},
		"GET":                {"", func(r *http.Request) { r.Method = http.MethodGet }, 405, "by POST"},
		"DELETE":             {"", func(r *http.Request) { r.Method = http.MethodDelete }, 405, "by POST"},
	} {
		w := post(t, s, c.body, c.change)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d %.300s", name, w.Code, w.Body)
		}
	}
}

// Over this machine's own interface only its names and the public one are
// answered, so that no page can make its name lead here.
func TestHosts(t *testing.T) {
	t.Parallel()
	s, _ := server(t, nil)
	mux := http.NewServeMux()
	s.Mount(mux)
	web := httptest.NewServer(mux)
	defer web.Close()
	for _, c := range []struct {
		host, origin string
		status       int
	}{
		{"", "", 200}, {"localhost:9", "", 200}, {"bot.example", "", 200}, {"evil.example", "", 403},
		{"", "http://localhost:6274", 200}, {"", "http://evil.example", 403}, {"", "http://localhost.evil.example", 403}, {"bot.example", "https://bot.example", 200},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, web.URL+Path, strings.NewReader(askSpain))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		if c.host != "" {
			r.Host = c.host
		}
		res, err := web.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != c.status {
			t.Errorf("%+v: %d", c, res.StatusCode)
		}
	}
}

// One address has 60 calls, then a clear error; another is not concerned.
func TestLimit(t *testing.T) {
	t.Parallel()
	s, _ := server(t, func(c *Config) { c.Limits = DefaultLimits() })
	from := func(remote, forwarded string) func(*http.Request) {
		return func(r *http.Request) {
			r.RemoteAddr = remote
			if forwarded != "" {
				r.Header.Set("X-Forwarded-For", forwarded)
			}
		}
	}
	for i := range CallsAMinute {
		if w := post(t, s, askSpain, from("192.0.2.1:5", "")); w.Code != 200 {
			t.Fatalf("call %d: %d", i, w.Code)
		}
	}
	w := post(t, s, askSpain, from("192.0.2.1:6", "198.51.100.7"))
	if w.Code != 429 || w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), "60 calls a minute") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	for _, c := range []struct {
		remote, forwarded string
		status            int
	}{
		{"192.0.2.2:5", "", 200},
		{"10.0.0.1:5", "192.0.2.1", 429}, // behind a proxy
		{"127.0.0.1:5", "192.0.2.9, 192.0.2.1", 429},
		{"127.0.0.1:5", "192.0.2.1, 192.0.2.9", 200},
		{"127.0.0.1:5", "nonsense", 200},
		{"[2001:db8::1]:5", "", 200},
	} {
		if w := post(t, s, askSpain, from(c.remote, c.forwarded)); w.Code != c.status {
			t.Errorf("%+v: %d", c, w.Code)
		}
	}
}

// A client that gives up stops what it asked for; over the newest protocol its
// connection is the request.
func TestGivingUp(t *testing.T) {
	t.Parallel()
	begun, ended := make(chan bool), make(chan error, 1)
	s, _ := server(t, func(c *Config) {
		c.Handler = func(ctx context.Context, _ bot.Request) bot.Reply {
			close(begun)
			<-ctx.Done()
			ended <- ctx.Err()
			return bot.Notice("too late")
		}
	})
	c := overHTTP(t, s, versions[0], nil)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-begun; cancel() }()
	if r, err := c.CallTool(ctx, callOf("ask", map[string]any{"question": "spain"})); err == nil {
		t.Errorf("answered: %+v", r)
	}
	if err := <-ended; err == nil {
		t.Error("the call was not stopped")
	}
}

// Neither a question nor a text that is checked is logged, whatever happens.
func TestNothingAskedIsLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s, _ := server(t, func(c *Config) { c.Log = logTo(&log) })
	const secret = "plugh xyzzy"
	for _, body := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask","arguments":{"question":"` + secret + `"}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"check","arguments":{"text":"` + secret + ` spends 3.4% of GDP"}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask","arguments":{"question":["` + secret + `"]}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"` + secret + `"}}`,
		`{"jsonrpc":"2.0","id":1,"method":"` + secret + `"}`,
		`{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"natobot://` + secret + `"}}`,
		`{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"` + secret + `"}}`,
		`{"` + secret,
	} {
		post(t, s, body, nil)
	}
	if strings.Contains(log.String(), "xyzzy") {
		t.Error(log.String())
	}
	// Nor is it told of each call that there was one.
	log.Reset()
	for range 3 {
		post(t, s, askSpain, nil)
	}
	if log.Len() > 0 {
		t.Error(log.String())
	}
}

// Whatever the arguments are, the call is answered, and what the schema takes
// is read.
func FuzzArguments(f *testing.F) {
	s, _ := server(f, nil)
	names := []string{"ask", "check", "figures", "compare_editions", "editions", "meetings", "search", "fetch"}
	for i, n := range names {
		raw, _ := json.Marshal(calls[n])
		f.Add(uint8(i), string(raw))
	}
	for i := range names {
		for _, raw := range []string{`{"question":null,"text":[],"allies":[[]],"years":[1e99]}`, `[]`, `null`, `{"id":"ESP.20261127.2607.chcg9ez"}`, `{"id":"meeting:\u202e"}`, `{"on":"2025-02-30","person":"\u0000"}`} {
			f.Add(uint8(i), raw)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, raw string) {
		x := s.tools[names[int(which)%len(names)]]
		body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": map[string]any{"name": x.name, "arguments": json.RawMessage(raw)}})
		if err != nil {
			return // no JSON: that is TestBadMessages'
		}
		w := post(t, s, string(body), nil)
		if w.Code != 200 && w.Code != 400 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		var res struct {
			Result *struct {
				IsError    bool
				Content    []struct{ Text string }
				Structured any `json:"structuredContent"`
			}
			Error *struct{ Code int }
		}
		if w.Code != 200 {
			return
		}
		if err := json.Unmarshal(w.Body.Bytes(), &res); err != nil {
			t.Fatalf("%v: %s", err, w.Body)
		}
		if res.Error != nil && res.Error.Code == -32603 || res.Result != nil && res.Result.IsError && strings.Contains(res.Result.Content[0].Text, "fault on our side") {
			t.Fatalf("%s %s: %s", x.name, raw, w.Body)
		}
		if res.Result != nil && !res.Result.IsError {
			if err := schema(t, x.output).Validate(res.Result.Structured); err != nil {
				t.Fatalf("%s %s: %v", x.name, raw, err)
			}
		}
		var args any
		if json.Unmarshal([]byte(raw), &args) == nil && schema(t, x.input).Validate(args) == nil && res.Error != nil {
			t.Fatalf("%s %s fits the schema and is refused: %s", x.name, raw, w.Body)
		}
	})
}
