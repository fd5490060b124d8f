package main

import (
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/examples/internal/draw"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

// bounds are those of a confidence interval, which need not be centred at its estimate.
func bounds[T any](level float64, places int32, of func(*T, float64) (estimate.Interval, error)) []measure[T] {
	bound := func(key string, pick func(estimate.Interval) float64) measure[T] {
		return measure[T]{head: head{Key: key, Text: key}, cell: func(now, _ *T) cell {
			i, err := of(now, level)
			if err != nil {
				return cell{}
			}
			d := inferred(pick(i))
			return cell{Text: draw.Grouped(d.StringFixed(places)), Value: d}
		}}
	}
	return []measure[T]{
		bound("low", func(i estimate.Interval) float64 { return i.Low }),
		bound("high", func(i estimate.Interval) float64 { return i.High }),
	}
}

// inferred returns a figure of the inference as the report gives it: such figures
// are floats, of which machines may differ in the last digits, and six places are
// more than anybody can use.
func inferred(x float64) decimal.Decimal { return decimal.NewFromFloat(x).Round(6) }

// compared says whether a period is clearly higher or lower than the last one
// before that has data.
func compared[T any](level float64, compare func(now, before *T, level float64) (estimate.Difference, error)) measure[T] {
	return measure[T]{head: head{Key: "compared", Text: "compared", PeriodsOnly: true}, cell: func(now, before *T) cell {
		if before == nil {
			return cell{}
		}
		d, err := compare(now, before, level)
		if err != nil {
			return cell{}
		}
		return cell{difference: &d} // judged among all comparisons of the report
	}}
}

// rate is a percentage with its bounds and how it compares: Wilson's interval and
// Newcombe's comparison.
func rate[T any](key, text, glance string, better signal.Better, places int32, level float64, of func(*T) estimate.Proportion) []measure[T] {
	percent := func(t *T) (decimal.Decimal, error) { return of(t).Score() }
	all := []measure[T]{value(key, text, places, percent).glance(glance, better).judged(asShares(of))}
	all = append(all, bounds(level, places, func(t *T, level float64) (estimate.Interval, error) { return of(t).Interval(level) })...)
	return append(all, change(places, percent), compared(level, func(now, before *T, level float64) (estimate.Difference, error) {
		return of(now).Compare(of(before), level)
	}))
}
