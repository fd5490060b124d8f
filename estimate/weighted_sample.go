package estimate

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// WeightedSample is a [Sample] of weighted responses.
type WeightedSample struct {
	weights Weights
	sum     exact.Int320 // of weight * x, in steps of 10^-18
	squares exact.Int320 // of weight * x^2, in steps of 10^-18
}

// Add records one value with its weight.
func (s *WeightedSample) Add(x int64, weight decimal.Decimal) error {
	var w Weights
	if err := w.Add(weight); err != nil {
		return err
	}
	return s.AddWeights(x, w)
}

// AddWeights records responses with the value x, by their weights.
func (s *WeightedSample) AddWeights(x int64, w Weights) error {
	value := exact.Int320From(x)
	sum := w.sum.Mul(value)
	return s.Merge(&WeightedSample{weights: w, sum: sum, squares: sum.Mul(value)})
}

// Merge adds the values of t.
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

// Weights returns the weights of the values.
func (s WeightedSample) Weights() Weights { return s.weights }

// Score returns the weighted mean.
func (s WeightedSample) Score() (decimal.Decimal, error) {
	mean, err := s.rat()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.FromRat(mean), nil
}

// Rat returns the weighted mean exactly. Weights that sum to zero, or none, give
// [cx.ErrNoData].
func (s WeightedSample) rat() (*big.Rat, error) {
	total, err := s.weights.positive()
	if err != nil {
		return nil, err
	}
	return new(big.Rat).SetFrac(s.sum.Big(), total), nil
}

// Variance returns W/(W^2-W2) * (sum of weight*(x-mean)^2), W being the sum of the weights and
// W2 that of their squares. A [Weights.KishN] of 1 returns [cx.ErrNoData].
//
// Source: GNU Scientific Library, gsl_stats_wvariance.
func (s WeightedSample) Variance() (decimal.Decimal, error) {
	variance, err := s.variance()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.FromRat(variance), nil
}

// StdErr returns sqrt(Variance/m), m being [Weights.KishN]. An m below 2 returns
// [cx.ErrNoData].
func (s WeightedSample) StdErr() (float64, error) {
	squaredError, _, err := s.squaredError()
	if err != nil {
		return 0, err
	}
	f, _ := squaredError.Float64()
	return math.Sqrt(f), nil
}

// Interval returns Student's interval, mean -+ t*sqrt(Variance/m), with m = [Weights.KishN] and
// m-1 degrees of freedom. It treats the weights as fixed. An m below 2, or equal values, return
// [cx.ErrNoData].
//
// Source: Kish 1965, section 11.7.
func (s WeightedSample) Interval(level float64) (Interval, error) {
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
	mean, _ := s.rat() // a sample with a variance has a mean
	return studentT(mean, squaredError, df, level), nil
}

// Compare is [Sample.Compare] with the standard errors and degrees of freedom of
// [WeightedSample.Interval].
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
	m, err := s.weights.kishRat()
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
