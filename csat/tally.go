package csat

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
		return &likert.Refused{Package: "csat", Scale: t.t.Scale(), Rating: int(r)}
	}
	t.t.Increment(int(r))
	return nil
}

// AddN counts a rating n times, such as one row of a GROUP BY rating.
func (t *Tally) AddN(r Rating, n uint64) error { return wrap(t.t.AddN(int(r), n)) }

// Merge adds the ratings of u.
func (t *Tally) Merge(u *Tally) error {
	if u == nil {
		return nil
	}
	return wrap(t.t.Merge(&u.t))
}

// Remove takes back one rating.
func (t *Tally) Remove(r Rating) error { return wrap(t.t.RemoveN(int(r), 1)) }

// Subtract takes back the ratings of u.
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

// Satisfied returns the proportion of satisfied answers: the two best ratings of the scale, or
// the best one of two or three. Compare it on the same scale only.
func (t Tally) Satisfied() estimate.Proportion { return t.t.Box(t.Scale().satisfied(), true) }

// SatisfiedFrom returns the proportion of answers that are the cut-off or better: from 3 on
// 1..5 counts 3, 4 and 5. A cut-off that is not on the scale, or is its worst rating, returns
// [cx.ErrOutOfRange].
func (t Tally) SatisfiedFrom(cutoff Rating) (estimate.Proportion, error) {
	p, err := t.t.From(int(cutoff))
	return p, wrap(err)
}

// TopBox returns the proportion of answers among the k best ratings. A k that is not above 0,
// or takes in all ratings, returns [cx.ErrOutOfRange].
func (t Tally) TopBox(k int) (estimate.Proportion, error) {
	p, err := t.t.TopBox(k)
	return p, wrap(err)
}

// BottomBox is [Tally.TopBox] of the k worst ratings.
func (t Tally) BottomBox(k int) (estimate.Proportion, error) {
	p, err := t.t.BottomBox(k)
	return p, wrap(err)
}

// Net returns the net satisfaction in points, -100 to 100:
//
//	100 * (answers among the k best - answers among the k worst) / (all answers)
//
// A k that is not above 0, or boxes that overlap, return [cx.ErrOutOfRange]. For its interval
// make an nps.Groups of the two boxes.
func (t Tally) Net(k int) (decimal.Decimal, error) {
	net, err := t.t.Net(k)
	return net, wrap(err)
}

// Score returns the percentage of answers that are [Tally.Satisfied], 0 to 100.
func (t Tally) Score() (decimal.Decimal, error) {
	if t.N() == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "csat: the score of no answers is undefined")
	}
	return t.Satisfied().Score()
}

// Interval returns [estimate.Proportion.Wilson] of the score.
func (t Tally) Interval(level float64) (estimate.Interval, error) {
	i, err := t.Satisfied().Interval(level)
	return i, wrap(err)
}

// Compare returns t minus other in percentage points, as [estimate.Proportion.Compare] does.
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

// Mean returns the mean rating, in points of the scale. On an inverted scale a lower mean is
// better. [estimate.Mean.Rescaled] makes it 0 to 100.
func (t Tally) Mean() estimate.Mean { return t.t.Mean() }

// Median returns the middle rating, or the mean of the two middle ones.
func (t Tally) Median() (decimal.Decimal, error) {
	median, err := t.t.Median()
	return median, wrap(err)
}

// Mirrored returns the answers with lowest and highest swapped, on the inverted scale: a grade
// of 2 where 1 is best becomes a 4 where 5 is best.
func (t Tally) Mirrored() Tally { return Tally{t.t.Mirror()} }

// Collect counts a sequence of ratings. An error names the value and its index.
func Collect[R estimate.Integer](scale Scale, ratings iter.Seq[R]) (t Tally, err error) {
	t = NewTally(scale)
	err = likert.CollectTally(&t.t, "csat", ratings)
	return t, err
}

// CollectSlice is [Collect] for a slice. It is made for long ones.
func CollectSlice[R estimate.Integer](scale Scale, ratings []R) (t Tally, err error) {
	t = NewTally(scale)
	err = likert.CollectSliceTally(&t.t, "csat", ratings)
	return t, err
}

func wrap(err error) error { return sentinel.In("csat", err) }
