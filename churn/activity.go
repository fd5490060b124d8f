package churn

import (
	"math/bits"

	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/periods"
	"github.com/cxmetrics/cx/period"
)

// Activity collects in which periods which customers were active: bought, logged in, paid.
// Events come in any order, and a repeated one changes nothing. So an event cannot be
// removed, but a customer can ([Activity.Forget]). All periods are of one unit, that of the
// first one added, and span at most 4096.
type Activity[ID comparable] struct {
	noCopy

	core periods.Activity[ID]
	unit period.Unit // adopted from the first period, or 0
}

// Add records that a customer was active in a period.
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

// Merge adds the activity of b.
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

// Clone returns an independent copy.
func (a *Activity[ID]) Clone() *Activity[ID] {
	return &Activity[ID]{core: *a.core.Clone(), unit: a.unit}
}

// Forget removes a customer.
func (a *Activity[ID]) Forget(customer ID) { a.core.Forget(customer) }

// Customers returns how many customers were active at all.
func (a *Activity[ID]) Customers() uint64 { return a.core.Customers() }

// Periods returns the range, or two zero Periods.
func (a *Activity[ID]) Periods() (first, last period.Period) { return spanOf(a.unit, a.core.Span()) }

// Movements returns how the active customers changed in each period. Ask for periods that are
// over: a customer who has yet to come counts as lost.
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
