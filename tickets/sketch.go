package tickets

import (
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// A bucket holds the durations that agree in their leading 1+sketchBits binary digits. Its middle
// is off by at most 2^-(1+sketchBits): 1/256.
const (
	sketchBits  = 7
	octave      = 1 << sketchBits
	sketchSize  = (64 - sketchBits) * octave // buckets of all durations up to 2^63-1
	sketchBytes = sketchSize * 8
)

// DurationSketch summarises any number of durations in 57 KiB. Percentiles are off by at most
// 1/256; the rest is exact. It has no Remove.
type DurationSketch struct {
	noCopy

	n        uint64
	sum      exact.Int128 // nanoseconds
	min, max int64        // of n > 0
	counts   []uint64     // nil or sketchSize of them
}

// bucket returns the index of the bucket of x >= 0.
func bucket(x int64) int {
	shift := bits.Len64(uint64(x)|(2*octave-1)) - sketchBits - 1
	return shift*octave + int(uint64(x)>>shift)
}

// bounds returns the lowest and the highest duration of a bucket.
func bounds(i int) (low, high int64) {
	shift := max(0, i/octave-1)
	low = int64(i-shift*octave) << shift
	return low, low + int64(1)<<shift - 1
}

// Add records one duration.
func (s *DurationSketch) Add(d time.Duration) error {
	x := int64(d)
	if x < s.min || x > s.max || s.n-1 >= math.MaxUint64-1 { // none, or as many as can be
		return s.addSlow(d)
	}
	s.n++
	s.sum = s.sum.Add(exact.Int128From(x))
	s.counts[bucket(x)]++
	return nil
}

// addSlow is what Add seldom has to do: the first duration, a new shortest or
// longest one, and errors.
func (s *DurationSketch) addSlow(d time.Duration) error {
	x := int64(d)
	switch {
	case d < 0:
		return negative(d)
	case s.n == math.MaxUint64:
		return sentinel.Errorf(cx.ErrOverflow, "tickets: adding a duration to %d passes 2^64-1", s.n)
	case s.n == 0:
		s.min, s.max = x, x
		if s.counts == nil {
			s.counts = make([]uint64, sketchSize)
		}
	}
	s.n++
	s.sum = s.sum.Add(exact.Int128From(x))
	s.min, s.max = min(s.min, x), max(s.max, x)
	s.counts[bucket(x)]++
	return nil
}

// AddSlice is Add for many durations, and faster.
func (s *DurationSketch) AddSlice(durations []time.Duration) error {
	n, carry := bits.Add64(s.n, uint64(len(durations)), 0)
	switch {
	case carry != 0:
		return sentinel.Errorf(cx.ErrOverflow, "tickets: adding %d durations to %d passes 2^64-1", len(durations), s.n)
	case len(durations) == 0:
		return nil
	}
	counts, sum, low, high := s.counts, s.sum, s.min, s.max
	if s.n == 0 {
		low, high = int64(durations[0]), int64(durations[0])
	}
	if counts == nil {
		counts = make([]uint64, sketchSize)
	}
	for i, d := range durations {
		x := int64(d)
		if x < 0 {
			for _, counted := range durations[:i] {
				counts[bucket(int64(counted))]--
			}
			return negativeAt(d, i)
		}
		sum = sum.Add(exact.Int128From(x))
		low, high = min(low, x), max(high, x)
		counts[bucket(x)]++
	}
	s.n, s.sum, s.min, s.max, s.counts = n, sum, low, high, counts
	return nil
}

// Merge adds the durations of o.
func (s *DurationSketch) Merge(o *DurationSketch) error {
	if o == nil {
		return nil
	}
	n, carry := bits.Add64(s.n, o.n, 0)
	switch {
	case carry != 0:
		return sentinel.Errorf(cx.ErrOverflow, "tickets: merging %d durations into %d passes 2^64-1", o.n, s.n)
	case o.n == 0:
		return nil
	case s.n == 0:
		s.min, s.max = o.min, o.max
		if s.counts == nil {
			s.counts = make([]uint64, sketchSize)
		}
	}
	s.n, s.sum = n, s.sum.Add(o.sum)
	s.min, s.max = min(s.min, o.min), max(s.max, o.max)
	for i, c := range o.counts {
		s.counts[i] += c
	}
	return nil
}

// Clone returns an independent copy.
func (s *DurationSketch) Clone() *DurationSketch {
	return &DurationSketch{n: s.n, sum: s.sum, min: s.min, max: s.max, counts: slices.Clone(s.counts)}
}

// N returns the number of durations.
func (s *DurationSketch) N() uint64 { return s.n }

// Mean returns the exact mean.
func (s *DurationSketch) Mean() (time.Duration, error) {
	if s.n == 0 {
		return 0, noTimes("mean")
	}
	return meanOf(s.sum.Big(), s.n), nil
}

// Percentile is [Durations.Percentile], off by at most 1/256. The shortest, 0, and the longest,
// 100, are exact.
func (s *DurationSketch) Percentile(p decimal.Decimal) (time.Duration, error) {
	rank, err := nearestRank(p, s.n)
	if err != nil {
		return 0, err
	}
	return s.at(rank), nil
}

// Median is [Durations.Median], off by at most 1/256.
func (s *DurationSketch) Median() (time.Duration, error) {
	if s.n == 0 {
		return 0, noTimes("median")
	}
	return middle(int64(s.at(s.n-s.n/2)), int64(s.at(s.n/2+1))), nil
}

// at returns the duration of a rank, from 1 on.
func (s *DurationSketch) at(rank uint64) time.Duration {
	if rank == 1 {
		return time.Duration(s.min)
	}
	if rank < s.n {
		var seen uint64
		for i, c := range s.counts {
			if seen += c; seen >= rank {
				low, high := bounds(i)
				return time.Duration(min(max(low+(high-low)/2, s.min), s.max))
			}
		}
	}
	return time.Duration(s.max)
}
