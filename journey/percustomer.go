package journey

import (
	"cmp"
	"maps"
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// PerCustomer counts how often each customer did one thing: visits, contacts or referrals
// per customer. Add customers who never did it with 0 if the mean shall include them. The
// mean over all customers is lower than the mean over those who did it.
//
// Customers are of any comparable type; for contacts per order they are orders. If ID is an
// interface type, its values must be fit for a map key. The zero value is empty and ready
// to use. Each customer takes a map entry. A PerCustomer holds memory: do not copy it, use
// [PerCustomer.Clone]. It must not be changed by two goroutines at once: give each its own
// and [PerCustomer.Merge].
//
// Source: Web Analytics Association, "Web Analytics Definitions", draft for public
// comment, 2008: visits per visitor.
type PerCustomer[ID comparable] struct {
	noCopy

	counts map[ID]uint64
}

// Clone returns a copy that shares nothing with p.
func (p *PerCustomer[ID]) Clone() *PerCustomer[ID] {
	return &PerCustomer[ID]{counts: maps.Clone(p.counts)}
}

// Add counts one more for a customer; see [PerCustomer.AddN].
func (p *PerCustomer[ID]) Add(customer ID) error { return p.AddN(customer, 1) }

// AddN counts n more for a customer; 0 makes the customer known. It returns
// [cx.ErrOverflow] past 2^63-1 of one customer, and [cx.ErrOutOfRange] for a customer that
// does not equal itself, such as NaN. On an error p is unchanged.
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

// Remove takes back one of a customer; see [PerCustomer.RemoveN].
func (p *PerCustomer[ID]) Remove(customer ID) error { return p.RemoveN(customer, 1) }

// RemoveN takes back n of a customer that were added before. The customer stays known,
// with 0 if nothing is left; [PerCustomer.Forget] removes the customer. It returns
// [cx.ErrOutOfRange], and changes nothing, for more than there are and for a customer who
// is not known.
func (p *PerCustomer[ID]) RemoveN(customer ID, n uint64) error {
	if err := p.checkLeft(customer, n); err != nil {
		return err
	}
	p.counts[customer] -= n
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

// Forget removes a customer with all counts. A customer who is not known changes nothing.
func (p *PerCustomer[ID]) Forget(customer ID) { delete(p.counts, customer) }

// Merge adds the counts of q. It returns [cx.ErrOverflow], and leaves p as it was, past
// 2^63-1 of one customer. Merging nil changes nothing.
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

// Subtract takes back the counts that [PerCustomer.Merge] of q added. Customers stay
// known. It returns the errors of [PerCustomer.RemoveN]; on an error p is unchanged.
// Subtracting nil changes nothing.
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

// Count returns the count of a customer, 0 for one who is not known.
func (p *PerCustomer[ID]) Count(customer ID) uint64 { return p.counts[customer] }

// Customers returns how many customers are known.
func (p *PerCustomer[ID]) Customers() uint64 { return uint64(len(p.counts)) }

// Sample returns the counts of all known customers as a sample, for its variance and
// standard deviation.
func (p *PerCustomer[ID]) Sample() estimate.Sample {
	var s estimate.Sample
	for _, n := range p.counts {
		_ = s.Add(int64(n)) // a map has fewer than 2^64 entries
	}
	return s
}

// Score returns the mean over all known customers, rounded once to 16 decimal places, half
// away from zero. No customers return [cx.ErrNoData].
func (p *PerCustomer[ID]) Score() (decimal.Decimal, error) {
	if len(p.counts) == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "journey: no customers: the mean is undefined")
	}
	return p.Sample().Score()
}

// StdErr returns the standard error of the mean. Fewer than two customers return
// [cx.ErrNoData].
func (p *PerCustomer[ID]) StdErr() (float64, error) {
	s := p.Sample()
	if err := enough(s); err != nil {
		return 0, err
	}
	return s.StdErr()
}

// Interval returns Student's interval of the mean, [estimate.Sample.Interval]. Fewer than
// two customers, and counts that are all the same, return [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] [cx.ErrOutOfRange].
func (p *PerCustomer[ID]) Interval(level float64) (estimate.Interval, error) {
	s := p.Sample()
	if err := cmp.Or(checkLevel(level), enough(s)); err != nil {
		return estimate.Interval{}, err
	}
	i, err := s.Interval(level)
	if err != nil {
		return estimate.Interval{}, sentinel.Errorf(cx.ErrNoData, "journey: the counts of all %d customers are the same: there is no spread to take an interval from", s.N())
	}
	return i, nil
}

// Compare compares two means by Welch's test, receiver minus other; see
// [estimate.Sample.Compare], also for its errors. It assumes that the two have different
// customers. For the same customers before and after, its interval is too wide.
func (p *PerCustomer[ID]) Compare(other *PerCustomer[ID], level float64) (estimate.Difference, error) {
	if err := checkLevel(level); err != nil {
		return estimate.Difference{}, err
	}
	if other == nil {
		other = new(PerCustomer[ID]) // nobody
	}
	a, b := p.Sample(), other.Sample()
	if err := enough(a); err != nil {
		return estimate.Difference{}, sentinel.In("journey: the first of the two", err)
	}
	if err := enough(b); err != nil {
		return estimate.Difference{}, sentinel.In("journey: the second of the two", err)
	}
	d, err := a.Compare(b, level)
	if err != nil {
		return estimate.Difference{}, sentinel.Errorf(cx.ErrNoData, "journey: the counts of %d and of %d customers have no spread to judge a difference by", a.N(), b.N())
	}
	return d, nil
}

func enough(s estimate.Sample) error {
	if s.N() < 2 {
		return sentinel.Errorf(cx.ErrNoData, "journey: customers counted: %d, at least 2 are needed", s.N())
	}
	return nil
}
