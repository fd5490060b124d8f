package csat

import (
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/shopspring/decimal"
)

// WeightedTally holds answers on one [Scale] with the survey weight that each
// carries: how many people of the population a respondent stands for, relative to
// the others. All sums are exact, so order and sharding never change a bit of a
// result. The zero value is empty on the default scale and ready to use; weighted
// tallies are comparable with ==.
type WeightedTally struct {
	t likert.WeightedTally
}

// NewWeightedTally returns an empty weighted tally on the scale.
func NewWeightedTally(scale Scale) WeightedTally {
	return WeightedTally{likert.NewWeightedTally(scale.s)}
}

// Scale returns the scale of the answers.
func (t WeightedTally) Scale() Scale { return Scale{t.t.Scale()} }

// Add records one rating with its weight. It returns [cx.ErrOutOfRange] for a rating
// that is not on the scale and for a weight that [estimate.Weights.Add] refuses:
// negative, of more than 18 decimal places, or 10^12 and more. The tally is then
// unchanged.
func (t *WeightedTally) Add(r Rating, weight decimal.Decimal) error { return t.AddN(r, weight, 1) }

// AddN records n times the same rating with the same weight each, such as one row
// of a GROUP BY stratum, rating. The errors are those of [WeightedTally.Add], and
// [cx.ErrOverflow] when there would be more than 2^64-1 ratings.
func (t *WeightedTally) AddN(r Rating, weight decimal.Decimal, n uint64) error {
	return wrap(t.t.AddN(int(r), weight, n))
}

// Merge adds the answers of u. A zero WeightedTally is the identity, whatever the
// scale of the other; otherwise two scales that differ return [cx.ErrMismatch]. It
// returns [cx.ErrOverflow] when there would be more than 2^64-1 ratings. On an error t
// is unchanged. Merging nil changes nothing.
func (t *WeightedTally) Merge(u *WeightedTally) error {
	if u == nil {
		return nil
	}
	return wrap(t.t.Merge(&u.t))
}

// Remove takes back one rating with its weight: afterwards the tally is as if it had never
// been there, but for the scale. Weights know their number and sums, so what cannot have
// been among them is told only by an impossible rest: that returns [cx.ErrOutOfRange], and
// nothing changes.
func (t *WeightedTally) Remove(r Rating, weight decimal.Decimal) error {
	return t.RemoveN(r, weight, 1)
}

// RemoveN takes back n times the same rating with the same weight each; see
// [WeightedTally.Remove].
func (t *WeightedTally) RemoveN(r Rating, weight decimal.Decimal, n uint64) error {
	return wrap(t.t.RemoveN(int(r), weight, n))
}

// Subtract takes back all ratings of u; see [WeightedTally.Remove]. Another scale returns
// [cx.ErrMismatch]. Subtracting nil changes nothing.
func (t *WeightedTally) Subtract(u *WeightedTally) error {
	if u == nil {
		return nil
	}
	return wrap(t.t.Subtract(&u.t))
}

// Weights returns the weights of all answers: their number, their sum and Kish's
// effective sample size.
func (t WeightedTally) Weights() estimate.Weights { return t.t.Weights() }

// Satisfied returns the weighted proportion of satisfied answers, as
// [Tally.Satisfied] says who is; its interval is
// [estimate.WeightedProportion.Wilson].
func (t WeightedTally) Satisfied() estimate.WeightedProportion {
	return t.t.Box(t.Scale().satisfied())
}

// SatisfiedFrom returns the weighted proportion of answers that are the cut-off or
// better, with the errors of [Tally.SatisfiedFrom].
func (t WeightedTally) SatisfiedFrom(cutoff Rating) (estimate.WeightedProportion, error) {
	p, err := t.t.From(int(cutoff))
	return p, wrap(err)
}

// Score returns the weighted CSAT score as a ratio,
//
//	100 * (weights of satisfied answers) / (all weights),
//
// between 0 and 100, rounded once to 16 decimal places, half away from zero.
// Weights that sum to zero, or none, return [cx.ErrNoData].
func (t WeightedTally) Score() (decimal.Decimal, error) {
	if err := t.t.CheckData(); err != nil {
		return decimal.Decimal{}, wrap(err)
	}
	return t.Satisfied().Score()
}

// Interval returns the interval of the score to take when in doubt, in percent:
// [estimate.WeightedProportion.Wilson] of the satisfied.
func (t WeightedTally) Interval(level float64) (estimate.Interval, error) {
	i, err := t.Satisfied().Interval(level)
	return i, wrap(err)
}

// Compare compares the scores of two independent tallies, receiver minus other, in
// percentage points: [estimate.WeightedProportion.Compare] of the satisfied. Scales that
// differ return [cx.ErrMismatch].
func (t WeightedTally) Compare(other WeightedTally, level float64) (estimate.Difference, error) {
	if err := t.t.Scale().Matches(other.t.Scale()); err != nil {
		return estimate.Difference{}, wrap(err)
	}
	d, err := t.Satisfied().Compare(other.Satisfied(), level)
	return d, wrap(err)
}

// StdErr returns the standard error of the score in percentage points; see
// [estimate.WeightedProportion.StdErr].
func (t WeightedTally) StdErr() (float64, error) {
	e, err := t.Satisfied().StdErr()
	return e, wrap(err)
}

// Mean returns the weighted mean rating, (sum of weight * rating) / (all weights), in
// points of the scale, with its own interval and comparison.
func (t WeightedTally) Mean() estimate.WeightedMean { return t.t.Mean() }

// Mirrored returns the same answers told the other way round, lowest for highest, on the
// scale with its good end at the other side; see [Tally.Mirrored].
func (t WeightedTally) Mirrored() WeightedTally { return WeightedTally{t.t.Mirror()} }
