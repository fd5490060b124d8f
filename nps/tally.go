package nps

import (
	"iter"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Tally counts ratings, up to 2^60-1 of each.
type Tally struct {
	counts likert.Histogram
}

// Add counts one rating.
func (t *Tally) Add(r Rating) error {
	if !t.counts.Takes(int(r)) {
		return refused(int(r))
	}
	t.counts.Increment(int(r))
	return nil
}

// AddN counts a rating n times, such as one row of a GROUP BY rating.
func (t *Tally) AddN(r Rating, n uint64) error {
	if !r.valid() {
		return refused(int(r))
	}
	return sentinel.In("nps", t.counts.AddN(int(r), n))
}

// Merge adds the ratings of u.
func (t *Tally) Merge(u *Tally) error {
	if u == nil {
		return nil
	}
	return sentinel.In("nps", t.counts.Merge(&u.counts))
}

// Remove takes back one rating.
func (t *Tally) Remove(r Rating) error {
	if !r.valid() {
		return refused(int(r))
	}
	return sentinel.In("nps", t.counts.RemoveN(int(r), 1))
}

// Subtract takes back the ratings of u.
func (t *Tally) Subtract(u *Tally) error {
	if u == nil {
		return nil
	}
	return sentinel.In("nps", t.counts.Subtract(&u.counts))
}

// N returns the number of ratings.
func (t Tally) N() uint64 { return t.counts.Total(0, likert.Highest) }

// Count returns how often the rating was given.
func (t Tally) Count(r Rating) uint64 { return t.counts.Count(int(r)) }

// All yields the ratings 0 to 10 with their counts, zeros included.
func (t Tally) All() iter.Seq2[Rating, uint64] {
	return func(yield func(Rating, uint64) bool) {
		for r := Rating(lowest); r <= highest; r++ {
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

// Score returns [Groups.Score].
func (t Tally) Score() (decimal.Decimal, error) { return t.Groups().Score() }

// Interval returns the recommended interval, [Groups.Tango].
func (t Tally) Interval(level float64) (estimate.Interval, error) { return t.Groups().Tango(level) }

// Compare returns t minus other, as [Groups.Compare] does.
func (t Tally) Compare(other Tally, level float64) (estimate.Difference, error) {
	return t.Groups().Compare(other.Groups(), level)
}

// StdErr returns [Groups.StdErr].
func (t Tally) StdErr() (float64, error) { return t.Groups().StdErr() }

// Mean returns the mean rating, 0 to 10, which is not the Net Promoter Score.
func (t Tally) Mean() estimate.Mean {
	mean, _ := estimate.MeanOf(t.counts.Sample(), lowest, highest) // ratings are 0..10
	return mean
}

// Collect counts a sequence of ratings. An error names the value and its index.
func Collect[R estimate.Integer](ratings iter.Seq[R]) (t Tally, err error) {
	err = likert.Collect(&t.counts, "nps", lowest, highest, ratings)
	return t, err
}

// CollectSlice is [Collect] for a slice. It is made for long ones.
func CollectSlice[R estimate.Integer](ratings []R) (t Tally, err error) {
	err = likert.CollectSlice(&t.counts, "nps", lowest, highest, ratings)
	return t, err
}
