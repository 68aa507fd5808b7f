package schedule

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"natobot/schedule/zones"
)

// What is opened for reading stays as it is, an older schema included, and says
// what a start would change.
func TestReadingChangesNothing(t *testing.T) {
	t.Parallel()
	everyStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		if s, err := OpenReading(ctx, url, Options{}); !errors.Is(err, ErrNoDatabase) {
			t.Errorf("before anything: %v %v", s, err)
		}
		old := openSchema(t, url, 1)
		sub, err := old.Subscribe(ctx, due("slack", "C1", noon.AddDate(0, 0, 7)))
		if err != nil {
			t.Fatal(err)
		}
		defer old.Close()
		s, err := OpenReading(ctx, url, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if all, err := s.AllSubscriptions(ctx); err != nil || len(all) != 1 || !reflect.DeepEqual(all[0], sub) {
			t.Errorf("%+v %v", all, err)
		}
		if ds, err := s.Deliveries(ctx, sub.ID, 10); err != nil || len(ds) != 0 {
			t.Errorf("%v %v", ds, err)
		}
		if ahead, err := s.Ahead(ctx, zones.BuiltIn()); err != nil || len(ahead) == 0 || !strings.Contains(ahead[0], "the schema from 1 to ") {
			t.Errorf("%q %v", ahead, err)
		}
		if _, ok := s.db.(*sqliteDB); ok { // PostgreSQL has no such lock of ours
			if _, err := s.Subscribe(ctx, sub); err == nil {
				t.Error("wrote")
			}
		}
		var version int64
		if _, err := one(ctx, old.db, "SELECT MAX(version) FROM natobot_schema", nil, &version); err != nil || version != 1 {
			t.Errorf("schema %d, %v", version, err)
		}
	})
	if _, err := OpenReading(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "a", "b.db"), Options{}); !errors.Is(err, ErrNoDatabase) {
		t.Error(err)
	}
}
