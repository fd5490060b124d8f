package main

import (
	"errors"
	"strings"

	"github.com/shopspring/decimal"
)

var errNoInterval = errors.New("not day, week, month, quarter or year, or how often: monthly, yearly")

// monthly returns what a price per interval is per month of a twelfth of 365 days, rounded
// to 6 places: a yearly price over 12, a weekly one times 365/84.
func monthly(price decimal.Decimal, interval string) (decimal.Decimal, error) {
	times, over := int64(1), int64(1)
	switch strings.ToLower(interval) {
	case "day", "daily", "days":
		times, over = 365, 12
	case "week", "weekly", "weeks":
		times, over = 365, 84
	case "month", "monthly", "months":
	case "quarter", "quarterly", "3 months":
		over = 3
	case "half-year", "6 months", "semiannual":
		over = 6
	case "year", "yearly", "annual", "annually", "years":
		over = 12
	default:
		return price, errNoInterval
	}
	return price.Mul(decimal.NewFromInt(times)).DivRound(decimal.NewFromInt(over), 6), nil
}

// mrrIn returns the current row's recurring revenue per month: a column of its own, or a
// price per interval.
func (s *source) mrrIn(mrr, interval column) (decimal.Decimal, string, error) {
	d, currency, err := s.priceIn(mrr)
	if err != nil || interval.index < 0 {
		return d, currency, err
	}
	d, err = monthly(d, s.cell(interval))
	if err != nil {
		err = interval.wrong(s.cell(interval), err)
	}
	return d, currency, err
}
