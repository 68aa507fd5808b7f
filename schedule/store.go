package schedule

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"natobot/bot"
	"natobot/facts"
)

// Options of a Store.
type Options struct {
	Keys [][]byte     // 32 bytes each: the first seals tokens, all open; none: tokens can't be kept
	Log  *slog.Logger // nil: discarded
}

// A Store keeps subscriptions, deliveries, installations and what was done
// once, in SQLite or PostgreSQL. It implements Book, Outbox, bot.Once,
// bot.Installations and bot.Shares and is safe for concurrent use by several
// processes.
type Store struct {
	db    database
	vault vault
	log   *slog.Logger

	schema int64 // of what was opened for reading

	mu   sync.Mutex
	jobs func(context.Context, conn, []job) error // set by a running Engine
}

//go:embed migrations/*.sql
var migrations embed.FS

// schemaVersion is the number of the newest migration.
const schemaVersion = 4

// Open opens the database that url names ("sqlite:PATH" or "postgres://…") and
// brings its schema up to date, under a lock. An error names no password.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	s := &Store{log: o.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if s.vault, err = newVault(o.Keys); err != nil {
		return nil, err
	}
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		s.db, err = openSQLite(path)
	} else if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		s.db, err = openPostgres(ctx, url, s.log)
	} else {
		err = errors.New("the address must begin with sqlite: or postgres://")
	}
	if err != nil {
		return nil, oneLine(err)
	}
	if err := s.migrate(ctx); err != nil {
		s.db.close()
		return nil, fmt.Errorf("bringing the schema up to date: %w", oneLine(explain(err)))
	}
	return s, nil
}

// Close closes the database. Engines on it must have stopped.
func (s *Store) Close() error { return s.db.close() }

// migrationLock is the key of PostgreSQL's advisory lock; any number of ours.
const migrationLock = 0x6e61746f

func (s *Store) migrate(ctx context.Context) error {
	if err := s.migrateTo(ctx, schemaVersion); err != nil {
		return err
	}
	return s.migrateQueue(ctx)
}

// migrateTo brings our own tables forward to a schema; from a newer one it
// doesn't go back.
func (s *Store) migrateTo(ctx context.Context, newest int64) error {
	return s.db.inTx(ctx, func(c conn) error {
		serial, bytes := "INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB"
		if _, ok := s.db.(*pgDB); ok {
			serial, bytes = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BYTEA"
			if _, err := c.exec(ctx, fmt.Sprintf("SELECT pg_advisory_xact_lock(%d)", migrationLock)); err != nil {
				return err
			}
		}
		if _, err := c.exec(ctx, "CREATE TABLE IF NOT EXISTS natobot_schema (version BIGINT NOT NULL)"); err != nil {
			return err
		}
		version := int64(0)
		if _, err := one(ctx, c, "SELECT COALESCE(MAX(version), 0) FROM natobot_schema", nil, &version); err != nil {
			return err
		}
		if version > schemaVersion {
			return newerSchema(version)
		}
		for v := version + 1; v <= newest; v++ {
			text, err := migrations.ReadFile(fmt.Sprintf("migrations/%d.sql", v))
			if err != nil {
				return err
			}
			q := strings.ReplaceAll(strings.ReplaceAll(string(text), " SERIAL", " "+serial), " BYTES", " "+bytes)
			for _, stmt := range strings.Split(withoutComments(q), ";") {
				if strings.TrimSpace(stmt) == "" {
					continue
				}
				if _, err := c.exec(ctx, stmt); err != nil {
					return fmt.Errorf("migration %d: %w", v, err)
				}
			}
			if _, err := c.exec(ctx, "INSERT INTO natobot_schema (version) VALUES ($1)", v); err != nil {
				return err
			}
		}
		// The nonces of this database differ from those of any other.
		var b [3]byte
		rand.Read(b[:])
		_, err := c.exec(ctx, "INSERT INTO meta (key, value) VALUES ('instance', $1) ON CONFLICT (key) DO NOTHING", hex.EncodeToString(b[:]))
		return err
	})
}

