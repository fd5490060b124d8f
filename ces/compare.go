package ces

import "github.com/cxmetrics/cx/estimate"

// CompareWelch compares the mean ratings of two independent groups on the same
// scale, first minus second, in points of the scale: [estimate.CompareWelch] of
// their samples. A positive difference means that the first mean is higher: easier,
// or harder where a high rating is effort. Different scales, directions included,
// give [cx.ErrMismatch] ([Tally.Mirrored] turns one round); fewer than two answers in
// a group, or no spread in either, [cx.ErrNoData]; a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] [cx.ErrOutOfRange].
//
// Two shares of easy answers are compared by [estimate.CompareNewcombe] of
// first.Easy() and second.Easy().
func CompareWelch(first, second Tally, level float64) (estimate.Difference, error) {
	if err := first.t.Scale().Matches(second.t.Scale()); err != nil {
		return estimate.Difference{}, wrap(err)
	}
	d, err := estimate.CompareWelch(first.Sample(), second.Sample(), level)
	return d, wrap(err)
}
