package bot

import (
	"context"
	"errors"
	"time"
)

// An Installation is one workspace that has installed the bot. Tokens are
// secrets: they are encrypted at rest by the store and never logged.
type Installation struct {
	Platform     string
	Workspace    string // Slack team id, or enterprise id of an organisation-wide install
	Enterprise   bool
	Name         string
	BotUser      string
	Token        string
	RefreshToken string
	Expires      time.Time // zero: does not expire
	Installer    string
	Scopes       string
	At           time.Time
}

// ErrNoInstallation says that a workspace has not installed the bot, or no
// longer has it.
var ErrNoInstallation = errors.New("the workspace has not installed the bot")

// Installations keeps installations. Every call names its workspace; there is
// no way to ask for another's.
type Installations interface {
	// Installation returns ErrNoInstallation when there is none.
	Installation(ctx context.Context, platform, workspace string) (Installation, error)
	SaveInstallation(ctx context.Context, in Installation) error
	// RenewInstallation replaces the tokens of an installation made at in.At; it
	// returns ErrNoInstallation when that has ended or was made anew since.
	RenewInstallation(ctx context.Context, in Installation) error
	// EndInstallation erases tokens, cancels schedules and deletes the
	// workspace's data. It is idempotent.
	EndInstallation(ctx context.Context, platform, workspace string, now time.Time) error
}

// Shares remembers messages that stated figures because somebody shared them,
// so that a correction can follow when an edition revises one.
type Shares interface {
	RememberShare(ctx context.Context, to Destination, messageID string, r Reply, now time.Time) error
}
