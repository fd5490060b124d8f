package value

import (
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Money is an amount in a currency: any text, often an ISO 4217 code, or none. Compare with
// [Money.Equal] or [Money.Cmp], not ==. Two currencies return [cx.ErrMismatch] wherever they
// meet, an amount of more than 64 decimal places or 512 bits [cx.ErrOutOfRange].
type Money struct {
	_ [0]func()

	Amount   decimal.Decimal // in whole units, such as euros
	Currency string          // such as EUR
}

// ParseMoney reads text such as "12.50 EUR", or an amount alone. Other text returns
// [cx.ErrEncoding].
func ParseMoney(text string) (Money, error) {
	amount, currency, two := strings.Cut(text, " ")
	if !isNumber(amount) || two && strings.TrimSpace(currency) != currency || two && currency == "" {
		return Money{}, sentinel.Errorf(cx.ErrEncoding, "value: %.40q is not an amount and a currency, such as \"12.50 EUR\"", text)
	}
	m := Money{Currency: currency}
	if len(amount) > longest {
		return Money{}, sentinel.Errorf(cx.ErrOutOfRange, "value: an amount of %d characters is too long", len(amount))
	}
	var err error
	if m.Amount, err = decimal.NewFromString(amount); err != nil {
		return Money{}, sentinel.Errorf(cx.ErrEncoding, "value: %.40q is not an amount and a currency, such as \"12.50 EUR\"", text)
	}
	if err := checkMoney("amount", m); err != nil {
		return Money{}, err
	}
	return m, nil
}

// longest is more than an amount within the bounds has characters.
const longest = 300

// isNumber reports whether a text is digits with at most one point between them, and
// maybe a minus in front.
func isNumber(text string) bool {
	whole, places, point := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (!point || digits(places))
}

// MustParseMoney is [ParseMoney] for text in the program itself. It panics on an error.
func MustParseMoney(text string) Money {
	m, err := ParseMoney(text)
	if err != nil {
		panic(err)
	}
	return m
}

// Add returns m + n. The zero value goes with any currency.
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

// Sub returns m - n. The zero value goes with any currency.
func (m Money) Sub(n Money) (Money, error) {
	n.Amount = n.Amount.Neg()
	return m.Add(n)
}

// Cmp returns -1 if m is less than n, 0 if they are equal, and 1 if m is more.
func (m Money) Cmp(n Money) (int, error) {
	if err := checkMoney("amount", m, n); err != nil {
		return 0, err
	}
	return m.Amount.Cmp(n.Amount), nil
}

// Equal reports whether both have the same amount and currency. An amount out of bounds
// equals nothing.
func (m Money) Equal(n Money) bool {
	c, err := m.Cmp(n)
	return err == nil && c == 0
}

// checkMoney returns an error for an amount that arithmetic is not safe with, and
// for two currencies.
func checkMoney(name string, amounts ...Money) error {
	for _, m := range amounts {
		if exact.Check(m.Amount) != nil {
			return sentinel.Errorf(cx.ErrOutOfRange, "value: the %s has more than 64 decimal places or 512 bits", name)
		}
		if m.Currency != amounts[0].Currency {
			return sentinel.Errorf(cx.ErrMismatch, "value: %s in %.40q beside one in %.40q", name, m.Currency, amounts[0].Currency)
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
			return sentinel.Errorf(cx.ErrOutOfRange, "value: the %s of %.40s is negative", name, m.Amount)
		}
	}
	return nil
}
