package identity

import (
	"net/netip"
	"sync"
	"time"
)

// What an address may get wrong, and what all together may.
const (
	window       = time.Minute
	maxFailures  = 10
	maxTogether  = 1000
	maxAddresses = 4096
	wholeNetwork = 64 // of IPv6 one customer has at least this
)

// limits counts wrong tokens, by address and together, in windows of a minute.
type limits struct {
	mu       sync.Mutex
	since    time.Time
	failed   map[string]int
	together int
}

// wait returns how long an address must wait; 0 where it need not.
func (l *limits) wait(from string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(now)
	if l.failed[neighbourhood(from)] < maxFailures && l.together < maxTogether {
		return 0
	}
	return max(l.since.Add(window).Sub(now), time.Second)
}

// fail counts a wrong token.
func (l *limits) fail(from string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(now)
	l.together++
	key := neighbourhood(from)
	if _, known := l.failed[key]; known || len(l.failed) < maxAddresses {
		l.failed[key]++
	}
}

// turn begins a new window when the last one is over.
func (l *limits) turn(now time.Time) {
	if age := now.Sub(l.since); l.failed == nil || age >= window || age < 0 {
		l.since, l.failed, l.together = now, map[string]int{}, 0
	}
}

// neighbourhood returns what is counted as one address.
func neighbourhood(from string) string {
	address, err := netip.ParseAddr(from)
	if err != nil || address.Unmap().Is4() {
		return from
	}
	network, err := address.WithZone("").Prefix(wholeNetwork)
	if err != nil {
		return from
	}
	return network.String()
}
