package slack

import "time"

// Held is how many methods of workspaces wait because Slack asked to come back
// later, and for how long the longest of them.
func (a *Adapter) Held() (n int, longest time.Duration) {
	now := a.now()
	l := a.limits
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, until := range l.until {
		if d := until.Sub(now); d > 0 {
			n++
			longest = max(longest, d)
		}
	}
	return n, longest
}
