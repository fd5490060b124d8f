package csat

import (
	"iter"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Tally counts answers on one [Scale], up to 2^60-1 of each rating. The zero value
// is empty on the default scale and ready to use; tallies are comparable with ==.
// A Tally must not be changed by two goroutines at once: give each its own and
// [Tally.Merge].
type Tally struct {
	t likert.Tally
}

// NewTally returns an empty tally on the scale.
func NewTally(scale Scale) Tally { return Tally{likert.NewTally(scale.s)} }

// Scale returns the scale of the answers.
func (t Tally) Scale() Scale { return Scale{t.t.Scale()} }

// Add counts one rating. It returns [cx.ErrOutOfRange] for a rating that is not on
// the scale and [cx.ErrOverflow] when the rating's count is full; the tally is then
// unchanged.
func (t *Tally) Add(r Rating) error {
	if !t.t.Takes(int(r)) {
		return &likert.Refused{Package: "csat", Scale: t.t.Scale(), Rating: int(r)}
	}
	t.t.Increment(int(r))
	return nil
}

// AddN counts n times the same rating, such as one row of a GROUP BY rating. It
// returns [cx.ErrOutOfRange] for a rating that is not on the scale and [cx.ErrOverflow]
// when its count would pass 2^60-1; the tally is then unchanged.
func (t *Tally) AddN(r Rating, n uint64) error { return wrap(t.t.AddN(int(r), n)) }

// Merge adds the counts of u, as if its ratings had been counted in t. A zero
// Tally is the identity, whatever the scale of the other; otherwise two scales
// that differ return [cx.ErrMismatch]. It returns [cx.ErrOverflow] when a count would pass
// 2^60-1. On an error t is unchanged. Merging nil changes nothing.
func (t *Tally) Merge(u *Tally) error {
	if u == nil {
		return nil
	}
	return wrap(t.t.Merge(&u.t))
}

// Remove takes back one rating that was counted: afterwards the tally is as if it had
// never been there, but for the scale. It returns [cx.ErrOutOfRange], and leaves the tally
// as it was, when the rating was not counted.
func (t *Tally) Remove(r Rating) error { return t.RemoveN(r, 1) }

// RemoveN takes back n times the same rating; see [Tally.Remove].
func (t *Tally) RemoveN(r Rating, n uint64) error { return wrap(t.t.RemoveN(int(r), n)) }

// Subtract takes back all ratings of u; see [Tally.Remove]. Another scale returns
// [cx.ErrMismatch]. Subtracting nil changes nothing.
func (t *Tally) Subtract(u *Tally) error {
	if u == nil {
		return nil
	}
	return wrap(t.t.Subtract(&u.t))
}

// N returns the number of ratings.
func (t Tally) N() uint64 { return t.t.N() }

// Count returns how often the rating was given; 0 for one that is not on the scale.
func (t Tally) Count(r Rating) uint64 { return t.t.Count(int(r)) }

// All yields the ratings of the scale in rising order with their counts, zeros
// included.
func (t Tally) All() iter.Seq2[Rating, uint64] {
	return func(yield func(Rating, uint64) bool) {
		for r, n := range t.t.All() {
			if !yield(Rating(r), n) {
				return
			}
		}
	}
}

// Satisfied returns the proportion of satisfied answers: the two best ratings of
// the scale, and on a scale of two or three ratings the best one. The package
// documentation has the table and the reasons. [Tally.SatisfiedFrom] takes another
// cut-off. No answers give a proportion of no data. The proportion no longer knows the
// scale: compare it with those of the same [Tally.Scale].
func (t Tally) Satisfied() estimate.Proportion { return t.t.Box(t.Scale().satisfied(), true) }

// SatisfiedFrom returns the proportion of answers that are the cut-off or better:
// from 3 on 1..5 counts 3, 4 and 5, and where 1 is the best 3, 2 and 1. It returns
// [cx.ErrOutOfRange] for a cut-off that is not on the scale or is its worst rating,
// which every answer would pass.
func (t Tally) SatisfiedFrom(cutoff Rating) (estimate.Proportion, error) {
	p, err := t.t.From(int(cutoff))
	return p, wrap(err)
}

// TopBox returns the proportion of answers among the k best ratings of the scale.
// It returns [cx.ErrOutOfRange] unless k is at least 1 and leaves one rating out.
func (t Tally) TopBox(k int) (estimate.Proportion, error) {
	p, err := t.t.TopBox(k)
	return p, wrap(err)
}

// BottomBox returns the proportion of answers among the k worst ratings of the
// scale. It returns [cx.ErrOutOfRange] unless k is at least 1 and leaves one rating out.
func (t Tally) BottomBox(k int) (estimate.Proportion, error) {
	p, err := t.t.BottomBox(k)
	return p, wrap(err)
}

// Net returns the net satisfaction,
//
//	100 * (answers among the k best - answers among the k worst) / (all answers),
//
// between -100 and 100 points, rounded once to 16 decimal places, half away from
// zero. It returns [cx.ErrOutOfRange] unless k is at least 1 and the two boxes share
// no rating, and [cx.ErrNoData] without answers. Its interval is that of a Net Promoter
// Score with the one box as promoters and the other as detractors (package nps,
// Groups).
func (t Tally) Net(k int) (decimal.Decimal, error) {
	net, err := t.t.Net(k)
	return net, wrap(err)
}

// Score returns the CSAT score as a ratio: the percentage of satisfied answers,
//
//	100 * (satisfied answers) / (all answers),
//
// between 0 and 100, rounded once to 16 decimal places, half away from zero. Who
// is satisfied is said by [Tally.Satisfied]. No answers return [cx.ErrNoData].
func (t Tally) Score() (decimal.Decimal, error) {
	if t.N() == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "csat: the score of no answers is undefined")
	}
	return t.Satisfied().Score()
}

