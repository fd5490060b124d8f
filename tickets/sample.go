package tickets

import (
	"errors"
	"math/big"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// DurationSample summarises durations by their number, sum and sum of squares. Samples compare
// with ==.
type DurationSample struct {
	s estimate.Sample // in nanoseconds
	// Of how many tickets the times are not known, in a sample of [Tally.Times]. It is what
	// errors say, and in no encoding.
	unknown uint64
	of      Metric
}

// Add records one duration.
func (s *DurationSample) Add(d time.Duration) error {
	if d < 0 {
		return negative(d)
	}
	return wrap(s.s.Add(int64(d)))
}

// addSlice records durations. A negative one returns [cx.ErrOutOfRange] with its index.
func (s *DurationSample) addSlice(durations []time.Duration) error {
	var sum estimate.Sample
	for i, d := range durations {
		if d < 0 {
			return negativeAt(d, i)
		}
		_ = sum.Add(int64(d)) // no slice has 2^64 durations
	}
	return wrap(s.s.Merge(&sum))
}

// Merge adds the durations of o.
func (s *DurationSample) Merge(o *DurationSample) error {
	if o == nil {
		return nil
	}
	if err := s.s.Merge(&o.s); err != nil {
		return wrap(err)
	}
	if s.unknown == 0 {
		s.of = o.of
	}
	s.unknown += o.unknown
	return nil
}

// Remove takes back one duration.
func (s *DurationSample) Remove(d time.Duration) error {
	if d < 0 {
		return negative(d)
	}
	rest := s.s
	if err := rest.Remove(int64(d)); err != nil {
		return wrap(err)
	}
	return s.keep(rest)
}

// Subtract takes back the durations of o.
func (s *DurationSample) Subtract(o *DurationSample) error {
	if o == nil {
		return nil
	}
	rest := s.s
	if err := rest.Subtract(&o.s); err != nil {
		return wrap(err)
	}
	if err := s.keep(rest); err != nil {
		return err
	}
	if s.unknown -= min(s.unknown, o.unknown); s.unknown == 0 {
		s.of = 0
	}
	return nil
}

// keep makes of what is left the sample, unless no durations have such sums.
func (s *DurationSample) keep(rest estimate.Sample) error {
	if !notNegative(rest) {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: these durations cannot be taken back: they are not all among the %d recorded, which add up to %v seconds", s.N(), decimal.NewFromBigInt(s.s.Sum(), -9))
	}
	s.s = rest
	return nil
}

// Score returns the mean in seconds.
func (s DurationSample) Score() (decimal.Decimal, error) { return s.MeanIn(time.Second) }

// Interval returns Student's interval of the mean, in seconds, cut off at 0. Fewer than two
// durations that differ return [cx.ErrNoData].
func (s DurationSample) Interval(level float64) (estimate.Interval, error) {
	i, err := s.s.Interval(level)
	if err != nil {
		return estimate.Interval{}, s.wrap(err)
	}
	i.Low, i.High = max(0, i.Low/1e9), i.High/1e9
	return i, nil
}

// Compare compares two means by Welch's test, receiver minus other, in seconds.
func (s DurationSample) Compare(other DurationSample, level float64) (estimate.Difference, error) {
	d, err := s.s.Compare(other.s, level)
	if err != nil {
		return estimate.Difference{}, wrap(err)
	}
	d.Estimate, d.Low, d.High, d.StdErr = d.Estimate/1e9, d.Low/1e9, d.High/1e9, d.StdErr/1e9
	return d, nil
}

// StdErr returns the standard error of the mean, in seconds.
func (s DurationSample) StdErr() (float64, error) {
	e, err := s.s.StdErr()
	return e / 1e9, s.wrap(err)
}

// N returns the number of durations.
func (s DurationSample) N() uint64 { return s.s.N() }

// Sample returns the durations in nanoseconds.
func (s DurationSample) Sample() estimate.Sample { return s.s }

// Mean returns sum / N, rounded half up to the nanosecond.
func (s DurationSample) Mean() (time.Duration, error) {
	if s.N() == 0 {
		return 0, s.noTimes("mean")
	}
	return meanOf(s.s.Sum(), s.N()), nil
}

// MeanIn returns the mean in a unit, such as [time.Hour].
func (s DurationSample) MeanIn(unit time.Duration) (decimal.Decimal, error) {
	if unit <= 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrOutOfRange, "tickets: unit %v is not positive", unit)
	}
	if s.N() == 0 {
		return decimal.Decimal{}, s.noTimes("mean")
	}
	den := exact.Total(s.N())
	return exact.Ratio(s.s.Sum(), den.Mul(den, big.NewInt(int64(unit)))), nil
}

// StdDev returns the standard deviation, over N-1. Fewer than two durations return
// [cx.ErrNoData].
func (s DurationSample) StdDev() (time.Duration, error) {
	if s.N() < 2 {
		return 0, sentinel.Errorf(cx.ErrNoData, "tickets: %s no standard deviation: at least 2 are needed", plural(s.N(), "1 duration has", "%d durations have"))
	}
	// With v the variance, round(sqrt(v)) = floor((floor(sqrt(4v)) + 1) / 2).
	n, sum := exact.Total(s.N()), s.s.Sum()
	v := new(big.Int).Mul(n, s.s.SumOfSquares())
	v.Sub(v, sum.Mul(sum, sum))
	v.Lsh(v, 2)
	v.Quo(v, n.Mul(n, exact.Total(s.N()-1)))
	v.Sqrt(v)
	v.Add(v, one)
	return time.Duration(v.Rsh(v, 1).Int64()), nil // at most 2^63/sqrt(2), of two at the ends of the range
}

var one = big.NewInt(1)

// noTimes says why there is no figure.
func (s DurationSample) noTimes(what string) error {
	if s.unknown > 0 {
		return sentinel.Errorf(cx.ErrNoData, "tickets: the %s %v is not known: the %s not show it", what, s.of, plural(s.unknown, "record of 1 ticket does", "records of %d tickets do"))
	}
	return noTimes(what)
}

// wrap says of how many durations there is no interval of the mean.
func (s DurationSample) wrap(err error) error {
	if errors.Is(err, cx.ErrNoData) && s.N() == 0 && s.unknown > 0 {
		return s.noTimes("interval of the mean")
	}
	if errors.Is(err, cx.ErrNoData) {
		return sentinel.Errorf(cx.ErrNoData, "tickets: the mean of %s has no margin of error: at least 2 that differ are needed", plural(s.N(), "1 duration", "%d durations"))
	}
	return wrap(err)
}

func wrap(err error) error { return sentinel.In("tickets", err) }
