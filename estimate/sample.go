package estimate

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Sample is the number, sum and sum of squares of whole numbers, such as ratings or
// nanoseconds.
type Sample struct {
	n       uint64
	sum     exact.Int128
	squares exact.Uint192
}

// Add records one value.
func (s *Sample) Add(x int64) error {
	if s.n == math.MaxUint64 {
		return s.AddN(x, 1) // which says why not
	}
	s.n++
	s.sum = s.sum.Add(exact.Int128From(x))
	s.squares = s.squares.Add(exact.Square(x))
	return nil
}

// AddN records the value x n times.
func (s *Sample) AddN(x int64, n uint64) error {
	return s.Merge(&Sample{n: n, sum: exact.Mul(x, n), squares: exact.MulSquare(x, n)})
}

// Merge adds the values of t.
func (s *Sample) Merge(t *Sample) error {
	if t == nil {
		return nil
	}
	n, err := addCounts(s.n, t.n)
	if err != nil {
		return err
	}
	s.n, s.sum, s.squares = n, s.sum.Add(t.sum), s.squares.Add(t.squares)
	return nil
}

// addCounts returns have + n.
func addCounts(have, n uint64) (uint64, error) {
	sum, carry := bits.Add64(have, n, 0)
	if carry != 0 {
		return 0, sentinel.Errorf(cx.ErrOverflow, "estimate: adding %d values to %d passes 2^64-1", n, have)
	}
	return sum, nil
}

// N returns how many values there are.
func (s Sample) N() uint64 { return s.n }

// Sum returns the exact sum of the values.
func (s Sample) Sum() *big.Int { return s.sum.Big() }

// SumOfSquares returns the exact sum of the squared values.
func (s Sample) SumOfSquares() *big.Int { return s.squares.Big() }

// Score returns the mean, Sum/N.
func (s Sample) Score() (decimal.Decimal, error) {
	if s.n == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "estimate: the mean of no values is undefined")
	}
	return exact.Ratio(s.sum.Big(), exact.Total(s.n)), nil
}

// Rat returns the mean Sum / N exactly. An empty sample returns [cx.ErrNoData].
func (s Sample) rat() (*big.Rat, error) {
	if s.n == 0 {
		return nil, sentinel.Errorf(cx.ErrNoData, "estimate: the mean of no values is undefined")
	}
	return new(big.Rat).SetFrac(s.sum.Big(), exact.Total(s.n)), nil
}

// Variance returns the sum of squared deviations from the mean over N-1.
func (s Sample) Variance() (decimal.Decimal, error) {
	num, den, err := s.variance()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.Ratio(num, den), nil
}

// StdDev returns the square root of the variance.
func (s Sample) StdDev() (decimal.Decimal, error) {
	num, den, err := s.variance()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.SqrtRatio(num, den), nil
}

// variance returns the sample variance as a ratio of integers:
// (N * SumOfSquares - Sum^2) / (N * (N-1)).
func (s Sample) variance() (num, den *big.Int, err error) {
	if s.n < 2 {
		return nil, nil, sentinel.Errorf(cx.ErrNoData, "estimate: %d values have no variance: at least 2 are needed", s.n)
	}
	n, sum := exact.Total(s.n), s.sum.Big()
	num = new(big.Int).Mul(n, s.squares.Big())
	num.Sub(num, sum.Mul(sum, sum))
	den = exact.Total(s.n - 1)
	return num, den.Mul(den, n), nil
}