// migrateQueue brings River's tables forward.
func (s *Store) migrateQueue(ctx context.Context) error {
	switch d := s.db.(type) {
	case *sqliteDB:
		m, err := rivermigrate.New(riversqlite.New(d.write), &rivermigrate.Config{Logger: s.quiet()})
		if err != nil {
			return err
		}
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	case *pgDB:
		// River's own migrations take no lock, so two processes that start
		// together would trip over each other. The lock is a transaction's: one of
		// a session would stay with a pooler's connection.
		return d.inTx(ctx, func(c conn) error {
			if _, err := c.exec(ctx, fmt.Sprintf("SELECT pg_advisory_xact_lock(%d)", migrationLock)); err != nil {
				return err
			}
			m, err := rivermigrate.New(riverpgxv5.New(d.pool), &rivermigrate.Config{Logger: s.quiet()})
			if err != nil {
				return err
			}
			_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
			return err
		})
	}
	return nil
}

// quiet is a log for libraries: warnings and faults only.
func (s *Store) quiet() *slog.Logger { return slog.New(warnings{s.log.Handler()}) }

type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}
func (w warnings) WithAttrs(a []slog.Attr) slog.Handler { return warnings{w.Handler.WithAttrs(a)} }
func (w warnings) WithGroup(n string) slog.Handler      { return warnings{w.Handler.WithGroup(n)} }

func withoutComments(q string) string {
	var b strings.Builder
	for _, l := range strings.Split(q, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(l), "--") {
			b.WriteString(l + "\n")
		}
	}
	return b.String()
}

// subscriptionOptions are the fields of a Subscription that no query asks for.
type subscriptionOptions struct {
	OnlyChanges bool      `json:"only_changes,omitempty"`
	Crossing    []float64 `json:"crossing,omitempty"`
	Revision    float64   `json:"revision,omitempty"`
	Breaking    bool      `json:"breaking,omitempty"`
	Headlines   bool      `json:"headlines,omitempty"`
	Quiet       string    `json:"quiet,omitempty"`
}

const subscriptionColumns = "id, platform, workspace, channel, thread, usr, kind, spec, zone, owner, created, about, options, state, reason, changed_by, changed_at, snoozed, next_run, told, told_at"

func scanSubscription(r rows) (Subscription, error) {
	var s Subscription
	var about, options, kind, state string
	var created, changed, snoozed, next, toldAt int64
	err := r.Scan(&s.ID, &s.To.Platform, &s.To.Workspace, &s.To.Channel, &s.To.Thread, &s.To.User, &kind, &s.Spec, &s.Zone, &s.Owner, &created, &about, &options,
		&state, &s.Reason, &s.ChangedBy, &changed, &snoozed, &next, &s.Told, &toldAt)
	if err != nil {
		return s, err
	}
	s.Kind, s.State = SubscriptionKind(kind), State(state)
	for _, c := range strings.Fields(about) {
		s.About = append(s.About, facts.Code(c))
	}
	var o subscriptionOptions
	if err := json.Unmarshal([]byte(options), &o); err != nil {
		return s, fmt.Errorf("options of subscription %d: %w", s.ID, err)
	}
	s.OnlyChanges, s.Crossing, s.Revision, s.Breaking, s.Headlines, s.Quiet = o.OnlyChanges, o.Crossing, o.Revision, o.Breaking, o.Headlines, o.Quiet
	s.Created, s.ChangedAt, s.Snoozed, s.Next, s.ToldAt = fromMicros(created), fromMicros(changed), fromMicros(snoozed), fromMicros(next), fromMicros(toldAt)
	return s, nil
}

func subscriptionValues(s Subscription) ([]any, error) {
	var about []string
	for _, c := range s.About {
		about = append(about, string(c))
	}
	o, err := json.Marshal(subscriptionOptions{s.OnlyChanges, s.Crossing, s.Revision, s.Breaking, s.Headlines, s.Quiet})
	if err != nil {
		return nil, err
	}
	return []any{s.To.Platform, s.To.Workspace, s.To.Channel, s.To.Thread, s.To.User, string(s.Kind), s.Spec, s.Zone, s.Owner, micros(s.Created), strings.Join(about, " "), string(o),
		string(s.State), s.Reason, s.ChangedBy, micros(s.ChangedAt), micros(s.Snoozed), micros(s.Next), s.Told, micros(s.ToldAt)}, nil
}

// Subscribe implements Book.
func (s *Store) Subscribe(ctx context.Context, sub Subscription) (Subscription, error) {
	if sub.State == "" {
		sub.State = Active
	}
	v, err := subscriptionValues(sub)
	if err != nil {
		return sub, err
	}
	err = s.db.inTx(ctx, func(c conn) error {
		_, err := one(ctx, c, "INSERT INTO subscriptions ("+strings.TrimPrefix(subscriptionColumns, "id, ")+") VALUES "+values(1, len(v))+" RETURNING id", v, &sub.ID)
		return err
	})
	return sub, err
}

