package journey

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// CartEvent is something done to a cart.
type CartEvent struct {
	Time     time.Time // of the event; required
	Purchase bool      // the end of the cart: its later events do not count
}

// Carts counts carts by their outcome at an instant. A cart is left when it has no event for
// more than the time-out.
type Carts struct {
	Purchased uint64 // bought, and never left
	Recovered uint64 // bought after having been left
	Abandoned uint64 // left, and not bought
	Open      uint64 // neither bought nor left yet
}

// Merge adds the counts of d.
func (c *Carts) Merge(d *Carts) error { return c.combine(d, addTo) }

// Subtract takes back the counts of d.
func (c *Carts) Subtract(d *Carts) error { return c.combine(d, takeFrom) }

func (c *Carts) combine(d *Carts, change func(*uint64, string, uint64) error) error {
	if d == nil {
		return nil
	}
	sum := *c
	err := cmp.Or(
		change(&sum.Purchased, "purchased carts", d.Purchased),
		change(&sum.Recovered, "recovered carts", d.Recovered),
		change(&sum.Abandoned, "abandoned carts", d.Abandoned),
		change(&sum.Open, "open carts", d.Open),
	)
	if err == nil {
		*c = sum
	}
	return err
}

// Abandonment returns the share of abandoned carts among those not open.
func (c Carts) Abandonment() (estimate.Proportion, error) {
	return c.decided(c.Abandoned, c.Purchased, c.Recovered)
}

// EverAbandoned returns the share of carts ever left among those not open.
func (c Carts) EverAbandoned() (estimate.Proportion, error) {
	p, err := c.decided(c.Purchased, c.Abandoned, c.Recovered)
	return estimate.Proportion{Hits: p.Misses, Misses: p.Hits}, err
}

// Recovery returns the share of recovered carts among those ever left.
func (c Carts) Recovery() estimate.Proportion {
	return estimate.Proportion{Hits: c.Recovered, Misses: c.Abandoned}
}

// decided returns the proportion of hits to two kinds of misses together.
func (c Carts) decided(hits, misses, recovered uint64) (estimate.Proportion, error) {
	if err := addTo(&misses, "carts", recovered); err != nil {
		return estimate.Proportion{}, err
	}
	return estimate.Proportion{Hits: hits, Misses: misses}, nil
}

// CollectCarts counts carts by their outcome at an instant, from events in any order, each
// with its cart. Events after that instant are ignored. The time-out must be above 0. There
// is no standard: half an hour is short, a day is long.
func CollectCarts[ID comparable](events iter.Seq2[ID, CartEvent], timeout time.Duration, at time.Time) (Carts, error) {
	if timeout <= 0 {
		return Carts{}, sentinel.Errorf(cx.ErrOutOfRange, "journey: a cart time-out of %v is not above 0", timeout)
	}
	by := make(map[ID][]CartEvent)
	i := 0
	for id, event := range events {
		if event.Time.IsZero() {
			return Carts{}, sentinel.Errorf(cx.ErrOutOfRange, "journey: the cart event at index %d has no time", i)
		}
		if ids.Check(id) != nil {
			return Carts{}, sentinel.Errorf(cx.ErrOutOfRange, "journey: the cart at index %d does not equal itself", i)
		}
		i++
		// Records compare by the wall clock, whatever monotonic reading came along.
		if event.Time = event.Time.Round(0); !event.Time.After(at) {
			by[id] = append(by[id], event)
		}
	}
	var c Carts
	for _, events := range by {
		*c.outcome(events, timeout, at.Round(0))++
	}
	return c, nil
}

// outcome returns the count for a cart with at least one event.
func (c *Carts) outcome(events []CartEvent, timeout time.Duration, at time.Time) *uint64 {
	slices.SortFunc(events, func(a, b CartEvent) int { return a.Time.Compare(b.Time) })
	left, before := false, events[0].Time
	for _, event := range events {
		left = left || event.Time.After(before.Add(timeout)) // Sub ends at 292 years
		before = event.Time
		switch {
		case event.Purchase && left:
			return &c.Recovered
		case event.Purchase:
			return &c.Purchased
		}
	}
	if at.After(before.Add(timeout)) {
		return &c.Abandoned
	}
	return &c.Open
}
