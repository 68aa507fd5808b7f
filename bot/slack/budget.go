package slack

import "time"

// Held is how many methods of workspaces wait because Slack asked to come back
// later, and for how long the longest of them.
func (a *Adapter) Held() (n int, longest time.Duration) {
	return a.limits.methods.Longest(a.now())
}
