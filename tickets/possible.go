package tickets

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
)

// possible reports whether the parts of the tally fit together. The methods of Tally
// rely on some of it, such as that no part counts more tickets than there are.
func (t *Tally) possible() bool {
	n := func(m Metric) uint64 { return t.times[m].N() }
	if t.resolved > t.volume || t.open > t.volume-t.resolved || t.waiting > t.open || n(MetricFirstResponse) > t.volume-t.waiting || n(MetricResolution) > t.resolved {
		return false
	}
	for m := range t.times {
		if t.unknown[m] > t.volume || Metric(m) != MetricNextReply && Metric(m) != MetricResponse && n(Metric(m)) > t.volume-t.unknown[m] {
			return false
		}
	}
	responses := t.times[MetricFirstResponse]
	if responses.Merge(&t.times[MetricNextReply]) != nil || responses.Subtract(&t.times[MetricResponse]) != nil {
		return false // those of tickets of which only one of the two is known are left
	}
	for _, s := range [...]*estimate.Sample{&t.replies, &t.contacts, &t.ratings, &t.reopens, &t.resolutions, &t.handovers} {
		if s.N() > t.volume || !notNegative(*s) {
			return false
		}
	}
	return t.contacts.N() <= t.resolved && atMost(t.oneTouch, t.resolved) && atMost(t.firstContact, t.resolved) && atMost(t.isReopened, t.volume)
}

// atMost reports whether a proportion is of no more than so many.
func atMost(p estimate.Proportion, most uint64) bool {
	return p.Hits <= most && p.Misses <= most-p.Hits
}

// notNegative reports whether values none of which is negative can have the sums of s.
func notNegative(s estimate.Sample) bool {
	sum := s.Sum()
	highest := big.NewInt(math.MaxInt64)
	if sum.Cmp(highest) < 0 {
		highest = sum // no value is more than all of them
	}
	return sum.Sign() >= 0 && s.SumOfSquares().Cmp(new(big.Int).Mul(sum, highest)) <= 0
}

// fits reports whether durations with these counts, one of which is the minimum and
// one the maximum, can have this sum.
func (s *DurationSketch) fits() bool {
	if s.n == 0 {
		return s.max == 0 && s.sum.Sign() == 0
	}
	first, last := bucket(s.min), bucket(s.max)
	if s.counts[first] == 0 || s.counts[last] == 0 {
		return false
	}
	var least, most exact.Int128
	for i, c := range s.counts {
		if c == 0 {
			continue
		}
		if i < first || i > last {
			return false
		}
		low, high := bounds(i)
		least = least.Add(exact.Mul(max(low, s.min), c))
		most = most.Add(exact.Mul(min(high, s.max), c))
	}
	// One of the first bucket is the minimum, one of the last bucket the maximum.
	_, high := bounds(first)
	most = most.Add(exact.Int128From(s.min - min(high, s.max)))
	low, _ := bounds(last)
	least = least.Add(exact.Int128From(s.max - max(low, s.min)))
	return least.Big().Cmp(s.sum.Big()) <= 0 && s.sum.Big().Cmp(most.Big()) <= 0
}
