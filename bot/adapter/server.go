package adapter

import (
	"context"
	"net/http"
	"time"

	"natobot/bot"
)

// A Server is an adapter as whoever serves several sees it.
type Server interface {
	bot.Prober

	Traits() bot.Traits
	API() string // where the platform's API is reached

	Mount(*http.ServeMux)          // its endpoints, if it has any
	Run(ctx context.Context) error // reads its socket until ctx ends, or waits for that; an error is for good
	Wait()                         // after a stop, for what was acknowledged

	Socket() (name string, lastSeen time.Time) // what it reads when it is not served over HTTP; "" when it is
	Own() bool                                 // a token of the environment's sends
	Held() (n int, longest time.Duration)      // what waits because the platform asked to
	Left() map[string]int                      // of limits that are counted, by what they are of; nil: of none
}
