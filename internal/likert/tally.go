package likert

import (
	"fmt"
	"iter"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Tally counts the answers given on one scale. The zero value is empty on the
// default scale; tallies are comparable with ==.
type Tally struct {
	scale  Scale
	counts Histogram
}

// NewTally returns an empty tally on the scale.
func NewTally(scale Scale) Tally { return Tally{scale: scale} }

// CollectTally counts a sequence of ratings on the scale.
func CollectTally[R estimate.Integer](scale Scale, ratings iter.Seq[R]) (Tally, error) {
	h, err := Collect(scale.Min(), scale.Max(), ratings)
	if err != nil {
		return Tally{}, err
	}
	return Tally{scale: scale, counts: h}, nil
}

// CollectSliceTally counts a slice of ratings on the scale.
func CollectSliceTally[R estimate.Integer](scale Scale, ratings []R) (Tally, error) {
	h, err := CollectSlice(scale.Min(), scale.Max(), ratings)
	if err != nil {
		return Tally{}, err
	}
	return Tally{scale: scale, counts: h}, nil
}

// Scale returns the scale of the answers.
func (t Tally) Scale() Scale { return t.scale }

// Add counts one answer.
func (t *Tally) Add(rating int) error {
	if t.scale.Contains(rating) && t.counts.Add(rating) {
		return nil
	}
	return t.AddN(rating, 1)
}

// AddN counts n answers of one rating.
func (t *Tally) AddN(rating int, n uint64) error {
	if err := t.scale.Check(rating); err != nil {
		return err
	}
	return t.counts.AddN(rating, n)
}

// Merge adds the counts of o, which must be on the same scale. A zero tally is
// the identity whatever the scale of the other.
func (t *Tally) Merge(o Tally) error {
	switch {
	case o == Tally{}:
		return nil
	case *t == Tally{}:
		*t = o
		return nil
	case t.scale != o.scale:
		return fmt.Errorf("merging answers on the scale %v into answers on the scale %v: %w", o.scale, t.scale, sentinel.Mismatch)
	}
	return t.counts.Merge(o.counts)
}

// N returns the number of answers.
func (t Tally) N() uint64 { return t.counts.Total(t.scale.Min(), t.scale.Max()) }

// Count returns the number of answers of one rating.
func (t Tally) Count(rating int) uint64 { return t.counts.Count(rating) }

// All yields every rating of the scale in rising order with its count.
func (t Tally) All() iter.Seq2[int, uint64] { return t.counts.All(t.scale.Min(), t.scale.Max()) }

// Sample returns the ratings as a sample of numbers.
func (t Tally) Sample() estimate.Sample { return t.counts.Sample() }

// Mean returns the mean rating as given, whatever the scale's good end.
func (t Tally) Mean() (decimal.Decimal, error) { return t.Sample().Mean() }

// Best returns the proportion of answers among the k best ratings of the scale.
func (t Tally) Best(k int) (estimate.Proportion, error) { return t.box(k, t.scale.lowIsGood) }

// Worst returns the proportion of answers among the k worst ratings of the scale.
func (t Tally) Worst(k int) (estimate.Proportion, error) { return t.box(k, !t.scale.lowIsGood) }

func (t Tally) box(k int, low bool) (estimate.Proportion, error) {
	lowest, highest := t.scale.Min(), t.scale.Max()
	if k < 1 || k >= t.scale.Size() {
		return estimate.Proportion{}, fmt.Errorf("a box of %d ratings on the scale %d..%d, 1 to %d are possible: %w",
			k, lowest, highest, t.scale.Size()-1, sentinel.OutOfRange)
	}
	var hits uint64
	if low {
		hits = t.counts.Total(lowest, lowest+k-1)
	} else {
		hits = t.counts.Total(highest-k+1, highest)
	}
	return estimate.ProportionOf(hits, t.N())
}

// Mirror returns the answers turned round: lowest for highest, on the scale with
// its good end at the other side. What was good stays good.
func (t Tally) Mirror() Tally {
	return Tally{scale: t.scale.Inverted(), counts: t.counts.Mirror(t.scale.Min(), t.scale.Max())}
}
