//go:build !linux

package schedule

import (
	"errors"
	"time"
)

// departures need to know of the system's boots.
type departures struct{}

func openDepartures(string, string) (*departures, error) { return nil, errors.ErrUnsupported }
func (*departures) leaves(int64, time.Time) bool         { return false }
func (*departures) left(int64, time.Time) error          { return nil }
func (*departures) done()                                {}
func (*departures) neverLeft(int64, time.Time) bool      { return false }
func (*departures) close() error                         { return nil }
