package estimate

import (
	"math/big"

	"github.com/cxmetrics/cx/internal/exact"
)

// possible reports whether values of int64 can have the count and the sums of s, as far as
// these three tell.
func (s *Sample) possible() bool {
	sum, squares := s.sum.Big(), s.squares.Big()
	// The square of an integer is odd where the integer is.
	return sumsOf(exact.Total(s.n), sum, squares) && sum.Bit(0) == squares.Bit(0) &&
		(s.n != 1 || squares.Cmp(new(big.Int).Mul(sum, sum)) == 0)
}

// weightLimit is the highest weight, in steps.
var weightLimit = new(big.Int).Sub(new(big.Int).Exp(big.NewInt(10), big.NewInt(exact.AmountDigits+exact.AmountPlaces), nil), big.NewInt(1))

// possible reports whether weights can have the count and the sums of w, as far as these
// three tell.
func (w *Weights) possible() bool {
	sum, squares := w.sum.Big(), w.squares.Big()
	if sum.Sign() < 0 || squares.Sign() < 0 {
		return false
	}
	count := exact.Total(w.n)
	square := new(big.Int).Mul(sum, sum)
	// Weights are not negative, so the square of the sum is at least the sum of squares.
	return sum.Cmp(new(big.Int).Mul(count, weightLimit)) <= 0 && squares.Cmp(square) <= 0 &&
		square.Cmp(count.Mul(count, squares)) <= 0
}

// possible reports whether values of int64 with these weights can have the sums of s.
func (s *WeightedSample) possible() bool {
	return sumsOf(s.weights.sum.Big(), s.sum.Big(), s.squares.Big())
}

// sumsOf reports whether values of int64 whose weights add up to n can have the weighted
// sum and the weighted sum of squares.
func sumsOf(n, sum, squares *big.Int) bool {
	most := new(big.Int).Lsh(n, 63)
	square := new(big.Int).Mul(sum, sum)
	if n.Sign() == 0 || sum.CmpAbs(most) > 0 || squares.Cmp(most.Lsh(most, 63)) > 0 {
		return n.Sign() == 0 && sum.Sign() == 0 && squares.Sign() == 0
	}
	// Cauchy and Schwarz; and no square of an integer is less than its magnitude.
	cauchy := square.Cmp(new(big.Int).Mul(n, squares))
	return cauchy <= 0 && sum.CmpAbs(squares) <= 0
}
