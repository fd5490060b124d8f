package churn

import (
	"fmt"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/periods"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/wire"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// Active is who was active in a range of periods: [Activity.Active] makes it. The zero
// value has no periods and nobody. It is comparable with ==.
type Active struct {
	first, last period.Period
	perCustomer estimate.Sample // periods in which each active customer was active
}

// Active returns who was active from the first to the last period. With periods of a day
// that is a day, a calendar week or month, or the trailing 28 days that others call a
// month. It returns [cx.ErrMismatch] for periods of another unit, and [cx.ErrOutOfRange]
// for a zero Period, a last before first, and more than 4096 periods.
//
// Source: Facebook, Inc., Form S-1, 2012, which defines daily and monthly active users.
func (a *Activity[ID]) Active(first, last period.Period) (Active, error) {
	low, high, err := checkRange("active customers", a.unit, first, last)
	if err != nil {
		return Active{}, err
	}
	active := Active{first: first, last: last}
	if !a.core.Span().Any {
		return active, nil
	}
	a.core.Each(func(_ ID, s periods.Set) {
		if n := s.Count(low, high); n > 0 {
			_ = active.perCustomer.Add(int64(n)) // fewer customers than 2^64
		}
	})
	return active, nil
}

// Periods returns the first and the last period of the range, two zero Periods for the
// zero value.
func (a Active) Periods() (first, last period.Period) { return a.first, a.last }

// n returns the number of periods.
func (a Active) n() uint64 {
	if a.first.IsZero() {
		return 0
	}
	return uint64(a.last.Index() - a.first.Index() + 1)
}

// Customers returns how many different customers were active: the DAU of one day, the
// WAU of a week of days, the MAU of a month of days.
func (a Active) Customers() uint64 { return a.perCustomer.N() }

// PeriodsPerCustomer returns in how many periods of the range each active customer was
// active, as a sample: its mean is the active days per customer.
func (a Active) PeriodsPerCustomer() estimate.Sample { return a.perCustomer }

// CustomersPerPeriod returns the average number of customers active in a period of the
// range, with days the average DAU:
//
//	sum of the customers active in each period / periods
//
// It is 0 where nobody was active; the zero value, which has no periods, returns
// [cx.ErrNoData]. It has no interval: mostly the same customers are active in one
// period and the next, so the periods are not independent answers.
func (a Active) CustomersPerPeriod() (decimal.Decimal, error) {
	if a.n() == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "churn: no periods: the active customers per period are undefined")
	}
	return exact.Ratio(a.perCustomer.Sum(), exact.Total(a.n())), nil
}

// Merge adds the active customers of another group in the same range, none of whom is
// in both. It returns [cx.ErrMismatch] for another range, where only the zero value joins
// any, and [cx.ErrOverflow] past 2^64-1 customers; a then stays as it was. Merging nil
// changes nothing.
func (a *Active) Merge(b *Active) error {
	if b == nil || *b == (Active{}) {
		return nil
	}
	if *a != (Active{}) && (a.first != b.first || a.last != b.last) {
		return sentinel.Errorf(cx.ErrMismatch, "churn: merging who was active in %s into who was active in %s", b.text(), a.text())
	}
	if err := a.perCustomer.Merge(&b.perCustomer); err != nil {
		return own("active customers", err)
	}
	a.first, a.last = b.first, b.last
	return nil
}

func (a Active) text() string {
	if a.first == a.last {
		return a.first.String()
	}
	return fmt.Sprintf("%v to %v", a.first, a.last)
}

// Stickiness returns in what share of the periods an active customer is active.
func (a Active) Stickiness() Stickiness { return Stickiness{a} }

// Stickiness is the share of the periods of a range in which an active customer is active,
// on average and in percent: of the days of a month DAU/MAU, of a week DAU/WAU. It does
// not matter how long the month is, but a range that is not over reads low.
// [Active.Stickiness] makes it.
//
// Source: Facebook, Inc., Form S-1, 2012, "DAUs as a percentage of MAUs".
type Stickiness struct{ active Active }

// Score returns the stickiness in percent, above 0 to 100:
//
//	100 * (sum of the customers active in each period / periods) / Customers
//
// Nobody active returns [cx.ErrNoData].
func (s Stickiness) Score() (decimal.Decimal, error) {
	if s.active.Customers() == 0 {
		return decimal.Decimal{}, nobodyActive()
	}
	all := exact.Total(s.active.n())
	return exact.Percent(s.active.perCustomer.Sum(), all.Mul(all, exact.Total(s.active.Customers()))), nil
}

func nobodyActive() error {
	return sentinel.Errorf(cx.ErrNoData, "churn: nobody was active: the stickiness is undefined")
}

// Interval returns the confidence interval of the stickiness in percent, that of
// [estimate.Sample.StudentT] over customers, cut to 0..100. The periods of one customer go
// together, so an interval of a proportion would claim too much. Fewer than two active
// customers, or customers who were all active equally often, return [cx.ErrNoData]; a
// level outside [estimate.MinLevel]..[estimate.MaxLevel] returns [cx.ErrOutOfRange].
func (s Stickiness) Interval(level float64) (estimate.Interval, error) {
	i, err := s.active.perCustomer.Interval(level)
	if err != nil {
		return estimate.Interval{}, own("stickiness", err)
	}
	percent := 100 / float64(s.active.n())
	return estimate.Interval{Low: max(0, i.Low*percent), High: min(100, i.High*percent), Level: level}, nil
}

