package churn

import (
	"fmt"
	"math/bits"
)

// MaxPeriods is how many consecutive periods an [Activity] and a [Spending] span
// at most: 11 years of days.
const MaxPeriods = 4096

// periodSpan is the periods seen, and the one that they are counted from.
type periodSpan struct {
	any       bool
	low, high int // where any
	base      int // MaxPeriods before the first one seen, and a bit more: no period comes before
}

// extend makes room for the periods low to high, or leaves s as it was.
func (s *periodSpan) extend(low, high int) error {
	if err := checkPeriod(low); err != nil {
		return err
	}
	if err := checkPeriod(high); err != nil {
		return err
	}
	if s.any {
		low, high = min(low, s.low), max(high, s.high)
	}
	if high-low >= MaxPeriods {
		return fmt.Errorf("churn: periods %d to %d are more than %d: %w", low, high, MaxPeriods, ErrOutOfRange)
	}
	if !s.any {
		// The first one seen is in the middle of a word, so that most often one will do.
		s.base = low + (high-low)/2 - MaxPeriods - wordBits/2
	}
	s.low, s.high, s.any = low, high, true
	return nil
}

// checkPeriod keeps sums and differences of periods far from the ends of an int.
func checkPeriod(p int) error {
	const limit = 1_000_000_000
	if p < -limit || p > limit {
		return fmt.Errorf("churn: period %d is beyond %d: %w", p, limit, ErrOutOfRange)
	}
	return nil
}

// checkPeriods returns an error for periods that are not those of a table.
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

// first returns the first period. There is one: a customer without is in no set.
func (p periods) first() int {
	for i, w := range p.words {
		if w != 0 {
			return p.base + i*wordBits + bits.TrailingZeros64(w)
		}
	}
	panic("churn: a customer without a period of activity") // words are made with a bit in them
}
