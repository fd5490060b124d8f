package estimate

import (
	"math/big"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

//cx:encode Proportion
func (p *Proportion) code(c *wire.Coder) {
	c.Count("hits", &p.Hits)
	c.Count("misses", &p.Misses)
}

//cx:encode Sample
func (s *Sample) code(c *wire.Coder) {
	sum, squares := s.sum.Big(), s.squares.Big()
	c.Count("n", &s.n)
	c.Big("sum", sum, 127, true)
	c.Big("squares", squares, 190, false)
	if c.Reading() {
		c.Require(possibleSample(s.n, sum, squares), "no values have this count, sum and sum of squares")
		s.sum, s.squares = exact.Int128FromBig(sum), exact.Uint192FromBig(squares)
	}
}

// possibleSample reports whether n values of int64 can have the sum and the sum of
// squares, as far as these three tell.
func possibleSample(n uint64, sum, squares *big.Int) bool {
	// The square of an integer is odd where the integer is.
	return sumsOf(exact.Total(n), sum, squares) && sum.Bit(0) == squares.Bit(0) &&
		(n != 1 || squares.Cmp(new(big.Int).Mul(sum, sum)) == 0)
}

// possibleWeights reports whether n weights can have the sum and the sum of squares, as
// far as these three tell.
func possibleWeights(n uint64, sum, squares *big.Int) bool {
	if sum.Sign() < 0 || squares.Sign() < 0 {
		return false
	}
	count := exact.Total(n)
	square := new(big.Int).Mul(sum, sum)
	// Weights are not negative, so the square of the sum is at least the sum of squares.
	return sum.Cmp(new(big.Int).Mul(count, weightLimit)) <= 0 && squares.Cmp(square) <= 0 &&
		square.Cmp(count.Mul(count, squares)) <= 0
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

//cx:encode Weights
func (w *Weights) code(c *wire.Coder) {
	sum, squares := w.sum.Big(), w.squares.Big()
	c.Count("n", &w.n)
	c.Fixed("sum", sum, exact.AmountPlaces, 164, false)
	c.Fixed("squares", squares, 2*exact.AmountPlaces, 264, false)
	if c.Reading() {
		c.Require(possibleWeights(w.n, sum, squares), "no weights have this count, sum and sum of squares")
		w.sum, w.squares = exact.Int320FromBig(sum), exact.Int320FromBig(squares)
	}
}

// weightLimit is the highest weight, in steps.
var weightLimit = new(big.Int).Sub(new(big.Int).Exp(big.NewInt(10), big.NewInt(exact.AmountDigits+exact.AmountPlaces), nil), big.NewInt(1))

//cx:encode WeightedProportion
func (p *WeightedProportion) code(c *wire.Coder) {
	c.Nested("hits", &p.Hits)
	c.Nested("misses", &p.Misses)
}

//cx:encode WeightedSample
func (s *WeightedSample) code(c *wire.Coder) {
	sum, squares := s.sum.Big(), s.squares.Big()
	c.Nested("weights", &s.weights)
	c.Fixed("sum", sum, exact.AmountPlaces, 227, true)
	c.Fixed("squares", squares, exact.AmountPlaces, 290, false)
	if c.Reading() {
		c.Require(sumsOf(s.weights.sum.Big(), sum, squares), "no values have these weights, weighted sum and weighted sum of squares")
		s.sum, s.squares = exact.Int320FromBig(sum), exact.Int320FromBig(squares)
	}
}
