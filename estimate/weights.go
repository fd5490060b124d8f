package estimate

import (
	"fmt"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Weights is the number, sum and sum of squares of survey weights. A weight says how many
// people a response stands for, relative to the others: a decimal from 0 to below 10^12, with
// at most 18 places.
type Weights struct {
	n       uint64
	sum     exact.Int320 // in steps of 10^-18
	squares exact.Int320 // in steps of 10^-36
}

// Add records one response. Another weight than [Weights] describes returns [cx.ErrOutOfRange].
func (w *Weights) Add(weight decimal.Decimal) error { return w.AddN(weight, 1) }

// AddN records n responses of the same weight.
func (w *Weights) AddN(weight decimal.Decimal, n uint64) error {
	one, err := weightSteps(weight)
	if err != nil {
		return err
	}
	times := exact.Int320FromUint(n)
	return w.Merge(&Weights{n: n, sum: one.Mul(times), squares: one.Mul(one).Mul(times)})
}

// Merge adds the weights of v.
func (w *Weights) Merge(v *Weights) error {
	if v == nil {
		return nil
	}
	n, err := addCounts(w.n, v.n)
	if err != nil {
		return err
	}
	*w = Weights{n: n, sum: w.sum.Add(v.sum), squares: w.squares.Add(v.squares)}
	return nil
}

// N returns the number of responses.
func (w Weights) N() uint64 { return w.n }

// Sum returns the exact sum of the weights.
func (w Weights) Sum() decimal.Decimal {
	return decimal.NewFromBigInt(w.sum.Big(), -exact.AmountPlaces)
}

// SumOfSquares returns the exact sum of the squared weights.
func (w Weights) SumOfSquares() decimal.Decimal {
	return decimal.NewFromBigInt(w.squares.Big(), -2*exact.AmountPlaces)
}

// KishN returns Kish's effective sample size, Sum^2/SumOfSquares: how many responses of equal
// weight would say as much about a mean.
//
// Source: Kish 1965, section 11.7.
func (w Weights) KishN() (decimal.Decimal, error) {
	n, err := w.kishRat()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.FromRat(n), nil
}

// kishRat returns KishN exactly.
func (w Weights) kishRat() (*big.Rat, error) {
	sum, err := w.positive()
	if err != nil {
		return nil, err
	}
	return new(big.Rat).SetFrac(sum.Mul(sum, sum), w.squares.Big()), nil
}

// DesignEffect returns N/KishN, by how much the weights increase the variance of a mean.
//
// Source: Kish 1965, section 11.7.
func (w Weights) DesignEffect() (decimal.Decimal, error) {
	n, err := w.kishRat()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.FromRat(n.Quo(new(big.Rat).SetInt(exact.Total(w.n)), n)), nil
}

// positive returns the sum of the weights in steps of 10^-18.
func (w Weights) positive() (*big.Int, error) {
	sum := w.sum.Big()
	if sum.Sign() == 0 {
		return nil, sentinel.Errorf(cx.ErrNoData, "estimate: the weights of %d responses sum to 0: the result is undefined", w.n)
	}
	return sum, nil
}

// weightSteps returns the weight in steps of 10^-exact.AmountPlaces.
func weightSteps(weight decimal.Decimal) (exact.Int320, error) {
	steps, err := exact.Amount(weight)
	if err != nil {
		text := "a weight of more than 64 places or 512 bits" // too long to be written
		if exact.Check(weight) == nil {
			text = fmt.Sprintf("weight %.40s", weight)
		}
		return exact.Int320{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: %s is not below 10^12 with at most 18 decimal places", text)
	}
	if steps.Sign() < 0 {
		return exact.Int320{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: weight %.40s is negative", weight)
	}
	return steps.Wide(), nil
}
