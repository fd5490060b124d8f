package churn

import (
	"maps"
	"math/bits"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/periods"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// Spending collects what customers paid in which periods. Periods are as in [Activity].
type Spending[ID comparable] struct {
	noCopy

	unit      period.Unit // adopted from the first payment, or 0
	span      periods.Span
	customers map[ID]*account
	payments  uint64
	turnover  exact.Int128 // of all accounts, which bounds every other sum
}

type account struct {
	turnover exact.Int128 // the sum of the magnitudes of all payments and refunds
	paid     []paid       // by rising period
}

// paid is what they paid in one period.
type paid struct {
	index    int32
	payments uint64 // 1 or more
	sum      exact.Int128
}

// maxTurnover is 10^18 in steps of exact.Amount.
var maxTurnover = exact.Mul(1e18, 1e18)

// Add records a payment; a refund is negative. An amount is below 10^12 and has at most 18
// decimal places. Payments and refunds of 10^18 together return [cx.ErrOverflow].
func (s *Spending[ID]) Add(customer ID, p period.Period, amount decimal.Decimal) error {
	paid, err := s.check(customer, p, amount)
	if err != nil {
		return err
	}
	turnover, payments, err := s.room(paid.Abs(), 1)
	if err != nil {
		return err
	}
	if err := s.span.Extend(p.Index(), p.Index()); err != nil {
		return tooFar("payment", p.Unit(), s.span, p.Index(), p.Index())
	}
	s.unit, s.turnover, s.payments = p.Unit(), turnover, payments
	s.add(customer, int32(p.Index()), 1, paid, paid.Abs())
	return nil
}

// check returns the amount of a payment that may be added or removed.
func (s *Spending[ID]) check(customer ID, p period.Period, amount decimal.Decimal) (exact.Int128, error) {
	if err := ids.Check(customer); err != nil {
		return exact.Int128{}, own("payment", err)
	}
	if err := checkUnit("payment", s.unit, p); err != nil {
		return exact.Int128{}, err
	}
	paid, err := exact.Amount(amount)
	if err != nil {
		return exact.Int128{}, own("payment of "+customerOf(customer), err)
	}
	return paid, nil
}

// room returns turnover and payments with more added, unless that is too much.
func (s *Spending[ID]) room(more exact.Int128, payments uint64) (exact.Int128, uint64, error) {
	turnover := s.turnover.Add(more)
	if turnover.Sub(maxTurnover).Sign() >= 0 {
		return exact.Int128{}, 0, sentinel.Errorf(cx.ErrOverflow, "churn: payments and refunds of %v together are not below 10^18", turnover.Decimal())
	}
	all, carry := bits.Add64(s.payments, payments, 0)
	if carry != 0 {
		return exact.Int128{}, 0, sentinel.Errorf(cx.ErrOverflow, "churn: %d more than %d payments pass 2^64-1", payments, s.payments)
	}
	return turnover, all, nil
}

func (s *Spending[ID]) add(customer ID, index int32, payments uint64, sum, turnover exact.Int128) {
	if s.customers == nil {
		s.customers = make(map[ID]*account)
	}
	a := s.customers[customer]
	if a == nil {
		a = new(account)
		s.customers[customer] = a
	}
	a.turnover = a.turnover.Add(turnover)
	i, found := a.find(index)
	if !found {
		a.paid = slices.Insert(a.paid, i, paid{index: index})
	}
	a.paid[i].payments += payments
	a.paid[i].sum = a.paid[i].sum.Add(sum)
}

// find returns where the payments of a period are, or would be.
func (a *account) find(index int32) (int, bool) {
	if n := len(a.paid); n == 0 || a.paid[n-1].index < index { // mostly they come in order
		return n, false
	}
	return slices.BinarySearchFunc(a.paid, index, func(p paid, index int32) int { return int(p.index) - int(index) })
}

// possible reports whether there are payments like this: the sum of one payment is an
// amount, and only where there are several can one have been paid back in part.
func (a *account) possible() bool {
	rest, several := a.turnover, false
	for _, p := range a.paid {
		rest = rest.Sub(p.sum.Abs())
		if p.payments == 1 && !p.sum.IsAmount() {
			return false
		}
		several = several || p.payments > 1
	}
	return rest.Sign() == 0 || several && rest.Sign() > 0
}

// Remove takes back what [Spending.Add] recorded.
func (s *Spending[ID]) Remove(customer ID, p period.Period, amount decimal.Decimal) error {
	sum, err := s.check(customer, p, amount)
	if err != nil {
		return err
	}
	a, err := s.without(customer, &account{sum.Abs(), []paid{{int32(p.Index()), 1, sum}}}, p.Unit())
	if err != nil {
		return err
	}
	s.put(customer, a)
	s.turnover, s.payments = s.turnover.Sub(sum.Abs()), s.payments-1
	s.narrow()
	return nil
}

// without returns the account of a customer less some payments.
func (s *Spending[ID]) without(customer ID, less *account, unit period.Unit) (*account, error) {
	rest := new(account)
	if a := s.customers[customer]; a != nil {
		rest = a.clone()
	}
	rest.turnover = rest.turnover.Sub(less.turnover)
	for _, p := range less.paid {
		i, found := rest.find(p.index)
		if !found || rest.paid[i].payments < p.payments {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: %s has not as many payments in %v as are to be removed", customerOf(customer), at(unit, int(p.index)))
		}
		r := &rest.paid[i]
		r.payments, r.sum = r.payments-p.payments, r.sum.Sub(p.sum)
		if r.payments > 0 {
			continue
		}
		if r.sum.Sign() != 0 {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: all payments of %s in %v come to %v, not to %v as those to be removed",
				customerOf(customer), at(unit, int(p.index)), r.sum.Add(p.sum).Decimal(), p.sum.Decimal())
		}
		rest.paid = slices.Delete(rest.paid, i, i+1)
	}
	if !rest.possible() {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: no payments of %s can be left when these are removed", customerOf(customer))
	}
	return rest, nil
}

