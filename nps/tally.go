package nps

import (
	"fmt"
	"iter"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/shopspring/decimal"
)

// Tally counts ratings 0..10, one count each, up to 2^60-1 of a rating. The zero
// value is empty and ready to use; tallies are comparable with ==. A Tally must
// not be changed by two goroutines at once: give each its own and [Tally.Merge].
type Tally struct {
	counts likert.Histogram
}

// Add counts one rating. It returns [cx.ErrOutOfRange] for a rating outside 0..10
// and [cx.ErrOverflow] when the rating's count is full; the tally is then unchanged.
func (t *Tally) Add(r Rating) error {
	if !t.counts.Takes(int(r)) {
		return refused(int(r))
	}
	t.counts.Increment(int(r))
	return nil
}

// AddN counts n times the same rating, such as one row of a GROUP BY rating. It
// returns [cx.ErrOutOfRange] for a rating outside 0..10 and [cx.ErrOverflow] when its
// count would pass 2^60-1; the tally is then unchanged.
func (t *Tally) AddN(r Rating, n uint64) error {
	if !r.valid() {
		return refused(int(r))
	}
	if err := t.counts.AddN(int(r), n); err != nil {
		return fmt.Errorf("nps: %w", err)
	}
	return nil
}

// Merge adds the counts of u, as if its ratings had been counted in t. It
// returns [cx.ErrOverflow], and leaves t as it was, when a count would pass 2^60-1.
func (t *Tally) Merge(u Tally) error {
	if err := t.counts.Merge(u.counts); err != nil {
		return fmt.Errorf("nps: %w", err)
	}
	return nil
}

// N returns the number of ratings.
func (t Tally) N() uint64 { return t.counts.Total(0, likert.Highest) }

// Count returns how often the rating was given.
func (t Tally) Count(r Rating) uint64 { return t.counts.Count(int(r)) }

// All yields the ratings 0 to 10 in order with their counts, zeros included.
func (t Tally) All() iter.Seq2[Rating, uint64] {
	return func(yield func(Rating, uint64) bool) {
		for r := MinRating; r <= MaxRating; r++ {
			if !yield(r, t.counts.Count(int(r))) {
				return
			}
		}
	}
}

// Groups returns the counts of promoters, passives and detractors.
func (t Tally) Groups() Groups {
	return Groups{
		Promoters:  t.counts.Total(9, 10),
		Passives:   t.counts.Total(7, 8),
		Detractors: t.counts.Total(0, 6),
	}
}

// Score returns the Net Promoter Score of the ratings; see [Groups.Score].
func (t Tally) Score() (decimal.Decimal, error) { return t.Groups().Score() }

// Sample returns the ratings as numbers, for their mean and standard deviation.
// The mean rating is not the Net Promoter Score.
func (t Tally) Sample() estimate.Sample { return t.counts.Sample() }

// Collect counts a sequence of ratings of any integer type. The first rating
// outside 0..10 ends it with an [cx.ErrOutOfRange] that names value and index.
func Collect[R estimate.Integer](ratings iter.Seq[R]) (t Tally, err error) {
	err = likert.Collect(&t.counts, "nps", int(MinRating), int(MaxRating), ratings)
	return t, err
}

// CollectSlice counts a slice of ratings of any integer type. The first rating
// outside 0..10 gives an [cx.ErrOutOfRange] that names value and index. It is for long
// slices: a few ratings are counted faster by a loop over [Tally.Add].
func CollectSlice[R estimate.Integer](ratings []R) (t Tally, err error) {
	err = likert.CollectSlice(&t.counts, "nps", int(MinRating), int(MaxRating), ratings)
	return t, err
}
