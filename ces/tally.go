package ces

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
		return &likert.Refused{Package: "ces", Scale: t.t.Scale(), Rating: int(r)}
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
	if u == nil || *u == (Tally{}) {
		return nil
	}
	if *t != (Tally{}) && t.Scale() != u.Scale() {
		return mismatch(t.Scale(), u.Scale())
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

// Score returns the Customer Effort Score, the mean rating
//
//	(sum of the ratings) / (number of answers)
//
// in points of the scale, rounded once to 16 decimal places, half away from zero. Which
// way is good is said by [Tally.Scale]. No answers return [cx.ErrNoData].
func (t Tally) Score() (decimal.Decimal, error) {
	if t.N() == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "ces: the score of no answers is undefined")
	}
	return t.Mean().Score()
}

// Interval returns the interval of the score in points of the scale: Student's, of
// [estimate.Sample.StudentT], cut to the scale. Fewer than two answers, or answers that are
// all equal, return [cx.ErrNoData], a level outside [estimate.MinLevel]..[estimate.MaxLevel]
// [cx.ErrOutOfRange].
func (t Tally) Interval(level float64) (estimate.Interval, error) {
	i, err := t.Mean().Interval(level)
	return i, wrap(err)
}

// IntervalOf returns the interval of the score, in points of the scale, in a population of the given
// size, such as all staff, of whom many have answered: that of the mean, [estimate.Mean.IntervalOf].
// More answers than people return [cx.ErrOutOfRange].
func (t Tally) IntervalOf(population uint64, level float64) (estimate.Interval, error) {
	i, err := t.Mean().IntervalOf(population, level)
	return i, wrap(err)
}

// Compare compares the scores of two independent tallies, receiver minus other, in points
// of the scale, by Welch's test: [estimate.Sample.Compare] of the ratings. A positive
// difference means that the receiver's mean is higher: easier, or harder where a high
// rating is effort. Scales that differ, be it in their direction ([Tally.Mirrored] turns
// one round), return [cx.ErrMismatch]; fewer than two answers in a tally, or no spread in
// either, [cx.ErrNoData]; a level outside [estimate.MinLevel]..[estimate.MaxLevel]
// [cx.ErrOutOfRange].
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

// StdErr returns the standard error of the score in points of the scale; see
// [estimate.Sample.StdErr].
func (t Tally) StdErr() (float64, error) {
	e, err := t.Mean().StdErr()
	return e, wrap(err)
}

// Mean returns the mean rating, which [Tally.Score] is, as a value that can be rescaled:
// [estimate.Mean.Rescaled] reads it from 0 to 100, of which 100 is the highest rating. Where
// a high rating is effort, rescale the mean of [Tally.Mirrored] to have 100 as the easiest.
func (t Tally) Mean() estimate.Mean { return t.t.Mean() }

// Easy returns the proportion of answers that found it easy: the ratings on the
// easy side of the scale's middle, such as 4 and 5 on 1..5, or 1 and 2 where a high
// rating is effort. The package documentation has the table. [Tally.EasyFrom]
// takes another cut-off. No answers give a proportion of no data. The proportion no
// longer knows the scale: compare it with those of the same [Tally.Scale].
func (t Tally) Easy() estimate.Proportion { return t.t.Box(t.Scale().easy(), true) }

// EasyFrom returns the proportion of answers that are the cut-off or easier: from 6
// on 1..7 counts 6 and 7, and where a high rating is effort 6 and all below. It
// returns [cx.ErrOutOfRange] for a cut-off that is not on the scale or is its hardest
// rating, which every answer would pass.
func (t Tally) EasyFrom(cutoff Rating) (estimate.Proportion, error) {
	p, err := t.t.From(int(cutoff))
	return p, wrap(err)
}

// TopBox returns the proportion of answers among the k easiest ratings of the scale.
// It returns [cx.ErrOutOfRange] unless k is at least 1 and leaves one rating out.
func (t Tally) TopBox(k int) (estimate.Proportion, error) {
	p, err := t.t.TopBox(k)
	return p, wrap(err)
}

// BottomBox returns the proportion of answers among the k hardest ratings of the
// scale. It returns [cx.ErrOutOfRange] unless k is at least 1 and leaves one rating out.
func (t Tally) BottomBox(k int) (estimate.Proportion, error) {
	p, err := t.t.BottomBox(k)
	return p, wrap(err)
}

// Net returns the net ease,
//
//	100 * (answers among the k easiest - answers among the k hardest) / (all answers),
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

// Median returns the middle rating of the answers in order, and of an even number
// of answers the mean of the two middle ones: a whole or a half. No answers give
// [cx.ErrNoData].
func (t Tally) Median() (decimal.Decimal, error) {
	median, err := t.t.Median()
	return median, wrap(err)
}

// Mirrored returns the same answers told the other way round, lowest for highest:
// on 1..5 an effort of 2 becomes an ease of 4. It is how an effort tally is made
// an ease tally, so that the two can be merged.
func (t Tally) Mirrored() Tally { return Tally{t.t.Mirror()} }

// Collect counts a sequence of ratings of any integer type on the scale. The
// first rating that is not on it ends it with an [cx.ErrOutOfRange] that names value
// and index.
func Collect[R estimate.Integer](scale Scale, ratings iter.Seq[R]) (t Tally, err error) {
	t = NewTally(scale)
	err = likert.CollectTally(&t.t, "ces", ratings)
	return t, err
}

// CollectSlice counts a slice of ratings of any integer type on the scale. The
// first rating that is not on it gives an [cx.ErrOutOfRange] that names value and
// index. It is for long slices: a few ratings are counted faster by a loop over
// [Tally.Add].
func CollectSlice[R estimate.Integer](scale Scale, ratings []R) (t Tally, err error) {
	t = NewTally(scale)
	err = likert.CollectSliceTally(&t.t, "ces", ratings)
	return t, err
}

func wrap(err error) error { return sentinel.In("ces", err) }
