package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"natobot/bot"
	"natobot/bot/mcp"
	"natobot/bot/slack"
	"natobot/facts/answer"
)

// mcp is `natobot mcp …`: the server on standard input and output, what to
// paste into an assistant, and the entry for a registry of servers.
func (p *program) mcp(ctx context.Context, args []string) int {
	fs := flag.NewFlagSet("natobot mcp", flag.ContinueOnError)
	at := fs.String("url", "", "with config or registry: a `URL` where serve is reached; without it config runs this program")
	name := fs.String("name", "", "with registry: the `name` of the entry; made from --url without it")
	words, err := p.flags(fs, args)
	if err != nil {
		return exitUsage
	}
	public, err := publicURL(p.Env)
	if err != nil {
		return p.fail(p.badUsage("%v", err))
	}
	if err := checkAddress(*at); err != nil {
		return p.fail(p.badUsage("--url %v", err))
	}
	base := strings.TrimSuffix(*at, "/")
	switch {
	case len(words) == 0 && *at == "" && *name == "":
		return p.mcpServe(ctx, public)
	case len(words) == 2 && words[0] == "config":
		return p.mcpConfig(words[1], base)
	case len(words) == 1 && words[0] == "registry":
		if base == "" {
			base = public
		}
		raw, err := mcp.Entry(base, *name, buildVersion())
		if err != nil {
			return p.fail(p.badUsage("%v", err))
		}
		if _, err := p.Out.Write(raw); err != nil {
			return p.fail(err)
		}
		return exitOK
	}
	return p.fail(p.badUsage("write: natobot mcp, natobot mcp config claude|vscode|cursor [--url URL], or natobot mcp registry --url URL [--name NAME]"))
}

// mcpConfig prints what to paste into an assistant, and says where.
func (p *program) mcpConfig(name, base string) int {
	c, ok := mcp.ClientNamed(name)
	if !ok {
		return p.fail(p.badUsage("%q is none of claude, vscode, cursor", clip(name)))
	}
	self, err := os.Executable()
	if err != nil {
		return p.fail(fmt.Errorf("the path of this program: %w", err))
	}
	env := map[string]string{}
	for _, k := range []string{"NATOBOT_DATA_DIR", "NATOBOT_SIPRI", "NATOBOT_PUBLIC_URL"} {
		if v := p.Env(k); v != "" {
			env[k] = v
		}
	}
	if base != "" {
		base += mcp.Path
	}
	raw, err := c.Snippet(self, env, base)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.Err, "Paste into %s. Then ask it: is spain above 2%%?\n", c.Where)
	if _, err := p.Out.Write(raw); err != nil {
		return p.fail(err)
	}
	return exitOK
}

// mcpServe serves one client on standard input and output.
func (p *program) mcpServe(ctx context.Context, public string) int {
	d, err := p.dataset()
	if err != nil {
		return p.fail(err)
	}
	w := answer.New(d)
	data := func() *answer.Writer { return w }
	log := slog.New(slog.NewTextHandler(p.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	b := bot.New(bot.Config{Data: data, Public: public, Log: log})
	if err := p.mcpServer(b, data, public, nil, log).Run(ctx, io.NopCloser(p.In), nopCloser{p.Out}); err != nil && !errors.Is(err, io.EOF) && ctx.Err() == nil {
		return p.fail(err)
	}
	return exitOK
}

// nopCloser is a writer that others close.
type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// mcpServer is a server of what b answers, for anybody.
func (p *program) mcpServer(b *bot.Bot, data func() *answer.Writer, public string, limits *bot.Limits, log *slog.Logger) *mcp.Server {
	draw := func(r bot.Reply) any { return slack.ToolBlocks(r, mcp.Call) }
	return mcp.New(mcp.Config{Handler: b.Answering().Handle, Data: data, Version: buildVersion(), PublicURL: public, Limits: limits, Now: p.Now, Log: log,
		Surfaces: []mcp.Surface{{Extension: slack.ToolExtension, Key: slack.ToolKey, Tool: slack.ToolMeta(), Draw: draw}}})
}
