package ces

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
	if u == nil || *u == (WeightedTally{}) {
		return nil
	}
	if *t != (WeightedTally{}) && t.Scale() != u.Scale() {
		return mismatch(t.Scale(), u.Scale())
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
	if u == nil || *u == (WeightedTally{}) {
		return nil
	}
	if t.Scale() != u.Scale() {
		return mismatch(t.Scale(), u.Scale())
	}
	return wrap(t.t.Subtract(&u.t))
}

// Weights returns the weights of all answers: their number, their sum and Kish's
// effective sample size.
func (t WeightedTally) Weights() estimate.Weights { return t.t.Weights() }

// Score returns the weighted Customer Effort Score, the weighted mean rating
//
//	(sum of weight * rating) / (all weights)
//
// in points of the scale, rounded once to 16 decimal places, half away from zero.
// Weights that sum to zero, or none, return [cx.ErrNoData].
func (t WeightedTally) Score() (decimal.Decimal, error) {
	if err := t.t.CheckData(); err != nil {
		return decimal.Decimal{}, wrap(err)
	}
	return t.Mean().Score()
}

// Interval returns the interval of the score in points of the scale:
// [estimate.WeightedSample.StudentT], cut to the scale.
func (t WeightedTally) Interval(level float64) (estimate.Interval, error) {
	i, err := t.Mean().Interval(level)
	return i, wrap(err)
}

// Compare compares the scores of two independent tallies, receiver minus other, in points
// of the scale: [estimate.WeightedSample.Compare] of the ratings. Scales that differ, be it
// in their direction, return [cx.ErrMismatch].
func (t WeightedTally) Compare(other WeightedTally, level float64) (estimate.Difference, error) {
	if t.Scale() != other.Scale() {
		return estimate.Difference{}, mismatch(t.Scale(), other.Scale())
	}
	d, err := t.Mean().Compare(other.Mean(), level)
	return d, wrap(err)
}

// StdErr returns the standard error of the score in points of the scale; see
// [estimate.WeightedMean.StdErr].
func (t WeightedTally) StdErr() (float64, error) {
	e, err := t.Mean().StdErr()
	return e, wrap(err)
}

// Mean returns the weighted mean rating as a value that can be rescaled; see [Tally.Mean].
func (t WeightedTally) Mean() estimate.WeightedMean { return t.t.Mean() }

// Easy returns the weighted proportion of answers that found it easy, as
// [Tally.Easy] says who did; its interval is [estimate.WeightedProportion.Wilson].
func (t WeightedTally) Easy() estimate.WeightedProportion { return t.t.Box(t.Scale().easy()) }

// EasyFrom returns the weighted proportion of answers that are the cut-off or
// easier, with the errors of [Tally.EasyFrom].
func (t WeightedTally) EasyFrom(cutoff Rating) (estimate.WeightedProportion, error) {
	p, err := t.t.From(int(cutoff))
	return p, wrap(err)
}

// Mirrored returns the same answers told the other way round, lowest for highest, on the
// scale with its good end at the other side; see [Tally.Mirrored].
func (t WeightedTally) Mirrored() WeightedTally { return WeightedTally{t.t.Mirror()} }
