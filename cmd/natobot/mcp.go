package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"log/slog"

	"natobot/bot"
	"natobot/bot/mcp"
	"natobot/bot/slack"
	"natobot/facts/answer"
)

// mcp is `natobot mcp …`: the server on standard input and output, and what to
// paste into an assistant.
func (p *program) mcp(ctx context.Context, args []string) int {
	fs := flag.NewFlagSet("natobot mcp", flag.ContinueOnError)
	words, err := p.flags(fs, args)
	if err != nil {
		return exitUsage
	}
	if len(words) > 0 {
		return p.fail(p.badUsage("write: natobot mcp"))
	}
	d, err := p.dataset()
	if err != nil {
		return p.fail(err)
	}
	public, err := publicURL(p.Env)
	if err != nil {
		return p.fail(p.badUsage("%v", err))
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
