package value

import (
	"cmp"
	"maps"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Payments sums up what each customer has brought so far; refunds are negative. The zero
// value is ready to use. Do not copy it: use [Payments.Clone].
//
// Another currency returns [cx.ErrMismatch]. An amount of 10^12 or more, or with more than 6
// decimal places, returns [cx.ErrOutOfRange], and a customer's sum past 9.2 * 10^12
// [cx.ErrOverflow].
type Payments[ID comparable] struct {
	noCopy

	currency string
	paid     map[ID]int64 // in steps of 10^-places; nil as long as there are no customers
}

const places = 6

var step = new(big.Int).Exp(big.NewInt(10), big.NewInt(exact.AmountPlaces-places), nil)

// Clone returns an independent copy.
func (p *Payments[ID]) Clone() *Payments[ID] {
	return &Payments[ID]{currency: p.currency, paid: maps.Clone(p.paid)}
}

// Add records what a customer brought, also 0. An ID that does not equal itself, such as NaN,
// returns [cx.ErrOutOfRange].
func (p *Payments[ID]) Add(customer ID, paid Money) error {
	steps, err := p.steps(customer, paid)
	if err != nil {
		return err
	}
	if err := p.checkSum(customer, steps); err != nil {
		return err
	}
	if p.paid == nil {
		p.currency, p.paid = paid.Currency, make(map[ID]int64)
	}
	p.paid[customer] += steps
	return nil
}

// Remove takes back an amount. The customer stays known; an unknown one returns
// [cx.ErrOutOfRange].
func (p *Payments[ID]) Remove(customer ID, paid Money) error {
	steps, err := p.steps(customer, paid)
	if err != nil {
		return err
	}
	if err := p.checkKnown(customer); err != nil {
		return err
	}
	if err := p.checkSum(customer, -steps); err != nil { // an amount is far above the least int64
		return err
	}
	p.paid[customer] -= steps
	return nil
}

// Forget removes a customer and all that they brought.
func (p *Payments[ID]) Forget(customer ID) {
	delete(p.paid, customer)
	if len(p.paid) == 0 {
		p.currency, p.paid = "", nil
	}
}

// steps returns an amount in steps of 10^-places.
func (p *Payments[ID]) steps(customer ID, paid Money) (int64, error) {
	if ids.Check(customer) != nil {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "value: customer %s does not equal itself", ids.Quote(customer))
	}
	if exact.Check(paid.Amount) != nil {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "value: the payment of customer %s is not below 10^12", ids.Quote(customer))
	}
	amount, err := exact.Amount(paid.Amount)
	if err != nil {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "value: the payment of customer %s, %.40s, is not below 10^12 with at most %d decimal places", ids.Quote(customer), paid.Amount, places)
	}
	steps, rest := new(big.Int).QuoRem(amount.Big(), step, new(big.Int))
	if rest.Sign() != 0 {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "value: the payment of customer %s, %.40s, has more than %d decimal places", ids.Quote(customer), paid.Amount, places)
	}
	return steps.Int64(), p.checkCurrency(paid.Currency)
}

func (p *Payments[ID]) checkCurrency(currency string) error {
	if p.paid != nil && p.currency != currency {
		return sentinel.Errorf(cx.ErrMismatch, "value: payments in %.40q beside those in %.40q", currency, p.currency)
	}
	return nil
}

// checkSum returns an error when what a customer has paid would pass an int64.
func (p *Payments[ID]) checkSum(customer ID, paid int64) error {
	have := p.paid[customer]
	if sum := have + paid; (have^sum)&(paid^sum) < 0 {
		return sentinel.Errorf(cx.ErrOverflow, "value: the payments of customer %s pass 9.2 * 10^12", ids.Quote(customer))
	}
	return nil
}

func (p *Payments[ID]) checkKnown(customer ID) error {
	if _, ok := p.paid[customer]; !ok {
		return sentinel.Errorf(cx.ErrOutOfRange, "value: removing from customer %s, who was never added", ids.Quote(customer))
	}
	return nil
}

// Merge adds the payments of q.
func (p *Payments[ID]) Merge(q *Payments[ID]) error {
	if q == nil || q.paid == nil {
		return nil
	}
	if err := p.checkCurrency(q.currency); err != nil {
		return err
	}
	for customer, paid := range q.paid {
		if err := p.checkSum(customer, paid); err != nil {
			return err
		}
	}
	if p.paid == nil {
		p.currency, p.paid = q.currency, make(map[ID]int64, len(q.paid))
	}
	for customer, paid := range q.paid {
		p.paid[customer] += paid
	}
	return nil
}

