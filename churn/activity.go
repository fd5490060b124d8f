package churn

import "fmt"

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
	bitmaps bitmaps[ID]
	span    periodSpan
}

// Add records that a customer was active in a period. It returns [ErrOutOfRange],
// and leaves the activity as it was, for a period beyond 10^9 and for one that
// makes the periods span more than [MaxPeriods].
func (a *Activity[ID]) Add(customer ID, period int) error {
	if err := checkCustomer(customer); err != nil {
		return fmt.Errorf("churn: activity: %w", err)
	}
	if s := &a.span; period < s.low || period > s.high || !s.any {
		if err := s.extend(period, period); err != nil {
			return err
		}
	}
	a.bitmaps.add(customer, int32(period-a.span.base))
	return nil
}

// Merge adds the activity of b, as if it had been recorded in a. It returns
// [ErrOutOfRange], and leaves a as it was, when the periods of both span more
// than [MaxPeriods].
func (a *Activity[ID]) Merge(b *Activity[ID]) error {
	if !b.span.any {
		return nil
	}
	if err := a.span.extend(b.span.low, b.span.high); err != nil {
		return err
	}
	b.each(func(customer ID, p periods) {
		for period := range p.all {
			a.bitmaps.add(customer, int32(period-a.span.base))
		}
	})
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
	// Counted for every period seen and the one after, from which the answer is cut.
	low := a.span.low
	seen := make([]Movement, a.span.high+2-low)
	a.each(func(_ ID, p periods) {
		before, known := 0, false // the period of activity before this one
		for period := range p.all {
			now, next := &seen[period-low], &seen[period+1-low]
			next.Opening++
			switch {
			case !known:
				now.New++
			case before != period-1:
				now.Reactivated++
				seen[before+1-low].Lost++
			}
			before, known = period, true
		}
		seen[before+1-low].Lost++
	})
	movements := make([]Movement, last-first+1)
	for i := range movements {
		if period := first + i; period >= low && period-low < len(seen) {
			movements[i] = seen[period-low]
		}
	}
	return movements, nil
}

func (a Activity[ID]) each(visit func(ID, periods)) {
	s := a.span
	low, high := int32((s.low-s.base)/wordBits), int32((s.high-s.base)/wordBits)
	base := s.base + int(low)*wordBits
	a.bitmaps.each(low, high, func(customer ID, words []uint64) {
		visit(customer, periods{words: words, base: base})
	})
}
