package bot

import (
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Limits bound how much one user and one workspace may ask. A user's bucket
// holds UserBurst questions and refills at UserRate a second; likewise a
// workspace's. Memory is bounded: idle buckets are dropped.
type Limits struct {
	UserRate, WorkspaceRate   float64
	UserBurst, WorkspaceBurst float64

	refused atomic.Int64

	mu      sync.Mutex
	buckets map[string]*bucket
	swept   time.Time
}

// Refused is how many questions found a bucket empty.
func (l *Limits) Refused() int64 { return l.refused.Load() }

type bucket struct {
	left float64
	at   time.Time
}

// maxBuckets bounds the memory of Limits; past it full buckets are dropped at
// once rather than once a minute.
const maxBuckets = 50_000

// DefaultLimits are far above what people type and far below what harms: an
// answer costs a tenth of a millisecond.
func DefaultLimits() *Limits {
	return &Limits{UserRate: 2, UserBurst: 120, WorkspaceRate: 50, WorkspaceBurst: 3000}
}

// Allow takes one question from the buckets of r's user and workspace. When
// one is empty it says how long until the next.
func (l *Limits) Allow(r Request) (wait time.Duration, ok bool) {
	if r.Kind == Welcome || r.Kind == Gone || r.Kind == Unshared {
		return 0, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.buckets == nil {
		l.buckets = map[string]*bucket{}
	}
	if r.At.Sub(l.swept) > time.Minute || len(l.buckets) > maxBuckets {
		l.sweep(r.At)
	}
	defer func() {
		if !ok {
			l.refused.Add(1)
		}
	}()
	user := l.bucket("u/"+r.Platform+"/"+r.Workspace+"/"+r.User, r.At, l.UserRate, l.UserBurst)
	if user.left < 1 {
		return time.Duration((1 - user.left) / l.UserRate * float64(time.Second)), false
	}
	if r.Workspace != "" {
		ws := l.bucket("w/"+r.Platform+"/"+r.Workspace, r.At, l.WorkspaceRate, l.WorkspaceBurst)
		if ws.left < 1 {
			return time.Duration((1 - ws.left) / l.WorkspaceRate * float64(time.Second)), false
		}
		ws.left--
	}
	user.left--
	return 0, true
}

func (l *Limits) bucket(key string, now time.Time, rate, burst float64) *bucket {
	b, ok := l.buckets[key]
	if !ok {
		b = &bucket{left: burst, at: now}
		l.buckets[key] = b
		return b
	}
	if d := now.Sub(b.at).Seconds(); d > 0 {
		b.left = min(burst, b.left+d*rate)
		b.at = now
	}
	return b
}

// sweep drops buckets that have had time to fill up again; under a flood of
// ever new users all of them, which forgives rather than forgets to answer.
func (l *Limits) sweep(now time.Time) {
	l.swept = now
	for k, b := range l.buckets {
		if now.Sub(b.at) > 2*time.Minute {
			delete(l.buckets, k)
		}
	}
	if len(l.buckets) > maxBuckets {
		clear(l.buckets)
	}
}

// Client is who sends a request over HTTP, for the limits: the address that the
// connection comes from or, where that is a proxy on this machine or network,
// the one that the proxy names last. Of IPv6 it is the network, since a host has
// many addresses.
func Client(remote string, forwarded []string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	ip, err := netip.ParseAddr(host)
	if err == nil && (ip.IsLoopback() || ip.IsPrivate()) && len(forwarded) > 0 {
		last := forwarded[len(forwarded)-1]
		if named, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])); err == nil {
			ip = named
		}
	}
	if !ip.IsValid() {
		return "unknown"
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		if network, err := ip.Prefix(64); err == nil {
			return network.String()
		}
	}
	return ip.String()
}
