package value

import (
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Growth returns the growth of sales, or of any other amount, from one period to
// another,
//
//	100 * (to - from) / from
//
// in percent, -100 where nothing is left, and below where to is negative. Take
// periods of the same length: the one before, or the same one a year ago. Growth from
// zero is undefined, and growth from a negative amount (returns above sales, a loss)
// says the opposite of what it seems to: both return [cx.ErrNoData]; report the difference
// instead.
//
// Source: P. W. Farris, N. T. Bendle, P. E. Pfeifer and D. J. Reibstein, "Marketing
// Metrics", 2nd ed., Pearson 2010, growth.
func Growth(from, to Money) (decimal.Decimal, error) {
	if err := checkMoney("amount", from, to); err != nil {
		return decimal.Decimal{}, err
	}
	if !from.Amount.IsPositive() {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "value: growth from %.40s, not above 0, is undefined", from.Amount)
	}
	return ratio(to.Amount.Sub(from.Amount).Shift(2), from.Amount), nil
}

// ratio returns num/den, rounded once.
func ratio(num, den decimal.Decimal) decimal.Decimal {
	return exact.FromRat(new(big.Rat).Quo(num.Rat(), den.Rat()))
}
