package mcp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// A Client is an assistant that takes MCP servers, and where what it takes is
// pasted.
type Client struct {
	Name  string
	Where string // the file, and how to get at it
	key   string // of the object that holds servers
}

// Clients are the assistants for which Snippet writes.
var Clients = []Client{
	{"claude", "Claude Desktop: Settings, Developer, Edit Config (claude_desktop_config.json); for Claude Code, .mcp.json in the project", "mcpServers"},
	{"vscode", ".vscode/mcp.json in the workspace, or the command MCP: Open User Configuration", "servers"},
	{"cursor", ".cursor/mcp.json in the project, or ~/.cursor/mcp.json", "mcpServers"},
}

// ClientNamed is the client of a name.
func ClientNamed(name string) (Client, bool) {
	i := slices.IndexFunc(Clients, func(c Client) bool { return c.Name == name })
	if i < 0 {
		return Client{}, false
	}
	return Clients[i], true
}

// Snippet is what to paste: command is the program to run with its environment,
// or at the address of a server that runs.
func (c Client) Snippet(command string, env map[string]string, at string) ([]byte, error) {
	server := map[string]any{"type": "stdio", "command": command, "args": []string{"mcp"}}
	if len(env) > 0 {
		server["env"] = env
	}
	if at != "" {
		server = map[string]any{"type": "http", "url": at}
	}
	return indented(map[string]any{c.key: map[string]any{"natobot": server}})
}

// Entry is the entry of a server at base in a registry of servers, as its
// server.json: https://modelcontextprotocol.io/registry/remote-servers
// A registry takes names whose part before the slash is the owner's domain
// backwards; name "" is made from base.
func Entry(base, name, version string) ([]byte, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("mcp: %q is no https address; give one like https://bot.example", clip(base))
	}
	if name == "" {
		parts := strings.Split(u.Hostname(), ".")
		slices.Reverse(parts)
		name = strings.Join(parts, ".") + "/natobot"
	}
	return indented(struct {
		Schema      string              `json:"$schema"`
		Name        string              `json:"name"`
		Title       string              `json:"title"`
		Description string              `json:"description"` // at most 100 characters
		Version     string              `json:"version"`
		Website     string              `json:"websiteUrl"`
		Remotes     []map[string]string `json:"remotes"`
	}{"https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json", name, "natobot", about, version, base,
		[]map[string]string{{"type": "streamable-http", "url": strings.TrimSuffix(base, "/") + Path}}})
}

// about is what the server does, in at most 100 characters.
const about = "What NATO Allies spend on defence, each figure with the edition of NATO's tables it comes from"

// indented is v as JSON for people.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
