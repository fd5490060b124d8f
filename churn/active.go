package churn

import (
	"fmt"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/periods"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// Active is who was active in a range of periods. Its score is the stickiness, the share of the
// periods in which an active customer is active: of the days of a month DAU/MAU (Facebook,
// Form S-1, 2012). Nobody active returns [cx.ErrNoData]. It is comparable with ==.
type Active struct {
	first, last period.Period
	perCustomer estimate.Sample // periods in which each active customer was active
}

// Active returns who was active from the first to the last period.
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

// n returns the number of periods.
func (a Active) n() uint64 {
	if a.first.IsZero() {
		return 0
	}
	return uint64(a.last.Index() - a.first.Index() + 1)
}

// Customers returns how many customers were active: the DAU of one day, the MAU of a month
// of days (Facebook, Form S-1, 2012).
func (a Active) Customers() uint64 { return a.perCustomer.N() }

// PeriodsPerCustomer returns in how many periods each active customer was active.
func (a Active) PeriodsPerCustomer() estimate.Sample { return a.perCustomer }

// CustomersPerPeriod returns the average number of customers active in a period: of days, the
// average DAU. The zero Active returns [cx.ErrNoData].
func (a Active) CustomersPerPeriod() (decimal.Decimal, error) {
	if a.n() == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "churn: no periods: the active customers per period are undefined")
	}
	return exact.Ratio(a.perCustomer.Sum(), exact.Total(a.n())), nil
}

// Merge adds other customers.
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

// Score returns the stickiness in percent, for the days of a month DAU/MAU (Facebook, Form S-1,
// 2012). Nobody active returns [cx.ErrNoData]. So do an interval and a comparison of fewer than
// two customers, or without spread.
//
//	100 * (sum of the customers active in each period / periods) / Customers
func (a Active) Score() (decimal.Decimal, error) {
	if a.Customers() == 0 {
		return decimal.Decimal{}, nobodyActive()
	}
	all := exact.Total(a.n())
	return exact.Percent(a.perCustomer.Sum(), all.Mul(all, exact.Total(a.Customers()))), nil
}

func nobodyActive() error {
	return sentinel.Errorf(cx.ErrNoData, "churn: nobody was active: the stickiness is undefined")
}

// Interval returns Student's interval over customers, in percent, cut to 0..100.
func (a Active) Interval(level float64) (estimate.Interval, error) {
	i, err := a.perCustomer.Interval(level)
	if err != nil {
		return estimate.Interval{}, own("stickiness", err)
	}
	percent := 100 / float64(a.n())
	return estimate.Interval{Low: max(0, i.Low*percent), High: min(100, i.High*percent), Level: level}, nil
}

// StdErr returns the standard error, in percentage points.
func (a Active) StdErr() (float64, error) {
	e, err := a.perCustomer.StdErr()
	if err != nil {
		return 0, own("stickiness", err)
	}
	return e * 100 / float64(a.n()), nil
}

// Compare returns receiver minus other in percentage points, by Welch's test over customers.
func (a Active) Compare(other Active, level float64) (estimate.Difference, error) {
	n, m := a.n(), other.n()
	if n == 0 || m == 0 {
		return estimate.Difference{}, nobodyActive()
	}
	// In steps of which 100 percent are n*m, both are whole numbers.
	mine, err := scaled(a.perCustomer, m)
	if err != nil {
		return estimate.Difference{}, own("stickiness", err)
	}
	others, err := scaled(other.perCustomer, n)
	if err != nil {
		return estimate.Difference{}, own("stickiness", err)
	}
	d, err := mine.Compare(others, level)
	if err != nil {
		return estimate.Difference{}, own("stickiness", err)
	}
	percent := 100 / float64(n*m)
	d.Estimate, d.StdErr = d.Estimate*percent, d.StdErr*percent
	d.Low, d.High = max(-100, d.Low*percent), min(100, d.High*percent)
	return d, nil
}

// scaled returns the sample of k times each value, made of its sums.
func scaled(s estimate.Sample, k uint64) (estimate.Sample, error) {
	factor := exact.Total(k)
	sum := new(big.Int).Mul(s.Sum(), factor)
	squares := new(big.Int).Mul(s.SumOfSquares(), new(big.Int).Mul(factor, factor))
	var t estimate.Sample
	err := t.UnmarshalJSON(fmt.Appendf(nil, `{"n":"%d","sum":"%d","squares":"%d"}`, s.N(), sum, squares))
	return t, err
}

// String returns text such as "120 customers active in 2024-01-01 to 2024-01-31, 48.0 per day,
// stickiness 40.0% (95% 36.1 to 43.9)".
func (a Active) String() string {
	mean, err := a.CustomersPerPeriod()
	if err != nil {
		return "0 customers active"
	}
	text := fmt.Sprintf("%d customers active in %s, %s per %v", a.Customers(), a.text(), mean.StringFixed(1), a.first.Unit())
	if score, err := a.Score(); err == nil {
		text += ", stickiness " + score.StringFixed(1) + "%"
	}
	if i, err := a.Interval(shownLevel); err == nil {
		text += " (" + i.String() + ")"
	}
	return text
}

// sampleOf reports whether a sample can be one of values from 1 to n. Where they are,
// (x-1)*(x-n) is not above 0 for any x, nor the sum of it.
func sampleOf(n uint64, s estimate.Sample) bool {
	customers, most, sum := exact.Total(s.N()), exact.Total(n), s.Sum()
	squares := new(big.Int).Mul(sum, exact.Total(n, 1))
	squares.Sub(squares, new(big.Int).Mul(customers, most))
	return customers.Cmp(sum) <= 0 && sum.Cmp(most.Mul(most, customers)) <= 0 && s.SumOfSquares().Cmp(squares) <= 0
}