// StdErr returns the standard error of the stickiness, in percentage points. Fewer than
// two active customers return [cx.ErrNoData].
func (s Stickiness) StdErr() (float64, error) {
	e, err := s.active.perCustomer.StdErr()
	if err != nil {
		return 0, own("stickiness", err)
	}
	return e * 100 / float64(s.active.n()), nil
}

// Compare compares two values of stickiness, receiver minus other, in percentage points,
// by Welch's test over customers: see [estimate.Sample.Compare]. The ranges need not be
// equally long. The interval is cut to -100..100. It takes the two as independent: the
// same customers in two months are not quite. Fewer than two active customers on either
// side, or no spread on both, return [cx.ErrNoData]; a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] returns [cx.ErrOutOfRange].
func (s Stickiness) Compare(other Stickiness, level float64) (estimate.Difference, error) {
	n, m := s.active.n(), other.active.n()
	if n == 0 || m == 0 {
		return estimate.Difference{}, nobodyActive()
	}
	// In steps of which 100 percent are n*m, both are whole numbers.
	a, err := scaled(s.active.perCustomer, m)
	if err != nil {
		return estimate.Difference{}, own("stickiness", err)
	}
	b, err := scaled(other.active.perCustomer, n)
	if err != nil {
		return estimate.Difference{}, own("stickiness", err)
	}
	d, err := a.Compare(b, level)
	if err != nil {
		return estimate.Difference{}, own("stickiness", err)
	}
	percent := 100 / float64(n*m)
	d.Estimate, d.StdErr = d.Estimate*percent, d.StdErr*percent
	d.Low, d.High = max(-100, d.Low*percent), min(100, d.High*percent)
	return d, nil
}

// scaled returns the sample of k times each value. Of a sample only its sums are known, so
// it is put together from them.
func scaled(s estimate.Sample, k uint64) (estimate.Sample, error) {
	factor := exact.Total(k)
	sum := new(big.Int).Mul(s.Sum(), factor)
	squares := new(big.Int).Mul(s.SumOfSquares(), new(big.Int).Mul(factor, factor))
	var t estimate.Sample
	err := t.UnmarshalJSON(fmt.Appendf(nil, `{"n":"%d","sum":"%d","squares":"%d"}`, s.N(), sum, squares))
	return t, err
}

// String returns the stickiness with its interval, such as
// "stickiness 40.0% (n=120, 95% 36.1 to 43.9)". Of nobody it is "stickiness undefined (n=0)".
func (s Stickiness) String() string {
	score, err := s.Score()
	if err != nil {
		return "stickiness undefined (n=0)"
	}
	text := fmt.Sprintf("stickiness %s%% (n=%d", score.StringFixed(1), s.active.Customers())
	if i, err := s.Interval(shownLevel); err == nil {
		text += ", " + i.String()
	}
	return text + ")"
}

// MarshalJSON returns the JSON form of the [Active] that the stickiness is read from.
func (s Stickiness) MarshalJSON() ([]byte, error) { return s.active.MarshalJSON() }

// UnmarshalJSON reads what MarshalJSON writes; null is the zero value. Anything else
// returns [cx.ErrEncoding], and s is unchanged.
func (s *Stickiness) UnmarshalJSON(data []byte) error { return s.active.UnmarshalJSON(data) }

// String returns how many customers were active in which periods, and how many in one of
// them, such as "120 customers active in 2024-01-01 to 2024-01-31, 48.0 per day". The zero
// value is "0 customers active".
func (a Active) String() string {
	mean, err := a.CustomersPerPeriod()
	if err != nil {
		return "0 customers active"
	}
	return fmt.Sprintf("%d customers active in %s, %s per %v", a.Customers(), a.text(), mean.StringFixed(1), a.first.Unit())
}

//cx:encode ChurnActive
func (a *Active) code(c *wire.Coder) {
	codeEnd(c, "first", &a.first)
	codeEnd(c, "last", &a.last)
	c.Nested("per_customer", &a.perCustomer)
	if !c.Reading() {
		return
	}
	if a.first.IsZero() != a.last.IsZero() || a.first.Unit() != a.last.Unit() || a.last.Index() < a.first.Index() ||
		a.last.Index()-a.first.Index() >= maxPeriods {
		c.Fail("%v to %v are no range of periods", a.first, a.last)
		return
	}
	c.Require(sampleOf(a.n(), a.perCustomer), "no customers are active in 1 to all of the periods like this")
}

// codeEnd has the text of a period: the empty one in binary, and null in JSON, for none.
func codeEnd(c *wire.Coder, name string, p *period.Period) {
	if c.IsJSON() && c.Null(name, p.IsZero()) {
		return
	}
	text := p.String()
	c.Label(name, &text)
	if c.Reading() && (text != "" || c.IsJSON()) {
		var err error
		*p, err = period.Parse(text)
		c.Part(name, err)
	}
}

// sampleOf reports whether a sample can be one of values from 1 to n. Where they are,
// (x-1)*(x-n) is not above 0 for any x, nor the sum of it.
func sampleOf(n uint64, s estimate.Sample) bool {
	customers, most, sum := exact.Total(s.N()), exact.Total(n), s.Sum()
	squares := new(big.Int).Mul(sum, exact.Total(n, 1))
	squares.Sub(squares, new(big.Int).Mul(customers, most))
	return customers.Cmp(sum) <= 0 && sum.Cmp(most.Mul(most, customers)) <= 0 && s.SumOfSquares().Cmp(squares) <= 0
}
