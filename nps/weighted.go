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

// WeightedTally holds ratings with survey weights: how many people each respondent stands for.
// Its intervals treat the weights as fixed.
type WeightedTally struct {
	weights likert.WeightedHistogram
}

// Add counts one rating with its weight; see [estimate.Weights].
func (t *WeightedTally) Add(r Rating, weight decimal.Decimal) error { return t.AddN(r, weight, 1) }

// AddN counts a rating n times, with the same weight.
func (t *WeightedTally) AddN(r Rating, weight decimal.Decimal, n uint64) error {
	if !r.valid() {
		return refused(int(r))
	}
	return sentinel.In("nps", t.weights.AddN(int(r), weight, n))
}

// Merge adds the ratings of u.
func (t *WeightedTally) Merge(u *WeightedTally) error {
	if u == nil {
		return nil
	}
	return sentinel.In("nps", t.weights.Merge(&u.weights))
}

// Remove takes back one rating with its weight. A wrong weight goes unnoticed if what is left
// is possible.
func (t *WeightedTally) Remove(r Rating, weight decimal.Decimal) error {
	if !r.valid() {
		return refused(int(r))
	}
	return sentinel.In("nps", t.weights.Remove(int(r), weight))
}

// Subtract takes back the ratings of u.
func (t *WeightedTally) Subtract(u *WeightedTally) error {
	if u == nil {
		return nil
	}
	return sentinel.In("nps", t.weights.Subtract(&u.weights))
}

// Weights returns the weights of all ratings.
func (t WeightedTally) Weights() estimate.Weights { return t.weights.All() }

// Score returns the weighted Net Promoter Score in points, -100 to 100:
//
//	100 * (weights of promoters - weights of detractors) / (all weights)
func (t WeightedTally) Score() (decimal.Decimal, error) {
	if err := t.weights.CheckData(); err != nil {
		return decimal.Decimal{}, sentinel.In("nps", err)
	}
	net, _, _ := t.trinomial(t.Weights().Sum().Rat()).Moments()
	return exact.FromRat(net.Mul(net, big.NewRat(100, 1))), nil
}

// Interval returns [Groups.Tango] of the weighted shares with [estimate.Weights.KishN]
// respondents.
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

// Compare is [Groups.Compare] of the weighted shares with [estimate.Weights.KishN] respondents.
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

// StdErr is [Groups.StdErr] of the weighted shares with [estimate.Weights.KishN] respondents.
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

// AdjustedWald is [Groups.AdjustedWald] of the weighted shares with [estimate.Weights.KishN]
// respondents.
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
