package value

import (
	"fmt"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/shopspring/decimal"
)

// History sums up what each customer has brought so far, for the historic customer
// lifetime value: payments, or their margin, which is what value means; refunds are
// negative. Customers are any comparable type; an ID of interface type must hold
// values fit for a map key. One added with an amount of 0 is a customer too.
//
// All amounts are in one currency, below 10^12 and of at most 6 decimal places, and
// those of one customer add up to less than 9.2 * 10^12. The zero value is empty and
// ready to use. It takes a map entry a customer. A History must not be changed by two
// goroutines at once: give each its own and [History.Merge].
type History[ID comparable] struct {
	currency string
	paid     map[ID]int64 // in steps of 10^-places; not nil once the currency stands
}

const places = 6

var step = new(big.Int).Exp(big.NewInt(10), big.NewInt(exact.AmountPlaces-places), nil)

// Add records what a customer brought. On an error the history is as it was:
// [cx.ErrOutOfRange] for an amount outside its bounds and for a customer that does not
// equal itself, such as NaN, [cx.ErrMismatch] for another currency than before,
// [cx.ErrOverflow] for a sum outside its bounds.
func (h *History[ID]) Add(customer ID, paid Money) error {
	if err := ids.Check(customer); err != nil {
		return fmt.Errorf("value: payment: %w", err)
	}
	amount, err := exact.Amount(paid.Amount)
	if err != nil {
		return fmt.Errorf("value: payment of customer %s: %w", ids.Quote(customer), err)
	}
	steps, rest := new(big.Int).QuoRem(amount.Big(), step, new(big.Int))
	if rest.Sign() != 0 {
		return fmt.Errorf("value: payment of customer %s: %.40s has more than %d decimal places: %w", ids.Quote(customer), paid.Amount, places, cx.ErrOutOfRange)
	}
	if err := h.checkCurrency(paid.Currency); err != nil {
		return err
	}
	if err := h.checkSum(customer, steps.Int64()); err != nil {
		return err
	}
	if h.paid == nil {
		h.currency, h.paid = paid.Currency, make(map[ID]int64)
	}
	h.paid[customer] += steps.Int64()
	return nil
}

func (h *History[ID]) checkCurrency(currency string) error {
	if h.paid != nil && h.currency != currency {
		return fmt.Errorf("value: payments in %.40q beside those in %.40q: %w", currency, h.currency, cx.ErrMismatch)
	}
	return nil
}

// checkSum returns an error when what a customer has paid would pass an int64.
func (h *History[ID]) checkSum(customer ID, paid int64) error {
	have := h.paid[customer]
	if sum := have + paid; (have^sum)&(paid^sum) < 0 {
		return fmt.Errorf("value: payments of customer %s pass 9.2 * 10^12: %w", ids.Quote(customer), cx.ErrOverflow)
	}
	return nil
}

// Merge adds the payments of g. On an error h is as it was: [cx.ErrMismatch] for two
// currencies, except that an empty history joins any, and [cx.ErrOverflow] for a sum
// outside its bounds.
func (h *History[ID]) Merge(g History[ID]) error {
	if g.paid == nil {
		return nil
	}
	if err := h.checkCurrency(g.currency); err != nil {
		return err
	}
	for customer, paid := range g.paid {
		if err := h.checkSum(customer, paid); err != nil {
			return err
		}
	}
	if h.paid == nil {
		h.currency, h.paid = g.currency, make(map[ID]int64, len(g.paid))
	}
	for customer, paid := range g.paid {
		h.paid[customer] += paid
	}
	return nil
}

// Customers returns the number of customers.
func (h History[ID]) Customers() int { return len(h.paid) }

// Of returns the historic value of one customer: the sum of what they brought. A
// customer who is not known gives [cx.ErrNoData].
func (h History[ID]) Of(customer ID) (Money, error) {
	paid, ok := h.paid[customer]
	if !ok {
		return Money{}, fmt.Errorf("value: customer %s has no history: %w", ids.Quote(customer), cx.ErrNoData)
	}
	return Money{Amount: decimal.New(paid, -places), Currency: h.currency}, nil
}

// Total returns the sum of all, exactly; of none 0.
func (h History[ID]) Total() Money {
	return Money{Amount: decimal.NewFromBigInt(h.sample().Sum(), -places), Currency: h.currency}
}

// CLV returns the historic customer lifetime value, the mean over all customers of
// what each has brought so far:
//
//	sum of all / customers
//
// Customers who are still there will bring more, so it is too low for the lifetime,
// and lower the younger the customers: compare cohorts of the same age. No customers
// give [cx.ErrNoData].
//
// Source: S. Gupta et al., "Modeling Customer Lifetime Value", Journal of Service
// Research 9 (2006), 139-155, on past profitability.
func (h History[ID]) CLV() (Money, error) {
	s := h.sample()
	if s.N() == 0 {
		return Money{}, fmt.Errorf("value: the historic value of no customers: %w", cx.ErrNoData)
	}
	unit := big.NewInt(1_000_000)
	return Money{Amount: exact.Ratio(s.Sum(), unit.Mul(unit, exact.Total(s.N()))), Currency: h.currency}, nil
}

// StudentT returns the interval of [History.CLV], in units of the currency; see
// [estimate.Sample.StudentT]. What customers bring is skewed to the right, so it takes
// many of them to be good. Fewer than two customers give [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] [cx.ErrOutOfRange].
func (h History[ID]) StudentT(level float64) (estimate.Interval, error) {
	i, err := h.sample().StudentT(level)
	if err != nil {
		return estimate.Interval{}, fmt.Errorf("value: %w", err)
	}
	return estimate.Interval{Low: i.Low / 1e6, High: i.High / 1e6, Level: level}, nil
}

// sample returns the sums of the customers in steps of 10^-places.
func (h History[ID]) sample() estimate.Sample {
	var s estimate.Sample
	for _, paid := range h.paid {
		_ = s.Add(paid) // a map has fewer than 2^64 entries
	}
	return s
}
