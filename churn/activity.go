package churn

import (
	"math/bits"

	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/periods"
	"github.com/cxmetrics/cx/period"
)

// Activity collects in which periods which customers were active (bought, logged
// in, paid). It tells who was active ([Activity.Active]: daily, weekly and monthly active
// customers, stickiness), how many stayed by cohort ([Activity.Bounded],
// [Activity.Rolling]) and how their number moved from period to period
// ([Activity.Movements]). Events come in any order and as often as they like: a period is
// one in which a customer was active at all. What counts as active is what the numbers
// mean; say it with them.
//
// The periods are all of one unit, that of the first one added. They span at most 4096
// from the first to the last: 11 years of days. Customers are any comparable type; an ID
// of interface type must hold values fit for a map key.
//
// The zero value is empty and ready to use. It takes 18 to 47 bytes per customer for
// integer IDs in the 64 periods from 32 before the first one added to 31 after it, and
// again in each further 64 that the customer was active in, besides some 30 KiB; reading
// may copy all of it, a part at a time. Reading changes nothing. An Activity must not be
// changed by two goroutines at once: give each its own and [Activity.Merge].
//
// An Activity holds memory: do not copy it, use [Activity.Clone]. It is a union, which does
// not know how often something was added, so single events cannot be removed; a customer
// can, by [Activity.Forget].
type Activity[ID comparable] struct {
	noCopy

	core periods.Activity[ID]
	unit period.Unit // adopted from the first period, or 0
}

// Add records that a customer was active in a period. It returns [cx.ErrMismatch] for a
// period of another unit than those before it. It returns [cx.ErrOutOfRange] for the zero
// Period, for one that makes the periods span more than 4096, and for a customer that does
// not equal itself, such as NaN. On an error the activity stays as it was.
func (a *Activity[ID]) Add(customer ID, p period.Period) error {
	if unit := p.Unit(); unit != a.unit || unit == 0 {
		if err := checkUnit("activity", a.unit, p); err != nil {
			return err
		}
	}
	if err := a.core.Add(customer, p.Index()); err != nil {
		if ids.Check(customer) != nil {
			return own("activity", err)
		}
		return tooFar("activity", p.Unit(), a.core.Span(), p.Index(), p.Index())
	}
	a.unit = p.Unit()
	return nil
}

// Merge adds the activity of b, as if it had been recorded in a. It returns
// [cx.ErrMismatch] for another unit and [cx.ErrOutOfRange] when the periods of both span
// more than 4096; a then stays as it was. Merging nil changes nothing.
func (a *Activity[ID]) Merge(b *Activity[ID]) error {
	if b == nil {
		return nil
	}
	if err := checkMerge("activity", a.unit, b.unit); err != nil {
		return err
	}
	if err := a.core.Merge(&b.core); err != nil {
		s := b.core.Span()
		return tooFar("activity", b.unit, a.core.Span(), s.Low, s.High)
	}
	if b.unit != 0 {
		a.unit = b.unit
	}
	return nil
}

// Clone returns a copy that shares nothing with a.
func (a *Activity[ID]) Clone() *Activity[ID] {
	return &Activity[ID]{core: *a.core.Clone(), unit: a.unit}
}

// Forget removes a customer, as if they had never been recorded; the unit stays. It takes
// time for a 64th of the customers, and for all of them where the first or the last of all
// periods was one of theirs.
func (a *Activity[ID]) Forget(customer ID) { a.core.Forget(customer) }

// Customers returns how many customers were active at all. It reads the whole activity.
func (a *Activity[ID]) Customers() uint64 { return a.core.Customers() }

// Periods returns the first and the last period in which somebody was active, so that
// a.Bounded(a.Periods()) is the table of all. Where nobody was, it returns two zero
// Periods.
func (a *Activity[ID]) Periods() (first, last period.Period) { return spanOf(a.unit, a.core.Span()) }

// Movements returns how the active customers changed in each of the periods
// first to last. Opening are those active in the period before, New those never
// active before, Reactivated those active before but not in the period before,
// Lost those of the period before who are not active in this one. Consecutive
// periods chain: the closing of one is the opening of the next. A period that is not
// over should not be among them: customers who have yet to come in it count as lost.
//
// It returns [cx.ErrMismatch] for periods of another unit, and [cx.ErrOutOfRange] for a
// zero Period, a last before first, and more than 4096 periods.
func (a *Activity[ID]) Movements(from, to period.Period) ([]Movement, error) {
	first, last, err := checkRange("movements", a.unit, from, to)
	if err != nil {
		return nil, err
	}
	movements := make([]Movement, last-first+1)
	if !a.core.Span().Any {
		return movements, nil
	}
	base, words := a.core.Words()
	// Who joined and who was lost in every period from base to the one after all.
	changes, began := make([][2]uint64, words*periods.WordBits+1), make([]uint64, words*periods.WordBits+1)
	const lost, joined = 0, 1
	a.core.Each(func(_ ID, p periods.Set) {
		began[p.First()-base]++
		var before uint64 // the last bit of the word before, as a first one
		for i, w := range p.Words {
			at := changes[i*periods.WordBits : (i+1)*periods.WordBits]
			for change := w ^ (w<<1 | before); change != 0; change &= change - 1 {
				k := bits.TrailingZeros64(change) % periods.WordBits
				at[k][w>>k&1]++
			}
			before = w >> (periods.WordBits - 1)
		}
		changes[len(changes)-1][lost] += before
	})
	var active uint64
	for i, c := range changes {
		if k := base + i - first; k >= 0 && k < len(movements) {
			movements[k] = Movement{Opening: active, New: began[i], Reactivated: c[joined] - began[i], Lost: c[lost]}
		}
		active += c[joined] - c[lost]
	}
	return movements, nil
}
