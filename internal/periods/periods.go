// Package periods holds in which periods customers were active: events in, a set of
// periods for each customer out. A period is any whole number that goes up by one from
// each period to the next.
package periods

import (
	"math/bits"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// Max is how many consecutive periods a span has at most: 11 years of days.
const Max = 4096

// Span is the periods seen, and the one that they are counted from.
type Span struct {
	Any       bool
	Low, High int // where any
	Base      int // Max before the first one seen, and a bit more: no period comes before
}

// Extend makes room for the periods low to high, or leaves s as it was.
func (s *Span) Extend(low, high int) error {
	if err := Check(low); err != nil {
		return err
	}
	if err := Check(high); err != nil {
		return err
	}
	if s.Any {
		low, high = min(low, s.Low), max(high, s.High)
	}
	if high-low >= Max {
		return sentinel.Errorf(sentinel.OutOfRange, "periods %d to %d are more than %d", low, high, Max)
	}
	if !s.Any {
		// The first one seen is in the middle of a word, so that most often one will do.
		s.Base = low + (high-low)/2 - Max - WordBits/2
	}
	s.Low, s.High, s.Any = low, high, true
	return nil
}

// limit keeps sums and differences of periods far from the ends of an int.
const limit = 1_000_000_000

// Check refuses a period beyond the limit.
func Check(p int) error {
	if p < -limit || p > limit {
		return sentinel.Errorf(sentinel.OutOfRange, "period %d is beyond %d", p, limit)
	}
	return nil
}

// CheckRange returns an error for periods that are not those of a table.
func CheckRange(first, last int) error {
	if err := Check(first); err != nil {
		return err
	}
	if err := Check(last); err != nil {
		return err
	}
	if last < first || last-first >= Max {
		return sentinel.Errorf(sentinel.OutOfRange, "periods %d to %d are not 1 to %d periods", first, last, Max)
	}
	return nil
}

// Set is the set of periods in which a customer was active.
type Set struct {
	Words []uint64
	Base  int // the period of the first bit
}

// All yields the periods in order.
func (s Set) All(yield func(int) bool) {
	for i, w := range s.Words {
		for ; w != 0; w &= w - 1 {
			if !yield(s.Base + i*WordBits + bits.TrailingZeros64(w)) {
				return
			}
		}
	}
}

// First returns the first period. There is one: a customer without is in no set.
func (s Set) First() int {
	for i, w := range s.Words {
		if w != 0 {
			return s.Base + i*WordBits + bits.TrailingZeros64(w)
		}
	}
	panic("a customer without a period of activity") // words are made with a bit in them
}

// Count returns how many periods of the set lie between first and last, both included.
func (s Set) Count(first, last int) int {
	n := 0
	for i, w := range s.Words {
		low := s.Base + i*WordBits
		w &= ^uint64(0) << max(0, first-low)
		w &= ^uint64(0) >> max(0, low+WordBits-1-last)
		n += bits.OnesCount64(w)
	}
	return n
}
