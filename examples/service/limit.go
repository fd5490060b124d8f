package main

import (
	"net/netip"
	"sync"
	"time"
)

// The rate of refused requests that an address may have.
const (
	refusedBurst = 100
	refusedEvery = 500 * time.Millisecond // one more
	maxAddresses = 4096                   // that are remembered; all others share one allowance
)

// refusals counts refused requests by address, so that a client in a loop of errors
// costs little. The zero value is ready to use.
type refusals struct {
	mu      sync.Mutex
	spentBy map[netip.Prefix]time.Time // when the address will have its whole allowance again
}

// wait returns how long the address has to wait before its next request is read, and
// 0 if it need not.
func (r *refusals) wait(address netip.Prefix, now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	until, ok := r.spentBy[address]
	if !ok && len(r.spentBy) >= maxAddresses {
		until = r.spentBy[netip.Prefix{}]
	}
	if free := until.Add(-(refusedBurst - 1) * refusedEvery); free.After(now) {
		return free.Sub(now)
	}
	return 0
}

// add notes a refused request of the address.
func (r *refusals) add(address netip.Prefix, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.spentBy == nil {
		r.spentBy = make(map[netip.Prefix]time.Time)
	}
	if _, ok := r.spentBy[address]; !ok && len(r.spentBy) >= maxAddresses {
		for a, until := range r.spentBy {
			if !until.After(now) {
				delete(r.spentBy, a)
			}
		}
		if len(r.spentBy) >= maxAddresses {
			address = netip.Prefix{}
		}
	}
	until := r.spentBy[address]
	if until.Before(now) {
		until = now
	}
	r.spentBy[address] = until.Add(refusedEvery)
}

// client returns the address that a connection comes from. An IPv6 client has as many
// addresses as it likes within its network, which counts as one.
func client(remote string) netip.Prefix {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Prefix{}
	}
	address := at.Addr().Unmap().WithZone("")
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
