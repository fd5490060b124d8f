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

// DurationSample summarises durations in constant memory by how many there were,
// their sum and the sum of their squares, all exact to the nanosecond. No number
// of tickets makes a sum wrap. The zero value is empty; samples are comparable
// with ==. For percentiles see [Durations] and [DurationSketch].
type DurationSample struct {
	s estimate.Sample // in nanoseconds
	// Of how many tickets the times are not known, in a sample of [Tally.Times]. It is what
	// errors say, and in no encoding.
	unknown uint64
}

// Add records one duration. It returns [cx.ErrOutOfRange] for a negative one and
// [cx.ErrOverflow] past 2^64-1 durations.
func (s *DurationSample) Add(d time.Duration) error {
	if d < 0 {
		return negative(d)
	}
	return wrap(s.s.Add(int64(d)))
}

// AddSlice records durations. The first negative one returns an [cx.ErrOutOfRange] that names
// its index, and more than 2^64-1 durations [cx.ErrOverflow]; the sample is then unchanged.
func (s *DurationSample) AddSlice(durations []time.Duration) error {
	var sum estimate.Sample
	for i, d := range durations {
		if d < 0 {
			return negativeAt(d, i)
		}
		_ = sum.Add(int64(d)) // no slice has 2^64 durations
	}
	return wrap(s.s.Merge(&sum))
}

// AddN records the duration n times. It returns [cx.ErrOutOfRange] for a negative
// one and [cx.ErrOverflow] past 2^64-1 durations; the sample is then unchanged.
func (s *DurationSample) AddN(d time.Duration, n uint64) error {
	if d < 0 {
		return negative(d)
	}
	return wrap(s.s.AddN(int64(d), n))
}

// Merge adds the durations of o. It returns [cx.ErrOverflow], and leaves s as it
// was, past 2^64-1 durations. Merging nil changes nothing.
func (s *DurationSample) Merge(o *DurationSample) error {
	if o == nil {
		return nil
	}
	if err := s.s.Merge(&o.s); err != nil {
		return wrap(err)
	}
	s.unknown += o.unknown
	return nil
}

// Remove takes back one duration: afterwards the sample is as if it had never been there.
// The sample knows counts and sums, so it can tell a duration that cannot have been in it
// only by an impossible rest: that returns [cx.ErrOutOfRange], and nothing changes.
func (s *DurationSample) Remove(d time.Duration) error { return s.RemoveN(d, 1) }

// RemoveN takes back the duration n times; see [DurationSample.Remove].
func (s *DurationSample) RemoveN(d time.Duration, n uint64) error {
	if d < 0 {
		return negative(d)
	}
	rest := s.s
	if err := rest.RemoveN(int64(d), n); err != nil {
		return wrap(err)
	}
	return s.keep(rest)
}

// Subtract takes back all durations of o; see [DurationSample.Remove]. Subtracting nil
// changes nothing.
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
	s.unknown -= min(s.unknown, o.unknown)
	return nil
}

// keep makes of what is left the sample, unless no durations have such sums.
func (s *DurationSample) keep(rest estimate.Sample) error {
	if !notNegative(rest) {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: these durations cannot be among the %d recorded, which add up to %v seconds: they leave an impossible rest", s.N(), decimal.NewFromBigInt(s.s.Sum(), -9))
	}
	s.s = rest
	return nil
}

// Score returns the mean in seconds, rounded once to 16 decimal places, half away from
// zero, as every metric has a score: [DurationSample.Mean] is it as a time.Duration. No
// durations return [cx.ErrNoData].
func (s DurationSample) Score() (decimal.Decimal, error) { return s.MeanIn(time.Second) }

// Interval returns the interval of the mean in seconds: that of [DurationSample.StudentT]
// cut off at 0, below which no mean of durations is.
func (s DurationSample) Interval(level float64) (estimate.Interval, error) {
	i, err := s.s.Interval(level)
	if err != nil {
		return estimate.Interval{}, s.wrap(err)
	}
	i.Low, i.High = max(0, i.Low/1e9), i.High/1e9
	return i, nil
}

// Compare compares two means by Welch's test, receiver minus other, in seconds; see
// [estimate.Sample.Compare].
func (s DurationSample) Compare(other DurationSample, level float64) (estimate.Difference, error) {
	d, err := s.s.Compare(other.s, level)
	if err != nil {
		return estimate.Difference{}, wrap(err)
	}
	d.Estimate, d.Low, d.High, d.StdErr = d.Estimate/1e9, d.Low/1e9, d.High/1e9, d.StdErr/1e9
	return d, nil
}

// StdErr returns the standard error of the mean in seconds, StdDev / sqrt(N). Fewer than
// two durations return [cx.ErrNoData].
func (s DurationSample) StdErr() (float64, error) {
	e, err := s.s.StdErr()
	return e / 1e9, s.wrap(err)
}

// N returns the number of durations.
func (s DurationSample) N() uint64 { return s.s.N() }

// Sample returns the durations as a sample of nanoseconds.
func (s DurationSample) Sample() estimate.Sample { return s.s }

// Mean returns the mean duration, sum / N, rounded once to the nanosecond, half
// up. No durations return [cx.ErrNoData].
func (s DurationSample) Mean() (time.Duration, error) {
	if s.N() == 0 {
		return 0, s.noTimes("mean")
	}
	return meanOf(s.s.Sum(), s.N()), nil
}

// MeanIn returns the mean in a unit, such as [time.Hour], rounded once (from the
// exact mean) to 16 decimal places. No durations return [cx.ErrNoData], a unit that is
// not positive [cx.ErrOutOfRange].
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

// StdDev returns the sample standard deviation (over N-1), rounded once to the
// nanosecond, half up. Fewer than two durations return [cx.ErrNoData].
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

// StudentT returns the confidence interval of the mean by Student's distribution;
// see [estimate.Sample.StudentT]. Times are skewed to the right, so that it needs
// many of them to be good: the median's interval of [Durations.MedianInterval]
// assumes nothing. Low can be negative, which [DurationSample.Interval] and the text are
// not. Fewer than two durations return [cx.ErrNoData],
// a level outside estimate.MinLevel..estimate.MaxLevel [cx.ErrOutOfRange], a bound
// beyond the longest duration [cx.ErrOverflow].
func (s DurationSample) StudentT(level float64) (DurationInterval, error) {
	i, err := s.s.Interval(level)
	if err != nil {
		return DurationInterval{}, s.wrap(err)
	}
	low, err := durationOf(i.Low)
	if err != nil {
		return DurationInterval{}, err
	}
	high, err := durationOf(i.High)
	if err != nil {
		return DurationInterval{}, err
	}
	return DurationInterval{Low: low, High: high, Level: level}, nil
}

// noTimes says why there is no figure.
func (s DurationSample) noTimes(what string) error {
	if s.unknown > 0 {
		return sentinel.Errorf(cx.ErrNoData, "tickets: the %s is not known: the %s not record the times", what, plural(s.unknown, "log of 1 ticket does", "logs of %d tickets do"))
	}
	return noTimes(what)
}

// wrap says of how many durations there is no interval of the mean.
func (s DurationSample) wrap(err error) error {
	if errors.Is(err, cx.ErrNoData) && s.N() == 0 && s.unknown > 0 {
		return s.noTimes("interval")
	}
	if errors.Is(err, cx.ErrNoData) {
		return sentinel.Errorf(cx.ErrNoData, "tickets: %s nothing of how far the mean is off: at least 2 are needed that differ", plural(s.N(), "1 duration says", "%d durations say"))
	}
	return wrap(err)
}

func wrap(err error) error { return sentinel.In("tickets", err) }
