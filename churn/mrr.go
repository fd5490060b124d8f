package churn

import (
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

const maxEvery = 366_000

// MRR returns the monthly recurring revenue of a price that is paid every so many units, 1 to
// 366,000: 1200 every year is 100. A week is 12/52 of a month, a day 12/365. Prices have at
// most 18 decimal places and, like the result, are below 10^12.
func MRR(price decimal.Decimal, every int, unit period.Unit) (decimal.Decimal, error) {
	if _, err := exact.Amount(price); err != nil {
		return decimal.Decimal{}, own("price", err)
	}
	if every < 1 || every > maxEvery {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrOutOfRange, "churn: a price every %d units, not 1 to %d", every, maxEvery)
	}
	days, months, err := lengthOf(unit)
	if err != nil {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrOutOfRange, "churn: a price every %d of the unit %v", every, unit)
	}
	perMonth := big.NewRat(1, max(1, months))
	switch days {
	case 1:
		perMonth.SetFrac64(365, 12)
	case 7:
		perMonth.SetFrac64(52, 12)
	}
	perMonth.Mul(perMonth, big.NewRat(1, int64(every)))
	mrr := exact.FromRat(perMonth.Mul(perMonth, price.Rat()))
	if _, err := exact.Amount(mrr); err != nil {
		return decimal.Decimal{}, own("MRR", err)
	}
	return mrr, nil
}
