package main

import (
	"errors"
	"strings"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

var errNoInterval = errors.New("not day, week, month, quarter or year, or how often: monthly, yearly")

// intervals are the words for what a price is paid for.
var intervals = map[string]period.Unit{
	"day": period.Day, "days": period.Day, "daily": period.Day,
	"week": period.Week, "weeks": period.Week, "weekly": period.Week,
	"month": period.Month, "months": period.Month, "monthly": period.Month,
	"quarter": period.Quarter, "quarterly": period.Quarter, "3 months": period.Quarter,
	"half-year": period.HalfYear, "semiannual": period.HalfYear, "6 months": period.HalfYear,
	"year": period.Year, "years": period.Year, "yearly": period.Year, "annual": period.Year, "annually": period.Year,
}

// mrrIn returns the current row's recurring revenue per month: a column of its own, or a
// price per interval.
func (s *source) mrrIn(mrr, interval column) (decimal.Decimal, string, error) {
	d, currency, err := s.priceIn(mrr)
	if err != nil || interval.index < 0 {
		return d, currency, err
	}
	unit, ok := intervals[strings.ToLower(s.cell(interval))]
	if !ok {
		return d, currency, interval.wrong(s.cell(interval), errNoInterval)
	}
	if d, err = churn.MRR(d, 1, unit); err != nil {
		return d, currency, mrr.wrong(s.cell(mrr), errNoAmount)
	}
	return d, currency, nil
}
