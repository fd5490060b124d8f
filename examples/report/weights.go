package main

import (
	"fmt"
	"slices"

	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

// weighted are the answers of a group with their weights, of -weight.
type weighted struct {
	nps  nps.WeightedTally
	csat csat.WeightedTally
	ces  ces.WeightedTally
}

// merge merges the weights of another group; nil has none.
func (w *weighted) merge(o *weighted) error {
	if w == nil || o == nil {
		return nil
	}
	if err := w.nps.Merge(&o.nps); err != nil {
		return err
	}
	if err := w.csat.Merge(&o.csat); err != nil {
		return err
	}
	return w.ces.Merge(&o.ces)
}

// add adds the ratings of a row with its weight.
func (w *weighted) add(given *rated, weight decimal.Decimal) error {
	if r := given[surveyNPS]; r != unansweredWord {
		if err := w.nps.Add(nps.Rating(r), weight); err != nil {
			return err
		}
	}
	if r := given[surveyCSAT]; r != unansweredWord {
		if err := w.csat.Add(csat.Rating(r), weight); err != nil {
			return err
		}
	}
	if r := given[surveyCES]; r != unansweredWord {
		return w.ces.Add(ces.Rating(r), weight)
	}
	return nil
}

// weightIn returns the current row's weight, 0 or more; 1 where there is no such column.
func (s *source) weightIn(c column) (decimal.Decimal, error) {
	if c.index < 0 {
		return decimal.NewFromInt(1), nil
	}
	d, err := s.priceIn(c)
	if err == nil {
		var limits estimate.Weights
		if limits.Add(d) != nil {
			err = c.wrong(s.cell(c), fmt.Errorf("not a weight of 0 or more, below 10^12, with at most 18 decimal places"))
		}
	}
	return d, err
}

// weigh gives a survey the metric of its weighted answers.
func weigh(m metric[answers], survey, column string, level float64) metric[answers] {
	better := signal.Higher
	for _, measure := range m.Measures {
		if measure.Glance != "" {
			better = measure.Better
		}
	}
	m.Title += ", weighted by " + column
	m.Notes = append(slices.Clip(m.Notes[:len(m.Notes)-1]), "Each answer counts as much as its weight. The interval and the comparison know of the weights.")
	switch survey {
	case "nps":
		m.Measures = weightedMeasures(m, "nps", "NPS", "NPS", better, 1, level, func(a *answers) nps.WeightedTally { return a.weighted.nps })
	case "csat":
		m.Measures = weightedMeasures(m, "csat", "CSAT %", "CSAT, %", better, 1, level, func(a *answers) csat.WeightedTally { return a.weighted.csat })
	default:
		m.Measures = weightedMeasures(m, "ces", "CES", "CES", better, 2, level, func(a *answers) ces.WeightedTally { return a.weighted.ces })
	}
	return m
}

func weightedMeasures[M estimate.Metric[M]](m metric[answers], key, text, glance string, better signal.Better, places int32, level float64, of func(*answers) M) []measure[answers] {
	score := func(a *answers) (decimal.Decimal, error) { return of(a).Score() }
	return slices.Concat(
		[]measure[answers]{counted("answers", "answers", m.N), value(key, text, places, score).glance(glance, better)},
		bounds(level, places, func(a *answers, level float64) (estimate.Interval, error) { return of(a).Interval(level) }),
		[]measure[answers]{
			change(places, score),
			compared(level, func(now, before *answers, level float64) (estimate.Difference, error) {
				return of(now).Compare(of(before), level)
			}),
		},
	)
}
