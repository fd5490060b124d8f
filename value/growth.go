package value

import (
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Growth returns the growth of an amount, such as sales, in percent (Farris et al. 2010):
//
//	100 * (to - from) / from
//
// Growth from zero or less returns [cx.ErrNoData].
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
