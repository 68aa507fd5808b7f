package schedule

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"natobot/schedule/zones"
)

// ErrNoDatabase says that nothing has been kept yet: there is no file, or a
// database without our tables. A first start of an engine's process makes them.
var ErrNoDatabase = errors.New("there is no database yet")

// OpenReading opens a database to look at it: nothing is made, migrated or
// written, and what writes fails. An older schema is read as it is; Ahead says
// what Open would do to it. The error is ErrNoDatabase when there is none.
func OpenReading(ctx context.Context, url string, o Options) (*Store, error) {
	s := &Store{log: o.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if s.vault, err = newVault(o.Keys); err != nil {
		return nil, err
	}
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, ErrNoDatabase
		}
		s.db, err = readSQLite(path)
	} else {
		s.db, err = openPostgres(ctx, url, s.log)
	}
	if err == nil {
		if err = s.readSchema(ctx); err != nil {
			s.db.close() // it was never written
		}
	}
	if err != nil {
		return nil, oneLine(explain(err))
	}
	return s, nil
}

// readSchema finds the schema of a database, which may have none.
func (s *Store) readSchema(ctx context.Context) error {
	table := "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'natobot_schema'"
	if _, ok := s.db.(*pgDB); ok {
		table = "SELECT COUNT(to_regclass('natobot_schema'))"
	}
	var n int64
	if _, err := one(ctx, s.db, table, nil, &n); err != nil {
		return err
	}
	if n == 0 {
		return ErrNoDatabase
	}
	if _, err := one(ctx, s.db, "SELECT COALESCE(MAX(version), 0) FROM natobot_schema", nil, &s.schema); err != nil {
		return err
	}
	switch {
	case s.schema == 0:
		return ErrNoDatabase
	case s.schema > schemaVersion:
		return newerSchema(s.schema)
	}
	return nil
}

func newerSchema(version int64) error {
	return fmt.Errorf("the database has schema %d, made by a newer release; this one knows %d", version, schemaVersion)
}

// Ahead says in sentences what a start of serve would change in a database that
// was opened for reading: nothing, when there are none.
func (s *Store) Ahead(ctx context.Context, rules *zones.Set) ([]string, error) {
	var out []string
	if s.schema < schemaVersion {
		out = append(out, fmt.Sprintf("serve would bring the schema from %d to %d; processes of the older release deliver nothing from then on, so stop them first", s.schema, schemaVersion))
	}
	behind, err := s.queueBehind(ctx)
	if err != nil {
		return nil, err
	}
	if behind {
		out = append(out, "serve would bring the tables of the queue forward")
	}
	moved, err := s.moved(ctx, s.db, rules.Mark(), "")
	if err != nil {
		return nil, err
	}
	if len(moved) > 0 {
		m := moved[0]
		out = append(out, fmt.Sprintf("serve would plan anew by the time zone rules %s: the next runs of %d subscriptions move, of number %d from %s to %s",
			rules, len(moved), m.Subscription, m.From.UTC().Format(time.RFC3339), m.To.UTC().Format(time.RFC3339)))
	}
	return out, nil
}

// queueBehind reports whether River's tables want a migration.
func (s *Store) queueBehind(ctx context.Context) (bool, error) {
	var newest int
	switch d := s.db.(type) {
	case *sqliteDB:
		m, err := rivermigrate.New(riversqlite.New(d.read), nil)
		if err != nil {
			return false, err
		}
		newest = len(m.AllVersions())
	case *pgDB:
		m, err := rivermigrate.New(riverpgxv5.New(d.pool), nil)
		if err != nil {
			return false, err
		}
		newest = len(m.AllVersions())
	}
	var n int64
	_, err := one(ctx, s.db, "SELECT COUNT(*) FROM river_migration", nil, &n)
	return int(n) < newest, err
}

// Clock is the database server's clock; the zero time for a file, which has the
// machine's.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	if _, ok := s.db.(*pgDB); !ok {
		return time.Time{}, nil
	}
	var us int64
	if _, err := one(ctx, s.db, "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint", nil, &us); err != nil {
		return time.Time{}, fmt.Errorf("the clock of PostgreSQL: %w", err)
	}
	return fromMicros(us), nil
}

// oneLine keeps an error's words on one line: drivers spread them over several.
func oneLine(err error) error {
	if err == nil || !strings.ContainsAny(err.Error(), "\n\t") {
		return err
	}
	return flat{err}
}

type flat struct{ error }

func (f flat) Error() string { return strings.Join(strings.Fields(f.error.Error()), " ") }
func (f flat) Unwrap() error { return f.error }
