package estimate

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// WeightedSample is a [Sample] of weighted responses: integer measurements with
// the [Weights] they carry, and the weighted sums of the measurements and of their
// squares. All sums are exact and wide enough never to wrap: order, sharding and
// machine never change a bit of a result. The zero value is an empty sample;
// weighted samples are comparable with ==.
type WeightedSample struct {
	weights Weights
	sum     exact.Int320 // of weight * x, in steps of 10^-18
	squares exact.Int320 // of weight * x^2, in steps of 10^-18
}

// Add records one value with its weight. The errors are those of [Weights.Add];
// the sample is then unchanged.
func (s *WeightedSample) Add(x int64, weight decimal.Decimal) error {
	return s.AddN(x, weight, 1)
}

// AddN records n times the same value with the same weight each; see
// [WeightedSample.Add].
func (s *WeightedSample) AddN(x int64, weight decimal.Decimal, n uint64) error {
	var w Weights
	if err := w.AddN(weight, n); err != nil {
		return err
	}
	return s.AddWeights(x, w)
}

// AddWeights records responses that all have the same value, by their weights. It
// returns [cx.ErrOverflow], and leaves the sample as it was, when it would hold more
// than 2^64-1 values.
func (s *WeightedSample) AddWeights(x int64, w Weights) error {
	value := exact.Int320From(x)
	sum := w.sum.Mul(value)
	return s.Merge(&WeightedSample{weights: w, sum: sum, squares: sum.Mul(value)})
}

// Merge adds the values of t, as if they had been recorded in s. It returns
// [cx.ErrOverflow], and leaves s as it was, when the sample would hold more than
// 2^64-1 values.
func (s *WeightedSample) Merge(t *WeightedSample) error {
	if t == nil {
		return nil
	}
	weights := s.weights
	if err := weights.Merge(&t.weights); err != nil {
		return err
	}
	*s = WeightedSample{weights: weights, sum: s.sum.Add(t.sum), squares: s.squares.Add(t.squares)}
	return nil
}

// Weights returns the weights of the values: their number, sum and effective
// sample size.
func (s WeightedSample) Weights() Weights { return s.weights }

// Mean returns the weighted mean, the sum of weight * x over the sum of weights,
// rounded once to 16 decimal places, half away from zero. Weights that sum to
// zero, or none, return [cx.ErrNoData].
func (s WeightedSample) Mean() (decimal.Decimal, error) {
	mean, err := s.Rat()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.FromRat(mean), nil
}

// Score returns [WeightedSample.Mean].
func (s WeightedSample) Score() (decimal.Decimal, error) { return s.Mean() }

// Rat returns the weighted mean exactly. Weights that sum to zero, or none, give
// [cx.ErrNoData].
func (s WeightedSample) Rat() (*big.Rat, error) {
	total, err := s.weights.positive()
	if err != nil {
		return nil, err
	}
	return new(big.Rat).SetFrac(s.sum.Big(), total), nil
}

// Variance returns the weighted variance of the values,
//
//	W / (W^2 - W2) * (sum of weight * (x - mean)^2)
//
// W being the sum of the weights and W2 that of their squares, in the squared unit
// of the values, rounded once to 16 decimal places. For responses with a common
// variance it is unbiased, and with equal weights it is [Sample.Variance]. An
// effective sample of one response, or none, returns [cx.ErrNoData].
//
// Source: GNU Scientific Library, reference manual, gsl_stats_wvariance.
func (s WeightedSample) Variance() (decimal.Decimal, error) {
	variance, err := s.variance()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.FromRat(variance), nil
}

// Interval returns the interval to take when in doubt, that of [WeightedSample.StudentT].
func (s WeightedSample) Interval(level float64) (Interval, error) { return s.StudentT(level) }

