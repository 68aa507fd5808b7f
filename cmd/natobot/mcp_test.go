package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"natobot/bot/slack/slackfake"
)

// On standard input and output the official client is answered without network
// or database; the end of the input is the end.
func TestMCPOnStandardInput(t *testing.T) {
	t.Parallel()
	for _, v := range []string{"2026-07-28", "2025-11-25", "2025-06-18"} {
		in, toServer := io.Pipe()
		fromServer, out := io.Pipe()
		p := &program{Args: []string{"mcp"}, Env: func(string) string { return "" }, In: in, Out: out, Err: io.Discard, Now: time.Now}
		done := make(chan int, 1)
		go func() { done <- p.run(context.Background()) }()
		c, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.IOTransport{Reader: fromServer, Writer: toServer}, &sdk.ClientSessionOptions{ProtocolVersion: v})
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: "ask", Arguments: map[string]any{"question": "spain as of 2025-03-13"}})
		if err != nil || r.IsError || !strings.Contains(r.Content[0].(*sdk.TextContent).Text, "1.28 %") {
			t.Errorf("%s: %v %+v", v, err, r)
		}
		c.Close()
		toServer.Close()
		if code := <-done; code != 0 {
			t.Errorf("%s: exit %d", v, code)
		}
	}
}

// mcpSession is the official client of a running serve.
func (r *running) mcpSession(version string, o *sdk.ClientOptions) *sdk.ClientSession {
	r.t.Helper()
	c, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, o).Connect(r.t.Context(), &sdk.StreamableClientTransport{Endpoint: r.base + "/mcp", DisableStandaloneSSE: true, MaxRetries: -1}, &sdk.ClientSessionOptions{ProtocolVersion: version})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { c.Close() })
	return c
}

func TestServeSpeaksMCP(t *testing.T) {
	t.Parallel()
	r := startServe(t, nil)
	c := r.mcpSession("2026-07-28", nil)
	got, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: "ask", Arguments: map[string]any{"question": "plugh as of 2025-03-13"}})
	if err != nil || got.IsError {
		t.Fatalf("%v %+v", err, got)
	}
	// Nothing can be changed from here, whoever asks.
	got, err = c.CallTool(t.Context(), &sdk.CallToolParams{Name: "ask", Arguments: map[string]any{"question": "subscribe weekly mon 09:00 Europe/Madrid"}})
	if err != nil || !strings.Contains(got.Content[0].(*sdk.TextContent).Text, "only questions are answered") {
		t.Errorf("%v %+v", err, got)
	}
	res, err := http.Get(r.base + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if m, err := io.ReadAll(res.Body); err != nil || !strings.Contains(string(m), `platform="mcp"`) || !strings.Contains(string(m), `path="/mcp"`) {
		t.Errorf("%v: calls are not counted", err)
	}
	if strings.Contains(r.log.String(), "plugh") {
		t.Error("a question stands in the log")
	}
}

func TestMCPOff(t *testing.T) {
	t.Parallel()
	r := startServe(t, map[string]string{"NATOBOT_MCP": "off"})
	res, err := http.Post(r.base+"/mcp", "application/json", strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNotFound && res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("%d", res.StatusCode)
	}
	if _, err := readConfig(func(k string) string { return map[string]string{"NATOBOT_MCP": "no"}[k] }); err == nil || !strings.Contains(err.Error(), "NATOBOT_MCP") {
		t.Errorf("%v", err)
	}
}