// Interval returns the interval of the score to take when in doubt, in percent: that of
// [estimate.Proportion.Wilson] of the satisfied. No answers return [cx.ErrNoData], a level
// outside [estimate.MinLevel]..[estimate.MaxLevel] [cx.ErrOutOfRange].
func (t Tally) Interval(level float64) (estimate.Interval, error) {
	i, err := t.Satisfied().Interval(level)
	return i, wrap(err)
}

// IntervalOf returns the interval of the score, in percent, in a population of the given
// size, such as all staff, of whom many have answered: that of the satisfied, [estimate.Proportion.IntervalOf].
// More answers than people return [cx.ErrOutOfRange].
func (t Tally) IntervalOf(population uint64, level float64) (estimate.Interval, error) {
	i, err := t.Satisfied().IntervalOf(population, level)
	return i, wrap(err)
}

// Compare compares the scores of two independent tallies, receiver minus other, in
// percentage points: [estimate.Proportion.Compare] of the satisfied. Scales that differ
// return [cx.ErrMismatch], a tally without answers [cx.ErrNoData], and a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] [cx.ErrOutOfRange].
func (t Tally) Compare(other Tally, level float64) (estimate.Difference, error) {
	if err := t.t.Scale().Matches(other.t.Scale()); err != nil {
		return estimate.Difference{}, wrap(err)
	}
	d, err := t.Satisfied().Compare(other.Satisfied(), level)
	return d, wrap(err)
}

// StdErr returns the standard error of the score in percentage points; see
// [estimate.Proportion.StdErr].
func (t Tally) StdErr() (float64, error) {
	e, err := t.Satisfied().StdErr()
	return e, wrap(err)
}

// Mean returns the mean rating, the other way to report CSAT, with its own interval and
// comparison:
//
//	(sum of the ratings) / (number of answers)
//
// in points of the scale, as the ratings were given: where the lowest rating is the best, a
// lower mean is better. [estimate.Mean.Rescaled] reads it from 0 to 100.
func (t Tally) Mean() estimate.Mean { return t.t.Mean() }

// Median returns the middle rating of the answers in order, and of an even number
// of answers the mean of the two middle ones: a whole or a half. No answers give
// [cx.ErrNoData].
func (t Tally) Median() (decimal.Decimal, error) {
	median, err := t.t.Median()
	return median, wrap(err)
}

// Mirrored returns the same answers told the other way round, lowest for highest,
// on the scale with its good end at the other side: a grade of 2 where 1 is the
// best becomes a 4 where 5 is the best. It is how answers on an inverted scale are
// made ready to be merged with others. Who is satisfied stays the same.
func (t Tally) Mirrored() Tally { return Tally{t.t.Mirror()} }

// Collect counts a sequence of ratings of any integer type on the scale. The
// first rating that is not on it ends it with an [cx.ErrOutOfRange] that names value
// and index.
func Collect[R estimate.Integer](scale Scale, ratings iter.Seq[R]) (t Tally, err error) {
	t = NewTally(scale)
	err = likert.CollectTally(&t.t, "csat", ratings)
	return t, err
}

// CollectSlice counts a slice of ratings of any integer type on the scale. The
// first rating that is not on it gives an [cx.ErrOutOfRange] that names value and
// index. It is for long slices: a few ratings are counted faster by a loop over
// [Tally.Add].
func CollectSlice[R estimate.Integer](scale Scale, ratings []R) (t Tally, err error) {
	t = NewTally(scale)
	err = likert.CollectSliceTally(&t.t, "csat", ratings)
	return t, err
}

func wrap(err error) error { return sentinel.In("csat", err) }
