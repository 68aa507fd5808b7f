package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"modernc.org/sqlite" // the pure-Go driver "sqlite"
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
	// writable says why nothing can be written, without waiting behind other
	// transactions of this process for longer than two seconds.
	writable(ctx context.Context) error
	close() error
	locking() string // what SELECT appends to take rows that no other process has
}

type sqliteDB struct {
	write *sql.DB // one connection
	read  *sql.DB
	probe *sql.DB // for writable
}

// pragmas go with the address: an Exec would reach one pooled connection only.
// Sorting happens in memory, for the image has nowhere to write but /data.
// FULL, because a power cut must not take back that a message was being sent:
// it would be sent again. It costs a flush of the log for each commit.
const pragmas = "_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=temp_store(MEMORY)"

func openSQLite(path string) (*sqliteDB, error) {
	if path == "" {
		return nil, errors.New("sqlite: the path of the file is missing")
	}
	file := sqliteFile(path)
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
	p, err := sql.Open("sqlite", file+strings.Replace(pragmas, "busy_timeout(10000)", "busy_timeout(2000)", 1))
	if err != nil {
		return nil, errors.Join(err, w.Close(), r.Close())
	}
	p.SetMaxOpenConns(1)
	p.SetMaxIdleConns(0)
	return &sqliteDB{w, r, p}, nil
}

// readSQLite opens a file that must be there to read it: neither its journal
// mode nor anything else is changed.
func readSQLite(path string) (*sqliteDB, error) {
	r, err := sql.Open("sqlite", sqliteFile(path)+"mode=rw&_pragma=busy_timeout(10000)&_pragma=query_only(1)&_pragma=temp_store(MEMORY)")
	if err != nil {
		return nil, err
	}
	return &sqliteDB{write: r, read: r, probe: r}, nil
}

// sqliteFile is the address of a file for the driver, up to its options.
func sqliteFile(path string) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path) + "?"
}

func (d *sqliteDB) writable(ctx context.Context) error {
	tx, err := d.probe.BeginTx(ctx, nil) // an immediate one: it takes the lock
	if err != nil {
		return explain(err)
	}
	return explain(tx.Rollback())
}

func (d *sqliteDB) exec(ctx context.Context, q string, args ...any) (int64, error) {
	return 0, errors.New("a write outside a transaction")
}

func (d *sqliteDB) query(ctx context.Context, q string, args ...any) (rows, error) {
	r, err := d.read.QueryContext(ctx, positional(q), args...)
	return r, explain(err)
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
		return explain(err)
	}
	defer tx.Rollback() // nothing after a commit
	if err := f(sqlTx{tx}); err != nil {
		return explain(err)
	}
	return explain(tx.Commit())
}

// explain says in words what an operator has to mend; SQLite's own words follow.
func explain(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	words := map[int]string{
		5: "the database is locked by another program", 6: "the database is locked by another program",
		8: "the database or its directory can't be written", 10: "the disk of the database fails",
		11: "the database file is damaged; restore a backup", 13: "the disk of the database is full",
		14: "the database file can't be opened", 26: "the database file is damaged or no database; restore a backup",
	}[e.Code()&0xff] // the low byte is the primary result code: https://sqlite.org/rescode.html
	if words == "" || strings.Contains(err.Error(), words) {
		return err
	}
	return fmt.Errorf("%s: %w", words, err)
}

func (d *sqliteDB) close() error {
	return errors.Join(d.probe.Close(), d.read.Close(), d.write.Close())
}
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

type pgDB struct {
	pool   *pgxpool.Pool
	pooled bool // through a pooler such as PgBouncer: a session is not one server connection
}

// openPostgres connects, and finds out whether a pooler stands between: then a
// prepared statement may be unknown, or another's, at its next use, and nothing
// that a session holds lasts, so statements go unprepared. An address that sets
// default_query_exec_mode itself keeps it.
func openPostgres(ctx context.Context, url string, log *slog.Logger) (*pgDB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the PostgreSQL address can't be read") // the cause holds the password
	}
	cfg.MaxConns = max(cfg.MaxConns, 10)
	pooled, err := behindPooler(ctx, cfg.ConnConfig)
	if err != nil {
		return nil, err
	}
	if pooled && cfg.ConnConfig.DefaultQueryExecMode == pgx.QueryExecModeCacheStatement {
		cfg.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
		log.InfoContext(ctx, "PostgreSQL is behind a pooler: statements go unprepared, and the queue is polled")
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &pgDB{pool, pooled}, nil
}

// behindPooler reports whether who answers is another than who executes: a
// pooler makes up the process number of the greeting, for it belongs to the
// session and not to one of its server connections.
func behindPooler(ctx context.Context, cfg *pgx.ConnConfig) (bool, error) {
	c, err := pgx.ConnectConfig(ctx, cfg.Copy())
	if err != nil {
		if strings.Contains(err.Error(), "unsupported startup parameter") {
			return false, fmt.Errorf("the pooler takes no settings in the address; set them in the database (ALTER ROLE … SET …), or in ignore_startup_parameters of PgBouncer: %w", err)
		}
		return false, err
	}
	defer c.Close(context.WithoutCancel(ctx)) // it was only read
	var pid uint32
	if err := c.QueryRow(ctx, "SELECT pg_backend_pid()", pgx.QueryExecModeSimpleProtocol).Scan(&pid); err != nil {
		return false, err
	}
	return pid != c.PgConn().PID(), nil
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

func (d *pgDB) writable(ctx context.Context) error { return d.pool.Ping(ctx) }

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
	return explain(r.Err())
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

// eachIn runs a statement that ends in "IN " for all ids, some at a time.
func eachIn(ctx context.Context, c conn, ids []int64, stmt string, args ...any) error {
	for some := range slices.Chunk(ids, planRows) {
		all := slices.Clone(args)
		var b strings.Builder
		for i, id := range some {
			sep := ","
			if i == 0 {
				sep = "("
			}
			all = append(all, id)
			b.WriteString(sep + "$" + strconv.Itoa(len(all)))
		}
		if _, err := c.exec(ctx, stmt+b.String()+")", all...); err != nil {
			return err
		}
	}
	return nil
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
