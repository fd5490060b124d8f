package main

import (
	"net/netip"
	"strings"
	"sync"
	"time"
)

// The rate of refused requests of a caller that are explained, and logged.
const (
	refusedBurst = 100
	refusedEvery = 500 * time.Millisecond // one more
	maxCallers   = 4096                   // that are remembered; all others share one allowance
)

// refusals counts refused requests by caller, so that a client in a loop of errors
// costs little. Good requests are answered whatever the count. The zero value is ready
// to use.
type refusals struct {
	mu      sync.Mutex
	spentBy map[caller]time.Time // when the caller will have its whole allowance again
}

// wait returns how long it takes until the next refusal of the caller is explained, and
// 0 if the next one is.
func (r *refusals) wait(who caller, now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	until, ok := r.spentBy[who]
	if !ok && len(r.spentBy) >= maxCallers {
		until = r.spentBy[caller{}]
	}
	if free := until.Add(-(refusedBurst - 1) * refusedEvery); free.After(now) {
		return free.Sub(now)
	}
	return 0
}

// add notes a refused request of the caller.
func (r *refusals) add(who caller, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.spentBy == nil {
		r.spentBy = make(map[caller]time.Time)
	}
	if _, ok := r.spentBy[who]; !ok && len(r.spentBy) >= maxCallers {
		for other, until := range r.spentBy {
			if !until.After(now) {
				delete(r.spentBy, other)
			}
		}
		if len(r.spentBy) >= maxCallers {
			who = caller{}
		}
	}
	until := r.spentBy[who]
	if until.Before(now) {
		until = now
	}
	r.spentBy[who] = until.Add(refusedEvery)
}

// parseAddress reads an address with or without a port; what is none is not valid.
func parseAddress(text string) netip.Addr {
	address, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if at, err2 := netip.ParseAddrPort(text); err2 == nil {
		address, err = at.Addr(), nil
	}
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap().WithZone("")
}

// network returns what counts as one client. An IPv6 client has as many addresses as it
// likes within its network.
func network(address netip.Addr) netip.Prefix {
	bits := address.BitLen()
	if address.Is6() {
		bits = 64
	}
	prefix, err := address.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}
