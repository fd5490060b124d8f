package churn

import (
	"fmt"
	"math/bits"
)

// MaxPeriods is how many consecutive periods an [Activity] and a [Spending] span
// at most: 11 years of days.
const MaxPeriods = 4096

// Activity collects in which periods which customers were active (bought, logged
// in, paid) and tells how many stayed: by cohort ([Activity.Bounded],
// [Activity.Rolling]) and from period to period ([Activity.Movements]). Events
// come in any order and as often as they like: a period is one in which a
// customer was active at all.
//
// A period is any whole number that goes up by one from each period to the next:
// 12*year+month for months, days since 1970 for days. Customers are any
// comparable type; an ID of interface type must hold values fit for a map key.
//
// The zero value is empty and ready to use. It takes about 25 bytes a customer
// for integer IDs and 64 periods, and again for every further 64, besides at
// most 2 MiB of buffers. An Activity must not be changed by two goroutines at
// once: give each its own and [Activity.Merge]. Reading changes nothing.
type Activity[ID comparable] struct {
	bitmaps   bitmaps[ID]
	low, high int // the periods seen, where there are any
	base      int // the period of bit 0
	any       bool
}

// Add records that a customer was active in a period. It returns [ErrOutOfRange],
// and leaves the activity as it was, for a period beyond 2^31 and for one that
// makes the periods span more than [MaxPeriods].
func (a *Activity[ID]) Add(customer ID, period int) error {
	if customer != customer { //nolint:gocritic,staticcheck // true for NaN, which no table can find again
		return fmt.Errorf("churn: a customer that does not equal itself: %w", ErrOutOfRange)
	}
	if period < a.low || period > a.high || !a.any {
		if err := a.extend(period, period); err != nil {
			return err
		}
	}
	a.bitmaps.add(customer, int32(period-a.base))
	return nil
}

// Merge adds the activity of b, as if it had been recorded in a. It returns
// [ErrOutOfRange], and leaves a as it was, when the periods of both span more
// than [MaxPeriods].
func (a *Activity[ID]) Merge(b *Activity[ID]) error {
	if !b.any {
		return nil
	}
	if err := a.extend(b.low, b.high); err != nil {
		return err
	}
	b.each(func(customer ID, p periods) {
		for period := range p.all {
			a.bitmaps.add(customer, int32(period-a.base))
		}
	})
	return nil
}

// extend makes room for the periods low to high.
func (a *Activity[ID]) extend(low, high int) error {
	if err := checkPeriod(low); err != nil {
		return err
	}
	if err := checkPeriod(high); err != nil {
		return err
	}
	if a.any {
		low, high = min(low, a.low), max(high, a.high)
	}
	if high-low >= MaxPeriods {
		return fmt.Errorf("churn: periods %d to %d are more than %d: %w", low, high, MaxPeriods, ErrOutOfRange)
	}
	if !a.any {
		// As far down as periods can come, so that bits are never negative, and the
		// first one seen in the middle of a word, so that most often one will do.
		a.base = low + (high-low)/2 - MaxPeriods - wordBits/2
	}
	a.low, a.high, a.any = low, high, true
	return nil
}

// checkPeriod keeps sums and differences of periods far from the ends of an int.
func checkPeriod(p int) error {
	const limit = 1 << 31
	if p < -limit || p > limit {
		return fmt.Errorf("churn: period %d is beyond %d: %w", p, limit, ErrOutOfRange)
	}
	return nil
}

// Customers returns how many customers were active at all.
func (a Activity[ID]) Customers() uint64 {
	var n uint64
	a.each(func(ID, periods) { n++ })
	return n
}

// Movements returns how the active customers changed in each of the periods
// first to last. Opening are those active in the period before, New those never
// active before, Reactivated those active before but not in the period before,
// Lost those of the period before who are not active in this one. Consecutive
// periods chain: the closing of one is the opening of the next. A last before
// first, or more than [MaxPeriods], gives [ErrOutOfRange].
func (a Activity[ID]) Movements(first, last int) ([]Movement, error) {
	if err := checkPeriods(first, last); err != nil {
		return nil, err
	}
	movements := make([]Movement, last-first+1)
	at := func(period int) *Movement {
		if period < first || period > last {
			return new(Movement) // counted for nothing
		}
		return &movements[period-first]
	}
	a.each(func(_ ID, p periods) {
		before, known := 0, false // the period of activity before this one
		for period := range p.all {
			switch m := at(period); {
			case !known:
				m.New++
			case before != period-1:
				m.Reactivated++
			}
			at(period + 1).Opening++
			if !p.active(period + 1) {
				at(period + 1).Lost++
			}
			before, known = period, true
		}
	})
	return movements, nil
}

func checkPeriods(first, last int) error {
	if err := checkPeriod(first); err != nil {
		return err
	}
	if err := checkPeriod(last); err != nil {
		return err
	}
	if last < first || last-first >= MaxPeriods {
		return fmt.Errorf("churn: periods %d to %d are not 1 to %d periods: %w", first, last, MaxPeriods, ErrOutOfRange)
	}
	return nil
}

// periods is the set of periods in which a customer was active.
type periods struct {
	words []uint64
	base  int // the period of the first bit
}

// all yields the periods in order.
func (p periods) all(yield func(int) bool) {
	for i, w := range p.words {
		for ; w != 0; w &= w - 1 {
			if !yield(p.base + i*wordBits + bits.TrailingZeros64(w)) {
				return
			}
		}
	}
}

func (p periods) active(period int) bool {
	i := (period - p.base) / wordBits
	return i < len(p.words) && p.words[i]>>((period-p.base)%wordBits)&1 != 0
}

func (a Activity[ID]) each(visit func(ID, periods)) {
	low, high := int32((a.low-a.base)/wordBits), int32((a.high-a.base)/wordBits)
	base := a.base + int(low)*wordBits
	a.bitmaps.each(low, high, func(customer ID, words []uint64) {
		visit(customer, periods{words: words, base: base})
	})
}
