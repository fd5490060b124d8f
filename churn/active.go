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

// Active is who was active in a range of periods. It is comparable with ==.
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

// Periods returns the range, or two zero Periods.
func (a Active) Periods() (first, last period.Period) { return a.first, a.last }

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

// Stickiness returns DAU/MAU and its like.
func (a Active) Stickiness() Stickiness { return Stickiness{a} }

// Stickiness is the active customers of an average period as a share of those of the whole
// range: for the days of a month, DAU/MAU (Facebook, Form S-1, 2012). Nobody active returns
// [cx.ErrNoData]. So do an interval and a comparison of fewer than two customers, or without
// spread.
type Stickiness struct{ active Active }

// Score returns the stickiness in percent:
//
//	100 * (sum of the customers active in each period / periods) / Customers
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

// Interval returns Student's interval over customers, in percent, cut to 0..100.
func (s Stickiness) Interval(level float64) (estimate.Interval, error) {
	i, err := s.active.perCustomer.Interval(level)
	if err != nil {
		return estimate.Interval{}, own("stickiness", err)
	}
	percent := 100 / float64(s.active.n())
	return estimate.Interval{Low: max(0, i.Low*percent), High: min(100, i.High*percent), Level: level}, nil
}

// StdErr returns the standard error, in percentage points.
func (s Stickiness) StdErr() (float64, error) {
	e, err := s.active.perCustomer.StdErr()
	if err != nil {
		return 0, own("stickiness", err)
	}
	return e * 100 / float64(s.active.n()), nil
}

// Compare returns receiver minus other in percentage points, by Welch's test over customers.
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

// scaled returns the sample of k times each value, made of its sums.
func scaled(s estimate.Sample, k uint64) (estimate.Sample, error) {
	factor := exact.Total(k)
	sum := new(big.Int).Mul(s.Sum(), factor)
	squares := new(big.Int).Mul(s.SumOfSquares(), new(big.Int).Mul(factor, factor))
	var t estimate.Sample
	err := t.UnmarshalJSON(fmt.Appendf(nil, `{"n":"%d","sum":"%d","squares":"%d"}`, s.N(), sum, squares))
	return t, err
}

// String returns text such as "stickiness 40.0% (n=120, 95% 36.1 to 43.9)".
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

// MarshalJSON returns the JSON form of the [Active].
func (s Stickiness) MarshalJSON() ([]byte, error) { return s.active.MarshalJSON() }

// UnmarshalJSON reads that form.
func (s *Stickiness) UnmarshalJSON(data []byte) error { return s.active.UnmarshalJSON(data) }

// String returns text such as "120 customers active in 2024-01-01 to 2024-01-31, 48.0 per day".
func (a Active) String() string {
	mean, err := a.CustomersPerPeriod()
	if err != nil {
		return "0 customers active"
	}
	return fmt.Sprintf("%d customers active in %s, %s per %v", a.Customers(), a.text(), mean.StringFixed(1), a.first.Unit())
}

// sampleOf reports whether a sample can be one of values from 1 to n. Where they are,
// (x-1)*(x-n) is not above 0 for any x, nor the sum of it.
func sampleOf(n uint64, s estimate.Sample) bool {
	customers, most, sum := exact.Total(s.N()), exact.Total(n), s.Sum()
	squares := new(big.Int).Mul(sum, exact.Total(n, 1))
	squares.Sub(squares, new(big.Int).Mul(customers, most))
	return customers.Cmp(sum) <= 0 && sum.Cmp(most.Mul(most, customers)) <= 0 && s.SumOfSquares().Cmp(squares) <= 0
}
