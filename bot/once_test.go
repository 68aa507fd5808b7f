package bot

import (
	"testing"
	"time"
)

func TestMemoryForgets(t *testing.T) {
	t.Parallel()
	m, now := NewMemory(2), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	first := func(key string) bool {
		t.Helper()
		ok, err := m.First(t.Context(), key, time.Minute, now)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if !first("a") || first("a") {
		t.Error("a key is not first twice")
	}
	for _, key := range []string{"a", "never seen"} {
		if err := m.Forget(t.Context(), key); err != nil {
			t.Error(err)
		}
	}
	if !first("a") || first("a") {
		t.Error("forgotten, a key is first once more")
	}
	if !first("b") || !first("c") || len(m.until) != 2 {
		t.Errorf("%d keys in a memory of two", len(m.until))
	}
}
