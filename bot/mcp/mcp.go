// Package mcp is the Model Context Protocol's adapter: assistants ask with
// tools, read resources and take prompts, over standard input and output or
// over HTTP. It speaks the protocol of 2026-07-28 and older ones through the
// official SDK: https://modelcontextprotocol.io/specification
//
// Everybody gets the same answers, nothing can be changed, and nothing that is
// asked is kept or logged.
package mcp

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"natobot/bot"
	"natobot/facts/answer"
)

// Platform is what requests of this adapter are counted as.
const Platform = "mcp"

// Instructions tell an assistant how to use the server; at most 600 characters.
const Instructions = "Figures on what NATO Allies spend on defence, each from a dated edition of NATO's tables. " +
	"Do not answer such questions from memory: call ask with the question as it was put. " +
	"State the headline and the source line as they stand, with year, edition and whether it is an estimate; give the evidence address. " +
	"Never round, convert or combine figures yourself; ask for what you need. " +
	"A status other than answered means that nothing was guessed: pass the choices on. " +
	"Check drafts with check. For what was known on a day, give as_of."

// Config of a Server. Handler and Data are required.
type Config struct {
	Handler   bot.Handler           // answers questions; it must change nothing, see bot.Bot.Answering
	Data      func() *answer.Writer // of the dataset of the moment; a call keeps the one it began with
	Version   string
	PublicURL string           // where this server is reached, or ""
	Limits    *bot.Limits      // of calls by address; nil: unlimited
	Surfaces  []Surface        // clients that draw replies natively
	Now       func() time.Time // nil: time.Now
	Log       *slog.Logger     // nil: discarded
}

// A Server answers the protocol. It is safe for concurrent use and owns no
// goroutine.
type Server struct {
	Config
	sdk   *sdk.Server
	named *sdk.Implementation
	tools map[string]tool
	index index

	listing sync.Mutex
	listed  *answer.Writer // whose editions are listed as resources
}

// New makes a Server.
func New(c Config) *Server {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Server{Config: c, tools: map[string]tool{}}
	s.named = &sdk.Implementation{Name: "natobot", Title: "What NATO Allies spend on defence", Version: c.Version, WebsiteURL: c.PublicURL}
	s.sdk = sdk.NewServer(s.named, &sdk.ServerOptions{
		Instructions: Instructions,
		Logger:       slog.New(quiet{c.Log.Handler()}),
		// What there is does not change while a process runs, but for editions,
		// which are listed anew at each asking.
		Capabilities: &sdk.ServerCapabilities{Tools: &sdk.ToolCapabilities{}, Prompts: &sdk.PromptCapabilities{}, Resources: &sdk.ResourceCapabilities{}},
		SetCacheable: func(_ context.Context, _ sdk.Request, c *sdk.Cacheable) { c.TTLMs, c.CacheScope = listTTL, "public" },
	})
	s.addTools()
	s.addResources()
	s.addPrompts()
	s.sdk.AddReceivingMiddleware(s.guard)
	return s
}

// quiet is the log of the SDK, which tells of each call that it began and ended:
// only what goes wrong is told.
type quiet struct{ slog.Handler }

// Enabled implements slog.Handler.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

// WithAttrs implements slog.Handler.
func (q quiet) WithAttrs(as []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(as)} }

// WithGroup implements slog.Handler.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }

// listTTL is how long a client may keep what was listed or read, in
// milliseconds: a new edition is taken up within minutes.
const listTTL = 5 * 60 * 1000

// Run serves one client on in and out until in ends or ctx is done.
func (s *Server) Run(ctx context.Context, in io.ReadCloser, out io.WriteCloser) error {
	return s.sdk.Run(ctx, &sdk.IOTransport{Reader: in, Writer: out})
}

// guard stands before all that the SDK answers: no panic gets out.
func (s *Server) guard(next sdk.MethodHandler) sdk.MethodHandler {
	return func(ctx context.Context, method string, r sdk.Request) (sdk.Result, error) {
		return s.saved(ctx, method, func() (sdk.Result, error) {
			if err := ctx.Err(); err != nil {
				return nil, err // the client has given up
			}
			switch method {
			case "initialize":
				s.begins(ctx, r)
			case "resources/list":
				s.listEditions()
			}
			return next(ctx, method, r)
		})
	}
}

// saved calls f, and makes its panic the error of that call alone, with an id
// that the log holds too.
func (s *Server) saved(ctx context.Context, method string, f func() (sdk.Result, error)) (result sdk.Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			var b [4]byte
			rand.Read(b[:]) // never fails
			id := hex.EncodeToString(b[:])
			s.Log.ErrorContext(ctx, "a call panicked", "ref", id, "method", method, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			result, err = nil, &jsonrpc.Error{Code: jsonrpc.CodeInternalError, Message: bot.InternalError(id).Headline}
			if method == callTool {
				result, err = wrong("%s", bot.InternalError(id).Headline), nil
			}
		}
	}()
	return f()
}

const callTool = "tools/call"
