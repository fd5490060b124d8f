package churn

import (
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/periods"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
)

// Returned returns by cohort how many customers were active at least once between two ages,
// both included (bracket retention): with 9 and 16, in weeks 9 to 16. The cohorts are those
// of [Activity.Bounded] that are old enough.
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
