package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// A stop that comes while it is looked whether all is well is told by that look:
// a balancer that asked before it does not send for longer than it may.
func TestAStopDuringALookIsTold(t *testing.T) {
	t.Parallel()
	h := &health{log: slog.New(slog.NewTextHandler(io.Discard, nil)), now: time.Now, faults: map[string]bool{}}
	asked, stopped := make(chan struct{}), make(chan struct{})
	h.add("database", "away", true, func(context.Context) (string, error) {
		close(asked)
		<-stopped
		return "answers", nil
	})
	w, done := httptest.NewRecorder(), make(chan struct{})
	go func() {
		defer close(done)
		h.ready(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	}()
	<-asked
	h.stop()
	close(stopped)
	<-done
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("ready: %d %s", w.Code, w.Body)
	}
}
