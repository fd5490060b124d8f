package likert

import (
	"strconv"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// WeightedHistogram holds the weights of answers by rating 0..10. The zero value is
// empty; weighted histograms are comparable with ==. Which ratings may occur is the
// caller's to check.
type WeightedHistogram struct {
	// All answers, beside those of each rating: where their number fits, that of any
	// part fits too, so only adding and merging can fail.
	all     estimate.Weights
	weights [Highest + 1]estimate.Weights
}

// AddN records n answers of a rating 0..10, of the same weight each.
func (h *WeightedHistogram) AddN(rating int, weight decimal.Decimal, n uint64) error {
	var w estimate.Weights
	if err := w.AddN(weight, n); err != nil {
		return sentinel.In("rating "+strconv.Itoa(rating), err)
	}
	if err := h.all.Merge(&w); err != nil {
		return sentinel.In("rating "+strconv.Itoa(rating), err)
	}
	_ = h.weights[rating].Merge(&w)
	return nil
}

// Merge adds the answers of o.
func (h *WeightedHistogram) Merge(o *WeightedHistogram) error {
	if err := h.all.Merge(&o.all); err != nil {
		return err
	}
	for rating, w := range o.weights {
		_ = h.weights[rating].Merge(&w)
	}
	return nil
}

// Remove takes back an answer of a rating 0..10.
func (h *WeightedHistogram) Remove(rating int, weight decimal.Decimal) error {
	var o WeightedHistogram
	if err := o.AddN(rating, weight, 1); err != nil {
		return err
	}
	return h.Subtract(&o)
}

// Subtract takes back the answers of o.
func (h *WeightedHistogram) Subtract(o *WeightedHistogram) error {
	rest := *h
	if err := rest.all.Subtract(&o.all); err != nil {
		return err
	}
	for rating := range o.weights {
		if err := rest.weights[rating].Subtract(&o.weights[rating]); err != nil {
			return err
		}
	}
	*h = rest
	return nil
}

// All returns the weights of all answers.
func (h WeightedHistogram) All() estimate.Weights { return h.all }

// Total returns the weights of the answers from rating low to rating high, both
// included and both 0..10.
func (h WeightedHistogram) Total(low, high int) estimate.Weights {
	var total estimate.Weights
	for rating := low; rating <= high; rating++ {
		_ = total.Merge(&h.weights[rating])
	}
	return total
}

// Sample returns the ratings as a weighted sample of numbers.
func (h WeightedHistogram) Sample() estimate.WeightedSample {
	var s estimate.WeightedSample
	for rating, w := range h.weights {
		_ = s.AddWeights(int64(rating), w)
	}
	return s
}

// WeightedTally holds the weights of the answers given on one scale. The zero value
// is empty on the default scale; weighted tallies are comparable with ==.
type WeightedTally struct {
	scale   Scale
	weights WeightedHistogram
}

// NewWeightedTally returns an empty weighted tally on the scale.
func NewWeightedTally(scale Scale) WeightedTally { return WeightedTally{scale: scale} }

// Scale returns the scale of the answers.
func (t WeightedTally) Scale() Scale { return t.scale }

// AddN records n answers of one rating, of the same weight each.
func (t *WeightedTally) AddN(rating int, weight decimal.Decimal, n uint64) error {
	if err := t.scale.Check(rating); err != nil {
		return err
	}
	return t.weights.AddN(rating, weight, n)
}

// Merge adds the answers of o, which must be on the same scale. A zero weighted
// tally is the identity whatever the scale of the other.
func (t *WeightedTally) Merge(o *WeightedTally) error {
	switch {
	case o == nil || *o == WeightedTally{}:
		return nil
	case *t == WeightedTally{}:
		*t = *o
		return nil
	}
	if err := t.scale.Matches(o.scale); err != nil {
		return err
	}
	return t.weights.Merge(&o.weights)
}

// Remove takes back an answer.
func (t *WeightedTally) Remove(rating int, weight decimal.Decimal) error {
	if err := t.scale.Check(rating); err != nil {
		return err
	}
	return t.weights.Remove(rating, weight)
}

// Subtract takes back the answers of o, which must be on the same scale unless it has
// none.
func (t *WeightedTally) Subtract(o *WeightedTally) error {
	if o == nil || *o == (WeightedTally{}) {
		return nil
	}
	if err := t.scale.Matches(o.scale); err != nil {
		return err
	}
	return t.weights.Subtract(&o.weights)
}

// Weights returns the weights of all answers.
func (t WeightedTally) Weights() estimate.Weights { return t.weights.All() }

// Box returns the weighted proportion of answers among the k best ratings of the
// scale. The caller has checked k with [Scale.CheckBox].
func (t WeightedTally) Box(k int) estimate.WeightedProportion {
	low, high := t.scale.Min(), t.scale.Max()
	if t.scale.lowIsGood {
		return estimate.WeightedProportion{Hits: t.weights.Total(low, low+k-1), Misses: t.weights.Total(low+k, high)}
	}
	return estimate.WeightedProportion{Hits: t.weights.Total(high-k+1, high), Misses: t.weights.Total(low, high-k)}
}

// From returns the weighted proportion of answers that are the cut-off or better.
func (t WeightedTally) From(cutoff int) (estimate.WeightedProportion, error) {
	k, err := t.scale.boxFrom(cutoff)
	if err != nil {
		return estimate.WeightedProportion{}, err
	}
	return t.Box(k), nil
}

// Mean returns the weighted mean rating as given, whatever the scale's good end.
func (t WeightedTally) Mean() estimate.WeightedMean {
	mean, _ := estimate.WeightedMeanOf(t.weights.Sample(), int64(t.scale.Min()), int64(t.scale.Max())) // ratings are on the scale
	return mean
}

// CheckData returns an error when there is nothing to divide by.
func (t WeightedTally) CheckData() error { return t.weights.CheckData() }

// CheckData returns an error when there is nothing to divide by.
func (h WeightedHistogram) CheckData() error {
	if h.all.Sum().Sign() == 0 {
		return sentinel.Errorf(sentinel.NoData, "the weights of %d answers sum to 0: the score is undefined", h.all.N())
	}
	return nil
}

// Mirror returns the answers turned round: lowest for highest, on the scale with its good
// end at the other side.
func (t WeightedTally) Mirror() WeightedTally {
	for low, high := t.scale.Min(), t.scale.Max(); low < high; low, high = low+1, high-1 {
		w := &t.weights.weights
		w[low], w[high] = w[high], w[low]
	}
	t.scale = t.scale.Inverted()
	return t
}
