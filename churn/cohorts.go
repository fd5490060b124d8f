package churn

import (
	"math/bits"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/periods"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
)

// CohortTable tells how many customers of each cohort were still there at each age. A cohort
// is the customers first active in the same period, an age the number of periods since. A
// cohort that is not in the table returns [cx.ErrOutOfRange], an age past the last period
// [cx.ErrNoData].
type CohortTable struct {
	rule  rule
	first period.Period
	rows  []cohort
}

// rule is what a table counts at an age.
type rule uint8

const (
	ruleBounded rule = iota + 1 // active in that very period
	ruleRolling                 // active in that period or a later one
	ruleClosing                 // a customer, and what they pay, when that period closes
	rulePaid                    // what was paid in that period
)

var ruleNames = [...]string{ruleBounded: "bounded", ruleRolling: "rolling", ruleClosing: "closing", rulePaid: "paid"}

func (r rule) String() string { return ruleNames[r] }

// cohort is one row: how many were there at each age, from the size on.
type cohort struct{ active row[uint64] }

// row has the values of a cohort by age, without zeros at its end.
type row[T comparable] []T

// at returns the value at an age.
func (r row[T]) at(age int) T {
	if age >= len(r) {
		var none T
		return none
	}
	return r[age]
}

// cell returns where the value at an age is kept.
func (r *row[T]) cell(age int) *T {
	if n := age + 1 - len(*r); n > 0 {
		*r = append(*r, make([]T, n)...)
	}
	return &(*r)[age]
}

// trim cuts the zeros at the end.
func (r *row[T]) trim() {
	var none T
	for len(*r) > 0 && (*r)[len(*r)-1] == none {
		*r = (*r)[:len(*r)-1]
	}
	if len(*r) == 0 {
		*r = nil
	}
}

// ages returns the values at so many ages.
func (r row[T]) ages(n int) []T { return append(slices.Clip(r), make([]T, n-len(r))...) }

// Bounded returns the cohorts of the periods first to last, without customers active before.
// At age k it counts customers who were active in that very period (N-day retention). Ask for
// periods that are over.
func (a *Activity[ID]) Bounded(first, last period.Period) (CohortTable, error) {
	return a.cohorts(ruleBounded, first, last, func(row *row[uint64], p periods.Set, cohort, last int) {
		active := *row
		for i, w := range p.Words {
			at := p.Base + i*periods.WordBits - cohort // the age of the word's first period
			for ; w != 0; w &= w - 1 {
				age := at + bits.TrailingZeros64(w)
				if age >= len(active) {
					if age > last-cohort {
						return
					}
					row.cell(age)
					active = *row
				}
				active[age]++
			}
		}
	})
}

// Rolling is [Activity.Bounded] but counts customers who were active at age k or later
// (unbounded retention). It rises when customers come back after last.
func (a *Activity[ID]) Rolling(first, last period.Period) (CohortTable, error) {
	return a.cohorts(ruleRolling, first, last, func(active *row[uint64], p periods.Set, cohort, last int) {
		latest := cohort
		for period := range p.All {
			if period > last {
				break
			}
			latest = period
		}
		active.cell(latest - cohort)
		for age := range latest - cohort + 1 {
			(*active)[age]++
		}
	})
}

// cohorts calls count for every customer of the table, with the row of the cohort.
func (a *Activity[ID]) cohorts(rule rule, from, to period.Period, count func(active *row[uint64], p periods.Set, cohort, last int)) (CohortTable, error) {
	first, last, err := checkRange("cohorts", a.unit, from, to)
	if err != nil {
		return CohortTable{}, err
	}
	t := CohortTable{rule: rule, first: from, rows: make([]cohort, last-first+1)}
	if !a.core.Span().Any {
		return t, nil
	}
	a.core.Each(func(_ ID, p periods.Set) {
		if cohort := p.First(); cohort >= first && cohort <= last {
			count(&t.rows[cohort-first].active, p, cohort, last)
		}
	})
	return t, nil
}