// Slackbot can draw every result, and each button calls a tool that there is,
// with arguments that it takes.
func TestSlackDrawsEveryResult(t *testing.T) {
	t.Parallel()
	p := &program{Env: func(k string) string { return map[string]string{"NATOBOT_PUBLIC_URL": "https://bot.example"}[k] }, Now: time.Now, Err: io.Discard}
	o := &sdk.ClientOptions{Capabilities: &sdk.ClientCapabilities{}}
	o.Capabilities.AddExtension("io.slack/block-kit", map[string]any{"mimeTypes": []string{"application/vnd.slack.blocks+json"}})
	c := mcpOf(t, p, o)
	list, err := c.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	tools := map[string]func([]byte) error{}
	for _, tool := range list.Tools {
		if m, _ := json.Marshal(tool.Meta); string(m) != `{"slack":{"supportsBlockKit":true}}` {
			t.Errorf("%s: %s", tool.Name, m)
		}
		raw, _ := json.Marshal(tool.InputSchema)
		var s jsonschema.Schema
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatal(err)
		}
		in, err := s.Resolve(nil)
		if err != nil {
			t.Fatal(err)
		}
		tools[tool.Name] = func(raw []byte) error {
			var v any
			if err := json.Unmarshal(raw, &v); err != nil {
				return err
			}
			return in.Validate(v)
		}
	}
	raw, err := os.ReadFile("../../facts/reader/testdata/understood.tsv")
	if err != nil {
		t.Fatal(err)
	}
	drawn, buttons := 0, 0
	call := func(name string, args any) {
		r, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: name, Arguments: args})
		if err != nil || r.IsError {
			t.Fatalf("%s %v: %v %+v", name, args, err, r)
		}
		meta, err := json.Marshal(r.Meta["slack"])
		if err != nil {
			t.Fatal(err)
		}
		n, err := slackfake.ValidateTool(meta, tools)
		if err != nil {
			t.Errorf("%s %v: %v", name, args, err)
		}
		drawn, buttons = drawn+1, buttons+n
	}
	for l := range strings.Lines(string(raw)) {
		q, _, _ := strings.Cut(l, "\t")
		call("ask", map[string]any{"question": q})
	}
	for _, q := range []string{"help", "narnia", "", "spain as of 2025-03-13", "trend germany since 2014"} {
		if q != "" {
			call("ask", map[string]any{"question": q, "as_of": "2026-11-01"})
		}
	}
	call("check", map[string]any{"text": strings.Repeat("Spain spends <!channel> 1% of GDP. ", 100)})
	call("figures", map[string]any{"allies": []string{"ESP", "POL"}, "measure": "share_of_gdp_pct", "years": []int{2024}})
	call("compare_editions", map[string]any{"from": "nato-2025-08", "to": "nato-2026-07", "ally": "ESP"})
	call("editions", nil)
	call("meetings", map[string]any{"on": "2025"})
	call("search", map[string]any{"query": "spain"})
	call("fetch", map[string]any{"id": "ask:spain"})
	if drawn < 1000 || buttons < 2500 {
		t.Errorf("%d drawn, %d buttons", drawn, buttons)
	}
	t.Logf("%d drawn, %d buttons", drawn, buttons)
}

// mcpOf is the official client of `natobot mcp`.
func mcpOf(t *testing.T, p *program, o *sdk.ClientOptions) *sdk.ClientSession {
	t.Helper()
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	p.Args, p.In, p.Out = []string{"mcp"}, in, out
	done := make(chan int, 1)
	go func() { done <- p.run(context.Background()) }()
	c, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, o).Connect(t.Context(), &sdk.IOTransport{Reader: fromServer, Writer: toServer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		toServer.Close()
		<-done
	})
	return c
}

func TestMCPConfig(t *testing.T) {
	t.Parallel()
	run := func(env map[string]string, args ...string) (int, string, string) {
		var out, errs strings.Builder
		p := &program{Args: append([]string{"mcp"}, args...), Env: func(k string) string { return env[k] }, Out: &out, Err: &errs, Now: time.Now}
		return p.run(t.Context()), out.String(), errs.String()
	}
	for name, key := range map[string]string{"claude": "mcpServers", "vscode": "servers", "cursor": "mcpServers"} {
		code, out, errs := run(map[string]string{"NATOBOT_SIPRI": "off"}, "config", name)
		var got map[string]map[string]struct {
			Type, Command, URL string
			Args               []string
			Env                map[string]string
		}
		if err := json.Unmarshal([]byte(out), &got); code != 0 || err != nil || !strings.Contains(errs, "Paste into") {
			t.Fatalf("%s: %d %v %s", name, code, err, errs)
		}
		if s := got[key]["natobot"]; s.Type != "stdio" || s.Command == "" || len(s.Args) != 1 || s.Args[0] != "mcp" || s.Env["NATOBOT_SIPRI"] != "off" {
			t.Errorf("%s: %s", name, out)
		}
		if _, out, _ = run(nil, "config", name, "--url", "https://bot.example/"); !strings.Contains(out, `"url": "https://bot.example/mcp"`) || strings.Contains(out, "command") {
			t.Errorf("%s: %s", name, out)
		}
	}
	code, out, _ := run(nil, "registry", "--url", "https://bot.example")
	var entry struct {
		Name, Description string
		Remotes           []struct{ Type, URL string }
	}
	if err := json.Unmarshal([]byte(out), &entry); code != 0 || err != nil || entry.Name != "example.bot/natobot" || len(entry.Description) > 100 || entry.Remotes[0].URL != "https://bot.example/mcp" {
		t.Errorf("%d %v %s", code, err, out)
	}
	for _, args := range [][]string{{"config"}, {"config", "emacs"}, {"registry"}, {"registry", "--url", "http://bot.example"}, {"config", "claude", "--url", "bot"}, {"serve"}, {"--url", "https://bot.example"}} {
		if code, out, errs := run(nil, args...); code != 2 || out != "" || errs == "" {
			t.Errorf("%v: %d %q %q", args, code, out, errs)
		}
	}
}
