package csat

import (
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/shopspring/decimal"
)

// WeightedTally holds answers on one [Scale] with survey weights: how many people each
// respondent stands for. The zero value is on the default scale.
type WeightedTally struct {
	t likert.WeightedTally
}

// NewWeightedTally returns an empty tally on the scale.
func NewWeightedTally(scale Scale) WeightedTally {
	return WeightedTally{likert.NewWeightedTally(scale.s)}
}

// Scale returns the scale of the answers.
func (t WeightedTally) Scale() Scale { return Scale{t.t.Scale()} }

// Add counts one rating with its weight; see [estimate.Weights].
func (t *WeightedTally) Add(r Rating, weight decimal.Decimal) error { return t.AddN(r, weight, 1) }

// AddN counts a rating n times, with the same weight.
func (t *WeightedTally) AddN(r Rating, weight decimal.Decimal, n uint64) error {
	return wrap(t.t.AddN(int(r), weight, n))
}

// Merge adds the ratings of u.
func (t *WeightedTally) Merge(u *WeightedTally) error {
	if u == nil {
		return nil
	}
	return wrap(t.t.Merge(&u.t))
}

// Remove takes back one rating with its weight. A wrong weight goes unnoticed if what is left
// is possible.
func (t *WeightedTally) Remove(r Rating, weight decimal.Decimal) error {
	return wrap(t.t.Remove(int(r), weight))
}

// Subtract takes back the ratings of u.
func (t *WeightedTally) Subtract(u *WeightedTally) error {
	if u == nil {
		return nil
	}
	return wrap(t.t.Subtract(&u.t))
}

// Weights returns the weights of all answers.
func (t WeightedTally) Weights() estimate.Weights { return t.t.Weights() }

// Satisfied is the weighted [Tally.Satisfied].
func (t WeightedTally) Satisfied() estimate.WeightedProportion {
	return t.t.Box(t.Scale().satisfied())
}

// SatisfiedFrom is the weighted [Tally.SatisfiedFrom].
func (t WeightedTally) SatisfiedFrom(cutoff Rating) (estimate.WeightedProportion, error) {
	p, err := t.t.From(int(cutoff))
	return p, wrap(err)
}

// Score returns 100 * (weights of satisfied answers) / (all weights).
func (t WeightedTally) Score() (decimal.Decimal, error) {
	if err := t.t.CheckData(); err != nil {
		return decimal.Decimal{}, wrap(err)
	}
	return t.Satisfied().Score()
}

// Interval returns [estimate.WeightedProportion.Interval] of the score.
func (t WeightedTally) Interval(level float64) (estimate.Interval, error) {
	i, err := t.Satisfied().Interval(level)
	return i, wrap(err)
}

// Compare returns t minus other, as [estimate.WeightedProportion.Compare] does.
func (t WeightedTally) Compare(other WeightedTally, level float64) (estimate.Difference, error) {
	if err := t.t.Scale().Matches(other.t.Scale()); err != nil {
		return estimate.Difference{}, wrap(err)
	}
	d, err := t.Satisfied().Compare(other.Satisfied(), level)
	return d, wrap(err)
}

// StdErr returns the standard error of the score in percentage points.
func (t WeightedTally) StdErr() (float64, error) {
	e, err := t.Satisfied().StdErr()
	return e, wrap(err)
}

// Mean returns (sum of weight * rating) / (all weights), in points of the scale.
func (t WeightedTally) Mean() estimate.WeightedMean { return t.t.Mean() }

// Mirrored is as [Tally.Mirrored].
func (t WeightedTally) Mirrored() WeightedTally { return WeightedTally{t.t.Mirror()} }
