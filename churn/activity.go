package churn

import (
	"fmt"
	"math/bits"

	"github.com/cxmetrics/cx/internal/periods"
)

// Activity collects in which periods which customers were active (bought, logged
// in, paid) and tells how many stayed: by cohort ([Activity.Bounded],
// [Activity.Rolling]) and from period to period ([Activity.Movements]). Events
// come in any order and as often as they like: a period is one in which a
// customer was active at all.
//
// A period is any whole number that goes up by one from each period to the next:
// 12*year+month-1 for months (so that p/12 is the year and p%12+1 the month; not
// 202401, to which 202312 is no neighbour), days since 1970 for days. Customers are any
// comparable type; an ID of interface type must hold values fit for a map key.
//
// The zero value is empty and ready to use. It takes 18 to 47 bytes a customer for
// integer IDs in the 64 periods from 32 before the first one added to 31 after it, and
// again in each further 64 that the customer was active in, besides some 30 KiB; reading
// may copy all of it, a part at a time. An Activity must not be changed by two goroutines
// at once: give each its own and [Activity.Merge]. Reading changes nothing. A copy shares
// memory with the original: after either is changed, the other must not be used; to copy,
// merge into an empty one.
type Activity[ID comparable] struct{ core periods.Activity[ID] }

// MaxPeriods is how many consecutive periods an [Activity] and a [Spending] span
// at most: 11 years of days.
const MaxPeriods = periods.Max

// Add records that a customer was active in a period. It returns [cx.ErrOutOfRange],
// and leaves the activity as it was, for a period beyond 10^9 and for one that
// makes the periods span more than [MaxPeriods].
func (a *Activity[ID]) Add(customer ID, period int) error {
	if err := a.core.Add(customer, period); err != nil {
		return fmt.Errorf("churn: activity: %w", err)
	}
	return nil
}

// Merge adds the activity of b, as if it had been recorded in a. It returns
// [cx.ErrOutOfRange], and leaves a as it was, when the periods of both span more
// than [MaxPeriods].
func (a *Activity[ID]) Merge(b *Activity[ID]) error { return wrap(a.core.Merge(&b.core)) }

// Customers returns how many customers were active at all. It reads the whole activity.
func (a Activity[ID]) Customers() uint64 { return a.core.Customers() }

// Movements returns how the active customers changed in each of the periods
// first to last. Opening are those active in the period before, New those never
// active before, Reactivated those active before but not in the period before,
// Lost those of the period before who are not active in this one. Consecutive
// periods chain: the closing of one is the opening of the next. A period that is not
// over should not be among them: who has yet to come in it counts as lost. A last
// before first, or more than [MaxPeriods], gives [cx.ErrOutOfRange].
func (a Activity[ID]) Movements(first, last int) ([]Movement, error) {
	if err := periods.CheckRange(first, last); err != nil {
		return nil, wrap(err)
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
	movements := make([]Movement, last-first+1)
	var active uint64
	for i, c := range changes {
		if k := base + i - first; k >= 0 && k < len(movements) {
			movements[k] = Movement{Opening: active, New: began[i], Reactivated: c[joined] - began[i], Lost: c[lost]}
		}
		active += c[joined] - c[lost]
	}
	return movements, nil
}
