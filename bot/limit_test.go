package bot

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// What is remembered of people stays bounded however many there are, and a
// flood of new ones never stops those who were there before from asking.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	m, l := NewMemory(1000), DefaultLimits()
	largest := 0
	for i := range 4 * maxBuckets {
		at := now.Add(time.Duration(i) * time.Millisecond)
		if first, err := m.First(context.Background(), fmt.Sprint("trigger:", i), time.Hour, at); err != nil || !first {
			t.Fatalf("%d: %v %v", i, first, err)
		}
		if _, ok := l.Allow(Request{Kind: Ask, Platform: "slack", Workspace: fmt.Sprint("T", i), User: "U1", At: at}); !ok {
			t.Fatalf("user %d was refused the first question", i)
		}
		largest = max(largest, len(l.buckets))
	}
	if n := len(m.until); n > 1000 || len(m.ring) > 1000 {
		t.Errorf("%d keys are remembered", n)
	}
	if largest > maxBuckets+2 {
		t.Errorf("%d buckets were kept", largest)
	}
	if l.Refused() != 0 {
		t.Errorf("%d refused", l.Refused())
	}
	for range 200 {
		l.Allow(Request{Kind: Ask, Platform: "slack", Workspace: "T", User: "U", At: now.Add(time.Hour)})
	}
	if n := l.Refused(); n != 200-120 {
		t.Errorf("%d refused", n)
	}
	// Long after, one question leaves no more than its own.
	l.Allow(Request{Kind: Ask, Platform: "slack", Workspace: "T", User: "U", At: now.Add(3 * time.Hour)})
	if len(l.buckets) > 2 {
		t.Errorf("%d buckets are left", len(l.buckets))
	}
}

func TestClients(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{"203.0.113.9:1", "", "203.0.113.9"}, {"203.0.113.9:1", "198.51.100.1", "203.0.113.9"}, {"127.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.3:1", "6.6.6.6, 198.51.100.1", "198.51.100.1"}, {"127.0.0.1:1", "nonsense", "127.0.0.1"}, {"[2001:db8:1:2:3::4]:1", "", "2001:db8:1:2::/64"},
		{"[::ffff:203.0.113.9]:1", "", "203.0.113.9"}, {"@", "", "unknown"},
	} {
		var forwarded []string
		if c[1] != "" {
			forwarded = []string{c[1]}
		}
		if got := Client(c[0], forwarded); got != c[2] {
			t.Errorf("%v: %s", c, got)
		}
	}
}
