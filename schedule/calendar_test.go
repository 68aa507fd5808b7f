package schedule

import (
	"context"
	"testing"
)

func TestCalendarIsKeptByTheStore(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s, err := Open(ctx, url, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		c := Calendar{s}
		for _, want := range []string{"", "one ’\r\n", "two"} {
			if want != "" {
				if err := c.Keep(ctx, []byte(want)); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := c.Kept(ctx); err != nil || string(got) != want {
				t.Errorf("%q, %v, want %q", got, err, want)
			}
		}
	})
}
