package likert

import (
	"iter"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
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

// CollectTally is [Collect] into an empty tally. On an error the tally is zero.
func CollectTally[R estimate.Integer](t *Tally, pkg string, ratings iter.Seq[R]) error {
	err := Collect(&t.counts, pkg, t.scale.Min(), t.scale.Max(), ratings)
	if err != nil {
		t.scale = Scale{}
	}
	return err
}

// CollectSliceTally is [CollectSlice] into an empty tally. On an error the tally is zero.
func CollectSliceTally[R estimate.Integer](t *Tally, pkg string, ratings []R) error {
	err := CollectSlice(&t.counts, pkg, t.scale.Min(), t.scale.Max(), ratings)
	if err != nil {
		t.scale = Scale{}
	}
	return err
}

// Scale returns the scale of the answers.
func (t Tally) Scale() Scale { return t.scale }

// Takes reports whether one more answer can be counted: false means that the
// rating is not on the scale or that its count is full. It is small enough to be
// inlined into the Add of the packages above; [Tally.AddN] says what was wrong.
func (t *Tally) Takes(rating int) bool {
	return t.scale.Contains(rating) && t.counts.Takes(rating)
}

// Increment counts one answer that the tally takes.
func (t *Tally) Increment(rating int) { t.counts.Increment(rating) }

// AddN counts n answers of one rating.
func (t *Tally) AddN(rating int, n uint64) error {
	if err := t.scale.Check(rating); err != nil {
		return err
	}
	return t.counts.AddN(rating, n)
}

// Merge adds the counts of o, which must be on the same scale. A zero tally is
// the identity whatever the scale of the other.
func (t *Tally) Merge(o *Tally) error {
	switch {
	case o == nil || *o == Tally{}:
		return nil
	case *t == Tally{}:
		*t = *o
		return nil
	}
	if err := t.scale.Matches(o.scale); err != nil {
		return err
	}
	return t.counts.Merge(&o.counts)
}

// RemoveN takes back n answers of one rating.
func (t *Tally) RemoveN(rating int, n uint64) error {
	if err := t.scale.Check(rating); err != nil {
		return err
	}
	return t.counts.RemoveN(rating, n)
}

// Subtract takes back the counts of o, which must be on the same scale unless it has
// none.
func (t *Tally) Subtract(o *Tally) error {
	if o == nil || *o == (Tally{}) {
		return nil
	}
	if err := t.scale.Matches(o.scale); err != nil {
		return err
	}
	return t.counts.Subtract(&o.counts)
}

// N returns the number of answers.
func (t Tally) N() uint64 { return t.counts.Total(t.scale.Min(), t.scale.Max()) }

// Count returns the number of answers of one rating.
func (t Tally) Count(rating int) uint64 { return t.counts.Count(rating) }

// All yields every rating of the scale in rising order with its count.
func (t Tally) All() iter.Seq2[int, uint64] { return t.counts.All(t.scale.Min(), t.scale.Max()) }

// Mean returns the mean rating as given, whatever the scale's good end.
func (t Tally) Mean() estimate.Mean {
	mean, _ := estimate.MeanOf(t.counts.Sample(), int64(t.scale.Min()), int64(t.scale.Max())) // ratings are on the scale
	return mean
}

// Median returns the middle rating of the answers in order; of an even number
// the mean of the two middle ones.
func (t Tally) Median() (decimal.Decimal, error) {
	n := t.N()
	if n == 0 {
		return decimal.Decimal{}, noData("median")
	}
	low, high := t.counts.nth((n-1)/2), t.counts.nth(n/2)
	return decimal.New(int64(low+high)*5, -1), nil
}

// Box returns the proportion of answers among the k best ratings of the scale, or
// the k worst. The caller has checked k with [Scale.CheckBox].
func (t Tally) Box(k int, best bool) estimate.Proportion {
	low, high := t.scale.Min(), t.scale.Max()
	var hits uint64
	if best == t.scale.lowIsGood {
		hits = t.counts.Total(low, low+k-1)
	} else {
		hits = t.counts.Total(high-k+1, high)
	}
	return estimate.Proportion{Hits: hits, Misses: t.N() - hits}
}

// TopBox is Box of the k best, with k checked.
func (t Tally) TopBox(k int) (estimate.Proportion, error) {
	if err := t.scale.CheckBox(k); err != nil {
		return estimate.Proportion{}, err
	}
	return t.Box(k, true), nil
}

// BottomBox is Box of the k worst, with k checked.
func (t Tally) BottomBox(k int) (estimate.Proportion, error) {
	if err := t.scale.CheckBox(k); err != nil {
		return estimate.Proportion{}, err
	}
	return t.Box(k, false), nil
}

// From returns the proportion of answers that are the cut-off or better.
func (t Tally) From(cutoff int) (estimate.Proportion, error) {
	k, err := t.scale.boxFrom(cutoff)
	if err != nil {
		return estimate.Proportion{}, err
	}
	return t.Box(k, true), nil
}

// Net returns 100 * (answers among the k best - answers among the k worst) / all.
func (t Tally) Net(k int) (decimal.Decimal, error) {
	if size := t.scale.Size(); k < 1 || k > size/2 {
		return decimal.Decimal{}, sentinel.Errorf(sentinel.OutOfRange, "two boxes of %d ratings do not fit the scale %s: 1 to %d do",
			k, t.scale.Range(), size/2)
	}
	n := t.N()
	if n == 0 {
		return decimal.Decimal{}, noData("net")
	}
	net := exact.Total(t.Box(k, true).Hits)
	net.Sub(net, exact.Total(t.Box(k, false).Hits))
	return exact.Percent(net, exact.Total(n)), nil
}

func noData(what string) error {
	return sentinel.Errorf(sentinel.NoData, "the %s of no answers is undefined", what)
}

// Mirror returns the answers turned round: lowest for highest, on the scale with
// its good end at the other side. What was good stays good.
func (t Tally) Mirror() Tally {
	return Tally{scale: t.scale.Inverted(), counts: t.counts.Mirror(t.scale.Min(), t.scale.Max())}
}