// Merge adds the table of other customers.
func (t *CohortTable) Merge(o *CohortTable) error {
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
	rows := make([]cohort, len(t.rows))
	for i := range rows {
		a, b := t.rows[i].active, o.rows[i].active
		if _, carry := bits.Add64(a.at(0), b.at(0), 0); carry != 0 { // no other age has more
			return sentinel.Errorf(cx.ErrOverflow, "churn: merging cohort tables: %d and %d customers of cohort %v pass 2^64-1",
				a.at(0), b.at(0), at(t.first.Unit(), t.first.Index()+i))
		}
		rows[i].active = a.plus(b, func(x, y uint64) uint64 { return x + y })
	}
	t.rows = rows
	return nil
}

// plus returns the sums of two rows, in memory of its own.
func (r row[T]) plus(s row[T], add func(x, y T) T) row[T] {
	sums := make(row[T], max(len(r), len(s)))
	for age := range sums {
		sums[age] = add(r.at(age), s.at(age))
	}
	sums.trim()
	return sums
}

// sameTable returns an error for tables that are not of the same rule and periods.
func sameTable(rule, other rule, first, otherFirst period.Period, n, m int) error {
	if rule != other {
		return sentinel.Errorf(cx.ErrMismatch, "churn: merging a table of %v retention into one of %v retention", other, rule)
	}
	if first != otherFirst || n != m {
		_, last := ends(first, n)
		_, otherLast := ends(otherFirst, m)
		return sentinel.Errorf(cx.ErrMismatch, "churn: merging the cohorts %v to %v into the cohorts %v to %v", otherFirst, otherLast, first, last)
	}
	return nil
}

// Periods returns the range, or two zero Periods.
func (t CohortTable) Periods() (first, last period.Period) { return ends(t.first, len(t.rows)) }

// ends returns the first and the last of n periods.
func ends(first period.Period, n int) (period.Period, period.Period) {
	if n == 0 {
		return period.Period{}, period.Period{}
	}
	return first, at(first.Unit(), first.Index()+n-1)
}

// Size returns the number of customers of a cohort.
func (t CohortTable) Size(cohort period.Period) (uint64, error) {
	i, err := rowOf(t.first, len(t.rows), cohort)
	if err != nil {
		return 0, err
	}
	return t.rows[i].active.at(0), nil
}

// Retention returns the share of a cohort that was still there at an age.
func (t CohortTable) Retention(cohort period.Period, age int) (estimate.Proportion, error) {
	i, err := rowOf(t.first, len(t.rows), cohort)
	if err != nil {
		return estimate.Proportion{}, err
	}
	if err := checkAge(cohort, age, len(t.rows)-i); err != nil {
		return estimate.Proportion{}, err
	}
	return t.rows[i].retention(age), nil
}

func (c cohort) retention(age int) estimate.Proportion {
	there := c.active.at(age)
	return estimate.Proportion{Hits: there, Misses: c.active.at(0) - there}
}

// RetentionAt returns the retention at an age of all cohorts that have reached it.
func (t CohortTable) RetentionAt(age int) (estimate.Proportion, error) {
	if err := checkAge(t.first, age, len(t.rows)); err != nil {
		return estimate.Proportion{}, err
	}
	var all estimate.Proportion
	for _, c := range t.rows[:len(t.rows)-age] {
		p := c.retention(age)
		if err := all.Merge(&p); err != nil {
			return estimate.Proportion{}, own("retention", err)
		}
	}
	return all, nil
}

// rowOf returns the row of a cohort in a table of n consecutive cohorts.
func rowOf(first period.Period, n int, cohort period.Period) (int, error) {
	if n == 0 {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "churn: the zero table has no cohorts")
	}
	if err := checkUnit("cohort", first.Unit(), cohort); err != nil {
		return 0, err
	}
	i := cohort.Index() - first.Index()
	if i < 0 || i >= n {
		_, last := ends(first, n)
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "churn: cohort %v is not in the table, which has %v to %v", cohort, first, last)
	}
	return i, nil
}

// checkAge returns an error for an age that a cohort seen in so many periods has
// not reached.
func checkAge(cohort period.Period, age, seen int) error {
	if age < 0 {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: age %d is negative", age)
	}
	if age >= seen {
		return sentinel.Errorf(cx.ErrNoData, "churn: cohort %v has not reached age %d in the table", cohort, age)
	}
	return nil
}
