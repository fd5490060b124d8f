package churn

import (
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/periods"
	"github.com/shopspring/decimal"
)

// Spending collects what customers paid in which periods and tells how much of a
// cohort's revenue still comes in at each age ([Spending.Cohorts]). Periods and
// customers are those of [Activity]. The zero value is empty and ready to use.
//
// It takes a map entry for each customer and one of 24 bytes for each period that
// a customer paid in. A Spending must not be changed by two goroutines at once:
// give each its own and [Spending.Merge]. Reading changes nothing. A copy shares memory
// with the original: after either is changed, the other must not be used; to copy, merge
// into an empty one.
type Spending[ID comparable] struct {
	customers map[ID]int32
	paid      map[customerPeriod]exact.Int128
	turnover  exact.Int128 // the sum of all magnitudes, which bounds every other sum
	span      periods.Span
}

type customerPeriod struct {
	customer int32
	period   int32 // counted from the base of the span
}

// maxTurnover is 10^18 in steps of exact.Amount.
var maxTurnover = exact.Mul(1e18, 1e18)

// Add records that a customer paid an amount in a period. A refund is a negative
// amount. An invalid payment leaves the spending as it was: [cx.ErrOutOfRange] for
// an amount that is not below 10^12 or has more than 18 decimal places, and for
// a period beyond 10^9 or one that makes the periods span more than [MaxPeriods];
// [cx.ErrOverflow] when payments and refunds together would reach 10^18.
func (s *Spending[ID]) Add(customer ID, period int, amount decimal.Decimal) error {
	if err := ids.Check(customer); err != nil {
		return fmt.Errorf("churn: payment: %w", err)
	}
	paid, err := exact.Amount(amount)
	if err != nil {
		return fmt.Errorf("churn: payment of customer %s: %w", ids.Quote(customer), err)
	}
	turnover, err := s.room(paid.Abs())
	if err != nil {
		return err
	}
	if err := s.span.Extend(period, period); err != nil {
		return wrap(err)
	}
	s.turnover = turnover
	s.add(customer, period, paid)
	return nil
}

// room returns the turnover with more added, unless that is too much.
func (s *Spending[ID]) room(more exact.Int128) (exact.Int128, error) {
	turnover := s.turnover.Add(more)
	if turnover.Sub(maxTurnover).Sign() >= 0 {
		return exact.Int128{}, fmt.Errorf("churn: payments and refunds of %v together are not below 10^18: %w", turnover.Decimal(), cx.ErrOverflow)
	}
	return turnover, nil
}

func (s *Spending[ID]) add(customer ID, period int, paid exact.Int128) {
	if s.customers == nil {
		s.customers, s.paid = make(map[ID]int32), make(map[customerPeriod]exact.Int128)
	}
	i, ok := s.customers[customer]
	if !ok {
		i = int32(len(s.customers))
		s.customers[customer] = i
	}
	key := customerPeriod{customer: i, period: int32(period - s.span.Base)}
	s.paid[key] = s.paid[key].Add(paid)
}

// Merge adds the payments of t, as if they had been recorded in s. It leaves s as
// it was on an error: [cx.ErrOutOfRange] when the periods of both span more than
// [MaxPeriods], [cx.ErrOverflow] when their payments together would reach 10^18.
func (s *Spending[ID]) Merge(t *Spending[ID]) error {
	if !t.span.Any {
		return nil
	}
	turnover, err := s.room(t.turnover)
	if err != nil {
		return err
	}
	if err := s.span.Extend(t.span.Low, t.span.High); err != nil {
		return wrap(err)
	}
	customers := make([]ID, len(t.customers))
	for customer, i := range t.customers {
		customers[i] = customer
	}
	s.turnover = turnover
	for key, paid := range t.paid {
		s.add(customers[key.customer], int(key.period)+t.span.Base, paid)
	}
	return nil
}

