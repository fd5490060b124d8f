package journey

import (
	"fmt"
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/ids"
)

// PerCustomer counts how often each customer did one thing: visits, contacts,
// referrals per customer. Who did it never must be added with 0 to be among them:
// the mean over all customers is lower than the mean over those who visited, and
// which of the two is meant is yours to say.
//
// Customers are any comparable type (orders, for contacts per order); an ID of
// interface type must hold values fit for a map key. The zero value is empty and
// ready to use. It takes a map entry a customer. A PerCustomer must not be changed by
// two goroutines at once: give each its own and [PerCustomer.Merge]. Copies share
// memory as those of [Tally] do.
//
// Source: Web Analytics Association, "Web Analytics Definitions", draft for public
// comment, 2008: visits per visitor.
type PerCustomer[ID comparable] struct{ counts map[ID]uint64 }

// Add counts one more for a customer; see [PerCustomer.AddN].
func (p *PerCustomer[ID]) Add(customer ID) error { return p.AddN(customer, 1) }

// AddN counts n more for a customer; 0 makes the customer known. It returns
// [cx.ErrOverflow], and leaves p as it was, past 2^63-1 of one customer, and
// [cx.ErrOutOfRange] for a customer that does not equal itself, such as NaN.
func (p *PerCustomer[ID]) AddN(customer ID, n uint64) error {
	if err := ids.Check(customer); err != nil {
		return fmt.Errorf("journey: %w", err)
	}
	if err := p.check(customer, n); err != nil {
		return err
	}
	if p.counts == nil {
		p.counts = make(map[ID]uint64)
	}
	p.counts[customer] += n
	return nil
}

func (p *PerCustomer[ID]) check(customer ID, n uint64) error {
	if have := p.counts[customer]; n > math.MaxInt64-have {
		return fmt.Errorf("journey: adding %d to %d of customer %s passes 2^63-1: %w", n, have, ids.Quote(customer), cx.ErrOverflow)
	}
	return nil
}

// Merge adds the counts of q. It returns [cx.ErrOverflow], and leaves p as it was, past
// 2^63-1 of one customer.
func (p *PerCustomer[ID]) Merge(q PerCustomer[ID]) error {
	for customer, n := range q.counts {
		if err := p.check(customer, n); err != nil {
			return err
		}
	}
	if p.counts == nil {
		p.counts = make(map[ID]uint64, len(q.counts))
	}
	for customer, n := range q.counts {
		p.counts[customer] += n
	}
	return nil
}

// Count returns the count of a customer, 0 for one who is not known.
func (p PerCustomer[ID]) Count(customer ID) uint64 { return p.counts[customer] }

// Customers returns how many customers are known.
func (p PerCustomer[ID]) Customers() int { return len(p.counts) }

// Sample returns the counts of all known customers as a sample: its mean is the
// average per customer, its [estimate.Sample.StudentT] the interval. No customers
// are [cx.ErrNoData] when the mean is read.
func (p PerCustomer[ID]) Sample() estimate.Sample {
	var s estimate.Sample
	for _, n := range p.counts {
		_ = s.Add(int64(n)) // a map has fewer than 2^64 entries
	}
	return s
}
