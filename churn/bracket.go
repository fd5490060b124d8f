package churn

import (
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/periods"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
)

// Returned returns by cohort how many customers were active at any of the ages from to to,
// both included: with weeks and 9, 16 those who came back in any of weeks 9 to 16 after
// their first one (bracket retention). The cohorts are those of [Activity.Bounded]. One
// that does not reach the age to by the period last has no cell; one without customers has
// a proportion of nobody. Cells of customers that are apart merge.
//
// It returns [cx.ErrMismatch] for periods of another unit. It returns [cx.ErrOutOfRange]
// for a zero Period, a last before first, more than 4096 periods, a negative age and to
// before from.
func (a *Activity[ID]) Returned(first, last period.Period, from, to int) (*period.Series[*estimate.Proportion], error) {
	low, high, err := checkRange("cohorts", a.unit, first, last)
	if err != nil {
		return nil, err
	}
	if from < 0 || to < from {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: no ages from %d to %d", from, to)
	}
	cells := make([]estimate.Proportion, max(0, high-low+1-min(to, maxPeriods)))
	if len(cells) > 0 && a.core.Span().Any {
		a.core.Each(func(_ ID, p periods.Set) {
			cohort := p.First()
			if cohort < low || cohort-low >= len(cells) {
				return
			}
			if p.Count(cohort+from, cohort+to) > 0 {
				cells[cohort-low].Hits++
			} else {
				cells[cohort-low].Misses++
			}
		})
	}
	all := period.NewSeries(first.Unit(), time.UTC, cx.New[estimate.Proportion])
	for i := range cells {
		cell, err := all.For(at(first.Unit(), low+i))
		if err != nil {
			return nil, own("cohorts", err)
		}
		*cell = cells[i]
	}
	return all, nil
}
