package csat

import (
	"iter"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Tally counts answers on one [Scale], up to 2^60-1 of each rating. The zero value is empty
// on the default scale; tallies are comparable with ==. It is not safe for concurrent
// changes: give each goroutine its own and merge them.
type Tally struct {
	t likert.Tally
}

// NewTally returns an empty tally on the scale.
func NewTally(scale Scale) Tally { return Tally{likert.NewTally(scale.s)} }

// Scale returns the scale of the answers.
func (t Tally) Scale() Scale { return Scale{t.t.Scale()} }

// Add counts one rating. It returns [cx.ErrOutOfRange] for a rating that is not on the scale
// and [cx.ErrOverflow] when its count is full.
func (t *Tally) Add(r Rating) error {
	if !t.t.Takes(int(r)) {
		return &likert.Refused{Package: "csat", Scale: t.t.Scale(), Rating: int(r)}
	}
	t.t.Increment(int(r))
	return nil
}

// AddN counts n times the same rating, such as one row of a GROUP BY rating.
func (t *Tally) AddN(r Rating, n uint64) error { return wrap(t.t.AddN(int(r), n)) }

// Merge adds the ratings of u. It returns [cx.ErrMismatch] for another scale, unless either
// tally is the zero value, and [cx.ErrOverflow] when a count would pass 2^60-1.
func (t *Tally) Merge(u *Tally) error {
	if u == nil {
		return nil
	}
	return wrap(t.t.Merge(&u.t))
}

// Remove takes back one rating, as if it had never been added. It returns [cx.ErrOutOfRange]
// when there is none.
func (t *Tally) Remove(r Rating) error { return wrap(t.t.RemoveN(int(r), 1)) }

// Subtract takes back all ratings of u; see [Tally.Remove].
func (t *Tally) Subtract(u *Tally) error {
	if u == nil {
		return nil
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

// Satisfied returns the proportion of satisfied answers: the two best ratings of the scale,
// or the best one on a scale of two or three. Compare it with others of the same scale only.
func (t Tally) Satisfied() estimate.Proportion { return t.t.Box(t.Scale().satisfied(), true) }

// SatisfiedFrom returns the proportion of answers that are the cut-off or better: from 3 on
// 1..5 counts 3, 4 and 5. A cut-off that is not on the scale, or is its worst rating, returns
// [cx.ErrOutOfRange].
func (t Tally) SatisfiedFrom(cutoff Rating) (estimate.Proportion, error) {
	p, err := t.t.From(int(cutoff))
	return p, wrap(err)
}

// TopBox returns the proportion of answers among the k best ratings. It returns
// [cx.ErrOutOfRange] unless k is at least 1 and leaves one rating out.
func (t Tally) TopBox(k int) (estimate.Proportion, error) {
	p, err := t.t.TopBox(k)
	return p, wrap(err)
}

// BottomBox returns the proportion of answers among the k worst ratings, with the errors of
// [Tally.TopBox].
func (t Tally) BottomBox(k int) (estimate.Proportion, error) {
	p, err := t.t.BottomBox(k)
	return p, wrap(err)
}

// Net returns the net satisfaction in points, -100 to 100:
//
//	100 * (answers among the k best - answers among the k worst) / (all answers)
//
// It returns [cx.ErrOutOfRange] unless k is at least 1 and the two boxes share no rating.
// nps.Groups of the two boxes has its interval.
func (t Tally) Net(k int) (decimal.Decimal, error) {
	net, err := t.t.Net(k)
	return net, wrap(err)
}

// Score returns the percentage of satisfied answers, 0 to 100:
//
//	100 * (satisfied answers) / (all answers)
//
// [Tally.Satisfied] says who is satisfied.
func (t Tally) Score() (decimal.Decimal, error) {
	if t.N() == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "csat: the score of no answers is undefined")
	}
	return t.Satisfied().Score()
}

// Interval returns the Wilson interval of the score ([estimate.Proportion.Wilson]).
func (t Tally) Interval(level float64) (estimate.Interval, error) {
	i, err := t.Satisfied().Interval(level)
	return i, wrap(err)
}

// Compare returns the difference of the scores of two independent tallies, receiver minus
// other, in percentage points ([estimate.Proportion.Compare]). Scales that differ return
// [cx.ErrMismatch].
func (t Tally) Compare(other Tally, level float64) (estimate.Difference, error) {
	if err := t.t.Scale().Matches(other.t.Scale()); err != nil {
		return estimate.Difference{}, wrap(err)
	}
	d, err := t.Satisfied().Compare(other.Satisfied(), level)
	return d, wrap(err)
}

// StdErr returns the standard error of the score in percentage points.
func (t Tally) StdErr() (float64, error) {
	e, err := t.Satisfied().StdErr()
	return e, wrap(err)
}

// Mean returns the mean rating, the other way to report CSAT:
//
//	(sum of the ratings) / (number of answers)
//
// in points of the scale. Where the lowest rating is the best, a lower mean is better.
// [estimate.Mean.Rescaled] reads it from 0 to 100.
func (t Tally) Mean() estimate.Mean { return t.t.Mean() }

// Median returns the middle rating, or the mean of the two middle ones.
func (t Tally) Median() (decimal.Decimal, error) {
	median, err := t.t.Median()
	return median, wrap(err)
}

// Mirrored returns the answers with lowest and highest swapped, on the scale with the other
// good end: a grade of 2 where 1 is the best becomes a 4 where 5 is the best.
func (t Tally) Mirrored() Tally { return Tally{t.t.Mirror()} }

// Collect counts a sequence of ratings. The first one that is not on the scale ends it with a
// [cx.ErrOutOfRange] that names value and index.
func Collect[R estimate.Integer](scale Scale, ratings iter.Seq[R]) (t Tally, err error) {
	t = NewTally(scale)
	err = likert.CollectTally(&t.t, "csat", ratings)
	return t, err
}

// CollectSlice counts a slice of ratings like [Collect]. It is made for long slices; loop
// over [Tally.Add] for a few ratings.
func CollectSlice[R estimate.Integer](scale Scale, ratings []R) (t Tally, err error) {
	t = NewTally(scale)
	err = likert.CollectSliceTally(&t.t, "csat", ratings)
	return t, err
}

func wrap(err error) error { return sentinel.In("csat", err) }
