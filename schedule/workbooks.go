package schedule

import (
	"context"
	"errors"
	"fmt"
	"time"

	"natobot/facts"
)

// A WorkbookState says what became of a workbook that a publisher's page links.
type WorkbookState string

// The states. Known, left, taken and refused workbooks are never looked at again.
const (
	WorkbookKnown   WorkbookState = "known"   // its edition was held when the name was first seen
	WorkbookLeft    WorkbookState = "left"    // told, and nothing to decide: several at once, an old one, an edition that could not be put in place
	WorkbookFailed  WorkbookState = "failed"  // it can't be fetched or read; it is tried again
	WorkbookAsked   WorkbookState = "asked"   // told, and waits for a person
	WorkbookDecided WorkbookState = "decided" // it is to be published, and is not yet
	WorkbookTaken   WorkbookState = "taken"   // published
	WorkbookRefused WorkbookState = "refused" // by a person
)

// A Workbook is one that a publisher's page links. It is known by its name,
// in lower case; the address may change.
type Workbook struct {
	Name      string
	Sum       string // SHA-256 of the file in hexadecimal digits; "" when it was never read
	Address   string
	Edition   string     // id of the edition that is made of it
	Published facts.Date // as its name says, or the day on which it appeared
	Dated     bool       // that day is certain
	State     WorkbookState
	Found     time.Time // when the name was first seen
	Tries     int       // that failed
	Later     time.Time // of a failed one: not to be tried before
	File      []byte    // while it is asked or decided; Workbooks leaves it out
	Told      []byte    // what the operator was told
}

// A Shelf keeps the workbooks that were found. It is what a Lookout needs of a
// store.
type Shelf interface {
	// Workbooks are all that are known, without their files.
	Workbooks(ctx context.Context) ([]Workbook, error)
	// Looked is when the page was last read; zero: never.
	Looked(ctx context.Context) (time.Time, error)
	SetLooked(ctx context.Context, at time.Time) error
	// Keep keeps workbooks whose names are new, or failed before, and plans what is
	// told of them, in one transaction. It reports whether any was kept: when
	// another process was first, nothing is told either.
	Keep(ctx context.Context, list []Workbook, tell []Delivery) (bool, error)
	// Decide marks the workbook with a sum that begins so as to be published or
	// refused, unless somebody was first, and returns it as it is then.
	Decide(ctx context.Context, sum string, publish bool) (b Workbook, decided bool, err error)
	// File is a workbook's file.
	File(ctx context.Context, name string) ([]byte, error)
	// Plan is that of an Outbox.
	Plan(ctx context.Context, ds []Delivery) (int, error)
	// End gives a decided workbook its last state, forgets its file, and plans what
	// is told.
	End(ctx context.Context, name string, state WorkbookState, tell []Delivery) error
}

// ErrNoWorkbook says that no workbook has that sum.
var ErrNoWorkbook = errors.New("there is no such workbook")

const workbookColumns = "name, sum, address, edition, published, dated, state, found, tries, later, told"

// Workbooks implements Shelf.
func (s *Store) Workbooks(ctx context.Context) ([]Workbook, error) {
	return workbooks(ctx, s.db, "1 = 1")
}

func workbooks(ctx context.Context, c conn, where string, args ...any) (out []Workbook, err error) {
	err = each(ctx, c, func(r rows) error {
		var b Workbook
		var published, state string
		var dated, found, tries, later int64
		if err := r.Scan(&b.Name, &b.Sum, &b.Address, &b.Edition, &published, &dated, &state, &found, &tries, &later, &b.Told); err != nil {
			return err
		}
		b.Published, b.Dated, b.State, b.Found, b.Tries, b.Later = facts.Date(published), dated == 1, WorkbookState(state), fromMicros(found), int(tries), fromMicros(later)
		out = append(out, b)
		return nil
	}, "SELECT "+workbookColumns+" FROM workbooks WHERE "+where+" ORDER BY found, name", args...)
	return out, err
}