func (a *account) clone() *account { return &account{a.turnover, slices.Clone(a.paid)} }

// put replaces an account.
func (s *Spending[ID]) put(customer ID, a *account) {
	if len(a.paid) == 0 {
		delete(s.customers, customer)
		return
	}
	s.customers[customer] = a
}

// narrow makes the span that of the payments that are left.
func (s *Spending[ID]) narrow() {
	span := periods.Span{Base: s.span.Base}
	for _, a := range s.customers {
		first, last := int(a.paid[0].index), int(a.paid[len(a.paid)-1].index)
		if !span.Any {
			span.Low, span.High, span.Any = first, last, true
		}
		span.Low, span.High = min(span.Low, first), max(span.High, last)
		if span == s.span {
			return
		}
	}
	s.span = span
}

// Forget removes a customer.
func (s *Spending[ID]) Forget(customer ID) {
	a := s.customers[customer]
	if a == nil {
		return
	}
	delete(s.customers, customer)
	s.turnover = s.turnover.Sub(a.turnover)
	for _, p := range a.paid {
		s.payments -= p.payments
	}
	s.narrow()
}

// Merge adds the payments of t.
func (s *Spending[ID]) Merge(t *Spending[ID]) error {
	if t == nil {
		return nil
	}
	if err := checkMerge("spending", s.unit, t.unit); err != nil {
		return err
	}
	turnover, payments, err := s.room(t.turnover, t.payments)
	if err != nil {
		return err
	}
	if t.span.Any {
		if err := s.span.Extend(t.span.Low, t.span.High); err != nil {
			return tooFar("spending", t.unit, s.span, t.span.Low, t.span.High)
		}
	}
	if t.unit != 0 {
		s.unit = t.unit
	}
	s.turnover, s.payments = turnover, payments
	for customer, a := range t.customers { // no new ones, when it is s itself
		more := a.turnover
		for _, p := range a.paid {
			s.add(customer, p.index, p.payments, p.sum, more)
			more = exact.Int128{}
		}
	}
	return nil
}

// Subtract takes back the payments of t.
func (s *Spending[ID]) Subtract(t *Spending[ID]) error {
	if t == nil {
		return nil
	}
	if s.unit != 0 && t.unit != 0 && s.unit != t.unit {
		return sentinel.Errorf(cx.ErrMismatch, "churn: subtracting spending by %v from spending by %v", t.unit, s.unit)
	}
	rests := make(map[ID]*account, len(t.customers))
	for customer, a := range t.customers {
		rest, err := s.without(customer, a, t.unit)
		if err != nil {
			return err
		}
		rests[customer] = rest
	}
	turnover, payments := t.turnover, t.payments
	for customer, rest := range rests {
		s.put(customer, rest)
	}
	s.turnover, s.payments = s.turnover.Sub(turnover), s.payments-payments
	s.narrow()
	return nil
}

// Clone returns an independent copy.
func (s *Spending[ID]) Clone() *Spending[ID] {
	c := &Spending[ID]{unit: s.unit, span: s.span, customers: maps.Clone(s.customers), payments: s.payments, turnover: s.turnover}
	for customer, a := range c.customers {
		c.customers[customer] = a.clone()
	}
	return c
}

// Customers returns how many customers paid or were paid back.
func (s *Spending[ID]) Customers() uint64 { return uint64(len(s.customers)) }

// Periods returns the range of the payments, or two zero Periods.
func (s *Spending[ID]) Periods() (first, last period.Period) { return spanOf(s.unit, s.span) }