// Cohorts returns the revenue of the cohorts of the periods first to last by age.
// A customer belongs to the cohort of the first period with a payment, of
// whatever amount. Whoever paid before first belongs to no cohort of the table;
// what was paid after last is not looked at. A period that is not over should not be
// in the table: it would count as if nobody else paid. A last before first, or more than
// [MaxPeriods], gives [cx.ErrOutOfRange].
func (s Spending[ID]) Cohorts(first, last int) (RevenueTable, error) {
	if err := periods.CheckRange(first, last); err != nil {
		return RevenueTable{}, wrap(err)
	}
	t := RevenueTable{first: first, rows: make([]revenueCohort, last-first+1)}
	for i := range t.rows {
		t.rows[i].paid = make([]exact.Int128, len(t.rows)-i)
	}
	cohorts := make([]int32, len(s.customers)) // the first period of each customer
	for i := range cohorts {
		cohorts[i] = 2 * MaxPeriods
	}
	for key := range s.paid {
		cohorts[key.customer] = min(cohorts[key.customer], key.period)
	}
	inTable := func(period int32) (row int, ok bool) {
		p := int(period) + s.span.Base
		return p - first, p >= first && p <= last
	}
	for _, period := range cohorts {
		if row, ok := inTable(period); ok {
			t.rows[row].size++
		}
	}
	for key, paid := range s.paid {
		cohort := cohorts[key.customer]
		row, ok := inTable(cohort)
		if _, seen := inTable(key.period); ok && seen {
			at := &t.rows[row].paid[key.period-cohort]
			*at = at.Add(paid)
		}
	}
	return t, nil
}

// RevenueTable tells how much the customers of each cohort paid at each age.
// [Spending.Cohorts] makes it.
type RevenueTable struct {
	first int
	rows  []revenueCohort
	label func(period int) string
}

// revenueCohort is one row: paid[0] is what it paid in its first period.
type revenueCohort struct {
	size uint64
	paid []exact.Int128
}

// Label returns the table with a name for its periods in [RevenueTable.String]
// and JSON, where they are plain numbers otherwise.
func (t RevenueTable) Label(name func(period int) string) RevenueTable {
	t.label = name
	return t
}

// Periods returns the first and the last period of the table. The zero table has
// none: it returns 0 and -1.
func (t RevenueTable) Periods() (first, last int) { return t.first, t.first + len(t.rows) - 1 }

// Size returns the number of customers who first paid in a period. A period that
// is not in the table gives [cx.ErrOutOfRange].
func (t RevenueTable) Size(cohort int) (uint64, error) {
	row, err := rowOf(t.rows, t.first, cohort)
	return row.size, err
}

// Revenue returns what a cohort paid at an age, exactly. It is open, [cx.ErrNoData],
// where that age lies after the table's last period. A cohort that is not in the
// table and a negative age give [cx.ErrOutOfRange].
func (t RevenueTable) Revenue(cohort, age int) (decimal.Decimal, error) {
	row, err := rowOf(t.rows, t.first, cohort)
	if err != nil {
		return decimal.Decimal{}, err
	}
	if err := checkAge(cohort, age, len(row.paid)); err != nil {
		return decimal.Decimal{}, err
	}
	return row.paid[age].Decimal(), nil
}

// Retention returns what a cohort paid at an age in percent of what it paid in
// its first period, above 100 where it paid more. It is [cx.ErrNoData] where
// [RevenueTable.Revenue] is, and where the first period brought no revenue.
func (t RevenueTable) Retention(cohort, age int) (decimal.Decimal, error) {
	paid, err := t.Revenue(cohort, age)
	if err != nil {
		return decimal.Decimal{}, err
	}
	base, err := t.Revenue(cohort, 0)
	if err != nil {
		return decimal.Decimal{}, err
	}
	if base.Sign() <= 0 {
		return decimal.Decimal{}, fmt.Errorf("churn: cohort %d began with a revenue of %v: %w", cohort, base, cx.ErrNoData)
	}
	return ratio("revenue retention", paid.Shift(2), base)
}
