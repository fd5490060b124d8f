package estimate

import (
	"fmt"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Mean is the mean of values between two bounds, such as ratings on a scale. The zero value has
// no data.
type Mean struct {
	sample Sample
	span   span
}

// MeanOf returns the mean of values between low and high. Bounds that do not rise, or a mean
// outside of them, return [cx.ErrOutOfRange].
func MeanOf(s Sample, low, high int64) (Mean, error) {
	m := Mean{sample: s, span: span{low: low, high: high}}
	mean, err := s.rat()
	if err := m.span.check(mean, err == nil); err != nil {
		return Mean{}, err
	}
	return m, nil
}

// Rescaled returns the mean on a scale of 0 to 100: 100*(mean-low)/(high-low).
func (m Mean) Rescaled() Mean {
	m.span.rescaled = true
	return m
}

// Sample returns the values.
func (m Mean) Sample() Sample { return m.sample }

// Bounds returns the lowest and the highest possible mean.
func (m Mean) Bounds() (low, high float64) {
	if m.span.rescaled {
		return 0, 100
	}
	return float64(m.span.low), float64(m.span.high)
}

// Score returns the mean.
func (m Mean) Score() (decimal.Decimal, error) {
	mean, err := m.sample.rat()
	return m.span.score(mean, err)
}

// Interval returns [Sample.Interval] cut to the bounds.
func (m Mean) Interval(level float64) (Interval, error) {
	i, err := m.sample.Interval(level)
	return m.span.interval(i, err)
}

// Compare returns m minus other as [Sample.Compare] does, cut to what is possible. Means with
// different bounds return [cx.ErrMismatch].
func (m Mean) Compare(other Mean, level float64) (Difference, error) {
	if err := m.span.matches(other.span); err != nil {
		return Difference{}, err
	}
	d, err := m.sample.Compare(other.sample, level)
	return m.span.difference(d, err)
}

// StdErr returns [Sample.StdErr].
func (m Mean) StdErr() (float64, error) {
	e, err := m.sample.StdErr()
	return e * m.span.factor(), err
}

// WeightedMean is a [Mean] of weighted values.
type WeightedMean struct {
	sample WeightedSample
	span   span
}

// WeightedMeanOf is [MeanOf] for weighted values.
func WeightedMeanOf(s WeightedSample, low, high int64) (WeightedMean, error) {
	m := WeightedMean{sample: s, span: span{low: low, high: high}}
	mean, err := s.rat()
	if err := m.span.check(mean, err == nil); err != nil {
		return WeightedMean{}, err
	}
	return m, nil
}

// Rescaled is as [Mean.Rescaled].
func (m WeightedMean) Rescaled() WeightedMean {
	m.span.rescaled = true
	return m
}

// Score returns the weighted mean.
func (m WeightedMean) Score() (decimal.Decimal, error) {
	mean, err := m.sample.rat()
	return m.span.score(mean, err)
}

// Interval returns [WeightedSample.Interval] cut to the bounds.
func (m WeightedMean) Interval(level float64) (Interval, error) {
	i, err := m.sample.Interval(level)
	return m.span.interval(i, err)
}

// Compare is as [Mean.Compare].
func (m WeightedMean) Compare(other WeightedMean, level float64) (Difference, error) {
	if err := m.span.matches(other.span); err != nil {
		return Difference{}, err
	}
	d, err := m.sample.Compare(other.sample, level)
	return m.span.difference(d, err)
}

// StdErr returns [WeightedSample.StdErr].
func (m WeightedMean) StdErr() (float64, error) {
	e, err := m.sample.StdErr()
	return e * m.span.factor(), err
}

// span is the bounds of a mean.
type span struct {
	low, high int64
	rescaled  bool
}

// check returns an error for bounds that do not rise, or that a mean is outside of.
func (s span) check(mean *big.Rat, known bool) error {
	if s.high <= s.low {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: the bounds %d and %d of a mean do not rise", s.low, s.high)
	}
	if known && (mean.Cmp(big.NewRat(s.low, 1)) < 0 || mean.Cmp(big.NewRat(s.high, 1)) > 0) {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: a mean of %s is not %d to %d", mean.FloatString(2), s.low, s.high)
	}
	return nil
}

func (s span) matches(t span) error {
	if s != t {
		return sentinel.Errorf(cx.ErrMismatch, "estimate: comparing a mean on %v with one on %v", s, t)
	}
	return nil
}

func (s span) String() string {
	if s.rescaled {
		return fmt.Sprintf("0..100, rescaled from %d..%d", s.low, s.high)
	}
	return fmt.Sprintf("%d..%d", s.low, s.high)
}

// length returns high - low, which may pass an int64; 1 for the zero span.
func (s span) length() *big.Rat {
	if s.low == s.high {
		return big.NewRat(1, 1)
	}
	length := new(big.Rat).SetInt64(s.high)
	return length.Sub(length, new(big.Rat).SetInt64(s.low))
}

// factor returns what a difference of two values is multiplied by.
func (s span) factor() float64 {
	if !s.rescaled {
		return 1
	}
	length, _ := s.length().Float64()
	return 100 / length
}

func (s span) score(mean *big.Rat, err error) (decimal.Decimal, error) {
	if err != nil {
		return decimal.Decimal{}, err
	}
	if s.rescaled {
		mean.Sub(mean, new(big.Rat).SetInt64(s.low))
		mean.Mul(mean, big.NewRat(100, 1))
		mean.Quo(mean, s.length())
	}
	return exact.FromRat(mean), nil
}

func (s span) interval(i Interval, err error) (Interval, error) {
	if err != nil {
		return Interval{}, err
	}
	low, high := float64(s.low), float64(s.high)
	i.Low, i.High = max(i.Low, low), min(i.High, high)
	if s.rescaled {
		i.Low, i.High = (i.Low-low)*s.factor(), (i.High-low)*s.factor()
	}
	return i, nil
}

func (s span) difference(d Difference, err error) (Difference, error) {
	if err != nil {
		return Difference{}, err
	}
	length, _ := s.length().Float64()
	f := s.factor()
	d.Estimate, d.StdErr = d.Estimate*f, d.StdErr*f
	d.Low, d.High = max(d.Low, -length)*f, min(d.High, length)*f
	return d, nil
}