func (s *Store) subscriptions(ctx context.Context, where string, args ...any) (out []Subscription, err error) {
	err = each(ctx, s.db, func(r rows) error {
		x, err := scanSubscription(r)
		out = append(out, x)
		return err
	}, "SELECT "+subscriptionColumns+" FROM subscriptions WHERE "+where+" ORDER BY id", args...)
	return out, err
}

// Subscriptions implements Book.
func (s *Store) Subscriptions(ctx context.Context, platform, workspace, channel string) ([]Subscription, error) {
	if channel == "" {
		return s.subscriptions(ctx, "platform = $1 AND workspace = $2 AND state <> 'removed'", platform, workspace)
	}
	return s.subscriptions(ctx, "platform = $1 AND workspace = $2 AND channel = $3 AND state <> 'removed'", platform, workspace, channel)
}

// AllSubscriptions lists every workspace's, removed ones left out: for
// operators only.
func (s *Store) AllSubscriptions(ctx context.Context) ([]Subscription, error) {
	return s.subscriptions(ctx, "state <> 'removed'")
}

// Subscription implements Book.
func (s *Store) Subscription(ctx context.Context, id int64) (Subscription, error) {
	return subscription(ctx, s.db, id, "")
}

func subscription(ctx context.Context, c conn, id int64, lock string) (out Subscription, err error) {
	found := false
	err = each(ctx, c, func(r rows) error {
		found = true
		out, err = scanSubscription(r)
		return err
	}, "SELECT "+subscriptionColumns+" FROM subscriptions WHERE id = $1"+lock, id)
	if err == nil && !found {
		err = fmt.Errorf("subscription %d: %w", id, ErrNoSubscription)
	}
	return out, err
}

// rowLock locks a row for the rest of the transaction; SQLite's transactions
// are alone anyway.
func (s *Store) rowLock() string {
	if _, ok := s.db.(*pgDB); ok {
		return " FOR UPDATE"
	}
	return ""
}

// alone reports whether no other transaction merges a subscription's news, and
// keeps others from it until c ends: two that take each a row and then the
// other's would wait for each other.
func (s *Store) alone(ctx context.Context, c conn, subscription int64) (free bool, err error) {
	if _, ok := s.db.(*pgDB); !ok {
		return true, nil
	}
	_, err = one(ctx, c, "SELECT pg_try_advisory_xact_lock($1)", []any{migrationLock<<32 + subscription}, &free)
	return free, err
}

// Change implements Book.
func (s *Store) Change(ctx context.Context, id int64, by string, now time.Time, f func(*Subscription) error) (out Subscription, err error) {
	err = s.db.inTx(ctx, func(c conn) error {
		if out, err = subscription(ctx, c, id, s.rowLock()); err != nil {
			return err
		}
		was := out
		was.About, was.Crossing = append([]facts.Code(nil), out.About...), append([]float64(nil), out.Crossing...)
		if err := f(&out); err != nil {
			return err
		}
		if reflect.DeepEqual(was, out) {
			return nil
		}
		out.ChangedBy, out.ChangedAt = by, now
		return saveSubscription(ctx, c, out)
	})
	return out, err
}

func saveSubscription(ctx context.Context, c conn, s Subscription) error {
	v, err := subscriptionValues(s)
	if err != nil {
		return err
	}
	set := ""
	for i, col := range strings.Split(strings.TrimPrefix(subscriptionColumns, "id, "), ", ") {
		if i > 0 {
			set += ", "
		}
		set += col + " = $" + strconv.Itoa(i+1)
	}
	_, err = c.exec(ctx, "UPDATE subscriptions SET "+set+" WHERE id = $"+strconv.Itoa(len(v)+1), append(v, s.ID)...)
	return err
}

const deliveryColumns = "id, subscription, slot, platform, workspace, channel, thread, usr, kind, due, status, reason, message, sent, body"

func scanDelivery(r rows, more ...any) (Delivery, error) {
	var d Delivery
	var due, sent int64
	err := r.Scan(append([]any{&d.ID, &d.Subscription, &d.Slot, &d.To.Platform, &d.To.Workspace, &d.To.Channel, &d.To.Thread, &d.To.User, &d.Kind, &due, &d.Status, &d.Reason, &d.MessageID, &sent, &d.Body}, more...)...)
	d.Due, d.Sent = fromMicros(due), fromMicros(sent)
	return d, err
}

