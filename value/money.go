package value

import (
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/shopspring/decimal"
)

// Money is an amount in a currency. The currency is any text, most often an ISO 4217
// code, and may be empty where there is only one; two that differ never mix:
// [cx.ErrMismatch]. An amount of more than 64 decimal places or 512 bits is
// [cx.ErrOutOfRange] wherever it is used. The zero value is nothing, in no currency.
type Money struct {
	Amount   decimal.Decimal // in whole units, such as euros
	Currency string          // such as EUR
}

// Add returns m + n, exactly. The zero value is the identity in any currency.
func (m Money) Add(n Money) (Money, error) {
	if m.Currency == "" && m.Amount.IsZero() {
		m.Currency = n.Currency
	} else if n.Currency == "" && n.Amount.IsZero() {
		n.Currency = m.Currency
	}
	if err := checkMoney("amount", m, n); err != nil {
		return Money{}, err
	}
	return Money{Amount: m.Amount.Add(n.Amount), Currency: m.Currency}, nil
}

// checkMoney returns an error for an amount that arithmetic is not safe with, and
// for two currencies.
func checkMoney(name string, amounts ...Money) error {
	for _, m := range amounts {
		if err := exact.Check(m.Amount); err != nil {
			return fmt.Errorf("value: %s: %w", name, err)
		}
		if m.Currency != amounts[0].Currency {
			return fmt.Errorf("value: %s in %.40q beside one in %.40q: %w", name, m.Currency, amounts[0].Currency, cx.ErrMismatch)
		}
	}
	return nil
}

// checkCosts is checkMoney for amounts of 0 or more.
func checkCosts(name string, amounts ...Money) error {
	if err := checkMoney(name, amounts...); err != nil {
		return err
	}
	for _, m := range amounts {
		if m.Amount.IsNegative() {
			return fmt.Errorf("value: %s of %.40s is negative: %w", name, m.Amount, cx.ErrOutOfRange)
		}
	}
	return nil
}
