// Package adapter is what every chat platform's adapter needs and does the same
// way: places in which requests are answered, the deadline of a first response,
// goroutines that are waited for, panics, replays, shares, a client that follows
// no redirect, limits that were told, and text as a person wrote it.
//
// It knows no platform. One hands in its [bot.Traits] and a [Config] and keeps
// to itself its wire format and what a message looks like there. Package
// adaptertest holds every platform to the same conduct.
package adapter