// Deliveries implements Book.
func (s *Store) Deliveries(ctx context.Context, subscription int64, most int) (out []Delivery, err error) {
	err = each(ctx, s.db, func(r rows) error {
		d, err := scanDelivery(r)
		out = append(out, d)
		return err
	}, "SELECT "+deliveryColumns+" FROM deliveries WHERE subscription = $1 ORDER BY due DESC, id DESC LIMIT $2", subscription, most)
	return out, err
}

// UnknownDeliveries are those of all subscriptions of which it is not known
// whether they arrived, newest first: for operators only.
func (s *Store) UnknownDeliveries(ctx context.Context, most int) (out []Delivery, err error) {
	err = each(ctx, s.db, func(r rows) error {
		d, err := scanDelivery(r)
		out = append(out, d)
		return err
	}, "SELECT "+deliveryColumns+" FROM deliveries WHERE status = 'unknown' ORDER BY id DESC LIMIT $1", most)
	return out, err
}

// Announced implements Outbox.
func (s *Store) Announced(ctx context.Context) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	err := each(ctx, s.db, func(r rows) error {
		var k string
		var at int64
		err := r.Scan(&k, &at)
		out[k] = fromMicros(at)
		return err
	}, "SELECT key, at FROM announced")
	return out, err
}

// MarkAnnounced implements Outbox.
func (s *Store) MarkAnnounced(ctx context.Context, keys []string, now time.Time) error {
	if len(keys) == 0 {
		return nil
	}
	return s.db.inTx(ctx, func(c conn) error {
		for _, k := range keys {
			if _, err := c.exec(ctx, "INSERT INTO announced (key, at) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING", k, micros(now)); err != nil {
				return err
			}
		}
		return nil
	})
}

// pageRows is how many rows are read at a time by what goes through a whole table,
// so that no reader keeps the database busy for long.
const pageRows = 500

// EachSubscription implements Outbox.
func (s *Store) EachSubscription(ctx context.Context, kind SubscriptionKind, f func(Subscription) error) error {
	for last := int64(0); ; {
		batch, err := s.subscriptions(ctx, "kind = $1 AND state = 'active' AND id > $2 AND id <= (SELECT COALESCE(MAX(id), 0) FROM (SELECT id FROM subscriptions WHERE kind = $1 AND state = 'active' AND id > $2 ORDER BY id LIMIT "+strconv.Itoa(pageRows)+") AS p)", string(kind), last)
		if err != nil || len(batch) == 0 {
			return err
		}
		for _, x := range batch {
			if err := f(x); err != nil {
				return err
			}
		}
		last = batch[len(batch)-1].ID
	}
}