// StdErr returns the standard error of the weighted mean in the unit of the values,
// sqrt(Variance / m), m being Kish's effective sample size. An effective sample of fewer
// than two responses returns [cx.ErrNoData].
func (s WeightedSample) StdErr() (float64, error) {
	squaredError, _, err := s.squaredError()
	if err != nil {
		return 0, err
	}
	f, _ := squaredError.Float64()
	return math.Sqrt(f), nil
}

// StudentT returns the interval of the weighted mean, in the unit of the values:
//
//	Mean -+ t * sqrt(Variance / m)
//
// m being Kish's effective sample size ([Weights.KishN]) and t the quantile of
// Student's distribution with m-1 degrees of freedom at (1+level)/2. With equal
// weights it is [Sample.StudentT]. It treats the weights as fixed and the responses
// as independent. An effective sample of fewer than two responses returns [cx.ErrNoData],
// though it may have a Variance: as for a [Sample] the spread takes one degree of
// freedom at least, with less of it the limits grow without bound. A level outside
// [MinLevel]..[MaxLevel] returns [cx.ErrOutOfRange].
//
// Source of m: L. Kish, "Survey Sampling", Wiley 1965, section 11.7.
func (s WeightedSample) StudentT(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	squaredError, df, err := s.squaredError()
	if err != nil {
		return Interval{}, err
	}
	if squaredError.Sign() == 0 {
		return Interval{}, sentinel.Errorf(cx.ErrNoData, "estimate: %d equal values have no spread to make an interval of", s.weights.n)
	}
	mean, _ := s.Rat() // a sample with a variance has a mean
	return studentT(mean, squaredError, df, level), nil
}

// Compare compares the weighted means of two independent samples, receiver minus other,
// by Welch's test as [Sample.Compare] does, with the squared standard errors and degrees
// of freedom of [WeightedSample.StudentT]. With equal weights the two agree. Fewer than
// two effective responses in a sample, or no spread in either, return [cx.ErrNoData], a
// level outside [MinLevel]..[MaxLevel] [cx.ErrOutOfRange].
func (s WeightedSample) Compare(other WeightedSample, level float64) (Difference, error) {
	if err := checkLevel(level); err != nil {
		return Difference{}, err
	}
	errorA, freedomA, err := s.squaredError()
	if err != nil {
		return Difference{}, which("first", err)
	}
	errorB, freedomB, err := other.squaredError()
	if err != nil {
		return Difference{}, which("second", err)
	}
	return welch(errorA, errorB, freedomA, freedomB, minus(s, other), level)
}

// squaredError returns the squared standard error of the weighted mean and its degrees of
// freedom.
func (s WeightedSample) squaredError() (squaredError *big.Rat, df float64, err error) {
	m, err := s.weights.KishRat()
	if err != nil {
		return nil, 0, err
	}
	if m.Cmp(big.NewRat(2, 1)) < 0 {
		return nil, 0, sentinel.Errorf(cx.ErrNoData, "estimate: an effective sample of %s is too small: at least 2 is needed", m.FloatString(3))
	}
	variance, err := s.variance()
	if err != nil {
		return nil, 0, err
	}
	df, _ = new(big.Rat).Sub(m, big.NewRat(1, 1)).Float64()
	return variance.Quo(variance, m), df, nil
}

// variance returns (W*sum(w*x^2) - sum(w*x)^2) / (W^2 - W2).
func (s WeightedSample) variance() (*big.Rat, error) {
	total, err := s.weights.positive()
	if err != nil {
		return nil, err
	}
	den := new(big.Int).Mul(total, total)
	den.Sub(den, s.weights.squares.Big())
	if den.Sign() == 0 {
		return nil, sentinel.Errorf(cx.ErrNoData, "estimate: one value with a weight has no variance: at least 2 are needed")
	}
	num := total.Mul(total, s.squares.Big())
	sum := s.sum.Big()
	num.Sub(num, sum.Mul(sum, sum))
	return new(big.Rat).SetFrac(num, den), nil
}