// Cohorts returns what customers paid, by cohort and age. A cohort is those whose first
// payment is in the same period. Ask for periods that are over.
func (s *Spending[ID]) Cohorts(from, to period.Period) (RevenueTable, error) {
	first, last, err := checkRange("cohorts", s.unit, from, to)
	if err != nil {
		return RevenueTable{}, err
	}
	t := RevenueTable{rule: rulePaid, first: from, rows: make([]revenueCohort, last-first+1)}
	for _, a := range s.customers {
		cohort := int(a.paid[0].index)
		if cohort < first || cohort > last {
			continue
		}
		row := &t.rows[cohort-first]
		row.size++
		for _, p := range a.paid {
			if int(p.index) <= last {
				at := row.paid.cell(int(p.index) - cohort)
				*at = at.Add(p.sum)
			}
		}
	}
	for i := range t.rows {
		t.rows[i].paid.trim()
	}
	return t, nil
}

// RevenueTable tells how much the customers of each cohort paid at each age. Its errors are
// those of [CohortTable]; revenue of 10^18 returns [cx.ErrOverflow].
type RevenueTable struct {
	rule     rule
	currency string // what the amounts are in; may be empty
	first    period.Period
	rows     []revenueCohort
}

// revenueCohort is one row.
type revenueCohort struct {
	size uint64
	paid row[exact.Int128]
}

// Currency returns the currency, which is empty for tables of a [Spending].
func (t RevenueTable) Currency() string { return t.currency }

// Merge adds the table of other customers.
func (t *RevenueTable) Merge(o *RevenueTable) error {
	if o == nil || o.rows == nil {
		return nil
	}
	if t.rows == nil {
		*t = *o
		return nil
	}
	if err := sameTable(t.rule, o.rule, t.first, o.first, len(t.rows), len(o.rows)); err != nil {
		return err
	}
	currency := t.currency
	if currency == "" && t.empty() {
		currency = o.currency
	} else if currency != o.currency && (o.currency != "" || !o.empty()) {
		return sentinel.Errorf(cx.ErrMismatch, "churn: merging a table in %.40q into one in %.40q", o.currency, t.currency)
	}
	rows := make([]revenueCohort, len(t.rows))
	for i := range rows {
		cohort := func() period.Period { return at(t.first.Unit(), t.first.Index()+i) }
		size, carry := bits.Add64(t.rows[i].size, o.rows[i].size, 0)
		if carry != 0 {
			return sentinel.Errorf(cx.ErrOverflow, "churn: merging revenue tables: %d and %d customers of cohort %v pass 2^64-1",
				t.rows[i].size, o.rows[i].size, cohort())
		}
		rows[i] = revenueCohort{size, t.rows[i].paid.plus(o.rows[i].paid, exact.Int128.Add)}
		for _, sum := range rows[i].paid {
			if sum.Abs().Sub(maxTurnover).Sign() >= 0 {
				return sentinel.Errorf(cx.ErrOverflow, "churn: merging revenue tables: a revenue of %v of cohort %v is not below 10^18", sum.Decimal(), cohort())
			}
		}
	}
	t.rows, t.currency = rows, currency
	return nil
}

// empty reports whether there are no customers, so that the currency is not known.
func (t *RevenueTable) empty() bool {
	return !slices.ContainsFunc(t.rows, func(c revenueCohort) bool { return c.size > 0 })
}

// Periods returns the range, or two zero Periods.
func (t RevenueTable) Periods() (first, last period.Period) { return ends(t.first, len(t.rows)) }

// Size returns the number of customers of a cohort.
func (t RevenueTable) Size(cohort period.Period) (uint64, error) {
	i, err := rowOf(t.first, len(t.rows), cohort)
	if err != nil {
		return 0, err
	}
	return t.rows[i].size, nil
}

// Revenue returns what a cohort paid at an age.
func (t RevenueTable) Revenue(cohort period.Period, age int) (decimal.Decimal, error) {
	i, err := rowOf(t.first, len(t.rows), cohort)
	if err != nil {
		return decimal.Decimal{}, err
	}
	if err := checkAge(cohort, age, len(t.rows)-i); err != nil {
		return decimal.Decimal{}, err
	}
	return t.rows[i].paid.at(age).Decimal(), nil
}

// Retention returns what a cohort paid at an age in percent of what it paid at age 0. A
// cohort that paid nothing then returns [cx.ErrNoData].
func (t RevenueTable) Retention(cohort period.Period, age int) (decimal.Decimal, error) {
	paid, err := t.Revenue(cohort, age)
	if err != nil {
		return decimal.Decimal{}, err
	}
	base, err := t.Revenue(cohort, 0)
	if err != nil {
		return decimal.Decimal{}, err
	}
	if base.Sign() <= 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "churn: cohort %v began with a revenue of %v, of which nothing is a percentage", cohort, base)
	}
	return ratio("revenue retention", paid.Shift(2), base)
}