// EachStated implements Outbox.
func (s *Store) EachStated(ctx context.Context, since time.Time, f func(Stated) error) error {
	for _, from := range []struct{ prefix, query string }{
		{"d", "SELECT d.id, d.kind, d.platform, d.workspace, d.channel, d.thread, d.usr, d.message, d.sent, s.figures FROM deliveries d JOIN stated s ON s.hash = d.stated WHERE d.stated <> '' AND d.status = 'sent' AND d.sent > $1 AND d.id > $2 ORDER BY d.id LIMIT "},
		{"s", "SELECT h.id, 'share', h.platform, h.workspace, h.channel, h.thread, h.usr, h.message, h.at, s.figures FROM shares h JOIN stated s ON s.hash = h.stated WHERE h.at > $1 AND h.id > $2 ORDER BY h.id LIMIT "},
	} {
		for last := int64(0); ; {
			var batch []Stated
			err := each(ctx, s.db, func(r rows) error {
				var m Stated
				var at int64
				var figures []byte
				if err := r.Scan(&last, &m.Kind, &m.To.Platform, &m.To.Workspace, &m.To.Channel, &m.To.Thread, &m.To.User, &m.MessageID, &at, &figures); err != nil {
					return err
				}
				m.ID, m.At = from.prefix+strconv.FormatInt(last, 10), fromMicros(at)
				if err := json.Unmarshal(figures, &m.Figures); err != nil {
					return fmt.Errorf("figures of %s: %w", m.ID, err)
				}
				batch = append(batch, m)
				return nil
			}, from.query+strconv.Itoa(pageRows), micros(since), last)
			if err != nil {
				return err
			}
			if len(batch) == 0 {
				break
			}
			for _, m := range batch {
				if err := f(m); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// saveStated keeps a set of figures once, however many messages stated it.
func saveStated(ctx context.Context, c conn, figures []facts.Figure) (string, error) {
	if len(figures) == 0 {
		return "", nil
	}
	b, err := json.Marshal(figures)
	if err != nil {
		return "", err
	}
	h := sha256.Sum256(b)
	hash := hex.EncodeToString(h[:16])
	_, err = c.exec(ctx, "INSERT INTO stated (hash, figures) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING", hash, b)
	return hash, err
}

// Plan implements Outbox.
func (s *Store) Plan(ctx context.Context, ds []Delivery) (n int, err error) {
	err = s.db.inTx(ctx, func(c conn) error {
		n, err = s.plan(ctx, c, ds, nil)
		return err
	})
	return n, err
}

// planRows is how many rows one statement inserts.
const planRows = 500

// plan inserts rows whose slots are new, and their jobs, in c's transaction.
// late marks rows by index.
func (s *Store) plan(ctx context.Context, c conn, ds []Delivery, late map[string]bool) (int, error) {
	n := 0
	var jobs []job
	for batch := range slices.Chunk(ds, planRows) {
		args := make([]any, 0, len(batch)*14)
		seen := map[string]bool{}
		k := 0
		for _, d := range batch {
			key := strconv.FormatInt(d.Subscription, 10) + "/" + d.Slot
			if seen[key] {
				continue
			}
			seen[key] = true
			k++
			status := d.Status
			if status == "" {
				status = "planned"
			}
			body := d.Body
			if body == nil {
				body = []byte{}
			}
			l := 0
			if late[key] {
				l = 1
			}
			args = append(args, d.Subscription, d.Slot, d.To.Platform, d.To.Workspace, d.To.Channel, d.To.Thread, d.To.User, d.Kind, micros(d.Due), status, d.Reason, body, l, micros(d.Due))
		}
		err := each(ctx, c, func(r rows) error {
			var j job
			var due int64
			var status string
			if err := r.Scan(&j.platform, &due, &status); err != nil {
				return err
			}
			n++
			if j.at = fromMicros(due); status == "planned" {
				jobs = append(jobs, j)
			}
			return nil
		}, "INSERT INTO deliveries (subscription, slot, platform, workspace, channel, thread, usr, kind, due, status, reason, body, late, later, message, sent, stated, edition, attempts, claimed) VALUES "+
			withDefaults(k, 14, "'', 0, '', '', 0, 0")+" ON CONFLICT (subscription, slot) DO NOTHING RETURNING platform, due, status", args...)
		if err != nil {
			return n, err
		}
	}
	return n, s.enqueue(ctx, c, calls(jobs))
}

// withDefaults is values with the same constants at the end of each row.
func withDefaults(n, width int, constants string) string {
	return strings.ReplaceAll(values(n, width), ")", ", "+constants+")")
}

func (s *Store) enqueuer() func(context.Context, conn, []job) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.jobs
}

// enqueue makes jobs when an engine runs here; without one the sweep of
// whichever process has an engine makes them.
func (s *Store) enqueue(ctx context.Context, c conn, jobs []job) error {
	f := s.enqueuer()
	if f == nil || len(jobs) == 0 {
		return nil
	}
	return f(ctx, c, jobs)
}

// First implements bot.Once, for all processes on the database.
func (s *Store) First(ctx context.Context, key string, ttl time.Duration, now time.Time) (first bool, err error) {
	err = s.db.inTx(ctx, func(c conn) error {
		n, err := c.exec(ctx, "INSERT INTO once (key, until) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET until = excluded.until WHERE once.until <= $3", key, micros(now.Add(ttl)), micros(now))
		first = n > 0
		return err
	})
	return first, err
}

// Forget implements bot.Once.
func (s *Store) Forget(ctx context.Context, key string) error {
	return s.db.inTx(ctx, func(c conn) error {
		_, err := c.exec(ctx, "DELETE FROM once WHERE key = $1", key)
		return err
	})
}

// RememberShare implements bot.Shares.
func (s *Store) RememberShare(ctx context.Context, to bot.Destination, messageID string, r bot.Reply, now time.Time) error {
	if len(r.Figures) == 0 {
		return nil
	}
	return s.db.inTx(ctx, func(c conn) error {
		hash, err := saveStated(ctx, c, r.Figures)
		if err != nil {
			return err
		}
		_, err = c.exec(ctx, "INSERT INTO shares (platform, workspace, channel, thread, usr, message, at, stated) VALUES "+values(1, 8), to.Platform, to.Workspace, to.Channel, to.Thread, to.User, messageID, micros(now), hash)
		return err
	})
}

// Installation implements bot.Installations.
func (s *Store) Installation(ctx context.Context, platform, workspace string) (bot.Installation, error) {
	in := bot.Installation{Platform: platform, Workspace: workspace}
	var enterprise, expires, at int64
	var token, refresh []byte
	found, err := one(ctx, s.db, "SELECT enterprise, name, bot_user, token, refresh, expires, installer, scopes, at FROM installations WHERE platform = $1 AND workspace = $2", []any{platform, workspace},
		&enterprise, &in.Name, &in.BotUser, &token, &refresh, &expires, &in.Installer, &in.Scopes, &at)
	if err != nil {
		return in, err
	}
	if !found {
		return in, bot.ErrNoInstallation
	}
	in.Enterprise, in.Expires, in.At = enterprise == 1, fromMicros(expires), fromMicros(at)
	if in.Token, err = s.vault.open(platform, workspace, token); err != nil {
		return bot.Installation{}, err
	}
	in.RefreshToken, err = s.vault.open(platform, workspace, refresh)
	return in, err
}

// SaveInstallation implements bot.Installations. A workspace whose token had
// died is alive again.
func (s *Store) SaveInstallation(ctx context.Context, in bot.Installation) error {
	token, err := s.vault.seal(in.Platform, in.Workspace, in.Token)
	if err != nil {
		return err
	}
	refresh, err := s.vault.seal(in.Platform, in.Workspace, in.RefreshToken)
	if err != nil {
		return err
	}
	enterprise := 0
	if in.Enterprise {
		enterprise = 1
	}
	return s.db.inTx(ctx, func(c conn) error {
		_, err := c.exec(ctx, "INSERT INTO installations (platform, workspace, enterprise, name, bot_user, token, refresh, expires, installer, scopes, at) VALUES "+values(1, 11)+
			" ON CONFLICT (platform, workspace) DO UPDATE SET enterprise = excluded.enterprise, name = excluded.name, bot_user = excluded.bot_user, token = excluded.token, refresh = excluded.refresh, expires = excluded.expires, installer = excluded.installer, scopes = excluded.scopes, at = excluded.at",
			in.Platform, in.Workspace, enterprise, in.Name, in.BotUser, token, refresh, micros(in.Expires), in.Installer, in.Scopes, micros(in.At))
		if err != nil {
			return err
		}
		if _, err := c.exec(ctx, "DELETE FROM dead WHERE platform = $1 AND workspace = $2", in.Platform, in.Workspace); err != nil {
			return err
		}
		// What waits for the token is let go when the new one has been asked about.
		_, err = c.exec(ctx, "UPDATE refused SET probe = 0 WHERE platform = $1 AND workspace = $2", in.Platform, in.Workspace)
		return err
	})
}

// RenewInstallation implements bot.Installations.
func (s *Store) RenewInstallation(ctx context.Context, in bot.Installation) error {
	token, err := s.vault.seal(in.Platform, in.Workspace, in.Token)
	if err != nil {
		return err
	}
	refresh, err := s.vault.seal(in.Platform, in.Workspace, in.RefreshToken)
	if err != nil {
		return err
	}
	return s.db.inTx(ctx, func(c conn) error {
		n, err := c.exec(ctx, "UPDATE installations SET token = $1, refresh = $2, expires = $3 WHERE platform = $4 AND workspace = $5 AND at = $6",
			token, refresh, micros(in.Expires), in.Platform, in.Workspace, micros(in.At))
		if err == nil && n == 0 {
			err = bot.ErrNoInstallation
		}
		return err
	})
}

// EndInstallation implements bot.Installations: it deletes all that is kept of
// a workspace. A delivery that is being sent finds its row gone.
func (s *Store) EndInstallation(ctx context.Context, platform, workspace string, now time.Time) error {
	return s.db.inTx(ctx, func(c conn) error {
		for _, table := range []string{"installations", "subscriptions", "deliveries", "shares", "dead", "refused"} {
			if _, err := c.exec(ctx, "DELETE FROM "+table+" WHERE platform = $1 AND workspace = $2", platform, workspace); err != nil {
				return err
			}
		}
		_, err := c.exec(ctx, "DELETE FROM once WHERE key LIKE $1", "%:"+platform+":"+workspace+":%")
		return err
	})
}
