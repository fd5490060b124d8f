package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

var errNoInterval = errors.New("not day, week, month, quarter or year, 3 months, or how often: monthly, yearly")

// intervals are the words for what a price is paid for.
var intervals = map[string]period.Unit{
	"day": period.Day, "days": period.Day, "daily": period.Day,
	"week": period.Week, "weeks": period.Week, "weekly": period.Week,
	"month": period.Month, "months": period.Month, "monthly": period.Month,
	"quarter": period.Quarter, "quarters": period.Quarter, "quarterly": period.Quarter,
	"half-year": period.HalfYear, "half-yearly": period.HalfYear, "semiannual": period.HalfYear, "semiannually": period.HalfYear,
	"year": period.Year, "years": period.Year, "yearly": period.Year, "annual": period.Year, "annually": period.Year,
}

// parseInterval reads month, monthly, 3 months, every 3 months and 3-month.
func parseInterval(text string) (n int, unit period.Unit, err error) {
	text = strings.TrimSpace(strings.TrimPrefix(strings.ToLower(text), "every "))
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	n = 1
	if digits > 0 {
		if n, err = strconv.Atoi(text[:digits]); err != nil || n == 0 {
			return 0, 0, errNoInterval
		}
		text = strings.TrimLeft(text[digits:], " -")
	}
	unit, ok := intervals[text]
	if !ok {
		return 0, 0, errNoInterval
	}
	return n, unit, nil
}

// mrrIn reads the current row's recurring revenue per month: a column of its own, or a
// price for an interval or several. What is below 0 is a discount.
func (s *source) mrrIn(c subscriptionColumns, sub *churn.Subscription[string], cfg config) error {
	d, currency, err := s.amountIn(c.mrr)
	if err != nil {
		return err
	}
	if sub.Currency == "" {
		sub.Currency = currency
	}
	sub.MRR = cfg.money(d, sub.Currency)
	if c.interval.index < 0 {
		return nil
	}
	every, unit, err := parseInterval(s.cell(c.interval))
	if err != nil {
		return c.interval.wrong(s.cell(c.interval), err)
	}
	if text := s.cell(c.intervalCount); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1000 {
			return c.intervalCount.wrong(text, errors.New("not a number of intervals such as 3"))
		}
		every *= n
	}
	if sub.MRR, err = churn.MRR(sub.MRR, every, unit); err != nil {
		return c.mrr.wrong(s.cell(c.mrr), fmt.Errorf("every %d of %v: out of bounds", every, unit))
	}
	return nil
}

// decimalPlaces are those of the currencies that have not two (ISO 4217, list one).
var decimalPlaces = map[string]int32{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
	"UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}

// money returns an amount in whole units of its currency.
func (c config) money(d decimal.Decimal, currency string) decimal.Decimal {
	if !c.cents {
		return d
	}
	places, ok := decimalPlaces[currency]
	if !ok {
		places = 2
	}
	return d.Shift(-places)
}

// currencyIn returns the current row's currency, "" for none. The case of a code does
// not matter.
func (s *source) currencyIn(c column) (string, error) {
	name, err := s.nameIn(c)
	if len(name) == 3 {
		name = strings.ToUpper(name)
	}
	return name, err
}
