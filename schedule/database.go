package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "modernc.org/sqlite" // the pure-Go driver "sqlite"
)

// This file is the seam between the two databases: everything else in the
// package speaks one SQL, with placeholders $1, $2, … that both understand.

// A conn runs statements: a transaction, or a pool for reads.
type conn interface {
	exec(ctx context.Context, query string, args ...any) (int64, error)
	query(ctx context.Context, query string, args ...any) (rows, error)
}

type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// A database begins transactions and reads.
type database interface {
	conn // outside a transaction: reads only
	// inTx runs f in one transaction, which is committed when f succeeds.
	inTx(ctx context.Context, f func(conn) error) error
	close() error
	locking() string // what SELECT appends to take rows that no other process has
}

type sqliteDB struct {
	write *sql.DB // one connection
	read  *sql.DB
}

// pragmas go with the address: an Exec would reach one pooled connection only.
// NORMAL with a write-ahead log survives a crash of the process; a power cut
// may cost the last commits, never the file.
const pragmas = "_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)"

func openSQLite(path string) (*sqliteDB, error) {
	if path == "" {
		return nil, errors.New("sqlite: the path of the file is missing")
	}
	file := "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path) + "?"
	w, err := sql.Open("sqlite", file+pragmas)
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	r, err := sql.Open("sqlite", file+pragmas+"&_pragma=query_only(1)")
	if err != nil {
		w.Close()
		return nil, err
	}
	r.SetMaxOpenConns(4)
	return &sqliteDB{w, r}, nil
}

func (d *sqliteDB) exec(ctx context.Context, q string, args ...any) (int64, error) {
	return 0, errors.New("a write outside a transaction")
}

func (d *sqliteDB) query(ctx context.Context, q string, args ...any) (rows, error) {
	return d.read.QueryContext(ctx, positional(q), args...)
}

// positional turns $1, $2, … into question marks where they stand in order:
// to SQLite a $1 is a name, and it looks each name up among all before it,
// which costs a minute for the rows of a large sweep.
func positional(q string) string {
	if !strings.Contains(q, "$1") {
		return q
	}
	var b strings.Builder
	b.Grow(len(q))
	want := 1
	for i := 0; i < len(q); i++ {
		if q[i] != '$' {
			b.WriteByte(q[i])
			continue
		}
		n := 0
		for i+1 < len(q) && q[i+1] >= '0' && q[i+1] <= '9' {
			i++
			n = n*10 + int(q[i]-'0')
		}
		if n != want {
			return q
		}
		want++
		b.WriteByte('?')
	}
	return b.String()
}

func (d *sqliteDB) inTx(ctx context.Context, f func(conn) error) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing after a commit
	if err := f(sqlTx{tx}); err != nil {
		return err
	}
	return tx.Commit()
}

func (d *sqliteDB) close() error    { return errors.Join(d.read.Close(), d.write.Close()) }
func (d *sqliteDB) locking() string { return "" }

type sqlTx struct{ *sql.Tx }

func (t sqlTx) exec(ctx context.Context, q string, args ...any) (int64, error) {
	r, err := t.ExecContext(ctx, positional(q), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (t sqlTx) query(ctx context.Context, q string, args ...any) (rows, error) {
	return t.QueryContext(ctx, positional(q), args...)
}

type pgDB struct{ pool *pgxpool.Pool }

func openPostgres(ctx context.Context, url string) (*pgDB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the PostgreSQL address can't be read") // the cause holds the password
	}
	cfg.MaxConns = max(cfg.MaxConns, 10)
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &pgDB{pool}, nil
}

func (d *pgDB) exec(ctx context.Context, q string, args ...any) (int64, error) {
	return 0, errors.New("a write outside a transaction")
}

func (d *pgDB) query(ctx context.Context, q string, args ...any) (rows, error) {
	r, err := d.pool.Query(ctx, q, args...)
	return pgRows{r}, err
}

func (d *pgDB) inTx(ctx context.Context, f func(conn) error) error {
	return pgx.BeginFunc(ctx, d.pool, func(tx pgx.Tx) error { return f(pgTx{tx}) })
}

func (d *pgDB) close() error    { d.pool.Close(); return nil }
func (d *pgDB) locking() string { return " FOR UPDATE SKIP LOCKED" }

type pgTx struct{ pgx.Tx }

func (t pgTx) exec(ctx context.Context, q string, args ...any) (int64, error) {
	r, err := t.Exec(ctx, q, args...)
	return r.RowsAffected(), err
}

func (t pgTx) query(ctx context.Context, q string, args ...any) (rows, error) {
	r, err := t.Query(ctx, q, args...)
	return pgRows{r}, err
}

type pgRows struct{ pgx.Rows }

func (r pgRows) Close() error { r.Rows.Close(); return nil }

// each scans every row of a query.
func each(ctx context.Context, c conn, scan func(rows) error, query string, args ...any) error {
	r, err := c.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer r.Close()
	for r.Next() {
		if err := scan(r); err != nil {
			return err
		}
	}
	return r.Err()
}

// one scans the first row; false when there is none.
func one(ctx context.Context, c conn, query string, args []any, dest ...any) (found bool, err error) {
	err = each(ctx, c, func(r rows) error {
		if found {
			return nil
		}
		found = true
		return r.Scan(dest...)
	}, query, args...)
	return found, err
}

// values writes the placeholders of n rows of width columns.
func values(n, width int) string {
	var b strings.Builder
	k := 1
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		for j := range width {
			if j == 0 {
				b.WriteByte('(')
			} else {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "$%d", k)
			k++
		}
		b.WriteByte(')')
	}
	return b.String()
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
