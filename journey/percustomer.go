package journey

import (
	"maps"
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// PerCustomer counts how often each customer did one thing: visits, contacts or referrals
// (Web Analytics Association 2008). Add customers who never did it with 0 if they belong in
// the mean.
type PerCustomer[ID comparable] struct {
	noCopy

	counts map[ID]uint64
}

// Clone returns an independent copy.
func (p *PerCustomer[ID]) Clone() *PerCustomer[ID] {
	return &PerCustomer[ID]{counts: maps.Clone(p.counts)}
}

// Add counts one more for a customer.
func (p *PerCustomer[ID]) Add(customer ID) error { return p.AddN(customer, 1) }

// AddN counts n more for a customer, up to 2^63-1; 0 makes the customer known. An ID that
// does not equal itself, such as NaN, returns [cx.ErrOutOfRange].
func (p *PerCustomer[ID]) AddN(customer ID, n uint64) error {
	if ids.Check(customer) != nil {
		return sentinel.Errorf(cx.ErrOutOfRange, "journey: customer %s does not equal itself", ids.Quote(customer))
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
		return sentinel.Errorf(cx.ErrOverflow, "journey: adding %d to %d of customer %s passes 2^63-1", n, have, ids.Quote(customer))
	}
	return nil
}

// Remove takes back one of a customer, who stays known even at 0.
func (p *PerCustomer[ID]) Remove(customer ID) error {
	if err := p.checkLeft(customer, 1); err != nil {
		return err
	}
	p.counts[customer]--
	return nil
}

func (p *PerCustomer[ID]) checkLeft(customer ID, n uint64) error {
	have, ok := p.counts[customer]
	if !ok {
		return sentinel.Errorf(cx.ErrOutOfRange, "journey: removing %d from customer %s, who was never added", n, ids.Quote(customer))
	}
	if n > have {
		return sentinel.Errorf(cx.ErrOutOfRange, "journey: removing %d from %d of customer %s", n, have, ids.Quote(customer))
	}
	return nil
}

// Forget removes a customer.
func (p *PerCustomer[ID]) Forget(customer ID) { delete(p.counts, customer) }

// Merge adds the counts of q.
func (p *PerCustomer[ID]) Merge(q *PerCustomer[ID]) error {
	if q == nil {
		return nil
	}
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

// Subtract takes back the counts of q. Customers stay known.
func (p *PerCustomer[ID]) Subtract(q *PerCustomer[ID]) error {
	if q == nil {
		return nil
	}
	for customer, n := range q.counts {
		if err := p.checkLeft(customer, n); err != nil {
			return err
		}
	}
	for customer, n := range q.counts {
		p.counts[customer] -= n
	}
	return nil
}

// Count returns the count of a customer.
func (p *PerCustomer[ID]) Count(customer ID) uint64 { return p.counts[customer] }

// Sample returns the counts of all known customers, with their mean, interval and comparison.
func (p *PerCustomer[ID]) Sample() estimate.Sample {
	var s estimate.Sample
	for _, n := range p.counts {
		_ = s.Add(int64(n)) // a map has fewer than 2^64 entries
	}
	return s
}