// Subtract takes back what [Payments.Merge] added, with the errors of [Payments.Remove].
func (p *Payments[ID]) Subtract(q *Payments[ID]) error {
	if q == nil || q.paid == nil {
		return nil
	}
	if err := p.checkCurrency(q.currency); err != nil {
		return err
	}
	for customer, paid := range q.paid {
		if err := p.checkKnown(customer); err != nil {
			return err
		}
		have := p.paid[customer]
		if rest := have - paid; (have^paid)&(have^rest) < 0 {
			return sentinel.Errorf(cx.ErrOverflow, "value: the payments of customer %s pass 9.2 * 10^12", ids.Quote(customer))
		}
	}
	for customer, paid := range q.paid {
		p.paid[customer] -= paid
	}
	return nil
}

// Customers returns the number of customers.
func (p *Payments[ID]) Customers() uint64 { return uint64(len(p.paid)) }

// Of returns what a customer brought. An unknown customer returns [cx.ErrNoData].
func (p *Payments[ID]) Of(customer ID) (Money, error) {
	paid, ok := p.paid[customer]
	if !ok {
		return Money{}, sentinel.Errorf(cx.ErrNoData, "value: customer %s has no payments", ids.Quote(customer))
	}
	return Money{Amount: decimal.New(paid, -places), Currency: p.currency}, nil
}

// Total returns the sum over all customers.
func (p *Payments[ID]) Total() Money {
	return Money{Amount: decimal.NewFromBigInt(p.sample().Sum(), -places), Currency: p.currency}
}

// CLV returns the historic customer lifetime value, the total divided by the number of
// customers (Gupta et al. 2006). No customers return [cx.ErrNoData].
func (p *Payments[ID]) CLV() (Money, error) {
	s := p.sample()
	if s.N() == 0 {
		return Money{}, sentinel.Errorf(cx.ErrNoData, "value: no customers: the historic value is undefined")
	}
	unit := big.NewInt(1_000_000)
	return Money{Amount: exact.Ratio(s.Sum(), unit.Mul(unit, exact.Total(s.N()))), Currency: p.currency}, nil
}

// Score returns the amount of [Payments.CLV].
func (p *Payments[ID]) Score() (decimal.Decimal, error) {
	clv, err := p.CLV()
	return clv.Amount, err
}

// StdErr returns the standard error of [Payments.CLV]. Fewer than two customers return
// [cx.ErrNoData].
func (p *Payments[ID]) StdErr() (float64, error) {
	s := p.sample()
	if err := enough(s); err != nil {
		return 0, err
	}
	e, err := s.StdErr()
	return e / 1e6, err
}

// Interval returns Student's interval of [Payments.CLV]. Payments are skewed, so it needs
// many customers. Fewer than two, or no spread, return [cx.ErrNoData].
func (p *Payments[ID]) Interval(level float64) (estimate.Interval, error) {
	s := p.sample()
	if err := cmp.Or(checkLevel(level), enough(s)); err != nil {
		return estimate.Interval{}, err
	}
	i, err := s.Interval(level)
	if err != nil {
		return estimate.Interval{}, sentinel.Errorf(cx.ErrNoData, "value: all %d customers brought the same: there is no spread to take an interval from", s.N())
	}
	return estimate.Interval{Low: i.Low / 1e6, High: i.High / 1e6, Level: level}, nil
}

// Compare returns receiver minus other, by Welch's test. Fewer than two customers on a side,
// or no spread on both, return [cx.ErrNoData].
func (p *Payments[ID]) Compare(other *Payments[ID], level float64) (estimate.Difference, error) {
	if err := checkLevel(level); err != nil {
		return estimate.Difference{}, err
	}
	if other == nil {
		other = new(Payments[ID]) // nobody
	}
	a, b := p.sample(), other.sample()
	if err := enough(a); err != nil {
		return estimate.Difference{}, sentinel.In("value: the first of the two", err)
	}
	if err := enough(b); err != nil {
		return estimate.Difference{}, sentinel.In("value: the second of the two", err)
	}
	if p.currency != other.currency {
		return estimate.Difference{}, sentinel.Errorf(cx.ErrMismatch, "value: comparing payments in %.40q with those in %.40q", p.currency, other.currency)
	}
	d, err := a.Compare(b, level)
	if err != nil {
		return estimate.Difference{}, sentinel.Errorf(cx.ErrNoData, "value: the payments of %d and of %d customers have no spread to judge a difference by", a.N(), b.N())
	}
	for _, x := range []*float64{&d.Estimate, &d.Low, &d.High, &d.StdErr} {
		*x /= 1e6
	}
	return d, nil
}

func checkLevel(level float64) error { return sentinel.In("value", normal.CheckLevel(level)) }

func enough(s estimate.Sample) error {
	if s.N() < 2 {
		return sentinel.Errorf(cx.ErrNoData, "value: customers with payments: %d, at least 2 are needed", s.N())
	}
	return nil
}

// sample returns the sums of the customers in steps of 10^-places.
func (p *Payments[ID]) sample() estimate.Sample {
	var s estimate.Sample
	for _, paid := range p.paid {
		_ = s.Add(paid) // a map has fewer than 2^64 entries
	}
	return s
}
