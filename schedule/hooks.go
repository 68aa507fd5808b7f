package schedule

import (
	"context"
	"fmt"
	"slices"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// Wire has the channels of an operator's own receivers get every alert, at any
// hour, from now on, and the others of that platform and workspace none. One
// that was paused because it failed is taken up again: a restart is how an
// operator says that it is mended.
func (s *Store) Wire(ctx context.Context, platform, workspace string, channels []string, d *facts.Dataset, now time.Time) error {
	have, err := s.Subscriptions(ctx, platform, workspace, "")
	if err != nil {
		return fmt.Errorf("what is subscribed for %s: %w", platform, err)
	}
	var wired []string
	for _, sub := range have {
		keep := slices.Contains(channels, sub.To.Channel) && !slices.Contains(wired, sub.To.Channel)
		if keep {
			wired = append(wired, sub.To.Channel)
		}
		if keep && sub.State == Active {
			continue
		}
		if _, err := s.Change(ctx, sub.ID, "", now, func(x *Subscription) error {
			x.State, x.Reason = Active, ""
			if !keep {
				x.State, x.Reason = Removed, "it is not configured any more"
			}
			return nil
		}); err != nil {
			return fmt.Errorf("what is subscribed for %s: %w", platform, err)
		}
	}
	told := ""
	if e, ok := d.Current(facts.DateOf(now)); ok {
		told = e.ID
	}
	for _, channel := range channels {
		if slices.Contains(wired, channel) {
			continue
		}
		if _, err := s.Subscribe(ctx, Subscription{To: bot.Destination{Platform: platform, Workspace: workspace, Channel: channel}, Kind: Alerts, Zone: "UTC", Created: now, State: Active,
			Breaking: true, Quiet: "none", Told: told, ToldAt: now}); err != nil {
			return fmt.Errorf("subscribing for %s: %w", platform, err)
		}
	}
	return nil
}
