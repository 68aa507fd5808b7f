// Package schedule decides when something is sent and to whom: subscriptions,
// digests, alerts, corrections and their deliveries.
//
// The guarantee. For each subscription and each scheduled time there is at most
// one delivery row; it is written before anything is sent and ends as sent,
// skipped with a reason, failed with a reason, or unknown. A crash at any point
// loses nothing. Where a platform swallows a repeat with the same key, a send
// whose outcome is unknown is repeated; elsewhere it is looked up where the bot
// may read the channel, and else not repeated, and its owner is told. What this process knows it keeps until it is written. Times are civil: weekly at 09:00 is
// at 09:00 on every one of those days, whatever the clocks did.
//
// The deliveries table is the truth. River carries jobs that name its rows; a
// job that is lost is made again by the sweep, a job that comes twice finds the
// row taken.
//
// Not guaranteed: that a message of unknown outcome was seen, and any
// order between channels.
package schedule
