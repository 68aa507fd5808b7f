package schedule

import "context"

// A Calendar keeps the calendar that was given last, for all processes: what
// changed since is told with a higher number, what was dropped is cancelled.
type Calendar struct{ Store *Store }

// Kept is the calendar given last; nil when none was.
func (c Calendar) Kept(ctx context.Context) ([]byte, error) {
	var text string
	if ok, err := one(ctx, c.Store.db, "SELECT value FROM meta WHERE key = 'calendar'", nil, &text); !ok || err != nil {
		return nil, err
	}
	return []byte(text), nil
}

// Keep replaces it.
func (c Calendar) Keep(ctx context.Context, text []byte) error {
	return c.Store.db.inTx(ctx, func(t conn) error {
		_, err := t.exec(ctx, "INSERT INTO meta (key, value) VALUES ('calendar', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value", string(text))
		return err
	})
}