// Looked implements Shelf.
func (s *Store) Looked(ctx context.Context) (time.Time, error) {
	v := ""
	found, err := one(ctx, s.db, "SELECT value FROM meta WHERE key = 'looked'", nil, &v)
	if err != nil || !found {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, v)
}

// SetLooked implements Shelf.
func (s *Store) SetLooked(ctx context.Context, at time.Time) error {
	return s.db.inTx(ctx, func(c conn) error {
		_, err := c.exec(ctx, "INSERT INTO meta (key, value) VALUES ('looked', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value", at.UTC().Format(time.RFC3339))
		return err
	})
}

// Keep implements Shelf.
func (s *Store) Keep(ctx context.Context, list []Workbook, tell []Delivery) (kept bool, err error) {
	err = s.db.inTx(ctx, func(c conn) error {
		kept = false
		for _, b := range list {
			dated := 0
			if b.Dated {
				dated = 1
			}
			if b.File == nil {
				b.File = []byte{}
			}
			if b.Told == nil {
				b.Told = []byte{}
			}
			n, err := c.exec(ctx, "INSERT INTO workbooks ("+workbookColumns+", file) VALUES "+values(1, 12)+
				" ON CONFLICT (name) DO UPDATE SET sum = excluded.sum, address = excluded.address, edition = excluded.edition, published = excluded.published, dated = excluded.dated, state = excluded.state, tries = excluded.tries, later = excluded.later, told = excluded.told, file = excluded.file WHERE workbooks.state = 'failed' AND workbooks.tries < excluded.tries",
				b.Name, b.Sum, b.Address, b.Edition, string(b.Published), dated, string(b.State), micros(b.Found), b.Tries, micros(b.Later), b.Told, b.File)
			if err != nil {
				return err
			}
			kept = kept || n > 0
		}
		if !kept {
			return nil
		}
		_, err := s.plan(ctx, c, tell, nil)
		return err
	})
	return kept, err
}

// Decide implements Shelf.
func (s *Store) Decide(ctx context.Context, sum string, publish bool) (b Workbook, decided bool, err error) {
	if len(sum) < sumPrefix {
		return b, false, ErrNoWorkbook
	}
	state := WorkbookRefused
	if publish {
		state = WorkbookDecided
	}
	err = s.db.inTx(ctx, func(c conn) error {
		n, err := c.exec(ctx, "UPDATE workbooks SET state = $1 WHERE SUBSTR(sum, 1, $2) = $3 AND state = 'asked'", string(state), len(sum), sum)
		if err != nil {
			return err
		}
		decided = n > 0
		found, err := workbooks(ctx, c, "SUBSTR(sum, 1, $1) = $2 AND state <> 'failed'", len(sum), sum)
		switch {
		case err != nil:
			return err
		case len(found) == 0:
			return ErrNoWorkbook
		}
		b = found[0] // a copy under another name came later, and was left
		if !decided || publish {
			return nil
		}
		_, err = c.exec(ctx, "UPDATE workbooks SET file = $1 WHERE name = $2", []byte{}, b.Name)
		return err
	})
	return b, decided, err
}

// sumPrefix is how much of a workbook's sum a button carries.
const sumPrefix = 16

// File implements Shelf.
func (s *Store) File(ctx context.Context, name string) (file []byte, err error) {
	found, err := one(ctx, s.db, "SELECT file FROM workbooks WHERE name = $1", []any{name}, &file)
	if err == nil && !found {
		err = fmt.Errorf("%w: %s", ErrNoWorkbook, name)
	}
	return file, err
}

// End implements Shelf.
func (s *Store) End(ctx context.Context, name string, state WorkbookState, tell []Delivery) error {
	return s.db.inTx(ctx, func(c conn) error {
		n, err := c.exec(ctx, "UPDATE workbooks SET state = $1, file = $2 WHERE name = $3 AND state = 'decided'", string(state), []byte{}, name)
		if err != nil || n == 0 {
			return err
		}
		_, err = s.plan(ctx, c, tell, nil)
		return err
	})
}
