package csat

import (
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/shopspring/decimal"
)

// WeightedTally holds answers on one [Scale] with survey weights: how many people each
// respondent stands for. All sums are exact. The zero value is empty on the default scale;
// weighted tallies are comparable with ==. Weights that sum to zero return [cx.ErrNoData].
type WeightedTally struct {
	t likert.WeightedTally
}

// NewWeightedTally returns an empty weighted tally on the scale.
func NewWeightedTally(scale Scale) WeightedTally {
	return WeightedTally{likert.NewWeightedTally(scale.s)}
}

// Scale returns the scale of the answers.
func (t WeightedTally) Scale() Scale { return Scale{t.t.Scale()} }

// Add records one rating with its weight. It returns [cx.ErrOutOfRange] for a rating that is
// not on the scale and for a weight that [estimate.Weights.Add] refuses.
func (t *WeightedTally) Add(r Rating, weight decimal.Decimal) error { return t.AddN(r, weight, 1) }

// AddN records n times the same rating and weight. It returns [cx.ErrOverflow] above 2^64-1
// ratings.
func (t *WeightedTally) AddN(r Rating, weight decimal.Decimal, n uint64) error {
	return wrap(t.t.AddN(int(r), weight, n))
}

// Merge adds the answers of u. It returns [cx.ErrMismatch] for another scale, unless either
// tally is the zero value, and [cx.ErrOverflow] above 2^64-1 ratings.
func (t *WeightedTally) Merge(u *WeightedTally) error {
	if u == nil {
		return nil
	}
	return wrap(t.t.Merge(&u.t))
}

// Remove takes back one rating with its weight. It returns [cx.ErrOutOfRange] when the rest
// could not be; a rating with another weight that leaves a possible rest goes unnoticed.
func (t *WeightedTally) Remove(r Rating, weight decimal.Decimal) error {
	return wrap(t.t.Remove(int(r), weight))
}

// Subtract takes back all ratings of u; see [WeightedTally.Remove].
func (t *WeightedTally) Subtract(u *WeightedTally) error {
	if u == nil {
		return nil
	}
	return wrap(t.t.Subtract(&u.t))
}

// Weights returns the weights of all answers.
func (t WeightedTally) Weights() estimate.Weights { return t.t.Weights() }

// Satisfied returns the weighted proportion of [Tally.Satisfied].
func (t WeightedTally) Satisfied() estimate.WeightedProportion {
	return t.t.Box(t.Scale().satisfied())
}

// SatisfiedFrom returns the weighted proportion of [Tally.SatisfiedFrom].
func (t WeightedTally) SatisfiedFrom(cutoff Rating) (estimate.WeightedProportion, error) {
	p, err := t.t.From(int(cutoff))
	return p, wrap(err)
}

// Score returns the weighted percentage of satisfied answers, 0 to 100:
//
//	100 * (weights of satisfied answers) / (all weights)
func (t WeightedTally) Score() (decimal.Decimal, error) {
	if err := t.t.CheckData(); err != nil {
		return decimal.Decimal{}, wrap(err)
	}
	return t.Satisfied().Score()
}

// Interval returns the Wilson interval of the score with the effective sample size
// ([estimate.WeightedProportion.Wilson]).
func (t WeightedTally) Interval(level float64) (estimate.Interval, error) {
	i, err := t.Satisfied().Interval(level)
	return i, wrap(err)
}

// Compare returns the difference of two weighted scores, receiver minus other, in percentage
// points ([estimate.WeightedProportion.Compare]). Scales that differ return [cx.ErrMismatch].
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

// Mean returns the weighted mean rating in points of the scale:
//
//	(sum of weight * rating) / (all weights)
func (t WeightedTally) Mean() estimate.WeightedMean { return t.t.Mean() }

// Mirrored returns the answers with lowest and highest swapped; see [Tally.Mirrored].
func (t WeightedTally) Mirrored() WeightedTally { return WeightedTally{t.t.Mirror()} }
