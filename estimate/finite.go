package estimate

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// IntervalOf returns the interval of the share in a population of N people: [Proportion.Wilson]
// with n*(N-1)/(N-n) answers. When all have answered, Low and High are the share. More answers
// than people return [cx.ErrOutOfRange].
//
// Source: Cochran 1977, section 3.2.
func (p Proportion) IntervalOf(population uint64, level float64) (Interval, error) {
	return p.inPopulation(population, level, false, func(c counts) Interval {
		low, high := c.wilson(level)
		return percentInterval(low, high, level)
	})
}

// WaldOf returns [Proportion.Wald] with the squared standard error times (N-n)/(N-1), for a
// population of N.
func (p Proportion) WaldOf(population uint64, level float64) (Interval, error) {
	return p.inPopulation(population, level, false, func(c counts) Interval {
		return wald(c.hits, c.misses, normal.Quantile(level), level)
	})
}

// CochranOf returns p -+ z*sqrt(p*(1-p)/(n-1)*(1-n/N)) in percent, as R's survey package does.
// One answer of several people returns [cx.ErrNoData].
//
// Source: Cochran 1977, section 3.2.
func (p Proportion) CochranOf(population uint64, level float64) (Interval, error) {
	return p.inPopulation(population, level, true, func(c counts) Interval {
		return wald(c.hits, c.misses, normal.Quantile(level), level)
	})
}

// inPopulation returns an interval of the counts of a large sample that says as much as
// these, and the share alone when all have answered.
func (p Proportion) inPopulation(population uint64, level float64, cochran bool, interval func(counts) Interval) (Interval, error) {
	c, err := p.counts(level)
	if err != nil {
		return Interval{}, err
	}
	n := p.Hits + p.Misses
	if n < p.Hits || n > population {
		return Interval{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: %v answers are more than the population of %d", exact.Total(p.Hits, p.Misses), population)
	}
	factor := finiteFactor(population, n)
	if n == population {
		share, _ := p.rat()
		f, _ := share.Mul(share, big.NewRat(100, 1)).Float64()
		return Interval{Low: f, High: f, Level: level}, nil
	}
	if cochran {
		if n == 1 {
			return Interval{}, sentinel.Errorf(cx.ErrNoData, "estimate: one answer has no variance: at least 2 are needed")
		}
		factor = float64(n-1) / float64(n) * (float64(population) / float64(population-n))
	}
	return interval(counts{hits: c.hits * factor, misses: c.misses * factor}), nil
}

// finiteFactor returns (N-1)/(N-n), infinity where n is N.
func finiteFactor(population, n uint64) float64 {
	if n == population {
		return math.Inf(1)
	}
	return float64(population-1) / float64(population-n)
}

// IntervalOf returns the interval of the mean in a population of N people: [Sample.Interval]
// with the squared standard error times 1-n/N. When all have answered, Low and High are the
// mean. More values than people return [cx.ErrOutOfRange].
//
// Source: Cochran 1977, section 2.6.
func (s Sample) IntervalOf(population uint64, level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	mean, err := s.rat()
	if err != nil {
		return Interval{}, err
	}
	if s.n > population {
		return Interval{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d values are more than the population of %d", s.n, population)
	}
	if s.n == population {
		f, _ := mean.Float64()
		return Interval{Low: f, High: f, Level: level}, nil
	}
	_, squaredError, err := s.spread()
	if err != nil {
		return Interval{}, err
	}
	squaredError.Mul(squaredError, new(big.Rat).SetFrac(exact.Total(population-s.n), exact.Total(population)))
	return studentT(mean, squaredError, float64(s.n-1), level), nil
}

// IntervalOf returns [Sample.IntervalOf] cut to the bounds.
func (m Mean) IntervalOf(population uint64, level float64) (Interval, error) {
	i, err := m.sample.IntervalOf(population, level)
	return m.span.interval(i, err)
}
