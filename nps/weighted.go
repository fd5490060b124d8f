package nps

import (
	"math/big"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// WeightedTally holds ratings 0..10 with the survey weight that each carries: how
// many people of the population a respondent stands for, relative to the others. All
// sums are exact, so order and sharding never change a bit of a result. The zero
// value is empty and ready to use; weighted tallies are comparable with ==.
type WeightedTally struct {
	weights likert.WeightedHistogram
}

// Add records one rating with its weight. It returns [cx.ErrOutOfRange] for a rating
// outside 0..10 and for a weight that [estimate.Weights.Add] refuses: negative, of
// more than 18 decimal places, or 10^12 and more. The tally is then unchanged.
func (t *WeightedTally) Add(r Rating, weight decimal.Decimal) error { return t.AddN(r, weight, 1) }

// AddN records n times the same rating with the same weight each, such as one row
// of a GROUP BY stratum, rating. The errors are those of [WeightedTally.Add], and
// [cx.ErrOverflow] when there would be more than 2^64-1 ratings.
func (t *WeightedTally) AddN(r Rating, weight decimal.Decimal, n uint64) error {
	if !r.valid() {
		return refused(int(r))
	}
	return sentinel.In("nps", t.weights.AddN(int(r), weight, n))
}

// Merge adds the ratings of u. It returns [cx.ErrOverflow], and leaves t as it was,
// when there would be more than 2^64-1. Merging nil changes nothing.
func (t *WeightedTally) Merge(u *WeightedTally) error {
	if u == nil {
		return nil
	}
	return sentinel.In("nps", t.weights.Merge(&u.weights))
}

// Remove takes back one rating with its weight: afterwards the tally is as if it had never
// been there. Weights know their number and sums, so what cannot have been among them is
// told only by an impossible rest: that returns [cx.ErrOutOfRange], and nothing changes.
func (t *WeightedTally) Remove(r Rating, weight decimal.Decimal) error {
	return t.RemoveN(r, weight, 1)
}

// RemoveN takes back n times the same rating with the same weight each; see
// [WeightedTally.Remove].
func (t *WeightedTally) RemoveN(r Rating, weight decimal.Decimal, n uint64) error {
	if !r.valid() {
		return refused(int(r))
	}
	return sentinel.In("nps", t.weights.RemoveN(int(r), weight, n))
}

// Subtract takes back all ratings of u; see [WeightedTally.Remove]. Subtracting nil
// changes nothing.
func (t *WeightedTally) Subtract(u *WeightedTally) error {
	if u == nil {
		return nil
	}
	return sentinel.In("nps", t.weights.Subtract(&u.weights))
}

// Weights returns the weights of all ratings: their number, their sum and Kish's
// effective sample size.
func (t WeightedTally) Weights() estimate.Weights { return t.weights.All() }

// Score returns the weighted Net Promoter Score,
//
//	100 * (weights of promoters - weights of detractors) / (all weights),
//
// between -100 and 100 points, rounded once to 16 decimal places, half away from
// zero. Weights that sum to zero, or none, return [cx.ErrNoData].
func (t WeightedTally) Score() (decimal.Decimal, error) {
	if err := t.weights.CheckData(); err != nil {
		return decimal.Decimal{}, sentinel.In("nps", err)
	}
	net, _, _ := t.trinomial(t.Weights().Sum().Rat()).Moments()
	return exact.FromRat(net.Mul(net, big.NewRat(100, 1))), nil
}

// Interval returns the interval of the weighted score to take when in doubt, in points:
// that of [Groups.Tango] with the weighted shares and, as the number of respondents,
// Kish's effective sample size ([estimate.Weights.KishN]). It contains the score. With
// equal weights the two agree. It treats the weights as fixed and the answers as
// independent. Weights that sum to zero, or none, return [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] [cx.ErrOutOfRange].
func (t WeightedTally) Interval(level float64) (estimate.Interval, error) {
	if err := normal.CheckLevel(level); err != nil {
		return estimate.Interval{}, sentinel.In("nps", err)
	}
	counts, err := t.effective()
	if err != nil {
		return estimate.Interval{}, err
	}
	return counts.Tango(level), nil
}

// Compare compares the weighted scores of two independent tallies, receiver minus other:
// as [Groups.Compare] does, with the effective numbers that [WeightedTally.Interval] has.
// With equal weights the two agree. Errors are those of Interval.
func (t WeightedTally) Compare(other WeightedTally, level float64) (estimate.Difference, error) {
	if err := normal.CheckLevel(level); err != nil {
		return estimate.Difference{}, sentinel.In("nps", err)
	}
	a, err := t.effective()
	if err != nil {
		return estimate.Difference{}, sentinel.In("nps: the first of the two", err)
	}
	b, err := other.effective()
	if err != nil {
		return estimate.Difference{}, sentinel.In("nps: the second of the two", err)
	}
	return a.CompareTango(b, level), nil
}

// StdErr returns the standard error of the weighted score in points: that of
// [Groups.StdErr] with the effective numbers that [WeightedTally.Interval] has. Weights that
// sum to zero, or none, return [cx.ErrNoData].
func (t WeightedTally) StdErr() (float64, error) {
	counts, err := t.effective()
	if err != nil {
		return 0, err
	}
	_, _, squaredError := counts.Moments()
	return multinomial.RootPoints(squaredError), nil
}

// effective returns the groups of an unweighted sample that says as much.
func (t WeightedTally) effective() (multinomial.Trinomial, error) {
	if err := t.weights.CheckData(); err != nil {
		return multinomial.Trinomial{}, sentinel.In("nps", err)
	}
	w := t.Weights()
	n := w.Sum().Rat()
	return t.trinomial(n.Quo(n.Mul(n, n), w.SumOfSquares().Rat())), nil
}

// AdjustedWald returns the interval of the weighted score in points: that of
// [Groups.AdjustedWald] with the weighted shares and, as the number of respondents,
// Kish's effective sample size ([estimate.Weights.KishN]). With equal weights the
// two agree. It treats the weights as fixed and the answers as independent. Weights
// that sum to zero, or none, return [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] returns [cx.ErrOutOfRange].
//
// Source of the effective sample size: L. Kish, "Survey Sampling", Wiley 1965,
// section 11.7.
func (t WeightedTally) AdjustedWald(level float64) (estimate.Interval, error) {
	if err := normal.CheckLevel(level); err != nil {
		return estimate.Interval{}, sentinel.In("nps", err)
	}
	counts, err := t.effective()
	if err != nil {
		return estimate.Interval{}, err
	}
	return counts.Adjusted().Interval(level), nil
}

// trinomial returns the counts of n respondents with the weighted shares.
func (t WeightedTally) trinomial(n *big.Rat) multinomial.Trinomial {
	all := t.Weights().Sum().Rat()
	count := func(low, high int) *big.Rat {
		sum := t.weights.Total(low, high).Sum().Rat()
		return sum.Mul(sum, n).Quo(sum, all)
	}
	return multinomial.Trinomial{Good: count(9, 10), Neutral: count(7, 8), Bad: count(0, 6)}
}
