package churn

import (
	"fmt"
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/periods"
)

// CohortTable tells how many customers of each cohort were still there at each
// age. A cohort is the customers first active in the same period; their age in a
// later period is the number of periods since. [Activity.Bounded] and
// [Activity.Rolling] make it.
type CohortTable struct {
	first int
	rows  []cohort
	label func(period int) string
}

// cohort is one row: active[0] is its size, the last one is its age now.
type cohort struct{ active []uint64 }

// Bounded returns the cohorts of the periods first to last, where a customer
// counts at age k who was active in that very period (N-day or classic
// retention). Whoever was active before first belongs to no cohort of the table;
// what happened after last is not looked at. A period that is not over should
// not be in the table: it would count as if nobody else came. A last before first,
// or more than [MaxPeriods], gives [cx.ErrOutOfRange].
func (a Activity[ID]) Bounded(first, last int) (CohortTable, error) {
	return a.cohorts(first, last, func(active []uint64, p periods.Set, cohort int) {
		for i, w := range p.Words {
			at := p.Base + i*periods.WordBits - cohort // the age of the word's first period
			for ; w != 0; w &= w - 1 {
				age := at + bits.TrailingZeros64(w)
				if age >= len(active) {
					return
				}
				active[age]++
			}
		}
	})
}

// Rolling returns the cohorts of the periods first to last, where a customer
// counts at age k who was active in that period or a later one up to last
// (unbounded or rolling retention). It never rises with age, and it is
// provisional: who comes back after last will have counted all along. Otherwise
// as [Activity.Bounded].
func (a Activity[ID]) Rolling(first, last int) (CohortTable, error) {
	return a.cohorts(first, last, func(active []uint64, p periods.Set, cohort int) {
		latest := cohort
		for period := range p.All {
			if period > last {
				break
			}
			latest = period
		}
		for age := range latest - cohort + 1 {
			active[age]++
		}
	})
}

// cohorts calls count for every customer of the table, with the row of the cohort.
func (a Activity[ID]) cohorts(first, last int, count func(active []uint64, p periods.Set, cohort int)) (CohortTable, error) {
	if err := periods.CheckRange(first, last); err != nil {
		return CohortTable{}, wrap(err)
	}
	t := CohortTable{first: first, rows: make([]cohort, last-first+1)}
	for i := range t.rows {
		t.rows[i].active = make([]uint64, len(t.rows)-i)
	}
	a.core.Each(func(_ ID, p periods.Set) {
		if cohort := p.First(); cohort >= first && cohort <= last {
			count(t.rows[cohort-first].active, p, cohort)
		}
	})
	return t, nil
}

// Label returns the table with a name for its periods in [CohortTable.String]
// and JSON, where they are plain numbers otherwise.
func (t CohortTable) Label(name func(period int) string) CohortTable {
	t.label = name
	return t
}

// Periods returns the first and the last period of the table. The zero table has
// none: it returns 0 and -1.
func (t CohortTable) Periods() (first, last int) { return t.first, t.first + len(t.rows) - 1 }

// Size returns the number of customers first active in a period. A period that
// is not in the table gives [cx.ErrOutOfRange].
func (t CohortTable) Size(cohort int) (uint64, error) {
	row, err := rowOf(t.rows, t.first, cohort)
	if err != nil {
		return 0, err
	}
	return row.active[0], nil
}

// Retention returns the customers of a cohort who were still there at an age, of
// all of them. It is open, [cx.ErrNoData], where that age lies after the table's
// last period, and it is of nobody, [cx.ErrNoData] when the proportion is read,
// where the cohort is empty. A cohort that is not in the table and a negative age
// give [cx.ErrOutOfRange].
func (t CohortTable) Retention(cohort, age int) (estimate.Proportion, error) {
	row, err := rowOf(t.rows, t.first, cohort)
	if err != nil {
		return estimate.Proportion{}, err
	}
	if err := checkAge(cohort, age, len(row.active)); err != nil {
		return estimate.Proportion{}, err
	}
	return estimate.ProportionOf(row.active[age], row.active[0])
}

// RetentionAt returns the retention at an age of all cohorts that have reached
// it, as one group. When none has, it is [cx.ErrNoData]; a negative age gives
// [cx.ErrOutOfRange].
func (t CohortTable) RetentionAt(age int) (estimate.Proportion, error) {
	if err := checkAge(t.first, age, len(t.rows)); err != nil {
		return estimate.Proportion{}, err
	}
	var all estimate.Proportion
	for _, row := range t.rows[:len(t.rows)-age] {
		p, err := estimate.ProportionOf(row.active[age], row.active[0])
		if err != nil {
			return estimate.Proportion{}, err
		}
		if err := all.Merge(p); err != nil {
			return estimate.Proportion{}, err
		}
	}
	return all, nil
}

// rowOf returns the row of a cohort in a table of consecutive cohorts.
func rowOf[R any](rows []R, first, cohort int) (R, error) {
	if cohort < first || cohort >= first+len(rows) {
		var none R
		return none, fmt.Errorf("churn: cohort %d is not in %d..%d: %w", cohort, first, first+len(rows)-1, cx.ErrOutOfRange)
	}
	return rows[cohort-first], nil
}

// checkAge returns an error for an age that a cohort seen in so many periods has
// not reached.
func checkAge(cohort, age, seen int) error {
	if age < 0 {
		return fmt.Errorf("churn: age %d is negative: %w", age, cx.ErrOutOfRange)
	}
	if age >= seen {
		return fmt.Errorf("churn: cohort %d has not reached age %d: %w", cohort, age, cx.ErrNoData)
	}
	return nil
}
