package ces

import (
	"iter"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Tally counts answers on one [Scale], up to 2^60-1 of each rating. The zero value is on the
// default scale.
type Tally struct {
	t likert.Tally
}

// NewTally returns an empty tally on the scale.
func NewTally(scale Scale) Tally { return Tally{likert.NewTally(scale.s)} }

// Scale returns the scale of the answers.
func (t Tally) Scale() Scale { return Scale{t.t.Scale()} }

// Add counts one rating.
func (t *Tally) Add(r Rating) error {
	if !t.t.Takes(int(r)) {
		return &likert.Refused{Package: "ces", Scale: t.t.Scale(), Rating: int(r)}
	}
	t.t.Increment(int(r))
	return nil
}

// AddN counts a rating n times, such as one row of a GROUP BY rating.
func (t *Tally) AddN(r Rating, n uint64) error { return wrap(t.t.AddN(int(r), n)) }

// Merge adds the ratings of u.
func (t *Tally) Merge(u *Tally) error {
	if u == nil || *u == (Tally{}) {
		return nil
	}
	if *t != (Tally{}) && t.Scale() != u.Scale() {
		return mismatch(t.Scale(), u.Scale())
	}
	return wrap(t.t.Merge(&u.t))
}

// Remove takes back one rating.
func (t *Tally) Remove(r Rating) error { return wrap(t.t.RemoveN(int(r), 1)) }

// Subtract takes back the ratings of u.
func (t *Tally) Subtract(u *Tally) error {
	if u == nil || *u == (Tally{}) {
		return nil
	}
	if t.Scale() != u.Scale() {
		return mismatch(t.Scale(), u.Scale())
	}
	return wrap(t.t.Subtract(&u.t))
}

// N returns the number of ratings.
func (t Tally) N() uint64 { return t.t.N() }

// Count returns how often the rating was given.
func (t Tally) Count(r Rating) uint64 { return t.t.Count(int(r)) }

// All yields the ratings of the scale in rising order with their counts, zeros included.
func (t Tally) All() iter.Seq2[Rating, uint64] {
	return func(yield func(Rating, uint64) bool) {
		for r, n := range t.t.All() {
			if !yield(Rating(r), n) {
				return
			}
		}
	}
}

// Score returns the mean rating in points of the scale. [Tally.Scale] says which way is good.
func (t Tally) Score() (decimal.Decimal, error) {
	if t.N() == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "ces: the score of no answers is undefined")
	}
	return t.Mean().Score()
}

// Interval returns Student's interval of the mean, cut to the scale ([estimate.Mean.Interval]).
// Fewer than two answers, or only equal ones, return [cx.ErrNoData].
func (t Tally) Interval(level float64) (estimate.Interval, error) {
	i, err := t.Mean().Interval(level)
	return i, wrap(err)
}

// Compare returns the mean of t minus that of other by Welch's test ([estimate.Mean.Compare]).
// Above 0, t is easier, or harder on an effort scale. Fewer than two answers on a side, or no
// spread at all, return [cx.ErrNoData].
func (t Tally) Compare(other Tally, level float64) (estimate.Difference, error) {
	if t.Scale() != other.Scale() {
		return estimate.Difference{}, mismatch(t.Scale(), other.Scale())
	}
	d, err := t.Mean().Compare(other.Mean(), level)
	return d, wrap(err)
}

// mismatch is the error of answers on two scales that were to be put together.
func mismatch(s, o Scale) error {
	return sentinel.Errorf(cx.ErrMismatch, "ces: answers on %v and on %v cannot be combined", s, o)
}

// StdErr returns the standard error of the score.
func (t Tally) StdErr() (float64, error) {
	e, err := t.Mean().StdErr()
	return e, wrap(err)
}

// Mean returns the mean rating. [estimate.Mean.Rescaled] makes it 0 to 100; on an effort scale
// use [Tally.Mirrored] first.
func (t Tally) Mean() estimate.Mean { return t.t.Mean() }

// Easy returns the proportion of answers on the easy side of the scale's middle: 4 and 5 on
// 1..5, or 1 and 2 on an effort scale. Compare it on the same scale only.
func (t Tally) Easy() estimate.Proportion { return t.t.Box(t.Scale().easy(), true) }

// EasyFrom returns the proportion of answers that are the cut-off or easier: from 6 on 1..7
// counts 6 and 7. A cut-off that is not on the scale, or is its hardest rating, returns
// [cx.ErrOutOfRange].
func (t Tally) EasyFrom(cutoff Rating) (estimate.Proportion, error) {
	p, err := t.t.From(int(cutoff))
	return p, wrap(err)
}

// TopBox returns the proportion of answers among the k easiest ratings. A k that is not above
// 0, or takes in all ratings, returns [cx.ErrOutOfRange].
func (t Tally) TopBox(k int) (estimate.Proportion, error) {
	p, err := t.t.TopBox(k)
	return p, wrap(err)
}

// BottomBox is [Tally.TopBox] of the k hardest ratings.
func (t Tally) BottomBox(k int) (estimate.Proportion, error) {
	p, err := t.t.BottomBox(k)
	return p, wrap(err)
}

// Net returns the net ease in points, -100 to 100:
//
//	100 * (answers among the k easiest - answers among the k hardest) / (all answers)
//
// A k that is not above 0, or boxes that overlap, return [cx.ErrOutOfRange]. For its interval
// make an nps.Groups of the two boxes.
func (t Tally) Net(k int) (decimal.Decimal, error) {
	net, err := t.t.Net(k)
	return net, wrap(err)
}

// Median returns the middle rating, or the mean of the two middle ones.
func (t Tally) Median() (decimal.Decimal, error) {
	median, err := t.t.Median()
	return median, wrap(err)
}

// Mirrored returns the answers with lowest and highest swapped, on the opposite scale: on 1..5
// an effort of 2 becomes an ease of 4. Effort and ease can then be merged.
func (t Tally) Mirrored() Tally { return Tally{t.t.Mirror()} }

// Collect counts a sequence of ratings. An error names the value and its index.
func Collect[R estimate.Integer](scale Scale, ratings iter.Seq[R]) (t Tally, err error) {
	t = NewTally(scale)
	err = likert.CollectTally(&t.t, "ces", ratings)
	return t, err
}

// CollectSlice is [Collect] for a slice. It is made for long ones.
func CollectSlice[R estimate.Integer](scale Scale, ratings []R) (t Tally, err error) {
	t = NewTally(scale)
	err = likert.CollectSliceTally(&t.t, "ces", ratings)
	return t, err
}

func wrap(err error) error { return sentinel.In("ces", err) }
