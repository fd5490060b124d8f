package estimate

import (
	"fmt"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Mean is the mean of values that all lie between two bounds, such as ratings on a scale.
// It is read as the mean itself or, after [Mean.Rescaled], as a number from 0 to 100. Its
// interval is cut to the bounds. [MeanOf] makes it; the zero value has no data. Means are
// comparable with ==.
type Mean struct {
	sample    Sample
	low, high int64
	rescaled  bool
}

// MeanOf returns the mean of a sample whose values lie between low and high. It returns
// [cx.ErrOutOfRange] when high is not above low, and when the mean of the sample lies
// outside the two.
func MeanOf(s Sample, low, high int64) (Mean, error) {
	if high <= low {
		return Mean{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: the bounds %d and %d of a mean do not rise", low, high)
	}
	if mean, err := s.Rat(); err == nil && (mean.Cmp(big.NewRat(low, 1)) < 0 || mean.Cmp(big.NewRat(high, 1)) > 0) {
		return Mean{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: a mean of %s is outside %d..%d", mean.FloatString(2), low, high)
	}
	return Mean{sample: s, low: low, high: high}, nil
}

// Rescaled returns the same mean read as 100 * (mean - low) / (high - low): 0 at the lower
// bound, 100 at the upper one. Means on scales of different length can be set side by
// side so, though people do not answer a longer scale as they answer a shorter one.
func (m Mean) Rescaled() Mean {
	m.rescaled = true
	return m
}

// Sample returns the values, for their number, variance and standard deviation.
func (m Mean) Sample() Sample { return m.sample }

// Bounds returns the lowest and the highest value that the mean can have.
func (m Mean) Bounds() (low, high decimal.Decimal) {
	if m.rescaled {
		return decimal.Zero, decimal.NewFromInt(100)
	}
	return decimal.NewFromInt(m.low), decimal.NewFromInt(m.high)
}

// Score returns the mean, rounded once to 16 decimal places, half away from zero. No
// values return [cx.ErrNoData].
func (m Mean) Score() (decimal.Decimal, error) {
	if !m.rescaled {
		return m.sample.Mean()
	}
	mean, err := m.sample.Rat()
	if err != nil {
		return decimal.Decimal{}, err
	}
	mean.Sub(mean, new(big.Rat).SetInt64(m.low))
	mean.Mul(mean, big.NewRat(100, 1))
	return exact.FromRat(mean.Quo(mean, m.length())), nil
}

// length returns high - low, which may pass an int64.
func (m Mean) length() *big.Rat {
	length := new(big.Rat).SetInt64(m.high)
	return length.Sub(length, new(big.Rat).SetInt64(m.low))
}

// factor returns what a difference of two values is multiplied by.
func (m Mean) factor() float64 {
	if !m.rescaled {
		return 1
	}
	length, _ := m.length().Float64()
	return 100 / length
}

// Interval returns Student's interval, [Sample.Interval], cut to the bounds.
func (m Mean) Interval(level float64) (Interval, error) {
	i, err := m.sample.Interval(level)
	if err != nil {
		return Interval{}, err
	}
	i.Low, i.High = max(i.Low, float64(m.low)), min(i.High, float64(m.high))
	if m.rescaled {
		i.Low, i.High = (i.Low-float64(m.low))*m.factor(), (i.High-float64(m.low))*m.factor()
	}
	return i, nil
}

// Compare compares two means by Welch's test, as [Sample.Compare] does. The interval is
// cut to what the difference of two means within the bounds can be. Means with other
// bounds, or one rescaled and the other not, return [cx.ErrMismatch].
func (m Mean) Compare(other Mean, level float64) (Difference, error) {
	if m.low != other.low || m.high != other.high || m.rescaled != other.rescaled {
		return Difference{}, sentinel.Errorf(cx.ErrMismatch, "estimate: comparing a mean within %s with one within %s", m.bounds(), other.bounds())
	}
	d, err := m.sample.Compare(other.sample, level)
	if err != nil {
		return Difference{}, err
	}
	length, _ := m.length().Float64()
	d.Low, d.High = max(d.Low, -length), min(d.High, length)
	f := m.factor()
	d.Estimate, d.Low, d.High, d.StdErr = d.Estimate*f, d.Low*f, d.High*f, d.StdErr*f
	return d, nil
}

func (m Mean) bounds() string {
	low, high := m.Bounds()
	text := fmt.Sprintf("%v..%v", low, high)
	if m.rescaled {
		text += fmt.Sprintf(" (rescaled from %d..%d)", m.low, m.high)
	}
	return text
}

// StdErr returns the standard error of the mean; see [Sample.StdErr].
func (m Mean) StdErr() (float64, error) {
	e, err := m.sample.StdErr()
	return e * m.factor(), err
}
